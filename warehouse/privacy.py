"""Columns that hold somebody's data: sealed on the way in, opened on the way out, emptied when their time is over.

One such column reaches the warehouse whole: an address as a source wrote it, which a person needs to see again to say
which village is meant. Of all other free text only what names nobody does (``warehouse.gate``); what it lost lies
sealed beside it. Names, phones and card numbers end in the parsers.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets

import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, Select, Table, and_, bindparam, case, func, select, update

from doisoat.keyring import Keyring
from doisoat.personal import KnownNames
from warehouse.columns import as_text, row_hashes, typed
from warehouse.gate import FREE_TABLES, ORIGINAL, SEALED_WHOLE, free_columns, gated_summary, masked
from warehouse.load import no_change
from warehouse.schema import OPEN, OWN, answer_row, evidence, evidence_block, resolution, run, source_file, unit

PERSONAL = {"resolution": ("address_text",)}


def sealed(table_name: str, frame: pd.DataFrame, keys: Keyring | None) -> pd.DataFrame:
    """The frame with its personal columns sealed; as it is where no key is set."""
    for column in PERSONAL.get(table_name, ()):
        if keys is not None and column in frame:
            texts = as_text(frame[column])
            # A frame put together from several comes in pieces, which pyarrow does not number as one.
            whole = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
            encoded = whole.dictionary_encode()
            hidden = pa.array([keys.seal(f"{table_name}.{column}", text) for text in encoded.dictionary.to_pylist()])
            frame = frame.assign(**{column: hidden.take(encoded.indices).to_pandas().set_axis(frame.index)})
    return frame


def opened(table_name: str, frame: pd.DataFrame, keys: Keyring | None) -> pd.DataFrame:
    """The frame with its personal columns readable; without a key sealed ones stay sealed."""
    for column in PERSONAL.get(table_name, ()):
        if keys is not None:
            values = [
                keys.open(f"{table_name}.{column}", text) if isinstance(text, str) else text for text in frame[column]
            ]
            frame = frame.assign(**{column: values})
    return frame


def reseal(connection: Connection, keys: Keyring) -> int:
    """Seal everything with the current key that is not yet; how many values were.

    Rows get the digest they would have if they came in today, so that the next run finds them unchanged.
    """
    return _reseal_addresses(connection, keys) + sum(
        _reseal_originals(connection, table, keys) for table in FREE_TABLES if ORIGINAL in table.c
    )


def _reseal_addresses(connection: Connection, keys: Keyring) -> int:
    rows = connection.execute(select(resolution).where(resolution.c.address_text.is_not(None))).mappings().all()
    old = [row for row in rows if not keys.is_current(row["address_text"])]
    if not old:
        return 0
    frame = pd.DataFrame([dict(row) for row in old])
    frame = sealed("resolution", opened("resolution", frame, keys), keys)
    names = [column.name for column in resolution.columns if column.name not in (*OWN, *no_change(resolution))]
    hashes = row_hashes(typed(frame, resolution, names))
    change = update(resolution).where(resolution.c.row_id == bindparam("this"))
    connection.execute(
        change.values(address_text=bindparam("text"), row_hash=bindparam("digest")),
        [
            {"this": row_id, "text": text, "digest": digest}
            for row_id, text, digest in zip(frame["row_id"].tolist(), frame["address_text"], hashes, strict=True)
        ],
    )
    return len(old)


def _reseal_originals(connection: Connection, table: Table, keys: Keyring) -> int:
    context = f"{table.name}.{ORIGINAL}"
    rows = connection.execute(select(*table.primary_key, table.c[ORIGINAL]).where(table.c[ORIGINAL].is_not(None)))
    old = [(key, text) for *key, text in rows if not keys.is_current(text)]
    _set(connection, table, [(key, {ORIGINAL: keys.seal(context, keys.open(context, text))}) for key, text in old])
    return len(old)


def _set(connection: Connection, table: Table, changes: list[tuple[list[object], dict[str, object]]]) -> None:
    """Give columns of rows other values; rows by their primary key, all with the same columns or in lots of such."""
    lots: dict[tuple[str, ...], list[dict[str, object]]] = {}
    for key, values in changes:
        named = {f"key_{n}": part for n, part in enumerate(key)}
        lots.setdefault(tuple(values), []).append({**named, **{f"new_{name}": v for name, v in values.items()}})
    for names, rows in lots.items():
        mine = and_(*(column == bindparam(f"key_{n}") for n, column in enumerate(table.primary_key)))
        connection.execute(update(table).where(mine).values({n: bindparam(f"new_{n}") for n in names}), rows)


def purge(connection: Connection, before: dt.datetime, *, dry_run: bool = False) -> int:
    """Empty what names persons in all rows that a run before this moment brought in; how many values, or would be.

    Those are addresses, the originals beside masked texts, and persons in texts that came in before there was a gate.
    Digests of such rows are replaced too: of an address one could try likely ones.
    """
    earlier = select(run.c.seq).where(run.c.started_at < before.astimezone(dt.UTC))
    chosen = connection.execute(
        select(resolution.c.row_id).where(resolution.c.first_seq.in_(earlier), resolution.c.address_text.is_not(None))
    ).scalars()
    values = [{"this": row_id, "digest": secrets.token_bytes(16)} for row_id in chosen]
    if values and not dry_run:
        change = update(resolution).where(resolution.c.row_id == bindparam("this"))
        connection.execute(change.values(address_text=None, row_hash=bindparam("digest")), values)
    names = connection.execute(select(unit.c.unit, unit.c.commune, unit.c.district).distinct()).all()
    known = KnownNames(name for row in names for name in row if name)
    texts = sum(_purge_texts(connection, table, earlier, before, known, dry_run=dry_run) for table in FREE_TABLES)
    return len(values) + texts + _purge_summaries(connection, earlier, known, dry_run=dry_run)


def _purge_summaries(connection: Connection, earlier: Select[tuple[int]], known: KnownNames, *, dry_run: bool) -> int:
    changes: list[tuple[list[object], dict[str, object]]] = []
    for seq, text in connection.execute(select(run.c.seq, run.c.summary).where(run.c.seq.in_(earlier))):
        told = json.dumps(gated_summary(json.loads(text), known), ensure_ascii=False, sort_keys=True)
        if told != text:
            changes.append(([seq], {"summary": told}))
    if not dry_run:
        _set(connection, run, changes)
    return len(changes)


def _purge_texts(
    connection: Connection,
    table: Table,
    earlier: Select[tuple[int]],
    before: dt.datetime,
    known: KnownNames,
    *,
    dry_run: bool,
) -> int:
    free = [name for name in free_columns(table) if name not in SEALED_WHOLE]
    held = [*free, ORIGINAL] if ORIGINAL in table.c else free
    if not held:
        return 0
    query = select(*table.primary_key, *(table.c[name] for name in held))
    if "first_seq" in table.c:
        query = query.where(table.c.first_seq.in_(earlier))
    elif table is answer_row:
        query = query.where(answer_row.c.answered_at < before.astimezone(dt.UTC))
    elif table is evidence:
        query = query.where(
            evidence.c.block_id.in_(select(evidence_block.c.block_id).where(evidence_block.c.first_seq.in_(earlier)))
        )
    width, count, changes = len(table.primary_key.columns), 0, []
    for row in connection.execute(query):
        texts = dict(zip(held, row[width:], strict=True))
        new = {name: told for name in free if (text := texts[name]) and (told := masked(name, text, known)) != text}
        values: dict[str, object] = dict(new)
        if texts.get(ORIGINAL) is not None:
            values[ORIGINAL] = None
        if values:
            count += len(values)
            if new and "row_hash" in table.c:
                values["row_hash"] = secrets.token_bytes(16)
            changes.append((list(row[:width]), values))
    if not dry_run:
        _set(connection, table, changes)
    return count


def files_met(connection: Connection) -> pd.DataFrame:
    """Every content that runs met: ``file_sha256``, ``last_used`` (start of the last such run, UTC) and ``read``.

    ``read`` is False where no run ever could use any of it, under any name.
    """
    newest = select(run.c.line_id, func.max(run.c.seq).label("seq")).group_by(run.c.line_id).subquery()
    # A row that is still open was met by the newest run of its line, any other by the run that last had it.
    last = case((source_file.c.last_seq == OPEN, newest.c.seq), else_=source_file.c.last_seq)
    query = (
        select(source_file.c.file_sha256, source_file.c.status, run.c.started_at)
        .join(newest, newest.c.line_id == source_file.c.line_id)
        .join(run, run.c.seq == last)
        .where(source_file.c.file_sha256 != "")
    )
    met = pd.DataFrame(connection.execute(query).all(), columns=["file_sha256", "status", "last_used"])
    met = met.assign(read=met["status"] == "read", last_used=pd.to_datetime(met["last_used"], utc=True))
    return met.groupby("file_sha256", as_index=False).agg({"last_used": "max", "read": "any"})
