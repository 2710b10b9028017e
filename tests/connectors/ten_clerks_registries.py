"""Tables of addresses, figures, products, WiFi and units as ten more clerks send them; see ``ten_clerks``."""

from __future__ import annotations

from typing import Any

from tests.connectors.clerks import COMMUNES, VILLAGES, Rows
from tests.connectors.kindred_registries import DAY, FIGURES, Layout
from tests.connectors.operator_layouts import COMMUNE, f
from tests.connectors.other_layouts import CODES, HOUSES, KINDS, PLATES, POINTS, PORTAL, PRODUCTS, SHORT

WIFI = [(v, f"{n}/2024/HĐ-VNPT", state, secret) for n, (v, state, secret) in enumerate(
    zip(VILLAGES, ("active", "ended", "active", "active"), ("no", "no", "yes", "no"), strict=True), 1)]  # fmt: skip


def rows(row: Any) -> Rows:
    return [row(n, COMMUNE[v], v) for n, v in enumerate(VILLAGES, 1)]


STATES = {"active": "Đang hoạt động", "ended": "Đã thanh lý"}
HOTSPOTS: dict[str, Layout] = {
    "the contract's number with its day": (
        "wifi_contracts",
        [["TT", "Thôn", "Xã", "Điểm lắp đặt", "Hợp đồng (số, ngày ký)", "Mật khẩu", "Tình trạng"],
         *[[n, v, COMMUNE[v], "Nhà văn hóa thôn", f"{c} ngày 05/3/2024", "Có" if p == "yes" else "Không", STATES[s]]
           for n, (v, c, s, p) in enumerate(WIFI, 1)]],
        [(v, f"{c} ngày 05/3/2024", s, p) for v, c, s, p in WIFI],
    ),
    "two columns of ticks for the password": (
        "wifi_contracts",
        [["TT", "Xã", "Thôn", "Vị trí", "Số HĐ", "Mật khẩu", None, "Trạng thái HĐ"], [None, None, None, None, None,
          "Có", "Không", None],
         *[[n, COMMUNE[v], v, "NVH thôn", c, "x" if p == "yes" else None, None if p == "yes" else "x", STATES[s]]
           for n, (v, c, s, p) in enumerate(WIFI, 1)]],
        WIFI,
    ),
    "WiFi as a group beside the services": (
        "wifi_contracts",
        [["TT", "Xã", "Thôn", "Cáp quang", "WiFi công cộng", None, None, None], [None, None, None, None, "Địa điểm",
          "Số hợp đồng", "Đặt mật khẩu", "Trạng thái"],
         *[[n, COMMUNE[v], v, f(v), "Nhà văn hóa", c, "Có" if p == "yes" else "Không", STATES[s]] for n, (v, c, s,
           p) in enumerate(WIFI, 1)]],
        WIFI,
    ),
    "the day on which a contract was ended": (
        "wifi_contracts",
        [["TT", "Xã", "Thôn", "Điểm WiFi", "Số HĐ", "Mật khẩu", "Ngày thanh lý"],
         *[[n, COMMUNE[v], v, "NVH", c, "Có" if p == "yes" else "Không", "30/6/2024" if s == "ended" else None]
           for n, (v, c, s, p) in enumerate(WIFI, 1)]],
        [(v, c, "ended" if s == "ended" else "unclear", p) for v, c, s, p in WIFI],
    ),
    "a contract system's words": (
        "wifi_contracts",
        [["COMMUNE", "HAMLET", "LOCATION", "CONTRACT_ID", "STATE", "SECURED"],
         *[[COMMUNE[v], v, "Nha van hoa thon", c, "ACTIVE" if s == "active" else "TERMINATED", "Y" if p == "yes"
           else "N"] for v, c, s, p in WIFI]],
        WIFI,
    ),
    "free or with a password, in words": (
        "wifi_contracts",
        [["TT", "Xã", "Thôn", "Nơi phát", "HĐ số", "Chế độ truy cập", "Hiện trạng"],
         *[[n, COMMUNE[v], v, "Nhà văn hóa thôn", c, "Có mật khẩu" if p == "yes" else "Miễn phí, không mật khẩu",
           STATES[s]] for n, (v, c, s, p) in enumerate(WIFI, 1)]],
        WIFI,
    ),
}  # fmt: skip


