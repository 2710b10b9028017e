"""The officers' pages on a province of 1,700 villages: readers while a night is saved, memory, first paint, bytes.

    python -m benchmarks.portal [--readers 50] [--seconds 30] [--think 0] [--paint]

``--think`` are seconds between a reader's pages: with 0 every reader asks again at once, which no person does.
``--paint`` needs Chromium (``DOISOAT_CHROMIUM``, or by its usual names) and Playwright; its line is 1.6 Mbit/s, 150 ms.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from doisoat.settings import Settings
from portal.people import Role
from portal.services import Services
from tests.warehouse.province import CRITERIA, Night, record
from warehouse.store import Warehouse

VILLAGES, INDICATORS = 1700, ("1", "2", "3", "4", "5")
_SAID = ("contradicted", "unverified", "confirmed", "missing_claim", "conflict", "not_met")
_PASSWORD = "mot-cau-de-nho-1"  # noqa: S105 - of invented villages
PAGES = (
    "/", "/ra-soat", "/ra-soat?ket-luan=contradicted", "/ra-soat?tim=na+1", "/ra-soat?trang=7", "/thon/V003",
    "/thon/V1200", "/con-thieu", "/luot", "/nguon",
)  # fmt: skip


def province(number: int) -> dict[str, Any]:
    """The frames of a night of the province; each night says something else of some villages."""
    verdicts = {
        (v, i): _SAID[(v * 7 + int(i) + number) % 6] for v in range(VILLAGES) for i in INDICATORS if (v + int(i)) % 2
    }
    communes = {v: f"{5971 + 3 * (v // 9):05d}" for v in range(VILLAGES)}
    return Night(VILLAGES, INDICATORS, verdicts, communes=communes).frames()


def save(url: str, number: int) -> None:
    """Store a night."""
    with Warehouse.open(url) as warehouse:
        warehouse.save_run(record(number, criteria={CRITERIA: "x"}, summary={}), province(number))


@contextmanager
def served(home: Path) -> Iterator[tuple[int, int]]:
    """The pages in a process of their own: port and process id."""
    settings = Settings(home=home, inbox=home / "inbox", warehouse=f"sqlite:///{home / 'kho.sqlite'}")
    with Services(settings) as services:
        services.accounts.add("so", Role.OFFICE, _PASSWORD, services.now())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    env = {**os.environ, "DOISOAT_HOME": str(home), "DOISOAT_INBOX": str(home), "DOISOAT_WAREHOUSE": settings.warehouse}
    command = [sys.executable, "-m", "flows.cli", "portal", "--port", str(port)]
    process = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
    try:
        while process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(20)


def log_in(port: int) -> str:
    """The cookie of a new session."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    form = urllib.parse.urlencode({"ten": "so", "mat-khau": _PASSWORD, "ve": "/"})
    headers = {"origin": f"http://127.0.0.1:{port}", "content-type": "application/x-www-form-urlencoded"}
    line.request("POST", "/dang-nhap", form, headers)
    answer = line.getresponse()
    assert answer.status == 303, answer.status
    return (answer.getheader("set-cookie") or "").partition(";")[0]


def read(port: int, cookie: str, until: float, think: float, took: list[float], wrong: list[int]) -> None:
    """One reader."""
    line, choose = http.client.HTTPConnection("127.0.0.1", port, timeout=60), random.Random(cookie)
    time.sleep(choose.random() * think)
    while time.monotonic() < until:
        began = time.monotonic()
        line.request("GET", choose.choice(PAGES), headers={"cookie": cookie, "accept-encoding": "gzip"})
        answer = line.getresponse()
        answer.read()
        took.append(time.monotonic() - began)
        if answer.status != 200:
            wrong.append(answer.status)
        time.sleep(think * (0.5 + choose.random()))


