"""What letters and pages tell of answers: the last answer to each finding with what became of it, and rows received."""

from __future__ import annotations

import pandas as pd

from doisoat.standing import Key, fate, in_force, newest_answers
from reports.contract import ANSWER_COLUMNS, FINDINGS, RECEIVED_COLUMNS
from warehouse.run import RunRecord
from warehouse.store import Warehouse


def answers_told(warehouse: Warehouse, run: RunRecord, verdicts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Answers (ANSWER_COLUMNS) and rows received (RECEIVED_COLUMNS) of a stored run, as they stood when it ended.

    Args:
        warehouse: where they lie.
        run: the run.
        verdicts: its verdicts with their grounds (``mart_verdict``).
    """
    spoken, until = warehouse.spoken(), run.known_at or run.finished_at
    single = verdicts[verdicts["indicator"] != "overall"].astype(object)
    single = single.where(single.notna(), "")
    found: dict[Key, tuple[str, str]] = {
        (c, level, unit, indicator): (ground, verdict)
        for c, level, unit, indicator, ground, verdict in single[
            ["criteria", "level", "unit_code", "indicator", "ground", "verdict"]
        ].itertuples(index=False, name=None)
    }
    made = spoken.decisions(run.known_at or run.started_at)
    held = in_force(made, {key: ground for key, (ground, _) in found.items()}, run.as_of)
    told = []
    for key, one in newest_answers(spoken.answers(), until).items():
        ground, verdict = found.get(key, (None, ""))
        decision = held.get(key)
        became = fate(one, ground=ground, is_finding=verdict in _OPEN, decision=decision)
        paper = (decision.id, decision.proposed.document, decision.proposed.verdict) if decision else ("", "", "")
        told.append(
            (*key, one.said, str(became), one.explanation, one.changed_on, one.by_unit, one.answered_at, *paper)
        )
    received = spoken.answer_rows()
    mine = received[received["run_id"] == run.run_id].reindex(columns=list(RECEIVED_COLUMNS))
    return pd.DataFrame(told, columns=list(ANSWER_COLUMNS), dtype=object), mine.reset_index(drop=True)


_OPEN = frozenset(map(str, FINDINGS))
