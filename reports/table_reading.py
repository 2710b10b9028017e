"""How the tables behind an explanation were read: which column is what, by which sign, and what was left out."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from doisoat.explanation import Explanation
from reports.place import place_of

if TYPE_CHECKING:
    import pandas as pd

_SIGN = {
    "heading": "theo tên cột",
    "content": "theo nội dung",
    "title": "theo tiêu đề bảng",
    "answer": "theo câu trả lời của người",
}
_WHY = {
    "plan": "kế hoạch",
    "count": "chỉ là số đếm",
    "past": "kỳ trước",
    "period": "kỳ cũ hơn",
    "operator": "của nhà mạng khác",
    "cumulative": "lũy kế",
    "answer": "người trả lời là không dùng",
    "unknown": "chưa biết cột này",
}


@dataclass(frozen=True)
class ColumnReading:
    """One column of a table as it was understood; ``left_out`` says why it is not read."""

    file: str
    sheet: str
    header_row: int
    heading: str
    field: str
    sign: str
    sense: str
    score: float | None
    margin: float | None
    left_out: str


def readings_behind(found: Explanation, readings: pd.DataFrame) -> tuple[ColumnReading, ...]:
    """The readings of the sheets on whose rows an explanation rests, in the order in which they are cited.

    Args:
        found: the explanation.
        readings: of the run (``connectors.accounts.READINGS``).
    """
    rows = [row for each in found.indicators for check in each.checks for row in check.evidence]
    rows += [row for each in found.indicators for row in each.claim_rows]
    cited = dict.fromkeys((row.file_sha256, row.sheet) for row in rows)
    of_sheet = dict(iter(readings.groupby(["file_sha256", readings["sheet"].fillna("")])))
    return tuple(_reading(row) for place in cited if place in of_sheet for row in of_sheet[place].to_dict("records"))


def _reading(row: Mapping[Hashable, object]) -> ColumnReading:
    def text(name: str) -> str:
        return str(row[name]) if isinstance(row[name], str) else ""

    def number(name: str) -> float | None:
        value = row[name]
        return float(value) if isinstance(value, int | float) and value == value else None

    return ColumnReading(
        file=text("name"),
        sheet=text("sheet"),
        header_row=int(number("header_row") or 0),
        heading=text("heading"),
        field=text("field"),
        sign=text("sign"),
        sense=text("sense"),
        score=number("score"),
        margin=number("margin"),
        left_out=text("left_out"),
    )


def reading_lines(readings: Sequence[ColumnReading]) -> Iterator[str]:
    """The readings for a person, a table after the other."""
    if readings:
        yield from ("", "Cách đã đọc các bảng làm căn cứ:")
    place = ""
    for each in readings:
        here = str(place_of(each.file, each.sheet, each.header_row))
        if here != place:
            place = here
            yield f"  {here}"
        if each.left_out:
            yield f"    “{each.heading}”: không dùng, {_WHY.get(each.left_out, each.left_out)}"
        else:
            margin = "" if each.margin is None or each.margin >= 1 else f", hơn cột kế tiếp {each.margin:.2f}"
            yield f"    “{each.heading}” → {each.field} ({_SIGN.get(each.sign, each.sign)}{margin})"
