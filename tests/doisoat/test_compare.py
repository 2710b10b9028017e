"""The quick ways of cleaning and folding give what their plain definitions give, for any text there is."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.text.compare import clean, fold

INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
TEXTS = st.text(
    st.one_of(
        st.sampled_from("aăâđĐðÐễỹ ẽ\u0301\u0302\u0309\u034f\t\x1c\xa0.-()09IX" + INVISIBLE),
        st.characters(max_codepoint=0x24FF),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=12,
)


@given(TEXTS)
def test_a_text_is_composed_uncovered_and_trimmed(text: str) -> None:
    plainly = "".join(c for c in unicodedata.normalize("NFC", text) if c not in INVISIBLE)
    assert clean(text) == re.sub(r"\s+", " ", plainly).strip()


@given(TEXTS)
def test_folding_leaves_out_every_mark_and_nothing_else(text: str) -> None:
    plain = text.translate(str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"}))
    bare = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    assert fold(text) == " ".join(re.findall(r"[0-9a-z]+", bare.lower()))


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Số HĐ (WiFi)", "so hd wifi"), ("ĐIỂM PHỤC VỤ", "diem phuc vu"), ("Nà Lình", "na linh"), ("-…", ""), ("", "")],
)
def test_texts_that_are_meant_alike_fold_alike(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded
