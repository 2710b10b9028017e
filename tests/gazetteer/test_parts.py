"""A part speaks for itself alone: names of villages that were merged, split or renamed, with and without dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pandas as pd
import pytest

from gazetteer.resolver import Gazetteer

DAY = dt.date(2024, 6, 1)
BEFORE = dt.date(2022, 3, 1)
MERGED_ON = dt.date(2023, 1, 1)
LAST = dt.date(2022, 12, 31)
MK: dict[str, object] = {
    "kind": "Thôn",
    "commune": "Xã Minh Khai",
    "commune_code": "06094",
    "district": "Huyện Bình Gia",
}
Ask = Callable[..., pd.Series]
Build = Callable[..., Gazetteer]


def about(gazetteer: Gazetteer, ask: Ask, text: str, on: dt.date = DAY) -> tuple[str, str]:
    """What a text in Minh Khai means: the match and the villages."""
    got = ask(gazetteer, on, village=text, commune="Xã Minh Khai", district="Huyện Bình Gia")
    return got.match, "" if pd.isna(got.candidates) else got.candidates


@pytest.fixture(scope="module")
def undated(build: Build) -> Gazetteer:
    """A register without any date: what villages were stands in their other names alone."""
    return build(
        {**MK, "code": "same", "name": "Đoàn Kết Một", "other": "Nà Cuổn; Nà Rài"},
        {**MK, "code": "differ", "name": "Thống Nhất", "other": "Nà Lình; Khuổi Cát"},
        {**MK, "code": "three", "name": "Quyết Thắng", "other": "Pò Lặp, Pò Phung và Pò Tàn"},
        {**MK, "code": "numbers", "name": "Tân Tiến", "other": "Thôn 7; Thôn 8"},
        {**MK, "code": "renamed", "name": "Tân Lập", "other": "Nà Mò"},
        {**MK, "code": "spelled", "name": "Quý Hòa", "other": "Quí Hoà; Quy Hoa"},
        {**MK, "code": "merged-name", "name": "Nà Bó - Nà Cọ"},
        {**MK, "code": "told", "name": "Tiền Phong", "other": "Sáp nhập từ 2 thôn: Cốc Rọ, Cốc Mác"},
        {**MK, "code": "piece", "name": "Hồng Phong", "other": "Một phần thôn Kéo Cái"},
        {**MK, "code": "plain", "name": "Pác Sào"},
    )


PARTS = [
    ("Thôn Nà Cuổn", "same"),
    ("Nà Rài", "same"),
    ("NA RAI", "same"),
    ("Nà Lình", "differ"),
    ("Khuổi Cát", "differ"),
    ("Pò Phung", "three"),
    ("Pò Lặp, Pò Tàn", "three"),
    ("Thôn 7", "numbers"),
    ("Nà Bó", "merged-name"),
    ("Cốc Mác", "told"),
    ("Đoàn Kết Một (Nà Cuổn)", "same"),
    ("Thôn Đoàn Kết Một (thôn Nà Cuổn cũ)", "same"),
    ("Nà Cuổn (nay là Đoàn Kết Một)", "same"),
    ("Nà Cuổn (nay là thôn Đoàn Kết Một)", "same"),
    ("Nà Cuổn (sáp nhập vào Đoàn Kết Một)", "same"),
    ("Đoàn Kết Một (trước là Nà Rài)", "same"),
    ("Đoàn Kết Một - Nà Cuổn", "same"),
    ("Đoàn Kết Một, Nà Cuổn", "same"),
    ("Nà Cuổn (cũ)", "same"),
    ("Nà Cuổn cũ", "same"),
    ("Thôn cũ Nà Cuổn", "same"),
    ("Nà Cuổn (trước sáp nhập)", "same"),
    ("Nà Cuổn (Thôn cũ)", "same"),
    ("Nà Cuổn trước khi sáp nhập", "same"),
]


@pytest.mark.parametrize(("text", "code"), PARTS, ids=[text for text, _ in PARTS])
def test_a_former_name_is_a_part_of_the_merged_village(undated: Gazetteer, ask: Ask, text: str, code: str) -> None:
    assert about(undated, ask, text) == ("part", code)


WHOLE = [
    ("Đoàn Kết Một", "same"),
    ("Thôn Đoàn Kết Một (sau sáp nhập)", "same"),
    ("Nà Cuổn - Nà Rài", "same"),
    ("Nà Rài, Nà Cuổn", "same"),
    ("Nà Cuổn và Nà Rài", "same"),
    ("Đoàn Kết Một (Nà Cuổn, Nà Rài)", "same"),
    ("Đoàn Kết Một (sáp nhập từ Nà Cuổn và Nà Rài)", "same"),
    ("Pò Tàn, Pò Lặp, Pò Phung", "three"),
    ("Nà Mò", "renamed"),
    ("Tân Lập (Nà Mò)", "renamed"),
    ("Nà Mò (nay là Tân Lập)", "renamed"),
    ("Nà Mò (cũ)", "renamed"),
    ("Nà Mò cũ", "renamed"),
    ("Tân Lập (Nà Mò cũ)", "renamed"),
    ("Quí Hoà", "spelled"),
    ("Quy Hoa", "spelled"),
    ("Nà Cọ - Nà Bó", "merged-name"),
    ("Pác Sào (mới)", "plain"),
]


@pytest.mark.parametrize(("text", "code"), WHOLE, ids=[text for text, _ in WHOLE])
def test_a_new_name_a_renaming_and_all_former_names_together_are_the_whole(
    undated: Gazetteer, ask: Ask, text: str, code: str
) -> None:
    assert about(undated, ask, text) == ("matched", code)


def test_a_village_of_which_only_a_piece_came_is_a_question(undated: Gazetteer, ask: Ask) -> None:
    assert about(undated, ask, "Kéo Cái") == ("review", "piece")
    assert about(undated, ask, "Hồng Phong (Kéo Cái)") == ("review", "piece")


@pytest.mark.parametrize("text", ["Pác Sào (cũ)", "Pác Sào cũ", "Đoàn Kết Một (Pác Sào)", "Đoàn Kết Một (Nà Lình)"])
def test_a_note_that_the_register_does_not_bear_out_is_asked(undated: Gazetteer, ask: Ask, text: str) -> None:
    assert about(undated, ask, text)[0] == "review"


def test_a_part_says_which_former_village_it_is_and_how_many_make_the_whole(undated: Gazetteer, ask: Ask) -> None:
    for text, count in (("Pò Phung", 3), ("PÒ PHUNG", 3), ("Nà Bó", 2)):
        got = ask(undated, DAY, village=text, commune="Xã Minh Khai", district="Huyện Bình Gia")
        assert got.former_count == count and got.former_names, text
    two = ask(undated, DAY, village="Pò Lặp, Pò Tàn", commune="Xã Minh Khai", district="Huyện Bình Gia")
    assert len(two.former_names.split("|")) == 2
    assert pd.isna(ask(undated, DAY, village="Pác Sào", commune="Xã Minh Khai").former_names)


@pytest.fixture(scope="module")
def dated(build: Build) -> Gazetteer:
    """Merged on a day, with and without the old villages' own rows, one under a name and code it kept."""
    old: dict[str, object] = {**MK, "end": LAST}
    new: dict[str, object] = {**MK, "start": MERGED_ON}
    return build(
        {**new, "code": "new", "name": "Đoàn Kết", "other": "Nà Cuổn; Nà Rài"},
        {**new, "code": "renamed", "name": "Tân Lập", "other": "Nà Mò"},
        {**old, "code": "k1", "name": "Nà Lình"},
        {**old, "code": "k2", "name": "Khuổi Cát"},
        {**new, "code": "k1", "name": "Nà Lình", "other": "Khuổi Cát"},
        {**new, "code": "kept", "name": "Pò Lặp", "other": "Pò Lặp; Pò Phung"},
        {**old, "code": "d", "name": "Bản Chang"},
        {**new, "code": "d1", "name": "Bản Chang 1", "other": "Bản Chang"},
        {**new, "code": "d2", "name": "Bản Chang 2", "other": "Bản Chang"},
        {**old, "code": "was", "name": "Cốc Rọ"},
        {**new, "code": "is", "name": "Cốc Rọ"},
    )


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Nà Rài", ("part", "new")),
        ("Nà Mò", ("matched", "renamed")),
        ("Khuổi Cát", ("part", "k1")),
        ("Nà Lình", ("part", "k1")),  # before the merger the name is the old village's
        ("Pò Lặp", ("part", "kept")),
        ("Pò Phung", ("part", "kept")),
        ("Cốc Rọ", ("matched", "is")),
    ],
)
def test_rows_from_before_a_merger_are_about_the_villages_of_that_time(
    dated: Gazetteer, text: str, answer: tuple[str, str]
) -> None:
    places = pd.DataFrame([{"village_text": text, "commune_text": "Xã Minh Khai", "district_text": "Huyện Bình Gia"}])
    got = dated.resolve(places, BEFORE, codes_on=DAY).iloc[0]
    assert (got.match, got.candidates) == answer


