"""Names across dates: renamed, merged and split villages, reorganised communes, registers of several years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pandas as pd
import pytest

from gazetteer.resolver import Gazetteer

OLD = dt.date(2021, 6, 1)
MID = dt.date(2024, 6, 1)
NEW = dt.date(2026, 11, 21)
LAST_DAY = dt.date(2021, 12, 31)
FIRST_DAY = dt.date(2022, 1, 1)
VY: dict[str, object] = {
    "kind": "Thôn",
    "commune": "Xã Vĩnh Yên",
    "commune_code": "06070",
    "district": "Huyện Bình Gia",
}
Ask = Callable[..., pd.Series]


@pytest.fixture(scope="module")
def reorganised(build: Callable[..., Gazetteer]) -> Gazetteer:
    """Vĩnh Yên before and after a decision: one renamed, two merged, one split, one dissolved without an heir."""
    ended: dict[str, object] = {**VY, "end": LAST_DAY, "decision": "57/NQ-HĐND"}
    started: dict[str, object] = {**VY, "start": FIRST_DAY, "decision": "57/NQ-HĐND"}
    return build(
        {**VY, "code": "a", "name": "Khuổi Dụi"},
        {**ended, "code": "old-name", "name": "Nà Mò"},
        {**started, "code": "new-name", "name": "Tân Lập", "other": "Nà Mò"},
        {**ended, "code": "m1", "name": "Nà Cuổn"},
        {**ended, "code": "m2", "name": "Nà Rài"},
        {**started, "code": "merged", "name": "Nà Cuổn - Nà Rài"},
        {**ended, "code": "q1", "name": "Bản Lũng"},
        {**ended, "code": "q2", "name": "Bản Chang"},
        {**started, "code": "quyet-thang", "name": "Quyết Thắng", "other": "Bản Lũng; Bản Chang"},
        {**ended, "code": "split", "name": "Khuổi Màn"},
        {**started, "code": "s1", "name": "Khuổi Màn 1", "other": "Khuổi Màn"},
        {**started, "code": "s2", "name": "Khuổi Màn 2", "other": "Khuổi Màn"},
        {**ended, "code": "gone", "name": "Pác Luống"},
    )


def test_last_years_name_finds_this_years_village_and_says_so(reorganised: Gazetteer, ask: Ask) -> None:
    got = ask(reorganised, MID, village="Thôn Nà Mò", commune="Vĩnh Yên")
    assert (got.match, got.village_code, got.method) == ("matched", "new-name", "other_name")
    assert "tên cũ" in got.reason


def test_on_an_old_day_the_old_village_is_meant(reorganised: Gazetteer, ask: Ask) -> None:
    for name, code in (("Nà Mò", "old-name"), ("Nà Rài", "m2"), ("Khuổi Màn", "split"), ("Pác Luống", "gone")):
        got = ask(reorganised, OLD, village=name, commune="Vĩnh Yên")
        assert (got.match, got.village_code) == ("matched", code), name


def test_the_name_of_a_merged_village_is_a_part_of_the_new_one(reorganised: Gazetteer, ask: Ask) -> None:
    for name, code in (("Nà Rài", "merged"), ("Nà Cuổn", "merged"), ("Bản Lũng", "quyet-thang")):
        got = ask(reorganised, MID, village=name, commune="Vĩnh Yên")
        assert (got.match, got.candidates) == ("part", code), name
        assert pd.isna(got.village_code)


def test_a_split_village_is_a_question_that_names_both_heirs(reorganised: Gazetteer, ask: Ask) -> None:
    got = ask(reorganised, MID, village="Khuổi Màn", commune="Vĩnh Yên")
    assert (got.match, set(got.candidates.split("|"))) == ("review", {"s1", "s2"})


def test_a_dissolved_village_without_an_heir_is_a_question(reorganised: Gazetteer, ask: Ask) -> None:
    got = ask(reorganised, MID, village="Pác Luống", commune="Vĩnh Yên")
    assert (got.match, got.method) == ("review", "ended")


def test_a_new_name_in_an_old_file_means_the_villages_before(reorganised: Gazetteer, ask: Ask) -> None:
    renamed = ask(reorganised, OLD, village="Tân Lập", commune="Vĩnh Yên")
    assert (renamed.match, renamed.village_code) == ("matched", "old-name")
    merged = ask(reorganised, OLD, village="Nà Cuổn - Nà Rài", commune="Vĩnh Yên")
    assert (merged.match, merged.candidates) == ("several", "m1|m2")


def test_codes_of_another_day_follow_renamed_and_merged_villages(reorganised: Gazetteer) -> None:
    texts = pd.DataFrame({"village_text": ["Nà Mò", "Nà Rài", "Khuổi Dụi", "Khuổi Màn"], "commune_text": "Vĩnh Yên"})
    got = reorganised.resolve(texts, OLD, codes_on=MID)
    assert got.match.tolist() == ["matched", "part", "matched", "review"]
    assert got.village_code.tolist()[0] == "new-name"
    assert got.candidates.tolist()[1] == "merged"
    assert got.village_code.tolist()[2] == "a"


def test_days_may_differ_from_row_to_row(reorganised: Gazetteer) -> None:
    texts = pd.DataFrame({"village_text": ["Nà Mò", "Nà Mò"], "commune_text": "Vĩnh Yên"}, index=[7, 9])
    got = reorganised.resolve(texts, pd.Series([OLD, MID], index=[7, 9]))
    assert got.village_code.to_dict() == {7: "old-name", 9: "new-name"}


def test_villages_of_a_day_are_those_of_their_own_dates(reorganised: Gazetteer) -> None:
    assert set(reorganised.units(OLD).village_code) == {"a", "old-name", "m1", "m2", "q1", "q2", "split", "gone"}
    assert set(reorganised.units(MID).village_code) == {"a", "new-name", "merged", "quyet-thang", "s1", "s2"}


@pytest.fixture(scope="module")
def old_list(build: Callable[..., Gazetteer], make_villages: Callable[..., list[dict[str, object]]]) -> Gazetteer:
    return build(
        *make_villages("Xã Vĩnh Yên", "06070", "Huyện Bình Gia", "Khuổi Dụi", "Nà Làng"),
        *make_villages("Xã Quý Hòa", "06076", "Huyện Bình Gia", "Khuổi Cáp", "Nà Làng"),
        *make_villages("Xã Bính Xá", "06622", "Huyện Đình Lập", "Pò Tấu"),
        *make_villages("Xã Đại Đồng", "06040", "Huyện Tràng Định", "Nà Phái"),
    )


def test_a_list_of_old_communes_answers_for_new_ones(old_list: Gazetteer, ask: Ask) -> None:
    got = ask(old_list, NEW, village="Khuổi Dụi", commune="Xã Quý Hòa")
    assert (got.match, got.village_code, got.commune_code) == ("matched", "06070-1", "06076")
    assert ask(old_list, NEW, village="Khuổi Dụi", commune="Xã Vĩnh Yên", district="Bình Gia").village_code == "06070-1"


def test_two_old_villages_of_one_name_tie_in_the_new_commune(old_list: Gazetteer, ask: Ask) -> None:
    got = ask(old_list, NEW, village="Nà Làng", commune="Xã Quý Hòa")
    assert (got.match, set(got.candidates.split("|"))) == ("review", {"06070-2", "06076-2"})


def test_a_village_of_a_split_commune_is_found_from_either_heir(old_list: Gazetteer, ask: Ask) -> None:
    for commune in ("Xã Kiên Mộc", "Xã Đình Lập"):
        assert ask(old_list, NEW, village="Pò Tấu", commune=commune).village_code == "06622-1"
    assert ask(old_list, NEW, village="Pò Tấu", commune="Xã Châu Sơn").match != "matched"


def test_a_code_means_another_commune_on_another_day(old_list: Gazetteer, ask: Ask) -> None:
    assert ask(old_list, MID, village="Nà Phái", code="6040").village_code == "06040-1"
    assert ask(old_list, dt.date(2026, 1, 1), village="Nà Phái", code="06040").village_code == "06040-1"


def test_units_after_the_reform_carry_the_new_commune_and_no_district(old_list: Gazetteer) -> None:
    units = old_list.units(NEW).set_index("village_code")
    assert units.loc["06070-1", ["commune_code", "commune"]].tolist() == ["06076", "Xã Quý Hòa"]
    assert units.district.isna().all()
    before = old_list.units(MID).set_index("village_code")
    assert before.loc["06070-1"].tolist() == ["Thôn Khuổi Dụi", "06070", "Xã Vĩnh Yên", "181", "Huyện Bình Gia"]


def test_a_list_of_new_communes_answers_for_old_ones(
    build: Callable[..., Gazetteer], make_villages: Callable[..., list[dict[str, object]]], ask: Ask
) -> None:
    gazetteer = build(*make_villages("Xã Quý Hòa", "06076", None, "Khuổi Dụi", "Nà Làng", "Nà Làng 2"))
    got = ask(gazetteer, MID, village="Khuổi Dụi", commune="Xã Vĩnh Yên", district="Huyện Bình Gia")
    assert (got.match, got.village_code) == ("matched", "06076-1")
    assert ask(gazetteer, MID, village="Khuổi Dụi", commune="Xã Hồng Phong", district="Bình Gia").match == "review"
    assert gazetteer.units(MID).district.tolist() == ["Huyện Bình Gia"] * 3


def test_of_two_lists_each_answers_for_its_own_time(
    build: Callable[..., Gazetteer], make_villages: Callable[..., list[dict[str, object]]], ask: Ask
) -> None:
    gazetteer = build(
        *make_villages("Xã Vĩnh Yên", "06070", "Huyện Bình Gia", "Khuổi Dụi"),
        *make_villages("Xã Quý Hòa", "06076", None, "Khuổi Dụi"),
    )
    old, new = "06070-1", "06076-1"
    assert ask(gazetteer, MID, village="Khuổi Dụi", commune="Xã Vĩnh Yên", district="Bình Gia").village_code == old
    assert ask(gazetteer, NEW, village="Khuổi Dụi", commune="Xã Quý Hòa").village_code == new
    assert ask(gazetteer, NEW, village="Khuổi Dụi", commune="Xã Vĩnh Yên", district="Bình Gia").village_code == new
    assert gazetteer.units(MID).village_code.tolist() == [old]
    assert gazetteer.units(NEW).village_code.tolist() == [new]
    texts = pd.DataFrame({"village_text": ["Khuổi Dụi"], "commune_text": ["Xã Vĩnh Yên"]})
    assert gazetteer.resolve(texts, MID, codes_on=NEW).village_code.tolist() == [new]


def test_the_same_list_twice_is_no_tie_and_a_kept_code_follows_its_new_name(
    build: Callable[..., Gazetteer], ask: Ask
) -> None:
    gazetteer = build(
        {**VY, "code": "a", "name": "Khuổi Dụi"},
        {**VY, "code": "b", "name": "Nà Mò", "end": LAST_DAY},
        {**VY, "code": "a", "name": "Khuổi Dụi"},
        {**VY, "code": "b", "name": "Tân Lập", "start": FIRST_DAY},
    )
    assert ask(gazetteer, MID, village="Khuổi Dụi", commune="Vĩnh Yên").village_code == "a"
    assert ask(gazetteer, MID, village="Nà Mò", commune="Vĩnh Yên").village_code == "b"
    assert ask(gazetteer, OLD, village="Tân Lập", commune="Vĩnh Yên").village_code == "b"
    assert gazetteer.units(MID).unit.tolist() == ["Thôn Khuổi Dụi", "Thôn Tân Lập"]


def test_an_old_name_without_an_heir_by_name_follows_the_decision(build: Callable[..., Gazetteer], ask: Ask) -> None:
    gazetteer = build(
        {**VY, "code": "a", "name": "Nà Mò", "end": LAST_DAY, "decision": "12/NQ-HĐND"},
        {**VY, "code": "b", "name": "Tân Lập", "start": FIRST_DAY, "decision": "12/NQ-HĐND"},
        {**VY, "code": "c", "name": "Nà Bó", "end": LAST_DAY, "decision": "13/NQ-HĐND"},
        {**VY, "code": "d", "name": "Nà Cọ", "end": LAST_DAY, "decision": "13/NQ-HĐND"},
        {**VY, "code": "e", "name": "Quyết Tiến", "start": FIRST_DAY, "decision": "13/NQ-HĐND"},
    )
    renamed = ask(gazetteer, MID, village="Nà Mò", commune="Vĩnh Yên")
    assert (renamed.match, renamed.village_code, renamed.method) == ("matched", "b", "succession")
    merged = ask(gazetteer, MID, village="Nà Bó", commune="Vĩnh Yên")
    assert (merged.match, merged.candidates) == ("part", "e")
