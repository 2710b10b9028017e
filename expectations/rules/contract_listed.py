"""Public WiFi: an operator lists the claimed contract, active, for a public place of this village.

For each claimed contract number the newest rows of the operator it names (any operator where it names none) are looked
up. A contract passes when such a row is for this village, active, at one of ``venues`` and without a password (with one
too where ``password_allowed``); where the operator's list is silent about the password, the claim's own "no" is read,
and the verdict rests on the dossier. It fails when it is listed as ended, as another village's, or with a password.
Conflict: rows of one day say both active and ended, or with and without a password. Otherwise unknown: no contract
claimed, not listed, stale (``fresh_days``), a doubtful status, a term that is over under a status that says active, a
place that is not known to be public or is named after another village, a village name that could not be resolved, only
a part of the village, a contract listed for two villages, or own papers that all say that there is a password.

The village passes when one contract passes, and fails when every claimed contract fails.
"""

from __future__ import annotations

from typing import Literal

import pandas as pd
from pydantic import Field

from doisoat.model import Answer, FactKind, Match, Mover, Outcome
from expectations.contract_evidence import basis_of_contracts, evidence_of_claims, evidence_of_lists
from expectations.contract_needs import contract_needs
from expectations.contracts import (
    FAILED,
    PASSED,
    TORN,
    claimed_contracts,
    finding_of_each,
    found_in_list,
    listed_contracts,
)
from expectations.dossier import Dossier
from expectations.measuring import codes, counted, first_of, one_of
from expectations.reasons import AGREE, Fact, Facts, Reason, Reasons, about_a_list, about_our_moves
from expectations.rule import Days, Expect, Flag, Meaning, Measured, Rule, RuleParams, Shape, Text, always


class Params(RuleParams):
    """Which places count, and what a password means."""

    fresh_days: Days
    """how old an operator's list may be on the as-of date"""
    venues: tuple[Text, ...] = Field(min_length=1)
    """names of places that count, looked for word for word in the place that is listed"""
    venue_title: Text = "điểm công cộng"
    """what such a place is called in the sentences"""
    of_the_village: Flag = False
    """the hall of a commune or a larger unit does not count"""
    password_allowed: Flag = False
    """a password that is given out freely does no harm"""
    reach: Literal["unknown", "met"] = "unknown"
    """what a contract for a part of the village is"""


