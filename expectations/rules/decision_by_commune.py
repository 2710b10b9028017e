"""The team's founding decision: number, date, issued by the commune's People's Committee (documentary).

Passes when a decision has a number, a date on or before the as-of date, and was issued by the UBND of the village's
commune (or by its chairman; a former name of the commune counts). Fails when every decision given was issued
by another level (village head, district, province) or is dated after the as-of date. Otherwise unknown: no decision,
an item missing, or an issuer that cannot be read, such as another commune's UBND.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from doisoat.model import Basis, Outcome
from doisoat.text.compare import fold
from expectations.dossier import Dossier
from expectations.rule import (
    Expect,
    Meaning,
    Measured,
    Rule,
    Shape,
    always,
    evidence_of,
    first_of,
    per_village,
    whole_rows,
)

_COMMITTEE = re.compile(r"^(?:(?:pho )?chu tich )?(?:ubnd|uy ban nhan dan|uy ban)\b *")
_COMMUNE_TYPE = re.compile(r"^(?:xa|phuong|thi tran|tt|x|p)\b *")
_OTHER_TYPE = re.compile(r"^(?:huyen|thanh pho|tp|tinh|thi xa|tx|h|quan)\b")
_OTHER_BODY = re.compile(
    r"^(?:(?:ong|ba) )?(?:pho )?(?:truong )?(?:thon|ban|khu|khoi|xom|to dan pho|tdp|chi bo|chi uy)\b"
    r"|^ban (?:cong tac mat tran|quan ly|nhan dan)\b|^so\b|^bo\b|^phong\b|\b(?:huyen|tinh)\b"
)


def issued_by(issuer: str, commune_names: frozenset[str], district_name: str) -> str:
    """Who issued a decision: ``commune``, ``other_level``, ``other_commune`` or ``unclear``. Names come folded."""
    text = fold(issuer)
    committee = _COMMITTEE.match(text)
    if committee is None:
        return "other_level" if _OTHER_BODY.search(text) else "unclear"
    rest = text[committee.end() :]
    if _OTHER_TYPE.match(rest):
        return "other_level"
    typed = _COMMUNE_TYPE.match(rest)
    name = rest[typed.end() :] if typed else rest
    if typed and not name:
        return "commune"
    named_here = any(name == own or name.startswith(f"{own} ") for own in commune_names)
    if typed:
        return "commune" if named_here else "other_commune"
    if name == district_name:
        return "unclear"
    return "commune" if named_here else "unclear"


def _bare(name: object) -> str:
    """A unit's folded name without its type word."""
    return re.sub(r"^(?:xa|phuong|thi tran|huyen|thanh pho|thi xa) ", "", fold(str(name)))


def _finding(row: Any, as_of: pd.Timestamp) -> str:  # noqa: ANN401 - a row of itertuples
    """The reason code of one decision."""
    if pd.isna(row.issuer):
        return "decision_incomplete"
    names = frozenset(_bare(n) for n in str(row.commune_names).split(";"))
    issuer = issued_by(row.issuer, names, _bare(row.district))
    if issuer == "other_level":
        return "decision_other_level"
    if pd.notna(row.decision_from) and pd.Timestamp(row.decision_from) > as_of:
        return "decision_after_as_of"
    if issuer != "commune":
        return "decision_issuer_unclear"
    if pd.isna(row.decision_number) or pd.isna(row.decision_to) or pd.Timestamp(row.decision_to) > as_of:
        return "decision_incomplete"
    return "decision_by_commune"


_FAILED = {"decision_other_level", "decision_after_as_of"}


def measure(dossier: Dossier, units: pd.DataFrame, params: Mapping[str, Any]) -> Measured:
    """See the module's docstring."""
    rows = whole_rows(dossier, "teams", units)
    places = units.reindex(rows["village_code"]).reset_index(drop=True)
    names = places["commune_names"] if "commune_names" in places else places["commune"]
    told = rows[["decision_number", "decision_from", "decision_to", "issuer"]].assign(
        commune_names=names, district=places["district"]
    )
    as_of = pd.Timestamp(dossier.as_of)
    rows["found"] = pd.Series(
        [_finding(r, as_of) for r in told.itertuples(index=False)], index=rows.index, dtype=object
    )
    good = rows[rows["found"] == "decision_by_commune"]
    bad = rows[rows["found"].isin(_FAILED)]
    given = per_village(rows, units)
    not_bad = (given - per_village(bad, units)).where(given > 0, 1)
    open_rows = rows[~rows["found"].isin(_FAILED | {"decision_by_commune"})]
    shown = rows.assign(
        number=rows["decision_number"].astype(object).fillna("(không số)"),
        day=rows["decision_text"].astype(object).fillna("(không ghi ngày)"),
    )
    shown["issuer"] = shown["issuer"].astype(object).fillna("(không ghi cơ quan)")
    words = pd.DataFrame({name: first_of(shown, name, units, "") for name in ("number", "day", "issuer")})
    sentence = "Quyết định " + shown["number"] + " ngày " + shown["day"] + ", cơ quan ban hành: " + shown["issuer"]
    role = rows["found"].map({"decision_by_commune": "for"} | dict.fromkeys(_FAILED, "against")).fillna("open")
    return Measured(
        numbers=pd.DataFrame({"decisions_by_commune": per_village(good, units), "decisions_not_refuted": not_bad}),
        reasons={
            Outcome.PASS: "decision_by_commune",
            Outcome.FAIL: first_of(bad, "found", units, "decision_other_level"),
            Outcome.UNKNOWN: first_of(open_rows, "found", units, "no_decision"),
        },
        words=words,
        evidence=evidence_of(rows, role, sentence),
        basis=Basis.DOCUMENTARY,
    )


RULE = Rule(
    id="decision_by_commune",
    measure=measure,
    expects=always(
        Expect(Meaning.STANDS, Shape.POSITIVE, "decisions_not_refuted"),
        Expect(Meaning.PROVEN, Shape.POSITIVE, "decisions_by_commune"),
    ),
)
