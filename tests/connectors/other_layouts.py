"""Tables of the post, the portal, the OCOP registry and the register by kind; and what a right reading says of them.

A layout is its source, rows (or sheets of rows), and its records as tuples of the columns named in ``COLUMNS``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from tests.connectors.clerks import COMMUNES, VILLAGES, Rows

COLUMNS = {
    "vpostcode": ("addresses", ("village_text", "address_kind", "plate")),
    "public_service_statistics": (
        "service_statistics",
        ("commune_text", "eligible_count", "offered_count", "dossier_count", "dossier_count_fully_online"),
    ),
    "ocop_registry": ("ocop_products", ("product_name", "stars")),
    "register": ("villages", ("village_code", "village_name", "commune_name", "household_count_register")),
}
COMMUNE = {v: c for c, names in COMMUNES.items() for v in names}
DAY = ["Số liệu đến ngày 31/10/2024"]
KINDS = {"household": "Hộ gia đình", "office": "Cơ quan", "organization": "Tổ chức", "heritage_site": "Khu di tích"}
SHORT = {"household": "HGĐ", "office": "CQ", "organization": "TC", "heritage_site": "KDT"}
# (with a plate, in all) of each village and kind
PLATES = {v: {"household": (3 - n % 2, 3), "office": (1, 1), "organization": (n % 2, 1), "heritage_site": (0, n % 2)}
          for n, v in enumerate(VILLAGES)}  # fmt: skip
POINTS = [
    (v, kind, "yes" if k < done else "no")
    for v in VILLAGES for kind, (done, total) in PLATES[v].items() for k in range(total)
]  # fmt: skip
PORTAL = {"Hòa Bình": (20, 18, 100, 80), "Tân Thành": (25, 25, 60, 45)}
STATED = [(f"Xã {c}", *counts) for c, counts in PORTAL.items()]
PRODUCTS = [("Mật ong Nà Pái", 4), ("Na dai Bản Chu", 3), ("Hồi khô Còn Quan", 3), ("Cao khô Pò Lạn", 4)]
CODES = {v: f"0610300{n}" if n < 3 else f"0610600{n - 2}" for n, v in enumerate(VILLAGES, start=1)}
HOUSES = {v: 40 + n for n, v in enumerate(VILLAGES)}
REGISTER = [(CODES[v], v, f"Xã {COMMUNE[v]}", HOUSES[v]) for v in VILLAGES]
Layout = tuple[str, Rows | dict[str, Rows], list[tuple[Any, ...]] | None]


def _points(yes: Any = "x", no: Any = None) -> Rows:
    return [[f"M{n:03}", v, COMMUNE[v], KINDS[kind], yes if plate == "yes" else no]
            for n, (v, kind, plate) in enumerate(POINTS, start=1)]  # fmt: skip


def _per_kind(v: str, *what: str) -> list[Any]:
    cells: list[Any] = []
    for done, total in PLATES[v].values():
        values = {"total": total, "done": done, "left": total - done, "share": f"{100 * done // max(total, 1)}%",
                  "of": f"{done}/{total}"}  # fmt: skip
        cells += [values[name] for name in what]
    return cells


def _groups(width: int, names: Mapping[str, str] = KINDS) -> list[Any]:
    return [cell for name in names.values() for cell in (name, *[None] * (width - 1))]


POST: dict[str, Layout] = {
    "kinds across with totals, plates and shares": (
        "vpostcode",
        [DAY, ["TT", "Xã", "Thôn", *_groups(3)],
         [None, None, None, *["Tổng số", "Đã gắn biển", "Tỷ lệ (%)"] * 4],
         *[[n, COMMUNE[v], v, *_per_kind(v, "total", "done", "share")] for n, v in enumerate(VILLAGES, 1)]],
        POINTS,
    ),
    "plated of all in a cell, explained by the title": (
        "vpostcode",
        [["BẢNG TỔNG HỢP GẮN BIỂN ĐỊA CHỈ SỐ (số đã gắn/tổng số)"], DAY, ["TT", "Xã", "Thôn", *KINDS.values()],
         *[[n, COMMUNE[v], v, *_per_kind(v, "of")] for n, v in enumerate(VILLAGES, 1)]],
        POINTS,
    ),
    "plated of all in a cell, kinds down and villages across": (
        "vpostcode",
        [["Đã gắn biển/Tổng số điểm"], DAY, ["Loại đối tượng", *VILLAGES],
         *[[name, *(f"{PLATES[v][kind][0]}/{PLATES[v][kind][1]}" for v in VILLAGES)] for kind, name in KINDS.items()]],
        POINTS,
    ),
    "plated of all in a cell without a word of which is which": (
        "vpostcode",
        [DAY, ["TT", "Xã", "Thôn", *KINDS.values()],
         *[[n, COMMUNE[v], v, *_per_kind(v, "of")] for n, v in enumerate(VILLAGES, 1)]],
        None,
    ),
    "abbreviated kinds": (
        "vpostcode",
        [DAY, ["Mã ĐC", "Thôn", "Xã", "Loại ĐT", "Đã GB"],
         *[[r[0], r[1], r[2], SHORT[kind], r[4]] for r, (_, kind, _a) in zip(_points(1, 0), POINTS, strict=True)]],
        POINTS,
    ),
    "abbreviated kinds across": (
        "vpostcode",
        [DAY, ["TT", "Xã", "Thôn", *_groups(2, SHORT)], [None, None, None, *["Tổng", "Đã gắn"] * 4],
         *[[n, COMMUNE[v], v, *_per_kind(v, "total", "done")] for n, v in enumerate(VILLAGES, 1)]],
        POINTS,
    ),
    "plates across with the kinds below": (
        "vpostcode",
        [DAY, ["TT", "Xã", "Thôn", "Tổng số điểm địa chỉ", None, None, None, "Số điểm đã gắn biển"],
         [None, None, None, *KINDS.values(), *KINDS.values()],
         *[[n, COMMUNE[v], v, *_per_kind(v, "total"), *_per_kind(v, "done")] for n, v in enumerate(VILLAGES, 1)]],
        POINTS,
    ),
    "done and left without a sum": (
        "vpostcode",
        [DAY, ["Xã", "Thôn", "Đối tượng", "Đã gắn biển", "Chưa gắn biển"],
         *[[COMMUNE[v], v, name, PLATES[v][k][0], PLATES[v][k][1] - PLATES[v][k][0]]
           for v in VILLAGES for k, name in KINDS.items()]],
        POINTS,
    ),
    "a sheet a kind": (
        "vpostcode",
        {name: [DAY, ["Mã địa chỉ số", "Thôn", "Xã", "Gắn biển"],
                *[[f"{kind}{n}", v, COMMUNE[v], "Rồi" if p == "yes" else "Chưa"]
                  for n, (v, k, p) in enumerate(POINTS) if k == kind]] for kind, name in KINDS.items()},
        POINTS,
    ),
    "a database's columns": (
        "vpostcode",
        [["ADDR_CODE", "OBJ_TYPE", "HAMLET", "COMMUNE", "IS_PLATED", "EXPORT_DATE"],
         *[[r[0], kind.upper(), r[1], r[2], r[4], "2024-10-31"]
           for r, (_, kind, _p) in zip(_points("Y", "N"), POINTS, strict=True)]],
        POINTS,
    ),
    "the day of the plate alone": (
        "vpostcode",
        [DAY, ["Mã địa chỉ", "Thôn", "Xã", "Loại", "Ngày gắn biển"], *_points("15/8/2024", None)],
        [(v, kind, plate if plate == "yes" else None) for v, kind, plate in POINTS],
    ),
    "codes for the state of the plate": (
        "vpostcode",
        [DAY, ["TT biển: 1 - đã gắn; 0 - chưa gắn"], ["Mã địa chỉ", "Thôn", "Xã", "Loại", "TT biển"], *_points(1, 0)],
        POINTS,
    ),
    "a card a village": (
        "vpostcode",
        [DAY, *[row for v in VILLAGES for row in (
            [f"Thôn {v}, xã {COMMUNE[v]}"], ["Loại", "Tổng số", "Đã gắn biển"],
            *[[name, PLATES[v][k][1], PLATES[v][k][0]] for k, name in KINDS.items()], [None])]],
        [(f"Thôn {v}", kind, plate) for v, kind, plate in POINTS],
    ),
    "two columns of ticks": (
        "vpostcode",
        [DAY, ["Mã địa chỉ", "Thôn", "Xã", "Loại đối tượng", "Đã gắn", "Chưa gắn"],
         *[[*r, None if r[4] else "x"] for r in _points()]],
        POINTS,
    ),
    "villages as sections, kinds across": (
        "vpostcode",
        [DAY, ["TT", "Đơn vị", *_groups(2)], [None, None, *["Tổng số", "Đã gắn biển"] * 4],
         *[row for k, (c, names) in enumerate(COMMUNES.items(), 1) for row in (
             ["I" * k, f"Xã {c}"],
             *[[n, f"Thôn {v}", *_per_kind(v, "total", "done")] for n, v in enumerate(names, 1)])]],
        [(f"Thôn {v}", kind, plate) for v, kind, plate in POINTS],
    ),
}  # fmt: skip

REGISTRIES: dict[str, Layout] = {
    "statistics with groups and shares": (
        "public_service_statistics",
        [["Từ ngày 01/01/2024 đến ngày 31/10/2024"],
         ["TT", "Đơn vị", "Thủ tục hành chính", None, None, "Hồ sơ", None, None],
         [None, None, "Đủ điều kiện", "Đã cung cấp trực tuyến", "Tỷ lệ (%)", "Tổng tiếp nhận", "Trực tuyến toàn trình",
          "Tỷ lệ (%)"], ["(1)", "(2)", "(3)", "(4)", "(5)=(4)/(3)", "(6)", "(7)", "(8)=(7)/(6)"],
         *[[n, f"Xã {c}", e, o, f"{100 * o // e}%", d, u, f"{100 * u // d}%"]
           for n, (c, (e, o, d, u)) in enumerate(PORTAL.items(), 1)]],
        STATED,
    ),
    "statistics in English": (
        "public_service_statistics",
        [["periodFrom", "periodTo", "communeName", "eligibleProcedures", "onlineProcedures", "totalDossiers",
          "fullyOnlineDossiers"],
         *[["2024-01-01", "2024-10-31", f"Xã {c}", *counts] for c, counts in PORTAL.items()]],
        STATED,
    ),
    "statistics a log of figures": (
        "public_service_statistics",
        [["Kỳ: 01/01/2024 - 31/10/2024"], ["Xã", "Chỉ số", "Giá trị"],
         *[[f"Xã {c}", name, value] for c, counts in PORTAL.items() for name, value in zip(
             ("TTHC đủ điều kiện", "TTHC đã cung cấp trực tuyến", "Tổng số hồ sơ", "Hồ sơ trực tuyến toàn trình"),
             counts, strict=True)]],
        STATED,
    ),
    "statistics on their side": (
        "public_service_statistics",
        [["Kỳ báo cáo: 01/01/2024 - 31/10/2024"], ["Chỉ tiêu", *(f"Xã {c}" for c in PORTAL)],
         *[[name, *(counts[k] for counts in PORTAL.values())] for k, name in enumerate(
             ("Số TTHC đủ điều kiện", "Số TTHC cung cấp trực tuyến", "Tổng số hồ sơ tiếp nhận",
              "Số hồ sơ trực tuyến toàn trình"))]],
        STATED,
    ),
    "statistics partly and fully below the offered": (
        "public_service_statistics",
        [["Từ ngày 01/01/2024 đến ngày 31/10/2024"],
         ["TT", "Cơ quan, đơn vị", "Số TTHC đủ ĐK", "DVCTT", None, "Hồ sơ", None],
         [None, None, None, "Một phần", "Toàn trình", "Tổng số", "Xử lý hoàn toàn trực tuyến"],
         *[[n, f"UBND xã {c}", e, 8, o - 8, d, u] for n, (c, (e, o, d, u)) in enumerate(PORTAL.items(), 1)]],
        [(f"xã {c}", *counts) for c, counts in PORTAL.items()],
    ),
    "stars as columns of ticks": (
        "ocop_registry",
        [["DANH SÁCH SẢN PHẨM OCOP"], ["TT", "Tên sản phẩm", "Chủ thể", "Hạng sao", None, None],
         [None, None, None, "3 sao", "4 sao", "5 sao"],
         *[[n, name, "HTX Mẫu", *("x" if stars == k else None for k in (3, 4, 5))]
           for n, (name, stars) in enumerate(PRODUCTS, 1)]],
        PRODUCTS,
    ),
    "stars as sections": (
        "ocop_registry",
        [["SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN NĂM 2023"], ["TT", "Sản phẩm", "Chủ thể", "Quyết định"],
         *[row for stars in (4, 3) for row in ([f"Sản phẩm đạt {stars} sao"], *[
             [n, name, "HTX Mẫu", "12/QĐ-UBND"] for n, (name, s) in enumerate(PRODUCTS, 1) if s == stars])]],
        sorted(PRODUCTS, key=lambda p: -p[1]),
    ),
    "a sheet a number of stars": (
        "ocop_registry",
        {f"{stars} sao": [["TT", "Tên SP", "Chủ thể", "Số QĐ"], *[
            [n, name, "HTX Mẫu", "12/QĐ-UBND"] for n, (name, s) in enumerate(PRODUCTS, 1) if s == stars]]
         for stars in (3, 4)},
        PRODUCTS,
    ),
    "a card a product": (
        "ocop_registry",
        [["HỒ SƠ SẢN PHẨM OCOP ĐÃ CÔNG NHẬN"], *[row for name, stars in PRODUCTS for row in (
            ["Tên sản phẩm", name], ["Chủ thể", "HTX Mẫu"], ["Hạng sao", f"{stars} sao"],
            ["Số quyết định", "12/QĐ-UBND"], [None])]],
        PRODUCTS,
    ),
    "products in one cell of their producer": (
        "ocop_registry",
        [["DANH SÁCH CHỦ THỂ OCOP"], ["TT", "Chủ thể", "Sản phẩm (hạng sao)"],
         [1, "HTX Mẫu", "Mật ong Nà Pái (4 sao); Na dai Bản Chu (3 sao)"],
         [2, "Hộ Thử", "Hồi khô Còn Quan (3 sao); Cao khô Pò Lạn (4 sao)"]],
        PRODUCTS,
    ),
    "products in English": (
        "ocop_registry",
        [["product_name", "producer_name", "star_rating", "decision_no", "expiry_date"],
         *[[name, "HTX Mẫu", stars, "12/QĐ-UBND", "2026-12-31"] for name, stars in PRODUCTS]],
        PRODUCTS,
    ),
    "a register with communes as sections": (
        "register",
        [["DANH MỤC THÔN"], ["TT", "Mã thôn", "Tên thôn", "Số hộ"],
         *[row for k, (c, names) in enumerate(COMMUNES.items(), 1) for row in (
             ["I" * k, None, f"Xã {c}", None], *[[n, CODES[v], v, HOUSES[v]] for n, v in enumerate(names, 1)])]],
        REGISTER,
    ),
    "a register of codes in two parts": (
        "register",
        [["TT", "Mã xã", "Tên xã", "Mã thôn", "Tên thôn", "Số hộ"],
         *[[n, CODES[v][:5], f"Xã {COMMUNE[v]}", CODES[v][5:], v, HOUSES[v]] for n, v in enumerate(VILLAGES, 1)]],
        REGISTER,
    ),
    "a register side by side": (
        "register",
        [["Mã thôn", "Tên thôn", "Xã", "Số hộ", None, "Mã thôn", "Tên thôn", "Xã", "Số hộ"],
         *[[CODES[a], a, f"Xã {COMMUNE[a]}", HOUSES[a], None, CODES[b], b, f"Xã {COMMUNE[b]}", HOUSES[b]]
           for a, b in zip(VILLAGES[:2], VILLAGES[2:], strict=True)]],
        REGISTER,
    ),
    "a register in abbreviations": (
        "register",
        [["STT", "MĐD thôn", "Tên gọi", "ĐVHC cấp xã", "HGĐ", "CQ", "TC", "KDT"],
         *[[n, CODES[v], v, f"Xã {COMMUNE[v]}", HOUSES[v], 1, 1, 0] for n, v in enumerate(VILLAGES, 1)]],
        REGISTER,
    ),
    "a register of a database": (
        "register",
        [["village_code", "village_name", "commune_name", "household_count"],
         *[[CODES[v], v, f"Xã {COMMUNE[v]}", HOUSES[v]] for v in VILLAGES]],
        REGISTER,
    ),
    "a card a village of the register": (
        "register",
        [row for v in VILLAGES for row in (
            ["Mã thôn", CODES[v]], ["Tên thôn", v], ["Xã", f"Xã {COMMUNE[v]}"], ["Số hộ", HOUSES[v]], [None])],
        REGISTER,
    ),
}  # fmt: skip

LAYOUTS: dict[str, Layout] = {**POST, **REGISTRIES}


def counted(found: Any) -> Counter[tuple[Any, ...]]:
    """Records as a bag of tuples."""
    return Counter(found)
