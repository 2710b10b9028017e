"""The team's member list: at least one member, and each with name, address, phone and CCCD or CMND (documentary).

Never fails: a list that lacks an item is unknown, because the people may well exist. Which member lacks what is told
by row number only; no personal value comes this far.
"""

from __future__ import annotations

import pandas as pd

from doisoat.model import Basis, FactKind, Mover, Outcome
from expectations.dossier import Dossier
from expectations.facts import Need, Option
from expectations.measuring import evidence_of, first_true, per_village, whole_rows
from expectations.reasons import AGREE, Fact, Facts, Reason, Reasons
from expectations.rule import Expect, Meaning, Measured, Rule, RuleParams, Shape, always


class Params(RuleParams):
    """The letters leave nothing to set."""


REASONS: Reasons = {
    "members_complete": Reason(
        Outcome.PASS,
        "Đủ họ tên, địa chỉ, điện thoại và số giấy tờ của {members} thành viên",
        Mover.VILLAGE,
        AGREE,
    ),
    "members_incomplete": Reason(
        Outcome.UNKNOWN,
        "{members_incomplete}/{members} thành viên còn thiếu mục phải khai",
        Mover.VILLAGE,
        "Bổ sung mục còn thiếu của thành viên ở trang tính 'Thành viên'; không gửi qua thư này.",
    ),
    "no_members": Reason(
        Outcome.UNKNOWN,
        "Chưa khai thành viên nào ở trang tính 'Thành viên'",
        Mover.VILLAGE,
        "Khai thành viên của tổ ở trang tính 'Thành viên'; không gửi qua thư này.",
    ),
}

FACTS: Facts = {
    "member_list": Fact(
        FactKind.ROW,
        Mover.VILLAGE,
        "Khai danh sách thành viên tổ ở trang tính 'Thành viên', đủ họ tên, địa chỉ, điện thoại, số giấy tờ",
        "danh sách thành viên của tổ, đủ mục từng người",
    ),
    "member_items": Fact(
        FactKind.ROW,
        Mover.VILLAGE,
        "Bổ sung mục còn thiếu của thành viên tổ ở trang tính 'Thành viên'; không gửi qua thư",
        "mục còn thiếu của {count} thành viên",
    ),
}

_ITEMS = {
    "name_given": "họ tên",
    "address_given": "địa chỉ",
    "phone_valid": "số điện thoại",
    "id_number_valid": "số CCCD/CMND",
}


def measure(dossier: Dossier, units: pd.DataFrame, _params: Params) -> Measured:
    """See the module's docstring."""
    rows = whole_rows(dossier, "members", units)
    has = rows[list(_ITEMS)].astype("boolean").fillna(False).astype(bool)
    complete = has.all(axis=1)
    lacking = pd.Series("", index=rows.index, dtype=object)
    for column, title in _ITEMS.items():
        lacking = lacking.mask(~has[column], lacking + ", " + title)
    lacking = lacking.str.removeprefix(", ")
    members, incomplete = per_village(rows, units), per_village(rows[~complete], units)
    return Measured(
        numbers=pd.DataFrame({"members": members, "members_incomplete": incomplete}),
        reasons={
            Outcome.PASS: "members_complete",
            Outcome.UNKNOWN: first_true(units, [("no_members", members == 0)], "members_incomplete"),
        },
        words=pd.DataFrame(index=units.index),
        evidence=lambda: evidence_of(
            rows,
            complete.map({True: "for", False: "open"}),
            ("Thành viên: còn thiếu " + lacking).where(~complete, "Thành viên: đủ mục"),
        ),
        basis=Basis.DOCUMENTARY,
        needs=lambda: [
            Need((Option("member_list", members == 0), Option("member_items", members > 0, count=incomplete)))
        ],
    )


RULE = Rule(
    params=Params,
    measure=measure,
    expects=always(
        Expect(Meaning.PROVEN, Shape.POSITIVE, "members"),
        Expect(Meaning.PROVEN, Shape.ZERO, "members_incomplete"),
    ),
    reasons=REASONS,
    facts=FACTS,
)
