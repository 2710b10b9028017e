"""Cells of a list of WiFi contracts: passwords that are never kept, states with a day in them."""

from __future__ import annotations

import datetime as dt

import pytest

from connectors.tables.wifi_cells import read_contract_state, read_password


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("Không", "no"),
        ("không cài đặt", "no"),
        ("Chưa đặt mật khẩu", "no"),
        ("Mở", "no"),
        ("có mật khẩu: không", "no"),
        ("MK: chưa đặt", "no"),
        ("Có", "yes"),
        ("có – 12345678", "yes"),
        ("Có (phát cho dân)", "yes"),
        ("có, hỏi trưởng thôn", "yes"),
        ("MK: thunghiem", "yes"),
        ("thumau@99", "yes"),
        ("66668888", "yes"),
        (66668888, "yes"),
        ("tùy lúc", "unclear"),
        ("-", None),
        ("không rõ", None),
        ("đang cập nhật", None),
        (None, None),
    ],
)
def test_whether_there_is_a_password(cell: str | int | None, answer: str | None) -> None:
    found = read_password(cell)
    assert (found and found.value) == answer


@pytest.mark.parametrize(
    ("cell", "status", "ends_on"),
    [
        ("Đang hoạt động", "active", None),
        ("Hoạt động (hiệu lực đến 31/12/2025)", "active", dt.date(2025, 12, 31)),
        ("Hoạt động đến hết ngày 30/06/2025", "active", dt.date(2025, 6, 30)),
        ("Hoạt động từ 01/03/2024", "active", None),
        ("Hết hiệu lực từ 30/6/2024", "unclear", dt.date(2024, 6, 30)),
        ("Hết hạn 31/12/2025", "unclear", dt.date(2025, 12, 31)),
        ("Đã thanh lý ngày 15/5/2024", "ended", None),
        ("Hết hạn", "ended", None),
        ("Tạm ngưng", "unclear", None),
        ("…", None, None),
    ],
)
def test_the_state_of_a_contract_and_the_day_in_it(cell: str, status: str | None, ends_on: dt.date | None) -> None:
    state = read_contract_state(cell)
    assert (state.status, state.ends_on) == (status, ends_on)
