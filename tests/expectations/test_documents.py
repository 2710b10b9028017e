"""Indicators that the dossier's own documents decide: team, members, activities, models, channels."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from expectations.issuers import issuer_of, names_of
from expectations.rules.model_running import is_listed


def days(name: str, first: dt.date, last: dt.date | None = None) -> dict[str, Any]:
    """The columns of a date: one day, or all that a month or a year may mean."""
    return {f"{name}_from": first, f"{name}_to": last or first, f"{name}_text": "như đã ghi"}


NO_DAY = {"decision_from": None, "decision_to": None, "decision_text": None}
THIS_YEAR, YEAR_BEFORE = (dt.date(2024, 1, 1), dt.date(2024, 12, 31)), (dt.date(2023, 1, 1), dt.date(2023, 12, 31))
DECISION = {"decision_number": "20/QĐ-UBND", **days("decision", dt.date(2022, 12, 11)), "issuer": "UBND xã Vĩnh Yên"}
MODEL = {"model_name": "Mẫu", "field": "Nông nghiệp", **days("started", dt.date(2023, 3, 1))}
FIELDS = {"sản xuất - kinh doanh": ["sản xuất"], "nông nghiệp": []}


@pytest.mark.parametrize(
    ("issuer", "who"),
    [
        ("UBND xã Vĩnh Yên", "commune"),
        ("UBND XÃ VĨNH YÊN", "commune"),
        ("Ủy ban nhân dân xã Vĩnh Yên, huyện Bình Gia", "commune"),
        ("Chủ tịch UBND xã Vĩnh Yên", "commune"),
        ("UBND xã", "commune"),
        ("UBND Vĩnh Yên", "commune"),
        ("TM. UBND xã Vĩnh Yên", "commune"),
        ("KT. Chủ tịch, Phó Chủ tịch UBND xã Vĩnh Yên", "commune"),
        ("Q. Chủ tịch xã Vĩnh Yên", "commune"),
        ("Xã Vĩnh Yên", "unclear"),
        ("UBND thị trấn Vĩnh Yên", "other_commune"),
        ("UBND thị trấn", "other_commune"),
        ("UBND xã Vĩnh Yên, huyện Bảo Lạc, tỉnh Cao Bằng", "other_commune"),
        ("UBND xã Vĩnh Yên Hạ", "other_commune"),
        ("UBND xã Hòa Bình", "other_commune"),
        ("Ban chỉ đạo chuyển đổi số xã Vĩnh Yên, huyện Bình Gia", "unclear"),
        ("Công an huyện Bình Gia", "other_level"),
        ("UBND huyện Bình Gia", "other_level"),
        ("UBND tỉnh Lạng Sơn", "other_level"),
        ("Trưởng thôn Phiêng Cại", "other_level"),
        ("Sở Thông tin và Truyền thông", "other_level"),
        ("UBND Bình Gia", "unclear"),
        ("Đảng ủy xã", "unclear"),
        ("UBND", "unclear"),
    ],
)
def test_who_issued_a_decision(issuer: str, who: str) -> None:
    day = dt.date(2024, 3, 1)
    assert issuer_of(issuer, names_of("Xã Vĩnh Yên|Huyện Bình Gia||2025-06-30"), day, day, dt.date(2024, 11, 15)) == who


@pytest.mark.parametrize(
    ("issuer", "written", "who"),
    [
        ("UBND xã Minh Phát", dt.date(2018, 5, 1), "dissolved"),
        ("UBND xã Minh Phát", dt.date(2022, 5, 1), "not_in_being"),
        ("UBND xã Minh Hiệp", dt.date(2018, 5, 1), "not_in_being"),
        ("UBND xã Minh Hiệp", dt.date(2022, 5, 1), "commune"),
        ("UBND xã", dt.date(2022, 5, 1), "commune"),
    ],
)
def test_a_body_issues_papers_only_while_it_is_in_being(issuer: str, written: dt.date, who: str) -> None:
    own = names_of("Xã Minh Hiệp|Huyện Lộc Bình|2020-01-01|;Xã Minh Phát|Huyện Lộc Bình||2019-12-31")
    assert issuer_of(issuer, own, written, written, dt.date(2024, 11, 15)) == who


@pytest.mark.parametrize(
    ("issuer", "who"),
    [
        ("UBND thị trấn Văn Quan", "commune"),
        ("UBND thị trấn Văn Quan huyện Văn Quan", "commune"),
        ("UBND thị trấn Văn Quan, huyện Văn Quan", "commune"),
        ("UBND thị trấn Văn Quan huyện Bình Gia", "other_commune"),
        ("UBND thị trấn Văn", "other_commune"),
        ("UBND huyện Văn Quan", "other_level"),
    ],
)
def test_a_type_word_may_belong_to_a_name(issuer: str, who: str) -> None:
    own = names_of("Thị trấn Văn Quan|Huyện Văn Quan||")
    day = dt.date(2022, 5, 1)
    assert issuer_of(issuer, own, day, day, dt.date(2024, 11, 15)) == who


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({}, ("pass", "decision_by_commune")),
        ({"issuer": "Trưởng thôn"}, ("fail", "decision_other_level")),
        (days("decision", dt.date(2024, 11, 16)), ("fail", "decision_after_as_of")),
        (days("decision", dt.date(2024, 11, 15)), ("pass", "decision_by_commune")),
        (NO_DAY, ("unknown", "decision_incomplete")),
        (days("decision", *YEAR_BEFORE), ("pass", "decision_by_commune")),
        (days("decision", *THIS_YEAR), ("unknown", "decision_incomplete")),
        ({"decision_number": None}, ("unknown", "decision_incomplete")),
        ({"decision_number": "/QĐ-UBND"}, ("unknown", "decision_incomplete")),
        ({"decision_number": "Số 20/QĐ-UBND"}, ("pass", "decision_by_commune")),
        ({"decision_number": "20/KH-UBND"}, ("unknown", "decision_number_other_paper")),
        ({"decision_number": "Kế hoạch số 20"}, ("unknown", "decision_number_other_paper")),
        ({"issuer": None}, ("unknown", "decision_incomplete")),
        ({"issuer": "UBND xã Hòa Bình"}, ("unknown", "decision_issuer_unclear")),
    ],
)
def test_the_founding_decision(case: Any, change: dict[str, Any], outcome: tuple[str, str]) -> None:
    assert case.says("teams", DECISION | change).check("TTM-2023", "team_decision") == outcome


def test_a_good_decision_stands_beside_a_wrong_one(case: Any) -> None:
    case.says("teams", DECISION | {"issuer": "Trưởng thôn"}, DECISION)
    assert case.check("TTM-2023", "team_decision")[0] == "pass"


def test_no_decision_is_unknown(case: Any) -> None:
    assert case.check("TTM-2023", "team_decision") == ("unknown", "no_decision")


def test_one_incomplete_member_leaves_the_list_open(case: Any) -> None:
    whole = dict.fromkeys(("name_given", "address_given", "phone_valid", "id_number_valid"), True)
    case.says("members", whole)
    assert case.check("TTM-2023", "team_members") == ("pass", "members_complete")
    case.says("members", whole | {"id_number_valid": False})
    assert case.check("TTM-2023", "team_members") == ("unknown", "members_incomplete")


def test_an_empty_member_list_is_no_complete_list(case: Any) -> None:
    assert case.check("TTM-2023", "team_members") == ("unknown", "no_members")


@pytest.mark.parametrize(
    ("written", "outcome"),
    [
        ([], ("unknown", "no_activity")),
        ([dt.date(2024, 1, 1)], ("pass", "activity_in_year")),
        ([dt.date(2023, 12, 31)], ("fail", "activity_other_years")),
        ([dt.date(2023, 5, 1), None], ("unknown", "activity_undated")),
        ([dt.date(2023, 5, 1), dt.date(2024, 5, 1)], ("pass", "activity_in_year")),
        ([dt.date(2024, 12, 1)], ("unknown", "activity_undated")),
        ([(dt.date(2024, 4, 1), dt.date(2024, 6, 30))], ("pass", "activity_in_year")),
        ([(dt.date(2024, 10, 1), dt.date(2024, 12, 31))], ("unknown", "activity_undated")),
        ([(dt.date(2023, 12, 1), dt.date(2024, 1, 31))], ("unknown", "activity_undated")),
        ([YEAR_BEFORE], ("fail", "activity_other_years")),
    ],
)
def test_activities(
    case: Any, written: list[dt.date | tuple[dt.date, dt.date] | None], outcome: tuple[str, str]
) -> None:
    for one in written:
        span = one if isinstance(one, tuple) else (one, one)
        case.says("activities", {"activity_from": span[0], "activity_to": span[1]})
    assert case.check("TTM-2023", "team_activity") == outcome


@pytest.mark.parametrize("change", [{"is_held": False}, {"people_count": 0}])
def test_an_activity_put_off_or_with_nobody_guided_is_not_recorded(case: Any, change: dict[str, Any]) -> None:
    case.says("activities", {**days("activity", dt.date(2024, 5, 1)), **change})
    assert case.check("TTM-2023", "team_activity") == ("unknown", "activity_not_held")
    case.says("activities", days("activity", dt.date(2023, 5, 1)))
    assert case.check("TTM-2023", "team_activity") == ("fail", "activity_other_years")


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({}, ("pass", "model_running")),
        (days("ended", dt.date(2024, 6, 30)), ("fail", "model_ended")),
        (days("ended", dt.date(2024, 11, 15)), ("pass", "model_running")),
        (days("ended", *THIS_YEAR), ("unknown", "model_end_unreadable")),
        (days("ended", dt.date(2024, 12, 1), dt.date(2024, 12, 31)), ("pass", "model_running")),
        (days("ended", *YEAR_BEFORE), ("fail", "model_ended")),
        (days("started", dt.date(2025, 1, 1), dt.date(2025, 12, 31)), ("fail", "model_not_begun")),
        (days("started", *THIS_YEAR), ("unknown", "model_start_unclear")),
        (days("started", *YEAR_BEFORE), ("pass", "model_running")),
        ({"field": "Giáo dục"}, ("unknown", "field_not_listed")),
        ({"field": "Trường học mới"}, ("unknown", "field_not_listed")),
        ({"field": "Ngoài lĩnh vực nông nghiệp"}, ("unknown", "field_not_listed")),
        ({"field": "Nghiệp vụ nông thôn; ANTT"}, ("pass", "model_running")),
        ({"field": None}, ("unknown", "model_field_blank")),
        ({"ended_text": "hết năm"}, ("unknown", "model_end_unreadable")),
        ({"missing_items": "Hiệu quả sau"}, ("unknown", "model_incomplete")),
        ({"field": "Giáo dục", "missing_items": "Hiệu quả sau"}, ("unknown", "field_not_listed")),
    ],
)
def test_models(case: Any, change: dict[str, Any], outcome: tuple[str, str]) -> None:
    assert case.says("models", MODEL | change).check("TTM-2023", "model_active") == outcome


def test_one_running_model_beside_an_ended_one_is_enough(case: Any) -> None:
    case.says("models", MODEL | days("ended", dt.date(2024, 1, 1)), MODEL)
    assert case.check("TTM-2023", "model_active")[0] == "pass"


@pytest.mark.parametrize(
    ("field", "listed"),
    [
        ("Sản xuất – kinh doanh", True),
        ("SẢN XUẤT, KINH DOANH", True),
        ("Giáo dục; nông nghiệp", True),
        ("Nông thôn", False),
        ("Phi nông nghiệp", False),
    ],
)
def test_fields_are_compared_word_for_word(field: str, listed: bool) -> None:
    assert is_listed(field, FIELDS) is listed


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        ({"platform": "Nhóm Zalo", "received_count": 5, "handled_count": 4}, "pass"),
        ({"platform": "Zalo", "received_count": 5, "handled_count": 0}, "fail"),
        ({"platform": "Zalo", "received_count": 0, "handled_count": 0}, "unknown"),
        ({"platform": "Zalo", "received_count": None, "handled_count": None}, "unknown"),
        ({"platform": "Loa phường", "received_count": 5, "handled_count": 5}, "unknown"),
    ],
)
def test_the_village_channel_of_2022(case: Any, row: dict[str, Any], outcome: str) -> None:
    assert case.says("village_channels", row).check("TTM-2022", "village_channel")[0] == outcome


def test_documents_alone_are_documentary_and_silence_has_no_basis(case: Any) -> None:
    case.says("models", MODEL)
    assert case.verdict("TTM-2023", "3")["basis"] == "documentary"
    assert case.verdict("TTM-2023", "2")["basis"] == ""
