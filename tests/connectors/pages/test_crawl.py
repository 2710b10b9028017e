from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import socket
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from warcio.archiveiterator import ArchiveIterator

from connectors.listings import approve_host, waiting_hosts
from connectors.pages.answer import Answer
from connectors.pages.archive import Archive, Fetch, Hop
from connectors.pages.pace import Pace, retry_after
from connectors.pages.robots import read_rules
from connectors.pages.shops import Shops, load_shops
from connectors.pages.target import read_target
from doisoat.columns import PLACE, PROVENANCE, RECORDS
from doisoat.errors import ConfigError
from tests.connectors.pages.conftest import NOW, outcomes
from tests.connectors.pages.test_torture import HONEY
from tests.connectors.pages.torture import TortureServer, torture_server

DAY = dt.timedelta(days=1)
TEXT = {"Content_Type": "text/plain"}


def test_a_shop_is_left_in_peace_for_a_second_unless_it_is_our_own(tmp_path: Path) -> None:
    shops = Shops(tmp_path, ["127.0.0.1:8080"])
    known = shops.shops[0]
    links = ("http://cua-hang.example.vn/p", f"https://{known.hosts[0]}/p", "http://127.0.0.1:8080/p")
    found = [shops.interval(read_target(link, ["127.0.0.1:8080"])) for link in links]
    assert found == [1.0, known.interval, 0.0]
    assert known.interval >= 1.0


def test_hosts_go_side_by_side_and_each_sees_one_request_at_a_time(collect: Any) -> None:
    with torture_server() as one, torture_server() as two, torture_server() as three:
        hosts = [one, two, three]
        for host in hosts:
            host.page("/robots.txt", "User-agent: *\nCrawl-delay: 0.2", **TEXT)
            for n in range(5):
                host.page(f"/p{n}", HONEY)
        harvest = collect(*(f"{h.base}/p{n}" for h in hosts for n in range(5)), allow=[h.pair for h in hosts])
        assert outcomes(harvest) == ["ok"] * 15
        for host in hosts:
            assert host.most_in_flight == 1
            times = [at for at, _ in host.requests]
            assert min(b - a for a, b in pairwise(times)) >= 0.2
        begun, ended = max(host.requests[0][0] for host in hosts), min(host.requests[-1][0] for host in hosts)
        assert begun < ended, "a host waited until another one was done"


def test_a_disallowed_path_is_never_asked_for_and_says_robots(server: TortureServer, collect: Any) -> None:
    server.page("/robots.txt", b"\xef\xbb\xbfUser-agent: *\nDisallow: /private/\nDisallow: /*?sort=\n", **TEXT)
    server.page("/open", "", status="302 Found", Location="/private/b")
    harvest = collect("/private/a", "/p?sort=1", "/open")
    assert outcomes(harvest) == ["robots"] * 3
    assert server.paths() == ["/robots.txt", "/open"]


@pytest.mark.parametrize(
    ("status", "outcome"), [("404 Not Found", "ok"), ("403 Forbidden", "ok"), ("500 Oops", "error")]
)
def test_a_missing_robots_file_allows_and_a_failing_one_forbids(
    server: TortureServer, collect: Any, status: str, outcome: str
) -> None:
    server.page("/robots.txt", "", status=status)
    server.page("/p", HONEY)
    assert outcomes(collect("/p")) == [outcome]
    assert ("/p" in server.paths()) == (outcome == "ok")


def test_robots_txt_may_move_within_the_host(server: TortureServer, collect: Any) -> None:
    server.page("/robots.txt", "", status="301 Moved", Location="/r/robots.txt")
    server.page("/r/robots.txt", "User-agent: *\nDisallow: /p", **TEXT)
    server.page("/p", HONEY)
    assert outcomes(collect("/p")) == ["robots"]
    assert "/p" not in server.paths()


def test_retry_after_is_waited_for_while_other_hosts_go_on(server: TortureServer, collect: Any) -> None:
    calls: list[float] = []

    def busy_once(peer: socket.socket, _head: str) -> None:
        calls.append(time.monotonic())
        if len(calls) == 1:
            peer.sendall(b"HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n")
        else:
            body = HONEY.encode()
            peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    server.replies["/busy"] = busy_once
    with torture_server() as other:
        other.page("/p", HONEY)
        assert outcomes(collect("/busy", other.base + "/p", allow=[other.pair])) == ["ok", "ok"]
        assert calls[1] - calls[0] >= 1
        assert other.requests[-1][0] < calls[1]


