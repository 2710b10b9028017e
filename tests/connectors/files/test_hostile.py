from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from connectors.contract import Workbook
from connectors.files.reader import ReaderPool
from doisoat.errors import Refused, RefusedInputError
from tests.connectors.files.conftest import HOSTILE

Build = Callable[..., Path]
Read = Callable[..., Workbook]
CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'


def refusal(pool: ReaderPool, path: Path, max_seconds: float = 5) -> Refused:
    result, cost = pool.read_measured(path)
    assert isinstance(result, RefusedInputError), "it was read"
    assert result.what and result.fix
    assert cost.cpu_seconds < max_seconds
    assert cost.peak_mb <= 512
    return result.kind


def test_a_bomb_is_refused_by_what_its_directory_says(pool: ReaderPool, xlsx: Build) -> None:
    path = xlsx(CELL + " " * (100 * 2**20))
    assert refusal(pool, path, max_seconds=1) is Refused.BOMB


def test_a_zip_that_lies_about_a_size_is_refused(pool: ReaderPool, xlsx: Build) -> None:
    path = xlsx(CELL + " " * 8_000_000)
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    assert content.count(size.to_bytes(4, "little")) == 2
    path.write_bytes(content.replace(size.to_bytes(4, "little"), (2000).to_bytes(4, "little")))
    assert refusal(pool, path, max_seconds=1) is Refused.DAMAGED


def test_a_picture_that_packs_well_is_no_bomb(pool: ReaderPool, xlsx: Build) -> None:
    path = xlsx(CELL, parts={"xl/media/image1.bmp": bytes(20 * 2**20)})
    assert pool.read(path, "x").sheets[0].columns == [[1]]


def test_two_parts_of_one_name_are_refused(pool: ReaderPool, xlsx: Build) -> None:
    path = xlsx(CELL)
    with pytest.warns(UserWarning), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert refusal(pool, path) is Refused.BOMB


def test_a_part_that_points_outside_is_refused(pool: ReaderPool, xlsx: Build) -> None:
    assert refusal(pool, xlsx(CELL, parts={"../../etc/cron.xml": "<a/>"})) is Refused.BOMB


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/workbook.xml", "docProps/app.xml"])
def test_a_document_type_in_any_part_and_encoding_is_refused(
    pool: ReaderPool, xlsx: Build, part: str, encoding: str
) -> None:
    body = '<?xml version="1.0"?>\n<!-- ghi chú --><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><sst>&c;</sst>'
    assert refusal(pool, xlsx(CELL, parts={part: body.encode(encoding)})) is Refused.DTD


def test_a_document_type_in_a_comment_is_none(pool: ReaderPool, xlsx: Build) -> None:
    path = xlsx(CELL, parts={"docProps/app.xml": "<!-- <!DOCTYPE a> --><a/>"})
    assert pool.read(path, "x").sheets[0].columns == [[1]]


def test_a_cell_in_the_last_corner_is_refused_and_named(pool: ReaderPool, xlsx: Build) -> None:
    path = xlsx(CELL + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    with pytest.raises(RefusedInputError, match="XFD") as caught:
        pool.read(path, "operators/vnpt/T9.xlsx")
    assert caught.value.kind is Refused.TOO_MANY_CELLS
    assert caught.value.spot.file == "operators/vnpt/T9.xlsx"


def test_a_formatted_blank_cell_in_the_last_corner_does_no_harm(pool: ReaderPool, xlsx: Build) -> None:
    path = xlsx(CELL + '<row r="1048576"><c r="XFD1048576" s="0"/></row>')
    assert pool.read(path, "x").sheets[0].columns == [[1]]


@pytest.mark.parametrize("column", ["A", "R", "Z"])
def test_a_stray_cell_in_the_last_row_leaves_the_list_readable(pool: ReaderPool, xlsx: Build, column: str) -> None:
    path = xlsx(CELL + f'<row r="1048576"><c r="{column}1048576"><v>7</v></c></row>')
    result, cost = pool.read_measured(path)
    assert isinstance(result, Workbook)
    sheet = result.sheets[0]
    assert sheet.row_count == 2
    assert [sheet.number_of(0), sheet.number_of(1)] == [1, 1048576]
    assert sheet.columns[ord(column) - 65][1] == 7
    assert cost.peak_mb <= 512


def test_a_million_cells_in_one_row_are_refused(pool: ReaderPool, xlsx: Build) -> None:
    # Different numbers: equal ones would pack so well that the zip is refused as a bomb.
    path = xlsx('<row r="1">' + "".join(f"<c><v>{n * 7919 % 1000003}</v></c>" for n in range(400_000)) + "</row>")
    assert refusal(pool, path) is Refused.TOO_MANY_CELLS


@pytest.mark.parametrize("place", ["ZZZZZZ1", "A4294967296", "A1048577", "XFE1"])
def test_a_cell_outside_of_any_sheet_is_refused(pool: ReaderPool, xlsx: Build, place: str) -> None:
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    path = xlsx(CELL + f'<row r="{row}"><c r="{place}"><v>1</v></c></row>')
    assert refusal(pool, path) in (Refused.DAMAGED, Refused.TOO_MANY_CELLS)


def test_one_long_text_shared_by_many_cells_is_refused(pool: ReaderPool, xlsx: Build) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 60_001))
    shared = f"<sst><si><t>{'x' * 32_000}</t></si></sst>"
    kind = refusal(pool, xlsx(rows, parts={"xl/sharedStrings.xml": shared}), max_seconds=20)
    assert kind in (Refused.TOO_MUCH_MEMORY, Refused.BOMB)


