"""A claim mended on a page: sheets of the template in the inbox, with a receipt, read by the next run as any other."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from flows.demo import demo_inbox
from tests.portal.conftest import FOREIGN_VILLAGE, OWN, OWN_VILLAGE, Visitor
from tests.portal.test_escaping import HOSTILE, odd_of

As = Callable[[str], Visitor]
PATH = f"/thon/{OWN_VILLAGE}/khai"
CLAIMS = {f"ct-{number}": "Đạt" for number in range(1, 6)} | {"ct-4": "Không có sản phẩm", "ct-3": ""}
FORM = {"bo": "TTM-2023", "nam": "2024", **CLAIMS}
WIFI, TEAM, MEMBERS, MODEL = "t1", "t2", "t3", "t5"
PLACE = ("Huyện Bình Gia", "Xã Hòa Bình", "Thôn Nà Cuổn - Nà Rài")
PERSONAL = ("Nguyễn Văn Mẫu Mười Một", "Nhà mẫu số 111", "0900000011", "020000000011")


@pytest.fixture(scope="module", autouse=True)
def declared(portal_settings: Any) -> Iterator[None]:
    """The workbook that the demo's run has read lies in the inbox."""
    folder = portal_settings.inbox / "claims" / "binh_gia"
    shutil.copytree(demo_inbox() / "claims" / "binh_gia", folder)
    yield
    shutil.rmtree(folder)


def kept(portal_settings: Any) -> set[Path]:
    return set((portal_settings.inbox / "claims" / OWN).rglob("khai_*.xlsx"))


