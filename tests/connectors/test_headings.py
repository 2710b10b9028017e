"""Headings as people write them, against the shipped cards."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from connectors.card import load_cards
from connectors.contract import FieldCard, Sheet
from connectors.tables.header import find_header
from connectors.tables.headings import Headings, fold_heading
from connectors.tables.source_tables import wanted_of
from tests.connectors.conftest import read

CARDS = load_cards()
CLERKS = yaml.safe_load((Path(__file__).parent / "headings.yml").read_text(encoding="utf-8"))


def best(source: str, *chain: str) -> str | None:
    found = wanted_of(CARDS[source]).headings.fields_of(chain)
    return found[0][1] if found else None


@pytest.mark.parametrize(("source", "field"), [(source, field) for source in CLERKS for field in CLERKS[source]])
def test_what_clerks_write_above_a_column_names_its_field(source: str, field: str) -> None:
    assert {heading: best(source, heading) for heading in CLERKS[source][field]} == dict.fromkeys(
        CLERKS[source][field], field
    )


def test_what_must_be_offered_is_not_what_is_offered() -> None:
    assert best("public_service_statistics", "Số TTHC phải cung cấp") == "eligible"


@pytest.mark.parametrize(
    "heading",
    [
        "Thôn",
        "THÔN/BẢN",
        "Tên thôn, bản, TDP",
        "Thôn (bản, khối phố)",
        "Tên tổ dân phố",
        "Khu dân cư",
        "Thôn\nbản",
        "Xóm",
        "Village",
        "Thôn phục vụ",
        "Tho\u0302n",
        "Thôn/bản (4)",
        "Danh sách thôn",
    ],
)
def test_a_village_column_is_known_by_many_names(heading: str) -> None:
    assert best("vnpt", heading) == "village"


@pytest.mark.parametrize(
    "heading",
    [
        "Số thôn",
        "Tên",
        "Tổ CNSCĐ",
        "Thôn chưa có sóng",
        "Khu di tích",
        "Mã thôn",
        "Bản đồ",
        "Đường phố",
        "Làng nghề",
        "Số hộ",
        "Xã/thôn",
        "Trưởng thôn",
    ],
)
def test_a_heading_about_something_else_is_no_village_column(heading: str) -> None:
    assert best("vnpt", heading) != "village"


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Xã/Phường/TT", "commune"),
        ("Xã, thị trấn", "commune"),
        ("Tên đơn vị hành chính cấp xã", "commune"),
        ("Huyện/TP", "district"),
        ("Quận/Huyện", "district"),
        ("Huyện, thị xã, thành phố", "district"),
        ("Thị xã", "district"),
        ("Huyện/xã", None),
        ("Mã xã", "commune_code"),
        ("Địa bàn", "address"),
        ("Địa chỉ đầy đủ", "address"),
    ],
)
def test_districts_and_communes_are_told_apart(heading: str, expected: str | None) -> None:
    assert best("vnpt", heading) == expected


@pytest.mark.parametrize(
    ("chain", "expected"),
    [
        (("Cáp quang (FTTH)",), "fibre"),
        (("Có cáp quang đến thôn (Có/Không)",), "fibre"),
        (("Hạ tầng cố định", "Cáp quang"), "fibre"),
        (("Hạ tầng di động", "4G"), "4g"),
        (("Vùng phủ sóng 4G (LTE)",), "4g"),
        (("Sóng 3G",), "3g"),
        (("Số thuê bao 4G",), None),
        (("Số thuê bao", "4G"), None),
        (("Số trạm", "3G"), None),
        (("Kế hoạch 2025", "5G"), None),
        (("Sóng 3G/4G",), "mobile"),
        (("Mạng 5G",), "5g"),
        (("4G/5G",), None),
        (("WiFi công cộng", "Số hợp đồng"), "wifi_contract"),
        (("WiFi - số HĐ",), "wifi_contract"),
        (("Wi-Fi", "Tình trạng"), "wifi_status"),
        (("Tình trạng",), "answer"),
        (("WiFi", "Có mật khẩu"), "wifi_password"),
        (("WiFi miễn phí", "Địa điểm lắp đặt"), "wifi_venue"),
        (("Số hợp đồng FTTH",), None),
        (("Công nghệ",), "technology"),
        (("Dịch vụ viễn thông",), "technology"),
        (("Ngày cập nhật",), "updated_on"),
    ],
)
def test_services_and_contracts_are_known_in_their_groups(chain: tuple[str, ...], expected: str | None) -> None:
    assert best("viettel", *chain) == expected


@pytest.mark.parametrize(
    ("source", "chain", "expected"),
    [
        ("register", ("Tổng số hộ gia đình",), "households"),
        ("register", ("Số hộ nghèo",), None),
        ("register", ("Cơ quan, tổ chức",), None),
        ("register", ("Số khu di tích lịch sử",), "heritage_sites"),
        ("register", ("Mã thôn/TDP",), "code"),
        ("register", ("Mã xã",), "commune_code"),
        ("vpostcode", ("Mã địa chỉ số",), "code"),
        ("vpostcode", ("Đã gắn biển (Có/Không)",), "plate"),
        ("vpostcode", ("Ngày gắn biển",), "plated_on"),
        ("vpostcode", ("SubVillage",), "sub_village"),
        ("public_service_statistics", ("Tỷ lệ hồ sơ trực tuyến (%)",), None),
        ("public_service_statistics", ("Đánh giá", "Số TTHC đạt"), None),
        ("public_service_statistics", ("Số TTHC đã cung cấp DVC trực tuyến toàn trình",), "offered_fully"),
        ("public_service_statistics", ("Số TTHC chưa cung cấp DVCTT",), None),
        ("public_service_statistics", ("Số TTHC đủ điều kiện cung cấp DVC toàn trình",), "eligible"),
        ("public_service_statistics", ("Số lượng hồ sơ", "Trong đó", "Trực tuyến"), "dossiers_online"),
        ("public_service_statistics", ("Hồ sơ quá hạn",), None),
        ("public_service_statistics", ("Hồ sơ xử lý hoàn toàn trực tuyến",), "dossiers_fully_online"),
    ],
)
def test_the_other_sources_know_their_headings(source: str, chain: tuple[str, ...], expected: str | None) -> None:
    assert best(source, *chain) == expected


def test_the_plain_name_wins_over_a_narrower_column_beside_it() -> None:
    sheet = Sheet("S", [["Xóm", "Trên"], ["Thôn", "Nà Pài"], ["4G", "x"]])
    header = find_header(sheet, wanted_of(CARDS["vnpt"]), lambda texts: (list(texts), ""))
    assert header is not None
    assert header.columns["village"] == 1


@pytest.mark.parametrize("source", sorted(CARDS))
def test_no_synonym_of_a_card_is_lost_to_another_field(source: str) -> None:
    """A plain synonym must lead to its own field first, or the card contradicts itself."""
    card = CARDS[source]
    headings = wanted_of(card).headings
    for field in card.fields:
        for synonym in field.headings:
            if not set("*[") & set(synonym) and headings.fields_of((synonym,)):
                assert headings.fields_of((synonym,))[0][1] == field.name, synonym


def test_numbers_and_hyphens_are_no_part_of_a_heading() -> None:
    assert fold_heading("1. Wi-Fi (5)") == "wifi"
    assert Headings([FieldCard("a", ("số * hộ",))]).fields_of(("Số lượng hộ",)) == [(2, "a")]


@pytest.mark.parametrize("heading", ["Số cổng còn trống", "Cổng trống", "Số port còn trống"])
def test_free_ports_are_a_count_and_no_question_about_fibre(heading: str) -> None:
    rows = [["Huyện", "Xã", "Thôn", "Số thuê bao FTTH", heading], ["Huyện Thử", "Xã Mẫu", "Nà Mẫu", 12, 4]]
    parsed = read("vnpt", rows)
    assert (parsed.questions, "coverage" in parsed.records) == ([], False)
    assert len(parsed.refusals) == 1
