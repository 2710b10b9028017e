"""The raw vault: every file as it came, under the name of its content, never changed and never deleted.

    vault/objects/ab/cd/abcd…        the bytes, mode 0440, named by their SHA-256
    vault/incoming/                  files being written; what a crash left is swept after a day
    vault/sightings.jsonl            a line each time a name of a source shows another content than before

A file is written beside its place, flushed to disk, renamed, and its folder flushed: after a power cut there is the
whole object or none. The journal is only appended to; a last line torn by a crash is ignored, and the sighting is
written again by the next run.

Encryption at rest belongs in ``_seal`` and ``_unseal`` and nowhere else: names stay the SHA-256 of the plain bytes, so
nothing outside this file would notice.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import re
import stat
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from filelock import FileLock

from connectors.contract import RawFile
from connectors.readers import refusals
from doisoat.errors import DoisoatError, Spot
from doisoat.keyring import Keyring

_CHUNK = 2**20
_STALE_SECONDS = 24 * 3600
_SHA = re.compile(r"[0-9a-f]{64}")


class VaultDamagedError(DoisoatError):
    """Bytes in the vault are missing or no longer those that were kept."""


@dataclass(frozen=True)
class Sighting:
    """That a name of a source showed some bytes, and when."""

    sha256: str
    source_id: str
    name: str
    size: int
    landed_at: dt.datetime


class Vault:
    """The store under ``<home>/vault``; several processes may keep files in it at once."""

    def __init__(self, home: Path, keys: Keyring | None = None) -> None:
        self._keys = keys
        self._root = home / "vault"
        self._objects = self._root / "objects"
        self._incoming = self._root / "incoming"
        self._journal = self._root / "sightings.jsonl"
        self._offset = 0  # of the journal, up to which it is known
        self._torn = False
        self._every: list[Sighting] = []
        self._first: dict[tuple[str, str, str], Sighting] = {}
        self._last: dict[tuple[str, str], str] = {}

    def keep(self, path: Path, source_id: str, name: str, now: dt.datetime) -> RawFile:
        """Keep a file's bytes and note that they were seen.

        Args:
            path: the file in the inbox.
            source_id: the source it was sent for.
            name: its path relative to the inbox, with ``/``, as ``connectors.inbox.scan`` gives it.
            now: the current time, with a zone.

        Returns:
            The raw file; ``landed_at`` is the first time these bytes were seen under this name for this source.

        Raises:
            RefusedInputError: TRUNCATED while the file is still being copied, DAMAGED where it cannot be read. It is
                not kept.
        """
        if now.tzinfo is None:
            raise ValueError("a landing time needs its zone")
        self._prepare()
        try:
            # A named pipe put into the inbox must not make us wait. Closed below.
            source = open(path, "rb", opener=_open_without_waiting)  # noqa: SIM115
        except OSError:
            raise refusals.vanished().at(Spot(file=name)) from None
        with source:
            sha256, size = self._store(source, path, name)
        sighting = self._note(Sighting(sha256, source_id, name, size, now.astimezone(dt.UTC)))
        return self.raw_file(sighting)

    def sightings(self, known_at: dt.datetime | None = None) -> list[Sighting]:
        """What had landed by ``known_at`` (everything where it is ``None``): first sightings in the order they came."""
        self._refresh()
        return [s for s in self._first.values() if known_at is None or s.landed_at <= known_at]

    def inbox_at(self, known_at: dt.datetime) -> list[Sighting]:
        """The inbox as it was last seen by ``known_at``: for each source and name the content it then had.

        Files that were taken away are still there: what was known stays known. ``landed_at`` is the first sighting's.
        """
        self._refresh()
        current: dict[tuple[str, str], Sighting] = {}
        for sighting in self._every:
            if sighting.landed_at <= known_at:
                current[sighting.source_id, sighting.name] = sighting
        return [self._first[s.sha256, s.source_id, s.name] for s in current.values()]

    def raw_file(self, sighting: Sighting) -> RawFile:
        """The raw file of a sighting, also where it has left the inbox since."""
        path = self._path(sighting.sha256)
        return RawFile(sighting.source_id, sighting.name, sighting.sha256, sighting.size, sighting.landed_at, path)

    @contextlib.contextmanager
    def opened(self, raw: RawFile) -> Iterator[Path]:
        """A path to the plain bytes, verified, valid within the ``with`` block.

        Raises:
            VaultDamagedError: the object is gone or its bytes have changed.
        """
        found = self._hash_of(self._path(raw.sha256))
        if found != raw.sha256:
            state = "không còn nguyên vẹn" if found else "không còn trong kho hoặc không đọc được"
            raise VaultDamagedError(
                f"bản gốc đã lưu {state}",
                spot=Spot(source_id=raw.source_id, file=raw.name),
                fix=f"khôi phục tệp vault/objects/{raw.sha256[:2]}/{raw.sha256[2:4]}/{raw.sha256} từ bản sao lưu",
            )
        with self._unseal(self._path(raw.sha256)) as path:
            yield path

    def _path(self, sha256: str) -> Path:
        if not _SHA.fullmatch(sha256):
            raise ValueError("not a SHA-256")
        return self._objects / sha256[:2] / sha256[2:4] / sha256

    def _prepare(self) -> None:
        """The folders, without what a crash left half-written a day ago or more."""
        self._incoming.mkdir(parents=True, exist_ok=True)
        self._objects.mkdir(exist_ok=True)
        for left in self._incoming.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if time.time() - left.stat().st_mtime > _STALE_SECONDS:
                    left.unlink()

    def _store(self, source: IO[bytes], path: Path, name: str) -> tuple[str, int]:
        """Copy into the vault under the content's name; the copy is what is hashed, so both are of one moment."""
        before = os.fstat(source.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise refusals.vanished().at(Spot(file=name))
        digest = hashlib.sha256()
        size = 0
        descriptor, temporary = tempfile.mkstemp(dir=self._incoming)
        try:
            with os.fdopen(descriptor, "wb") as copy:
                while chunk := _read(source, name):
                    digest.update(chunk)
                    size += len(chunk)
                    if size > before.st_size:  # somebody writes as fast as we read
                        raise refusals.being_copied().at(Spot(file=name))
                    self._seal(copy, chunk)
                copy.flush()
                os.fchmod(copy.fileno(), 0o440)
                os.fsync(copy.fileno())
            if not _is_unchanged(before, source, path, size):
                raise refusals.being_copied().at(Spot(file=name))
            target = self._path(digest.hexdigest())
            if self._hash_of(target) != digest.hexdigest():  # new, or damaged since: these are the right bytes
                for folder in (target.parent.parent, target.parent):
                    if not folder.exists():
                        folder.mkdir(exist_ok=True)
                        _flush_folder(folder.parent)
                Path(temporary).replace(target)
                _flush_folder(target.parent)
            return digest.hexdigest(), size
        finally:
            Path(temporary).unlink(missing_ok=True)

    def _hash_of(self, target: Path) -> str:
        """The SHA-256 of an object's plain bytes; empty where it is not there or cannot be read."""
        try:
            with self._unseal(target) as path, path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return ""

    @staticmethod
    def _seal(copy: IO[bytes], chunk: bytes) -> None:
        copy.write(chunk)

    @staticmethod
    @contextlib.contextmanager
    def _unseal(path: Path) -> Iterator[Path]:
        yield path

    def _note(self, sighting: Sighting) -> Sighting:
        """Append to the journal where the name's content is another than last time; returns the first sighting."""
        key = (sighting.sha256, sighting.source_id, sighting.name)
        with FileLock(self._root / ".journal.lock"):
            self._refresh()
            if self._last.get((sighting.source_id, sighting.name)) != sighting.sha256:
                entry = {**vars(sighting), "landed_at": sighting.landed_at.isoformat()}
                new = not self._journal.exists()
                with self._journal.open("ab") as journal:
                    # The rest of a line torn by a crash is closed off first, so that it cannot swallow this one.
                    journal.write((b"\n" if self._torn else b"") + json.dumps(entry).encode() + b"\n")
                    journal.flush()
                    os.fsync(journal.fileno())
                if new:
                    _flush_folder(self._root)
                self._refresh()
        return self._first[key]

    def _refresh(self) -> None:
        """Take in the lines other processes have added; lines torn by a crash are left out."""
        try:
            with self._journal.open("rb") as journal:
                journal.seek(self._offset)
                fresh = journal.read()
        except FileNotFoundError:
            return
        whole, _, rest = fresh.rpartition(b"\n")
        self._torn = bool(rest)
        self._offset += len(fresh) - len(rest)
        for line in whole.split(b"\n"):
            with contextlib.suppress(ValueError, KeyError, TypeError):
                entry = json.loads(line)
                sighting = Sighting(
                    str(entry["sha256"]),
                    str(entry["source_id"]),
                    str(entry["name"]),
                    int(entry["size"]),
                    dt.datetime.fromisoformat(entry["landed_at"]),
                )
                self._every.append(sighting)
                self._first.setdefault((sighting.sha256, sighting.source_id, sighting.name), sighting)
                self._last[sighting.source_id, sighting.name] = sighting.sha256


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)


def _read(source: IO[bytes], name: str) -> bytes:
    """The next piece of a file in the inbox; trouble on that side is the file's, not the vault's."""
    try:
        return source.read(_CHUNK)
    except OSError:
        raise refusals.vanished().at(Spot(file=name)) from None


def _is_unchanged(before: os.stat_result, source: IO[bytes], path: Path, size: int) -> bool:
    """Whether the file is, after reading, what it was before: nobody is still writing it."""
    after = os.fstat(source.fileno())
    try:
        named = path.stat()
    except OSError:
        return False
    return (
        (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
        and (named.st_dev, named.st_ino) == (after.st_dev, after.st_ino)
        and size == after.st_size
    )


def _flush_folder(folder: Path) -> None:
    """Make a rename or a new entry in the folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
