"""Stop 4: the names in all records of a run turned into codes, or into questions for a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd

from doisoat.columns import LARGE_KINDS, PLACE, PROVENANCE, RESOLUTION
from doisoat.frames import MANY, alike, spread
from doisoat.model import Level, Match
from gazetteer.editions import Editions
from gazetteer.reasons import reason
from gazetteer.resolver import Gazetteer
from gazetteer.units import ALWAYS, FOREVER, Unit

# Kinds whose rows name a commune or a district rather than a village.
UNIT_KINDS = frozenset({"service_statistics", "service_claims"})
# Kinds in which a publisher speaks about villages, not the village about itself.
_EVIDENCE_KINDS = frozenset({"coverage", "wifi_contracts", "addresses", "ocop_products"})
# What the many rows of a large kind are told of it; the rest is kept with the texts, once for all of them.
_OF_MANY = tuple(name for name in RESOLUTION if name not in ("score", "method", "reason"))
_RESOLUTION_KEY = ("source_id", "kind", *PLACE[:-1], "on_date")  # a code is looked up, not asked about


def resolve_records(
    gazetteer: Gazetteer, editions: Editions, records: Mapping[str, pd.DataFrame], as_of: dt.date
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Resolve every kind's places on the day the row speaks about.

    Many rows of a large kind are given without the places as they were written: nobody asks for them any more.

    Villages come under their code of the as-of date. Communes and districts of service claims and statistics come
    under their code of ``service_day``: a commune that was merged since is judged as the commune it was.

    Returns:
        The records with the resolution's columns; and one row for each distinct place text of a source, with
        ``row_count``, for the warehouse.
    """
    days, day = claim_days(records, as_of), service_day(records, as_of)
    resolved: dict[str, pd.DataFrame] = {}
    told: list[pd.DataFrame] = []
    for kind, frame in records.items():
        if kind == "villages":
            resolved[kind] = frame
            continue
        on = frame["published_on"]
        if on.isna().any():
            told_in = frame["file_sha256"].astype(object).map(days.to_dict())
            on = on.fillna(pd.to_datetime(told_in)).fillna(pd.Timestamp(as_of))
        place_id, first = alike(frame.assign(on_date=on), ["source_id", *PLACE, "on_date"])
        distinct = frame.iloc[first].assign(kind=kind, on_date=on.iloc[first]).reset_index(drop=True)
        distinct = distinct.astype({name: object for name in ("source_id", *PLACE) if _is_category(distinct[name])})
        places, days_written = distinct[list(PLACE)], distinct["on_date"]
        if kind in UNIT_KINDS:
            answer = _on_one_day(editions, gazetteer.resolve_units(places, days_written), days_written, day)
        else:  # a village named by last year's name is judged under this year's code
            answer = gazetteer.resolve(places, days_written, codes_on=as_of)
            undated = _merged_on_no_known_day(gazetteer, as_of) if kind in _EVIDENCE_KINDS else frozenset()
            answer = _kept_names(answer, distinct[["source_id", "on_date"]], undated)
        if kind in LARGE_KINDS and len(frame) >= MANY:
            many = {name: spread(answer[name], place_id) for name in _OF_MANY}
            resolved[kind] = frame.drop(columns=[*PLACE]).assign(**many)
        else:
            resolved[kind] = frame.join(answer.reindex(place_id).set_axis(frame.index))
        counts = pd.Series(np.bincount(place_id, minlength=len(first)), name="row_count")
        told.append(distinct[list(_RESOLUTION_KEY)].join(answer).join(counts))
    resolutions = pd.concat(told, ignore_index=True) if told else pd.DataFrame(columns=[*_RESOLUTION_KEY, *RESOLUTION])
    return resolved, resolutions


def _is_category(column: pd.Series) -> bool:
    return isinstance(column.dtype, pd.CategoricalDtype)


def _merged_on_no_known_day(gazetteer: Gazetteer, day: dt.date) -> frozenset[str]:
    """Villages of the day of which the register does not say since when they are what they are."""
    return frozenset(v.code for v in gazetteer.villages if v.valid_from == ALWAYS and gazetteer.areas.exists(v, day))


def _kept_names(answer: pd.DataFrame, tables: pd.DataFrame, undated: frozenset[str]) -> pd.DataFrame:
    """Answers in which a name that a merged village kept means that village only where it can.

    The name is also that of one of its former villages. It means the whole in rows from the merger on (earlier ones
    are parts already) whose table names no former village of it; a table is all that a source says on one day.

    Args:
        answer: RESOLUTION, a row for each distinct text.
        tables: the source and day of each.
        undated: villages whose merger has no day, so that no row is known to be younger.
    """
    merged = answer["former_names"].notna()
    kept = merged & (answer["match"] == Match.MATCHED)
    if not kept.any():
        return answer
    places = tables.assign(village=answer["candidates"])
    named = pd.MultiIndex.from_frame(places[merged & (answer["match"] == Match.PART)])
    narrow = kept & (pd.MultiIndex.from_frame(places).isin(named) | answer["village_code"].isin(undated))
    # Of a village of which only a piece came, the name says more than that piece.
    piece = narrow & (answer["former_count"] == 0).fillna(False).astype(bool)
    for rows, match, why in ((narrow, Match.PART, "kept"), (piece, Match.REVIEW, "split")):
        change = {"match": match.value, "village_code": None, "method": "part", "reason": reason(why)}
        answer = answer.assign(**{name: answer[name].mask(rows, value) for name, value in change.items()})
    return answer


