"""A look at a warehouse that changes nothing: is it there, at which revision, can it be written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, update

from doisoat.errors import DoisoatError
from warehouse import migrations
from warehouse.dialects import Dialect, dialect_of
from warehouse.schema import meta
from warehouse.trouble import translate_db_errors

_BUSY_SECONDS = 2


@dataclass(frozen=True)
class Condition:
    """What was seen. ``revision`` is None where there is no warehouse yet; opening it makes one."""

    exists: bool
    revision: str | None = None
    head: str = migrations.HEAD
    is_current: bool = False  # opening it changes nothing
    trouble: DoisoatError | None = None  # why it cannot be written now

    @property
    def is_newer(self) -> bool:
        """Whether a newer program wrote it."""
        return self.revision is not None and self.revision > self.head


def condition(url: str) -> Condition:
    """Look at the warehouse at a SQLAlchemy URL without creating or migrating anything.

    Raises:
        ConfigError: not a URL of SQLite or PostgreSQL.
        WarehouseError: it cannot be read, or is none.
        TransientError: the server does not answer.
    """
    dialect, parsed = dialect_of(url)
    engine = _plain_sqlite(parsed) if parsed.get_backend_name() == "sqlite" else dialect.engine(parsed)
    if engine is None:
        return Condition(exists=False)
    try:
        with translate_db_errors(dialect), engine.connect() as connection:
            found = migrations.state(connection)
            trouble = _write_trouble(dialect, connection) if found[1] is not None else None
    finally:
        engine.dispose()
    current = found == migrations.wanted_state()
    return Condition(exists=True, revision=found[0], is_current=current, trouble=trouble)


def missing_file(url: str) -> Path | None:
    """The SQLite file that opening this URL would make; None where it is there, or where the URL names no plain file.

    Raises:
        ConfigError: not a URL of SQLite or PostgreSQL.
    """
    path = sqlite_file(url)
    return None if path is None or _is_filled(path) else path


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite warehouse; None where the URL names no plain file.

    Raises:
        ConfigError: not a URL of SQLite or PostgreSQL.
    """
    _, parsed = dialect_of(url)
    named = parsed.database or ":memory:"
    if parsed.get_backend_name() != "sqlite" or named == ":memory:" or named.startswith("file:"):
        return None
    return Path(named).absolute()


def _is_filled(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def _plain_sqlite(url: URL) -> Engine | None:
    """An engine that neither makes the file nor sets its journal mode, which the store's own does; None for no file."""
    path = Path(url.database or "").absolute()
    if not _is_filled(path):
        return None
    named = url.set(database=f"file:{quote(str(path))}", query={"mode": "rw", "uri": "true"})
    return create_engine(named, connect_args={"timeout": _BUSY_SECONDS}, hide_parameters=True)


def _write_trouble(dialect: Dialect, connection: Connection) -> DoisoatError | None:
    """Why a row could not be written now: an update that meets no row, and is taken back."""
    try:
        with translate_db_errors(dialect):
            connection.execute(update(meta).where(meta.c.name == "").values(value=""))
    except DoisoatError as error:
        return error
    finally:
        connection.rollback()
    return None
