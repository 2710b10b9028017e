"""Shop pages on the pages: what a verdict rests on is read as text, what is doubtful is asked and answered."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from connectors.page_answers import question_of
from connectors.pages.answer import Answer
from connectors.pages.archive import Archive
from flows.open_page_questions import keep_page_questions
from portal.people import Role
from tests.portal.conftest import PASSWORD, Visitor
from tests.warehouse.province import CRITERIA, Night, record

LINK = "https://cho-mau.example/san-pham/7"
BODY = (
    "<html><head><title>Mật ong rừng</title><script>alert(1)</script></head><body><h1>Mật ong rừng</h1>"
    "<p>Giá 95.000₫, gọi 0912 345 678 gặp ông Nguyễn Văn Mẫu</p>&lt;b onclick=1&gt;đậm&lt;/b&gt;</body></html>"
)
KEY = question_of(LINK, "Mật ong bạc hà", "Mật ong rừng")


@dataclass
class Shown:
    """Pages about one village whose product verdict rests on one kept page; another village's rests on another."""

    app: Any
    home: Path
    inbox: Path
    digests: tuple[str, str]

    def visitor(self, login: str) -> Visitor:
        from starlette.testclient import TestClient

        made = Visitor(TestClient(self.app))
        assert made.log_in(login).status_code == 303
        return made


def listing(digest: str) -> dict[str, object]:
    """A doubtful listing as a run judges by it."""
    return {"url": LINK, "product_name": "Mật ong bạc hà", "page_title": "Mật ong rừng", "match": "possible",
            "stock": "in_stock", "fetched_on": pd.Timestamp("2024-11-10"), "detail": "cần người xem"}  # fmt: skip


@pytest.fixture(scope="module")
def shown(portal_settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    from portal.app import make_app
    from portal.services import Services
    from warehouse.store import Warehouse

    home = tmp_path_factory.mktemp("pages")
    at = dt.datetime(2024, 11, 10, 3, 0, tzinfo=dt.UTC)
    html = (("Content-Type", "text/html; charset=utf-8"),)
    archive = Archive(home)
    own = archive.keep(Answer(LINK, 200, "OK", html, BODY.encode()), at)
    other = archive.keep(Answer(f"{LINK}0", 200, "OK", html, b"<p>Trang khac</p>"), at)
    frames = Night(villages=2, communes={0: "06103", 1: "06070"}).frames()
    rows = frames["evidence"].to_dict("records")
    for code, link, digest in (("V000", LINK, own), ("V001", f"{LINK}0", other)):
        row = next(each for each in rows if each["unit_code"] == code and each["indicator"] == "1")
        rows.append({**row, "source_id": "ocop_listings", "file_sha256": digest, "sheet": link, "row": 0,
                     "sentence": "Trang chưa chắc là sản phẩm này"})  # fmt: skip
    frames["evidence"] = pd.DataFrame(rows)
    made = record(1, criteria={CRITERIA: "x"})
    url = f"sqlite:///{home / 'kho.sqlite'}"
    with Warehouse.open(url) as warehouse:
        warehouse.save_run(made, frames)
    pages = pd.DataFrame([{"url": LINK, "page_title": "Mật ong rừng", "seller": "Ông Nguyễn Văn Mẫu", "price": 95_000,
                           "picture_url": None, "file_sha256": own}])  # fmt: skip
    wanted = pd.DataFrame([{"url": LINK, "product_name": "Mật ong bạc hà", "supplier": "HTX Mẫu",
                            "village_text": "Nà 0", "commune_text": "Xã C0"}])  # fmt: skip
    keep_page_questions(pd.DataFrame([listing(own)]), pages, wanted, made.run_id, home)
    settings = portal_settings.model_copy(update={"home": home, "warehouse": url, "inbox": home / "inbox"})
    with Services(settings) as services:
        services.accounts.add("lan", Role.OFFICE, PASSWORD, services.now())
        services.accounts.add("xa", Role.UNIT, PASSWORD, services.now(), "06103", dt.date(2024, 11, 15))
        yield Shown(make_app(services), home, home / "inbox", (own, other))


def test_the_page_that_a_verdict_rests_on_is_read_as_text_without_persons(shown: Shown) -> None:
    path = f"/thon/V000/trang/{shown.digests[0]}"
    unit = shown.visitor("xa")
    assert f'href="{path}"' in unit.get("/thon/V000").text
    text = unit.get(path).text
    assert "Mật ong rừng" in text and "95.000" in text
    assert "&lt;b onclick=1&gt;" in text and "<b onclick" not in text
    assert "alert(1)" not in text, "what a reader does not see"
    assert "345 678" not in text and "Nguyễn Văn Mẫu" not in text


def test_no_other_page_of_the_archive_is_read_by_its_digest(shown: Shown) -> None:
    own, other = shown.digests
    unit, office = shown.visitor("xa"), shown.visitor("lan")
    assert office.get(f"/thon/V001/trang/{other}").status_code == 200
    assert unit.get(f"/thon/V001/trang/{other}").status_code == 404
    assert unit.get(f"/thon/V000/trang/{other}").status_code == 404, "a page of another unit, under one's own"
    for wrong in ("0" * 64, "..%2f..%2fetc", own[:-1]):
        assert office.get(f"/thon/V000/trang/{wrong}").status_code == 404


def test_a_question_about_a_page_is_answered_by_a_table_of_one_row_in_the_inbox(shown: Shown) -> None:
    office = shown.visitor("lan")
    assert "<b>1</b> trang bán hàng cần người xem" in office.get("/cau-hoi").text
    asked = office.get("/cau-hoi/trang").text
    assert "Mật ong bạc hà" in asked and "95000" in asked and "HTX Mẫu" in asked and KEY in asked
    assert "Nguyễn Văn Mẫu" not in asked and "Chữ của trang khi chương trình xem" in asked
    assert 'rel="noreferrer noopener nofollow"' in asked
    assert office.post("/cau-hoi/trang", {"cau": KEY, "la": "chắc đúng"}).status_code == 422
    assert shown.visitor("xa").post("/cau-hoi/trang", {"cau": KEY, "la": "Đúng sản phẩm"}).status_code == 403
    done = office.post("/cau-hoi/trang", {"cau": KEY, "la": "Đúng sản phẩm"})
    assert done.status_code == 303
    (file,) = (shown.inbox / "trang").rglob("*.csv")
    assert list(csv.DictReader(file.read_text("utf-8").splitlines())) == [
        {"Mã câu hỏi": KEY, "Đường dẫn": LINK, "Trả lời": "Đúng sản phẩm"}
    ]
    after = office.get(done.headers["location"]).text
    assert "Không còn trang nào chờ" in after and "Đã nhận câu trả lời trước" in after
    assert office.post("/cau-hoi/trang", {"cau": KEY, "la": "Khác sản phẩm"}).headers["location"] == "/cau-hoi/trang"
