"""From ``doisoat.po``, which people write, to ``doisoat.mo``, the only form that the standard library reads.

The part of both formats that this catalogue needs (gettext manual, "PO Files" and "MO Files"): no contexts, no fuzzy
entries, no hash table.
"""

from __future__ import annotations

import ast
import re
import struct

_LINE = re.compile(r'(?:(msgid|msgid_plural|msgstr|msgstr\[\d\]) )?(".*")')
_MAGIC, _HEADER = 0x950412DE, struct.Struct("<7I")


def read_po(text: str) -> dict[str, str]:
    """Entries as ``.mo`` files hold them: id to translation, with singular and plural joined by NUL in both.

    Raises:
        ValueError: a line of another shape, an id twice, or an id without a translation.
    """
    entries: list[tuple[list[str], list[str]]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            raise ValueError(f"line {number}: {line}")
        keyword, quoted = found[1], ast.literal_eval(found[2])
        if keyword is None:
            part = entries[-1][1] or entries[-1][0]
            part[-1] += quoted
        elif keyword == "msgid":
            entries.append(([quoted], []))
        else:
            entries[-1][keyword.startswith("msgstr")].append(quoted)
    for ids, words in entries:
        if len(ids) != len(words) or not all(words):
            raise ValueError(f"not translated: {ids[0]}")
    catalogue = {"\0".join(ids): "\0".join(words) for ids, words in entries}
    if len(catalogue) != len(entries):
        raise ValueError("an id stands there twice")
    return catalogue


def to_mo(catalogue: dict[str, str]) -> bytes:
    """The same entries as a ``.mo`` file: header, two tables of (length, offset), texts each ended by NUL."""
    pairs = sorted((key.encode(), words.encode()) for key, words in catalogue.items())
    texts = [key for key, _ in pairs] + [words for _, words in pairs]
    offset = _HEADER.size + 8 * len(texts)
    table = b""
    for text in texts:
        table += struct.pack("<2I", len(text), offset)
        offset += len(text) + 1
    header = _HEADER.pack(_MAGIC, 0, len(pairs), _HEADER.size, _HEADER.size + 8 * len(pairs), 0, 0)
    return header + table + b"".join(text + b"\0" for text in texts)
