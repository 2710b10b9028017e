"""Signals point a person somewhere; they never decide."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from doisoat.columns import PROVENANCE
from expectations.find_signals import claimed_in, contradicted_in, find_signals, known_signals, own_papers_in
from expectations.signal import CLAIMED, COLUMNS, CONTRADICTED, SignalInput

OTHER = {"village_code": "06070002"}


def signals(dossier: Any, claimed: pd.DataFrame | None = None, before: pd.DataFrame | None = None) -> pd.DataFrame:
    nobody = pd.DataFrame(columns=[*CLAIMED, *PROVENANCE])
    nothing = pd.DataFrame(columns=list(CONTRADICTED))
    return find_signals(
        SignalInput(dossier, nobody if claimed is None else claimed, nothing if before is None else before)
    )


def named(case: Any) -> set[tuple[str, str]]:
    found = signals(case.dossier)
    assert list(found.columns) == list(COLUMNS)
    return set(zip(found["signal"], found["unit_code"], strict=True))


def test_nothing_said_gives_no_signal(case: Any) -> None:
    assert named(case) == set()


@pytest.mark.parametrize(
    ("kind", "row", "signal"),
    [
        ("wifi_claims", {"contract_number": "1/HĐ"}, "same_contract"),
        ("products", {"product_name": "Miến", "supplier": "HTX Mẫu", "url": "https://shop.example/1"}, "same_product"),
    ],
)
def test_what_two_villages_claim_is_shown_at_both(case: Any, kind: str, row: dict[str, Any], signal: str) -> None:
    case.says(kind, row, row | OTHER)
    assert named(case) == {(signal, "06070001"), (signal, "06070002")}


def test_one_person_in_two_communes_is_shown_and_in_one_commune_not(case: Any) -> None:
    case.says("members", {"phone_mac": "k:1"}, {"phone_mac": "k:1"} | OTHER)
    assert named(case) == set()
    case.says("members", {"phone_mac": "k:1", "village_code": "06099001", "commune_code": "06099"})
    assert ("same_person", "06099001") in named(case)


@pytest.mark.parametrize(("claimed", "shown"), [(50, True), (41, False), (34, False), (30, True)])
def test_a_household_count_far_from_the_registers(case: Any, claimed: int, shown: bool) -> None:
    case.says("villages", {"village_code": "06070001", "household_count_register": 38})
    case.says("address_claims", {"address_kind": "household", "total_count": claimed})
    assert (("household_gap", "06070001") in named(case)) is shown


def test_operators_that_differ(case: Any) -> None:
    case.operator("vnpt", fibre="yes").operator("viettel", fibre="no")
    assert named(case) == {("operators_disagree", "06070001")}


def test_one_day_for_all_villages_of_a_commune(case: Any) -> None:
    day = dict.fromkeys(("activity_from", "activity_to"), dt.date(2024, 5, 1))
    case.says("activities", day, day | OTHER, day | {"village_code": "06070003"})
    assert {name for name, _ in named(case)} == {"same_activity_day"}


def test_stars_that_are_not_the_registrys(case: Any) -> None:
    case.says("products", {"product_name": "Miến mẫu", "stars": 4})
    case.says("ocop_products", {"product_name": "MIẾN MẪU", "stars": 3, "match": "rejected", "village_code": None})
    assert named(case) == {("stars_differ", "06070001")}


LINK = "https://shop.example/1"
CLAIM = {"product_name": "Miến mẫu", "url": LINK, "stars": 4}
SEEN = {"product_name": "Miến mẫu", "url": LINK, "outcome": "ok", "match": "match", "stars_stated": 4}
LISTED = {"product_name": "MIẾN MẪU", "stars": 4, "valid_until": dt.date(2026, 1, 1), "match": "rejected"}
EXPIRED = {"valid_until": dt.date(2024, 2, 1)}


def stars(case: Any) -> dict[str, str]:
    """Signals about stars with their sentences."""
    found = signals(case.dossier)
    found = found[found["signal"].isin(["stars_differ", "page_stars_differ", "certificate_expired"])]
    assert not found["signal"].duplicated().any()
    assert (found["source_id"] == "products").all(), "the claim's row is named"
    return dict(zip(found["signal"], found["sentence"], strict=True))


@pytest.mark.parametrize(
    ("claim", "page", "listed", "told"),
    [
        ({}, {}, {}, {}),
        ({}, {"stars_stated": None}, {}, {}),
        ({"stars": None}, {"stars_stated": None}, {}, {}),
        ({}, {"stars_stated": 5}, {}, {"page_stars_differ": "Trang bán hàng ghi 5 sao, sổ OCOP ghi 4 sao"}),
        ({}, {"stars_stated": 5, "match": "possible"}, {}, {}),  # perhaps another product's stars
        ({}, {"stars_stated": 5, "outcome": "gone", "match": None}, {}, {}),
        ({"stars": 5}, {}, {}, {"stars_differ": "Thôn khai 5 sao, sổ OCOP ghi 4 sao"}),
        ({}, {"stars_stated": 3}, None, {"page_stars_differ": "Trang bán hàng ghi 3 sao, thôn khai 4 sao"}),
        ({"stars": None}, {"stars_stated": 3}, None, {}),
        (
            {},
            {},
            EXPIRED,
            {
                "certificate_expired": "Giấy chứng nhận OCOP 4 sao đã hết hạn ngày 01/02/2024; thôn khai 4 sao; "
                "trang bán hàng ghi 4 sao"
            },
        ),
        (
            {"stars": None},
            {"stars_stated": 5},
            EXPIRED,  # what ran out is told apart, and is nothing to compare with
            {"certificate_expired": "Giấy chứng nhận OCOP 4 sao đã hết hạn ngày 01/02/2024; trang bán hàng ghi 5 sao"},
        ),
        ({"stars": None}, {"stars_stated": None}, EXPIRED, {}),
        ({}, {}, {"recognised_on": dt.date(2024, 12, 1), "stars": 5, "valid_until": None}, {}),  # not yet on the day
    ],
)
def test_page_claim_and_registry_are_kept_apart(
    case: Any, claim: dict[str, Any], page: dict[str, Any], listed: dict[str, Any] | None, told: dict[str, str]
) -> None:
    case.says("products", CLAIM | claim).says("listings", SEEN | page)
    if listed is not None:
        case.says("ocop_products", LISTED | {"village_code": None} | listed)
    assert stars(case) == told


def test_a_renewed_certificate_counts_and_not_the_one_before_it(case: Any) -> None:
    case.says("products", CLAIM).says("listings", SEEN)
    case.says("ocop_products", LISTED, LISTED | EXPIRED | {"stars": 3})
    assert stars(case) == {}


def test_a_product_sold_under_two_links_is_told_for_the_page_that_differs(case: Any) -> None:
    second = {"url": "https://shop.example/2"}
    case.says("products", CLAIM, CLAIM | second).says("listings", SEEN, SEEN | second | {"stars_stated": 5})
    case.says("ocop_products", LISTED)
    assert stars(case) == {"page_stars_differ": "Trang bán hàng ghi 5 sao, sổ OCOP ghi 4 sao"}


def test_a_point_in_another_commune(case: Any) -> None:
    case.says("addresses", {"address_code": "A", "point_agrees": "contradicts"})
    assert named(case) == {("point_outside_commune", "06070001")}


def test_every_signal_is_found_by_its_file_and_has_a_title() -> None:
    assert {"same_photograph", "same_report", "changed_after_contradiction"} < set(known_signals())
    assert len({signal.title for signal in known_signals().values()}) == len(known_signals())


PHOTO = "0f1e2d3c4b5a6978"


def near(picture: str, bits: int) -> str:
    return f"{int(picture, 16) ^ (2**bits - 1):016x}"


def photographed(case: Any, *hashes: str | None, same_link: bool = False) -> set[tuple[str, str]]:
    """Village by village a product under a link of its own, whose page shows a picture."""
    for number, picture in enumerate(hashes, start=1):
        link = {"url": f"https://shop.example/{1 if same_link else number}", "product_name": f"Miến {number}"}
        case.says("products", link | {"village_code": f"0607000{number}"})
        case.says("listings", link | {"outcome": "ok", "match": "match", "picture_hash": picture})
    return {pair for pair in named(case) if pair[0] == "same_photograph"}


@pytest.mark.parametrize("other", [PHOTO, near(PHOTO, 3)])
def test_one_photograph_for_the_products_of_two_villages(case: Any, other: str) -> None:
    assert photographed(case, PHOTO, other) == {("same_photograph", "06070001"), ("same_photograph", "06070002")}


@pytest.mark.parametrize(
    "hashes",
    [
        (PHOTO, near(PHOTO, 12)),
        (PHOTO, None),
        ("0" * 16, "0" * 16),  # a blank
        ("00000000000000ff", "00000000000000ff"),  # a plain drawing
        (PHOTO,) * 8,  # the shop's own picture on every page
    ],
)
def test_other_pictures_blanks_and_a_shops_own_picture_are_no_signal(case: Any, hashes: tuple[str | None, ...]) -> None:
    assert photographed(case, *hashes) == set()


def test_one_link_claimed_twice_is_not_told_as_a_photograph(case: Any) -> None:
    assert photographed(case, PHOTO, PHOTO, same_link=True) == set()


REPORT = (
    "Trước khi có mô hình bà con ở {place} bán hồi tươi cho lái buôn, giá thấp và không ổn định. Từ khi tham gia mô "
    "hình có {n} hộ được hướng dẫn truy xuất nguồn gốc, bán qua mạng, thu nhập tăng {n} triệu đồng mỗi năm, dự kiến mở "
    "rộng ra toàn xã trong thời gian tới."
)


def reported(case: Any, *texts: str | None) -> set[tuple[str, str]]:
    for number, text in enumerate(texts, start=1):
        case.says("models", {"report_text": text, "village_code": f"0607000{number}"})
    return {pair for pair in named(case) if pair[0] == "same_report"}


def test_reports_that_differ_in_names_and_numbers_alone_are_told_at_both(case: Any) -> None:
    pair = REPORT.format(place="Thôn 1", n=12), REPORT.format(place="Thôn 2", n=7).upper()
    assert reported(case, *pair) == {("same_report", "06070001"), ("same_report", "06070002")}


@pytest.mark.parametrize(
    "other",
    [
        None,
        "Hiệu quả tốt",
        "Camera an ninh được lắp ở các ngã ba trong khu dân cư, nhờ đó số vụ trộm cắp vặt giảm hẳn, người dân yên tâm "
        "đi làm; tổ tự quản xem lại hình khi cần và báo cho công an xã, sắp tới sẽ lắp thêm ở trường học.",
    ],
)
def test_a_report_of_its_own_or_a_short_one_is_no_signal(case: Any, other: str | None) -> None:
    assert reported(case, REPORT.format(place="Thôn 1", n=12), other) == set()
    assert reported(case, "Hiệu quả tốt", "Hiệu quả tốt") == set()


def test_the_same_report_twice_in_one_village_is_no_signal(case: Any) -> None:
    text = REPORT.format(place="Thôn 1", n=12)
    case.says("models", {"report_text": text}, {"report_text": text})
    assert named(case) == set()


def claim(word: str = "met", said: str = "hợp đồng 1", indicator: str = "1") -> dict[str, Any]:
    return {"criteria": "TTM-2023", "unit_code": "06070001", "indicator": indicator, "claim": word, "said": said}


BEFORE = pd.DataFrame([claim() | {"as_of": dt.date(2024, 10, 1)}])
AT = {"source_id": "village_claims", "file_sha256": "c" * 64, "sheet": "Tự đánh giá", "row": 7}
CHANGED = "Lời khai đã đổi sau khi lượt xét ngày 01/10/2024 thấy mâu thuẫn ở chỉ tiêu 1 "


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (claim(), None),
        (claim(indicator="2"), None),
        (claim(said=""), None),  # papers that are not here may not have been read
        (claim("not_met"), CHANGED + "(trước khai Đạt, nay khai Không đạt)"),
        (claim(said="hợp đồng 2"), CHANGED + "(nội dung khai kèm theo đã khác trước)"),
    ],
)
def test_a_claim_that_changed_after_a_contradiction(case: Any, now: dict[str, Any], told: str | None) -> None:
    found = signals(case.dossier, pd.DataFrame([now | AT]), BEFORE)
    assert found["sentence"].tolist() == ([told] if told else [])
    assert found["row"].tolist() == ([7] if told else [])


def test_what_is_claimed_is_told_with_the_claimants_own_words(case: Any) -> None:
    case.says("wifi_claims", {"contract_number": "1/HĐ", "venue": "Nhà văn hóa thôn", "source_id": "village_claims"})
    now = claimed_in([case.judged("TTM-2023")]).set_index("indicator")
    assert now["claim"].eq("met").all()
    assert "1/HĐ" in now.loc["1", "said"]
    assert now.loc["1", "row"] == 2
    stored = pd.DataFrame([claim() | {"as_of": dt.date(2024, 10, 1), "sentence": text} for text in "ba"])
    assert contradicted_in(stored.drop(columns="said"))["said"].tolist() == ["a\nb"]


LOCKED = {"contract_number": "7/HĐ-VT", "operator_text": "VNPT", "venue": "Nhà văn hóa thôn", "has_password": "yes"}
FEWER = {"address_kind": "household", "total_count": 9, "plated_count": 5, "signature_count": 9}


def own_papers(case: Any, claim: str = "met", criteria: str = "TTM-2023") -> list[tuple[str, str, int]]:
    """Unit, sheet and row of the signals about a claimant's own papers."""
    judged = [case.judged(criteria, claim)]
    found = find_signals(
        SignalInput(case.dossier, claimed_in(judged), contradicted_in(_none_before()), own_papers_in(judged))
    )
    mine = found[found["signal"] == "own_papers_differ"]
    return list(mine[["unit_code", "sheet", "row"]].itertuples(index=False, name=None))


def _none_before() -> pd.DataFrame:
    return pd.DataFrame(columns=["criteria", "unit_code", "indicator", "claim", "as_of", "seq", "sentence"])


def papers(case: Any, kind: str, *rows: dict[str, Any]) -> None:
    case.says(kind, *({**row, "source_id": "village_claims"} for row in rows))


def test_a_password_at_every_place_the_village_names_is_shown_with_the_row(case: Any) -> None:
    papers(case, "wifi_claims", LOCKED)
    assert own_papers(case) == [("06070001", "S", 2)]
    assert own_papers(case, "not_met") == []  # then the papers say what the claim says
    assert own_papers(case, criteria="TTM-2022") == []  # a password given out freely is allowed there
    papers(case, "wifi_claims", LOCKED | {"has_password": "no"})
    assert own_papers(case) == []


def test_fewer_plates_than_the_village_itself_counts_are_shown_with_the_row(case: Any) -> None:
    papers(case, "address_claims", FEWER, FEWER | {"address_kind": "office", "plated_count": 9})
    assert own_papers(case) == [("06070001", "S", 2)]
