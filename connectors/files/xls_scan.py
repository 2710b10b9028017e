"""One pass over the records of an .xls for what calamine does not tell: password, errors, struck text, hidden rows.

Record layouts: [MS-XLS] 2.1.4, 2.4.127 (Formula), 2.4.24 (BoolErr), 2.4.28 (BoundSheet8), 2.4.122 (Font), 2.4.353 (XF),
2.4.221 (Row), 2.4.53 (ColInfo), 2.4.175 (MulRk).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from connectors.files.findings import Findings

BIFF8 = 0x0600

_FORMULA, _BOOLERR, _FILEPASS, _BOUNDSHEET, _BOF, _EOF = 0x0006, 0x0205, 0x002F, 0x0085, 0x0809, 0x000A
_FONT, _XF, _ROW, _COLINFO, _MULRK = 0x0031, 0x00E0, 0x0208, 0x007D, 0x00BD
_CELLS = frozenset({0x0006, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E})  # each begins with row, column, format
_STRUCK = 0x0008
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_HEAD = struct.Struct("<HH")
_CELL = struct.Struct("<HHH")


@dataclass
class BookFindings:
    """What the pass found in one workbook; ``struck`` are the formats whose font is struck through."""

    version: int = 0
    encrypted: bool = False
    sheets: dict[str, Findings] = field(default_factory=dict)
    fonts: list[bool] = field(default_factory=list)
    struck: set[int] = field(default_factory=set)
    format_count: int = 0

    def for_name(self, name: str) -> Findings | None:
        """Those of one sheet."""
        return self.sheets.get(name)


def look(stream: bytes) -> BookFindings:
    """Walk the records of a workbook stream. Damage ends the walk: the reader will meet it again and say so."""
    found = BookFindings()
    names: dict[int, str] = {}  # where a sheet's records begin -> its name
    current: Findings | None = None
    position, end = 0, len(stream) - 3
    while position < end:
        code, length = _HEAD.unpack_from(stream, position)
        body = position + 4
        if body + length > len(stream):
            break
        if code == _BOF and length >= 4:
            if not found.version:
                found.version = struct.unpack_from("<H", stream, body)[0]
            name = names.get(position)
            current = found.sheets.setdefault(name, Findings()) if name is not None else current
        elif code == _FILEPASS:
            found.encrypted = True
            break
        elif code == _BOUNDSHEET and length >= 8:
            names[struct.unpack_from("<I", stream, body)[0]] = _name(stream[body + 6 : body + length], found.version)
        elif code == _BOOLERR and length >= 8 and current is not None and stream[body + 7] == 1:
            row, column = _HEAD.unpack_from(stream, body)
            current.overlay[row, column] = _ERRORS.get(stream[body + 6], "#N/A")
        elif code == _FORMULA and length >= 14 and current is not None and _is_error(stream[body + 6 : body + 14]):
            row, column = _HEAD.unpack_from(stream, body)
            current.overlay[row, column] = _ERRORS.get(stream[body + 8], "#N/A")
        if current is not None:
            _look_of(code, stream[body : body + length], found.struck, current)
        elif code == _FONT and length >= 4:
            found.fonts.append(bool(struct.unpack_from("<H", stream, body + 2)[0] & _STRUCK))
        elif code == _XF and length >= 2:
            font = struct.unpack_from("<H", stream, body)[0]
            font -= font > 4  # there is no font number 4
            if font < len(found.fonts) and found.fonts[font]:
                found.struck.add(found.format_count)
            found.format_count += 1
        position = body + length
    return found


def _look_of(code: int, record: bytes, struck: set[int], sheet: Findings) -> None:
    """Note what a sheet's record says about hidden rows and columns, and cells of a format that strikes through."""
    if code == _ROW and len(record) >= 16 and struct.unpack_from("<H", record, 12)[0] & 0x20:
        sheet.hidden_rows.append(struct.unpack_from("<H", record)[0] + 1)
    elif code == _COLINFO and len(record) >= 10 and record[8] & 1:
        first, last = _HEAD.unpack_from(record)
        sheet.hidden_columns += range(first, min(last, 255) + 1) if last < 255 else ()
    elif struck and code in _CELLS and len(record) >= 6:
        row, column, style = _CELL.unpack_from(record)
        if style in struck:
            sheet.struck.append((row, column))
            sheet.overlay[row, column] = None
    elif struck and code == _MULRK and len(record) >= 12:
        row, first = _HEAD.unpack_from(record)
        for n in range((len(record) - 6) // 6):
            if struct.unpack_from("<H", record, 4 + 6 * n)[0] in struck:
                sheet.struck.append((row, first + n))
                sheet.overlay[row, first + n] = None


def _is_error(result: bytes) -> bool:
    """A formula's result that is not a number ends in FFFF; its first byte 2 says it is an error."""
    return result[6:] == b"\xff\xff" and result[0] == 2


def _name(packed: bytes, version: int) -> str:
    """A sheet's name: length, then in BIFF 8 a flag byte for wide characters."""
    if version < BIFF8:
        return packed[1 : 1 + packed[0]].decode("cp1252", "replace")
    if len(packed) < 2:
        return ""
    count, wide = packed[0], packed[1] & 1
    return packed[2 : 2 + count * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")