def test_a_count_of_shared_strings_is_not_believed(pool: ReaderPool, xlsx: Build) -> None:
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    shared = f'<sst xmlns="{main}" count="4294967295" uniqueCount="4294967295"><si><t>x</t></si></sst>'
    assert pool.read(xlsx(rows, parts={"xl/sharedStrings.xml": shared}), "x").sheets[0].columns == [["x"]]


def test_an_encrypted_part_is_called_encrypted(pool: ReaderPool, xlsx: Build) -> None:
    path = xlsx(CELL)
    content = bytearray(path.read_bytes())
    at = content.rfind(b"PK\x01\x02")
    content[at + 8] |= 1  # "encrypted" in the directory's last entry
    path.write_bytes(content)
    assert refusal(pool, path) is Refused.ENCRYPTED


def docx() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "kind", "said"),
    [
        (b"", Refused.EMPTY, "rỗng"),
        (b" \r\n\t\n", Refused.EMPTY, "rỗng"),
        (b"\xef\xbb\xbf", Refused.EMPTY, "rỗng"),
        (b"%PDF-1.7\n\x00\x01", Refused.WRONG_TYPE, "PDF"),
        (b"{\\rtf1 abc}", Refused.WRONG_TYPE, "RTF"),
        (gzip.compress(b"a,b\n1,2\n"), Refused.WRONG_TYPE, "gzip"),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)), Refused.WRONG_TYPE, "JPEG"),
        (b"<!DOCTYPE html><html><body><form>login</form></body></html>", Refused.WRONG_TYPE, "trang web"),
        (b'<?xml version="1.0"?><kml></kml>', Refused.WRONG_TYPE, "XML"),
        (bytes(range(256)) * 20, Refused.WRONG_TYPE, "nhị phân"),
        (docx(), Refused.WRONG_TYPE, "Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Refused.TRUNCATED, "cụt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(6000), Refused.DAMAGED, "hỏng"),
        (b"PK\x03\x04" + bytes(100), Refused.TRUNCATED, "cụt"),
    ],
    ids=[
        "empty", "blank lines", "a BOM alone", "PDF", "RTF", "gzip", "JPEG", "web page", "XML", "binary", "Word",
        "OLE cut off", "OLE damaged", "zip cut off",
    ],  # bytes name themselves, and those of gzip and zip hold the moment at which they were made
)  # fmt: skip
def test_every_refusal_says_what_the_file_is(read: Read, content: bytes, kind: Refused, said: str) -> None:
    with pytest.raises(RefusedInputError, match=said) as caught:
        read(content)
    assert caught.value.kind is kind
    assert caught.value.fix


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_a_workbook_cut_short_is_refused_as_truncated(pool: ReaderPool, xlsx: Build, share: float) -> None:
    path = xlsx(CELL)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert refusal(pool, path) is Refused.TRUNCATED


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("E1_encrypted.xlsx", Refused.ENCRYPTED),
        ("T2_truncated_last_byte.xlsx", Refused.TRUNCATED),
        ("X4_xxe_file.xlsx", Refused.DTD),
        ("D9_5000_sheets.xlsx", Refused.TOO_MANY_CELLS),
        ("D7_1M_columns_no_refs.xlsx", Refused.TOO_MANY_CELLS),
        ("T14_docx_as_xlsx.xlsx", Refused.WRONG_TYPE),
        ("P2_duplicate_workbook.xlsx", Refused.BOMB),
    ],
)
def test_known_hostile_files_are_refused_for_their_reason(pool: ReaderPool, name: str, kind: Refused) -> None:
    assert refusal(pool, HOSTILE / name) is kind


def test_files_with_a_password_are_refused_for_it(pool: ReaderPool, corpus: Path) -> None:
    paths = sorted((corpus / "third-party" / "ExcelDataReader__ExcelDataReader").rglob("*_pwd_password.*"))
    assert paths
    for path in paths:
        assert refusal(pool, path) is Refused.ENCRYPTED, path.name


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("T8_html_as_xls.xls", "html"),
        ("T9_xml2003_as_xls.xls", "xml2003"),
        ("T10_csv_as_xlsx.xlsx", "csv"),
        ("T11_utf16_tsv_as_xls.xls", "csv"),
        ("T15_html_prefix_polyglot.xlsx", "xlsx"),
        ("D1_dimension_lie.xlsx", "xlsx"),
        ("D10_last_row_only.xlsx", "xlsx"),
        ("P3_uppercase_parts.xlsx", "xlsx"),
    ],
)
def test_known_odd_files_are_read_as_what_they_are(pool: ReaderPool, name: str, kind: str) -> None:
    book = pool.read(HOSTILE / name, name)
    assert book.kind == kind
    assert any(cell is not None for sheet in book.sheets for column in sheet.columns for cell in column)


def test_every_hostile_file_is_read_or_refused_within_the_limits(pool: ReaderPool) -> None:
    within_the_limits(pool, HOSTILE, at_least=40)


def test_every_mutant_is_read_or_refused_within_the_limits(pool: ReaderPool, corpus: Path) -> None:
    within_the_limits(pool, corpus / "synthetic", at_least=50)


def within_the_limits(pool: ReaderPool, folder: Path, at_least: int) -> None:
    paths = sorted(folder.iterdir())
    assert len(paths) >= at_least
    for path in paths:
        result, cost = pool.read_measured(path)
        assert cost.cpu_seconds <= 20, path.name
        assert cost.peak_mb <= 512, path.name
        if isinstance(result, RefusedInputError):
            assert result.kind is not Refused.READER_DIED, path.name
            assert result.what and result.fix, path.name