def readers(port: int, url: str, count: int, seconds: float, think: float) -> tuple[list[float], list[int], int]:
    """Times in seconds, wrong answers, and how many nights were saved meanwhile."""
    cookies = [log_in(port) for _ in range(5)]
    took: list[float] = []
    wrong: list[int] = []
    until = time.monotonic() + seconds
    every = [
        threading.Thread(target=read, args=(port, cookies[n % 5], until, think, took, wrong)) for n in range(count)
    ]
    for each in every:
        each.start()
    nights = 0
    while time.monotonic() < until:
        command = [sys.executable, "-c", f"from benchmarks.portal import save; save({url!r}, {nights + 2})"]
        subprocess.run(command, check=True)
        nights += 1
    for each in every:
        each.join()
    return sorted(took), wrong, nights


def memory(pid: int) -> tuple[int, int]:
    """Resident memory and its peak, MB."""
    text = Path(f"/proc/{pid}/status").read_text()
    now, peak = (re.search(rf"{name}:\s+(\d+)", text) for name in ("VmRSS", "VmHWM"))
    assert now and peak
    return int(now[1]) // 1024, int(peak[1]) // 1024


def processor(pid: int) -> float:
    """Seconds of processor time that the pages have used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def paint(port: int) -> None:
    """First paint and bytes of each page on a slow line, nothing cached."""
    from playwright.sync_api import sync_playwright

    found = os.environ.get("DOISOAT_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, args=["--no-sandbox"])
        name, _, value = log_in(port).partition("=")
        for path in ("/", "/ra-soat", "/thon/V003", "/con-thieu"):
            paints, sizes = [], []
            for _ in range(3):
                context = browser.new_context()
                context.add_cookies([{"name": name, "value": value, "url": f"http://127.0.0.1:{port}"}])
                page = context.new_page()
                line = context.new_cdp_session(page)
                line.send("Network.enable")
                speed = 1.6e6 / 8
                slow = {"offline": False, "latency": 150, "downloadThroughput": speed, "uploadThroughput": speed}
                line.send("Network.emulateNetworkConditions", slow)
                size = [0]
                line.on("Network.loadingFinished", lambda ended, size=size: size.__setitem__(
                    0, size[0] + int(ended["encodedDataLength"])))  # fmt: skip
                page.goto(f"http://127.0.0.1:{port}{path}", wait_until="load")
                painted = None
                while painted is None:  # asked from here: the pages' policy allows no code made of texts
                    painted = page.evaluate(
                        "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
                    )
                paints.append(painted)
                sizes.append(size[0])
                context.close()
            print(f"{path:14} first paint {sorted(paints)[1] / 1000:.2f} s · {sorted(sizes)[1] / 1024:.0f} KB")
        browser.close()


def main() -> None:
    """Measure."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--readers", type=int, default=50)
    asked.add_argument("--seconds", type=float, default=30)
    asked.add_argument("--think", type=float, default=0)
    asked.add_argument("--paint", action="store_true")
    chosen = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        url = f"sqlite:///{home / 'kho.sqlite'}"
        save(url, 1)
        with served(home) as (port, pid):
            if chosen.paint:
                paint(port)
                return
            print(f"memory at the start {memory(pid)[0]} MB")
            before = processor(pid)
            took, wrong, nights = readers(port, url, chosen.readers, chosen.seconds, chosen.think)
            spent = 1000 * (processor(pid) - before) / len(took)
            p50, p95 = (took[int(len(took) * share)] for share in (0.5, 0.95))
            rate = len(took) / chosen.seconds
            print(f"{len(took)} pages, {rate:.0f} a second, {len(wrong)} wrong, {nights} nights saved")
            print(f"{spent:.1f} ms of processor time a page")
            print(f"p50 {p50:.2f} s · p95 {p95:.2f} s · longest {took[-1]:.2f} s")
            print("memory {} MB, peak {} MB · load {:.1f}".format(*memory(pid), os.getloadavg()[0]))


if __name__ == "__main__":
    main()
