"""Which report a letter carries, so that reports can be added; the letters there are carry the first one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_FIRST = "district_quality"
_KEY = ["unit_code", "finding_set_hash", "address"]
_NAME = "uq_outbox_{}unit_code_finding_set_hash_address"


def upgrade() -> None:
    """Build it."""
    comment = "report that the letter carries: the name of its folder"
    with op.batch_alter_table("outbox") as table:
        table.add_column(sa.Column("report_id", sa.Text(), nullable=False, server_default=_FIRST, comment=comment))
        table.alter_column("message_id", comment="made of report, unit, finding set and address; never changes")
        table.drop_constraint(op.f(_NAME.format("")), type_="unique")
        table.create_unique_constraint(op.f(_NAME.format("report_id_")), ["report_id", *_KEY])
    with op.batch_alter_table("outbox") as table:
        table.alter_column("report_id", server_default=None)


def downgrade() -> None:
    """Take it back; letters of other reports than the first are lost."""
    op.get_bind().execute(sa.text("DELETE FROM outbox WHERE report_id <> :first"), {"first": _FIRST})
    with op.batch_alter_table("outbox") as table:
        table.drop_constraint(op.f(_NAME.format("report_id_")), type_="unique")
        table.create_unique_constraint(op.f(_NAME.format("")), _KEY)
        table.alter_column("message_id", comment="made of unit, finding set and address; never changes")
        table.drop_column("report_id")
