"""One file a database: how to open it, load it in bulk and take a lease. Found by the URL's scheme."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol, cast

from sqlalchemy import URL, Connection, Engine, Table
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from doisoat.errors import ConfigError

if TYPE_CHECKING:
    import pyarrow as pa


class Dialect(Protocol):
    """What the store needs of a database."""

    DRIVER_ERROR: type[Exception]

    def diagnose(self, error: BaseException) -> tuple[str, str, str]:
        """``transient`` or ``permanent``, what happened and how to mend it (Vietnamese), without any value."""

    def lock(self, engine: Engine, key: str) -> AbstractContextManager[bool]:
        """Hold the lock of a scope, if it is free (True); it must end with the process or its connection."""

    def engine(self, url: URL) -> Engine:
        """An engine whose transactions are durable; with the option ``writes`` they take the write lock at once."""

    def bulk_insert(self, connection: Connection, table: Table, rows: pa.Table) -> None:
        """Insert all rows in the running transaction."""

    def insert_new(self, connection: Connection, table: Table, rows: pa.Table) -> None:
        """Insert the rows whose ``row_hash`` is not there yet, even if another writer adds it meanwhile."""

    def ensure(self, connection: Connection, table: Table, values: dict[str, object]) -> None:
        """Insert one row unless its unique key is there."""

    def upsert(self, connection: Connection, table: Table, key: dict[str, object], values: dict[str, object]) -> None:
        """Insert one row, or set ``values`` of the one that has the key."""

    def scrub(self, engine: Engine, tables: Iterable[Table]) -> None:
        """Overwrite what was deleted from tables or replaced in them."""

    def lock_schema(self, connection: Connection) -> None:
        """Keep others from migrating until the transaction ends."""

    def close_rows(self, connection: Connection, table: Table, row_ids: list[int], last_seq: int) -> None:
        """Set ``last_seq`` of the rows with these ``row_id``."""


def dialect_of(url: str) -> tuple[Dialect, URL]:
    """The dialect for a SQLAlchemy URL.

    Raises:
        ConfigError: not a URL, or of a database for which there is no file here.
    """
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
        return cast(Dialect, importlib.import_module(f"warehouse.dialects.{backend}")), parsed
    except (ArgumentError, ModuleNotFoundError):
        # The URL may hold a password: it is not repeated.
        raise ConfigError(
            "địa chỉ kho dữ liệu (--warehouse) không dùng được",
            fix="dùng sqlite:///đường/dẫn/tệp.sqlite hoặc postgresql://máy/tên_cơ_sở_dữ_liệu",
        ) from None
