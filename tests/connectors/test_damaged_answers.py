"""A hundred answer workbooks as people send them back: understood, or refused by the cell, and never misunderstood."""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from openpyxl.styles import Font

from connectors.card import load_cards
from connectors.contract import ParsedFile
from connectors.finding_answers import SOURCE_ID, Letters, Row, letters_of, returned
from connectors.read_sources import SourceResult, read_paths
from doisoat.answer_rules import COUNTED, OUTCOMES, WORDS
from doisoat.settings import ReaderLimits
from doisoat.short_code import short_code
from doisoat.standing import Said
from reports.contract import Letterhead
from reports.district_quality.report import build_reports
from reports.scope import recipient_units
from tests.reports.province import before

NOW = dt.datetime(2024, 11, 25, 3, tzinfo=dt.UTC)
UNIT, OTHER = "186", "178"
ANSWERED = 12
Cells = list[list[Any]]


@pytest.fixture(scope="module")
def sent() -> tuple[dict[str, bytes], Letters]:
    """The workbooks of two districts, and what is known of their findings."""
    frames = before()
    units = recipient_units(frames.verdicts)
    mine = units[units["unit_code"].isin([UNIT, OTHER])]
    books = {report.unit_code: report.workbook for report in build_reports(frames, mine, Letterhead())}
    known = frames.verdicts[frames.verdicts["indicator"] != "overall"]
    now = {
        (c, level, unit, i): ground
        for c, level, unit, i, ground in known[["criteria", "level", "unit_code", "indicator", "ground"]].values
    }
    return books, letters_of(known.astype(object).fillna(""), now)


@dataclass
class Sheet:
    """The answer sheet as rows of cells, and what each finding was answered, by the number of the finding."""

    name: str
    rows: Cells
    head: int
    said: dict[str, Said] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)  # findings that must be refused
    hidden: dict[str, str] = field(default_factory=dict)
    merges: list[str] = field(default_factory=list)
    struck: list[tuple[int, int]] = field(default_factory=list)
    formulas: dict[tuple[int, int], Any] = field(default_factory=dict)  # cell → stored result, None: none

    def column(self, name: str) -> int:
        return self.rows[self.head].index(name)

    def data(self) -> range:
        return range(self.head + 1, len(self.rows))

    def reference(self, row: int) -> str:
        return str(self.rows[row][self.column("Mã phiếu")])