REASONS: Reasons = {
    "contract_active": Reason(
        Outcome.PASS,
        "Doanh nghiệp xác nhận hợp đồng {contract} đang hoạt động tại điểm công cộng của thôn",
        Mover.VILLAGE,
        AGREE,
    ),
    "contract_torn": Reason(
        Outcome.CONFLICT,
        "Doanh nghiệp ghi hợp đồng {contract} vừa hoạt động vừa kết thúc trong cùng một ngày",
        Mover.OPERATOR,
        "Doanh nghiệp cần xác nhận hợp đồng còn hoạt động hay đã kết thúc.",
    ),
    "contract_password_torn": Reason(
        Outcome.CONFLICT,
        "Doanh nghiệp ghi điểm WiFi của hợp đồng {contract} vừa có vừa không có mật khẩu trong cùng một ngày",
        Mover.OPERATOR,
        "Doanh nghiệp cần xác nhận điểm WiFi có mật khẩu hay không.",
    ),
    "contract_of_two_villages": Reason(
        Outcome.UNKNOWN,
        "Hợp đồng {contract} được ghi cho hai thôn trong cùng một danh sách",
        Mover.OPERATOR,
        "Doanh nghiệp cần xác nhận hợp đồng là của thôn nào.",
    ),
    "contract_term_over": Reason(
        Outcome.UNKNOWN,
        "Danh sách ghi hợp đồng {contract} còn hoạt động nhưng thời hạn đã qua",
        Mover.OPERATOR,
        "Doanh nghiệp cần xác nhận hợp đồng đã gia hạn hay đã kết thúc.",
    ),
    "contract_venue_elsewhere": Reason(
        Outcome.UNKNOWN,
        "Điểm WiFi của hợp đồng {contract} mang tên một thôn khác",
        Mover.OPERATOR,
        "Doanh nghiệp cần xác nhận điểm WiFi đặt ở thôn nào.",
    ),
    "own_papers_differ": Reason(
        Outcome.UNKNOWN,
        "Trang tính 'WiFi' của chính thôn ghi mọi điểm đều có mật khẩu",
        Mover.VILLAGE,
        "Bỏ mật khẩu tại điểm WiFi rồi ghi lại 'Không' ở trang tính 'WiFi', hoặc sửa tự đánh giá.",
    ),
    "contract_ended": Reason(
        Outcome.FAIL,
        "Doanh nghiệp ghi hợp đồng {contract} đã kết thúc",
        Mover.VILLAGE,
        "Gửi hợp đồng mới nếu đã gia hạn; nếu chưa thì gia hạn hoặc sửa tự đánh giá.",
    ),
    "contract_elsewhere": Reason(
        Outcome.FAIL,
        "Doanh nghiệp ghi hợp đồng {contract} là của thôn khác",
        Mover.VILLAGE,
        "Kiểm tra số hợp đồng ở trang tính 'WiFi'; khai số hợp đồng của chính thôn này.",
    ),
    "contract_password": Reason(
        Outcome.FAIL,
        "Doanh nghiệp ghi điểm WiFi của hợp đồng {contract} có mật khẩu",
        Mover.VILLAGE,
        "Bỏ mật khẩu tại điểm WiFi công cộng rồi báo doanh nghiệp cập nhật, hoặc sửa tự đánh giá.",
    ),
    "contract_place_unresolved": Reason(
        Outcome.UNKNOWN,
        "Hợp đồng {contract} có trong danh sách nhưng tên thôn ghi ở đó chưa nhận ra được",
        Mover.OFFICE,
        "Tên thôn ghi ở doanh nghiệp đang chờ người xem; đơn vị xác nhận giúp hợp đồng là của thôn nào.",
    ),
    "contract_part": Reason(
        Outcome.UNKNOWN,
        "Hợp đồng {contract} đặt ở một phần của thôn ghép",
        Mover.VILLAGE,
        "Xác nhận điểm WiFi phục vụ cả thôn ghép hay một phần.",
    ),
    "contract_status_unclear": Reason(
        Outcome.UNKNOWN,
        "Doanh nghiệp chưa ghi rõ hợp đồng {contract} còn hoạt động hay không",
        Mover.OPERATOR,
        "Doanh nghiệp cần ghi rõ hợp đồng còn hoạt động hay không.",
    ),
    "contract_password_unstated": Reason(
        Outcome.UNKNOWN,
        "Chưa rõ điểm WiFi của hợp đồng {contract} có mật khẩu hay không",
        Mover.OPERATOR,
        "Doanh nghiệp cần ghi điểm WiFi có mật khẩu hay không.",
    ),
    "contract_venue": Reason(
        Outcome.UNKNOWN,
        "Danh sách chưa cho thấy hợp đồng {contract} đặt tại {venue_title}",
        Mover.VILLAGE,
        "Khai rõ điểm WiFi đặt ở đâu; bộ tiêu chí tính điểm đặt tại {venue_title}.",
    ),
    "contract_not_listed": Reason(
        Outcome.UNKNOWN,
        "Chưa doanh nghiệp nào nêu hợp đồng {contract} trong danh sách{near}",
        Mover.VILLAGE,
        "Kiểm tra số hợp đồng ở trang tính 'WiFi'; nếu đúng, đề nghị doanh nghiệp ghi lại trong danh sách.",
    ),
    "contract_column_unread": Reason(
        Outcome.UNKNOWN,
        "Danh sách có cột chưa hiểu được ({unread}), có thể là số hợp đồng, nên chưa biết hợp đồng {contract} có được"
        " nêu không",
        Mover.OPERATOR,
        "Doanh nghiệp cần đặt tên cột là 'Số hợp đồng' rồi gửi lại; đơn vị chưa phải làm gì.",
    ),
    "contract_no_number": Reason(
        Outcome.UNKNOWN,
        "Thôn chưa ghi số hợp đồng WiFi nên chưa đối chiếu được",
        Mover.VILLAGE,
        "Ghi số hợp đồng ở trang tính 'WiFi'.",
    ),
    "no_contract_claimed": Reason(
        Outcome.UNKNOWN,
        "Thôn chưa khai điểm WiFi công cộng nào ở trang tính 'WiFi'",
        Mover.VILLAGE,
        "Khai điểm WiFi công cộng và số hợp đồng ở trang tính 'WiFi', hoặc sửa tự đánh giá.",
    ),
    **about_a_list(Mover.OPERATOR, "stale", "source_held", "source_refused", "layout_asked", "source_missing"),
}
_LISTED = "Ghi hợp đồng WiFi cho từng thôn trong danh sách mới: còn hoạt động, {open}đặt tại {venue_title}"
FACTS: Facts = {
    **about_our_moves(),
    "own_contract": Fact(
        FactKind.ROW,
        Mover.VILLAGE,
        "Ghi lại điểm WiFi và số hợp đồng của chính thôn ở trang tính 'WiFi'",
        "số hợp đồng WiFi mà {subject} đã liệt kê cho thôn này, ghi ở trang tính 'WiFi'",
    ),
    "no_password": Fact(
        FactKind.ROW,
        Mover.VILLAGE,
        "Bỏ mật khẩu tại điểm WiFi công cộng rồi ghi lại ở trang tính 'WiFi'",
        "điểm WiFi công cộng không mật khẩu, ghi lại ở trang tính 'WiFi'",
    ),
    "contract": Fact(
        FactKind.DOCUMENT,
        Mover.VILLAGE,
        "Khai hợp đồng WiFi của điểm công cộng ở trang tính 'WiFi'",
        "hợp đồng WiFi tại {venue_title}, ghi số ở trang tính 'WiFi'",
    ),
    "contract_listed": Fact(
        FactKind.LIST,
        Mover.OPERATOR,
        _LISTED,
        "liệt kê hợp đồng {subject} cho cả thôn này: còn hoạt động, {open}đặt tại {venue_title}",
    ),
    "new_contract_listed": Fact(
        FactKind.LIST,
        Mover.OPERATOR,
        _LISTED,
        "liệt kê hợp đồng ấy cho cả thôn này: còn hoạt động, {open}đặt tại {venue_title}",
    ),
}

