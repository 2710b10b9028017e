"""Workbooks and CSV files written to disk, read by the readers' children and parsed: the whole way in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from connectors.contract import Workbook
from connectors.files.reader import ReaderPool
from connectors.sources.village_claims.template import SHEETS
from doisoat.settings import ReaderLimits

Parse = Callable[..., Any]
Dicts = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(ReaderLimits()) as warm:
        yield warm


def read(pool: ReaderPool, path: Path) -> Workbook:
    return pool.read(path, path.name)


def test_merged_headers_and_merged_villages_of_a_workbook(
    tmp_path: Path, pool: ReaderPool, parse_rows: Parse, as_dicts: Dicts
) -> None:
    path = tmp_path / "bao_cao.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Bình Gia")
        sheet.merge_range("B2:G2", "PHỦ SÓNG THEO THÔN (tính đến ngày 30/9/2024)")
        for column, heading in enumerate(["STT", "Xã", "Thôn"], start=1):
            sheet.merge_range(3, column, 4, column, heading)
        sheet.merge_range("E4:G4", "Hạ tầng di động")
        sheet.write_row("E5", ["3G", "4G", "5G"])
        sheet.merge_range("C6:C7", "Vĩnh Yên")
        sheet.write_row("B6", [1])
        sheet.write_row("D6", ["Khuổi Dụi", "x", 0.5])
        sheet.write_row("B7", [2])
        sheet.write_row("D7", ["Vằng Ứn"])
        sheet.merge_range("E7:G7", "Chưa có")
        sheet.write_row("B8", ["Tổng cộng", None, 2])
    parsed = parse_rows("vnpt", read(pool, path).sheets, file=path.name)
    records = as_dicts(parsed, "coverage", "row", "commune_text", "village_text", "service", "answer")
    assert {tuple(r.values()) for r in records} == {
        (6, "Vĩnh Yên", "Khuổi Dụi", "3g", "yes"),
        (6, "Vĩnh Yên", "Khuổi Dụi", "4g", "partial"),
        *((7, "Vĩnh Yên", "Vằng Ứn", service, "no") for service in ("3g", "4g", "5g")),
    }
    assert parsed.published_on == dt.date(2024, 9, 30)
    assert list(parsed.set_aside["reason"]) == ["total_row"]


def test_numbers_dates_and_lost_zeros_of_a_claims_workbook(
    tmp_path: Path, pool: ReaderPool, parse_rows: Parse, as_dicts: Dicts
) -> None:
    path = tmp_path / "claims.xlsx"
    place = ["Huyện Văn Quan", "Xã Hòa Bình", "Thôn Bó Rài"]
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet("Thành viên")
        sheet.write_row(0, 0, list(SHEETS["Thành viên"]))
        sheet.write_row(1, 0, [*place, "A", "Thôn Bó Rài", 914415194, 20085585636, None])
        sheet.write_row(2, 0, [*place, "B", "Thôn Bó Rài", "914415194", "20085585636", None])
        sheet = book.add_worksheet("Hoạt động")
        sheet.write_row(0, 0, list(SHEETS["Hoạt động"]))
        sheet.write_row(1, 0, [*place])
        sheet.write_datetime(1, 3, dt.datetime(2024, 10, 27), day)  # noqa: DTZ001 - Excel's dates have no zone
        sheet.write_row(1, 4, ["Hướng dẫn", "VNeID", 9])
    parsed = parse_rows("village_claims", read(pool, path).sheets, file=path.name)
    assert as_dicts(parsed, "members", "phone_valid", "id_number_valid") == [
        {"phone_valid": True, "id_number_valid": True},
        {"phone_valid": False, "id_number_valid": False},
    ]
    assert as_dicts(parsed, "activities", "activity_from", "activity_to", "people_count") == [
        {"activity_from": dt.date(2024, 10, 27), "activity_to": dt.date(2024, 10, 27), "people_count": 9}
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_file_in_any_unicode_encoding_gives_the_same_records(
    tmp_path: Path, pool: ReaderPool, parse_rows: Parse, as_dicts: Dicts, encoding: str
) -> None:
    path = tmp_path / "T9.2024.csv"
    lines = ["DANH SÁCH THÔN;;", "Tên xã;Tên thôn;4G", 'Vĩnh Yên;"Khuổi', 'Dụi";1', "Vĩnh Yên;Vằng Ứn;0"]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    parsed = parse_rows("viettel", read(pool, path).sheets, file=path.name)
    records = as_dicts(parsed, "coverage", "row", "village_text", "answer", "published_on")
    assert [tuple(r.values()) for r in records] == [
        (3, "Khuổi Dụi", "yes", dt.date(2024, 9, 30)),
        (5, "Vằng Ứn", "no", dt.date(2024, 9, 30)),
    ]


def test_a_lone_csv_of_a_template_sheet_is_known_by_its_headings(
    tmp_path: Path, pool: ReaderPool, parse_rows: Parse
) -> None:
    path = tmp_path / "wifi.csv"
    rows = [list(SHEETS["WiFi"]), ["Văn Quan", "Hòa Bình", "Bó Rài", "NVH", "VNPT", "1/HĐ", "Không"]]
    path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    parsed = parse_rows("village_claims", read(pool, path).sheets, file=path.name)
    assert parsed.records["wifi_claims"]["contract_number"].tolist() == ["1/HĐ"]
