"""Signals: what a person should look at first. They never decide a verdict.

Each signal is a plain function from the dossier to rows ``signal, unit_code, other_unit_code, sentence, PROVENANCE``;
``SIGNALS`` is the list. Persons are compared by keyed digest only, so no sentence can name one.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from doisoat.columns import PROVENANCE
from doisoat.model import AddressKind, Answer
from doisoat.text.compare import fold
from expectations.dossier import Dossier
from expectations.measuring import vn_date
from expectations.products import product_key, registered_products, seen_pages

COLUMNS = ("signal", "unit_code", "other_unit_code", "sentence", *PROVENANCE)
# A claimed household count this far from the register's is worth a look: a fifth, and at least five households.
_HOUSEHOLD_GAP_SHARE, _HOUSEHOLD_GAP_LEAST = 0.2, 5
# All villages of a commune on one day is only telling when there are several of them.
_SAME_DAY_VILLAGES = 3


def _pairs(rows: pd.DataFrame, key: str, signal: str, sentence: str, group: str = "village_code") -> pd.DataFrame:
    """Rows whose ``key`` also stands at another ``group``, each naming the first other village."""
    rows = rows[rows[key].notna() & rows["village_code"].notna()]
    shared = rows[rows.groupby(key)[group].transform("nunique") > 1]
    if shared.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    places = shared[list(dict.fromkeys([key, "village_code", group]))].drop_duplicates(subset=[key, "village_code"])
    met = shared.merge(places, on=key, suffixes=("", "_other"))
    group_other = f"{group}_other"
    met = met[met[group] != met[group_other]].drop_duplicates(["village_code", key])
    return _signal(met, signal, met["village_code_other"], sentence)


def _signal(rows: pd.DataFrame, signal: str, other: pd.Series | str, sentence: pd.Series | str) -> pd.DataFrame:
    frame = pd.DataFrame(
        {"signal": signal, "unit_code": rows["village_code"], "other_unit_code": other, "sentence": sentence}
    )
    return frame.assign(**{name: rows[name] for name in PROVENANCE})


def same_contract(dossier: Dossier) -> pd.DataFrame:
    """One WiFi contract number claimed by two villages."""
    rows = dossier.village_rows("wifi_claims")
    rows = rows.assign(key=rows["contract_number"].map(lambda t: fold(t) or None, na_action="ignore"))
    return _pairs(rows, "key", "same_contract", "Số hợp đồng WiFi này còn được một thôn khác khai")


def same_person(dossier: Dossier) -> pd.DataFrame:
    """One phone or identity number in the teams of two communes."""
    rows = dossier.village_rows("members")
    found = [
        _pairs(rows, column, "same_person", f"{what} của một thành viên trùng với thành viên ở xã khác", "commune_code")
        for column, what in (("phone_mac", "Số điện thoại"), ("id_number_mac", "Số giấy tờ"))
    ]
    return pd.concat(found, ignore_index=True)


def same_product(dossier: Dossier) -> pd.DataFrame:
    """One link, or one product of one supplier, claimed by two villages."""
    rows = dossier.village_rows("products")
    named = (rows["product_name"].fillna("") + " " + rows["supplier"].fillna("")).map(fold)
    rows = rows.assign(key=rows["url"].where(rows["url"].notna(), named.where(named != "")))
    return _pairs(rows, "key", "same_product", "Sản phẩm này còn được một thôn khác khai")


def stars_differ(dossier: Dossier) -> pd.DataFrame:
    """A product claimed with other stars than a certificate in force gives it in the same commune."""
    met = _with_certificates(dossier)
    met = met[met["valid"] & _differ(met["stars"], met["stars_registry"])].drop_duplicates(["village_code", "key"])
    return _signal(
        met, "stars_differ", "", _stars("Thôn khai", met["stars"]) + _stars(", sổ OCOP ghi", met["stars_registry"])
    )


def page_stars_differ(dossier: Dossier) -> pd.DataFrame:
    """A shop page that states other stars than the registry or, where the registry has no such product, the claim."""
    met = _with_certificates(dossier)
    found = []
    for rows, column, who in (
        (met[met["valid"]], "stars_registry", ", sổ OCOP ghi"),
        (met[~met["valid"] & ~met["expired"]], "stars", ", thôn khai"),
    ):
        rows = rows[_differ(rows["stars_page"], rows[column])]
        told = _stars("Trang bán hàng ghi", rows["stars_page"]) + _stars(who, rows[column])
        found.append(_signal(rows, "page_stars_differ", "", told))
    return pd.concat(found, ignore_index=True)


def certificate_expired(dossier: Dossier) -> pd.DataFrame:
    """A product that is claimed or sold under stars whose certificate has run out."""
    met = _with_certificates(dossier)
    met = met[met["expired"] & (met["stars"].notna() | met["stars_page"].notna())]
    told = _stars("Giấy chứng nhận OCOP", met["stars_registry"]) + " đã hết hạn ngày " + vn_date(met["until"])
    told += _stars("; thôn khai", met["stars"]) + _stars("; trang bán hàng ghi", met["stars_page"])
    return _signal(met, "certificate_expired", "", told)


def _stars(who: str, stars: pd.Series) -> pd.Series:
    """Who says how many stars; nothing where nobody does."""
    return (f"{who} " + stars.astype("string") + " sao").fillna("").astype(object)


def _with_certificates(dossier: Dossier) -> pd.DataFrame:
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


def _differ(one: pd.Series, other: pd.Series) -> pd.Series:
    """Whether both are given and not the same."""
    return (one != other).fillna(False).astype(bool)


def household_gap(dossier: Dossier) -> pd.DataFrame:
    """A claimed number of households far from the register's."""
    rows = dossier.village_rows("address_claims")
    rows = rows[rows["address_kind"] == AddressKind.HOUSEHOLD]
    register = dossier.rows("villages").drop_duplicates("village_code").set_index("village_code")
    listed = pd.to_numeric(rows["village_code"].map(register["household_count_register"]))
    claimed = pd.to_numeric(rows["total_count"])
    gap = (claimed - listed).abs()
    far = ((gap >= _HOUSEHOLD_GAP_LEAST) & (gap > listed * _HOUSEHOLD_GAP_SHARE)).fillna(False).astype(bool)
    rows = rows[far]
    sentence = "Thôn khai " + claimed[far].astype("Int64").astype(str) + " hộ, danh mục thôn ghi "
    return _signal(rows, "household_gap", "", sentence + listed[far].astype("Int64").astype(str) + " hộ")


