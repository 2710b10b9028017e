"""Letters show known words, known units and numbers of what came from outside, and nothing that nobody knows."""

from __future__ import annotations

from functools import cache
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.card import load_cards
from doisoat.known_words import KnownWords
from doisoat.vi import MARK
from expectations.criteria_set import load_criteria
from expectations.rulebook import rulebook
from flows.run_account import titles_of
from flows.steps.letter_words import for_letters, own_words
from gazetteer.editions import load_editions
from tests.planted_texts import PEOPLE, bare
from tests.reports.province import BEFORE, DISTRICTS, frames, verdicts

UNITS = ["Xã Hòa Bình", "Thôn Nà Cuổn - Nà Rài", "Huyện Bình Gia", "Xã Hoàng Văn Thụ"]


@cache
def known() -> KnownWords:
    return KnownWords(own_words(), [*UNITS, *(u.full_name for u in load_editions().units)])


SHOWN = {
    "Quyết định 41/QĐ-UBND ngày 12/03/2024 do UBND xã Hòa Bình Lộc Quốc Duỵt •••014 ban hành": (
        "Quyết định 41/QĐ-UBND ngày 12/03/2024 do UBND xã Hòa Bình … •••014 ban hành"
    ),
    "Mô hình “Bánh gai Mận Xoắm” đang hoạt động": "Mô hình “Bánh gai …” đang hoạt động",
    "Hợp đồng MAU-06/2024/HĐ-VT đặt ở nhà văn hóa thôn Nà Cuổn": (
        "Hợp đồng MAU-06/2024/HĐ-VT đặt ở nhà văn hóa thôn Nà Cuổn"
    ),
    "Mô hình trong lĩnh vực Nông nghiệp": "Mô hình trong lĩnh vực Nông nghiệp",
    "UBND xã Hoàng Văn Thụ ban hành": "UBND xã Hoàng Văn Thụ ban hành",
    "hỏi chị xoắm ngoẵng": "hỏi chị …",
}


@pytest.mark.parametrize(("text", "shown"), SHOWN.items())
def test_what_nobody_here_knows_is_left_out(text: str, shown: str) -> None:
    assert known().only(text) == shown
    assert known().only(shown) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("TDG Xoắm Ngoẵng.xlsx", "TDG ….xlsx"),
        ("tu_danh_gia_xa_hoa_binh_2024.xlsx", "tu_danh_gia_xa_hoa_binh_2024.xlsx"),
        ("mobifone_phu_song (1).csv", "mobifone_phu_song (1).csv"),
        ("Tổ CNSCĐ", "Tổ CNSCĐ"),
        ("T9.xlsx", "T9.xlsx"),
    ],
)
def test_a_file_keeps_the_words_by_which_it_is_found(name: str, shown: str) -> None:
    assert known().only_of_file(name) == shown


def test_every_sentence_of_every_rule_comes_through_whole() -> None:
    for rule in rulebook().values():
        for reason in rule.reasons.values():
            for sentence in (reason.sentence, reason.fix):
                names = [name for _, name, _, _ in Formatter().parse(sentence) if name]
                filled = sentence.format_map(dict.fromkeys(names, "12"))
                assert known().only(filled) == filled
    for text in (*MARK.values(), *(card.title for card in load_cards().values())):
        assert known().only(text) == text


def test_every_unit_comes_through_whole() -> None:
    for unit in load_editions().units:
        told = f"Quyết định do UBND {unit.full_name} ban hành"
        assert known().only(told) == told


def test_no_planted_person_comes_through_whole_wherever_they_stand() -> None:
    for name, _, _ in PEOPLE:
        for written in (name, bare(name), name.upper()):
            for text in (f"Do UBND xã Hòa Bình {written} ban hành", f"Sản phẩm “{written}”", f"ghi: {written}"):
                assert written not in known().only(text)


@given(st.text(max_size=120))
def test_what_is_shown_is_shown_again_the_same(text: str) -> None:
    once = known().only(text)
    assert known().only(once) == once


def test_a_letter_is_made_of_frames_that_went_through_the_gate() -> None:
    table = verdicts(DISTRICTS[2:], BEFORE, villages=1)
    checks = frames(table, BEFORE).checks.assign(sentence="Do UBND xã Hòa Bình Xoắm Ngoẵng ban hành.", fix="Hỏi Xoắm.")
    proofs = frames(table, BEFORE).proofs.assign(name="claims/Xoắm Ngoẵng/TDG Xoắm.xlsx", sheet="Xoắm")
    titles = titles_of(load_criteria())
    raw = frames(table, BEFORE, checks=checks, proofs=proofs, titles=titles)
    shown = for_letters(raw, UNITS)
    assert set(shown.checks["sentence"]) <= {"Do UBND xã Hòa Bình … ban hành."}
    assert set(shown.checks["fix"]) <= {"Hỏi …."}
    assert set(shown.proofs["name"]) <= {"claims/…/TDG ….xlsx"}
    assert set(shown.proofs["sheet"]) <= {"…"}
    assert shown.verdicts.equals(raw.verdicts)
