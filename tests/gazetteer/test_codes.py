"""A village code of the register's own coding places a row, with a name that agrees or none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pandas as pd
import pytest

from gazetteer.resolver import Gazetteer

DAY = dt.date(2024, 11, 15)
MK: dict[str, object] = {
    "kind": "Thôn",
    "commune": "Xã Minh Khai",
    "commune_code": "06094",
    "district": "Huyện Bình Gia",
}


@pytest.fixture(scope="module")
def gazetteer(build: Callable[..., Gazetteer]) -> Gazetteer:
    old: dict[str, object] = {**MK, "end": dt.date(2024, 6, 30)}
    return build(
        {**MK, "code": "06094001", "name": "Pác Sào"},
        {**MK, "code": "06094002", "name": "Bó Rài"},
        {**old, "code": "06094003", "name": "Nà Cuổn"},
        {**old, "code": "06094004", "name": "Nà Rài"},
        {**MK, "code": "06094003", "name": "Nà Cuổn", "other": "Nà Rài", "start": dt.date(2024, 7, 1)},
    )


CASES = [
    ("06094001", None, DAY, "matched", "06094001"),
    ("6094001", None, DAY, "matched", "06094001"),
    ("06094001", "Thôn Pác Sào", DAY, "matched", "06094001"),
    ("06094001", "PAC SAO", DAY, "matched", "06094001"),
    ("06094001", "Bó Rài", DAY, "review", "06094001|06094002"),
    ("06094001", "Không Phải Mẫu", DAY, "review", "06094001"),
    ("06094001", "Cộng xã", DAY, "rejected", ""),
    ("VNPT-17", "Bó Rài", DAY, "matched", "06094002"),  # the operator's own coding says nothing
    ("06094003", "Nà Cuổn", DAY, "matched", "06094003"),
    ("06094003", "Nà Rài", DAY, "part", "06094003"),
    ("06094004", None, DAY, "part", "06094003"),
    ("06094004", "Nà Rài", DAY, "part", "06094003"),
    ("06094003", "Nà Cuổn", dt.date(2024, 6, 1), "part", "06094003"),
]


@pytest.mark.parametrize(("code", "name", "on", "match", "villages"), CASES)
def test_code_and_name_together(
    gazetteer: Gazetteer, code: str, name: str | None, on: dt.date, match: str, villages: str
) -> None:
    places = pd.DataFrame([{"village_code_text": code, "village_text": name, "commune_text": "Xã Minh Khai"}])
    got = gazetteer.resolve(places, on, codes_on=DAY).iloc[0]
    assert (got.match, "" if pd.isna(got.candidates) else got.candidates) == (match, villages)


def test_a_code_places_the_row_whatever_commune_stands_beside_it(gazetteer: Gazetteer) -> None:
    places = pd.DataFrame(
        [{"village_code_text": "06094001", "commune_text": "Xã Không Có", "district_text": "Cao Lộc"}]
    )
    got = gazetteer.resolve(places, DAY).iloc[0]
    assert (got.match, got.village_code, got.commune_code) == ("matched", "06094001", "06094")


def test_a_kept_name_with_its_code_is_the_whole(gazetteer: Gazetteer) -> None:
    places = pd.DataFrame([{"village_code_text": "06094003", "village_text": "Nà Cuổn", "commune_text": "Minh Khai"}])
    assert pd.isna(gazetteer.resolve(places, DAY).former_names.iloc[0])
