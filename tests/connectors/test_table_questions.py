"""Questions about tables: what is asked, what is shown, and that an answer holds for exactly what was seen."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from connectors import table_answers
from connectors.read_sources import SourceResult
from connectors.reading import AS_PROPOSED, LISTS_MISSING, NOT_THIS_COLUMN, NOT_USED, About
from tests.connectors.clerks import known_places
from tests.connectors.conftest import read

UNKNOWN_COLUMN = [
    ["TT", "Xã", "Thôn", "Hạ tầng lõi Q1", "Người phụ trách tại chỗ"],
    [1, "Hòa Bình", "Nà Pái", "x", "Nông Văn Mẫu"],
    [2, "Hòa Bình", "Bản Chu", "Không", "Hoàng Thị Mẫu"],
    [3, "Tân Thành", "Còn Quan", "x", "Lý Văn Mẫu"],
]
LISTED = [
    ["TT", "Xã", "Thôn", "Công nghệ"],
    [1, "Hòa Bình", "Nà Pái", "FTTH"],
    [2, "Hòa Bình", "Bản Chu", "4G"],
]
LETTERS = [
    ["TT", "Xã", "Thôn", "Cáp quang", "4G"],
    [1, "Hòa Bình", "Nà Pái", "MZ", "x"],
    [2, "Hòa Bình", "Bản Chu", "Không", "phủ 80%"],
    [3, "Tân Thành", "Còn Quan", "MZ", "đang xây dựng"],
]
NOW = dt.datetime(2026, 11, 28, 1, tzinfo=dt.UTC)


def facts(parsed: Any) -> set[tuple[str, str, str]]:
    frame = parsed.records.get("coverage")
    return set() if frame is None else set(zip(frame["village_text"], frame["service"], frame["answer"], strict=True))


def asked(rows: list[list[Any]], answers: dict[str, str] | None = None, **more: Any) -> Any:
    return read("vnpt", rows, places=known_places, answers=answers or {}, **more)


def test_an_unknown_column_of_a_table_of_this_kind_is_asked_about_and_read_once_it_is_answered() -> None:
    parsed = asked(UNKNOWN_COLUMN)
    (question,) = parsed.questions
    assert (question.about, question.subject) == (About.COLUMN, "Hạ tầng lõi Q1")
    assert question.examples == (("Hạ tầng lõi Q1", ("x", "Không")),)
    assert [str(r.kind) for r in parsed.refusals] == ["layout_asked"]
    assert not facts(parsed)
    fibre = next(choice for choice in question.choices if "quang" in choice.lower())
    assert facts(asked(UNKNOWN_COLUMN, {question.id: fibre})) == {
        ("Nà Pái", "fibre", "yes"), ("Bản Chu", "fibre", "no"), ("Còn Quan", "fibre", "yes"),
    }  # fmt: skip


def test_a_column_that_is_said_to_be_none_is_not_asked_about_again() -> None:
    (question,) = asked(UNKNOWN_COLUMN).questions
    parsed = asked(UNKNOWN_COLUMN, {question.id: NOT_THIS_COLUMN})
    assert not parsed.questions
    assert [str(r.kind) for r in parsed.refusals] == ["missing_heading"]


def test_no_name_of_a_person_is_shown_in_a_question() -> None:
    for rows in (UNKNOWN_COLUMN, LISTED, LETTERS):
        for question in asked(rows).questions:
            assert "Mẫu" not in str(question.examples) + question.doubt + question.subject


@pytest.mark.parametrize("change", ["Chưa có hạ tầng lõi Q1", "Hạ tầng lõi Q1 T9/2024", "Kế hoạch hạ tầng lõi Q1"])
def test_an_answer_does_not_hold_for_a_heading_whose_sense_or_period_has_changed(change: str) -> None:
    (question,) = asked(UNKNOWN_COLUMN).questions
    fibre = next(choice for choice in question.choices if "quang" in choice.lower())
    changed = [[change if cell == "Hạ tầng lõi Q1" else cell for cell in row] for row in UNKNOWN_COLUMN]
    assert not facts(asked(changed, {question.id: fibre}))


def test_a_table_of_doubtful_sense_is_read_as_a_person_says() -> None:
    (question,) = asked(LISTED).questions
    assert question.about is About.TABLE
    assert [column.field for column in question.proposal][-1] == "technology"
    assert facts(asked(LISTED, {question.id: AS_PROPOSED})) == {("Nà Pái", "fibre", "yes"), ("Bản Chu", "4g", "yes")}
    assert facts(asked(LISTED, {question.id: LISTS_MISSING})) == {("Nà Pái", "fibre", "no"), ("Bản Chu", "4g", "no")}
    unused = asked(LISTED, {question.id: NOT_USED})
    assert (facts(unused), [str(r.kind) for r in unused.refusals]) == (set(), ["other_subject"])


def test_an_answer_about_a_bare_list_holds_for_none_of_what_is_missing() -> None:
    (question,) = asked(LISTED).questions
    missing = [["DANH SÁCH THÔN CHƯA CÓ DỊCH VỤ"], *LISTED]
    parsed = asked(missing, {question.id: AS_PROPOSED})
    assert not {fact for fact in facts(parsed) if fact[2] == "yes"}


def test_the_order_of_columns_does_not_make_another_question() -> None:
    turned = [[row[n] for n in (3, 0, 2, 1, 4)] for row in UNKNOWN_COLUMN]
    assert [q.id for q in asked(turned).questions] == [q.id for q in asked(UNKNOWN_COLUMN).questions]


def test_a_word_nobody_knows_is_unclear_until_a_person_has_said_what_it_means() -> None:
    parsed = asked(LETTERS)
    words = {q.subject: q for q in parsed.questions}
    assert set(words) >= {"MZ", "phủ 80%"}
    assert not parsed.refusals
    assert {fact for fact in facts(parsed) if fact[2] == "unclear"} == {
        ("Nà Pái", "fibre", "unclear"), ("Còn Quan", "fibre", "unclear"),
        ("Bản Chu", "4g", "unclear"), ("Còn Quan", "4g", "unclear"),
    }  # fmt: skip
    waits = parsed.records["coverage"].set_index(["village_text", "service"])["question"]
    assert waits["Nà Pái", "fibre"] == words["MZ"].id
    told = asked(LETTERS, {words["MZ"].id: "Có", words["phủ 80%"].id: "Một phần"})
    assert facts(told) >= {("Nà Pái", "fibre", "yes"), ("Còn Quan", "fibre", "yes"), ("Bản Chu", "4g", "partial")}
    assert "MZ" not in {q.subject for q in told.questions}


def test_a_word_is_asked_once_for_a_column_of_a_source_and_apart_for_another_column() -> None:
    both = [LETTERS[0], [1, "Hòa Bình", "Nà Pái", "MZ", "MZ"], [2, "Hòa Bình", "Bản Chu", "MZ", "x"]]
    parsed = asked(both)
    assert [q.subject for q in parsed.questions] == ["MZ", "MZ"]
    first = parsed.questions[0]
    told = asked(both, {first.id: "Có"})
    assert {fact for fact in facts(told) if fact[0] == "Nà Pái"} == {
        ("Nà Pái", "fibre", "yes"), ("Nà Pái", "4g", "unclear"),
    }  # fmt: skip


def test_a_legend_goes_before_every_answer() -> None:
    (fibre,) = [q for q in asked(LETTERS).questions if q.subject == "MZ"]
    legend = [["Ký hiệu: MZ: chưa có"], *LETTERS]
    assert ("Nà Pái", "fibre", "no") in facts(asked(legend, {fibre.id: "Có"}))


def returned(rows: list[dict[str, str | None]], at: dt.datetime = NOW) -> SourceResult:
    """A workbook as it came back."""
    cells = [["Mã câu hỏi", "Hỏi về", "Chọn một trong", "Trả lời"]]
    cells += [[row["question"], "Cả bảng", f"{AS_PROPOSED} | {NOT_USED}", row["answer"]] for row in rows]  # type: ignore[list-item]
    parsed = read("layout_answers", cells, landed=at.date())  # type: ignore[arg-type]
    return SourceResult("layout_answers", [parsed])


def test_answers_are_kept_dated_and_can_be_forgotten(tmp_path: Path) -> None:
    path = table_answers.store(tmp_path)
    events, aside = table_answers.returned_answers(
        returned([{"question": "BA-1", "answer": AS_PROPOSED}, {"question": "BA-2", "answer": None}]),
        table_answers.read(path),
    )
    assert aside.empty
    table_answers.append(path, events)
    assert table_answers.in_force(table_answers.read(path)) == {"BA-1": AS_PROPOSED}
    table_answers.forget(path, "ba-1", NOW + dt.timedelta(days=1))
    assert table_answers.in_force(table_answers.read(path)) == {}
    # The workbook still lies in the inbox: it does not bring back what was forgotten since.
    again, _ = table_answers.returned_answers(
        returned([{"question": "BA-1", "answer": AS_PROPOSED}]), table_answers.read(path)
    )
    assert again.empty
    assert table_answers.in_force(table_answers.read(path, NOW + dt.timedelta(hours=12))) == {"BA-1": AS_PROPOSED}


def test_an_answer_that_is_no_choice_or_two_that_differ_decide_nothing() -> None:
    nothing = pd.DataFrame(columns=list(table_answers.COLUMNS), dtype="str")
    rows: list[dict[str, str | None]] = [
        {"question": "BA-1", "answer": "chắc là có"}, {"question": "BA-2", "answer": AS_PROPOSED},
        {"question": "BA-2", "answer": NOT_USED}, {"question": "BA-3", "answer": "đọc như dự định"},
    ]  # fmt: skip
    events, aside = table_answers.returned_answers(returned(rows), nothing)
    assert dict(zip(events["question"], events["answer"], strict=True)) == {"BA-3": AS_PROPOSED}
    assert sorted(aside["row"]) == [2, 3, 4]


def test_a_name_nobody_knows_among_operators_is_no_name_of_ours() -> None:
    rows = [
        ["TT", "Xã", "Thôn", "Nhà mạng", "Cáp quang"],
        [1, "Hòa Bình", "Nà Pái", "VNPT", "Có"],
        [2, "Hòa Bình", "Bản Chu", "Viettel", "Có"],
        [3, "Tân Thành", "Còn Quan", "Sao Bắc Tel", "Có"],
        [4, "Tân Thành", "Pò Lạn", None, "Có"],
    ]
    parsed = asked(rows)
    assert facts(parsed) == {("Nà Pái", "fibre", "yes"), ("Pò Lạn", "fibre", "yes")}
    assert sorted(parsed.set_aside["reason"]) == ["other_operator", "unknown_operator"]
    rows[3][3] = "TTVT khu vực 2"
    (question,) = asked(rows).questions
    assert (question.about, question.subject) == (About.WORD, "TTVT khu vực 2")
    ours = asked(rows, {question.id: "Chính nhà mạng này"})
    assert ("Còn Quan", "fibre", "yes") in facts(ours)
    theirs = asked(rows, {question.id: "Nhà mạng khác"})
    assert sorted(theirs.set_aside["reason"]) == ["other_operator", "other_operator"]


def test_a_technology_nobody_knows_is_asked_about_and_read_once_it_is_explained() -> None:
    rows = [
        ["TT", "Xã", "Thôn", "Loại dịch vụ", "Tình trạng"],
        [1, "Hòa Bình", "Nà Pái", "FTTH", "Có"],
        [2, "Hòa Bình", "Nà Pái", "ZMQ", "Có"],
        [3, "Hòa Bình", "Bản Chu", "ZMQ", "Không"],
    ]
    parsed = asked(rows)
    assert facts(parsed) == {("Nà Pái", "fibre", "yes")}
    assert [q.subject for q in parsed.questions] == ["ZMQ"]
    told = asked(rows, {parsed.questions[0].id: "4G"})
    assert facts(told) == {("Nà Pái", "fibre", "yes"), ("Nà Pái", "4g", "yes"), ("Bản Chu", "4g", "no")}
