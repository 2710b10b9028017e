"""OCOP 2022: every valid OCOP product of the locality is found live on an e-commerce exchange.

The locality is the village (``product_scope=village``) or its commune. Passes when every one of its valid registered
products is claimed with a link on an allowed channel that sells it. Fails when such a link is gone or sells something
else. Otherwise unknown: not claimed on an exchange, not fetched, unreachable, no registry, registered products of the
commune whose village is not named, or whose recognition the registry leaves open. Without any OCOP product: not
applicable, met or, as no row speaks against anybody, unknown, as ``zero_ocop`` says.
"""

from __future__ import annotations

from typing import Literal

import pandas as pd

from doisoat.model import FactKind, Match, Mover, Outcome
from expectations.dossier import Dossier
from expectations.facts import Need, Option
from expectations.measuring import by_group, first_true, roles
from expectations.products import (
    LISTING_FACTS,
    LIVE,
    MAY_BE_SEEN,
    REFUTED,
    STATE_UNCLEAR,
    ProductParams,
    claimed_products,
    product_evidence,
    product_key,
    registered_products,
    unplaced_in_commune,
)
from expectations.reasons import AGREE, Fact, Facts, Reason, Reasons, about_a_list, about_our_moves
from expectations.rule import Expect, Meaning, Measured, Rule, Shape, always


class Params(ProductParams):
    """Where a product must be on sale, whose products are asked for, and what none at all means."""

    product_scope: Literal["village", "commune"] = "village"
    """whose OCOP products: the village's or the whole commune's"""
    zero_ocop: Literal["not_applicable", "met", "not_met"] = "not_applicable"
    """what it means that the locality has no OCOP product"""


REASONS: Reasons = {
    "ocop_all_live": Reason(
        Outcome.PASS, "Cả {total} sản phẩm OCOP đang bán trên sàn thương mại điện tử", Mover.VILLAGE, AGREE
    ),
    "ocop_not_all_live": Reason(
        Outcome.FAIL,
        "{refuted}/{total} sản phẩm OCOP không còn bán tại đường dẫn đã khai",
        Mover.VILLAGE,
        "Mở đường dẫn đã khai; nếu trang còn bán đúng sản phẩm thì phản đối kèm ảnh chụp, nếu không thì khai lại.",
    ),
    "ocop_unclaimed": Reason(
        Outcome.UNKNOWN,
        "Mới thấy {live}/{total} sản phẩm OCOP trên sàn; sản phẩm còn lại chưa khai đường dẫn trên sàn",
        Mover.VILLAGE,
        "Khai đường dẫn trên sàn của các sản phẩm còn lại ở trang tính 'Sản phẩm'.",
    ),
    "not_fetched": Reason(
        Outcome.UNKNOWN,
        "Chưa tải trang bán hàng để kiểm tra",
        Mover.OFFICE,
        "Chương trình chưa tải trang để kiểm tra; đơn vị chưa phải làm gì.",
    ),
    "registry_state_unclear": STATE_UNCLEAR,
    "registry_village_unknown": Reason(
        Outcome.UNKNOWN,
        "Sổ OCOP có sản phẩm của xã chưa ghi rõ thôn, có thể là của thôn này",
        Mover.OCOP_OFFICE,
        "Sổ OCOP cần ghi rõ thôn của sản phẩm; đơn vị xác nhận giúp.",
    ),
    "no_registry": Reason(
        Outcome.UNKNOWN,
        "Chưa có sổ OCOP để biết thôn có sản phẩm hay không",
        Mover.OCOP_OFFICE,
        "Cần sổ OCOP của tỉnh; đơn vị chưa phải làm gì.",
    ),
    "no_ocop_product": Reason(
        Outcome.NOT_APPLICABLE,
        "Địa phương không có sản phẩm OCOP nào",
        Mover.VILLAGE,
        "Không cần làm gì nếu địa phương không có sản phẩm OCOP.",
    ),
    "no_ocop_counts_as_met": Reason(
        Outcome.PASS,
        "Địa phương không có sản phẩm OCOP nào, cách đọc đang dùng tính là đạt",
        Mover.VILLAGE,
        "Không cần làm gì.",
    ),
    "no_ocop_counts_as_not_met": Reason(
        Outcome.UNKNOWN,
        "Địa phương không có sản phẩm OCOP nào; cách đọc đang dùng tính là chưa đạt, nhưng chưa ai nói ngược lại",
        Mover.VILLAGE,
        "Sửa tự đánh giá nếu đồng ý với cách đọc đang dùng.",
    ),
    **about_a_list(Mover.OCOP_OFFICE, "source_held", "source_refused", "rows_unfit", "layout_asked"),
}
FACTS: Facts = {
    "pages_seen": Fact(
        FactKind.ANSWER,
        Mover.OFFICE,
        LISTING_FACTS["page_seen"].act,
        "lần xem tới cho thấy các trang đã khai đang bán đủ {count} sản phẩm OCOP còn lại",
    ),
    "listings": Fact(
        FactKind.LINK,
        Mover.VILLAGE,
        "Khai đường dẫn trên sàn thương mại điện tử của sản phẩm OCOP ở trang tính 'Sản phẩm'",
        "đường dẫn trên sàn của {count} sản phẩm OCOP: {subject}",
    ),
    "registry": LISTING_FACTS["registry"],
    "recognised": Fact(
        FactKind.DOCUMENT,
        Mover.VILLAGE,
        "Đăng ký sản phẩm OCOP và bán trên sàn thương mại điện tử",
        "một sản phẩm OCOP của địa phương, vì cách đọc đang dùng không tính nơi chưa có sản phẩm",
    ),
    **about_our_moves(),
}


