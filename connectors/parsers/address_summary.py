"""The post's summary by village: how many points of each kind there are, and how many bear their plate.

A summary of the publisher with counts for all four kinds is evidence of the publisher. It becomes as many points
without a code as it counts, so that one rule counts both; a village with a blank or impossible count stays unknown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from connectors.reading import Doubt
from connectors.tables.cells import counts, each, is_blank
from connectors.tables.kinds import read_short_kind
from connectors.tables.lexicon.segments import segments
from connectors.tables.marks import is_total
from connectors.tables.parsed_file_builder import ParsedFileBuilder
from connectors.tables.table import Table
from connectors.tables.unknown_words import KINDS, told_words
from doisoat.columns import PLACE
from doisoat.model import AddressKind, Answer
from doisoat.text.compare import fold

_KINDS = {
    "household": AddressKind.HOUSEHOLD,
    "office": AddressKind.OFFICE,
    "organization": AddressKind.ORGANIZATION,
    "heritage": AddressKind.HERITAGE_SITE,
}
_ALL_KINDS = frozenset({"tat ca", "ca thon", "toan thon", "chung", "cac loai", "tat ca cac loai", "all", "sum"})
_MOST_POINTS = 5_000  # of a kind in one village; more is no count of plates


def is_summary(table: Table) -> bool:
    """Whether the table counts plates by kind instead of listing points."""
    counted = any(_counts_plates(table, kind) for kind in _KINDS) or _is_titled(table)
    return is_by_kind(table) or ("kind" not in table.header.columns and counted)


def _counts_plates(table: Table, kind: str) -> bool:
    """Whether the plates of a kind are counted, or can be told from all of it and what is left to do."""
    told = table.has(f"{kind}_total") and table.has(f"{kind}_left")
    return table.has(f"{kind}_plated") or told


def _is_titled(table: Table) -> bool:
    """The title says that what stands below each kind are plates."""
    counted = [kind for kind in _KINDS if table.has(f"{kind}_total")]
    plated = any(table.has(f"{kind}_plated") for kind in _KINDS)
    return bool(table.given.get("counts_plates")) and bool(counted) and not plated


def is_by_kind(table: Table) -> bool:
    """Whether a summary has a row a village and kind; what is left to do beside what is done counts as well."""
    counts_plates = table.has("points_plated") and (not table.has("plate") or table.sense("plate") == "missing")
    return table.has("kind") and (counts_plates or _plates_are_counted(table) or _left_is_counted(table))


def _plates_are_counted(table: Table) -> bool:
    """Beside a column of all points without their codes, figures below "Đã gắn biển" count them, one by one or not."""
    return table.sense("plate") == "present" and _counts_beside_totals(table)


def _left_is_counted(table: Table) -> bool:
    """The same of what is left to do: "Tổng số | Chưa gắn biển"."""
    return table.sense("plate") == "missing" and _counts_beside_totals(table)


def _counts_beside_totals(table: Table) -> bool:
    if not table.has("points_total") or not table.has("plate") or table.has("code"):
        return False
    filled = [cell for cell in table.cells("plate") if not is_blank(cell)]
    return bool(filled) and all(isinstance(cell, int | float) or str(cell).strip().isdigit() for cell in filled)


def judge_summary(table: Table) -> Doubt | None:
    """A summary that leaves a kind out, or mixes with a list of points, is asked about."""
    if table.has("kind") and table.has("points_total") and not (table.has("plate") or table.has("points_plated")):
        return Doubt(
            "bảng đếm số điểm theo loại nhưng không rõ cột nào là số đã gắn biển",
            "ghi rõ cột số điểm đã gắn biển, hoặc gửi danh sách từng điểm địa chỉ",
            fields=("kind", "points_total"),
        )
    if not is_summary(table):
        return None
    if any(_is_of_coded(table, total) and table.has(left) for total, left in _told_by(table)):
        return Doubt(
            "bảng có số đã cấp mã và số chưa gắn biển nhưng không có số đã gắn biển; lấy hai số trừ nhau thì không ra"
            " số đã gắn biển",
            "bổ sung cột số đã gắn biển hoặc tổng số phải gắn, hoặc gửi danh sách từng điểm địa chỉ",
        )
    if is_by_kind(table):
        return None
    titled = _is_titled(table)
    lacking = [k for k in _KINDS if not (table.has(f"{k}_total") if titled else _counts_plates(table, k))]
    if not lacking:
        return None
    return Doubt(
        "bảng tổng hợp không có số đã gắn biển cho đủ bốn loại (hộ gia đình, cơ quan, tổ chức, khu di tích)",
        "bổ sung cột đã gắn biển cho loại còn thiếu, hoặc gửi danh sách từng điểm địa chỉ",
    )


def _told_by(table: Table) -> list[tuple[str, str]]:
    """The fields of all points and of what is left to do from which alone plates are counted."""
    if is_by_kind(table):
        return [("points_total", "plate")] if _left_is_counted(table) and not table.has("points_plated") else []
    return [(f"{kind}_total", f"{kind}_left") for kind in _KINDS if not table.has(f"{kind}_plated")]


def _is_of_coded(table: Table, name: str) -> bool:
    """Whether a column counts the points that have their code, which need not be all."""
    return any("coded" in s.meanings for s in segments(table.heading(name)))


def add_summary(
    table: Table,
    places: Mapping[str, Sequence[str | None]],
    harvest: ParsedFileBuilder,
    dates: Sequence[dt.date | None],
    aside: dict[int, tuple[str, str]],
    digest: str,
) -> None:
    """Records ``addresses`` of a summary: one a point that the row counts; ``digest`` stands for the file's rows."""
    by_row = _counted_by_kind(table, harvest) if is_by_kind(table) else _counted(table)
    aside |= {n: ("total_row", "") for n in _sums(table) if n not in aside}
    villages = list(zip(*(places[name] for name in PLACE), strict=True))
    # A village whose count of one kind cannot be read stays unknown, however its kinds are divided over rows.
    unreadable = {villages[n] for n, row in enumerate(by_row) if n not in aside and not _is_readable(row)}
    keep: list[int] = []
    kinds: list[str] = []
    answers: list[str] = []
    for n in range(table.size):
        if n in aside:
            continue
        row = by_row[n]
        if villages[n] in unreadable:
            aside[n] = ("bad_count", "")
            continue
        for kind, done, total in row:
            for answer, number in ((Answer.YES, done or 0), (Answer.NO, max(0, (total or 0) - (done or 0)))):
                keep += [n] * number
                kinds += [kind] * number
                answers += [answer.value] * number
    own = {
        "address_code": [None] * len(keep),
        "address_kind": kinds,
        "plate": answers,
        "list_digest": [digest] * len(keep),
    }
    own |= {name: [places[name][n] for n in keep] for name in PLACE}
    harvest.add("addresses", table, own, keep=keep, published=dates)
    harvest.note(f"trang tính '{table.sheet.name}': bảng tổng hợp theo thôn, mỗi số đếm được tính như bấy nhiêu điểm")


