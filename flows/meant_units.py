"""What the words of a request mean, told before anything is started."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING

from doisoat.settings import Settings
from expectations.criteria_set import load_criteria

if TYPE_CHECKING:
    from warehouse.store import Warehouse


def meant_units(texts: Sequence[str], settings: Settings, warehouse: Warehouse | None) -> list[tuple[str, str]]:
    """Code and full name of each unit that is meant; the texts themselves where nothing is stored to look them up in.

    Raises:
        ScopeError: some name no unit, or several; all of them are told.
    """
    from flows.scopes import scopes_of_stored
    from gazetteer.editions import load_editions

    if not texts:
        return []
    if warehouse is None or not warehouse.newest_seq():
        return [(text, "") for text in texts]
    units, day = warehouse.units(), warehouse.resolve_run("latest").as_of
    codes = scopes_of_stored(texts, units, lambda: load_editions(settings.editions_dir), day)
    known = {str(row["unit_code"]): row for row in units.fillna("").to_dict("records")}
    return [(code, _full_name(known.get(code, {}))) for code in codes]


def set_names(settings: Settings) -> list[tuple[str, str]]:
    """The criteria sets there are: id and title."""
    return [(key, one.title) for key, one in sorted(load_criteria(settings.criteria_dir).items())]


def _full_name(row: Mapping[Hashable, object]) -> str:
    parts = [str(row.get(name, "")) for name in ("unit", "commune", "district")]
    return ", ".join(dict.fromkeys(part for part in parts if part))
