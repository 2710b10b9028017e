"""What is missing, how far what is counted reaches, and what another reading of the letters would give."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ORIGINAL = "what its texts were before persons were masked: JSON, sealed with the store key; empty without one"
_KEY = (
    ("criteria", "id of the criteria set, e.g. TTM-2023"),
    ("level", "village, commune or district"),
    ("unit_code", "code of the unit in the village register or the list of communes"),
    ("indicator", "1..6, overall, or for DVC-9.5 procedures_online, dossiers_online"),
)
_OF_VERDICT = (
    ("sure", sa.BigInteger, "how many of what is counted are there for sure; empty where nothing is counted"),
    ("possible", sa.BigInteger, "how many of them are, or may yet turn out to be"),
    ("of", sa.BigInteger, "of how many"),
    ("other_reading", sa.Text, "verdicts under other readings of the letters: switch=reading:verdict, joined by ;"),
)


def _text(name: str, comment: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=True, comment=comment)


def _ranged(name: str, comment: str, *columns: sa.Column[str] | sa.Column[int]) -> None:
    op.create_table(
        name,
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
        *(_text(key, what) for key, what in _KEY),
        *columns,
        sa.ForeignKeyConstraint(["line_id"], ["line.line_id"], name=op.f(f"fk_{name}_line_id_line")),
        sa.PrimaryKeyConstraint("row_id", name=op.f(f"pk_{name}")),
        comment=comment,
        sqlite_with_rowid=True,
    )
    op.create_index(op.f(f"ix_{name}_line_id_last_seq"), name, ["line_id", "last_seq"], unique=False)
    op.create_index(op.f(f"ix_{name}_unit_code_line_id"), name, ["unit_code", "line_id"], unique=False)


def upgrade() -> None:
    """Build it."""
    for name, kind, comment in _OF_VERDICT:
        op.add_column("verdict", sa.Column(name, kind(), nullable=True, comment=comment))
    _ranged(
        "missing_fact",
        "What would make an indicator met: all needs of it are needed, of the facts of one need one is enough",
        _text("check_id", "id of the check it is of; empty: the claim, or a unit below"),
        sa.Column("need", sa.Integer(), nullable=True, comment="number of the need within the indicator, from 0"),
        sa.Column(
            "option", sa.Integer(), nullable=True, comment="number of the fact within the need, the nearest is 0"
        ),
        _text("fact", "code of the fact in its rule"),
        _text("kind", "claim, row, document, list, point, link, answer or unit"),
        _text(
            "mover", "whose move it is: village, commune, claimant, operator, post_office, portal, ocop_office, office"
        ),
        _text("publisher", "id of the source whose move it is, where it is one publisher's"),
        _text("who", "whose move it is, in words"),
        _text("act", "what is done, in the same Vietnamese words for all units it serves"),
        _text("subject", "what it is about: a contract, a kind of points, a product, a village"),
        sa.Column("count", sa.BigInteger(), nullable=True, comment="how many are missing"),
        _text("sentence", "what this unit lacks, in Vietnamese"),
        _text("original", _ORIGINAL),
    )
    _ranged(
        "other_reading",
        "Verdicts that would be others if a letter were read in another way, or the other set of its time applied",
        _text("switch", "id of the reading, or rulebook"),
        _text("reading", "the other value of the reading, or the id of the other set"),
        _text("verdict", "what the verdict would be"),
        _text("check_ids", "ids of the checks that make the difference, joined by ;"),
    )


def downgrade() -> None:
    """Take it back."""
    for name in ("other_reading", "missing_fact"):
        op.drop_index(op.f(f"ix_{name}_unit_code_line_id"), table_name=name)
        op.drop_index(op.f(f"ix_{name}_line_id_last_seq"), table_name=name)
        op.drop_table(name)
    for name, _, _ in reversed(_OF_VERDICT):
        op.drop_column("verdict", name)
