"""Claims and observations laid side by side: what the rules may look at, and nothing that came after the as-of date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import pandas as pd

from doisoat.columns import PLACE, PROVENANCE, RECORDS, RESOLUTION
from doisoat.model import Match
from expectations.parts import join_parts

T = TypeVar("T")
_UNIT_KINDS = {"service_statistics", "service_claims"}


@dataclass(frozen=True)
class SourceState:
    """What became of one source tonight.

    ``complete``: the export declares that a village it does not list has nothing. ``readable``: at least one file of
    it was read. ``refused``: a file or sheet of it was refused, or its task failed, or a gate holds it back. ``held``:
    its list has shrunk against the last accepted one, and waits for a person's yes. ``asked``: a table of it waits
    until a person has answered a question about it. ``unread_contract_columns``: headings of columns that may hold
    contract numbers and were not understood.
    ``unfit``: rows of it did not fit their header and were set aside: whom they are about is not known.
    ``is_operator``: its files are a telecom operator's lists.
    """

    id: str
    title: str
    complete: bool = False
    readable: bool = False
    refused: bool = False
    held: bool = False
    asked: bool = False
    unfit: bool = False
    unread_contract_columns: tuple[str, ...] = ()
    is_operator: bool = False


@dataclass(frozen=True)
class Dossier:
    """Everything the judge may look at.

    Args:
        as_of: the day the verdicts speak about.
        units: all units of the register on that day; index ``unit_code``; columns ``level, unit, commune_code,
            commune, district_code, district, commune_history`` (the commune's names so far: ``gazetteer.records``).
        records: resolved frames by kind (``doisoat.columns.RECORDS``). Village kinds carry the ``RESOLUTION``
            columns, unit kinds (statistics and service claims) ``level`` and ``unit_code``. ``published_on`` is
            ``datetime64``; a missing one never hides a row.
        sources: by source id.
        published_until: the day of the newest row where these are a part of the records; None: it stands among them.
    """

    as_of: dt.date
    units: pd.DataFrame
    records: Mapping[str, pd.DataFrame]
    sources: Mapping[str, SourceState]
    published_until: dt.date | None = None
    _made: dict[tuple[str, str], pd.DataFrame] = field(default_factory=dict, init=False, repr=False, compare=False)
    _taken: dict[tuple[Hashable, ...], Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def made_once(self, what: tuple[Hashable, ...], make: Callable[[], T]) -> T:
        """What several checks and readings take from the rows, made by the first; nobody may change it."""
        if what not in self._taken:
            self._taken[what] = make()
        made: T = self._taken[what]
        return made

    def _once(self, what: str, kind: str, make: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
        """What every check and reading asks for is made once; each may add columns to its own frame of it."""
        if (what, kind) not in self._made:
            self._made[what, kind] = make(kind)
        return self._made[what, kind].copy(deep=False)

    def rows(self, kind: str) -> pd.DataFrame:
        """Rows of one kind that were published by the as-of date; an empty frame with its columns where none came."""
        return self._once("rows", kind, self._published)

    def _published(self, kind: str) -> pd.DataFrame:
        frame = self.records.get(kind)
        if frame is None:
            return _empty(kind)
        later = frame["published_on"] > pd.Timestamp(self.as_of)
        return frame[~later] if later.any() else frame

    def village_rows(self, kind: str) -> pd.DataFrame:
        """Rows of one kind, one for each village they speak about, with ``extent`` ``whole`` or ``part``.

        A row that lists several villages speaks about each of them; a row about a constituent of a merged village
        speaks about a part; coverage rows about all its constituents that agree speak about the whole
        (``expectations.parts``). Rows whose village is not known are left out (see ``unplaced_rows``).
        """
        return self._once("village rows", kind, self._placed)

    def _placed(self, kind: str) -> pd.DataFrame:
        frame = self.rows(kind)
        rows = frame[frame["match"] == Match.MATCHED].assign(extent="whole")
        listed = frame[frame["match"].isin([Match.SEVERAL, Match.PART])]
        if len(listed):
            rows = pd.concat([rows, self._listed(listed)], ignore_index=True)
        return join_parts(rows) if kind == "coverage" else rows

    @staticmethod
    def _listed(listed: pd.DataFrame) -> pd.DataFrame:
        return listed.assign(
            village_code=listed["candidates"].str.split("|"),
            extent=listed["match"].map({Match.SEVERAL: "whole", Match.PART: "part"}),
        ).explode("village_code")

    def unplaced_rows(self, kind: str) -> pd.DataFrame:
        """Rows of one kind whose village could not be told; ``commune_code`` or ``district_code`` may still be."""
        frame = self.rows(kind)
        return frame[~frame["match"].isin([Match.MATCHED, Match.SEVERAL, Match.PART])]

    def source_of_kind_refused(self, *source_ids: str) -> bool:
        """Whether any of the sources was refused and none of them could be read."""
        states = [self.sources[s] for s in source_ids if s in self.sources]
        return any(s.refused for s in states) and not any(s.readable for s in states)

    def part_refused(self, prefix: str) -> bool:
        """Whether anything of the sources whose ids begin so was refused: what it held is not known to be absent."""
        return any(state.refused for key, state in self.sources.items() if key.startswith(prefix))

    def has_unfit(self, prefix: str) -> bool:
        """Whether rows of the sources whose ids begin so did not fit: they may name what is missing elsewhere."""
        return any(state.unfit for key, state in self.sources.items() if key.startswith(prefix))

    def is_asked(self, prefix: str) -> bool:
        """Whether a table of the sources whose ids begin so waits for an answer: what it says is not known yet."""
        return any(state.asked for key, state in self.sources.items() if key.startswith(prefix))

    def is_held(self, prefix: str) -> bool:
        """Whether a shrunken list of the sources whose ids begin so waits for a person's yes."""
        return any(state.held for key, state in self.sources.items() if key.startswith(prefix))

    def title(self, source_id: str) -> str:
        """The source's name for people."""
        state = self.sources.get(source_id)
        return state.title if state else source_id

    def fresh(self, published_on: pd.Series, days: int) -> pd.Series:
        """Whether each publication date lies within ``days`` before the as-of date."""
        age_days: pd.Series = (pd.Timestamp(self.as_of) - published_on).dt.days
        return age_days <= days

    def after(self) -> Dossier | None:
        """What was published after the as-of date, seen from the last such day; None where there is nothing."""
        last = self.last_day()
        if last is None or last <= self.as_of:
            return None
        cut = pd.Timestamp(self.as_of)
        later = {
            kind: frame[frame["published_on"] > cut] for kind, frame in self.records.items() if "published_on" in frame
        }
        undated = {kind: frame for kind, frame in self.records.items() if frame["published_on"].isna().all()}
        return replace(self, as_of=last, records={**later, **undated})

    def last_day(self) -> dt.date | None:
        """The day on which the newest row of all was published; None where no row says when it was."""
        if self.published_until is not None:
            return self.published_until
        dated = [frame["published_on"].dropna() for frame in self.records.values() if "published_on" in frame]
        return max((days.max().date() for days in dated if len(days)), default=None)


def _empty(kind: str) -> pd.DataFrame:
    """A frame of the kind without rows."""
    places = ("level", "unit_code", "match") if kind in _UNIT_KINDS else RESOLUTION
    columns = dict.fromkeys((*RECORDS[kind], *PLACE, *PROVENANCE, *places), pd.Series(dtype=object))
    return pd.DataFrame({**columns, "published_on": pd.Series(dtype="datetime64[us]")})
