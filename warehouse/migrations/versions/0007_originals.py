"""Beside free text that lost a person on its way in: the text as it came, sealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TABLES = (
    "check_result",
    "evidence",
    "verdict_claim",
    "source_file",
    "refusal",
    "note",
    "set_aside",
    "resolution",
    "gate_result",
    "signal",
)
_COMMENT = "what its texts were before persons were masked: JSON, sealed with the store key; empty without one"


def upgrade() -> None:
    """Build it; rows of earlier runs stay as they are until they are purged."""
    for table in _TABLES:
        op.add_column(table, sa.Column("original", sa.Text(), nullable=True, comment=_COMMENT))


def downgrade() -> None:
    """Take it back."""
    for table in _TABLES:
        op.drop_column(table, "original")
