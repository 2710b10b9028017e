from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from connectors.contract import Sheet, Workbook
from connectors.files.delimited_text import best_separator
from connectors.files.encodings import WESTERN, detect, vietnamese_share
from connectors.files.reader import ReaderPool
from doisoat.errors import RefusedInputError
from tests.examples import examples

Read = Callable[..., Workbook]
ROWS = [["STT", "Xã", "Thôn", "Cáp quang"]] + [
    [str(n), "Đại Đồng", f"Nà Cuổn {n}", "Có"] if n % 2 else [str(n), "Vĩnh Tiến", f"Bản Hoàng, Khưởn {n}", "Không có"]
    for n in range(1, 40)
]
TEXT = "\n".join(";".join(row) for row in ROWS) + "\n"

TCVN3 = dict(
    zip(
        "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđĂÂÊÔƠƯĐ",
        bytes.fromhex(
            "b5b6b7b8b9a8bbbcbdbec6a9c7c8c9cacbcccecfd0d1aad2d3d4d5d6d7d8dcdddedfe1e2e3e4abe5e6e7e8e9aceaebecedee"
            "eff1f2f3f4adf5f6f7f8f9fafbfcfdfeaea1a2a3a4a5a6a7"
        ).decode("latin-1"),
        strict=True,
    )
)
VNI = dict(
    zip("ãĐồạàổảốựởóôộ", ["aõ", "Ñ", "oà", "aï", "aø", "oå", "aû", "oá", "öï", "ôû", "où", "oâ", "oä"], strict=True)
)


def cells(sheet: Sheet) -> list[list[object]]:
    return [[column[row] for column in sheet.columns] for row in range(sheet.row_count)]


def only_sheet(book: Workbook) -> list[list[object]]:
    assert [sheet.name for sheet in book.sheets] == ["csv"]
    return cells(book.sheets[0])


def as_cp1258(text: str) -> bytes:
    """windows-1258 holds letters with the quality mark whole and the tone after it."""
    out = bytearray()
    for letter in text:
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            apart = unicodedata.normalize("NFD", letter)
            tone = next(mark for mark in apart if mark in "\u0300\u0301\u0303\u0309\u0323")
            out += unicodedata.normalize("NFC", apart.replace(tone, "")).encode("cp1258") + tone.encode("cp1258")
    return bytes(out)


