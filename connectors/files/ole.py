"""Workbooks in an OLE container: .xls, and what else comes in one (encrypted .xlsx, Word, mail)."""

from __future__ import annotations

from typing import IO

import olefile

from connectors.files import calamine_sheets, refusals, xlrd_sheets, xls_scan
from connectors.files.sheet_writer import Output

_OTHER_CONTENT = (
    ("WordDocument", "văn bản Word (.doc)", "chép bảng sang Excel, lưu dạng .xlsx rồi gửi lại"),
    ("PowerPoint Document", "bài trình chiếu PowerPoint (.ppt)", "chép bảng sang Excel, lưu dạng .xlsx rồi gửi lại"),
    ("__properties_version1.0", "thư Outlook (.msg)", "lưu tệp đính kèm của thư ra ngoài rồi gửi tệp đó"),
    ("VisioDocument", "bản vẽ Visio", ""),
)


def read(file: IO[bytes], output: Output, engine: str) -> None:
    """Look into the container, then read the workbook in it.

    Raises:
        RefusedInputError: TRUNCATED, DAMAGED, ENCRYPTED, WRONG_TYPE, TOO_MANY_CELLS, NO_SHEET.
    """
    names, stream, macros = _open(file)
    lower = {name.lower() for name in names}
    if "encryptedpackage" in lower:
        raise refusals.encrypted()
    if stream is None:
        for name, called, fix in _OTHER_CONTENT:
            if name.lower() in lower:
                raise refusals.wrong_type(called, fix)
        raise refusals.wrong_type("tệp OLE không chứa bảng tính") if names else refusals.damaged("mục lục tệp")
    output.kind("xls")
    if macros:
        output.note("Tệp có chứa macro. Macro không được chạy; chỉ đọc giá trị các ô.")
    found = xls_scan.look(stream)
    if found.encrypted:
        raise refusals.encrypted()
    if engine == "second" or found.version < xls_scan.BIFF8:
        # calamine takes text before Excel 97 apart wrongly (letters with zero bytes between).
        xlrd_sheets.read_with_xlrd(stream, output)
        return
    file.seek(0)
    try:
        calamine_sheets.read_with_calamine(file, output, found)
    except BaseException as error:
        if output.sheets or isinstance(error, MemoryError | KeyboardInterrupt | SystemExit):
            raise
        xlrd_sheets.read_with_xlrd(stream, output)


def _open(file: IO[bytes]) -> tuple[list[str], bytes | None, bool]:
    """Names at the container's root, the workbook's bytes, and whether there are macros."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    try:
        container = olefile.OleFileIO(file, raise_defects=olefile.DEFECT_FATAL)
    except Exception:  # olefile raises its own OleFileError, IndexError, struct.error ... on damaged files
        raise refusals.truncated() if size < 1536 else refusals.damaged("mục lục tệp") from None
    names = [entry[0] for entry in container.listdir(streams=True, storages=False) if len(entry) == 1]
    macros = container.exists("_VBA_PROJECT_CUR") or container.exists("Macros")
    for name in ("Workbook", "Book"):
        if container.exists(name):
            try:
                stream = container.openstream(name).read()
            except Exception:
                raise _damage(container, size) from None
            return names, stream, macros
    return names, None, macros


def _damage(container: olefile.OleFileIO, size: int) -> Exception:
    """Cut off where the allocation table speaks of sectors beyond the end, damaged otherwise."""
    used = sum(1 for sector in container.fat or [] if sector != 0xFFFFFFFF)
    return (
        refusals.truncated() if (used + 1) * container.sectorsize > size + container.sectorsize else refusals.damaged()
    )
