"""Questions are asked one at a time, and answers are kept as the workbooks keep them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from tests.portal.conftest import Visitor

Make = Callable[[str], Visitor]


@pytest.fixture(autouse=True)
def nothing_answered(portal_settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Two names and a table that wait; the demo's own have no candidates, and it asks nothing about tables."""
    from connectors.table_answers import QUESTIONS
    from warehouse.look import Look, NameToReview
    from warehouse.store import Warehouse

    names = [
        NameToReview("Nà Cuồn", "Xã Hòa Bình", "", "Gần giống hai thôn.", ("06103001", "06103002"), 7),
        NameToReview("Bản Hoàn", "Xã Hòa Bình", "", "Gần giống một thôn.", ("06103003",), 2),
        NameToReview("Nhà ông ••• ", "Xã Hòa Bình", "", "Chưa rõ.", ("06103003",), 1),
    ]
    row = ("BG-1", "vnpt", "0" * 64, "operators/vnpt/a.xlsx", "Thôn", "column", "Sóng", "Cột nào là 4G?", "“Sóng” → 4g",
           "“Sóng”: x, k", "4G | 3G | Không dùng", True)  # fmt: skip
    monkeypatch.setattr(Look, "names_to_review", lambda _look: names)
    monkeypatch.setattr(Warehouse, "table_questions", lambda _w, _run: pd.DataFrame([row], columns=list(QUESTIONS)))
    yield
    for name in ("aliases.csv", "layouts.csv"):
        (portal_settings.home / name).unlink(missing_ok=True)


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found is not None, name
    return found[1]


def waiting(visitor: Visitor) -> list[int]:
    return [
        int(number) for number in re.findall(r'<a class="o" href="[^"]+"><b>(\d+)</b>', visitor.get("/cau-hoi").text)
    ]


def test_a_name_is_told_by_its_candidates_and_the_answer_is_an_alias(visitor: Make, portal_settings: Any) -> None:
    from gazetteer import aliases

    office = visitor("so")
    before = waiting(office)[0]
    text = office.get("/cau-hoi/ten").text
    code = hidden(text, "la")
    assert code == "06103001" and "Gần giống hai thôn." in text and "Thôn Nà Cuổn - Nà Rài, Xã Hòa Bình" in text
    assert "•••" not in text and "1 tên nữa" in office.get("/cau-hoi").text
    done = office.post("/cau-hoi/ten", {"cau": hidden(text, "cau"), "la": code})
    assert done.status_code == 303
    kept = aliases.current(aliases.read(aliases.store(portal_settings.home)))
    assert kept[["action", "village_code"]].values.tolist() == [["accept", code]]
    assert re.fullmatch(r"trang/\d+", kept["origin"].iloc[0])
    assert waiting(office)[0] == before - 1
    assert "Đã ghi câu trả lời trước" in office.get(done.headers["location"]).text


def test_none_of_them_is_an_answer_too_and_a_wrong_code_is_none(visitor: Make, portal_settings: Any) -> None:
    from gazetteer import aliases

    office = visitor("so")
    text = office.get("/cau-hoi/ten").text
    key = hidden(text, "cau")
    assert office.post("/cau-hoi/ten", {"cau": key, "la": "khac", "ma": "99999999"}).status_code == 422
    assert office.post("/cau-hoi/ten", {"cau": key}).status_code == 303
    assert not aliases.store(portal_settings.home).exists()
    assert office.post("/cau-hoi/ten", {"cau": key, "la": "khong"}).status_code == 303
    kept = aliases.read(aliases.store(portal_settings.home))
    assert kept[["action", "village_code"]].values.tolist() == [["reject", "06103001"], ["reject", "06103002"]]
    assert key not in office.get("/cau-hoi/ten").text


def test_a_table_takes_one_of_the_answers_that_were_offered(visitor: Make, portal_settings: Any) -> None:
    from connectors import table_answers

    office = visitor("so")
    assert waiting(office)[1] == 1
    text = office.get("/cau-hoi/bang").text
    key, choice = hidden(text, "cau"), hidden(text, "la")
    assert office.post("/cau-hoi/bang", {"cau": key, "la": "câu tự nghĩ ra"}).status_code == 422
    assert office.post("/cau-hoi/bang", {"cau": key, "la": choice}).status_code == 303
    assert list(table_answers.in_force(table_answers.read(table_answers.store(portal_settings.home)))) == [key]


def test_questions_are_for_the_office(as_role: Callable[[str], Visitor]) -> None:
    for login in ("don-vi", "van-hanh", "xem", "xem-mot"):
        assert as_role(login).get("/cau-hoi").status_code == 403
