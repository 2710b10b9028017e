"""A file to which several processes only ever append lines, and that a crash in the middle of one does not spoil.

Used wherever something is remembered for good: answers about names and shops, what the vault saw, what was fetched.
A line torn by a crash is closed off before the next one is written, and is left out when it is read.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from filelock import FileLock

from doisoat.private import FILE, private_folder, private_opener


class Journal:
    """One file of lines in UTF-8.

    Args:
        path: the file; its folder is made where needed.
        lock: name of the lock's file beside it.
    """

    def __init__(self, path: Path, lock: str | None = None) -> None:
        self.path = path
        self._lock = FileLock(path.with_name(lock or f".{path.stem}.lock"), mode=FILE)
        self._reading = threading.Lock()
        self._offset = 0  # up to which lines have been handed over

    def lock(self) -> FileLock:
        """To be held over what must not happen twice at once; the thread that holds it may append."""
        private_folder(self.path.parent)
        return self._lock

    def append(self, lines: Sequence[str], head: str = "") -> None:
        """Write lines behind those that are there, in one write that has reached the disk when this returns.

        Args:
            lines: without their line feeds.
            head: the first line of a file that is empty.
        """
        if not lines:
            return
        with self.lock(), open(self.path, "a+b", opener=private_opener) as file:
            size = file.seek(0, os.SEEK_END)
            is_torn = False
            if size:
                file.seek(size - 1)
                is_torn = file.read(1) != b"\n"
            elif head:
                lines = [head, *lines]
            file.write((b"\n" if is_torn else b"") + "".join(f"{line}\n" for line in lines).encode())
            file.flush()
            os.fsync(file.fileno())
            if not size:
                flush_folder(self.path.parent)

    def follow(self, take: Callable[[str], None]) -> None:
        """Hand over the whole lines added since the last call, by this process or another, in their order.

        A line that ``take`` cannot read (ValueError, KeyError, TypeError) was torn, or is not ours: it is left out.
        """
        with self._reading:
            try:
                with self.path.open("rb") as file:
                    file.seek(self._offset)
                    fresh = file.read()
            except FileNotFoundError:
                return
            whole, feed, _ = fresh.rpartition(b"\n")
            self._offset += len(whole) + len(feed)
            for line in whole.split(b"\n") if feed else ():
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    take(line.decode("utf-8").removesuffix("\r"))


def as_line(row: Sequence[str]) -> str:
    """A row of texts as one line of CSV; a line feed in a text becomes a space."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([" ".join(text.splitlines()) for text in row])
    return out.getvalue()


def of_line(line: str) -> list[str]:
    """One line of CSV as a row; raises ValueError where it is none. A quote left open by a crash ends with its line."""
    try:
        return next(csv.reader([line.replace("\0", "")]), [])
    except csv.Error as error:
        raise ValueError(str(error)) from None


def flush_folder(folder: Path) -> None:
    """Make a rename, a new entry or a removal in the folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
