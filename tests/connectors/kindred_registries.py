"""Tables of addresses, figures, products, WiFi and units of kinds once asked about, each in several clerks' words.

A layout is its source, rows (or sheets of rows), and the records as tuples of the columns named in ``COLUMNS``. The
villages and answers are those of ``clerks``.
"""

from __future__ import annotations

from typing import Any

from tests.connectors.clerks import COMMUNES, VILLAGES
from tests.connectors.operator_layouts import COMMUNE
from tests.connectors.other_layouts import CODES, HOUSES, KINDS, PLATES, POINTS, PRODUCTS

Layout = tuple[str, Any, Any]
DAY = ["Số liệu đến ngày 31/10/2024"]
TOTAL, DONE = "Số địa chỉ đã có mã", "Trong đó: đã gắn biển"


def across(kind: str, what: str) -> list[Any]:
    """The count of each village: ``total`` or ``done``."""
    return [PLATES[v][kind][what == "total"] for v in VILLAGES]


def _communes(blank: int) -> list[Any]:
    return [*[None] * blank, "Xã Hòa Bình", None, "Xã Tân Thành (huyện Bình Gia)", None]


ADDRESSES: dict[str, Layout] = {
    "villages across under their communes, two rows a kind": (
        "addresses",
        [["KẾT QUẢ GẮN BIỂN ĐỊA CHỈ SỐ THEO THÔN"], DAY, ["Đối tượng", "Nội dung", *_communes(0)],
         [None, None, *VILLAGES],
         *[row for kind, name in KINDS.items()
           for row in ([name, TOTAL, *across(kind, "total")], [None, DONE, *across(kind, "done")])]],
        POINTS,
    ),
    "villages across, the kind said again in each row": (
        "addresses",
        [DAY, ["Loại", "Chỉ tiêu", *VILLAGES],
         *[row for kind, name in KINDS.items()
           for row in ([name, "Tổng số", *across(kind, "total")], [name, "Đã gắn biển", *across(kind, "done")])]],
        POINTS,
    ),
    "villages across, numbers in front": (
        "addresses",
        [DAY, ["TT", "Nhóm đối tượng", "Số liệu", *(f"Thôn {v}" for v in VILLAGES)],
         *[row for n, (kind, name) in enumerate(KINDS.items(), 1)
           for row in ([n, name, "Tổng số điểm", *across(kind, "total")],
                       [None, None, "Số điểm đã gắn biển", *across(kind, "done")])]],
        [(f"Thôn {v}", kind, plate) for v, kind, plate in POINTS],
    ),
    "villages across, all totals above all plates": (
        "addresses",
        [DAY, ["Nội dung", "Loại đối tượng", *VILLAGES],
         *[[TOTAL if n == 0 else None, name, *across(kind, "total")] for n, (kind, name) in enumerate(KINDS.items())],
         *[["Đã gắn biển" if n == 0 else None, name, *across(kind, "done")]
           for n, (kind, name) in enumerate(KINDS.items())]],
        POINTS,
    ),
    "villages across, kind and count in one label": (
        "addresses",
        [DAY, ["Chỉ tiêu", *VILLAGES],
         *[row for kind, name in KINDS.items()
           for row in ([f"{name} - tổng số", *across(kind, "total")], [f"{name} - đã gắn biển", *across(kind,
             "done")])]],
        POINTS,
    ),
    "letters for the kinds in the title's legend, the day of the plate": (
        "addresses",
        [["BẢNG KÊ ĐỊA CHỈ SỐ"], ["Loại: H - hộ gia đình, CQ - cơ quan, TC - tổ chức, DT - di tích"], DAY,
         ["Xã", "Thôn", "Loại", "Mã địa chỉ số", "Gắn biển"],
         *[[COMMUNE[v], v, {"household": "H", "office": "CQ", "organization": "TC", "heritage_site": "DT"}[kind],
            f"M{n:03}", "Có" if plate == "yes" else "Không"] for n, (v, kind, plate) in enumerate(POINTS)]],
        POINTS,
    ),
}  # fmt: skip

FIGURES = ("TTHC đủ điều kiện", "TTHC đã cung cấp trực tuyến", "Hồ sơ tiếp nhận", "Hồ sơ xử lý hoàn toàn trực tuyến")
MONTHLY = {"Hòa Bình": [(20, 18, 10, 8), (20, 19, 11, 9), (20, 20, 12, 10)],
           "Tân Thành": [(25, 25, 6, 4), (25, 25, 7, 5), (25, 24, 8, 6)]}  # fmt: skip
ENDS = {1: "31", 2: "29", 3: "31"}


