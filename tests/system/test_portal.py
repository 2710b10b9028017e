"""The officers' pages in a real browser: Chromium, driven from login to done, with and without scripts.

The browser is found (``DOISOAT_CHROMIUM``, or by its usual names), or the tests say that they were left out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from flows.demo import demo_inbox
from tests.commands import ROOT
from tests.own_claims import OF_ALL, own_claims_of
from tests.portal.served import Served
from tests.portal.test_escaping import HOSTILE, hostile_warehouse

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = os.environ.get("DOISOAT_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
if CHROMIUM is None:
    pytest.skip("NO BROWSER: the pages are not looked at (apt-get install chromium)", allow_module_level=True)

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text("utf-8")


@pytest.fixture(scope="module")
def served(demo: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("home")
    warehouse = demo[1].warehouse_url.removeprefix("sqlite:///")
    shutil.copy(warehouse, home / "doisoat.sqlite")
    inbox = home / "inbox"
    shutil.copytree(demo_inbox(), inbox)
    made = Served(home, f"sqlite:///{home / 'doisoat.sqlite'}", inbox)
    yield made
    made.end()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        made = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield made
        made.close()


def page_of(browser: Browser, served: Served, login: str = "", **options: Any) -> Page:
    """A page of a browser of its own, logged in; what it asks of other hosts, or shows as a dialog, is a failure."""
    context = browser.new_context(locale="vi-VN", **options)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.on("dialog", lambda dialog: pytest.fail(f"dialog: {dialog.message}"))
    page.on("request", lambda asked: asked.url.startswith(served.url) or pytest.fail(f"outside: {asked.url}"))
    if login:
        served.let_in(page, login)
    return page


def test_an_officer_finds_why_a_village_is_contradicted_and_takes_its_commune_along(
    browser: Browser, served: Served, tmp_path: Path
) -> None:
    page = page_of(browser, served, "so")
    page.get_by_role("link", name="Rà soát", exact=True).click()
    page.get_by_label("Kết luận").select_option(label="mâu thuẫn")
    page.get_by_label("Tìm thôn, xã").fill("hoa binh")
    page.get_by_role("button", name="Lọc").click()
    with page.expect_download() as waited:
        page.get_by_role("link", name=re.compile("Tải Excel")).click()
    assert waited.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("link", name="Thôn Nà Lùng").click()
    assert page.get_by_text("Việc cần làm").first.is_visible()
    assert page.locator(".vai-against").first.is_visible()


def test_an_officer_asks_for_a_dry_run_of_a_commune_by_name_and_opens_a_village_of_it(
    browser: Browser, served: Served
) -> None:
    page = page_of(browser, served, "so")
    page.get_by_role("link", name="Đối soát", exact=True).click()
    page.get_by_label("Đơn vị").fill("Xã Hòa Bình, Bình Gia")
    page.get_by_label("Ngày xét").fill("2024-11-15")
    page.get_by_role("button", name="Xem trước khi chạy").click()
    assert page.get_by_text("06103").first.is_visible()
    page.get_by_role("button", name="Bắt đầu").click()
    page.get_by_role("link", name="Xem kết quả").click(timeout=180_000)
    assert page.get_by_text("không được lưu").is_visible()
    page.get_by_role("link", name="Thôn Nà Lùng").click()
    assert page.get_by_text("mâu thuẫn").first.is_visible()


def test_a_run_is_followed_by_events_and_without_scripts_by_loading_anew(browser: Browser, served: Served) -> None:
    for scripts in (True, False):
        page = page_of(browser, served, "so", java_script_enabled=scripts)
        said: list[str] = []
        page.on("console", lambda message, said=said: said.append(message.text) if message.type == "error" else None)
        loaded: list[str] = []
        page.on(
            "request", lambda asked, loaded=loaded: loaded.append(asked.url) if asked.is_navigation_request() else None
        )
        page.goto(f"{served.url}/doi-soat")
        page.get_by_label("Đơn vị").fill("Xã Hòa Bình, Bình Gia")
        page.get_by_label("Ngày xét").fill("2024-11-15")
        page.get_by_role("button", name="Xem trước khi chạy").click()
        page.get_by_role("button", name="Bắt đầu").click()
        page.get_by_role("link", name="Xem kết quả").wait_for(timeout=180_000)
        watched = [url for url in loaded if "/doi-soat/m-" in url]
        if scripts:
            assert len(watched) == 2, "once to look, once when it was over: what came between came as events"
        else:
            assert len(watched) > 1
        assert said == []


def test_a_commune_mends_its_claim_on_a_telephone_where_the_finding_stands(browser: Browser, served: Served) -> None:
    page = page_of(browser, served, "xa-hoa-binh", viewport={"width": 390, "height": 844}, bypass_csp=True)
    page.goto(f"{served.url}/thon/06103005")
    page.get_by_role("link", name="Khai lại chỉ tiêu này").first.click()
    page.get_by_label("Số hợp đồng").fill("MAU-11/2024/HĐ-VNPT")
    page.get_by_label("Số quyết định").fill("-")
    page.get_by_role("button", name="Gửi và nhận biên nhận").click()
    field = page.get_by_label("Số quyết định")
    assert field.get_attribute("aria-invalid") == "true"
    assert page.locator(f"[id='{field.get_attribute('aria-describedby')}']").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate(AXE)
    told = page.evaluate("axe.run().then(found => found.violations)")
    assert [v["id"] for v in told if v["impact"] in ("serious", "critical")] == []
    field.fill("11/QĐ-UBND")
    page.get_by_role("button", name="Gửi và nhận biên nhận").press("Enter")
    page.get_by_text("Đã nhận tệp").wait_for()
    assert list((served.inbox / "claims" / "06103").glob("khai_*.xlsx"))


def test_a_commune_checks_a_bad_workbook_hands_it_in_and_gets_a_receipt(
    browser: Browser, served: Served, tmp_path: Path
) -> None:
    page = page_of(browser, served, "xa-hoa-binh", viewport={"width": 390, "height": 844})
    page.get_by_role("link", name="Nhận tệp").click()
    page.get_by_label("Tệp (").set_input_files(OF_ALL)
    page.get_by_role("button", name="Kiểm tra trước khi gửi").click()
    assert page.get_by_text("Tệp có hàng của đơn vị khác nên chưa gửi được").is_visible()
    page.get_by_role("link", name="chọn lại tệp").click()
    page.get_by_label("Tệp (").set_input_files(own_claims_of("Xã Hòa Bình", tmp_path))
    page.get_by_role("button", name="Kiểm tra trước khi gửi").click()
    assert page.get_by_text("Có chỗ nên sửa trước").is_visible()
    page.get_by_role("button", name="Vẫn gửi").click()
    assert page.get_by_text("Đã nhận tệp").is_visible()
    assert list((served.inbox / "claims" / "06103").glob("*.xlsx"))


def test_a_commune_objects_an_officer_decides_and_another_confirms(browser: Browser, served: Served) -> None:
    add = [sys.executable, "-m", "flows.cli", "users", "add", "so-hai", "--role", "so"]
    told = subprocess.run(add, env=served.env, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    served.passwords["so-hai"] = told.rpartition(": ")[2].strip()
    unit = page_of(browser, served, "xa-hoa-binh")
    unit.get_by_role("link", name="Trả lời và quyết định").click()
    unit.get_by_role("row", name=re.compile("Thôn Nà Lùng.*Hạ tầng")).get_by_role("link").click()
    card = unit.locator("article", has=unit.get_by_role("heading", name=re.compile("^1 Hạ tầng số")))
    card.get_by_text("Trả lời", exact=True).click()
    card.get_by_role("radio", name="Phản đối").check()
    card.get_by_label("Giải thích").fill("Cáp quang đã kéo đến thôn từ tháng 10")
    card.get_by_role("button", name="Gửi câu trả lời").click()
    assert unit.get_by_text("đang chờ cán bộ xét").first.is_visible()
    first = page_of(browser, served, "so")
    first.get_by_role("link", name="Trả lời và quyết định").click()
    first.get_by_role("link", name=re.compile("Thôn Nà Lùng")).click()
    card = first.locator("article", has=first.get_by_role("heading", name=re.compile("^1 Hạ tầng số")))
    card.get_by_text("Đề xuất quyết định khác").click()
    card.get_by_label("Kết luận").select_option(label="xác nhận")
    card.get_by_label("Lý do").fill("Đã đi kiểm tra tại thôn")
    card.get_by_label("Văn bản").fill("12/BB-SKHCN ngày 20/11/2024")
    card.get_by_label("Đến hết ngày").fill("2025-12-31")
    card.get_by_role("button", name="Gửi đề xuất").click()
    second = page_of(browser, served, "so-hai")
    second.goto(f"{served.url}/quyet-dinh")
    second.get_by_role("button", name="Xác nhận").click()
    assert second.get_by_text("đang áp dụng").is_visible()
    unit.reload()
    assert unit.get_by_text("cán bộ đã quyết định").first.is_visible()


def test_a_name_question_is_answered_by_keyboard_alone(browser: Browser, served: Served) -> None:
    page = page_of(browser, served, "so")
    page.goto(f"{served.url}/cau-hoi/ten")
    page.get_by_label("Thôn khác, mã").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("06103002")
    page.keyboard.press("Enter")
    page.get_by_text("Đã ghi câu trả lời trước").wait_for()
    assert "06103002" in (served.home / "aliases.csv").read_text("utf-8")


PAGES = (
    *("/", "/ra-soat", "/thon/06103005", "/con-thieu?don-vi=06103", "/quyet-dinh", "/cau-hoi", "/cau-hoi/ten"),
    *("/doi-soat", "/nhan-tep", "/kiem-tra", "/luot", "/luot/latest", "/nguon", "/giup", "/tai-khoan"),
    *("/thon/06103", "/lien-ket", "/thu", "/cau-hoi/trang"),
)


@pytest.mark.parametrize("scripts", [True, False])
def test_no_page_is_wider_than_a_telephone_and_each_has_one_heading(
    browser: Browser, served: Served, scripts: bool
) -> None:
    page = page_of(browser, served, "so", viewport={"width": 390, "height": 844}, java_script_enabled=scripts)
    for path in PAGES:
        page.goto(f"{served.url}{path}")
        if scripts:
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.get_by_role("heading", level=1).count() == 1, path


def test_axe_finds_nothing_serious_on_any_page(browser: Browser, served: Served) -> None:
    page = page_of(browser, served, "so", bypass_csp=True)  # what it needs to run is not what the page may do
    found = {}
    for path in PAGES:
        page.goto(f"{served.url}{path}")
        page.evaluate(AXE)
        told = page.evaluate("axe.run().then(found => found.violations)")
        bad = [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in told if v["impact"] in ("serious", "critical")]
        if bad:
            found[path] = bad
    assert found == {}


def test_the_browser_kept_nothing_inline_and_said_nothing(browser: Browser, served: Served) -> None:
    page = page_of(browser, served, "so")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    for path in PAGES:
        page.goto(f"{served.url}{path}")
    assert said == []


def test_hostile_names_rows_and_files_show_no_dialog_and_ask_no_other_host(
    browser: Browser, served: Served, tmp_path: Path
) -> None:
    """Without the pages' own policy, so that what holds is the escaping alone."""
    (tmp_path / "inbox").mkdir()
    hostile = Served(tmp_path, hostile_warehouse(tmp_path / "kho.sqlite"), tmp_path / "inbox")
    try:
        page = page_of(browser, hostile, "so", bypass_csp=True)
        page.add_init_script("window.alert = text => { throw new Error('hostile: ' + text) }")
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        looked_at = ["/", "/ra-soat", "/ra-soat?trang=2", "/luot/run-1", "/con-thieu", "/nguon"]
        looked_at += [f"/thon/V{number:03}" for number in range(len(HOSTILE))]
        for path in looked_at:
            page.goto(f"{hostile.url}{path}")
            for opened in page.locator("details > summary").all()[:3]:
                opened.click()
            page.mouse.move(200, 200)
        assert page.get_by_role("heading", level=1).count() == 1
        assert page.locator("main script, main iframe, main img, main style").count() == 0
    finally:
        hostile.process.terminate()
        hostile.process.wait(20)
