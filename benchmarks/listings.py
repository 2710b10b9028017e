"""Measure the listings connector: hostile answers, a night over several hosts, pages parsed, price and stock found.

    python -m benchmarks.listings                      # torture and a night on loopback, parsing of stored pages
    python -m benchmarks.listings FOLDER               # also F1 on a folder laid out as product-extraction-benchmark:
                                                       # ground-truth.json and html/<id>.html(.gz)

A night's floor is set by its slowest host: its pages times its crawl delay.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import resource
import sys
import tempfile
import time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pandas as pd

from connectors.listings import collect_listings
from connectors.pages.answer import Answer
from connectors.pages.pace import Pace
from connectors.pages.page import UnreadablePageError, read_page
from connectors.pages.page_facts import Stock
from connectors.pages.product import read_product
from doisoat.settings import ScrapeSettings
from tests.connectors.pages.torture import TortureServer, torture_server, twice_gzipped

_PAGE = """<html><head><title>{0}</title></head><body><div><h1>{0}</h1><p>Nhà cung cấp: HTX {0}</p>
<div class='price'>95.000₫</div><button>Thêm vào giỏ hàng</button></div></body></html>"""
_DELAY = 0.3  # seconds
_STORED = Path(__file__).parents[2] / "shared" / "pages"


def torture() -> None:
    """Print how hostile answers end, how long they take all together, and the peak memory of collector and reader."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    with torture_server() as server, tempfile.TemporaryDirectory() as home:
        server.raw("/10-gigabytes", head + b"\r\n", *[b"x" * 2**20] * 10, repeat=1_024)
        server.raw("/promised", head + b"Content-Length: 10737418240\r\n\r\n", b"x" * 2**20)
        server.page("/bomb-in-a-bomb", twice_gzipped(2**32), Content_Encoding="gzip, gzip")
        server.page("/one-line", b"<p>" + b"a" * (3 * 2**20))
        server.page("/nested", b"<div>" * 500_000)
        server.page("/attributes", b"<p " + b" ".join(b"a%d=1" % n for n in range(150_000)) + b">")
        server.page("/brackets", b"<script type='application/ld+json'>" + b"[" * 2_000_000 + b"</script>")
        server.raw("/drip", head + b"\r\n", b"a", pause=0.2, repeat=60)
        server.page("/good", _PAGE.format("Na dai"))
        links = [server.base + path for path in server.replies]
        wanted = pd.DataFrame({"url": links, "product_name": "Na dai", "supplier": "HTX", "commune_text": ""})
        started = time.monotonic()
        rows = collect_listings(
            wanted,
            home=Path(home),
            settings=ScrapeSettings(allow_hosts=[server.pair]),
            now=dt.datetime.now(dt.UTC),
            offline=False,
            tell=lambda _line: None,
            pace=Pace(interval=0.0, budget=120.0, request=5.0, again=1.0),
        ).listings
    print(f"{len(links)} hostile answers in {time.monotonic() - started:.1f} s:")
    for row in rows.itertuples(index=False):
        print(f"  {str(row.url).rpartition('/')[2]}: {row.outcome} ({row.detail})")
    _peak()


def night(hosts: int = 8, slowest: int = 40) -> None:
    """Print how long a night takes against its floor; host n has fewer pages than host n - 1."""
    servers = [TortureServer() for _ in range(hosts)]
    links = []
    for n, server in enumerate(servers):
        server.page("/robots.txt", f"User-agent: *\nCrawl-delay: {_DELAY}\n", Content_Type="text/plain")
        for k in range(max(1, slowest - 4 * n)):
            server.page(f"/p{k}", _PAGE.format(f"Na dai {n} {k}"))
            links.append(f"{server.base}/p{k}")
    wanted = pd.DataFrame({"url": links, "product_name": "Na dai", "supplier": "HTX", "commune_text": ""})
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as home:
        harvest = collect_listings(
            wanted,
            home=Path(home),
            settings=ScrapeSettings(allow_hosts=[server.pair for server in servers]),
            now=dt.datetime.now(dt.UTC),
            offline=False,
            tell=lambda _line: None,
        )
    took = time.monotonic() - started
    floor = slowest * _DELAY  # robots.txt is one request more, and the last page is not waited after
    busiest = max(server.most_in_flight for server in servers)
    ok = int((harvest.listings["outcome"] == "ok").sum())
    print(
        f"{len(links)} pages of {hosts} hosts, {ok} read: {took:.1f} s, floor {floor:.1f} s, ratio {took / floor:.2f}"
    )
    print(f"most requests in flight at one host: {busiest}")
    for server in servers:
        server.close()


