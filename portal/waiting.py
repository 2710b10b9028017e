"""A file between its check and its being handed in: kept for an hour, for the account that brought it.

Nothing of it is in the inbox yet. Whoever goes away leaves nothing behind: what is older than an hour is removed at the
next file.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from doisoat.private import private_folder, private_opener

_SECONDS = 3600
_KEY = re.compile(r"[A-Za-z0-9_-]{20,60}")


@dataclass(frozen=True)
class Waiting:
    """A file that waits: what it was called, for which source and unit, and whose it is."""

    name: str
    source_id: str
    unit_code: str
    account: int


class WaitingRoom:
    """Files that wait, in a folder of the working home."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "portal-waiting"

    def keep(self, content: bytes, about: Waiting) -> str:
        """Keep a file; the key by which it is found again."""
        private_folder(self._folder)
        self._sweep()
        key = secrets.token_urlsafe(24)
        for suffix, data in ((".bin", content), (".json", json.dumps(asdict(about)).encode())):
            with open(self._folder / f"{key}{suffix}", "xb", opener=private_opener) as file:
                file.write(data)
        return key

    def find(self, key: str, account: int) -> tuple[bytes, Waiting] | None:
        """The file of a key, if it is this account's and still there."""
        if not _KEY.fullmatch(key):
            return None
        try:
            about = Waiting(**json.loads((self._folder / f"{key}.json").read_text("utf-8")))
            content = (self._folder / f"{key}.bin").read_bytes()
        except (OSError, ValueError, TypeError):
            return None
        return (content, about) if about.account == account else None

    def forget(self, key: str) -> None:
        """Remove a file that was handed in."""
        if _KEY.fullmatch(key):
            for suffix in (".json", ".bin"):
                (self._folder / f"{key}{suffix}").unlink(missing_ok=True)

    def _sweep(self) -> None:
        for path in self._folder.iterdir():
            if path.stat().st_mtime < time.time() - _SECONDS:
                path.unlink(missing_ok=True)
