"""The tables. Their comments are the data dictionary (docs/dictionary.md is generated from them).

How 365 nights fit: runs of the same question (scope, criteria) whose as-of days follow each other form a *line*; a look
back on an earlier day continues an older line or begins one, so that it does not churn the nights. A row of a ranged
table is stored once, when it first appears in its line, with the run's number in ``first_seq``; when a later run no
longer has it, ``last_seq`` gets the number of the last run that had it. So a run sees the rows of its line with
``first_seq <= seq <= last_seq``, a night without changes writes nothing but its own row in ``run``, and a reader who
keeps to one ``seq`` never sees anything move.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

OPEN = 2_147_483_647  # last_seq of a row that the newest run of its line still has

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _text(name: str, comment: str) -> Column[str]:
    return Column(name, Text, comment=comment)


def _count(name: str, comment: str) -> Column[int]:
    return Column(name, BigInteger, comment=comment)


def _origin() -> Column[int]:
    return Column("origin_id", Integer, comment="where the row stands: source, file, sheet (table origin)")


def _row() -> Column[int]:
    return Column("row", Integer, comment="row number in the sheet, as Excel shows it, from 1")


def _original() -> Column[str]:
    what = "what its texts were before persons were masked: JSON, sealed with the store key; empty without one"
    return Column("original", Text, comment=what)


def _unit_key() -> tuple[Column[str], ...]:
    return (
        _text("criteria", "id of the criteria set, e.g. TTM-2023"),
        _text("level", "village, commune or district"),
        _text("unit_code", "code of the unit in the village register or the list of communes"),
        _text("indicator", "1..6, overall, or for DVC-9.5 procedures_online, dossiers_online"),
    )


def _table(name: str, comment: str, *columns: Column[Any] | Index | UniqueConstraint, rowid: bool = True) -> Table:
    return Table(name, metadata, *columns, comment=comment, sqlite_with_rowid=rowid)


RANGED: dict[str, Table] = {}
# Columns of a ranged table that are the warehouse's, not the frame's.
OWN = ("row_id", "line_id", "first_seq", "last_seq", "row_hash")


def _ranged(name: str, comment: str, *columns: Column[Any], index: tuple[str, ...] = ()) -> Table:
    table = _table(
        name,
        comment,
        Column("row_id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, comment="number of the row"),
        Column("line_id", Integer, ForeignKey("line.line_id"), nullable=False, comment="line of runs the row is of"),
        Column("first_seq", Integer, nullable=False, comment="number of the first run that has the row"),
        Column("last_seq", Integer, nullable=False, comment=f"number of the last run that has it; {OPEN}: the newest"),
        Column("row_hash", LargeBinary, nullable=False, comment="128-bit digest of the row's content"),
        *columns,
        Index(None, "line_id", "last_seq"),
        *([Index(None, *index)] if index else []),
    )
    RANGED[name] = table
    return table


meta = _table(
    "meta",
    "Facts about the database itself",
    Column("name", Text, primary_key=True, comment="views: which views it has"),
    Column("value", Text, nullable=False, comment="the fact"),
)

line = _table(
    "line",
    "Runs of the same question (scope, criteria) whose as-of days follow each other",
    Column("line_id", Integer, primary_key=True, comment="number of the line"),
    Column(
        "question", Text, nullable=False, comment="scope and criteria as one text, and whether --known-at was given"
    ),
    Column("number", Integer, nullable=False, comment="number of the line among those of the question, from 0"),
    Column("as_of", Date, comment="as-of day of its newest run; empty while it has none"),
    UniqueConstraint("question", "number"),
)

lease = _table(
    "lease",
    "Who may write runs of a scope; the token grows, so that who was overtaken cannot write",
    Column("scope", Text, primary_key=True, comment="unit codes joined by a comma; empty: everything"),
    Column("token", BigInteger, nullable=False, comment="number of the newest holder"),
    Column("holder", Text, nullable=False, comment="machine and process of the newest holder"),
    Column("taken_at", DateTime(timezone=True), nullable=False, comment="when it took the lease (UTC)"),
)

run = _table(
    "run",
    "One row a finished run; a run that was broken off has none",
    Column("seq", Integer, primary_key=True, comment="number of the run in this warehouse"),
    Column("run_id", Text, nullable=False, comment="id of the run, as reports and exports name it"),
    Column("line_id", Integer, ForeignKey("line.line_id"), nullable=False, comment="line the run belongs to"),
    Column("previous_seq", Integer, comment="the run before it in its line; empty for the first"),
    Column("as_of", Date, nullable=False, comment="day for which the verdicts hold"),
    Column("known_at", DateTime(timezone=True), comment="only files landed by then were used (UTC); empty: all"),
    Column("started_at", DateTime(timezone=True), nullable=False, comment="UTC"),
    Column("finished_at", DateTime(timezone=True), comment="UTC"),
    Column("scope", Text, nullable=False, comment="JSON list of unit codes; empty list: everything"),
    Column("criteria", Text, nullable=False, comment="JSON object: criteria id to hash of its file"),
    Column("code_version", Text, nullable=False, comment="version of the program"),
    Column("inbox", Text, nullable=False, comment="folder the run read"),
    Column("summary", Text, nullable=False, comment="JSON object of counts, as run --json prints it"),
    Column("verdict_hash", Text, nullable=False, comment="SHA-256 of the sorted verdicts without the run's id"),
    Column(
        "asked_criteria",
        Text,
        comment="JSON list of the criteria sets the run was limited to; empty list (older runs: no value): all",
    ),
    UniqueConstraint("run_id"),
)

pointer = _table(
    "pointer",
    "Which run counts now; switched as the last statement of a run's transaction",
    Column("name", Text, primary_key=True, comment="latest, or the id of a criteria set (newest run of everything)"),
    Column("seq", Integer, ForeignKey("run.seq"), nullable=False, comment="the run"),
)

unit = _table(
    "unit",
    "A village, commune or district under one set of names; a rename or a merger gives a new row",
    Column("unit_id", Integer, primary_key=True, comment="number of this version of the unit"),
    Column("row_hash", LargeBinary, nullable=False, comment="128-bit digest of the content"),
    _text("level", "village, commune or district"),
    _text("unit_code", "code of the unit"),
    _text("unit", "name of the unit"),
    _text("commune_code", "code of its commune"),
    _text("commune", "name of its commune"),
    _text("district_code", "code of its district; empty after 1/7/2025"),
    _text("district", "name of its district; empty after 1/7/2025"),
    UniqueConstraint("row_hash"),
    Index(None, "unit_code"),
)

origin = _table(
    "origin",
    "A sheet of a file of a source, as evidence refers to it",
    Column("origin_id", Integer, primary_key=True, comment="number of the origin"),
    Column("row_hash", LargeBinary, nullable=False, comment="128-bit digest of the content"),
    _text("source_id", "id of the source card, e.g. vnpt"),
    _text("file_sha256", "SHA-256 of the file's bytes, its key in the vault"),
    _text("sheet", "name of the sheet; empty for CSV"),
    UniqueConstraint("row_hash"),
)

unit_span = _ranged(
    "unit_span",
    "Which version of each unit a run knew",
    Column("unit_id", Integer, comment="version of the unit (table unit)"),
    index=("unit_id",),
)

verdict = _ranged(
    "verdict",
    "Claim against evidence, one row a unit and indicator, stored when it changes",
    Column("unit_id", Integer, comment="version of the unit (table unit)"),
    *_unit_key(),
    _text("claim", "met, not_met, or empty"),
    _text("verdict", "confirmed, contradicted, unverified ... ; for overall met, not_met, pending"),
    _text("basis", "independent, documentary, or empty"),
    _text("reasons", "reason codes joined by ;"),
    _count("sure", "how many of what is counted are there for sure; empty where nothing is counted"),
    _count("possible", "how many of them are, or may yet turn out to be"),
    _count("of", "of how many"),
    _text("other_reading", "verdicts under other readings of the letters: switch=reading:verdict, joined by ;"),
    _text("standing", "decision (an officer's), disputed (by the unit), or empty"),
    _text("evidence_verdict", "what the evidence says, where an officer decided otherwise; else empty"),
    _text("ground", "short number of the evidence that decides; equal as long as it says the same"),
    index=("unit_code", "line_id"),
)
Index(None, verdict.c.line_id, verdict.c.first_seq)  # what changed in a night


check_result = _ranged(
    "check_result",
    "What the evidence says about one check of one indicator",
    *_unit_key(),
    _text("check_id", "id of the check, e.g. fibre"),
    _text("outcome", "pass, fail, unknown, conflict or not_applicable"),
    _text("basis", "independent, documentary, or empty"),
    _text("reason", "reason code"),
    _text("sentence", "why, in one Vietnamese sentence"),
    _text("mover", "whose move it is: village, commune, claimant, operator, post_office, portal, ocop_office, office"),
    _text("fix", "what to do, in one Vietnamese sentence"),
    _text("reading_dependent", "true where another reading of the letters would change it, or the switch's name"),
    _text("changed_since", "a refutation dated after the as-of date, if there is one"),
    _original(),
    index=("unit_code", "line_id"),
)

missing_fact = _ranged(
    "missing_fact",
    "What would make an indicator met: all needs of it are needed, of the facts of one need one is enough",
    *_unit_key(),
    _text("check_id", "id of the check it is of; empty: the claim, or a unit below"),
    Column("need", Integer, comment="number of the need within the indicator, from 0"),
    Column("option", Integer, comment="number of the fact within the need, the nearest is 0"),
    _text("fact", "code of the fact in its rule"),
    _text("kind", "claim, row, document, list, point, link, answer or unit"),
    _text("mover", "whose move it is: village, commune, claimant, operator, post_office, portal, ocop_office, office"),
    _text("publisher", "id of the source whose move it is, where it is one publisher's"),
    _text("who", "whose move it is, in words"),
    _text("act", "what is done, in the same Vietnamese words for all units it serves"),
    _text("subject", "what it is about: a contract, a kind of points, a product, a village"),
    _count("count", "how many are missing"),
    _text("sentence", "what this unit lacks, in Vietnamese"),
    _original(),
    index=("unit_code", "line_id"),
)

other_reading = _ranged(
    "other_reading",
    "Verdicts that would be others if a letter were read in another way, or the other set of its time applied",
    *_unit_key(),
    _text("switch", "id of the reading, or rulebook"),
    _text("reading", "the other value of the reading, or the id of the other set"),
    _text("verdict", "what the verdict would be"),
    _text("check_ids", "ids of the checks that make the difference, joined by ;"),
    index=("unit_code", "line_id"),
)

evidence_block = _ranged(
    "evidence_block",
    "All evidence rows of one unit and indicator as one lot, stored when any of them changes",
    Column("block_id", BigInteger, nullable=False, comment="number of the lot (table evidence)"),
    *_unit_key(),
    _count("row_count", "evidence rows in the lot"),
    index=("unit_code", "line_id"),
)

evidence = _table(
    "evidence",
    "Rows of files on which a check rests",
    Column("block_id", BigInteger, primary_key=True, autoincrement=False, comment="lot (table evidence_block)"),
    Column("n", Integer, primary_key=True, autoincrement=False, comment="position in the lot, from 0"),
    _text("check_id", "id of the check"),
    _text("role", "for, against, open or context"),
    _origin(),
    _row(),
    Column("published_on", Date, comment="publication date of the row"),
    _text("sentence", "what the row says, in Vietnamese"),
    _text("row_runs", "where the row stands for many of its sheet that say the same: all of them, e.g. 2-45,47"),
    _count("row_count", "how many rows it stands for; empty: it is one"),
    _original(),
    rowid=False,  # on SQLite: the lot is the key: rows of a lot lie together and need no second index
)

verdict_claim = _ranged(
    "verdict_claim",
    "The row of the claims file on which a claim stands",
    *_unit_key(),
    _origin(),
    _row(),
    _original(),
    index=("unit_code", "line_id"),
)

source_file = _ranged(
    "source_file",
    "A file that a run met, and what became of its rows",
    _text("source_id", "id of the source card"),
    _text("file_sha256", "SHA-256 of the bytes, key in the vault"),
    _text("name", "path in the inbox"),
    _count("size", "bytes"),
    Column("landed_at", DateTime(timezone=True), comment="when the file was first seen (UTC)"),
    Column("published_on", Date, comment="publication date of the file"),
    _text("published_from", "where that date stood: title, column, file_name, settings"),
    _text("status", "read, refused or set_aside"),
    _count("rows_in", "rows of data found; equals read + set aside + refused"),
    _count("rows_read", "rows read"),
    _count("rows_set_aside", "rows set aside with a reason"),
    _count("rows_refused", "rows of refused sheets"),
    _original(),
)

refusal = _ranged(
    "refusal",
    "A file or sheet that could not be used",
    _text("source_id", "id of the source card"),
    _text("file_sha256", "SHA-256 of the bytes"),
    _text("name", "path in the inbox"),
    _text("sheet", "name of the sheet; empty: the whole file"),
    _text("kind", "reason of its own kind, e.g. encrypted, truncated, missing_heading"),
    _text("what", "what was found, in Vietnamese"),
    _text("fix", "how to mend it, in Vietnamese"),
    _original(),
)

table_reading = _ranged(
    "table_reading",
    "How a table of a file was understood, one row a column",
    _text("source_id", "id of the source card"),
    _text("file_sha256", "SHA-256 of the bytes"),
    _text("name", "path in the inbox"),
    _text("sheet", "name of the sheet; empty for CSV"),
    Column("header_row", Integer, comment="last row of the header, as Excel shows it"),
    _text("heading", "the column's heading, group first"),
    _text("field", "what it is taken for: a field of the source's card; empty: nothing"),
    _text("sign", "by which sign: heading, content, title, answer (of a person)"),
    _text("sense", "in which sense it says it: present, missing, share, weak ..."),
    Column("score", Float, comment="how well heading and content fit the field"),
    Column("margin", Float, comment="how much better than the next column that could be it"),
    _text("left_out", "why it is not read: plan, count, operator, period, answer ..., or unknown"),
    _original(),
)

table_question = _ranged(
    "table_question",
    "What a table's reading waits for: a question to a person, one row a question",
    _text("question", "number of the question, made of source, headings and doubtful point"),
    _text("source_id", "id of the source card"),
    _text("file_sha256", "SHA-256 of the bytes of a file that raises it"),
    _text("name", "path of that file in the inbox"),
    _text("sheet", "name of the sheet"),
    _text("about", "table, column or word"),
    _text("subject", "the heading or the word asked about; empty for a table"),
    _text("doubt", "the doubtful point, in Vietnamese"),
    _text("proposal", "how it would be read, in Vietnamese"),
    _text("examples", "cells of the file, none that may name a person"),
    _text("choices", "the answers one may give, separated by |"),
    Column("holds_the_table", Boolean, comment="whether nothing of the table is read until it is answered"),
    _original(),
)

note = _ranged(
    "note",
    "What the officer should know about a file that was read",
    _text("source_id", "id of the source card"),
    _text("file_sha256", "SHA-256 of the bytes"),
    _text("name", "path in the inbox"),
    _text("text", "the note, in Vietnamese"),
    _original(),
)

set_aside = _ranged(
    "set_aside",
    "A row that was not used, with its reason",
    _origin(),
    _row(),
    _text("reason", "reason code, e.g. total_row"),
    _text("detail", "what was found, without personal data"),
    _original(),
)

resolution = _ranged(
    "resolution",
    "How each distinct place text was turned into a unit, or into a question for a person",
    _text("source_id", "id of the source card"),
    _text("kind", "kind of record the text stands in"),
    _text("village_text", "village as written"),
    _text("commune_text", "commune as written"),
    _text("commune_code_text", "commune code as written"),
    _text("district_text", "district as written"),
    _text("address_text", "whole address as written; encrypted where a key is set"),
    Column("on_date", Date, comment="day on which the names are looked up"),
    _text("match", "matched, part, several, review or rejected"),
    _text("village_code", "the village; only for matched"),
    _text("commune_code", "the commune, where it could be told"),
    _text("district_code", "the district, where it could be told"),
    Column("score", Float, comment="similarity 0..100; never decides alone"),
    _text("method", "how it was decided: exact, numeral, graded, alias, merged, part ..."),
    _text("candidates", "village codes joined by |, best first"),
    _text("reason", "why, in one Vietnamese sentence"),
    _count("row_count", "rows of the source with this text"),
    _original(),
)

criteria_file = _ranged(
    "criteria_file",
    "The criteria file a run used, word for word, so that an old run can be repeated under its own rules",
    _text("criteria", "id of the criteria set"),
    _text("file_hash", "hash of the file, as in run.criteria"),
    _text("text", "the file"),
)

expectation_result = _ranged(
    "expectation_result",
    "What great-expectations witnessed, one row an expectation",
    _text("suite", "name of the suite"),
    _text("expectation_id", "id of the expectation"),
    _text("check_id", "id of the check it serves"),
    _text("meaning", "what its failing means: contradicts or leaves open"),
    _text("severity", "critical, warning or info"),
    _count("element_count", "rows evaluated"),
    _count("unexpected_count", "rows that failed"),
    Column("success", Boolean, comment="whether all rows passed"),
)

gate_result = _ranged(
    "gate_result",
    "Quality of a source on a night: volume, keys, types, dates, freshness",
    _text("source_id", "id of the source card"),
    _text("gate", "name of the gate"),
    _text("severity", "critical, warning or info"),
    Column("success", Boolean, comment="whether the source passed"),
    _text("observed", "what was found"),
    _text("expected", "what was expected"),
    _text("sentence", "in one Vietnamese sentence"),
    _original(),
)

signal = _ranged(
    "signal",
    "What a person should look at first; never a verdict",
    _text("signal", "kind of the signal"),
    _text("unit_code", "unit concerned"),
    _text("other_unit_code", "the other unit, if two are concerned"),
    _origin(),
    _row(),
    _text("sentence", "in one Vietnamese sentence"),
    _original(),
)

source_release = Table(
    "source_release",
    metadata,
    Column("release_id", Integer, primary_key=True, comment="number of the release"),
    Column("run_id", Text, nullable=False, comment="run that held the source back"),
    Column("source_id", Text, nullable=False, comment="id of the source card"),
    Column("reason", Text, nullable=False, comment="why the shrunken list is right, in the person's words"),
    Column("released_by", Text, nullable=False, comment="login name of who released it"),
    Column("released_at", DateTime(timezone=True), nullable=False, comment="UTC"),
    UniqueConstraint("run_id", "source_id"),
    comment="Lists that had shrunk and were found right by a person; only ever added to",
)

decision_act = Table(
    "decision_act",
    metadata,
    Column("act_id", Integer, primary_key=True, comment="number of the act"),
    Column("decision", Text, nullable=False, comment="number of the decision, QD-…"),
    Column("action", Text, nullable=False, comment="propose, confirm or withdraw"),
    Column("criteria", Text, nullable=False, comment="id of the criteria set"),
    Column("level", Text, nullable=False, comment="village, commune or district"),
    Column("unit_code", Text, nullable=False, comment="code of the unit"),
    Column("indicator", Text, nullable=False, comment="indicator"),
    Column("verdict", Text, nullable=False, comment="the verdict that was decided"),
    Column("evidence_verdict", Text, nullable=False, comment="what the evidence said then"),
    Column("ground", Text, nullable=False, comment="short number of the evidence it rests on (verdict.ground)"),
    Column("since", Date, nullable=False, comment="first as-of day: that of the run it was made on"),
    Column("until", Date, nullable=False, comment="last as-of day"),
    Column("run_id", Text, nullable=False, comment="run it was made on"),
    Column("appeal_of", Text, nullable=False, comment="the decision that the unit had objected to; empty: none"),
    Column("reason", Text, nullable=False, comment="why, in the person's words"),
    Column("document", Text, nullable=False, comment="number and day of the paper it rests on"),
    Column("by_name", Text, nullable=False, comment="who did it"),
    Column("acted_at", DateTime(timezone=True), nullable=False, comment="UTC"),
    Column("previous", Text, nullable=False, comment="digest of the act before; empty for the first"),
    Column("digest", Text, nullable=False, comment="SHA-256 of the act and of the digest before: a chain"),
    UniqueConstraint("decision", "action"),
    UniqueConstraint("previous"),
    comment="Verdicts set by officers: proposed, confirmed, withdrawn; only ever added to",
)

answer_row = Table(
    "answer_row",
    metadata,
    Column("answer_id", Integer, primary_key=True, comment="number of the row"),
    Column("receipt", Text, nullable=False, comment="number of the receipt that tells of it, BN-…"),
    Column("by_unit", Text, nullable=False, comment="code of the unit that answered; empty: not known"),
    Column("outcome", Text, nullable=False, comment="taken, or why it was not"),
    Column("criteria", Text, nullable=False, comment="id of the criteria set; empty where no finding is known"),
    Column("level", Text, nullable=False, comment="village, commune or district"),
    Column("unit_code", Text, nullable=False, comment="unit of the finding"),
    Column("indicator", Text, nullable=False, comment="indicator of the finding"),
    Column("reference", Text, nullable=False, comment="number of the finding in letters, DS-…"),
    Column("ground", Text, nullable=False, comment="number of the evidence that the unit saw (verdict.ground)"),
    Column("said", Text, nullable=False, comment="agree, object or changed"),
    Column("explanation", Text, comment="in the unit's words, without persons"),
    Column("changed_on", Date, comment="day of the change"),
    Column("answered_at", DateTime(timezone=True), nullable=False, comment="when it landed (UTC)"),
    Column("run_id", Text, nullable=False, comment="run that took it in; empty: the portal"),
    Column("file_sha256", Text, nullable=False, comment="SHA-256 of the workbook; empty: the portal"),
    Column("name", Text, comment="its name"),
    Column("sheet", Text, nullable=False, comment="name of the sheet"),
    Column("row", Integer, nullable=False, comment="row number in the sheet; 0: the file as a whole"),
    Column("cell", Text, nullable=False, comment="the cell that is told, e.g. K7"),
    Column("original", Text, comment="what its texts were before persons were masked: JSON, sealed; empty without key"),
    UniqueConstraint("file_sha256", "answered_at", "sheet", "row", "reference"),
    Index(None, "unit_code"),
    Index(None, "receipt"),
    comment="What units answered to findings, a row a row of theirs; only ever added to",
)
