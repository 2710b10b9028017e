"""What reports about a night are made of: one plain account, gathered by ``flows``, without persons in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Count:
    """How many verdicts of one kind, and how many more than the night before (None without one)."""

    word: str
    count: int
    more: int | None


@dataclass(frozen=True)
class CountLine:
    """The verdicts of one criteria set: of units as a whole, or of single indicators."""

    title: str
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class Source:
    """One source; ``is_new`` where it stood otherwise the night before."""

    title: str
    state: str
    file_count: int
    row_count: int
    published: str
    needs_a_look: bool
    is_new: bool
    why: str = ""
    fix: str = ""


@dataclass(frozen=True)
class Refused:
    """A file or sheet that was refused."""

    where: str
    what: str
    fix: str


@dataclass(frozen=True)
class Health:
    """One night, as a technician wants to know it. A night that failed has ``failure`` and perhaps nothing else."""

    night: dt.date
    free_gigabytes: float
    disk_is_low: bool
    failure: str = ""
    failure_fix: str = ""
    run_id: str = ""
    as_of: dt.date | None = None
    seconds: int = 0
    before: str = ""  # the run it is compared with
    counts: tuple[CountLine, ...] = ()
    changes: tuple[tuple[str, int], ...] = ()  # cause, changed verdicts
    sources: tuple[Source, ...] = ()
    refused: tuple[Refused, ...] = ()
    no_rulebook: str = ""  # that no set is in force in the year of the run
    unread: tuple[str, ...] = ()  # what was sent and is not used, one sentence each
    unread_count: int = 0
    names_waiting: int = 0  # rows whose place text waits for a person
    hosts: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    outbox: str = ""
    dead_letters: int = 0
    steps: tuple[tuple[str, str], ...] = ()  # what for, command

    @property
    def headline(self) -> str:
        """The state in a few words, for the subject."""
        if self.failure:
            return "KHÔNG CHẠY ĐƯỢC"
        looks = [source for source in self.sources if source.needs_a_look]
        fresh = sum(source.is_new for source in looks)
        parts = ["chưa có bộ tiêu chí cho năm xét"] if self.no_rulebook else []
        parts += [f"{len(looks)} nguồn" + (f" ({fresh} mới)" if fresh else "")] if looks else []
        parts += [f"{self.unread_count} chỗ chưa đọc được"] if self.unread_count else []
        parts += [f"{len(self.alarms)} trang bán hàng"] if self.alarms else []
        parts += [f"{self.dead_letters} thư không gửi được"] if self.dead_letters else []
        parts += ["đĩa sắp đầy"] if self.disk_is_low else []
        return f"cần xem: {', '.join(parts)}" if parts else "ổn"