def counts(v: str, sep: str = "/") -> list[str]:
    return [f"{done}{sep}{total}" for done, total in PLATES[v].values()]


POINT = [(f"M{n:03}", v, kind, plate) for n, (v, kind, plate) in enumerate(POINTS)]
ADDRESSES: dict[str, Layout] = {
    "the plate's state in other words": (
        "addresses",
        [DAY, ["Mã ĐCS", "Đối tượng", "Thôn", "Xã", "Trạng thái biển"],
         *[[m, KINDS[k], v, COMMUNE[v], "Đã lắp" if p == "yes" else "Chưa lắp"] for m, v, k, p in POINT]],
        POINTS,
    ),
    "finished or not": (
        "addresses",
        [DAY, ["Mã địa chỉ", "Phân loại", "Địa bàn thôn", "Xã", "Kết quả gắn biển"],
         *[[m, KINDS[k], v, COMMUNE[v], "Hoàn thành" if p == "yes" else "Chưa hoàn thành"] for m, v, k, p in POINT]],
        POINTS,
    ),
    "in all, done and left, a row a kind": (
        "addresses",
        [DAY, ["Xã", "Thôn", "Loại", "Tổng số", "Đã gắn", "Còn lại"],
         *[[COMMUNE[v], v, name, PLATES[v][k][1], PLATES[v][k][0], PLATES[v][k][1] - PLATES[v][k][0]]
           for v in VILLAGES for k, name in KINDS.items()]],
        POINTS,
    ),
    "plated of all, four kinds in one cell": (
        "addresses",
        [["KẾT QUẢ GẮN BIỂN ĐỊA CHỈ SỐ (đã gắn/tổng số)"], DAY, ["TT", "Xã", "Thôn", "Kết quả"],
         *rows(lambda n, c, v: [n, c, v, "; ".join(f"{name}: {cell}" for name, cell in zip(KINDS.values(), counts(v),
           strict=True))])],
        POINTS,
    ),
    "kinds as sections above their points": (
        "addresses",
        [DAY, ["TT", "Mã địa chỉ số", "Thôn", "Xã", "Gắn biển"],
         *[row for k, (kind, name) in enumerate(KINDS.items(), 1) for row in (
             ["I" * k if k < 4 else "IV", name], *[[n, m, v, COMMUNE[v], "x" if p == "yes" else "Chưa"] for n, (m, v,
               own, p) in enumerate(POINT, 1) if own == kind])]],
        POINTS,
    ),
    "plated and not plated as sections": (
        "addresses",
        [DAY, ["TT", "Mã địa chỉ số", "Loại", "Thôn", "Xã"], ["A", "Các điểm đã gắn biển"],
         *[[n, m, KINDS[k], v, COMMUNE[v]] for n, (m, v, k, p) in enumerate(POINT, 1) if p == "yes"], ["B",
           "Các điểm chưa gắn biển"],
         *[[n, m, KINDS[k], v, COMMUNE[v]] for n, (m, v, k, p) in enumerate(POINT, 1) if p == "no"]],
        POINTS,
    ),
    "both places in one cell, short kinds": (
        "addresses",
        [DAY, ["Mã", "Loại ĐT", "Thôn, xã", "Đã gắn biển (1/0)"], *[[m, SHORT[k], f"{v}, {COMMUNE[v]}",
          int(p == "yes")] for m, v, k, p in POINT]],
        POINTS,
    ),
    "plates of each kind with its total behind": (
        "addresses",
        [DAY, ["Thôn", "Xã", *(f"{name} {what}" for name in KINDS.values() for what in ("đã gắn biển", "tổng số"))],
         *[[v, COMMUNE[v], *(n for pair in PLATES[v].values() for n in pair)] for v in VILLAGES]],
        POINTS,
    ),
}  # fmt: skip

