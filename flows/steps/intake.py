"""Stops 2 and 3: what lies in the inbox goes into the vault, and each source's files are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from connectors.card import parser_of, source_of
from connectors.contract import Context, ParsedFile, RawFile, SourceCard
from connectors.inbox import scan
from connectors.sandbox.pool import ReaderPool
from connectors.vault.store import Vault
from doisoat.errors import ConfigError, DoisoatError, InputLocation, Refused, RefusedInputError
from flows.run_spec import RunSpec


@dataclass(frozen=True)
class UnreadFile:
    """A file that never came to a source: nobody's folder, not a table, still being copied, or a repetition."""

    source_id: str
    name: str
    status: str  # refused, or set_aside for the repetition of a file that is read
    refusal: RefusedInputError


@dataclass
class SourceResult:
    """What one source gave: its files, each as it was parsed, and its records by kind over all of them.

    ``repeated`` are files that say again, byte for byte and as of the same day, what another one says. The same bytes
    under a name with another date are another publication.
    """

    source_id: str
    files: list[ParsedFile] = field(default_factory=list)
    repeated: list[UnreadFile] = field(default_factory=list)

    @property
    def records(self) -> dict[str, pd.DataFrame]:
        """Records of all files by kind, in the order of the files."""
        frames: dict[str, list[pd.DataFrame]] = {}
        for parsed in self.files:
            for kind, frame in parsed.records.items():
                if len(frame):
                    frames.setdefault(kind, []).append(frame)
        joined = {kind: pd.concat(parts, ignore_index=True) for kind, parts in frames.items()}
        return {k: f.assign(published_on=pd.to_datetime(f["published_on"])) for k, f in joined.items()}


@dataclass(frozen=True)
class Intake:
    """The files of a run by source, oldest first, and those that no source reads."""

    files: Mapping[str, list[RawFile]]
    unread: Sequence[UnreadFile]
    notes: Sequence[str] = ()


def take_in(spec: RunSpec, vault: Vault, cards: Mapping[str, SourceCard]) -> Intake:
    """Keep everything that lies in the inbox, and tell each source which files are its own.

    With ``known_at`` the run reads what had landed by then, also where it has left the inbox since.

    Raises:
        ConfigError: there is no inbox: a folder that is not mounted must not pass for one without files.
    """
    if not spec.inbox.is_dir() and spec.known_at is None:
        raise ConfigError(
            f"không có thư mục hộp thư đến {spec.inbox}; chưa lưu gì, kết luận lần trước vẫn giữ nguyên",
            fix="gắn lại thư mục dùng chung, hoặc đặt lại DOISOAT_INBOX",
        )
    seen = scan(spec.inbox)
    unread = [
        UnreadFile(source_of(r.spot.file or "", cards) or "", r.spot.file or "", "refused", r) for r in seen.refusals
    ]
    raws: list[RawFile] = []
    for file in seen.files:
        source = source_of(file.name, cards)
        try:
            if source is None:
                raise _nobodys(file.name, cards)
            raws.append(vault.keep(file.path, source, file.name, spec.started_at))
        except RefusedInputError as refusal:
            unread.append(UnreadFile(source or "", file.name, "refused", refusal))
    if spec.known_at is not None:
        raws = [vault.raw_file(s) for s in vault.inbox_at(spec.known_at) if s.source_id in cards]
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


def _repetition(raw: RawFile, first: str) -> RefusedInputError:
    return RefusedInputError(
        Refused.REPEATED,
        f"nội dung trùng hoàn toàn với tệp {first}, chỉ đọc một lần",
        spot=InputLocation(raw.source_id, raw.name),
        fix="không cần làm gì; có thể xóa bớt một bản trong hộp thư đến",
    )


def read_source(
    card: SourceCard, files: Sequence[RawFile], vault: Vault, pool: ReaderPool, context: Context
) -> SourceResult:
    """Read and parse one source's files; a file that cannot be used is refused and the others go on."""
    parse = parser_of(card)
    result = SourceResult(card.id)
    for raw in files:
        spot = InputLocation(card.id, raw.name)
        try:
            with vault.opened(raw) as path:
                parsed = parse(pool.read(path, raw.name), raw, card, context)
        except RefusedInputError as refusal:
            parsed = ParsedFile(raw, refusals=[refusal.at(spot)])
        except DoisoatError as error:
            parsed = ParsedFile(
                raw, refusals=[RefusedInputError(Refused.SOURCE_FAILED, error.what, spot=spot, fix=error.fix)]
            )
        except Exception as error:  # a stranger's file must not end the night; the error's type is kept
            parsed = ParsedFile(raw, refusals=[_broke(error, spot)])
        first = next((f.raw.name for f in result.files if _says_the_same(f, parsed)), None)
        if first is None:
            result.files.append(parsed)
        else:
            result.repeated.append(UnreadFile(card.id, raw.name, "set_aside", _repetition(raw, first)))
    return result


def _says_the_same(one: ParsedFile, other: ParsedFile) -> bool:
    return one.raw.sha256 == other.raw.sha256 and one.published_on == other.published_on and not other.refusals


def _broke(error: Exception, spot: InputLocation) -> RefusedInputError:
    """A file that our own parser stumbled over. The error's text may quote the file, so only its type is told."""
    return RefusedInputError(
        Refused.SOURCE_FAILED,
        f"chương trình gặp sự cố khi đọc tệp này ({type(error).__name__})",
        spot=spot,
        fix="giữ nguyên tệp và báo người phụ trách kỹ thuật kèm tên tệp; các tệp khác vẫn được đọc",
    )


def failed_source(card: SourceCard, files: Sequence[RawFile], error: BaseException) -> SourceResult:
    """The reading of a source whose task failed as a whole: every file refused with that reason."""
    if not isinstance(error, Exception):
        raise error
    return SourceResult(
        card.id, [ParsedFile(raw, refusals=[_broke(error, InputLocation(card.id, raw.name))]) for raw in files]
    )
