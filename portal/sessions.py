"""Sessions: kept on the server, so that they can be ended; the browser holds a random text and nothing else.

What is kept is a digest of that text: who reads the file cannot log in with it. The token that every change must carry
is made of the same text, so it is another one in every session.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from portal.accounts import account_of
from portal.database import Database
from portal.people import Account

_BYTES = 32
_NOTED_EVERY = 60  # seconds; a look is no reason to write each time


@dataclass(frozen=True)
class Session:
    """An account that is logged in; ``token`` must come with every change, ``digest`` is what is kept of the cookie."""

    account: Account
    token: str
    digest: bytes

    def is_token(self, given: str) -> bool:
        """Whether a form carries this session's token."""
        return hmac.compare_digest(self.token.encode(), given.encode())


class Sessions:
    """The sessions of one working home; times are seconds since the epoch."""

    def __init__(self, database: Database, *, idle: float, absolute: float) -> None:
        self._database = database
        self._idle, self._absolute = idle, absolute

    def begin(self, account: Account, now: float) -> str:
        """Begin a session; the text for the browser. It is always a new one, whatever the browser brought."""
        text = secrets.token_urlsafe(_BYTES)
        with self._database.writing() as connection:
            connection.execute(
                "DELETE FROM session WHERE seen_at < ? OR began_at < ?", (now - self._idle, now - self._absolute)
            )
            connection.execute(
                "INSERT INTO session (digest, account, began_at, seen_at) VALUES (?, ?, ?, ?)",
                (_digest(text), account.number, now, now),
            )
        return text

    def find(self, text: str, now: float) -> Session | None:
        """The session of a browser's text; None where it is over, or its account is no longer active."""
        if not text:
            return None
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT account.*, began_at, seen_at FROM session JOIN account ON account.number = session.account"
                " WHERE digest = ? AND is_active = 1",
                (_digest(text),),
            ).fetchone()
        if row is None or now - row["seen_at"] > self._idle or now - row["began_at"] > self._absolute:
            return None
        if now - row["seen_at"] > _NOTED_EVERY:
            with self._database.writing() as connection:
                connection.execute("UPDATE session SET seen_at = ? WHERE digest = ?", (now, _digest(text)))
        return Session(account_of(row), _token(text), _digest(text))

    def goes_on(self, session: Session, now: float) -> bool:
        """Whether a session that was found is not over yet; unlike ``find`` this is no sign of life."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT began_at, seen_at FROM session JOIN account ON account.number = session.account"
                " WHERE digest = ? AND is_active = 1",
                (session.digest,),
            ).fetchone()
        return row is not None and now - row["seen_at"] <= self._idle and now - row["began_at"] <= self._absolute

    def end(self, text: str) -> None:
        """End the session of a browser's text."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM session WHERE digest = ?", (_digest(text),))


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _token(text: str) -> str:
    return hashlib.sha256(b"change:" + text.encode()).hexdigest()
