"""Columns that hold somebody's data: sealed on the way in, opened on the way out, emptied when their time is over.

Only one such column reaches the warehouse: an address as a source wrote it, which a person needs to see again to say
which village is meant. Names, phones and card numbers end in the parsers.
"""

from __future__ import annotations

import datetime as dt
import secrets

import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, bindparam, case, func, select, update

from doisoat.keyring import Keyring
from warehouse.columns import as_text, row_hashes, typed
from warehouse.load import NO_CHANGE, OWN
from warehouse.schema import OPEN, resolution, run, source_file

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
            values = [keys.open(f"{table_name}.{column}", text) if text else text for text in frame[column]]
            frame = frame.assign(**{column: values})
    return frame


def reseal(connection: Connection, keys: Keyring) -> int:
    """Seal everything with the current key that is not yet; how many values were.

    Rows get the digest they would have if they came in today, so that the next run finds them unchanged.
    """
    rows = connection.execute(select(resolution).where(resolution.c.address_text.is_not(None))).mappings().all()
    old = [row for row in rows if not keys.is_current(row["address_text"])]
    if not old:
        return 0
    frame = pd.DataFrame([dict(row) for row in old])
    frame = sealed("resolution", opened("resolution", frame, keys), keys)
    names = [column.name for column in resolution.columns if column.name not in (*OWN, *NO_CHANGE["resolution"])]
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


def purge(connection: Connection, before: dt.datetime, *, dry_run: bool = False) -> int:
    """Empty personal columns of all rows that a run before this moment brought in; how many values were, or would be.

    Their digests are replaced too: of an address one could try likely ones.
    """
    earlier = select(run.c.seq).where(run.c.started_at < before.astimezone(dt.UTC))
    chosen = connection.execute(
        select(resolution.c.row_id).where(resolution.c.first_seq.in_(earlier), resolution.c.address_text.is_not(None))
    ).scalars()
    values = [{"this": row_id, "digest": secrets.token_bytes(16)} for row_id in chosen]
    if values and not dry_run:
        change = update(resolution).where(resolution.c.row_id == bindparam("this"))
        connection.execute(change.values(address_text=None, row_hash=bindparam("digest")), values)
    return len(values)


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