_Counted = list[tuple[str, int | None, int | None]]  # kind, with a plate, in all


def _counted(table: Table) -> list[_Counted]:
    """The counts of each row that holds all kinds side by side."""
    if _is_titled(table):
        done = {kind: counts(table.cells(f"{kind}_total"))[0] for kind in _KINDS}
        return [[(own.value, done[kind][n], None) for kind, own in _KINDS.items()] for n in range(table.size)]
    plated, totals, left = (
        {kind: counts(table.cells(f"{kind}_{what}"))[0] for kind in _KINDS} for what in ("plated", "total", "left")
    )
    for kind in _KINDS:  # two of the three tell the third
        if not table.has(f"{kind}_plated"):
            plated[kind] = [_minus(a, b) for a, b in zip(totals[kind], left[kind], strict=True)]
        elif not table.has(f"{kind}_total") and table.has(f"{kind}_left"):
            totals[kind] = [_plus(a, b) for a, b in zip(plated[kind], left[kind], strict=True)]
    return [[(own.value, plated[kind][n], totals[kind][n]) for kind, own in _KINDS.items()] for n in range(table.size)]


def _counted_by_kind(table: Table, harvest: ParsedFileBuilder) -> list[_Counted]:
    """The counts of each row that is about one kind; none where the kind cannot be read."""
    cells = table.legend.spelled_out(table.cells("kind"), of_kinds=True)
    if "kind" in table.header.columns:
        cells = told_words(table, "kind", cells, KINDS, harvest)[0]
    kinds = each(cells, read_short_kind)
    done = "points_plated" if table.has("points_plated") else "plate"
    plated, totals = counts(table.cells(done))[0], counts(table.cells("points_total"))[0]
    if done == "plate" and _left_is_counted(table):
        plated = [_minus(b, a) for a, b in zip(plated, totals, strict=True)]
    if not table.has("points_total") and table.has("plate") and table.sense("plate") == "missing":
        left = counts(table.cells("plate"))[0]  # "Đã gắn" and "Chưa gắn" are all of them
        totals = [_plus(a, b) for a, b in zip(plated, left, strict=True)]
    return [[(kind, done, total)] if kind else [] for kind, done, total in zip(kinds, plated, totals, strict=True)]


def _plus(a: int | None, b: int | None) -> int | None:
    return a + b if a is not None and b is not None else None


def _minus(a: int | None, b: int | None) -> int | None:
    return a - b if a is not None and b is not None else None


def _sums(table: Table) -> list[int]:
    """Rows that sum up the kinds of a village: "Cộng" in the place of a kind."""
    texts = table.texts("kind") if is_by_kind(table) else []
    return [n for n, text in enumerate(texts) if text and (is_total(text) or fold(text) in _ALL_KINDS)]


def _is_readable(row: _Counted) -> bool:
    return bool(row) and all(_is_possible(done, total) for _, done, total in row)


def _is_possible(plated: int | None, total: int | None) -> bool:
    """A count that is there, no larger than its whole."""
    return plated is not None and 0 <= plated <= _MOST_POINTS and (total is None or plated <= total <= _MOST_POINTS)
