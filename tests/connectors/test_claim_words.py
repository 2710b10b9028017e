"""What may stand in the cell of an indicator."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.tables.claim_words import read_claim
from connectors.tables.placeholders import Asked, is_only_form, is_placeholder, repeated
from doisoat.model import ClaimCell


@pytest.mark.parametrize(
    "cell",
    ["Đạt", "ĐẠT", "dat", "Đạt.", "Đạt (có hợp đồng kèm theo)", "Đạt - 71/71 hộ", "Đạt (WiFi không mật khẩu)",
     "Đạt 100%", "Đạt (hợp đồng còn hiệu lực)", "Đạt, theo QĐ 12/QĐ-UBND"],
)  # fmt: skip
def test_met_with_a_remark_that_takes_nothing_back(cell: str) -> None:
    assert read_claim(cell) == ClaimCell.MET


@pytest.mark.parametrize("cell", ["Không đạt", "Chưa đạt", "chua dat", "Không đạt (thiếu biển)", "CHƯA ĐẠT, còn 3 hộ"])
def test_not_met(cell: str) -> None:
    assert read_claim(cell) == ClaimCell.NOT_MET


@pytest.mark.parametrize(
    "cell",
    ["x", "Có", "Đạt một phần", "Cơ bản đạt", "Gần đạt", "Đạt (còn 3 hộ chưa gắn biển)", "Đạt (68/71 hộ)", "Đạt 80%",
     "Đạt?", "Đạt/Không đạt", "Đạt (dự kiến)", "Không đạt, nay đã đạt", "Dat (con 3 ho)", 1, True],
)  # fmt: skip
def test_any_other_word_is_no_claim(cell: str | int) -> None:
    assert read_claim(cell) == ClaimCell.UNREAD


@pytest.mark.parametrize("cell", [None, "", "-", "…", "?", "Đang cập nhật"])
def test_placeholders_are_blank_claims(cell: str | None) -> None:
    assert read_claim(cell) == ClaimCell.BLANK


@given(st.text(max_size=30))
def test_nothing_but_a_word_for_met_is_a_claim_of_met(text: str) -> None:
    if read_claim(text) == ClaimCell.MET:
        assert text.strip().casefold().startswith(("đạt", "đã đạt", "dat", "da dat"))


def test_chua_co_is_a_blank_only_where_a_value_or_an_effect_is_asked_for() -> None:
    assert [is_placeholder("Chưa có", asked) for asked in Asked] == [False, True, True]
    assert [is_placeholder("Không có", asked) for asked in Asked] == [False, False, True]
    assert not any(is_placeholder(sign, Asked.VALUE) for sign in ("x", "✓", "×", "+", "Na", "trong"))


def test_numbers_that_are_only_their_form() -> None:
    forms = ["/QĐ-UBND", "…/QĐ-UBND", "Số: /STTTT", "QĐ-UBND", "....../2024/QĐ-UBND", "HĐ số ..../VNPT-2024"]
    assert all(map(is_only_form, forms))
    assert not any(map(is_only_form, ["12/QĐ-UBND", "HĐ/12/2024", "HĐ-9/2024/VNPT", "Số: 45/QĐ-UBND ngày 2/3/2024"]))


def test_signs_for_as_above_repeat_the_last_filled_cell() -> None:
    assert repeated(["a", "nt", None, "〃", "b", '"', "Như trên"]) == ["a", "a", None, None, "b", "b", "b"]
    assert repeated(["nt", "a"]) == [None, "a"]
