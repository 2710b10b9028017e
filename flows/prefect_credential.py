"""The password of the Prefect server that ``doisoat serve`` starts: whoever may ask that server may run a command.

Every local account reaches the loopback interface, so the server never stands open. The password is made anew at every
start and lies in the working home, readable by its owner alone; a stranger who sat on our port while the service was
down has learnt nothing that is worth anything afterwards.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path
from tempfile import NamedTemporaryFile

from doisoat.errors import ConfigError
from doisoat.private import is_open_to_others

_NAME = "prefect-password"
_USER = "doisoat"
_BYTES = 32


def credential_file(home: Path) -> Path:
    """Where the password lies: one line, ``NAME:SECRET``, as the page asks for it and ``PREFECT_API_AUTH_STRING``."""
    return home / _NAME


def new_credential(home: Path) -> str:
    """Make a password for a server that is about to start, and keep it in the home.

    Raises:
        ConfigError: it cannot be kept for its owner alone; no server is started then.
    """
    secret = f"{_USER}:{secrets.token_urlsafe(_BYTES)}"
    path = credential_file(home)
    try:
        with NamedTemporaryFile("w", dir=home, prefix=f".{_NAME}.", delete=False, encoding="ascii") as file:
            file.write(secret + "\n")  # such files are made for their owner alone (0600)
        Path(file.name).replace(path)
        is_kept = read_credential(home) == secret
    except OSError:
        is_kept = False
    if not is_kept:
        raise ConfigError(
            f"không giữ được mật khẩu của máy chủ Prefect cho riêng mình ở {path}, nên chưa mở máy chủ",
            fix=f"kiểm tra quyền ghi của thư mục {home} (ổ đĩa phải giữ được quyền tệp 0600) rồi chạy lại",
        )
    return secret


def read_credential(home: Path) -> str | None:
    """The password of the server that was started last; None where there is none, or not for us alone."""
    path = credential_file(home)
    try:
        if not is_ours_alone(path):
            return None
        return path.read_text(encoding="ascii").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def is_ours_alone(path: Path) -> bool:
    """Whether a file is a plain one, our own, and for nobody else to read."""
    status = path.lstat()
    is_ours = stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid()
    return is_ours and not is_open_to_others(path)
