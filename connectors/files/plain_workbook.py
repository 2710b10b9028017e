"""What plainly written sheets rest on: the shared texts, and which formats of cells show a number as a day.

Structure: ECMA-376 part 1, 18.4.8 (si), 18.8.30 (numFmt), 18.8.10 (cellXfs).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from connectors.files.xlsx_strikes import children, parsed

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_ITEM = re.compile(rb'<si><t( xml:space="preserve")?>([^<]*)</t></si>')
_OPEN = b"<si>"
_LONGEST = 8 * 2**20  # bytes without the beginning of a text
# Formats that every program knows by number: 0 to 4, 9 to 11, 37 to 40, 48 and 49 show numbers, 14 to 17 days.
_NUMBERS = frozenset(map(str, [*range(5), *range(9, 12), *range(37, 41), 48, 49]))
_DAYS = frozenset(map(str, range(14, 18)))
_NUMBER_CODE = re.compile(r'(?:[#0?.,% ]|\\ |"[^"]*"|General|@)+')
_DAY_CODE = re.compile(r"(?:\[\$-[0-9A-Fa-f]+\])?[dmyDMY]{1,4}(?:(?:\\?[-/. ])[dmyDMY]{1,4}){1,2}(?:;@)?")


def shared_texts(chunks: Iterable[bytes]) -> list[str] | None:
    """All shared texts in their order; None where one of them is rich or otherwise not plain."""
    from connectors.files.plain_xml import NotPlainError

    texts: list[str] = []
    held = b""
    try:
        for chunk in chunks:
            held += chunk
            begin, cut = held.find(_OPEN), held.rfind(_OPEN)
            if cut > begin:
                texts += _texts_of(held[begin:cut])
                held = held[cut:]
            elif len(held) > _LONGEST:
                return None
        begin, end = held.find(_OPEN), held.find(b"</sst>")
        if end < 0:
            return None
        return texts + _texts_of(held[begin:end]) if begin >= 0 else texts
    except NotPlainError:
        return None


def _texts_of(piece: bytes) -> list[str]:
    from connectors.files.plain_values import texts_of
    from connectors.files.plain_xml import NotPlainError

    found = _ITEM.findall(piece)
    if piece.count(b"<") != 4 * len(found) or b"\r" in piece or b"\0" in piece:
        raise NotPlainError
    return texts_of([text for _, text in found], [bool(kept) for kept, _ in found])


def style_kinds(styles: bytes, *, is_1904: bool) -> npt.NDArray[np.int8]:
    """What each format of cells makes of a number (``StyleKind``): unclear, where it is not plainly this or that.

    Args:
        styles: the part ``styles.xml``.
        is_1904: whether the workbook counts days from 1904 or says something about it.
    """
    import numpy as np

    from connectors.files.plain_values import StyleKind

    root = parsed(styles)
    if root is None:
        return np.empty(0, dtype=np.int8)
    own = {str(one.get("numFmtId")): str(one.get("formatCode", "")) for one in children(root, "numFmts")}

    def kind(number: str) -> StyleKind:
        code = own.get(number)
        if (code is None and number in _NUMBERS) or (code is not None and _NUMBER_CODE.fullmatch(code)):
            return StyleKind.NUMBER
        is_day = (code is None and number in _DAYS) or (code is not None and _DAY_CODE.fullmatch(code) is not None)
        return StyleKind.DAY if is_day and not is_1904 else StyleKind.UNCLEAR

    return np.array([kind(str(xf.get("numFmtId", "0"))) for xf in children(root, "cellXfs")], dtype=np.int8)
