"""The province's lists of what became of villages, read beside the register's own columns.

A line names an old village and what it, or a part of it, became on a day. Both are looked for in the register; villages
that it does not list are added: old ones end the day before, new ones begin on the day. Where the register leaves a
date blank the list's day fills it; a date that the register gives stays, but for a village that went on under its name
and code: before the day that was another village.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from doisoat.model import Extent
from doisoat.text.compare import clean
from doisoat.text.repair import repair_texts
from gazetteer.formers import Link, marks_of
from gazetteer.grammar import commune_text
from gazetteer.place_index import RegisterCommune
from gazetteer.register import Village, day_of
from gazetteer.units import ALWAYS, FOREVER

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Named:
    """A village as a list names it; blank texts are ``""``. ``place`` is its register commune, once that is known."""

    code: str
    name: str
    commune: str
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list, ``row`` of its frame. ``entire`` is missing where the list does not say; so is ``on``."""

    old: Named
    new: Named
    entire: bool | None
    on: dt.date | None
    row: int = -1


def with_succession(
    villages: Sequence[Village], communes: Sequence[RegisterCommune], frame: pd.DataFrame | None
) -> tuple[list[Village], list[Link], list[int]]:
    """The register's villages with what the lists add, and the lists' lines tied to them.

    Args:
        villages: rows of the register.
        communes: its communes.
        frame: records of kind ``successions``, or None.

    Returns:
        Villages, those of the register first and in their order; a link for each line whose villages could be told; and
        the positions in the frame of the lines whose new village could not.
    """
    book = _Book(list(villages), communes)
    if frame is None or not len(frame):
        return book.rows, [], []
    lines = [book.placed(line) for line in read_lines(frame)]
    tied = [(line, book.tie(line)) for line in _completed(lines, book)]
    links = [Link(book.rows[found[0]], book.rows[found[1]], found[2]) for _, found in tied if found is not None]
    return book.rows, links, sorted(line.row for line, found in tied if found is None and line.row >= 0)


def read_lines(frame: pd.DataFrame) -> list[Line]:
    """The lines of a frame of successions, each once."""

    def texts(column: str) -> list[str]:
        values = [None if v is None or v != v else str(v) for v in frame[column].tolist()]
        return [clean(text or "") for text in repair_texts(values)[0]]

    names = zip(
        *(texts(f"{age}_{what}") for age in ("old", "new") for what in ("code", "name", "commune")), strict=True
    )
    days = [None if day == ALWAYS else day for day in (day_of(v, ALWAYS) for v in frame["effective_on"].tolist())]
    lines = [
        Line(Named(*six[:3]), Named(*six[3:]), {"": None}.get(extent, extent == Extent.WHOLE), on, row)
        for row, (six, extent, on) in enumerate(zip(names, texts("extent"), days, strict=True))
    ]
    return list({replace(line, row=-1): line for line in lines if line.old.code or line.old.name}.values())


def _completed(lines: Sequence[Line], book: _Book) -> list[Line]:
    """The lines by day, with those that a list leaves out: a village that lost a part, or took another in, went on."""
    successors = Counter((line.on, line.old) for line in lines)
    lines = [
        replace(line, entire=successors[line.on, line.old] == 1) if line.entire is None else line for line in lines
    ]
    into: dict[tuple[dt.date | None, int], list[Line]] = defaultdict(list)
    for line in lines:
        if (row := book.find(line.new, line.on)) is not None:
            into[line.on, row].append(line)
    more: list[Line] = []
    for line in lines:
        goes_on = not line.entire and successors[line.on, line.old] == 1
        if goes_on and line.on and (row := book.find(line.old, line.on)) is not None:
            more.append(Line(line.old, book.named(row), False, line.on))
    for (on, row), group in into.items():
        if all(book.find(line.old, on) != row for line in group) and book.was_there(row, group, on):
            more.append(Line(book.named(row), book.named(row), True, on))
    return sorted([*more, *lines], key=lambda k: (k.on or ALWAYS, k.old.name != k.new.name))


