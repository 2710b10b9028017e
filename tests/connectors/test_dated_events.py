"""A day of first service or of fixing is a yes once it is past; what is planned, or still broken, is none."""

from __future__ import annotations

import datetime as dt

import pytest

from connectors.tables.senses import sensed_answers

UNTIL = dt.date(2024, 9, 30)


@pytest.mark.parametrize(
    "text",
    [
        "Phát sóng 15/8/2024",
        "Đã phát sóng ngày 15/8/2024",
        "Hoà mạng: Quý I/2024",
        "hòa mạng tháng 6/2024",
        "Khai trương năm 2023",
        "On air 01/02/2024",
        "Mất sóng do sét, đã khắc phục ngày 20/9/2024",
        "Mất sóng (khắc phục 20/9/2024)",
        "Đứt cáp ngày 3/9/2024, đã sửa xong 5/9/2024",
        "da khac phuc ngay 20/9/2024",
    ],
)
def test_what_began_or_was_mended_before_the_list_is_there(text: str) -> None:
    assert sensed_answers([text], "present", UNTIL) == ["yes"]
    assert sensed_answers([text], "present", dt.date(2022, 1, 1)) == ["unclear"], "a later day is a plan"
    assert sensed_answers([text], "present", None) == ["unclear"]
    assert sensed_answers([text], "missing", UNTIL) == ["unclear"]


@pytest.mark.parametrize(
    "text",
    [
        "Dự kiến phát sóng 15/8/2024",
        "Sẽ khắc phục 20/9/2024",
        "Hạn khắc phục 20/9/2024",
        "Mất sóng từ 3/9/2024, chưa khắc phục",
        "Mất sóng, sẽ khắc phục 20/9/2024",
        "Mất sóng từ 3/9/2024",
        "Phát sóng đến 15/8/2024",
        "Ngừng phát sóng 15/8/2024",
        "Phát sóng 4G theo kế hoạch 2024",
    ],
)
def test_what_is_planned_or_still_broken_is_no_yes(text: str) -> None:
    assert sensed_answers([text], "present", UNTIL) != ["yes"]
