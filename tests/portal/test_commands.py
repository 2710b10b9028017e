"""``doisoat users`` and ``doisoat portal`` at the terminal."""

from __future__ import annotations

import re
import socket
from pathlib import Path
from typing import Any

import pytest


def password_in(text: str) -> str:
    found = re.search(r"Mật khẩu \(chỉ in lần này\): (\S+)", text)
    assert found is not None
    return found[1]


def test_an_account_is_made_listed_disabled_and_given_another_password(doisoat: Any, tmp_path: Path) -> None:
    from portal.accounts import Accounts
    from portal.database import Database

    made = doisoat("users", "add", "so.khcn", "--role", "so")
    assert made.code == 0
    first = password_in(made.out)
    accounts = Accounts(Database(tmp_path / "home"))
    assert accounts.verified("so.khcn", first) is not None
    assert "so.khcn" in doisoat("users", "list").out and first not in doisoat("users", "list").out
    assert doisoat("users", "disable", "so.khcn").code == 0
    assert accounts.verified("so.khcn", first) is None
    assert "đã khóa" in doisoat("users", "list").out
    second = password_in(doisoat("users", "reset", "so.khcn").out)
    assert second != first
    assert accounts.verified("so.khcn", second) is not None


def test_a_unit_is_named_by_code_or_name_and_has_the_day_of_the_newest_run(doisoat: Any, demo: Any) -> None:
    url = demo[1].warehouse_url
    made = doisoat("users", "add", "xa", "--role", "don-vi", "--unit", "Xã Hòa Bình, Bình Gia", "--warehouse", url)
    assert "đơn vị 06103 theo ngày" in made.out
    other = doisoat("users", "add", "xa2", "--role", "xem", "--unit", "06070", "--on", "2024-11-15", "--warehouse", url)
    assert "đơn vị 06070 theo ngày 15/11/2024" in other.out
    assert doisoat("users", "add", "xa3", "--role", "don-vi", "--unit", "Xã Đâu Đó", "--warehouse", url).code == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("Bà Lan", "--role", "so"), "tên đăng nhập chỉ gồm"),
        (("xa", "--role", "don-vi"), "cần một đơn vị"),
        (("so", "--role", "so", "--unit", "06103"), "không gắn với một đơn vị"),
    ],
)
def test_an_account_that_makes_no_sense_is_not_made(doisoat: Any, words: tuple[str, ...], told: str) -> None:
    done = doisoat("users", "add", *words)
    assert done.code == 1
    assert told in done.err
    assert "Chưa có tài khoản nào" in doisoat("users", "list").out


def test_a_password_of_ones_own_comes_by_the_standard_input_and_is_long_enough(doisoat: Any) -> None:
    given = ("users", "add", "lan", "--role", "so", "--password-stdin")
    assert "từ 12 đến" in doisoat(*given, stdin=b"ngan\n").err
    done = doisoat(*given, stdin="một câu đủ dài\n".encode())
    assert done.code == 0 and "Mật khẩu" not in done.out
    assert "đã có tài khoản lan" in doisoat(*given, stdin="một câu đủ dài\n".encode()).err


def test_a_port_that_is_taken_is_told_before_anything_starts(doisoat: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = doisoat("portal", "--port", str(taken.getsockname()[1]))
    assert done.code == 1
    assert "chưa mở được cổng" in done.err
