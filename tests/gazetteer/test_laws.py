"""Laws of names: what may never happen whatever the register and the text."""

from __future__ import annotations

import datetime as dt
import random
import unicodedata
from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from benchmarks import names as damage
from doisoat.columns import RESOLUTION
from gazetteer.editions import Editions
from gazetteer.names import name_of
from gazetteer.resolver import Gazetteer
from tests.examples import examples

DAY = damage.DAY
NAMES = st.integers(0, 10**9).map(lambda seed: damage.make_name(random.Random(seed)))
BARE = str.maketrans({"đ": "d", "Đ": "D"})


def one_commune(names: list[str]) -> pd.DataFrame:
    rows = [
        {
            "village_code": str(n),
            "village_name": name,
            "village_kind": "Thôn",
            "commune_name": "Xã Vĩnh Yên",
            "commune_code": "06070",
            "district_name": "Huyện Bình Gia",
        }
        for n, name in enumerate(names)
    ]
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def small(editions: Editions) -> Gazetteer:
    return Gazetteer.build(one_commune(["Khuổi Dụi", "3", "Nà Cuổn - Nà Rài"]), editions)


def resolve(names: list[str], texts: list[str], editions: Editions) -> pd.DataFrame:
    places = pd.DataFrame({"village_text": texts, "commune_text": "Xã Vĩnh Yên", "district_text": "Huyện Bình Gia"})
    return Gazetteer.build(one_commune(names), editions).resolve(places, DAY)


@given(st.lists(NAMES, min_size=1, max_size=12, unique_by=lambda name: name_of(name).key))
@settings(max_examples=examples(60), deadline=None)
def test_every_village_is_found_by_its_own_name_and_by_no_others(editions: Editions, names: list[str]) -> None:
    got = resolve(names, [f"Thôn {name}" for name in names], editions)
    for n, row in enumerate(got.itertuples()):
        # A village's whole name may be a listing of others ("Nà A - Nà B" beside Nà A and Nà B): still itself.
        assert row.match == "matched", names[n]
        assert row.village_code == str(n)


@given(st.lists(NAMES, min_size=2, max_size=12, unique_by=lambda name: name_of(name).key))
@settings(max_examples=examples(60), deadline=None)
def test_folding_never_merges_two_villages_without_a_tie(editions: Editions, names: list[str]) -> None:
    texts = [damage.fold_case(f"Thôn {name}").translate(BARE) for name in names]
    got = resolve(names, texts, editions)
    for n, row in enumerate(got.itertuples()):
        alike = [m for m, name in enumerate(names) if name_of(name).bare_key == name_of(names[n]).bare_key]
        if len(alike) > 1:
            assert row.match == "review"
            assert {str(m) for m in alike[:5]} <= set(str(row.candidates).split("|"))
        elif row.match == "matched":
            assert row.village_code == str(n)


@given(st.lists(NAMES, min_size=2, max_size=12, unique_by=lambda name: name_of(name).key), st.data())
@settings(max_examples=examples(80), deadline=None)
def test_a_village_the_register_lacks_is_never_another_one(
    editions: Editions, names: list[str], data: st.DataObject
) -> None:
    lost = names[-1]
    kept = [*names[:-1], damage.near_twin(lost, random.Random(data.draw(st.integers(0, 10**6))))]
    # Only what is a commonly confused spelling, or a mark-less text, may stand for another writing.
    assume(all(name_of(name).graded_key != name_of(lost).graded_key for name in kept))
    assume(not lost.isascii() or all(name_of(name).bare_key != name_of(lost).bare_key for name in kept))
    row = resolve(kept, [f"Thôn {lost}"], editions).iloc[0]
    assert row.match != "matched", (lost, kept, row.to_dict())


@given(NAMES)
@settings(max_examples=examples(200), deadline=None)
def test_case_form_and_tone_place_do_not_change_a_name(name: str) -> None:
    key = name_of(name).key
    assert name_of(unicodedata.normalize("NFC", damage.to_new_tone(name))).key == key
    if not any(token in ("I", "V", "X", "VI", "XI") for token in name.upper().split()):
        assert name_of(name.lower()).key == key


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=20))
@settings(max_examples=examples(150), deadline=None)
def test_any_text_gets_an_answer_and_only_a_match_has_a_village(
    small: Gazetteer, village: str, commune: str, district: str
) -> None:
    places = pd.DataFrame(
        {
            "village_text": [village, "Khuổi Dụi", None],
            "commune_text": [commune, commune, None],
            "district_text": [district, None, None],
            "address_text": [None, None, f"{village}, {commune}"],
        }
    )
    got = small.resolve(places, DAY)
    assert tuple(got.columns) == RESOLUTION
    assert (got.village_code.notna() == (got.match == "matched")).all()
    assert got.reason.notna().all()
    small.resolve_units(places, DAY)


@pytest.mark.parametrize("seed", [11, 12])
def test_no_damaged_name_of_a_generated_register_is_matched_wrongly(editions: Editions, seed: int) -> None:
    rng = random.Random(seed)
    register, missing = damage.make_register(900, rng)
    records = damage.make_records(register, missing, 6_000, rng)
    got = Gazetteer.build(register, editions).resolve(records, DAY)
    result = damage.score(got.village_code, records)
    assert result["wrong"] == 0
    assert result["R"] >= 0.97
    typed = records.kind == "typo"
    first = got.candidates[typed].fillna("").str.split("|").str[0]
    assert (first == records.meant[typed]).mean() >= 0.97


def test_rows_keep_their_index_and_blank_frames_their_columns(editions: Editions) -> None:
    gazetteer = Gazetteer.build(one_commune(["Khuổi Dụi"]), editions)
    empty = gazetteer.resolve(pd.DataFrame({"village_text": pd.Series([], dtype="str")}), DAY)
    assert tuple(empty.columns) == RESOLUTION and empty.empty
    none = Gazetteer.build(one_commune([]).reindex(columns=["village_code", "village_name"]), editions)
    assert none.resolve(pd.DataFrame({"village_text": ["a"]}, index=[5]), DAY).index.tolist() == [5]
    assert none.units(dt.date(2024, 1, 1)).empty


def test_the_answer_does_not_depend_on_the_order_of_the_rows(
    editions: Editions, build: Callable[..., Gazetteer]
) -> None:
    register, missing = damage.make_register(300, random.Random(2))
    records = damage.make_records(register, missing, 800, random.Random(3))
    one = Gazetteer.build(register, editions).resolve(records, DAY)
    mixed = records.sample(frac=1, random_state=4)
    two = Gazetteer.build(register, editions).resolve(mixed, DAY).reindex(records.index)
    clear = ~records.kind.isin(["tcvn3", "vni", "cp1258", "mojibake"])
    pd.testing.assert_frame_equal(one[clear], two[clear])
