"""The village register as rows: what a row says, and when it is valid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from doisoat.text.compare import clean
from gazetteer.grammar import family_of
from gazetteer.units import ALWAYS, FOREVER


@dataclass(frozen=True, slots=True)
class Village:
    """One row of the register. ``row`` is its position; dates are inclusive."""

    row: int
    code: str
    name: str
    kind: str
    family: str
    commune: int
    other_names: tuple[str, ...]
    valid_from: dt.date
    valid_to: dt.date
    decision: str

    @property
    def display(self) -> str:
        """Kind and name, e.g. ``Thôn Bó Rài``; the kind once."""
        if self.kind and not self.name.lower().startswith(self.kind.lower() + " "):
            return f"{self.kind} {self.name}"
        return self.name

    def on(self, day: dt.date) -> bool:
        """Whether the village exists on the day."""
        return self.valid_from <= day <= self.valid_to


def read_villages(frame: pd.DataFrame, communes: Sequence[int]) -> list[Village]:
    """Rows of a register frame (kind ``villages``) as villages; blank texts become ``""``."""

    def texts(column: str) -> list[str]:
        if column not in frame:
            return [""] * len(frame)
        return ["" if value is None or value != value else clean(str(value)) for value in frame[column].tolist()]

    def days(column: str, blank: dt.date) -> list[dt.date]:
        if column not in frame or not frame[column].notna().any():
            return [blank] * len(frame)
        return [day_of(value, blank) for value in frame[column].tolist()]

    rows = zip(
        texts("village_code"),
        texts("village_name"),
        texts("village_kind"),
        communes,
        texts("other_names"),
        days("valid_from", ALWAYS),
        days("valid_to", FOREVER),
        texts("decision_number"),
        strict=True,
    )
    families: dict[str, str] = {}
    found = []
    for row, (code, name, kind, commune, others, start, end, decision) in enumerate(rows):
        family = families.get(kind)
        if family is None:
            family = families[kind] = family_of(kind)
        names = tuple(filter(None, map(str.strip, others.split(";")))) if others else ()
        found.append(Village(row, code, name, kind, family, commune, names, start, end, decision))
    return found


def day_of(value: object, blank: dt.date) -> dt.date:
    """A cell of a date column as a date; ``blank`` where it holds none."""
    if value is None or value != value or value is pd.NaT:
        return blank
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return blank
