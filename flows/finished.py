"""What a run leaves behind when it has ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import pandas as pd

from expectations.in_force import NO_RULEBOOK
from warehouse.run import RunRecord


@dataclass(frozen=True)
class Finished:
    """A finished run and the frames it stored."""

    record: RunRecord
    frames: Mapping[str, pd.DataFrame]

    @property
    def is_partial(self) -> bool:
        """Whether somebody must be told (exit code 3).

        Part of the input was refused, a claim's row, a sheet of any source or a unit's answer is not used, no rulebook
        is in force, or nothing was declared by a unit that was asked about.
        """
        summary = self.record.summary
        lost = cast(list[dict[str, Any]], summary["unread"])
        is_lost = len(self.frames["refusals"]) > 0 or any(one["is_pressing"] for one in lost)
        answers = cast(dict[str, int], summary.get("answers", {}))
        is_lost = is_lost or answers.get("not_taken", 0) > 0
        return is_lost or NO_RULEBOOK in summary or "scope_without_claims" in summary

    def facts(self) -> dict[str, object]:
        """Which run this is, and the hash of its verdicts: equal for equal verdicts on any machine."""
        record = self.record
        return {
            "run_id": record.run_id,
            "as_of": record.as_of.isoformat(),
            "criteria": list(record.criteria),
            "scope": list(record.scope),
            "verdict_hash": record.verdict_hash,
        }
