"""Steps from one schema to the next, up and down, for SQLite and PostgreSQL alike."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, inspect, select, text

from doisoat.errors import ConfigError
from warehouse import marts
from warehouse.schema import meta

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0011"  # the newest file in versions/; a test keeps the two the same
VIEWS = "views"  # name of the row of ``meta`` that tells which views the database has


def state(connection: Connection) -> tuple[str | None, str | None]:
    """The database's revision and the digest of its views; None for what it has not."""
    tables = inspect(connection)
    if not tables.has_table("alembic_version"):
        return None, None
    version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if not tables.has_table(meta.name):
        return version, None
    return version, connection.execute(select(meta.c.value).where(meta.c.name == VIEWS)).scalar()


def wanted_state() -> tuple[str, str]:
    """What ``state`` says of a database that needs nothing."""
    return HEAD, marts.DIGEST


def migrate(connection: Connection) -> None:
    """Bring the database to HEAD and renew its views, within the running transaction: all of it or nothing.

    Raises:
        ConfigError: the database was written by a newer program.
    """
    from alembic import command  # a third of a second, and rarely needed
    from alembic.util import CommandError

    if state(connection) == wanted_state():
        return  # somebody else was faster
    marts.drop(connection)
    try:
        command.upgrade(_config(connection), "head")
    except CommandError:
        raise ConfigError(
            "kho dữ liệu được tạo bởi một phiên bản chương trình mới hơn",
            fix="cập nhật chương trình doisoat, hoặc dùng kho dữ liệu khác (--warehouse)",
        ) from None
    marts.create(connection)
    connection.execute(delete(meta).where(meta.c.name == VIEWS))
    connection.execute(insert(meta).values(name=VIEWS, value=marts.DIGEST))


def downgrade(connection: Connection, target: str) -> None:
    """Take the database back to an earlier revision (``base``: no tables). Data of dropped tables are lost."""
    from alembic import command

    marts.drop(connection)
    command.downgrade(_config(connection), target)


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