STATED = [(f"Xã {c}", "2024-01-01", "2024-09-30", *figures) for c, figures in PORTAL.items()]
STATISTICS: dict[str, Layout] = {
    "a sheet a quarter": (
        "service_statistics",
        {f"Quý {q}": [["NĂM 2024"], ["TT", "Đơn vị", *FIGURES], *[[n, f"Xã {c}", *own] for n, (c,
          own) in enumerate(PORTAL.items(), 1)]] for q in ("I", "II")},
        [(f"Xã {c}", *days, *own) for days in (("2024-01-01", "2024-03-31"), ("2024-04-01", "2024-06-30")) for c,
          own in PORTAL.items()],
    ),
    "in all, online, entirely online and by hand": (
        "service_statistics",
        [["Từ 01/01/2024 đến 30/9/2024"], ["TT", "Đơn vị", "TTHC", None, "Hồ sơ", None, None, None],
         [None, None, "Đủ điều kiện", "Đã cung cấp", "Tổng số", "Nộp trực tuyến", "Trực tuyến toàn trình", "Trực tiếp"],
         *[[n, f"Xã {c}", e, o, d, u + 3, u, d - u - 3] for n, (c, (e, o, d, u)) in enumerate(PORTAL.items(), 1)]],
        STATED,
    ),
    "this month beside the year so far": (
        "service_statistics",
        [["BÁO CÁO THÁNG 9/2024"], ["TT", "Đơn vị", "Hồ sơ tiếp nhận", None, "Hồ sơ toàn trình", None],
         [None, None, "Trong tháng", "Lũy kế từ đầu năm", "Trong tháng", "Lũy kế từ đầu năm"],
         *[[n, f"Xã {c}", 10, d, 8, u] for n, (c, (_e, _o, d, u)) in enumerate(PORTAL.items(), 1)]],
        [row for c, (_e, _o, d, u) in PORTAL.items() for row in (
            (f"Xã {c}", "2024-09-01", "2024-09-30", None, None, 10, 8), (f"Xã {c}", "2024-01-01", "2024-09-30", None,
              None, d, u))],
    ),
    "an interface's names": (
        "service_statistics",
        [["unit_name", "from_date", "to_date", "eligible_procedures", "online_procedures", "received_dossiers",
          "fully_online_dossiers"],
         *[[f"Xã {c}", "2024-01-01", "2024-09-30", *own] for c, own in PORTAL.items()]],
        STATED,
    ),
    "figures down, communes across below their district": (
        "service_statistics",
        [["Từ ngày 01/01/2024 đến ngày 30/9/2024"], ["TT", "Chỉ tiêu", "ĐVT", *(f"Xã {c}" for c in PORTAL)],
         *[[n, name, "TTHC" if n < 3 else "Hồ sơ", *(own[n - 1] for own in PORTAL.values())] for n,
           name in enumerate(FIGURES, 1)]],
        STATED,
    ),
    "offered partly and fully in one group with its sum": (
        "service_statistics",
        [["9 tháng đầu năm 2024"], ["Đơn vị", "Số TTHC đủ điều kiện", "Số TTHC cung cấp trực tuyến", None, None,
          "Tổng số hồ sơ", "Số hồ sơ xử lý hoàn toàn trực tuyến"],
         [None, None, "Tổng", "Một phần", "Toàn trình", None, None],
         *[[f"Xã {c}", e, o, 8, o - 8, d, u] for c, (e, o, d, u) in PORTAL.items()]],
        STATED,
    ),
}  # fmt: skip

