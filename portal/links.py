"""Links by which somebody without an account reads one unit's page until a day: signed, counted out, revocable.

A link's text is its number and an HMAC over number, unit, day of the unit and last day, under a key of the working home
(``portal-link.key``, 0600). The table holds no text: who reads it cannot open a link, and who changes a row in it has
made the link worthless.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import os
import re
import secrets
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from doisoat.errors import ConfigError
from doisoat.private import is_open_to_others, private_opener
from portal.database import Database

MOST_DAYS = 366
_KEY_NAME, _KEY_BYTES = "portal-link.key", 32
_TEXT = re.compile(r"([0-9]{1,12})-([A-Za-z0-9_-]{43})")


@dataclass(frozen=True)
class Link:
    """A link as it is kept: the unit as the day ``unit_on`` knew it, the last day it opens, who issued it."""

    number: int
    unit_code: str
    unit_on: dt.date
    until: dt.date
    issued_at: dt.datetime
    issued_by: int
    revoked_at: dt.datetime | None

    def opens_on(self, day: dt.date) -> bool:
        """Whether it opens anything that day."""
        return self.revoked_at is None and day <= self.until


class Links:
    """The links of one working home."""

    def __init__(self, database: Database, home: Path) -> None:
        self._database, self._path = database, home / _KEY_NAME

    def issue(
        self, unit_code: str, unit_on: dt.date, until: dt.date, by: int, now: dt.datetime, today: dt.date
    ) -> Link:
        """Make a link.

        Raises:
            ConfigError: its last day has passed, or is more than a year away.
        """
        if not today <= until <= today + dt.timedelta(days=MOST_DAYS):
            raise ConfigError("ngày hết hạn chưa dùng được", fix=f"chọn một ngày từ hôm nay đến {MOST_DAYS} ngày nữa")
        with self._database.writing() as connection:
            made = connection.execute(
                "INSERT INTO link (unit_code, unit_on, until, issued_at, issued_by) VALUES (?, ?, ?, ?, ?)",
                (unit_code, unit_on.isoformat(), until.isoformat(), now.isoformat(), by),
            )
        return Link(int(made.lastrowid or 0), unit_code, unit_on, until, now, by, None)

    def all(self, unit_code: str = "") -> list[Link]:
        """Every link, of a unit where one is named, newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT * FROM link WHERE ? IN ('', unit_code) ORDER BY number DESC", (unit_code,)
            ).fetchall()
        return [_link_of(row) for row in rows]

    def revoke(self, number: int, unit_code: str, now: dt.datetime) -> None:
        """End a link of a unit; one that is none, or has ended, stays as it is."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE link SET revoked_at = ? WHERE number = ? AND unit_code = ? AND revoked_at IS NULL",
                (now.isoformat(), number, unit_code),
            )

    def text_of(self, link: Link) -> str:
        """What stands in the address."""
        return f"{link.number}-{self._signature(link)}"

    def find(self, text: str) -> Link | None:
        """The link of an address, whether it still opens anything or not; None where nobody issued it."""
        parts = _TEXT.fullmatch(text)
        if parts is None:
            return None
        with self._database.reading() as connection:
            row = connection.execute("SELECT * FROM link WHERE number = ?", (int(parts[1]),)).fetchone()
        link = _link_of(row) if row is not None else None
        # Compared also where there is no such number, so that the time tells nobody which there are.
        is_ours = hmac.compare_digest(self._signature(link or _NOBODYS), parts[2])
        return link if is_ours else None

    def _signature(self, link: Link) -> str:
        said = f"{link.number}\n{link.unit_code}\n{link.unit_on.isoformat()}\n{link.until.isoformat()}"
        digest = hmac.digest(self._key(), said.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")

    def _key(self) -> bytes:
        """The key, made when the first link is asked for.

        Raises:
            ConfigError: others on the machine can read it.
        """
        if not self._path.exists():
            self._make_key()
        if is_open_to_others(self._path):
            raise ConfigError(
                "người khác trên máy đọc được khóa của các đường dẫn", fix=f"chạy: chmod 600 {self._path}"
            )
        return self._path.read_bytes()

    def _make_key(self) -> None:
        """Write a key under another name first: of two that do so at once one key stays, and it is whole."""
        unfinished = self._path.with_name(f".{_KEY_NAME}.{secrets.token_hex(8)}")
        with open(unfinished, "xb", opener=private_opener) as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(unfinished, self._path)
        unfinished.unlink()


_LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_NOBODYS = Link(0, "", _LONG_AGO.date(), _LONG_AGO.date(), _LONG_AGO, 0, _LONG_AGO)


def _link_of(row: sqlite3.Row) -> Link:
    return Link(
        number=row["number"],
        unit_code=row["unit_code"],
        unit_on=dt.date.fromisoformat(row["unit_on"]),
        until=dt.date.fromisoformat(row["until"]),
        issued_at=dt.datetime.fromisoformat(row["issued_at"]),
        issued_by=row["issued_by"],
        revoked_at=dt.datetime.fromisoformat(row["revoked_at"]) if row["revoked_at"] else None,
    )
