"""A claim mended on a page: a row of the template in the inbox, with a receipt, read by the next run as any other."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.portal.conftest import FOREIGN_VILLAGE, OWN, OWN_VILLAGE, Visitor

As = Callable[[str], Visitor]
PATH = f"/thon/{OWN_VILLAGE}/khai"
CLAIMS = {f"ct-{number}": "Đạt" for number in range(1, 6)} | {"ct-4": "Không có sản phẩm", "ct-3": ""}
FORM = {"bo": "TTM-2023", "nam": "2024", **CLAIMS}


def kept(portal_settings: Any) -> list[Any]:
    return sorted((portal_settings.inbox / "claims" / OWN).rglob("khai_*.csv"))


def test_the_form_holds_what_is_declared_now_and_is_offered_where_something_is_found(as_role: As) -> None:
    unit = as_role("don-vi")
    assert f'href="{PATH}?bo=TTM-2023"' in unit.get(f"/thon/{OWN_VILLAGE}").text
    text = unit.get(PATH).text
    chosen = re.findall(r'name="ct-(\d)">.*?</select>', text)
    assert chosen == ["1", "2", "3", "4", "5"]
    assert "<option selected>Đạt</option>" in text and 'name="nam"' in text and 'value="2024"' in text


def test_it_is_handed_in_as_a_row_of_the_template_with_a_receipt(as_role: As, portal_settings: Any) -> None:
    unit, before = as_role("don-vi"), kept(portal_settings)
    done = unit.post(PATH, FORM)
    assert done.status_code == 303, done.text
    assert "Đã nhận tệp" in unit.get(done.headers["location"]).text
    (path,) = set(kept(portal_settings)) - set(before)
    (row,) = csv.DictReader(path.read_text("utf-8").splitlines())
    assert (row["Xã"], row["Thôn"], row["Năm thẩm định"]) == ("Xã Hòa Bình", "Thôn Nà Cuổn - Nà Rài", "2024")
    assert [row[f"Chỉ tiêu {n}"] for n in range(1, 7)] == ["Đạt", "Đạt", "", "Không có sản phẩm", "Đạt", ""]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({f"ct-{n}": "" for n in range(1, 6)}, "chưa khai chỉ tiêu nào"),
        ({"ct-1": "<script>"}, "có chỉ tiêu ghi chữ khác"),
        ({"nam": "2031"}, "năm thẩm định chưa dùng được"),
        ({"nam": "hai nghìn"}, "năm thẩm định chưa dùng được"),
        ({"ct-1": "Không có sản phẩm"}, "Chưa gửi được"),
    ],
)
def test_what_is_no_claim_is_told_and_not_kept(
    as_role: As, portal_settings: Any, change: dict[str, str], told: str
) -> None:
    before = kept(portal_settings)
    answer = as_role("don-vi").post(PATH, {**FORM, **change})
    assert answer.status_code == 422 and told in answer.text and "<script>" not in answer.text
    assert kept(portal_settings) == before


def test_nobody_declares_for_another_and_the_office_for_none(as_role: As) -> None:
    assert as_role("don-vi").post(f"/thon/{FOREIGN_VILLAGE}/khai", FORM).status_code == 404
    assert as_role("don-vi").get(f"/thon/{FOREIGN_VILLAGE}/khai").status_code == 404
    for login in ("so", "van-hanh", "xem", "xem-mot"):
        assert as_role(login).get(PATH).status_code == 403
    assert as_role("don-vi").get(f"/thon/{OWN}/khai").status_code == 404, "a commune has no row of its own there"
