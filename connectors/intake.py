"""What lies in the inbox goes into the vault, and each source is told which files are its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from connectors.card import source_of
from connectors.contract import RawFile, SourceCard
from connectors.inbox import scan
from connectors.vault.store import Vault
from doisoat.errors import ConfigError, InputLocation, Refused, RefusedInputError


@dataclass(frozen=True)
class UnreadFile:
    """A file that never came to a source: nobody's folder, not a table, still being copied, or a repetition."""

    source_id: str
    name: str
    status: str  # refused, or set_aside for the repetition of a file that is read
    refusal: RefusedInputError


@dataclass(frozen=True)
class Intake:
    """The files of a run by source, oldest first, and those that no source reads."""

    files: Mapping[str, list[RawFile]]
    unread: Sequence[UnreadFile]
    notes: Sequence[str] = ()


def take_in(
    inbox: Path, known_at: dt.datetime | None, now: dt.datetime, vault: Vault, cards: Mapping[str, SourceCard]
) -> Intake:
    """Keep everything that lies in the inbox, and sort it by source.

    Args:
        inbox: the folder.
        known_at: read what had landed by then, also where it has left the inbox since; None: what lies there now.
        now: when what is new landed.
        vault: where the bytes are kept.
        cards: the sources to sort by.

    Raises:
        ConfigError: there is no inbox: a folder that is not mounted must not pass for one without files.
    """
    if not inbox.is_dir() and known_at is None:
        raise ConfigError(
            f"không có thư mục hộp thư đến {inbox}; chưa lưu gì, kết luận lần trước vẫn giữ nguyên",
            fix="gắn lại thư mục dùng chung, hoặc đặt lại DOISOAT_INBOX",
        )
    seen = scan(inbox)
    unread = [
        UnreadFile(source_of(r.spot.file or "", cards) or "", r.spot.file or "", "refused", r) for r in seen.refusals
    ]
    raws: list[RawFile] = []
    for file in seen.files:
        source = source_of(file.name, cards)
        try:
            if source is None:
                raise _nobodys(file.name, cards)
            raws.append(vault.keep(file.path, source, file.name, now))
        except RefusedInputError as refusal:
            unread.append(UnreadFile(source or "", file.name, "refused", refusal))
    if known_at is not None:
        raws = [vault.raw_file(s) for s in vault.inbox_at(known_at) if s.source_id in cards]
    files: dict[str, list[RawFile]] = {}
    for raw in sorted(raws, key=lambda r: (r.landed_at, r.name)):
        files.setdefault(raw.source_id, []).append(raw)
    return Intake(dict(sorted(files.items())), unread, seen.notes)


def _nobodys(name: str, cards: Mapping[str, SourceCard]) -> RefusedInputError:
    folders = ", ".join(sorted(f"{card.inbox}/" for card in cards.values()))
    return RefusedInputError(
        Refused.UNKNOWN_SOURCE,
        "thư mục này không thuộc nguồn nào",
        spot=InputLocation(file=name),
        fix=f"chuyển tệp vào một trong các thư mục: {folders}; nguồn mới thì thêm một thẻ nguồn (docs/add-a-source.md)",
    )
