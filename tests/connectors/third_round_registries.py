"""Tables of addresses, figures, products, WiFi and units of a third round of clerks; see ``ten_clerks``."""

from __future__ import annotations

from tests.connectors.clerks import COMMUNES, VILLAGES
from tests.connectors.kindred_registries import DAY, FIGURES, Layout
from tests.connectors.operator_layouts import COMMUNE
from tests.connectors.other_layouts import KINDS, PLATES, POINTS, PORTAL, PRODUCTS, SHORT
from tests.connectors.ten_clerks_registries import NAMED, POINT, REGISTERED, STATED, WIFI

HOTSPOTS: dict[str, Layout] = {
    "contracts by commune, the village in the venue": (
        "wifi_contracts",
        [["DANH SÁCH ĐIỂM WIFI CÔNG CỘNG"], ["TT", "Xã", "Tên điểm", "Số hợp đồng", "Trạng thái", "Mật khẩu"],
         *[[n, COMMUNE[v], f"Nhà văn hóa thôn {v}", c, "Hoạt động" if s == "active" else "Đã thanh lý",
           "Không" if p == "no" else "Có"] for n, (v, c, s, p) in enumerate(WIFI, 1)]],
        [(f"thôn {v}", c, s, p) for v, c, s, p in WIFI],
    ),
    "running and ended as two sheets": (
        "wifi_contracts",
        {name: [["TT", "Xã", "Thôn", "Địa điểm", "Số HĐ", "Mật khẩu"], *[[n, COMMUNE[v], v, "NVH", c,
          "Không" if p == "no" else "Có"] for n, (v, c, s, p) in enumerate(WIFI, 1) if s == own]]
         for name, own in (("Đang hoạt động", "active"), ("Đã chấm dứt", "ended"))},
        [w for w in WIFI if w[2] == "active"] + [w for w in WIFI if w[2] == "ended"],
    ),
    "a card of contracts with terms": (
        "wifi_contracts",
        [["TT", "Xã", "Thôn", "Vị trí lắp đặt", "Hợp đồng số", "Thời hạn từ", "Thời hạn đến", "Hình thức"],
         *[[n, COMMUNE[v], v, "NVH", c, "01/01/2024", "31/12/2025" if s == "active" else "30/6/2024",
           "Mở" if p == "no" else "Có mật khẩu"] for n, (v, c, s, p) in enumerate(WIFI, 1)]],
        [(v, c, "term", p) for v, c, s, p in WIFI],
    ),
}  # fmt: skip

ADDRESSES: dict[str, Layout] = {
    "printed, handed out and fixed": (
        "addresses",
        [DAY, ["Mã ĐCS", "Loại", "Thôn", "Xã", "Đã in", "Đã giao", "Đã gắn"], *[[m, KINDS[k], v, COMMUNE[v], "x",
          "x", "x" if p == "yes" else None] for m, v, k, p in POINT]],
        [(v, k, p if p == "yes" else None) for v, k, p in POINTS],
    ),
    "one state of several steps": (
        "addresses",
        [DAY, ["Mã ĐCS", "Loại", "Thôn", "Xã", "Tiến độ biển"], *[[m, KINDS[k], v, COMMUNE[v],
          "Đã gắn" if p == "yes" else "Mới in, chưa gắn"] for m, v, k, p in POINT]],
        POINTS,
    ),
    "counts of communes beside those of villages": (
        "addresses",
        [DAY, ["TT", "Xã/Thôn", *(name for name in KINDS.values() for _ in (0, 1))], [None, None, *["Tổng",
          "Đã gắn biển"] * 4],
         *[row for c, names in COMMUNES.items() for row in (
             ["*", f"Xã {c}", *(sum(PLATES[v][k][i] for v in names) for k in KINDS for i in (1, 0))],
             *[[n, f"Thôn {v}", *(PLATES[v][k][i] for k in KINDS for i in (1, 0))] for n, v in enumerate(names, 1)])]],
        [(f"Thôn {v}", k, p) for v, k, p in POINTS],
    ),
    "short kinds in the headings, two words each": (
        "addresses",
        [DAY, ["Thôn", "Xã", *(f"{short} {what}" for short in SHORT.values() for what in ("tổng", "đã gắn"))], *[[v,
          COMMUNE[v], *(PLATES[v][k][i] for k in KINDS for i in (1, 0))] for v in VILLAGES]],
        POINTS,
    ),
    "an export with a status code and its list": (
        "addresses",
        {"DATA": [["CODE", "TYPE", "VILLAGE", "COMMUNE", "STATUS"], *[[m, k.upper(), v, COMMUNE[v], 2 if p == "yes"
          else 1] for m, v, k, p in POINT]],
         "LOOKUP": [["Code", "Meaning"], [1, "Chưa gắn biển"], [2, "Đã gắn biển"]]},
        POINTS,
    ),
    "points still without a plate": (
        "addresses",
        [["DANH SÁCH CÁC ĐIỂM CHƯA GẮN BIỂN ĐỊA CHỈ SỐ"], DAY, ["TT", "Mã ĐCS", "Loại", "Thôn", "Xã"], *[[n, m,
          KINDS[k], v, COMMUNE[v]] for n, (m, v, k, p) in enumerate(POINT, 1) if p == "no"]],
        [point for point in POINTS if point[2] == "no"],
    ),
}  # fmt: skip