def _months(prefix: str = "Xã ") -> list[tuple[Any, ...]]:
    return [(f"{prefix}{c}", f"2024-{m:02}-01", f"2024-{m:02}-{ENDS[m]}", *counts)
            for c, months in MONTHLY.items() for m, counts in enumerate(months, 1)]  # fmt: skip


def _quarters(prefix: str = "Xã ") -> list[tuple[Any, ...]]:
    days = {1: ("01-01", "03-31"), 2: ("04-01", "06-30"), 3: ("07-01", "09-30")}
    return [(f"{prefix}{c}", *(f"2024-{day}" for day in days[q]), *counts)
            for c, quarters in MONTHLY.items() for q, counts in enumerate(quarters, 1)]  # fmt: skip


def _sum(c: str, first: int = 3) -> list[int]:
    last = MONTHLY[c][-1]
    return [last[0], last[1], sum(m[2] for m in MONTHLY[c][:first]), sum(m[3] for m in MONTHLY[c][:first])]


STATISTICS: dict[str, Layout] = {
    "months below each commune, both in one column": (
        "service_statistics",
        [["SỐ LIỆU DỊCH VỤ CÔNG TRỰC TUYẾN CẤP XÃ THEO THÁNG, NĂM 2024"], ["Đơn vị / tháng", *FIGURES],
         *[row for c, months in MONTHLY.items() for row in (
             [f"UBND Xã {c} (huyện Bình Gia)"], *[[f"Tháng {m}", *counts] for m, counts in enumerate(months, 1)],
             ["Cộng 3 tháng", *_sum(c)])]],
        _months(),
    ),
    "quarters below numbered communes": (
        "service_statistics",
        [["Thống kê DVC năm 2024"], ["TT", "Xã, kỳ báo cáo", *FIGURES],
         *[row for n, (c, quarters) in enumerate(MONTHLY.items(), 1) for row in (
             ["I" * n, f"Xã {c}"], *[[q, f"Quý {'I' * q}", *counts] for q, counts in enumerate(quarters, 1)])]],
        _quarters(),
    ),
    "months with their year below communes that bear the sum": (
        "service_statistics",
        [["Thống kê DVC cấp xã từ ngày 01/01/2024 đến ngày 31/3/2024"], ["Nội dung", *FIGURES],
         *[row for c, months in MONTHLY.items() for row in (
             [f"Xã {c}", *_sum(c)], *[[f"Tháng {m}/2024", *counts] for m, counts in enumerate(months, 1)])]],
        [*((f"Xã {c}", "2024-01-01", "2024-03-31", *_sum(c)) for c in MONTHLY), *_months()],
    ),
    "communes below each month, both in one column": (
        "service_statistics",
        [["KẾT QUẢ CUNG CẤP DVC NĂM 2024"], ["Tháng/Đơn vị", *FIGURES],
         *[row for m in (1, 2, 3) for row in (
             [f"Tháng {m}"], *[[f"Xã {c}", *MONTHLY[c][m - 1]] for c in MONTHLY])]],
        _months(),
    ),
    "months down below a caption a commune": (
        "service_statistics",
        [["BÁO CÁO DVC NĂM 2024"],
         *[row for n, (c, months) in enumerate(MONTHLY.items(), 1) for row in (
             [f"{n}. Xã {c}"], ["Tháng", *FIGURES], *[[f"Tháng {m}", *counts] for m, counts in enumerate(months, 1)],
             [None])]],
        _months(),
    ),
    "a month's number in its column, the year in the title": (
        "service_statistics",
        [["SỐ LIỆU DVC NĂM 2024"], ["Xã", "Tháng", *FIGURES],
         *[[f"Xã {c}", m, *counts] for c, months in MONTHLY.items() for m, counts in enumerate(months, 1)]],
        _months(),
    ),
    "periods of so many months without a year": (
        "service_statistics",
        [["KẾT QUẢ GIẢI QUYẾT HỒ SƠ NĂM 2024"], ["TT", "Đơn vị", "Tổng số hồ sơ", None, "Hồ sơ hoàn toàn trực tuyến",
          None],
         [None, None, "6 tháng", "9 tháng", "6 tháng", "9 tháng"],
         *[[n, f"Xã {c}", 100 + n, 200 + n, 60 + n, 150 + n] for n, c in enumerate(COMMUNES, 1)]],
        [(f"Xã {c}", "2024-01-01", end, None, None, total, fully)
         for n, c in enumerate(COMMUNES, 1) for end, total, fully in (
             ("2024-06-30", 100 + n, 60 + n), ("2024-09-30", 200 + n, 150 + n))],
    ),
    "the first months of a year as groups of columns": (
        "service_statistics",
        [["THỐNG KÊ DVC CẤP XÃ"], ["(Số liệu đến 30/9/2024)"], ["Đơn vị", "6 tháng đầu năm", None, "9 tháng", None],
         [None, "Hồ sơ tiếp nhận", "Hồ sơ toàn trình", "Hồ sơ tiếp nhận", "Hồ sơ toàn trình"],
         *[[f"Xã {c}", 100 + n, 60 + n, 200 + n, 150 + n] for n, c in enumerate(COMMUNES, 1)]],
        [(f"Xã {c}", "2024-01-01", end, None, None, total, fully)
         for n, c in enumerate(COMMUNES, 1) for end, total, fully in (
             ("2024-06-30", 100 + n, 60 + n), ("2024-09-30", 200 + n, 150 + n))],
    ),
}  # fmt: skip

