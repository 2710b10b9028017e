"""Headings, remarks and cells in words that are near to ones that settle something: each says what its words say."""

from __future__ import annotations

from collections import Counter
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


KINDS = ("Hộ", "Cơ quan", "Tổ chức", "Di tích")


def plates(headings: tuple[str, ...], counts: list[int]) -> tuple[Counter[str], Any]:
    """How many plates a summary of one village says are there and are not, of one kind of four alike; and the file."""
    rows: list[list[Any]] = [
        ["Số liệu đến ngày 31/10/2024"],
        ["Xã", "Thôn", *(heading.format(kind) for kind in KINDS for heading in headings)],
        ["Hòa Bình", "Nà Pái", *counts * len(KINDS)],
    ]
    parsed = read("vpostcode", rows, places=known_places)
    frame = parsed.records.get("addresses")
    return Counter([] if frame is None else frame.loc[frame["address_kind"] == "household", "plate"].dropna()), parsed


@pytest.mark.parametrize("period", ["trong tháng", "trong quý", "tháng báo cáo"])
def test_plates_put_up_in_one_month_are_not_the_plates_that_are_there(period: str) -> None:
    found, parsed = plates(("Số {}", f"{{}} đã gắn biển {period}"), [40, 3])
    assert not found and parsed.questions
    found, _ = plates(("Số {}", f"{{}} đã gắn biển {period}", "{} đã gắn biển lũy kế"), [40, 3, 38])
    assert found == {"yes": 38, "no": 2}


def test_a_service_that_did_not_come_in_one_month_may_be_there() -> None:
    assert not answers("Cáp quang kéo đến trong quý", ["Có", "Không"])


@pytest.mark.parametrize("heading", ["{} đã gắn/chưa gắn biển", "{} gắn biển (đã/chưa)", "{} (đã gắn hoặc chưa gắn)"])
def test_a_figure_below_a_choice_counts_neither(heading: str) -> None:
    found, parsed = plates(("Số {}", heading), [40, 3])
    assert not found and parsed.questions


@pytest.mark.parametrize("total", ["{} đã có mã", "Số {} đã cấp mã địa chỉ"])
def test_points_with_a_code_less_those_without_a_plate_are_no_count_of_plates(total: str) -> None:
    found, parsed = plates((total, "{} chưa gắn biển"), [40, 3])
    assert not found and parsed.questions
    assert plates(("Tổng số {}", "{} chưa gắn biển"), [40, 3])[0] == {"yes": 37, "no": 3}


@pytest.mark.parametrize("heading", ["Thế hệ mạng cao nhất", "Công nghệ di động cao nhất"])
@pytest.mark.parametrize(
    ("cell", "services"),
    [("Chưa có 4G", {"4g"}), ("Không có sóng 4G", {"4g"}), ("Chưa có sóng 5G", {"5g"}),
     ("Không có 3G/4G", {"3g", "4g"}), ("Chưa có sóng", {"2g", "3g", "4g", "5g"})],
)  # fmt: skip
def test_a_no_to_one_generation_leaves_the_others_open(heading: str, cell: str, services: set[str]) -> None:
    found = answers(heading, ["3G", cell])
    assert {service for service, said in found.items() if said[1] == "no"} == services
    assert not [service for service, said in found.items() if said[1] == "yes"]


@pytest.mark.parametrize("letters", [("Đ", "S"), ("R", "C"), ("Đ", "C")])
def test_letters_that_may_mean_two_things_are_asked_about(letters: tuple[str, str]) -> None:
    assert set(answers("Sóng 4G", [*letters, *letters]).get("4g", [])) <= {"unclear"}
    assert not answers(f"Sóng 4G ({'/'.join(letters)})", [*letters]).get("4g")
    rows = [["TT", "Xã", "Thôn", "Sóng 4G"], [1, "Hòa Bình", "Nà Pái", letters[0]], [2, "Hòa Bình", "B", letters[1]]]
    assert read("vnpt", rows, places=known_places).questions


@pytest.mark.parametrize("letters", [("C", "K"), ("Y", "N"), ("T", "F")])
def test_letters_that_are_one_choice_alone_are_read(letters: tuple[str, str]) -> None:
    assert answers("Sóng 4G", [*letters]) == {"4g": ["yes", "no"]}


@pytest.mark.parametrize("heading", ["Chất lượng sóng 4G", "4G (chất lượng)", "Chất lượng sóng 4G (C/K)"])
def test_c_and_k_below_a_quality_may_be_high_and_poor(heading: str) -> None:
    assert set(answers(heading, ["C", "K"]).get("4g", [])) <= {"unclear"}
    assert set(answers(heading, ["K", "K"]).get("4g", [])) <= {"unclear"}


def coded_plates(codes: list[list[str]], heading: str, cells: list[int]) -> list[str | None]:
    """The plates of a list of points whose file explains its codes on a sheet of its own."""
    rows: list[list[Any]] = [["Số liệu đến ngày 31/10/2024"], ["Mã địa chỉ", "Loại", "Thôn", "Xã", heading]]
    rows += [[f"A{n}", "Hộ gia đình", "Nà Pái", "Hòa Bình", cell] for n, cell in enumerate(cells, 1)]
    parsed = read("vpostcode", {"DS": rows, "CHU_GIAI": codes}, places=known_places)
    return parsed.records["addresses"]["plate"].tolist() if "addresses" in parsed.records else []


def test_a_figure_that_is_not_explained_beside_others_that_are_is_no_yes_and_no_no() -> None:
    of_column = [["Cột", "Mã", "Ý nghĩa"], ["TT_BIEN", "1", "Đã gắn biển"], ["TT_BIEN", "2", "Chưa gắn biển"]]
    assert coded_plates(of_column, "TT_BIEN", [1, 2, 0]) == ["yes", "no", "unclear"]
    turned = [["Cột", "Mã", "Ý nghĩa"], ["TT_BIEN", "2", "Đã gắn biển"], ["TT_BIEN", "3", "Chưa gắn biển"]]
    assert coded_plates(turned, "TT_BIEN", [2, 3, 1, 0]) == ["yes", "no", "unclear", "unclear"]
    of_any = [["Mã", "Ý nghĩa"], ["1", "Chưa gắn biển"], ["2", "Đã gắn biển"]]
    assert coded_plates(of_any, "Gắn biển", [1, 2, 0]) == ["no", "yes", "unclear"]
    assert coded_plates(of_any, "Gắn biển", [1, 0, 1]) == ["no", "unclear", "no"]
