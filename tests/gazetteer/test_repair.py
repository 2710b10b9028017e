"""Damage and repair: what was damaged comes back, what is right stays, and a second repair changes nothing."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import names as damage
from doisoat.text.orthography import is_syllable, is_usual, strange_words
from doisoat.text.repair import repair_rows, repair_texts
from gazetteer.editions import Editions
from tests.examples import examples


def to_cp437(text: str) -> str:
    return text.encode().decode("cp437")


ENCODINGS: dict[str, Callable[[str], str]] = {
    "tcvn3": damage.to_tcvn3,
    "vni": damage.to_vni,
    "cp1258": damage.to_cp1258,
    "utf8_as_cp1252": damage.to_mojibake,
    "utf8_as_cp437": to_cp437,
}


def same(text: str) -> str:
    """Old fonts keep no capitals with tones."""
    return unicodedata.normalize("NFC", text).lower()


@pytest.fixture(scope="module")
def right(editions: Editions) -> list[str]:
    """Right names: every commune of four editions, and a generated register."""
    register, _ = damage.make_register(400, random.Random(5))
    communes = [unit.full_name for unit in editions.units]
    return sorted({*communes, *(register.village_kind + " " + register.village_name)})


def test_every_right_name_is_vietnamese_to_the_detector(editions: Editions) -> None:
    assert [u.full_name for u in editions.units if strange_words(u.full_name)] == []


def test_right_names_stay_as_they_are(right: list[str]) -> None:
    assert repair_texts(right) == (right, "")
    assert [repair_texts([name])[0][0] for name in right] == right


@pytest.mark.parametrize("name", ENCODINGS)
def test_a_damaged_column_comes_back_whole_and_named(name: str, right: list[str]) -> None:
    damaged = [ENCODINGS[name](text) for text in right]
    assert damaged != right
    repaired, found = repair_texts(damaged)
    assert found == name
    assert [same(t or "") for t in repaired] == [same(t) for t in right]
    assert repair_texts(repaired)[0] == repaired


@pytest.mark.parametrize("name", ENCODINGS)
def test_damaged_values_among_right_ones_never_cost_a_right_one(name: str, right: list[str]) -> None:
    damaged = [ENCODINGS[name](text) for text in right[::20]]
    repaired, _ = repair_texts([*right, *damaged])
    assert repaired[: len(right)] == right
    back = [same(t or "") == same(r) for t, r in zip(repaired[len(right) :], right[::20], strict=True)]
    assert sum(back) >= 0.9 * len(back)


@pytest.mark.parametrize("name", ENCODINGS)
def test_a_short_column_of_headings_comes_back(name: str) -> None:
    headings = ["STT", "Tên huyện", "Tên xã", "Tên thôn", "Số hộ", "Cáp quang", "Ghi chú"]
    repaired, found = repair_texts([ENCODINGS[name](h) for h in headings])
    assert [same(t or "") for t in repaired] == [same(h) for h in headings]
    assert found == name


def test_blank_stays_blank_and_length_is_kept() -> None:
    assert repair_texts([None, "", "Nà Làng", None]) == ([None, "", "Nà Làng", None], "")
    assert repair_texts([]) == ([], "")


def test_forms_of_one_letter_are_always_mended() -> None:
    nfd = unicodedata.normalize("NFD", "Thôn Khuổi Dụi")
    texts = [nfd, "Thôn\u00a0Khuổi  Dụi\u200b", "Ðồng Ý", "xã ðoàn Kết", "Tr\u01a3ờng Hà"]
    assert repair_texts(texts)[0] == ["Thôn Khuổi Dụi", "Thôn Khuổi Dụi", "Đồng Ý", "xã đoàn Kết", "Trường Hà"]


def test_letters_shared_with_an_old_font_are_decided_by_the_column() -> None:
    assert repair_texts(["dôi"])[0] == ["dôi"]
    assert repair_texts(["Th«n Khuæi Lu«ng", "dôi"]) == (["Thôn Khuổi Luông", "dụi"], "tcvn3")


def test_cells_of_a_row_speak_for_one_another_where_the_column_is_mixed() -> None:
    villages = ["Thôn Co Vãn", "Thôn Nà Làng", "Thôn Khuổi Dụi", "Bản Mới", "Nặm Đông"]
    communes = ["XaÞ HoÌa BiÌnh", "Xã Vĩnh Yên", "Xã Vĩnh Yên", "Xã Bằng Phúc", "Xã Cần Nông"]
    repaired = repair_rows([villages, communes])
    assert [repaired[0][0], repaired[1][0]] == ["Thôn Co Văn", "Xã Hòa Bình"]
    assert repaired[0][1:] == villages[1:]


def test_text_damaged_twice_comes_back() -> None:
    twice = damage.to_mojibake(damage.to_mojibake("Thôn Khuổi Luông"))
    assert repair_texts([twice])[0] == ["Thôn Khuổi Luông"]


def test_foreign_and_technical_words_are_left_alone() -> None:
    texts = ["WiFi miễn phí", "Café Wifi", "résumé", "10000/2023/HĐ-VIETTEL-LSN", "naïve", "Số 5 – 7", "100% đạt", "µm"]
    assert repair_texts(texts)[0] == texts


@given(st.lists(st.text(max_size=30), max_size=8))
@settings(max_examples=examples(200), deadline=None)
def test_repair_is_idempotent_on_any_text(texts: list[str]) -> None:
    once, _ = repair_texts(texts)
    assert repair_texts(once)[0] == once


LETTERS = "aàáạảãâầấậẩẫăằắặẳẵeèéẹẻẽêềếệểễiìíịỉĩoòóọỏõôồốộổỗơờớợởỡuùúụủũưừứựửữyỳýỵỷỹđbcghklmnpqrstvx "


@given(st.lists(st.text(alphabet=LETTERS, max_size=20), max_size=8))
@settings(max_examples=examples(200), deadline=None)
def test_repair_is_idempotent_on_vietnamese_letters(texts: list[str]) -> None:
    once, _ = repair_texts(texts)
    assert repair_texts(once)[0] == once


@given(st.sampled_from(sorted(ENCODINGS)), st.integers(0, 10_000))
@settings(max_examples=examples(60), deadline=None)
def test_damage_then_repair_gives_the_same_village_names(name: str, seed: int) -> None:
    rng = random.Random(seed)
    texts = [f"Thôn {damage.make_name(rng)}" for _ in range(12)]
    texts = [t for t in texts if strange_words(t) == 0]
    repaired, _ = repair_texts([ENCODINGS[name](t) for t in texts])
    assert [same(t or "") for t in repaired] == [same(t) for t in texts]


@pytest.mark.parametrize("word", ["khuæi", "thoân", "khuôòi", "xaõ", "viþnh", "dụtt", "bảc", "ượ"])
def test_what_cannot_be_vietnamese_is_seen(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize(
    "word", ["khuổi", "hoà", "hòa", "quỳnh", "giếng", "gì", "slùng", "bjoóc", "toòng", "uỷ", "ủy", "yên"]
)
def test_what_is_vietnamese_or_tay_nung_is_seen(word: str) -> None:
    assert is_syllable(word)


RIGHT_TEXTS = [
    "HĐ–VNPT", "12/2024/HĐ–VT", "HĐ…VNPT", "QĐ—UBND", "GĐ’2024", "HÐ-UBND", "CÐ/VNPT", "5.000đ",
    "rộng 5 µm", "¦ hóa", "Ô ª Khe Sáng", "NHÀ¥", "HOÀ®", "Ý° 12", "TÔ„", "25 °C, 12 m²", "Nestlé – Café",
    "QÐ 367/QĐ–UBND", "HĐND–UBMTTQ",
]  # fmt: skip


@pytest.mark.parametrize("text", RIGHT_TEXTS)
def test_right_text_with_short_words_and_signs_is_left_alone(text: str) -> None:
    expected = text.replace("Ð", "Đ")
    assert repair_texts([text]) == ([expected], "")
    assert repair_texts([text, "Thôn Khuổi Dụi", "Xã Vĩnh Yên"])[0][0] == expected


@given(st.lists(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x20AC), max_size=20), min_size=1, max_size=4))
@settings(max_examples=examples(400), deadline=None)
def test_no_repair_makes_a_letter_outside_vietnamese(texts: list[str]) -> None:
    for text, got in zip(texts, repair_texts(texts)[0], strict=True):
        known = unicodedata.normalize("NFC", text)
        assert all(is_usual(c) or c in known for c in got or ""), (text, got)


def test_a_contract_number_is_read_with_the_dash_it_was_written_with() -> None:
    column = ["HĐ–VNPT", "HĐ–Viettel", "06/2024/HĐ–VT"]
    assert repair_texts(column) == (column, "")
