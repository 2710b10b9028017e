"""A run of 2026: no criteria set covers the year, and everybody hears so."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path

import pytest

from tests.commands import Doisoat, in_process
from tests.small import small_inbox

IN_2026 = ("--as-of", "2026-06-01", "--offline")
SAID = "Chưa có bộ tiêu chí nào áp dụng cho năm 2026"


@pytest.fixture
def doisoat(tmp_path: Path) -> Doisoat:
    return in_process(tmp_path / "home")


def letter_of(folder: Path, unit: str) -> str:
    (path,) = folder.glob(f"doi_soat_{unit}_*.eml")
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    return f"{message['subject']}\n{body.get_content()}"


def test_a_claim_of_2026_waits_and_nobody_is_asked_to_send_it_again(doisoat: Doisoat, tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path / "inbox", year=2026)
    done = doisoat("run", "--inbox", inbox, *IN_2026, "--json")
    assert done.code == 3
    found = done.json["no_rulebook"]
    assert (found["year"], found["claims"], found["units"]) == (2026, 1, ["06076"])
    assert {one["criteria"]: one["last_year"] for one in found["sets"]} == {
        "TTM-2022": 2025, "TTM-2023": 2025, "DVC-9.5": 2025,
    }  # fmt: skip
    assert done.json["verdicts"] == {}
    assert done.json["unread"] == []
    assert SAID in doisoat("health").out
    assert "cần xem: chưa có bộ tiêu chí cho năm xét" in doisoat("health").out
    assert doisoat("report", "--out", tmp_path / "thu", "--unit", "06076").code == 0
    letter = letter_of(tmp_path / "thu", "06076")
    assert "Năm 2026 chưa có bộ tiêu chí nào áp dụng" in letter
    assert "không phải gửi lại" in letter
    assert "đề nghị gửi" not in letter.lower()


def test_claims_of_an_earlier_year_are_judged_and_said_to_be_such(doisoat: Doisoat, tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path / "inbox", year=2025)
    done = doisoat("run", "--inbox", inbox, *IN_2026)
    assert done.code == 3
    assert SAID in done.out
    assert "TTM-2023:" in done.out
    assert doisoat("run", "--inbox", inbox, "--as-of", "2025-06-01", "--offline", "--json").code == 0