def filled(text: str) -> dict[str, str]:
    """What a browser would send of the form as it stands, without any button."""
    inside = text.split('class="bieu khai"')[1].split("</form>")[0]
    sent = {}
    for tag in re.findall(r"<input [^>]*>", inside):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="checkbox"' not in tag:
            sent[name[1]] = html.unescape(value[1]) if value else ""
    for name, body in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>([^<]*)</textarea>', inside):
        sent[name] = html.unescape(body)
    for name, body in re.findall(r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', inside, re.DOTALL):
        chosen = re.search(r"<option selected>([^<]*)</option>", body)
        sent[name] = html.unescape(chosen[1]) if chosen else ""
    return {name: value for name, value in sent.items() if name != "ma-phien"}


def sheets_of(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: list(sheet.iter_rows(min_row=2, values_only=True)) for sheet in book if sheet.title[0] != "H"}


def sent_by(unit: Visitor, portal_settings: Any, form: dict[str, str]) -> dict[str, list[tuple[Any, ...]]]:
    before = kept(portal_settings)
    done = unit.post(PATH, form)
    assert done.status_code == 303, re.findall(r'class="loi-o"[^>]*>([^<]*)', done.text)
    assert "Đã nhận tệp" in unit.get(done.headers["location"]).text
    (path,) = kept(portal_settings) - before
    return sheets_of(path)


def test_the_form_holds_what_is_declared_and_what_is_asked_for_but_nothing_of_persons(as_role: As) -> None:
    unit = as_role("don-vi")
    assert f'href="{PATH}?bo=TTM-2023"' in unit.get(f"/thon/{OWN_VILLAGE}").text
    text = unit.get(PATH).text
    form = filled(text)
    assert [form[f"ct-{n}"] for n in range(1, 6)] == ["Đạt"] * 5 and form["nam"] == "2024"
    assert form[f"{WIFI}.0.contract"] == "MAU-06/2024/HĐ-VT" and form[f"{WIFI}.0.password"] == "Không"
    assert form[f"{TEAM}.0.date"] == "15/06/2022" and form[f"{MODEL}.0.growth"] == "Nhân rộng trong xã"
    assert form[f"{MEMBERS}.0.name"] == "" and form[f"{MEMBERS}.1.position"] == "Thành viên"
    assert [text.count(one) for one in PERSONAL] == [0, 0, 0, 0]
    assert "đã khai; để trống là giữ nguyên" in text
    wifi = text.split(f'id="{WIFI}"')[1].split("</details>")[0]
    assert "Hợp đồng MAU-06/2024/HĐ-VT đặt ở một phần của thôn ghép" in wifi
    assert "Xác nhận điểm WiFi phục vụ cả thôn ghép hay một phần." in wifi


def test_what_is_not_changed_is_not_sent(as_role: As, portal_settings: Any) -> None:
    unit = as_role("don-vi")
    (sheet,) = sent_by(unit, portal_settings, filled(unit.get(PATH).text) | CLAIMS).items()
    assert sheet[0] == "Tự đánh giá"
    assert sheet[1] == [(*PLACE, "TTM-2023", "2024", "Đạt", "Đạt", None, "Không có sản phẩm", "Đạt", None)]


def test_a_changed_sheet_is_sent_whole_and_what_was_left_blank_stays(as_role: As, portal_settings: Any) -> None:
    unit = as_role("don-vi")
    form = filled(unit.get(PATH).text)
    changed = {f"{WIFI}.0.contract": "MAU-66/2024/HĐ-VT", f"{MEMBERS}.1.phone": "0900000099", f"{MODEL}.0.bo": "1"}
    new = {f"{MODEL}.1.hang": "0", f"{MODEL}.1.model": "Mô hình mới", f"{MODEL}.1.field": "Du lịch"}
    sheets = sent_by(unit, portal_settings, form | changed | new | {"van-gui": "1"})
    assert set(sheets) == {"Tự đánh giá", "WiFi", "Thành viên", "Mô hình"}
    assert [row[3:] for row in sheets["WiFi"]] == [("Nhà văn hóa thôn", "Viettel", "MAU-66/2024/HĐ-VT", "Không")]
    first, second = (row[3:] for row in sheets["Thành viên"])
    assert first == (*PERSONAL, "Tổ trưởng"), "as it was declared"
    assert second[2:4] == ("0900000099", "020000000012")
    assert [row[3] for row in sheets["Mô hình"]] == ["Mô hình mới"], "the other row was dropped"


def test_findings_stand_at_their_fields_and_the_person_may_send_all_the_same(as_role: As, portal_settings: Any) -> None:
    unit, before = as_role("don-vi"), kept(portal_settings)
    form = filled(unit.get(PATH).text) | {f"{MEMBERS}.1.phone": "12345", f"{WIFI}.0.contract": "-"}
    told = unit.post(PATH, form)
    assert told.status_code == 422 and kept(portal_settings) == before
    said = dict(re.findall(r'class="loi-o" id="([^"]*)\.loi">([^<]*)<', told.text))
    assert set(said) == {f"{MEMBERS}.1.phone", f"{WIFI}.0.contract"}
    assert "Số điện thoại chưa đủ hoặc thừa chữ số. Ghi đủ 10 chữ số" in said[f"{MEMBERS}.1.phone"]
    assert f'aria-describedby="{WIFI}.0.contract.loi"' in told.text
    assert filled(told.text)[f"{MEMBERS}.1.phone"] == "12345", "what was typed is there to be mended"
    assert [told.text.count(one) for one in PERSONAL] == [0, 0, 0, 0]
    sheets = sent_by(unit, portal_settings, form | {"van-gui": "1"})
    assert sheets["WiFi"][0][5] is None


def test_a_row_is_added_without_anything_being_sent(as_role: As, portal_settings: Any) -> None:
    unit, before = as_role("don-vi"), kept(portal_settings)
    more = unit.post(PATH, filled(unit.get(PATH).text) | {"them": WIFI, f"{WIFI}.0.venue": "Sân thể thao thôn"})
    form = filled(more.text)
    assert more.status_code == 200 and kept(portal_settings) == before
    assert form[f"{WIFI}.1.hang"] == "0" and form[f"{WIFI}.0.venue"] == "Sân thể thao thôn"


def test_a_sheet_that_is_emptied_is_told_because_it_would_take_nothing_back(as_role: As) -> None:
    unit = as_role("don-vi")
    told = unit.post(PATH, filled(unit.get(PATH).text) | {f"{WIFI}.0.bo": "1"})
    assert told.status_code == 422 and "mục WiFi không còn hàng nào" in told.text


def test_without_the_file_the_form_is_there_all_the_same(as_role: As, portal_settings: Any) -> None:
    path = portal_settings.inbox / "claims" / "binh_gia" / "tu_danh_gia_2024.xlsx"
    content = path.read_bytes()
    path.write_bytes(content + b" ")  # another file now than the one that was read
    try:
        form = filled(as_role("don-vi").get(PATH).text)
    finally:
        path.write_bytes(content)
    assert form["ct-1"] == "Đạt" and form[f"{WIFI}.0.contract"] == "" and form[f"{WIFI}.0.hang"] == "0"


def test_a_sheet_that_would_replace_what_nobody_has_seen_is_sent_only_by_who_was_told_so(
    as_role: As, portal_settings: Any
) -> None:
    unit, before = as_role("don-vi"), kept(portal_settings)
    path = portal_settings.inbox / "claims" / "binh_gia" / "tu_danh_gia_2024.xlsx"
    content = path.read_bytes()
    path.unlink()
    try:
        page = unit.get(PATH).text
        form = (
            filled(page) | CLAIMS | {f"{WIFI}.0.venue": "Nhà văn hóa thôn", f"{WIFI}.0.contract": "MAU-77/2024/HĐ-VT"}
        )
        told = unit.post(PATH, form)
        sheets = sent_by(unit, portal_settings, form | {"van-gui": "1"})
    finally:
        path.write_bytes(content)
    assert "không còn mở lại được" in page and "chưa khai hàng nào" not in page
    assert told.status_code == 422 and "sẽ thay cả mục đã khai" in told.text.split(f'id="{WIFI}"')[1]
    assert len(kept(portal_settings) - before) == 1
    assert set(sheets) == {"Tự đánh giá", "WiFi"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({f"ct-{n}": "" for n in range(1, 6)}, "chưa khai chỉ tiêu nào"),
        ({"ct-1": "<script>"}, "có chỉ tiêu ghi chữ khác"),
        ({"nam": "2031"}, "năm thẩm định chưa dùng được"),
        ({"nam": "hai nghìn"}, "năm thẩm định chưa dùng được"),
        ({"ct-1": "Không có sản phẩm", "van-gui": "1"}, "Chưa gửi: 1 chỗ"),
    ],
)
def test_what_is_no_claim_is_told_and_never_kept(
    as_role: As, portal_settings: Any, change: dict[str, str], told: str
) -> None:
    before = kept(portal_settings)
    answer = as_role("don-vi").post(PATH, {**FORM, **change})
    assert answer.status_code == 422 and told in answer.text and "<script>" not in answer.text
    assert kept(portal_settings) == before


