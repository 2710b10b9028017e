"""What a step's result says in numbers: for the log, which must not look at a single cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

import pandas as pd

from connectors.intake import Intake
from connectors.read_sources import SourceResult


def counts_of(result: object) -> dict[str, int]:
    """Counts of a step's result, by the log's keys; nothing for results that have none."""
    if isinstance(result, Intake):
        return {"files": sum(map(len, result.files.values())), "parts_refused": len(result.unread)}
    if isinstance(result, SourceResult):
        return {
            "files": len(result.files) + len(result.repeated),
            "rows_in": sum(p.rows_in for p in result.files),
            "rows_read": sum(p.rows_read for p in result.files),
            "rows_set_aside": sum(len(p.set_aside) for p in result.files),
            "rows_refused": sum(p.rows_refused for p in result.files),
            "parts_refused": sum(len(p.refusals) for p in result.files),
        }
    if _is_judged(result):
        return {"rows": len(result["verdicts"])}
    return {"rows": len(result)} if isinstance(result, pd.DataFrame) else {}


def findings_of(result: object) -> Iterator[tuple[str, dict[str, Any]]]:
    """Further events of the step that judged: what was refused by kind, gates that failed, verdicts by kind."""
    if not _is_judged(result):
        return
    yield from _counted("refused", result["refusals"], {"source_id": "source", "kind": "kind"})
    gates = result["gate_results"]
    if len(gates):
        failed = gates[~gates["success"].astype(bool)]
        yield from _counted("gate_failed", failed, {"source_id": "source", "gate": "gate", "severity": "severity"})
    yield from _counted("verdicts", result["verdicts"], {"criteria": "criteria", "verdict": "verdict"})


def _is_judged(result: object) -> TypeGuard[Mapping[str, pd.DataFrame]]:
    return isinstance(result, Mapping) and {"verdicts", "refusals", "gate_results"} <= set(result)


def _counted(event: str, frame: pd.DataFrame, keys: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    if len(frame):
        for row in frame.groupby(list(keys)).size().reset_index(name="count").to_dict("records"):
            yield event, {**{key: str(row[column]) for column, key in keys.items()}, "count": int(row["count"])}
