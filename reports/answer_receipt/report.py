"""One receipt a unit whose answers the run took in; a unit that sent nothing gets none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from doisoat.answer_rules import COUNTED, LATE, OUTCOMES, WORDS
from doisoat.standing import Said
from reports.contract import ROLES, Letterhead, Report, ReportFrames, UnitReport
from reports.letter import report_of
from reports.message import header_text
from reports.privacy import masked, masked_name
from reports.rows import rows_of
from reports.scope import Unit, units_of

_NEXT = {
    Said.AGREE: "đã khép lại, thư sau không hỏi lại",
    Said.OBJECT: "đã chuyển cán bộ xét; kết luận giữ nguyên cho tới khi có quyết định",
    Said.CHANGED: "xin gửi giấy tờ mới của điều đã đổi, lượt sau sẽ xét lại",
}
_SHOWN = 40  # rows of each kind in the message; more are counted


def build_receipts(frames: ReportFrames, units: pd.DataFrame, letterhead: Letterhead) -> list[Report]:
    """A receipt for each unit that answered, in the order given.

    Args:
        frames: ``received`` has the rows of answers that the run took in.
        units: UNIT_COLUMNS.
        letterhead: names and habits of the sender.
    """
    by_unit: dict[str, list[dict[str, Any]]] = {}
    for row in rows_of(frames.received):
        by_unit.setdefault(row["by_unit"], []).append(row)
    names = _names(frames)
    return [
        _receipt(frames, unit, by_unit[unit.code], names, letterhead)
        for unit in units_of(units)
        if unit.code in by_unit
    ]


def _names(frames: ReportFrames) -> dict[str, str]:
    places = frames.verdicts[["unit_code", "unit"]].drop_duplicates()
    return {row["unit_code"]: masked(row["unit"]) for row in rows_of(places)}


def _receipt(
    frames: ReportFrames, unit: Unit, rows: list[dict[str, Any]], names: Mapping[str, str], head: Letterhead
) -> Report:
    number = rows[0]["receipt"]
    taken = [row for row in rows if row["outcome"] in COUNTED]
    refused = [row for row in rows if row["outcome"] not in COUNTED]
    name = masked(unit.name)
    result = f"đã nhận {len(taken)} câu trả lời" + (f", {len(refused)} chỗ chưa hiểu" if refused else "")
    facts: dict[str, object] = {
        "subject": header_text(f"{head.subject_prefix} {name}: {result} ({number})".strip()),
        "headline": f"{name}: {result}",
        "unit": name,
        "number": number,
        "head": head,
        "taken": [_taken(row, names, frames) for row in taken[:_SHOWN]],
        "taken_more": max(0, len(taken) - _SHOWN),
        "refused": [_refused(row) for row in refused[:_SHOWN]],
        "refused_more": max(0, len(refused) - _SHOWN),
    }
    report = report_of(frames, unit, head, subject=str(facts["subject"]), facts=facts, finding_count=len(refused))
    return replace(report, unit=name, finding_set_hash=number, content_hash=number)


def _taken(row: Mapping[str, Any], names: Mapping[str, str], frames: ReportFrames) -> dict[str, str]:
    about = frames.titles.indicator(row["criteria"], row["indicator"])
    late = row["outcome"] == LATE
    return {
        "reference": row["reference"],
        "about": f"{names.get(row['unit_code'], row['unit_code'])}, {about}",
        "said": WORDS[Said(row["said"])],
        "next": "; ".join(OUTCOMES[LATE]) if late else _NEXT[Said(row["said"])],
    }


def _refused(row: Mapping[str, Any]) -> dict[str, str]:
    what, fix = OUTCOMES[row["outcome"]]
    file = masked_name(PurePosixPath(row["name"]).name)
    place = [file, masked_name(row["sheet"]), f"ô {row['cell']}" if row["cell"] else ""]
    return {"place": " · ".join(filter(None, place)), "what": what, "fix": fix}


REPORT = UnitReport("Giấy báo đã nhận câu trả lời", build_receipts, ROLES, of_answers=True)
