"""The rows a verdict about a WiFi contract rests on, each with its sentence, and what it rests on by weight."""

from __future__ import annotations

import pandas as pd

from doisoat.model import Basis
from doisoat.vi import ANSWER
from expectations.contracts import FAILED, PASSED, TORN, Asked
from expectations.dossier import Dossier
from expectations.measuring import evidence_of, roles, vn_date

_WIFI_STATUS = {
    "active": "đang hoạt động",
    "ended": "đã kết thúc",
    "term": "trong thời hạn",
    "unclear": "chưa rõ",
    "unread": "chưa rõ",
}


def basis_of_contracts(pairs: pd.DataFrame, units: pd.DataFrame, params: Asked) -> pd.Series:
    """Documentary where nothing but the claim speaks about the password of the contracts that pass."""
    passing = pairs[pairs["found"].isin(PASSED)]
    spoken = passing.loc[passing["has_password"].notna() | params.password_allowed, "village_code_claim"]
    resting = units.index.isin(passing["village_code_claim"]) & ~units.index.isin(spoken)
    return pd.Series(Basis.INDEPENDENT, index=units.index, dtype=object).mask(resting, Basis.DOCUMENTARY)


def evidence_of_claims(claims: pd.DataFrame) -> pd.DataFrame:
    """What the village declared."""
    sentence = "Thôn khai hợp đồng " + claims["contract_number"].astype(object).fillna("(không ghi số)")
    sentence += " tại " + claims["venue"].astype(object).fillna("(không ghi địa điểm)")
    return evidence_of(claims, "context", sentence)


def evidence_of_lists(pairs: pd.DataFrame, dossier: Dossier) -> pd.DataFrame:
    """What the operator's list says about each claimed contract."""
    status = pairs["status_text"].astype(object).fillna(pairs["status"].map(_WIFI_STATUS))
    sentence = (
        pairs["operator"].map(dossier.title).astype(object)
        + ": hợp đồng "
        + pairs["contract_number"].astype(object)
        + " tại "
        + pairs["venue"].astype(object).fillna("(không ghi địa điểm)")
        + ", thôn ghi “"
        + pairs["village_text"].fillna(pairs["address_text"]).astype(object).fillna("")
        + "”, tình trạng “"
        + status.astype(object).fillna("")
        + "”, mật khẩu: "
        + pairs["has_password"].map(ANSWER).astype(object).fillna("không ghi")
        + ", công bố "
        + vn_date(pairs["published_on"])
    )
    rows = pairs.drop(columns="village_code").rename(columns={"village_code_claim": "village_code"})
    return evidence_of(rows, roles(pairs["found"], PASSED, FAILED | TORN), sentence)
