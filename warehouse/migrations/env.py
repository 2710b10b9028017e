"""Run by Alembic: migrations use the caller's connection and transaction."""

from __future__ import annotations

from alembic import context

import warehouse.outbox  # noqa: F401 - adds its tables to the schema
from warehouse.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # ours: DDL in SQLite is transactional once the driver is kept from committing
    transaction_per_migration=False,
)
context.run_migrations()
