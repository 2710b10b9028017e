"""Each source: late against its own cadence, refused, or held back."""

from __future__ import annotations

from collections.abc import Iterator

from doisoat.clock import VIETNAM
from doisoat.errors import DoisoatError
from flows.watch.doctor.check import Check, Inspection, bad, warn
from flows.watch.source_states import STATUS_WORDS, SourceStatus, source_states
from warehouse.nights import before

_DETAILS = "xem từng tệp bằng: doisoat health"
_WAITING = (SourceStatus.SHRUNK, SourceStatus.HELD)


def sources(inspection: Inspection) -> Iterator[Check]:
    """How each source stood in the newest run, and how old what it sent is today."""
    run = inspection.newest_run
    if run is None:
        if inspection.has_warehouse:
            yield Check("sources", "Các nguồn: chưa có lượt nào nên chưa biết nguồn nào chậm")
        return
    if isinstance(inspection.cards, DoisoatError):
        return
    with inspection.warehouse() as warehouse:
        gates = warehouse.gates(run.run_id)
        released = warehouse.released(run.run_id)
    today = inspection.now.astimezone(VIETNAM).date()
    states = source_states(inspection.cards, run, gates, day=today, before=before(inspection.runs, run))
    for state in states:
        sentence = f"{state.title}: {STATUS_WORDS[state.status]} – {state.why}"
        if state.status is SourceStatus.SHRUNK and state.source_id in released:
            yield warn(f"held.{state.source_id}", f"{state.title}: danh sách ngắn đi đã được nhận", "chạy: doisoat run")
        elif state.status in _WAITING:
            yield bad(f"held.{state.source_id}", sentence, state.fix)
        elif state.needs_a_look:
            kind = "late" if state.status is SourceStatus.STALE else "source"
            yield warn(f"{kind}.{state.source_id}", sentence, state.fix or _DETAILS)
    if not any(state.needs_a_look for state in states):
        yield Check("sources", f"Các nguồn: {len(states)} nguồn đều đọc được và còn hạn")


LOOKS = (sources,)
