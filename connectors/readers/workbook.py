"""Read one file into sheets: the only door to the readers."""

from __future__ import annotations

from pathlib import Path

from connectors.contract import Workbook
from connectors.readers.pool import ReaderPool
from doisoat.settings import ReaderLimits


def read_workbook(path: Path, name: str, limits: ReaderLimits, pool: ReaderPool | None = None) -> Workbook:
    """Read a file by its content, in a child process.

    Args:
        path: where the bytes are.
        name: how messages call the file: its path relative to the inbox.
        limits: bounds on the reading; those of ``pool`` where one is given.
        pool: a pool to use again; starting one costs a quarter of a second.

    Raises:
        RefusedInputError: the file cannot be read; ``spot.file`` is ``name``.
    """
    if pool is not None:
        return pool.read(path, name)
    with ReaderPool(limits) as own:
        return own.read(path, name)