@cache
def opened(content: bytes) -> tuple[list[tuple[Any, ...]], dict[str, str]]:
    """The rows of a workbook's answer sheet, and what its hidden sheet says."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    facts = {str(a): str(b) for a, b, *_ in book["_he_thong"].iter_rows(values_only=True) if a}
    return list(book["Cần trả lời"].iter_rows(values_only=True)), facts


def filled(content: bytes, chance: random.Random) -> Sheet:
    """The workbook with some rows answered."""
    rows, facts = opened(content)
    sheet = Sheet("Cần trả lời", [list(row) for row in rows], 2, hidden=dict(facts))
    for row in chance.sample(list(sheet.data()), ANSWERED):
        said = chance.choice(list(Said))
        word = WORDS[said]
        sheet.rows[row][sheet.column("Trả lời")] = chance.choice([word, word.upper(), f" {word.lower()}. ", word])
        if said is not Said.AGREE:
            sheet.rows[row][sheet.column("Giải thích")] = f"lý do số {row}"
        if said is Said.CHANGED:
            day = chance.choice([dt.date(2024, 11, 20), "20/11/2024", "20-11-2024", "20.11.2024"])
            sheet.rows[row][sheet.column("Ngày thay đổi")] = day
        sheet.said[sheet.reference(row)] = said
    return sheet


def answered(sheet: Sheet) -> list[int]:
    return [row for row in sheet.data() if sheet.reference(row) in sheet.said]


# -- what people do -------------------------------------------------------------------------------------------------


def rename_sheet(sheet: Sheet, _: random.Random) -> None:
    sheet.name = "Sheet1 (2)"


def move_columns(sheet: Sheet, chance: random.Random) -> None:
    order = list(range(len(sheet.rows[sheet.head])))
    chance.shuffle(order)
    sheet.rows = [[row[at] if at < len(row) else None for at in order] for row in sheet.rows]


def sort_rows(sheet: Sheet, chance: random.Random) -> None:
    below = sheet.rows[sheet.head + 1 :]
    chance.shuffle(below)
    sheet.rows[sheet.head + 1 :] = below


def new_file(sheet: Sheet, _: random.Random) -> None:
    sheet.hidden, sheet.name = {}, "Trang tính1"


def title_rows(sheet: Sheet, chance: random.Random) -> None:
    count = chance.randint(1, 6)
    width = len(sheet.rows[sheet.head])
    sheet.rows[:0] = [["UBND HUYỆN", *[None] * (width - 1)] for _ in range(count)]
    sheet.head += count


def without_titles(sheet: Sheet, _: random.Random) -> None:
    sheet.rows = sheet.rows[sheet.head :]
    sheet.head = 0


def blank_rows(sheet: Sheet, chance: random.Random) -> None:
    at = chance.choice(list(sheet.data()))
    sheet.rows[at:at] = [[None] * len(sheet.rows[sheet.head])]


def signature(sheet: Sheet, _: random.Random) -> None:
    width = len(sheet.rows[sheet.head])
    sheet.rows += [[None] * width, ["Người lập biểu", *[None] * (width - 1)]]


def decomposed(sheet: Sheet, _: random.Random) -> None:
    sheet.rows = [[unicodedata.normalize("NFD", c) if isinstance(c, str) else c for c in row] for row in sheet.rows]


def typed_codes(sheet: Sheet, chance: random.Random) -> None:
    for row in answered(sheet):
        reference = sheet.reference(row)
        code, ground = sheet.column("Mã phiếu"), sheet.column("Mã căn cứ")
        loose = chance.choice([str.lower, lambda t: t.replace("-", " "), lambda t: t.replace("0", "O")])
        sheet.rows[row][ground] = loose(str(sheet.rows[row][ground]))
        sheet.rows[row][code] = reference  # the oracle's key; the ground alone is typed


def fewer_columns(sheet: Sheet, _: random.Random) -> None:
    keep = [sheet.column(n) for n in ("Mã phiếu", "Mã căn cứ", "Trả lời", "Giải thích", "Ngày thay đổi")]
    sheet.rows = [[row[at] if at < len(row) else None for at in keep] for row in sheet.rows]


def no_ground_column(sheet: Sheet, _: random.Random) -> None:
    at = sheet.column("Mã căn cứ")
    sheet.rows = [[*row[:at], *row[at + 1 :]] for row in sheet.rows]
    sheet.refused |= set(sheet.said)


def one_column_sorted(sheet: Sheet, chance: random.Random) -> None:
    at = sheet.column("Mã căn cứ")
    grounds = [sheet.rows[row][at] for row in sheet.data()]
    moved = grounds[1:] + grounds[:1]
    for row, ground in zip(sheet.data(), moved, strict=True):
        sheet.rows[row][at] = ground
    sheet.refused |= set(sheet.said)


def damaged_ground(sheet: Sheet, chance: random.Random) -> None:
    row = chance.choice(answered(sheet))
    at = sheet.column("Mã căn cứ")
    sheet.rows[row][at] = chance.choice(["CC-0000-0000-0000", "CC-7K3F", "#REF!", "không rõ", None])
    sheet.refused.add(sheet.reference(row))


def other_words(sheet: Sheet, chance: random.Random) -> None:
    row = chance.choice(answered(sheet))
    sheet.rows[row][sheet.column("Trả lời")] = chance.choice(["x", "Có", "Không", "1", 1, "Đã xem", "#N/A"])
    sheet.refused.add(sheet.reference(row))


def no_reason(sheet: Sheet, chance: random.Random) -> None:
    row = chance.choice([r for r in answered(sheet) if sheet.said[sheet.reference(r)] is not Said.AGREE] or [0])
    if row:
        sheet.rows[row][sheet.column("Giải thích")] = chance.choice([None, "-", "…", " "])
        sheet.refused.add(sheet.reference(row))


def wrong_day(sheet: Sheet, chance: random.Random) -> None:
    row = chance.choice([r for r in answered(sheet) if sheet.said[sheet.reference(r)] is Said.CHANGED] or [0])
    if row:
        wrong = ["tháng trước", "31/02/2024", dt.date(2031, 1, 1), "05/06/2019", None, "2024"]
        sheet.rows[row][sheet.column("Ngày thay đổi")] = chance.choice(wrong)
        sheet.refused.add(sheet.reference(row))


def formula(sheet: Sheet, chance: random.Random) -> None:
    row = chance.choice(answered(sheet))
    sheet.formulas[row, sheet.column("Trả lời")] = None
    sheet.refused.add(sheet.reference(row))


def formula_with_result(sheet: Sheet, chance: random.Random) -> None:
    row = chance.choice(answered(sheet))
    at = sheet.column("Trả lời")
    sheet.formulas[row, at] = sheet.rows[row][at]


def doubled_row(sheet: Sheet, chance: random.Random) -> None:
    whole = [row for row in answered(sheet) if sheet.reference(row) not in sheet.refused]
    if not whole:
        return
    row = chance.choice(whole)
    again = list(sheet.rows[row])
    sheet.rows.insert(sheet.head + 1, again)
    if chance.random() < 0.5:
        said = sheet.said[sheet.reference(row + 1)]
        again[sheet.column("Trả lời")] = WORDS[Said.OBJECT if said is Said.AGREE else Said.AGREE]
        again[sheet.column("Giải thích")] = "ý khác"
        sheet.refused.add(sheet.reference(sheet.head + 1))


def two_peoples_columns(sheet: Sheet, chance: random.Random) -> None:
    for row in sheet.rows:
        row.append(None)
    sheet.rows[sheet.head][-1] = "Trả lời"
    row = chance.choice([row for row in answered(sheet) if sheet.reference(row) not in sheet.refused] or [0])
    if not row:
        return
    said = sheet.said[sheet.reference(row)]
    sheet.rows[row][-1] = WORDS[Said.OBJECT if said is Said.AGREE else Said.AGREE]
    sheet.rows[row][sheet.column("Giải thích")] = "ý khác"
    sheet.refused.add(sheet.reference(row))


def struck(sheet: Sheet, chance: random.Random) -> None:
    row = chance.choice(answered(sheet))
    sheet.struck.append((row, sheet.column("Trả lời")))
    sheet.said.pop(sheet.reference(row))
    sheet.refused.discard(sheet.reference(row))
    for name in ("Giải thích", "Ngày thay đổi"):
        sheet.rows[row][sheet.column(name)] = None


def explained_only(sheet: Sheet, chance: random.Random) -> None:
    row = chance.choice(answered(sheet))
    sheet.rows[row][sheet.column("Trả lời")] = None
    sheet.rows[row][sheet.column("Giải thích")] = "để xem lại"
    sheet.refused.add(sheet.reference(row))


ORDER_FREE: list[Callable[[Sheet, random.Random], None]] = [
    rename_sheet, move_columns, sort_rows, new_file, title_rows, without_titles, blank_rows, signature, typed_codes,
    no_ground_column, one_column_sorted, damaged_ground, other_words, no_reason, wrong_day, explained_only,
]  # fmt: skip
# These name cells by their place, or leave columns out: they come last.
PLACED: list[Callable[[Sheet, random.Random], None]] = [
    formula, formula_with_result, doubled_row, two_peoples_columns, struck, fewer_columns, decomposed,
]  # fmt: skip


def damaged(seed: int, books: dict[str, bytes]) -> Sheet:
    chance = random.Random(seed)
    sheet = filled(books[UNIT], chance)
    for mutate in chance.sample(ORDER_FREE, chance.randint(0, 4)):
        if mutate is without_titles and sheet.head != 2:
            continue
        if mutate in (one_column_sorted, damaged_ground, typed_codes) and "Mã căn cứ" not in sheet.rows[sheet.head]:
            continue
        mutate(sheet, chance)
    mutate = chance.choice(PLACED)
    if mutate is not fewer_columns or "Mã căn cứ" in sheet.rows[sheet.head]:
        mutate(sheet, chance)
    return sheet


def written(sheet: Sheet, path: Path, chance: random.Random) -> None:
    """The sheet as a workbook of one of two libraries, with the hidden sheet where it is still there."""
    if sheet.formulas or (chance.random() < 0.5 and not sheet.struck):
        book = xlsxwriter.Workbook(str(path))
        made = book.add_worksheet(sheet.name[:31])
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for r, row in enumerate(sheet.rows):
            for c, value in enumerate(row):
                if (r, c) in sheet.formulas:
                    result = sheet.formulas[r, c]
                    made.write_formula(r, c, "=NA()" if result is None else "=A1", None, result or "")
                elif isinstance(value, dt.date):
                    made.write_datetime(r, c, dt.datetime.combine(value, dt.time()), day)
                elif value is not None:
                    made.write(r, c, value)
        if sheet.hidden:
            system = book.add_worksheet("_he_thong")
            for r, (name, value) in enumerate(sheet.hidden.items()):
                system.write_row(r, 0, [name, value])
            system.hide()
        book.close()
        if any(result is None for result in sheet.formulas.values()):
            _without_results(path)
        return
    plain = openpyxl.Workbook()
    made = plain.active
    assert made is not None
    made.title = sheet.name[:31]
    for row in sheet.rows:
        made.append(row)
    for r, c in sheet.struck:
        made.cell(r + 1, c + 1).font = Font(strike=True)
    if sheet.hidden:
        system = plain.create_sheet("_he_thong")
        for name, value in sheet.hidden.items():
            system.append([name, value])
        system.sheet_state = "hidden"
    plain.save(path)


def _without_results(path: Path) -> None:
    """Take the stored results out of formulas that have none in Excel's eyes."""
    import zipfile

    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    for name, part in parts.items():
        if name.startswith("xl/worksheets/"):
            parts[name] = re.sub(rb"<f>NA\(\)</f><v>[^<]*</v>", b"<f>NA()</f>", part)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in parts.items():
            new.writestr(name, part)


