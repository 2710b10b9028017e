"""Tables of the post, the portal and the registries of kinds that were once asked about, each in several clerks' words.

A layout is as in ``other_layouts``: source, rows (or sheets of rows), and what a right reading says; None where nothing
may be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.connectors.clerks import COMMUNES, VILLAGES, Rows
from tests.connectors.other_layouts import (
    CODES,
    COMMUNE,
    DAY,
    HOUSES,
    KINDS,
    PLATES,
    POINTS,
    PORTAL,
    PRODUCTS,
    REGISTER,
    STATED,
    Layout,
)

PERIOD = ["Từ ngày 01/01/2024 đến ngày 31/10/2024"]
ADDRESSED = [(f"{v}, {COMMUNE[v]}", kind, plate) for v, kind, plate in POINTS]


def points(kinds: Mapping[str, Any], yes: Any, no: Any) -> Rows:
    """Rows of code, kind, village, commune and plate, in the words given."""
    return [[f"M{n:03}", kinds[kind], v, f"Xã {COMMUNE[v]}", yes if plate == "yes" else no]
            for n, (v, kind, plate) in enumerate(POINTS, start=1)]  # fmt: skip


def counted_rows(v: str, *what: str) -> Rows:
    """A row a kind of a village with its counts."""
    return [[name, *({"total": total, "done": done, "left": total - done}[w] for w in what)]
            for (done, total), name in zip(PLATES[v].values(), KINDS.values(), strict=True)]  # fmt: skip


def summed_rows(v: str, *what: str) -> Rows:
    """The same with their sum below."""
    rows = counted_rows(v, *what)
    return [*rows, ["Cộng", *(sum(row[c] for row in rows) for c in range(1, len(what) + 1))]]


CODE_NAMES = {"household": "HGD", "office": "CQ", "organization": "TC", "heritage_site": "DT"}
NUMBERED = {"household": "01", "office": "02", "organization": "03", "heritage_site": "04"}

CODE_SHEETS: dict[str, Layout] = {
    "codes of several columns explained on a second sheet": (
        "vpostcode",
        {
            "DATA": [["MA_DCS", "LOAI_DT", "TEN_THON", "TEN_XA", "TT_BIEN"], *points(CODE_NAMES, 1, 0)],
            "MA_QUY_UOC": [["TRUONG", "MA", "Y NGHIA"], *[["LOAI_DT", CODE_NAMES[k], n] for k, n in KINDS.items()],
                           ["TT_BIEN", 1, "Đã gắn biển"], ["TT_BIEN", 0, "Chưa gắn biển"]],
        },
        POINTS,
    ),
    "figures that mean one thing in one column and another in the next": (
        "vpostcode",
        {
            "Du lieu": [["MA", "LOAI", "THON", "XA", "BIEN"],
                        *points({"household": 1, "office": 2, "organization": 3, "heritage_site": 4}, 1, 2)],
            "Bang ma": [["Cột", "Giá trị", "Diễn giải"],
                        *[["LOAI", n, name] for n, name in enumerate(KINDS.values(), 1)],
                        ["BIEN", 1, "Đã gắn"], ["BIEN", 2, "Chưa gắn"]],
        },
        POINTS,
    ),
    "a field written once above its codes": (
        "vpostcode",
        {
            "Export": [["code", "objectType", "villageName", "communeName", "plateStatus"],
                       *points(NUMBERED, "Y", "N")],
            "Codebook": [["Field", "Code", "Meaning"],
                         *[["objectType" if not n else None, NUMBERED[k], name]
                           for n, (k, name) in enumerate(KINDS.items())],
                         ["plateStatus", "Y", "Đã lắp biển"], [None, "N", "Chưa lắp biển"]],
        },
        POINTS,
    ),
    "marks that the second sheet turns": (
        "vpostcode",
        {
            "So lieu": [["Mã", "Loại", "Thôn", "Xã", "Biển"], *points(KINDS, 0, 1)],
            "Chu giai": [["Cột", "Mã", "Ý nghĩa"], ["Biển", 0, "Đã gắn"], ["Biển", 1, "Chưa gắn"]],
        },
        POINTS,
    ),
}  # fmt: skip

KIND_ROWS: dict[str, Layout] = {
    "a sum under the kinds of each village, written once": (
        "vpostcode",
        [DAY, ["TT", "Xã", "Thôn", "Đối tượng", "Tổng số", "Đã gắn biển", "Chưa gắn biển"],
         *[[*([n, f"Xã {COMMUNE[v]}", v] if not k else [None] * 3), *row]
           for n, v in enumerate(VILLAGES, 1) for k, row in enumerate(summed_rows(v, "total", "done", "left"))]],
        POINTS,
    ),
    "a sum above the kinds of each village": (
        "vpostcode",
        [DAY, ["Thôn", "Xã", "Loại", "Số điểm", "Số đã gắn biển"],
         *[[v, f"Xã {COMMUNE[v]}", *row] for v in VILLAGES
           for row in (["Tổng số", sum(t for _, t in PLATES[v].values()), sum(d for d, _ in PLATES[v].values())],
                       *counted_rows(v, "total", "done"))]],
        POINTS,
    ),
    "sums of villages and of communes": (
        "vpostcode",
        [DAY, ["Xã", "Thôn", "Loại đối tượng", "Tổng số điểm", "Đã gắn biển"],
         *[row for c, names in COMMUNES.items() for row in (
             *[[f"Xã {c}", v, *cells] for v in names for cells in (
                 *counted_rows(v, "total", "done"), ["Tổng cộng thôn", 9, 9])],
             [f"Cộng xã {c}", None, None, 99, 99])]],
        POINTS,
    ),
    "a village as a row above its kinds, its sum in its own row": (
        "vpostcode",
        [DAY, ["TT", "Thôn, loại đối tượng", "Tổng số điểm", "Đã gắn biển"],
         *[row for n, v in enumerate(VILLAGES, 1) for row in (
             [n, f"Thôn {v}", sum(t for _, t in PLATES[v].values()), sum(d for d, _ in PLATES[v].values())],
             *[["-", *cells] for cells in counted_rows(v, "total", "done")])]],
        None,
    ),
}  # fmt: skip

LEGENDS: dict[str, Layout] = {
    f"signs explained behind another sentence: {text}": (
        "vpostcode",
        [
            ["DANH SÁCH ĐỊA CHỈ SỐ"],
            [f"Cập nhật ngày 31/10/2024. {text}"],
            ["Mã địa chỉ", "Đối tượng", "Thôn", "Xã", "Gắn biển"],
            *points(KINDS, "x", "o"),
        ],
        POINTS,
    )
    for text in (
        "Ký hiệu: x: đã gắn biển; o: chưa gắn biển",
        "Ghi chú: (x) đã gắn, (o) chưa gắn",
        "Trong đó: x = đã gắn biển, o = chưa gắn biển",
        "Quy ước: x - đã gắn; o - chưa gắn.",
    )
}
LEGENDS["signs explained between two sentences"] = (
    "vpostcode",
    [["Số liệu đến 31/10/2024; ký hiệu: x: đã gắn biển; o: chưa gắn biển. Đơn vị lập: Bưu điện tỉnh"],
     ["Mã địa chỉ", "Đối tượng", "Thôn", "Xã", "Gắn biển"], *points(KINDS, "x", "o")],
    POINTS,
)  # fmt: skip

POPULAR = {
    "household": "Hộ dân", "office": "Trụ sở cơ quan", "organization": "Doanh nghiệp, HTX", "heritage_site": "Di tích",
}  # fmt: skip
PLAIN = {
    "household": "Nhà ở của dân", "office": "Trụ sở cơ quan (cơ quan nhà nước)", "organization": "Công ty / HTX",
    "heritage_site": "Di tích lịch sử, di tích văn hóa",
}  # fmt: skip
DAYS: dict[str, Layout] = {
    f"a day or words in one column: {heading}": (
        "vpostcode",
        [DAY, ["Số TT", "Mã số", "Đối tượng", "Thôn", "Xã", heading],
         *[[n, *row] for n, row in enumerate(points(POPULAR, "06/08/2024", no), 1)]],
        POINTS,
    )
    for heading, no in (
        ("Ngày lắp biển", "Chưa lắp"), ("Ngày treo biển", "chưa treo"), ("Thời điểm gắn biển", "Chưa"),
        ("Biển gắn ngày", "Chưa gắn biển"), ("Ngày gắn biển", "Không có"),
    )
}  # fmt: skip
DAYS["a day to come is no plate"] = (
    "vpostcode",
    [DAY, ["Mã số", "Đối tượng", "Thôn", "Xã", "Ngày lắp biển"], *points(KINDS, "06/08/2027", "Chưa lắp")],
    [(v, kind, "no" if plate == "no" else None) for v, kind, plate in POINTS],
)
DAYS["kinds as people call them"] = (
    "vpostcode",
    [DAY, ["Mã số", "Đối tượng", "Thôn", "Xã", "Đã gắn biển"], *points(PLAIN, "Có", "Chưa")],
    POINTS,
)
DAYS["two kinds in one word"] = (
    "vpostcode",
    [DAY, ["Mã số", "Đối tượng", "Thôn", "Xã", "Đã gắn biển"],
     *points({**KINDS, "office": "Cơ quan, tổ chức"}, "Có", "Chưa")],
    [(v, None if kind == "office" else kind, plate) for v, kind, plate in POINTS],
)  # fmt: skip


def portal(*rows: Any) -> Rows:
    """Rows of statistics: a text for the communes, then what is picked of their four counts."""
    return [list(row) for row in rows]


NAMES = {c: f"Xã {c}" for c in PORTAL}
PARTS = {c: (e, 8, o - 8, d, u) for c, (e, o, d, u) in PORTAL.items()}


def _split(c: str) -> list[Any]:
    e, o, d, u = PORTAL[c]
    return [e, o, d, u, 5, d - u - 6, 1]


def _portal_words(*names: str) -> Rows:
    return [PERIOD, ["TT", "Đơn vị", *names], *[[n, NAMES[c], *PORTAL[c]] for n, c in enumerate(PORTAL, 1)]]


STATISTICS: dict[str, Layout] = {
    f"a portal's export: {names[0]}": (
        "public_service_statistics",
        [["PERIOD_FROM", "PERIOD_TO", "DISTRICT_NAME", "UNIT_NAME", *names],
         *[["2024-01-01", "2024-10-31", "Huyện Bình Gia", NAMES[c], *PARTS[c]] for c in PORTAL]],
        STATED,
    )
    for names in (
        ("PROC_ELIGIBLE", "PROC_PARTIAL", "PROC_FULL", "DOSSIER_TOTAL", "DOSSIER_FULL_ONLINE"),
        ("ELIGIBLE_PROC_CNT", "PARTIAL_PROC_CNT", "FULL_PROC_CNT", "DOSSIER_CNT", "DOSSIER_FULLY_ONLINE_CNT"),
        ("eligibleServices", "partialServices", "fullServices", "totalApplications", "endToEndOnlineApplications"),
        ("NO_OF_ELIGIBLE_PROC", "NO_OF_PARTIAL_PROC", "NO_OF_FULL_PROC", "NO_OF_CASES", "NO_OF_E2E_ONLINE_CASES"),
    )
}  # fmt: skip
STATISTICS |= {
    f"dossiers entirely online: {name}": (
        "public_service_statistics",
        _portal_words("TTHC đủ điều kiện", "TTHC đã cung cấp trực tuyến", "Tổng số hồ sơ tiếp nhận", name),
        STATED,
    )
    for name in (
        "Số hồ sơ tiếp nhận, giải quyết và trả kết quả hoàn toàn trực tuyến",
        "Hồ sơ giải quyết, trả kết quả hoàn toàn trực tuyến",
        "Hồ sơ thực hiện toàn bộ quy trình trên môi trường mạng",
        "HS trực tuyến trọn vẹn từ tiếp nhận đến trả kết quả",
        "Hồ sơ tiếp nhận, trả kết quả hoàn toàn qua mạng",
    )
}
STATISTICS |= {
    "dossiers by channel below their sum": (
        "public_service_statistics",
        [PERIOD, ["TT", "Đơn vị", "Số TTHC", None, "Số hồ sơ tiếp nhận", None, None, None, None],
         [None, None, "Đủ điều kiện cung cấp trực tuyến", "Đã cung cấp trực tuyến", "Tổng số", "Trong đó", None, None,
          None],
         [None, None, None, None, None, "Trực tuyến toàn bộ quá trình", "Nộp trực tuyến, trả kết quả trực tiếp",
          "Nộp trực tiếp", "Qua BCCI"],
         *[[n, NAMES[c], *_split(c)] for n, c in enumerate(PORTAL, 1)]],
        STATED,
    ),
    "dossiers by channel in one row of headings": (
        "public_service_statistics",
        [PERIOD, ["Đơn vị", "TTHC đủ ĐK", "TTHC cung cấp trực tuyến", "Tổng số hồ sơ", "HS trực tuyến toàn trình",
                  "HS nộp trực tuyến một phần", "HS nộp tại bộ phận một cửa", "HS qua bưu điện"],
         *[[NAMES[c], *_split(c)] for c in PORTAL]],
        STATED,
    ),
    "dossiers that came online and those handled so": (
        "public_service_statistics",
        [PERIOD, ["Đơn vị", "TTHC đủ ĐK", "TTHC cung cấp trực tuyến", "Tổng số hồ sơ", "Hồ sơ nộp trực tuyến",
                  "Trong đó: toàn bộ quá trình trên mạng"],
         *[[NAMES[c], *PORTAL[c][:3], PORTAL[c][2] - 1, PORTAL[c][3]] for c in PORTAL]],
        STATED,
    ),
    "communes across, two sections of numbered items": (
        "public_service_statistics",
        [["KẾT QUẢ CUNG CẤP DỊCH VỤ CÔNG TRỰC TUYẾN CẤP XÃ"], PERIOD, ["TT", "Nội dung", *NAMES.values()],
         ["I", "THỦ TỤC HÀNH CHÍNH"], *[[n, name, *(PORTAL[c][k] for c in PORTAL)] for n, (k, name) in enumerate(
             ((0, "Số TTHC đủ điều kiện cung cấp trực tuyến"),
              (1, "Số TTHC đã cung cấp trực tuyến (một phần và toàn trình)")), 1)],
         ["II", "HỒ SƠ"], *[[n, name, *(PORTAL[c][k] for c in PORTAL)] for n, (k, name) in enumerate(
             ((2, "Tổng số hồ sơ tiếp nhận"),
              (3, "Số hồ sơ tiếp nhận, giải quyết và trả kết quả hoàn toàn trực tuyến")), 1)]],
        STATED,
    ),
    "communes across, items that lean on their section": (
        "public_service_statistics",
        [PERIOD, ["STT", "Chỉ tiêu", *NAMES.values()],
         ["A", "Thủ tục hành chính"], [1, "Đủ điều kiện", *(PORTAL[c][0] for c in PORTAL)],
         [2, "Đã cung cấp trực tuyến", *(PORTAL[c][1] for c in PORTAL)],
         ["B", "Hồ sơ"], [1, "Tổng số", *(PORTAL[c][2] for c in PORTAL)],
         [2, "Trực tuyến toàn trình", *(PORTAL[c][3] for c in PORTAL)]],
        STATED,
    ),
}  # fmt: skip

OF_PRODUCERS = {"HTX Mẫu": PRODUCTS[:2], "Hộ Thử": PRODUCTS[2:]}
ADDRESS = {"HTX Mẫu": "Nà Pái, Hòa Bình, Bình Gia", "Hộ Thử": "Pò Lạn, Tân Thành, Bình Gia"}
MADE: dict[str, Layout] = {
    f"a producer's products in one cell: {heading}": (
        "ocop_registry",
        [["CHỦ THỂ CÓ SẢN PHẨM OCOP"], ["STT", "Chủ thể", "Địa chỉ (thôn, xã, huyện)", counted, heading, "Quyết định"],
         *[[n, who, ADDRESS[who], len(made), separator.join(f"{k}) {name} ({stars} sao)" if numbered else
            f"{name} ({stars} sao)" for k, (name, stars) in enumerate(made, 1)), "1733/QĐ-UBND ngày 12/12/2023"]
           for n, (who, made) in enumerate(OF_PRODUCERS.items(), 1)]],
        PRODUCTS,
    )
    for heading, counted, separator, numbered in (
        ("Sản phẩm đạt OCOP", "Số sản phẩm", "\n", True),
        ("Tên sản phẩm OCOP (hạng sao)", "Số lượng SP", "; ", False),
        ("Các sản phẩm được công nhận", "Tổng số sản phẩm", "\n", False),
        ("Sản phẩm", "Số SP OCOP", "\n", True),
    )
}  # fmt: skip

REGISTERS: dict[str, Layout] = {
    "a register of numbers whose codes lost their zero": (
        "register",
        [["COMMUNE_CODE", "COMMUNE_NAME", "VILLAGE_CODE", "VILLAGE_NAME", "HOUSEHOLD_COUNT", "AGENCY_COUNT",
          "ORGANIZATION_COUNT", "RELIC_COUNT"],
         *[[int(CODES[v][:5]), f"Xã {COMMUNE[v]}", int(CODES[v]), v, HOUSES[v], 1, 1, 2] for v in VILLAGES]],
        REGISTER,
    ),
    "a register in English counts": (
        "register",
        [["HAMLET_ID", "HAMLET_NAME", "WARD_NAME", "NO_OF_HH", "NO_OF_OFFICES", "NO_OF_ORGS", "NO_OF_MONUMENTS"],
         *[[CODES[v], v, f"Xã {COMMUNE[v]}", HOUSES[v], 1, 1, 2] for v in VILLAGES]],
        REGISTER,
    ),
    "a register of counts cut short": (
        "register",
        [["villageCode", "villageName", "communeName", "hhCnt", "officeCnt", "orgCnt", "heritageSiteCnt"],
         *[[CODES[v], v, f"Xã {COMMUNE[v]}", HOUSES[v], 1, 1, 2] for v in VILLAGES]],
        REGISTER,
    ),
}  # fmt: skip

UNPLATED = [(v, kind, None) for v, kind, _ in POINTS]
NO_PLATES: dict[str, Layout] = {
    f"a heading of no plate: {heading}": (
        "vpostcode",
        [DAY, ["Mã địa chỉ", "Loại", "Thôn", "Xã", heading], *points(KINDS, cell, None)],
        UNPLATED,
    )
    for cell, headings in {
        "05/08/2024": ("Ngày hẹn gắn biển", "Lịch gắn biển", "Đợt gắn biển", "Ngày phân công gắn biển",
                       "Ngày dự kiến gắn biển", "Ngày lạ gắn biển", "Ngày thay biển"),
        "x": ("Chờ gắn biển", "Biển đang lắp", "Biển gắn sai", "Có thể gắn biển", "Đồng ý gắn biển"),
    }.items()
    for heading in headings
}  # fmt: skip

COUNTS: dict[str, Layout] = {
    "what is done in the month beside what is done in all": (
        "vpostcode",
        [DAY, ["Xã", "Thôn", "Loại", "Tổng số điểm", "Gắn biển trong tháng", "Lũy kế đã gắn biển"],
         *[[COMMUNE[v], v, name, PLATES[v][k][1], 0, PLATES[v][k][0]] for v in VILLAGES for k, name in KINDS.items()]],
        POINTS,
    ),
    "what is left of all, a row a kind": (
        "vpostcode",
        [DAY, ["Xã", "Thôn", "Đối tượng", "Tổng số", "Còn lại chưa gắn"],
         *[[COMMUNE[v], v, *row] for v in VILLAGES for row in counted_rows(v, "total", "left")]],
        POINTS,
    ),
    "what is left of all, kinds across": (
        "vpostcode",
        [DAY, ["Xã", "Thôn", *[c for name in KINDS.values() for c in (name, None)]],
         [None, None, *["Tổng số", "Chưa gắn"] * 4],
         *[[COMMUNE[v], v, *[n for _, total, left in counted_rows(v, "total", "left") for n in (total, left)]]
           for v in VILLAGES]],
        POINTS,
    ),
    "done and left as groups over the kinds": (
        "vpostcode",
        [DAY, ["Xã", "Thôn", "Đã gắn biển", None, None, None, "Chưa gắn biển"],
         [None, None, *KINDS.values(), *KINDS.values()],
         *[[COMMUNE[v], v, *[row[1] for row in counted_rows(v, "done")], *[row[1] for row in counted_rows(v, "left")]]
           for v in VILLAGES]],
        POINTS,
    ),
    "kinds as rows over the points of a village's sheet": (
        "vpostcode",
        {f"Thôn {v}": [DAY, ["TT", "Mã địa chỉ", "Tên", "Đã gắn biển"], *[row for k, name in KINDS.items() for row in (
            [name], *[[n, code, "Mẫu", plate] for n, (code, kind, village, _, plate) in enumerate(
                points({k: k for k in KINDS}, "x", "Chưa"), 1) if (kind, village) == (k, v)])]] for v in VILLAGES},
        [(f"Thôn {v}", kind, plate) for v, kind, plate in POINTS],
    ),
    "villages as rows with their sums below": (
        "vpostcode",
        [DAY, ["TT", "Mã địa chỉ", "Tên", "Loại", "Gắn biển"], *[row for v in VILLAGES for row in (
            [f"Thôn {v} (xã {COMMUNE[v]})"], *[[n, code, "Mẫu", kind, plate] for n, (code, kind, village, _, plate)
                in enumerate(points(KINDS, "Có", "Không"), 1) if village == v], ["", "Cộng thôn", "", "", 3])]],
        [(f"Thôn {v}", kind, plate) for v, kind, plate in POINTS],
    ),
    "procedures eligible and offered by level": (
        "public_service_statistics",
        [PERIOD, ["Đơn vị", "DVC một phần", None, "DVC toàn trình", None, "Hồ sơ", None],
         [None, "Đủ ĐK", "Đã cung cấp", "Đủ ĐK", "Đã cung cấp", "Tổng số", "Trực tuyến toàn trình"],
         *[[NAMES[c], 8, 8, e - 8, o - 8, d, u] for c, (e, o, d, u) in PORTAL.items()]],
        STATED,
    ),
    "procedures eligible for one level alone": (
        "public_service_statistics",
        _portal_words("TTHC đủ điều kiện toàn trình", "TTHC đã CCTT", "Tổng HS tiếp nhận", "HS trực tuyến toàn trình"),
        [(unit, None, *counts) for unit, _, *counts in STATED],
    ),
    "items with their unit of measure, communes across": (
        "public_service_statistics",
        [PERIOD, ["STT", "Chỉ tiêu", "ĐVT", *NAMES.values()], *[[n, name, measure, *(PORTAL[c][n - 1] for c in PORTAL)]
         for n, (name, measure) in enumerate((("Số TTHC đủ điều kiện cung cấp DVCTT", "TTHC"),
             ("Số TTHC cung cấp DVCTT", "TTHC"), ("Số hồ sơ tiếp nhận", "Hồ sơ"),
             ("Trong đó: trực tuyến toàn trình", "Hồ sơ")), 1)]],
        STATED,
    ),
    "sections that are periods, communes across": (
        "public_service_statistics",
        [["KẾT QUẢ NĂM 2024"], ["TT", "Chỉ tiêu", *NAMES.values()],
         ["I", "Quý II/2024"], [1, "Tổng số hồ sơ tiếp nhận", 10, 10], [2, "HS trực tuyến toàn trình", 1, 2],
         ["II", "Quý III/2024"], [1, "Tổng số hồ sơ tiếp nhận", *(PORTAL[c][2] for c in PORTAL)],
         [2, "HS trực tuyến toàn trình", *(PORTAL[c][3] for c in PORTAL)]],
        [*((unit, None, None, *counts) for unit, _, _, *counts in STATED),
         *((name, None, None, 10, n) for n, name in enumerate(NAMES.values(), 1))],
    ),
    "a section of targets above one of results": (
        "public_service_statistics",
        [PERIOD, ["TT", "Chỉ tiêu", *NAMES.values()],
         ["I", "Kế hoạch năm"], [1, "Tổng số hồ sơ", 900, 900], [2, "HS trực tuyến toàn trình", 900, 900],
         ["II", "Thực hiện"], [1, "Tổng số hồ sơ", *(PORTAL[c][2] for c in PORTAL)],
         [2, "HS trực tuyến toàn trình", *(PORTAL[c][3] for c in PORTAL)]],
        [(unit, None, None, *counts) for unit, _, _, *counts in STATED],
    ),
    "sections without a number": (
        "public_service_statistics",
        [PERIOD, ["TT", "Nội dung", *NAMES.values()],
         [None, "THỦ TỤC HÀNH CHÍNH"], [1, "Đủ điều kiện", *(PORTAL[c][0] for c in PORTAL)],
         [2, "Đã cung cấp trực tuyến", *(PORTAL[c][1] for c in PORTAL)],
         [None, "HỒ SƠ"], [3, "Tổng số", *(PORTAL[c][2] for c in PORTAL)],
         [4, "Trực tuyến toàn trình", *(PORTAL[c][3] for c in PORTAL)]],
        STATED,
    ),
    "a state of code and plate in one, explained above": (
        "vpostcode",
        [DAY, ["Trạng thái: 0 - chưa cấp mã; 1 - đã cấp mã, chưa gắn biển; 2 - đã gắn biển"],
         ["Mã", "Loại", "Thôn", "Xã", "Trạng thái"], *points(KINDS, 2, 1)],
        POINTS,
    ),
    "a plate and what became of it": (
        "vpostcode",
        [DAY, ["Mã", "Loại", "Thôn", "Xã", "Gắn biển"], *points(KINDS, "Đã gắn (biển tạm)", "Đã gắn, bị mất")],
        [(v, kind, "unclear") for v, kind, _ in POINTS],
    ),
    "stars in words, and none reached": (
        "ocop_registry",
        [["SẢN PHẨM OCOP"], ["TT", "Tên sản phẩm", "Chủ thể", "Kết quả"],
         *[[n, name, "HTX Mẫu", {3: "Ba sao", 4: "Bốn sao"}[stars]] for n, (name, stars) in enumerate(PRODUCTS, 1)],
         [5, "Rượu mẫu", "HTX Mẫu", "Không đạt"]],
        PRODUCTS,
    ),
    "a register whose codes are those of units": (
        "register",
        [["STT", "Mã ĐVHC", "Tên thôn", "Xã", "Huyện", "Số hộ", "Số nhân khẩu"],
         *[[n, CODES[v], v, f"Xã {COMMUNE[v]}", "Bình Gia", HOUSES[v], 200] for n, v in enumerate(VILLAGES, 1)]],
        REGISTER,
    ),
    "kinds cut short, plates behind the totals": (
        "vpostcode",
        [DAY, ["STT", "Thôn", "Xã", "Hộ đã gắn", "CQ đã gắn", "TC đã gắn", "DT đã gắn"],
         *[[n, v, COMMUNE[v], *(row[1] for row in counted_rows(v, "done"))] for n, v in enumerate(VILLAGES, 1)],
         ["", "Cộng", "", 9, 4, 2, 0]],
        [point for point in POINTS if point[2] == "yes"],
    ),
    "households of some kind beside none of all": (
        "register",
        [["Mã thôn", "Tên thôn", "Xã", "Hộ gia đình văn hóa", "Số hộ nông dân"],
         *[[CODES[v], v, f"Xã {COMMUNE[v]}", 30, 20] for v in VILLAGES]],
        [(*row[:3], None) for row in REGISTER],
    ),
}  # fmt: skip

LAYOUTS: dict[str, Layout] = {
    **CODE_SHEETS, **KIND_ROWS, **LEGENDS, **DAYS, **STATISTICS, **MADE, **REGISTERS, **NO_PLATES, **COUNTS,
}  # fmt: skip
