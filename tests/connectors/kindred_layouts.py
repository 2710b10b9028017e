"""Tables of kinds that were once asked about, each in several clerks' words and shapes; and what a right reading says.

A layout is its source, rows (or sheets of rows), and the records as tuples of the columns named in ``COLUMNS``. The
villages and answers are those of ``clerks``.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.connectors.clerks import FACTS, VILLAGES, Facts, Rows
from tests.connectors.kindred_registries import ADDRESSES, GROUPS, LISTS, PARENTS, STATISTICS, Layout
from tests.connectors.operator_layouts import COMMUNE, FIBRE, LTE, f, g

COLUMNS = {
    "coverage": ("vnpt", ("village_text", "service", "answer")),
    "wifi_contracts": ("vnpt", ("village_text", "contract_number", "status", "has_password")),
    "addresses": ("vpostcode", ("village_text", "address_kind", "plate")),
    "service_statistics": (
        "public_service_statistics",
        ("commune_text", "period_from", "period_to", "eligible_count", "offered_count", "dossier_count",
         "dossier_count_fully_online"),
    ),
    "ocop_products": ("ocop_registry", ("product_name", "stars", "village_text")),
    "villages": ("register", ("village_code", "village_name", "commune_name", "household_count_register")),
}  # fmt: skip


def _highest(v: str) -> set[tuple[str, str, str]]:
    return (
        {(v, "4g", "yes"), (v, "5g", "no")}
        if v in LTE
        else {(v, "3g", "no"), (v, "4g", "no"), (v, "5g", "no"), (v, "2g", "yes")}
    )


_FIXED: Facts = {fact for fact in FACTS if fact[1] == "fibre"}
HIGHEST: Facts = _FIXED.union(*(_highest(v) for v in VILLAGES))
TECHNOLOGIES: dict[str, Layout] = {
    "the fixed technology and the highest mobile one": (
        "coverage",
        [["HIỆN TRẠNG CÔNG NGHỆ CUNG CẤP TẠI CÁC THÔN"],
         ["Xã", "Thôn", "Công nghệ cố định đang cung cấp", "Công nghệ di động cao nhất"],
         *[[COMMUNE[v], v, f(v, "FTTH", "Chưa có"), g(v, "4G", "2G")] for v in VILLAGES]],
        HIGHEST,
    ),
    "the highest generation beside the fibre": (
        "coverage",
        [["Xã", "Thôn", "Cáp quang", "Thế hệ mạng di động cao nhất"],
         *[[COMMUNE[v], v, f(v), g(v, "4G", "2G")] for v in VILLAGES]],
        HIGHEST,
    ),
    "none at all below the highest generation": (
        "coverage",
        [["Xã", "Thôn", "Sóng di động tốt nhất hiện có"],
         *[[COMMUNE[v], v, g(v, "4G", "Chưa có sóng")] for v in VILLAGES]],
        {fact for v in LTE for fact in _highest(v)} | {(v, s, "no") for v in VILLAGES if v not in LTE for s in ("2g",
          "3g", "4g", "5g")},
    ),
    "fixed and mobile technologies listed in two columns": (
        "coverage",
        [["HIỆN TRẠNG DỊCH VỤ VIỄN THÔNG"], ["Xã", "Thôn", "Mạng cố định", "Mạng di động"],
         *[[COMMUNE[v], v, f(v, "Cáp quang", "Chưa có"), g(v, "3G, 4G", "Chưa có")] for v in VILLAGES]],
        _FIXED | {(v, s, "yes" if v in LTE else "no") for v in VILLAGES for s in (("3g", "4g") if v in LTE
          else ("2g", "3g", "4g", "5g"))},
    ),
}  # fmt: skip


def _path(v: str, sep: str, *, inner: bool = False) -> str:
    parts = ["Bình Gia", COMMUNE[v], v]
    return sep.join(reversed(parts) if inner else parts)


PLACES: dict[str, Layout] = {
    "circles and the place with strokes": (
        "coverage",
        [["BẢNG THEO DÕI DỊCH VỤ TẠI THÔN"],
          ["Ký hiệu: ● đã có dịch vụ; ○ chưa có dịch vụ; để trống: chưa có thông tin"],
         ["#", "Huyện / Xã / Thôn", "Internet cáp quang", "Data 4G"],
         *[[n, _path(v, " / "), f(v, "●", "○"), g(v, "●", "○")] for n, v in enumerate(VILLAGES, 1)]],
        FACTS,
    ),
    "squares without colons in the legend": (
        "coverage",
        [["■ có   □ không có"], ["Xã", "Thôn", "Cáp quang", "4G"],
         *[[COMMUNE[v], v, f(v, "■", "□"), g(v, "■", "□")] for v in VILLAGES]],
        FACTS,
    ),
    "the village first, then its commune, with dashes": (
        "coverage",
        [["STT", "Thôn - Xã - Huyện", "Cáp quang", "4G"],
         *[[n, _path(v, " - ", inner=True), f(v), g(v)] for n, v in enumerate(VILLAGES, 1)]],
        FACTS,
    ),
    "the commune and the village with a stroke": (
        "coverage",
        [["STT", "Xã/Thôn", "Cáp quang", "4G"], *[[n, f"{COMMUNE[v]}/{v}", f(v), g(v)] for n,
          v in enumerate(VILLAGES, 1)]],
        FACTS,
    ),
    "a path with angle brackets": (
        "coverage",
        [["Địa bàn (tỉnh > huyện > xã > thôn)", "Cáp quang", "4G"],
         *[[f"Lạng Sơn > {_path(v, ' > ')}", f(v), g(v)] for v in VILLAGES]],
        FACTS,
    ),
}  # fmt: skip


def _names(there: set[str], beside: set[str] | None = None) -> Rows:
    chosen = [v for v in VILLAGES if v in there and (beside is None or v in beside)]
    return [[n, v, f"Xã {COMMUNE[v]}", 40] for n, v in enumerate(chosen, 1)]


BARE, ALL = set(VILLAGES) - FIBRE - LTE, set(VILLAGES)
HEAD = ["TT", "Thôn", "Xã", "Số hộ"]
BELOW: dict[str, Layout] = {
    "lists below each other, each heading says what its villages have": (
        "coverage",
        [["VNPT LẠNG SƠN"], ["DANH SÁCH THÔN THEO HIỆN TRẠNG HẠ TẦNG SỐ"], [None],
         ["Biểu 1. Các thôn đã có cáp quang và đã có sóng 4G"], HEAD, *_names(FIBRE, LTE), [None, "Cộng: 1 thôn",
           None, 40], [None],
         ["Biểu 2. Các thôn chưa có cáp quang (đã có sóng 4G)"], HEAD, *_names(LTE - FIBRE), [None],
         ["Biểu 3. Các thôn chưa có sóng 4G (đã có cáp quang)"], HEAD, *_names(FIBRE - LTE), [None],
         ["Biểu 4. Các thôn chưa có cáp quang, chưa có sóng 4G"], HEAD, *_names(BARE)],
        FACTS,
    ),
    "lists as sections of one table": (
        "coverage",
        [["DANH SÁCH THÔN THEO HIỆN TRẠNG HẠ TẦNG"], HEAD,
         ["I", "Thôn đã có cáp quang và 4G"], *_names(FIBRE, LTE), ["II", "Thôn đã có cáp quang, chưa có 4G"],
           *_names(FIBRE - LTE),
         ["III", "Thôn chưa có cáp quang, đã có 4G"], *_names(LTE - FIBRE), ["IV", "Thôn chưa có cáp quang và 4G"],
           *_names(BARE)],
        FACTS,
    ),
    "lists named by letters": (
        "coverage",
        [["HIỆN TRẠNG HẠ TẦNG THÔN"],
         ["Danh sách A: Thôn có cả cáp quang lẫn 4G"], HEAD, *_names(FIBRE, LTE), [None],
         ["Danh sách B: Thôn chỉ có cáp quang, không có 4G"], HEAD, *_names(FIBRE - LTE), [None],
         ["Danh sách C: Thôn chưa có cáp quang nhưng đã có 4G"], HEAD, *_names(LTE - FIBRE), [None],
         ["Danh sách D: Thôn không có cáp quang, không có 4G"], HEAD, *_names(BARE)],
        FACTS,
    ),
    "a sheet a group, its title says what its villages have": (
        "coverage",
        {f"Nhóm {k}": [[title], HEAD, *_names(names)] for k, (title, names) in enumerate((
            ("Nhóm 1: Thôn đã có cáp quang và sóng 4G", FIBRE & LTE),
              ("Nhóm 2: Thôn đã có cáp quang, chưa có sóng 4G", FIBRE - LTE),
            ("Nhóm 3: Thôn đã có sóng 4G, chưa có cáp quang", LTE - FIBRE),
              ("Nhóm 4: Thôn chưa có cáp quang, chưa có sóng 4G", BARE)), 1)},
        FACTS,
    ),
    "readiness of a database": (
        "coverage",
        [["COMMUNE", "HAMLET", "FIBER_READY", "LTE_READY"], *[[COMMUNE[v], v, f(v, "Y", "N"), g(v, "Y", "N")]
          for v in VILLAGES]],
        FACTS,
    ),
}  # fmt: skip

LAYOUTS: Mapping[str, Layout] = {
    **ADDRESSES, **STATISTICS, **LISTS, **GROUPS, **PARENTS, **TECHNOLOGIES, **PLACES, **BELOW,
}  # fmt: skip
