"""Files under ``<home>/vault/staging``: what was made of the vault's bytes, as private as they are, and never believed.

    vault/staging/ab/<sha256 of the raw bytes>.<slot>   a mark, the SHA-256 of what follows, and the payload

With a vault key the whole file is sealed as the vault's objects are. A file that is torn, changed, of another key or of
another format is thrown away: whoever asked for it reads the raw bytes anew. Nothing rests on what lies here, so a disk
that is full or a folder that cannot be written costs time alone, and backups leave the folder out.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO

from connectors.vault.room import NoRoomError, make_sure_of_room
from doisoat import sealed_file
from doisoat.keyring import DamagedSealError, Keyring, MissingKeyError
from doisoat.private import private_folder

_MARK = b"doisoat-staged-1\n"
_DIGEST = hashlib.sha256().digest_size
_NAME = re.compile(r"[0-9a-f]{64}\.[0-9a-f]{1,32}")
_PIECE = 2**20
_DRAFT = "draft-"  # what a crash left of it is swept with what is old


class StagedFiles:
    """The staging folder of a home, within its vault, as private as that; several processes may use it at once."""

    def __init__(self, home: Path, keys: Keyring | None = None) -> None:
        self._folder = home / "vault" / "staging"
        self._keys = keys

    def read(self, sha256: str, slot: str) -> bytes | None:
        """The payload kept for these raw bytes in a slot; None where there is none, or none to be trusted."""
        path = self._path(sha256, slot)
        try:
            with path.open("rb") as file:
                whole = b"".join(self._opened(file))
        except FileNotFoundError:
            return None
        except (OSError, DamagedSealError, MissingKeyError):
            whole = b""
        head, payload = whole[: len(_MARK) + _DIGEST], memoryview(whole)[len(_MARK) + _DIGEST :]
        if head != _MARK + hashlib.sha256(payload).digest():
            self.discard(sha256, slot)
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # it was used: what is not used any more goes by age
        return bytes(payload)

    def write(self, sha256: str, slot: str, payload: bytes) -> None:
        """Keep a payload in the slot, in place of what was there; not at all where the disk has no room for it."""
        path = self._path(sha256, slot)
        with contextlib.suppress(OSError, NoRoomError):
            private_folder(path.parent)
            make_sure_of_room(self._folder, len(payload))
            descriptor, draft = tempfile.mkstemp(prefix=_DRAFT, dir=path.parent)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    self._put(file, _MARK + hashlib.sha256(payload).digest(), payload)
                Path(draft).replace(path)
            finally:
                Path(draft).unlink(missing_ok=True)

    def discard(self, sha256: str, slot: str) -> None:
        """Throw away what is kept in a slot."""
        with contextlib.suppress(OSError):
            self._path(sha256, slot).unlink(missing_ok=True)

    def forget(self, chosen: Collection[str]) -> None:
        """Throw away all that was made of these raw bytes (SHA-256): the vault has forgotten them.

        Raises:
            OSError: something of it is still there.
        """
        wanted = set(chosen)
        for path in self._files():
            if path.name.partition(".")[0] in wanted or path.name.startswith(_DRAFT):
                path.unlink(missing_ok=True)

    def forget_other_keys(self) -> None:
        """Throw away what is not kept as it would be today: in clear where there is a key, or sealed with another one.

        Raises:
            OSError: something of it is still there.
        """
        for path in self._files():
            with contextlib.suppress(OSError), path.open("rb") as file:
                if sealed_file.key_of(file) == self._key:
                    continue
            path.unlink(missing_ok=True)

    def sweep(self, unused_seconds: float) -> int:
        """Throw away what nothing has used for so long; how many files."""
        oldest, gone = time.time() - unused_seconds, 0
        for path in self._files():
            with contextlib.suppress(OSError):
                if path.stat().st_mtime < oldest:
                    path.unlink()
                    gone += 1
        return gone

    def size(self) -> tuple[int, int]:
        """How many files are kept, and their bytes on disk."""
        sizes = [path.stat().st_size for path in self._files()]
        return len(sizes), sum(sizes)

    @property
    def _key(self) -> str | None:
        """The name of the key that seals what is written today."""
        return self._keys.current if self._keys else None

    def _files(self) -> Iterator[Path]:
        return (
            path for path in self._folder.glob("??/*") if _NAME.fullmatch(path.name) or path.name.startswith(_DRAFT)
        )

    def _path(self, sha256: str, slot: str) -> Path:
        name = f"{sha256}.{slot}"
        if not _NAME.fullmatch(name):
            raise ValueError("not a SHA-256 and a slot")
        return self._folder / name[:2] / name

    def _opened(self, file: IO[bytes]) -> Iterator[bytes]:
        """The plain bytes; nothing of a file that is not kept as it would be kept today."""
        if sealed_file.key_of(file) != self._key:
            return
        if self._keys:
            yield from sealed_file.opened(file, self._keys)
        else:
            while piece := file.read(_PIECE):
                yield piece

    def _put(self, file: IO[bytes], *parts: bytes) -> None:
        if not self._keys:
            file.writelines(parts)
            return
        sealer = sealed_file.Sealer(self._keys)
        for part in parts:
            view = memoryview(part)
            for start in range(0, len(view), _PIECE):
                file.write(sealer.add(bytes(view[start : start + _PIECE])))
        file.write(sealer.end())
