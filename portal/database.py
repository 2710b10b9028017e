"""The portal's own file in the working home: accounts, sessions, failed logins, links for reading.

Not the warehouse: that is exported, copied and read by analysts, and must hold no password. One SQLite file for its
owner alone (0600), made with its tables where there is none.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from doisoat.errors import ConfigError
from doisoat.private import FILE, is_open_to_others, private_folder

_NAME = "portal.sqlite"
# What each version has added; a file of an older one gets what it lacks.
_ADDED = (
    """
CREATE TABLE account (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    login TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    unit_code TEXT NOT NULL,
    unit_on TEXT NOT NULL,
    password TEXT NOT NULL,
    is_active INTEGER NOT NULL,
    made_at TEXT NOT NULL
);
CREATE TABLE session (
    digest BLOB PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account (number) ON DELETE CASCADE,
    began_at REAL NOT NULL,
    seen_at REAL NOT NULL
);
CREATE TABLE failure (who TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX ix_failure ON failure (who, at);
""",
    """
CREATE TABLE link (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    unit_code TEXT NOT NULL,
    unit_on TEXT NOT NULL,
    until TEXT NOT NULL,
    issued_at TEXT NOT NULL,
    issued_by INTEGER NOT NULL REFERENCES account (number),
    revoked_at TEXT
);
CREATE INDEX ix_link ON link (unit_code);
""",
)
_VERSION = len(_ADDED)


class Database:
    """Connections to the file, one a thread's call."""

    def __init__(self, home: Path) -> None:
        self.path = home / _NAME
        private_folder(home)
        if not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, FILE))
        if is_open_to_others(self.path):
            raise ConfigError(
                f"người khác trên máy mở được tệp tài khoản {self.path}", fix=f"chạy: chmod 600 {self.path}"
            )
        with self.writing() as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version > _VERSION:
                raise ConfigError("tệp tài khoản do bản chương trình mới hơn ghi", fix="nâng cấp chương trình")
            if version < _VERSION:
                for statement in filter(str.strip, "".join(_ADDED[version:]).split(";")):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {_VERSION}")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that is committed at the end of the block, or undone."""
        with closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read with."""
        with closing(self._connect()) as connection:
            yield connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=20, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        return connection