class _Book:
    """The register's rows, growing by those that the lists name."""

    def __init__(self, rows: list[Village], communes: Sequence[RegisterCommune]) -> None:
        self.rows = rows
        self._communes = communes
        self._by_code: dict[str, list[int]] = defaultdict(list)
        self._by_commune: dict[int, list[int]] = defaultdict(list)
        for village in rows:
            self._file(village)

    def tie(self, line: Line) -> tuple[int, int, bool] | None:
        """Rows of the line's old and new village, and whether all of the old one is meant; None where nobody can tell.

        The dates of both are filled on the way. Lines come by day, one that says "went on" before the others.
        """
        new = self.find(line.new, line.on)
        if new is None:
            commune = line.new.place
            if commune is None or not line.new.name:
                return None
            new = self._add(
                Village(0, line.new.code, line.new.name, "", "", commune, (), line.on or ALWAYS, FOREVER, "")
            )
        before = line.on - _ONE_DAY if line.on else None
        old = self.find(line.old, before)
        if old == new or old is None:
            old = self._add_old(line.old, new, before, goes_on=old == new)
        if before is not None:
            if self.rows[new].valid_from == ALWAYS:
                self.rows[new] = replace(self.rows[new], valid_from=before + _ONE_DAY)
            if self.rows[old].valid_to == FOREVER:
                self.rows[old] = replace(self.rows[old], valid_to=before)
        return old, new, bool(line.entire)

    def placed(self, line: Line) -> Line:
        """The line with the register communes of both villages, where they can be told.

        A list names a commune without its district. Of several communes of that name it is the one that the code
        begins with, or that holds such a village; the new one's where the old one is listed nowhere.
        """
        news, olds = self._fitting(line.new), self._fitting(line.old)
        news, olds = news or olds, olds or news
        new = _only(news) or _only(self._holding(news, line.new.name))
        new = new or [c for c in _only(olds) if c in news]
        old = _only(olds) or [c for c in new if c in olds] or _only(self._holding(olds, line.old.name))
        places = [found[0] if found else None for found in (old, new)]
        return replace(line, old=replace(line.old, place=places[0]), new=replace(line.new, place=places[1]))

    def find(self, named: Named, day: dt.date | None) -> int | None:
        """The row of a village that bears the code and the name (either may be blank), on the day where one is."""
        coded = [row for code in (named.code, f"0{named.code}") for row in self._by_code.get(code, ())]
        for rows in (coded, self._by_commune[named.place] if named.place is not None and named.name else []):
            found = [v for v in map(self.rows.__getitem__, rows) if not named.name or _goes_by(v, named.name)]
            alive = [v.row for v in found if day is None or v.on(day)]
            if alive:
                return alive[-1]
        return None

    def named(self, row: int) -> Named:
        """A row as a list would name it."""
        village = self.rows[row]
        return Named(village.code, village.name, self._communes[village.commune].full_name, village.commune)

    def was_there(self, row: int, lines: Sequence[Line], day: dt.date | None) -> bool:
        """Whether the village that lines lead to existed before: by its own date, or as it is listed beside the old."""
        if day is None:
            return False
        if self.rows[row].valid_from != ALWAYS or len(lines) > 1:
            return ALWAYS < self.rows[row].valid_from < day
        old = self.find(lines[0].old, day - _ONE_DAY)
        return old is not None and old != row and self.rows[old].valid_to >= day

    def _fitting(self, named: Named) -> list[int]:
        """The register communes that a village may lie in, by their name and by what its code begins with."""
        name = commune_text(named.commune).name.key if named.commune else ""
        fitting = [c for c in self._communes if not name or commune_text(c.full_name).name.key == name]
        coded = [c.index for c in fitting if c.code and named.code and f"0{named.code}".find(c.code) in (0, 1)]
        return coded or ([c.index for c in fitting] if name else [])

    def _holding(self, communes: Sequence[int], name: str) -> list[int]:
        return [c for c in communes if name and any(_goes_by(self.rows[row], name) for row in self._by_commune[c])]

    def _add_old(self, named: Named, new: int, before: dt.date | None, *, goes_on: bool) -> int:
        """A row for a village that the register lists no more, or only as what it has become."""
        now = self.rows[new]
        if goes_on:
            start = now.valid_from if before and now.valid_from <= before else ALWAYS
            if before:
                self.rows[new] = replace(now, valid_from=before + _ONE_DAY)
            code = named.code or now.code
            return self._add(replace(now, code=code, other_names=(), valid_from=start, valid_to=before or ALWAYS))
        commune = now.commune if named.place is None else named.place
        return self._add(Village(0, named.code, named.name, "", "", commune, (), ALWAYS, before or ALWAYS, ""))

    def _add(self, village: Village) -> int:
        village = replace(village, row=len(self.rows))
        self.rows.append(village)
        self._file(village)
        return village.row

    def _file(self, village: Village) -> None:
        if village.code:
            self._by_code[village.code].append(village.row)
        self._by_commune[village.commune].append(village.row)


def _goes_by(village: Village, name: str) -> bool:
    return bool(marks_of(village.name, village.family) & marks_of(name, village.family))


def _only(found: Sequence[int]) -> list[int]:
    """The one that was found; none where there are several."""
    return list(found) if len(found) == 1 else []
