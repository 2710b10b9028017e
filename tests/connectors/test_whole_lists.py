"""Lists whose rows hold several things, or whose names and states stand elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from connectors.tables.contract_sections import section_state
from tests.connectors.clerks import known_places

Parse = Callable[..., Any]
Dicts = Callable[..., list[dict[str, Any]]]


def products(parsed: Any) -> list[tuple[Any, ...]]:
    frame = parsed.records["ocop_products"]
    return list(frame[["product_name", "producer", "stars", "address_text"]].itertuples(index=False, name=None))


def test_products_of_one_cell_are_rows_of_their_own_with_their_own_stars(parse_rows: Parse) -> None:
    rows: list[list[Any]] = [
        ["CƠ SỞ CÓ SẢN PHẨM OCOP"],
        ["TT", "Cơ sở sản xuất", "Địa chỉ", "Sản phẩm, hạng sao", "Số QĐ"],
        [1, "HTX Mẫu", "Thôn Nà Pái, xã Hòa Bình", "- Chè mẫu (3 sao)\n- Chè búp (loại ngon) (4 sao)", "12/QĐ-UBND"],
        [2, "Hộ Thử", "Thôn Còn Quan, xã Tân Thành", "Cốm mẫu: 3 sao", "13/QĐ-UBND"],
        [3, "Hộ Nháp", "Thôn Pò Lạn, xã Tân Thành", "Mật mẫu (3 sao), Sáp mẫu (3 sao)", "14/QĐ-UBND"],
    ]
    first, second = "Thôn Nà Pái, xã Hòa Bình", "Thôn Pò Lạn, xã Tân Thành"
    parsed = parse_rows("ocop_registry", rows, file="so.xlsx", places=known_places)
    assert products(parsed) == [
        ("Chè mẫu", "HTX Mẫu", 3, first),
        ("Chè búp (loại ngon)", "HTX Mẫu", 4, first),
        ("Cốm mẫu", "Hộ Thử", 3, "Thôn Còn Quan, xã Tân Thành"),
        ("Mật mẫu", "Hộ Nháp", 3, second),
        ("Sáp mẫu", "Hộ Nháp", 3, second),
    ]
    assert parsed.records["ocop_products"]["row"].tolist() == [3, 3, 4, 5, 5]


def test_stars_listed_in_the_order_of_the_products_go_each_to_its_own(parse_rows: Parse) -> None:
    rows: list[list[Any]] = [
        ["TT", "Tên sản phẩm OCOP", "Chủ thể", "Địa chỉ", "Số sao"],
        [1, "Chè mẫu; Cốm mẫu", "HTX Mẫu", "Thôn Nà Pái, xã Hòa Bình", "4; 3"],
        [2, "Mật mẫu (chai 0,5 lít; chai 1 lít)", "Hộ Thử", "Thôn Nà Pái, xã Hòa Bình", 3],
        [3, "Hồi khô; Tinh dầu", "Hộ Nháp", "Thôn Nà Pái, xã Hòa Bình", "3 sao"],
    ]
    parsed = parse_rows("ocop_registry", rows, file="so.xlsx")
    assert [(name, stars) for name, _, stars, _ in products(parsed)] == [
        ("Chè mẫu", 4),
        ("Cốm mẫu", 3),
        ("Mật mẫu (chai 0,5 lít; chai 1 lít)", 3),
        ("Hồi khô", 3),
        ("Tinh dầu", 3),
    ]


def test_products_put_forward_in_one_cell_are_none_of_the_registry(parse_rows: Parse) -> None:
    rows: list[list[Any]] = [
        ["DANH SÁCH CHỦ THỂ ĐĂNG KÝ SẢN PHẨM OCOP NĂM 2025"],
        ["TT", "Chủ thể", "Địa chỉ", "Sản phẩm và hạng sao"],
        [1, "HTX Mẫu", "Thôn Nà Pái, xã Hòa Bình", "Chè mẫu (4 sao); Cốm mẫu (3 sao)"],
    ]
    parsed = parse_rows("ocop_registry", rows, file="so.xlsx")
    assert not parsed.rows_read
    assert parsed.refusals


VENUES: list[list[Any]] = [
    ["ĐIỂM WIFI MIỄN PHÍ TẠI NƠI CÔNG CỘNG (tính đến 30/9/2024)"],
    ["TT", "Nơi lắp đặt", "Hợp đồng (số, ngày)", "Cách truy cập", "Tình trạng hợp đồng"],
    [1, "Nhà văn hóa thôn Nà Pái, xã Hòa Bình, huyện Bình Gia", "M1/HĐ ngày 2/3/2023", "Mở, không mật khẩu", "Còn hạn"],
    [2, "Sân thể thao bản Còn Quan, xã Tân Thành, huyện Bình Gia", "M2/HĐ ngày 3/3/2023", "Có mật khẩu", "Đã thanh lý"],
]  # fmt: skip


def test_a_venue_that_ends_with_its_place_places_its_row_and_stays_a_venue(parse_rows: Parse) -> None:
    frame = parse_rows("vnpt", VENUES, file="diem.xlsx", places=known_places).records["wifi_contracts"]
    shown = frame[["venue", "address_text", "status", "has_password"]]
    assert list(shown.itertuples(index=False, name=None)) == [
        (VENUES[2][1], "thôn Nà Pái, xã Hòa Bình, huyện Bình Gia", "active", "no"),
        (VENUES[3][1], "bản Còn Quan, xã Tân Thành, huyện Bình Gia", "ended", "yes"),
    ]


def test_venues_that_name_no_village_place_nothing(parse_rows: Parse) -> None:
    rows = [*VENUES[:2], *([n, f"Nhà văn hóa xã {c}", f"M{n}/HĐ", "Mở", "Còn hạn"] for n, c in enumerate("AB", 1))]
    parsed = parse_rows("vnpt", rows, file="diem.xlsx", places=known_places)
    assert not parsed.rows_read
    assert [str(refusal.kind) for refusal in parsed.refusals] == ["missing_heading"]


CONTRACTS = ["TT", "Thôn", "Xã", "Huyện", "Số HĐ", "Điểm lắp", "Mật khẩu"]


def contracts(first: str, second: str) -> list[list[Any]]:
    return [
        ["HỢP ĐỒNG WIFI CÔNG CỘNG (đến 30/9/2024)"],
        [first],
        CONTRACTS,
        [1, "Nà Pái", "Hòa Bình", "Bình Gia", "M1/HĐ", "Nhà văn hóa thôn", "Không"],
        [second],
        CONTRACTS,
        [1, "Bản Chu", "Hòa Bình", "Bình Gia", "M2/HĐ", "Nhà văn hóa thôn", "Không"],
    ]


def test_a_heading_over_a_part_of_the_contracts_says_their_state(parse_rows: Parse) -> None:
    for first, second, states in (
        ("I. Hợp đồng còn hiệu lực", "II. Hợp đồng đã thanh lý (1 hợp đồng)", ["active", "ended"]),
        ("A. CÁC HỢP ĐỒNG ĐÃ HẾT HẠN", "B. CÁC HỢP ĐỒNG ĐANG HOẠT ĐỘNG", ["ended", "active"]),
        ("1. Hợp đồng đang hoạt động", "2. Hợp đồng đang thương thảo ký lại", ["active", "unclear"]),
        ("I. Hợp đồng đã ký", "II. Hợp đồng hết hạn quý IV/2025", ["unclear", "unclear"]),
    ):
        parsed = parse_rows("viettel", contracts(first, second), file="hd.xlsx", places=known_places)
        assert parsed.records["wifi_contracts"]["status"].tolist() == states, first
    alone = [row for row in contracts("x", "y") if len(row) > 1][:2]
    for title, state in (("HỢP ĐỒNG WIFI ĐANG HOẠT ĐỘNG", "active"), ("HỢP ĐỒNG WIFI", "unclear")):
        parsed = parse_rows("viettel", [[title], ["Đến 30/9/2024"], *alone], file="hd.xlsx", places=known_places)
        assert parsed.records["wifi_contracts"]["status"].tolist() == [state]


def test_contracts_on_a_sheet_for_each_state(parse_rows: Parse) -> None:
    rows = [row for row in contracts("x", "y") if len(row) > 1]
    sheets = {"Đang hoạt động": [["Đến 30/9/2024"], *rows[:2]], "Đã thanh lý": [["Đến 30/9/2024"], *rows[2:]]}
    frame = parse_rows("viettel", sheets, file="hd.xlsx", places=known_places).records["wifi_contracts"]
    assert dict(zip(frame["village_text"], frame["status"], strict=True)) == {"Nà Pái": "active", "Bản Chu": "ended"}


def test_a_heading_that_plans_contracts_makes_none_active() -> None:
    for text in ("I. Hợp đồng dự kiến ký mới", "Kế hoạch hợp đồng", "B. Hợp đồng chưa hoạt động trở lại"):
        assert section_state(text) in ("", "?"), text
    assert section_state("Thôn đã có cáp quang") == ""


UNITS = [["Mã xã", "Xã"], ["01234", "Xã Hòa Bình"], ["01235", "Xã Tân Thành"]]
BY_CODE = [
    ["Mã thôn", "Tên thôn", "Mã xã", "Số hộ"],
    ["01234001", "Nà Pái", "01234", 41],
    ["01234002", "Bản Chu", 1234, 42],
    ["01235001", "Còn Quan", "01235", 43],
]


def test_names_of_codes_on_a_sheet_of_their_own_come_to_the_rows(parse_rows: Parse, as_dicts: Dicts) -> None:
    for sheets in ({"Xa": UNITS, "Thon": BY_CODE}, {"Thon": BY_CODE, "Xa": UNITS}):
        parsed = parse_rows("register", sheets, file="dm.xlsx")
        assert not parsed.refusals
        found = as_dicts(parsed, "villages", "village_name", "commune_name")
        assert [tuple(one.values()) for one in found] == [
            ("Nà Pái", "Xã Hòa Bình"),
            ("Bản Chu", "Xã Hòa Bình"),
            ("Còn Quan", "Xã Tân Thành"),
        ]


def test_a_code_that_nobody_explains_leaves_both_sheets_as_they_are(parse_rows: Parse) -> None:
    strange = [*BY_CODE, ["09999001", "Pò Lạn", "09999", 44]]
    parsed = parse_rows("register", {"Xa": UNITS, "Thon": strange}, file="dm.xlsx")
    assert [refusal.spot.sheet for refusal in parsed.refusals] == ["Xa"]
    assert parsed.records["villages"]["commune_name"].isna().all()


def test_a_register_whose_villages_are_whole_addresses(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows: list[list[Any]] = [
        ["TT", "Mã thôn", "Đơn vị", "Số hộ"],
        [1, "01234001", "Thôn Nà Pái, xã Hòa Bình, huyện Bình Gia", 41],
        [2, "01234002", "Bản Chu - xã Hòa Bình, huyện Bình Gia, tỉnh Lạng Sơn", 42],
        [None, None, "Cộng xã Hòa Bình: 2 thôn", 83],
        [3, "01235001", "Thôn Còn Quan, xã Tân Thành, huyện Bình Gia", 43],
    ]
    parsed = parse_rows("register", rows, file="dm.xlsx")
    found = as_dicts(parsed, "villages", "village_name", "commune_name", "district_name")
    assert [tuple(one.values()) for one in found] == [
        ("Thôn Nà Pái", "xã Hòa Bình", "huyện Bình Gia"),
        ("Bản Chu", "xã Hòa Bình", "huyện Bình Gia"),
        ("Thôn Còn Quan", "xã Tân Thành", "huyện Bình Gia"),
    ]


def test_a_legend_explains_signs_within_headings_of_all_tables_of_the_sheet(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows: list[list[Any]] = [
        ["ĐỐI TƯỢNG CẦN CÓ ĐỊA CHỈ SỐ"],
        ["Xã Hòa Bình (mã 01234)", None, None, None, None, "Xã Tân Thành (mã 01235)"],
        ["Mã thôn", "Tên thôn", "Số hộ", "Số DT", None, "Mã thôn", "Tên thôn", "Số hộ", "Số DT"],
        ["01234001", "Nà Pái", 41, 1, None, "01235001", "Còn Quan", 43, 2],
        ["01234002", "Bản Chu", 42, 0, None, "01235002", "Pò Lạn", 44, 0],
        ["DT: khu di tích; TT: thứ tự"],
    ]
    parsed = parse_rows("register", rows, file="dm.xlsx", places=known_places)
    found = as_dicts(parsed, "villages", "village_name", "commune_name", "heritage_site_count_register")
    assert [tuple(one.values()) for one in found] == [
        ("Nà Pái", "Xã Hòa Bình", 1),
        ("Bản Chu", "Xã Hòa Bình", 0),
        ("Còn Quan", "Xã Tân Thành", 2),
        ("Pò Lạn", "Xã Tân Thành", 0),
    ]
    assert set(parsed.set_aside["reason"]) == {"note"}