NAMED = [(name, stars, None) for name, stars in PRODUCTS]
OWNERS = ("Nà Pái", "Bản Chu", "Còn Quan", "Pò Lạn")
PRODUCTS_LISTED: dict[str, Layout] = {
    "the producer in brackets behind the product": (
        "ocop_products",
        [["SẢN PHẨM OCOP"], ["TT", "Sản phẩm (chủ thể)", "Xã", "Hạng"], *[[n, f"{name} (HTX Mẫu)", "Hòa Bình",
          f"{s} sao"] for n, (name, s) in enumerate(PRODUCTS, 1)]],
        NAMED,
    ),
    "certificates with both days": (
        "ocop_products",
        [["TT", "Tên sản phẩm", "Chủ thể", "GCN số", "Ngày cấp", "Có giá trị đến", "Hạng"],
         *[[n, name, "HTX Mẫu", f"{n}/GCN", "12/12/2023", "12/12/2026", f"{s} sao"] for n, (name,
           s) in enumerate(PRODUCTS, 1)]],
        NAMED,
    ),
    "a sheet a year": (
        "ocop_products",
        {f"Năm {y}": [["TT", "Tên sản phẩm OCOP", "Chủ thể", "Số sao"], *[[n, name, "HTX Mẫu", s] for n, (name,
          s) in enumerate(PRODUCTS, 1) if n % 2 == y % 2]] for y in (2022, 2023)},
        NAMED,
    ),
    "stars drawn": (
        "ocop_products", [["DANH MỤC OCOP"], ["TT", "Sản phẩm", "Chủ thể", "Phân hạng"], *[[n, name, "HTX Mẫu",
          "★" * s] for n, (name, s) in enumerate(PRODUCTS, 1)]],
        NAMED,
    ),
    "the place of production in one cell": (
        "ocop_products",
        [["TT", "Sản phẩm", "Chủ thể", "Địa chỉ", "Sao"], *[[n, name, "HTX Mẫu", f"Thôn {v}, xã {COMMUNE[v]}", s]
          for n, ((name, s), v) in enumerate(zip(PRODUCTS, OWNERS, strict=True), 1)]],
        NAMED,
    ),
    "producers as sections above their products": (
        "ocop_products",
        [["DANH SÁCH SẢN PHẨM OCOP"], ["TT", "Chủ thể/Sản phẩm", "Hạng sao", "Quyết định"], ["I", "HTX Mẫu"], *[[n,
          name, s, "12/QĐ-UBND"] for n, (name, s) in enumerate(PRODUCTS[:2], 1)],
         ["II", "Hộ Thử"], *[[n, name, s, "12/QĐ-UBND"] for n, (name, s) in enumerate(PRODUCTS[2:], 1)]],
        NAMED,
    ),
}  # fmt: skip

REGISTERED = [(CODES[v], v, f"Xã {COMMUNE[v]}", HOUSES[v]) for v in VILLAGES]
REGISTER: dict[str, Layout] = {
    "communes and villages of one column, each with its code": (
        "villages",
        [["Mã đơn vị", "Tên đơn vị", "Số hộ"], *[row for c, names in COMMUNES.items() for row in (
            [CODES[names[0]][:5], f"Xã {c}", sum(HOUSES[v] for v in names)], *[[CODES[v], f"Thôn {v}", HOUSES[v]]
              for v in names])]],
        [(code, f"Thôn {name}", commune, n) for code, name, commune, n in REGISTERED],
    ),
    "counts with their words": (
        "villages", [["STT", "Mã thôn", "Thôn", "Xã", "Số hộ dân", "Số nhân khẩu"], *[[n, c, v, x, f"{h} hộ",
          f"{4 * h} khẩu"] for n, (c, v, x, h) in enumerate(REGISTERED, 1)]],
        REGISTERED,
    ),
    "groups with a line for what is counted": (
        "villages",
        [["STT", "Đơn vị hành chính", None, None, "Số liệu", None, None, None], [None, "Xã", "Thôn", "Mã thôn", "Hộ",
          "Cơ quan", "Tổ chức", "Di tích"],
         *[[n, x, v, c, h, 1, 1, 0] for n, (c, v, x, h) in enumerate(REGISTERED, 1)]],
        REGISTERED,
    ),
    "the commune's code and name in one cell": (
        "villages", [["Xã", "Mã thôn", "Tên thôn", "Số hộ"], *[[f"{x} (mã {c[:5]})", c, v, h] for c, v, x,
          h in REGISTERED]],
        [(c, v, f"{x} (mã {c[:5]})", h) for c, v, x, h in REGISTERED],
    ),
    "a sheet a commune with its code in the title": (
        "villages", {c: [[f"DANH MỤC THÔN XÃ {c.upper()}"], ["TT", "Mã thôn", "Thôn", "Số hộ"], *[[n, CODES[v], v,
          HOUSES[v]] for n, v in enumerate(names, 1)]] for c, names in COMMUNES.items()},
        [(c, v, f"XÃ {COMMUNE[v].upper()}", h) for c, v, _x, h in REGISTERED],
    ),
}  # fmt: skip
