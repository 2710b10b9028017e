"""Whether what we obey (settings, code of a source or a report) can have been written by nobody but its owner.

A command is typed in whatever folder somebody stands in, and what lies there may be a neighbour's. So files that
decide what the program does are believed only where they and their folder belong to who runs it, or to root, and
nobody else may write them; as ssh does with its own.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from doisoat.errors import ConfigError, InputLocation

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def make_sure_only_owner_writes(*paths: Path) -> None:
    """Make sure that files or folders are one's own or root's; those that are not there are left out.

    Raises:
        ConfigError: one belongs to, or may be written by, somebody else.
    """
    if not hasattr(os, "getuid"):  # a system with other rights than these
        return
    for path in paths:
        try:
            status = path.stat()
        except FileNotFoundError:
            continue
        if status.st_uid not in (0, os.getuid()):
            raise ConfigError(
                "không dùng vì thuộc về tài khoản khác, người đó có thể điều khiển chương trình",
                spot=InputLocation(file=str(path)),
                fix=f"chạy ở thư mục của mình; nếu đúng là của mình: sudo chown $USER '{path}'",
            )
        if status.st_mode & _OTHERS_WRITE:
            raise ConfigError(
                "không dùng vì người khác cũng ghi được vào đây",
                spot=InputLocation(file=str(path)),
                fix=f"bỏ quyền ghi của người khác: chmod go-w '{path}'",
            )