_SILENT = (
    "contract_column_unread",
    "source_held",
    "source_refused",
    "layout_asked",
    "source_missing",
    "contract_not_listed",
    "contract_no_number",
    "contract_torn",
    "contract_password_torn",
)


def _why_silent(dossier: Dossier, operator: str) -> str | None:
    """Why the operator that a claim names says nothing about it, where that lies with its list as a whole."""
    state = dossier.sources[operator]
    if state.held:
        return "source_held"
    if state.asked:
        return "layout_asked"
    if state.readable:
        return "contract_column_unread" if state.unread_contract_columns else None
    return "source_refused" if state.refused else "source_missing"


def measure(dossier: Dossier, units: pd.DataFrame, params: Params) -> Measured:
    """See the module's docstring."""
    claims = claimed_contracts(dossier, units)
    listed = listed_contracts(dossier)
    numbered = claims.explode("key").dropna(subset="key").astype({"key": object})
    pairs = numbered.merge(listed, on="key", suffixes=("_claim", ""))
    other = pairs["claimed_operator"].notna() & (pairs["claimed_operator"] != pairs["operator"])
    pairs = pairs[~other].reset_index(drop=True)
    pairs["found"] = found_in_list(pairs, dossier, params)
    claims["found"] = claims["claim_row"].map(finding_of_each(pairs)).astype(object)
    speaking = {*dossier.rows("coverage")["source_id"].unique(), *listed["source_id"].unique()}
    not_found = "contract_not_listed" if speaking & dossier.sources.keys() else "source_missing"
    silent = claims["claimed_operator"].map(lambda o: _why_silent(dossier, o), na_action="ignore").astype(object)
    silent = silent.fillna(not_found)
    unread = {heading for state in dossier.sources.values() for heading in state.unread_contract_columns}
    # Whoever names no operator may be listed by any of them, also in a column that nobody could read.
    open_to_all = claims["claimed_operator"].isna() & (silent == "contract_not_listed")
    silent = silent.mask(open_to_all & bool(unread), "contract_column_unread")
    claims["found"] = codes(
        claims["found"]
        .fillna(silent.where(claims["claim_row"].isin(numbered["claim_row"])))
        .fillna("contract_no_number"),
        *pairs["found"].cat.categories,
        *_SILENT,
    )

    def count(which: set[str]) -> pd.Series:
        return counted(claims[claims["found"].isin(which)].groupby("village_code").size(), units)

    passed, torn, failed = count(PASSED), count(TORN), count(FAILED)
    all_claimed = counted(claims.groupby("village_code").size(), units)
    locked = counted(claims[claims["has_password"] == Answer.YES].groupby("village_code").size(), units)
    # A row that holds nothing at all is no row of theirs.
    filled = claims[claims[["contract_number", "venue", "has_password"]].notna().any(axis="columns")]
    said = counted(filled.groupby("village_code").size(), units)
    # Every own row says that there is a password: less than the claim needs, whatever the operators say.
    differ = (said > 0) & (locked == said) & (not params.password_allowed)
    numbers = pd.DataFrame(
        {
            "contracts_active": passed.where(~differ, 0),
            "contracts_torn": torn.where((passed == 0) & ~differ, 0),
            "contracts_not_refuted": (all_claimed - failed).where((all_claimed > 0) & ~differ, 1),
        }
    )
    first = claims.drop_duplicates("village_code").set_index("village_code")
    refuted = claims[claims["found"].isin(FAILED)]
    doubtful = claims[~claims["found"].isin(PASSED | FAILED | TORN)]
    words = pd.DataFrame(index=units.index)
    words["contract"] = first["contract_number"].reindex(units.index).astype(object).fillna("(không ghi số)")
    words["held"] = ", ".join(state.title for state in dossier.sources.values() if state.held)
    words["venue_title"] = params.venue_title
    words["unread"] = ", ".join(f"'{heading}'" for heading in sorted(unread))
    words["near"] = _near(listed, units)
    words["open"] = "" if params.password_allowed else "không mật khẩu, "
    words["fresh_days"] = str(params.fresh_days)
    return Measured(
        numbers=numbers,
        reasons={
            Outcome.PASS: "contract_active",
            Outcome.FAIL: first_of(refuted, "found", units, "contract_ended"),
            Outcome.CONFLICT: first_of(claims[claims["found"].isin(TORN)], "found", units, "contract_torn"),
            Outcome.UNKNOWN: one_of(
                differ,
                "own_papers_differ",
                one_of(
                    all_claimed == 0, "no_contract_claimed", first_of(doubtful, "found", units, "contract_not_listed")
                ),
            ),
        },
        words=words,
        basis=basis_of_contracts(pairs, units, params),
        evidence=lambda: pd.concat([evidence_of_claims(claims), evidence_of_lists(pairs, dossier)], ignore_index=True),
        needs=lambda: contract_needs(dossier, units, params, claims, pairs, listed, differ),
    )


def _near(listed: pd.DataFrame, units: pd.DataFrame) -> pd.Series:
    """For every village the contracts that are listed for it, to be named beside one that is not."""
    own = listed[(listed["match"] == Match.MATCHED) & listed["village_code"].isin(units.index)]
    named = own.groupby("village_code")["contract_number"].agg(lambda numbers: ", ".join(dict.fromkeys(numbers)))
    near = named.reindex(units.index).astype(object)
    return ("; danh sách ghi cho thôn này: " + near).where(near.notna(), "")


RULE = Rule(
    params=Params,
    measure=measure,
    expects=always(
        Expect(Meaning.AGREES, Shape.ZERO, "contracts_torn"),
        Expect(Meaning.STANDS, Shape.POSITIVE, "contracts_not_refuted"),
        Expect(Meaning.PROVEN, Shape.POSITIVE, "contracts_active"),
    ),
    reasons=REASONS,
    facts=FACTS,
)
