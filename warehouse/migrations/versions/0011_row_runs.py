"""Rows of evidence that say the same in one sheet are kept as one, with the runs of their numbers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from doisoat.row_runs import rows_of

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build it."""
    runs = "where the row stands for many of its sheet that say the same: all of them, e.g. 2-45,47"
    op.add_column("evidence", sa.Column("row_runs", sa.Text(), nullable=True, comment=runs))
    count = "how many rows it stands for; empty: it is one"
    op.add_column("evidence", sa.Column("row_count", sa.BigInteger(), nullable=True, comment=count))


def downgrade() -> None:
    """Take it back: each row that stands for many becomes these again."""
    connection = op.get_bind()
    evidence = sa.table(
        "evidence",
        *(sa.column(name) for name in (*_KEPT, "row", "row_runs", "row_count")),
    )
    lots = connection.execute(sa.select(evidence).where(evidence.c.row_runs.is_not(None))).mappings().all()
    for lot in lots:
        last = connection.execute(sa.select(sa.func.max(evidence.c.n)).where(evidence.c.block_id == lot["block_id"]))
        n = int(last.scalar_one())
        others = [number for number in rows_of(lot["row_runs"]) if number != lot["row"]]
        kept = {name: lot[name] for name in _KEPT}
        if others:
            rows = [{**kept, "row": row, "n": n + place} for place, row in enumerate(others, start=1)]
            connection.execute(sa.insert(evidence), rows)
    for name in ("row_count", "row_runs"):
        op.drop_column("evidence", name)


_KEPT = ("block_id", "n", "check_id", "role", "origin_id", "published_on", "sentence", "original")
