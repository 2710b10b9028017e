"""``doisoat doctor``: is everything in its place, and if not, what to do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from connectors.card import load_cards
from doisoat.errors import DoisoatError
from doisoat.settings import Settings
from expectations.criteria_set import load_criteria
from flows.doors import keyring, open_warehouse
from flows.letters import outbox_of
from gazetteer.editions import load_editions

_LEAST_FREE_BYTES = 2 * 1024**3


@dataclass(frozen=True)
class Finding:
    """One thing looked at. ``fix`` is empty where nothing needs doing."""

    what: str
    fix: str = ""
    is_trouble: bool = False

    def __str__(self) -> str:
        """``✓``, ``!`` (worth knowing) or ``✗`` (must be mended), what was seen, and what to do."""
        sign = "✗" if self.is_trouble else "!" if self.fix else "✓"
        return f"{sign} {self.what}" + (f"\n    → {self.fix}" if self.fix else "")


def examine(settings: Settings) -> list[Finding]:
    """Everything that can be looked at without changing anything, in the order in which a run needs it."""
    findings: list[Finding] = []
    for look in (_home, _cards, _criteria, _editions, _inbox, _warehouse, _keys):
        try:
            findings += look(settings)
        except DoisoatError as error:
            findings.append(Finding(error.what, error.fix or "xem thông báo trên", is_trouble=True))
    return findings


def _home(settings: Settings) -> Iterator[Finding]:
    yield Finding(f"Thư mục làm việc: {settings.home}")
    free = shutil.disk_usage(_existing(settings.home)).free
    told = f"Đĩa còn trống {free / 1024**3:.1f} GB"
    if free < _LEAST_FREE_BYTES:
        yield Finding(told, "giải phóng đĩa: kho và bản gốc của mỗi đêm cần chỗ", is_trouble=True)
    else:
        yield Finding(told)


def _existing(folder: Path) -> Path:
    return folder if folder.exists() else _existing(folder.parent)


def _cards(settings: Settings) -> Iterator[Finding]:
    cards = load_cards(settings.sources_dir, settings.sources)
    yield Finding(f"Thẻ nguồn: {', '.join(sorted(cards))}")


def _criteria(settings: Settings) -> Iterator[Finding]:
    yield Finding(f"Bộ tiêu chí: {', '.join(sorted(load_criteria(settings.criteria_dir)))}")


def _editions(settings: Settings) -> Iterator[Finding]:
    load_editions(settings.editions_dir)
    yield Finding("Danh mục đơn vị hành chính: đọc được")


def _inbox(settings: Settings) -> Iterator[Finding]:
    if not settings.inbox.is_dir():
        yield Finding(
            f"Chưa có hộp thư đến {settings.inbox}", "tạo thư mục này hoặc đặt DOISOAT_INBOX", is_trouble=True
        )
        return
    cards = load_cards(settings.sources_dir, settings.sources)
    for card in sorted(cards.values(), key=lambda c: c.inbox):
        folder = settings.inbox / card.inbox
        files = [p for p in folder.rglob("*") if p.is_file()] if folder.is_dir() else []
        if files:
            yield Finding(f"{card.title}: {len(files)} tệp trong {card.inbox}/")
        else:
            yield Finding(f"{card.title}: chưa có tệp nào", f"đặt tệp của nguồn này vào {card.inbox}/")


def _warehouse(settings: Settings) -> Iterator[Finding]:
    with open_warehouse(settings) as warehouse:
        runs = warehouse.runs()
        letters, told = outbox_of(warehouse).letters(), outbox_of(warehouse).recipients()
    if runs:
        yield Finding(f"Kho: mở được, {len(runs)} lượt, gần nhất {runs[-1].run_id}")
    else:
        yield Finding("Kho: mở được, chưa có lượt nào", "chạy: doisoat run")
    states = letters["state"].value_counts()
    waiting, dead = int(states.get("queued", 0) + states.get("sending", 0)), int(states.get("dead", 0))
    line = f"Thư: {waiting} chờ gửi, {int(states.get('sent', 0))} đã gửi, {int(letters['uncertain'].sum())} chưa chắc"
    yield Finding(line, "gửi bằng: doisoat report --send" if waiting else "")
    if dead:
        fix = "xem docs/reports.md, sửa nguyên nhân rồi chạy: doisoat report --revive"
        yield Finding(f"Thư: {dead} thư đã thôi gửi", fix, is_trouble=True)
    refused = int(told["refused_on"].notna().sum())
    if refused:
        yield Finding(
            f"Địa chỉ: {refused} địa chỉ bị máy chủ thư từ chối", "sửa địa chỉ, hoặc: doisoat recipients renew"
        )


def _keys(settings: Settings) -> Iterator[Finding]:
    purposes = (
        ("HMAC", settings.keys.hmac, "so trùng người giữa các xã"),
        ("STORE", settings.keys.store, "mã hóa cột cá nhân trong kho"),
    )
    for name, secret, purpose in purposes:
        if keyring(secret) is None:
            yield Finding(
                f"Chưa có khóa {purpose} (DOISOAT_KEYS__{name})",
                "đặt biến môi trường này theo dạng TÊN:BÍ_MẬT (cách tạo: docs/warehouse.md)",
            )
        else:
            yield Finding(f"Khóa {purpose}: có")
