"""The warehouse, and what the last night left in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from doisoat.clock import VIETNAM
from doisoat.errors import DoisoatError, TransientError
from doisoat.vi import VERDICT
from flows.watch.doctor.check import Check, Inspection, bad, warn
from reports.run_summary import no_rulebook_sentence
from warehouse.run import RunRecord

_LONGEST_SILENCE = dt.timedelta(hours=26)


def warehouse(inspection: Inspection) -> Iterator[Check]:
    """Reachable, at the newest revision, writable."""
    seen = inspection.condition
    if isinstance(seen, DoisoatError):
        raise seen
    if not seen.exists or seen.revision is None:
        yield Check("warehouse", "Kho dữ liệu: chưa có lượt nào, kho sẽ được tạo ở lượt đầu", "chạy: doisoat run")
    elif seen.is_newer:
        sentence = f"Kho dữ liệu ở bản {seen.revision}, mới hơn chương trình (bản {seen.head})"
        yield bad("warehouse", sentence, "cập nhật chương trình doisoat; chương trình cũ không mở kho này")
    elif not seen.is_current:
        sentence = f"Kho dữ liệu ở bản {seen.revision}, chương trình dùng bản {seen.head}"
        yield warn("warehouse", sentence, "sao lưu kho; lượt tới tự nâng cấp khi mở kho. Các mục về kho xem lại sau đó")
    elif isinstance(seen.trouble, TransientError):
        yield Check("warehouse", f"Kho dữ liệu: bản {seen.revision}, đang có lượt ghi vào kho")
    elif seen.trouble is not None:
        sentence = f"Kho dữ liệu bản {seen.revision} chỉ đọc được: {seen.trouble.what}"
        yield bad("warehouse", sentence, "cấp quyền ghi kho cho người chạy doisoat, hoặc giải phóng đĩa")
    else:
        yield Check("warehouse", f"Kho dữ liệu: mở được, ghi được, bản {seen.revision}")


def last_night(inspection: Inspection) -> Iterator[Check]:
    """The newest run of everything: when, as of which day, with which verdicts; and whether the night has stopped."""
    if not inspection.has_warehouse:
        return
    run = inspection.newest_run
    if run is None:
        yield Check("last_night", "Chưa có lượt đối soát nào", "chạy: doisoat run")
        return
    began = run.started_at.astimezone(VIETNAM)
    sentence = f"Lượt gần nhất {run.run_id}, {began:%H:%M %d/%m/%Y}, xét ngày {run.as_of:%d/%m/%Y}"
    age = inspection.now - run.started_at
    if runs_nightly(inspection.nights) and age > _LONGEST_SILENCE:
        fix = "xem dịch vụ chạy đêm còn bật không (docs/van-hanh.md), hoặc chạy ngay: doisoat run"
        yield warn("last_night", f"{sentence}: đã {age.total_seconds() / 3600:.0f} giờ không có lượt mới", fix)
    else:
        yield Check("last_night", sentence)
    if sentence := no_rulebook_sentence(run.summary):
        yield warn("no_rulebook", sentence)
    yield Check("verdicts", verdicts_told(run) or "Lượt gần nhất chưa có lời khai nào để xét")


def decisions(inspection: Inspection) -> Iterator[Check]:
    """Whether what officers decided still stands as it was written: acts are only ever added."""
    if not inspection.has_warehouse:
        return
    with inspection.warehouse() as store:
        told = store.spoken()
        count, broken = len(told.decisions()), told.broken_chain()
    if broken:
        sentence = f"Quyết định {broken}, hoặc quyết định ngay trước nó, không còn như lúc được ghi vào kho"
        fix = "tìm xem ai đã sửa trực tiếp trong kho dữ liệu; so với bản sao lưu gần nhất (docs/van-hanh.md)"
        yield bad("decisions", sentence, fix)
    elif count:
        yield Check("decisions", f"{count} quyết định của cán bộ, còn nguyên như lúc ghi")


def runs_nightly(runs: list[RunRecord]) -> bool:
    """Whether runs of two days that follow each other are among the last ones: this home is run every night."""
    days = sorted({run.started_at.astimezone(VIETNAM).date() for run in runs})[-8:]
    return any((later - earlier).days == 1 for earlier, later in pairwise(days))


def verdicts_told(run: RunRecord) -> str:
    """Overall verdicts by criteria set, in one line."""
    summary = run.summary.get("verdicts")
    parts = []
    for criteria, indicators in sorted(summary.items()) if isinstance(summary, dict) else ():
        counts = indicators.get("overall", {})
        sentence = ", ".join(f"{VERDICT.get(name, name)} {count}" for name, count in sorted(counts.items()))
        parts.append(f"{criteria}: {sentence}")
    return "Kết luận chung – " + "; ".join(parts) if parts else ""


LOOKS = (warehouse, last_night, decisions)
