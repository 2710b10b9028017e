"""The pictures of ``docs/portal``: every page of the officers' pages, on a desk and on a telephone, of invented data.

    python -m benchmarks.portal_pictures [FOLDER] [--demo FOLDER_OF_A_DEMO] [--only WORD]

A copy of the demo is served; what a page needs to show something (letters, a link, an objection, a proposal) is made
first. Needs Chromium (``DOISOAT_CHROMIUM``, or by its usual names), Playwright and Pillow.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from flows.demo import own_inbox
from tests.own_claims import own_claims_of
from tests.portal.served import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DESK, PHONE = {"width": 1180, "height": 800}, {"width": 390, "height": 844}
TALLEST = {False: 1050, True: 1300}  # by whether it is a telephone
VILLAGE = "06103005"
# Name of the picture, whose page, its address.
PAGES = (
    ("dang-nhap", "", "/dang-nhap"),
    ("giup", "", "/giup"),
    ("kiem-tra", "", "/kiem-tra"),
    ("tong-quan", "so", "/"),
    ("tong-quan-xa", "xa-hoa-binh", "/"),
    ("ra-soat", "so", "/ra-soat"),
    ("thon", "so", f"/thon/{VILLAGE}"),
    ("thon-cua-xa", "xa-hoa-binh", f"/thon/{VILLAGE}"),
    ("xa", "so", "/thon/06103"),
    ("khai-lai", "xa-hoa-binh", f"/thon/{VILLAGE}/khai"),
    ("con-thieu", "xa-hoa-binh", "/con-thieu"),
    ("can-tra-loi", "xa-hoa-binh", "/quyet-dinh"),
    ("quyet-dinh", "so", "/quyet-dinh"),
    ("cau-hoi", "so", "/cau-hoi"),
    ("cau-hoi-ten", "so", "/cau-hoi/ten"),
    ("cau-hoi-bang", "so", "/cau-hoi/bang"),
    ("cau-hoi-trang", "so", "/cau-hoi/trang"),
    ("doi-soat", "so", "/doi-soat"),
    ("nhan-tep", "xa-hoa-binh", "/nhan-tep"),
    ("nhan-tep-so", "so", "/nhan-tep"),
    ("nguon", "so", "/nguon"),
    ("luot", "so", "/luot"),
    ("mot-luot", "so", "/luot/latest"),
    ("thu", "so", "/thu"),
    ("lien-ket", "so", "/lien-ket"),
    ("tai-khoan", "xa-hoa-binh", "/tai-khoan"),
    ("khong-co", "so", "/khong-co"),
)


def demo_of(folder: Path | None, into: Path) -> Path:
    """A demo to copy: that of the folder, or a new one."""
    if folder is None:
        folder = into / "made"
        subprocess.run([sys.executable, "-m", "flows.cli", "demo", "--into", str(folder)], check=True)
    home = into / "home"
    shutil.copytree(folder, home)
    own_inbox(home)
    return home


def letters_into(home: Path) -> None:
    """Letters as a night would have queued them: one sent, one waiting."""
    from flows.steps.letters import outbox_of
    from reports.outbox import NewLetter, Settlement, State
    from warehouse.store import Warehouse

    now = dt.datetime(2024, 11, 16, 1, 0, tzinfo=dt.UTC)
    with Warehouse.open(f"sqlite:///{home / 'doisoat.sqlite'}") as warehouse:
        run, outbox = warehouse.resolve_run("latest").run_id, outbox_of(warehouse)
        places = (("06103", "xa.hoa-binh"), ("06070", "xa.vinh-yen"))
        outbox.enqueue(
            [NewLetter(run, "district_quality", code, f"f{code}", "c", f"{name}@mau.gov.vn", f"<{code}@x>", False)
             for code, name in places], now,
        )  # fmt: skip
        taken = outbox.claim(now, now + dt.timedelta(minutes=5))
        outbox.hand_over(taken, now, now + dt.timedelta(minutes=5))
        outbox.settle(taken, Settlement(State.SENT, now))


class Camera:
    """Takes pictures of pages; one browser a login and size."""

    def __init__(self, browser: Browser, served: Served, folder: Path, only: str) -> None:
        self.browser, self.served, self.url, self.folder, self.only = browser, served, served.url, folder, only
        self.known: dict[tuple[str, bool], Page] = {}

    def page(self, login: str, *, phone: bool) -> Page:
        """A page of somebody who is logged in."""
        if (login, phone) not in self.known:
            made = self.browser.new_context(locale="vi-VN", viewport=PHONE if phone else DESK).new_page()
            made.set_default_timeout(60_000)
            if login:
                self.served.let_in(made, login)
            self.known[login, phone] = made
        return self.known[login, phone]

    def take(self, name: str, login: str, path: str) -> None:
        """Both pictures of a page."""
        for phone in (False, True):
            if self.only in name:
                page = self.page(login, phone=phone)
                page.goto(f"{self.url}{path}")
                self.keep(page, name, phone=phone)

    def keep(self, page: Page, name: str, *, phone: bool) -> None:
        """The page as it stands, in few colours."""
        size = PHONE if phone else DESK
        height = min(TALLEST[phone], max(300, int(page.evaluate("document.documentElement.scrollHeight"))))
        shot = page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": size["width"], "height": height})
        picture = (
            Image.open(io.BytesIO(shot))
            .convert("RGB")
            .quantize(32, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        )
        picture.save(self.folder / f"{name}{'-dt' if phone else ''}.png", optimize=True)


def stories(camera: Camera, home: Path, folder: Path) -> None:
    """What somebody must do first: hand a file in, mend a claim, object, propose, issue a link, ask for a run."""
    for phone in (False, True):
        unit = camera.page("xa-hoa-binh", phone=phone)
        unit.goto(f"{camera.url}/nhan-tep")
        unit.get_by_label("Tệp (").set_input_files(own_claims_of("Xã Hòa Bình", folder))
        unit.get_by_role("button", name="Kiểm tra trước khi gửi").click()
        camera.keep(unit, "nhan-tep-xem", phone=phone)
        unit.get_by_role("button", name="gửi", exact=False).last.click()
        camera.keep(unit, "bien-nhan", phone=phone)
        unit.goto(f"{camera.url}/thon/{VILLAGE}/khai")
        unit.locator("#t1 summary").click() if unit.locator("#t1:not([open])").count() else None
        unit.locator("[name='t1.0.contract']").fill("-")
        unit.get_by_role("button", name="Gửi và nhận biên nhận").click()
        camera.keep(unit, "khai-lai-xem", phone=phone)
        office = camera.page("so", phone=phone)
        office.goto(f"{camera.url}/doi-soat")
        office.get_by_label("Đơn vị").fill("Xã Hòa Bình, Bình Gia")
        office.get_by_label("Ngày xét").fill("2024-11-15")
        office.get_by_role("button", name="Xem trước khi chạy").click()
        camera.keep(office, "doi-soat-xem", phone=phone)
        office.get_by_role("button", name="Bắt đầu").click()
        office.get_by_role("status").filter(has_text=re.compile(r"[1-9]\d %")).wait_for(timeout=240_000)
        camera.keep(office, "doi-soat-chay", phone=phone)
        office.get_by_role("link", name="Xem kết quả").wait_for(timeout=240_000)
        camera.keep(office, "doi-soat-xong", phone=phone)
        office.get_by_role("link", name="Xem kết quả").click()
        camera.keep(office, "chay-thu", phone=phone)
    unit, office = camera.page("xa-hoa-binh", phone=False), camera.page("so", phone=False)
    unit.goto(f"{camera.url}/thon/{VILLAGE}")
    card = unit.locator("article").first
    card.get_by_text("Trả lời", exact=True).click()
    card.get_by_role("radio", name="Phản đối").check()
    card.get_by_label("Giải thích").fill("Cáp quang đã kéo đến thôn từ tháng 10")
    card.get_by_role("button", name="Gửi câu trả lời").click()
    office.goto(f"{camera.url}/thon/{VILLAGE}")
    card = office.locator("article").first
    card.get_by_text("Đề xuất quyết định khác").click()
    card.get_by_label("Kết luận").select_option(label="xác nhận")
    card.get_by_label("Lý do").fill("Đã đi kiểm tra tại thôn")
    card.get_by_label("Văn bản").fill("12/BB-SKHCN ngày 20/11/2024")
    card.get_by_label("Đến hết ngày").fill("2025-12-31")
    card.get_by_role("button", name="Gửi đề xuất").click()
    office.goto(f"{camera.url}/thon/06103")
    office.locator("#lk-den").fill(f"{dt.date.today() + dt.timedelta(days=30)}")  # noqa: DTZ011
    office.get_by_role("button", name="Cấp đường dẫn").click()
    address = office.locator("article code").last.inner_text()
    camera.take("xem-bang-duong-dan", "", address.removeprefix(camera.url))


def main() -> None:
    """Take them."""
    from playwright.sync_api import sync_playwright

    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", nargs="?", type=Path, default=Path("docs/portal"))
    asked.add_argument("--demo", type=Path)
    asked.add_argument("--only", default="")
    chosen = asked.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    found = os.environ.get("DOISOAT_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as into, sync_playwright() as play:
        home = demo_of(chosen.demo, Path(into))
        letters_into(home)
        pages = Served(home, f"sqlite:///{home / 'doisoat.sqlite'}", home / "inbox")
        try:
            browser = play.chromium.launch(executable_path=found, args=["--no-sandbox"])
            camera = Camera(browser, pages, chosen.folder, chosen.only)
            if not chosen.only:
                stories(camera, home, Path(into))
            for name, login, path in PAGES:
                camera.take(name, login, path)
            browser.close()
        finally:
            pages.end()
    for picture in sorted(chosen.folder.glob("*.png")):
        print(f"{picture.stat().st_size / 1024:6.0f} KB  {picture.name}")


if __name__ == "__main__":
    main()
