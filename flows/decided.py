"""Decisions and disputes as an officer sees them, for the command line and a portal: rows of words.

Rows, not frames: a page that shows them carries no pandas.
"""

from __future__ import annotations

import datetime as dt

from doisoat.clock import VIETNAM
from doisoat.errors import ConfigError
from doisoat.standing import Decision, Key, Said, in_force, newest_answers
from doisoat.vi import VERDICT
from warehouse.reader import WarehouseReader

DECISION_COLUMNS = ("id", "state", "unit", "criteria", "indicator", "evidence", "verdict", "until", "document",
                    "proposed", "confirmed", "reason")  # fmt: skip
DISPUTE_COLUMNS = ("unit", "criteria", "indicator", "at", "explanation", "appeal")
_OVER = ("đã rút lại", "đã bị thay", "đã hết hạn")


def decision_rows(warehouse: WarehouseReader, *, everything: bool = False) -> list[dict[str, str]]:
    """The decisions (DECISION_COLUMNS, words), oldest first; those that are over only with ``everything``."""
    every = warehouse.spoken().decisions()
    grounds, as_of = _newest(warehouse)
    holding = in_force(every, grounds, as_of)
    names = _names(warehouse)
    rows = [_row(one, _state(one, holding, every, grounds, as_of), names) for one in every]
    told = [dict(zip(DECISION_COLUMNS, row, strict=True)) for row in rows]
    return told if everything else [row for row in told if row["state"] not in _OVER]


def dispute_rows(warehouse: WarehouseReader) -> list[dict[str, str]]:
    """What units object to and no officer has decided (DISPUTE_COLUMNS, words), the oldest objection first.

    An objection to a decision is an appeal: somebody else than who proposed the decision looks at it.
    """
    spoken = warehouse.spoken()
    grounds, as_of = _newest(warehouse)
    holding = in_force(spoken.decisions(), grounds, as_of)
    names = _names(warehouse)
    rows = []
    for key, one in newest_answers(spoken.answers()).items():
        decided = holding.get(key)
        answered_by_it = decided and decided.confirmed_at and decided.confirmed_at >= one.answered_at
        if one.said == Said.OBJECT and grounds.get(key) == one.ground and not answered_by_it:
            at = one.answered_at.astimezone(VIETNAM)
            rows.append((at, names.get(key[2], key[2]), key, one.explanation, decided.id if decided else ""))
    told = [(unit, key[0], key[3], f"{at:%d/%m/%Y}", why, appeal) for at, unit, key, why, appeal in sorted(rows)]
    return [dict(zip(DISPUTE_COLUMNS, row, strict=True)) for row in told]


def _newest(warehouse: WarehouseReader) -> tuple[dict[Key, str], dt.date]:
    """What each finding rests on in the newest run of everything, and that run's day."""
    try:
        run = warehouse.resolve_run("latest")
    except ConfigError:  # nothing was run yet
        return {}, dt.date.max
    return warehouse.spoken().grounds_of(run.run_id), run.as_of


def _names(warehouse: WarehouseReader) -> dict[str, str]:
    return {code: f"{name} ({code})" for code, name in warehouse.unit_names().items()}


def _state(
    one: Decision, holding: dict[Key, Decision], every: list[Decision], grounds: dict[Key, str], as_of: dt.date
) -> str:
    if one.withdrawn_at is not None:
        return "đã rút lại"
    if one.confirmed_at is None:
        return "chờ người thứ hai xác nhận"
    if (now := holding.get(one.key)) is not None:
        return "đang áp dụng" if now.id == one.id else "đã bị thay"
    later = [d for d in every if d.key == one.key and d.confirmed_at and d.confirmed_at > one.confirmed_at]
    if later:
        return "đã bị thay"
    if one.proposed.until < as_of:
        return "đã hết hạn"
    return "căn cứ đã đổi, cần xét lại" if one.key in grounds else "không còn kết luận này"


def _row(one: Decision, state: str, names: dict[str, str]) -> tuple[str, ...]:
    made = one.proposed

    def when(name: str, at: dt.datetime | None) -> str:
        return f"{name}, {at.astimezone(VIETNAM):%d/%m/%Y}" if at else ""

    return (
        one.id, state, names.get(one.key[2], one.key[2]), one.key[0], one.key[3], VERDICT[made.evidence_verdict],
        VERDICT[made.verdict], f"{made.until:%d/%m/%Y}", made.document, when(made.by, made.at),
        when(one.confirmed_by, one.confirmed_at), made.reason,
    )  # fmt: skip
