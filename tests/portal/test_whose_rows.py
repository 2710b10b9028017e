"""A unit hands in its own rows: told by the resolver of the run, also where a row names no commune."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.own_claims import own_claims_of
from tests.portal.conftest import FOREIGN, Visitor

As = Callable[[str], Visitor]
OTHERS = "Tệp có hàng của đơn vị khác nên chưa gửi được"
UNCLEAR = "Hàng chưa ghi xã nên chưa chắc là thôn của xã nào."
DISTRICT, COMMUNE, VILLAGE = 1, 2, 3


def changed(tmp_path: Path, change: Callable[[Any], None]) -> Path:
    """The commune's own workbook with something else in its first sheet."""
    path = own_claims_of("Xã Hòa Bình", tmp_path)
    book = openpyxl.load_workbook(path)
    change(book["Tự đánh giá"])
    book.save(path)
    return path


def blank_communes(sheet: Any) -> None:
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, COMMUNE).value = None


def add(sheet: Any, district: str | None, commune: str | None, village: str) -> None:
    sheet.append([district, commune, village, "TTM-2023", 2024, "Đạt"])


def handed_in(unit: Visitor, path: Path) -> Any:
    return unit.post("/nhan-tep", {}, files={"tep": (path.name, path.read_bytes())})


def test_own_rows_without_their_commune_are_asked_about_and_may_be_sent(as_role: As, tmp_path: Path) -> None:
    """A run would not match them either: other communes may have a village of that name."""
    seen = handed_in(as_role("don-vi"), changed(tmp_path, blank_communes))
    assert seen.status_code == 200 and OTHERS not in seen.text
    assert seen.text.count(UNCLEAR) >= 5 and 'name="tep"' in seen.text


def test_own_rows_with_their_commune_are_not_spoken_of(as_role: As, tmp_path: Path) -> None:
    seen = handed_in(as_role("don-vi"), own_claims_of("Xã Hòa Bình", tmp_path))
    assert seen.status_code == 200 and UNCLEAR not in seen.text and "đơn vị khác" not in seen.text


def test_a_row_that_only_its_district_places_elsewhere_is_told_and_not_kept(
    as_role: As, tmp_path: Path, portal_settings: Any
) -> None:
    def change(sheet: Any) -> None:
        blank_communes(sheet)
        add(sheet, "Huyện Bình Gia", None, "Thôn Khuổi Luông")

    waiting = portal_settings.home / "portal-waiting"
    before = sorted(waiting.glob("*")) if waiting.exists() else []
    path = changed(tmp_path, change)
    seen = handed_in(as_role("don-vi"), path)
    assert seen.status_code == 422 and OTHERS in seen.text
    assert "Hàng này của đơn vị khác (Xã Vĩnh Yên)." in seen.text and "Thôn Khuổi Luông" in seen.text
    assert "Nếu là thôn của đơn vị mình, ghi tên xã vào cột Xã" in seen.text
    assert seen.text.count("đơn vị khác (") == 1, "the own rows are asked about, and not called another's"
    assert (sorted(waiting.glob("*")) if waiting.exists() else []) == before
    checked = as_role("").post("/kiem-tra", {"don-vi": FOREIGN}, files={"tep": (path.name, path.read_bytes())})
    assert "Hàng này của đơn vị khác (Xã Hòa Bình)." in checked.text


def test_a_row_whose_commune_bears_our_name_in_another_district_is_told(as_role: As, tmp_path: Path) -> None:
    """There are four communes called Hòa Bình; the district says which."""
    seen = handed_in(
        as_role("don-vi"), changed(tmp_path, lambda sheet: add(sheet, "Huyện Chi Lăng", "Xã Hòa Bình", "Thôn Lạ"))
    )
    assert seen.status_code == 422 and OTHERS in seen.text


@pytest.mark.parametrize("village", ["Thôn Không Đâu Có", "Thôn Phai Lạ Lắm"])
def test_a_row_that_nobody_can_place_is_asked_about(as_role: As, tmp_path: Path, village: str) -> None:
    def change(sheet: Any) -> None:
        blank_communes(sheet)
        add(sheet, None, None, village)

    seen = handed_in(as_role("don-vi"), changed(tmp_path, change))
    assert seen.status_code == 200 and UNCLEAR in seen.text and "Ghi tên xã vào cột Xã rồi gửi lại." in seen.text


def test_a_commune_declares_nothing_for_its_whole_district(as_role: As, tmp_path: Path) -> None:
    path = own_claims_of("Xã Hòa Bình", tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("Dịch vụ công")
    sheet.append(["Huyện", "Xã", "Năm", "Tỷ lệ TTHC mức 3, 4 (%)", "Tỷ lệ hồ sơ trực tuyến (%)", "Đạt"])
    sheet.append(["Huyện Bình Gia", None, 2024, 100, 80, "Đạt"])
    sheet.append(["Huyện Bình Gia", "Xã Hòa Bình", 2024, 100, 80, "Đạt"])
    book.save(path)
    seen = handed_in(as_role("don-vi"), path)
    assert seen.status_code == 422 and "Hàng này của đơn vị khác (cả huyện)." in seen.text


def test_without_a_register_nobody_is_told_anything_that_is_not_known(
    as_role: As, tmp_path: Path, portal_settings: Any
) -> None:
    import datetime as dt

    from flows.file_check import claims_findings, names_another_unit

    def change(sheet: Any) -> None:
        blank_communes(sheet)
        add(sheet, "Huyện Bình Gia", None, "Thôn Khuổi Luông")

    empty = portal_settings.model_copy(update={"inbox": tmp_path / "khong-co"})
    found = claims_findings(changed(tmp_path, change), empty, "06103", dt.datetime.now(dt.UTC))
    assert not names_another_unit(found) and all(one.what != UNCLEAR for one in found)