STATISTICS: dict[str, Layout] = {
    "a quarter a row with its commune merged": (
        "service_statistics",
        [["NĂM 2024"], ["Xã", "Kỳ", *FIGURES], *[[f"Xã {c}" if q == 1 else None, f"Quý {'I' * q}", *own] for c,
          own in PORTAL.items() for q in (1, 2)]],
        [(f"Xã {c}", *days, *own) for c, own in PORTAL.items() for days in (("2024-01-01", "2024-03-31"),
          ("2024-04-01", "2024-06-30"))],
    ),
    "received online and on paper without a sum of both": (
        "service_statistics",
        [["9 tháng đầu năm 2024"], ["Đơn vị", "Hồ sơ tiếp nhận", None, None,
          "Trong đó giải quyết hoàn toàn trực tuyến"], [None, "Tổng", "Trực tuyến", "Trực tiếp", None],
         *[[f"Xã {c}", d, u + 2, d - u - 2, u] for c, (_e, _o, d, u) in PORTAL.items()]],
        [(f"Xã {c}", "2024-01-01", "2024-09-30", None, None, d, u) for c, (_e, _o, d, u) in PORTAL.items()],
    ),
    "levels three and four": (
        "service_statistics",
        [["Kỳ báo cáo: 9 tháng năm 2024"], ["TT", "Tên xã", "Tổng TTHC đủ điều kiện", "DVC mức 3", "DVC mức 4",
          "Tổng HS", "HS giải quyết trực tuyến toàn trình"],
         *[[n, f"Xã {c}", e, 8, o - 8, d, u] for n, (c, (e, o, d, u)) in enumerate(PORTAL.items(), 1)]],
        STATED,
    ),
    "the period in two columns of a month and a year": (
        "service_statistics",
        [["Đơn vị", "Tháng", "Năm", *FIGURES], *[[f"Xã {c}", m, 2024, *own] for c, own in PORTAL.items() for m in (8,
          9)]],
        [(f"Xã {c}", *days, *own) for c, own in PORTAL.items() for days in (("2024-08-01", "2024-08-31"),
          ("2024-09-01", "2024-09-30"))],
    ),
}  # fmt: skip

LISTED: dict[str, Layout] = {
    "stars with an asterisk": (
        "ocop_products", [["DANH MỤC SẢN PHẨM OCOP"], ["TT", "Tên SP", "Tên chủ thể", "Hạng"], *[[n, name, "HTX Mẫu",
          f"{s}*"] for n, (name, s) in enumerate(PRODUCTS, 1)]], NAMED,
    ),
    "a line a producer with its products' names and stars beside": (
        "ocop_products",
        [["SẢN PHẨM OCOP"], ["TT", "Chủ thể", "Sản phẩm", "Số sao"], [1, "HTX Mẫu", "Mật ong Nà Pái\nNa dai Bản Chu",
          "4\n3"], [2, "Hộ Thử", "Hồi khô Còn Quan\nCao khô Pò Lạn", "3\n4"]],
        NAMED,
    ),
    "villages as sections": (
        "ocop_products",
        [["SẢN PHẨM OCOP"], ["TT", "Sản phẩm", "Chủ thể", "Hạng sao"],
         *[row for k, ((name, s), v) in enumerate(zip(PRODUCTS, ("Nà Pái", "Bản Chu", "Còn Quan", "Pò Lạn"),
           strict=True)) for row in ([f"Thôn {v}, xã {COMMUNE[v]}"], [k + 1, name, "HTX Mẫu", s])]],
        [(name, s, f"Thôn {v}") for (name, s), v in zip(PRODUCTS, ("Nà Pái", "Bản Chu", "Còn Quan", "Pò Lạn"),
          strict=True)],
    ),
    "products on their side": (
        "ocop_products",
        [["SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN"], ["Tên sản phẩm", *(name for name, _ in PRODUCTS)], ["Chủ thể",
          *["HTX Mẫu"] * 4], ["Số sao", *(s for _, s in PRODUCTS)], ["Quyết định", *["12/QĐ-UBND"] * 4]],
        NAMED,
    ),
}  # fmt: skip

REGISTER: dict[str, Layout] = {
    "villages across below each commune": (
        "villages", [["TT", "Xã", "Mã xã", "Thôn", "Mã thôn", "Số hộ"], *[[n, x if v == COMMUNES[COMMUNE[v]][0]
          else None, c[:5] if v == COMMUNES[COMMUNE[v]][0] else None, v, c, h] for n, (c, v, x,
            h) in enumerate(REGISTERED, 1)]],
        REGISTERED,
    ),
    "old names beside the new": (
        "villages", [["Mã thôn", "Tên thôn (mới)", "Tên thôn cũ", "Xã", "Tổng số hộ"], *[[c, v, f"{v} cũ", x, h]
          for c, v, x, h in REGISTERED]], REGISTERED,
    ),
    "codes in three columns": (
        "villages",
        [["Mã huyện", "Tên huyện", "Mã xã", "Tên xã", "Mã thôn", "Tên thôn", "Hộ"], *[["181", "Huyện Bình Gia",
          c[:5], x, c, v, h] for c, v, x, h in REGISTERED]], REGISTERED,
    ),
    "the village and its code in one cell": (
        "villages", [["TT", "Thôn (mã thôn)", "Xã", "Số hộ"], *[[n, f"{v} ({c})", x, h] for n, (c, v, x,
          h) in enumerate(REGISTERED, 1)]], REGISTERED,
    ),
}  # fmt: skip
