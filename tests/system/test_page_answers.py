"""A question about a shop page goes out in a workbook and its answer comes back through the inbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from connectors.page_answers import ANSWER, HEADINGS, OTHER, QUESTION, SAME
from connectors.pages.answer import Answer
from connectors.pages.archive import Archive, Fetch, Hop
from connectors.sources.village_claims.template import SHEETS
from flows.cli.shop_pages import shops
from flows.kept_pages import text_of_page
from flows.open_page_questions import answer_page, open_pages
from flows.reconcile import reconcile
from flows.run_spec import new_run_spec
from flows.runner import PlainRunner
from warehouse.store import Warehouse

LINK = "https://cho-mau.example/san-pham/7"
PLACE = ("Bình Gia", "Vĩnh Yên", "Thôn Khuổi Dụi")
AS_OF = dt.date(2024, 11, 15)
LOOKED = dt.datetime(2024, 11, 10, 3, 0, tzinfo=dt.UTC)
PAGE = """<html><head><title>{0}</title></head><body><div class='product'><h1>{0}</h1>
<p>Nhà cung cấp: Cửa hàng Xứ Lạng</p><div class='price'>95.000₫</div><button>Mua ngay</button></div></body></html>"""
TITLE = "Mật ong rừng hảo hạng"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """One village that claims one product under one link, whose page is kept and names neither village nor supplier."""
    folder = tmp_path / "inbox"
    (folder / "register").mkdir(parents=True)
    (folder / "register" / "dm.csv").write_text(
        "Mã thôn,Tên thôn,Tên xã,Mã xã,Huyện\n06070001,Khuổi Dụi,Xã Vĩnh Yên,06070,Huyện Bình Gia\n", encoding="utf-8"
    )
    rows = {
        "Tự đánh giá": (*PLACE, "TTM-2023", 2024, *["Đạt"] * 5),
        "Sản phẩm": (*PLACE, "Mật ong bạc hà Khuổi Dụi", "HTX Mẫu", 4, "Website", LINK),
    }
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, fields in SHEETS.items():
        sheet = book.create_sheet(name)
        sheet.append(list(fields))
        if name in rows:
            sheet.append(rows[name])
    (folder / "claims").mkdir()
    book.save(folder / "claims" / "khai.xlsx")
    shows(tmp_path / "home", TITLE, LOOKED)
    return folder


def shows(home: Path, title: str, at: dt.datetime) -> None:
    """A look at the page is kept."""
    archive = Archive(home)
    body = PAGE.format(title).encode()
    sha256 = archive.keep(Answer(LINK, 200, "OK", (("Content-Type", "text/html; charset=utf-8"),), body), at)
    archive.note(Fetch(LINK, at, "page", (Hop(LINK, 200, sha256),)))


def asked(inbox: Path, tmp_path: Path) -> Any:
    """The sheet of questions that ``doisoat shops questions`` writes, in its book."""
    out = tmp_path / "trang_can_xem.xlsx"
    home = tmp_path / "home"
    env = {
        "DOISOAT_HOME": str(home),
        "DOISOAT_INBOX": str(inbox),
        "DOISOAT_WAREHOUSE": f"sqlite:///{home / 'doisoat.sqlite'}",
    }
    done = CliRunner().invoke(shops, ["questions", str(out)], env=env, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return openpyxl.load_workbook(out)


def answer(book: Any, inbox: Path, word: str) -> Path:
    """Fill in the one question and put the workbook into the inbox."""
    book.active.cell(2, HEADINGS.index(ANSWER) + 1, word)
    (inbox / "trang").mkdir(exist_ok=True)
    book.save(inbox / "trang" / "tra_loi.xlsx")
    return inbox / "trang" / "tra_loi.xlsx"


def verdict(finished: Any) -> tuple[str, str]:
    rows = finished.frames["verdicts"].query("indicator == '4' and level == 'village'")
    return str(rows["verdict"].iloc[0]), str(rows["reasons"].iloc[0])


def test_an_answer_decides_the_claim_is_named_as_evidence_and_leaves_with_its_file(
    run_inbox: Callable[..., Any], inbox: Path, tmp_path: Path
) -> None:
    finished, settings = run_inbox(inbox, tmp_path / "home", AS_OF)
    assert verdict(finished) == ("unverified", "listing_possible")

    book = asked(inbox, tmp_path)
    sheet = book.active
    cells = dict(zip([c.value for c in sheet[1]], [c.value for c in sheet[2]], strict=True))
    assert sheet.max_row == 2 and tuple(cells) == HEADINGS
    assert (cells["Đường dẫn"], cells["Tên trên trang"], cells["Giá trên trang (đồng)"]) == (LINK, TITLE, 95_000)
    assert cells["Thôn, xã"] == "Thôn Khuổi Dụi, Vĩnh Yên" and cells["Đơn vị cung cấp đã khai"] == "HTX Mẫu"
    assert cells["Người bán trên trang"] == "Cửa hàng Xứ Lạng" and "cần người xem" in cells["Vì sao hỏi"]
    (choice,) = sheet.data_validations.dataValidation
    hidden = book.worksheets[1]
    assert hidden.sheet_state == "hidden" and choice.formula1 == f"{hidden.title}!$A$1:$A$2"
    assert [c.value for c in hidden["A"]] == [SAME, OTHER]

    returned = answer(book, inbox, SAME)
    finished, _ = run_inbox(inbox, tmp_path / "home", AS_OF)
    assert verdict(finished) == ("confirmed", "listing_live")
    assert finished.frames["notes"].empty, "our own workbook came back as a surprise"
    with Warehouse.open(settings.warehouse_url) as warehouse:
        (found,) = warehouse.explain(finished.record.run_id, "06070001", "4").indicators
    (person,) = [row for row in found.checks[0].evidence if row.source_id == "page_answers"]
    assert (person.role, person.file, person.sheet, person.row) == ("for", "trang/tra_loi.xlsx", sheet.title, 2)
    assert "Người xem trả lời" in person.sentence and TITLE in person.sentence
    assert asked(inbox, tmp_path).active.max_row == 1, "asked again although answered"

    returned.unlink()
    finished, _ = run_inbox(inbox, tmp_path / "home", AS_OF)
    assert verdict(finished) == ("unverified", "listing_possible")


def test_an_answer_holds_for_the_page_it_was_given_about_and_from_when_it_landed(
    run_inbox: Callable[..., Any], inbox: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    before, settings = run_inbox(inbox, home, AS_OF)
    answer(asked(inbox, tmp_path), inbox, OTHER)
    finished, _ = run_inbox(inbox, home, AS_OF)
    assert verdict(finished) == ("contradicted", "listing_other_product")

    then = before.record.started_at
    spec = new_run_spec(inbox, now=dt.datetime.now(dt.UTC), as_of=AS_OF, known_at=then, offline=True)
    looked_back = reconcile(spec, settings, PlainRunner(), lambda _text: None)
    assert verdict(looked_back) == ("unverified", "listing_possible")

    shows(home, "Mật ong rừng loại một", LOOKED + dt.timedelta(days=2))
    finished, _ = run_inbox(inbox, home, AS_OF)
    assert verdict(finished) == ("unverified", "listing_possible")
    assert asked(inbox, tmp_path).active["F2"].value == "Mật ong rừng loại một"


def test_an_answer_given_on_the_page_is_followed_by_the_next_run_as_the_workbooks_is(
    run_inbox: Callable[..., Any], inbox: Path, tmp_path: Path
) -> None:
    finished, settings = run_inbox(inbox, tmp_path / "home", AS_OF)
    settings = settings.model_copy(update={"inbox": inbox})
    (question,) = open_pages(settings, finished.record) or []
    assert dict(question.told)["Sản phẩm đã khai"] == "Mật ong bạc hà Khuổi Dụi"
    assert "95.000" in text_of_page(settings.home, question.sha256)
    answer_page(question, SAME, settings, dt.datetime.now(dt.UTC), account=1)
    assert open_pages(settings, finished.record) == []
    finished, _ = run_inbox(inbox, tmp_path / "home", AS_OF)
    assert verdict(finished) == ("confirmed", "listing_live")
    assert open_pages(settings, finished.record) == []


def test_an_answer_nobody_can_follow_is_set_aside_with_its_row(
    run_inbox: Callable[..., Any], inbox: Path, tmp_path: Path
) -> None:
    (inbox / "trang").mkdir()
    text = (
        f"{QUESTION},Đường dẫn,Sản phẩm đã khai,{ANSWER}\nTR-000000000001,{LINK},Mật ong,\n"
        f"TR-000000000002,{LINK},Miến,có lẽ đúng\n,{LINK},Hồng,{SAME}\n"
    )
    (inbox / "trang" / "tra_loi.csv").write_text(text, encoding="utf-8")
    finished, _ = run_inbox(inbox, tmp_path / "home", AS_OF)
    aside = finished.frames["set_aside"].query("source_id == 'page_answers'")
    assert dict(zip(aside["row"], aside["reason"], strict=True)) == {3: "page_answer_unclear", 4: "no_question"}
    assert verdict(finished) == ("unverified", "listing_possible")
