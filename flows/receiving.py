"""Files that people hand in through the pages: kept in the inbox under a receipt's number, as if put there by hand.

Nothing else is special about them: the next run takes them into the vault and reads them by the same rules and limits.
Receipts are an append-only CSV in the working home. Who handed a file in is told by the number of the account.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from connectors.card import CLAIMS, load_cards
from connectors.inbox import READ_SUFFIXES
from doisoat.clock import VIETNAM
from doisoat.errors import ConfigError
from doisoat.events import append_events, event_rows
from doisoat.private import private_folder, private_opener
from doisoat.settings import Settings
from doisoat.text.compare import fold

COLUMNS = ("decided_at", "action", "number", "source_id", "name", "sha256", "size", "unit_code", "account")
_RECEIVED = "received"
_MOST_LETTERS = 60
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for a digit or for another


@dataclass(frozen=True)
class Receipt:
    """That a file was received: its number, when, what it was called and the digest of its bytes."""

    number: str
    at: dt.datetime
    source_id: str
    name: str
    sha256: str
    size: int
    unit_code: str
    account: int


def sources_for_files(settings: Settings) -> Mapping[str, str]:
    """The sources to which a file can be handed in: id to title; claims first."""
    cards = load_cards(settings.sources_dir, settings.sources)
    titles = {key: card.title for key, card in sorted(cards.items(), key=lambda one: one[1].title)}
    return {CLAIMS: titles.pop(CLAIMS), **titles} if CLAIMS in titles else titles


def check_name(name: str) -> str:
    """The suffix of a file's name, in small letters.

    Raises:
        ConfigError: files of this kind are not read.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in READ_SUFFIXES:
        raise ConfigError("loại tệp này không đọc được", fix="gửi bảng dữ liệu ở dạng .xlsx, .xls hoặc .csv")
    return suffix


def receive(
    content: bytes, name: str, source_id: str, settings: Settings, now: dt.datetime, *, unit_code: str, account: int
) -> Receipt:
    """Put a file into the inbox folder of its source and write the receipt.

    Raises:
        ConfigError: no such source, or no such kind of file; nothing was kept.
    """
    cards = load_cards(settings.sources_dir, settings.sources)
    if source_id not in cards:
        raise ConfigError("chưa chọn nguồn của tệp", fix="chọn một nguồn trong danh sách")
    suffix = check_name(name)
    number = f"{now.astimezone(VIETNAM):%Y%m%d}-" + "".join(secrets.choice(_LETTERS) for _ in range(6))
    folder = settings.inbox / cards[source_id].inbox / (_plain(unit_code) or "trang")
    private_folder(folder)
    # The name's own words stay, because a date in them may be the only one there is.
    path = folder / f"{_plain(Path(name).stem)[:_MOST_LETTERS] or 'tep'}_{number}{suffix}"
    unfinished = path.with_name(f".{path.name}.part")
    with open(unfinished, "xb", opener=private_opener) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    sha256 = hashlib.sha256(content).hexdigest()
    receipt = Receipt(number, now, source_id, path.name, sha256, len(content), unit_code, account)
    append_events(_store(settings), COLUMNS, [_row(receipt)])
    return receipt


def receipts(settings: Settings) -> list[Receipt]:
    """All receipts, newest first."""
    events = event_rows(_store(settings), COLUMNS, (_RECEIVED,), "biên nhận")
    rows = [
        Receipt(
            number=row["number"],
            at=dt.datetime.fromisoformat(row["decided_at"]),
            source_id=row["source_id"],
            name=row["name"],
            sha256=row["sha256"],
            size=int(row["size"]),
            unit_code=row["unit_code"],
            account=int(row["account"]),
        )
        for row in events
    ]
    return rows[::-1]


def _store(settings: Settings) -> Path:
    return settings.home / "receipts.csv"


def _row(receipt: Receipt) -> dict[str, str]:
    values = (
        receipt.at.isoformat(), _RECEIVED, receipt.number, receipt.source_id, receipt.name, receipt.sha256,
        str(receipt.size), receipt.unit_code, str(receipt.account),
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def _plain(text: str) -> str:
    """Letters and digits that every system takes; a date's marks stay."""
    return re.sub(r"[^a-z0-9.-]+", "_", _bare(text)).strip("._-")


def _bare(text: str) -> str:
    """Without accents, with the marks that separate the parts of a date."""
    return "".join(fold(part) or part for part in re.split(r"([.\-]+)", text))
