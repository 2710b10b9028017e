"""WiFi contracts that villages claim, met in the lists of operators: what each row of a list says of a claim.

The newest row of an operator and contract number speaks. What is found is a reason code of ``contract_listed``, one for
every claim however many rows list it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol

import pandas as pd

from doisoat.model import Answer, Match
from doisoat.text.compare import fold
from expectations.contract_numbers import contract_keys
from expectations.dossier import Dossier
from expectations.measuring import first_true
from expectations.venues import is_public, names_another_village


class Asked(Protocol):
    """What makes a listed contract count."""

    @property
    def fresh_days(self) -> int:
        """How old a list may be on the as-of date."""

    @property
    def venues(self) -> tuple[str, ...]:
        """Names of places that count."""

    @property
    def of_the_village(self) -> bool:
        """The hall of a commune or a larger unit does not count."""

    @property
    def password_allowed(self) -> bool:
        """A password that is given out freely does no harm."""

    @property
    def reach(self) -> Literal["unknown", "met"]:
        """What a contract for a part of the village is."""


# Worst last: where a contract has several findings the earlier one names it.
PASSED, TORN, FAILED = (
    {"contract_active"},
    {"contract_torn", "contract_password_torn"},
    {"contract_ended", "contract_elsewhere", "contract_password"},
)
REFUTED_BY_ITS_LISTER = {"contract_ended", "contract_password"}


def claimed_contracts(dossier: Dossier, units: pd.DataFrame) -> pd.DataFrame:
    """Claimed contracts of the assessed villages: one row each, with ``key`` and the operator it names."""
    claims = dossier.made_once(("claimed contracts", *units.index), lambda: _claimed(dossier, units))
    return claims.copy(deep=False)


def _claimed(dossier: Dossier, units: pd.DataFrame) -> pd.DataFrame:
    claims = dossier.village_rows("wifi_claims")
    claims = claims[claims["village_code"].isin(units.index)]
    # Beside what is claimed for the whole village, what is claimed for a part of it says nothing.
    of_whole = claims.loc[claims["extent"] == "whole", "village_code"]
    claims = claims[(claims["extent"] == "whole") | ~claims["village_code"].isin(of_whole)].reset_index(drop=True)
    claims["key"] = claims["contract_number"].map(contract_keys, na_action="ignore")
    operators = {fold(state.title): state.id for state in dossier.sources.values()} | {
        fold(s): s for s in dossier.sources
    }

    def named(text: str) -> str | None:
        words = f" {fold(text)} "
        hits = {source for title, source in operators.items() if f" {title} " in words}
        return hits.pop() if len(hits) == 1 else None

    claims["claimed_operator"] = claims["operator_text"].map(named, na_action="ignore").astype(object)
    claims["claim_row"] = claims.index
    return claims


def listed_contracts(dossier: Dossier) -> pd.DataFrame:
    """The newest rows of every operator and contract."""
    return dossier.made_once(("listed contracts",), lambda: _listed(dossier)).copy(deep=False)


def _listed(dossier: Dossier) -> pd.DataFrame:
    rows = dossier.rows("wifi_contracts")
    rows = rows[rows["contract_number"].notna()].copy()
    rows["key"] = rows["contract_number"].map(contract_keys).astype(object)
    rows = rows.explode("key").dropna(subset="key").astype({"key": object}).reset_index(drop=True)
    newest = rows.groupby(["operator", "key"])["published_on"].transform("max")
    rows = rows[rows["published_on"] == newest]
    villages = rows.groupby(["operator", "key"])["village_code"].transform("nunique")
    return rows.assign(is_of_two=villages > 1)


def _is_here(pairs: pd.DataFrame) -> pd.Series:
    """Whether each listed row is for the claiming village: ``here``, ``part``, ``elsewhere`` or ``unknown``."""

    def place(claimant: str, match: str, village: object, candidates: object) -> str:
        among = claimant in str(candidates).split("|")
        if match == Match.MATCHED:
            return "here" if village == claimant else "elsewhere"
        if match == Match.SEVERAL:
            return "here" if among else "elsewhere"
        if match == Match.PART:
            return "part" if among else "elsewhere"
        return "unknown"

    columns = ["village_code_claim", "match", "village_code", "candidates"]
    return pd.Series([place(*row) for row in pairs[columns].itertuples(index=False)], index=pairs.index, dtype=object)


def _of_another_village(pairs: pd.DataFrame, dossier: Dossier) -> pd.Series:
    """Whether each listed venue is named after a village that the row is not about."""
    villages = dossier.units[dossier.units["level"] == "village"]
    by_commune = villages.groupby("commune_code")["unit"].agg(list).to_dict()
    own = pairs["village_code_claim"].map(villages["unit"])
    communes = pairs["village_code_claim"].map(villages["commune_code"])
    rows = zip(pairs["venue"], own, pairs["village_text"], communes, strict=True)
    differs = [
        isinstance(venue, str)
        and names_another_village(venue, [str(n) for n in (unit, text) if pd.notna(n)], by_commune.get(commune, []))
        for venue, unit, text, commune in rows
    ]
    return pd.Series(differs, index=pairs.index, dtype=bool)


def found_in_list(pairs: pd.DataFrame, dossier: Dossier, asked: Asked) -> pd.Series:
    """The finding of every claimed contract met in a list, as a reason code."""
    here = _is_here(pairs).mask(pairs["extent"] == "part", "part")
    if asked.reach == "met":
        here = here.replace("part", "here")
    says_password = pairs["has_password"].astype(object)
    password = says_password.where(says_password.notna(), pairs["has_password_claim"].astype(object))
    fresh = dossier.fresh(pairs["published_on"], asked.fresh_days)
    listed_password = (says_password == Answer.YES) & (not asked.password_allowed)
    venues, own = asked.venues, asked.of_the_village
    public = pairs["venue"].map(lambda place: is_public(place, venues, own), na_action="ignore").eq(True)
    over = pd.to_datetime(pairs["ends_on"]) < pd.Timestamp(dossier.as_of)
    cases = [
        ("stale", ~fresh),
        ("contract_of_two_villages", pairs["is_of_two"].astype(bool)),
        ("contract_place_unresolved", here == "unknown"),
        ("contract_elsewhere", here == "elsewhere"),
        ("contract_part", here == "part"),
        ("contract_ended", (pairs["status"] == "ended") | (over & ~pairs["status"].isin(["active", "unread"]))),
        ("contract_term_over", over),
        ("contract_status_unclear", ~pairs["status"].isin(["active", "term"])),
        ("contract_password", listed_password),
        ("contract_password_unstated", (password != Answer.NO) & (not asked.password_allowed)),
        ("contract_venue", ~public),
        ("contract_venue_elsewhere", _of_another_village(pairs, dossier)),
    ]
    return first_true(pairs, cases, "contract_active")


def finding_of_each(pairs: pd.DataFrame) -> dict[int, str]:
    """For every claim that is listed its one finding, whatever the number of rows that list it."""
    venues: dict[int, dict[str, set[str]]] = {}
    for claim, code, venue in zip(pairs["claim_row"], pairs["found"], pairs["venue"], strict=True):
        place = fold(venue) if isinstance(venue, str) else ""
        venues.setdefault(claim, {}).setdefault(code, set()).add(place)
    return {claim: _one_finding(at) for claim, at in venues.items()}


def _one_finding(venues: Mapping[str, set[str]]) -> str:
    """The finding of a claim from all that was found, each with the venues at which it was."""
    if venues.keys() >= {"contract_active", "contract_ended"}:
        return "contract_torn"
    if venues.get("contract_active", set()) & venues.get("contract_password", set()):
        return "contract_password_torn"
    for code in ("contract_active", "contract_ended", "contract_password"):
        if code in venues:
            return code
    doubtful = sorted(venues.keys() - FAILED)
    return doubtful[0] if doubtful else "contract_elsewhere"
