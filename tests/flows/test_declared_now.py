"""What a village declared, read anew: of every sheet the file that speaks, no row twice, none lost."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from connectors.sources.village_claims.declared import DeclaredRow
from doisoat.errors import ConfigError
from doisoat.settings import Settings
from expectations.criteria_set import load_criteria
from flows.claim_form import MOST_ROWS, WrittenClaim, WrittenRow, rows_to_send, sections_of, shown_of
from flows.declared_now import Declared, declared_now

NOW = dt.datetime(2024, 11, 16, tzinfo=dt.UTC)
PLACE = ("Huyện Mẫu", "Xã Thử", "Thôn Nà Mẫu")
SECTIONS = {one.sheet: one for one in sections_of(load_criteria()["TTM-2023"])}
Sheets = Mapping[str, Sequence[Mapping[str, str]]]


def member(name: str, phone: str = "0900000001") -> dict[str, str]:
    return {"name": name, "home": "Nhà mẫu", "phone": phone, "id_number": "020000000011", "position": "Thành viên"}


def handed(folder: Path, name: str, sheets: Sheets) -> str:
    content = WrittenClaim(*PLACE, "TTM-2023", 2024, {"1": "Đạt"}, sheets).file(NOW.date())
    path = folder / "claims" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def cites(*rows: tuple[str, str, str, int]) -> Any:
    """A village's page that rests on rows: (name of the file, its digest, sheet, row)."""
    shown = [
        SimpleNamespace(file=f"claims/{name}", file_sha256=sha, sheet=sheet, row=row, source_id="village_claims")
        for name, sha, sheet, row in rows
    ]
    return SimpleNamespace(indicators=[SimpleNamespace(claim_rows=shown, checks=[])])


def told(tmp_path: Path, page: Any) -> Declared:
    return declared_now(page, Settings(home=tmp_path, inbox=tmp_path), NOW)


def sent(sheet: str, declared: Sequence[DeclaredRow], *new: Mapping[str, str]) -> list[dict[str, str]] | None:
    """What goes out of a form that nobody changed but for new rows."""
    section = SECTIONS[sheet]
    rows = [WrittenRow(row.key, shown_of(section, row)) for row in declared]
    return rows_to_send(section, declared, [*rows, *(WrittenRow("", cells) for cells in new)])


def test_of_two_files_the_one_whose_rows_of_a_sheet_are_cited_speaks_for_it(tmp_path: Path) -> None:
    old = {"WiFi": [{"venue": "Nhà văn hóa thôn", "contract": "CU-1/2024"}], "Thành viên": [member("Hoàng Thị Mẫu")]}
    first = handed(tmp_path, "a.xlsx", {**old, "Mô hình": [{"model": "Mô hình mẫu", "field": "Du lịch"}]})
    second = handed(tmp_path, "b.xlsx", {"WiFi": [{"venue": "Nhà văn hóa thôn", "contract": "MOI-1/2024"}]})
    page = cites(
        ("a.xlsx", first, "Thành viên", 2), ("b.xlsx", second, "WiFi", 2), ("b.xlsx", second, "Tự đánh giá", 2)
    )
    declared = told(tmp_path, page)
    assert [row.cells["contract"] for row in declared.rows["WiFi"]] == ["MOI-1/2024"]
    assert [row.cells["name"] for row in declared.rows["Thành viên"]] == ["Hoàng Thị Mẫu"]
    assert [row.cells["model"] for row in declared.rows["Mô hình"]] == ["Mô hình mẫu"], "cited by nothing, in one file"
    assert declared.locked == {} and declared.unread == ""


def test_rows_of_one_number_in_two_files_stay_two_persons(tmp_path: Path) -> None:
    one, two = (
        handed(tmp_path, "a.xlsx", {"Thành viên": [member("Hoàng Thị Mẫu")]}),
        handed(tmp_path, "b.xlsx", {"Thành viên": [member("Lý Văn Thử", "0900000002")]}),
    )
    declared = told(tmp_path, cites(("a.xlsx", one, "Thành viên", 2), ("b.xlsx", two, "Thành viên", 2)))
    rows = declared.rows["Thành viên"]
    assert [row.row for row in rows] == [2, 2] and len({row.key for row in rows}) == 2
    assert sent("Thành viên", rows) is None, "nothing was changed"
    out = sent("Thành viên", rows, member("Vi Thị Ví", "0900000003"))
    assert out is not None
    assert [(row["name"], row["phone"]) for row in out] == [
        ("Hoàng Thị Mẫu", "0900000001"),
        ("Lý Văn Thử", "0900000002"),
        ("Vi Thị Ví", "0900000003"),
    ]


