"""Workbooks in a zip: .xlsx, .xlsm, .xlsb, .ods. Looked through before a reader opens them.

The directory's claims are checked first (names, sizes, ratio), then every XML part is inflated once by us, counted, and
scanned; only then calamine may read. Pictures and other parts are never inflated, so their size does not matter.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from connectors.files import calamine_sheets, openpyxl_sheets, refusals
from connectors.files.sheet_writer import Output
from connectors.files.xlsx_scan import Scan, scan_part

# Largest honest ratio seen in 3,115 third-party workbooks is under 100; deflate cannot do better than 1,032.
_MAX_RATIO = 150
_RATIO_FROM = 4 * 2**20  # below it no ratio does harm
_MAX_ENTRIES = 5_000
_MAX_INFLATED = 2 * 2**30  # a sheet of 20 million cells
_CHUNK = 2**20
# Damage in these does not touch a cell.
_OPTIONAL = re.compile(
    r"docProps/|xl/(?:theme|drawings|charts|worksheets/_rels|printerSettings|persons|comments)", re.I
)
_LOOKS = re.compile(r"(?:styles|sharedStrings|workbook)\.xml$", re.I)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml$", re.I)
LARGE = 4 * 2**20  # a sheet of so many bytes of XML, some 10,000 rows, is worth to be read by columns

_OTHER_CONTENT = (
    ("word/", "văn bản Word (.docx)", "chép bảng sang Excel, lưu dạng .xlsx rồi gửi lại"),
    ("ppt/", "bài trình chiếu PowerPoint (.pptx)", "chép bảng sang Excel, lưu dạng .xlsx rồi gửi lại"),
    ("visio/", "bản vẽ Visio", ""),
    ("index/document.iwa", "bảng tính Apple Numbers", "trong Numbers chọn Xuất ra Excel rồi gửi tệp .xlsx"),
    ("meta-inf/manifest.mf", "gói chương trình Java", "không gửi tệp chương trình; hãy gửi bảng dữ liệu"),
)


def read(file: IO[bytes], output: Output, engine: str) -> None:
    """Check the zip, then read the workbook in it.

    Args:
        file: the zip.
        output: where the sheets go.
        engine: ``second`` to leave calamine out.

    Raises:
        RefusedInputError: TRUNCATED, DAMAGED, BOMB, DTD, ENCRYPTED, WRONG_TYPE, TOO_MANY_CELLS, NO_SHEET.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, EOFError):
        raise _broken(file) from None
    with archive:
        entries = archive.infolist()
        _check_directory(entries)
        kind = _kind(archive, entries)
        output.kind(kind)
        is_large = any(entry.file_size >= LARGE and _SHEET.match(entry.filename) for entry in entries)
        scan = Scan(output.limits, is_large=is_large and engine != "second")
        # Formats and shared texts first: what is struck through is known before the sheets are searched.
        for entry in sorted(entries, key=lambda e: not _LOOKS.search(e.filename)):
            if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                _inflate(archive, entry, scan)
        by_name = {entry.filename.lower().replace("\\", "/").lstrip("/"): entry for entry in entries}
        for part in scan.too_wide():
            _inflate(archive, by_name[part], scan, closely=True)
            scan.check(part, engine == "second" or _is_small(file))
    scan.finish()
    if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
        output.note("Tệp có chứa macro. Macro không được chạy; chỉ đọc giá trị các ô.")
    if kind not in ("xlsx", "xlsm"):
        calamine_sheets.read_with_calamine(file, output)
        return
    if engine == "second" or any(sheet.area > output.limits.max_cells for sheet in scan.sheets.values()):
        if not _is_small(file):
            raise refusals.damaged()
        openpyxl_sheets.read_with_openpyxl(file, output, scan, sparse=True)
        return
    try:
        calamine_sheets.read_with_calamine(file, output, scan)
    except BaseException as error:  # a panic of calamine is no Exception
        if output.sheets or isinstance(error, MemoryError | KeyboardInterrupt | SystemExit):
            raise
        if not _is_small(file):
            raise refusals.damaged() from None
        openpyxl_sheets.read_with_openpyxl(file, output, scan)


