"""Verdicts that people have spoken about: decisions of officers, answers of units."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_BESIDE = {
    "standing": "decision (an officer's), disputed (by the unit), or empty",
    "evidence_verdict": "what the evidence says, where an officer decided otherwise; else empty",
    "ground": "short number of the evidence that decides; equal as long as it says the same",
}


def upgrade() -> None:
    """Build it."""
    for name, comment in _BESIDE.items():
        op.add_column("verdict", sa.Column(name, sa.Text(), nullable=True, comment=comment))
    op.create_table(
        "decision_act",
        sa.Column("act_id", sa.Integer(), nullable=False, comment="number of the act"),
        sa.Column("decision", sa.Text(), nullable=False, comment="number of the decision, QD-…"),
        sa.Column("action", sa.Text(), nullable=False, comment="propose, confirm or withdraw"),
        sa.Column("criteria", sa.Text(), nullable=False, comment="id of the criteria set"),
        sa.Column("level", sa.Text(), nullable=False, comment="village, commune or district"),
        sa.Column("unit_code", sa.Text(), nullable=False, comment="code of the unit"),
        sa.Column("indicator", sa.Text(), nullable=False, comment="indicator"),
        sa.Column("verdict", sa.Text(), nullable=False, comment="the verdict that was decided"),
        sa.Column("evidence_verdict", sa.Text(), nullable=False, comment="what the evidence said then"),
        sa.Column(
            "ground", sa.Text(), nullable=False, comment="short number of the evidence it rests on (verdict.ground)"
        ),
        sa.Column("since", sa.Date(), nullable=False, comment="first as-of day: that of the run it was made on"),
        sa.Column("until", sa.Date(), nullable=False, comment="last as-of day"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="run it was made on"),
        sa.Column(
            "appeal_of", sa.Text(), nullable=False, comment="the decision that the unit had objected to; empty: none"
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="why, in the person's words"),
        sa.Column("document", sa.Text(), nullable=False, comment="number and day of the paper it rests on"),
        sa.Column("by_name", sa.Text(), nullable=False, comment="who did it"),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.Column("previous", sa.Text(), nullable=False, comment="digest of the act before; empty for the first"),
        sa.Column("digest", sa.Text(), nullable=False, comment="SHA-256 of the act and of the digest before: a chain"),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_decision_act")),
        sa.UniqueConstraint("decision", "action", name=op.f("uq_decision_act_decision_action")),
        sa.UniqueConstraint("previous", name=op.f("uq_decision_act_previous")),
        comment="Verdicts set by officers: proposed, confirmed, withdrawn; only ever added to",
    )
    op.create_table(
        "answer_row",
        sa.Column("answer_id", sa.Integer(), nullable=False, comment="number of the row"),
        sa.Column("receipt", sa.Text(), nullable=False, comment="number of the receipt that tells of it, BN-…"),
        sa.Column("by_unit", sa.Text(), nullable=False, comment="code of the unit that answered; empty: not known"),
        sa.Column("outcome", sa.Text(), nullable=False, comment="taken, or why it was not"),
        sa.Column(
            "criteria", sa.Text(), nullable=False, comment="id of the criteria set; empty where no finding is known"
        ),
        sa.Column("level", sa.Text(), nullable=False, comment="village, commune or district"),
        sa.Column("unit_code", sa.Text(), nullable=False, comment="unit of the finding"),
        sa.Column("indicator", sa.Text(), nullable=False, comment="indicator of the finding"),
        sa.Column("reference", sa.Text(), nullable=False, comment="number of the finding in letters, DS-…"),
        sa.Column(
            "ground", sa.Text(), nullable=False, comment="number of the evidence that the unit saw (verdict.ground)"
        ),
        sa.Column("said", sa.Text(), nullable=False, comment="agree, object or changed"),
        sa.Column("explanation", sa.Text(), nullable=True, comment="in the unit's words, without persons"),
        sa.Column("changed_on", sa.Date(), nullable=True, comment="day of the change"),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False, comment="when it landed (UTC)"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="run that took it in; empty: the portal"),
        sa.Column("file_sha256", sa.Text(), nullable=False, comment="SHA-256 of the workbook; empty: the portal"),
        sa.Column("name", sa.Text(), nullable=True, comment="its name"),
        sa.Column("sheet", sa.Text(), nullable=False, comment="name of the sheet"),
        sa.Column("row", sa.Integer(), nullable=False, comment="row number in the sheet; 0: the file as a whole"),
        sa.Column("cell", sa.Text(), nullable=False, comment="the cell that is told, e.g. K7"),
        sa.Column(
            "original",
            sa.Text(),
            nullable=True,
            comment="what its texts were before persons were masked: JSON, sealed; empty without key",
        ),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_answer_row")),
        sa.UniqueConstraint(
            "file_sha256",
            "answered_at",
            "sheet",
            "row",
            "reference",
            name=op.f("uq_answer_row_file_sha256_answered_at_sheet_row_reference"),
        ),
        comment="What units answered to findings, a row a row of theirs; only ever added to",
    )
    op.create_index(op.f("ix_answer_row_unit_code"), "answer_row", ["unit_code"], unique=False)
    op.create_index(op.f("ix_answer_row_receipt"), "answer_row", ["receipt"], unique=False)


def downgrade() -> None:
    """Take it back."""
    op.drop_index(op.f("ix_answer_row_receipt"), table_name="answer_row")
    op.drop_index(op.f("ix_answer_row_unit_code"), table_name="answer_row")
    op.drop_table("answer_row")
    op.drop_table("decision_act")
    for name in reversed(_BESIDE):
        op.drop_column("verdict", name)
