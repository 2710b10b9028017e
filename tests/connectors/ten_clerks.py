"""Tables as ten more clerks send them, of every source; and what a colleague reads in them at a glance.

A layout is its kind of records, rows (or sheets of rows), and those records as ``kindred_layouts.COLUMNS`` names them.
"""

from __future__ import annotations

from tests.connectors.clerks import COMMUNES, FACTS, VILLAGES, Facts
from tests.connectors.kindred_registries import Layout
from tests.connectors.operator_layouts import COMMUNE, FIBRE, LTE, f, g
from tests.connectors.ten_clerks_registries import ADDRESSES, HOTSPOTS, PRODUCTS_LISTED, REGISTER, STATISTICS, rows

YES: Facts = {fact for fact in FACTS if fact[2] == "yes"}
NO: Facts = {fact for fact in FACTS if fact[2] == "no"}


def state(v: str) -> str:
    both = (v in FIBRE) + 2 * (v in LTE)
    return ["Chưa có cả cáp quang lẫn 4G", "Chỉ có cáp quang", "Chỉ có 4G", "Đã có cáp quang và 4G"][both]


COVERAGE: dict[str, Layout] = {
    "marks below a group that says how they are set": (
        "coverage",
        [["TT", "Xã", "Thôn", "Hiện trạng (đánh dấu X vào ô tương ứng)", None, None], [None, None, None, "Cáp quang",
          "4G", "Chưa có gì"],
         *rows(lambda n, c, v: [n, c, v, f(v, "X", None), g(v, "X", None), "X" if v not in FIBRE | LTE else None])],
        YES,
    ),
    "good, weak and none as columns of ticks": (
        "coverage",
        [["TT", "Xã", "Thôn", "Sóng 4G", None, None], [None, None, None, "Tốt", "Yếu", "Không có"],
         *rows(lambda n, c, v: [n, c, v, *(("x", None, None) if v == "Còn Quan" else (None, "x",
           None) if v == "Bản Chu" else (None, None, "x"))])],
        {("Còn Quan", "4g", "yes"), ("Nà Pái", "4g", "no"), ("Pò Lạn", "4g", "no")},
    ),
    "answers to several services in one cell, in the heading's order": (
        "coverage",
        [["TT", "Xã", "Thôn", "Cáp quang/4G"], *rows(lambda n, c, v: [n, c, v, f"{f(v)}/{g(v)}"])],
        FACTS,
    ),
    "questions in English": (
        "coverage",
        [["No.", "Commune", "Village", "Served by fiber?", "4G LTE coverage?"], *rows(lambda n, c, v: [n, c, v, f(v,
          "Yes", "No"), g(v, "Yes", "No")])],
        FACTS,
    ),
    "a service a section, an answer a row": (
        "coverage",
        [["KẾT QUẢ RÀ SOÁT DỊCH VỤ"], ["TT", "Xã", "Thôn", "Kết quả"], ["I", "Cáp quang"], *rows(lambda n, c, v: [n,
          c, v, f(v)]),
         ["II", "Sóng 4G"], *rows(lambda n, c, v: [n, c, v, g(v)])],
        FACTS,
    ),
    "how many villages, and which are missing": (
        "coverage",
        [["TT", "Xã", "Tổng số thôn", "Số thôn có cáp quang", "Thôn chưa có cáp quang", "Số thôn có 4G",
          "Thôn chưa có 4G"],
         [1, "Hòa Bình", 2, 1, "Bản Chu", 1, "Nà Pái"], [2, "Tân Thành", 2, 1, "Pò Lạn", 1, "Pò Lạn"]],
        NO,
    ),
    "all technologies below two networks": (
        "coverage",
        [["TT", "Xã", "Thôn", "Mạng cố định băng rộng", None, "Mạng di động", None], [None, None, None, "FTTH",
          "ADSL", "2G", "4G"],
         *rows(lambda n, c, v: [n, c, v, f(v, "x", "-"), "-", "x", g(v, "x", "-")])],
        {(v, s, a) for v in VILLAGES for s, a in (("fibre", f(v, "yes", "unclear")), ("2g", "yes"), ("4g", g(v,
          "yes", "unclear")))},
    ),
    "the answer's code in the heading": (
        "coverage",
        [["STT", "Tên thôn", "Xã", "Cáp quang (Có=1, Không=0)", "4G (Có=1, Không=0)"], *rows(lambda n, c, v: [n, v,
          c, f(v, 1, 0), g(v, 1, 0)])],
        FACTS,
    ),
    "one state for both services": (
        "coverage", [["TT", "Xã", "Thôn", "Hiện trạng"], *rows(lambda n, c, v: [n, c, v, state(v)])],
        {(v, s, a) for v, s, a in FACTS if v in FIBRE & LTE} | {("Nà Pái", "fibre", "yes"), ("Bản Chu", "4g", "yes")},
    ),
    "letters that the heading offers": (
        "coverage", [["TT", "Xã", "Thôn", "Cáp quang (C/K)", "Sóng 4G (C/K)"], *rows(lambda n, c, v: [n, c, v, f(v,
          "C", "K"), g(v, "C", "K")])],
        FACTS,
    ),
    "the commune in brackets behind the village": (
        "coverage", [["TT", "Thôn (xã)", "Cáp quang", "4G"], *rows(lambda n, c, v: [n, f"{v} ({c})", f(v), g(v)])],
        FACTS,
    ),
    "a yes with its technology, a no with why": (
        "coverage",
        [["TT", "Xã", "Thôn", "Internet cáp quang", "Di động 4G"],
         *rows(lambda n, c, v: [n, c, v, f(v, "Có (GPON)", "Chưa (địa hình khó khăn)"), g(v, "Có (VinaPhone)",
           "Chưa (chưa có trạm)")])],
        FACTS,
    ),
    "done and not done": (
        "coverage",
        [["TT", "Xã", "Thôn", "Kéo cáp quang đến thôn", "Phủ sóng 4G"],
         *rows(lambda n, c, v: [n, c, v, f(v, "Hoàn thành", "Chưa hoàn thành"), g(v, "Hoàn thành",
           "Chưa hoàn thành")])],
        FACTS,
    ),
    "our own columns beside another operator's": (
        "coverage",
        [["TT", "Xã", "Thôn", "Cáp quang VNPT", "Cáp quang Viettel", "4G VNPT", "4G Viettel"],
         *rows(lambda n, c, v: [n, c, v, f(v), "Có", g(v), "Có"])],
        FACTS,
    ),
    "a month of first service": (
        "coverage",
        [["TT", "Xã", "Thôn", "Thời điểm có cáp quang", "Thời điểm phát sóng 4G"],
         *rows(lambda n, c, v: [n, c, v, f(v, "T3/2021", "Chưa có"), g(v, "12/2022", "Chưa có")])],
        FACTS,
    ),
    "districts and communes as rows of one column with arabic numbers": (
        "coverage",
        [["STT", "Đơn vị", "FTTH", "4G"], [None, "Huyện Bình Gia", None, None],
         *[row for k, (c, names) in enumerate(COMMUNES.items(), 1) for row in (
             [k, f"Xã {c}", None, None], *[[f"{k}.{n}", f"Thôn {v}", f(v), g(v)] for n, v in enumerate(names, 1)])]],
        FACTS,
    ),
    "villages that have a service as a list below it": (
        "coverage",
        [["Danh sách thôn đã có dịch vụ"], ["Cáp quang", "Sóng 4G"], ["Nà Pái", "Bản Chu"], ["Còn Quan", "Còn Quan"]],
        YES,
    ),
    "a service a row below its village, marks in columns of operators": (
        "coverage",
        [["Xã", "Thôn", "Dịch vụ", "VNPT", "Viettel"],
         *[[COMMUNE[v] if k == 0 else None, v if k == 0 else None, name, "Có" if v in w else "Không", "Có"]
           for v in VILLAGES for k, (name, w) in enumerate((("Cáp quang", FIBRE), ("4G", LTE)))]],
        FACTS,
    ),
    "shares of covered households as fractions": (
        "coverage",
        [["TT", "Xã", "Thôn", "Tỷ lệ hộ được phủ cáp quang", "Tỷ lệ hộ được phủ 4G"], *rows(lambda n, c, v: [n, c, v,
          f(v, "100%", "0%"), g(v, "100%", "0%")])],
        FACTS,
    ),
    "no title, an operator's letters as headings": (
        "coverage", [["MA_XA", "TEN_XA", "TEN_THON", "CO_FTTH", "CO_4G", "NGAY_CAP_NHAT"],
                     *rows(lambda n, c, v: [f"0610{n}", c, v, f(v, "C", "K"), g(v, "C", "K"), "30/09/2024"])],
        FACTS,
    ),
    "a yes and when it came": (
        "coverage",
        [["TT", "Xã", "Thôn", "Cáp quang", None, "4G", None], [None, None, None, "Có/Không", "Năm", "Có/Không", "Năm"],
         *rows(lambda n, c, v: [n, c, v, f(v), f(v, 2019, None), g(v), g(v, 2021, None)])],
        FACTS,
    ),
    "plus and minus": (
        "coverage", [["(+): có; (-): không có"], ["TT", "Xã", "Thôn", "Cáp quang", "4G"], *rows(lambda n, c, v: [n,
          c, v, f(v, "+", "-"), g(v, "+", "-")])],
        FACTS,
    ),
    "what is served, in words": (
        "coverage",
        [["TT", "Xã", "Thôn", "Các dịch vụ viễn thông đang cung cấp"],
         *rows(lambda n, c, v: [n, c, v, " và ".join(name for name, w in (("Internet cáp quang", FIBRE),
           ("di động 4G", LTE)) if v in w) or "Không có"])],
        YES,
    ),
}  # fmt: skip

LAYOUTS: dict[str, Layout] = {**COVERAGE, **HOTSPOTS, **ADDRESSES, **STATISTICS, **PRODUCTS_LISTED, **REGISTER}
