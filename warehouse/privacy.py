"""Columns that hold somebody's data: sealed on the way in, opened on the way out, emptied when their time is over.

Only one such column reaches the warehouse: an address as a source wrote it, which a person needs to see again to say
which village is meant. Names, phones and card numbers end in the parsers.
"""

from __future__ import annotations

import datetime as dt
import secrets

import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, bindparam, select, update

from doisoat.keyring import Keyring
from warehouse.columns import as_text, row_hashes, typed
from warehouse.load import NO_CHANGE, OWN
from warehouse.schema import resolution, run

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


def purge(connection: Connection, before: dt.date) -> int:
    """Empty personal columns of all rows that a run before this day (UTC) brought in; how many values were.

    Their digests are replaced too: of an address one could try likely ones.
    """
    start = dt.datetime(before.year, before.month, before.day, tzinfo=dt.UTC)
    earlier = select(run.c.seq).where(run.c.started_at < start)
    chosen = connection.execute(
        select(resolution.c.row_id).where(resolution.c.first_seq.in_(earlier), resolution.c.address_text.is_not(None))
    ).scalars()
    change = update(resolution).where(resolution.c.row_id == bindparam("this"))
    values = [{"this": row_id, "digest": secrets.token_bytes(16)} for row_id in chosen]
    if values:
        connection.execute(change.values(address_text=None, row_hash=bindparam("digest")), values)
    return len(values)