MADE = {"Mật ong Nà Pái": ("HTX Nông sản Mẫu", "Nà Pái"), "Na dai Bản Chu": ("Hộ kinh doanh Thử", "Bản Chu"),
        "Hồi khô Còn Quan": ("Cơ sở Mẫu", "Còn Quan"), "Cao khô Pò Lạn": ("HTX Thử", "Pò Lạn")}  # fmt: skip
OF_COMMUNES = {"Hòa Bình": PRODUCTS[:2], "Tân Thành": PRODUCTS[2:]}
PLACED = [(name, stars, f"thôn {MADE[name][1]}") for name, stars in PRODUCTS]


def _listed(say: Any, sep: str = "\n") -> list[list[Any]]:
    return [[n, f"Xã {c}", len(made), sep.join(say(k, name, stars, *MADE[name]) for k, (name, stars) in
             enumerate(made, 1))] for n, (c, made) in enumerate(OF_COMMUNES.items(), 1)]  # fmt: skip


LISTS: dict[str, Layout] = {
    "products of a commune as numbered lines with producer, village and stars": (
        "ocop_products",
        [["TỔNG HỢP SẢN PHẨM OCOP CÒN HIỆU LỰC"],
         ["STT", "Xã", "Số sản phẩm", "Các sản phẩm OCOP còn hiệu lực (tên sản phẩm - chủ thể - hạng sao)"],
         *_listed(lambda k, name, stars, who, v: f"{k}. {name} - {who} (thôn {v}) - {stars} sao")],
        PLACED,
    ),
    "products of a commune as bullets, stars behind a colon": (
        "ocop_products",
        [["SẢN PHẨM OCOP CỦA CÁC XÃ"], ["STT", "Xã", "SL", "Danh sách sản phẩm"],
         *_listed(lambda _k, name, stars, who, v: f"- {name} ({who}, thôn {v}): {stars} sao")],
        PLACED,
    ),
    "products of a commune behind each other, stars in brackets": (
        "ocop_products",
        [["SẢN PHẨM OCOP CỦA CÁC XÃ"], ["STT", "Xã", "Tổng số", "Tên sản phẩm (hạng sao, chủ thể, thôn)"],
         *_listed(lambda _k, name, stars, who, v: f"{name} ({stars} sao, {who}, thôn {v})", "; ")],
        PLACED,
    ),
    "products of a commune, only their stars beside": (
        "ocop_products",
        [["SẢN PHẨM OCOP ĐÃ ĐƯỢC CÔNG NHẬN"], ["STT", "Địa phương", "Số lượng", "Sản phẩm"],
         *_listed(lambda k, name, stars, _who, _v: f"{k}) {name}, {stars} sao")],
        [(name, stars, None) for name, stars in PRODUCTS],
    ),
    "products of a commune, the producer behind the stars": (
        "ocop_products",
        [["SẢN PHẨM OCOP ĐÃ ĐƯỢC CÔNG NHẬN"], ["STT", "Xã", "Số SP", "Sản phẩm OCOP"],
         *_listed(lambda k, name, stars, who, v: f"{k}/ {name} – {stars} sao – {who}, thôn {v}")],
        PLACED,
    ),
}  # fmt: skip


def _wifi(v: str) -> tuple[Any, ...]:
    n = VILLAGES.index(v) + 1
    return (
        "Nhà văn hóa thôn",
        f"{n}/2024/HĐ-VNPT",
        "Không" if n % 2 else "Có",
        "Đang sử dụng" if n < 4 else "Đã thanh lý",
    )


SECOND = {"Bản Chu": ("Điểm trường", "91/2024/HĐ-VNPT", "Không", "Đang sử dụng")}
HOTSPOTS: list[tuple[Any, ...]] = [
    (v, number, "active" if "Đang" in state else "ended", "yes" if password == "Có" else "no")
    for v in VILLAGES for _, number, password, state in (_wifi(v), *([SECOND[v]] if v in SECOND else []))
]  # fmt: skip
FOUR = ["Vị trí lắp đặt", "Số hợp đồng", "Mật khẩu", "Tình trạng"]