def _state_of(products: pd.DataFrame, by: list[str]) -> pd.Series:
    """The best state a registered product reached through its claims, by the columns that name it."""
    state = roles(products["found"], {LIVE}, REFUTED).map({"for": "live", "against": "refuted", "open": "open"})
    ranked = products.assign(rank=state.map({"live": 0, "open": 1, "refuted": 2}), state=state).sort_values(
        "rank", kind="stable"
    )
    return ranked.drop_duplicates(by).set_index(by)["state"]


def _states(listed: pd.DataFrame, claims: pd.DataFrame) -> pd.Series:
    """What became of each registered product: live, refuted, open or unclaimed.

    A product of a name that only one maker has is known by its name. Where two makers have one of the same name they
    are two products, and a claim is about the maker it names.
    """
    by_name, by_maker = ["locality", "key"], ["locality", "key", "maker"]
    claims = claims.assign(maker=product_key(claims["supplier"]))
    shared = listed.duplicated(by_name, keep=False)
    answer = pd.Series("unclaimed", index=listed.index, dtype=object)
    for rows, by in ((listed[~shared], by_name), (listed[shared], by_maker)):
        found = _state_of(claims.dropna(subset=by), by).reindex(pd.MultiIndex.from_frame(rows[by]))
        answer.loc[rows.index] = pd.Series(found.to_numpy(), index=rows.index, dtype=object).fillna("unclaimed")
    return answer


