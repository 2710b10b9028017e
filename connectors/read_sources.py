"""The files of a source read into records: one loop, whoever asks.

A run reads what its vault holds; a question that needs a few sources reads those of the inbox alone; a command reads a
file where it lies. A file that cannot be used is refused, and the others go on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from pathlib import Path

import pandas as pd

from connectors.card import is_users_own, parser_of
from connectors.contract import Context, Parse, ParsedFile, PlaceLookup, RawFile, SourceCard, Workbook
from connectors.files.reader import ReaderPool
from connectors.intake import UnreadFile, take_in
from connectors.staging.staged_readings import StagedReadings
from connectors.vault.store import Vault
from doisoat.clock import VIETNAM
from doisoat.columns import LARGE_KINDS
from doisoat.errors import DoisoatError, InputLocation, Refused, RefusedInputError, describe_fault, passed_through
from doisoat.frames import MANY, below_each_other, compact, taken_together
from doisoat.keyring import Keyring
from doisoat.memory import give_back
from doisoat.settings import ReaderLimits, is_called_list
from doisoat.text.repair import repair_texts


@dataclass
class SourceResult:
    """What one source gave: its files, each as it was parsed, and its records by kind over all of them.

    ``repeated`` are files that say again, byte for byte and as of the same day, what another one says. The same bytes
    under a name with another date are another publication.
    """

    source_id: str
    files: list[ParsedFile] = field(default_factory=list)
    repeated: list[UnreadFile] = field(default_factory=list)
    _whole: dict[str, pd.DataFrame] = field(default_factory=dict, init=False, repr=False)

    @property
    def records(self) -> dict[str, pd.DataFrame]:
        """Records of all files by kind, in the order of the files."""
        frames: dict[str, list[pd.DataFrame]] = {}
        for parsed in self.files:
            for kind, frame in parsed.records.items():
                if len(frame) and kind not in self._whole:
                    frames.setdefault(kind, []).append(frame)
        joined = {kind: below_each_other(parts) for kind, parts in frames.items()} | self._whole
        return {k: f.assign(published_on=pd.to_datetime(f["published_on"])) for k, f in joined.items()}

    def add(self, parsed: ParsedFile) -> None:
        """Take a file in, or set it aside as the repetition of one that is here."""
        first = next((f.raw.name for f in self.files if _says_the_same(f, parsed)), None)
        if first is None:
            self.files.append(parsed)
            parsed.records.update({k: compact(parsed.records[k]) for k in LARGE_KINDS if k in parsed.records})
        else:
            self.repeated.append(
                UnreadFile(self.source_id, parsed.raw.name, "set_aside", _repetition(parsed.raw, first))
            )

    def settle(self) -> None:
        """Hold the rows of large kinds once: those of a file are a piece of those of all."""
        for kind in LARGE_KINDS:
            mine = [parsed for parsed in self.files if len(parsed.records.get(kind, ()))]
            edges = [0, *accumulate(len(parsed.records[kind]) for parsed in mine)]
            if edges[-1] < MANY:
                continue
            whole = taken_together([parsed.records.pop(kind) for parsed in mine])
            self._whole[kind] = whole.assign(published_on=pd.to_datetime(whole["published_on"]))
            for parsed, (begin, end) in zip(mine, pairwise(edges), strict=True):
                parsed.records[kind] = self._whole[kind].iloc[begin:end]

    def let_go(self, *kinds: str) -> None:
        """Give up the records, or the many rows of some kinds but for when they were published."""
        many = [kind for kind in kinds if self._whole.pop(kind, None) is not None]
        for parsed in self.files:
            if not kinds:
                parsed.records.clear()
            for kind in many:
                if kind in parsed.records:
                    parsed.records[kind] = parsed.records[kind][["published_on"]].copy()


def parse_context(
    now: dt.datetime, people: Keyring | None = None, places: PlaceLookup | None = None, places_id: str = ""
) -> Context:
    """What parsers are handed: the day in Vietnam, the repair of texts, the comparison of persons, known places.

    Args:
        now: the clock of the run, with its zone.
        people: keys of the digest; without them persons are not compared.
        places: tells which texts name known places; without it a column's content is a weaker sign.
        places_id: tells these places from others.
    """

    def digest(column: str, value: str) -> str | None:
        return people.digest(column, value) if people else None

    return Context(now.astimezone(VIETNAM).date(), repair_texts, digest, places, places_id=places_id)


def read_source(
    card: SourceCard, files: Sequence[RawFile], vault: Vault, pool: ReaderPool, context: Context
) -> SourceResult:
    """Read one source's files from the vault; what was read of them before and would come out again is not read.

    Raises:
        ConfigError: the source's own ``parse.py`` is at fault before it has met a file.
    """
    parse, result = parser_of(card), SourceResult(card.id)
    staged = StagedReadings(vault.staged, card, pool.limits, context)
    for raw in files:
        result.add(_read(vault.opened(raw), raw, parse, card, pool, context, staged))
    result.settle()
    give_back()
    return result


def read_sources(
    inbox: Path,
    cards: Mapping[str, SourceCard],
    vault: Vault,
    limits: ReaderLimits,
    now: dt.datetime,
    known_at: dt.datetime | None = None,
) -> dict[str, SourceResult]:
    """Some sources of the inbox apart from a run, for a question that needs them alone. Persons are not compared.

    Returns:
        Results by source id, of those that have files.

    Raises:
        ConfigError: there is no inbox.
    """
    files = take_in(inbox, known_at, now, vault, cards, limits).files
    context = parse_context(now)
    with ReaderPool(limits) as pool:
        return {source: read_source(cards[source], found, vault, pool, context) for source, found in files.items()}


def read_paths(paths: Iterable[Path], card: SourceCard, limits: ReaderLimits, now: dt.datetime) -> list[ParsedFile]:
    """Files read where they lie, as files of the source; nothing is kept, and persons are not compared.

    Raises:
        ConfigError: the source's own ``parse.py`` is at fault before it has met a file.
    """
    parse, context = parser_of(card), parse_context(now)
    raws = [RawFile(card.id, path.name, "", path.stat().st_size, now, path) for path in paths]
    with ReaderPool(limits) as pool:
        return [_read(nullcontext(raw.path), raw, parse, card, pool, context) for raw in raws]


def _read(
    opened: AbstractContextManager[Path],
    raw: RawFile,
    parse: Parse,
    card: SourceCard,
    pool: ReaderPool,
    context: Context,
    staged: StagedReadings | None = None,
) -> ParsedFile:
    try:
        if (
            too_big := pool.too_big(raw.size, is_list=is_called_list(raw.name))
        ) is not None:  # before it is unsealed, which needs as much room again
            raise too_big
        with opened as path:
            if staged is not None and (known := staged.find(raw)) is not None:
                return known
            book = pool.read(path, raw.name)
    except Exception as error:  # a stranger's file must not end the night
        return refused_file(error, raw, card)
    if staged is None or not staged.is_used:
        return parse_book(book, raw, parse, card, context)
    watch = staged.watch()
    parsed = parse_book(book, raw, parse, card, watch.context)
    staged.keep(parsed, watch)
    return parsed


def parse_book(book: Workbook, raw: RawFile, parse: Parse, card: SourceCard, context: Context) -> ParsedFile:
    """Parse one file. Nothing that a file or a parser does is raised: it ends as a refusal."""
    try:
        parsed = parse(book, raw, card, context)
    except Exception as error:
        return refused_file(error, raw, card)
    except SystemExit as error:  # somebody's parse.py that was a script once must not end the night
        if not is_users_own(card):
            raise
        return refused_file(error, raw, card)
    if not isinstance(parsed, ParsedFile):
        return refused_file(_no_parsed_file(card), raw, card)
    # What the reader met comes first: hidden rows, struck text, formulas without a result. UTF-8 is no news.
    parsed.notes[:0] = [note for note in book.notes if _is_news(note, card)]
    return parsed


def _is_news(note: str, card: SourceCard) -> bool:
    """Whether what the reader met is worth telling; that our own workbook hides its list of choices is not."""
    own = card.options.get("choices")
    return not note.startswith("Bảng mã của tệp: UTF-8") and not (own and f"'{own}'" in note)


def _no_parsed_file(card: SourceCard) -> DoisoatError:
    return DoisoatError(
        f"hàm parse của nguồn '{card.id}' không trả về ParsedFile",
        fix=f"sửa lệnh return của hàm (docs/add-a-source.md) rồi thử lại: doisoat try TỆP --source {card.id}",
    )


def refused_file(error: Exception | SystemExit, raw: RawFile, card: SourceCard) -> ParsedFile:
    """A file that could not be read, with the reason."""
    return ParsedFile(raw, refusals=[_as_refusal(error, card, InputLocation(card.id, raw.name))])


def failed_source(card: SourceCard, files: Sequence[RawFile], error: BaseException) -> SourceResult:
    """The result of a source whose task failed as a whole: every file refused with that reason."""
    if not isinstance(error, Exception):
        raise error
    return SourceResult(card.id, [refused_file(error, raw, card) for raw in files])


def _as_refusal(error: Exception | SystemExit, card: SourceCard, spot: InputLocation) -> RefusedInputError:
    """Why a file was not read. What a foreign error says may quote the file: only its kind and place are kept."""
    if isinstance(error, RefusedInputError):
        return error.at(spot)
    if isinstance(error, DoisoatError):
        what, fix = error.what, error.fix
    elif is_users_own(card) and passed_through(error, card.folder):
        what = f"tệp parse.py của nguồn '{card.id}' gặp sự cố ({describe_fault(error, within=card.folder)})"
        fix = f"sửa chỗ đã nêu rồi thử lại: doisoat try TỆP --source {card.id}; các tệp khác vẫn được đọc"
    else:
        what = f"chương trình gặp sự cố khi đọc tệp này ({describe_fault(error)})"
        fix = "giữ nguyên tệp và báo người phụ trách kỹ thuật kèm tên tệp; các tệp khác vẫn được đọc"
    return RefusedInputError(Refused.SOURCE_FAILED, what, spot=spot, fix=fix)


def _says_the_same(one: ParsedFile, other: ParsedFile) -> bool:
    return one.raw.sha256 == other.raw.sha256 and one.published_on == other.published_on and not other.refusals


def _repetition(raw: RawFile, first: str) -> RefusedInputError:
    return RefusedInputError(
        Refused.REPEATED,
        f"nội dung trùng hoàn toàn với tệp {first}, chỉ đọc một lần",
        spot=InputLocation(raw.source_id, raw.name),
        fix="không cần làm gì; có thể xóa bớt một bản trong hộp thư đến",
    )
