"""What a full disk or a closed folder says: a sentence for the person at the desk, who alone can mend it."""

from __future__ import annotations

import errno

from doisoat.errors import DoisoatError

_FULL = (
    "đĩa hoặc hạn mức đã đầy",
    "dọn bớt chỗ ở DOISOAT_HOME và nơi ghi kết quả (xem bằng df -h), rồi chạy lại lệnh này",
)
_READ_ONLY = "ổ đĩa chỉ cho đọc, không cho ghi", "chọn nơi khác (DOISOAT_HOME, --out) hoặc gắn lại ổ cho ghi"
_CLOSED = (
    "hệ điều hành chưa cho phép mở hoặc ghi",
    "xem quyền của tệp và thư mục chứa nó, tệp có đang mở ở chương trình khác không, rồi chạy lại",
)
_SENTENCES = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.EACCES: _CLOSED,
    errno.EPERM: _CLOSED,
}


def disk_error(error: OSError) -> DoisoatError | None:
    """The error as a sentence, with the file it names; ``None`` for one that a developer should see."""
    if error.errno not in _SENTENCES:
        return None
    what, fix = _SENTENCES[error.errno]
    file = error.filename2 or error.filename
    return DoisoatError(f"{what}: {file}" if file else what, fix=fix)