def operators_disagree(dossier: Dossier) -> pd.DataFrame:
    """One operator says yes and another no about the same service of a village."""
    rows = dossier.village_rows("coverage")
    answered = rows[rows["answer"].isin([Answer.YES, Answer.NO])]
    both = answered[answered.groupby(["village_code", "service"])["answer"].transform("nunique") > 1]
    both = both[both.groupby(["village_code", "service"])["operator"].transform("nunique") > 1]
    both = both.drop_duplicates(["village_code", "service"])
    return _signal(both, "operators_disagree", "", "Các doanh nghiệp trả lời khác nhau về cùng một dịch vụ")


def same_activity_day(dossier: Dossier) -> pd.DataFrame:
    """Every village of a commune dates its activities on one and the same day."""
    rows = dossier.village_rows("activities")
    rows = rows[rows["activity_from"].notna() & (rows["activity_from"] == rows["activity_to"])]
    by_commune = rows.groupby("commune_code")
    days, villages = by_commune["activity_from"].transform("nunique"), by_commune["village_code"].transform("nunique")
    alike = rows[(days == 1) & (villages >= _SAME_DAY_VILLAGES)].drop_duplicates("village_code")
    return _signal(alike, "same_activity_day", "", "Mọi thôn của xã đều ghi hoạt động vào cùng một ngày")


def point_outside_commune(dossier: Dossier) -> pd.DataFrame:
    """Address points of a village whose coordinates lie in another commune; silent without a boundary file."""
    rows = dossier.village_rows("addresses")
    if "point_agrees" not in rows:
        return pd.DataFrame(columns=list(COLUMNS))
    rows = rows[rows["point_agrees"] == "contradicts"].drop_duplicates("village_code")
    return _signal(rows, "point_outside_commune", "", "Có điểm địa chỉ của thôn mang tọa độ nằm ở xã khác")


SIGNALS: tuple[Callable[[Dossier], pd.DataFrame], ...] = (
    same_contract,
    same_person,
    same_product,
    stars_differ,
    page_stars_differ,
    certificate_expired,
    household_gap,
    operators_disagree,
    same_activity_day,
    point_outside_commune,
)


def signals(dossier: Dossier) -> pd.DataFrame:
    """All signals about the dossier's villages, sorted."""
    found = pd.concat([signal(dossier) for signal in SIGNALS], ignore_index=True)
    return found.sort_values(["signal", "unit_code", "other_unit_code", "row"], kind="stable", ignore_index=True)