SEEDS = range(100)


@pytest.fixture(scope="module")
def read(
    sent: tuple[dict[str, bytes], Letters], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[tuple[Sheet, ParsedFile]]]:
    folder = tmp_path_factory.mktemp("answers")
    sheets, paths = [], []
    for seed in SEEDS:
        sheets.append(damaged(seed, sent[0]))
        paths.append(folder / f"{seed:03}.xlsx")
        written(sheets[-1], paths[-1], random.Random(seed))
    parsed = read_paths(paths, load_cards()[SOURCE_ID], ReaderLimits(), NOW)
    yield list(zip(sheets, parsed, strict=True))


def rows_of(parsed: ParsedFile, letters: Letters) -> list[Row]:
    return returned(SourceResult(SOURCE_ID, [parsed]), letters, frozenset())


@pytest.mark.parametrize("seed", SEEDS)
def test_a_damaged_workbook_is_understood_or_refused_by_the_cell(
    seed: int, read: list[tuple[Sheet, ParsedFile]], sent: tuple[dict[str, bytes], Letters]
) -> None:
    sheet, parsed = read[seed]
    assert parsed.refusals == []
    rows = rows_of(parsed, sent[1])
    taken = {row.reference: row for row in rows if row.outcome in COUNTED}
    for reference, row in taken.items():  # nothing is misunderstood
        assert sheet.said[reference] == row.said
        assert reference not in sheet.refused
        assert row.by_unit == UNIT
        assert row.reference == short_code("DS", row.key)
        if row.said == Said.CHANGED:
            assert row.changed_on == dt.date(2024, 11, 20)
    assert set(sheet.said) - sheet.refused <= set(taken)  # nothing that is right is complained of
    refused = [row for row in rows if row.outcome not in COUNTED]
    assert len(refused) >= len(sheet.refused & set(sheet.said))
    for row in refused:
        assert row.outcome in OUTCOMES
        assert re.fullmatch(r"[A-Z]{1,2}[0-9]+", row.cell), row
        assert row.sheet == sheet.name[:31]
        assert row.cell.endswith(str(row.row))


