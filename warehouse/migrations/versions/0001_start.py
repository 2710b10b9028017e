"""The start: lines of runs, ranged tables, evidence in lots."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build it."""
    op.create_table(
        "evidence",
        sa.Column(
            "block_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="lot (table evidence_block)"
        ),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False, comment="position in the lot, from 0"),
        sa.Column("check_id", sa.Text(), nullable=True, comment="id of the check"),
        sa.Column("role", sa.Text(), nullable=True, comment="for, against, open or context"),
        sa.Column(
            "origin_id", sa.Integer(), nullable=True, comment="where the row stands: source, file, sheet (table origin)"
        ),
        sa.Column("row", sa.Integer(), nullable=True, comment="row number in the sheet, as Excel shows it, from 1"),
        sa.Column("published_on", sa.Date(), nullable=True, comment="publication date of the row"),
        sa.Column("sentence", sa.Text(), nullable=True, comment="what the row says, in Vietnamese"),
        sa.PrimaryKeyConstraint("block_id", "n", name=op.f("pk_evidence")),
        comment="Rows of files on which a check rests",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lease",
        sa.Column("scope", sa.Text(), nullable=False, comment="unit codes joined by a comma; empty: everything"),
        sa.Column("token", sa.BigInteger(), nullable=False, comment="number of the newest holder"),
        sa.Column("holder", sa.Text(), nullable=False, comment="machine and process of the newest holder"),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False, comment="when it took the lease (UTC)"),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_lease")),
        comment="Who may write runs of a scope; the token grows, so that who was overtaken cannot write",
        sqlite_with_rowid=True,
    )
    op.create_table(
        "line",
        sa.Column("line_id", sa.Integer(), nullable=False, comment="number of the line"),
        sa.Column(
            "question",
            sa.Text(),
            nullable=False,
            comment="scope and criteria as one text, and whether --known-at was given",
        ),
        sa.Column(
            "number", sa.Integer(), nullable=False, comment="number of the line among those of the question, from 0"
        ),
        sa.Column("as_of", sa.Date(), nullable=True, comment="as-of day of its newest run; empty while it has none"),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_line")),
        sa.UniqueConstraint("question", "number", name=op.f("uq_line_question_number")),
        comment="Runs of the same question (scope, criteria) whose as-of days follow each other",
        sqlite_with_rowid=True,
    )
    op.create_table(
        "meta",
        sa.Column("name", sa.Text(), nullable=False, comment="views: which views it has"),
        sa.Column("value", sa.Text(), nullable=False, comment="the fact"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_meta")),
        comment="Facts about the database itself",
        sqlite_with_rowid=True,
    )
    op.create_table(
        "origin",
        sa.Column("origin_id", sa.Integer(), nullable=False, comment="number of the origin"),
        sa.Column("row_hash", sa.LargeBinary(), nullable=False, comment="128-bit digest of the content"),
        sa.Column("source_id", sa.Text(), nullable=True, comment="id of the source card, e.g. vnpt"),
        sa.Column("file_sha256", sa.Text(), nullable=True, comment="SHA-256 of the file's bytes, its key in the vault"),
        sa.Column("sheet", sa.Text(), nullable=True, comment="name of the sheet; empty for CSV"),
        sa.PrimaryKeyConstraint("origin_id", name=op.f("pk_origin")),
        sa.UniqueConstraint("row_hash", name=op.f("uq_origin_row_hash")),
        comment="A sheet of a file of a source, as evidence refers to it",
        sqlite_with_rowid=True,
    )
    op.create_table(
        "unit",
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="number of this version of the unit"),
        sa.Column("row_hash", sa.LargeBinary(), nullable=False, comment="128-bit digest of the content"),
        sa.Column("level", sa.Text(), nullable=True, comment="village, commune or district"),
        sa.Column("unit_code", sa.Text(), nullable=True, comment="code of the unit"),
        sa.Column("unit", sa.Text(), nullable=True, comment="name of the unit"),
        sa.Column("commune_code", sa.Text(), nullable=True, comment="code of its commune"),
        sa.Column("commune", sa.Text(), nullable=True, comment="name of its commune"),
        sa.Column("district_code", sa.Text(), nullable=True, comment="code of its district; empty after 1/7/2025"),
        sa.Column("district", sa.Text(), nullable=True, comment="name of its district; empty after 1/7/2025"),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_unit")),
        sa.UniqueConstraint("row_hash", name=op.f("uq_unit_row_hash")),
        comment="A village, commune or district under one set of names; a rename or a merger gives a new row",
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_unit_unit_code"), "unit", ["unit_code"], unique=False)
    op.create_table(
        "check_result",
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
        sa.Column("criteria", sa.Text(), nullable=True, comment="id of the criteria set, e.g. TTM-2023"),
        sa.Column("level", sa.Text(), nullable=True, comment="village, commune or district"),
        sa.Column(
            "unit_code",
            sa.Text(),
            nullable=True,
            comment="code of the unit in the village register or the list of communes",
        ),
        sa.Column(
            "indicator",
            sa.Text(),
            nullable=True,
            comment="1..6, overall, or for DVC-9.5 procedures_online, dossiers_online",
        ),
        sa.Column("check_id", sa.Text(), nullable=True, comment="id of the check, e.g. fibre"),
        sa.Column("outcome", sa.Text(), nullable=True, comment="pass, fail, unknown, conflict or not_applicable"),
        sa.Column("basis", sa.Text(), nullable=True, comment="independent, documentary, or empty"),
        sa.Column("reason", sa.Text(), nullable=True, comment="reason code"),
        sa.Column("sentence", sa.Text(), nullable=True, comment="why, in one Vietnamese sentence"),
        sa.Column(
            "reading_dependent",
            sa.Text(),
            nullable=True,
            comment="true where another reading of the letters would change it, or the switch's name",
        ),
        sa.Column(
            "changed_since",
            sa.Text(),
            nullable=True,
            comment="a refutation dated after the as-of date, if there is one",
        ),
        sa.ForeignKeyConstraint(["line_id"], ["line.line_id"], name=op.f("fk_check_result_line_id_line")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_check_result")),
        comment="What the evidence says about one check of one indicator",
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_check_result_line_id_last_seq"), "check_result", ["line_id", "last_seq"], unique=False)
    op.create_index(op.f("ix_check_result_unit_code_line_id"), "check_result", ["unit_code", "line_id"], unique=False)
    op.create_table(
        "criteria_file",
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
        sa.Column("criteria", sa.Text(), nullable=True, comment="id of the criteria set"),
        sa.Column("file_hash", sa.Text(), nullable=True, comment="hash of the file, as in run.criteria"),
        sa.Column("text", sa.Text(), nullable=True, comment="the file"),
        sa.ForeignKeyConstraint(["line_id"], ["line.line_id"], name=op.f("fk_criteria_file_line_id_line")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_criteria_file")),
        comment="The criteria file a run used, word for word, so that an old run can be repeated under its own rules",
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_criteria_file_line_id_last_seq"), "criteria_file", ["line_id", "last_seq"], unique=False)
    op.create_table(
        "evidence_block",
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
        sa.Column("block_id", sa.BigInteger(), nullable=False, comment="number of the lot (table evidence)"),
        sa.Column("criteria", sa.Text(), nullable=True, comment="id of the criteria set, e.g. TTM-2023"),
        sa.Column("level", sa.Text(), nullable=True, comment="village, commune or district"),
        sa.Column(
            "unit_code",
            sa.Text(),
            nullable=True,
            comment="code of the unit in the village register or the list of communes",
        ),
        sa.Column(
            "indicator",
            sa.Text(),
            nullable=True,
            comment="1..6, overall, or for DVC-9.5 procedures_online, dossiers_online",
        ),
        sa.Column("row_count", sa.BigInteger(), nullable=True, comment="evidence rows in the lot"),
        sa.ForeignKeyConstraint(["line_id"], ["line.line_id"], name=op.f("fk_evidence_block_line_id_line")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_evidence_block")),
        comment="All evidence rows of one unit and indicator as one lot, stored when any of them changes",
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_evidence_block_line_id_last_seq"), "evidence_block", ["line_id", "last_seq"], unique=False)
    op.create_index(
        op.f("ix_evidence_block_unit_code_line_id"), "evidence_block", ["unit_code", "line_id"], unique=False
    )
    op.create_table(
        "expectation_result",
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
        sa.Column("suite", sa.Text(), nullable=True, comment="name of the suite"),
        sa.Column("expectation_id", sa.Text(), nullable=True, comment="id of the expectation"),
        sa.Column("check_id", sa.Text(), nullable=True, comment="id of the check it serves"),
        sa.Column("meaning", sa.Text(), nullable=True, comment="what its failing means: contradicts or leaves open"),
        sa.Column("severity", sa.Text(), nullable=True, comment="critical, warning or info"),
        sa.Column("element_count", sa.BigInteger(), nullable=True, comment="rows evaluated"),
        sa.Column("unexpected_count", sa.BigInteger(), nullable=True, comment="rows that failed"),
        sa.Column("success", sa.Boolean(), nullable=True, comment="whether all rows passed"),
        sa.ForeignKeyConstraint(["line_id"], ["line.line_id"], name=op.f("fk_expectation_result_line_id_line")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_expectation_result")),
        comment="What great-expectations witnessed, one row an expectation",
        sqlite_with_rowid=True,
    )
    op.create_index(
        op.f("ix_expectation_result_line_id_last_seq"), "expectation_result", ["line_id", "last_seq"], unique=False
    )
    op.create_table(
        "gate_result",
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
        sa.Column("gate", sa.Text(), nullable=True, comment="name of the gate"),
        sa.Column("severity", sa.Text(), nullable=True, comment="critical, warning or info"),
        sa.Column("success", sa.Boolean(), nullable=True, comment="whether the source passed"),
        sa.Column("observed", sa.Text(), nullable=True, comment="what was found"),
        sa.Column("expected", sa.Text(), nullable=True, comment="what was expected"),
        sa.Column("sentence", sa.Text(), nullable=True, comment="in one Vietnamese sentence"),
        sa.ForeignKeyConstraint(["line_id"], ["line.line_id"], name=op.f("fk_gate_result_line_id_line")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_gate_result")),
        comment="Quality of a source on a night: volume, keys, types, dates, freshness",
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_gate_result_line_id_last_seq"), "gate_result", ["line_id", "last_seq"], unique=False)
    op.create_table(
        "note",
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
        sa.Column("text", sa.Text(), nullable=True, comment="the note, in Vietnamese"),
        sa.ForeignKeyConstraint(["line_id"], ["line.line_id"], name=op.f("fk_note_line_id_line")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_note")),
        comment="What the officer should know about a file that was read",
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_note_line_id_last_seq"), "note", ["line_id", "last_seq"], unique=False)
    op.create_table(
        "refusal",
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
        sa.Column("sheet", sa.Text(), nullable=True, comment="name of the sheet; empty: the whole file"),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=True,
            comment="reason of its own kind, e.g. encrypted, truncated, missing_heading",
        ),
        sa.Column("what", sa.Text(), nullable=True, comment="what was found, in Vietnamese"),
        sa.Column("fix", sa.Text(), nullable=True, comment="how to mend it, in Vietnamese"),
        sa.ForeignKeyConstraint(["line_id"], ["line.line_id"], name=op.f("fk_refusal_line_id_line")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_refusal")),
        comment="A file or sheet that could not be used",
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_refusal_line_id_last_seq"), "refusal", ["line_id", "last_seq"], unique=False)
    op.create_table(
        "resolution",
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
        sa.Column("kind", sa.Text(), nullable=True, comment="kind of record the text stands in"),
        sa.Column("village_text", sa.Text(), nullable=True, comment="village as written"),
        sa.Column("commune_text", sa.Text(), nullable=True, comment="commune as written"),
        sa.Column("commune_code_text", sa.Text(), nullable=True, comment="commune code as written"),
        sa.Column("district_text", sa.Text(), nullable=True, comment="district as written"),
        sa.Column(
            "address_text", sa.Text(), nullable=True, comment="whole address as written; encrypted where a key is set"
        ),
        sa.Column("on_date", sa.Date(), nullable=True, comment="day on which the names are looked up"),
        sa.Column("match", sa.Text(), nullable=True, comment="matched, part, several, review or rejected"),
        sa.Column("village_code", sa.Text(), nullable=True, comment="the village; only for matched"),
        sa.Column("commune_code", sa.Text(), nullable=True, comment="the commune, where it could be told"),
        sa.Column("district_code", sa.Text(), nullable=True, comment="the district, where it could be told"),
        sa.Column("score", sa.Float(), nullable=True, comment="similarity 0..100; never decides alone"),
        sa.Column(
            "method",
            sa.Text(),
            nullable=True,
            comment="how it was decided: exact, numeral, graded, alias, merged, part ...",
        ),
        sa.Column("candidates", sa.Text(), nullable=True, comment="village codes joined by |, best first"),
        sa.Column("reason", sa.Text(), nullable=True, comment="why, in one Vietnamese sentence"),
        sa.Column("row_count", sa.BigInteger(), nullable=True, comment="rows of the source with this text"),
        sa.ForeignKeyConstraint(["line_id"], ["line.line_id"], name=op.f("fk_resolution_line_id_line")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_resolution")),
        comment="How each distinct place text was turned into a unit, or into a question for a person",
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_resolution_line_id_last_seq"), "resolution", ["line_id", "last_seq"], unique=False)
    op.create_table(
        "run",
        sa.Column("seq", sa.Integer(), nullable=False, comment="number of the run in this warehouse"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="id of the run, as reports and exports name it"),
        sa.Column("line_id", sa.Integer(), nullable=False, comment="line the run belongs to"),
        sa.Column(
            "previous_seq", sa.Integer(), nullable=True, comment="the run before it in its line; empty for the first"
        ),
        sa.Column("as_of", sa.Date(), nullable=False, comment="day for which the verdicts hold"),
        sa.Column(
            "known_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="only files landed by then were used (UTC); empty: all",
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True, comment="UTC"),
        sa.Column("scope", sa.Text(), nullable=False, comment="JSON list of unit codes; empty list: everything"),
        sa.Column("criteria", sa.Text(), nullable=False, comment="JSON object: criteria id to hash of its file"),
        sa.Column("code_version", sa.Text(), nullable=False, comment="version of the program"),
        sa.Column("inbox", sa.Text(), nullable=False, comment="folder the run read"),
        sa.Column("summary", sa.Text(), nullable=False, comment="JSON object of counts, as run --json prints it"),
        sa.Column(
            "verdict_hash", sa.Text(), nullable=False, comment="SHA-256 of the sorted verdicts without the run's id"
        ),
        sa.ForeignKeyConstraint(["line_id"], ["line.line_id"], name=op.f("fk_run_line_id_line")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_run")),
        sa.UniqueConstraint("run_id", name=op.f("uq_run_run_id")),
        comment="One row a finished run; a run that was broken off has none",
        sqlite_with_rowid=True,
    )
    op.create_table(
        "set_aside",
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
            "origin_id", sa.Integer(), nullable=True, comment="where the row stands: source, file, sheet (table origin)"
        ),
        sa.Column("row", sa.Integer(), nullable=True, comment="row number in the sheet, as Excel shows it, from 1"),
        sa.Column("reason", sa.Text(), nullable=True, comment="reason code, e.g. total_row"),
        sa.Column("detail", sa.Text(), nullable=True, comment="what was found, without personal data"),
        sa.ForeignKeyConstraint(["line_id"], ["line.line_id"], name=op.f("fk_set_aside_line_id_line")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_set_aside")),
        comment="A row that was not used, with its reason",
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_set_aside_line_id_last_seq"), "set_aside", ["line_id", "last_seq"], unique=False)
    op.create_table(
        "signal",
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
        sa.Column("signal", sa.Text(), nullable=True, comment="kind of the signal"),
        sa.Column("unit_code", sa.Text(), nullable=True, comment="unit concerned"),
        sa.Column("other_unit_code", sa.Text(), nullable=True, comment="the other unit, if two are concerned"),
        sa.Column(
            "origin_id", sa.Integer(), nullable=True, comment="where the row stands: source, file, sheet (table origin)"
        ),
        sa.Column("row", sa.Integer(), nullable=True, comment="row number in the sheet, as Excel shows it, from 1"),
        sa.Column("sentence", sa.Text(), nullable=True, comment="in one Vietnamese sentence"),
        sa.ForeignKeyConstraint(["line_id"], ["line.line_id"], name=op.f("fk_signal_line_id_line")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_signal")),
        comment="What a person should look at first; never a verdict",
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_signal_line_id_last_seq"), "signal", ["line_id", "last_seq"], unique=False)
    op.create_table(
        "source_file",
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
        sa.Column("file_sha256", sa.Text(), nullable=True, comment="SHA-256 of the bytes, key in the vault"),
        sa.Column("name", sa.Text(), nullable=True, comment="path in the inbox"),
        sa.Column("size", sa.BigInteger(), nullable=True, comment="bytes"),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=True, comment="when the file was first seen (UTC)"),
        sa.Column("published_on", sa.Date(), nullable=True, comment="publication date of the file"),
        sa.Column(
            "published_from",
            sa.Text(),
            nullable=True,
            comment="where that date stood: title, column, file_name, settings",
        ),
        sa.Column("status", sa.Text(), nullable=True, comment="read, refused or set_aside"),
        sa.Column(
            "rows_in", sa.BigInteger(), nullable=True, comment="rows of data found; equals read + set aside + refused"
        ),
        sa.Column("rows_read", sa.BigInteger(), nullable=True, comment="rows read"),
        sa.Column("rows_set_aside", sa.BigInteger(), nullable=True, comment="rows set aside with a reason"),
        sa.Column("rows_refused", sa.BigInteger(), nullable=True, comment="rows of refused sheets"),
        sa.ForeignKeyConstraint(["line_id"], ["line.line_id"], name=op.f("fk_source_file_line_id_line")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_source_file")),
        comment="A file that a run met, and what became of its rows",
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_source_file_line_id_last_seq"), "source_file", ["line_id", "last_seq"], unique=False)
    op.create_table(
        "unit_span",
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
        sa.Column("unit_id", sa.Integer(), nullable=True, comment="version of the unit (table unit)"),
        sa.ForeignKeyConstraint(["line_id"], ["line.line_id"], name=op.f("fk_unit_span_line_id_line")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_unit_span")),
        comment="Which version of each unit a run knew",
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_unit_span_line_id_last_seq"), "unit_span", ["line_id", "last_seq"], unique=False)
    op.create_index(op.f("ix_unit_span_unit_id"), "unit_span", ["unit_id"], unique=False)
    op.create_table(
        "verdict",
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
        sa.Column("unit_id", sa.Integer(), nullable=True, comment="version of the unit (table unit)"),
        sa.Column("criteria", sa.Text(), nullable=True, comment="id of the criteria set, e.g. TTM-2023"),
        sa.Column("level", sa.Text(), nullable=True, comment="village, commune or district"),
        sa.Column(
            "unit_code",
            sa.Text(),
            nullable=True,
            comment="code of the unit in the village register or the list of communes",
        ),
        sa.Column(
            "indicator",
            sa.Text(),
            nullable=True,
            comment="1..6, overall, or for DVC-9.5 procedures_online, dossiers_online",
        ),
        sa.Column("claim", sa.Text(), nullable=True, comment="met, not_met, or empty"),
        sa.Column(
            "verdict",
            sa.Text(),
            nullable=True,
            comment="confirmed, contradicted, unverified ... ; for overall met, not_met, pending",
        ),
        sa.Column("basis", sa.Text(), nullable=True, comment="independent, documentary, or empty"),
        sa.Column("reasons", sa.Text(), nullable=True, comment="reason codes joined by ;"),
        sa.ForeignKeyConstraint(["line_id"], ["line.line_id"], name=op.f("fk_verdict_line_id_line")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_verdict")),
        comment="Claim against evidence, one row a unit and indicator, stored when it changes",
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_verdict_line_id_first_seq"), "verdict", ["line_id", "first_seq"], unique=False)
    op.create_index(op.f("ix_verdict_line_id_last_seq"), "verdict", ["line_id", "last_seq"], unique=False)
    op.create_index(op.f("ix_verdict_unit_code_line_id"), "verdict", ["unit_code", "line_id"], unique=False)
    op.create_table(
        "verdict_claim",
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
        sa.Column("criteria", sa.Text(), nullable=True, comment="id of the criteria set, e.g. TTM-2023"),
        sa.Column("level", sa.Text(), nullable=True, comment="village, commune or district"),
        sa.Column(
            "unit_code",
            sa.Text(),
            nullable=True,
            comment="code of the unit in the village register or the list of communes",
        ),
        sa.Column(
            "indicator",
            sa.Text(),
            nullable=True,
            comment="1..6, overall, or for DVC-9.5 procedures_online, dossiers_online",
        ),
        sa.Column(
            "origin_id", sa.Integer(), nullable=True, comment="where the row stands: source, file, sheet (table origin)"
        ),
        sa.Column("row", sa.Integer(), nullable=True, comment="row number in the sheet, as Excel shows it, from 1"),
        sa.ForeignKeyConstraint(["line_id"], ["line.line_id"], name=op.f("fk_verdict_claim_line_id_line")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_verdict_claim")),
        comment="The row of the claims file on which a claim stands",
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_verdict_claim_line_id_last_seq"), "verdict_claim", ["line_id", "last_seq"], unique=False)
    op.create_index(op.f("ix_verdict_claim_unit_code_line_id"), "verdict_claim", ["unit_code", "line_id"], unique=False)
    op.create_table(
        "pointer",
        sa.Column(
            "name", sa.Text(), nullable=False, comment="latest, or the id of a criteria set (newest run of everything)"
        ),
        sa.Column("seq", sa.Integer(), nullable=False, comment="the run"),
        sa.ForeignKeyConstraint(["seq"], ["run.seq"], name=op.f("fk_pointer_seq_run")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_pointer")),
        comment="Which run counts now; switched as the last statement of a run's transaction",
        sqlite_with_rowid=True,
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("pointer")
    op.drop_index(op.f("ix_verdict_claim_unit_code_line_id"), table_name="verdict_claim")
    op.drop_index(op.f("ix_verdict_claim_line_id_last_seq"), table_name="verdict_claim")
    op.drop_table("verdict_claim")
    op.drop_index(op.f("ix_verdict_unit_code_line_id"), table_name="verdict")
    op.drop_index(op.f("ix_verdict_line_id_last_seq"), table_name="verdict")
    op.drop_index(op.f("ix_verdict_line_id_first_seq"), table_name="verdict")
    op.drop_table("verdict")
    op.drop_index(op.f("ix_unit_span_unit_id"), table_name="unit_span")
    op.drop_index(op.f("ix_unit_span_line_id_last_seq"), table_name="unit_span")
    op.drop_table("unit_span")
    op.drop_index(op.f("ix_source_file_line_id_last_seq"), table_name="source_file")
    op.drop_table("source_file")
    op.drop_index(op.f("ix_signal_line_id_last_seq"), table_name="signal")
    op.drop_table("signal")
    op.drop_index(op.f("ix_set_aside_line_id_last_seq"), table_name="set_aside")
    op.drop_table("set_aside")
    op.drop_table("run")
    op.drop_index(op.f("ix_resolution_line_id_last_seq"), table_name="resolution")
    op.drop_table("resolution")
    op.drop_index(op.f("ix_refusal_line_id_last_seq"), table_name="refusal")
    op.drop_table("refusal")
    op.drop_index(op.f("ix_note_line_id_last_seq"), table_name="note")
    op.drop_table("note")
    op.drop_index(op.f("ix_gate_result_line_id_last_seq"), table_name="gate_result")
    op.drop_table("gate_result")
    op.drop_index(op.f("ix_expectation_result_line_id_last_seq"), table_name="expectation_result")
    op.drop_table("expectation_result")
    op.drop_index(op.f("ix_evidence_block_unit_code_line_id"), table_name="evidence_block")
    op.drop_index(op.f("ix_evidence_block_line_id_last_seq"), table_name="evidence_block")
    op.drop_table("evidence_block")
    op.drop_index(op.f("ix_criteria_file_line_id_last_seq"), table_name="criteria_file")
    op.drop_table("criteria_file")
    op.drop_index(op.f("ix_check_result_unit_code_line_id"), table_name="check_result")
    op.drop_index(op.f("ix_check_result_line_id_last_seq"), table_name="check_result")
    op.drop_table("check_result")
    op.drop_index(op.f("ix_unit_unit_code"), table_name="unit")
    op.drop_table("unit")
    op.drop_table("origin")
    op.drop_table("meta")
    op.drop_table("line")
    op.drop_table("lease")
    op.drop_table("evidence")
