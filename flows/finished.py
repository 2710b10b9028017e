"""What a run leaves behind when it has ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import pandas as pd

from warehouse.run import RunRecord


@dataclass(frozen=True)
class Finished:
    """A finished run and the frames it stored."""

    record: RunRecord
    frames: Mapping[str, pd.DataFrame]

    @property
    def input_was_refused(self) -> bool:
        """Whether part of the input was refused, or a claim's row or a sheet of any source not used (exit code 3)."""
        lost = cast(list[dict[str, Any]], self.record.summary["unread"])
        return len(self.frames["refusals"]) > 0 or any(one["is_pressing"] for one in lost)

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
