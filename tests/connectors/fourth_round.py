"""Tables of a fourth round of clerks; see ``ten_clerks``."""

from __future__ import annotations

from tests.connectors.clerks import COMMUNES, FACTS, VILLAGES, Facts
from tests.connectors.kindred_registries import DAY, Layout
from tests.connectors.operator_layouts import COMMUNE, FIBRE, LTE, f, g
from tests.connectors.other_layouts import KINDS, PLATES, POINTS, PORTAL, PRODUCTS
from tests.connectors.ten_clerks_registries import NAMED, POINT, REGISTERED, STATED, WIFI, rows

YES: Facts = {fact for fact in FACTS if fact[2] == "yes"}

COVERAGE: dict[str, Layout] = {
    "a report in prose lines with numbers": (
        "coverage",
        [["BÁO CÁO HẠ TẦNG SỐ XÃ HÒA BÌNH"], ["1. Thôn Nà Pái: đã có cáp quang, chưa có sóng 4G"],
          ["2. Thôn Bản Chu: chưa có cáp quang, đã có sóng 4G"]],
        {("Nà Pái", "fibre", "yes"), ("Nà Pái", "4g", "no"), ("Bản Chu", "fibre", "no"), ("Bản Chu", "4g", "yes")},
    ),
    "the status by service name in one row a village, labelled cells": (
        "coverage", [["TT", "Xã", "Thôn", "Kết quả"], *rows(lambda n, c, v: [n, c, v,
          f"Cáp quang: {f(v)}, 4G: {g(v)}"])], FACTS,
    ),
    "upper and lower headings written apart": (
        "coverage",
        [["TT", "ĐỊA BÀN", None, "DỊCH VỤ", None], [None, "Xã", "Thôn", "CQ", "4G"], [None, None, None, "(có/không)",
          "(có/không)"], *rows(lambda n, c, v: [n, c, v, f(v), g(v)])],
        FACTS,
    ),
    "totals in front": (
        "coverage",
        [["TT", "Đơn vị", "Cáp quang", "4G"], [None, "Toàn huyện", 2, 2], *[row for k, (c,
          names) in enumerate(COMMUNES.items(), 1) for row in (
            ["I" * k, f"Xã {c}", 1, 1], *[[n, f"Thôn {v}", f(v, 1, 0), g(v, 1, 0)] for n, v in enumerate(names, 1)])]],
        FACTS,
    ),
    "a remark column that says the technology": (
        "coverage",
        [["TT", "Xã", "Thôn", "Cáp quang", "Ghi chú"], *rows(lambda n, c, v: [n, c, v, f(v),
          "đường truyền tốt" if v in FIBRE else "xa trung tâm"])],
        {fact for fact in FACTS if fact[1] == "fibre"},
    ),
    "availability in a database": (
        "coverage",
        [["district", "commune", "village", "service", "availability", "snapshot"], *[["Bình Gia", COMMUNE[v], v, s,
          "AVAILABLE" if v in w else "UNAVAILABLE", "2024-09-30"] for v in VILLAGES for s, w in (("FIBER", FIBRE),
            ("LTE", LTE))]],
        FACTS,
    ),
    "a tick box for each": (
        "coverage", [["TT", "Xã", "Thôn", "Cáp quang", "4G"], *rows(lambda n, c, v: [n, c, v, f(v, "☑", "☐"), g(v,
          "☑", "☐")])], YES,
    ),
    "the year the network came, or a dash with its meaning": (
        "coverage",
        [["Ghi chú: dấu (-) là chưa có"], ["TT", "Xã", "Thôn", "Năm kéo cáp quang", "Năm phủ sóng 4G"],
          *rows(lambda n, c, v: [n, c, v, f(v, 2018, "-"), g(v, 2020, "-")])],
        FACTS,
    ),
    "only communes in the title, villages in one list a service": (
        "coverage",
        [["XÃ HÒA BÌNH, HUYỆN BÌNH GIA"], ["TT", "Dịch vụ", "Thôn có", "Thôn không có"], [1, "Cáp quang", "Nà Pái",
          "Bản Chu"], [2, "4G", "Bản Chu", "Nà Pái"]],
        {fact for fact in FACTS if COMMUNE[fact[0]] == "Hòa Bình"},
    ),
    "numbers of operators that serve": (
        "coverage", [["TT", "Xã", "Thôn", "Nhà mạng có cáp quang", "Nhà mạng có 4G"], *rows(lambda n, c, v: [n, c, v,
          f(v, "VNPT", "Không có"), g(v, "VNPT, Viettel", "Không có")])], FACTS,
    ),
    "present on every line, absent villages listed apart": (
        "coverage",
        {"Đã có cáp quang": [["TT", "Thôn", "Xã"], [1, "Nà Pái", "Hòa Bình"], [2, "Còn Quan", "Tân Thành"]],
          "Chưa có cáp quang": [["TT", "Thôn", "Xã"], [1, "Bản Chu", "Hòa Bình"], [2, "Pò Lạn", "Tân Thành"]]},
        {fact for fact in FACTS if fact[1] == "fibre"},
    ),
    "fibre to the village hall and to homes": (
        "coverage",
        [["TT", "Xã", "Thôn", "Cáp quang đến thôn", "Cáp quang đến nhà văn hóa"], *rows(lambda n, c, v: [n, c, v,
          f(v), "Không"])],
        {fact for fact in FACTS if fact[1] == "fibre"},
    ),
    "3G and 4G as one with its words": (
        "coverage", [["TT", "Xã", "Thôn", "Sóng 3G/4G"], *rows(lambda n, c, v: [n, c, v, g(v, "Có 4G", "Chưa có")])],
        {(v, "4g", "yes") for v in LTE} | {(v, s, "no") for v in VILLAGES if v not in LTE for s in ("3g", "4g")},
    ),
    "capital headings with units and a number row": (
        "coverage",
        [["SỐ TT", "TÊN XÃ", "TÊN THÔN", "INTERNET CÁP QUANG (FTTH)", "THÔNG TIN DI ĐỘNG 4G"], ["(1)", "(2)", "(3)",
          "(4)", "(5)"], *rows(lambda n, c, v: [n, c, v, f(v, "Đã có", "Chưa"), g(v, "Đã có", "Chưa")])],
        FACTS,
    ),
    "a list of what is wanted beside what is there": (
        "coverage",
        [["TT", "Xã", "Thôn", "Hiện có", None, "Đề nghị", None], [None, None, None, "Cáp quang", "4G", "Cáp quang",
          "4G"], *rows(lambda n, c, v: [n, c, v, f(v, "x", "Không"), g(v, "x", "Không"), "x", "x"])],
        FACTS,
    ),
}  # fmt: skip

