"""What a village has declared so far, read anew from the files that its verdicts cite; nothing of it is kept.

The warehouse keeps no names, phones and numbers of people, so the file itself is asked, as long as it lies in the inbox
as it was when the run read it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from connectors.card import CLAIMS, load_cards
from connectors.contract import RawFile
from connectors.files.reader import ReaderPool
from connectors.read_sources import parse_context
from connectors.sources.village_claims.declared import DeclaredRow, DeclaredSheet, declared_rows
from doisoat.errors import DoisoatError
from doisoat.explanation import Explanation, Row
from doisoat.settings import Settings
from flows.claim_form import MOST_ROWS


@dataclass(frozen=True)
class Declared:
    """What a village has declared, by sheet of the template.

    A sheet that is handed in replaces all that the village declared in it before, what is not known here too.
    ``locked`` are sheets that cannot be mended here, with the reason; ``unread`` says why nothing is known of any.
    """

    rows: dict[str, list[DeclaredRow]] = field(default_factory=dict)
    locked: dict[str, str] = field(default_factory=dict)
    unread: str = ""


def declared_now(found: Explanation, settings: Settings, now: dt.datetime) -> Declared:
    """The village's rows. Of several files those speak for a sheet whose rows of that sheet the verdicts cite."""
    cited: dict[tuple[str, str], dict[str, set[int]]] = {}
    for row in _claim_rows(found):
        if row.row is not None:
            cited.setdefault((row.file, row.file_sha256), {}).setdefault(row.sheet, set()).add(row.row)
    card, context = load_cards(settings.sources_dir, settings.sources)[CLAIMS], parse_context(now)
    sheets: dict[str, list[DeclaredSheet]] = {}
    for (name, sha256), rows in sorted(cited.items()):
        try:
            path = _path_of(name, sha256, settings)
            raw = RawFile(CLAIMS, name, sha256, path.stat().st_size, now, path)
            with ReaderPool(settings.reader) as pool:
                book = pool.read(path, name)
            for sheet, told in declared_rows(book, raw, card, context, rows).items():
                sheets.setdefault(sheet, []).append(told)
        except (DoisoatError, OSError):
            return Declared(
                unread=f"Tệp {name} không còn mở lại được như lúc đối soát nên điều đã khai không hiện lại ở đây. "
                "Mục nào gửi từ trang này sẽ thay cả mục đã khai: hãy ghi đủ mọi hàng, hoặc gửi tệp ở trang Nhận tệp."
            )
    declared = Declared()
    for sheet, several in sheets.items():
        speaking = [one for one in several if one.is_cited] or several
        many = [row for one in speaking for row in one.rows]
        if len(speaking) > 1 and not speaking[0].is_cited:
            declared.locked[sheet] = f"Mục này được khai ở nhiều tệp, chưa rõ tệp nào được dùng. {_BY_FILE}"
        elif len(many) > MOST_ROWS:
            declared.locked[sheet] = (
                f"Đã khai {len(many)} hàng, nhiều hơn {MOST_ROWS} hàng mà trang này sửa được. {_BY_FILE}"
            )
        declared.rows[sheet] = many
    return declared


_BY_FILE = "Muốn sửa mục này, gửi tệp ở trang Nhận tệp; ở đây mục này giữ nguyên."


def _claim_rows(found: Explanation) -> Iterator[Row]:
    for each in found.indicators:
        yield from (row for row in each.claim_rows if row.file)
        yield from (row for check in each.checks for row in check.evidence if row.source_id == CLAIMS and row.file)


def _path_of(name: str, sha256: str, settings: Settings) -> Path:
    """The file below the inbox.

    Raises:
        OSError: it is not there, or no longer is the one that was read.
    """
    path = (settings.inbox / name).resolve()
    if not path.is_relative_to(settings.inbox.resolve()):
        raise FileNotFoundError(name)
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise FileNotFoundError(name)
    return path
