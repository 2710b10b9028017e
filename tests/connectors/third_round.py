"""Operators' tables of a third round of clerks, and all of that round; see ``ten_clerks``."""

from __future__ import annotations

from tests.connectors.clerks import FACTS, VILLAGES, Facts
from tests.connectors.conftest import sheet_of
from tests.connectors.kindred_registries import Layout
from tests.connectors.operator_layouts import COMMUNE, FIBRE, LTE, f, g
from tests.connectors.ten_clerks_registries import rows
from tests.connectors.third_round_registries import ADDRESSES, HOTSPOTS, LISTED, REGISTER, STATISTICS

YES: Facts = {fact for fact in FACTS if fact[2] == "yes"}


def three(v: str, where: set[str]) -> str:
    return "Đã có" if v in where else "Đang triển khai" if v == "Pò Lạn" else "Chưa có"


def progress(where: set[str], service: str) -> Facts:
    return {(v, service, "yes" if v in where else "unclear" if v == "Pò Lạn" else "no") for v in VILLAGES}


COVERAGE: dict[str, Layout] = {
    "three states of a rollout": (
        "coverage", [["TT", "Xã", "Thôn", "Cáp quang", "4G"], *rows(lambda n, c, v: [n, c, v, three(v, FIBRE),
          three(v, LTE)])],
        progress(FIBRE, "fibre") | progress(LTE, "4g"),
    ),
    "footnote marks behind the answers": (
        "coverage",
        [["TT", "Xã", "Thôn", "Cáp quang", "4G"], *rows(lambda n, c, v: [n, c, v, f(v, "Có(1)", "Không"), g(v, "Có",
          "Không(2)")]),
         ["(1) Cáp quang đến nhà văn hóa thôn."], ["(2) Đã có 3G."]],
        FACTS,
    ),
    "stars as footnote marks": (
        "coverage",
        [["TT", "Xã", "Thôn", "Cáp quang", "4G"], *rows(lambda n, c, v: [n, c, v, f(v, "x", "Không"), g(v, "x*",
          "Không")]), ["(*): phủ từ trạm xã bên"]],
        {fact for fact in FACTS if fact[1] == "fibre" or fact[2] == "no"} | {(v, "4g", "unclear") for v in LTE},
    ),
    "a sheet a month": (
        "coverage",
        {f"Tháng {m}": [["TÌNH HÌNH PHỦ SÓNG NĂM 2024"], ["TT", "Xã", "Thôn", "Cáp quang", "4G"],
                        *rows(lambda n, c, v, m=m: [n, c, v, f(v) if m == 9 else "Không", g(v) if m == 9
                          else "Không"])] for m in (8, 9)},
        FACTS,
    ),
    "a sheet an operator": (
        "coverage",
        {name: [["TT", "Xã", "Thôn", "Cáp quang", "4G"], *rows(lambda n, c, v, own=name == "VNPT": [n, c, v,
          f(v) if own else "Có", g(v) if own else "Có"])]
         for name in ("VNPT", "Viettel")},
        FACTS,
    ),
    "operators as rows below each village": (
        "coverage",
        [["TT", "Xã", "Thôn", "Nhà mạng", "Cáp quang", "4G"],
         *[row for n, v in enumerate(VILLAGES, 1) for row in ([n, COMMUNE[v], v, "VNPT", f(v), g(v)], [None, None,
           None, "Viettel", "Có", "Có"])]],
        FACTS,
    ),
    "the answer merged over several villages": (
        "coverage",
        [sheet_of([["TT", "Xã", "Thôn", "Cáp quang"], [1, "Hòa Bình", "Nà Pái", "Có"], [2, None, "Bản Chu", None],
          [3, "Tân Thành", "Còn Quan", "Không"], [4, None, "Pò Lạn", None]],
                  merges=[(1, 3, 2, 3), (3, 3, 4, 3), (1, 1, 2, 1), (3, 1, 4, 1)])],
        {("Nà Pái", "fibre", "yes"), ("Bản Chu", "fibre", "yes"), ("Còn Quan", "fibre", "no"), ("Pò Lạn", "fibre",
          "no")},
    ),
    "what changed since the last report": (
        "coverage",
        [["THÔN MỚI PHÁT SINH DỊCH VỤ TRONG QUÝ III/2024"], ["TT", "Xã", "Thôn", "Dịch vụ mới cung cấp"], [1,
          "Hòa Bình", "Nà Pái", "Cáp quang"], [2, "Tân Thành", "Còn Quan", "Cáp quang, 4G"]],
        {("Nà Pái", "fibre", "yes"), ("Còn Quan", "fibre", "yes"), ("Còn Quan", "4g", "yes")},
    ),
    "signal strength": (
        "coverage", [["TT", "Xã", "Thôn", "RSRP 4G (dBm)", "Tốc độ tải xuống (Mbps)"], *rows(lambda n, c, v: [n, c,
          v, -95 - n, 12 + n])], set(),
    ),
    "a list of stations with the villages they cover": (
        "coverage",
        [["TT", "Tên trạm", "Xã", "Công nghệ", "Các thôn được phủ sóng"], [1, "LSN001", "Hòa Bình", "4G", "Bản Chu"],
          [2, "LSN002", "Tân Thành", "3G/4G", "Còn Quan"]],
        {("Bản Chu", "4g", "yes"), ("Còn Quan", "4g", "yes"), ("Còn Quan", "3g", "yes")},
    ),
    "a pivot with grand totals": (
        "coverage",
        [["Count of THON", "CAP_QUANG", None, None], ["XA", "Có", "Không", "Grand Total"], ["Hòa Bình", 1, 1, 2],
          ["Tân Thành", 1, 1, 2], ["Grand Total", 2, 2, 4]],
        set(),
    ),
    "answers with the words of a survey": (
        "coverage",
        [["Câu hỏi 1: Thôn đã có Internet cáp quang chưa? Câu hỏi 2: Thôn đã có sóng 4G chưa?"], ["STT", "Xã",
          "Thôn", "Câu 1", "Câu 2"], *rows(lambda n, c, v: [n, c, v, f(v, "Rồi", "Chưa"), g(v, "Rồi", "Chưa")])],
        FACTS,
    ),
    "questions as headings": (
        "coverage",
        [["STT", "Xã", "Thôn", "Thôn đã có cáp quang chưa?", "Thôn đã có sóng 4G chưa?"], *rows(lambda n, c, v: [n,
          c, v, f(v, "Rồi", "Chưa"), g(v, "Rồi", "Chưa")])],
        FACTS,
    ),
    "whether or not in the heading": (
        "coverage",
        [["STT", "Xã", "Thôn", "Có hay không có cáp quang", "Có hay không có 4G"], *rows(lambda n, c, v: [n, c, v,
          f(v), g(v)])],
        FACTS,
    ),
    "three answers of a form ticked": (
        "coverage",
        [["TT", "Xã", "Thôn", "Cáp quang", None, None], [None, None, None, "Đã có", "Đang đầu tư", "Chưa có"],
         *rows(lambda n, c, v: [n, c, v, *(("x", None, None) if v in FIBRE else (None, "x", None) if v == "Pò Lạn"
           else (None, None, "x"))])],
        {("Nà Pái", "fibre", "yes"), ("Còn Quan", "fibre", "yes"), ("Bản Chu", "fibre", "no")},
    ),
    "coverage as levels of a scale": (
        "coverage",
        [["Mức phủ sóng: 0 - không có sóng; 1 - sóng yếu; 2 - sóng tốt"], ["TT", "Xã", "Thôn", "3G", "4G"],
          *rows(lambda n, c, v: [n, c, v, 2, g(v, 2, 0)])],
        {(v, "3g", "yes") for v in VILLAGES} | {fact for fact in FACTS if fact[1] == "4g"},
    ),
    "how many households have it": (
        "coverage", [["TT", "Xã", "Thôn", "Số hộ", "Số hộ dùng cáp quang", "Số hộ dùng 4G"], *rows(lambda n, c,
          v: [n, c, v, 40, f(v, 21, 0), g(v, 18, 0)])], set(),
    ),
    "a phrase in capitals without accents": (
        "coverage", [["STT", "XA", "THON", "CAP QUANG", "SONG 4G"], *rows(lambda n, c, v: [n, c, v, f(v, "DA CO",
          "CHUA CO"), g(v, "DA CO", "CHUA CO")])], FACTS,
    ),
    "a service's own table beside another one's, each with its list": (
        "coverage",
        [["CÁP QUANG", None, None, None, "SÓNG 4G", None, None], ["TT", "Thôn", "Hiện trạng", None, "TT", "Thôn",
          "Hiện trạng"],
         *[[n, v, f(v), None, n, v, g(v)] for n, v in enumerate(VILLAGES, 1)]],
        FACTS,
    ),
    "operators' marks in one cell": (
        "coverage",
        [["V: Viettel; N: VNPT; M: MobiFone"], ["TT", "Xã", "Thôn", "Cáp quang", "4G"], *rows(lambda n, c, v: [n, c,
          v, f(v, "V, N", "V"), g(v, "N", "V, M")])],
        YES,
    ),
    "an inspection's verdict a service": (
        "coverage",
        [["TT", "Xã", "Thôn", "Cáp quang đến thôn", "Sóng 4G"], *rows(lambda n, c, v: [n, c, v, f(v, "Đạt",
          "Không đạt"), g(v, "Đạt", "Không đạt")])],
        FACTS,
    ),
    "dates of acceptance, a plan beside": (
        "coverage",
        [["TT", "Xã", "Thôn", "Cáp quang", None], [None, None, None, "Ngày nghiệm thu", "Dự kiến hoàn thành"],
         *rows(lambda n, c, v: [n, c, v, f(v, "15/6/2024", None), f(v, None, "31/12/2024")])],
        {fact for fact in YES if fact[1] == "fibre"},
    ),
}  # fmt: skip

LAYOUTS: dict[str, Layout] = {**COVERAGE, **HOTSPOTS, **ADDRESSES, **STATISTICS, **LISTED, **REGISTER}
