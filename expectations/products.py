"""What the two product rules share: claimed products with what their links showed, and the registry's products."""

from __future__ import annotations

import pandas as pd
from pydantic import Field

from doisoat.model import Channel, FactKind, Match, Mover, Outcome
from doisoat.text.compare import fold
from expectations.dossier import Dossier
from expectations.facts import Option
from expectations.measuring import evidence_of, first_of, first_true, roles, vn_date, whole_rows
from expectations.reasons import Fact, Facts, Reason
from expectations.rule import Days, RuleParams

CERTIFICATE_MONTHS = 36
LIVE = "listing_live"
REFUTED = {"listing_gone", "listing_other_product"}
_SEEN = (
    "url", "product_name", "outcome", "match", "published_on", "page_title",
    "answer_file_sha256", "answer_sheet", "answer_row",
)  # fmt: skip


_SHOWN = {
    "listing_live": "trang đang bán đúng sản phẩm này",
    "listing_gone": "trang không còn",
    "listing_other_product": "trang bán sản phẩm khác",
    "listing_possible": "trang có thể bán sản phẩm này, cần người xem",
    "listing_unreachable": "chưa mở được trang",
    "not_fetched": "chưa tải trang để kiểm tra",
    "no_link": "chưa khai đường dẫn",
    "channel_not_allowed": "kênh bán không thuộc loại được tính",
    "stale": "lần tải gần nhất đã quá hạn",
}
# Facts that both product rules know.
STATE_UNCLEAR = Reason(
    Outcome.UNKNOWN,
    "Sổ OCOP có sản phẩm của địa phương nhưng chưa ghi rõ đã được công nhận hay chưa",
    Mover.OCOP_OFFICE,
    "Sổ OCOP cần ghi rõ sản phẩm đã được công nhận hay chưa; đơn vị chưa phải làm gì.",
)
LISTING_FACTS: Facts = {
    "page_seen": Fact(
        FactKind.ANSWER,
        Mover.OFFICE,
        "Xem lại các trang bán hàng đã khai",
        "lần xem tới cho thấy trang đã khai đang bán sản phẩm “{subject}”",
    ),
    "page_answer": Fact(
        FactKind.ANSWER,
        Mover.OFFICE,
        "Xem các trang bán hàng đang chờ người xem",
        "người xem xác nhận trang đã khai đang bán sản phẩm “{subject}”",
    ),
    "registry": Fact(
        FactKind.LIST,
        Mover.OCOP_OFFICE,
        "Gửi sổ OCOP đọc được, ghi rõ thôn của từng sản phẩm",
        "sổ OCOP ghi rõ thôn của từng sản phẩm trong xã, nếu thôn này không có sản phẩm nào",
    ),
}
_LOOK_AGAIN = ("not_fetched", "listing_unreachable", "stale")
MAY_BE_SEEN = (*_LOOK_AGAIN, "listing_possible")


class ProductParams(RuleParams):
    """Where a product may be on sale, and how old a look may be."""

    channels: tuple[Channel, ...] = Field(min_length=1)
    """channels that count"""
    fresh_days: Days
    """how old the newest look at a page may be on the as-of date"""


def seen_again(open_rows: pd.DataFrame, units: pd.DataFrame) -> tuple[Option, Option]:
    """A page that was declared may yet be seen to sell the product: by the next look, or by the person it waits for."""
    again = open_rows[open_rows["found"].isin(_LOOK_AGAIN)]
    waits = open_rows[open_rows["found"] == "listing_possible"]
    options = []
    for code, rows in (("page_seen", again), ("page_answer", waits)):
        named = rows.assign(shown=rows["product_name"].astype(object).fillna("(không tên)"))
        product = first_of(named, "shown", units, "")
        options.append(Option(code, product != "", product))
    return options[0], options[1]


def product_key(names: pd.Series) -> pd.Series:
    """Product names made comparable."""
    return names.map(fold, na_action="ignore")


def seen_pages(dossier: Dossier) -> pd.DataFrame:
    """What the newest look at each (url, product_name) showed, a row each."""
    seen = dossier.rows("listings").sort_values(["published_on", "outcome", "match"], kind="stable")
    return seen.drop_duplicates(["url", "product_name"], keep="last")


def claimed_products(dossier: Dossier, units: pd.DataFrame, params: ProductParams) -> pd.DataFrame:
    """Claimed products of the assessed villages, with ``found``: what the newest fetch of the link showed.

    A link that was never fetched is ``not_fetched``; silence is not "gone".
    """
    rows = whole_rows(dossier, "products", units)
    rows["key"] = product_key(rows["product_name"])
    seen = seen_pages(dossier)[list(_SEEN)].rename(columns={"published_on": "fetched", "match": "page_match"})
    rows = rows.merge(seen, on=["url", "product_name"], how="left")
    live = rows["outcome"] == "ok"
    cases = [
        ("channel_not_allowed", ~rows["channel"].isin(list(params.channels))),
        ("no_link", rows["url"].isna()),
        ("not_fetched", rows["outcome"].isna() | (rows["outcome"] == "not_fetched")),
        ("stale", ~dossier.fresh(rows["fetched"], params.fresh_days)),
        ("listing_gone", rows["outcome"] == "gone"),
        ("listing_unreachable", ~live),
        ("listing_other_product", rows["page_match"] == "different"),
        ("listing_possible", rows["page_match"] != "match"),
    ]
    return rows.assign(found=first_true(rows, cases, LIVE))


