"""What a run found, in words: the account at the terminal, and the one on Prefect's page.

Counts, names of files and our own sentences; sources, indicators and reasons by their titles.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from doisoat.errors import Refused
from doisoat.vi import LEVEL, REFUSED, VERDICT
from reports.contract import OTHER_SOURCE
from reports.other_reading import under_reading
from reports.place import place_of
from reports.titles import Titles

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+.!|~-])")
_MOST_NAMES = 20
_MOST_UNREAD = 40
_NO_SOURCE = "Thư mục không thuộc nguồn nào"
_NO_REGISTER = "Chưa có danh mục thôn nào đọc được (thư mục register/), nên chưa nhận ra được thôn nào."


@dataclass(frozen=True)
class RunAccount:
    """What is told of a run. ``summary`` is that of its record, ``warehouse`` the database as people may see it."""

    run_id: str
    as_of: dt.date
    summary: Mapping[str, Any]
    warehouse: str
    titles: Titles
    source_titles: Mapping[str, str]
    is_stored: bool = True

    def source(self, source_id: str) -> str:
        """What people call a source."""
        return self.source_titles.get(source_id, OTHER_SOURCE) if source_id else _NO_SOURCE


def summary_text(run: RunAccount) -> str:
    """For the terminal: what came in, what was refused and how to mend it, and the verdicts."""
    files, rows, places = (run.summary[name] for name in ("files", "rows", "places"))
    lines = [
        "",
        f"Lượt {run.run_id}, ngày xét {run.as_of:%d/%m/%Y}",
        f"Tệp: nhận {files['in']}, đọc được {files['read']}, để riêng {files['set_aside']}, từ chối {files['refused']}",
        f"Dòng: nhận {rows['in']}, dùng {rows['read']}, để riêng {rows['set_aside']}, từ chối {rows['refused']}",
        f"Tên gọi: {places['matched']} dòng đã khớp, {places['review']} dòng chờ người xem",
    ]
    asked = [r for r in run.summary["refusals"] if r["kind"] == Refused.LAYOUT_ASKED]
    refused = [r for r in run.summary["refusals"] if r["kind"] != Refused.LAYOUT_ASKED]
    for title, found in (("Cần gửi lại:", refused), ("Chờ trả lời về cách đọc bảng:", asked)):
        lines += ["", title] if found else []
        for refusal in found:
            where = place_of(refusal["name"], refusal["sheet"] or "", None)
            lines.append(f"  • {where}: {refusal['what']}. {_capital(refusal['fix'])}")
    if sentence := no_rulebook_sentence(run.summary):
        lines += ["", sentence]
    if empty := run.summary.get("scope_without_claims"):
        lines += ["", f"Chưa có bản khai nào đọc được của {', '.join(empty)}."]
    lines += _unread_lines(run)
    if answers := run.summary.get("answers"):
        lines += [
            "",
            f"Câu trả lời của đơn vị: nhận {answers['taken']}, chưa hiểu {answers['not_taken']}; {answers['receipts']}"
            " đơn vị được báo đã nhận. Nội dung bị phản đối: doisoat decisions list",
        ]
    if not run.summary["register_rows"]:
        lines += ["", _NO_REGISTER]
    for key, title in (("set_aside", "Dòng để riêng:"), ("claims_set_aside", "Bản khai và câu trả lời không xét:")):
        if aside := run.summary[key]:
            lines += ["", title, *(f"  • {run.source(a['source_id'])}: {a['rows']} dòng. {a['text']}" for a in aside)]
    for criteria, indicators in run.summary["verdicts"].items():
        lines += ["", f"{criteria}{_draft(run, criteria)}:"]
        for indicator in _in_order(run, criteria):
            counts = sorted(indicators[indicator].items(), key=lambda count: -count[1])
            lines.append(
                f"  {_indicator(run, criteria, indicator)}: " + ", ".join(f"{_verdict(v)} {n}" for v, n in counts)
            )
    lines += _reading_lines(run)
    lines += ["", f"Kho: {run.warehouse}"]
    return "\n".join(lines)


def _reading_lines(run: RunAccount) -> list[str]:
    """Nếu đọc khác: how many units each other reading moves."""
    lines = []
    for one in run.summary.get("other_readings", ()):
        under = under_reading(one["criteria"], one["switch"], one["reading"], run.titles)
        moved = f"{one['units']} {LEVEL.get(one['level'], '')} có kết luận khác"
        lines.append(f"  • {one['criteria']}. {under}: {moved}; {one['overall']} khác ở kết luận chung")
    return ["", "Nếu đọc khác:", *lines] if lines else []


def summary_markdown(run: RunAccount) -> str:
    """For Prefect's page: verdicts, what was refused, where more is to be found. Values are inert."""
    lines = [f"## Đối soát ngày xét {run.as_of:%d/%m/%Y}", ""]
    lines += [f"Lượt `{run.run_id}`" + ("" if run.is_stored else " – **chạy thử, không lưu**"), "", "### Kết luận", ""]
    if sentence := no_rulebook_sentence(run.summary):
        lines += [f"**{inert(sentence)}**", ""]
    lines += _verdict_rows(run) or ["Chưa có kết luận nào trong phạm vi này."]
    lines += ["", "### Phần bị từ chối", ""]
    lines += _refusal_rows(run) or ["Không có."]
    if count := run.summary.get("unread_count", 0):
        lines += ["", f"Ngoài ra {count} chỗ trong các tệp chưa dùng được (xem bằng doisoat health)."]
    if run.is_stored:
        lines += ["", "### Xem thêm", "", f"Kho: {inert(run.warehouse)}", ""]
        lines += [
            f"- `doisoat verdicts --run {run.run_id}`: mọi kết luận",
            f"- `doisoat explain MÃ_THÔN --run {run.run_id}`: vì sao",
            f"- `doisoat report --run {run.run_id} --out THƯ_MỤC`: báo cáo cho huyện, xã",
        ]
    return "\n".join(lines) + "\n"