def untied_successions(gazetteer: Gazetteer, successions: pd.DataFrame | None) -> pd.DataFrame:
    """The succession lines whose villages could not be told: PROVENANCE, ``reason`` and ``detail``."""
    columns = [*PROVENANCE, "reason", "detail"]
    if successions is None:
        return pd.DataFrame(columns=columns)
    lines = successions.iloc[list(gazetteer.untied)]
    return lines.assign(reason="succession_unclear", detail="")[columns]


def claim_days(records: Mapping[str, pd.DataFrame], as_of: dt.date) -> pd.Series:
    """The day on which a claims file's names are read: the end of its assessment year, at most the as-of date."""
    years = [records[kind][["file_sha256", "year"]] for kind in ("assessments", "service_claims") if kind in records]
    if not years:
        return pd.Series(dtype="datetime64[us]")
    newest = pd.to_numeric(pd.concat(years).dropna().groupby("file_sha256")["year"].max())
    return newest.map(lambda year: min(pd.Timestamp(as_of), pd.Timestamp(int(year), 12, 31)))


def service_day(records: Mapping[str, pd.DataFrame], as_of: dt.date) -> dt.date:
    """The day whose communes the service claims speak about: the end of their newest year, at most the as-of date."""
    years = records["service_claims"]["year"].dropna() if "service_claims" in records else pd.Series(dtype="Int64")
    return min(as_of, dt.date(int(years.max()), 12, 31)) if len(years) else as_of


def _on_one_day(editions: Editions, answer: pd.DataFrame, written: pd.Series, day: dt.date) -> pd.DataFrame:
    """Unit codes as they are on ``day``; a unit that did not live on as itself is left for a person."""
    answer = answer.copy()
    then = dict(zip(written.index, written.dt.date, strict=True))
    communes = answer[(answer["level"] == Level.COMMUNE) & (answer["match"] == Match.MATCHED)]
    for place, code in communes["unit_code"].items():
        now = _code_on(editions, str(code), then[place], day)
        answer.loc[[place], ["unit_code", "commune_code"]] = now
        if now is None:
            reason = "Xã này đã sáp nhập hoặc chia tách nên số liệu không còn nói về đúng một xã; xin người xem"
            answer.loc[[place], ["match", "reason"]] = [str(Match.REVIEW), reason]
    return answer


def _code_on(editions: Editions, code: str, written: dt.date, day: dt.date) -> str | None:
    """The code on ``day`` of the commune that had ``code`` when it was written; None where it is no longer itself."""
    then = editions.with_code(code, written)
    if len(then) != 1 or then[0].on(day):
        return code  # communes that no edition knows keep the register's code
    now = editions.at(then[0], day)
    if len(now) != 1 or now[0][1] != "whole" or len(editions.at(now[0][0], written)) != 1:
        return None
    return now[0][0].code


def _history(editions: Editions, unit: Unit) -> str:
    """The commune and those it came from: what it became later is another commune's name today."""
    so_far = [editions.units[uid] for uid, word in editions.kin(unit).items() if word != "after"]
    entries = {
        "|".join(
            (
                one.full_name,
                one.district,
                "" if one.valid_from == ALWAYS else one.valid_from.isoformat(),
                "" if one.valid_to == FOREVER else one.valid_to.isoformat(),
            )
        )
        for one in so_far
    }
    return ";".join(sorted(entries))


def units_on(gazetteer: Gazetteer, editions: Editions, day: dt.date) -> pd.DataFrame:
    """Villages, communes and districts of one day.

    Returns:
        Index ``unit_code``; columns ``level, unit, commune_code, commune, district_code, district, commune_history``,
        the last with every name the commune has gone by until that day, as ``name|district|first day|last day``
        (days ISO, blank where open), joined by ``;``.
    """
    villages = gazetteer.units(day).rename(columns={"village_code": "unit_code"}).assign(level=str(Level.VILLAGE))
    communes = [
        {
            "unit_code": unit.code,
            "unit": unit.full_name,
            "commune_code": unit.code,
            "commune": unit.full_name,
            "district_code": unit.district_code,
            "district": unit.district,
            "commune_history": _history(editions, unit),
        }
        for unit in editions.units_on(day)
    ]
    # Communes of other provinces are known from the register alone.
    listed = villages.drop_duplicates("commune_code")
    of_register = listed.assign(
        unit_code=listed["commune_code"],
        unit=listed["commune"],
        commune_history=listed["commune"] + "|" + listed["district"].fillna("") + "||",
    )
    frame = pd.concat([of_register.drop(columns="level"), pd.DataFrame(communes)], ignore_index=True)
    frame = frame.drop_duplicates("unit_code", keep="last").assign(level=str(Level.COMMUNE))
    districts = frame[frame["district_code"].fillna("") != ""].drop_duplicates("district_code", keep="last")
    districts = districts.assign(
        unit_code=districts["district_code"], unit=districts["district"], level=str(Level.DISTRICT)
    )
    districts[["commune_code", "commune", "commune_history"]] = None
    names = frame.set_index("unit_code")["commune_history"]
    villages = villages.assign(commune_history=villages["commune_code"].map(names))
    return pd.concat([villages, frame, districts], ignore_index=True).set_index("unit_code")
