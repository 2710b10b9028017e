"""The team's founding decision: number, date, issued by the commune's People's Committee (documentary).

Passes when a decision has a number, a date on or before the as-of date, and was issued by the UBND of the village's
commune (or by its chairman; a former name of the commune counts). Fails when every decision given was issued
by another level (village head, district, province) or is dated after the as-of date. Otherwise unknown: no decision,
an item missing, or an issuer that cannot be read, such as another commune's UBND.
"""

from __future__ import annotations

import re

import pandas as pd

from doisoat.model import Basis, Mover, Outcome
from doisoat.text.compare import fold
from expectations.dossier import Dossier
from expectations.measuring import evidence_of, first_of, first_true, per_village, roles, whole_rows
from expectations.reasons import AGREE, Reason, Reasons
from expectations.rule import Expect, Meaning, Measured, Rule, RuleParams, Shape, always


class Params(RuleParams):
    """The letters leave nothing to set."""


REASONS: Reasons = {
    "decision_by_commune": Reason(
        Outcome.PASS, "Quyết định {number} ngày {day} do {issuer} ban hành", Mover.COMMUNE, AGREE
    ),
    "decision_other_level": Reason(
        Outcome.FAIL,
        "Quyết định {number} do {issuer} ban hành, không phải UBND cấp xã",
        Mover.COMMUNE,
        "Khai quyết định thành lập tổ do UBND cấp xã ban hành ở trang tính 'Tổ CNSCĐ'.",
    ),
    "decision_after_as_of": Reason(
        Outcome.FAIL,
        "Quyết định {number} ngày {day} ban hành sau ngày xét",
        Mover.COMMUNE,
        "Kiểm tra ngày quyết định; nếu đúng, chỉ tiêu được xét lại sau ngày đó.",
    ),
    "decision_issuer_unclear": Reason(
        Outcome.UNKNOWN,
        "Chưa rõ quyết định {number} có phải do UBND của xã ban hành không (ghi: {issuer})",
        Mover.COMMUNE,
        "Ghi đủ tên cơ quan ban hành quyết định ở trang tính 'Tổ CNSCĐ'.",
    ),
    "decision_incomplete": Reason(
        Outcome.UNKNOWN,
        "Quyết định thành lập còn thiếu số, ngày hoặc cơ quan ban hành",
        Mover.COMMUNE,
        "Ghi đủ số, ngày, cơ quan ban hành ở trang tính 'Tổ CNSCĐ'.",
    ),
    "no_decision": Reason(
        Outcome.UNKNOWN,
        "Chưa khai quyết định thành lập tổ ở trang tính 'Tổ CNSCĐ'",
        Mover.COMMUNE,
        "Khai quyết định thành lập tổ do UBND cấp xã ban hành ở trang tính 'Tổ CNSCĐ'.",
    ),
}

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


def _findings(rows: pd.DataFrame, places: pd.DataFrame, as_of: pd.Timestamp) -> pd.Series:
    """The reason code of each decision; ``places`` are the villages' units, row by row."""
    names = places["commune_names"] if "commune_names" in places else places["commune"]
    written = zip(rows["issuer"], names, places["district"], strict=True)
    issuer = pd.Series(
        [
            "" if pd.isna(text) else issued_by(text, frozenset(_bare(n) for n in str(own).split(";")), _bare(district))
            for text, own, district in written
        ],
        index=rows.index,
        dtype=object,
    )
    cases = [
        ("decision_incomplete", issuer == ""),
        ("decision_other_level", issuer == "other_level"),
        ("decision_after_as_of", pd.to_datetime(rows["decision_from"]) > as_of),
        ("decision_issuer_unclear", issuer != "commune"),
        ("decision_incomplete", rows["decision_number"].isna() | ~(pd.to_datetime(rows["decision_to"]) <= as_of)),
    ]
    return first_true(rows, cases, "decision_by_commune")


_FAILED = {"decision_other_level", "decision_after_as_of"}


def measure(dossier: Dossier, units: pd.DataFrame, _params: Params) -> Measured:
    """See the module's docstring."""
    rows = whole_rows(dossier, "teams", units)
    places = units.reindex(rows["village_code"]).reset_index(drop=True)
    rows["found"] = _findings(rows, places, pd.Timestamp(dossier.as_of))
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
    return Measured(
        numbers=pd.DataFrame({"decisions_by_commune": per_village(good, units), "decisions_not_refuted": not_bad}),
        reasons={
            Outcome.PASS: "decision_by_commune",
            Outcome.FAIL: first_of(bad, "found", units, "decision_other_level"),
            Outcome.UNKNOWN: first_of(open_rows, "found", units, "no_decision"),
        },
        words=words,
        evidence=evidence_of(rows, roles(rows["found"], {"decision_by_commune"}, _FAILED), sentence),
        basis=Basis.DOCUMENTARY,
    )


RULE = Rule(
    params=Params,
    measure=measure,
    expects=always(
        Expect(Meaning.STANDS, Shape.POSITIVE, "decisions_not_refuted"),
        Expect(Meaning.PROVEN, Shape.POSITIVE, "decisions_by_commune"),
    ),
    reasons=REASONS,
)
