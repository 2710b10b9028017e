"""Kiểm tra tệp: a claims workbook looked through before it is sent. No account, nothing is kept.

What reads files is imported when the first file comes: a portal that is only looked at does not carry it.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from starlette.responses import Response

from doisoat.errors import DoisoatError
from portal.downloads import attachment
from portal.guards import ANYBODY, Page
from portal.page_request import PageRequest
from portal.uploads import on_disk, sent_name

if TYPE_CHECKING:
    from flows.file_check import Finding

# Whoever has no account cannot keep more readers busy than this.
_AT_ONCE = BoundedSemaphore(2)
_BUSY = "Đang có nhiều tệp chờ kiểm tra. Hãy thử lại sau một phút."


def form(asked: PageRequest) -> Response:
    """The form."""
    return asked.page("kiem_tra.html", said="", name="", unit="", sheets=None, count=0)


def check(asked: PageRequest) -> Response:
    """All findings at once, sheet by sheet."""
    from flows.file_check import claims_findings

    unit = asked.form.get("don-vi", "").strip()[:100]
    if not asked.files:
        return asked.page("kiem_tra.html", 422, said="Chưa chọn tệp nào.", name="", unit=unit, sheets=None, count=0)
    file = asked.files[0]
    name = sent_name(file)
    if not _AT_ONCE.acquire(timeout=20):
        return asked.page("kiem_tra.html", 503, said=_BUSY, name=name, unit=unit, sheets=None, count=0)
    try:
        with on_disk(file.file.read(), name) as path:
            found = claims_findings(path, asked.services.settings, unit or None, asked.services.now())
    except DoisoatError as error:
        said = f"{error.what}. {error.fix[:1].upper()}{error.fix[1:]}."
        return asked.page("kiem_tra.html", 422, said=said, name=name, unit=unit, sheets=None, count=0)
    finally:
        _AT_ONCE.release()
    return asked.page("kiem_tra.html", said="", name=name, unit=unit, sheets=by_sheet(found), count=len(found))


def by_sheet(found: list[Finding]) -> list[tuple[str, list[Finding]]]:
    """The findings under the sheets they stand in, in their order."""
    sheets: dict[str, list[Finding]] = {}
    for one in found:
        sheets.setdefault(one.sheet, []).append(one)
    return list(sheets.items())


def template(asked: PageRequest) -> Response:
    """The empty template."""
    from flows.claims_template import write

    with TemporaryDirectory(prefix="doisoat-") as folder:
        out = Path(folder) / "bieu.xlsx"
        write(out, None, asked.services.settings.criteria_dir)
        return attachment(out.read_bytes(), "bieu_tu_danh_gia.xlsx")


PAGES = (
    Page("/kiem-tra", ANYBODY, form, menu="Kiểm tra tệp", order=60),
    Page("/kiem-tra", ANYBODY, check, ("POST",), uploads=True),
    Page("/bieu-mau.xlsx", ANYBODY, template, slow=True),
)
