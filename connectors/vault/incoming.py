"""A file of the inbox while the vault takes it in: within its size, and the same before and after it was read."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from connectors.files import refusals
from connectors.vault.objects import CHUNK, Draft
from doisoat.errors import InputLocation, RefusedInputError
from doisoat.settings import is_called_list


class Source:
    """An open file of the inbox. Trouble on this side is the file's, not the vault's: every error is a refusal."""

    def __init__(self, file: IO[bytes], path: Path, name: str, before: os.stat_result) -> None:
        self._file, self._path, self._name, self._before = file, path, name, before

    def measure(self) -> tuple[str, int]:
        """SHA-256 and size, so that what is kept already need not be copied."""
        digest = hashlib.sha256()
        for piece in self._pieces():
            digest.update(piece)
        return digest.hexdigest(), self._before.st_size

    def copy(self, draft: Draft) -> None:
        """Copy into the draft; the copy is what is hashed, so both are of one moment."""
        self._file.seek(0)
        for piece in self._pieces():
            draft.write(piece)
        draft.finish()

    def _pieces(self) -> Iterator[bytes]:
        """All its bytes.

        Raises:
            RefusedInputError: TRUNCATED where it was written, replaced or taken away meanwhile.
        """
        size = 0
        while piece := self._read():
            size += len(piece)
            if size > self._before.st_size:  # somebody writes as fast as we read
                raise self._refused(refusals.being_copied())
            yield piece
        if not self._is_unchanged(size):
            raise self._refused(refusals.being_copied())

    def _read(self) -> bytes:
        try:
            return self._file.read(CHUNK)
        except OSError:
            raise self._refused(refusals.vanished()) from None

    def _is_unchanged(self, size: int) -> bool:
        before, after = self._before, os.fstat(self._file.fileno())
        try:
            named = self._path.stat()
        except OSError:
            return False
        return (
            (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
            and (named.st_dev, named.st_ino) == (after.st_dev, after.st_ino)
            and size == after.st_size
        )

    def _refused(self, refusal: RefusedInputError) -> RefusedInputError:
        return refusal.at(InputLocation(file=self._name))


@contextmanager
def opened_source(path: Path, name: str, most_bytes: int | None) -> Iterator[Source]:
    """Open a file of the inbox.

    Args:
        path: where it lies.
        name: how messages call it.
        most_bytes: its largest size; None: any.

    Raises:
        RefusedInputError: DAMAGED where it cannot be opened or is no file, TOO_MANY_CELLS where it is too large.
    """
    try:
        # A named pipe put into the inbox must not make us wait. Closed below.
        file = open(path, "rb", opener=_open_without_waiting)  # noqa: SIM115
    except OSError:
        raise refusals.vanished().at(InputLocation(file=name)) from None
    with file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise refusals.vanished().at(InputLocation(file=name))
        if most_bytes is not None and before.st_size > most_bytes:
            refusal = refusals.too_big(before.st_size / 2**20, most_bytes // 2**20, is_list=is_called_list(name))
            raise refusal.at(InputLocation(file=name))
        yield Source(file, path, name, before)


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)