def test_a_kept_name_is_the_whole_from_the_merger_on_and_says_that_it_was_kept(dated: Gazetteer, ask: Ask) -> None:
    for text, code in (("Nà Lình", "k1"), ("Pò Lặp", "kept")):
        got = ask(dated, DAY, village=text, commune="Xã Minh Khai")
        assert (got.match, got.village_code, got.former_count) == ("matched", code, 2)
    assert about(dated, ask, "Nà Lình (cũ)") == ("part", "k1")
    assert about(dated, ask, "Nà Lình (Khuổi Cát)") == ("part", "k1")
    again = ask(dated, DAY, village="Nà Lình (sau sáp nhập)", commune="Xã Minh Khai")
    assert again.match == "matched" and pd.isna(again.former_names)


def test_a_divided_village_speaks_for_none_of_its_heirs(dated: Gazetteer, ask: Ask) -> None:
    assert about(dated, ask, "Bản Chang") == ("review", "d1|d2")
    places = pd.DataFrame([{"village_text": "Bản Chang", "commune_text": "Xã Minh Khai"}])
    assert dated.resolve(places, BEFORE, codes_on=DAY).match.tolist() == ["review"]


def test_a_name_that_was_passed_on_twice_is_followed(build: Build, ask: Ask) -> None:
    gazetteer = build(
        {**MK, "code": "a", "name": "Nà Mò", "end": dt.date(2020, 12, 31)},
        {**MK, "code": "b", "name": "Tân Lập", "other": "Nà Mò", "start": dt.date(2021, 1, 1), "end": LAST},
        {**MK, "code": "c", "name": "Nà Sang", "end": LAST},
        {**MK, "code": "d", "name": "Đoàn Kết", "other": "Tân Lập; Nà Sang", "start": MERGED_ON},
    )
    assert about(gazetteer, ask, "Nà Mò") == ("part", "d")
    assert about(gazetteer, ask, "Tân Lập") == ("part", "d")
    assert about(gazetteer, ask, "Nà Mò", dt.date(2022, 1, 1)) == ("matched", "b")