def test_a_sheet_that_is_longer_than_the_form_is_not_open_to_be_cut(tmp_path: Path) -> None:
    many = [member(f"Hoàng Thị Mẫu {n}") for n in range(MOST_ROWS + 1)]
    sha = handed(tmp_path, "a.xlsx", {"Thành viên": many})
    declared = told(tmp_path, cites(("a.xlsx", sha, "Thành viên", 2)))
    assert "Đã khai 61 hàng" in declared.locked["Thành viên"] and "Nhận tệp" in declared.locked["Thành viên"]


def test_a_sheet_of_several_files_of_which_none_is_cited_is_not_open(tmp_path: Path) -> None:
    shas = [handed(tmp_path, f"{n}.xlsx", {"Mô hình": [{"model": f"Mô hình {n}"}]}) for n in "ab"]
    page = cites(*((f"{n}.xlsx", sha, "Tự đánh giá", 2) for n, sha in zip("ab", shas, strict=True)))
    assert set(told(tmp_path, page).locked) == {"Mô hình"}


@pytest.mark.parametrize("left", ["gone", "another"])
def test_where_a_file_is_no_longer_what_was_read_nothing_is_taken_for_nothing_declared(
    tmp_path: Path, left: str
) -> None:
    shas = [handed(tmp_path, f"{n}.xlsx", {"Thành viên": [member(f"Hoàng Thị {n.upper()}")]}) for n in "ab"]
    path = tmp_path / "claims" / "a.xlsx"
    path.unlink() if left == "gone" else path.write_bytes(path.read_bytes() + b" ")
    declared = told(tmp_path, cites(*((f"{n}.xlsx", sha, "Thành viên", 2) for n, sha in zip("ab", shas, strict=True))))
    assert declared.rows == {} and "claims/a.xlsx" in declared.unread and "thay cả mục" in declared.unread


def test_to_activities_something_is_added_and_nothing_is_sent_again(tmp_path: Path) -> None:
    sha = handed(tmp_path, "a.xlsx", {"Hoạt động": [{"date": "05/03/2024", "content": "Hướng dẫn VNeID"}]})
    rows = told(tmp_path, cites(("a.xlsx", sha, "Hoạt động", 2))).rows["Hoạt động"]
    section, new = SECTIONS["Hoạt động"], {"date": "07/04/2024", "content": "Hướng dẫn dịch vụ công"}
    assert section.adds_up and rows_to_send(section, rows, [WrittenRow("", {})]) is None
    out = rows_to_send(section, rows, [WrittenRow("", new)])
    assert out is not None and [(row["date"], row["content"]) for row in out] == [(new["date"], new["content"])]


def test_blanks_and_lines_that_a_browser_sends_in_its_own_way_are_no_change() -> None:
    row = DeclaredRow("k", 2, {"model": "Mô hình  mẫu", "before": "Ghi sổ\ntay", "field": "Du lịch"})
    section = SECTIONS["Mô hình"]
    shown = {name: " ".join(text.split()) for name, text in shown_of(section, row).items()}
    assert shown["model"] == "Mô hình mẫu" and rows_to_send(section, [row], [WrittenRow("k", shown)]) is None


@pytest.mark.parametrize("keys", [["x"], [], ["k", "k2"]])
def test_a_form_that_was_opened_on_other_rows_is_not_taken(keys: list[str]) -> None:
    rows = [DeclaredRow(key, 2, {"model": "Mô hình mẫu"}) for key in keys]
    with pytest.raises(ConfigError, match="đã khác so với lúc mở biểu"):
        rows_to_send(SECTIONS["Mô hình"], rows, [WrittenRow("k" if keys != ["k", "k2"] else "k2", {"model": "Khác"})])


@pytest.mark.parametrize(
    ("sheet", "field", "text", "is_shown"),
    [
        ("WiFi", "contract", "MAU-12/2024/HĐ-VNPT", True),
        ("WiFi", "contract", "123456/2024/HĐ-VNPT", True),
        ("WiFi", "contract", "Hoàng Văn Nam, Lý Thị Hoa", False),
        ("WiFi", "contract", "0912345678", False),
        ("Tổ CNSCĐ", "number", "12/QĐ-UBND", True),
        ("Sản phẩm", "url", "https://www.postmart.example.vn/san-pham/1234", True),
        ("Sản phẩm", "url", "https://zalo.me/0912345678", False),
    ],
)
def test_what_names_a_person_does_not_come_back_whatever_its_field(
    sheet: str, field: str, text: str, is_shown: bool
) -> None:
    assert (field in shown_of(SECTIONS[sheet], DeclaredRow("k", 2, {field: text}))) == is_shown
