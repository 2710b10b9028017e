"""All reports of a run: each unit's rows, its findings, figures, pictures and workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from doisoat.model import OWN_MOVERS, Verdict
from doisoat.standing import Fate
from reports.contract import FINDINGS, ROLES, Letterhead, Report, ReportFrames, UnitReport
from reports.district_quality.acts import todos_of, village_lines
from reports.district_quality.answered_findings import NOT_ASKED, answered_findings, counted
from reports.district_quality.answers import AnswerBook, answer_workbook
from reports.district_quality.draw import grids_of, pictures_of
from reports.district_quality.report_findings import Finding, Proof, findings_of, urgency
from reports.district_quality.summary import (
    Change,
    Figures,
    changes_of,
    deadline_of,
    figures_of,
    has_sent,
    must_mend,
    no_rulebook_of,
    troubles_of,
)
from reports.letter import report_of
from reports.message import content_id, header_text
from reports.place import place_of
from reports.privacy import masked
from reports.rows import rows_of
from reports.scope import Unit, own_rows, units_of
from reports.verdict_sentence import KEY, CheckSaid, Key, checks_by_verdict, key_of

_SHOWN_CHANGES, _SHOWN_TODOS, _SHOWN_OWED, _SHOWN_NEWS, _SHOWN_TROUBLES = 3, 5, 3, 3, 3
_IN_MAIL = ("trend",)
_CLAIM_MENDS = (Verdict.MISSING_CLAIM, Verdict.UNDERCLAIMED)
_NEWS = (Fate.DECIDED, Fate.EVIDENCE_CHANGED)


def build_reports(frames: ReportFrames, units: pd.DataFrame, letterhead: Letterhead) -> list[Report]:
    """One report a unit, in the order given; a unit without data gets one that says so.

    Args:
        frames: what the run found, of any number of units.
        units: UNIT_COLUMNS, e.g. from ``reports.scope.recipient_units``.
        letterhead: names and habits of the sender.
    """
    verdicts = frames.verdicts.astype(object).where(frames.verdicts.notna(), "")
    checks = checks_by_verdict(frames.checks)
    proofs = _proofs(frames.proofs, verdicts)
    return [_report(frames, verdicts, checks, proofs, unit, letterhead) for unit in units_of(units)]


def _proofs(frame: pd.DataFrame, verdicts: pd.DataFrame) -> dict[Key, list[Proof]]:
    asked = verdicts.loc[verdicts["verdict"].isin(list(FINDINGS)), list(KEY)].drop_duplicates()
    found: dict[Key, list[Proof]] = {}
    for row in rows_of(frame.merge(asked, on=list(KEY))):
        place = place_of(row["name"], row["sheet"], None if row["row"] == "" else int(row["row"]))
        found.setdefault(key_of(row), []).append(
            Proof(row["check_id"], row["role"], row["source_id"], place.in_a_letter())
        )
    return found


def _report(
    frames: ReportFrames,
    verdicts: pd.DataFrame,
    checks: Mapping[Key, list[CheckSaid]],
    proofs: Mapping[Key, list[Proof]],
    unit: Unit,
    head: Letterhead,
) -> Report:
    own = own_rows(verdicts, unit)
    name = masked(unit.name)
    findings = findings_of(own, checks, proofs, frames.titles)
    told = answered_findings(frames.answers, own, frames.titles)
    settled = {one.key for one in told if one.fate in NOT_ASKED}
    waiting = [finding for finding in findings if finding.key not in settled]
    figures = figures_of(own)
    changes = changes_of(frames, frames.bases.get(unit.code), own)
    troubles = troubles_of(frames, unit.code)
    deadline = f"{deadline_of(frames.made_on, head.answer_days):%d/%m/%Y}"
    asked = sum(finding.mover in OWN_MOVERS for finding in waiting)
    year_without = frames.no_rulebook["year"] if frames.no_rulebook else None
    has_data, sent, mend = len(own) > 0, has_sent(frames, unit.code), must_mend(frames, unit.code)
    result = _result(figures, asked) if has_data else _nothing(year_without, sent=sent, mend=mend)
    waits = asked or not (has_data or year_without or (sent and not mend))
    until = f" trước {deadline[:5]}" if waits else ""
    grids = grids_of(own, frames.titles)
    drawn = pictures_of(frames, unit, own, grids) if len(own) else {}
    as_of = f"{frames.as_of:%d/%m/%Y}"
    base = frames.bases.get(unit.code)
    todos = todos_of(frames.missing, unit.code, findings, settled)
    mend_of = tuple(sorted({f.unit_code for f in waiting if f.verdict in _CLAIM_MENDS}))
    facts: dict[str, object] = {
        "subject": header_text(f"{head.subject_prefix} {name}: {result}{until}".strip()),
        "preheader": f"{result}{until}." + ("" if year_without else " Mở tệp đính kèm để trả lời."),
        "headline": f"{name}: {result}",
        "unit": name,
        "as_of": as_of,
        "criteria_line": ", ".join(frames.titles.sets.get(c, c) for c in sorted(set(own["criteria"])))
        or "chưa có số liệu",
        "head": head,
        "has_data": has_data,
        "has_sent": sent,
        "must_mend": mend,
        "no_rulebook": no_rulebook_of(frames, unit.code),
        "figures": [{"number": number, "word": word} for word, number in _figures(figures, waiting)],
        "deadline": deadline,
        "to_answer": asked,
        "mends_claims": bool(mend_of),
        "base_day": f"{base.as_of:%d/%m/%Y}" if base else None,
        "changes": changes[:_SHOWN_CHANGES],
        "change_count": len(changes),
        "pictures": [
            {"cid": content_id(p, head), "alt": alt} for p, (alt, _) in drawn.items() if p.startswith(_IN_MAIL)
        ],
        "own_todos": [todo for todo in todos if todo.is_own][:_SHOWN_TODOS],
        "own_todos_more": max(0, sum(todo.is_own for todo in todos) - _SHOWN_TODOS),
        "owed": [todo for todo in todos if not todo.is_own][:_SHOWN_OWED],
        "owed_more": max(0, sum(not todo.is_own for todo in todos) - _SHOWN_OWED),
        "answered": counted(told),
        "answered_now": [one for one in told if one.fate in _NEWS][:_SHOWN_NEWS],
        **_villages(waiting, changes, head.body_villages),
        "troubles": [trouble for trouble in troubles if trouble.is_told][:_SHOWN_TROUBLES],
    }
    pictures = {picture: png for picture, (_, png) in drawn.items()}
    report = report_of(
        frames, unit, head, subject=str(facts["subject"]), facts=facts, finding_count=len(waiting), pictures=pictures
    )
    book = AnswerBook(
        unit.code, name, frames.run_id, as_of, deadline, f"{name}: {result}", _figures(figures, waiting), waiting,
        changes, troubles, told, grids, pictures, report.finding_set_hash, head.organization, frames.made_on,
    )  # fmt: skip
    return replace(report, unit=name, workbook=answer_workbook(book), mend_claims_of=mend_of)


def _nothing(year_without: int | None, *, sent: bool, mend: bool) -> str:
    """What a unit is told of which there is no verdict; never to send what it has sent."""
    if year_without is not None:
        return f"chưa có bộ tiêu chí cho năm {year_without}"
    if sent:
        return "bản tự đánh giá đã gửi chưa xét được" + (", đề nghị sửa" if mend else "")
    return "chưa có số liệu, đề nghị gửi bản tự đánh giá"


def _result(figures: Figures, asked: int) -> str:
    parts = []
    if figures.village_count:
        parts.append(f"{figures.met_count}/{figures.village_count} thôn đạt")
    elif figures.commune_count:
        parts.append(f"{figures.commune_met_count}/{figures.commune_count} xã đạt")
    parts.append(f"{asked} nội dung cần trả lời" if asked else "không có nội dung phải trả lời")
    return ", ".join(parts)


def _figures(figures: Figures, findings: Sequence[Finding]) -> list[tuple[str, str]]:
    asked = sum(finding.mover in OWN_MOVERS for finding in findings)
    if figures.village_count:
        waits = f" (còn chờ {figures.pending_count})" if figures.pending_count else ""
        first = (f"thôn đạt{waits}", f"{figures.met_count}/{figures.village_count}")
    else:
        first = ("xã đạt", f"{figures.commune_met_count}/{figures.commune_count}")
    waiting = len(findings) - asked
    return [
        first,
        ("nội dung đơn vị cần trả lời", str(asked)),
        ("nội dung chờ nguồn khác", str(waiting)),
    ]


def _villages(findings: Sequence[Finding], changes: Sequence[Change], shown: int) -> dict[str, object]:
    """The villages that the message names, a line each: what the unit must answer and is contradicted first."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.unit_code, []).append(finding)

    def pressing(code: str) -> tuple[bool, int]:
        rows = groups[code]
        return all(f.mover not in OWN_MOVERS for f in rows), min(urgency(f) for f in rows)

    order = {code: number for number, code in enumerate(sorted(groups, key=pressing))}
    changed = {change.reference for change in changes}
    differing = [finding for finding in findings if finding.reference in changed]
    rest = [code for code, number in order.items() if number >= shown]
    return {
        "villages": village_lines(findings, shown, order),
        "changed_villages": village_lines(differing, shown, order),
        "rest_villages": len(rest),
        "rest_findings": sum(len(groups[code]) for code in rest),
    }


REPORT = UnitReport("Báo cáo chất lượng số liệu gửi đơn vị", build_reports, ROLES)
