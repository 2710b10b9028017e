"""Who looked and who changed what: one JSON line a request, a file a day, nothing that names a person.

    portal-log/20261128.jsonl    named by the day in Vietnam; the times inside are UTC

A line has the number of the account (``doisoat users list`` tells whose it is), the route as it is written in the code,
the unit whose page it was, the outcome and the time it took. No address, no words that were searched for, no form. The
addresses are in the proxy's log. Kept for ``log_days``, like the technicians' log.
"""

from __future__ import annotations

import datetime as dt
import json
from contextlib import suppress
from pathlib import Path
from threading import Lock

from doisoat.clock import VIETNAM
from doisoat.private import private_folder, private_opener


class AccessLog:
    """The log of one working home. A log that cannot be written never stops a page."""

    def __init__(self, home: Path, days: int) -> None:
        self.folder = home / "portal-log"
        self._days = days
        self._lock = Lock()
        self._day: dt.date | None = None

    def note(
        self,
        at: dt.datetime,
        account: int | None,
        method: str,
        route: str,
        unit: str,
        status: int,
        milliseconds: int,
        link: int | None = None,
    ) -> None:
        """Write one line; ``link`` is the number of the signed link by which somebody looked."""
        facts = {
            "at": at.astimezone(dt.UTC).isoformat(timespec="milliseconds"),
            "account": account,
            "method": method,
            "route": route,
            "unit": unit,
            "status": status,
            "ms": milliseconds,
            **({"link": link} if link is not None else {}),
        }
        day = at.astimezone(VIETNAM).date()
        with self._lock, suppress(OSError):
            if day != self._day:
                private_folder(self.folder)
                self._sweep(day)
                self._day = day
            with open(self.folder / f"{day:%Y%m%d}.jsonl", "a", encoding="utf-8", opener=private_opener) as file:
                file.write(json.dumps(facts, ensure_ascii=False) + "\n")

    def _sweep(self, day: dt.date) -> None:
        first = f"{day - dt.timedelta(days=self._days):%Y%m%d}"
        for path in self.folder.glob("*.jsonl"):
            if path.stem < first:
                path.unlink()
