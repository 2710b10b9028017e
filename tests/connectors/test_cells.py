"""What single cells say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.contract import Cell
from connectors.tables.answers import answers, contract_status, read_answer
from connectors.tables.cell_signs import names_service
from connectors.tables.cells import (
    as_text,
    counts,
    each,
    id_number,
    identifiers,
    pad,
    percentages,
    phone,
    read_count,
    read_stars,
    which,
)
from connectors.tables.marks import is_ordinal, is_total
from connectors.tables.placeholders import repeats_above
from connectors.tables.words import word_map
from doisoat.model import Answer

CELLS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12))


@pytest.mark.parametrize(
    "cell",
    [
        "x",
        "X",
        "v",
        "✓",
        "Có",
        "Đã có",
        "1",
        1,
        1.0,
        "1.0",
        "100%",
        "Đạt",
        "Hoạt động",
        True,
        "TRUE",
        "Đúng",
        "Đã phủ",
        "Có sóng",
        "có, đang hoạt động",
        "Có cáp quang",
        "32 port",
        "Co\u0301",
        " Có ",
        "100",
    ],
)
def test_every_way_to_say_yes_is_a_yes(cell: Cell) -> None:
    assert read_answer(cell) == "yes"


@pytest.mark.parametrize(
    "cell",
    [
        "Không",
        "0",
        0,
        0.0,
        "Chưa",
        "Chưa có",
        "K",
        "Ko",
        "Chưa phủ",
        False,
        "FALSE",
        "Sai",
        "không có sóng",
        "0%",
        "0 port",
        "Trắng sóng",
    ],
)
def test_every_way_to_say_no_is_a_no(cell: Cell) -> None:
    assert read_answer(cell) == "no"


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("☒ Có   ☐ Không", Answer.YES),
        ("☐ Có ☒ Không", Answer.NO),
        ("Có [x] Không [ ]", Answer.YES),
        ("Có ☐ Chưa ☑", Answer.NO),
        ("☒ Có", Answer.YES),
        ("[x]", Answer.YES),
        ("☐ Có", None),
        ("☐ Có ☐ Không", None),
        ("☐", None),
        ("☒ Có ☒ Không", Answer.UNCLEAR),
        ("☐ Có ☐ Không ☒ Không rõ", Answer.UNCLEAR),
    ],
)
def test_of_boxes_the_one_that_is_ticked_speaks(cell: Cell, answer: Answer | None) -> None:
    assert read_answer(cell) is answer


@pytest.mark.parametrize("cell", ["50%", 0.5, "một phần", "Có (80%)", "Chưa phủ hết", "99,5%"])
def test_a_part_is_neither_yes_nor_no(cell: Cell) -> None:
    assert read_answer(cell) == "partial"


@pytest.mark.parametrize("cell", ["Có (yếu)", "sóng yếu", "chập chờn"])
def test_a_weak_signal_is_no_answer_and_no_part(cell: Cell) -> None:
    assert read_answer(cell) == "unclear"


@pytest.mark.parametrize(
    "cell",
    [
        "-",
        "–",
        "lõm",
        "lõm sóng",
        "32",
        32,
        "Có kế hoạch 2025",
        "Dự kiến 2025",
        "dừng",
        "4G",
        "#N/A",
        "Có?",
        "Không?",
        "Có/Không",
        "Cã",
        "đang triển khai",
        "200%",
        -1,
        "K/c",
        "x/0",
        float("nan"),
    ],
)
def test_what_nobody_can_be_sure_of_is_unclear(cell: Cell) -> None:
    assert read_answer(cell) == "unclear"


@pytest.mark.parametrize("cell", [None, "", "  ", "\u00a0", "\u200b"])
def test_a_blank_is_no_answer_at_all(cell: Cell) -> None:
    assert read_answer(cell) is None


@given(st.lists(CELLS, max_size=20))
def test_answers_keep_their_places_and_blanks_are_the_only_silence(cells: list[Cell]) -> None:
    read = answers(cells)
    assert [answer is None for answer in read] == [as_text(cell) is None for cell in cells]


@given(st.lists(CELLS, max_size=20))
def test_reading_distinct_cells_once_gives_what_reading_each_gives(cells: list[Cell]) -> None:
    assert each(cells, lambda c: (str(type(c)) if isinstance(c, bool) else "", as_text(c))) == [
        (str(type(c)) if isinstance(c, bool) else "", as_text(c)) for c in cells
    ]


def test_no_phrase_stands_for_two_answers() -> None:
    for group in ("answers", "contract", "address_kinds"):
        assert len(word_map(group)) > 10


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (12, 12),
        (12.0, 12),
        ("1.676", 1676),
        ("1,676", 1676),
        ("1 676", 1676),
        ("1676.0", 1676),
        ("12 hộ", 12),
        ("0", 0),
        ("1.234.567", 1234567),
        (1.676, None),
        ("12/15", None),
        ("~12", None),
        ("98%", None),
        (-3, None),
        ("1.5", None),
        ("12 chưa gắn", None),
        (True, None),
        ("1.234,567", None),
        ("", None),
        ("mười", None),
        (float("inf"), None),
    ],
)
def test_counts_are_whole_numbers_or_nothing(cell: Cell, expected: int | None) -> None:
    assert read_count(cell) == expected


def test_filled_cells_that_are_no_counts_are_counted() -> None:
    assert counts([1, "hai", None, "3 hộ"]) == ([1, None, None, 3], 1)


@given(st.integers(0, 10**9))
def test_a_count_survives_vietnamese_and_english_grouping(number: int) -> None:
    english = f"{number:,}"
    assert read_count(english) == read_count(english.replace(",", ".")) == read_count(str(number)) == number


def test_percentages_that_excel_hands_over_as_shares_are_scaled_by_column() -> None:
    assert percentages([0.9, 1, None]) == [90.0, 100.0, None]
    assert percentages([90, 1, "75,5%", 120]) == [90.0, 1.0, 75.5, None]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (5, 5),
        ("5 sao", 5),
        ("*****", 5),
        ("★★★", 3),
        ("OCOP 4 sao", 4),
        ("Hạng 3 sao", 3),
        (6, None),
        ("sao", None),
        (None, None),
        ("4.0", 4),
        ("Xếp hạng 4 sao", 4),
        ("Xếp hạng bốn sao", 4),
        ("Xếp hạng: Bốn sao", 4),
        ("OCOP hạng năm sao", 5),
        ("Đạt hạng 3 sao", 3),
        ("Xếp hạng", None),
        ("Xếp hạng sáu sao", None),
        ("Bốn", None),
    ],
)
def test_stars_are_read_in_figures_words_and_signs(cell: Cell, expected: int | None) -> None:
    assert read_stars(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("0914415194", ("0914415194", False)),
        (914415194, ("0914415194", True)),
        ("914415194", (None, False)),
        ("+84 914 415 194", ("0914415194", False)),
        ("84914415194", ("0914415194", False)),
        ("0914.415.194", ("0914415194", False)),
        (None, (None, False)),
        ("không có", (None, False)),
        ("0205 3812 345", ("02053812345", False)),
        (123456789, (None, False)),
    ],
)
def test_phones_have_their_shape_and_numbers_get_their_zero_back(cell: Cell, expected: tuple[str | None, bool]) -> None:
    assert phone(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("020085585636", ("020085585636", False)),
        (20085585636, ("020085585636", True)),
        (1085585636, ("001085585636", True)),
        ("20085585636", (None, False)),
        ("080123456", ("080123456", False)),
        (80123456, ("080123456", True)),
        (180123456, ("180123456", False)),
        ("2.00856E+11", (None, False)),
        ("000000000000", (None, False)),
        ("020 085 585 636", ("020085585636", False)),
        (None, (None, False)),
        (12345, (None, False)),
    ],
)
def test_identity_numbers_have_their_shape_and_numbers_get_their_zeros_back(
    cell: Cell, expected: tuple[str | None, bool]
) -> None:
    assert id_number(cell) == expected


def test_only_a_number_can_have_lost_its_zero() -> None:
    cells: list[Cell] = [6274, "6274", "06274", 62741]
    assert pad(cells, identifiers(cells), 5) == (["06274", "6274", "06274", "62741"], 1)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Đang hoạt động", "active"),
        ("Đã thanh lý", "ended"),
        ("Hết hạn", "ended"),
        ("Tạm ngưng", "unclear"),
        ("đang dùng", "active"),
        ("đang dừng", "unclear"),
        ("Dừng hoạt động", "ended"),
        ("Có", "unread"),
        (None, None),
        ("Không còn hiệu lực", "ended"),
    ],
)
def test_contracts_run_or_have_ended_or_nobody_can_tell(cell: Cell, expected: str | None) -> None:
    assert contract_status(cell) == expected


@given(st.lists(st.one_of(CELLS, st.from_regex(r"\A[A-Z]{0,3}\d{3,9}(?: thôn)?\Z"))))
def test_texts_asked_about_once_for_all_their_long_numbers_are_those_asked_one_by_one(cells: list[Cell]) -> None:
    def holds(text: str) -> bool:
        return names_service(text) or is_total(text) or is_ordinal(text) or repeats_above(text) or "thôn" in text

    assert which(cells, holds) == {cell for cell in cells if isinstance(cell, str) and holds(cell)}


def test_a_code_in_every_row_is_asked_about_once() -> None:
    asked: list[str] = []

    def holds(text: str) -> bool:
        asked.append(text)
        return is_total(text)

    codes = [f"LS{number:09d}" for number in range(500)]
    assert which([*codes, "Tổng cộng", 7, None], holds) == {"Tổng cộng"}
    assert sorted(asked) == ["LS00000", "Tổng cộng"]


@given(st.lists(st.text(alphabet="aB7 '`\t\x1c", max_size=4), min_size=1))
def test_codes_with_nothing_to_mend_are_left_and_all_others_mended(cells: list[str]) -> None:
    alone = [identifiers([cell, None])[0] for cell in cells]  # beside a blank every cell is looked at
    assert identifiers(cells) == alone
