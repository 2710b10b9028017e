"""``doisoat explain`` in words: verdict, why, checks and the rows they rest on, what decided always first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby

from doisoat.explanation import Check, Decided, Explanation, IndicatorExplanation, Row
from doisoat.vi import CLAIM, MARK, MOVER, OUTCOME, ROLE, VERDICT
from reports.contract import FINDINGS
from reports.missing import bounds_said, need_lines
from reports.other_reading import readings_said
from reports.place import Place, place_of
from reports.table_reading import ColumnReading
from reports.titles import OVERALL, Titles
from reports.verdict_sentence import DRAFT, READING_DEPENDENT, deciding, deciding_rows, move, rank

_MOST_ROWS_SHOWN = 12
_CHECK_WITHOUT_TITLE = "Nội dung kiểm tra"


def explanation_json(found: Explanation, readings: Sequence[ColumnReading] = ()) -> str:
    """The whole explanation as one JSON object, with ids and codes, for programs.

    ``readings``: how the tables behind it were understood, where that was asked for.
    """
    told = {"readings": [asdict(reading) for reading in readings]} if readings else {}
    return json.dumps({**asdict(found), **told}, ensure_ascii=False, default=str)


def explanation_text(found: Explanation, titles: Titles) -> str:
    """The explanation for a person; ``titles`` are those of the run: what a check was called then."""
    place = ", ".join(dict.fromkeys(part for part in (found.unit, found.commune, found.district) if part))
    lines = [f"{place} ({found.unit_code})", f"Ngày xét {found.as_of:%d/%m/%Y} · lượt {found.run_id}"]
    for each in sorted(found.indicators, key=lambda i: (i.criteria, titles.position(i.criteria, i.indicator))):
        alone = {one.indicator for one in found.indicators if (one.criteria, one.level) == (each.criteria, each.level)}
        lines += ["", *_indicator_lines(each, titles, sums_up_villages=alone == {OVERALL})]
    return "\n".join([*lines, *_signal_lines(found)])


def _signal_lines(found: Explanation) -> list[str]:
    """What a person should look at, apart from all verdicts; what is said of several rows is told once."""
    lines = []
    for (sentence, other), alike in groupby(found.signals, key=lambda one: (one.sentence, one.other_unit_code)):
        places = [place_of(one.where.file, one.where.sheet, one.where.row) for one in alike]
        more = f" và {len(places) - 1} nơi khác" if len(places) > 1 else ""
        lines.append(f"  • {sentence}" + (f" ({other})" if other else "") + f" — {places[0]}{more}")
    return ["", "Nên xem trước (không phải kết luận)", *lines] if lines else []


def _indicator_lines(found: IndicatorExplanation, titles: Titles, *, sums_up_villages: bool) -> list[str]:
    name = titles.indicator(found.criteria, found.indicator)
    name = f"Chỉ tiêu {name}" if name[:1].isdecimal() else name[:1].upper() + name[1:]
    verdict = VERDICT.get(found.verdict, "").upper() + (" (DỰ THẢO)" if DRAFT in found.reasons else "")
    if found.indicator == OVERALL:
        return [
            f"{found.criteria} · {name}: {verdict}",
            *_beside_lines(found, titles, "Thôn đạt" if sums_up_villages else "Chỉ tiêu đạt"),
        ]
    lines = [f"{found.criteria} · {name}: khai {CLAIM.get(found.claim, '')} → {verdict}"]
    lines += [f"  Lời khai: {place_of(row.file, row.sheet, row.row)}" for row in found.claim_rows]
    if found.decided is not None:
        lines += [f"  {line}" for line in decided_lines(found.evidence_verdict or found.verdict, found.decided)]
    told = {READING_DEPENDENT} if found.other_readings else set()  # by the readings themselves
    lines += [f"  Lưu ý: {MARK[code]}." for code in found.reasons if code in MARK and code not in told]
    if found.verdict in FINDINGS:
        mover, fix = move(found.verdict, found.checks)
        lines.append(f"  Việc cần làm · {MOVER[mover]}: {fix}")
    lines += _beside_lines(found, titles, "Đếm được")
    # A warehouse gives checks in the order in which they last changed.
    checks = sorted(
        found.checks, key=lambda check: titles.check_position(found.criteria, found.indicator, check.check_id)
    )
    for check in deciding_first(found.evidence_verdict or found.verdict, checks):
        title = titles.check(found.criteria, found.indicator, check.check_id) or _CHECK_WITHOUT_TITLE
        lines.append(f"  • {title}: {OUTCOME.get(check.outcome, '')}. {check.sentence}")
        lines += [f"      {line}" for line in _evidence_lines(check)]
    return lines


def _beside_lines(found: IndicatorExplanation, titles: Titles, counted: str) -> list[str]:
    """What is counted, what is still missing, and what the verdict would be under other readings."""
    lines = [] if found.of is None else [f"  {counted}: {bounds_said(found.sure, found.possible, found.of)}."]
    if found.missing:
        lines.append("  Còn thiếu:")
        for _, facts in groupby(found.missing, key=lambda fact: fact.need):
            lines += need_lines(list(facts))
    lines += [f"  {line}" for line in other_reading_lines(found, titles)]
    return lines


def decided_lines(evidence_verdict: str, decided: Decided) -> list[str]:
    """The decision that set a verdict, and what the evidence alone says."""
    people = f"{decided.proposed_by} đề xuất, {decided.confirmed_by} xác nhận"
    return [
        f"Quyết định {decided.decision} ({decided.document}; đến hết {decided.until:%d/%m/%Y}; {people}):"
        f" {decided.reason.rstrip('.')}.",
        f"Riêng căn cứ thì máy kết luận: {VERDICT.get(evidence_verdict, '')}.",
    ]


def other_reading_lines(found: IndicatorExplanation, titles: Titles) -> list[str]:
    """What the verdict would be under other readings of the letters, a sentence each, and by which checks."""
    lines = []
    for one in found.other_readings:
        (said,) = readings_said(found.criteria, [(one.switch, one.reading, one.verdict)], titles)
        names = ", ".join(
            titles.check(found.criteria, found.indicator, check) or titles.check_of_any_set(check)
            for check in one.check_ids
        )
        lines.append(f"{said}" + (f" (do: {names})." if names else "."))
    return lines


def deciding_first(verdict: str, checks: Iterable[Check]) -> list[Check]:
    """The checks that decided, then the others; both in the order of the criteria file."""
    every = list(checks)
    first = deciding(verdict, every)
    return first + [check for check in every if check not in first]


@dataclass(frozen=True)
class ToldRow:
    """Rows that say the same in one place. ``more`` tells their numbers where they are several."""

    role: str
    sentence: str
    place: Place
    more: str

    @property
    def where(self) -> str:
        """``tệp · trang tính · hàng 3``, or with ``71 hàng: 2, 15, 27 …``."""
        return f"{self.place} · {self.more}" if self.more else str(self.place)


def told_rows(check: Check) -> tuple[ToldRow, ...]:
    """What decided first; rows that say the same in one place are told together: ``(71 hàng: 2, 15, 27 …)``."""
    first = {id(row) for row in deciding_rows(check.outcome, check.evidence)}

    def place(row: Row) -> tuple[bool, int, str, str, str, str]:
        return id(row) not in first, rank(check.outcome, row.role), row.role, row.file, row.sheet, row.sentence

    told = []
    for key, alike in groupby(sorted(check.evidence, key=lambda row: (*place(row), row.row or 0)), key=place):
        *_, role, file, sheet, sentence = key
        told.append(_told(role, sentence, place_of(file, sheet, None), [row.row for row in alike]))
    return tuple(told)


def _evidence_lines(check: Check) -> list[str]:
    return [f"[{ROLE.get(row.role, '')}] {row.sentence} — {row.where}" for row in told_rows(check)]


def _told(role: str, sentence: str, place: Place, numbers: list[int | None]) -> ToldRow:
    known = [number for number in numbers if number]
    if len(known) < 2:
        return ToldRow(role, sentence, Place(place.file, place.sheet, known[0] if known else None), "")
    listed = ", ".join(map(str, known[:_MOST_ROWS_SHOWN])) + (" …" if len(known) > _MOST_ROWS_SHOWN else "")
    return ToldRow(role, sentence, place, f"{len(known)} hàng: {listed}")
