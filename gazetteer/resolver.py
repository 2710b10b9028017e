"""Typed place names to village codes, or to questions: the front of the room.

Frames in, frames out. Each distinct combination of texts is resolved once; ``resolve`` and ``resolve_units`` give a
row for a row, under the same index.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from doisoat.columns import PLACE, RESOLUTION
from doisoat.model import Match
from doisoat.text.compare import clean
from doisoat.text.repair import repair_rows
from gazetteer.aliases import AliasBook
from gazetteer.answers import Answer, at
from gazetteer.areas import Areas
from gazetteer.editions import Editions
from gazetteer.locate import Locator
from gazetteer.place_index import RegisterCommune
from gazetteer.places import Places
from gazetteer.reasons import reason
from gazetteer.register import Village, read_villages
from gazetteer.succession import with_succession
from gazetteer.unit_answers import UnitLocator

Six = tuple[str | None, str | None, str | None, str | None, str | None, str | None]
UNIT_RESOLUTION = ("level", "unit_code", "commune_code", "district_code", "match", "candidates", "reason")
UNITS = ("village_code", "unit", "commune_code", "commune", "district_code", "district")


@dataclass
class Gazetteer:
    """The village register on the editions of communes, with what people have decided about names."""

    villages: list[Village]
    places: Places
    areas: Areas
    locator: Locator
    unit_locator: UnitLocator
    untied: Sequence[int] = ()  # positions of succession lines whose villages could not be told

    @classmethod
    def build(
        cls,
        villages: pd.DataFrame,
        editions: Editions,
        aliases: pd.DataFrame | None = None,
        successions: pd.DataFrame | None = None,
    ) -> Gazetteer:
        """Read a register.

        Args:
            villages: frame of kind ``villages`` (doisoat.columns.RECORDS).
            editions: administrative units by date.
            aliases: frame of decisions (gazetteer.aliases.COLUMNS), or None.
            successions: frame of kind ``successions``, or None.
        """
        communes, numbers = _communes(villages)
        places = Places(editions, communes)
        rows, links, untied = with_succession(read_villages(villages, numbers), communes, successions)
        areas = Areas(places, rows, links)
        locator = Locator(places, areas, AliasBook.read(aliases))
        return cls(rows, places, areas, locator, UnitLocator(places, areas), untied)

    def resolve(self, places: pd.DataFrame, on: dt.date | pd.Series, codes_on: dt.date | None = None) -> pd.DataFrame:
        """Resolve place texts to villages.

        Args:
            places: columns of doisoat.columns.PLACE; missing columns count as blank.
            on: the day the texts were written for, one for all or one a row (missing: today's units are not guessed,
                the latest day given is used).
            codes_on: the day whose village codes are wanted; a village that was renamed or merged between the two
                days is followed. Default: the same day.

        Returns:
            doisoat.columns.RESOLUTION under the index of ``places``.
        """

        def answer(texts: Six, day: dt.date) -> tuple[object, ...]:
            found = self.locator.locate(*texts, day)
            return _row(at(found, day, codes_on or day, self.areas))

        return _by_distinct(places, on, answer, RESOLUTION)

    def resolve_units(self, places: pd.DataFrame, on: dt.date | pd.Series) -> pd.DataFrame:
        """Resolve commune and district texts, without villages.

        Returns:
            UNIT_RESOLUTION under the index of ``places``: ``level`` is commune, district or blank; ``unit_code`` the
            code at that day; ``candidates`` commune codes joined by ``|``.
        """

        def answer(texts: Six, day: dt.date) -> tuple[object, ...]:
            return self.unit_locator.answer(*texts[:5], day)

        return _by_distinct(places, on, answer, UNIT_RESOLUTION)

    def units(self, on: dt.date) -> pd.DataFrame:
        """Villages that exist on the day, with their commune and district on that day (UNITS)."""
        rows: dict[str | int, tuple[str, ...]] = {}
        for village in self.villages:
            if self.areas.exists(village, on):
                area = self.areas.area(village.commune, on)
                row = (village.code, village.display, area.code, area.name, area.district_code, area.district)
                rows[village.code or village.row] = row  # lists of several years: the last one's row
        frame = pd.DataFrame(list(rows.values()), columns=list(UNITS), dtype="str")
        return frame.mask(frame == "")


def _row(answer: Answer) -> tuple[object, ...]:
    """An answer as a row of RESOLUTION."""
    area = answer.area
    return (
        answer.match.value,
        answer.villages[0].code if answer.match is Match.MATCHED else None,
        area.code if area else None,
        (area.district_code if area else answer.district_code) or None,
        answer.score,
        answer.method,
        "|".join(v.code for v in answer.villages) or None,
        reason(answer.why),
        "|".join(answer.formers) or None,
        answer.former_count if answer.formers else None,
    )


def _communes(villages: pd.DataFrame) -> tuple[list[RegisterCommune], Sequence[int]]:
    """The distinct communes of a register frame, and each row's number among them."""
    keys = []
    for column in ("commune_code", "commune_name", "district_name"):
        if column in villages:
            keys.append(["" if v is None or v != v else str(v) for v in villages[column].tolist()])
        else:
            keys.append([""] * len(villages))
    numbers: dict[tuple[str, str, str], int] = {}
    of_row = [numbers.setdefault(key, len(numbers)) for key in zip(*keys, strict=True)]
    rows: list[list[int]] = [[] for _ in numbers]
    for row, number in enumerate(of_row):
        rows[number].append(row)
    return [
        RegisterCommune(number, _code(code), clean(name), clean(district), tuple(rows[number]))
        for (code, name, district), number in numbers.items()
    ], of_row


def _code(text: str) -> str:
    text = clean(text).removesuffix(".0")
    return text.zfill(5) if text.isdigit() else text


def _by_distinct(
    places: pd.DataFrame,
    on: dt.date | pd.Series,
    answer: Callable[[Six, dt.date], tuple[object, ...]],
    columns: Sequence[str],
) -> pd.DataFrame:
    """Answer each distinct combination of texts and day once, and lay the answers beside the rows."""
    texts = repair_rows([_texts(places, column) for column in PLACE])
    days = [on] * len(places) if isinstance(on, dt.date) else _days(on)
    numbers: dict[tuple[object, ...], int] = {}
    codes = np.fromiter(
        (numbers.setdefault(key, len(numbers)) for key in zip(*texts, days, strict=True)),
        dtype=np.intp,
        count=len(places),
    )
    answers = [answer(key[:-1], key[-1]) for key in numbers]  # type: ignore[arg-type]
    data: dict[str, object] = {}
    for position, column in enumerate(columns):
        values = [a[position] for a in answers]
        kind = {"score": "float64", "former_count": "Int64"}.get(column, "str")
        data[column] = pd.Series(values, dtype=kind).array.take(codes)
    return pd.DataFrame(data, index=places.index, columns=list(columns))


def _texts(places: pd.DataFrame, column: str) -> list[str | None]:
    if column not in places:
        return [None] * len(places)
    return [None if v is None or v != v else str(v) for v in places[column].tolist()]


def _days(on: pd.Series) -> list[dt.date]:
    given = [
        v
        if isinstance(v, dt.date) and not isinstance(v, dt.datetime)
        else pd.Timestamp(v).date()
        if v is not None and v == v
        else None
        for v in on.tolist()
    ]
    known = [d for d in given if d is not None]
    latest = max(known) if known else dt.date.max
    return [latest if d is None else d for d in given]