HOTSPOTS: dict[str, Layout] = {
    "the state and the term in one cell": (
        "wifi_contracts",
        [["TT", "Xã", "Thôn", "Địa điểm", "Số hợp đồng", "Mật khẩu", "Tình trạng hợp đồng"],
         *[[n, COMMUNE[v], v, "NVH", c, "Không" if p == "no" else "Có",
           "Còn hiệu lực đến 31/12/2025" if s == "active" else "Đã hết hiệu lực từ 30/6/2024"] for n, (v, c, s,
             p) in enumerate(WIFI, 1)]],
        [(v, c, "active" if s == "active" else "unclear", p) for v, c, s, p in WIFI],  # the day of its end is kept
    ),
    "a name of the network and how one gets in": (
        "wifi_contracts",
        [["TT", "Thôn", "Xã", "Tên mạng (SSID)", "Vị trí phát", "HĐ số", "Cách vào mạng", "Trạng thái"],
         *[[n, v, COMMUNE[v], "WiFi-Thon", "Nhà văn hóa", c, "Vào tự do" if p == "no" else "Nhập mật khẩu",
           "Đang hoạt động" if s == "active" else "Đã thanh lý"] for n, (v, c, s, p) in enumerate(WIFI, 1)]],
        WIFI,
    ),
    "yes and no for running": (
        "wifi_contracts",
        [["TT", "Xã", "Thôn", "Điểm lắp WiFi", "Số HĐ", "Có mật khẩu (C/K)", "Còn hoạt động (C/K)"],
         *[[n, COMMUNE[v], v, "NVH", c, "K" if p == "no" else "C", "C" if s == "active" else "K"] for n, (v, c, s,
           p) in enumerate(WIFI, 1)]],
        WIFI,
    ),
}  # fmt: skip

ADDRESSES: dict[str, Layout] = {
    "kinds across, one line for codes and one for plates": (
        "addresses",
        [DAY, ["Xã", "Thôn", "Chỉ tiêu", *KINDS.values()], *[[COMMUNE[v], v, name, *(PLATES[v][k][i]
          for k in KINDS)] for v in VILLAGES for name, i in (("Tổng số", 1), ("Đã gắn biển", 0))]],
        POINTS,
    ),
    "a yes by the day, a no in words": (
        "addresses", [DAY, ["Mã địa chỉ", "Loại", "Thôn", "Xã", "Ngày gắn biển"], *[[m, KINDS[k], v, COMMUNE[v],
          "15/8/2024" if p == "yes" else "Chưa gắn"] for m, v, k, p in POINT]], POINTS,
    ),
    "the plate's own number where it hangs": (
        "addresses", [DAY, ["Mã địa chỉ", "Đối tượng", "Thôn", "Xã", "Biển (đã/chưa)"], *[[m, KINDS[k], v,
          COMMUNE[v], "đã" if p == "yes" else "chưa"] for m, v, k, p in POINT]], POINTS,
    ),
    "done of all as a pair of columns without a group": (
        "addresses",
        [["SỐ ĐỊA CHỈ ĐÃ GẮN BIỂN TRÊN TỔNG SỐ ĐỊA CHỈ"], DAY, ["TT", "Thôn", "Xã", *KINDS.values()], *[[n, v,
          COMMUNE[v], *(f"{d}/{t}" for d, t in PLATES[v].values())] for n, v in enumerate(VILLAGES, 1)]], POINTS,
    ),
}  # fmt: skip

