"""What the message says before it lists findings: figures, changes since the last report, sources late or refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from doisoat.model import Level, Overall, Verdict
from doisoat.vi import REFUSED, VERDICT
from reports.contract import OTHER_SOURCE, Base, ReportFrames
from reports.district_quality.report_findings import reference_of
from reports.privacy import masked, masked_name, masked_sentence
from reports.rows import rows_of
from reports.run_summary import unread_place
from reports.sorting import natural_key


@dataclass(frozen=True)
class Figures:
    """Counts of the unit's villages and indicators; integers, never a rounded share."""

    village_count: int
    met_count: int
    pending_count: int
    commune_count: int
    commune_met_count: int
    indicator_count: int
    confirmed_count: int


@dataclass(frozen=True)
class Change:
    """One verdict that differs from what the unit was told last, and why."""

    reference: str
    unit: str
    commune: str
    indicator: str
    before: str
    after: str
    why: str
    better: bool


@dataclass(frozen=True)
class Trouble:
    """A source that was late, refused or amiss."""

    title: str
    what: str
    fix: str
    is_told: bool = True  # in the message too; another's broken file stands in the workbook alone


def figures_of(verdicts: pd.DataFrame) -> Figures:
    """Counts over the unit's own verdicts; villages and communes by their overall verdict, one a criteria set.

    A village judged under two sets counts once and is met only where every set says so.
    """
    overall = verdicts[verdicts["indicator"] == "overall"]

    def count(level: str) -> tuple[int, int, int]:
        rows = overall[overall["level"] == level]
        by_unit = rows.groupby("unit_code")["verdict"].agg(set)
        met = sum(found == {str(Overall.MET)} for found in by_unit)
        pending = sum(str(Overall.NOT_MET) not in found and str(Overall.PENDING) in found for found in by_unit)
        return len(by_unit), met, pending

    villages, met, pending = count(Level.VILLAGE)
    communes, communes_met, _ = count(Level.COMMUNE)
    single = verdicts[verdicts["indicator"] != "overall"]["verdict"]
    asked = single[single != Verdict.NOT_APPLICABLE]
    return Figures(villages, met, pending, communes, communes_met, len(asked), int((asked == Verdict.CONFIRMED).sum()))


_GOOD = (Verdict.CONFIRMED, Verdict.NOT_APPLICABLE)


def changes_of(frames: ReportFrames, base: Base | None, verdicts: pd.DataFrame) -> list[Change]:
    """Changes of the unit's own verdicts against the run it was last told about, what became worse first."""
    if base is None:
        return []
    own = verdicts[["level", "unit_code", "unit", "commune"]].drop_duplicates()
    names = {(row["level"], row["unit_code"]): (row["unit"], row["commune"]) for row in rows_of(own)}
    rows = frames.changes[frames.changes["base_run_id"] == base.run_id]
    found = []
    for row in rows_of(rows):
        place = names.get((row["level"], row["unit_code"]))
        if place is None or row["indicator"] == "overall":
            continue
        before, after = str(row["verdict_a"] or ""), str(row["verdict_b"] or "")
        if before == after and row["cause"] in ("answer", "decision"):  # only its standing: told among the answers
            continue
        found.append(
            Change(
                reference_of(row["criteria"], row["level"], row["unit_code"], row["indicator"]),
                masked(place[0]),
                masked(place[1]),
                frames.titles.indicator(row["criteria"], row["indicator"]),
                VERDICT.get(before, "chưa có"),
                VERDICT.get(after, "không còn"),
                masked_sentence(row["sentence"]),
                after in _GOOD and before not in _GOOD,
            )
        )
    return sorted(
        found, key=lambda c: (c.better, natural_key(c.commune), natural_key(c.unit), natural_key(c.indicator))
    )


# How a publisher mends its file is between it and the office; a unit that reads of it can do nothing.
_MEND_AND_SEND = "Xin ghi lại theo biểu mẫu rồi gửi lại."
_OF_THE_OFFICE = ("connectors/", "source.yml", "DOISOAT_", "doisoat ")


def _own_fix(fix: str) -> str:
    """How a unit mends its own file; how settings or cards are changed is the office's business."""
    return _MEND_AND_SEND if any(word in fix for word in _OF_THE_OFFICE) else _as_sentence(masked_sentence(fix))


_SOURCE_SENDS = "Nơi gửi báo cáo đang đề nghị nguồn gửi lại; đơn vị chưa phải làm gì."
_LATE_GATES = ("fresh", "age", "date")


