"""The files of the vault, named by the SHA-256 of their plain bytes; sealed where a key is set.

A file is written beside its place, flushed to disk, renamed, and its folder flushed: after a power cut there is the
whole object or none. With a key no plain byte is written to disk: what arrives is sealed on its way in, and what is
read is opened into memory (a nameless file of the kernel's, which ends with the process, however that ends).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import IO

from doisoat import sealed_file
from doisoat.journal import flush_folder
from doisoat.keyring import DamagedSealError, Keyring, MissingKeyError
from doisoat.private import private_folder

CHUNK = 2**20
_STALE_SECONDS = 24 * 3600
_SHA = re.compile(r"[0-9a-f]{64}")
_NO_KEYS = Keyring(())
# Larger files, as lists may be (``DOISOAT_READER__MAX_LIST_MB``), are opened into a nameless file on the vault's disk
# instead. So is everything on systems without files in memory.
_IN_MEMORY = 2**29
_DESCRIPTORS = Path("/proc/self/fd") if Path("/proc/self/fd").is_dir() else Path("/dev/fd")


class ChangedError(Exception):
    """The bytes of an object are not those its name says."""


class Draft:
    """An object while it is written: takes plain bytes, knows their hash and size, and puts them on disk."""

    def __init__(self, file: IO[bytes], path: Path, keys: Keyring | None) -> None:
        self.path = path
        self.size = 0
        self._file = file
        self._digest = hashlib.sha256()
        self._sealer = sealed_file.Sealer(keys) if keys else None

    @property
    def sha256(self) -> str:
        """Of the plain bytes so far."""
        return self._digest.hexdigest()

    def write(self, chunk: bytes) -> None:
        """The next plain bytes."""
        self._digest.update(chunk)
        self.size += len(chunk)
        self._file.write(self._sealer.add(chunk) if self._sealer else chunk)

    def finish(self) -> None:
        """All has been written: flush it to the disk, to be read only from now on."""
        if self._sealer:
            self._file.write(self._sealer.end())
        self._file.flush()
        os.fchmod(self._file.fileno(), 0o400)
        os.fsync(self._file.fileno())


class Objects:
    """The folders ``objects`` and ``incoming`` of a vault; several processes may use them at once."""

    def __init__(self, root: Path, keys: Keyring | None) -> None:
        self._folder = root / "objects"
        self._incoming = root / "incoming"
        self._keys = keys
        self._is_prepared = False

    def path(self, sha256: str) -> Path:
        """Where the object lies, or would."""
        if not _SHA.fullmatch(sha256):
            raise ValueError("not a SHA-256")
        return self._folder / sha256[:2] / sha256[2:4] / sha256

    def names(self) -> list[str]:
        """The SHA-256 of every object, sorted."""
        return sorted(path.name for path in self._folder.glob("??/??/*") if _SHA.fullmatch(path.name))

    @contextlib.contextmanager
    def draft(self) -> Iterator[Draft]:
        """A new object; gone after the block where it was not placed."""
        if not self._is_prepared:  # once, not for each of ten thousand files
            private_folder(self._incoming)
            private_folder(self._folder)
            self.sweep()
            self._is_prepared = True
        descriptor, temporary = tempfile.mkstemp(dir=self._incoming)
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield Draft(file, Path(temporary), self._keys)
        finally:
            Path(temporary).unlink(missing_ok=True)

    def place(self, draft: Draft) -> None:
        """Put a finished draft where its name says, in place of whatever was there."""
        target = self.path(draft.sha256)
        for folder in (target.parent.parent, target.parent):
            if not folder.exists():
                private_folder(folder)
                flush_folder(folder.parent)
        draft.path.replace(target)
        flush_folder(target.parent)

    def remove(self, sha256: str) -> None:
        """Take an object away, for good."""
        path = self.path(sha256)
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            flush_folder(path.parent)

    def key_of(self, sha256: str) -> str | None:
        """The name of the key an object is sealed with; None where it lies there in clear.

        Raises:
            OSError: it is not there or cannot be read.
        """
        with self.path(sha256).open("rb") as file:
            return _key_of(file, sha256)

    def is_intact(self, sha256: str) -> bool:
        """Whether the object is there and its bytes are those of its name.

        A sealed one is taken for intact where no key is set at all: nothing can be told about it, and the bytes that
        would replace it would be in clear.
        """
        try:
            with self.path(sha256).open("rb") as file:
                key = _key_of(file, sha256)
                return bool(key and not self._keys) or _hash(self._pieces(file, key)) == sha256
        except (OSError, MissingKeyError, DamagedSealError):
            return False

    @contextlib.contextmanager
    def opened(self, sha256: str) -> Iterator[Path]:
        """A path to the plain bytes, verified, that may be opened for reading within the block.

        The path leads through a descriptor, so that it shows the same bytes although the object is replaced meanwhile.

        Raises:
            OSError: the object is not there or cannot be read.
            MissingKeyError: it is sealed with a key that is not here.
            DamagedSealError: it is sealed and was altered.
            ChangedError: its bytes are not those of its name.
        """
        with contextlib.ExitStack() as stack:
            file = stack.enter_context(self.path(sha256).open("rb"))
            plain: IO[bytes] = file
            digest = hashlib.sha256()
            key = _key_of(file, sha256)
            if key:
                plain = stack.enter_context(self._nameless(os.fstat(file.fileno()).st_size))
            for piece in self._pieces(file, key):
                digest.update(piece)
                if key:
                    plain.write(piece)
            if digest.hexdigest() != sha256:
                raise ChangedError
            if key:
                plain.flush()
                os.fchmod(plain.fileno(), 0o400)
            plain.seek(0)
            yield _DESCRIPTORS / str(plain.fileno())

    def copy_into(self, draft: Draft, sha256: str) -> None:
        """Write an object's plain bytes into a draft; raises what ``opened`` does."""
        with self.path(sha256).open("rb") as file:
            for piece in self._pieces(file, _key_of(file, sha256)):
                draft.write(piece)
        if draft.sha256 != sha256:
            raise ChangedError

    def _pieces(self, file: BufferedReader, key: str | None) -> Iterator[bytes]:
        if key:
            yield from sealed_file.opened(file, self._keys or _NO_KEYS)
        else:
            while piece := file.read(CHUNK):
                yield piece

    def _nameless(self, size: int) -> IO[bytes]:
        if hasattr(os, "memfd_create") and size <= _IN_MEMORY:
            return os.fdopen(os.memfd_create("doisoat", os.MFD_CLOEXEC), "w+b")
        private_folder(self._incoming)
        return tempfile.TemporaryFile(dir=self._incoming)

    def sweep(self) -> None:
        """Remove what a crash left half-written a day ago or more."""
        for left in self._incoming.glob("*"):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - left.stat().st_mtime > _STALE_SECONDS:
                    left.unlink()


def _key_of(file: BufferedReader, sha256: str) -> str | None:
    """The key's name, or None for bytes in clear; leaves the file at its beginning.

    Somebody may send a file that begins as sealed ones do. Kept in clear it is what its name says; a sealed one never
    is.
    """
    name = sealed_file.key_of(file)
    if name is None:
        return None
    is_in_clear = hashlib.file_digest(file, "sha256").hexdigest() == sha256
    file.seek(0)
    return None if is_in_clear else name


def _hash(pieces: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()