def _is_small(file: IO[bytes]) -> bool:
    """Whether the second reader can take it within the limits of time and memory."""
    return file.seek(0, 2) <= openpyxl_sheets.MAX_BYTES


def _broken(file: IO[bytes]) -> Exception:
    """A zip whose directory cannot be read: cut off, or damaged."""
    file.seek(0, 2)
    file.seek(max(0, file.tell() - 70_000))
    tail = file.read()
    mark = tail.rfind(b"PK\x05\x06")  # the end record: 22 bytes and a comment
    if mark < 0 or len(tail) - mark < 22:
        return refusals.truncated()
    return refusals.damaged("mục lục tệp nén")


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    if not entries:
        raise refusals.damaged("tệp nén không có gì bên trong")
    if len(entries) > _MAX_ENTRIES:
        raise refusals.bomb(f"{len(entries)} phần bên trong")
    names = [entry.filename.lower().replace("\\", "/").lstrip("/") for entry in entries]
    if len(set(names)) < len(names):
        # Readers choose differently between two parts of one name: what is checked would not be what is read.
        raise refusals.bomb("có hai phần cùng tên")
    total = 0
    for entry, name in zip(entries, names, strict=True):
        if ".." in name.split("/"):
            raise refusals.bomb("tên phần bên trong trỏ ra ngoài")
        if entry.flag_bits & 1:
            raise refusals.encrypted()
        if not name.endswith((".xml", ".rels", ".vml", ".bin")):
            continue
        total += entry.file_size
        if entry.file_size > _RATIO_FROM and entry.file_size > _MAX_RATIO * max(entry.compress_size, 1):
            raise refusals.bomb("nén hơn 150 lần")
    if total > _MAX_INFLATED:
        raise refusals.bomb("bung ra quá lớn")


def _kind(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> str:
    names = {entry.filename.lower().replace("\\", "/").lstrip("/"): entry for entry in entries}
    for name in names:
        if name.endswith(("xl/workbook.bin", "workbook.bin")):
            return "xlsb"
    if any(name.endswith("workbook.xml") for name in names) or any(n.startswith("xl/worksheets/") for n in names):
        return "xlsm" if any(name.endswith("vbaproject.bin") for name in names) else "xlsx"
    if "content.xml" in names and ("mimetype" in names or "meta-inf/manifest.xml" in names):
        manifest = names.get("meta-inf/manifest.xml")
        if manifest is not None and b"encryption-data" in _head(archive, manifest):
            raise refusals.encrypted()
        mime = _head(archive, names["mimetype"]) if "mimetype" in names else b"spreadsheet"
        if b"spreadsheet" not in mime:
            raise refusals.wrong_type("văn bản OpenDocument", "gửi bảng tính dạng .xlsx hoặc .ods")
        return "ods"
    for prefix, called, fix in _OTHER_CONTENT:
        if any(name.startswith(prefix) for name in names):
            raise refusals.wrong_type(called, fix)
    if any(name.endswith((".xlsx", ".xls", ".csv", ".xlsm", ".ods")) for name in names):
        raise refusals.wrong_type("tệp nén ZIP chứa các tệp khác", "giải nén rồi gửi từng tệp bên trong")
    if "[content_types].xml" in names:
        raise refusals.no_sheet()
    raise refusals.wrong_type("tệp nén ZIP không chứa bảng tính", "giải nén rồi gửi bảng dữ liệu bên trong")


def _head(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(entry) as part:
            return part.read(_CHUNK)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError):
        raise refusals.damaged(f"phần {entry.filename[:60]}") from None


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, scan: Scan, *, closely: bool = False) -> None:
    """Inflate one part to its end, counting what really comes out, and scan it."""
    budget = max(_RATIO_FROM, _MAX_RATIO * max(entry.compress_size, 1))

    def chunks() -> Iterator[bytes]:
        seen = 0
        with archive.open(entry) as part:
            while chunk := part.read(_CHUNK):
                seen += len(chunk)
                if seen > budget:
                    raise refusals.bomb("nén hơn 150 lần")
                yield chunk

    try:
        scan_part(scan, entry.filename, chunks(), closely=closely)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError):
        if not _OPTIONAL.match(entry.filename):
            raise refusals.damaged(f"phần {entry.filename[:60]}") from None