def test_the_hundred_hold_every_kind_of_damage(read: list[tuple[Sheet, ParsedFile]], sent: Any) -> None:
    found = {row.outcome for _, parsed in read for row in rows_of(parsed, sent[1])}
    assert found >= {"taken", "word_unclear", "no_word", "no_reason", "formula", "no_ground", "codes_differ", "torn"}


# -- whose answers --------------------------------------------------------------------------------------------------


def parsed_of(sheets: list[Sheet], folder: Path) -> list[ParsedFile]:
    paths = []
    for number, sheet in enumerate(sheets):
        paths.append(folder / f"{number}.xlsx")
        written(sheet, paths[-1], random.Random(1))
    return read_paths(paths, load_cards()[SOURCE_ID], ReaderLimits(), NOW)


def test_a_workbook_answers_for_its_own_unit_alone(sent: tuple[dict[str, bytes], Letters], tmp_path: Path) -> None:
    books, letters = sent
    mine, theirs = filled(books[UNIT], random.Random(1)), filled(books[OTHER], random.Random(2))
    foreign = [theirs.rows[row] for row in answered(theirs)]
    mixed = Sheet(mine.name, [*mine.rows, *foreign], mine.head, hidden=dict(mine.hidden))
    nobodys = Sheet("Sheet1", [*mine.rows, *foreign], mine.head)
    stolen = Sheet(theirs.name, theirs.rows, theirs.head, hidden=dict(mine.hidden))
    outcomes = [
        [row.outcome for row in rows_of(parsed, letters)] for parsed in parsed_of([mixed, nobodys, stolen], tmp_path)
    ]
    assert outcomes[0].count("taken") == ANSWERED
    assert outcomes[0].count("other_unit") == len(foreign)
    assert set(outcomes[1]) == {"two_units"}
    assert set(outcomes[2]) == {"other_unit"}


