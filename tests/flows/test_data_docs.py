"""Data Docs on request: all that the witness saw, nothing of what the cells said, no page that asks for anything."""

from __future__ import annotations

import pandas as pd
import pytest

from expectations import data_docs as room
from expectations.criteria_set import load_criteria

HOSTILE = '<script src="http://evil.example/x.js"></script>'


def test_names_that_would_be_markup_are_shown_as_text() -> None:
    gates = pd.DataFrame(
        [{"source_id": HOSTILE, "gate": "volume", "severity": "critical", "success": False, "observed": "<b>1</b>"}]
    ).assign(expected="", sentence="a & b")
    made = room.data_docs(HOSTILE, {}, results_of("TTM-2023", []), gates)
    assert "<script" not in made.pages[room.INDEX]
    assert "&lt;b&gt;1&lt;/b&gt;" in made.pages[room.INDEX]
    assert "a &amp; b" in made.pages[room.INDEX]
    cell = f"<td onclick='x()' class='a\"b'>{HOSTILE}<svg onload=x>1 &lt;i&gt;</td>"
    assert room._cleaned(f"<table><tbody><tr>{cell}</tr></tbody></table><a href='x'>y</a>") == (
        '<table><tbody><tr><td class="a&quot;b">1 &lt;i&gt;</td></tr></tbody></table>'
    )


def results_of(suite: str, checks: list[str]) -> pd.DataFrame:
    """Stored results that fail, one a check, for the expectation every coverage rule has."""
    rows = [
        {"suite": suite, "expectation_id": f"{check}:agrees:operators_torn", "check_id": check, "meaning": "agrees"}
        for check in checks
    ]
    columns = ["suite", "expectation_id", "check_id", "meaning"]
    return pd.DataFrame(rows, columns=columns).assign(element_count=3, unexpected_count=1, success=False)


def test_what_finds_no_room_or_no_rule_is_counted_and_failures_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_ROWS", 2)
    no_gates = pd.DataFrame(columns=["source_id", "gate", "severity", "success", "observed", "expected", "sentence"])
    stored = results_of("TTM-2023", ["fibre", "mobile", "mobile@reach=met"])
    stored.loc[0, ["success", "unexpected_count"]] = [True, 0]
    made = room.data_docs("lượt", load_criteria(), stored, no_gates)
    assert made.left_out == 1
    assert "fibre." not in made.pages["suite-1.html"]
    of_another_program = room.data_docs("lượt", load_criteria(), results_of("TTM-2023", ["no_such_check"]), no_gates)
    assert of_another_program.left_out == 1
