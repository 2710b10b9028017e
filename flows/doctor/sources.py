"""Each source: late against its own cadence, refused, or held back."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.card import load_cards
from flows.doctor.check import Check, House, bad, warn
from flows.order import HERE
from flows.source_states import STAND, Stand, source_states

_WAITING = (Stand.SHRUNK, Stand.HELD)


def sources(house: House) -> Iterator[Check]:
    """How each source stood in the newest run, and how old what it sent is today."""
    run = house.newest_run
    if run is None:
        if house.has_warehouse:
            yield Check("sources", "Các nguồn: chưa có lượt nào nên chưa biết nguồn nào chậm")
        return
    with house.warehouse() as warehouse:
        gates = warehouse.report_frames(run.run_id)["gates"]
    before = house.full_runs[-2] if len(house.full_runs) > 1 else None
    known = load_cards(house.settings.sources_dir, house.settings.sources)
    today = house.now.astimezone(HERE).date()
    states = source_states(known, run, gates, day=today, before=before)
    for state in states:
        if state.stand in _WAITING:
            yield bad(f"held.{state.source_id}", f"{state.title}: {STAND[state.stand]}. {state.why}", state.fix)
        elif state.stand is Stand.STALE:
            yield warn(f"late.{state.source_id}", f"{state.title}: {STAND[state.stand]}. {state.why}", state.fix)
        elif state.needs_a_look:
            yield warn(f"source.{state.source_id}", f"{state.title}: {STAND[state.stand]}. {state.why}", state.fix)
    if not any(state.needs_a_look for state in states):
        yield Check("sources", f"Các nguồn: {len(states)} nguồn đều đọc được và còn hạn")


LOOKS = (sources,)
