"""A person's yes to a list that has shrunk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build it."""
    op.create_table(
        "source_release",
        sa.Column("release_id", sa.Integer(), nullable=False, comment="number of the release"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="run that held the source back"),
        sa.Column("source_id", sa.Text(), nullable=False, comment="id of the source card"),
        sa.Column("reason", sa.Text(), nullable=False, comment="why the shrunken list is right, in the person's words"),
        sa.Column("released_by", sa.Text(), nullable=False, comment="login name of who released it"),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.PrimaryKeyConstraint("release_id", name=op.f("pk_source_release")),
        sa.UniqueConstraint("run_id", "source_id", name=op.f("uq_source_release_run_id_source_id")),
        comment="Lists that had shrunk and were found right by a person; only ever added to",
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("source_release")