def test_a_day_of_waiting_is_not_waited(server: TortureServer, collect: Any) -> None:
    server.page("/busy", "", status="429 Too Many", Retry_After="86400")
    assert outcomes(collect("/busy", pace=Pace(interval=0, budget=3, request=1, again=1))) == ["blocked"]
    assert server.paths().count("/busy") == 1


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("5", 5),
        ("Sat, 21 Nov 2026 13:00:30 GMT", 30),
        ("Sat, 21 Nov 2020 13:00:30 GMT", 0),
        ("soon", None),
        ("-3", None),
        ("", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_after(Answer("u", 503, headers=(("Retry-After", value),)), NOW) == seconds


@pytest.mark.parametrize("delay", ["nan", "inf", "-1", "1e999", "x"])
def test_a_crawl_delay_that_is_no_number_is_no_delay(delay: str) -> None:
    assert read_rules(Answer("u", 200, body=f"User-agent: *\nCrawl-delay: {delay}".encode())).delay is None


def test_a_second_night_asks_only_for_what_is_stale_and_asks_whether_it_changed(
    server: TortureServer, collect: Any
) -> None:
    def tagged(peer: socket.socket, head: str) -> None:
        if 'If-None-Match: "v1"' in head:
            peer.sendall(b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n')
        else:
            body = HONEY.encode()
            peer.sendall(b'HTTP/1.1 200 OK\r\nETag: "v1"\r\nContent-Length: %d\r\n\r\n' % len(body) + body)

    server.replies["/p"] = tagged
    server.page("/broken", "", status="500 Oops")
    first = collect("/p", "/broken", "/gone")
    assert outcomes(first) == ["ok", "error", "gone"]
    server.requests.clear()
    second = collect("/p", "/broken", "/gone", now=NOW + DAY)
    assert outcomes(second) == ["ok", "error", "gone"]
    assert set(server.paths()) == {"/robots.txt", "/broken"}
    server.requests.clear()
    third = collect("/p", now=NOW + 8 * DAY)
    assert outcomes(third) == ["ok"]
    assert server.paths() == ["/robots.txt", "/p"]
    assert third.listings["file_sha256"].tolist() == first.listings["file_sha256"].tolist()[:1]
    assert third.listings["fetched_on"].iloc[0] == first.listings["fetched_on"].iloc[0] + 8 * DAY


CAPTCHA = "<html><title>Just a moment...</title><p>Xác minh bạn là người, không phải robot.</p></html>"
SHELL = "<html><title>Shop</title><div id=root></div><script src=x></script></html>"


@pytest.mark.parametrize(("wall", "outcome"), [(CAPTCHA, "blocked"), (SHELL, "js_shell")])
def test_a_wall_that_answers_like_a_page_is_asked_again_for_a_day_long_past(
    server: TortureServer, collect: Any, wall: str, outcome: str
) -> None:
    past = dt.date(2024, 11, 15)
    server.page("/p", wall)
    assert outcomes(collect("/p", as_of=past)) == [outcome]
    assert outcomes(collect("/p", as_of=past)) == [outcome]
    assert server.paths().count("/p") == 1, "asked twice on one day"
    server.page("/p", HONEY)
    assert outcomes(collect("/p", as_of=past, now=NOW + DAY)) == ["ok"]
    server.page("/p", wall)
    assert outcomes(collect("/p", as_of=past, now=NOW + 2 * DAY)) == ["ok"]
    assert server.paths().count("/p") == 2, "asked again although the page had been seen"


def test_a_wall_does_not_hide_what_was_seen_behind_it_before(server: TortureServer, collect: Any) -> None:
    server.page("/p", HONEY)
    first = collect("/p")
    server.page("/p", CAPTCHA)
    later = collect("/p", now=NOW + 8 * DAY)
    assert outcomes(later) == ["ok"]
    assert later.listings["fetched_on"].equals(first.listings["fetched_on"])


def test_offline_reads_the_archive_and_comes_to_the_same_rows(server: TortureServer, collect: Any) -> None:
    server.page("/robots.txt", "User-agent: *\nDisallow: /private/", **TEXT)
    server.page("/p", gzip.compress(HONEY.encode()), Content_Encoding="gzip")
    server.page("/moved", "", status="301 Moved", Location="/p")
    server.page("/shell", "<html><div id=root></div><script src=x></script>")
    server.raw("/junk", b"nothing")
    links = ["/p", "/moved", "/shell", "/junk", "/private/x", "/gone"]
    online = collect(*links)
    assert outcomes(online) == ["ok", "ok", "js_shell", "error", "robots", "gone"]
    asked = len(server.requests)
    offline = collect(*links, offline=True)
    assert len(server.requests) == asked
    pd.testing.assert_frame_equal(offline.listings, online.listings)
    assert outcomes(collect("/never", offline=True)) == ["not_fetched"]


def test_listing_rows_have_the_columns_of_the_house(server: TortureServer, collect: Any) -> None:
    server.page("/p", HONEY)
    rows = collect("/p", "/p").listings
    assert set(rows.columns) == {*RECORDS["listings"], *PLACE, *PROVENANCE, "published_on"}
    assert len(rows) == 1
    assert str(rows["published_on"].dtype).startswith("datetime64")
    assert rows[list(PLACE)].isna().all(axis=None)
    assert rows["detail"].iloc[0] == "Trang đang bán đúng sản phẩm đã khai"


def test_a_damaged_archive_is_noticed_and_convicts_nobody(server: TortureServer, collect: Any, tmp_path: Any) -> None:
    server.page("/p", HONEY)
    collect("/p")
    kept = [p for p in tmp_path.rglob("*.warc.gz") if b"product" in gzip.decompress(p.read_bytes())]
    kept[0].write_bytes(kept[0].read_bytes()[:60])
    assert outcomes(collect("/p", offline=True)) == ["error"]


def test_archived_answers_are_warc_records_named_by_their_content(tmp_path: Any) -> None:
    archive = Archive(tmp_path)
    answer = Answer("http://a.vn/", 200, "OK", (("Content-Type", "text/html"), ("X", "a\r\n b")), b"body\r\n\r\nmore")
    sha256 = archive.keep(answer, NOW)
    assert archive.keep(answer, NOW + DAY) == sha256
    (path,) = tmp_path.rglob("*.warc.gz")
    assert path.name == f"{sha256}.warc.gz"
    with path.open("rb") as file:
        (record,) = [
            (r.rec_type, r.rec_headers.get_header("WARC-Target-URI"), r.content_stream().read())
            for r in ArchiveIterator(file, check_digests="raise")
        ]
    assert record == ("response", "http://a.vn/", b"body\r\n\r\nmore")
    again = archive.answer(sha256, "http://a.vn/")
    assert again is not None and (again.status, again.body) == (200, answer.body)


def test_a_torn_journal_line_swallows_no_neighbour(tmp_path: Any) -> None:
    first = Fetch("http://a.vn/", NOW, "page", (Hop("http://a.vn/", 404, ""),))
    Archive(tmp_path).note(first)
    journal = tmp_path / "listings" / "fetches.jsonl"
    with journal.open("ab") as file:
        file.write(b'{"url": "http://a.vn/", "at"')
    archive = Archive(tmp_path)
    archive.note(Fetch("http://a.vn/", NOW + DAY, "page", trouble="timeout"))
    assert [f.trouble for f in Archive(tmp_path).fetches("http://a.vn/", "page")] == ["", "timeout"]
    assert all(isinstance(json.loads(line), dict) for line in io.BytesIO(journal.read_bytes()).readlines()[::2])


def test_an_unknown_host_waits_for_one_yes(tmp_path: Any, collect: Any) -> None:
    harvest = collect("https://dacsan.example/a", "https://www.dacsan.example/b", offline=False)
    assert outcomes(harvest) == ["not_fetched"] * 2
    assert "dacsan.example" in str(harvest.listings["detail"].iloc[0])
    assert waiting_hosts(tmp_path) == ["dacsan.example"]
    target = read_target("https://www.dacsan.example/b")
    assert not Shops(tmp_path).admit(target)
    assert approve_host(tmp_path, "https://www.dacsan.example/b", NOW) == "dacsan.example"
    assert Shops(tmp_path).admit(target)
    assert waiting_hosts(tmp_path) == []
    approve_host(tmp_path, "dacsan.example", NOW, yes=False)
    assert not Shops(tmp_path).admit(target)
    assert len((tmp_path / "shops.csv").read_text().splitlines()) == 4


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "2130706433", "", "a b", "localhost", "http://x:99/", "=cmd()"])
def test_what_is_no_host_name_cannot_be_approved(tmp_path: Any, host: str) -> None:
    with pytest.raises(ConfigError):
        approve_host(tmp_path, host, NOW)
    assert not (tmp_path / "shops.csv").exists()


def test_closed_shops_are_named_without_being_asked(collect: Any) -> None:
    harvest = collect("https://www.facebook.com/htx", "https://shopee.vn/x-i.1.2")
    assert outcomes(harvest) == ["login", "js_shell"]
    assert (harvest.requests, harvest.waiting) == (0, [])


def test_every_shipped_shop_is_well_formed_and_no_host_is_in_two() -> None:
    shops = load_shops(__import__("connectors.pages.shops", fromlist=["SHIPPED"]).SHIPPED)
    hosts = [host for shop in shops for host in shop.hosts]
    assert len(shops) >= 9
    assert len(hosts) == len(set(hosts))
    assert all(read_target(f"https://{host}/").host == host for host in hosts)


@pytest.mark.parametrize(
    "link", ["http://10.0.0.1/x", "http://169.254.169.254/", "http://8.8.8.8/", "http://intranet/x", "http://[::1]/"]
)
def test_numeric_and_bare_hosts_are_errors_that_nobody_is_asked_about(collect: Any, tmp_path: Any, link: str) -> None:
    harvest = collect(link)
    assert outcomes(harvest) == ["error"]
    assert (harvest.waiting, waiting_hosts(tmp_path), harvest.requests) == ([], [], 0)
