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

from doisoat.model import Answer, Basis, FactKind, Match, Mover, Outcome
from doisoat.vi import ANSWER
from expectations.contracts import (
    FAILED,
    PASSED,
    REFUTED_BY_ITS_LISTER,
    TORN,
    claimed_contracts,
    finding_of_each,
    found_in_list,
    listed_contracts,
)
from expectations.dossier import Dossier
from expectations.facts import Need, Option
from expectations.measuring import codes, counted, evidence_of, first_of, one_of, roles, vn_date
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

_WIFI_STATUS = {"active": "đang hoạt động", "ended": "đã kết thúc", "term": "trong thời hạn", "unclear": "chưa rõ"}

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
        basis=_basis(pairs, units, params),
        evidence=lambda: pd.concat([_claim_evidence(claims), _list_evidence(pairs, dossier)], ignore_index=True),
        needs=lambda: _needs(dossier, units, params, claims, pairs, listed, differ),
    )


def _needs(
    dossier: Dossier,
    units: pd.DataFrame,
    params: Params,
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


def _lister_of_an_own_contract(
    dossier: Dossier, units: pd.DataFrame, params: Params, listed: pd.DataFrame
) -> pd.Series:
    """By unit an operator that lists a contract for it which would do, were its number declared; empty where none."""
    own = listed[(listed["match"] == Match.MATCHED) & listed["village_code"].isin(units.index)]
    asked = own.assign(
        village_code_claim=own["village_code"], has_password_claim=str(Answer.NO), extent="whole"
    ).reset_index(drop=True)
    asked["found"] = found_in_list(asked, dossier, params)
    keys = asked.groupby(["village_code", "operator", "key"])["found"].agg(lambda found: set(found) <= PASSED)
    fits = keys[keys.astype(bool)].reset_index().drop_duplicates("village_code")
    return fits.set_index("village_code")["operator"].reindex(units.index).astype(object).fillna("")


def _near(listed: pd.DataFrame, units: pd.DataFrame) -> pd.Series:
    """For every village the contracts that are listed for it, to be named beside one that is not."""
    own = listed[(listed["match"] == Match.MATCHED) & listed["village_code"].isin(units.index)]
    named = own.groupby("village_code")["contract_number"].agg(lambda numbers: ", ".join(dict.fromkeys(numbers)))
    near = named.reindex(units.index).astype(object)
    return ("; danh sách ghi cho thôn này: " + near).where(near.notna(), "")


def _basis(pairs: pd.DataFrame, units: pd.DataFrame, params: Params) -> pd.Series:
    """Documentary where nothing but the claim speaks about the password of the contracts that pass."""
    passing = pairs[pairs["found"].isin(PASSED)]
    spoken = passing.loc[passing["has_password"].notna() | params.password_allowed, "village_code_claim"]
    resting = units.index.isin(passing["village_code_claim"]) & ~units.index.isin(spoken)
    return pd.Series(Basis.INDEPENDENT, index=units.index, dtype=object).mask(resting, Basis.DOCUMENTARY)


def _claim_evidence(claims: pd.DataFrame) -> pd.DataFrame:
    """What the village declared."""
    sentence = "Thôn khai hợp đồng " + claims["contract_number"].astype(object).fillna("(không ghi số)")
    sentence += " tại " + claims["venue"].astype(object).fillna("(không ghi địa điểm)")
    return evidence_of(claims, "context", sentence)


def _list_evidence(pairs: pd.DataFrame, dossier: Dossier) -> pd.DataFrame:
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
