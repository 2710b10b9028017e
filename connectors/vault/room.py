"""Room on the vault's disk: a file that would fill it is refused before a byte of it is copied.

What is left over is for the night itself, whose warehouse, logs and letters lie on the same disk as a rule.
"""

from __future__ import annotations

import shutil
from pathlib import Path

_SMALL = 2**20  # such files are always tried: a disk that they fill was full before
_RESERVE = 2**29
_RESERVE_SHARE = 10  # of a small disk no more than a tenth is kept free


class NoRoomError(Exception):
    """The disk has not enough room for a file; ``free`` bytes of it may be used."""

    def __init__(self, free: int) -> None:
        super().__init__(free)
        self.free = free


def make_sure_of_room(folder: Path, size: int) -> None:
    """Make sure that a file of ``size`` bytes may be copied to the disk of a folder that is there.

    Raises:
        NoRoomError: it would take what the night needs.
    """
    if size <= _SMALL:
        return
    usage = shutil.disk_usage(folder)
    usable = max(0, usage.free - min(_RESERVE, usage.total // _RESERVE_SHARE))
    if size > usable:
        raise NoRoomError(usable)
