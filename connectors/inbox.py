"""What lies in the inbox: files to read, files refused for what they are, and what was left alone."""

from __future__ import annotations

import errno
import os
import stat
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from connectors.files import refusals
from doisoat.errors import ConfigError, InputLocation, Refused, RefusedInputError

# FORMATS names .xlsx, .xls and .csv; the others are the same things under less common names.
READ_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".parquet"})
_UNFINISHED = frozenset({".part", ".partial", ".crdownload", ".download", ".tmp", ".filepart"})
_SYSTEM = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})
_SETTLING_SECONDS = 2.0  # a file changed within them may still be growing: looked at twice
_SETTLE = 0.5


_SHOWN_OF_LONG = 120, 60  # letters of a path's beginning and end where it is too long to be shown


@dataclass(frozen=True)
class InboxFile:
    """A file to read; ``name`` is its path relative to the inbox with ``/``, safe to show and to store."""

    path: Path
    name: str
    size: int = 0


@dataclass
class Inbox:
    """One look at the inbox, everything in the order of names."""

    files: list[InboxFile] = field(default_factory=list)
    refusals: list[RefusedInputError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def scan(inbox: Path, sleep: Callable[[float], None] = time.sleep) -> Inbox:
    """Look through the inbox and its folders, at any depth.

    Links are not followed out of the inbox, and linked folders not at all. What cannot be looked at (a folder without
    permission, a ring of links, a path that is too long) is refused with its place. Where a file was changed in the
    last two seconds, all are looked at once more after half a second; one that grew is refused this time.

    Args:
        inbox: the folder; one that does not exist holds nothing.
        sleep: how to wait.

    Raises:
        ConfigError: the inbox itself may not be read; that must not pass for an inbox without files.
    """
    found = Inbox()
    candidates: list[tuple[InboxFile, os.stat_result]] = []
    for path in _paths(inbox, found):
        file = InboxFile(path, safe_name(path, inbox))
        status = _look(file, inbox, found)
        if status is not None:
            candidates.append((replace(file, size=status.st_size), status))
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


def _paths(inbox: Path, found: Inbox) -> Iterator[Path]:
    """Every file below the inbox; for a folder that is not looked into a note or a refusal is left in ``found``.

    A list of folders instead of a function that calls itself: somebody's folders may lie thousands deep.
    """
    folders = [inbox]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except FileNotFoundError:  # taken away meanwhile, or there is no inbox
            continue
        except OSError as error:
            if folder == inbox:
                raise ConfigError(
                    f"không đọc được thư mục hộp thư đến {inbox}; chưa lưu gì, kết luận lần trước vẫn giữ nguyên",
                    fix="kiểm tra ổ dùng chung và quyền đọc thư mục này của tài khoản chạy đối soát, rồi chạy lại",
                ) from None
            found.refusals.append(_unreachable(folder, inbox, error, refusals.closed_folder()))
            continue
        for entry in listed:
            path = Path(entry.path)
            if not _is_folder(entry):
                yield path
            elif entry.name.startswith("."):
                found.notes.append(f"Bỏ qua thư mục ẩn {safe_name(path, inbox)}.")
            elif entry.is_symlink():
                found.refusals.append(refusals.link().at(InputLocation(file=safe_name(path, inbox))))
            else:
                folders.append(path)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder or leads to one; what cannot be looked at is taken for a file, and refused as such."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _look(file: InboxFile, inbox: Path, found: Inbox) -> os.stat_result | None:
    """The state of a file that is to be read; for any other a note or a refusal is left in ``found``."""
    base, suffix = file.path.name, file.path.suffix.lower()
    if base.startswith("~$"):
        found.notes.append(f"Bỏ qua {file.name}: tệp khóa tạm của Office (tệp gốc đang được mở).")
        return None
    if base.startswith(".") or base.lower() in _SYSTEM:
        found.notes.append(f"Bỏ qua {file.name}: tệp ẩn của hệ thống.")
        return None
    try:
        status = file.path.stat()
        leaves = stat.S_ISLNK(file.path.lstat().st_mode) and not _leads_into(file.path, inbox)
    except OSError as error:
        found.refusals.append(_unreachable(file.path, inbox, error, refusals.vanished()))
        return None
    if leaves:
        found.refusals.append(refusals.link().at(InputLocation(file=file.name)))
    elif suffix in _UNFINISHED:
        found.refusals.append(refusals.being_copied().at(InputLocation(file=file.name)))
    elif suffix not in READ_SUFFIXES or not stat.S_ISREG(status.st_mode):
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


def _leads_into(link: Path, inbox: Path) -> bool:
    """Whether a link ends below the inbox; raises OSError where it ends nowhere."""
    return Path(os.path.realpath(link, strict=True)).is_relative_to(os.path.realpath(inbox))


def _unreachable(path: Path, inbox: Path, error: OSError, otherwise: RefusedInputError) -> RefusedInputError:
    """Why a file or a folder could not be looked at, with its place."""
    name = safe_name(path, inbox)
    if error.errno == errno.ELOOP:
        return refusals.link().at(InputLocation(file=name))
    if error.errno == errno.ENAMETOOLONG:
        head, tail = _SHOWN_OF_LONG
        shown = f"{name[:head]} … {name[-tail:]}" if len(name) > head + tail else name
        return refusals.long_path().at(InputLocation(file=shown))
    return otherwise.at(InputLocation(file=name))


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
