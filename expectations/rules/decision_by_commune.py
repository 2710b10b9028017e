"""The team's founding decision: number, date, issued by the commune's People's Committee (documentary).

Passes when a decision has a number, a date on or before the as-of date, and was issued by the UBND of the village's
commune (its chairman, or a deputy who signs) under a name it bore on the paper's date. Fails when every decision given
was issued by another level (village head, district, province) or is dated after the as-of date. Otherwise unknown: no
decision, an item missing, a number that is only its form or a plan's, or an issuer that cannot be told: another
commune's UBND, a committee or party body of the commune, a body not in being on that day.
"""

from __future__ import annotations

import re
from typing import Literal

import pandas as pd

from doisoat.model import Basis, FactKind, Mover, Outcome
from doisoat.text.compare import fold
from expectations.dossier import Dossier
from expectations.facts import Need, Option
from expectations.issuers import Issuer, issuers
from expectations.measuring import evidence_of, first_of, first_true, per_village, roles, whole_rows
from expectations.reasons import AGREE, Fact, Facts, Reason, Reasons
from expectations.rule import Expect, Meaning, Measured, Rule, RuleParams, Shape, always


class Params(RuleParams):
    """What the letters leave open."""

    dissolved_issuer: Literal["valid", "confirm", "invalid"] = "valid"
    """what a decision of a commune is that was dissolved since: valid, to be confirmed, or valid no more"""


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
    "decision_issuer_not_in_being": Reason(
        Outcome.UNKNOWN,
        "Vào ngày ghi trên quyết định {number} ({day}) chưa có hoặc không còn {issuer}",
        Mover.COMMUNE,
        "Kiểm tra ngày và cơ quan ban hành của quyết định ở trang tính 'Tổ CNSCĐ'.",
    ),
    "decision_issuer_dissolved": Reason(
        Outcome.UNKNOWN,
        "Quyết định {number} do {issuer} ban hành, nay đơn vị ấy đã sáp nhập; cách đọc đang dùng cần xác nhận lại",
        Mover.COMMUNE,
        "UBND xã hiện nay xác nhận quyết định còn hiệu lực, hoặc ban hành quyết định mới.",
    ),
    "decision_issuer_gone": Reason(
        Outcome.FAIL,
        "Quyết định {number} do {issuer} ban hành, nay đơn vị ấy đã sáp nhập; cách đọc đang dùng không tính nữa",
        Mover.COMMUNE,
        "Khai quyết định của UBND xã hiện nay ở trang tính 'Tổ CNSCĐ'.",
    ),
    "decision_number_other_paper": Reason(
        Outcome.UNKNOWN,
        "Số {number} là số của kế hoạch, thông báo hoặc công văn, chưa phải số quyết định",
        Mover.COMMUNE,
        "Ghi số của quyết định thành lập tổ ở trang tính 'Tổ CNSCĐ'.",
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

FACTS: Facts = {
    "decision_items": Fact(
        FactKind.ROW,
        Mover.COMMUNE,
        "Ghi đủ số, ngày, cơ quan ban hành của quyết định thành lập tổ ở trang tính 'Tổ CNSCĐ'",
        "số, ngày, cơ quan ban hành ghi đủ cho quyết định đã khai",
    ),
    "decision": Fact(
        FactKind.DOCUMENT,
        Mover.COMMUNE,
        "Khai quyết định thành lập tổ do UBND cấp xã ban hành ở trang tính 'Tổ CNSCĐ'",
        "quyết định thành lập tổ do UBND cấp xã ban hành không sau ngày xét",
    ),
}

# Codes and words of papers that decide nothing.
_OTHER_PAPER = re.compile(
    r"^(?:ke hoach|thong bao|cong van|bao cao|to trinh|bien ban|giay moi)\b|\b(?:kh|tb|cv|bc|ttr|bb|gm)\b"
)


def _kind_of_number(text: object) -> str:
    """``given``, ``missing`` (a blank, or only the form of a number) or ``other_paper``."""
    if not isinstance(text, str):
        return "missing"
    words = fold(text)
    if _OTHER_PAPER.search(words) and "qd" not in words.split():
        return "other_paper"
    return "given" if re.match(r"^(?:(?:quyet dinh|qd|so|van ban) )*\d", words) else "missing"


def _findings(rows: pd.DataFrame, histories: pd.Series, as_of: pd.Timestamp, params: Params) -> pd.Series:
    """The reason code of each decision; ``histories`` are those of the villages' communes, row by row."""
    issuer = issuers(rows, histories, as_of)
    number = rows["decision_number"].map(_kind_of_number).astype(object)
    by_then = pd.to_datetime(rows["decision_to"]) <= as_of
    dissolved = issuer == Issuer.DISSOLVED
    cases = [
        ("decision_incomplete", issuer == Issuer.MISSING),
        ("decision_other_level", issuer == Issuer.OTHER_LEVEL),
        ("decision_after_as_of", pd.to_datetime(rows["decision_from"]) > as_of),
        ("decision_issuer_not_in_being", issuer == Issuer.NOT_IN_BEING),
        ("decision_issuer_unclear", issuer.isin([Issuer.UNCLEAR, Issuer.OTHER_COMMUNE])),
        ("decision_number_other_paper", number == "other_paper"),
        ("decision_incomplete", (number == "missing") | ~by_then),
        ("decision_issuer_dissolved", dissolved & (params.dissolved_issuer == "confirm")),
        ("decision_issuer_gone", dissolved & (params.dissolved_issuer == "invalid")),
    ]
    return first_true(rows, cases, "decision_by_commune")


_FAILED = {"decision_other_level", "decision_after_as_of", "decision_issuer_gone"}


def measure(dossier: Dossier, units: pd.DataFrame, params: Params) -> Measured:
    """See the module's docstring."""
    rows = whole_rows(dossier, "teams", units)
    histories = rows["village_code"].map(units["commune_history"])
    rows["found"] = _findings(rows, histories, pd.Timestamp(dossier.as_of), params)
    good = rows[rows["found"] == "decision_by_commune"]
    bad = rows[rows["found"].isin(_FAILED)]
    given = per_village(rows, units)
    not_bad = (given - per_village(bad, units)).where(given > 0, 1)
    open_rows = rows[~rows["found"].isin(_FAILED | {"decision_by_commune"})]
    incomplete = open_rows["found"].isin(["decision_incomplete", "decision_issuer_unclear"])
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
        evidence=lambda: evidence_of(rows, roles(rows["found"], {"decision_by_commune"}, _FAILED), sentence),
        basis=Basis.DOCUMENTARY,
        needs=lambda: [
            Need((Option("decision_items", per_village(open_rows[incomplete], units) > 0), Option("decision")))
        ],
    )


RULE = Rule(
    params=Params,
    measure=measure,
    expects=always(
        Expect(Meaning.STANDS, Shape.POSITIVE, "decisions_not_refuted"),
        Expect(Meaning.PROVEN, Shape.POSITIVE, "decisions_by_commune"),
    ),
    reasons=REASONS,
    facts=FACTS,
)
