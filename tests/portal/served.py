"""The officers' pages of a copy of the demo, in a process of their own, and how a browser logs in to them."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

from tests.commands import ROOT
from tests.patience import until

if TYPE_CHECKING:
    from playwright.sync_api import Page


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
        until(self._answers, "the portal does not answer")

    def let_in(self, page: Page, login: str) -> None:
        """Log somebody in, in a page of a browser."""
        page.goto(f"{self.url}/dang-nhap")
        page.get_by_label("Tên đăng nhập").fill(login)
        page.get_by_label("Mật khẩu").fill(self.passwords[login])
        page.get_by_role("button", name="Đăng nhập").click()
        page.get_by_role("heading", name="Tổng quan").wait_for()

    def end(self) -> None:
        """Stop it, and wait until it has ended."""
        self.process.terminate()
        self.process.wait(20)

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.url}/giup", timeout=2)  # noqa: S310 - our own
        except OSError:
            return False
        return True