STATISTICS: dict[str, Layout] = {
    "a unit a sheet, figures as labels and values": (
        "service_statistics",
        {f"Xã {c}": [["Kỳ: 01/01/2024 - 30/9/2024"], ["Số TTHC đủ điều kiện", e], ["Số TTHC đã cung cấp trực tuyến",
          o], ["Tổng số hồ sơ tiếp nhận", d], ["Số hồ sơ xử lý hoàn toàn trực tuyến", u]] for c, (e, o, d,
            u) in PORTAL.items()},
        STATED,
    ),
    "counts with their shares in brackets": (
        "service_statistics",
        [["Từ ngày 01/01/2024 đến ngày 30/9/2024"], ["TT", "Đơn vị", "TTHC đủ điều kiện",
          "TTHC đã cung cấp trực tuyến", "Hồ sơ tiếp nhận", "Hồ sơ xử lý hoàn toàn trực tuyến"],
         *[[n, f"Xã {c}", e, f"{o} ({100 * o // e}%)", d, f"{u} ({100 * u // d}%)"] for n, (c, (e, o, d,
           u)) in enumerate(PORTAL.items(), 1)]],
        STATED,
    ),
    "a district above its communes with its own sums": (
        "service_statistics",
        [["Quý III năm 2024"], ["STT", "Cơ quan, địa phương", "Số TTHC đủ ĐK", "Số TTHC cung cấp DVCTT", "Tổng HS",
          "HS toàn trình"], ["A", "Huyện Bình Gia", 45, 43, 160, 125], *[[n, f"UBND xã {c}", *own] for n, (c,
            own) in enumerate(PORTAL.items(), 1)]],
        [(None, "2024-07-01", "2024-09-30", 45, 43, 160, 125), *((f"xã {c}", "2024-07-01", "2024-09-30", *own) for c,
          own in PORTAL.items())],
    ),
}  # fmt: skip

LISTED: dict[str, Layout] = {
    "the class in words": (
        "ocop_products", [["DANH MỤC OCOP"], ["TT", "Tên sản phẩm", "Chủ thể", "Kết quả đánh giá, phân hạng"], *[[n,
          name, "HTX Mẫu", f"Đạt {('ba', 'bốn')[s - 3]} sao"] for n, (name, s) in enumerate(PRODUCTS, 1)]], NAMED,
    ),
    "the star behind the product's name": (
        "ocop_products", [["DANH MỤC OCOP"], ["TT", "Sản phẩm", "Chủ thể", "Số QĐ"], *[[n, f"{name} ({s} sao)",
          "HTX Mẫu", "12/QĐ"] for n, (name, s) in enumerate(PRODUCTS, 1)]], NAMED,
    ),
    "a list by district and commune with the village in a column of its own": (
        "ocop_products",
        [["DANH MỤC OCOP"], ["TT", "Tên sản phẩm", "Chủ thể", "Thôn", "Sao"], ["I", "Huyện Bình Gia"], ["1",
          "Xã Hòa Bình"], [1, PRODUCTS[0][0], "HTX", "Nà Pái", 4], [2, PRODUCTS[1][0], "HTX", "Bản Chu", 3], ["2",
            "Xã Tân Thành"], [1, PRODUCTS[2][0], "HTX", "Còn Quan", 3], [2, PRODUCTS[3][0], "HTX", "Pò Lạn", 4]],
        [(name, s, v) for (name, s), v in zip(PRODUCTS, VILLAGES, strict=True)],
    ),
}  # fmt: skip

REGISTER: dict[str, Layout] = {
    "kinds of villages as sections": (
        "villages", [["DANH MỤC THÔN, TỔ DÂN PHỐ"], ["TT", "Mã", "Tên", "Thuộc xã", "Số hộ"], ["A", None, "Thôn"],
          *[[n, c, v, x, h] for n, (c, v, x, h) in enumerate(REGISTERED, 1)]], REGISTERED,
    ),
    "a register with dots in its codes": (
        "villages", [["Mã thôn", "Tên thôn", "Tên xã", "Hộ"], *[[f"{c[:5]}.{c[5:]}", v, x, h] for c, v, x,
          h in REGISTERED]], [(f"{c[:5]}.{c[5:]}", v, x, h) for c, v, x, h in REGISTERED],
    ),
}  # fmt: skip

LAYOUTS: dict[str, Layout] = {**COVERAGE, **HOTSPOTS, **ADDRESSES, **STATISTICS, **LISTED, **REGISTER}
