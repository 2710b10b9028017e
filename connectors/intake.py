"""What lies in the inbox goes into the vault, and each source is told which files are its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from connectors.card import source_of, sources_within
from connectors.contract import RawFile, SourceCard
from connectors.files import refusals
from connectors.inbox import scan
from connectors.vault.store import Vault, VaultFullError
from doisoat.clock import VIETNAM
from doisoat.errors import ConfigError, InputLocation, Refused, RefusedInputError
from doisoat.settings import ReaderLimits, is_called_list

_SKEW = dt.timedelta(minutes=5)  # runs that overlap, and machines that are not quite of one mind
# Tables that were sent and could not be taken in. A letter as PDF beside them is no loss.
_LOST = frozenset({Refused.TRUNCATED, Refused.DAMAGED, Refused.TOO_MANY_CELLS, Refused.NO_ROOM, Refused.UNREACHABLE})


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
    lost: frozenset[str] = frozenset()  # sources of which something lies in the inbox and could not be taken in


def take_in(
    inbox: Path,
    known_at: dt.datetime | None,
    now: dt.datetime,
    vault: Vault,
    cards: Mapping[str, SourceCard],
    limits: ReaderLimits,
) -> Intake:
    """Keep everything that lies in the inbox, and sort it by source.

    Args:
        inbox: the folder.
        known_at: read what had landed by then, also where it has left the inbox since; None: what lies there now.
        now: when what is new landed.
        vault: where the bytes are kept.
        cards: the sources to sort by.
        limits: a file larger than the readers take is not copied either.

    Raises:
        ConfigError: there is no inbox, or it may not be read: a folder that is not mounted must not pass for one
            without files.
        VaultUnwritableError: the vault's folder may not be written.
    """
    if not inbox.is_dir() and known_at is None:
        raise ConfigError(
            f"không có thư mục hộp thư đến {inbox}; chưa lưu gì, kết luận lần trước vẫn giữ nguyên",
            fix="gắn lại thư mục dùng chung, hoặc đặt lại DOISOAT_INBOX",
        )
    seen, landing = scan(inbox), vault.next_landing(now)
    refused = list(seen.refusals)
    raws: list[RawFile] = []
    for file in sorted(seen.files, key=lambda f: f.size):  # where the disk is nearly full most of them find room
        source = source_of(file.name, cards)
        try:
            if source is None:
                raise _nobodys(file.name, cards)
            most_bytes = limits.most_mb(is_list=is_called_list(file.name)) * 2**20
            raws.append(vault.keep(file.path, source, file.name, landing, most_bytes=most_bytes))
        except VaultFullError:
            refused.append(refusals.no_room(file.size / 2**20, 0).at(InputLocation(file=file.name)))
        except RefusedInputError as refusal:
            refused.append(refusal)
    refused.sort(key=lambda refusal: refusal.spot.file or "")
    unread = [_unread(refusal, cards) for refusal in refused]
    lost = frozenset(
        s for refusal in refused if refusal.kind in _LOST for s in sources_within(refusal.spot.file or "", cards)
    )
    if known_at is not None:
        # What today's inbox refuses says nothing about that day.
        raws, lost = [vault.raw_file(s) for s in vault.inbox_at(known_at) if s.source_id in cards], frozenset()
    files: dict[str, list[RawFile]] = {}
    for raw in sorted(raws, key=lambda r: (r.landed_at, r.name)):
        files.setdefault(raw.source_id, []).append(raw)
    return Intake(
        dict(sorted(files.items())), unread, [*_no_room_note(refused), *_clock_note(now, landing), *seen.notes], lost
    )


def _unread(refusal: RefusedInputError, cards: Mapping[str, SourceCard]) -> UnreadFile:
    name = refusal.spot.file or ""
    return UnreadFile(source_of(f"{name}/_", cards) or "", name, "refused", refusal)


def _no_room_note(refused: Sequence[RefusedInputError]) -> list[str]:
    count = sum(refusal.kind is Refused.NO_ROOM for refusal in refused)
    return [f"Ổ đĩa của kho sắp đầy: {count} tệp chưa nhận được; các tệp khác vẫn được đối soát."] if count else []


def _clock_note(now: dt.datetime, landing: dt.datetime) -> list[str]:
    if landing - now < _SKEW:
        return []
    return [
        f"Đồng hồ máy chỉ {now.astimezone(VIETNAM):%H:%M %d/%m/%Y}, trước lần nhận tệp gần nhất"
        f" ({landing.astimezone(VIETNAM):%H:%M %d/%m/%Y}): tệp mới vẫn được xếp sau các tệp cũ; hãy chỉnh lại giờ máy."
    ]


def _nobodys(name: str, cards: Mapping[str, SourceCard]) -> RefusedInputError:
    folders = ", ".join(sorted(f"{card.inbox}/" for card in cards.values()))
    return RefusedInputError(
        Refused.UNKNOWN_SOURCE,
        "thư mục này không thuộc nguồn nào",
        spot=InputLocation(file=name),
        fix=f"chuyển tệp vào một trong các thư mục: {folders}; nguồn mới thì thêm một thẻ nguồn (docs/add-a-source.md)",
    )
