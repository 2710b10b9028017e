"""Files to workbooks, in the parent: bounds by a file's size, a second reader where the first one died.

>>> with ReaderPool(limits) as pool:            # doctest: +SKIP
...     book = pool.read(path, "operators/vnpt/T9.xlsx")
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import IO

from connectors.contract import Workbook
from connectors.files import delimited_text, parquet, refusals
from connectors.files.sheet_builder import Assembly
from connectors.sandbox.pool import Cost, Death, SandboxPool
from doisoat.errors import InputLocation, RefusedInputError

# A big file that is what it seems needs more than the default: a province's 250,000 addresses are a 20 MB xlsx that
# takes 250 MB and 6 CPU-seconds to read (11 bytes of memory and 0.3 microseconds a byte). Bounds grow with the real
# size of the file, so that only those who send many bytes get much memory.
_MEMORY_PER_BYTE = 16
_CPU_SECONDS_PER_MB = 1
# Lists are read in pieces: what grows with their size are the numbers of their rows.
_MOST_FOR_A_LIST = 1_024
# pyarrow maps 300 MB of address space, most of it never touched, before it reads the first column.
_MAPPED_FOR_COLUMNS = 512
# What is read whole: zip, OLE, plain BIFF, and markup.
_WHOLE = (b"PK", b"\xd0\xcf\x11\xe0", b"\x09", b"<")


class ReaderPool(SandboxPool):
    """A sandbox for files of tables. Usable from several threads at once."""

    def read(self, path: Path, name: str) -> Workbook:
        """Read one file.

        Args:
            path: where the bytes are.
            name: how messages call the file: its path relative to the inbox.

        Raises:
            RefusedInputError: the file cannot be read; ``spot.file`` is ``name``.
        """
        result, _ = self.read_measured(path)
        if isinstance(result, RefusedInputError):
            raise result.at(InputLocation(file=name))
        return result

    def read_measured(self, path: Path) -> tuple[Workbook | RefusedInputError, Cost]:
        """The workbook, or why there is none, and what it cost to find out."""
        try:
            file = path.open("rb")
        except OSError:
            return refusals.vanished(), Cost()
        with file:
            before = os.fstat(file.fileno())
            if (refusal := self.too_big(before.st_size, is_list=_is_list(file))) is not None:
                return refusal, Cost()
            size_mb = before.st_size / 2**20
            result, cost, kind = self._read(file, size_mb, "")
            # calamine aborts on some real files that the slower readers can still read.
            left = self.limits.cpu_seconds - cost.cpu_seconds
            if cost.died and kind in ("xls", "xlsx", "xlsm") and left > 2:
                file.seek(0)
                second, second_cost, _ = self._read(file, size_mb, "second")
                cost = cost.plus(second_cost)
                result = second if isinstance(second, Workbook) else result
            after = os.fstat(file.fileno())
            if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
                # Half of it may be of before: no table, and no reason of its own. Objects of the vault never change.
                return refusals.being_copied(), cost
        return result, cost

    def too_big(self, size: int, *, is_list: bool) -> RefusedInputError | None:
        """Why a file of so many bytes is not read; None where it may be."""
        most = self.limits.most_mb(is_list=is_list)
        return refusals.too_big(size / 2**20, most, is_list=is_list) if size > most * 2**20 else None

    def _read(self, file: IO[bytes], size_mb: float, engine: str) -> tuple[Workbook | RefusedInputError, Cost, str]:
        """One child's answer, its cost, and what it said the file is."""
        memory_mb = max(self.limits.memory_mb, int(size_mb * _MEMORY_PER_BYTE))
        limits = self.limits
        if _is_list(file):
            memory_mb = min(memory_mb, max(self.limits.memory_mb, _MOST_FOR_A_LIST))
            memory_mb += _MAPPED_FOR_COLUMNS if _has_columns(file) else 0
            # No honest list has more cells than bytes; Parquet can tell a billion alike in a few.
            most_cells = max(limits.max_cells, min(limits.max_list_cells, int(size_mb * 2**20)))
            limits = limits.model_copy(update={"max_cells": most_cells})
        is_packed = os.pread(file.fileno(), len(parquet.MAGIC), 0) == parquet.MAGIC  # ten cells a byte are honest there
        per_mb = _CPU_SECONDS_PER_MB * (4 if is_packed else 1)
        cpu_seconds = max(self.limits.cpu_seconds, int(size_mb * per_mb))
        assembly = Assembly(limits)
        ending = self.call(
            "files.read",
            file,
            assembly.take,
            cpu_seconds=cpu_seconds,
            memory_mb=memory_mb,
            max_cells=limits.max_cells,
            max_columns=self.limits.max_columns,
            max_sheets=self.limits.max_sheets,
            engine=engine,
        )
        if ending.is_broken or not assembly.finished:
            cost = replace(ending.cost, died=True)
            return _refusal(ending.death, cpu_seconds, memory_mb), cost, assembly.kind
        return assembly.refusal or assembly.workbook(), ending.cost, assembly.kind


def _is_list(file: IO[bytes]) -> bool:
    """Whether a file is Parquet or separated text, which are read in pieces, by its first bytes."""
    head = os.pread(file.fileno(), 256, 0)
    return head.startswith(parquet.MAGIC) or not head.lstrip(b"\x00\r\n \xef\xbb\xbf\xff\xfe").startswith(_WHOLE)


def _has_columns(file: IO[bytes]) -> bool:
    """Whether a column engine will be asked: for Parquet, and for text of many lines."""
    head = os.pread(file.fileno(), 2**16, 0)
    return head.startswith(parquet.MAGIC) or (os.fstat(file.fileno()).st_size >= delimited_text.LARGE and b"\n" in head)


def _refusal(death: Death, cpu_seconds: int, memory_mb: int) -> RefusedInputError:
    if death is Death.SLOW:
        return refusals.too_slow(cpu_seconds)
    return refusals.too_much_memory(memory_mb) if death is Death.MEMORY else refusals.reader_died()
