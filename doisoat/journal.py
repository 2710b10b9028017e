"""CSV files that are only added to: a writer at a time, on the disk before it returns, no line swallows the next."""

from __future__ import annotations

import os
from pathlib import Path

from filelock import FileLock


def append(path: Path, lines: bytes, *, head: bytes = b"") -> None:
    """Add whole lines behind those already there, in one write, flushed to the disk.

    A last line without its end, torn by a crash or saved so by an editor, is closed off first, its open quotation mark
    too: the next line does not continue it. Whether it says anything is for the reader to tell.

    Args:
        path: the file; its folder is made where it is not there.
        lines: one or more lines, each with its end.
        head: the first line of a new file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_name(f".{path.name}.lock")), path.open("a+b") as file:
        file.seek(0)
        kept = file.read()
        last = kept[kept.rfind(b"\n") + 1 :]
        closed = (b'"' if last.count(b'"') % 2 else b"") + b"\n" if last else b""
        file.write((closed if kept else head) + lines)
        file.flush()
        os.fsync(file.fileno())
