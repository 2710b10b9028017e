"""The claims template: fixed sheets, fixed headings, and no person leaves it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from connectors.sources.village_claims.template import SHEETS
from doisoat.errors import Refused

Parse = Callable[..., Any]
Dicts = Callable[..., list[dict[str, Any]]]
PLACE = ["Huyện Văn Quan", "Xã Hòa Bình", "Thôn Bó Rài"]


def book(**sheets: list[list[Any]]) -> dict[str, list[list[Any]]]:
    """Named sheets with their fixed headings and the given rows (place columns added where the sheet has a village)."""
    names = {name.replace(" ", "_").replace("/", "_"): name for name in SHEETS}
    return {
        names[key]: [
            list(SHEETS[names[key]]),
            *[[*PLACE, *row] if "Thôn" in SHEETS[names[key]] else row for row in rows],
        ]
        for key, rows in sheets.items()
    }


def test_the_template_has_the_sheets_and_headings_that_formats_fixes() -> None:
    assert list(SHEETS) == [
        "Tự đánh giá",
        "WiFi",
        "Tổ CNSCĐ",
        "Thành viên",
        "Hoạt động",
        "Mô hình",
        "Sản phẩm",
        "Địa chỉ số",
        "Kênh thôn",
        "Dịch vụ công",
    ]
    assert " · ".join(SHEETS["Mô hình"]) == (
        "Huyện · Xã · Thôn · Tên mô hình · Lĩnh vực · Tổng vốn (triệu đồng) · Số lượng · Phạm vi · Bắt đầu · Kết thúc"
        " · Hộ/HTX · Hiệu quả trước · Hiệu quả trong · Hiệu quả sau · Khả năng mở rộng"
    )


def test_claims_are_met_not_met_or_blank_and_other_words_cost_their_own_indicator(
    parse_rows: Parse, as_dicts: Dicts
) -> None:
    rows = [
        ["TTM-2023", 2024, "Đạt", "Không đạt", None, "", "đạt", None],
        ["TTM-2023", 2024, "Đạt", "Gần đạt", None, None, None, None],
    ]
    rows += [[None, 2024, "Đạt"], ["ttm 2022", "năm nay", "Đạt"]]
    parsed = parse_rows("village_claims", book(Tự_đánh_giá=rows), file="claims.xlsx")
    record, other = as_dicts(
        parsed, "assessments", "criteria", "year", *(f"claim_{n}" for n in range(1, 7)), "village_text", "district_text"
    )
    assert list(record.values()) == [
        "TTM-2023",
        2024,
        "met",
        "not_met",
        "",
        "",
        "met",
        "",
        "Thôn Bó Rài",
        "Huyện Văn Quan",
    ]
    assert [other[f"claim_{n}"] for n in range(1, 4)] == ["met", "unread", ""]
    assert [(told.reason, told.row, told.heading, told.written, told.village_text) for told in parsed.unread] == [
        ("bad_claim_cell", 3, "Chỉ tiêu 2", "Gần đạt", "Thôn Bó Rài"),
        ("no_criteria", 4, "Bộ tiêu chí", "", "Thôn Bó Rài"),
        ("no_year", 5, "Năm thẩm định", "", "Thôn Bó Rài"),
    ]
    assert list(zip(parsed.set_aside["reason"], parsed.set_aside["detail"], strict=True)) == [
        ("no_criteria", "Bộ tiêu chí"),
        ("no_year", "Năm thẩm định"),
    ]


def test_missing_sheets_are_noted_and_a_missing_heading_refuses_its_sheet_alone(parse_rows: Parse) -> None:
    sheets = book(Tự_đánh_giá=[["TTM-2023", 2024, "Đạt"]], WiFi=[["NVH", "VNPT", "1/HĐ", "Không"]])
    sheets["WiFi"][0][5] = "Hợp đồng"
    sheets["Hướng dẫn"] = [["Cách điền biểu"]]
    parsed = parse_rows("village_claims", sheets)
    [refusal] = parsed.refusals
    assert (refusal.kind, refusal.spot.sheet) == (Refused.MISSING_HEADING, "WiFi")
    assert "'Số hợp đồng'" in refusal.what
    assert refusal.spot.file == "claims/bao_cao_20240930.xlsx"
    assert len(parsed.records["assessments"]) == 1
    assert "wifi_claims" not in parsed.records
    assert parsed.rows_refused == 1
    assert any("'Kênh thôn'" in note for note in parsed.notes)
    assert any("'Hướng dẫn'" in note for note in parsed.notes)


def test_a_workbook_that_is_no_template_is_refused(parse_rows: Parse) -> None:
    [refusal] = parse_rows("village_claims", [["Thôn", "Đạt"], ["A", "x"]]).refusals
    assert refusal.kind == Refused.NO_SHEET


def test_added_columns_and_decomposed_letters_change_nothing(parse_rows: Parse) -> None:
    import unicodedata

    sheets = book(WiFi=[["NVH", "VNPT", "1/HĐ", "Không", "ghi thêm"]])
    sheets["WiFi"][0] = [unicodedata.normalize("NFD", heading) for heading in sheets["WiFi"][0]] + ["Cột thêm"]
    parsed = parse_rows("village_claims", {unicodedata.normalize("NFD", name): rows for name, rows in sheets.items()})
    assert parsed.records["wifi_claims"]["has_password"].tolist() == ["no"]
    assert parsed.refusals == []


def test_members_leave_only_whether_they_are_given_and_keyed_digests(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [
        ["Hoàng Văn Kín", "Thôn Bó Rài", "0914415194", "020085585636", "Tổ trưởng"],
        ["Hoàng Thị Kín", "Thôn Bó Rài", 914415195, 20085585637, None],
        [None, "Thôn Bó Rài", "914415196", "20085585638", None],
    ]
    parsed = parse_rows(
        "village_claims", book(Thành_viên=rows), digest=lambda column, value: f"mac:{column}:{len(value)}"
    )
    records = as_dicts(
        parsed, "members", "name_given", "address_given", "phone_valid", "id_number_valid", "phone_mac", "id_number_mac"
    )
    assert [list(r.values()) for r in records] == [
        [True, True, True, True, "mac:phone:10", "mac:id_number:12"],
        [True, True, True, True, "mac:phone:10", "mac:id_number:12"],
        [False, True, False, False, None, None],
    ]
    everything = parsed.records["members"].to_string() + " ".join(parsed.notes) + parsed.set_aside.to_string()
    assert not any(secret in everything for secret in ("Kín", "914415194", "0085585636", "914415196"))


def test_a_members_sheet_whose_header_was_cut_off_names_nobody(parse_rows: Parse) -> None:
    sheets = book(Thành_viên=[["Hoàng Văn Kín", "Thôn Bó Rài", "0914415194", "020085585636", "Tổ trưởng"]])
    sheets["Thành viên"] = sheets["Thành viên"][1:]
    [refusal] = parse_rows("village_claims", sheets).refusals
    assert refusal.kind == Refused.MISSING_HEADING
    assert not any(secret in str(refusal) for secret in ("Kín", "0914415194", "020085585636"))


def test_models_tell_which_report_items_are_blank(parse_rows: Parse, as_dicts: Dicts) -> None:
    full = ["Mô hình A", "Du lịch", 278, 7, "Thôn", "2023-03-01", None, "HTX", "a", "b", "c", "d"]
    gaps = ["Mô hình B", "Du lịch", None, 7, "Thôn", "01/03/2023", "quý 4", "HTX", "a", "b", None, "d"]
    records = as_dicts(
        parse_rows("village_claims", book(Mô_hình=[full, gaps])),
        "models",
        "started_from",
        "started_text",
        "ended_to",
        "ended_text",
        "missing_items",
    )
    start = dt.date(2023, 3, 1)
    assert [list(r.values()) for r in records] == [
        [start, "01/03/2023", None, None, None],
        [start, "01/03/2023", None, "quý 4", "Tổng vốn (triệu đồng);Hiệu quả sau"],
    ]


@pytest.mark.parametrize(
    ("channel", "expected"),
    [("Sàn TMĐT", "exchange"), ("WEBSITE", "website"), ("Mạng xã hội", "social"), ("Chợ phiên", None), (None, None)],
)
def test_channels_of_products_are_the_three_of_the_template(
    parse_rows: Parse, as_dicts: Dicts, channel: str | None, expected: str | None
) -> None:
    rows = [["Hạt dẻ", "HTX", "4 sao", channel, "https://shop.vn/a"], [None, "HTX", None, channel, None]]
    parsed = parse_rows("village_claims", book(Sản_phẩm=rows))
    assert as_dicts(parsed, "products", "channel", "channel_text", "stars", "url") == [
        {"channel": expected, "channel_text": channel, "stars": 4, "url": "https://shop.vn/a"}
    ]
    assert list(parsed.set_aside["reason"]) == ["no_product"]


def test_the_other_sheets_become_records_of_their_kind(parse_rows: Parse, as_dicts: Dicts) -> None:
    sheets = book(
        Tổ_CNSCĐ=[["20/QĐ-UBND", "11/12/2022", "UBND xã Hòa Bình"]],
        Hoạt_động=[["9/2024", "Hướng dẫn", "VNeID", 5]],
        Địa_chỉ_số=[["Hộ gia đình", "71", 70, 70], ["Nhà kho", 1, 1, 1]],
        Kênh_thôn=[["Zalo", "https://zalo.me/g/abc", 85, 5, 4]],
        Dịch_vụ_công=[
            ["Huyện Văn Quan", None, 2024, 100, 90, "Đạt"],
            ["Huyện Văn Quan", "Xã Hòa Bình", 2024, 100, 62.5, "Không đạt"],
        ],
    )
    parsed = parse_rows("village_claims", sheets)
    assert as_dicts(parsed, "teams", "decision_number", "decision_from", "decision_to", "issuer") == [
        {
            "decision_number": "20/QĐ-UBND",
            "decision_from": dt.date(2022, 12, 11),
            "decision_to": dt.date(2022, 12, 11),
            "issuer": "UBND xã Hòa Bình",
        }
    ]
    [activity] = as_dicts(parsed, "activities", "activity_from", "activity_to", "activity_text", "people_count")
    assert list(activity.values()) == [dt.date(2024, 9, 1), dt.date(2024, 9, 30), "9/2024", 5]
    assert as_dicts(parsed, "address_claims", "address_kind", "total_count", "plated_count") == [
        {"address_kind": "household", "total_count": 71, "plated_count": 70}
    ]
    assert as_dicts(parsed, "village_channels", "platform", "received_count", "handled_count") == [
        {"platform": "Zalo", "received_count": 5, "handled_count": 4}
    ]
    assert as_dicts(
        parsed, "service_claims", "commune_text", "district_text", "procedures_pct", "dossiers_pct", "claim"
    ) == [
        {
            "commune_text": None,
            "district_text": "Huyện Văn Quan",
            "procedures_pct": 100.0,
            "dossiers_pct": 90.0,
            "claim": "met",
        },
        {
            "commune_text": "Xã Hòa Bình",
            "district_text": "Huyện Văn Quan",
            "procedures_pct": 100.0,
            "dossiers_pct": 62.5,
            "claim": "not_met",
        },
    ]
    assert list(parsed.set_aside["reason"]) == ["bad_kind"]


def test_a_sheet_is_known_by_its_headings_under_titles_and_another_name(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = book(Tự_đánh_giá=[["TTM-2023", 2024, "Đạt"]])["Tự đánh giá"]
    sheets = {"Bìa": [["UBND XÃ MẪU"]], "Biểu 01": [["BIỂU TỔNG HỢP NĂM 2024"], [], *rows]}
    parsed = parse_rows("village_claims", sheets)
    assert as_dicts(parsed, "assessments", "sheet", "row", "claim_1") == [
        {"sheet": "Biểu 01", "row": 4, "claim_1": "met"}
    ]
    assert parsed.unread == []


def test_a_sheet_with_a_table_that_is_none_of_the_template_is_told(parse_rows: Parse) -> None:
    sheets = book(Tự_đánh_giá=[["TTM-2023", 2024, "Đạt"]])
    sheets["Sheet2"] = [["Xã", "Thôn", "Số hợp đồng"], ["Xã Hòa Bình", "Thôn Bó Rài", "9/HĐ"]]
    parsed = parse_rows("village_claims", sheets)
    assert [(told.reason, told.sheet) for told in parsed.unread] == [("unread_sheet", "Sheet2")]


def test_blank_place_cells_repeat_the_row_above_but_a_claim_names_its_own_village(
    parse_rows: Parse, as_dicts: Dicts
) -> None:
    sheets = book(
        Tự_đánh_giá=[["TTM-2023", 2024, "Đạt"]],
        Thành_viên=[["Lý Mẫu A", "Thôn Bó Rài", "0914415194", "020085585636", "Tổ trưởng"]],
    )
    sheets["Tự đánh giá"] += [
        [None, None, "Thôn Khác", "TTM-2023", 2024, "Đạt"],
        [None, None, None, "TTM-2023", 2024, "Không đạt"],
    ]
    sheets["Thành viên"] += [
        [None, None, None, "Lý Mẫu B", None, "0914415195", None, None],
        [None, None, None, "Lý Mẫu C", "nt", None, None, None],
        ["Huyện Văn Quan", "Xã Khác", None, "Lý Mẫu D", "Thôn Khác", "0914415196", "020085585639", None],
        [None, None, None, "NGƯỜI LẬP BIỂU", None, "TRƯỞNG THÔN", None, None],
        [None, None, None, "Lý Mẫu E", None, "Lý Mẫu G", None, None],
    ]
    parsed = parse_rows("village_claims", sheets)
    assert [row["village_text"] for row in as_dicts(parsed, "assessments", "village_text")] == [
        "Thôn Bó Rài",
        "Thôn Khác",
    ]
    members = as_dicts(parsed, "members", "village_text", "commune_text", "address_given", "id_number_valid")
    assert [list(member.values()) for member in members] == [
        ["Thôn Bó Rài", "Xã Hòa Bình", True, True],
        ["Thôn Bó Rài", "Xã Hòa Bình", False, False],
        ["Thôn Bó Rài", "Xã Hòa Bình", False, False],
    ]
    assert [(told.reason, told.sheet, told.row) for told in parsed.unread] == [
        ("no_place", "Tự đánh giá", 4),
        ("no_place", "Thành viên", 5),
    ]


def test_placeholders_are_blanks_and_numbers_that_are_only_their_form_are_none(
    parse_rows: Parse, as_dicts: Dicts
) -> None:
    full = [
        "Mô hình A",
        "Du lịch",
        "Đang cập nhật",
        7,
        "Thôn",
        "2023-03-01",
        "-",
        "HTX",
        "Chưa có",
        "b",
        "Chưa đánh giá",
    ]
    sheets = book(
        Tổ_CNSCĐ=[["/QĐ-UBND", "11/12/2022", "…"], ["15/KH-UBND", "11/12/2022", "UBND xã"]],
        Mô_hình=[[*full, "Không mở rộng"]],
        Thành_viên=[["Chưa có", "?", "0914415194", "0914415194", None]],
        Sản_phẩm=[["Không có sản phẩm", None, None, None, None], ["Không có", "-", None, None, None]],
    )
    parsed = parse_rows("village_claims", sheets)
    assert as_dicts(parsed, "teams", "decision_number", "issuer") == [
        {"decision_number": None, "issuer": None},
        {"decision_number": None, "issuer": "UBND xã"},
    ]
    assert as_dicts(parsed, "models", "ended_text", "missing_items") == [
        {"ended_text": None, "missing_items": "Tổng vốn (triệu đồng);Hiệu quả sau"}
    ]
    assert as_dicts(parsed, "members", "name_given", "address_given", "phone_valid", "id_number_valid") == [
        {"name_given": False, "address_given": False, "phone_valid": True, "id_number_valid": False}
    ]
    assert "products" not in parsed.records or parsed.records["products"].empty
    assert {told.written for told in parsed.unread} == {"/QĐ-UBND", "15/KH-UBND"}


def test_rows_of_a_prefilled_template_that_say_nothing_are_no_members(parse_rows: Parse) -> None:
    parsed = parse_rows("village_claims", book(Thành_viên=[[None, None, None, None, None]]))
    assert list(parsed.set_aside["reason"]) == ["empty_row"]
    assert parsed.unread == []
