"""The sample's links against the loopback shop that comes with it."""

from __future__ import annotations

import csv
import datetime as dt
import json
import shutil
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from connectors.listings import ListingHarvest, collect_listings
from doisoat.settings import ScrapeSettings
from tests.commands import ROOT
from tests.connectors.pages.conftest import NOW
from tests.patience import until
from tests.system.conftest import answers

SAMPLE = ROOT / "tests" / "samples" / "dev"
AS_OF = dt.date(2024, 11, 15)
ENDS = {
    "live": ("ok", "match"),
    "other_product": ("ok", "different"),
    "gone": ("gone", None),
    "soft_gone": ("gone", None),
    "redirect_home": ("gone", None),
    "robots": ("robots", None),
    "error": ("error", None),
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    folder = tmp_path_factory.mktemp("shop")
    shutil.copyfile(SAMPLE / "pages.csv", folder / "pages.csv")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    child = subprocess.Popen([sys.executable, "-m", "tests.samples.shop", str(folder), str(port)], cwd=ROOT)
    until(lambda: answers(port), "the shop does not open")
    yield folder, port
    child.kill()
    child.wait()


@pytest.fixture(scope="module")
def wanted(shop: tuple[Path, int]) -> pd.DataFrame:
    """The claims' own sheet, with the shop's port of today."""
    book = CalamineWorkbook.from_path(str(SAMPLE / "inbox" / "claims" / "bieu_tu_danh_gia_2024.xlsx"))
    head, *rows = book.get_sheet_by_name("Sản phẩm").to_python()
    named = {
        "Đường dẫn": "url",
        "Tên sản phẩm": "product_name",
        "Đơn vị cung cấp": "supplier",
        "Số sao": "stars",
        "Xã": "commune_text",
    }
    frame = pd.DataFrame(rows, columns=head)[list(named)].rename(columns=named)
    frame["url"] = frame["url"].str.replace(":8899/", f":{shop[1]}/")
    return frame[frame["url"] != ""].reset_index(drop=True)


@pytest.fixture(scope="module")
def nights(shop: tuple[Path, int], wanted: pd.DataFrame) -> dict[str, tuple[ListingHarvest, list[Any]]]:
    """Two nights and an offline run, each with the requests the shop logged during it."""
    folder, port = shop
    log = folder / "shop.log"

    def requests() -> list[Any]:
        return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]

    seen: dict[str, tuple[ListingHarvest, list[Any]]] = {}
    for name, now, offline in (
        ("first", NOW, False),
        ("second", NOW + dt.timedelta(days=1), False),
        ("offline", NOW, True),
    ):
        before = len(requests())
        harvest = collect_listings(
            wanted,
            home=folder / "home",
            settings=ScrapeSettings(allow_hosts=[f"127.0.0.1:{port}"]),
            now=now,
            offline=offline,
            tell=lambda _line: None,
            as_of=AS_OF,
        )
        seen[name] = (harvest, requests()[before:])
    return seen


def _states(shop: tuple[Path, int]) -> dict[str, str]:
    with (shop[0] / "pages.csv").open(encoding="utf-8") as file:
        return {row["url"].replace(":8899/", f":{shop[1]}/"): row["state"] for row in csv.DictReader(file)}


@pytest.mark.parametrize("night", ["first", "second", "offline"])
def test_every_link_ends_as_its_page_deserves(shop: Any, wanted: Any, nights: Any, night: str) -> None:
    rows = nights[night][0].listings
    states = _states(shop)
    assert len(rows) == len(wanted.drop_duplicates(["url", "product_name"])) > 40
    got = {row.url: (row.outcome, None if pd.isna(row.match) else row.match) for row in rows.itertuples()}
    assert got == {url: ENDS[states[url]] for url in got}
    assert set(ENDS) == {states[url] for url in got}
    assert (rows["published_on"] == pd.Timestamp(AS_OF)).all()
    assert rows["detail"].str.contains("sau ngày xét").all()


def test_the_shop_saw_no_disallowed_path_and_its_crawl_delay_kept(nights: Any) -> None:
    requests = nights["first"][1]
    assert requests[0][1] == "/robots.txt"
    assert not [path for _, path, _, _ in requests if path.startswith("/private/")]
    times = [at for at, *_ in requests]
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.2
    assert all(agent.startswith("doisoat/") for _, _, agent, _ in requests)
    twice = {path for path, count in Counter(path for _, path, _, _ in requests).items() if count > 1} - {"/"}
    assert all(status == 503 for _, path, _, status in requests if path in twice)


def test_the_second_night_asks_only_for_what_is_stale(nights: Any) -> None:
    paths = Counter(path for _, path, _, _ in nights["second"][1])
    failed = {path for _, path, _, status in nights["first"][1] if status == 503}
    assert set(paths) == {"/robots.txt", *failed}
    assert nights["offline"][1] == []


def test_pages_keep_what_they_say_and_their_pictures_digest(nights: Any) -> None:
    pages = nights["first"][0].pages
    live = pages[pages["outcome"] == "ok"]
    assert live["title"].notna().all() and live["price"].gt(0).all() and live["picture_sha256"].notna().all()
    assert live["stars_stated"].dropna().isin([3, 4, 5]).all() and live["stars_stated"].notna().sum() == 24
