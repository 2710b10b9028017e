"""Products: at least one claimed product is found live on sale on an allowed channel.

Passes when the page behind a claimed link sells the claimed product. Fails when every claimed listing is gone or
sells something else, or when no product is claimed while the OCOP registry holds a valid one of this village. Not
applicable: no product claimed and none in the registry. Otherwise unknown: not fetched, unreachable, a page that may
be the product, no link, another channel, stale (``fresh_days``), no registry to look into or a part of it refused, a
registered product whose certificate has run out, whose recognition the registry leaves open, or one of the commune
whose village the registry does not name.

Whose products: those of the village (``product_scope=village``), or those of all villages of its commune.
"""

from __future__ import annotations

from typing import Literal

import pandas as pd

from doisoat.model import FactKind, Match, Mover, Outcome
from doisoat.vi import CHANNEL
from expectations.dossier import Dossier
from expectations.facts import Need, Option
from expectations.measuring import first_of, first_true, one_of, per_village
from expectations.products import (
    LISTING_FACTS,
    LIVE,
    REFUTED,
    STATE_UNCLEAR,
    ProductParams,
    claimed_products,
    product_evidence,
    registered_products,
    seen_again,
    unplaced_in_commune,
)
from expectations.reasons import AGREE, Fact, Facts, Reason, Reasons, about_a_list, about_our_moves
from expectations.rule import Expect, Meaning, Measured, Rule, Shape, always


class Params(ProductParams):
    """Where a product may be on sale, how old a look may be, and whose products are asked for."""

    product_scope: Literal["village", "commune"] = "village"
    """whose products: the village's or the whole commune's"""


