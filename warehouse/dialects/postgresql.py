"""PostgreSQL through psycopg 3: COPY for loads, row locks for lines."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, cast

import psycopg
from sqlalchemy import URL, Connection, Engine, Table, create_engine, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    import pyarrow as pa

DRIVER_ERROR = psycopg.Error
_TOO_MANY_CONNECTIONS = "53300"
SCHEMA_LOCK = 0x646F69736F6174  # "doisoat" in letters
# A run holds its lock for minutes without a word. Asking every half minute keeps firewalls from forgetting the
# connection, and tells within a minute or so that the other side is gone; by default that takes two hours.
PATIENCE = {
    "connect_timeout": "15",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "60000",
}
# The same at the server's side, in its own words.
_ASKING = {"tcp_keepalives_idle": "30", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "3"}


def engine(url: URL) -> Engine:
    """Connections that are checked before use, so that a restarted server costs one reconnect and no run."""
    url = url.set(drivername="postgresql+psycopg", query={**PATIENCE, **url.query})
    return create_engine(url, pool_pre_ping=True, hide_parameters=True)


@contextmanager
def lock(engine: Engine, key: str) -> Iterator[bool]:
    """An advisory lock on a connection of its own: the server lets go of it when the connection ends, however.

    Where the holder's machine vanished without a word the server finds out by asking, every half minute here too.
    """
    number = int.from_bytes(hashlib.blake2b(f"doisoat:{key}".encode(), digest_size=8).digest(), "big", signed=True)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for name, value in _ASKING.items():
            connection.execute(text("SELECT set_config(:name, :value, false)"), {"name": name, "value": value})
        taken = connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": number}).scalar_one()
        try:
            yield bool(taken)
        finally:
            # Unlocked, because a server takes a moment to notice a closed connection; and closed, not given back to the
            # pool, because the lock must not outlive the block where unlocking failed.
            with suppress(DBAPIError):
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": number})
            connection.invalidate()


def diagnose(error: BaseException) -> tuple[str, str, str]:
    """By the class of the SQLSTATE; an operational error without one came from the connection."""
    lost = isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError))
    state = getattr(error, "sqlstate", None) or ("08" if lost else "?")
    if state[:2] in ("08", "57", "40", "55") or state == _TOO_MANY_CONNECTIONS:
        return "transient", "mất kết nối tới máy chủ PostgreSQL hoặc máy chủ đang bận", "kiểm tra máy chủ rồi chạy lại"
    if state[:2] == "53":
        return "permanent", "máy chủ PostgreSQL hết chỗ (đĩa, bộ nhớ hoặc kết nối)", "giải phóng chỗ rồi chạy lại"
    if state[:2] in ("28", "3D", "42"):
        return (
            "permanent",
            "không có quyền hoặc không có cơ sở dữ liệu",
            "kiểm tra địa chỉ --warehouse và quyền của tài khoản",
        )
    return "permanent", f"máy chủ PostgreSQL báo lỗi {state}", "chạy: doisoat doctor"


def bulk_insert(connection: Connection, table: Table, rows: pa.Table) -> None:
    """COPY as CSV written by Arrow: texts are quoted, so that only a missing value is an empty field."""
    import pyarrow.csv

    from warehouse.columns import chunks

    names = ", ".join(f'"{name}"' for name in rows.column_names)
    options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="all_valid")
    statement = f'COPY "{table.name}" ({names}) FROM STDIN (FORMAT csv)'
    with _driver(connection).cursor() as cursor, cursor.copy(statement) as copy:
        for part in chunks(_sendable(rows)):
            buffer = io.BytesIO()
            pyarrow.csv.write_csv(part, buffer, options)
            copy.write(buffer.getbuffer())


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    return cast("psycopg.Connection[Any]", connection.connection.driver_connection)


def insert_new(connection: Connection, table: Table, rows: pa.Table) -> None:
    """``ON CONFLICT DO NOTHING``: waits for another writer that is adding the same row, then leaves it to that one."""
    names = ", ".join(f'"{name}"' for name in rows.column_names)
    marks = ", ".join(["%s"] * rows.num_columns)
    with _driver(connection).cursor() as cursor:
        cursor.executemany(
            f'INSERT INTO "{table.name}" ({names}) VALUES ({marks}) ON CONFLICT (row_hash) DO NOTHING',  # noqa: S608
            list(zip(*(column.to_pylist() for column in rows.columns), strict=True)),
        )


def _sendable(rows: pa.Table) -> pa.Table:
    import pyarrow as pa

    for i, field in enumerate(rows.schema):
        if pa.types.is_binary(field.type):
            texts = [None if v is None else "\\x" + v.hex() for v in rows.column(i).to_pylist()]
            rows = rows.set_column(i, field.name, pa.array(texts, type=pa.string()))
    return rows


def ensure(connection: Connection, table: Table, values: dict[str, object]) -> None:
    """``ON CONFLICT DO NOTHING``."""
    connection.execute(insert(table).values(values).on_conflict_do_nothing())


def upsert(connection: Connection, table: Table, key: dict[str, object], values: dict[str, object]) -> None:
    """``ON CONFLICT DO UPDATE``."""
    row = insert(table).values({**key, **values})
    connection.execute(row.on_conflict_do_update(index_elements=list(key), set_=values))


def scrub(engine: Engine, tables: Iterable[Table]) -> None:
    """Write the tables anew; their old files are given back to the system. The journal (WAL) is recycled later."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in tables:
            connection.execute(text(f'VACUUM FULL "{table.name}"'))


def lock_schema(connection: Connection) -> None:
    """An advisory lock that ends with the transaction."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": SCHEMA_LOCK})


def close_rows(connection: Connection, table: Table, row_ids: list[int], last_seq: int) -> None:
    """One statement for all rows."""
    with _driver(connection).cursor() as cursor:
        cursor.execute(f'UPDATE "{table.name}" SET last_seq = %s WHERE row_id = ANY(%s)', (last_seq, row_ids))  # noqa: S608
