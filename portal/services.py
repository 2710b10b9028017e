"""What the pages work with: settings, stores, the warehouse, the clock; opened once, handed to every page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cached_property, lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Self

from doisoat.clock import VIETNAM
from doisoat.settings import Settings
from flows.frame_tasks import FrameTask, here
from flows.run_account import source_titles, titles_of_run
from portal.access_log import AccessLog
from portal.accounts import Accounts
from portal.attempts import Attempts
from portal.database import Database
from portal.links import Links
from portal.remembered import Remembered
from portal.sessions import Sessions
from portal.streams import Streams
from portal.visible_units import VisibleUnitsOf
from portal.workers import Workers
from reports.titles import Titles
from warehouse.condition import missing_file
from warehouse.reader import WarehouseReader

if TYPE_CHECKING:
    from warehouse.store import Warehouse


class Services:
    """Everything that outlives one request; ``framed`` answers what needs frames (``flows.frame_tasks``)."""

    def __init__(
        self,
        settings: Settings,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        framed: Callable[[FrameTask], bytes] = here,
    ) -> None:
        self.settings, self.now, self.framed = settings, now, framed
        database = Database(settings.home)
        self.accounts = Accounts(database)
        self.attempts = Attempts(database)
        hours, minutes = settings.portal.absolute_hours, settings.portal.idle_minutes
        self.sessions = Sessions(database, idle=60 * minutes, absolute=3600 * hours)
        self.links = Links(database, settings.home)
        self.remembered = Remembered()
        self.workers = Workers()
        self.streams = Streams()
        self.visible_units = VisibleUnitsOf()
        self.log = AccessLog(settings.home, settings.log_days)
        self._lock = Lock()
        self._warehouse: WarehouseReader | None = None
        self._frames: Warehouse | None = None
        self.titles_of = lru_cache(maxsize=32)(self._titles_of)

    @property
    def warehouse(self) -> WarehouseReader | None:
        """The warehouse, opened when it is first there; None before the first run."""
        with self._lock:
            if self._warehouse is None and not missing_file(self.settings.warehouse_url):
                # Without keys: what names persons stays masked and sealed, whoever asks and whatever a page forgets.
                self._warehouse = WarehouseReader.open(self.settings.warehouse_url)
            return self._warehouse

    @property
    def warehouse_of_frames(self) -> Warehouse | None:
        """The same for pages that ask for frames; most do not, and a server of those carries no pandas."""
        if self.warehouse is None:
            return None
        from warehouse.store import Warehouse

        with self._lock:
            if self._frames is None:
                self._frames = Warehouse.open(self.settings.warehouse_url)
            return self._frames

    @cached_property
    def source_titles(self) -> dict[str, str]:
        """What people call the sources, by id."""
        return source_titles(self.settings)

    def _titles_of(self, run_id: str) -> Titles:
        """What indicators and checks were called in a run."""
        assert self.warehouse is not None  # noqa: S101 - who knows a run has a warehouse
        return titles_of_run(self.warehouse, run_id)

    def today(self) -> dt.date:
        """The day in Vietnam."""
        return self.now().astimezone(VIETNAM).date()

    def close(self) -> None:
        """End the threads and give the warehouse back."""
        self.streams.stop()
        self.workers.close()
        with self._lock:
            for opened in (self._warehouse, self._frames):
                if opened is not None:
                    opened.close()
            self._warehouse = self._frames = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
