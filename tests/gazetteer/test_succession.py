"""Succession lists: whole or part, by code or by name, beside whatever the register says itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pandas as pd
import pytest

from doisoat.columns import RECORDS
from gazetteer.editions import Editions
from gazetteer.resolver import Gazetteer
from tests.gazetteer.conftest import register_of

DAY = dt.date(2024, 11, 15)
ON = dt.date(2024, 7, 1)
BEFORE = dt.date(2024, 6, 30)
MK: dict[str, object] = {
    "kind": "Thôn",
    "commune": "Xã Minh Khai",
    "commune_code": "06094",
    "district": "Huyện Bình Gia",
}
HB = {**MK, "commune": "Xã Hòa Bình", "commune_code": "06103"}
Make = Callable[..., Gazetteer]


def lines(*rows: str, on: dt.date | None = ON) -> pd.DataFrame:
    """``old code|old name|extent|new code|new name`` (and ``|old commune`` where another) as a frame of successions."""
    made = []
    for row in rows:
        old_code, old_name, extent, new_code, new_name, *commune = row.split("|")
        values = (old_code, old_name, commune[0] if commune else "Xã Minh Khai", new_code, new_name, "Xã Minh Khai")
        made.append([value or None for value in values] + [extent or None, on, "57/NQ-HĐND"])
    return pd.DataFrame(made, columns=list(RECORDS["successions"]))


@pytest.fixture
def make(editions: Editions) -> Make:
    """A gazetteer over rows of a register and a succession list."""

    def built(frame: pd.DataFrame, *rows: dict[str, object]) -> Gazetteer:
        return Gazetteer.build(register_of(*rows), editions, None, frame)

    return built


def about(gazetteer: Gazetteer, text: str, on: dt.date = DAY, commune: str = "Xã Minh Khai") -> tuple[str, str]:
    """Match and villages of a text of one day, in the codes of ``DAY``."""
    places = pd.DataFrame([{"village_text": text, "commune_text": commune, "district_text": "Huyện Bình Gia"}])
    got = gazetteer.resolve(places, on, codes_on=DAY).iloc[0]
    return got.match, "" if pd.isna(got.candidates) else got.candidates


def units(gazetteer: Gazetteer, on: dt.date = DAY) -> set[str]:
    return set(gazetteer.units(on)["village_code"])


@pytest.mark.parametrize("codes", [("m1", "m2", "v"), ("", "", "")])
@pytest.mark.parametrize("listed", ["new alone", "old and new", "old and new with dates"])
def test_two_merged_villages_are_parts_of_the_new_one(make: Make, codes: tuple[str, str, str], listed: str) -> None:
    old, new = dict(MK), {**MK, "code": "v", "name": "Tân Thành"}
    if listed == "old and new with dates":
        old, new = {**old, "end": BEFORE}, {**new, "start": ON}
    rows = [new] if listed == "new alone" else [new, {**old, "code": "m1", "name": "Nà Cuổn"}]
    rows += [] if listed == "new alone" else [{**old, "code": "m2", "name": "Nà Rài"}]
    m1, m2, v = codes
    gazetteer = make(lines(f"{m1}|Nà Cuổn|whole|{v}|Tân Thành", f"{m2}|Thôn Nà Rài|whole|{v}|Thôn Tân Thành"), *rows)
    for on in (DAY, BEFORE):
        assert about(gazetteer, "Nà Cuổn", on) == ("part", "v")
        assert about(gazetteer, "Nà Rài", on) == ("part", "v")
    assert about(gazetteer, "Tân Thành") == ("matched", "v")
    assert about(gazetteer, "Nà Cuổn, Nà Rài") == ("matched", "v")
    assert units(gazetteer) == {"v"}


def test_one_old_and_one_new_village_is_a_renaming(make: Make) -> None:
    gazetteer = make(lines("|Nà Mò|whole||Tân Lập"), {**MK, "code": "v", "name": "Tân Lập"})
    for on in (DAY, BEFORE):
        assert about(gazetteer, "Nà Mò", on) == ("matched", "v")
    assert about(gazetteer, "Tân Lập (Nà Mò)") == ("matched", "v")


def test_a_village_of_which_only_a_part_went_there_is_a_part(make: Make) -> None:
    new, rest = {**MK, "code": "v", "name": "Tân Lập"}, {**MK, "code": "o", "name": "Nà Mò"}
    gazetteer = make(lines("o|Nà Mò|part|v|Tân Lập"), new, rest)
    # The rest went on under its name: from the day on that is the village, before it the larger one of then.
    assert about(gazetteer, "Nà Mò") == ("matched", "o")
    assert about(gazetteer, "Nà Mò", BEFORE)[0] == "review"
    assert units(gazetteer) == {"v", "o"}
    gone = make(lines("o|Nà Mò|part|v|Tân Lập"), new)
    assert about(gone, "Nà Mò") == ("review", "v")


def test_a_divided_village_speaks_for_neither_heir(make: Make) -> None:
    heirs = [{**MK, "code": "a", "name": "Bản Chang 1"}, {**MK, "code": "b", "name": "Bản Chang 2"}]
    for extent in ("part", ""):
        gazetteer = make(lines(f"|Bản Chang|{extent}|a|Bản Chang 1", f"|Bản Chang|{extent}|b|Bản Chang 2"), *heirs)
        for on in (DAY, BEFORE):
            assert about(gazetteer, "Bản Chang", on)[0] == "review"


@pytest.mark.parametrize("order", [1, -1])
def test_a_merged_village_that_kept_a_name_is_another_one_before_the_day(make: Make, order: int) -> None:
    told = ["k|Nà Lình|whole|k|Nà Lình", "|Khuổi Cát|whole|k|Nà Lình"][::order]
    gazetteer = make(lines(*told), {**MK, "code": "k", "name": "Nà Lình"})
    assert about(gazetteer, "Nà Lình", BEFORE) == ("part", "k")
    assert about(gazetteer, "Nà Lình") == ("matched", "k")
    assert about(gazetteer, "Nà Lình (cũ)") == ("part", "k")
    assert about(gazetteer, "Khuổi Cát") == ("part", "k")
    places = pd.DataFrame([{"village_text": "Nà Lình", "commune_text": "Xã Minh Khai"}])
    assert gazetteer.resolve(places, DAY).former_count.tolist() == [2]


def test_a_village_that_took_another_in_was_one_of_the_two(make: Make) -> None:
    for start in (dt.date(2010, 1, 1), None):
        rows = [{**MK, "code": "k", "name": "Nà Lình", "start": start}, {**MK, "code": "c", "name": "Khuổi Cát"}]
        gazetteer = make(lines("c|Khuổi Cát|whole|k|Nà Lình"), *rows)
        assert about(gazetteer, "Khuổi Cát") == ("part", "k")
        assert about(gazetteer, "Nà Lình", BEFORE) == ("part", "k")
        assert units(gazetteer) == {"k"}


def test_a_village_of_another_commune_is_found_there_and_in_its_new_one(make: Make) -> None:
    rows = [{**MK, "code": "v", "name": "Tân Thành"}, {**HB, "code": "h", "name": "Thuồng"}]
    gazetteer = make(lines("|Nà Cuổn|whole|v|Tân Thành|Xã Hòa Bình", "|Nà Rài|whole|v|Tân Thành"), *rows)
    assert about(gazetteer, "Nà Cuổn", commune="Xã Hòa Bình") == ("part", "v")
    assert about(gazetteer, "Nà Cuổn") == ("part", "v")
    assert about(gazetteer, "Nà Cuổn", BEFORE, commune="Xã Hòa Bình") == ("part", "v")


def test_what_comes_later_changes_nothing_today(make: Make) -> None:
    later = dt.date(2026, 1, 1)
    rows = [{**MK, "code": c, "name": n} for c, n in (("m1", "Nà Cuổn"), ("m2", "Nà Rài"), ("v", "Tân Thành"))]
    told = lines("m1|Nà Cuổn|whole|v|Tân Thành", "m2|Nà Rài|whole|v|Tân Thành", on=later)
    gazetteer = make(told, *rows)
    assert units(gazetteer) == {"m1", "m2"}
    assert about(gazetteer, "Nà Cuổn") == ("matched", "m1")
    from_new_list = make(told, rows[-1])
    assert about(from_new_list, "Nà Rài") == ("matched", "m2")


def test_villages_are_followed_over_several_lists(make: Make) -> None:
    first = lines("|Nà Cuổn|whole||Tân Lập", "|Nà Rài|whole||Tân Lập", on=dt.date(2021, 1, 1))
    second = lines("|Tân Lập|whole|v|Tân Thành", "|Pò Lặp|whole|v|Tân Thành")
    gazetteer = make(pd.concat([second, first]), {**MK, "code": "v", "name": "Tân Thành"})
    for name in ("Nà Cuổn", "Tân Lập", "Pò Lặp"):
        assert about(gazetteer, name) == ("part", "v"), name


def test_a_line_without_a_day_still_tells_the_parts(make: Make) -> None:
    told = lines("|Nà Cuổn|whole|v|Tân Thành", "|Nà Rài|whole|v|Tân Thành", on=None)
    gazetteer = make(told, {**MK, "code": "v", "name": "Tân Thành"})
    for on in (DAY, BEFORE):
        assert about(gazetteer, "Nà Rài", on) == ("part", "v")
    assert units(gazetteer) == {"v"}


def test_a_register_that_still_lists_the_old_villages_learns_the_new_one(make: Make) -> None:
    rows = [{**MK, "code": "m1", "name": "Nà Cuổn"}, {**MK, "code": "m2", "name": "Nà Rài"}]
    gazetteer = make(lines("m1|Nà Cuổn|whole|m1|Tân Thành", "m2|Nà Rài|whole|m1|Tân Thành"), *rows)
    assert about(gazetteer, "Tân Thành") == ("matched", "m1")
    assert about(gazetteer, "Nà Cuổn") == ("part", "m1")
    assert units(gazetteer) == {"m1"} and units(gazetteer, BEFORE) == {"m1", "m2"}


def test_of_communes_of_one_name_the_one_that_holds_the_villages_is_meant(make: Make) -> None:
    other = {**MK, "commune_code": "06200", "district": "Huyện Cao Lộc"}
    rows = [{**MK, "code": "v", "name": "Tân Thành"}, {**other, "code": "x", "name": "Nà Cuổn"}]
    told = lines("|Nà Cuổn|whole||Tân Thành", "|Nà Rài|whole||Tân Thành")
    gazetteer = make(told, *rows)
    assert about(gazetteer, "Nà Rài") == ("part", "v")
    assert units(gazetteer) == {"v", "x"}
    twice = make(told, *rows, {**other, "code": "y", "name": "Tân Thành"})
    assert list(twice.untied) == [0, 1]
    assert units(twice) == {"v", "x", "y"}
    assert list(gazetteer.untied) == []
