"""Claimed products beside their shop pages and their certificates: what the signals about stars share."""

from __future__ import annotations

import pandas as pd

from expectations.dossier import Dossier
from expectations.products import product_key, registered_products, seen_pages


def stars(who: str, stars: pd.Series) -> pd.Series:
    """Who says how many stars; nothing where nobody does."""
    return (f"{who} " + stars.astype("string") + " sao").fillna("").astype(object)


def with_certificates(dossier: Dossier) -> pd.DataFrame:
    """Claimed products with the stars that their pages state and those that the registry gives, kept apart.

    Of several certificates of one product in one commune the newest in force counts, else the one that ran out last.
    Stars of a page count only where the page shows the claimed product. ``valid`` and ``expired`` are both false where
    the registry has no such product.
    """
    claimed = dossier.village_rows("products").assign(key=lambda rows: product_key(rows["product_name"]))
    pages = seen_pages(dossier).rename(columns={"stars_stated": "stars_page"})
    pages = pages.loc[pages["match"] == "match", ["url", "product_name", "stars_page"]]
    registry = registered_products(dossier)
    registry = registry[registry["valid"] | registry["expired"]].dropna(subset=["key", "commune_code"])
    registry = registry.sort_values(["valid", "until"], na_position="last", kind="stable")
    registry = registry.drop_duplicates(["key", "commune_code"], keep="last").rename(
        columns={"stars": "stars_registry"}
    )
    registry = registry[["key", "commune_code", "stars_registry", "valid", "expired", "until"]]
    met = claimed.merge(pages, on=["url", "product_name"], how="left")
    met = met.merge(registry, on=["key", "commune_code"], how="left")
    met = met[met["key"].notna()].drop_duplicates(["village_code", "key", "url"])
    counts = {name: pd.to_numeric(met[name]).astype("Int64") for name in ("stars", "stars_page", "stars_registry")}
    return met.assign(**counts, **{name: met[name].eq(True) for name in ("valid", "expired")})


def differ(one: pd.Series, other: pd.Series) -> pd.Series:
    """Whether both are given and not the same."""
    return (one != other).fillna(False).astype(bool)
