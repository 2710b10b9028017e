"""Stop 4: the gazetteer turns typed names into codes, or into questions for a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import pandas as pd

from doisoat.columns import PLACE, RESOLUTION
from doisoat.model import Level, Match
from gazetteer.editions import Editions
from gazetteer.resolver import Gazetteer

# Kinds whose rows name a commune or a district rather than a village.
UNIT_KINDS = frozenset({"service_statistics", "service_claims"})
_RESOLUTION_KEY = ("source_id", "kind", *PLACE, "on_date")


def resolve_records(
    gazetteer: Gazetteer, records: Mapping[str, pd.DataFrame], as_of: dt.date
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Resolve every kind's places on the day the row speaks about.

    Returns:
        The records with the resolution's columns; and one row for each distinct place text of a source, with
        ``row_count``, for the warehouse.
    """
    days = claim_days(records, as_of)
    resolved: dict[str, pd.DataFrame] = {}
    told: list[pd.DataFrame] = []
    for kind, frame in records.items():
        if kind == "villages":
            resolved[kind] = frame
            continue
        on = frame["published_on"].fillna(pd.to_datetime(frame["file_sha256"].map(days.to_dict())))
        on = on.fillna(pd.Timestamp(as_of))
        keyed = frame.assign(kind=kind, on_date=on)
        keyed["place_id"] = keyed.groupby(["source_id", *PLACE, "on_date"], sort=False, dropna=False).ngroup()
        distinct = keyed.drop_duplicates("place_id").set_index("place_id")
        places, days_written = distinct[list(PLACE)], distinct["on_date"]
        if kind in UNIT_KINDS:
            answer = gazetteer.resolve_units(places, days_written)
        else:  # a village named by last year's name is judged under this year's code
            answer = gazetteer.resolve(places, days_written, codes_on=as_of)
        resolved[kind] = frame.join(answer.reindex(keyed["place_id"]).set_axis(frame.index))
        counts = keyed.groupby("place_id").size().rename("row_count")
        told.append(distinct[list(_RESOLUTION_KEY)].join(answer).join(counts))
    resolutions = pd.concat(told, ignore_index=True) if told else pd.DataFrame(columns=[*_RESOLUTION_KEY, *RESOLUTION])
    return resolved, resolutions


def claim_days(records: Mapping[str, pd.DataFrame], as_of: dt.date) -> pd.Series:
    """The day on which a claims file's names are read: the end of its assessment year, at most the as-of date."""
    years = [records[kind][["file_sha256", "year"]] for kind in ("assessments", "service_claims") if kind in records]
    if not years:
        return pd.Series(dtype="datetime64[us]")
    newest = pd.to_numeric(pd.concat(years).dropna().groupby("file_sha256")["year"].max())
    return newest.map(lambda year: min(pd.Timestamp(as_of), pd.Timestamp(int(year), 12, 31)))


def questions(resolutions: pd.DataFrame) -> pd.DataFrame:
    """The place texts that wait for a person, most rows first."""
    open_rows = resolutions[resolutions["match"] == Match.REVIEW]
    return open_rows.sort_values("row_count", ascending=False, kind="stable")


def all_units(gazetteer: Gazetteer, editions: Editions, days: Iterable[dt.date]) -> pd.DataFrame:
    """Villages on the last of the days, communes and districts on any of them (a later day wins a code).

    Returns:
        Index ``unit_code``; columns ``level, unit, commune_code, commune, district_code, district, commune_names``,
        the last with every name the commune has gone by, joined by ``;``.
    """
    ordered = sorted(set(days))
    villages = (
        gazetteer.units(ordered[-1]).rename(columns={"village_code": "unit_code"}).assign(level=str(Level.VILLAGE))
    )
    communes = [
        {
            "unit_code": unit.code,
            "unit": unit.full_name,
            "commune_code": unit.code,
            "commune": unit.full_name,
            "district_code": unit.district_code,
            "district": unit.district,
            "commune_names": ";".join(sorted({editions.units[uid].full_name for uid in editions.kin(unit)})),
        }
        for day in ordered
        for unit in editions.units_on(day)
    ]
    # Communes of other provinces are known from the register alone.
    of_register = villages.drop_duplicates("commune_code").assign(
        unit=lambda f: f["commune"], commune_names=lambda f: f["commune"]
    )
    of_register = of_register.assign(unit_code=of_register["commune_code"]).drop(columns="level")
    frame = pd.concat([of_register, pd.DataFrame(communes)], ignore_index=True).drop_duplicates(
        "unit_code", keep="last"
    )
    frame = frame.assign(level=str(Level.COMMUNE))
    districts = frame[frame["district_code"].fillna("") != ""].drop_duplicates("district_code", keep="last")
    districts = districts.assign(
        unit_code=districts["district_code"], unit=districts["district"], level=str(Level.DISTRICT)
    )
    districts[["commune_code", "commune", "commune_names"]] = None
    names = frame.set_index("unit_code")["commune_names"]
    villages = villages.assign(commune_names=villages["commune_code"].map(names))
    return pd.concat([villages, frame, districts], ignore_index=True).set_index("unit_code")
