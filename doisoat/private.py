"""Folders and files of the program's own, for nobody but their owner, whatever the umask says.

What units sent, what is known about them and what was done lies there; a second account on the machine has no
business with any of it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

FOLDER, FILE = 0o700, 0o600
_OTHERS = 0o077


def keep_private() -> None:
    """From now on this process, and those it starts, make nothing that others can open."""
    os.umask(_OTHERS)


def private_folder(folder: Path) -> None:
    """Make the folder, and those above it that are not there, for their owner alone."""
    for each in reversed([folder, *folder.parents]):
        if not each.exists():
            each.mkdir(mode=FOLDER, exist_ok=True)


def close_to_others(folder: Path) -> None:
    """Take from others what they may do with a folder of our own; one of somebody else stays as it is."""
    found = folder.stat()
    if found.st_uid == os.geteuid() and found.st_mode & _OTHERS:
        with suppress(PermissionError):
            folder.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)


def private_opener(path: str, flags: int) -> int:
    """An ``opener`` for ``open``: a file that is made can be opened by its owner alone."""
    return os.open(path, flags, FILE)


def is_open_to_others(path: Path) -> bool:
    """Whether anybody but its owner may read, write or enter it; no for what is not there."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return not stat.S_ISLNK(found.st_mode) and bool(found.st_mode & _OTHERS)


def open_to_others(folder: Path, depth: int = 2) -> Iterator[Path]:
    """Of a folder and what lies in it so many levels deep, all that others may open."""
    if is_open_to_others(folder):
        yield folder
    if depth and folder.is_dir() and not folder.is_symlink():
        with suppress(OSError):
            for each in sorted(folder.iterdir()):
                yield from open_to_others(each, depth - 1)
