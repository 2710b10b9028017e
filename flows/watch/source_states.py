"""How each source stood on a night: read, late, refused, held back or silent; for ``doctor`` and the health mail.

LastNotice from a run's record and its gates, by what the cards say. Pure: the same run gives the same states.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from connectors.contract import SourceCard
from warehouse.run import RunRecord

NOBODYS = ""  # files in folders of no source


class SourceStatus(StrEnum):
    """The one word for a source, the most pressing first."""

    SHRUNK = "shrunk"
    HELD = "held"
    REFUSED = "refused"
    SILENT = "silent"
    STALE = "stale"
    PARTLY = "partly"
    NOTICE = "notice"
    READ = "read"


STATUS_WORDS = {
    SourceStatus.SHRUNK: "bị giữ lại vì giảm bất thường",
    SourceStatus.HELD: "bị giữ lại",
    SourceStatus.REFUSED: "bị từ chối",
    SourceStatus.SILENT: "không còn tệp nào",
    SourceStatus.STALE: "quá hạn",
    SourceStatus.PARTLY: "đọc được một phần",
    SourceStatus.NOTICE: "đọc được, có điều cần xem",
    SourceStatus.READ: "đọc được",
}


@dataclass(frozen=True)
class SourceState:
    """One source in one run. ``why`` and ``fix`` are empty where it was read as a whole and in time."""

    source_id: str
    title: str
    file_count: int
    row_count: int
    published_on: dt.date | None
    status: SourceStatus
    why: str = ""
    fix: str = ""

    @property
    def needs_a_look(self) -> bool:
        """Whether somebody should look at it."""
        return self.status is not SourceStatus.READ


def source_states(
    cards: Mapping[str, SourceCard],
    run: RunRecord,
    gates: Iterable[Mapping[Any, Any]],
    *,
    day: dt.date,
    before: RunRecord | None = None,
) -> list[SourceState]:
    """Every source that a run met, and those that fell silent since the run before; by title.

    Args:
        cards: the sources.
        run: a finished run.
        gates: its gates, a row each with columns of ``warehouse.marts`` ``mart_gate``.
        day: the day to measure lateness against, e.g. the run's as-of day.
        before: the run to which a source that is gone is told from one that never spoke.
    """
    met, earlier = _met(run), _met(before) if before else {}
    refused = Counter(refusal["source_id"] for refusal in _listed(run, "refusals"))
    failed: dict[str, list[dict[str, Any]]] = {}
    for gate in gates:
        if not gate["success"]:
            failed.setdefault(str(gate["source_id"]), []).append({str(k): v for k, v in gate.items()})
    names = set(met) | {name for name, row in earlier.items() if row["rows_read"]} | set(failed)
    found = [
        _state(name, cards.get(name), met.get(name), refused[name], failed.get(name, []), day)
        for name in names - {NOBODYS}
    ]
    return sorted(found, key=lambda state: (state.title, state.source_id))


def _met(run: RunRecord) -> dict[str, dict[str, Any]]:
    return {row["source_id"]: row for row in _listed(run, "sources")}


def _listed(run: RunRecord, name: str) -> list[dict[str, Any]]:
    rows = run.summary.get(name)
    return rows if isinstance(rows, list) else []


def _state(
    name: str,
    card: SourceCard | None,
    row: dict[str, Any] | None,
    refused: int,
    failed: list[dict[str, Any]],
    day: dt.date,
) -> SourceState:
    published = dt.date.fromisoformat(row["published_on"]) if row and row["published_on"] else None
    status, why, fix = _status_of(name, card, row, refused, failed, published, day)
    title = card.title if card else "Trang bán hàng" if name == "ocop_listings" else name
    return SourceState(
        name, title, row["files_in"] if row else 0, row["rows_read"] if row else 0, published, status, why, fix
    )


def _status_of(
    name: str,
    card: SourceCard | None,
    row: dict[str, Any] | None,
    refused: int,
    failed: list[dict[str, Any]],
    published: dt.date | None,
    day: dt.date,
) -> tuple[SourceStatus, str, str]:
    folder = f"{card.inbox}/" if card else ""
    critical = [gate for gate in failed if gate["severity"] == "critical"]
    shrunk = [gate for gate in critical if str(gate["gate"]).startswith("shrinkage")]
    if shrunk:
        fix = f'xem lại danh sách; nếu ngắn đi là đúng: doisoat release {name} --reason "…", rồi: doisoat run'
        return SourceStatus.SHRUNK, _sentences(shrunk), fix
    if critical:
        return SourceStatus.HELD, _sentences(critical), f"đề nghị nguồn gửi lại bản đúng vào {folder}"
    if row and not row["files_read"]:
        return SourceStatus.REFUSED, f"cả {row['files_in']} tệp đều chưa dùng được", f"gửi lại tệp đúng vào {folder}"
    if row is None and card is not None:
        return SourceStatus.SILENT, "lượt trước còn tệp, lượt này không thấy tệp nào", f"xem lại thư mục {folder}"
    if card and card.fresh_days and published and (day - published).days > card.fresh_days:
        why = f"bản mới nhất công bố {published:%d/%m/%Y}, cách {(day - published).days} ngày, hạn {card.fresh_days}"
        return SourceStatus.STALE, why, f"xin nguồn bản mới, đặt vào {folder}"
    if refused:
        return SourceStatus.PARTLY, f"{refused} tệp hoặc trang tính bị từ chối", ""
    notices = [gate for gate in failed if gate["gate"] != "freshness"]
    if notices:
        return SourceStatus.NOTICE, _sentences(notices), "người phụ trách kỹ thuật xem lại"
    return SourceStatus.READ, "", ""


def _sentences(gates: list[dict[str, Any]]) -> str:
    return "; ".join(dict.fromkeys(str(gate["sentence"]) for gate in gates))