def test_an_old_letter_is_answered_late_and_a_workbook_sent_again_changes_nothing(
    sent: tuple[dict[str, bytes], Letters], tmp_path: Path
) -> None:
    books, letters = sent
    (parsed,) = parsed_of([filled(books[UNIT], random.Random(1))], tmp_path)
    later = Letters(letters.grounds, letters.owners, dict.fromkeys(letters.now, "CC-another"))
    assert {row.outcome for row in rows_of(parsed, later)} == {"late"}
    again = SourceResult(SOURCE_ID, [parsed])
    assert returned(again, letters, frozenset({parsed.raw.sha256})) == []


def test_a_workbook_without_answers_is_told_so_and_one_without_headings_is_refused(
    sent: tuple[dict[str, bytes], Letters], tmp_path: Path
) -> None:
    books, letters = sent
    blank = Sheet("Cần trả lời", filled(books[UNIT], random.Random(1)).rows, 2)
    for row in blank.data():
        for name in ("Trả lời", "Giải thích", "Ngày thay đổi"):
            blank.rows[row][blank.column(name)] = None
    headless = Sheet("x", [row[:12] for row in blank.rows[3:]], 0)
    told, refused = parsed_of([blank, headless], tmp_path)
    assert [row.outcome for row in rows_of(told, letters)] == ["no_answers"]
    assert [str(one.kind) for one in refused.refusals] == ["missing_heading"]
    assert refused.rows_in == refused.rows_refused > 0


def test_two_copies_that_come_together_and_differ_are_both_asked_again(
    sent: tuple[dict[str, bytes], Letters], tmp_path: Path
) -> None:
    books, letters = sent
    one, other = filled(books[UNIT], random.Random(1)), filled(books[UNIT], random.Random(1))
    row = answered(other)[0]
    reference = other.reference(row)
    another = Said.AGREE if other.said[reference] is Said.OBJECT else Said.OBJECT
    other.rows[row][other.column("Trả lời")] = WORDS[another]
    other.rows[row][other.column("Giải thích")] = "ý khác"
    files = parsed_of([one, other], tmp_path)
    rows = returned(SourceResult(SOURCE_ID, files), letters, frozenset())
    assert {r.outcome for r in rows if r.reference == reference} == {"torn"}
    assert {r.outcome for r in rows if r.reference != reference} == {"taken"}
    assert len({r.receipt for r in rows}) == 1
    backwards = returned(SourceResult(SOURCE_ID, files[::-1]), letters, frozenset())
    assert sorted(map(str, backwards)) == sorted(map(str, rows))


def test_what_was_known_is_a_frame_without_blanks(sent: tuple[dict[str, bytes], Letters]) -> None:
    assert isinstance(sent[1].grounds, dict)
    assert not pd.isna(list(sent[1].grounds)).any()
