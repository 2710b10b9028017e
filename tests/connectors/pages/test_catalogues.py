from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connectors.catalogues import collect_catalogues
from connectors.pages.pace import Pace
from doisoat.settings import ScrapeSettings
from tests.connectors.pages.conftest import NOW
from tests.connectors.pages.torture import TortureServer

TILE = """<div class="f-items"><a href="/sp-p{n}.html"></a>
<div class="{name}"><a href="/sp-p{n}.html">Mật ong {n}</a></div>
<span class="jstars" data-value="5"></span><span class="jstars jstars__ocop" data-value="4"></span>
<div class="b__price">5{n},000₫</div></div>"""
SHOP = """id: voso
title: Thử
hosts: [127.0.0.1]
product_link: '-p\\d+\\.html$'
adapter: true
max_pages: 2
catalogues: ['{base}/ocop']
"""


def page(numbers: range, following: str = "", name: str = "f-items_name") -> str:
    tiles = "".join(TILE.format(n=n, name=name) for n in numbers)
    return f"<html><title>OCOP</title>{tiles}<a rel='next' href='{following}'>Tiếp</a></html>"


@pytest.fixture
def collect(server: TortureServer, tmp_path: Path) -> Any:
    (tmp_path / "shops").mkdir()
    (tmp_path / "shops" / "voso.yml").write_text(SHOP.format(base=server.base), encoding="utf-8")

    def run(offline: bool = False) -> Any:
        return collect_catalogues(
            home=tmp_path,
            settings=ScrapeSettings(allow_hosts=[server.pair]),
            now=NOW,
            offline=offline,
            tell=lambda _line: None,
            shops_dir=tmp_path / "shops",
            pace=Pace(interval=0, budget=10, request=2, again=0.1),
        )

    return run


def test_paging_is_followed_to_the_bound_and_read_again_offline(server: TortureServer, collect: Any) -> None:
    server.page("/ocop", page(range(3), "/ocop?page=2"))
    server.page("/ocop?page=2", page(range(3, 5), "/ocop?page=3"))
    server.page("/ocop?page=3", page(range(5, 9), "/ocop"))
    pages = collect()
    assert server.paths() == ["/robots.txt", "/ocop", "/ocop?page=2"]
    assert pages["catalogue"].str.rpartition("/")[2].tolist() == ["ocop", "ocop?page=2"]
    assert pages[["outcome", "row_count", "link_count"]].to_numpy().tolist() == [["ok", 3, 3], ["ok", 2, 2]]
    again = collect(offline=True)
    assert again.equals(pages)
    assert len(server.requests) == 3


def test_a_changed_layout_is_an_alarm_and_not_an_empty_shop(server: TortureServer, collect: Any) -> None:
    server.page("/ocop", page(range(6), name="renamed"))
    pages = collect()
    assert pages[["outcome", "row_count", "link_count"]].to_numpy().tolist() == [["layout_changed", 0, 6]]


def test_a_catalogue_does_not_lead_to_another_host(server: TortureServer, collect: Any) -> None:
    server.page("/ocop", page(range(3), "http://voso.vn/ocop"))
    assert collect()["row_count"].tolist() == [3]
    assert server.paths() == ["/robots.txt", "/ocop"]
