"""SQLite: one file, one writer at a time, readers that never wait for it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects.sqlite import insert

from doisoat.private import FILE, private_folder, private_opener

if TYPE_CHECKING:
    import pyarrow as pa

BUSY_SECONDS = 60
DRIVER_ERROR = sqlite3.Error


def engine(url: URL) -> Engine:
    """WAL, every commit on the disk (synchronous=FULL), explicit BEGIN so that a transaction is what it says."""
    if url.database and url.database != ":memory:" and not url.database.startswith("file:"):
        private_folder(Path(url.database).parent)
        with suppress(OSError), open(url.database, "ab", opener=private_opener):
            pass  # made for its owner alone, its journal alike; what is wrong with it is told on connecting
    made = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)

    @event.listens_for(made, "connect")
    def _configure(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]  # the driver must not begin on its own
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_SECONDS * 1000}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        # A transaction that begins as a reader and then writes can fail at once although a timeout is set: take the
        # write lock at the start.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return made


@contextmanager
def lock(engine: Engine, key: str) -> Iterator[bool]:
    """A lock on a file beside the database (``flock``): the system lets go of it when the process ends, however."""
    database = engine.url.database
    if not database or database == ":memory:":
        yield True
        return
    name = hashlib.sha256(key.encode()).hexdigest()[:12] if key else "all"
    file_lock = FileLock(f"{database}.{name}.lock", timeout=0, mode=FILE)
    try:
        file_lock.acquire()
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        file_lock.release()


def diagnose(error: BaseException) -> tuple[str, str, str]:
    """By SQLite's own error codes."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return "transient", "kho dữ liệu đang bận quá lâu", "chờ lượt đang chạy xong rồi chạy lại"
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return "permanent", "không ghi được kho dữ liệu: ổ đĩa đầy hoặc hỏng", "giải phóng chỗ trên ổ đĩa rồi chạy lại"
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return "permanent", "không mở được tệp kho dữ liệu để ghi", "kiểm tra thư mục và quyền ghi của --warehouse"
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return (
            "permanent",
            "tệp kho dữ liệu hỏng hoặc không phải SQLite",
            "chọn tệp khác, hoặc khôi phục từ bản sao lưu",
        )
    return "permanent", "kho dữ liệu SQLite báo lỗi", "chạy: doisoat doctor"


def bulk_insert(connection: Connection, table: Table, rows: pa.Table) -> None:
    """``executemany`` in chunks, straight from columns."""
    _insert(connection, "INSERT", table, rows)


def insert_new(connection: Connection, table: Table, rows: pa.Table) -> None:
    """``INSERT OR IGNORE``; the transaction holds the write lock, so that nobody else adds rows meanwhile."""
    _insert(connection, "INSERT OR IGNORE", table, rows)


def _insert(connection: Connection, verb: str, table: Table, rows: pa.Table) -> None:
    from warehouse.columns import chunks

    names = ", ".join(f'"{name}"' for name in rows.column_names)
    marks = ", ".join("?" * rows.num_columns)
    statement = f'{verb} INTO "{table.name}" ({names}) VALUES ({marks})'
    cursor = connection.connection.cursor()
    for part in chunks(rows):
        cursor.executemany(statement, list(zip(*(_values(column) for column in part.columns), strict=True)))
    cursor.close()


def _values(column: pa.ChunkedArray) -> list[object]:
    # The form in which SQLAlchemy itself writes dates and times to SQLite, so that it reads them back.
    import pyarrow as pa

    if pa.types.is_date(column.type):
        column = column.cast(pa.string())
    elif pa.types.is_timestamp(column.type):
        return [v if v is None else v.strftime("%Y-%m-%d %H:%M:%S.%f") for v in column.to_pylist()]
    values: list[object] = column.to_pylist()
    return values


def ensure(connection: Connection, table: Table, values: dict[str, object]) -> None:
    """``ON CONFLICT DO NOTHING``."""
    connection.execute(insert(table).values(values).on_conflict_do_nothing())


def upsert(connection: Connection, table: Table, key: dict[str, object], values: dict[str, object]) -> None:
    """``ON CONFLICT DO UPDATE``."""
    row = insert(table).values({**key, **values})
    connection.execute(row.on_conflict_do_update(index_elements=list(key), set_=values))


def scrub(engine: Engine, _tables: Iterable[Table]) -> None:
    """Write the whole file anew and empty its journal."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.close()
    finally:
        connection.close()


def lock_schema(_connection: Connection) -> None:
    """A transaction that writes already holds the only write lock."""


def close_rows(connection: Connection, table: Table, row_ids: list[int], last_seq: int) -> None:
    """One prepared statement for all rows."""
    cursor = connection.connection.cursor()
    cursor.executemany(
        f'UPDATE "{table.name}" SET last_seq = ? WHERE row_id = ?',  # noqa: S608 - names of our own schema
        [(last_seq, row_id) for row_id in row_ids],
    )
    cursor.close()
