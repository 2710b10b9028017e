"""A claims workbook looked through before it is sent: every mistake is told with its cell, no right cell is."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from connectors.card import load_cards
from connectors.contract import Context, RawFile, Sheet, Workbook
from connectors.sources.village_claims.check import Finding, check
from connectors.sources.village_claims.template import SHEETS
from connectors.trial import check_claims
from doisoat.settings import ReaderLimits
from gazetteer.editions import load_editions
from gazetteer.place_names import is_of_unit, place_names

PLACE = ["Huyện Văn Quan", "Xã Hòa Bình", "Thôn Bó Mẫu"]
NOW = dt.datetime(2026, 11, 21, 8, tzinfo=dt.UTC)
EDITIONS = load_editions(None)
CARD = load_cards()["village_claims"]
# A workbook in which nothing is to be mended; row 2 of each sheet.
RIGHT: dict[str, list[list[Any]]] = {
    "Tự đánh giá": [["TTM-2023", 2024, "Đạt", "Đạt", "Không đạt", None, "Đạt", None]],
    "WiFi": [["Nhà văn hóa thôn", "VNPT", "08/2024/HĐ-VNPT", "Không"]],
    "Tổ CNSCĐ": [["12/QĐ-UBND", "2023-05-06", "UBND xã Hòa Bình"]],
    "Thành viên": [["Người Mẫu A", "Thôn Bó Mẫu", "0900000001", "020000000001", None]],
    "Hoạt động": [["Quý II/2024", "Hướng dẫn cài VNeID", None, 25], ["06/02/2024", "Hướng dẫn", None, None]],
    "Mô hình": [
        ["Camera mẫu", "An ninh trật tự", 50, 4, "Toàn thôn", "2023", None, "12 hộ", "Chưa có", "Tốt", "Tốt", "Có"]
    ],
    "Sản phẩm": [["Hồng mẫu", "HTX Mẫu", 3, "Sàn TMĐT", "https://san-mau.example/1"], ["Không có", *[None] * 4]],
    "Địa chỉ số": [["Hộ gia đình", 30, 30, 30], ["Cơ quan", 1, 1, None], ["Khu di tích", 0, 0, 0]],
    "Kênh thôn": [["Zalo", None, 120, 10, 9]],
}


def claims(**changes: Any) -> dict[str, list[list[Any]]]:
    """The right workbook as rows with headings; ``changes``: sheet (its place in RIGHT) → function on its rows."""
    rows = {name: [list(SHEETS[name]), *([*PLACE, *row] for row in copy.deepcopy(own))] for name, own in RIGHT.items()}
    for key, change in changes.items():
        change(rows[list(RIGHT)[int(key[1:])]])
    return rows


def found_in(sheets: dict[str, list[list[Any]]], unit: str | None = None) -> list[Finding]:
    made = []
    for name, rows in sheets.items():
        width = max(map(len, rows))
        made.append(Sheet(name, [list(c) for c in zip(*[[*r, *[None] * (width - len(r))] for r in rows], strict=True)]))
    raw = RawFile("village_claims", "bieu.xlsx", "", 1, NOW, Path("unused"))
    context = Context(NOW.date(), lambda texts: (list(texts), ""), lambda *_: None, place_names(EDITIONS))
    of_unit = is_of_unit(EDITIONS, unit) if unit else None
    return check(Workbook("xlsx", made), raw, CARD, context, {("TTM-2023", "claim_4")}, of_unit)


def put(cell: str, value: Any) -> Callable[[list[list[Any]]], None]:
    """Write a value into a cell such as ``D2``."""

    def change(rows: list[list[Any]]) -> None:
        rows[int(cell[1:]) - 1][ord(cell[0]) - ord("A")] = value

    return change


def add(row: list[Any]) -> Callable[[list[list[Any]]], None]:
    return lambda rows: rows.append(row)


def test_a_right_workbook_gives_no_finding() -> None:
    assert found_in(claims()) == []
    assert found_in(claims(), unit="06274") == [], "Hòa Bình of Văn Quan"


# What somebody did, in which sheet, and the cells that must be told.
MISTAKES: list[tuple[str, int, Callable[[list[list[Any]]], None], set[str]]] = [
    ("an x", 0, put("F2", "x"), {"F2"}),
    ("a yes", 0, put("G2", "Có"), {"G2"}),
    ("half a claim", 0, put("H2", "Đạt một phần"), {"H2"}),
    ("not applicable", 0, put("J2", "Không áp dụng"), {"J2"}),
    ("an error of Excel", 0, put("F2", "#REF!"), {"F2"}),
    ("no set", 0, put("D2", None), {"D2"}),
    ("a year in words", 0, put("E2", "năm nay"), {"E2"}),
    ("no village", 0, put("C2", None), {"2"}),
    ("two rows that differ", 0, add([*PLACE, "TTM-2023", 2024, "Không đạt", "Đạt", None, None, None]), {"F3"}),
    ("a commune that does not exist", 0, put("B2", "Xã Hòa Bìn"), {"B2"}),
    ("a district that does not exist", 0, put("A2", "Huyện Văn Quang"), {"A2"}),
    ("no contract number", 1, put("F2", "Đang làm hợp đồng"), {"F2"}),
    ("a dash for the contract number", 1, put("F2", "-"), {"F2"}),
    ("only the form of a number", 1, put("F2", "Số …/HĐ-VNPT"), {"F2"}),
    ("no venue", 1, put("D2", "…"), {"D2"}),
    ("a decision that is only its form", 2, put("D2", "/QĐ-UBND"), {"D2"}),
    ("a plan for a decision", 2, put("D2", "15/KH-UBND"), {"D2"}),
    ("an impossible day", 2, put("E2", "31/02/2023"), {"E2"}),
    ("a day to come in words", 2, put("E2", "dự kiến 10/2024"), {"E2"}),
    ("a day in words", 2, put("E2", "đầu năm"), {"E2"}),
    ("no issuer", 2, put("F2", "đang cập nhật"), {"F2"}),
    ("no name", 3, put("D2", None), {"D2"}),
    ("a phone with a digit too few", 3, put("F2", "090000001"), {"F2"}),
    ("the phone as identity number", 3, put("G2", "0900000001"), {"G2"}),
    ("an identity number with ten digits", 3, put("G2", "0200000001"), {"G2"}),
    ("no identity number", 3, put("G2", None), {"G2"}),
    ("a number in words", 4, put("G2", "khoảng hai chục"), {"G2"}),
    ("a date that nobody can read", 4, put("D3", "tuần trước"), {"D3"}),
    ("a report with gaps", 5, put("K2", None), {"K2"}),
    ("a placeholder for an effect", 5, put("N2", "…"), {"N2"}),
    ("no link", 6, put("H2", None), {"H2"}),
    ("an unknown kind", 7, put("D3", "Trường học"), {"D3"}),
    ("no number of plates", 7, put("F2", None), {"F2"}),
    ("a number with a unit of another kind", 8, put("F2", "đông"), {"F2"}),
]


@pytest.mark.parametrize(("what", "sheet", "change", "cells"), MISTAKES, ids=[one[0] for one in MISTAKES])
def test_each_mistake_is_told_with_its_cell_and_no_right_cell_is(
    what: str, sheet: int, change: Callable[[list[list[Any]]], None], cells: set[str]
) -> None:
    found = found_in(claims(**{f"s{sheet}": change}))
    assert {(one.sheet, one.cell) for one in found} == {(list(RIGHT)[sheet], cell) for cell in cells}, found
    assert all(one.what and one.fix for one in found)


def test_no_product_is_a_claim_where_the_indicator_is_about_products() -> None:
    assert found_in(claims(s0=put("I2", "Không có sản phẩm"))) == []
    assert [one.cell for one in found_in(claims(s0=put("J2", "Không có sản phẩm")))] == ["J2"]


def test_renamed_sheets_titles_and_inherited_places_are_no_mistakes() -> None:
    rows = claims()
    rows["bieu 1"] = [["BIỂU TỰ ĐÁNH GIÁ"], [None], *rows.pop("Tự đánh giá")]
    rows["Thành viên"] += [[None, None, None, "Người Mẫu B", "Thôn Bó Mẫu", 900000002, 20000000002, "Tổ phó"]]
    assert found_in(rows) == []


def test_a_finding_below_a_title_names_the_row_that_excel_shows() -> None:
    rows = claims(s0=put("F2", "x"))
    rows["Tự đánh giá"] = [["BIỂU TỰ ĐÁNH GIÁ"], [None], *rows["Tự đánh giá"]]
    assert [(one.cell, one.village) for one in found_in(rows)] == [("F4", "Thôn Bó Mẫu, Xã Hòa Bình")]


def test_a_lost_heading_costs_its_sheet_and_is_told() -> None:
    (finding,) = found_in(claims(s1=put("F1", "Ghi chú")))
    assert (finding.sheet, finding.cell) == ("WiFi", "")
    assert "Số hợp đồng" in finding.what


def test_rows_of_another_unit_are_told_to_who_sends_the_file() -> None:
    other = ["Huyện Bình Gia", "Xã Hòa Bình", "Thôn Mẫu", "TTM-2023", 2024, "Đạt"]
    found = found_in(claims(s0=add(other)), unit="06274")
    assert [one.cell for one in found] == ["B3"], "a commune of the same name in another district"
    other[1] = "Xã Hồng Thái"
    (finding,) = found_in(claims(s0=add(other)), unit="06274")
    assert finding.cell == "B3"
    assert "đơn vị khác" in finding.what


def test_nobody_stands_in_a_finding() -> None:
    found = found_in(claims(s3=add([*PLACE, "Người Lạ Mẫu", None, "09x", "12345", None])))
    assert {one.cell for one in found} == {"E3", "F3", "G3"}
    assert not any(text in str(found) for text in ("Người Lạ", "09x", "12345"))


def test_a_file_that_breaks_the_reading_is_one_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise IndexError("Người Lạ Mẫu")

    monkeypatch.setattr("connectors.trial.check", broken)
    path = tmp_path / "bieu.csv"
    path.write_text("Huyện,Xã,Thôn\n", "utf-8")
    limits, known = ReaderLimits(), place_names(EDITIONS)
    (finding,) = check_claims(path, load_cards(), limits, NOW, places=known, product_claims=())
    assert "Người Lạ" not in str(finding)
    assert finding.fix
