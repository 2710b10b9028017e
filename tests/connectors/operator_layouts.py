"""Tables of operators by kind, in other words than those of ``clerks``: what stands in the file, and what it says.

A layout is rows (or sheets of rows) and the facts (village, service, answer); ``None``: nothing may be read of it.
The villages and answers are those of ``clerks``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from connectors.contract import Cell
from tests.connectors.clerks import COMMUNES, FACTS, VILLAGES, Facts, Rows

FIBRE = {v for v, service, answer in FACTS if (service, answer) == ("fibre", "yes")}
LTE = {v for v, service, answer in FACTS if (service, answer) == ("4g", "yes")}
COMMUNE = {v: c for c, names in COMMUNES.items() for v in names}
YES: Facts = {fact for fact in FACTS if fact[2] == "yes"}
NO: Facts = {fact for fact in FACTS if fact[2] == "no"}
Sheets = Rows | dict[str, Rows]
Layout = tuple[Sheets, Facts | None]


def f(v: str, yes: Cell = "Có", no: Cell = "Không") -> Cell:
    return yes if v in FIBRE else no


def g(v: str, yes: Cell = "Có", no: Cell = "Không") -> Cell:
    return yes if v in LTE else no


def each(row: Callable[[int, str, str], list[Any]]) -> Rows:
    """A row a village: of its number, commune and name."""
    return [row(n, COMMUNE[v], v) for n, v in enumerate(VILLAGES, start=1)]


def having(where: set[str], commune: str, there: bool = True, sep: str = ", ") -> str | None:
    return sep.join(v for v in COMMUNES[commune] if (v in where) == there) or None


def sections(row: Callable[[int, str], list[Any]], head: Callable[[int, str], list[Any]]) -> Rows:
    rows: Rows = []
    for k, (commune, names) in enumerate(COMMUNES.items(), start=1):
        rows.append(head(k, commune))
        rows += [row(n, v) for n, v in enumerate(names, start=1)]
    return rows


SAID = {"Cáp quang": FIBRE, "Sóng 4G": LTE}

LAYOUTS: Mapping[str, Layout] = {
    "a service a row, its villages in a cell": (
        [["Xã", "Dịch vụ", "Thôn đã có", "Thôn chưa có"],
         *[[c, name, having(w, c), having(w, c, False)] for c in COMMUNES for name, w in SAID.items()]],
        FACTS,
    ),
    "lines of a service and its villages": (
        [["HẠ TẦNG VIỄN THÔNG XÃ HÒA BÌNH"], ["FTTH: Nà Pái"], ["4G: Bản Chu"],
         ["HẠ TẦNG VIỄN THÔNG XÃ TÂN THÀNH"], ["FTTH: Còn Quan"], ["4G: Còn Quan"]],
        YES,
    ),
    "a service a row, villages that have it": (
        [["STT", "Xã", "Loại hình dịch vụ", "Danh sách thôn đã được phủ"],
         *[[n, c, name, having(w, c)] for n, (c, name, w) in
           enumerate(((c, name, w) for c in COMMUNES for name, w in SAID.items()), start=1)]],
        YES,
    ),
    "a sentence a village": (
        [["TT", "Xã", "Nội dung"],
         *each(lambda n, c, v: [
             n, c, f"Thôn {v} {f(v, 'đã có', 'chưa có')} cáp quang, {g(v, 'đã có', 'chưa có')} 4G"])],
        FACTS,
    ),
    "a sentence about the services of a village": (
        [["TT", "Xã", "Thôn", "Hiện trạng hạ tầng"],
         *each(lambda n, c, v: [n, c, v, f"{f(v, 'Đã có', 'Chưa có')} cáp quang; {g(v, 'đã có', 'chưa có')} sóng 4G"])],
        FACTS,
    ),
    "a log of attributes and values": (
        [["Xã", "Thôn", "Thuộc tính", "Giá trị"],
         *[[COMMUNE[v], v, name, value] for v in VILLAGES for name, value in
           (("Số hộ", 40), ("Cáp quang", f(v)), ("Sóng 4G", g(v)), ("Ghi chú", "đã kiểm tra"))]],
        FACTS,
    ),
    "a log with keys of a database": (
        [["ward", "hamlet", "key", "value"],
         *[[COMMUNE[v], v, name, value] for v in VILLAGES for name, value in
           (("households", 40), ("has_ftth", f(v, "true", "false")), ("has_4g", g(v, "true", "false")))]],
        FACTS,
    ),
    "cards of two pairs a row": (
        [row for n, v in enumerate(VILLAGES, start=1) for row in (
            [f"Phiếu số {n}"], ["Xã:", COMMUNE[v], "Thôn:", v], ["Cáp quang:", f(v), "Sóng 4G:", g(v)], [None])],
        FACTS,
    ),
    "cards with the label and value in one cell": (
        [row for v in VILLAGES for row in (
            [f"Thôn: {v}"], [f"Xã: {COMMUNE[v]}"], [f"Cáp quang: {f(v)}"], [f"Sóng 4G: {g(v)}"], [None])],
        FACTS,
    ),
    "operators named below a service": (
        [["TT", "Xã", "Thôn", "Cáp quang", "4G"],
         *each(lambda n, c, v: [n, c, v, f(v, "VNPT/VTL", "Không"), g(v, "MBF, VNPT", "Không")])],
        FACTS,
    ),
    "operators that have a service, ours or not": (
        [["TT", "Xã", "Thôn", "Nhà mạng có cáp quang", "Nhà mạng phủ 4G"],
         *each(lambda n, c, v: [n, c, v, f(v, "VNPT, Viettel", "Viettel"), g(v, "VNPT", "MobiFone")])],
        YES,
    ),
    "services named below an operator": (
        [["TT", "Xã", "Thôn", "VNPT", "Viettel"],
         *each(lambda n, c, v: [
             n, c, v, ", ".join(name for name, w in (("FTTH", FIBRE), ("4G", LTE)) if v in w) or None, "FTTH, 4G"])],
        YES,
    ),
    "a pivot with gaps below its labels": (
        [["Xã", "Thôn", "Dịch vụ", "Trạng thái"],
         *[[c if v == names[0] and k == 0 else None, v if k == 0 else None, name, "Có" if v in w else "Không"]
           for c, names in COMMUNES.items() for v in names for k, (name, w) in enumerate(SAID.items())]],
        FACTS,
    ),
    "a pivot in outline form": (
        [["Row Labels", "FTTH", "4G"],
         *sections(lambda n, v: [f"   {v}", f(v), g(v)], lambda k, c: [f"Xã {c}", None, None]),
         ["Grand Total", None, None]],
        FACTS,
    ),
    "two languages in the header": (
        [["STT", "Xã", "Thôn", "Cáp quang", "Sóng 4G"], ["No.", "Commune", "Village", "Optical fiber", "4G coverage"],
         *each(lambda n, c, v: [n, c, v, f(v), g(v)])],
        FACTS,
    ),
    "two languages in a heading": (
        [["STT/No.", "Xã/Commune", "Thôn/Hamlet", "Cáp quang/Fiber (Y/N)", "Sóng 4G/4G coverage (Y/N)"],
         *each(lambda n, c, v: [n, c, v, f(v, "Y", "N"), g(v, "Y", "N")])],
        FACTS,
    ),
    "numbers and letters below the header": (
        [["STT", "Xã", "Thôn", "Cáp quang", "4G"], ["A", "B", "C", "(1)", "(2)"],
         *each(lambda n, c, v: [n, c, v, f(v), g(v)])],
        FACTS,
    ),
    "group totals above their groups": (
        [["TT", "Địa bàn", "Cáp quang", "4G"],
         *sections(lambda n, v: [n, v, f(v, 1, 0), g(v, 1, 0)], lambda k, c: ["I" * k, f"Xã {c}: 2 thôn", 1, 1])],
        FACTS,
    ),
    "notes between the rows": (
        [["TT", "Xã", "Thôn", "Cáp quang", "4G"], [1, "Hòa Bình", "Nà Pái", "Có", "Không"],
         ["Ghi chú: đường vào Bản Chu bị sạt lở từ tháng 8"], [2, "Hòa Bình", "Bản Chu", "Không", "Có"],
         [3, "Tân Thành", "Còn Quan", "Có", "Có"], ["(*) đang chờ nghiệm thu"],
         [4, "Tân Thành", "Pò Lạn", "Không", "Không"]],
        FACTS,
    ),
    "a sheet a commune": (
        {c: [[f"XÃ {c.upper()}"], ["TT", "Thôn", "FTTH", "4G"],
             *[[n, v, f(v), g(v)] for n, v in enumerate(names, start=1)]] for c, names in COMMUNES.items()},
        FACTS,
    ),
    "months across, a service a row": (
        [["Xã", "Thôn", "Dịch vụ", "T7/2024", "T8/2024", "T9/2024"],
         *[[COMMUNE[v], v, name, "Không", "Không", "Có" if v in w else "Không"]
           for v in VILLAGES for name, w in SAID.items()]],
        FACTS,
    ),
    "codes with a legend sheet": (
        {"SoLieu": [["XA", "THON", "DV01", "DV02"], *each(lambda n, c, v: [c, v, f(v, 1, 0), g(v, 1, 0)])],
         "ChuGiai": [["Mã", "Ý nghĩa"], ["DV01", "Cáp quang"], ["DV02", "Sóng 4G"]]},
        FACTS,
    ),
    "codes of services in rows with a legend sheet": (
        {"Data": [["Xã", "Thôn", "Mã DV", "Trạng thái"],
                  *[[COMMUNE[v], v, code, "Có" if v in w else "Không"]
                    for v in VILLAGES for code, w in (("01", FIBRE), ("02", LTE))]],
         "Danh mục mã": [["Mã DV", "Tên dịch vụ"], ["01", "Cáp quang FTTH"], ["02", "Di động 4G"]]},
        FACTS,
    ),
    "services numbered in one cell": (
        [["TT", "Xã", "Thôn", "Dịch vụ hiện có"],
         *each(lambda n, c, v: [n, c, v, " ".join(
             f"{k}. {name}" for k, name in enumerate([s for s, w in SAID.items() if v in w], start=1)) or None])],
        YES,
    ),
    "yes by colour": ([["TT", "Xã", "Thôn", "Cáp quang", "4G"], *each(lambda n, c, v: [n, c, v, None, None])], None),
    "years of first use": (
        [["TT", "Xã", "Thôn", "Năm có cáp quang", "Năm phủ sóng 4G"],
         *each(lambda n, c, v: [n, c, v, f(v, 2019, None), g(v, 2021, None)])],
        YES,
    ),
    "a year of first use below a group": (
        [["TT", "Xã", "Thôn", "Năm đưa vào sử dụng", None], [None, None, None, "Cáp quang", "4G"],
         *each(lambda n, c, v: [n, c, v, f(v, "2019", "Chưa có"), g(v, "2021", "Chưa có")])],
        FACTS,
    ),
    "three rows of header with units in brackets": (
        [["TT", "Đơn vị hành chính", None, "Hạ tầng (tính đến 30/9/2024)", None],
         [None, "Xã", "Thôn", "Cố định (có/không)", "Di động (có/không)"],
         [None, None, None, "Cáp quang", "4G"],
         *each(lambda n, c, v: [n, c, v, f(v), g(v)])],
        FACTS,
    ),
    "names of a warehouse": (
        [["province_name", "district_name", "commune_name", "village_name", "is_ftth", "is_4g", "etl_date"],
         *each(lambda n, c, v: ["Lạng Sơn", "Bình Gia", c, v, f(v, 1, 0), g(v, 1, 0), "2024-09-30"])],
        FACTS,
    ),
    "columns that a footnote explains": (
        [["TT", "Xã", "Thôn", "Cáp quang", None, "4G", None], [None, None, None, "(1)", "(2)", "(1)", "(2)"],
         *each(lambda n, c, v: [n, c, v, f(v), "Có", g(v), "Có"]),
         ["Ghi chú: (1): hiện trạng đến 30/9/2024; (2): kế hoạch năm 2025"]],
        FACTS,
    ),
    "villages before and after the merger": (
        [["TT", "Xã", "Thôn sau sáp nhập", "Thôn trước sáp nhập", "Cáp quang", "4G"],
         *each(lambda n, c, v: [n, c, "Thôn Hợp Nhất" if c == "Hòa Bình" else "Thôn Đoàn Kết", v, f(v), g(v)])],
        FACTS,
    ),
    "line breaks of a converted document": (
        [["T\nT", "Xã,\nthị trấn", "Tên thôn,\nbản", "Cáp\nquang", "Sóng\n4G"],
         *each(lambda n, c, v: [f"{n}.", f"Xã\n{c}", v.replace(" ", "\n"), f(v, "Có\n", "Không"), g(v)])],
        FACTS,
    ),
    "pages of a converted document": (
        [["TT", "Xã", "Thôn", "Cáp quang", "4G"], [1, "Hòa Bình", "Nà Pái", "Có", "Không"],
         [2, "Hòa Bình", "Bản Chu", "Không", "Có"], ["Trang 1/2"], ["TT", "Xã", "Thôn", "Cáp quang", "4G"],
         [3, "Tân Thành", "Còn Quan", "Có", "Có"], [4, "Tân Thành", "Pò Lạn", "Không", "Không"]],
        FACTS,
    ),
    "separated text in one column": (
        [["STT;Xã;Thôn;Cáp quang;4G"], *each(lambda n, c, v: [f"{n};{c};{v};{f(v)};{g(v)}"])],
        FACTS,
    ),
    "everything of a village in one cell": (
        [["Kết quả rà soát xã Hòa Bình, xã Tân Thành"],
         *each(lambda n, c, v: [f"{n}. Thôn {v} - Xã {c} - Cáp quang: {f(v)} - 4G: {g(v)}"])],
        FACTS,
    ),
    "services in numbered columns": (
        [["TT", "Xã", "Thôn", "Dịch vụ 1", "Dịch vụ 2"],
         *each(lambda n, c, v: [
             n, c, v, *([s for s, w in (("FTTH", FIBRE), ("4G", LTE)) if v in w] + [None] * 2)[:2]])],
        None,
    ),
    "states as sections": (
        [["DANH SÁCH THÔN VÀ HIỆN TRẠNG CÁP QUANG"], ["TT", "Xã", "Thôn"], ["A", "Thôn đã có cáp quang"],
         *[[n, COMMUNE[v], v] for n, v in enumerate(sorted(FIBRE), 1)], ["B", "Thôn chưa có cáp quang"],
         *[[n, COMMUNE[v], v] for n, v in enumerate(sorted(set(VILLAGES) - FIBRE), 1)]],
        {fact for fact in FACTS if fact[1] == "fibre"},
    ),
    "verbs of an engineer": (
        [["TT", "Xã", "Thôn", "Cáp quang", "4G"],
         *each(lambda n, c, v: [n, c, v, f(v, "Đã kéo cáp", "Chưa kéo cáp"), g(v, "Đã phát sóng", "Chưa phát sóng")])],
        FACTS,
    ),
    "lists with how many of how many": (
        [["TT", "Xã", "Thôn có cáp quang", "Thôn có 4G"],
         *[[n, c, f"1/2 thôn: {having(FIBRE, c)}", f"1/2 thôn ({having(LTE, c)})"] for n, c in enumerate(COMMUNES, 1)]],
        YES,
    ),
    "percent beside the answer": (
        [["TT", "Xã", "Thôn", "Cáp quang", None, "4G", None],
         [None, None, None, "Có/không", "% hộ", "Có/không", "% hộ"],
         *each(lambda n, c, v: [n, c, v, f(v), f(v, 85, 0), g(v), g(v, 90, 0)])],
        FACTS,
    ),
    "a sheet a service with a column of marks": (
        {"Cáp quang": [["Xã", "Thôn", "Có"], *each(lambda n, c, v: [c, v, f(v, "x", "Không")])],
         "Sóng 4G": [["Xã", "Thôn", "Có"], *each(lambda n, c, v: [c, v, g(v, "x", "Không")])]},
        FACTS,
    ),
    "a sheet a service without any mark": (
        {"Thôn có cáp quang": [["Xã", "Thôn"], *[[COMMUNE[v], v] for v in VILLAGES if v in FIBRE]],
         "Thôn có 4G": [["Xã", "Thôn"], *[[COMMUNE[v], v] for v in VILLAGES if v in LTE]]},
        YES,
    ),
    "the header at the bottom": (
        [*each(lambda n, c, v: [n, c, v, f(v), g(v)]), ["STT", "Xã", "Thôn", "Cáp quang", "4G"]],
        FACTS,
    ),
    "no header, services in the cells": (
        [["VNPT - hạ tầng đến thôn 30/9/2024"],
         *each(lambda n, c, v: [n, f"Xã {c}", f"Thôn {v}", f"Cáp quang: {f(v)}", f"4G: {g(v)}"])],
        FACTS,
    ),
    "technology and status with a period a row": (
        [["Kỳ", "Xã", "Thôn", "Dịch vụ", "Trạng thái"],
         *[[k, COMMUNE[v], v, name, "Có" if v in w and k == "T9/2024" else "Không"]
           for k in ("T8/2024", "T9/2024") for v in VILLAGES for name, w in SAID.items()]],
        FACTS,
    ),
    "communes merged below a district, both in one address": (
        [["TT", "Địa bàn", "FTTH", "4G"], *each(lambda n, c, v: [n, f"Thôn {v}, xã {c}, huyện Bình Gia", f(v), g(v)])],
        FACTS,
    ),
    "which of the services are there, ticked by rows": (
        [["TT", "Xã", "Thôn", "Không có gì", "Chỉ cáp quang", "Chỉ 4G", "Cả hai"],
         [1, "Hòa Bình", "Nà Pái", None, "x", None, None], [2, "Hòa Bình", "Bản Chu", None, None, "x", None],
         [3, "Tân Thành", "Còn Quan", None, None, None, "x"], [4, "Tân Thành", "Pò Lạn", "x", None, None, None]],
        None,
    ),
    "highest generation": (
        [["TT", "Xã", "Thôn", "Công nghệ di động cao nhất"],
         *each(lambda n, c, v: [n, c, v, g(v, "4G", "2G")])],
        {(v, s, "no") for v in VILLAGES for s in (("5g",) if v in LTE else ("3g", "4g", "5g"))}
        | {(v, g(v, "4g", "2g"), "yes") for v in VILLAGES},
    ),
    "a report of progress with done and left": (
        [["TT", "Xã", "Thôn", "Cáp quang", None, "4G", None],
         [None, None, None, "Đã có", "Chưa có", "Đã có", "Chưa có"],
         *each(lambda n, c, v: [n, c, v, f(v, "x", None), f(v, None, "x"), g(v, "x", None), g(v, None, "x")])],
        FACTS,
    ),
}  # fmt: skip
