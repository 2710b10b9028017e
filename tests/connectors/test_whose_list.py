"""Whose services a list names, and an answer that has a beginning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from connectors.tables.senses import sensed_answers
from connectors.tables.subject import subject_of

PUBLISHED = dt.date(2024, 9, 30)


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("Có (từ năm 2019)", "yes"),
        ("Có từ 15/3/2020", "yes"),
        ("Đã có, kể từ tháng 5/2021", "yes"),
        ("Có - từ quý II/2021", "yes"),
        ("Có (từ năm 2019 đến nay)", "yes"),
        ("Có cáp quang từ 6/2022", "yes"),
        ("Không (từ năm 2023)", "no"),
        ("Có (từ tháng 01/2025)", "unclear"),  # a plan
        ("Có (từ năm 2024)", "unclear"),  # not every day of it lies before the publication
        ("Có (từ 2020 đến 2022)", "unclear"),
        ("Có (đến năm 2023)", "unclear"),
        ("Có (yếu từ năm 2019)", "unclear"),
        ("Có kế hoạch từ 2019", "unclear"),
        ("Dự kiến từ 2020", "unclear"),
    ],
)
def test_an_answer_holds_from_a_day_on_or_before_the_publication(cell: str, answer: str) -> None:
    assert sensed_answers([cell], "present", PUBLISHED, frozenset({"fibre"})) == [answer]
    assert sensed_answers([cell], "present", None, frozenset({"fibre"})) == ["unclear"]


@pytest.mark.parametrize(
    ("titles", "whose"),
    [
        (["VÙNG PHỦ CỦA VIETTEL (VNPT tổng hợp để tham khảo, 30/9/2024)"], {"viettel"}),
        (["Vùng phủ của Viettel do VNPT tổng hợp"], {"viettel"}),
        (["VNPT LẠNG SƠN", "VÙNG PHỦ 4G CỦA MOBIFONE"], {"mobifone"}),
        (["VNPT LẠNG SƠN", "BÁO CÁO PHỦ SÓNG 4G"], {"vnpt"}),
        (["BÁO CÁO VÙNG PHỦ 4G (MobiFone)"], {"mobifone"}),
        (["Danh sách thôn có cáp quang VNPT, Viettel"], {"vnpt", "viettel"}),
        (["Danh sách thôn"], {"vnpt"}),
    ],
)
def test_a_list_is_about_the_operator_whose_services_its_title_names(titles: list[str], whose: set[str]) -> None:
    assert subject_of(titles, ("Sheet1", "vnpt_20240930")).operators == whose


@pytest.mark.parametrize("title", ["VÙNG PHỦ CỦA VIETTEL (VNPT tổng hợp, 30/9/2024)", "Thôn có sóng VNPT và Viettel"])
def test_another_operators_list_in_ones_folder_is_not_this_operators_word(
    parse_rows: Callable[..., Any], title: str
) -> None:
    rows = [[title], ["Huyện", "Xã", "Thôn", "Cáp quang", "4G"], ["Bình Gia", "Vĩnh Yên", "Khuổi Dụi", "Không", "x"]]
    parsed = parse_rows("vnpt", rows, file="vnpt_20240930.xlsx")
    assert "coverage" not in parsed.records
    assert parsed.refusals
