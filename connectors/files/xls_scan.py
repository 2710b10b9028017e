"""One pass over the records of an .xls for what calamine does not tell: password, errors, formulas never computed.

Record layouts: [MS-XLS] 2.1.4, 2.4.127 (Formula), 2.4.24 (BoolErr), 2.4.28 (BoundSheet8).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

BIFF8 = 0x0600

_FORMULA, _BOOLERR, _FILEPASS, _BOUNDSHEET, _BOF, _EOF = 0x0006, 0x0205, 0x002F, 0x0085, 0x0809, 0x000A
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_HEAD = struct.Struct("<HH")


@dataclass
class SheetFindings:
    """What the pass found on one sheet; rows and columns from 0."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncomputed: int = 0  # .xls always stores a result
    uncomputed_at: str = ""


@dataclass
class Findings:
    """What the pass found in one workbook."""

    version: int = 0
    encrypted: bool = False
    sheets: dict[str, SheetFindings] = field(default_factory=dict)

    def for_name(self, name: str) -> SheetFindings | None:
        """Those of one sheet."""
        return self.sheets.get(name)


def look(stream: bytes) -> Findings:
    """Walk the records of a workbook stream. Damage ends the walk: the reader will meet it again and say so."""
    found = Findings()
    names: dict[int, str] = {}  # where a sheet's records begin -> its name
    current: SheetFindings | None = None
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
            current = found.sheets.setdefault(name, SheetFindings()) if name is not None else current
        elif code == _FILEPASS:
            found.encrypted = True
            break
        elif code == _BOUNDSHEET and length >= 8:
            names[struct.unpack_from("<I", stream, body)[0]] = _name(stream[body + 6 : body + length], found.version)
        elif code == _BOOLERR and length >= 8 and current is not None and stream[body + 7] == 1:
            row, column = _HEAD.unpack_from(stream, body)
            current.errors[row, column] = _ERRORS.get(stream[body + 6], "#N/A")
        elif code == _FORMULA and length >= 14 and current is not None and _is_error(stream[body + 6 : body + 14]):
            row, column = _HEAD.unpack_from(stream, body)
            current.errors[row, column] = _ERRORS.get(stream[body + 8], "#N/A")
        position = body + length
    return found


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
