"""Shapes of real tables: villages as sections, counts by kind, headings that a legend explains, units across."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from doisoat.errors import Refused

Parse = Callable[..., Any]
Dicts = Callable[..., list[dict[str, Any]]]
DAY = ["Số liệu đến ngày 31/10/2024"]


def test_a_village_above_its_points_places_them_down_to_the_next_one(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows: list[list[Any]] = [
        DAY,
        ["TT", "Số hiệu địa chỉ", "Loại", "Tình trạng biển"],
        ["Thôn Pác Mẫu (2 điểm)"],
        [1, "M01", "Hộ gia đình", "Đã gắn"],
        [2, "M02", "Cơ quan", "Chưa gắn"],
        ["2. Bản Thử: 1 điểm"],
        [1, "M03", "Hộ gia đình", "Đã gắn"],
        ["Các điểm chưa rõ thôn"],
        [1, "M04", "Hộ gia đình", "Đã gắn"],
    ]
    parsed = parse_rows("vpostcode", rows, file="diem.xlsx")
    found = as_dicts(parsed, "addresses", "address_code", "village_text", "plate")
    assert [(one["address_code"], one["village_text"], one["plate"]) for one in found] == [
        ("M01", "Thôn Pác Mẫu", "yes"),
        ("M02", "Thôn Pác Mẫu", "no"),
        ("M03", "Bản Thử", "yes"),
        ("M04", None, "yes"),  # of some village: the judge must know of it
    ]
    assert parsed.set_aside.set_index("row")["reason"].to_dict() == {
        3: "section_row",
        6: "section_row",
        8: "note",
    }


def test_counts_a_village_and_kind_become_points_and_one_unreadable_count_leaves_its_village_out(
    parse_rows: Parse, as_dicts: Dicts
) -> None:
    head = ["Huyện", "Xã", "Thôn", "Loại đối tượng", "Tổng số điểm", "Đã gắn biển", "Chưa gắn biển"]
    place, other = ["Bình Gia", "Hòa Bình", "Nà Mẫu"], ["Bình Gia", "Hòa Bình", "Pác Thử"]
    rows: list[list[Any]] = [
        DAY,
        head,
        [*place, "Hộ gia đình", 3, 2, 1],
        [*place, "Cơ quan", 1, 1, 0],
        [None, None, "Cộng thôn Nà Mẫu", None, 4, 3, 1],
        [*other, "Hộ gia đình", 2, 2, 0],
        [*other, "Cơ quan", 1, None, None],
    ]
    parsed = parse_rows("vpostcode", rows, file="tong_hop.xlsx")
    found = as_dicts(parsed, "addresses", "row", "village_text", "address_kind", "plate")
    assert [tuple(one.values()) for one in found] == [
        (3, "Nà Mẫu", "household", "yes"),
        (3, "Nà Mẫu", "household", "yes"),
        (3, "Nà Mẫu", "household", "no"),
        (4, "Nà Mẫu", "office", "yes"),
    ]
    assert set(parsed.set_aside["reason"]) == {"total_row", "bad_count"}


def test_numbers_above_one_under_a_heading_about_plates_are_no_marks(parse_rows: Parse) -> None:
    head = ["Xã", "Thôn", "Loại đối tượng", "Đã gắn biển"]
    rows = [DAY, head, ["Hòa Bình", "Nà Mẫu", "Hộ gia đình", 2], ["Hòa Bình", "Nà Thử", "Hộ gia đình", 2]]
    parsed = parse_rows("vpostcode", [*rows, ["Hòa Bình", "Nà Nháp", "Hộ gia đình", 0]], file="dem.xlsx")
    assert parsed.records["addresses"]["plate"].to_list() == ["yes"] * 4


def test_a_legend_explains_headings_and_kinds(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows: list[list[Any]] = [
        DAY,
        ["NH: hộ gia đình; CQ: cơ quan; TC: tổ chức; DT: khu di tích"],
        ["TB: đã thông báo; GB: đã gắn biển (1: rồi, 0: chưa)"],
        ["Mã ĐC", "ĐT", "Thôn", "Xã", "TB", "GB"],
        ["M01", "NH", "Nà Mẫu", "Hòa Bình", 1, 1],
        ["M02", "DT", "Nà Mẫu", "Hòa Bình", 1, 0],
        ["M03", "TC", "Nà Mẫu", "Hòa Bình", 0, 0],
    ]
    parsed = parse_rows("vpostcode", rows, file="ma.xlsx")
    assert [tuple(one.values()) for one in as_dicts(parsed, "addresses", "address_kind", "notified", "plate")] == [
        ("household", "yes", "yes"),
        ("heritage_site", "yes", "no"),
        ("organization", "no", "no"),
    ]


def test_a_legend_at_the_end_of_a_title_decides_about_the_dash(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [
        ["Dịch vụ theo thôn đến 15/10/2024. Quy ước: (+) có, (-) không có"],
        ["Huyện", "Xã", "Thôn", "Cáp quang", "3G", "4G"],
        ["Bình Gia", "Hòa Bình", "Nà Mẫu", "+", "-", "-"],
    ]
    parsed = parse_rows("vnpt", rows, file="dich_vu.xlsx")
    found = as_dicts(parsed, "coverage", "service", "answer")
    assert {one["service"]: one["answer"] for one in found} == {"fibre": "yes", "3g": "no", "4g": "no"}


def test_done_of_all_in_one_cell_is_no_village(parse_rows: Parse) -> None:
    rows = [DAY, ["Xã Hòa Bình"], ["Đối tượng", "Phố Mẫu", "Nà Thử"], ["Hộ gia đình", "5/6", "4/4"]]
    parsed = parse_rows("vpostcode", [*rows, ["Cơ quan", "1/1", "0/1"]], file="cheo.xlsx")
    assert not parsed.rows_read
    assert parsed.refusals


def test_quarters_in_headings_date_their_counts(parse_rows: Parse, as_dicts: Dicts) -> None:
    counts = ["TTHC đủ điều kiện", "TTHC một phần và toàn trình", "Tổng số hồ sơ", "Hồ sơ xử lý toàn trình"]
    rows: list[list[Any]] = [
        ["TỔNG HỢP DỊCH VỤ CÔNG"],
        ["TT", "Huyện", "Đơn vị", "Quý I/2024", None, None, None, "Quý II/2024", None, None, None],
        [None, None, None, *counts, *counts],
        [1, "Huyện Bình Gia", "Xã Hòa Bình", 10, 9, 100, 60, 10, 10, 50, 40],
        [2, "Huyện Bình Gia", "Xã Hồng Thái", 10, 9, 100, 60, 10, 10, 50, 40],
    ]
    parsed = parse_rows("public_service_statistics", rows, file="dvc.xlsx")
    found = as_dicts(parsed, "service_statistics", "commune_text", "period_to", "offered_count")
    assert {(one["commune_text"], str(one["period_to"]), one["offered_count"]) for one in found} == {
        (commune, day, count)
        for commune in ("Xã Hòa Bình", "Xã Hồng Thái")
        for day, count in (("2024-03-31", 9), ("2024-06-30", 10))
    }


def test_units_across_are_found_below_whatever_corner(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows: list[list[Any]] = [
        ["Kỳ báo cáo: 01/01/2024 - 31/10/2024"],
        ["Nội dung", "Xã Hòa Bình (huyện Bình Gia)", "Xã Hòa Bình (huyện Văn Quan)"],
        ["Số TTHC đủ điều kiện", 20, 30],
        ["Số DVCTT một phần", 12, 10],
        ["Số DVCTT toàn trình", 8, 20],
        ["Tổng số hồ sơ tiếp nhận", 100, 200],
        ["Số hồ sơ xử lý trực tuyến toàn trình", 80, 100],
    ]
    parsed = parse_rows("public_service_statistics", rows, file="tk.xlsx")
    found = as_dicts(
        parsed, "service_statistics", "commune_text", "district_text", "offered_count", "dossier_count_fully_online"
    )
    assert [tuple(one.values()) for one in found] == [
        ("Xã Hòa Bình", "huyện Bình Gia", 20, 80),
        ("Xã Hòa Bình", "huyện Văn Quan", 30, 100),
    ]


def test_products_put_forward_are_of_another_subject_and_no_part_of_the_registry(parse_rows: Parse) -> None:
    rows = [["Sản phẩm đăng ký", "Chủ thể", "Thôn", "Xã", "Huyện"], ["Gà mẫu", "HTX Mẫu", "Nà Mẫu", "X", "Y"]]
    parsed = parse_rows("ocop_registry", rows, file="dang_ky.xlsx")
    assert [refusal.kind for refusal in parsed.refusals] == [Refused.OTHER_SUBJECT]


def test_a_register_of_one_commune_a_sheet_takes_its_code_from_the_title(parse_rows: Parse, as_dicts: Dicts) -> None:
    def places(texts: Any) -> list[str]:
        known = {"xã Hòa Bình": "commune", "huyện Bình Gia": "district"}
        return [known.get(text, "") for text in texts]

    rows: list[list[Any]] = [
        ["Danh sách thôn thuộc xã Hòa Bình (mã 06103), huyện Bình Gia"],
        ["MS", "Thôn, bản", "Số hộ", "CQ", "TC", "DT"],
        [6103001, "Nà Mẫu", 60, 2, 1, 0],
        [6103002, "Nà Thử", 70, 1, 1, 3],
        [None, "Cộng", 130, 3, 2, 3],
    ]
    parsed = parse_rows("register", rows, file="dm.xlsx", places=places)
    found = as_dicts(
        parsed, "villages", "village_code", "commune_name", "district_name", "heritage_site_count_register"
    )
    assert [tuple(one.values()) for one in found] == [
        ("06103001", "xã Hòa Bình", "huyện Bình Gia", 0),
        ("06103002", "xã Hòa Bình", "huyện Bình Gia", 3),
    ]
    rows[2][5], rows[3][5] = 312, 95
    parsed = parse_rows("register", rows, file="dm.xlsx", places=places)
    assert parsed.records["villages"]["heritage_site_count_register"].isna().all(), "that is an area"


def test_products_below_their_producer_take_its_address(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows: list[list[Any]] = [
        ["SẢN PHẨM OCOP ĐÃ ĐƯỢC CÔNG NHẬN"],
        ["TT", "Chủ thể, sản phẩm", "Địa chỉ", "Hạng sao", "Quyết định công nhận"],
        ["I", "HTX Mẫu", "thôn Nà Mẫu, xã Hòa Bình, huyện Bình Gia"],
        [1, "Mật mẫu", None, "3 sao", "1/QĐ-UBND ngày 15/12/2023"],
        [2, "Trà mẫu", None, "4 sao", "1/QĐ-UBND ngày 15/12/2023"],
        ["II", "Hộ Thử", "thôn Nà Thử, xã Hòa Bình, huyện Bình Gia"],
        [1, "Na thử", None, "3 sao", "1/QĐ-UBND ngày 15/12/2023"],
    ]
    parsed = parse_rows("ocop_registry", rows, file="ocop.xlsx")
    found = as_dicts(parsed, "ocop_products", "product_name", "producer", "address_text")
    assert [tuple(one.values()) for one in found] == [
        ("Mật mẫu", "HTX Mẫu", "thôn Nà Mẫu, xã Hòa Bình, huyện Bình Gia"),
        ("Trà mẫu", "HTX Mẫu", "thôn Nà Mẫu, xã Hòa Bình, huyện Bình Gia"),
        ("Na thử", "Hộ Thử", "thôn Nà Thử, xã Hòa Bình, huyện Bình Gia"),
    ]
    assert parsed.set_aside["reason"].to_list() == ["section_row", "section_row"]


def test_a_product_without_any_recognition_beside_one_with_its_own_address_is_no_producer(parse_rows: Parse) -> None:
    rows: list[list[Any]] = [
        ["Danh mục OCOP"],
        ["Sản phẩm", "Địa chỉ", "Hạng sao"],
        ["Mật mẫu", "thôn Nà Mẫu, xã Hòa Bình", "3 sao"],
        ["Trà mẫu", "thôn Nà Thử, xã Hòa Bình", None],
    ]
    assert len(parse_rows("ocop_registry", rows, file="ocop.xlsx").records["ocop_products"]) == 2


def test_kinds_as_sections_hold_for_the_points_below_them(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows: list[list[Any]] = [
        DAY,
        ["TT", "Mã địa chỉ", "Thôn", "Xã", "Gắn biển"],
        ["I. HỘ GIA ĐÌNH", None, None, None, None],
        [1, "M01", "Nà Mẫu", "Hòa Bình", 1],
        ["II. CƠ QUAN", None, None, None, None],
        [1, "M02", "Nà Mẫu", "Hòa Bình", 0],
    ]
    parsed = parse_rows("vpostcode", rows, file="diem.xlsx", merges=[(2, 0, 2, 4), (4, 0, 4, 4)])
    found = as_dicts(parsed, "addresses", "address_code", "address_kind", "plate")
    assert [tuple(one.values()) for one in found] == [("M01", "household", "yes"), ("M02", "office", "no")]


def test_a_sheet_a_village_says_it_by_its_name_and_no_row_of_data_is_taken_for_a_header(
    parse_rows: Parse, as_dicts: Dicts
) -> None:
    rows: list[list[Any]] = [
        ["Địa chỉ số thôn Nà Mẫu, xã Hòa Bình, ngày 31/10/2024"],
        ["Số TT", "Mã địa chỉ", "Chủ hộ/Đơn vị", "Loại hình", "Biển địa chỉ"],
        [1, "M01", "Đối tượng 1", "Hộ dân", "Đã gắn"],
        [2, "M02", "Đối tượng 2", "Tổ chức, doanh nghiệp", "Chưa gắn"],
        [3, "M03", "Đối tượng 3", "Di tích", "Đã gắn"],
    ]
    parsed = parse_rows(
        "vpostcode",
        {"Nà Mẫu": rows},
        file="thon.xlsx",
        places=lambda texts: ["village" if "Nà" in t else "" for t in texts],
    )
    found = as_dicts(parsed, "addresses", "village_text", "address_code", "address_kind")
    assert [(one["village_text"], one["address_code"]) for one in found] == [("Nà Mẫu", f"M0{n}") for n in (1, 2, 3)]
    assert found[1]["address_kind"] == "organization"


def test_plates_that_are_needed_are_none_that_are_there(parse_rows: Parse) -> None:
    rows: list[list[Any]] = [
        ["Bưu điện tỉnh, ngày 31/10/2024"],
        ["Xã", "Thôn", "Số biển cần in", None, None, None],
        [None, None, "Hộ gia đình", "Cơ quan", "Tổ chức", "Khu di tích"],
        ["Hòa Bình", "Nà Mẫu", 5, 1, 1, 1],
        ["Hòa Bình", "Nà Thử", 4, 1, 1, 0],
    ]
    for needed in ("Số biển cần in", "Biển phải lắp bổ sung", "Số biển đã thử màu"):
        rows[1][2] = needed
        assert not parse_rows("vpostcode", rows, file="in.xlsx").rows_read, needed
    rows[1][2] = "Số biển đã gắn"
    assert parse_rows("vpostcode", rows, file="in.xlsx").rows_read == 2


def test_tables_side_by_side_on_one_sheet_are_not_districts(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows: list[list[Any]] = [
        DAY,
        ["HỘ GIA ĐÌNH", *[None] * 5, "CƠ QUAN, TỔ CHỨC, KHU DI TÍCH"],
        [
            "TT",
            "Mã địa chỉ",
            "Thôn",
            "Xã",
            "Đã gắn biển",
            None,
            "TT",
            "Mã địa chỉ",
            "Loại",
            "Thôn",
            "Xã",
            "Đã gắn biển",
        ],
        [1, "M01", "Nà Mẫu", "Xã Hòa Bình", "Rồi", None, 1, "M02", "Cơ quan", "Nà Mẫu", "Xã Hòa Bình", "Chưa"],
        [2, "M03", "Nà Thử", "Xã Hòa Bình", "Rồi", None, 2, "M04", "Tổ chức", "Nà Mẫu", "Xã Hòa Bình", "Rồi"],
    ]
    parsed = parse_rows("vpostcode", {"DS": rows}, file="hai.xlsx")
    found = as_dicts(parsed, "addresses", "address_code", "address_kind", "plate", "district_text")
    assert {one["address_code"]: (one["address_kind"], one["plate"], one["district_text"]) for one in found} == {
        "M01": ("household", "yes", None),
        "M03": ("household", "yes", None),
        "M02": ("office", "no", None),
        "M04": ("organization", "yes", None),
    }


def test_a_row_a_figure_is_a_column_a_figure_and_two_values_of_one_are_none(parse_rows: Parse, as_dicts: Dicts) -> None:
    said = {"Hòa Bình": (20, 12, 8, 100, 80), "Hồng Thái": (30, 10, 20, 200, 100)}
    figures = (
        *("Số TTHC đủ điều kiện", "Số DVCTT một phần", "Số DVCTT toàn trình"),
        *("Tổng số hồ sơ", "Số hồ sơ xử lý hoàn toàn trực tuyến"),
    )
    rows: list[list[Any]] = [["STT", "Từ ngày", "Đến ngày", "Huyện", "Xã", "Chỉ tiêu", "Giá trị"]]
    for commune, values in said.items():
        for figure, value in zip(figures, values, strict=True):
            rows.append([len(rows), "2024-01-01", "2024-10-31", "Huyện Bình Gia", f"Xã {commune}", figure, value])
    rows.append([len(rows), "2024-01-01", "2024-10-31", "Huyện Bình Gia", "Xã Hồng Thái", "Tổng số hồ sơ", 999])
    parsed = parse_rows("public_service_statistics", rows, file="dai.xlsx")
    found = as_dicts(
        parsed,
        "service_statistics",
        "row",
        "commune_text",
        "offered_count",
        "dossier_count",
        "dossier_count_fully_online",
    )
    assert [tuple(one.values()) for one in found] == [
        (2, "Xã Hòa Bình", 20, 100, 80),
        (7, "Xã Hồng Thái", 30, None, 100),
    ]


def test_codes_behind_the_names_are_codes(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows: list[list[Any]] = [
        ["DANH MỤC THÔN (kèm mã số)"],
        ["1. Xã Hòa Bình (mã 06103), huyện Bình Gia"],
        ["TT", "Thôn (mã số)", "Số hộ", "Cơ quan, đơn vị"],
        [1, "Thôn Nà Mẫu (06103001)", 60, 2],
        [2, "Thôn Nà Thử [06103002]", 70, 1],
        ["Cộng", None, 130, 3],
    ]
    parsed = parse_rows("register", rows, file="dm.xlsx")
    found = as_dicts(parsed, "villages", "village_code", "village_name", "commune_name", "office_count_register")
    assert [tuple(one.values()) for one in found] == [
        ("06103001", "Thôn Nà Mẫu", "Xã Hòa Bình", 2),
        ("06103002", "Thôn Nà Thử", "Xã Hòa Bình", 1),
    ]


def test_the_figures_of_a_legend_are_answers_and_no_counts(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows: list[list[Any]] = [
        ["Mức độ sẵn sàng đến 30/9/2024"],
        ["1 - chưa có"],
        ["2 - có ở một phần thôn"],
        ["3 - có trên toàn thôn"],
        ["Huyện", "Xã", "Thôn", "Cáp quang", "Sóng 4G"],
        ["Bình Gia", "Hòa Bình", "Nà Mẫu", 3, 1],
        ["Bình Gia", "Hòa Bình", "Nà Thử", 2, 3],
        ["Bình Gia", "Hòa Bình", "Nà Nháp", 3, 3],
    ]
    parsed = parse_rows("vnpt", rows, file="phu_luc.xlsx")
    found = as_dicts(parsed, "coverage", "village_text", "service", "answer")
    assert {tuple(one.values()) for one in found} == {
        ("Nà Mẫu", "fibre", "yes"),
        ("Nà Mẫu", "4g", "no"),
        ("Nà Thử", "fibre", "partial"),
        ("Nà Thử", "4g", "yes"),
        ("Nà Nháp", "fibre", "yes"),
        ("Nà Nháp", "4g", "yes"),
    }
    without = parse_rows("vnpt", [rows[0], *rows[4:]], file="phu_luc.xlsx")
    assert not without.rows_read, "numbers without a legend count something"


def test_rows_of_numbers_beside_a_village_are_no_sections(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows: list[list[Any]] = [
        DAY,
        ["STT", "Địa bàn thôn bản", "Loại", "Đã gắn biển"],
        [1, "Thôn Nà Mẫu", None, 1],
        [2, "Thôn Nà Thử", None, 0],
    ]
    parsed = parse_rows("vpostcode", rows, file="diem.xlsx")
    assert "section_row" not in set(parsed.set_aside["reason"])


def test_products_of_which_no_recognition_is_told_are_products(parse_rows: Parse) -> None:
    rows: list[list[Any]] = [
        ["DANH MỤC SẢN PHẨM OCOP"],
        ["Sản phẩm", "Chủ thể", "Địa chỉ"],
        ["Mật mẫu", "HTX Mẫu", "thôn Nà Mẫu, xã Hòa Bình, huyện Bình Gia"],
        ["Trà mẫu", "HTX Thử", "thôn Nà Thử, xã Hòa Bình, huyện Bình Gia"],
    ]
    assert len(parse_rows("ocop_registry", rows, file="ocop.xlsx").records["ocop_products"]) == 2
    rows[1].append("Hạng sao")
    assert len(parse_rows("ocop_registry", rows, file="ocop.xlsx").records["ocop_products"]) == 2


def test_numbers_behind_peoples_names_are_no_codes_of_villages(parse_rows: Parse) -> None:
    head = ["Mã thôn", "Tên thôn", "Xã", "Huyện", "Trưởng thôn (số điện thoại)", "Số hộ"]
    for number in ("0900000001", "90000001"):
        rows = [
            head,
            *(["0610300" + n, f"Nà Mẫu {n}", "Hòa Bình", "Bình Gia", f"Người Mẫu {n} - {number}", 5] for n in "123"),
        ]
        parsed = parse_rows("register", rows, file="dm.xlsx")
        assert parsed.records["villages"]["village_code"].to_list() == ["06103001", "06103002", "06103003"]
        assert number not in parsed.records["villages"].to_string()


def test_a_figure_without_its_name_leaves_a_long_table_to_a_person(parse_rows: Parse) -> None:
    figures = ("Số TTHC đủ điều kiện", "Số DVCTT một phần", "Số DVCTT toàn trình", None)
    rows: list[list[Any]] = [["Từ ngày", "Đến ngày", "Xã", "Chỉ tiêu", "Giá trị"]]
    rows += [
        ["2024-01-01", "2024-10-31", f"Xã {x}", figure, 5] for x in ("Hòa Bình", "Hồng Thái") for figure in figures
    ]
    parsed = parse_rows("public_service_statistics", rows, file="dai.xlsx")
    assert not parsed.rows_read
    assert parsed.rows_in == 8


MEASURED: list[list[Any]] = [
    DAY,
    ["Xã", "Thôn", "Số liệu", "Hộ gia đình", "Cơ quan", "Tổ chức", "Khu di tích"],
    ["Hòa Bình", "Nà Mẫu", "Tổng số", 40, 2, 3, 1],
    ["Hòa Bình", "Nà Mẫu", "Đã gắn biển", 38, 2, 3, 1],
    ["Hòa Bình", "Bản Thử", "Tổng số", 30, 1, 1, 1],
    ["Hòa Bình", "Bản Thử", "Đã gắn biển", 30, 1, 1, 1],
]


def test_rows_that_a_table_of_measures_loses_are_told_with_their_reasons(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [*MEASURED, ["Cộng", None, "Tổng số", 70, 3, 4, 2], [None, None, "Đã gắn biển", 68, 3, 4, 2]]
    rows += [[], ["Ghi chú: số liệu tạm tính"], ["Số liệu do bưu điện các xã cung cấp"]]
    parsed = parse_rows("vpostcode", rows, file="dem.xlsx")
    found = parsed.set_aside.astype({"row": int})
    assert list(zip(found["row"], found["reason"], strict=True)) == [
        (7, "total_row"),
        (8, "total_row"),
        (10, "note"),
        (11, "note"),
    ]
    points = as_dicts(parsed, "addresses", "village_text", "address_kind", "plate")
    households = [(one["village_text"], one["plate"]) for one in points if one["address_kind"] == "household"]
    assert {one: households.count(one) for one in households} == {
        ("Nà Mẫu", "yes"): 38,
        ("Nà Mẫu", "no"): 2,
        ("Bản Thử", "yes"): 30,
    }


def test_a_place_without_its_figures_leaves_a_table_of_measures_to_a_person(parse_rows: Parse) -> None:
    for lacking in (["Tổng số"], ["Đã gắn biển"], []):
        rows = [*MEASURED, ["Hòa Bình", "Pác Giả", *lacking]]
        parsed = parse_rows("vpostcode", rows, file="dem.xlsx")
        assert not parsed.rows_read and parsed.questions, lacking
        assert parsed.rows_in == 5
