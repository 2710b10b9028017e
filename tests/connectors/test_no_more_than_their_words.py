"""Headings, remarks and cells in words that are near to ones that settle something: each says what its words say."""

from __future__ import annotations

from typing import Any

import pytest

from tests.connectors.clerks import known_places
from tests.connectors.conftest import read
from tests.connectors.operator_layouts import COMMUNE
from tests.connectors.test_kindred_layouts import told

Answers = list[str | None]


def answers(heading: str, cells: list[Any], *, above: str = "") -> dict[str, Answers]:
    """What a column of an operator's table says of each service, a village a cell; None where nothing is said."""
    villages = list(COMMUNE)[: len(cells)]
    rows = [[above]] if above else []
    rows += [["TT", "Xã", "Thôn", heading]]
    rows += [[n, COMMUNE[v], v, cell] for n, (v, cell) in enumerate(zip(villages, cells, strict=True), 1)]
    parsed = read("vnpt", rows, places=known_places)
    found = {(service, village): answer for village, service, answer in told(parsed, "coverage")}
    return {service: [found.get((service, village)) for village in villages] for service, _ in found}


@pytest.mark.parametrize(
    "heading", ["Thôn có 4G chưa?", "Có 4G không?", "Thôn đã có 4G chưa", "Có 4G hay không?", "Xóm có 4G chưa"]
)
def test_a_question_about_a_generation_is_no_denial(heading: str) -> None:
    assert answers(heading, ["Có", "Chưa"]) == {"4g": ["yes", "no"]}


def test_a_question_about_two_generations_and_one_that_a_legend_asks_are_no_denials() -> None:
    assert answers("Có 3G, 4G chưa", ["Có", "Có"])["3g"] == ["yes", "yes"]
    asked = "Câu 1: Thôn có cáp quang chưa? Câu 2: Thôn có 4G chưa?"
    assert answers("Câu 2", ["Có", "Chưa"], above=asked) == {"4g": ["yes", "no"]}


@pytest.mark.parametrize(
    "heading", ["Sóng 4G có hoặc không ổn định", "Sóng 4G có/không liên tục", "Sóng 4G có hay chưa mạnh"]
)
def test_what_is_denied_of_a_service_is_no_choice(heading: str) -> None:
    found = answers(heading, ["x", None])
    assert set(found.get("4g", [])) <= {None, "unclear"}


@pytest.mark.parametrize("heading", ["Có/không sóng 4G", "Sóng 4G (có hoặc không)", "Có hoặc không có 4G"])
def test_a_choice_of_the_service_itself_stays_one(heading: str) -> None:
    assert answers(heading, ["Có", "Không"]) == {"4g": ["yes", "no"]}


@pytest.mark.parametrize(
    ("heading", "service"),
    [("Sóng 4G mạnh", "4g"), ("Sóng 4G ổn định", "4g"), ("4G tốt", "4g"), ("Nghiệm thu cáp quang", "fibre"),
     ("Cáp quang đã nghiệm thu", "fibre")],
)  # fmt: skip
def test_a_service_that_is_not_good_or_not_accepted_may_be_there(heading: str, service: str) -> None:
    assert answers(heading, ["Có", "Không", "Chưa"]) == {service: ["yes", "unclear", "unclear"]}


@pytest.mark.parametrize("heading", ["Sóng 4G không mạnh", "4G chưa nghiệm thu"])
def test_a_mark_below_what_is_not_good_or_not_accepted_denies_nothing(heading: str) -> None:
    assert set(answers(heading, ["x", "x"]).get("4g", [])) <= {None, "unclear"}
