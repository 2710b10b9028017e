"""What is missing where a claimed WiFi contract is not confirmed: the village's own word, its number, or a list.

Asked by the rule ``contract_listed``; the codes are those of its ``FACTS``.
"""

from __future__ import annotations

import pandas as pd

from doisoat.model import Answer, Match
from expectations.contracts import FAILED, PASSED, REFUTED_BY_ITS_LISTER, Asked, finding_of_each, found_in_list
from expectations.dossier import Dossier
from expectations.facts import Need, Option
from expectations.measuring import counted, first_of


def contract_needs(
    dossier: Dossier,
    units: pd.DataFrame,
    params: Asked,
    claims: pd.DataFrame,
    pairs: pd.DataFrame,
    listed: pd.DataFrame,
    differ: pd.Series,
) -> list[Need]:
    """A contract that is declared and one that an operator lists as it must be: whichever of the two is missing.

    Where an operator already lists one that would do, the village's own number is enough.
    """
    this = units.index.to_series()
    numbered = claims[claims["key"].notna() & claims["key"].map(bool).eq(True)]
    mended = pairs.assign(found=found_in_list(pairs.assign(has_password_claim=str(Answer.NO)), dossier, params))
    settled = finding_of_each(mended)
    would_pass = numbered.loc[numbered["claim_row"].map(settled).isin(PASSED), "village_code"]
    lister = _lister_of_an_own_contract(dossier, units, params, listed)
    # Of three ways the first that is open: our own word is wrong, our own number is, an operator's list lacks it.
    own_word = differ & this.isin(would_pass)
    own_number = ~own_word & (lister != "")
    by_list = ~own_word & ~own_number
    best = numbered.sort_values("found", key=lambda found: found.isin(FAILED), kind="stable")
    best = best.drop_duplicates("village_code")
    number, named = (
        first_of(best, column, units, "").astype(object).fillna("")
        for column in ("contract_number", "claimed_operator")
    )
    # An operator's new word settles nothing where another one goes on saying that the contract is ended.
    against = pairs[pairs["claim_row"].isin(best["claim_row"]) & pairs["found"].isin(REFUTED_BY_ITS_LISTER)]
    deniers = counted(against.groupby("village_code_claim")["operator"].nunique(), units)
    is_numbered = this.isin(best["village_code"]) & (deniers < 2)
    lists = []
    for source in _operators(dossier, listed, named):
        state = dossier.sources.get(source)
        denies = this.isin(against.loc[against["operator"] == source, "village_code_claim"])
        may_settle = ((named == source) | (named == "")) & ((deniers == 0) | denies)
        asked = is_numbered & may_settle & (by_list | ~differ)
        if state and state.asked:
            lists.append(Option("layout_answer", asked, publisher=source))
        if state and state.held:
            lists.append(Option("list_released", asked, publisher=source))
        lists.append(Option("contract_listed", asked, number, source))
        lists.append(Option("new_contract_listed", by_list & ~is_numbered, publisher=source))
    return [
        Need((Option("no_password"),), own_word | (by_list & differ & is_numbered)),
        Need((Option("contract"),), by_list & ~is_numbered),
        Need((Option("own_contract", own_number, lister.map(dossier.title)), *lists), ~own_word),
    ]


def _operators(dossier: Dossier, listed: pd.DataFrame, named: pd.Series) -> list[str]:
    """The sources that list contracts, or may: those of operators; one without a name where none is known."""
    known = {*dossier.rows("coverage")["source_id"].unique(), *listed["source_id"].unique(), *named}
    return [source for source, state in dossier.sources.items() if source in known or state.is_operator] or [""]


def _lister_of_an_own_contract(dossier: Dossier, units: pd.DataFrame, params: Asked, listed: pd.DataFrame) -> pd.Series:
    """By unit an operator that lists a contract for it which would do, were its number declared; empty where none."""
    own = listed[(listed["match"] == Match.MATCHED) & listed["village_code"].isin(units.index)]
    asked = own.assign(
        village_code_claim=own["village_code"], has_password_claim=str(Answer.NO), extent="whole"
    ).reset_index(drop=True)
    asked["found"] = found_in_list(asked, dossier, params)
    keys = asked.groupby(["village_code", "operator", "key"])["found"].agg(lambda found: set(found) <= PASSED)
    fits = keys[keys.astype(bool)].reset_index().drop_duplicates("village_code")
    return fits.set_index("village_code")["operator"].reindex(units.index).astype(object).fillna("")
