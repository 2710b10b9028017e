"""All signals about a run: one for each file of ``expectations/signals``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

import pandas as pd

from doisoat.columns import PROVENANCE
from doisoat.model import Claim
from doisoat.personal import KnownNames, without_persons
from expectations import signals
from expectations.judge import Judged
from expectations.signal import CLAIMED, COLUMNS, CONTRADICTED, OWN_PAPERS, Signal, SignalInput

_OWN_PAPERS = "own_papers_differ"  # the reason of a check that the claimant's own papers leave open

_NO_UNITS = KnownNames()


@cache
def known_signals() -> Mapping[str, Signal]:
    """Every signal by its id, which is the name of its file."""
    names = sorted(info.name for info in pkgutil.iter_modules(signals.__path__))
    return {name: importlib.import_module(f"{signals.__name__}.{name}").SIGNAL for name in names}


def find_signals(given: SignalInput) -> pd.DataFrame:
    """All signals about the dossier's villages (``COLUMNS``), sorted."""
    parts = [signal.find(given).assign(signal=name) for name, signal in known_signals().items()]
    rows = pd.concat([part[list(COLUMNS)] for part in parts], ignore_index=True)
    return rows.sort_values(["signal", "unit_code", "other_unit_code", "row"], kind="stable", ignore_index=True)


def claimed_in(judged: list[Judged]) -> pd.DataFrame:
    """What is claimed in a run (``CLAIMED`` and PROVENANCE), a row a unit and indicator."""
    key = ["criteria", "unit_code", "indicator"]
    parts = []
    for one in judged:
        claims = one.verdict_claims[[*key, *PROVENANCE]].drop_duplicates(key)
        verdicts = one.verdicts.loc[one.verdicts["indicator"] != "overall", [*key, "claim"]]
        mine = one.evidence[one.evidence["source_id"].isin(claims["source_id"])]
        parts.append(verdicts.merge(said(mine), on=key, how="left").merge(claims, on=key, how="left"))
    if not parts:
        return pd.DataFrame(columns=[*CLAIMED, *PROVENANCE])
    return _blank_where_nothing(pd.concat(parts, ignore_index=True))


def own_papers_in(judged: list[Judged]) -> pd.DataFrame:
    """The claimant's rows behind a check that its own papers leave open although it is claimed as met."""
    key = ["criteria", "unit_code", "indicator"]
    parts = [pd.DataFrame(columns=[*OWN_PAPERS, *PROVENANCE])]
    for one in judged:
        hopeful = one.verdicts.loc[one.verdicts["claim"] == Claim.MET, key]
        open_checks = one.check_results.loc[one.check_results["reason"] == _OWN_PAPERS, [*key, "check_id"]]
        own = one.evidence[one.evidence["source_id"].isin(one.verdict_claims["source_id"])]
        rows = own.merge(open_checks, on=[*key, "check_id"]).merge(hopeful, on=key)
        parts.append(rows[[*OWN_PAPERS, *PROVENANCE]])
    return pd.concat(parts, ignore_index=True)


def contradicted_in(stored: pd.DataFrame) -> pd.DataFrame:
    """The same of earlier runs (``CONTRADICTED``) out of ``Warehouse.contradicted``."""
    key = ["criteria", "unit_code", "indicator"]
    heads = stored.drop_duplicates(key)[[*key, "claim", "as_of"]]
    return _blank_where_nothing(heads.merge(said(stored), on=key, how="left"))[list(CONTRADICTED)]


def _blank_where_nothing(rows: pd.DataFrame) -> pd.DataFrame:
    """An all-empty column is of numbers to pandas, which then takes no text."""
    return rows.assign(**{name: rows[name].astype(object).fillna("") for name in ("said", "claim")})


def said(evidence: pd.DataFrame) -> pd.DataFrame:
    """The distinct sentences of each unit and indicator as one text, in an order that no file decides.

    Without persons: what was stored went through a gate, and must not differ from tonight's for that.
    """
    key = ["criteria", "unit_code", "indicator"]
    told = {text: without_persons(text, _NO_UNITS) for text in evidence["sentence"].dropna().unique()}
    evidence = evidence.assign(sentence=evidence["sentence"].map(told))
    rows = evidence.dropna(subset=["sentence"]).drop_duplicates([*key, "sentence"]).sort_values([*key, "sentence"])
    joined: pd.DataFrame = rows.groupby(key)["sentence"].agg("\n".join).rename("said").reset_index()
    return joined