def parsing() -> None:
    """Print pages read per CPU-second."""
    small = [("small page", _PAGE.format("Na dai").encode())] * 200
    stored = [(path.name, path.read_bytes()) for path in sorted(_STORED.rglob("*.html"))] * 3
    for name, pages in (("small pages", small), ("stored real pages", stored)):
        if not pages:
            print(f"{name}: not here")
            continue
        started = time.process_time()
        for _, body in pages:
            read_product(
                read_page(Answer("https://shop.vn/p", 200, headers=(("Content-Type", "text/html"),), body=body))
            )
        took = time.process_time() - started
        size = sum(len(body) for _, body in pages) / len(pages) / 1024
        print(f"{name} of {size:.0f} kB: {len(pages) / took:.0f} a CPU-second")


def extraction(folder: Path) -> None:
    """Print F1 of price and availability; silence where the page says something is a miss, not a default.

    The truth holds a list of accepted values a field. Outputs that lie in ``output/`` are measured the same way.
    """
    truth: dict[str, dict[str, Any]] = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    _scores("this product", truth, {key: _read(folder / "html", key, wanted) for key, wanted in truth.items()})
    for path in sorted(folder.glob("output/*.json")):
        _scores(path.stem, truth, json.loads(path.read_text(encoding="utf-8")))


def _scores(who: str, truth: dict[str, dict[str, Any]], found: dict[str, dict[str, Any]]) -> None:
    parts = []
    for name, normal in (("price", _amount), ("availability", str)):
        right = given = asked = 0
        for key, wanted in truth.items():
            said = found.get(key, {}).get(name)
            accepted = {normal(value) for value in _listed(wanted.get(name))}
            value = next((normal(one) for one in _listed(said)), None)
            right += value is not None and value in accepted
            given += value is not None
            asked += bool(accepted)
        precision, recall = right / max(given, 1), right / max(asked, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        parts.append(f"{name} F1 {f1:.3f}, precision {precision:.3f}, recall {recall:.3f}")
    print(f"{who} on {len(truth)} pages: " + "; ".join(parts))


def _listed(value: object) -> list[object]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _read(folder: Path, key: str, wanted: dict[str, Any]) -> dict[str, object]:
    """What this product says of a stored page at its own address."""
    path = next((folder / f"{key}{end}" for end in (".html.gz", ".html") if (folder / f"{key}{end}").is_file()), None)
    if path is None:
        return {}
    body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    url = next((str(one) for one in _listed(wanted.get("url"))), "https://shop.example/p")
    try:
        reading = read_product(read_page(Answer(url, 200, headers=(("Content-Type", "text/html"),), body=body)))
    except UnreadablePageError:
        return {}
    stocks = {Stock.IN: "InStock", Stock.OUT: "OutOfStock", Stock.ENDED: "Discontinued"}
    return {"price": reading.amount or None, "availability": stocks.get(Stock(reading.stock))}


def _amount(value: object) -> Decimal | str:
    """A price as a number, minor units included: "23.450" and "23.45" are one."""
    try:
        return Decimal(str(value).strip().replace(",", ""))
    except InvalidOperation:
        return str(value)


def _peak() -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory so far: {peak:.0f} MB, reading child {child:.0f} MB")


if __name__ == "__main__":
    torture()
    night()
    parsing()
    if len(sys.argv) > 1:
        extraction(Path(sys.argv[1]))
    _peak()
