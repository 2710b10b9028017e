"""Which criteria sets a run was limited to: a run of one set does not answer for the others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_COMMENT = "JSON list of the criteria sets the run was limited to; empty list (older runs: no value): all"


def upgrade() -> None:
    """Build it; runs stored before are taken to be of all sets."""
    op.add_column("run", sa.Column("asked_criteria", sa.Text(), nullable=True, comment=_COMMENT))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("run", "asked_criteria")
