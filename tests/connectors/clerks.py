"""Tables as ten clerks write them: what stands in the file, and what a right reading gives.

A layout is rows of cells; its facts are (village, service, answer). ``None`` for facts: the table must not be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connectors.contract import Cell

Rows = list[list[Cell]]
Facts = set[tuple[str, str, str]]
COMMUNES = {"Hòa Bình": ["Nà Pái", "Bản Chu"], "Tân Thành": ["Còn Quan", "Pò Lạn"]}
VILLAGES = [village for names in COMMUNES.values() for village in names]
_FIBRE = dict(zip(VILLAGES, ["yes", "no", "yes", "no"], strict=True))
_4G = dict(zip(VILLAGES, ["no", "yes", "yes", "no"], strict=True))
FACTS: Facts = {(v, "fibre", _FIBRE[v]) for v in VILLAGES} | {(v, "4g", _4G[v]) for v in VILLAGES}


def known_places(texts: Sequence[str]) -> list[str]:
    """A gazetteer of this small world."""
    levels = {v.lower(): "village" for v in VILLAGES} | {c.lower(): "commune" for c in COMMUNES}
    levels |= {f"xã {c}".lower(): "commune" for c in COMMUNES} | {"huyện bình gia": "district", "bình gia": "district"}
    return [levels.get(text.lower().removeprefix("thôn "), "") for text in texts]


def _rows(yes: Cell, no: Cell) -> Rows:
    return [
        [n, commune, village, yes if _FIBRE[village] == "yes" else no, yes if _4G[village] == "yes" else no]
        for n, (commune, village) in enumerate(((c, v) for c, vs in COMMUNES.items() for v in vs), start=1)
    ]


def _wide(headings: list[Cell], yes: Cell = "x", no: Cell = "Không", above: Rows | None = None) -> Rows:
    return [*(above or []), headings, *_rows(yes, no)]


_SECTIONS: Rows = [["TT", "Tên đơn vị", "Cáp quang", "4G"]]
for _number, (_commune, _names) in zip(["I", "II"], COMMUNES.items(), strict=True):
    _SECTIONS.append([_number, f"Xã {_commune}", None, None])
    _SECTIONS += [[n, f"Thôn {r[2]}", r[3], r[4]] for n, r in enumerate(_rows("Có", "Chưa"), 1) if r[1] == _commune]


def width_of(rows: Rows) -> int:
    """Cells of the longest row."""
    return max(map(len, rows))


LAYOUTS: Mapping[str, tuple[Rows, Facts | None]] = {
    "database names of an IT department": (
        _wide(["ROW_ID", "COMMUNE_NAME", "VILLAGE_NAME", "FIBER_AVAILABLE", "LTE_COVERAGE"], "Y", "N"), FACTS,
    ),
    "camelCase of a web export": (_wide(["No", "communeName", "villageName", "hasFtth", "has4G"], True, False), FACTS),
    "no accents, abbreviations": (_wide(["STT", "Ten xa", "Ten thon", "Cap quang", "Song 4G"], "co", "khong"), FACTS),
    "abbreviations with full stops": (_wide(["TT", "ĐVHC cấp xã", "Thôn/TDP", "CQ", "4G (LTE)"], "1", "0"), FACTS),
    "an operator's own words": (
        _wide(["TT", "Xã", "Thôn", "Hạ tầng cáp quang của VNPT", "Vùng phủ VinaPhone 4G"]), FACTS,
    ),
    "sentences in the cells": (
        _wide(["TT", "Xã", "Thôn", "Internet cáp quang", "Sóng di động 4G"], "Đã được phủ", "Chưa được phủ"), FACTS,
    ),
    "shares of households": (
        _wide(["TT", "Xã", "Thôn", "Tỷ lệ hộ có cáp quang (%)", "% dân số phủ 4G"], 100, 0), FACTS,
    ),
    "a legend of letters above": (
        _wide(["TT", "Xã", "Thôn", "FTTH", "4G"], "Đ", "K", [["Ký hiệu: Đ - đã có; K - không có"]]), FACTS,
    ),
    "a legend that turns the habit": (
        _wide(["TT", "Xã", "Thôn", "FTTH", "4G"], "o", "x", [["Ghi chú: x: chưa có; o: đã có"]]), FACTS,
    ),
    "headings that say what is missing": (
        _wide(["TT", "Xã", "Thôn", "Chưa có cáp quang", "Chưa có sóng 4G"], None, "x"),
        {fact for fact in FACTS if fact[2] == "no"},
    ),
    "sections with Roman numbers": (_SECTIONS, FACTS),
    "a column for both names and a group": (
        [["TT", "Địa bàn", None, "Hiện trạng 30/9/2024", None], [None, "Xã", "Thôn", "Cáp quang", "4G"],
         *_rows("x", "-0-")],
        {fact if fact[2] == "yes" else (*fact[:2], "unclear") for fact in FACTS},
    ),
    "a row a village and service": (
        [["Xã", "Thôn", "Dịch vụ", "Kết quả"]]
        + [[r[1], r[2], name, r[c]] for r in _rows("OK", "NOK") for name, c in (("FTTH", 3), ("4G", 4))],
        FACTS,
    ),
    "services as lines below a village written once": (
        [["STT", "Xã", "Thôn", "Loại hạ tầng", "Có/không"]]
        + [
            [r[0] if first else None, r[1] if first else None, r[2] if first else None, name, r[c]]
            for r in _rows("Có", "Không") for first, name, c in ((True, "Cáp quang", 3), (False, "Sóng 4G", 4))
        ],
        FACTS,
    ),
    "all operators in one list": (
        [["Xã", "Thôn", "Nhà mạng", "Cáp quang", "4G"]]
        + [[r[1], r[2], name, *answers] for r in _rows("Có", "Không")
           for name, answers in (("Viettel", ["Có", "Có"]), ("VNPT", r[3:]))],
        FACTS,
    ),
    "operators side by side": (
        [["TT", "Xã", "Thôn", "Viettel", None, "VNPT", None], [None, None, None, "Cáp quang", "4G", "Cáp quang", "4G"]]
        + [[*r[:3], "Có", "Có", *r[3:]] for r in _rows("Có", "Không")],
        FACTS,
    ),
    "months side by side": (
        [["TT", "Xã", "Thôn", "T8/2024", None, "T9/2024", None], [None, None, None, "Quang", "4G", "Quang", "4G"]]
        + [[*r[:3], "Có", "Có", *r[3:]] for r in _rows("Có", "Không")],
        FACTS,
    ),
    "a plan beside what is there": (
        [["TT", "Xã", "Thôn", "Đến 30/9/2024", None, "Dự kiến 2025", None],
         [None, None, None, "Quang", "4G", "Quang", "4G"]]
        + [[*r[:3], *r[3:], "x", "x"] for r in _rows("Có", "Không")],
        FACTS,
    ),
    "villages as columns": (
        [["Xã", *[r[1] for r in _rows(1, 0)]], ["Thôn", *[r[2] for r in _rows(1, 0)]],
         ["Cáp quang", *[r[3] for r in _rows("Có", "Không")]], ["Sóng 4G", *[r[4] for r in _rows("Có", "Không")]]],
        FACTS,
    ),
    "a row a commune, villages in the cells": (
        [["Xã", "Thôn có cáp quang", "Thôn chưa có cáp quang", "Thôn có 4G", "Thôn chưa có 4G"]]
        + [[c, *(", ".join(v for v in vs if say[v] == a) for say in (_FIBRE, _4G) for a in ("yes", "no"))]
           for c, vs in COMMUNES.items()],
        FACTS,
    ),
    "services listed in one cell": (
        [["Xã", "Thôn", "Dịch vụ đang cung cấp"]]
        + [[r[1], r[2], ", ".join(n for n, a in (("FTTH", r[3]), ("4G", r[4])) if a)] for r in _rows("x", "")],
        {fact for fact in FACTS if fact[2] == "yes"},
    ),
    "several answers in one cell": (
        [["Xã", "Thôn", "Hiện trạng"]]
        + [[r[1], r[2], f"Cáp quang: {r[3]}; 4G: {r[4]}"] for r in _rows("có", "chưa có")],
        FACTS,
    ),
    "communes side by side": (
        [["Xã Hòa Bình", None, None, None, "Xã Tân Thành"],
         ["Thôn", "Cáp quang", "4G", None, "Thôn", "Cáp quang", "4G"],
         *[[*a[2:], None, *b[2:]] for a, b in zip(_rows("x", "0")[:2], _rows("x", "0")[2:], strict=True)]],
        FACTS,
    ),
    "days of first service": (
        _wide(["TT", "Xã", "Thôn", "Ngày đưa cáp quang vào sử dụng", "Ngày phát sóng 4G"], "15/3/2023", None),
        {fact for fact in FACTS if fact[2] == "yes"},
    ),
    "a list of what is missing": (
        [["DANH SÁCH THÔN CHƯA CÓ SÓNG 4G"], ["TT", "Xã", "Thôn"],
         [1, "Hòa Bình", "Nà Pái"], [2, "Tân Thành", "Pò Lạn"]],
        {fact for fact in FACTS if fact[1:] == ("4g", "no")},
    ),
    "a plan by its title": (
        _wide(["TT", "Xã", "Thôn", "Cáp quang", "4G"], above=[["KẾ HOẠCH PHÁT TRIỂN MẠNG NĂM 2025"]]), None,
    ),
    "a wish by its title": (
        _wide(["TT", "Xã", "Thôn", "Cáp quang", "4G"], above=[["DANH SÁCH THÔN ĐỀ NGHỊ PHỦ SÓNG, KÉO CÁP"]]), None,
    ),
    "counts of subscribers": (
        _wide(["TT", "Xã", "Thôn", "Thuê bao FTTH", "Thuê bao 4G"], 1, 0), None,
    ),
    "numbers of stations": (_wide(["TT", "Xã", "Thôn", "Số tủ cáp quang", "Số trạm 4G"], 1, 0), None),
    "targets": (
        _wide(["TT", "Xã", "Thôn", "Chỉ tiêu giao cáp quang", "Chỉ tiêu giao 4G"], "x", None), None,
    ),
    "another operator's list": (
        _wide(["TT", "Xã", "Thôn", "Cáp quang", "4G"], above=[["BÁO CÁO VÙNG PHỦ CỦA VIETTEL LẠNG SƠN"]]), None,
    ),
    "speeds": (_wide(["TT", "Xã", "Thôn", "Tốc độ cáp quang (Mbps)", "Tốc độ 4G"], 100, 0), None),
}  # fmt: skip
