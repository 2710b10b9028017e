"""``doisoat purge``: remove persons; verdicts stay, and each still names the file, sheet and row it leads to.

A raw file goes when nothing has needed it since the day: it landed before, and no run since has met its bytes under any
name. Of those go the files of sources that hold persons (``options.personal`` in the card; also where the card is
gone), and the files that no run could ever read: nobody knows whom those name, and no verdict rests on them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass

import pandas as pd

from connectors.card import load_cards
from connectors.contract import SourceCard
from connectors.vault.store import Vault
from doisoat.clock import VIETNAM
from doisoat.settings import Settings
from flows.open_stores import open_existing, open_vault


@dataclass(frozen=True)
class Purged:
    """What a purge removed, or would: personal values of the warehouse and raw files; and personal raw files kept."""

    before: dt.date
    values: int
    files: int
    files_in_use: int
    dry_run: bool

    def __str__(self) -> str:
        """For the officer: what was done, what stays, what this command cannot reach."""
        done = "Sẽ xóa (lần này mới đếm, chưa xóa gì)" if self.dry_run else "Đã xóa"
        lines = [
            f"{done}: {self.values} giá trị cá nhân trong kho dữ liệu, {self.files} tệp gốc có từ trước ngày "
            f"{self.before:%d/%m/%Y}.",
            "Kết luận giữ nguyên, doisoat explain vẫn nêu tệp, trang tính, hàng.",
        ]
        if self.files_in_use:
            lines.append(
                f"Còn giữ {self.files_in_use} tệp gốc có dữ liệu cá nhân: mới nhận, hoặc có lượt đối soát từ ngày đó "
                "trở đi còn dùng."
            )
        lines.append(
            "Lệnh này không đụng tới hộp thư đến (tệp còn ở đó sẽ được nhận lại ở lượt sau), bản sao lưu, báo cáo đã "
            "ghi bằng --out và thư đã gửi; hãy dọn những nơi đó theo thời hạn của đơn vị."
        )
        return "\n".join(lines)


def purge(settings: Settings, before: dt.date, now: dt.datetime, *, dry_run: bool = False) -> Purged:
    """Remove personal data that only runs before a day (in Vietnam) used; may be stopped and begun again.

    Raises:
        BusyError: a run of everything is at work; it may be reading what would be removed.
        ConfigError: there is no such warehouse; an empty one would make files in use look unused.
    """
    start = dt.datetime.combine(before, dt.time.min, VIETNAM)
    cards = load_cards(settings.sources_dir, settings.sources)
    vault = open_vault(settings)
    with open_existing(settings) as warehouse, nullcontext() if dry_run else warehouse.lease():
        old, in_use = _aged(vault, cards, warehouse.files_met(), start)
        files = vault.purge(old, before, now.astimezone(VIETNAM), dry_run=dry_run)
        values = warehouse.purge(start, dry_run=dry_run)
    return Purged(before, values, files, vault.count(in_use), dry_run)


def _aged(
    vault: Vault, cards: Mapping[str, SourceCard], met: pd.DataFrame, start: dt.datetime
) -> tuple[set[str], set[str]]:
    """SHA-256 of what may go, and of what holds persons and is still in use."""
    personal = {
        s.sha256
        for s in vault.sightings()
        if s.source_id not in cards or bool(cards[s.source_id].options.get("personal"))
    }
    landed = vault.last_landed()
    unread = set(met.loc[~met["read"], "file_sha256"]) & set(landed)
    in_use = set(met.loc[met["last_used"] >= start, "file_sha256"])
    in_use |= {sha256 for sha256, at in landed.items() if at >= start}
    return (personal | unread) - in_use, personal & in_use