def _two(v: str) -> list[Any]:
    return [*_wifi(v), *SECOND.get(v, (None,) * 4)]


GROUPS: dict[str, Layout] = {
    "two points of WiFi of a village in a row, in groups": (
        "wifi_contracts",
        [["ĐIỂM PHÁT WIFI MIỄN PHÍ TẠI CÁC THÔN"], ["STT", "Xã", "Thôn", "Điểm thứ nhất", *[None] * 3,
          "Điểm thứ hai", *[None] * 3],
         [None, None, None, *FOUR, *FOUR], *[[n, COMMUNE[v], v, *_two(v)] for n, v in enumerate(VILLAGES, 1)]],
        HOTSPOTS,
    ),
    "two points of WiFi, numbered in every heading": (
        "wifi_contracts",
        [["Xã", "Thôn", *(f"{name} {k}" for k in (1, 2) for name in ("Địa điểm WiFi", "Số HĐ", "Có mật khẩu",
          "Trạng thái HĐ"))],
         *[[COMMUNE[v], v, *_two(v)] for v in VILLAGES]],
        HOTSPOTS,
    ),
    "two points of WiFi, numbers over the groups": (
        "wifi_contracts",
        [["Xã", "Thôn", "WiFi số 1", *[None] * 3, "WiFi số 2", *[None] * 3], [None, None, *FOUR, *FOUR],
         *[[COMMUNE[v], v, *_two(v)] for v in VILLAGES]],
        HOTSPOTS,
    ),
    "two points of WiFi, the field over its numbers": (
        "wifi_contracts",
        [["Xã", "Thôn", *(cell for name in FOUR for cell in (name, None))],
         [None, None, *["Điểm 1", "Điểm 2"] * 4],
         *[[COMMUNE[v], v, *(cell for pair in zip(_two(v)[:4], _two(v)[4:], strict=True) for cell in pair)]
           for v in VILLAGES]],
        HOTSPOTS,
    ),
    "two products of a producer in a row": (
        "ocop_products",
        [["DANH SÁCH SẢN PHẨM OCOP"],
         ["TT", "Chủ thể", "Xã", "Sản phẩm 1", None, None, "Sản phẩm 2", None, None],
         [None, None, None, *["Tên sản phẩm", "Số sao", "Quyết định"] * 2],
         [1, "HTX Mẫu", "Hòa Bình", "Mật ong Nà Pái", 4, "12/QĐ-UBND", "Na dai Bản Chu", 3, "12/QĐ-UBND"],
         [2, "Hộ Thử", "Tân Thành", "Hồi khô Còn Quan", 3, "12/QĐ-UBND", None, None, None]],
        [(name, stars, None) for name, stars in PRODUCTS[:3]],
    ),
}  # fmt: skip

_UNITS: list[tuple[str, str, str, str | None, int | None]] = [
    ("181", "Huyện Bình Gia", "Huyện", "20", None), ("06103", "Xã Hòa Bình", "Xã", "181", 81),
    ("06106", "Xã Tân Thành", "Xã", "181", 85),
    *((CODES[v], v, "Thôn", CODES[v][:5], HOUSES[v]) for v in VILLAGES),
]  # fmt: skip
REGISTER = [(CODES[v], v, f"Xã {COMMUNE[v]}", HOUSES[v]) for v in VILLAGES]
PARENTS: dict[str, Layout] = {
    "units of all levels with the code of the unit above": (
        "villages", [["MA_DVHC", "TEN_DVHC", "CAP", "MA_DVHC_CHA", "SO_HO"], *map(list, _UNITS)], REGISTER,
    ),
    "units of all levels without a column of levels": (
        "villages",
        [["Mã đơn vị", "Tên đơn vị", "Mã đơn vị cấp trên", "Số hộ"],
         *[[code, f"Thôn {name}" if level == "Thôn" else name, above, n] for code, name, level, above, n in _UNITS]],
        [(code, f"Thôn {name}", commune, n) for code, name, commune, n in REGISTER],
    ),
    "units of a database, in no order": (
        "villages",
        [["id", "parent_id", "level", "name", "households"],
         *[[code, above, {"Huyện": 2, "Xã": 3, "Thôn": 4}[level], name, n] for code, name, level, above,
           n in _UNITS[::-1]]],
        REGISTER,
    ),
    "villages with the code of their commune, which stands in no row of its own": (
        "villages",
        [["Mã", "Tên", "Thuộc mã", "Cấp", "Số hộ"], *[[c, n, a, lv, h] for c, n, lv, a, h in _UNITS if lv != "Huyện"]],
        REGISTER,
    ),
}  # fmt: skip
