"""Which stored run answers a command, and which units it is asked about; both are told on the second channel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from doisoat.settings import Settings
    from warehouse.run import RunRecord
    from warehouse.store import Warehouse

_LATEST = "latest"


def units_meant(texts: Sequence[str], warehouse: Warehouse, settings: Settings) -> tuple[str, ...]:
    """The codes of units that a user names: codes, those that lost a zero, names on the newest run's day.

    Raises:
        click.UsageError: some name no unit, or several.
    """
    if not texts:
        return ()
    from flows.scopes import ScopeError, scopes_of_stored
    from gazetteer.editions import load_editions

    units, day = warehouse.units(), warehouse.resolve_run(_LATEST).as_of
    try:
        return scopes_of_stored(texts, units, lambda: load_editions(settings.editions_dir), day)
    except ScopeError as error:
        raise click.UsageError(str(error)) from None


def answering(warehouse: Warehouse, run_id: str, units: Sequence[str] = ()) -> RunRecord:
    """The run that answers; where it is asked for as ``latest`` it is named, with the newer ones that do not answer."""
    run = warehouse.resolve_run(run_id, units)
    if run_id != _LATEST:
        return run
    line = f"Theo lượt {run.run_id}, ngày xét {run.as_of:%d/%m/%Y}"
    if later := warehouse.stored_after(run.run_id):
        newest = later[-1]
        limits = [*newest.scope, *newest.asked_criteria]
        line += f" (lượt mới hơn {newest.run_id} chỉ xét {', '.join(limits) or 'một phần'}; xem bằng --run)"
    click.echo(line, err=True)
    return run