def no_rulebook_sentence(summary: Mapping[str, Any]) -> str:
    """That no set is in force in the year of the run, for the office; empty where one is."""
    found = summary.get("no_rulebook")
    if not found:
        return ""
    sets = ", ".join(
        f"{one['criteria']} ({one['first_year']}–{one['last_year']}{', dự thảo' if one['draft'] else ''})"
        for one in found["sets"]
    )
    count = f" {found['claims']} lời khai đã nhận, được giữ lại, chưa xét." if found["claims"] else ""
    return (
        f"Chưa có bộ tiêu chí nào áp dụng cho năm {found['year']} (no_rulebook)"
        + (f"; các bộ được hỏi: {sets}" if sets else "")
        + f".{count} Đơn vị không phải gửi lại gì; Sở thêm bộ tiêu chí của giai đoạn mới rồi chạy lại"
        " (docs/add-a-criteria-set.md)."
    )


def inert(value: object) -> str:
    """A value that Markdown shows as it is: no markup, no HTML, one line."""
    text = " ".join(str(value).split())
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(r"\\\1", text)


def _unread_lines(run: RunAccount) -> list[str]:
    """Places in files that are not used: where, whose, what was written, how to write it."""
    found, count = run.summary.get("unread", []), run.summary.get("unread_count", 0)
    if not count:
        return []
    lines = ["", "Chưa dùng được, cần ghi lại:", *(f"  • {unread_sentence(one)}" for one in found[:_MOST_UNREAD])]
    rest = count - min(count, _MOST_UNREAD)
    return [*lines, f"  … và {rest} chỗ nữa (xem bằng doisoat run --json)"] if rest else lines


def unread_sentence(one: Mapping[str, Any]) -> str:
    """One of them as a person reads it: place, village, heading and what stands there, and what to do."""
    return f"{unread_place(one)}. {one['what']}"


def unread_place(one: Mapping[str, Any], *, in_a_letter: bool = False) -> str:
    """Where it stands, whose it is, and what was written."""
    place = place_of(one["name"], one["sheet"] or "", one["row"])
    where = str(place.in_a_letter() if in_a_letter else place)
    whose = ", ".join(part for part in (one["village"], one["commune"]) if part)
    said = f"cột '{one['heading']}'" if one["heading"] else ""
    said += f" ghi “{one['written']}”" if one["written"] else ""
    about = "; ".join(part for part in (whose, said.strip()) if part)
    return ": ".join(part for part in (where, about) if part)


def _verdict_rows(run: RunAccount) -> list[str]:
    """A table: criteria set, indicator, and how many units have which verdict."""
    rows = []
    for criteria, indicators in run.summary["verdicts"].items():
        for indicator in _in_order(run, criteria):
            counts = ", ".join(f"{n} {_verdict(verdict)}" for verdict, n in indicators[indicator].items())
            name = inert(criteria + _draft(run, criteria))
            rows.append(f"| {name} | {inert(_indicator(run, criteria, indicator))} | {counts} |")
    return ["| Bộ tiêu chí | Chỉ tiêu | Số đơn vị |", "|---|---|---|", *rows] if rows else []


def _refusal_rows(run: RunAccount) -> list[str]:
    """A table by source and kind with the files' names; cells of files are never shown."""
    found = run.summary["refusals"]
    counts = Counter((r["source_id"], r["kind"]) for r in found)
    rows = []
    for (source, kind), number in sorted(counts.items()):
        names = sorted({r["name"] for r in found if (r["source_id"], r["kind"]) == (source, kind)})
        more = f" và {len(names) - _MOST_NAMES} tệp nữa" if len(names) > _MOST_NAMES else ""
        listed = ", ".join(inert(name) for name in names[:_MOST_NAMES])
        why = REFUSED.get(kind, "chưa đọc được")
        rows.append(f"| {inert(run.source(source))} | {why} | {number} | {listed}{more} |")
    return ["| Nguồn | Lý do | Số phần | Tệp |", "|---|---|---|---|", *rows] if rows else []


def _draft(run: RunAccount, criteria: str) -> str:
    return " (dự thảo, chỉ để xem trước)" if criteria in run.summary.get("drafts", ()) else ""


def _in_order(run: RunAccount, criteria: str) -> list[str]:
    return sorted(run.summary["verdicts"][criteria], key=lambda indicator: run.titles.position(criteria, indicator))


def _indicator(run: RunAccount, criteria: str, indicator: str) -> str:
    name = run.titles.indicator(criteria, indicator)
    return f"chỉ tiêu {name}" if name[:1].isdecimal() else name


def _verdict(verdict: str) -> str:
    return VERDICT.get(verdict, "chưa rõ")


def _capital(text: str) -> str:
    """A sentence of its own; the rest of the letters stay as they are."""
    return text[:1].upper() + text[1:]