@pytest.mark.parametrize(
    ("content", "called"),
    [
        (TEXT.encode(), "UTF-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.encode("utf-16-le"), "UTF-16"),
        (TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.encode("utf-32"), "UTF-32"),
        (as_cp1258(TEXT), "windows-1258"),
    ],
)
def test_every_encoding_gives_the_same_cells_and_is_named(read: Read, content: bytes, called: str) -> None:
    book = read(content)
    found = [[unicodedata.normalize("NFC", str(cell)) for cell in row] for row in only_sheet(book)]
    assert found == ROWS
    assert any(called in note for note in book.notes)


def test_tcvn3_comes_through_byte_for_byte(read: Read) -> None:
    text = "".join(TCVN3.get(letter, letter) for letter in TEXT)
    book = read(text.encode("latin-1"))
    assert only_sheet(book) == [line.split(";") for line in text.splitlines()]
    assert any("8 bit" in note for note in book.notes)


def test_vni_comes_through_byte_for_byte(read: Read) -> None:
    text = "".join(
        VNI.get(letter, letter) for letter in "Xã;Thôn\nĐồng;Bạn Nà Cổn\nTảo;Nốc Cựu Sởn\n".replace("ô", "ô")
    )
    assert only_sheet(read(text.encode("cp1252"))) == [line.split(";") for line in text.splitlines()]


def test_utf8_encoded_twice_is_left_for_the_repair_of_names(read: Read) -> None:
    twice = "Xã;Thôn\nĐại Đồng;Nà Cuổn\n".encode().decode("latin-1")
    assert only_sheet(read(twice.encode())) == [line.split(";") for line in twice.split("\n")[:-1]]


def test_a_list_pasted_below_another_in_a_second_encoding_keeps_both(read: Read) -> None:
    book = read(TEXT.encode() + as_cp1258(TEXT))
    found = [[unicodedata.normalize("NFC", str(cell)) for cell in row] for row in only_sheet(book)]
    assert found == ROWS + ROWS
    assert any("lẫn" in note for note in book.notes)


def test_a_broken_byte_costs_its_letter_and_is_told(read: Read) -> None:
    book = read(TEXT.encode().replace(b"Cu\xe1\xbb\x95n 7", b"Cu\xe1\xbb 7"))
    found = only_sheet(book)
    assert [row for row in found if "\ufffd" not in str(row)] == ROWS[:7] + ROWS[8:]
    assert found[7][0] == "7"
    assert any("hàng 8" in note for note in book.notes)


@settings(max_examples=examples(60), deadline=None)
@given(st.text(alphabet="aeiouyăâêôơưàáảãạắấếốớứđbcghklmnpqrstvx ,;0123456789\n", max_size=300))
def test_no_utf8_text_is_taken_for_another_encoding(text: str) -> None:
    assert detect(io.BytesIO(text.encode())).codec == "utf-8"


@settings(max_examples=examples(100), deadline=None)
@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_get_an_encoding_that_decodes_them(content: bytes) -> None:
    found = detect(io.BytesIO(content))
    assert found.codec in {"utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "cp1258", "mixed", WESTERN}


def test_the_village_names_of_the_sample_are_vietnamese_in_cp1258_and_not_in_tcvn3(sample: Path) -> None:
    with (sample / "resolve.csv").open(encoding="utf-8") as file:
        texts = [row["village"] for row in csv.DictReader(file)]
    names = " ".join(t for t in texts if t and unicodedata.is_normalized("NFC", t) and set(t) <= set(TCVN3) | ASCII)
    assert len(names) > 500
    assert vietnamese_share(as_cp1258(names), "cp1258") > 0.9
    assert vietnamese_share("".join(TCVN3.get(c, c) for c in names).encode("latin-1"), "cp1258") < 0.5


ASCII = set(map(chr, range(32, 127)))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_separator_is_found(separator: str) -> None:
    lines = [separator.join(["STT", "Xã", "Thôn"]) + "\n"] + [f"{n}{separator}A{separator}B\n" for n in range(9)]
    assert best_separator(["BIỂU 1, ngày 30/9/2024\n", "\n", *lines]) == separator


@pytest.mark.parametrize(
    "cell",
    ["Thôn A, xã B, huyện C, tỉnh D", "21,853", "a|b", "Nà Cuổn, Nà Rài"],
    ids=["address", "decimal", "bar", "merged"],
)
def test_a_separator_inside_every_row_of_a_column_is_not_the_separator(cell: str) -> None:
    lines = ["Mã;Nội dung;Ghi chú\n"] + [f"{n};{cell}{';x' * (n % 2)}\n" for n in range(50)]
    assert best_separator(lines) == ";"


def test_a_sep_line_is_obeyed_and_not_a_row(read: Read) -> None:
    sheet = read(b"sep=|\na,b|c\n1,5|2\n").sheets[0]
    assert cells(sheet) == [["a,b", "c"], ["1,5", "2"]]
    assert [sheet.number_of(0), sheet.number_of(1)] == [2, 3]


def test_cells_stay_as_they_were_written(read: Read) -> None:
    assert only_sheet(read(b"ma,so,ngay,bool\n06040,1.0,1/2,TRUE\n 007 ,1e5,,#N/A\n")) == [
        ["ma", "so", "ngay", "bool"],
        ["06040", "1.0", "1/2", "TRUE"],
        [" 007 ", "1e5", None, "#N/A"],
    ]


def test_line_breaks_within_quotes_stay_and_later_rows_keep_their_line_numbers(read: Read) -> None:
    sheet = read(b'a,b\r\n1,"x\r\ny"\r\n2,"he said ""no"""\r\n').sheets[0]
    assert cells(sheet) == [["a", "b"], ["1", "x\r\ny"], ["2", 'he said "no"']]
    assert [sheet.number_of(row) for row in range(3)] == [1, 2, 4]


@pytest.mark.parametrize(
    "bad", ['3,"abc,def', '3,abc","def', '3,"abc"d,def', '3,"', '"3,abc,def', "3", "3,4,5,6,7,8", "3,\x00a,b"]
)
def test_a_bad_row_costs_no_other_row(read: Read, bad: str) -> None:
    good = [[str(n), f"x{n}", f"y{n}"] for n in range(40)]
    lines = [",".join(row) for row in good]
    lines[20:20] = [bad]
    lines[30:30] = ['q,"one\ntwo",z']
    sheet = read("\n".join(lines).encode()).sheets[0]
    found = [row[:3] for row in cells(sheet)]
    assert [row for row in found if row in good] == good
    assert ["q", "one\ntwo", "z"] in found
    assert len(found) == len(good) + 2
    assert sheet.number_of(21) == 22


def test_a_row_longer_than_all_others_is_kept_whole(read: Read) -> None:
    assert only_sheet(read(b"a,b\n1,2,3,4\n5\n")) == [
        ["a", "b", None, None],
        ["1", "2", "3", "4"],
        ["5", None, None, None],
    ]


def test_a_garbled_row_of_thousands_of_cells_keeps_the_file_readable(read: Read) -> None:
    sheet = read(b"a,b\n1,2\n" + b"x," * 5000 + b"\n3,4\n").sheets[0]
    assert [row[:2] for row in cells(sheet)] == [["a", "b"], ["1", "2"], ["x", "x"], ["3", "4"]]


def test_old_mac_line_ends_and_single_carriage_returns_are_told_apart(read: Read) -> None:
    assert only_sheet(read(b"a,b\r1,2\r")) == [["a", "b"], ["1", "2"]]
    assert only_sheet(read(b'a,b\n1,"x\ry"\n2,z\n')) == [["a", "b"], ["1", "x\ry"], ["2", "z"]]


def test_blank_lines_between_rows_stay_and_long_runs_of_them_do_not(read: Read) -> None:
    sheet = read(b"title,\n\na,b\n" + b"\n" * 5000 + b"1,2\n\n\n").sheets[0]
    assert cells(sheet) == [["title", None], [None, None], ["a", "b"], ["1", "2"]]
    assert [sheet.number_of(row) for row in range(4)] == [1, 2, 3, 5004]


def test_a_line_of_megabytes_costs_its_row_only(read: Read) -> None:
    sheet = read(b"a,b\n1," + b"x" * 5_000_000 + b"\n2,3\n").sheets[0]
    assert cells(sheet)[2] == ["2", "3"]
    assert str(cells(sheet)[1][1]).startswith("xxx")


plain = st.text(
    alphabet=st.characters(codec="utf-8", exclude_characters="\x00\r", exclude_categories=["Cs", "Cc"]), max_size=8
)


@settings(max_examples=examples(80), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(*[plain] * 3), min_size=3, max_size=12),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-16"]),
)
@example([("x", 'a"b', "c\n")], ";", "utf-8")
def test_what_a_csv_writer_wrote_is_read_back(
    pool: ReaderPool, tmp_path: Path, rows: list[tuple[str, str, str]], separator: str, encoding: str
) -> None:
    held = io.StringIO()
    writer = csv.writer(held, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\n")
    head = [("một", "hai", "ba")] * 3
    writer.writerows([*head, *rows])
    path = tmp_path / "x.csv"
    path.write_text(held.getvalue(), encoding=encoding, newline="")
    book = pool.read(path, "x.csv")
    expected = [[cell or None for cell in row] for row in [*head, *rows]]
    while not any(expected[-1]):
        expected.pop()
    assert only_sheet(book) == expected


def test_a_file_of_separators_alone_is_empty(read: Read) -> None:
    with pytest.raises(RefusedInputError, match=r"rỗng|trống"):
        read(b",,,\n,,,\n")
