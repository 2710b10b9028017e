"""Steps from one schema to the next, up and down, for SQLite and PostgreSQL alike."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from doisoat.errors import ConfigError

HEAD = "0001"  # the newest file in versions/; a test keeps the two the same


def revision(connection: Connection) -> str | None:
    """The revision the database stands at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    value: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return value


def migrate(connection: Connection, target: str = "head") -> None:
    """Bring the database to a revision within the running transaction: all of it or nothing.

    Raises:
        ConfigError: the database was written by a newer program.
    """
    from alembic import command  # a third of a second, and rarely needed
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, target)
    except CommandError:
        raise ConfigError(
            "kho dữ liệu được tạo bởi một phiên bản chương trình mới hơn",
            fix="cập nhật chương trình doisoat, hoặc dùng kho dữ liệu khác (--warehouse)",
        ) from None


def downgrade(connection: Connection, target: str) -> None:
    """Take the database back to an earlier revision (``base``: no tables). Data of dropped tables is lost."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.downgrade(config, target)
