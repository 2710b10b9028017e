"""Answers of units: taken in with the run that finds them in the inbox, marked at the verdicts, told by a receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import pandas as pd

from connectors.finding_answers import SOURCE_ID, Row, letters_of, returned
from connectors.read_sources import SourceResult
from doisoat.answer_rules import COUNTED
from doisoat.standing import Answer, standings
from expectations.decided import with_disputes
from flows.run import Run
from flows.steps.people import grounds_by_key

_KEY = ("criteria", "level", "unit_code", "indicator")


@dataclass(frozen=True)
class TakenIn:
    """What a run took in of units' answers: the verdicts with disputes marked, and the new rows with their receipts."""

    verdicts: pd.DataFrame
    rows: tuple[Row, ...] = ()

    def frame(self, run_id: str) -> pd.DataFrame:
        """The rows as the warehouse keeps them (``warehouse.spoken.ANSWER_ROWS``)."""
        told = [
            {
                **{name: value for name, value in asdict(row).items() if name != "key"},
                **dict(zip(_KEY, row.key, strict=True)),
                "run_id": run_id,
            }
            for row in self.rows
        ]
        return pd.DataFrame(told)

    @property
    def counts(self) -> dict[str, int]:
        """For the summary: rows taken, rows that could not be, receipts."""
        taken = sum(row.outcome in COUNTED for row in self.rows)
        receipts = {row.receipt for row in self.rows if row.by_unit}
        return {"taken": taken, "not_taken": len(self.rows) - taken, "receipts": len(receipts)}


def take_in_answers(run: Run, results: Mapping[str, SourceResult], verdicts: pd.DataFrame) -> TakenIn:
    """Understand the workbooks that lie in ``answers/``, and mark what units object to.

    Only a run of everything takes any in: another does not know what every finding rests on now. A look back knows the
    answers that had come by then.
    """
    spoken, known_at = run.warehouse.spoken(), run.spec.known_at
    now = grounds_by_key(verdicts)
    rows: list[Row] = []
    of_everything = known_at is None and not run.spec.scopes and not run.spec.criteria
    if of_everything and SOURCE_ID in results:
        seen = spoken.known_grounds()
        own = verdicts.loc[verdicts["indicator"] != "overall"]
        known = pd.concat([seen, own.reindex(columns=seen.columns).astype(object).fillna("")], ignore_index=True)
        done = frozenset(spoken.answer_rows()["file_sha256"])
        rows = returned(results[SOURCE_ID], letters_of(known, now), done)
    fresh = [
        Answer(r.key, r.ground, r.said, r.explanation, r.changed_on, r.by_unit, r.answered_at, r.receipt)
        for r in rows
        if r.outcome in COUNTED
    ]
    answers = sorted([*spoken.answers(), *fresh], key=lambda one: one.answered_at)
    _, disputed = standings(now, run.spec.as_of, run.decisions, answers, known_at)
    return TakenIn(with_disputes(verdicts, disputed), tuple(rows))
