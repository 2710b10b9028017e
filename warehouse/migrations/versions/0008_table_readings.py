"""The account of each table's reading, and what people are asked about tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ORIGINAL = "what its texts were before persons were masked: JSON, sealed with the store key; empty without one"


def upgrade() -> None:
    """Build it."""
    op.create_table(
        "table_reading",
        sa.Column(
            "row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number of the row"
        ),
        sa.Column("line_id", sa.Integer(), nullable=False, comment="line of runs the row is of"),
        sa.Column("first_seq", sa.Integer(), nullable=False, comment="number of the first run that has the row"),
        sa.Column(
            "last_seq",
            sa.Integer(),
            nullable=False,
            comment="number of the last run that has it; 2147483647: the newest",
        ),
        sa.Column("row_hash", sa.LargeBinary(), nullable=False, comment="128-bit digest of the row's content"),
        sa.Column("source_id", sa.Text(), nullable=True, comment="id of the source card"),
        sa.Column("file_sha256", sa.Text(), nullable=True, comment="SHA-256 of the bytes"),
        sa.Column("name", sa.Text(), nullable=True, comment="path in the inbox"),
        sa.Column("sheet", sa.Text(), nullable=True, comment="name of the sheet; empty for CSV"),
        sa.Column("header_row", sa.Integer(), nullable=True, comment="last row of the header, as Excel shows it"),
        sa.Column("heading", sa.Text(), nullable=True, comment="the column's heading, group first"),
        sa.Column(
            "field",
            sa.Text(),
            nullable=True,
            comment="what it is taken for: a field of the source's card; empty: nothing",
        ),
        sa.Column(
            "sign", sa.Text(), nullable=True, comment="by which sign: heading, content, title, answer (of a person)"
        ),
        sa.Column(
            "sense", sa.Text(), nullable=True, comment="in which sense it says it: present, missing, share, weak ..."
        ),
        sa.Column("score", sa.Float(), nullable=True, comment="how well heading and content fit the field"),
        sa.Column("margin", sa.Float(), nullable=True, comment="how much better than the next column that could be it"),
        sa.Column(
            "left_out",
            sa.Text(),
            nullable=True,
            comment="why it is not read: plan, count, operator, period, answer ..., or unknown",
        ),
        sa.Column(
            "original",
            sa.Text(),
            nullable=True,
            comment=_ORIGINAL,
        ),
        sa.ForeignKeyConstraint(["line_id"], ["line.line_id"], name=op.f("fk_table_reading_line_id_line")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_table_reading")),
        comment="How a table of a file was understood, one row a column",
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_table_reading_line_id_last_seq"), "table_reading", ["line_id", "last_seq"], unique=False)
    op.create_table(
        "table_question",
        sa.Column(
            "row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="number of the row"
        ),
        sa.Column("line_id", sa.Integer(), nullable=False, comment="line of runs the row is of"),
        sa.Column("first_seq", sa.Integer(), nullable=False, comment="number of the first run that has the row"),
        sa.Column(
            "last_seq",
            sa.Integer(),
            nullable=False,
            comment="number of the last run that has it; 2147483647: the newest",
        ),
        sa.Column("row_hash", sa.LargeBinary(), nullable=False, comment="128-bit digest of the row's content"),
        sa.Column(
            "question",
            sa.Text(),
            nullable=True,
            comment="number of the question, made of source, headings and doubtful point",
        ),
        sa.Column("source_id", sa.Text(), nullable=True, comment="id of the source card"),
        sa.Column("file_sha256", sa.Text(), nullable=True, comment="SHA-256 of the bytes of a file that raises it"),
        sa.Column("name", sa.Text(), nullable=True, comment="path of that file in the inbox"),
        sa.Column("sheet", sa.Text(), nullable=True, comment="name of the sheet"),
        sa.Column("about", sa.Text(), nullable=True, comment="table, column or word"),
        sa.Column(
            "subject", sa.Text(), nullable=True, comment="the heading or the word asked about; empty for a table"
        ),
        sa.Column("doubt", sa.Text(), nullable=True, comment="the doubtful point, in Vietnamese"),
        sa.Column("proposal", sa.Text(), nullable=True, comment="how it would be read, in Vietnamese"),
        sa.Column("examples", sa.Text(), nullable=True, comment="cells of the file, none that may name a person"),
        sa.Column("choices", sa.Text(), nullable=True, comment="the answers one may give, separated by |"),
        sa.Column(
            "holds_the_table",
            sa.Boolean(),
            nullable=True,
            comment="whether nothing of the table is read until it is answered",
        ),
        sa.Column(
            "original",
            sa.Text(),
            nullable=True,
            comment=_ORIGINAL,
        ),
        sa.ForeignKeyConstraint(["line_id"], ["line.line_id"], name=op.f("fk_table_question_line_id_line")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_table_question")),
        comment="What a table's reading waits for: a question to a person, one row a question",
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_table_question_line_id_last_seq"), "table_question", ["line_id", "last_seq"], unique=False)


def downgrade() -> None:
    """Take it back."""
    op.drop_index(op.f("ix_table_question_line_id_last_seq"), table_name="table_question")
    op.drop_table("table_question")
    op.drop_index(op.f("ix_table_reading_line_id_last_seq"), table_name="table_reading")
    op.drop_table("table_reading")
