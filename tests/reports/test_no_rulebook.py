"""A year that no criteria set covers: said to everybody, and nobody is asked for what was sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from reports.contract import Letterhead, ReportFrames
from reports.district_quality.report import build_reports
from reports.found import unit_reports
from reports.message import render
from reports.run_summary import RunAccount, no_rulebook_sentence, summary_markdown
from reports.scope import recipient_units
from tests.reports import province

FOLDER = unit_reports()["district_quality"][0]
SETS = [{"criteria": "TTM-2023", "first_year": 2023, "last_year": 2025, "draft": False}]
SENT, SILENT = "06400", "05977"
NO_RULEBOOK = {"year": 2026, "sets": SETS, "claims": 12, "units": [SENT]}


def letters(frames: ReportFrames, letterhead: Letterhead) -> dict[str, tuple[str, str, str]]:
    """Subject, HTML and text by unit."""
    units = recipient_units(province.after().verdicts)
    return {
        r.unit_code: (r.subject, *render(FOLDER, {**r.facts, "changes_only": False}))
        for r in build_reports(frames, units, letterhead)
    }


def without_verdicts(**other: Any) -> ReportFrames:
    return province.frames(province.after().verdicts.head(0), dt.date(2026, 6, 1), **other)


def test_a_letter_says_so_and_asks_for_nothing(letterhead: Letterhead) -> None:
    told = letters(without_verdicts(no_rulebook=NO_RULEBOOK), letterhead)
    for subject, html, text in told.values():
        assert "chưa có bộ tiêu chí cho năm 2026" in subject
        for said in (subject, html, text):
            assert "Đề nghị gửi" not in said
            assert "đề nghị gửi" not in said
            assert "no_rulebook" not in said
        assert "Năm 2026 chưa có bộ tiêu chí nào áp dụng" in html
        assert "Năm 2026 chưa có bộ tiêu chí nào áp dụng" in text
    assert "không phải gửi lại" in told[SENT][2]
    assert "chưa phải gửi gì" in told[SILENT][2]


def test_a_unit_whose_sheet_came_and_could_not_be_used_is_not_asked_for_one(letterhead: Letterhead) -> None:
    lost = {
        "source_id": "village_claims", "name": "claims/a.xlsx", "sheet": "Tự đánh giá", "row": 4, "heading": "",
        "village": "Thôn Mẫu", "commune": "Xã Mẫu", "written": "TTM-2031", "what": "Hãy ghi lại.",
        "commune_code": SENT, "district_code": "",
    }  # fmt: skip
    told = letters(without_verdicts(unread=[lost]), letterhead)
    assert "chưa thấy bản tự đánh giá" not in told[SENT][2]
    assert "Đã nhận bản tự đánh giá" in told[SENT][2]
    assert "Đề nghị gửi bản tự đánh giá" in told[SILENT][2]


def test_verdicts_of_the_year_before_are_said_to_be_such(letterhead: Letterhead) -> None:
    frames = province.after(no_rulebook=NO_RULEBOOK)
    assert all("của lời khai năm trước" in text for _, _, text in letters(frames, letterhead).values())


@pytest.mark.parametrize(("summary", "said"), [({}, False), ({"no_rulebook": NO_RULEBOOK}, True)])
def test_prefects_page_says_it_too(summary: dict[str, Any], said: bool) -> None:
    account = RunAccount(
        "r", dt.date(2026, 6, 1), {"verdicts": {}, "refusals": [], **summary}, "kho", province.CRITERIA, {}
    )
    assert ("Chưa có bộ tiêu chí nào áp dụng cho năm 2026" in summary_markdown(account)) is said
    assert bool(no_rulebook_sentence(summary)) is said
