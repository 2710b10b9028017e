from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from connectors.listings import ListingHarvest, collect_listings
from connectors.pages.pace import Pace
from connectors.pages.reader import PageReader
from doisoat.settings import ScrapeSettings
from tests.connectors.pages.torture import TortureServer, torture_server

SHARED = Path(__file__).parents[4] / "shared"
NOW = dt.datetime(2026, 11, 21, 13, 0, tzinfo=dt.UTC)


@pytest.fixture
def server() -> Iterator[TortureServer]:
    with torture_server() as running:
        yield running


@pytest.fixture(scope="session")
def page_reader() -> Iterator[PageReader]:
    with PageReader() as reader:
        yield reader


@pytest.fixture(scope="session")
def stored_pages() -> Path:
    if not (SHARED / "pages").is_dir():
        pytest.skip("../shared/pages with the stored real pages is not here")
    return SHARED / "pages"


Collect = Callable[..., ListingHarvest]


@pytest.fixture
def collect(server: TortureServer, tmp_path: Path, page_reader: PageReader, monkeypatch: pytest.MonkeyPatch) -> Collect:
    """Collects links of the torture server within seconds, with one warm reader for all tests."""
    monkeypatch.setattr("connectors.listings.PageReader", lambda: contextlib.nullcontext(page_reader))

    def run(
        *paths: str, product: str = "Mật ong bạc hà Kéo Cại", supplier: str = "HTX Kéo Cại", **more: Any
    ) -> ListingHarvest:
        links = [path if "://" in path else server.base + path for path in paths]
        wanted = pd.DataFrame(
            {"url": links, "product_name": product, "supplier": supplier, "commune_text": "Xã Hòa Bình"}
        )
        more = {"now": NOW, "offline": False, "home": tmp_path, **more}
        more.setdefault("pace", Pace(interval=0.0, budget=60.0, request=5.0, again=0.05))
        settings = ScrapeSettings(allow_hosts=[server.pair, *more.pop("allow", [])])
        return collect_listings(wanted.astype("str"), settings=settings, tell=lambda _line: None, **more)

    return run


def outcomes(harvest: ListingHarvest) -> list[str]:
    return harvest.listings["outcome"].tolist()
