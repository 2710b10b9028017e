"""A scope by code, by a code that lost its zero, by name; what is no unit, or several, is told."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd
import pytest

from doisoat.wrong_form import UNIT
from flows.scopes import ScopeError, settle, without_claims
from gazetteer.editions import Editions, load_editions
from gazetteer.resolver import Gazetteer

DAY, AFTER = dt.date(2024, 11, 15), dt.date(2025, 9, 1)
VILLAGES = pd.DataFrame(
    {
        "village_code": ["06103001", "06103002", "06274001"],
        "village_name": ["Nà Cuổn - Nà Rài", "Nà Mạ", "Nà Mạ"],
        "village_kind": "Thôn",
        "commune_name": ["Xã Hòa Bình", "Xã Hòa Bình", "Xã Hòa Bình"],
        "commune_code": ["06103", "06103", "06274"],
        "district_name": ["Huyện Bình Gia", "Huyện Bình Gia", "Huyện Văn Quan"],
        "other_names": None,
        "valid_from": None,
        "valid_to": None,
        "decision_number": None,
    }
)
KNOWN = {"06103", "06274", "181", "06103001"}


@pytest.fixture(scope="module")
def editions() -> Editions:
    return load_editions()


@pytest.fixture(scope="module")
def gazetteer(editions: Editions) -> Gazetteer:
    return Gazetteer.build(VILLAGES, editions)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("06103", "06103"),
        (" 6103 ", "06103"),
        ("6103001", "06103001"),
        ("181", "181"),
        ("Xã Hòa Bình, Bình Gia", "06103"),
        ("xã hoà bình, huyện văn quan", "06274"),
        ("Xã Hòa Bình, Huyện Bình Gia, tỉnh Lạng Sơn", "06103"),
        ("Huyện Bình Gia", "181"),
        ("Thị trấn Bình Gia", "06064"),
        ("Thôn Nà Rài - Nà Cuổn", "06103001"),
        ("Thôn Nà Mạ, Xã Hòa Bình, Huyện Văn Quan", "06274001"),
        ("Thôn Nà Mạ, Hòa Bình, Bình Gia", "06103002"),
        ("Thôn Nà Mạ, Huyện Văn Quan", "06274001"),
    ],
)
def test_a_scope_is_understood_as_people_write_it(
    text: str, code: str, gazetteer: Gazetteer, editions: Editions
) -> None:
    assert settle([text], KNOWN.__contains__, gazetteer, editions, DAY) == (code,)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Xã Hòa Bình", ["Xã Hòa Bình, Huyện Bình Gia (06103)", "Xã Hòa Bình, Huyện Văn Quan (06274)"]),
        ("Bình Gia", ["Thị trấn Bình Gia, Huyện Bình Gia (06064)", "Huyện Bình Gia (181)"]),
        ("Thôn Nà Mạ", ["(06103002)", "(06274001)", "Huyện Bình Gia"]),
        ("Thôn Nà Cuổn, Hòa Bình, Bình Gia", ["Thôn Nà Cuổn - Nà Rài, Xã Hòa Bình, Huyện Bình Gia (06103001)"]),
        ("Xã Không Nơi Nào", ["chưa thấy đơn vị nào tên như mục thứ 1", "15/11/2024"]),
        ("99999", ["chưa thấy mã 99999"]),
    ],
)
def test_what_is_no_unit_or_several_is_told_with_their_districts(
    text: str, told: list[str], gazetteer: Gazetteer, editions: Editions
) -> None:
    with pytest.raises(ScopeError) as caught:
        settle([text], KNOWN.__contains__, gazetteer, editions, DAY)
    for part in told:
        assert part in caught.value.what


def test_names_are_those_of_the_day(gazetteer: Gazetteer, editions: Editions) -> None:
    """Districts ended on 1/7/2025: none is a scope after it, and homonyms are told by the district they came from."""

    def on(day: dt.date, text: str) -> tuple[str, ...]:
        return settle([text], KNOWN.__contains__, gazetteer, editions, day)

    assert on(AFTER, "Xã Thất Khê") == ("06040",)
    assert on(DAY, "Thị trấn Thất Khê") != ("06040",)
    with pytest.raises(ScopeError):
        on(AFTER, "Huyện Bình Gia")
    with pytest.raises(ScopeError, match="trước thuộc Huyện Bình Gia"):
        on(AFTER, "Xã Hòa Bình")


def test_all_that_is_wrong_is_told_at_once(gazetteer: Gazetteer, editions: Editions) -> None:
    with pytest.raises(ScopeError) as caught:
        settle(["88888", "06103", "Xã Không Nơi Nào"], KNOWN.__contains__, gazetteer, editions, DAY)
    assert "88888" in caught.value.what
    assert "mục thứ 3" in caught.value.what


def test_a_unit_of_which_nothing_was_declared_is_found() -> None:
    claims = pd.DataFrame({"village_code": ["06103001"], "commune_code": ["06103"], "district_code": ["181"]})
    services = pd.DataFrame({"unit_code": ["06274"], "commune_code": ["06274"]})
    asked = ["06103", "06103001", "181", "06274", "06070", "06103002"]
    assert without_claims([claims, services], asked) == ["06070", "06103002"]


@pytest.mark.parametrize(
    ("text", "is_fit"),
    [
        ("06103", True),
        ("Xã Hòa Bình, Bình Gia", True),
        ("Khu 3A, Thị trấn Bình Gia", True),
        ("Tổ 1, Khối 5, Phường Tam Thanh", True),
        ("Thôn Nà Cuổn - Nà Rài", True),
        ("Nông Thị Mẫu", False),
        ("có dấu", False),
        ("Xã <b>", False),
        ("Xã 0912345678", False),
    ],
)
def test_the_form_takes_codes_and_names_with_their_kind(text: str, is_fit: bool) -> None:
    assert bool(re.search(UNIT, text)) is is_fit