def registered_products(dossier: Dossier) -> pd.DataFrame:
    """Products of the registry with ``valid``, ``expired`` and ``unclear`` on the as-of date; one holds at most.

    One without any date is taken to be valid. ``unclear`` is one whose recognition the registry leaves open, ``asked``
    one of these that waits for a word to be explained.
    """
    rows = dossier.rows("ocop_products").copy()
    rows["key"] = product_key(rows["product_name"])
    until = pd.to_datetime(rows["valid_until"])
    recognised = pd.to_datetime(rows["recognised_on"])
    until = until.where(until.notna(), recognised + pd.DateOffset(months=CERTIFICATE_MONTHS))
    as_of = pd.Timestamp(dossier.as_of)
    rows["expired"] = (until < as_of) | (rows["state"] == "expired").fillna(False)
    open_on = ~rows["expired"] & ~(recognised > as_of)
    rows["unclear"] = open_on & (rows["state"] == "unclear").fillna(False)
    rows["valid"] = open_on & ~rows["unclear"]
    rows["asked"] = rows["unclear"] & rows["question"].notna()
    rows["until"] = until
    return rows


def _unplaced(registered: pd.DataFrame, claimed: pd.DataFrame) -> pd.DataFrame:
    """Registered products that are, or may be, valid, whose village is not known and that nobody claims by name."""
    lost = registered[(registered["valid"] | registered["unclear"]) & (registered["match"] != Match.MATCHED)]
    return lost[~lost["key"].isin(claimed["key"].dropna())]


def unplaced_in_commune(registered: pd.DataFrame, claimed: pd.DataFrame, units: pd.DataFrame) -> pd.Series:
    """For every unit, how many valid registered products may be its own because the registry names no village.

    A product that some village claims by the same name is that village's, and leaves no doubt for the others.
    """
    lost = _unplaced(registered, claimed)
    by_commune = lost.groupby("commune_code").size()
    anywhere = int(lost["commune_code"].isna().sum())
    return units["commune_code"].map(by_commune).astype("Float64").fillna(0).astype("int64") + anywhere


def product_evidence(claimed: pd.DataFrame, registered: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Lines for the claimed products, and for the registry's that are, or may be, those of the assessed villages."""
    role = roles(claimed["found"], {LIVE}, REFUTED)
    said = (
        "Thôn khai sản phẩm “" + claimed["product_name"].astype(object).fillna("(không tên)") + "”, đường dẫn "
        + claimed["url"].astype(object).fillna("(không có)") + ": " + claimed["found"].astype(object).map(_SHOWN)
    )  # fmt: skip
    mine = registered[(registered["match"] == Match.MATCHED) & registered["village_code"].isin(units.index)]
    unclaimed = mine["valid"].astype(bool) & ~mine["village_code"].isin(claimed["village_code"])
    listed_as = pd.Series("context", index=mine.index, dtype=object).mask(unclaimed, "against")
    silent = units[~units.index.isin(claimed["village_code"])]
    homes = pd.DataFrame({"commune_code": silent["commune_code"], "may_be": silent.index})
    doubtful = _unplaced(registered, claimed).merge(homes, on="commune_code")
    doubtful = doubtful.assign(village_code=doubtful["may_be"])
    asked = claimed[claimed["answer_file_sha256"].notna()]
    listed_as = listed_as.mask(mine["unclear"].astype(bool), "open")
    found = [
        evidence_of(claimed, role, said),
        evidence_of(_as_answers(asked), role[asked.index], _answered(asked)),
        evidence_of(mine, listed_as, _registered(mine) + _left_open(mine)),
        evidence_of(doubtful, "open", _registered(doubtful) + ", chưa rõ thôn"),
    ]
    return pd.concat(found, ignore_index=True)


def _as_answers(asked: pd.DataFrame) -> pd.DataFrame:
    """Rows that a person's answer decided, as they stand in the returned workbook."""
    place = {name: asked[f"answer_{name}"] for name in ("file_sha256", "sheet", "row")}
    return asked.assign(source_id="page_answers", published_on=asked["fetched"], **place)


def _answered(asked: pd.DataFrame) -> pd.Series:
    word = asked["page_match"].map({"match": "đang bán đúng", "different": "không bán"}).astype(object)
    page, product = (
        asked["page_title"].astype("str").str.slice(0, 120).astype(object),
        asked["product_name"].astype(object),
    )
    return "Người xem trả lời: trang “" + page + "” " + word + " sản phẩm “" + product + "” đã khai"


def _left_open(rows: pd.DataFrame) -> pd.Series:
    return pd.Series("", index=rows.index, dtype=object).mask(
        rows["unclear"].astype(bool), ", chưa rõ đã được công nhận hay chưa"
    )


def _registered(rows: pd.DataFrame) -> pd.Series:
    return (
        "Sổ OCOP: “" + rows["product_name"].astype(object).fillna("(không tên)") + "”, "
        + rows["stars"].astype("string").astype(object).fillna("?") + " sao, hiệu lực đến "
        + vn_date(rows["until"]).replace("", "(không ghi)")
    )  # fmt: skip
