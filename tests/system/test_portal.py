"""The officers' pages in a real browser: Chromium, driven from login to done, with and without scripts.

The browser is found (``DOISOAT_CHROMIUM``, or by its usual names), or the tests say that they were left out.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from flows.demo import demo_inbox
from tests.commands import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = os.environ.get("DOISOAT_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
if CHROMIUM is None:
    pytest.skip("NO BROWSER: the pages are not looked at (apt-get install chromium)", allow_module_level=True)


class Served:
    """The portal of a copy of the demo, with its accounts."""

    def __init__(self, home: Path, warehouse: str, inbox: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.home, self.inbox = home, inbox
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("DOISOAT_", "PREFECT_"))}
        self.env = {**clean, "DOISOAT_HOME": str(home), "DOISOAT_INBOX": str(inbox), "DOISOAT_WAREHOUSE": warehouse}
        command = [sys.executable, "-m", "flows.cli", "portal", "--port", str(port), "--demo-accounts"]
        self.process = subprocess.Popen(command, env=self.env, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        self.passwords: dict[str, str] = {}
        for line in self.process.stderr:
            if found := re.match(r"  (\S+) +((?:[a-z0-9]{4}-){3}[a-z0-9]{4}) ", line):
                self.passwords[found[1]] = found[2]
            if "http://" in line:
                break
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"{self.url}/giup", timeout=2)  # noqa: S310 - our own
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the portal does not answer")


@pytest.fixture(scope="module")
def served(demo: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("home")
    warehouse = demo[1].warehouse_url.removeprefix("sqlite:///")
    shutil.copy(warehouse, home / "doisoat.sqlite")
    inbox = home / "inbox"
    shutil.copytree(demo_inbox(), inbox)
    made = Served(home, f"sqlite:///{home / 'doisoat.sqlite'}", inbox)
    yield made
    made.process.terminate()
    made.process.wait(20)


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
        page.goto(f"{served.url}/dang-nhap")
        page.get_by_label("Tên đăng nhập").fill(login)
        page.get_by_label("Mật khẩu").fill(served.passwords[login])
        page.get_by_role("button", name="Đăng nhập").click()
        page.get_by_role("heading", name="Tổng quan").wait_for()
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


@pytest.mark.parametrize("scripts", [True, False])
def test_no_page_is_wider_than_a_telephone(browser: Browser, served: Served, scripts: bool) -> None:
    page = page_of(browser, served, "so", viewport={"width": 390, "height": 844}, java_script_enabled=scripts)
    for path in (
        "/",
        "/ra-soat",
        "/thon/06103001",
        "/luot",
        "/luot/latest",
        "/nguon",
        "/nhan-tep",
        "/kiem-tra",
        "/giup",
    ):
        page.goto(f"{served.url}{path}")
        if scripts:
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.get_by_role("heading", level=1).count() == 1, path
