"""What the command line shows: frames as table, CSV, JSON or workbook; explanations and summaries as text."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pandas as pd

from doisoat.vi import CLAIM, MARK, OUTCOME, ROLE, VERDICT
from expectations.criteria_set import CriteriaSet, read_stored_criteria
from expectations.rulebook import sentence_of

if TYPE_CHECKING:
    from flows.reconcile import Finished
    from warehouse.explain import Check, Explanation, IndicatorExplanation, Row

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_MOST_ROWS_SHOWN = 12


def inert(text: str) -> str:
    """A cell that no spreadsheet program takes for a formula, and that cannot break its row."""
    text = text.replace("\r\n", "\n").replace("\r", " ")
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def frame_csv(frame: pd.DataFrame) -> str:
    """UTF-8 CSV with a header; missing values are blank."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    cells = frame.astype(object).where(frame.notna(), "")
    writer.writerows([[inert(c) if isinstance(c, str) else c for c in row] for row in cells.itertuples(index=False)])
    return out.getvalue()


def frame_json(frame: pd.DataFrame) -> str:
    """A JSON list of objects, one a row."""
    cells = frame.astype(object).where(frame.notna(), None)
    return json.dumps(cells.to_dict("records"), ensure_ascii=False, default=str) + "\n"


def frame_table(frame: pd.DataFrame, titles: dict[str, str] | None = None) -> str:
    """A plain table for a terminal, as wide as its contents; no line is padded to the widest."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for column in frame.columns:
        table.add_column((titles or {}).get(str(column), str(column)), no_wrap=True)
    cells = [["" if pd.isna(cell) else str(cell) for cell in row] for row in frame.itertuples(index=False)]
    for row in cells:
        table.add_row(*row)
    console = Console(width=_width(cells, len(frame.columns)), file=io.StringIO(), highlight=False, markup=False)
    console.print(table)
    file = console.file
    text = file.getvalue() if isinstance(file, io.StringIO) else ""
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def _width(rows: list[list[str]], columns: int) -> int:
    """Room for every cell in full, and 20 letters for each title."""
    return max(80, sum(max([20, *(len(row[at]) for row in rows)]) + 2 for at in range(columns)))


def frame_as(form: str, frame: pd.DataFrame) -> str:
    """The frame as ``csv``, ``json`` or ``table``."""
    return {"csv": frame_csv, "json": frame_json, "table": frame_table}[form](frame)


_VERDICT_TITLES = {
    "criteria": "Bộ tiêu chí", "unit_code": "Mã", "unit": "Đơn vị", "commune": "Xã", "indicator": "Chỉ tiêu",
    "claim": "Khai", "verdict": "Kết luận", "reasons": "Lý do",
}  # fmt: skip


def verdicts_as(form: str, frame: pd.DataFrame, criteria: Mapping[str, CriteriaSet] | None = None) -> str | bytes:
    """Verdicts in one of the four forms; the table is in Vietnamese and leaves out what repeats.

    The table names and orders indicators as ``criteria`` do, those the run used (``Warehouse.rules``).
    """
    if form == "xlsx":
        from reports.verdict_workbook import verdict_workbook

        return verdict_workbook(frame, _why(frame, criteria or {}))
    if form != "table":
        return frame_as(form, frame)
    known = criteria or {}
    unit = frame.groupby(["criteria", "level", "unit_code"], sort=False).ngroup()
    position = [_position(*one, known) for one in zip(frame["criteria"], frame["indicator"], strict=True)]
    frame = frame.assign(unit_position=unit, position=position).sort_values(["unit_position", "position"])
    names = [_name(*one, known) for one in zip(frame["criteria"], frame["indicator"], strict=True)]
    shown = frame[list(_VERDICT_TITLES)].assign(
        claim=frame["claim"].map(CLAIM).where(frame["indicator"] != "overall", ""),
        verdict=frame["verdict"].map(VERDICT),
        indicator=names,
        reasons=_why(frame, known),
    )
    return frame_table(shown, _VERDICT_TITLES)


def _position(criteria: str, indicator: str, known: Mapping[str, CriteriaSet]) -> int:
    """Where an indicator stands in its criteria file; the overall one comes last."""
    order = [i.id for i in known[criteria].indicators] if criteria in known else []
    return order.index(indicator) if indicator in order else len(order) + (indicator == "overall")


def _name(criteria: str, indicator: str, known: Mapping[str, CriteriaSet]) -> str:
    """What an officer calls an indicator: its number, or its title where the id is a word."""
    if indicator == "overall":
        return "chung"
    titles = {i.id: i.title for i in known[criteria].indicators} if criteria in known else {}
    return indicator if indicator[:1].isdigit() else titles.get(indicator, indicator)


def _numbered(name: str) -> str:
    return f"chỉ tiêu {name}" if name[:1].isdigit() else name


def _why(frame: pd.DataFrame, known: Mapping[str, CriteriaSet]) -> list[str]:
    """The reasons of each verdict as sentences; "…" stands for what only ``explain`` fills in."""
    rows = zip(frame["criteria"], frame["indicator"], frame["reasons"], strict=True)
    return ["; ".join(_sentence(code, one, i, known) for code in codes.split(";") if code) for one, i, codes in rows]


def _sentence(code: str, criteria: str, indicator: str, known: Mapping[str, CriteriaSet]) -> str:
    asked = [i for i in known[criteria].indicators if i.id == indicator] if criteria in known else []
    said = MARK.get(code) or sentence_of(code, [check.rule for one in asked for check in one.checks]) or code
    return re.sub(r"\{\w+\}", "…", said)


def _capital(text: str) -> str:
    """A sentence of its own; the rest of the letters stay as they are."""
    return text[:1].upper() + text[1:]


_DIFF_TITLES = {
    "criteria": "Bộ tiêu chí", "unit_code": "Mã", "unit": "Đơn vị", "indicator": "Chỉ tiêu",
    "verdict_a": "Lượt đầu", "verdict_b": "Lượt sau", "sentence": "Vì sao",
}  # fmt: skip


def diff_as(form: str, frame: pd.DataFrame) -> str:
    """What differs between two runs as ``csv``, ``json`` or ``table``; the table is in Vietnamese and says the main."""
    if form != "table":
        return frame_as(form, frame)
    if frame.empty:
        return "Không có kết luận nào khác nhau giữa hai lượt.\n"
    shown = frame[list(_DIFF_TITLES)].assign(
        verdict_a=frame["verdict_a"].map(VERDICT),
        verdict_b=frame["verdict_b"].map(VERDICT),
        indicator=frame["indicator"].replace("overall", "chung"),
    )
    return frame_table(shown, _DIFF_TITLES)


def explanation_json(found: Explanation) -> str:
    """The whole explanation as one JSON object."""
    return json.dumps(asdict(found), ensure_ascii=False, default=str)


def explanation_text(found: Explanation, criteria: Mapping[str, CriteriaSet]) -> str:
    """The explanation for a person: verdict, checks with a sentence each, and the rows they rest on.

    ``criteria`` are those the run used (``Warehouse.rules``): what a check was called then.
    """
    place = ", ".join(dict.fromkeys(part for part in (found.unit, found.commune, found.district) if part))
    lines = [f"{place} ({found.unit_code})", f"Ngày xét {found.as_of:%d/%m/%Y} · lượt {found.run_id}"]
    for indicator in sorted(found.indicators, key=lambda i: (i.criteria, _position(i.criteria, i.indicator, criteria))):
        known = criteria.get(indicator.criteria)
        titles = {check.id: check.title for check in known.checks} if known else {}
        name = _capital(_numbered(_name(indicator.criteria, indicator.indicator, criteria)))
        lines += ["", *_indicator_lines(indicator, name, titles)]
    return "\n".join(lines)


def _indicator_lines(indicator: IndicatorExplanation, name: str, titles: Mapping[str, str]) -> list[str]:
    verdict = VERDICT.get(indicator.verdict, indicator.verdict).upper()
    if indicator.indicator == "overall":
        return [f"{indicator.criteria} · {name}: {verdict}"]
    lines = [f"{indicator.criteria} · {name}: khai {CLAIM[indicator.claim]} → {verdict}"]
    lines += [f"  Lời khai: {_place(row)}" for row in indicator.claim_rows]
    lines += [f"  Lưu ý: {MARK[code]}." for code in indicator.reasons if code in MARK]
    for check in indicator.checks:
        lines.append(f"  • {titles.get(check.check_id, check.check_id)}: {OUTCOME[check.outcome]}. {check.sentence}")
        lines += [f"      {line}" for line in _evidence_lines(check)]
    return lines


def _place(row: Row) -> str:
    return f"{row.file} · {row.sheet} · hàng {row.row}" if row.sheet else f"{row.file} · hàng {row.row}"


def _evidence_lines(check: Check) -> list[str]:
    """Rows that say the same in one sheet are told together: ``(71 hàng: 2, 15, 27 …)``."""
    lines = []
    rows = sorted(check.evidence, key=lambda r: (r.role, r.file, r.sheet, r.sentence, r.row or 0))
    for (role, file, sheet, sentence), alike in groupby(rows, key=lambda r: (r.role, r.file, r.sheet, r.sentence)):
        numbers = [str(r.row) for r in alike]
        shown = ", ".join(numbers[:_MOST_ROWS_SHOWN]) + (" …" if len(numbers) > _MOST_ROWS_SHOWN else "")
        count = f"{len(numbers)} hàng: " if len(numbers) > 1 else "hàng "
        where = " · ".join(part for part in (file, sheet) if part)
        lines.append(f"[{ROLE[role]}] {sentence} — {where} · {count}{shown}")
    return lines


def summary_text(finished: Finished, warehouse: str, sources: Mapping[str, str]) -> str:
    """What a run found, for a person: what came in, what was refused and how to mend it, and the verdicts.

    ``sources`` are the titles of sources by id.
    """
    rules = finished.frames["criteria_files"]
    known = read_stored_criteria(dict(zip(rules["criteria"], rules["text"], strict=True)))
    summary: dict[str, Any] = finished.record.summary
    files, rows, places = summary["files"], summary["rows"], summary["places"]
    lines = [
        "",
        f"Lượt {finished.record.run_id}, ngày xét {finished.record.as_of:%d/%m/%Y}",
        f"Tệp: nhận {files['in']}, đọc được {files['read']}, để riêng {files['set_aside']}, từ chối {files['refused']}",
        f"Dòng: nhận {rows['in']}, dùng {rows['read']}, để riêng {rows['set_aside']}, từ chối {rows['refused']}",
        f"Tên gọi: {places['matched']} dòng đã khớp, {places['review']} dòng chờ người xem",
    ]
    if summary["refusals"]:
        lines += ["", "Cần gửi lại:"]
        for refusal in summary["refusals"]:
            where = f"{refusal['name']}" + (f" · {refusal['sheet']}" if refusal["sheet"] else "")
            lines.append(f"  • {where}: {refusal['what']}. {_capital(refusal['fix'])}")
    if not summary["register_rows"]:
        lines += ["", "Chưa có danh mục thôn nào đọc được (thư mục register/), nên chưa nhận ra được thôn nào."]
    for key, title in (("set_aside", "Dòng để riêng:"), ("claims_set_aside", "Bản khai và câu trả lời không xét:")):
        if summary[key]:
            told = [(sources.get(a["source_id"], a["source_id"]), a["rows"], a["text"]) for a in summary[key]]
            lines += ["", title, *(f"  • {source}: {rows} dòng. {text}" for source, rows, text in told)]
    for criteria, indicators in summary["verdicts"].items():
        lines += ["", f"{criteria}:"]
        for indicator in sorted(indicators, key=lambda i: _position(criteria, i, known)):
            counts = sorted(indicators[indicator].items(), key=lambda c: -c[1])
            name = _numbered(_name(criteria, indicator, known))
            lines.append(f"  {name}: " + ", ".join(f"{VERDICT[v]} {n}" for v, n in counts))
    lines += ["", f"Kho: {warehouse}"]
    return "\n".join(lines)
