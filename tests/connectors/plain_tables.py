"""The plainest table of every source, in other words for each heading, and what somebody may write beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.connectors.clerks import COMMUNES, VILLAGES, Rows

COMMUNE = {v: c for c, names in COMMUNES.items() for v in names}


@dataclass(frozen=True)
class Plain:
    """A table of one header row, and what is read of it.

    ``also`` are other names of each heading, ``turned`` headings that no longer say what the column's field means, by
    the field whose values must then be gone; ``kept`` the columns of the records that are compared.
    """

    source: str
    kind: str
    title: str
    head: list[str]
    rows: Rows
    kept: tuple[str, ...]
    also: Mapping[str, list[str]] = field(default_factory=dict)
    turned: Mapping[str, tuple[str, list[str]]] = field(default_factory=dict)


PLACES = {
    "Thôn": ["Tên thôn", "Thôn/bản", "Thôn, tổ dân phố", "VILLAGE_NAME", "Ten thon", "Thôn (bản, khu phố)"],
    "Xã": ["Tên xã", "Xã/phường", "Xã, phường, thị trấn", "COMMUNE_NAME", "Ten xa", "Đơn vị hành chính cấp xã"],
    "Huyện": ["Tên huyện", "Huyện/thành phố", "DISTRICT_NAME", "Quận/huyện", "Ten huyen"],
}
DISTRICT = "Bình Gia"
POINTS = [
    (f"A{n:03}", v, kind, plate)
    for n, (v, kind, plate) in enumerate(
        [(v, kind, "Có" if (len(v) + len(kind)) % 2 else "Không") for v in VILLAGES
         for kind in ("Hộ gia đình", "Cơ quan", "Tổ chức", "Khu di tích")], 1)
]  # fmt: skip
PLAIN: dict[str, Plain] = {
    "wifi": Plain(
        "vnpt", "wifi_contracts", "ĐIỂM WIFI CÔNG CỘNG (tính đến 30/9/2024)",
        ["Thôn", "Xã", "Huyện", "Địa điểm WiFi", "Số hợp đồng", "Trạng thái hợp đồng", "Mật khẩu"],
        [[v, COMMUNE[v], DISTRICT, "Nhà văn hóa thôn", f"M{n}/2023/HĐ", state, password] for n, (v, state, password) in
         enumerate(zip(VILLAGES, ("Đang hoạt động", "Đã thanh lý", "Còn hiệu lực", "Hết hạn"),
                       ("Không", "Có", "Không", "Không"), strict=True), 1)],
        ("village_text", "commune_text", "district_text", "venue", "contract_number", "status", "has_password"),
        {**PLACES, "Địa điểm WiFi": ["Điểm lắp đặt WiFi", "Vị trí lắp đặt", "WiFi / địa điểm", "WIFI_LOCATION"],
         "Số hợp đồng": ["HĐ số", "Số HĐ", "Mã hợp đồng", "CONTRACT_NO", "So hop dong"],
         "Trạng thái hợp đồng": ["Tình trạng hợp đồng", "Tình trạng HĐ", "CONTRACT_STATUS", "Hiện trạng hợp đồng"],
         "Mật khẩu": ["Có mật khẩu", "Đặt mật khẩu", "PASSWORD", "Mat khau", "Mật khẩu (có/không)"]},
        {"Mật khẩu": ("has_password", ["Không mật khẩu", "Chưa đặt mật khẩu", "Dự kiến đặt mật khẩu"]),
         "Trạng thái hợp đồng": ("status", ["Trạng thái hợp đồng kỳ trước", "Trạng thái hợp đồng năm 2025"])},
    ),
    "points": Plain(
        "vpostcode", "addresses", "ĐIỂM ĐỊA CHỈ SỐ (tính đến 31/10/2024)",
        ["Mã địa chỉ số", "Loại đối tượng", "Thôn", "Xã", "Huyện", "Đã gắn biển"],
        [[code, kind, v, COMMUNE[v], DISTRICT, plate] for code, v, kind, plate in POINTS],
        ("address_code", "address_kind", "village_text", "commune_text", "district_text", "plate"),
        {**PLACES, "Mã địa chỉ số": ["Vpostcode", "Mã ĐCS", "ADDRESS_CODE", "Mã điểm địa chỉ", "Mã Vpostcode"],
         "Loại đối tượng": ["Đối tượng", "ObjectType", "Phân loại", "Loại ĐT", "Nhóm đối tượng"],
         "Đã gắn biển": ["Gắn biển", "Biển địa chỉ số", "PLATE_INSTALLED", "Tình trạng gắn biển", "Đã lắp biển"]},
        {"Đã gắn biển": ("plate", ["Chưa gắn biển", "Kế hoạch gắn biển", "Đăng ký gắn biển", "Cần gắn biển",
                                   "Dự kiến gắn biển năm 2025"])},
    ),
    "statistics": Plain(
        "public_service_statistics", "service_statistics", "THỐNG KÊ TỪ NGÀY 01/01/2024 ĐẾN NGÀY 30/9/2024",
        ["Đơn vị", "TTHC đủ điều kiện", "TTHC đã cung cấp trực tuyến", "Tổng số hồ sơ",
         "Hồ sơ xử lý hoàn toàn trực tuyến"],
        [[f"Xã {c}", 20 + n, 18 + n, 90 + n, 70 + n] for n, c in enumerate(COMMUNES)],
        ("unit_text", "eligible_count", "offered_count", "dossier_count", "dossier_count_fully_online"),
        {"Đơn vị": ["Tên đơn vị", "Cơ quan, đơn vị", "Xã/phường", "COMMUNE_NAME"],
         "TTHC đủ điều kiện": ["Số TTHC đủ ĐK", "Thủ tục đủ điều kiện", "ELIGIBLE_PROCEDURES"],
         "TTHC đã cung cấp trực tuyến": ["Số TTHC cung cấp trực tuyến", "DVCTT đã cung cấp", "ONLINE_PROCEDURES"],
         "Tổng số hồ sơ": ["Số hồ sơ tiếp nhận", "Tổng HS", "TOTAL_DOSSIERS", "Hồ sơ tiếp nhận"],
         "Hồ sơ xử lý hoàn toàn trực tuyến": ["HS trực tuyến toàn trình", "FULLY_ONLINE_DOSSIERS",
                                              "Số hồ sơ giải quyết hoàn toàn trực tuyến"]},
        {"Tổng số hồ sơ": ("dossier_count", ["Tỷ lệ hồ sơ (%)", "Hồ sơ cùng kỳ năm trước", "Chỉ tiêu giao hồ sơ"]),
         "TTHC đủ điều kiện": ("eligible_count", ["Tỷ lệ TTHC đủ điều kiện", "TTHC chưa đủ điều kiện"]),
         "Hồ sơ xử lý hoàn toàn trực tuyến": (
             "dossier_count_fully_online", ["Hồ sơ xử lý không hoàn toàn trực tuyến", "Hồ sơ nộp trực tiếp",
                                            "Tỷ lệ hồ sơ xử lý hoàn toàn trực tuyến"])},
    ),
    "products": Plain(
        "ocop_registry", "ocop_products", "DANH MỤC SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN",
        ["Tên sản phẩm", "Chủ thể", "Thôn", "Xã", "Huyện", "Số sao", "Số quyết định", "Hiệu lực đến"],
        [[f"Sản phẩm mẫu {n}", f"HTX Mẫu {n}", v, COMMUNE[v], DISTRICT, 3 + n % 3, f"{n}/QĐ-UBND", "31/12/2026"]
         for n, v in enumerate(VILLAGES, 1)],
        ("product_name", "producer", "village_text", "commune_text", "district_text", "stars", "decision_number"),
        {**PLACES, "Tên sản phẩm": ["Sản phẩm", "Sản phẩm OCOP", "PRODUCT_NAME", "Tên SP"],
         "Chủ thể": ["Tên chủ thể", "Cơ sở sản xuất", "PRODUCER", "Chủ thể OCOP"],
         "Số sao": ["Hạng sao", "Phân hạng", "STAR_RATING", "Xếp hạng (sao)"],
         "Số quyết định": ["QĐ số", "Quyết định công nhận", "DECISION_NO", "Số QĐ"],
         "Hiệu lực đến": ["Có giá trị đến", "VALID_UNTIL", "Ngày hết hạn", "Thời hạn hiệu lực"]},
        {"Số sao": ("stars", ["Hạng sao đề nghị", "Mục tiêu hạng sao", "Dự kiến số sao", "Số sao đăng ký"])},
    ),
    "register": Plain(
        "register", "villages", "DANH MỤC THÔN",
        ["Mã thôn", "Thôn", "Xã", "Huyện", "Số hộ", "Số cơ quan", "Số tổ chức", "Số khu di tích"],
        [[f"0610300{n}", v, f"Xã {COMMUNE[v]}", f"Huyện {DISTRICT}", 40 + n, 2, 1, 0] for n, v in
         enumerate(VILLAGES, 1)],
        ("village_code", "village_name", "commune_name", "district_name", "household_count_register",
         "office_count_register", "organization_count_register", "heritage_site_count_register"),
        {**PLACES, "Mã thôn": ["Mã số thôn", "VILLAGE_CODE", "Mã định danh thôn", "Ma thon"],
         "Số hộ": ["Hộ gia đình", "Tổng số hộ", "HOUSEHOLDS", "Số HGĐ"],
         "Số cơ quan": ["Cơ quan", "Số CQ", "OFFICE_COUNT"], "Số tổ chức": ["Tổ chức", "Số TC", "ORGANIZATION_COUNT"],
         "Số khu di tích": ["Khu di tích", "Di tích", "HERITAGE_COUNT"]},
        {"Số hộ": ("household_count_register", ["Số hộ nghèo", "Tỷ lệ hộ (%)", "Số hộ chưa có địa chỉ",
                                                "Kế hoạch số hộ"])},
    ),
}  # fmt: skip
# What may stand beside any of them and says nothing that is asked.
BESIDE = [
    ["Ghi chú", "núi cao", None, "", "xa trung tâm"],
    ["Người lập biểu", "Nông Văn Mẫu", "Hoàng Thị Mẫu", "Lý Văn Mẫu", "Vi Thị Mẫu"],
    ["Dân số", 120, 160, 110, 210],
    ["Diện tích (ha)", 12.5, 8.25, 30.75, 41.1],
    ["Số điện thoại", "0912000001", "0912000002", None, "0912000004"],
    ["Cột lạ", "ab", "cd", "ef", "gh"],
    ["Kế hoạch năm 2025", "x", "x", None, "x"],
]


def records(parsed: Any, plain: Plain) -> list[tuple[Any, ...]]:
    """What is read, in no order."""
    frame = parsed.records.get(plain.kind)
    if frame is None:
        return []
    shown = frame[list(plain.kept)].astype(object)
    return sorted(shown.where(shown.notna(), None).itertuples(index=False, name=None), key=str)