def measure(dossier: Dossier, units: pd.DataFrame, params: Params) -> Measured:
    """See the module's docstring."""
    by_commune = params.product_scope == "commune"
    registry = registered_products(dossier)
    claims = claimed_products(dossier, dossier.units if by_commune else units, params)
    everyone = claimed_products(dossier, dossier.units, params)
    if by_commune:
        claims["locality"] = claims["village_code"].map(dossier.units["commune_code"])
        locality = units["commune_code"]
        placed = registry[registry["commune_code"].notna()].assign(locality=lambda r: r["commune_code"])
        may_be = registry["valid"] | registry["unclear"]
        unplaced = pd.Series(int((may_be & registry["commune_code"].isna()).sum()), index=units.index)
    else:
        claims["locality"] = claims["village_code"]
        locality = units.index.to_series()
        placed = registry[registry["match"] == Match.MATCHED].assign(locality=lambda r: r["village_code"])
        unplaced = unplaced_in_commune(registry, everyone, units)
    listed, unclear = placed[placed["valid"]], by_group(placed[placed["unclear"]].groupby("locality").size(), locality)
    asked = by_group(placed[placed["asked"]].groupby("locality").size(), locality)
    listed = listed.assign(maker=product_key(listed["producer"])).drop_duplicates(["locality", "key", "maker"])
    listed = listed.reset_index(drop=True)
    state = _states(listed, claims)

    def count(which: pd.Series) -> pd.Series:
        return by_group(listed[which].groupby("locality").size(), locality)

    total, live, refuted = count(state.notna()), count(state == "live"), count(state == "refuted")
    part_refused = dossier.part_refused("ocop_registry")
    unfit = dossier.has_unfit("ocop_registry")
    doubtful = unplaced + unclear + int(registry.empty or part_refused or unfit)
    none = (total == 0) & (doubtful == 0)
    reading = params.zero_ocop
    numbers = pd.DataFrame(
        {
            "ocop_ground": (total + doubtful).where(~none | (reading == "not_applicable"), 1),
            "ocop_refuted": refuted,
            "ocop_products": total,
            "ocop_live": live,
            "ocop_doubtful": doubtful.where(~none, int(reading == "not_met")),
        }
    )
    unclaimed = count(state == "unclaimed")
    words = pd.DataFrame({"live": live.astype(str), "total": total.astype(str), "refuted": refuted.astype(str)})
    words["held"] = dossier.title("ocop_registry")
    return Measured(
        numbers=numbers,
        reasons={
            Outcome.PASS: first_true(units, [("no_ocop_counts_as_met", none)], "ocop_all_live"),
            Outcome.NOT_APPLICABLE: "no_ocop_product",
            Outcome.FAIL: "ocop_not_all_live",
            Outcome.UNKNOWN: first_true(
                units,
                [
                    ("no_ocop_counts_as_not_met", none),
                    ("source_held", pd.Series(dossier.is_held("ocop_registry"), index=units.index)),
                    ("layout_asked", (asked > 0) | dossier.is_asked("ocop_registry")),
                    ("source_refused", pd.Series(part_refused, index=units.index)),
                    ("rows_unfit", pd.Series(unfit, index=units.index)),
                    ("no_registry", pd.Series(registry.empty, index=units.index)),
                    ("registry_state_unclear", unclear > 0),
                    ("ocop_unclaimed", unclaimed > 0),
                    ("not_fetched", live < total),
                ],
                "registry_village_unknown",
            ),
        },
        words=words,
        evidence=lambda: product_evidence(claims[claims["village_code"].isin(units.index)], registry, units),
        needs=lambda: _needs(dossier, listed.assign(state=state), claims, locality, none, doubtful > 0, asked > 0),
        bounds=pd.DataFrame({"sure": live, "possible": total - refuted, "of": total}).where(total > 0).astype("Int64"),
    )


def _needs(
    dossier: Dossier,
    listed: pd.DataFrame,
    claims: pd.DataFrame,
    locality: pd.Series,
    none: pd.Series,
    doubtful: pd.Series,
    words_asked: pd.Series,
) -> list[Need]:
    """A page on an exchange for each product that is not seen there, and a registry that leaves no doubt."""
    lost = listed[listed["state"] != "live"]
    by_place = lost.groupby("locality")
    names = lost["product_name"].astype(object).fillna("(không tên)").groupby(lost["locality"]).agg(", ".join)
    count = by_group(by_place.size(), locality)
    # Of these a page was declared that the next look, or the person it waits for, may find to sell it.
    may_be_seen = _states(lost, claims[claims["found"].isin(MAY_BE_SEEN)]) == "open"
    waiting = by_group(may_be_seen.groupby(lost["locality"]).sum(), locality)
    asked, held = words_asked | dossier.is_asked("ocop_registry"), dossier.is_held("ocop_registry")
    everywhere = pd.Series(True, index=locality.index)
    return [
        Need(
            (
                Option("pages_seen", waiting == count, count=count),
                Option("listings", subject=locality.map(names).astype(object).fillna(""), count=count),
            ),
            count > 0,
        ),
        Need(
            (
                Option("layout_answer", asked, publisher="ocop_registry"),
                Option("list_released", everywhere & held, publisher="ocop_registry"),
                Option("registry", ~(asked | held)),
            ),
            doubtful,
        ),
        Need((Option("recognised"),), none),
    ]


RULE = Rule(
    params=Params,
    measure=measure,
    expects=always(
        Expect(Meaning.APPLIES, Shape.POSITIVE, "ocop_ground"),
        Expect(Meaning.STANDS, Shape.ZERO, "ocop_refuted"),
        Expect(Meaning.PROVEN, Shape.REACHES, "ocop_live", "ocop_products"),
        Expect(Meaning.PROVEN, Shape.ZERO, "ocop_doubtful"),
    ),
    reasons=REASONS,
    facts=FACTS,
)
