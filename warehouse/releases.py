"""How big the lists were that earlier runs accepted, and a person's yes to one that has shrunk since.

A run is compared with runs of the same inbox only: another inbox is another question. Runs that looked back
(``known_at``) are nobody's reference.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, RowMapping, and_, insert, or_, select

from doisoat.errors import ConfigError
from doisoat.personal import without_persons
from warehouse.schema import gate_result, run, source_file, source_release
from warehouse.within import within

# Gates are named ``shrinkage KIND``; what they observed is a count.
_GATE = "shrinkage "


def accepted_volumes(
    connection: Connection, inbox: str, as_of: dt.date, known_at: dt.datetime | None
) -> dict[tuple[str, str], int]:
    """See ``Warehouse.accepted_volumes``."""
    volumes: dict[tuple[str, str], int] = {}
    for row in _measured(connection, inbox, as_of, known_at):
        volumes.setdefault((row["source_id"], row["gate"].removeprefix(_GATE)), int(row["observed"]))
    return volumes


def accepted_files(
    connection: Connection, source_id: str, inbox: str, as_of: dt.date, known_at: dt.datetime | None
) -> list[tuple[str, str]]:
    """See ``Warehouse.accepted_files``."""
    newest = next((r for r in _measured(connection, inbox, as_of, known_at) if r["source_id"] == source_id), None)
    if newest is None:
        return []
    columns = (source_file.c.name, source_file.c.file_sha256)
    mine = (source_file.c.source_id == source_id) & (source_file.c.status == "read")
    found = connection.execute(select(*columns).where(within(source_file, newest), mine)).all()
    return sorted({(name, sha256) for name, sha256 in found if sha256})


def release(connection: Connection, source_id: str, reason: str, by: str, now: dt.datetime) -> str:
    """See ``Warehouse.release``."""
    newest = (
        connection.execute(select(run).where(run.c.known_at.is_(None)).order_by(run.c.seq.desc()).limit(1))
        .mappings()
        .first()
    )
    held = []
    if newest is not None:
        query = select(gate_result.c.source_id).where(
            within(gate_result, newest), gate_result.c.gate.startswith(_GATE), gate_result.c.success.is_(False)
        )
        held = sorted(set(connection.execute(query).scalars()))
    if newest is None:
        raise ConfigError("kho chưa có lượt đối soát nào nên chưa giữ lại nguồn nào", fix="chạy: doisoat run")
    if source_id not in held:
        raise ConfigError(
            f"lượt gần nhất không giữ lại nguồn '{source_id}'",
            fix=f"nếu định nhận danh sách khác, chọn trong các nguồn đang bị giữ: {', '.join(held)}"
            if held
            else "không cần nhận gì vì không có nguồn nào đang bị giữ; xem từng nguồn ra sao: doisoat doctor",
        )
    known = select(source_release.c.release_id).where(
        source_release.c.run_id == newest["run_id"], source_release.c.source_id == source_id
    )
    if connection.execute(known).first() is None:
        values = {
            "run_id": newest["run_id"],
            "source_id": source_id,
            "reason": without_persons(reason),
            "released_by": by,
        }
        connection.execute(insert(source_release), {**values, "released_at": now.astimezone(dt.UTC)})
    return str(newest["run_id"])


def released(connection: Connection, run_id: str) -> frozenset[str]:
    """See ``Warehouse.released``."""
    mine = select(source_release.c.source_id).where(source_release.c.run_id == run_id)
    return frozenset(connection.execute(mine).scalars())


def _measured(connection: Connection, inbox: str, as_of: dt.date, known_at: dt.datetime | None) -> list[RowMapping]:
    """Accepted measurements, those of the newest day first: the gate passed, or a person released the source."""
    released = and_(source_release.c.run_id == run.c.run_id, source_release.c.source_id == gate_result.c.source_id)
    asked = [run.c.inbox == inbox, run.c.as_of <= as_of, run.c.known_at.is_(None), gate_result.c.gate.startswith(_GATE)]
    if known_at is not None:
        asked.append(run.c.finished_at <= known_at.astimezone(dt.UTC))
        released = and_(released, source_release.c.released_at <= known_at.astimezone(dt.UTC))
    seen = and_(
        gate_result.c.line_id == run.c.line_id,
        gate_result.c.first_seq <= run.c.seq,
        gate_result.c.last_seq >= run.c.seq,
    )
    query = (
        select(run.c.seq, run.c.line_id, gate_result.c.source_id, gate_result.c.gate, gate_result.c.observed)
        .join_from(run, gate_result, seen)
        .outerjoin(source_release, released)
        .where(*asked, or_(gate_result.c.success.is_(True), source_release.c.release_id.is_not(None)))
        .order_by(run.c.as_of.desc(), run.c.seq.desc(), gate_result.c.source_id, gate_result.c.gate)
    )
    return list(connection.execute(query).mappings())
