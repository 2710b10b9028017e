"""What a reading rests on besides bytes and card: the code that reads, its words, and the libraries it calls.

The version is a digest of the files themselves, not a number that somebody has to raise: whatever is changed in a
reader, a word of the lexicon or a library, all that was staged before is read anew.
"""

from __future__ import annotations

import hashlib
import sys
import sysconfig
from functools import cache
from pathlib import Path

_HOUSE = Path(__file__).resolve().parents[2]
# Rooms whose code is behind what a parser does. Places and repair are handed in from others of them.
_ROOMS = ("connectors", "doisoat", "gazetteer")


@cache
def code_version() -> str:
    """A digest of all files of those rooms, of the installed libraries' names and versions, and of Python."""
    digest = hashlib.sha256(sys.version.encode())
    for room in _ROOMS:
        for path in sorted((_HOUSE / room).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                body = path.read_bytes()
                digest.update(f"{path.relative_to(_HOUSE)}\0{len(body)}\0".encode())
                digest.update(body)
    for folder in sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}):
        for found in sorted(entry.name for entry in Path(folder).glob("*.dist-info")):
            digest.update(f"{found}\0".encode())
    return digest.hexdigest()
