"""What a person sees of a run on Prefect's page: how far it is, and afterwards what it found.

Prefect keeps only counts, names of files and our own sentences. Its page is not the truth: where it cannot be reached
the run goes on without it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact

from doisoat.settings import Settings
from doisoat.vi import REFUSED, VERDICT
from flows.reconcile import Finished

# How far a run is when a step has ended, in percent; reading and judging take most of the time.
_PERCENT = {
    "nhận tệp": 10,
    "đọc nguồn": 40,
    "nhận tên": 60,
    "collect_listings": 70,
    "xét": 90,
    "lưu kho": 100,
}
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+.!|~-])")
_MOST_NAMES = 20


class ProgressBar:
    """A bar on the page of the flow run that moves when a step ends; to be handed to ``PrefectRunner``."""

    def __init__(self) -> None:
        self._bar: UUID | None = None

    def __call__(self, step: str) -> None:
        """Move the bar; a step it does not know leaves it where it is."""
        if step in _PERCENT:
            _unless_away(lambda: self._move(_PERCENT[step], f"Xong bước: {step}"))

    def _move(self, percent: float, text: str) -> None:
        if self._bar is None:
            self._bar = create_progress_artifact(percent, key="tien-do", description=text)
        else:
            update_progress_artifact(self._bar, percent, description=text)


def show(finished: Finished, settings: Settings, *, stored: bool = True) -> None:
    """Put the account of a run on the page of its flow run."""
    text = account(finished, settings, stored=stored)
    _unless_away(lambda: create_markdown_artifact(text, key="ket-qua", description="Kết quả đối soát"))


def account(finished: Finished, settings: Settings, *, stored: bool = True) -> str:
    """The account of a run in Markdown: verdicts, what was refused, where more is to be found. Values are inert."""
    record = finished.record
    summary: Any = record.summary
    lines = [f"## Đối soát ngày xét {record.as_of:%d/%m/%Y}", ""]
    lines += [f"Lượt `{record.run_id}`" + ("" if stored else " – **chạy thử, không lưu**"), "", "### Kết luận", ""]
    lines += _verdicts(summary["verdicts"]) or ["Chưa có lời khai nào trong phạm vi này."]
    lines += ["", "### Phần bị từ chối", ""]
    lines += _refusals(summary["refusals"]) or ["Không có."]
    if stored:
        lines += ["", "### Xem thêm", "", f"Kho: {inert(settings.warehouse_shown)}", ""]
        lines += [
            f"- `doisoat verdicts --run {record.run_id}`: mọi kết luận",
            f"- `doisoat explain MÃ_THÔN --run {record.run_id}`: vì sao",
            f"- `doisoat report --run {record.run_id} --out THƯ_MỤC`: báo cáo cho huyện, xã",
        ]
    return "\n".join(lines) + "\n"


def inert(value: object) -> str:
    """A value that Markdown shows as it is: no markup, no HTML, one line."""
    text = " ".join(str(value).split())
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(r"\\\1", text)


def _verdicts(counts: dict[str, dict[str, dict[str, int]]]) -> list[str]:
    """A table: criteria set, indicator, and how many units have which verdict."""
    rows = [
        f"| {inert(criteria)} | {'chung' if indicator == 'overall' else inert(indicator)} | "
        + ", ".join(f"{n} {VERDICT.get(verdict, inert(verdict))}" for verdict, n in found.items())
        + " |"
        for criteria, indicators in counts.items()
        for indicator, found in indicators.items()
    ]
    return ["| Bộ tiêu chí | Chỉ tiêu | Số đơn vị |", "|---|---|---|", *rows] if rows else []


def _refusals(found: list[dict[str, Any]]) -> list[str]:
    """A table by source and kind with the files' names; cells of files are never shown."""
    counts = Counter((r["source_id"], r["kind"]) for r in found)
    rows = []
    for (source, kind), number in sorted(counts.items()):
        names = sorted({r["name"] for r in found if (r["source_id"], r["kind"]) == (source, kind)})
        more = f" và {len(names) - _MOST_NAMES} tệp nữa" if len(names) > _MOST_NAMES else ""
        text = ", ".join(inert(name) for name in names[:_MOST_NAMES])
        rows.append(f"| {inert(source) or '–'} | {REFUSED.get(kind, inert(kind))} | {number} | {text}{more} |")
    return ["| Nguồn | Lý do | Số phần | Tệp |", "|---|---|---|---|", *rows] if rows else []


def _unless_away(tell: Callable[[], object]) -> None:
    with suppress(Exception):  # a page that cannot be reached must not cost a run
        tell()
