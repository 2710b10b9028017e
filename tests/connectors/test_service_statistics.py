"""Statistics of the public-service portal, in one row or three a unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from doisoat.errors import Refused
from tests.connectors.conftest import read

Parse = Callable[..., Any]
Dicts = Callable[..., list[dict[str, Any]]]
COLUMNS = (
    "unit_text",
    "commune_text",
    "district_text",
    "procedure_count",
    "eligible_count",
    "offered_count",
    "dossier_count",
    "dossier_count_online",
    "dossier_count_fully_online",
)


def test_one_row_a_unit_adds_up_both_levels(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [
        ["THỐNG KÊ (Từ ngày 01/01/2024 đến ngày 31/10/2024)"],
        [
            "STT",
            "Huyện",
            "Đơn vị",
            "Số TTHC",
            "Đủ điều kiện",
            "Mức độ 3",
            "Mức độ 4",
            "Tổng hồ sơ",
            "Hồ sơ xử lý hoàn toàn trực tuyến",
            "Tỷ lệ hồ sơ trực tuyến (%)",
        ],
        [1, "Văn Quan", "Xã Hòa Bình", 131, 101, 68, 33, "1.608", 499, 82],
        [2, "Văn Quan", "Sở Y tế", 1, 1, 1, 0, 5, 5, 100],
        [3, "Văn Quan", "Xã Tân Thành", 10, 8, None, 8, 5, 5, 100],
        ["Tổng cộng", None, None, 141],
    ]
    parsed = parse_rows("public_service_statistics", rows)
    first, second = as_dicts(parsed, "service_statistics", *COLUMNS)
    assert first == dict(
        zip(COLUMNS, ("Xã Hòa Bình", "Xã Hòa Bình", "Văn Quan", 131, 101, 101, 1608, None, 499), strict=True)
    )
    assert second["offered_count"] is None, "a missing level must not count as zero"
    assert sorted(parsed.set_aside["reason"]) == ["other_agency", "total_row"]
    frame = parsed.records["service_statistics"]
    assert (frame["period_from"][0], frame["period_to"][0]) == (dt.date(2024, 1, 1), dt.date(2024, 10, 31))


def test_three_rows_a_unit_are_one_record(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [
        ["TÌNH HÌNH TIẾP NHẬN HỒ SƠ TRỰC TUYẾN MỨC TOÀN TRÌNH, MỘT PHẦN (Từ ngày 01/01/2024 đến ngày 31/10/2024)"],
        ["STT", "Tên đơn vị", "Số lượng hồ sơ", None, None, None, "Tỷ lệ", "Đánh giá", None, None, "Ghi chú"],
        [
            None,
            None,
            "Tổng số",
            "Trong đó",
            None,
            None,
            None,
            "Số TTHC đạt",
            "Số TTHC không đạt",
            "Số TTHC không xuất hiện hồ sơ",
        ],
        [None, None, None, "Trực tuyến", "Trực tiếp", "BCCI"],
        [1, "UBND xã Hòa Bình", 608, 550, 50, 8, "90%", 10, 2, 3, None],
        [None, "DVC trực tuyến một phần", 108, 51, 50, 7, "47%", 5, 1, 1, None],
        [None, "DVC trực tuyến toàn trình", 500, 499, 0, 1, "99%", 5, 1, 2, None],
        [2, "UBND xã Tân Thành", 10, 9, 1, 0],
        [None, "DVC trực tuyến toàn trình", 5, 4, 1, 0],
    ]
    merges = [
        (1, 0, 3, 0),
        (1, 1, 3, 1),
        (1, 2, 1, 5),
        (2, 2, 3, 2),
        (2, 3, 2, 5),
        (1, 6, 3, 6),
        (1, 7, 1, 9),
        (1, 10, 3, 10),
    ]
    parsed = parse_rows("public_service_statistics", rows, merges=merges)
    first, second = as_dicts(parsed, "service_statistics", *COLUMNS, "row")
    assert (first["unit_text"], first["commune_text"], first["row"]) == ("UBND xã Hòa Bình", "xã Hòa Bình", 5)
    assert (first["dossier_count"], first["dossier_count_online"], first["dossier_count_fully_online"]) == (
        608,
        550,
        499,
    )
    assert first["procedure_count"] is None
    assert (second["dossier_count"], second["dossier_count_fully_online"]) == (10, 4)
    assert parsed.rows_read == 5


def test_of_periods_that_end_together_the_longest_speaks_and_the_others_stay_periods(parse_rows: Parse) -> None:
    spans = ["Quý I/2024", "Quý II/2024", "Quý III/2024", "9 tháng năm 2024"]
    for order in ([0, 1, 2, 3], [3, 2, 1, 0], [2, 3, 0, 1]):
        head, below = ["STT", "Đơn vị"], [None, None]
        row: list[object] = [1, "Xã Mẫu"]
        for n in order:
            head += [f"Hồ sơ {spans[n].lower()}", None]
            below += ["Tổng số", "Xử lý trực tuyến toàn trình"]
            row += [[10, 20, 30, 60][n], [1, 2, 3, 6][n]]
        parsed = parse_rows("public_service_statistics", [["THỐNG KÊ NĂM 2024"], head, below, row], file="tk.xlsx")
        found = {
            (one["period_from"].month, one["period_to"].month): (
                one["dossier_count"],
                one["dossier_count_fully_online"],
            )
            for one in parsed.records["service_statistics"].to_dict("records")
        }
        assert found == {(1, 3): (10, 1), (4, 6): (20, 2), (7, 9): (30, 3), (1, 9): (60, 6)}


def test_what_is_older_does_not_speak_for_a_period_whose_columns_are_told_twice(parse_rows: Parse) -> None:
    head = ["STT", "Đơn vị", "TTHC đủ điều kiện", "TTHC cung cấp trực tuyến", "Tổng hồ sơ quý I/2024"]
    head += ["Tổng hồ sơ quý II/2024"] * 2
    rows = [["THỐNG KÊ NĂM 2024"], head, [1, "Xã Mẫu", 80, 70, 10, 20, 21]]
    parsed = parse_rows("public_service_statistics", rows, file="tk.xlsx")
    records = parsed.records["service_statistics"]
    assert list(records["offered_count"]) == [70] and records["dossier_count"].isna().all()


def test_a_level_row_without_a_unit_is_set_aside(parse_rows: Parse) -> None:
    rows = [["Quý III/2024"], ["STT", "Đơn vị", "Tổng hồ sơ"], [None, "DVC trực tuyến một phần", 5], [1, "Xã A", 7]]
    parsed = parse_rows("public_service_statistics", rows)
    assert list(parsed.set_aside["reason"]) == ["orphan_level_row"]
    assert parsed.records["service_statistics"]["dossier_count"].tolist() == [7]


def test_periods_may_stand_in_columns_and_differ_by_row(parse_rows: Parse) -> None:
    rows = [
        ["Đơn vị", "Kỳ", "Tổng hồ sơ"],
        ["Xã A", "Quý I/2024", 1],
        ["Xã A", "Quý II/2024", 2],
        ["Xã A", "không rõ", 3],
    ]
    parsed = parse_rows("public_service_statistics", rows, file="dvc.xlsx")
    assert list(parsed.records["service_statistics"]["period_to"]) == [dt.date(2024, 3, 31), dt.date(2024, 6, 30)]
    assert list(parsed.set_aside["reason"]) == ["no_period"]


def test_a_file_without_a_period_is_refused_and_its_name_may_give_one(parse_rows: Parse) -> None:
    rows = [["Đơn vị", "Tổng hồ sơ"], ["Xã A", 1]]
    assert [r.kind for r in parse_rows("public_service_statistics", rows, file="dvc.xlsx").refusals] == [
        Refused.NO_DATE
    ]
    named = parse_rows("public_service_statistics", rows, file="dvc_quy3_2024.xlsx")
    assert list(named.records["service_statistics"]["period_to"]) == [dt.date(2024, 9, 30)]


def test_percentages_are_never_counts(parse_rows: Parse) -> None:
    rows = [["Năm 2024"], ["Đơn vị", "Số TTHC", "Tỷ lệ TTHC đủ điều kiện", "Tổng hồ sơ"], ["Xã A", "98%", 100, 0.98]]
    parsed = parse_rows("public_service_statistics", rows)
    record = parsed.records["service_statistics"].iloc[0]
    assert record[["procedure_count", "eligible_count", "dossier_count"]].isna().all()


def test_districts_stand_over_their_communes(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [
        ["Năm 2024"],
        ["STT", "Đơn vị", "Tổng hồ sơ"],
        ["I", "UBND huyện Văn Quan", 30],
        [1, "UBND xã Hòa Bình", 10],
        ["II", "Huyện Bình Gia", 5],
        [1, "Xã Hòa Bình", 5],
    ]
    parsed = parse_rows("public_service_statistics", rows)
    assert [
        (r["commune_text"], r["district_text"])
        for r in as_dicts(parsed, "service_statistics", "commune_text", "district_text")
    ] == [
        (None, "huyện Văn Quan"),
        ("xã Hòa Bình", "huyện Văn Quan"),
        (None, "Huyện Bình Gia"),
        ("Xã Hòa Bình", "Huyện Bình Gia"),
    ]


@pytest.mark.parametrize(
    ("headings", "offered", "handled"),
    [
        (("PARTIAL_ONLINE", "FULLY_ONLINE", "TOTAL_DOSSIERS"), 90, None),
        (("Trực tuyến một phần", "Trực tuyến toàn trình", "Tổng số hồ sơ"), 90, None),
        (("Trực tuyến một phần", "Trực tuyến toàn trình", "Tổng số hồ sơ", "Xử lý trực tuyến toàn trình"), 90, 150),
        (("Một phần", "Toàn trình", "Tổng số hồ sơ", "Trực tuyến toàn trình"), 90, 150),
    ],
)
def test_fully_online_beside_partly_online_is_of_procedures(
    headings: tuple[str, ...], offered: int, handled: int | None
) -> None:
    heads = ["Xã", "Huyện", "TTHC đủ điều kiện", *headings]
    rows = [["Từ 01/01/2024 đến 30/9/2024"], heads, ["Xã Mẫu", "Huyện Thử", 90, *(50, 40, 200, 150)[: len(headings)]]]
    row = read("public_service_statistics", rows).records["service_statistics"].iloc[0]
    assert row["offered_count"] == offered
    assert (None if pd.isna(row["dossier_count_fully_online"]) else row["dossier_count_fully_online"]) == handled


def test_two_tables_of_other_headings_below_each_other_are_two_tables() -> None:
    rows = [
        ["Từ 01/01/2024 đến 30/9/2024"],
        ["Bảng 1. Thủ tục"], ["TT", "Huyện", "Xã", "Số TTHC đủ điều kiện", "Đã cung cấp trực tuyến"],
        [1, "Huyện Thử", "Xã Mẫu", 90, 88],
        ["Bảng 2. Hồ sơ"], ["TT", "Xã", "Huyện", "Tổng số hồ sơ", "Xử lý trực tuyến hoàn toàn"],
        [1, "Xã Mẫu", "Huyện Thử", 1410, 1201],
    ]  # fmt: skip
    found = read("public_service_statistics", rows).records["service_statistics"]
    assert list(found["eligible_count"].dropna()) == [90]
    assert list(found["dossier_count"].dropna()) == [1410]
    assert set(found["unit_text"]) == {"Xã Mẫu"}


@pytest.mark.parametrize(
    ("title", "first", "last"),
    [("KẾT QUẢ 9 THÁNG ĐẦU NĂM 2024 (so với quý II)", (1, 1), (9, 30)),
     ("KẾT QUẢ NĂM 2024 (tính đến hết tháng 9)", (1, 1), (9, 30)),
     ("KẾT QUẢ TỪ ĐẦU NĂM 2024 ĐẾN HẾT THÁNG 9", (1, 1), (9, 30)),
     ("KẾT QUẢ 6 THÁNG ĐẦU NĂM 2024, phương hướng quý III", (1, 1), (6, 30)),
     ("KẾT QUẢ NĂM 2024, hết quý III", (1, 1), (9, 30)),
     ("KẾT QUẢ QUÝ III NĂM 2024 so với quý II", (7, 1), (9, 30)),
     ("KẾT QUẢ NĂM 2024 so với tháng 8", (1, 1), (12, 31)),
     ("KẾT QUẢ QUÝ III (so với quý II), NĂM 2024", (7, 1), (9, 30)),
     ("KẾT QUẢ THÁNG 9, NĂM 2024", (9, 1), (9, 30))],
)  # fmt: skip
def test_a_month_beside_the_period_of_a_title_is_not_the_period(
    parse_rows: Parse, title: str, first: tuple[int, int], last: tuple[int, int]
) -> None:
    rows = [[title], ["STT", "Đơn vị", "TTHC đủ điều kiện", "Tổng hồ sơ"], [1, "Xã A", 7, 5], [2, "Xã B", 8, 6]]
    frame = parse_rows("public_service_statistics", rows, file="kq.xlsx").records["service_statistics"]
    assert {(day.month, day.day) for day in frame["period_from"]} == {first}
    assert {(day.month, day.day) for day in frame["period_to"]} == {last}


FOUR = ["TTHC đủ điều kiện", "TTHC đã cung cấp", "Tổng số hồ sơ", "Hồ sơ xử lý hoàn toàn trực tuyến"]
MONTHS = "THỐNG KÊ DVC (từ ngày 01/01/2024 đến ngày 31/10/2024)"


def with_headings(*headings: str, answers: dict[str, str] | None = None) -> Any:
    figures = [90, 88, 500, 350, 20]
    rows = [[MONTHS], ["TT", "Đơn vị", *headings], [1, "Xã Hòa Bình", *figures[: len(headings)]]]
    return read("public_service_statistics", rows, answers=answers)


@pytest.mark.parametrize(
    ("heading", "may_be"),
    [
        ("Hồ sơ xử lý khép kín", "Hồ sơ xử lý hoàn toàn trực tuyến"),
        ("Hồ sơ giải quyết theo mô hình mới", "Hồ sơ xử lý hoàn toàn trực tuyến"),
    ],
)
def test_a_count_that_nobody_understood_is_asked_about_where_its_figure_lacks_and_the_rest_is_read(
    heading: str, may_be: str, as_dicts: Dicts
) -> None:
    parsed = with_headings(*FOUR[:3], heading)
    (row,) = as_dicts(parsed, "service_statistics", *COLUMNS)
    assert (row["eligible_count"], row["offered_count"], row["dossier_count"]) == (90, 88, 500)
    assert row["dossier_count_fully_online"] is None
    (question,) = parsed.questions
    assert (question.subject, question.choices[0]) == (heading, may_be)
    answered = with_headings(*FOUR[:3], heading, answers={question.id: may_be})
    (row,) = as_dicts(answered, "service_statistics", *COLUMNS)
    assert (row["dossier_count"], row["dossier_count_fully_online"], answered.questions) == (500, 350, [])


@pytest.mark.parametrize("narrower", ["Hồ sơ lĩnh vực đất đai", "Hồ sơ liên thông", "TTHC nội bộ"])
def test_a_count_of_something_narrower_is_no_total_and_nobody_is_asked_where_the_total_is_there(
    narrower: str, as_dicts: Dicts
) -> None:
    parsed = with_headings(*FOUR, narrower)
    (row,) = as_dicts(parsed, "service_statistics", *COLUMNS)
    assert [row[name] for name in COLUMNS[3:]] == [None, 90, 88, 500, None, 350]
    assert not parsed.questions


@pytest.mark.parametrize("narrower", ["Hồ sơ lĩnh vực đất đai", "Hồ sơ liên thông"])
def test_a_count_of_something_narrower_never_stands_for_a_total_that_lacks(narrower: str, as_dicts: Dicts) -> None:
    parsed = with_headings(FOUR[0], FOUR[1], narrower, FOUR[3])
    (row,) = as_dicts(parsed, "service_statistics", *COLUMNS)
    assert row["dossier_count"] is None
    assert [question.subject for question in parsed.questions] == [narrower]


@pytest.mark.parametrize("known", ["Hồ sơ quá hạn", "Hồ sơ chưa giải quyết", "Tỷ lệ hồ sơ (%)", "Hồ sơ trực tiếp"])
def test_what_is_known_to_be_another_figure_is_not_asked_about(known: str) -> None:
    assert not with_headings(*FOUR[:3], known).questions


@pytest.mark.parametrize("heading", ["Số TTHC trên Cổng DVC", "TTHC niêm yết trên Cổng"])
def test_procedures_on_the_portal_may_only_be_described_there(heading: str, as_dicts: Dicts) -> None:
    parsed = with_headings(FOUR[0], heading, *FOUR[2:])
    (row,) = as_dicts(parsed, "service_statistics", *COLUMNS)
    assert row["offered_count"] is None
    assert [question.subject for question in parsed.questions] == [heading]


def test_quarters_in_roman_figures_take_the_year_of_the_title(as_dicts: Dicts) -> None:
    rows = [
        ["THỐNG KÊ DVC NĂM 2024"],
        ["TT", "Đơn vị", "Quý", "Tổng số hồ sơ"],
        [1, "Xã Hòa Bình", "I", 100],
        [None, "Xã Hòa Bình", "II", 110],
    ]
    found = as_dicts(read("public_service_statistics", rows), "service_statistics", "period_to", "dossier_count")
    assert found == [
        {"period_to": dt.date(2024, 3, 31), "dossier_count": 100},
        {"period_to": dt.date(2024, 6, 30), "dossier_count": 110},
    ]


def test_levels_behind_a_count_of_dossiers_are_dossiers_and_no_procedures(as_dicts: Dicts) -> None:
    parsed = with_headings("Tổng số hồ sơ", "Hồ sơ trực tuyến", "Trong đó: toàn trình", "Trong đó: một phần")
    (row,) = as_dicts(parsed, "service_statistics", *COLUMNS)
    assert [row[name] for name in COLUMNS[3:]] == [None, None, None, 90, 88, None]
    (question, _) = parsed.questions
    assert (question.subject, question.choices[:-1]) == ("Trong đó: toàn trình", ("Hồ sơ xử lý hoàn toàn trực tuyến",))


def test_levels_behind_a_count_of_procedures_are_procedures(as_dicts: Dicts) -> None:
    parsed = with_headings("TTHC đủ điều kiện", "Trong đó: toàn trình", "Trong đó: một phần", "Tổng số hồ sơ")
    (row,) = as_dicts(parsed, "service_statistics", *COLUMNS)
    assert (row["eligible_count"], row["offered_count"], row["dossier_count"]) == (90, 588, 350)


def test_letters_of_columns_in_brackets_are_no_words(as_dicts: Dicts) -> None:
    parsed = with_headings("Tổng số hồ sơ tiếp nhận (A)", "HS giải quyết toàn trình (B)", "Tỷ lệ (C=B/A)")
    (row,) = as_dicts(parsed, "service_statistics", *COLUMNS)
    assert (row["dossier_count"], row["dossier_count_fully_online"], parsed.questions) == (90, 88, [])


@pytest.mark.parametrize(
    "title",
    [
        "KẾT QUẢ THỰC HIỆN KẾ HOẠCH CUNG CẤP DVCTT (từ ngày 01/01/2024 đến ngày 31/10/2024)",
        "SỐ LIỆU DVCTT 10 THÁNG NĂM 2024 (kèm theo Báo cáo số 12/BC-UBND ngày 05/11/2024)",
    ],
)
def test_a_document_that_a_title_quotes_does_not_hide_the_period_beside_it(title: str) -> None:
    rows = [[title], ["TT", "Đơn vị", "Tổng số hồ sơ"], [1, "Xã Hòa Bình", 500]]
    (row,) = read("public_service_statistics", rows).records["service_statistics"].to_dict("records")
    assert (row["period_from"], row["period_to"]) == (dt.date(2024, 1, 1), dt.date(2024, 10, 31))
