"""Products: at least one claimed product is found live on sale on an allowed channel.

Passes when the page behind a claimed link sells the claimed product. Fails when every claimed listing is gone or
sells something else, or when no product is claimed while the OCOP registry holds a valid one of this village. Not
applicable: no product claimed and none in the registry. Otherwise unknown: not fetched, unreachable, a page that may
be the product, no link, another channel, stale (``fresh_days``), no registry to look into or a part of it refused, a
registered product whose certificate has run out, or one of the commune whose village the registry does not name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from doisoat.model import Match, Outcome
from expectations.dossier import Dossier
from expectations.products import (
    LIVE,
    REFUTED,
    claimed_products,
    product_evidence,
    registered_products,
    unplaced_in_commune,
)
from expectations.rule import Expect, Meaning, Measured, Rule, Shape, always, first_of, first_true, per_village


def measure(dossier: Dossier, units: pd.DataFrame, params: Mapping[str, Any]) -> Measured:
    """See the module's docstring."""
    products = claimed_products(dossier, units, params)
    registry = registered_products(dossier)
    mine = registry[registry["match"] == Match.MATCHED]
    # Only what is claimed anywhere tells whose an unplaced registered product is, so all claims are looked at.
    unplaced = unplaced_in_commune(registry, claimed_products(dossier, dossier.units, params), units)
    part_refused = dossier.part_refused("ocop_registry")
    no_registry = int(registry.empty or part_refused)
    claimed, live = per_village(products, units), per_village(products[products["found"] == LIVE], units)
    refuted = per_village(products[products["found"].isin(REFUTED)], units)
    valid, expired = per_village(mine[mine["valid"]], units), per_village(mine[~mine["valid"]], units)
    open_rows = products[~products["found"].isin(REFUTED | {LIVE})]
    numbers = pd.DataFrame(
        {
            "products_claimed_or_registered": claimed + valid + expired + unplaced + no_registry,
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
    words["held"] = dossier.title("ocop_registry")
    words["fresh_days"] = str(params["fresh_days"])
    return Measured(
        numbers=numbers,
        reasons={
            Outcome.PASS: LIVE,
            Outcome.NOT_APPLICABLE: "no_product_anywhere",
            Outcome.FAIL: first_true(units, [("registry_has_product", claimed == 0)], "listing_gone").where(
                claimed == 0, first_of(products[products["found"].isin(REFUTED)], "found", units, "listing_gone")
            ),
            Outcome.UNKNOWN: first_true(
                units,
                [
                    ("registry_expired", (claimed == 0) & (expired > 0)),
                    ("registry_village_unknown", (claimed == 0) & (unplaced > 0)),
                    ("source_held", (claimed == 0) & dossier.is_held("ocop_registry")),
                    ("source_refused", (claimed == 0) & part_refused),
                    ("no_registry", claimed == 0),
                ],
                "",
            ).where(claimed == 0, first_of(open_rows, "found", units, "not_fetched")),
        },
        words=words,
        evidence=product_evidence(products, registry, units),
    )


RULE = Rule(
    id="product_on_sale",
    measure=measure,
    expects=always(
        Expect(Meaning.APPLIES, Shape.POSITIVE, "products_claimed_or_registered"),
        Expect(Meaning.STANDS, Shape.POSITIVE, "products_not_refuted"),
        Expect(Meaning.PROVEN, Shape.POSITIVE, "products_live"),
    ),
    params=frozenset({"channels", "fresh_days"}),
)
