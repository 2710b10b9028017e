"""Shop pages collected by day, apart from the night: what this flow has seen the night does not ask for again."""

from __future__ import annotations

import datetime as dt

from prefect import flow

from doisoat.settings import read_settings
from flows.prefect_runner import PrefectRunner, log, quoting_nothing
from flows.run_spec import new_run_spec
from flows.steps.collect import collect_claimed


@flow(name="collect_listings", persist_result=False)
def collect_listings(offline: bool = False) -> int:
    """Look at the shop pages that are due; returns the number of claimed links looked up."""
    settings = read_settings()
    spec = new_run_spec(settings.inbox, now=dt.datetime.now(dt.UTC), offline=offline, catalogues=True)
    with quoting_nothing():
        return len(collect_claimed(spec, settings, PrefectRunner(), log).listings)
