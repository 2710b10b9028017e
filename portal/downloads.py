"""Files that leave: always as attachments, under names of letters that every system takes."""

from __future__ import annotations

import re

from starlette.responses import Response

_KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def attachment(content: bytes, name: str) -> Response:
    """A file to keep; whatever is in it, the browser neither shows nor runs it."""
    safe = _UNSAFE.sub("_", name).strip("._") or "tep"
    kind = _KINDS.get(safe.rpartition(".")[2], "application/octet-stream")
    return Response(content, media_type=kind, headers={"content-disposition": f'attachment; filename="{safe}"'})
