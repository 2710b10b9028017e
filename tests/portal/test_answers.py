"""A unit answers, an officer proposes, another confirms; on a warehouse of its own, so that no other test sees it."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.people import Role
from tests.portal.conftest import FOREIGN_VILLAGE, ON, OWN, LogIn, Visitor

Make = Callable[[str], Visitor]
VILLAGE = "06103005"  # Thôn Nà Lùng: contradicted in indicators 1 and 2


@pytest.fixture(scope="module")
def own(portal_settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from portal.services import Services

    home = tmp_path_factory.mktemp("answers")
    shutil.copy(portal_settings.warehouse_url.removeprefix("sqlite:///"), home / "kho.sqlite")
    settings = portal_settings.model_copy(update={"home": home, "warehouse": f"sqlite:///{home / 'kho.sqlite'}"})
    with Services(settings) as services:
        office = dict.fromkeys(("lan", "minh"), (Role.OFFICE, "", None))
        yield LogIn(services, {"xa": (Role.UNIT, OWN, ON), "xem": (Role.READER, "", None), **office})


def form_of(text: str, indicator: str, path: str) -> dict[str, str]:
    """The hidden fields of the form about an indicator."""
    card = text.split(f'id="TTM-2023-{indicator}"')[1].split("</article>")[0]
    inside = card.split(f'action="{path}"')[1].split("</form>")[0]
    return {name: html.unescape(value) for name, value in re.findall(r'name="([\w-]+)" value="([^"]*)"', inside)
            if name not in ("ma-phien", "tra-loi")}  # fmt: skip


def test_a_unit_objects_an_officer_decides_another_confirms_and_the_page_shows_it(own: Make) -> None:
    unit, lan, minh = own("xa"), own("lan"), own("minh")
    page = f"/thon/{VILLAGE}"
    assert VILLAGE in unit.get("/quyet-dinh").text
    fields = form_of(unit.get(page).text, "1", f"{page}/tra-loi")
    no_reason = unit.post(f"{page}/tra-loi", {**fields, "tra-loi": "object"})
    assert no_reason.status_code == 422 and "chưa nói vì sao" in no_reason.text
    given = unit.post(f"{page}/tra-loi", {**fields, "tra-loi": "object", "giai-thich": "Cáp quang đã kéo tháng 10"})
    assert given.status_code == 303
    shown = unit.get(page).text
    assert "Phản đối" in shown and "đang chờ cán bộ xét" in shown
    assert "Cáp quang đã kéo tháng 10" in lan.get("/quyet-dinh").text
    proposal = form_of(lan.get(page).text, "1", f"{page}/de-xuat") | {
        "ket-luan": "confirmed",
        "ly-do": "Đã đi kiểm tra",
        "van-ban": "12/BB-SKHCN ngày 20/11/2024",
        "den-het": "2025-12-31",
    }
    made = lan.post(f"{page}/de-xuat", proposal)
    assert made.status_code == 303
    waiting = minh.get("/quyet-dinh").text
    number = re.search(r"QD-[0-9A-Z]{4}-[0-9A-Z]{4}", waiting)
    assert number is not None and "chờ người thứ hai xác nhận" in waiting
    assert lan.post("/quyet-dinh/xac-nhan", {"ma": number[0]}).status_code == 422, "the same person twice"
    assert minh.post("/quyet-dinh/xac-nhan", {"ma": number[0]}).status_code == 303
    assert "đang áp dụng" in minh.get("/quyet-dinh").text
    assert "cán bộ đã quyết định" in unit.get(page).text
    gone = minh.post("/quyet-dinh/rut-lai", {"ma": number[0], "ly-do": "Ghi nhầm thôn"})
    assert gone.status_code == 303
    assert "đang chờ cán bộ xét" in unit.get(page).text


def test_nobody_answers_for_another_unit_and_no_unit_decides(own: Make) -> None:
    unit = own("xa")
    assert unit.post(f"/thon/{FOREIGN_VILLAGE}/tra-loi", {"tra-loi": "agree"}).status_code == 404
    assert unit.post(f"/thon/{VILLAGE}/de-xuat", {"ket-luan": "confirmed"}).status_code == 403
    assert unit.post("/quyet-dinh/xac-nhan", {"ma": "QD-0000-0000"}).status_code == 403
    assert own("xem").post(f"/thon/{VILLAGE}/tra-loi", {"tra-loi": "agree"}).status_code == 403


def test_an_answer_to_evidence_that_nobody_sees_any_more_is_not_taken(own: Make) -> None:
    unit, page = own("xa"), f"/thon/{VILLAGE}"
    fields = form_of(unit.get(page).text, "2", f"{page}/tra-loi")
    late = unit.post(f"{page}/tra-loi", {**fields, "can-cu": "CC-0000-0000-0000", "tra-loi": "agree"})
    assert late.status_code == 422 and "căn cứ của nội dung này đã đổi" in late.text


def test_what_is_missing_is_told_by_act_and_for_each_indicator(own: Make) -> None:
    text = own("xa").get("/con-thieu").text
    assert "Việc của thôn, xã" in text and VILLAGE in text
    assert FOREIGN_VILLAGE not in own("xa").get("/con-thieu?don-vi=06070").text
    assert FOREIGN_VILLAGE in own("lan").get("/con-thieu?don-vi=06070").text
    assert "Còn thiếu gì để đạt" in own("xa").get(f"/thon/{VILLAGE}").text


def test_an_open_dispute_is_found_by_its_mark(own: Make, tmp_path: Path) -> None:
    text = own("lan").get("/ra-soat?dau=reading_dependent").text
    assert "tùy cách đọc văn bản" in text and "/thon/" in text