def troubles_of(frames: ReportFrames, unit_code: str) -> list[Trouble]:
    """Sources late, amiss or refused, as far as this unit may know.

    A file that a unit sent (a self-assessment) is named to that unit alone; the others hear only that there is one,
    so that who sent it and finds no verdicts can tell.
    """
    found: list[Trouble] = []
    refused_sources: dict[str, int] = {}
    for row in rows_of(frames.refusals):
        source = row["source_id"]
        title = frames.source_titles.get(source, OTHER_SOURCE if source else "Thư mục không thuộc nguồn nào")
        kind = REFUSED.get(row["kind"], "chưa đọc được")
        own = row.get("unit_code", "") == unit_code
        if source in frames.own_file_sources and not own:
            refused_sources[title] = refused_sources.get(title, 0) + 1
        else:
            file = masked_name(PurePosixPath(row["name"]).name)
            sheet = f" · {masked_name(row['sheet'])}" if row["sheet"] else ""
            found.append(
                Trouble(
                    title,
                    f"Chưa dùng được {file}{sheet}: {kind}.",
                    _own_fix(row["fix"]) if own else _SOURCE_SENDS,
                    is_told=own,
                )
            )
    for title, count in sorted(refused_sources.items()):
        found.append(
            Trouble(
                title,
                f"Có {count} tệp hoặc trang tính chưa đọc được, chưa rõ của đơn vị nào.",
                "Nếu đơn vị đã gửi mà thôn vẫn ghi 'chưa khai', xin gửi lại bằng biểu mẫu.",
            )
        )
    found += _unread_of(frames, unit_code)
    for row in rows_of(frames.gates):
        if row["success"] not in (False, "False", "false", 0, "0"):
            continue
        title = frames.source_titles.get(row["source_id"], OTHER_SOURCE)
        late = any(word in row["gate"] for word in _LATE_GATES)
        fix = "Nguồn cần gửi bản mới; các chỉ tiêu liên quan tạm ghi 'chưa đủ căn cứ'." if late else _CHECKED
        # Gates of columns speak of columns by their technical names; an officer needs the share of rows only.
        what = (
            f"Chưa đủ giá trị cần dùng ở {masked(row['observed'])}" if ":" in row["gate"] else masked(row["sentence"])
        )
        found.append(Trouble(title, _as_sentence(what), fix))
    given = {row["source_id"] for row in rows_of(frames.sources)}
    for source in sorted(set(frames.source_titles) - given):
        title = frames.source_titles[source]
        found.append(Trouble(title, "Lượt này chưa nhận được tệp nào.", "Chưa có nghĩa là không có; chờ nguồn gửi."))
    return list(dict.fromkeys(found))


def has_sent(frames: ReportFrames, unit_code: str) -> bool:
    """Whether something of the unit's own came in, used or not."""
    waiting = frames.no_rulebook["units"] if frames.no_rulebook else ()
    return unit_code in waiting or unit_code in frames.draft_units or bool(_own_unread(frames, unit_code))


def must_mend(frames: ReportFrames, unit_code: str) -> bool:
    """Whether any of what the unit sent waits for the unit itself, not for the office."""
    return any(one.get("reason") not in _OFFICE_MENDS for one in _own_unread(frames, unit_code))


_OFFICE_MENDS = ("unit_class_unknown",)


def _own_unread(frames: ReportFrames, unit_code: str) -> list[Mapping[str, Any]]:
    sent = [one for one in frames.unread if one["source_id"] in frames.own_file_sources]
    return [one for one in sent if unit_code in (one["commune_code"], one["district_code"])]


def no_rulebook_of(frames: ReportFrames, unit_code: str) -> str:
    """What the unit hears where no criteria set is in force in the year of the run; else nothing."""
    if not frames.no_rulebook:
        return ""
    kept = (
        "Bản tự đánh giá đơn vị đã gửi được giữ lại, không phải gửi lại; khi có bộ tiêu chí mới sẽ được xét."
        if unit_code in frames.no_rulebook["units"]
        else "Đơn vị chưa phải gửi gì cho năm này."
    )
    return f"Năm {frames.no_rulebook['year']} chưa có bộ tiêu chí nào áp dụng. {kept}"


_MOST_UNREAD = 20
_DRAFT = "Bản tự đánh giá theo bộ tiêu chí còn là dự thảo đã nhận và xét thử; chưa có kết luận nào theo bộ ấy."


def _unread_of(frames: ReportFrames, unit_code: str) -> list[Trouble]:
    """Places in the unit's own files that are not used; of those that name no unit only that there are some."""
    sent = [one for one in frames.unread if one["source_id"] in frames.own_file_sources]
    own = _own_unread(frames, unit_code)
    title = frames.source_titles.get(next(iter(frames.own_file_sources), ""), OTHER_SOURCE)
    found = [Trouble(title, f"{unread_place(one, in_a_letter=True)}.", one["what"]) for one in own[:_MOST_UNREAD]]
    if len(own) > _MOST_UNREAD:
        more = f"Còn {len(own) - _MOST_UNREAD} chỗ nữa chưa đọc được."
        found.append(Trouble(title, more, "Xin sửa các chỗ trên rồi gửi lại; chỗ còn lại sẽ báo ở thư sau."))
    if unit_code in frames.draft_units:
        found.append(Trouble(title, _DRAFT, "Đơn vị không phải gửi lại."))
    nobodys = sum(not (one["commune_code"] or one["district_code"]) for one in sent)
    if nobodys:
        what = f"Có {nobodys} chỗ trong các biểu chưa đọc được, chưa rõ của đơn vị nào."
        found.append(Trouble(title, what, "Nếu thôn vẫn ghi 'chưa khai', xin gửi lại bằng biểu mẫu."))
    return found


def _as_sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""


_CHECKED = "Nơi gửi báo cáo đang kiểm tra với nguồn; đơn vị chưa phải làm gì."


def deadline_of(made_on: dt.date, days: int) -> dt.date:
    """The last day to answer: ``days`` after the run, moved from a weekend to Monday."""
    day = made_on + dt.timedelta(days=days)
    return day + dt.timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)
