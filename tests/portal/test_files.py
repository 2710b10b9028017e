"""Files that come in: checked without a trace, handed in with a receipt, under the readers' limits."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.demo import demo_inbox
from tests.own_claims import OF_ALL, own_claims_of
from tests.portal.conftest import OWN, Visitor

Make = Callable[[str], Visitor]
As = Callable[[str], Visitor]
CLAIMS = OF_ALL
VNPT = demo_inbox() / "operators" / "vnpt" / "vnpt_bao_cao_thon.xlsx"


def send(visitor: Visitor, path: str, file: Path | tuple[str, bytes], **form: str) -> Any:
    name, content = file if isinstance(file, tuple) else (file.name, file.read_bytes())
    return visitor.post(path, form, files={"tep": (name, content)})


@pytest.fixture(scope="module")
def own_claims(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_claims_of("Xã Hòa Bình", tmp_path_factory.mktemp("own"))


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_anybody_has_a_workbook_checked_and_nothing_is_kept(as_role: As, portal_settings: Any) -> None:
    before = files_in(portal_settings.home / "portal-waiting") + files_in(portal_settings.inbox)
    answer = send(as_role(""), "/kiem-tra", CLAIMS)
    assert answer.status_code == 200
    assert "chỗ nên xem lại trước khi gửi. Không lưu gì." in answer.text
    assert "Trang tính “" in answer.text and "Cách ghi" in answer.text
    assert files_in(portal_settings.home / "portal-waiting") + files_in(portal_settings.inbox) == before


def test_the_check_tells_rows_of_another_unit_where_one_is_named(as_role: As) -> None:
    assert send(as_role(""), "/kiem-tra", CLAIMS, **{"don-vi": "khong-co"}).status_code == 422
    assert send(as_role(""), "/kiem-tra", CLAIMS, **{"don-vi": "06463"}).text.count("<tr>") > send(
        as_role(""), "/kiem-tra", CLAIMS
    ).text.count("<tr>")


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("bieu.xlsx", b"khong phai bang tinh", 200),
        ("bieu.exe", b"MZ", 422),
        ("../../etc/passwd.xlsx", b"PK\x03\x04", 200),
        ("", b"", 422),
    ],
)
def test_what_is_no_workbook_is_told_so(as_role: As, name: str, content: bytes, status: int) -> None:
    answer = send(as_role(""), "/kiem-tra", (name, content))
    assert answer.status_code == status
    assert "etc/passwd" not in answer.text and "Traceback" not in answer.text


def test_a_file_that_is_too_large_is_refused_while_it_comes(as_role: As, portal_settings: Any) -> None:
    most = portal_settings.portal.upload_mb * 1024 * 1024
    answer = send(as_role(""), "/kiem-tra", ("to.xlsx", b"0" * (most + 300_000)))
    assert answer.status_code == 413
    assert send(as_role("so"), "/nhan-tep/giu", ("to.xlsx", b"0" * 300_000)).status_code == 413


def test_a_unit_hands_its_workbook_in_after_the_check_and_gets_a_receipt(
    visitor: Make, portal_settings: Any, own_claims: Path
) -> None:
    unit = visitor("don-vi")
    seen = send(unit, "/nhan-tep", own_claims)
    assert seen.status_code == 200 and "Chưa gửi gì" in seen.text
    folder = portal_settings.inbox / "claims" / OWN
    before = files_in(folder)
    key = re.search(r'name="tep" value="([\w-]+)"', seen.text)
    assert key is not None
    done = unit.post("/nhan-tep/giu", {"tep": key[1]})
    assert done.status_code == 303
    receipt = unit.get(done.headers["location"])
    assert "Biên nhận" in receipt.text and "Đã nhận tệp" in receipt.text
    (kept,) = set(files_in(folder)) - set(before)
    assert kept.read_bytes() == own_claims.read_bytes()
    assert kept.name.startswith("tu_danh_gia_2024_") and kept.stat().st_mode & 0o077 == 0
    again = unit.post("/nhan-tep/giu", {"tep": key[1]})
    assert again.status_code == 422, "a file is handed in once"
    assert done.headers["location"].rpartition("/")[2] in unit.get("/nhan-tep").text
    assert visitor("xem").get(done.headers["location"]).status_code == 403
    assert visitor("so").get(done.headers["location"]).status_code == 200


def test_a_unit_hands_in_no_rows_of_another(visitor: Make, portal_settings: Any) -> None:
    before = files_in(portal_settings.home / "portal-waiting") + files_in(portal_settings.inbox)
    seen = send(visitor("don-vi"), "/nhan-tep", CLAIMS)
    assert seen.status_code == 422
    assert "Tệp có hàng của đơn vị khác nên chưa gửi được" in seen.text and "Xã Vĩnh Yên" in seen.text
    assert 'name="tep"' not in seen.text and "/nhan-tep/giu" not in seen.text
    assert files_in(portal_settings.home / "portal-waiting") + files_in(portal_settings.inbox) == before
    assert send(visitor("so"), "/nhan-tep", CLAIMS, nguon="village_claims").status_code == 200, "the office may"


def test_the_file_of_one_account_is_not_handed_in_by_another(visitor: Make, own_claims: Path) -> None:
    key = re.search(r'name="tep" value="([\w-]+)"', send(visitor("don-vi"), "/nhan-tep", own_claims).text)
    assert key is not None
    assert visitor("so").post("/nhan-tep/giu", {"tep": key[1]}).status_code == 422
    for made_up in ("", "../../etc/passwd", "x" * 32):
        assert visitor("so").post("/nhan-tep/giu", {"tep": made_up}).status_code == 422


def test_a_unit_sends_claims_and_nothing_else_whatever_the_form_says(visitor: Make) -> None:
    seen = send(visitor("don-vi"), "/nhan-tep", VNPT, nguon="vnpt")
    assert "Biểu tự đánh giá" in seen.text


def test_the_office_sees_how_a_publishers_file_would_be_read_before_it_is_taken(visitor: Make) -> None:
    office = visitor("so")
    seen = send(office, "/nhan-tep", VNPT, nguon="vnpt")
    assert "đọc được. Không lưu gì." in seen.text and "Ngày công bố: 30/09/2024" in seen.text
    assert send(office, "/nhan-tep", VNPT, nguon="khong-co").status_code == 422


def test_the_templates_are_workbooks_and_one_holds_the_units_own_villages(as_role: As) -> None:
    import io

    import openpyxl

    assert as_role("").get("/bieu-mau.xlsx").headers["content-disposition"].startswith("attachment")
    book = openpyxl.load_workbook(io.BytesIO(as_role("don-vi").get("/bieu-cua-toi.xlsx").content))
    names = {row[2] for row in list(book["Tự đánh giá"].values)[1:] if row[2]}
    assert "Thôn Nà Cuổn - Nà Rài" in names
    communes = {row[1] for row in list(book["Tự đánh giá"].values)[1:] if row[2]}
    assert communes == {"Xã Hòa Bình"}
