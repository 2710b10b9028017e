"""Small work of every day: are the raw files still what they were, and do staging and Prefect's database stay small?

No verdict is touched, and nothing that a verdict rests on.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from prefect import flow
from prefect.states import Completed, Failed

from connectors.vault.store import Vault, VaultDamagedError
from doisoat.clock import VIETNAM
from doisoat.errors import Refused, RefusedInputError
from doisoat.settings import read_settings
from flows.open_stores import open_vault
from flows.prefect_runner import PrefectRunner, quoting_nothing
from flows.prefect_runs import close_lost, delete_ended

# Each day looks at another part of the vault; after so many days all of it was looked at.
_VAULT_ROUND_DAYS = 30
_PREFECT_KEEPS = dt.timedelta(days=60)
_STAGED_UNUSED = dt.timedelta(days=30)  # what was read of a file that no run has asked for since
_LONGEST_RUN = dt.timedelta(days=1)


@flow(name="housekeeping", flow_run_name="Dọn dẹp hằng ngày", persist_result=False)
def housekeeping() -> Any:  # noqa: ANN401 - Prefect's State
    """Look at a part of the vault, tidy staging and Prefect's list of runs. A damaged raw file ends it as failed."""
    settings, now, runner = read_settings(), dt.datetime.now(dt.UTC), PrefectRunner()
    with quoting_nothing():
        vault, today = open_vault(settings), now.astimezone(VIETNAM).date()
        looked_at, amiss = runner.step("xem kho bản gốc", look_at_vault, vault, today)
        swept = runner.step("dọn bản đã đọc", vault.staged.sweep, _STAGED_UNUSED.total_seconds())
        deleted = runner.step("xóa lượt cũ của Prefect", delete_ended, now - _PREFECT_KEEPS)
        closed = runner.step("đóng lượt dở dang của Prefect", close_lost, now - _LONGEST_RUN)
    line = (
        f"Kho bản gốc: đã xem {looked_at} tệp, {len(amiss)} tệp cần người xem. Bản đã đọc: xóa {swept} tệp cũ. "
        f"Prefect: xóa {deleted} lượt cũ, đóng {closed} lượt dở dang"
    )
    return Failed(message=f"{line}. {'; '.join(amiss)}") if amiss else Completed(message=line)


def look_at_vault(vault: Vault, day: dt.date) -> tuple[int, list[str]]:
    """Read the day's part of the vault and compare each object with its name: how many, and what is amiss."""
    today = day.toordinal() % _VAULT_ROUND_DAYS
    kept = {s.sha256: s for s in vault.sightings() if int(s.sha256[:8], 16) % _VAULT_ROUND_DAYS == today}
    looked_at, amiss = 0, []
    for sighting in kept.values():
        try:
            with vault.opened(vault.raw_file(sighting)):
                looked_at += 1
        except VaultDamagedError as error:
            amiss.append(str(error))
        except RefusedInputError as refusal:
            if refusal.kind is not Refused.PURGED:  # that one was taken away on purpose; the other wants its key
                amiss.append(str(refusal))
    return looked_at, amiss
