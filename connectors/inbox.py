"""What lies in the inbox: files to read, files refused for what they are, and what was left alone."""

from __future__ import annotations

import os
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from connectors.files import refusals
from doisoat.errors import InputLocation, Refused, RefusedInputError

# FORMATS names .xlsx, .xls and .csv; the others are the same things under less common names.
READ_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv"})
_UNFINISHED = frozenset({".part", ".partial", ".crdownload", ".download", ".tmp", ".filepart"})
_SYSTEM = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})
_SETTLING_SECONDS = 2.0  # a file changed within them may still be growing: looked at twice
_SETTLE = 0.5


@dataclass(frozen=True)
class InboxFile:
    """A file to read; ``name`` is its path relative to the inbox with ``/``, safe to show and to store."""

    path: Path
    name: str


@dataclass
class Inbox:
    """One look at the inbox, everything in the order of names."""

    files: list[InboxFile] = field(default_factory=list)
    refusals: list[RefusedInputError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def scan(inbox: Path, sleep: Callable[[float], None] = time.sleep) -> Inbox:
    """Look through the inbox and its folders, at any depth.

    Links are not followed out of the inbox, and linked folders not at all. Where a file was changed in the last two
    seconds, all are looked at once more after half a second; one that grew is refused this time.

    Args:
        inbox: the folder; one that does not exist holds nothing.
        sleep: how to wait.
    """
    found = Inbox()
    real = inbox.resolve()
    candidates: list[tuple[InboxFile, os.stat_result]] = []
    for folder, folders, files in os.walk(inbox):
        for name in sorted(folders):
            path = Path(folder, name)
            if name.startswith("."):
                folders.remove(name)
                found.notes.append(f"Bỏ qua thư mục ẩn {safe_name(path, inbox)}.")
            elif path.is_symlink():
                folders.remove(name)
                found.refusals.append(_link(safe_name(path, inbox)))
        for name in files:
            file = InboxFile(Path(folder, name), safe_name(Path(folder, name), inbox))
            status = _look(file, real, found)
            if status is not None:
                candidates.append((file, status))
    if any(time.time() - status.st_mtime < _SETTLING_SECONDS for _, status in candidates):
        sleep(_SETTLE)
    for file, status in candidates:
        if _state(file.path) == (status.st_size, status.st_mtime_ns):
            found.files.append(file)
        else:
            found.refusals.append(refusals.being_copied().at(InputLocation(file=file.name)))
    found.files.sort(key=lambda file: file.name)
    found.refusals.sort(key=lambda refusal: refusal.spot.file or "")
    found.notes.sort()
    return found


def _look(file: InboxFile, inbox: Path, found: Inbox) -> os.stat_result | None:
    """The state of a file that is to be read; for any other a note or a refusal is left in ``found``."""
    base, suffix = file.path.name, file.path.suffix.lower()
    if base.startswith("~$"):
        found.notes.append(f"Bỏ qua {file.name}: tệp khóa tạm của Office (tệp gốc đang được mở).")
        return None
    if base.startswith(".") or base.lower() in _SYSTEM:
        found.notes.append(f"Bỏ qua {file.name}: tệp ẩn của hệ thống.")
        return None
    if file.path.is_symlink() and not file.path.resolve().is_relative_to(inbox):
        found.refusals.append(_link(file.name))
        return None
    try:
        status = file.path.stat()
    except OSError:
        found.refusals.append(refusals.vanished().at(InputLocation(file=file.name)))
        return None
    if suffix in _UNFINISHED:
        found.refusals.append(refusals.being_copied().at(InputLocation(file=file.name)))
    elif suffix not in READ_SUFFIXES or not file.path.is_file():
        called = f"đuôi '{suffix}'" if suffix else "không có đuôi"
        found.refusals.append(
            RefusedInputError(
                Refused.WRONG_TYPE,
                f"loại tệp không nhận ({called})",
                spot=InputLocation(file=file.name),
                fix="gửi bảng dữ liệu ở dạng .xlsx, .xls hoặc .csv; nếu tệp không phải dữ liệu, chuyển ra khỏi thư mục",
            )
        )
    else:
        return status
    return None


def _link(name: str) -> RefusedInputError:
    return RefusedInputError(
        Refused.WRONG_TYPE,
        "đây là đường tắt (liên kết), không phải tệp hay thư mục thật",
        spot=InputLocation(file=name),
        fix="chép chính tệp hoặc thư mục đó vào hộp thư đến",
    )


def _state(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


def safe_name(path: Path, inbox: Path) -> str:
    """The path below the inbox with ``/``; characters that hide, reverse or control text are shown as ``<U+202E>``.

    Bytes that are no UTF-8 show as ``<U+DCxx>``. Different files keep different names.
    """
    return "".join(
        f"<U+{ord(letter):04X}>" if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") else letter
        for letter in path.relative_to(inbox).as_posix()
    )