def test_hostile_words_in_every_field_come_back_as_text_and_as_no_formula(as_role: As, portal_settings: Any) -> None:
    unit = as_role("don-vi")
    form = filled(unit.get(PATH).text)
    free = [name for name in form if re.match(r"t\d+\.\d+\.", name) and not name.endswith(".hang")]
    hostile = dict(zip(free, [*HOSTILE, "=cmd|' /C calc'!A0"] * 2, strict=False))
    told = unit.post(PATH, form | hostile | {"them": WIFI})
    assert told.status_code == 200 and odd_of(told.text) == []
    sheets = sent_by(unit, portal_settings, form | {f"{WIFI}.0.venue": "=1+1", "van-gui": "1"})
    assert sheets["WiFi"][0][3] == "=1+1", "a text, as it was typed"


def test_nobody_declares_for_another_and_the_office_for_none(as_role: As) -> None:
    assert as_role("don-vi").post(f"/thon/{FOREIGN_VILLAGE}/khai", FORM).status_code == 404
    assert as_role("don-vi").get(f"/thon/{FOREIGN_VILLAGE}/khai").status_code == 404
    for login in ("so", "van-hanh", "xem", "xem-mot"):
        assert as_role(login).get(PATH).status_code == 403
    assert as_role("don-vi").get(f"/thon/{OWN}/khai").status_code == 404, "a commune has no row of its own there"
