"""Address points: each counted once, in the village its row names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from doisoat.errors import Refused

Parse = Callable[..., Any]
Dicts = Callable[..., list[dict[str, Any]]]

HEAD = [
    "STT",
    "Mã Vpostcode",
    "Loại đối tượng",
    "Tên đối tượng",
    "Village",
    "SubVillage",
    "Xã/Phường",
    "Đã gắn biển",
    "Ngày gắn",
    "Vĩ độ",
    "Kinh độ",
]


def row(
    code: object,
    village: object = None,
    sub: object = None,
    commune: object = "Vĩnh Yên",
    plate: object = "Có",
    kind: object = "Hộ gia đình",
) -> list[Any]:
    return [1, code, kind, "Nguyễn Thị Kín", village, sub, commune, plate, "10/07/2024", "21,9", 106.5]


def test_the_village_is_taken_from_whichever_column_is_filled(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [
        HEAD,
        row("A1", "Thôn Nà Pài"),
        row("A2", None, "Thôn Nà Làng"),
        row("A3", "Thôn Nà Pài", "Tổ 3"),
        row("A4", "Vĩnh Yên", "Nà Lẹng"),
    ]
    parsed = parse_rows("vpostcode", rows)
    assert [r["village_text"] for r in as_dicts(parsed, "addresses", "village_text")] == [
        "Thôn Nà Pài",
        "Thôn Nà Làng",
        "Thôn Nà Pài",
        "Nà Lẹng",
    ]
    assert any("2 hàng" in note for note in parsed.notes)


def test_the_holders_name_is_never_read(parse_rows: Parse) -> None:
    parsed = parse_rows("vpostcode", [HEAD, row("A1", "Nà Pài"), row("A1", "Nà Pài"), row("A2", None, None, None)])
    everything = parsed.records["addresses"].to_string() + parsed.set_aside.to_string() + " ".join(parsed.notes)
    assert "Kín" not in everything


def test_rows_that_say_the_same_of_a_point_are_one_and_those_that_contradict_each_other_are_both_kept(
    parse_rows: Parse, as_dicts: Dicts
) -> None:
    rows = [
        HEAD,
        row("A1", "Nà Pài"),
        row("A1", "Nà Pài"),
        row("A2", "Nà Pài", plate="Có"),
        row("A2", "Nà Pài", plate="Không"),
        row(None, "Nà Pài"),
        row(None, "Nà Pài"),
    ]
    parsed = parse_rows("vpostcode", rows)
    plates = [(r["address_code"], r["plate"]) for r in as_dicts(parsed, "addresses", "address_code", "plate")]
    assert plates == [("A1", "yes"), ("A2", "yes"), ("A2", "no"), (None, "yes"), (None, "yes")]
    assert list(parsed.set_aside["reason"]) == ["duplicate_address"]


def test_a_point_whose_commune_alone_is_known_is_kept(parse_rows: Parse, as_dicts: Dicts) -> None:
    parsed = parse_rows("vpostcode", [HEAD, row("A1", "Nà Pài"), row("A2"), row("A3", None, None, None)])
    assert [r["address_code"] for r in as_dicts(parsed, "addresses", "address_code")] == ["A1", "A2"]
    assert list(parsed.set_aside["reason"]) == ["no_place"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hộ gia đình", "household"),
        ("CƠ QUAN", "office"),
        ("Tổ chức", "organization"),
        ("Di tích lịch sử", "heritage_site"),
        ("Cơ quan, tổ chức", None),
        ("Khác", None),
    ],
)
def test_kinds_are_the_four_of_the_law(parse_rows: Parse, as_dicts: Dicts, text: str, kind: str | None) -> None:
    parsed = parse_rows("vpostcode", [HEAD, row("A1", "Nà Pài", kind=text)])
    assert as_dicts(parsed, "addresses", "address_kind") == [{"address_kind": kind}]
    assert any("1 ô" in note for note in parsed.notes) == (kind is None)


def test_dates_of_plates_do_not_date_the_file(parse_rows: Parse) -> None:
    parsed = parse_rows("vpostcode", [HEAD, row("A1", "Nà Pài")], file="vpostcode.xlsx")
    assert [r.kind for r in parsed.refusals] == [Refused.NO_DATE]
    dated = parse_rows("vpostcode", [HEAD, row("A1", "Nà Pài")], file="vpostcode_20241031.xlsx")
    [record] = dated.records["addresses"].to_dict("records")
    assert (record["published_on"], record["plated_on"]) == (dt.date(2024, 10, 31), dt.date(2024, 7, 10))
    assert (record["latitude"], record["longitude"]) == (21.9, 106.5)


def test_the_settings_may_date_a_file_that_carries_none(parse_rows: Parse) -> None:
    from connectors.card import load_cards
    from doisoat.settings import SourceSettings

    cards = load_cards(None, {"vpostcode": SourceSettings(published_on="2024-10-31")})
    parsed = parse_rows("vpostcode", [HEAD, row("A1", "Nà Pài")], file="vpostcode.xlsx", cards=cards)
    assert (parsed.published_on, parsed.published_from) == (dt.date(2024, 10, 31), "settings")


def test_a_sheet_without_a_header_names_nobody_in_its_refusal(parse_rows: Parse) -> None:
    parsed = parse_rows("vpostcode", [row("A1", "Nà Pài"), row("A2", "Nà Pài")])
    [refusal] = parsed.refusals
    assert refusal.kind == Refused.MISSING_HEADING
    assert "Kín" not in str(refusal)


@pytest.mark.parametrize(
    ("cell", "plate"),
    [("Chưa thông báo và gắn biển", "unclear"), ("Sẽ in, gắn biển", "unclear"), ("Chưa nhận biển, gắn biển", "unclear"),
     ("Chưa cấp mã, gắn biển", "unclear"), ("Không thông báo, gắn biển", "unclear"), ("Chưa in; lắp biển", "unclear"),
     ("Chưa cấp mã, đã gắn biển", "yes"), ("Chưa thông báo nhưng đã gắn biển", "yes"), ("Mới in, chưa gắn biển", "no")],
)  # fmt: skip
def test_what_turns_the_first_clause_turns_the_plate_behind_it(parse_rows: Parse, cell: str, plate: str) -> None:
    rows = [["Số liệu đến ngày 31/10/2024"], ["Mã địa chỉ", "Loại", "Thôn", "Xã", "Gắn biển"]]
    rows += [["A1", "Hộ gia đình", "Nà Pái", "Hòa Bình", cell], ["A2", "Hộ gia đình", "Nà Pái", "Hòa Bình", "Đã gắn"]]
    parsed = parse_rows("vpostcode", rows, file="d.xlsx")
    assert parsed.records["addresses"]["plate"].tolist() == [plate, "yes"]


STAGES = "Trạng thái: 0 - mới thu thập; 1 - đã cấp mã; 2 - đã in biển, chưa gắn; 3 - đã gắn biển"
NOTICES = "plate_status: 0 = chưa thông báo, 1 = đã thông báo, 2 = đã gắn biển"


@pytest.mark.parametrize(
    ("above", "heading", "cells", "plates"),
    [
        (STAGES, "Trạng thái", [0, 1, 2, 3], ["no", "no", "no", "yes"]),
        (NOTICES, "plate_status", [0, 1, 2], ["no", "no", "yes"]),
        ("", "Tình trạng", ["Đã cấp mã", "Đã thông báo", "Đã in biển", "Đã gắn biển"], ["no", "no", "no", "yes"]),
        ("", "PLATE_STATUS", ["DA_GAN", "DA_IN", "CHUA_IN"], ["yes", "no", "no"]),
        # Without the stage that is the plate nobody says that others stop short of it.
        ("", "Tình trạng", ["Đã cấp mã", "Đã thông báo"], ["unclear", "unclear"]),
        # A column of the plate that is no column of stages may say two things of one point.
        ("", "Gắn biển", ["Đã in biển", "Đã gắn biển"], ["unclear", "yes"]),
    ],
)  # fmt: skip
def test_of_stages_that_end_with_the_plate_each_earlier_one_has_none(
    parse_rows: Parse, above: str, heading: str, cells: list[Any], plates: list[str]
) -> None:
    rows: list[list[Any]] = [[above]] if above else []
    rows += [["Số liệu đến ngày 31/10/2024"], ["Mã địa chỉ", "Loại", "Thôn", "Xã", heading]]
    rows += [[f"A{n}", "Hộ gia đình", "Nà Thử", "Xã Thử", cell] for n, cell in enumerate(cells)]
    parsed = parse_rows("vpostcode", rows, file="d.xlsx")
    assert parsed.records["addresses"]["plate"].tolist() == plates