_LOOK_AGAIN = "Mở đường dẫn đã khai; nếu trang còn bán đúng sản phẩm thì phản đối kèm ảnh chụp, nếu không thì khai lại."
REASONS: Reasons = {
    "listing_live": Reason(
        Outcome.PASS, "Sản phẩm “{product}” đang được bán tại đường dẫn đã khai", Mover.VILLAGE, AGREE
    ),
    "listing_gone": Reason(Outcome.FAIL, "Đường dẫn của sản phẩm đã khai không còn bán", Mover.VILLAGE, _LOOK_AGAIN),
    "listing_other_product": Reason(Outcome.FAIL, "Đường dẫn đã khai bán sản phẩm khác", Mover.VILLAGE, _LOOK_AGAIN),
    "listing_possible": Reason(
        Outcome.UNKNOWN,
        "Trang có thể đang bán “{product}” nhưng chưa đủ chắc, cần người xem",
        Mover.OFFICE,
        "Trang đang chờ người xem; đơn vị có thể gửi đường dẫn đến đúng sản phẩm.",
    ),
    "listing_unreachable": Reason(
        Outcome.UNKNOWN,
        "Chưa mở được trang bán “{product}” để kiểm tra",
        Mover.OFFICE,
        "Lần sau chương trình thử lại; đơn vị có thể gửi ảnh chụp trang đang bán.",
    ),
    "not_fetched": Reason(
        Outcome.UNKNOWN,
        "Chưa tải trang bán hàng để kiểm tra",
        Mover.OFFICE,
        "Chương trình chưa tải trang để kiểm tra; đơn vị chưa phải làm gì.",
    ),
    "stale": Reason(
        Outcome.UNKNOWN,
        "Lần xem trang bán gần nhất đã cũ hơn {fresh_days} ngày so với ngày xét",
        Mover.OFFICE,
        "Chương trình sẽ xem lại trang bán; đơn vị chưa phải làm gì.",
    ),
    "no_link": Reason(
        Outcome.UNKNOWN,
        "Sản phẩm “{product}” chưa có đường dẫn",
        Mover.VILLAGE,
        "Ghi đường dẫn đến sản phẩm ở trang tính 'Sản phẩm'.",
    ),
    "channel_not_allowed": Reason(
        Outcome.UNKNOWN,
        "Kênh bán của sản phẩm “{product}” không thuộc loại được tính",
        Mover.VILLAGE,
        "Khai đường dẫn trên kênh được tính: {channels}.",
    ),
    "registry_has_product": Reason(
        Outcome.FAIL,
        "Thôn không khai sản phẩm nhưng sổ OCOP có “{registered}” của {locality}",
        Mover.VILLAGE,
        "Khai sản phẩm và đường dẫn bán ở trang tính 'Sản phẩm'.",
    ),
    "registry_expired": Reason(
        Outcome.UNKNOWN,
        "Thôn không khai sản phẩm; sản phẩm OCOP của thôn đã hết hạn chứng nhận",
        Mover.VILLAGE,
        "Làm thủ tục đánh giá lại sản phẩm OCOP, hoặc khai sản phẩm đang bán.",
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
    "no_product_anywhere": Reason(
        Outcome.NOT_APPLICABLE,
        "Thôn không khai sản phẩm và sổ OCOP cũng không có",
        Mover.VILLAGE,
        "Không cần làm gì nếu thôn không có sản phẩm.",
    ),
    **about_a_list(Mover.OCOP_OFFICE, "source_held", "source_refused", "rows_unfit", "layout_asked"),
}
FACTS: Facts = {
    **LISTING_FACTS,
    "listing": Fact(
        FactKind.LINK,
        Mover.VILLAGE,
        "Khai sản phẩm và đường dẫn đến trang đang bán ở trang tính 'Sản phẩm'",
        "một sản phẩm của {locality} có đường dẫn đến trang đang bán ({channels})",
    ),
    **about_our_moves(),
}


def measure(dossier: Dossier, units: pd.DataFrame, params: Params) -> Measured:
    """See the module's docstring."""
    by_commune = params.product_scope == "commune"
    registry = registered_products(dossier)
    part_refused = dossier.part_refused("ocop_registry")
    unfit = dossier.has_unfit("ocop_registry")
    no_registry = int(registry.empty or part_refused or unfit)
    # Only what is claimed anywhere tells whose an unplaced registered product is, so all claims are looked at.
    everyone = claimed_products(dossier, dossier.units, params)
    if by_commune:
        homes = everyone["village_code"].map(dossier.units["commune_code"])
        products = _for_each_village(everyone.assign(commune_code=homes), units)
        registry = _of_communes(registry, units)
    else:
        products = claimed_products(dossier, units, params)
    mine = registry[registry["match"] == Match.MATCHED]
    unplaced = unplaced_in_commune(registry, everyone, units)
    claimed, live = per_village(products, units), per_village(products[products["found"] == LIVE], units)
    refuted = per_village(products[products["found"].isin(REFUTED)], units)
    valid, unclear = per_village(mine[mine["valid"]], units), per_village(mine[mine["unclear"]], units)
    expired = per_village(mine[~mine["valid"] & ~mine["unclear"]], units)
    asked = per_village(mine[mine["asked"]], units)
    open_rows = products[~products["found"].isin(REFUTED | {LIVE})]
    numbers = pd.DataFrame(
        {
            "products_claimed_or_registered": claimed + valid + unclear + expired + unplaced + no_registry,
            "products_not_refuted": (claimed - refuted).where(claimed > 0, (valid == 0).astype(int)),
            "products_live": live,
        }
    )
    shown = products.sort_values("found", key=lambda c: (c != LIVE).astype(int), kind="stable")
    words = pd.DataFrame(
        {
            "product": first_of(shown, "product_name", units, ""),
            "registered": first_of(mine[mine["valid"]], "product_name", units, ""),
        }
    )
    words["locality"] = "xã" if by_commune else "thôn"
    words["held"] = dossier.title("ocop_registry")
    words["fresh_days"] = str(params.fresh_days)
    words["channels"] = ", ".join(CHANNEL[channel] for channel in params.channels)
    everywhere = pd.Series(True, index=units.index)
    nothing_claimed = first_true(
        units,
        [
            ("layout_asked", asked > 0),
            ("registry_state_unclear", unclear > 0),
            ("registry_expired", expired > 0),
            ("registry_village_unknown", unplaced > 0),
            ("source_held", everywhere & dossier.is_held("ocop_registry")),
            ("layout_asked", everywhere & dossier.is_asked("ocop_registry")),
            ("source_refused", everywhere & part_refused),
            ("rows_unfit", everywhere & unfit),
        ],
        "no_registry",
    )
    return Measured(
        numbers=numbers,
        reasons={
            Outcome.PASS: LIVE,
            Outcome.NOT_APPLICABLE: "no_product_anywhere",
            Outcome.FAIL: one_of(
                claimed == 0,
                "registry_has_product",
                first_of(products[products["found"].isin(REFUTED)], "found", units, "listing_gone"),
            ),
            Outcome.UNKNOWN: one_of(claimed == 0, nothing_claimed, first_of(open_rows, "found", units, "not_fetched")),
        },
        words=words,
        evidence=lambda: product_evidence(products, registry, units),
        needs=lambda: _needs(dossier, open_rows, claimed == 0, valid + expired == 0, asked > 0, units),
    )


def _needs(
    dossier: Dossier,
    open_rows: pd.DataFrame,
    unclaimed: pd.Series,
    unregistered: pd.Series,
    asked: pd.Series,
    units: pd.DataFrame,
) -> list[Need]:
    """A look at a page that was declared, a page to declare, or a registry that knows no product of the village."""
    seen = seen_again(open_rows, units)
    registry = unclaimed & unregistered
    asked = registry & (asked | dossier.is_asked("ocop_registry"))
    ours = asked | (registry & dossier.is_held("ocop_registry"))
    return [
        Need(
            (
                *seen,
                Option("listing"),
                Option("layout_answer", asked, publisher="ocop_registry"),
                Option("list_released", ours & dossier.is_held("ocop_registry"), publisher="ocop_registry"),
                Option("registry", registry & ~ours),
            )
        )
    ]


def _for_each_village(rows: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Rows of a commune once for each of its assessed villages."""
    homes = pd.DataFrame({"commune_code": units["commune_code"], "village_code": units.index})
    return rows.drop(columns="village_code").merge(homes, on="commune_code")


def _of_communes(registry: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Registered products as those of every assessed village of their commune; one without a commune stays nobody's."""
    placed = registry["commune_code"].notna()
    theirs = _for_each_village(registry[placed], units).assign(match=str(Match.MATCHED))
    return pd.concat([theirs, registry[~placed]], ignore_index=True)


RULE = Rule(
    params=Params,
    measure=measure,
    expects=always(
        Expect(Meaning.APPLIES, Shape.POSITIVE, "products_claimed_or_registered"),
        Expect(Meaning.STANDS, Shape.POSITIVE, "products_not_refuted"),
        Expect(Meaning.PROVEN, Shape.POSITIVE, "products_live"),
    ),
    reasons=REASONS,
    facts=FACTS,
)
