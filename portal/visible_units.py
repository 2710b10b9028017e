"""The one place that says what a person may see: every look at data goes through ``visible_to``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from threading import Lock

from portal.people import Account
from warehouse.reader import WarehouseReader


@dataclass(frozen=True)
class VisibleUnits:
    """The units somebody may see: their codes, or ``None`` for every unit there is.

    ``asked_for`` is the unit an account is tied to; the newest run that covers it is the one they are shown.
    """

    codes: frozenset[str] | None
    asked_for: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing is kept from them."""
        return self.codes is None

    def shows(self, unit_code: str) -> bool:
        """Whether this unit is one of theirs."""
        return self.codes is None or unit_code in self.codes


class VisibleUnitsOf:
    """``visible_to`` with a memory: what lies below a unit changes only when a run is stored."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seq = -1
        self._known: dict[tuple[str, dt.date], frozenset[str]] = {}

    def visible_to(self, account: Account, warehouse: WarehouseReader | None) -> VisibleUnits:
        """What an account may see; of a warehouse that is not there, nothing but the name of its own unit."""
        if not account.is_tied:
            return VisibleUnits(None)
        return self.below(account.unit_code, account.unit_on or account.made_at.date(), warehouse)

    def below(self, unit_code: str, on: dt.date, warehouse: WarehouseReader | None) -> VisibleUnits:
        """A unit at a date and what lay below it."""
        own = (unit_code,)
        if warehouse is None:
            return VisibleUnits(frozenset(own), own)
        seq = warehouse.newest_seq()
        with self._lock:
            if seq != self._seq:
                self._seq, self._known = seq, {}
            codes = self._known.get((unit_code, on))
        if codes is None:
            codes = warehouse.codes_below(unit_code, on)
            with self._lock:
                self._known[unit_code, on] = codes
        return VisibleUnits(codes, own)
