"""Acts about decisions as rows: read, and added behind the others under a chain of digests."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

from sqlalchemy import Connection, RowMapping, insert, select

from doisoat import standing
from doisoat.standing import Act, Decision, Key
from warehouse.schema import decision_act

_KEY = ("criteria", "level", "unit_code", "indicator")


def acts(connection: Connection) -> list[Act]:
    """All acts, oldest first."""
    return [act_of(row) for row in connection.execute(select(decision_act).order_by(decision_act.c.act_id)).mappings()]


def act_of(row: RowMapping) -> Act:
    """An act from its row."""
    return Act(
        row["decision"], row["action"], key_of(row), row["verdict"], row["evidence_verdict"],
        row["ground"], row["since"], row["until"], row["run_id"], row["appeal_of"], row["reason"], row["document"],
        row["by_name"], utc(row["acted_at"]),
    )  # fmt: skip


def added(connection: Connection, act: Act) -> Decision:
    """Write an act behind the others, in a running transaction; the decision as it stands with it."""
    last = select(decision_act.c.digest).order_by(decision_act.c.act_id.desc()).limit(1)
    before = connection.execute(last).scalar() or ""
    values = {
        "decision": act.decision, "action": str(act.action), **dict(zip(_KEY, act.key, strict=True)),
        "verdict": str(act.verdict), "evidence_verdict": act.evidence_verdict, "ground": act.ground,
        "since": act.since, "until": act.until, "run_id": act.run_id, "appeal_of": act.appeal_of,
        "reason": act.reason, "document": act.document, "by_name": act.by, "acted_at": act.at,
    }  # fmt: skip
    connection.execute(insert(decision_act).values(**values, previous=before, digest=digest(act, before)))
    return next(d for d in standing.decisions_of(acts(connection)) if d.id == act.decision)


def digest(act: Act, before: str) -> str:
    """SHA-256 of an act and of the digest of the one before it."""
    told = [*(str(value) for name, value in vars(act).items() if name != "key"), *act.key, before]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def key_of(row: RowMapping) -> Key:
    """The finding that a row is about."""
    return row["criteria"], row["level"], row["unit_code"], row["indicator"]


def utc(value: dt.datetime) -> dt.datetime:
    """A moment with its zone."""
    # SQLite gives back what was stored (UTC) without saying so.
    return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)
