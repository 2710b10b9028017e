"""Failed logins, counted for a quarter of an hour: guessing is slowed, an office is not locked out.

Counted by account and address together first: five, so that who guesses is stopped, and the account's owner, who sits
elsewhere, is not. Many more by address alone, for an office shares one; and by account alone, against guessing from
many places. Addresses are kept as long as they count, and nowhere else.
"""

from __future__ import annotations

from portal.database import Database

_SECONDS = 15 * 60
_MOST = {"pair": 5, "login": 50, "address": 50}


class Attempts:
    """The failures of one working home."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def seconds_to_wait(self, login: str, address: str, now: float) -> int:
        """How long this login must wait at this address; 0 where it need not."""
        waits = [0.0]
        with self._database.reading() as connection:
            for who, most in _keys(login, address).items():
                rows = connection.execute(
                    "SELECT at FROM failure WHERE who = ? AND at > ? ORDER BY at DESC LIMIT ?",
                    (who, now - _SECONDS, most),
                ).fetchall()
                if len(rows) >= most:
                    waits.append(rows[-1]["at"] + _SECONDS - now)
        return int(max(waits)) + 1 if max(waits) > 0 else 0

    def failed(self, login: str, address: str, now: float) -> None:
        """Note a failure, and forget those that no longer count."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM failure WHERE at <= ?", (now - _SECONDS,))
            connection.executemany(
                "INSERT INTO failure (who, at) VALUES (?, ?)", [(who, now) for who in _keys(login, address)]
            )

    def succeeded(self, login: str, address: str) -> None:
        """Forget the failures of who has now shown the right password."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM failure WHERE who = ?", (_pair(login, address),))


def _keys(login: str, address: str) -> dict[str, int]:
    return {
        _pair(login, address): _MOST["pair"],
        f"login:{login}": _MOST["login"],
        f"address:{address}": _MOST["address"],
    }


def _pair(login: str, address: str) -> str:
    return f"pair:{login} {address}"
