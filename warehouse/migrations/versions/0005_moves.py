"""Whose move it is, and what to do, kept with the reason of each check."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MOVERS = "village, commune, claimant, operator, post_office, portal, ocop_office, office"


def upgrade() -> None:
    """Build it; the checks of earlier runs stay without, the next run writes all of its own."""
    mover = sa.Column("mover", sa.Text(), nullable=True, comment=f"whose move it is: {_MOVERS}")
    fix = sa.Column("fix", sa.Text(), nullable=True, comment="what to do, in one Vietnamese sentence")
    op.add_column("check_result", mover)
    op.add_column("check_result", fix)


def downgrade() -> None:
    """Take it back."""
    op.drop_column("check_result", "fix")
    op.drop_column("check_result", "mover")
