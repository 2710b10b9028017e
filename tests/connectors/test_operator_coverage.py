"""Operators' exports in every layout FORMATS names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from connectors.contract import Sheet
from doisoat.errors import Refused
from tests.connectors.clerks import Rows
from tests.connectors.conftest import read

Parse = Callable[..., Any]
Dicts = Callable[..., list[dict[str, Any]]]


def facts(as_dicts: Dicts, parsed: Any) -> set[tuple[str, str, str]]:
    rows = as_dicts(parsed, "coverage", "village_text", "service", "answer")
    return {(r["village_text"], r["service"], r["answer"]) for r in rows}


def test_a_three_row_header_with_groups_gives_each_service_and_contract(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [
        ["VNPT LẠNG SƠN"],
        ["THỐNG KÊ (tính đến ngày 30/9/2024)"],
        ["STT", "Huyện", "Xã", "Thôn/bản", "Hạ tầng", None, None, None, "WiFi công cộng"],
        [
            None,
            None,
            None,
            None,
            "Cố định",
            "Di động",
            None,
            None,
            "Địa điểm",
            "Số hợp đồng",
            "Tình trạng",
            "Có mật khẩu",
        ],
        [None, None, None, None, "Cáp quang (FTTH)", "2G", "3G", "4G"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)", "(10)", "(11)", "(12)"],
        [1, "Bình Gia", "Vĩnh Yên", "Khuổi Dụi", "x", "K", None, "50%", "NVH thôn", "12/HĐ", "Đang hoạt động", "Không"],
        [None, None, "Cộng Vĩnh Yên", "1 thôn"],
        ["Tổng cộng", None, None, 1],
    ]
    merges = [(2, 4, 2, 7), (2, 8, 2, 11), (3, 5, 3, 7), (3, 8, 4, 8), (3, 9, 4, 9), (3, 10, 4, 10), (3, 11, 4, 11)]
    merges += [(2, c, 4, c) for c in range(4)]
    parsed = parse_rows("vnpt", rows, merges=merges, file="bao_cao.xlsx")
    assert parsed.published_on == dt.date(2024, 9, 30)
    assert parsed.published_from == "title"
    assert facts(as_dicts, parsed) == {
        ("Khuổi Dụi", "fibre", "yes"),
        ("Khuổi Dụi", "2g", "no"),
        ("Khuổi Dụi", "4g", "partial"),
    }
    contract = as_dicts(parsed, "wifi_contracts", "venue", "contract_number", "status", "has_password", "row")
    assert contract == [
        {"venue": "NVH thôn", "contract_number": "12/HĐ", "status": "active", "has_password": "no", "row": 7}
    ]
    assert list(parsed.set_aside["reason"]) == ["numbering_row", "total_row", "total_row"]


def test_group_headings_written_once_without_merges_still_reach_their_columns(
    parse_rows: Parse, as_dicts: Dicts
) -> None:
    rows = [
        ["Huyện", "Xã", "Thôn", "Phủ sóng di động", None, "WiFi công cộng", None, None],
        [None, None, None, "3G", "4G", "Địa điểm", "Số HĐ", "Trạng thái"],
        ["Bình Gia", "Vĩnh Yên", "Khuổi Dụi", "x", "", "NVH", "7/HĐ", "Đã thanh lý"],
    ]
    parsed = parse_rows("viettel", rows)
    assert facts(as_dicts, parsed) == {("Khuổi Dụi", "3g", "yes")}
    assert as_dicts(parsed, "wifi_contracts", "contract_number", "status") == [
        {"contract_number": "7/HĐ", "status": "ended"}
    ]


def test_a_long_list_has_a_row_for_each_village_and_technology(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [
        ["Địa bàn", "Công nghệ", "Trạng thái", "Ngày cập nhật"],
        ["Thôn Khuổi Dụi, Vĩnh Yên, Bình Gia", "FTTH", "Đã phủ", "25/09/2024"],
        ["Thôn Khuổi Dụi, Vĩnh Yên, Bình Gia", "3G/4G", "Chưa phủ", "25/03/2024"],
        ["Thôn Khuổi Dụi, Vĩnh Yên, Bình Gia", "vệ tinh", "Đã phủ", "25/09/2024"],
        ["Thôn Khuổi Dụi, Vĩnh Yên, Bình Gia", "5G", None, "25/09/2024"],
    ]
    parsed = parse_rows("mobifone", rows, file="phu_song.csv")
    records = as_dicts(parsed, "coverage", "address_text", "village_text", "service", "answer", "published_on")
    assert {(r["service"], r["answer"], r["published_on"]) for r in records} == {
        ("fibre", "yes", dt.date(2024, 9, 25)),
        ("3g", "no", dt.date(2024, 3, 25)),
        ("4g", "no", dt.date(2024, 3, 25)),
    }
    assert {r["address_text"] for r in records} == {"Thôn Khuổi Dụi, Vĩnh Yên, Bình Gia"}
    assert all(r["village_text"] is None for r in records)
    assert (parsed.published_on, parsed.published_from) == (dt.date(2024, 9, 25), "column")
    assert list(parsed.set_aside["reason"]) == ["unknown_service"]


def test_merged_village_cells_hold_for_every_row_they_cover(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [
        ["Xã", "Thôn", "Công nghệ", "Kết quả"],
        ["Vĩnh Yên", "Khuổi Dụi", "3G", "Có"],
        [None, None, "4G", "Không"],
        [None, "Vằng Ứn", "3G", "Có"],
    ]
    parsed = parse_rows("viettel", rows, merges=[(1, 0, 3, 0), (1, 1, 2, 1)])
    assert facts(as_dicts, parsed) == {("Khuổi Dụi", "3g", "yes"), ("Khuổi Dụi", "4g", "no"), ("Vằng Ứn", "3g", "yes")}
    assert set(parsed.records["coverage"]["commune_text"]) == {"Vĩnh Yên"}


def test_an_answer_merged_over_several_services_holds_for_each(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [["Thôn", "2G", "3G", "4G"], ["Khuổi Dụi", "Chưa có", None, None]]
    parsed = parse_rows("viettel", rows, merges=[(1, 1, 1, 3)])
    assert facts(as_dicts, parsed) == {("Khuổi Dụi", s, "no") for s in ("2g", "3g", "4g")}


def test_one_sheet_a_district_names_the_district_of_its_rows(parse_rows: Parse) -> None:
    rows = [["Xã", "Thôn", "4G"], ["Vĩnh Yên", "Khuổi Dụi", "x"]]
    cover = [["BÁO CÁO PHỦ SÓNG"], ["Số liệu đến ngày 30/9/2024"]]
    parsed = parse_rows("vnpt", {"Bìa": cover, "Bình Gia": rows, "H. Cao Lộc": rows}, file="bao_cao.xlsx")
    assert list(parsed.records["coverage"]["district_text"]) == ["Bình Gia", "H. Cao Lộc"]
    assert parsed.published_on == dt.date(2024, 9, 30)
    assert any("'Bìa'" in note for note in parsed.notes)
    assert parsed.refusals == []


@pytest.mark.parametrize("name", ["Sheet1", "T9.2024", "Tổng hợp", "Thôn"])
def test_a_sheet_that_is_named_after_no_place_gives_no_district(parse_rows: Parse, name: str) -> None:
    rows = [["Xã", "Thôn", "4G"], ["Vĩnh Yên", "Khuổi Dụi", "x"]]
    parsed = parse_rows("vnpt", {name: rows, f"{name} (2)": rows})
    assert parsed.records["coverage"]["district_text"].isna().all()


def test_group_rows_give_their_district_and_commune_to_the_rows_below(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [
        ["STT", "Thôn", "3G", "4G"],
        ["I", "Huyện Bình Gia", 2, 1],
        ["1", "Xã Vĩnh Yên", None, None],
        [1, "Khuổi Dụi", "x", None],
        [2, "Vằng Ứn", "x", "x"],
        ["2", "Xã Quý Hòa"],
        [1, "Khuổi Màn", "x", None],
        ["II", "Huyện Cao Lộc"],
        [1, "Nà Pài", "x", None],
    ]
    parsed = parse_rows("vnpt", rows)
    places = as_dicts(parsed, "coverage", "village_text", "commune_text", "district_text", "service")
    assert [(p["village_text"], p["commune_text"], p["district_text"]) for p in places if p["service"] == "3g"] == [
        ("Khuổi Dụi", "Xã Vĩnh Yên", "Huyện Bình Gia"),
        ("Vằng Ứn", "Xã Vĩnh Yên", "Huyện Bình Gia"),
        ("Khuổi Màn", "Xã Quý Hòa", "Huyện Bình Gia"),
        ("Nà Pài", None, "Huyện Cao Lộc"),
    ]
    assert list(parsed.set_aside["reason"]) == ["section_row"] * 4


def test_a_base_station_keeps_the_text_of_all_the_villages_it_serves(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [["Mã trạm BTS", "Xã", "Thôn phục vụ", "4G"], ["LSN001", "Cần Nông", "Nà Cuổn, Nà Rài", "Có"]]
    parsed = parse_rows("vnpt", rows)
    assert facts(as_dicts, parsed) == {("Nà Cuổn, Nà Rài", "4g", "yes")}


def test_counts_of_subscribers_under_a_service_are_no_answers(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [["Thôn", "Số thuê bao", None, "4G"], [None, "3G", "5G", None], ["Khuổi Dụi", 0, 1, "x"]]
    parsed = parse_rows("vnpt", rows, merges=[(0, 1, 0, 2)])
    assert facts(as_dicts, parsed) == {("Khuổi Dụi", "4g", "yes")}


def test_the_same_heading_twice_is_read_from_neither_column(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [["Thôn", "Lần 1", "Lần 2", "3G"], [None, "4G", "4G", None], ["Khuổi Dụi", "Không", "Có", "x"]]
    parsed = parse_rows("vnpt", rows)
    assert facts(as_dicts, parsed) == {("Khuổi Dụi", "3g", "yes")}
    assert any("Lần 1 / 4G" in note and "Lần 2 / 4G" in note for note in parsed.notes)


def test_of_several_periods_side_by_side_the_newest_actual_one_speaks(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [
        ["Thôn", "Năm 2023", "Năm 2024", "Kế hoạch 2025", "3G"],
        [None, "4G", "4G", "4G", None],
        ["Khuổi Dụi", "Không", "Có", "Không", "x"],
    ]
    assert facts(as_dicts, parse_rows("vnpt", rows)) == {("Khuổi Dụi", "3g", "yes"), ("Khuổi Dụi", "4g", "yes")}


def test_a_yes_to_3g_or_4g_together_is_one_of_them_and_a_no_is_neither(parse_rows: Parse, as_dicts: Dicts) -> None:
    parsed = parse_rows("vnpt", [["Thôn", "Sóng 3G/4G"], ["Nà Pài", "Có"], ["Nà Làng", "Chưa có"]])
    assert facts(as_dicts, parsed) == {("Nà Pài", "3g", "yes"), ("Nà Làng", "3g", "no"), ("Nà Làng", "4g", "no")}


def test_a_list_of_wifi_contracts_alone_reads_its_status_column(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [
        ["Thôn", "Địa điểm", "Số hợp đồng", "Trạng thái", "Mật khẩu"],
        ["Nà Pài", "NVH", "5/HĐ", "Tạm ngưng", "abc123"],
    ]
    parsed = parse_rows("vnpt", rows)
    assert as_dicts(parsed, "wifi_contracts", "contract_number", "status", "has_password") == [
        {"contract_number": "5/HĐ", "status": "unclear", "has_password": "yes"}
    ]
    assert "abc123" not in parsed.records["wifi_contracts"].to_string()


def test_a_blank_answer_gives_no_record_and_a_row_without_a_village_is_set_aside(parse_rows: Parse) -> None:
    rows = [["Xã", "Thôn", "3G", "4G"], ["A Xã", "Nà Pài", None, ""], ["A Xã", None, "x", "x"]]
    parsed = parse_rows("vnpt", rows)
    assert parsed.records == {}
    assert parsed.rows_read == 1
    assert list(parsed.set_aside["reason"]) == ["no_place"]


def test_a_village_called_cong_hoa_is_no_total(parse_rows: Parse, as_dicts: Dicts) -> None:
    names = ["Cộng Hòa", "Tổng Cọt", "Toàn Thắng", "Cống Thôn", "Xã Đàn 2"]
    parsed = parse_rows("vnpt", [["Thôn", "4G", "3G"], *[[name, "x", "x"] for name in names]])
    assert {village for village, _, _ in facts(as_dicts, parsed)} == set(names)


def test_a_missing_heading_refuses_the_file_and_names_what_was_found(parse_rows: Parse) -> None:
    parsed = parse_rows("vnpt", [["STT", "Huyện", "Xã", "Điểm dân cư", "4G"], [1, "A", "B", "C", "x"]])
    [refusal] = parsed.refusals
    assert refusal.kind == Refused.MISSING_HEADING
    assert "'Thôn'" in refusal.what
    assert "'Điểm dân cư'" in refusal.what
    assert "sources/vnpt/source.yml" in refusal.fix
    assert (parsed.rows_in, parsed.rows_refused) == (1, 1)


def test_a_file_without_any_date_is_refused(parse_rows: Parse) -> None:
    parsed = parse_rows("vnpt", [["Thôn", "4G"], ["Nà Pài", "x"]], file="danh_sach.xlsx")
    assert [r.kind for r in parsed.refusals] == [Refused.NO_DATE]
    assert parsed.records == {}
    assert parsed.rows_refused == 1


def test_a_file_dated_after_today_is_refused(parse_rows: Parse) -> None:
    parsed = parse_rows("vnpt", [["Thôn", "4G"], ["Nà Pài", "x"]], file="t_20270101.xlsx")
    assert [r.kind for r in parsed.refusals] == [Refused.FUTURE_DATE]


def test_a_single_row_dated_after_today_does_not_cost_the_file(parse_rows: Parse) -> None:
    rows = [
        ["Thôn", "4G", "Ngày cập nhật"],
        ["A", "x", "1/9/2024"],
        ["B", "x", "1/9/2042"],
        ["C", "x", None],
        ["D", "x", "?"],
    ]
    parsed = parse_rows("vnpt", rows, file="danh_sach.xlsx")
    assert parsed.published_on == dt.date(2024, 9, 1)
    assert list(parsed.set_aside["reason"]) == ["future_date", "no_row_date", "bad_row_date"]


def test_one_date_in_the_whole_column_dates_every_row(parse_rows: Parse) -> None:
    rows = [["Thôn", "4G", "Ngày xuất"], ["A", "x", 45565], ["B", "x", None]]
    parsed = parse_rows("vnpt", rows, file="danh_sach.xlsx")
    assert list(parsed.records["coverage"]["published_on"]) == [dt.date(2024, 9, 30)] * 2


def test_a_report_about_the_running_month_is_dated_when_it_landed(parse_rows: Parse) -> None:
    parsed = parse_rows("vnpt", [["BÁO CÁO THÁNG 11/2026"], ["Thôn", "4G"], ["A", "x"]], file="danh_sach.xlsx")
    assert parsed.published_on == dt.date(2026, 11, 21)
    assert parsed.refusals == []


def test_headings_and_texts_in_an_old_encoding_are_read_through_repair(parse_rows: Parse, as_dicts: Dicts) -> None:
    table = {"Th«n": "Thôn", "X·": "Xã", "Khuæi Dôi": "Khuổi Dụi", "Cã": "Có", "VÜnh Yªn": "Vĩnh Yên"}

    def repair(texts: Any) -> tuple[list[str | None], str]:
        damaged = any(text in table and text != "Cã" for text in texts)
        return [table.get(t, t) if damaged else t for t in texts], "tcvn3" if damaged else ""

    rows = [["X·", "Th«n", "4G"], ["VÜnh Yªn", "Khuæi Dôi", "Cã"]]
    parsed = parse_rows("vnpt", rows, repair=repair)
    assert facts(as_dicts, parsed) == {("Khuổi Dụi", "4g", "yes")}
    assert any("TCVN3" in note for note in parsed.notes)


def test_row_numbers_of_the_file_survive_blank_rows_and_offsets(parse_rows: Parse, as_dicts: Dicts) -> None:
    sheet = Sheet("S", [[None, "Thôn", None, "Nà Pài", None], [None, "4G", None, "x", None]], first_row=11)
    parsed = parse_rows("vnpt", [sheet])
    assert as_dicts(parsed, "coverage", "row") == [{"row": 14}]


def test_a_second_header_further_down_is_set_aside(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [
        ["STT", "Thôn", "4G"],
        [1, "A", "x"],
        ["Xã Vĩnh Yên"],
        ["STT", "Thôn", "4G"],
        ["(1)", "(2)", "(3)"],
        [1, "B", "K"],
    ]
    parsed = parse_rows("vnpt", rows)
    assert facts(as_dicts, parsed) == {("A", "4g", "yes"), ("B", "4g", "no")}
    assert list(parsed.set_aside["reason"]) == ["section_row", "header_row", "numbering_row"]


def test_notes_and_signatures_below_the_table_are_set_aside_and_may_date_it(parse_rows: Parse) -> None:
    rows = [
        ["STT", "Thôn", "4G"],
        [1, "A", "x"],
        [],
        ["Ghi chú: x là đã phủ"],
        [None, None, "Lạng Sơn, ngày 02 tháng 10 năm 2024"],
        ["NGƯỜI LẬP", None, "GIÁM ĐỐC"],
    ]
    parsed = parse_rows("vnpt", rows, file="danh_sach.xlsx")
    assert list(parsed.set_aside["reason"]) == ["note"] * 3
    assert parsed.published_on == dt.date(2024, 10, 2)


def test_a_further_operator_is_a_card_without_code(parse_rows: Parse, tmp_path: Any) -> None:
    from connectors.card import load_cards

    folder = tmp_path / "vinaphone"
    folder.mkdir()
    (folder / "source.yml").write_text(
        "id: vinaphone\ntitle: VinaPhone\ninbox: operators/vinaphone\nparser: operator_coverage\nneeds_date: true\n"
        'fields:\n  village: ["điểm dân cư"]\n',
        encoding="utf-8",
    )
    cards = load_cards(tmp_path)
    parsed = parse_rows("vinaphone", [["Điểm dân cư", "4G"], ["Nà Pài", "x"]], cards=cards)
    assert list(parsed.records["coverage"]["operator"]) == ["vinaphone"]


def test_a_yes_to_several_technologies_in_one_row_is_kept_for_the_first_alone(
    parse_rows: Parse, as_dicts: Dicts
) -> None:
    rows = [["Thôn", "Công nghệ", "Trạng thái"], ["A", "3G/4G", "Đã phủ"], ["B", "3G, 4G", "Chưa phủ"]]
    parsed = parse_rows("mobifone", rows)
    assert facts(as_dicts, parsed) == {("A", "3g", "yes"), ("B", "3g", "no"), ("B", "4g", "no")}


def test_a_sheet_named_after_a_technology_needs_no_column_for_it(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [["Thôn", "Trạng thái"], ["A", "Có"]]
    parsed = parse_rows("mobifone", {"Cáp quang": rows, "4G": rows})
    assert facts(as_dicts, parsed) == {("A", "fibre", "yes"), ("A", "4g", "yes")}


def test_a_remark_column_beside_services_answers_for_none(parse_rows: Parse, as_dicts: Dicts) -> None:
    parsed = parse_rows("vnpt", {"4G": [["Thôn", "3G", "4G", "Tình trạng"], ["A", None, "x", "Không"]]})
    assert facts(as_dicts, parsed) == {("A", "4g", "yes")}


@pytest.mark.parametrize("text", ["Không", "-", "Chưa có", "0", "  "])
def test_a_word_for_none_is_no_contract(parse_rows: Parse, text: str) -> None:
    rows = [["Thôn", "4G", "Số hợp đồng", "Trạng thái hợp đồng"], ["A", "x", text, None]]
    assert "wifi_contracts" not in parse_rows("vnpt", rows).records


def test_roman_numbers_of_every_row_make_no_groups(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [["STT", "Xã", "Thôn", "4G"], ["I", "Vĩnh Yên", "A", 1], ["II", None, "B", 1], ["III", None, "C", 0]]
    parsed = parse_rows("vnpt", rows)
    assert facts(as_dicts, parsed) == {("A", "4g", "yes"), ("B", "4g", "yes"), ("C", "4g", "no")}


def test_sheets_of_different_months_are_dated_by_their_names(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [["Thôn", "4G"], ["A", "x"]]
    parsed = parse_rows("vnpt", {"T8.2024": rows, "T9.2024": rows}, file="vnpt.xlsx")
    assert [r["published_on"] for r in as_dicts(parsed, "coverage", "published_on")] == [
        dt.date(2024, 8, 31),
        dt.date(2024, 9, 30),
    ]
    assert parsed.published_on == dt.date(2024, 9, 30)


def test_two_tables_side_by_side_are_both_read(parse_rows: Parse, as_dicts: Dicts) -> None:
    parsed = parse_rows("vnpt", [["Thôn", "4G", None, "Thôn", "4G"], ["A", "x", None, "B", "Không"]])
    assert facts(as_dicts, parsed) == {("A", "4g", "yes"), ("B", "4g", "no")}
    assert parsed.rows_in == 2


WIFI_HEAD = ["Huyện", "Xã", "Thôn", "Địa điểm WiFi", "Căn cứ", "Trạng thái"]
WIFI_ROW = ["Bình Gia", "Vĩnh Yên", "Khuổi Dụi", "Nhà văn hóa thôn", "MAU-01/2024/HĐ-VT", "Đang hoạt động"]


def unread(parsed: Any) -> list[tuple[str, str, str]]:
    return [(one.reason, one.heading, one.written) for one in parsed.unread if one.row is None]


def test_a_column_that_may_hold_contract_numbers_is_told_by_its_heading_alone(parse_rows: Parse) -> None:
    assert unread(parse_rows("vnpt", [WIFI_HEAD, WIFI_ROW])) == [("unread_contract_column", "Căn cứ", "")]
    known = [heading if heading != "Căn cứ" else "Số hợp đồng" for heading in WIFI_HEAD]
    assert unread(parse_rows("vnpt", [known, WIFI_ROW])) == []
    remark = [*WIFI_ROW[:4], "nhờ thôn xem giúp", WIFI_ROW[5]]
    assert unread(parse_rows("vnpt", [WIFI_HEAD, remark])) == []
    both = [[*known, "Mã KH"], [*WIFI_ROW, "KH-7/2024/A"]]
    assert unread(parse_rows("vnpt", both)) == []  # the numbers are there


@pytest.mark.parametrize(("file", "day"), [("bieu_20240930.xlsx", "2024-09-30"), ("bieu.xlsx", "2024-12-31")])
def test_a_day_in_the_files_name_goes_before_the_end_of_the_year_in_its_headings(file: str, day: str) -> None:
    rows: Rows = [["Huyện", "Xã", "Thôn", "FTTH 2023", "FTTH 2024"], ["Huyện Thử", "Xã Mẫu", "Nà Mẫu", "Không", "x"]]
    (published,) = {str(on) for on in read("vnpt", rows, file=file).records["coverage"]["published_on"]}
    assert published[:10] == day
