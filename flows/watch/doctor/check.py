"""What ``doctor`` says about one thing it looked at, and what the looks share."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from connectors.contract import SourceCard
from doisoat.errors import DoisoatError
from doisoat.settings import Settings
from warehouse.condition import Condition, condition
from warehouse.run import RunRecord
from warehouse.store import Warehouse


class State(StrEnum):
    """``BAD`` must be mended; ``WARN`` is worth knowing."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


_SIGN = {State.OK: "✓", State.WARN: "!", State.BAD: "✗"}


@dataclass(frozen=True)
class Check:
    """One thing looked at. ``id`` never changes its meaning: scripts read it."""

    id: str
    what: str
    fix: str = ""
    state: State = State.OK

    def __str__(self) -> str:
        """Sign, what was seen, and what to do."""
        return f"{_SIGN[self.state]} {self.what}" + (f"\n    → {self.fix}" if self.fix else "")


def warn(id_: str, what: str, fix: str = "") -> Check:
    """Worth knowing."""
    return Check(id_, what, fix, State.WARN)


def bad(id_: str, what: str, fix: str) -> Check:
    """Must be mended."""
    return Check(id_, what, fix, State.BAD)


@dataclass(frozen=True)
class Inspection:
    """What the looks look at: the settings, the time, and the warehouse where it can be opened without changing it."""

    settings: Settings
    now: dt.datetime

    @cached_property
    def condition(self) -> Condition | DoisoatError:
        """The warehouse's condition, or why it could not be seen. Asked once: a server that is away takes its time."""
        try:
            return condition(self.settings.warehouse_url)
        except DoisoatError as error:
            return error

    @cached_property
    def cards(self) -> dict[str, SourceCard] | DoisoatError:
        """The source cards, or why they cannot be read, which the look at the cards tells, and no other."""
        from connectors.card import load_cards

        try:
            return load_cards(self.settings.sources_dir, self.settings.sources)
        except DoisoatError as error:
            return error

    @property
    def has_warehouse(self) -> bool:
        """Whether the warehouse can be asked; why not is told by a check of its own."""
        return isinstance(self.condition, Condition) and self.condition.is_current

    def warehouse(self) -> Warehouse:
        """The warehouse, opened."""
        from flows.open_stores import open_warehouse

        return open_warehouse(self.settings)

    @property
    def newest_run(self) -> RunRecord | None:
        """The newest night."""
        return self.nights[-1] if self.nights else None

    @cached_property
    def nights(self) -> list[RunRecord]:
        """All runs of everything, the earliest day first."""
        from warehouse.nights import nights

        return nights(self.runs)

    @cached_property
    def runs(self) -> list[RunRecord]:
        """All stored runs."""
        if not self.has_warehouse:
            return []
        with self.warehouse() as warehouse:
            return warehouse.runs()
