"""What a person means by a scope: a code, one that lost its leading zero, or a name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress

import pandas as pd

from doisoat.columns import PROVENANCE, RECORDS
from doisoat.errors import ConfigError
from doisoat.wrong_form import CODE
from flows.run import Run
from gazetteer.editions import Editions
from gazetteer.records import units_on
from gazetteer.resolver import Gazetteer
from gazetteer.scopes import Asked, find_unit

_REGISTER = "register"
_MOST_NAMED = 8
HOW = 'ghi mã (06103), hoặc tên kèm huyện: "Xã Hòa Bình, Bình Gia"'


class ScopeError(ConfigError):
    """A scope that names no unit, or several, or one of which nothing was declared; nothing was started or stored."""


def scopes_of_run(run: Run) -> tuple[str, ...]:
    """The codes of the units that a run was asked for, on its as-of day; asked as they cost.

    Raises:
        ScopeError: some name no unit, or several; all of them are told.
    """
    texts, day = run.spec.scopes, run.spec.as_of
    districts = set(run.editions.district_codes().values())

    def is_known(code: str) -> bool:
        return code in districts or (bool(run.editions.with_code(code)) and len(code) > 4)

    if found := _codes(texts, is_known):
        return found
    stored = set(run.warehouse.units()["unit_code"])
    if found := _codes(texts, lambda code: is_known(code) or code in stored):
        return found
    villages = _register(run)
    listed = {*villages["village_code"].dropna(), *villages["commune_code"].dropna()}
    gazetteer = Gazetteer.build(villages, run.editions)
    return settle(texts, lambda c: is_known(c) or c in stored | listed, gazetteer, run.editions, day)


def scopes_of_stored(
    texts: Sequence[str], units: pd.DataFrame, editions: Callable[[], Editions], day: dt.date
) -> tuple[str, ...]:
    """The codes of units that a warehouse has met (``Warehouse.units``), by code or by name on a day.

    Raises:
        ScopeError: some name no unit, or several; all of them are told.
    """
    known = set(units["unit_code"])

    def is_code(text: str) -> bool:  # a code that nobody has met has no verdicts, and whoever is asked says so
        padded = f"0{text}" in known and text.isdigit()
        return text in known or (bool(re.fullmatch(CODE, text)) and not padded)

    if found := _codes(texts, is_code):
        return found
    villages = units[units["level"] == "village"].rename(
        columns={
            "unit_code": "village_code",
            "unit": "village_name",
            "commune": "commune_name",
            "district": "district_name",
        }
    )
    every = editions()
    return settle(texts, is_code, Gazetteer.build(villages, every), every, day)


def unit_of_editions(text: str, editions: Editions, today: dt.date) -> str:
    """The code of a commune or district by code or name, where neither register nor warehouse is asked.

    Names are read for today, then for the last days of the editions before: a file may be older than the last reform.

    Raises:
        ScopeError: no unit is named so, or several are.
    """
    districts = set(editions.district_codes().values())

    def is_known(code: str) -> bool:
        return code in districts or (bool(editions.with_code(code)) and len(code) > 4)

    if found := _code(text, is_known):
        return found
    nowhere = pd.DataFrame(columns=[*RECORDS["villages"], *PROVENANCE, "published_on"], dtype=object)
    gazetteer = Gazetteer.build(nowhere, editions)
    days = [today, *sorted({e.valid_to for e in editions.editions if e.valid_to < today}, reverse=True)]
    for day in days:
        with suppress(ScopeError):
            return settle([text], is_known, gazetteer, editions, day)[0]
    return settle([text], is_known, gazetteer, editions, today)[0]  # which fails as it did: in the words of today


def settle(
    texts: Sequence[str], is_known: Callable[[str], bool], gazetteer: Gazetteer, editions: Editions, day: dt.date
) -> tuple[str, ...]:
    """Codes as they are, names by the gazetteer. A name that is none is told by its place in the list, not repeated.

    Raises:
        ScopeError: some name no unit, or several; all of them are told.
    """
    units = units_on(gazetteer, editions, day)
    found, wrong = [], []
    for number, text in enumerate(texts, start=1):
        code = _code(text, is_known)
        asked = Asked(code) if code else find_unit(text, gazetteer, units, day)
        if asked.code:
            found.append(asked.code)
        else:
            wrong.append(_told(text.strip(), number, asked, units, day))
    if wrong:
        raise ScopeError("; ".join(wrong), fix=HOW)
    return tuple(dict.fromkeys(found))


def _codes(texts: Sequence[str], is_known: Callable[[str], bool]) -> tuple[str, ...]:
    """All texts as codes, or nothing where one is none."""
    found = [_code(text, is_known) for text in texts]
    return tuple(dict.fromkeys(found)) if all(found) else ()


def _code(text: str, is_known: Callable[[str], bool]) -> str:
    """The code as it stands, or with the leading zero that a spreadsheet took; blank where it is none."""
    text = text.strip()
    candidates = [text, f"0{text}"] if text.isascii() and text.isdigit() else [text]
    return next((code for code in candidates if is_known(code)), "")


def _told(text: str, number: int, asked: Asked, units: pd.DataFrame, day: dt.date) -> str:
    is_code = bool(re.fullmatch(CODE, text))
    if not asked.candidates:
        what = f"mã {text}" if is_code else f"đơn vị nào tên như mục thứ {number}"
        return (
            f"chưa thấy {what} trong danh mục đơn vị hành chính ngày {day:%d/%m/%Y}, danh mục thôn hay các lượt đã lưu"
        )
    named = [f"{_full_name(units.loc[[code]].iloc[0])} ({code})" for code in asked.candidates[:_MOST_NAMED]]
    more = f" và {len(asked.candidates) - _MOST_NAMED} đơn vị khác" if len(asked.candidates) > _MOST_NAMED else ""
    return f"mục thứ {number} có thể là {'; '.join(named)}{more}"


def _full_name(unit: pd.Series) -> str:
    """Name, commune and district; where there are no districts any more, the one the commune came from."""
    above = [unit["commune"], unit["district"]]
    parts = [part for part in dict.fromkeys([unit["unit"], *above]) if isinstance(part, str) and part]
    if not (isinstance(unit["district"], str) and unit["district"]) and isinstance(unit["commune_history"], str):
        before = [entry.split("|")[1] for entry in unit["commune_history"].split(";") if entry.count("|") > 1]
        before = [district for district in dict.fromkeys(before) if district]
        parts += [f"trước thuộc {', '.join(before)}"] if before else []
    return ", ".join(parts)


def _register(run: Run) -> pd.DataFrame:
    register = run.read([_REGISTER]).get(_REGISTER)
    villages = register.records.get("villages") if register else None
    return (
        pd.DataFrame(
            columns=["village_code", "village_name", "commune_name", "commune_code", "district_name"], dtype=object
        )
        if villages is None
        else villages
    )


def without_claims(records: Collection[pd.DataFrame], scopes: Sequence[str]) -> list[str]:
    """The units of a scope of which nobody has declared anything.

    Args:
        records: resolved claims, with the columns of codes they have.
        scopes: codes.
    """
    said: set[str] = set()
    for frame in records:
        for name in ("village_code", "unit_code", "commune_code", "district_code"):
            if name in frame:
                said |= set(frame[name].dropna())
    return [code for code in scopes if code not in said]
