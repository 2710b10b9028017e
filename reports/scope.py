"""Who gets a report, and which rows are theirs: a unit at a date, never a hard-coded district.

While a village has a district on the as-of day, the district is told; where there is none (since 1/7/2025), the
commune. The frames themselves say which: no date is written here.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from doisoat.model import Level
from reports.contract import UNIT_COLUMNS
from reports.verdict_sentence import DRAFT


@dataclass(frozen=True)
class Unit:
    """A unit that gets a report."""

    code: str
    name: str
    level: str


def recipient_units(places: pd.DataFrame) -> pd.DataFrame:
    """The units that get a report among places of one day.

    Args:
        places: columns ``commune_code, commune, district_code, district``: verdicts of a run, or better every commune
            of the day, so that a unit of which nothing is known gets a report too that says so.

    Returns:
        UNIT_COLUMNS, one row a unit, sorted by code.
    """
    plain = places[["commune_code", "commune", "district_code", "district"]].fillna("").astype(str).drop_duplicates()
    below = plain["district_code"] != ""
    districts = plain[below].rename(columns={"district_code": "unit_code", "district": "unit"})
    communes = plain[~below & (plain["commune_code"] != "")].rename(
        columns={"commune_code": "unit_code", "commune": "unit"}
    )
    frame = pd.concat(
        [districts.assign(level=str(Level.DISTRICT)), communes.assign(level=str(Level.COMMUNE))], ignore_index=True
    )
    frame = frame[list(UNIT_COLUMNS)].drop_duplicates(["unit_code", "level"])
    return frame.sort_values(["unit_code", "level"], ignore_index=True)


def deciding_rows(verdicts: pd.DataFrame, reasons: str = "reasons") -> pd.DataFrame:
    """The verdicts without those of drafts, which no letter tells as findings."""
    marks = verdicts[reasons].astype(object).fillna("").astype(str).str.split(";")
    return verdicts[~marks.map(lambda codes: DRAFT in codes).astype(bool)]


def own_rows(frame: pd.DataFrame, unit: Unit) -> pd.DataFrame:
    """Rows of the unit alone, by the codes of district or commune in the frame."""
    column = "district_code" if unit.level == Level.DISTRICT else "commune_code"
    return frame[frame[column].fillna("").astype(str) == unit.code]


def units_of(frame: pd.DataFrame) -> list[Unit]:
    """The rows of a frame with UNIT_COLUMNS."""
    rows = zip(frame["unit_code"], frame["unit"], frame["level"], strict=True)
    return [Unit(str(code), str(name), str(level)) for code, name, level in rows]
