"""Letters to units and who gets them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build it."""
    op.create_table(
        "outbox",
        sa.Column("letter_id", sa.Integer(), nullable=False, comment="number of the letter"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="run whose findings the letter tells"),
        sa.Column(
            "unit_code",
            sa.Text(),
            nullable=False,
            comment="unit the letter is about, as its code meant on the as-of day",
        ),
        sa.Column("finding_set_hash", sa.Text(), nullable=False, comment="digest of unit, as-of day and findings"),
        sa.Column("content_hash", sa.Text(), nullable=False, comment="digest of the findings without the day"),
        sa.Column("address", sa.Text(), nullable=False, comment="to whom"),
        sa.Column(
            "message_id", sa.Text(), nullable=False, comment="made of unit, finding set and address; never changes"
        ),
        sa.Column(
            "changes_only", sa.Boolean(), nullable=False, comment="a digest of changes instead of the whole report"
        ),
        sa.Column("state", sa.Text(), nullable=False, comment="queued, sending, sent or dead"),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False, comment="not to be tried before (UTC)"),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="times it was taken for sending"),
        sa.Column(
            "token", sa.Integer(), nullable=False, comment="number of the newest taking; an older one may not write"
        ),
        sa.Column(
            "first_attempt_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="UTC; a day later the letter is given up",
        ),
        sa.Column(
            "lease_until", sa.DateTime(timezone=True), nullable=True, comment="when sending counts as broken off (UTC)"
        ),
        sa.Column(
            "handed_over_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="the text went to the server and no answer is noted yet (UTC)",
        ),
        sa.Column("uncertain", sa.Boolean(), nullable=False, comment="an attempt ended between hand-over and answer"),
        sa.Column(
            "settled_at", sa.DateTime(timezone=True), nullable=True, comment="when it was sent or given up (UTC)"
        ),
        sa.Column("problem", sa.Text(), nullable=False, comment="codes of the last refusal, without addresses"),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_outbox")),
        sa.UniqueConstraint(
            "unit_code", "finding_set_hash", "address", name=op.f("uq_outbox_unit_code_finding_set_hash_address")
        ),
        comment="Letters to units, queued in the transaction of their run",
    )
    op.create_index(op.f("ix_outbox_state_due_at"), "outbox", ["state", "due_at"], unique=False)
    op.create_table(
        "recipient",
        sa.Column("recipient_id", sa.Integer(), nullable=False, comment="number of the row"),
        sa.Column("unit_code", sa.Text(), nullable=False, comment="unit whose reports are sent"),
        sa.Column("address", sa.Text(), nullable=False, comment="mail address of an office"),
        sa.Column("role", sa.Text(), nullable=False, comment="đầu mối, lãnh đạo or theo dõi"),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="first as-of day whose report it gets"),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="last as-of day; empty: open"),
        sa.Column("changes_only", sa.Boolean(), nullable=False, comment="gets a digest of changes"),
        sa.Column("quiet", sa.Boolean(), nullable=False, comment="gets nothing where nothing changed"),
        sa.Column("refused_on", sa.Date(), nullable=True, comment="day a server refused the address for good"),
        sa.Column("refused_problem", sa.Text(), nullable=True, comment="codes of that refusal"),
        sa.PrimaryKeyConstraint("recipient_id", name=op.f("pk_recipient")),
        sa.UniqueConstraint(
            "unit_code", "address", "valid_from", name=op.f("uq_recipient_unit_code_address_valid_from")
        ),
        comment="Who gets a unit's reports, with dates",
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("recipient")
    op.drop_index(op.f("ix_outbox_state_due_at"), table_name="outbox")
    op.drop_table("outbox")
