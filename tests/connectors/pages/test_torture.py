"""Each misbehaviour ends in a named outcome, within its time, and leaves the others standing."""

from __future__ import annotations

import gzip
import resource
import unicodedata
from typing import Any

import pytest

from connectors.pages.client import MAX_BODY
from connectors.pages.pace import Pace
from connectors.pages.reader import PageReader
from doisoat.settings import ReaderLimits
from tests.connectors.pages.conftest import NOW, outcomes
from tests.connectors.pages.torture import TortureServer, twice_gzipped, zeros_gzipped

GOOD = """<html><head><title>{title}</title></head><body><div class='product'><h1>{title}</h1>
<p>Nhà cung cấp: HTX Kéo Cại</p><div class='price'>95.000₫</div>
<button>Thêm vào giỏ hàng</button></div></body></html>"""
HONEY = GOOD.format(title="Mật ong bạc hà Kéo Cại")
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"

QUICK = Pace(interval=0, budget=60, request=1.5, again=0.05)  # for pages that never end


def _detail(harvest: Any) -> str:
    return str(harvest.listings["detail"].iloc[0])


def test_a_good_page_beside_every_bad_one_is_read(server: TortureServer, collect: Any) -> None:
    server.page("/good", HONEY)
    server.page("/loop", "", status="302 Found", Location="/loop")
    server.raw("/junk", b"\x00\x01\x02 not http at all\r\n\r\n")
    server.raw("/drip", OK + b"\r\n", b"a", pause=0.2, repeat=60)
    harvest = collect("/loop", "/junk", "/drip", "/missing", "/good", pace=QUICK)
    assert outcomes(harvest) == ["error", "error", "error", "gone", "ok"]
    assert harvest.listings["match"].tolist()[-1] == "match"
    assert "chậm" in harvest.listings["detail"].iloc[2]


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://168.63.129.16/",
        "http://[::7f00:1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://0x7f000001/",
        "file:///etc/passwd",
        "http://user:pw@voso.vn/",
        "//127.0.0.1:1/",
        "javascript:alert(1)",
    ],
)
def test_a_redirect_to_a_closed_place_opens_nothing(server: TortureServer, collect: Any, location: str) -> None:
    server.page("/away", "", status="302 Found", Location=location)
    harvest = collect("/away")
    assert outcomes(harvest)[0] in ("error", "not_fetched")
    assert set(server.paths()) == {"/robots.txt", "/away"}


def test_a_redirect_to_an_unknown_host_waits_for_a_person(server: TortureServer, collect: Any) -> None:
    server.page("/away", "", status="302 Found", Location="https://la.example/x")
    harvest = collect("/away")
    assert outcomes(harvest) == ["not_fetched"]
    assert harvest.waiting == ["la.example"]


def test_a_redirect_to_another_port_of_loopback_never_connects(server: TortureServer, collect: Any) -> None:
    with_other = TortureServer()
    server.page("/away", "", status="302 Found", Location=with_other.base + "/x")
    assert outcomes(collect("/away")) == ["error"]
    assert with_other.connections == 0
    with_other.close()


def test_long_chains_of_redirects_end(server: TortureServer, collect: Any) -> None:
    for n in range(30):
        server.page(f"/r{n}", "", status="301 Moved", Location=f"/r{n + 1}")
    harvest = collect("/r0")
    assert outcomes(harvest) == ["error"]
    assert "chuyển hướng" in _detail(harvest)
    assert len(server.requests) <= 8


@pytest.mark.parametrize(
    ("name", "pieces"),
    [
        ("head drips", [b"HTTP/1.1 200 OK\r\n", *[b"X-A: b\r\n"] * 40]),
        ("status drips", [b"H", b"T", b"T", b"P"] * 20),
        ("chunks drip", [OK + b"Transfer-Encoding: chunked\r\n\r\n", *[b"1\r\na\r\n"] * 60]),
    ],
)
def test_whatever_drips_is_stopped_by_the_deadline(
    server: TortureServer, collect: Any, name: str, pieces: list[bytes]
) -> None:
    server.raw("/slow", *pieces, pause=0.15)
    harvest = collect("/slow", pace=Pace(interval=0, budget=20, request=0.6, again=30))
    assert outcomes(harvest) == ["error"]
    assert "chậm" in _detail(harvest), name


def test_a_body_without_end_is_left_after_the_cap(server: TortureServer, collect: Any) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    server.raw("/flood", OK + b"\r\n", *[b"x" * 2**20] * 10, repeat=1000)
    server.raw("/promise", OK + b"Content-Length: 10737418240\r\n\r\n", b"x" * 1000)
    harvest = collect("/flood", "/promise", pace=Pace(interval=0, budget=20, request=8, again=30))
    assert outcomes(harvest) == ["error", "error"]
    assert harvest.listings["detail"].str.contains("quá lớn").all()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < 100, f"{grown:.0f} MB more than before for a cap of {MAX_BODY // 2**20} MB"


def test_gzip_bombs_stay_small(server: TortureServer, collect: Any) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    bomb, double = zeros_gzipped(2**28), twice_gzipped(2**28)
    server.page("/once", bomb, Content_Encoding="gzip")
    server.page("/twice", double, Content_Encoding="gzip, gzip")
    server.page("/thrice", gzip.compress(double), Content_Encoding="gzip, gzip, gzip")
    server.page("/lie", b"not gzip", Content_Encoding="gzip")
    server.page("/brotli", b"x", Content_Encoding="br")
    harvest = collect("/once", "/twice", "/thrice", "/lie", "/brotli")
    assert outcomes(harvest) == ["error"] * 5
    assert harvest.listings["detail"].str.contains("nén").all()
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 100


def test_answers_that_break_off_are_not_half_read(server: TortureServer, collect: Any) -> None:
    half = HONEY.encode()[: len(HONEY) // 2]
    server.raw("/short", OK + b"Content-Length: 5000\r\n\r\n" + HONEY.encode())
    server.raw("/chunk", OK + b"Transfer-Encoding: chunked\r\n\r\nFFF\r\n" + half)
    server.raw("/badsize", OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + half)
    server.raw("/minus", OK + b"Transfer-Encoding: chunked\r\n\r\n-5\r\n" + half)
    server.raw("/gzip", OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(HONEY.encode() * 20)[:-200])
    assert outcomes(collect("/short", "/chunk", "/badsize", "/minus", "/gzip")) == ["error"] * 5


def test_a_tag_with_a_hundred_thousand_attributes_costs_only_itself(
    server: TortureServer, collect: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("connectors.listings.PageReader", lambda: PageReader(ReaderLimits(cpu_seconds=2)))
    server.page("/attributes", "<html><p " + " ".join(f"a{n}=1" for n in range(150_000)) + ">x")
    server.page("/good", HONEY)
    assert outcomes(collect("/attributes", "/good")) == ["error", "ok"]


def test_a_page_that_keeps_its_reader_busy_is_ended_and_costs_only_itself(
    server: TortureServer, collect: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("connectors.listings.PageReader", lambda: PageReader(ReaderLimits(cpu_seconds=1)))
    server.page("/busy", b"<dt>a:<dd>b" * 39_000)
    server.page("/good", HONEY)
    harvest = collect("/busy", "/good")
    assert outcomes(harvest) == ["error", "ok"]
    assert "đọc được nội dung trang" in _detail(harvest)


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 100_000,
        b"<b><p>" * 60_000,
        b"<!--" * 100_000,
        b"<p>" + b"a" * 1_000_000 + b"</p>",
        b"<script type='application/ld+json'>" + b"[" * 500_000 + b"</script>",
        b"<script type='application/ld+json'>{'a':" + b'{"@graph":[' * 50_000 + b"</script>",
        b"\xff\xfe" + b"\xd8" * 999,
        b"<meta charset='zip'>" + b"\x80" * 5_000,
        b"<meta charset='utf-7'>+ADw-h1+AD4-x",
        b"",
        b"\x00" * 10_000,
        b"<html><title>x",
    ],
)
def test_hostile_markup_ends_in_an_outcome_that_says_nothing_against_the_claim(
    server: TortureServer, collect: Any, body: bytes
) -> None:
    server.page("/odd", body)
    harvest = collect("/odd")
    assert outcomes(harvest)[0] in ("empty", "layout_changed", "js_shell", "error")


@pytest.mark.parametrize("charset", ["utf-8", "windows-1258", "utf-16"])
def test_the_charset_is_found_where_the_header_lies(server: TortureServer, collect: Any, charset: str) -> None:
    text = HONEY if charset != "windows-1258" else _for_1258(HONEY)
    server.page(
        "/odd", text.replace("<head>", f"<head><meta charset='{charset}'>").encode(charset), Content_Type="text/html"
    )
    harvest = collect("/odd")
    assert outcomes(harvest) == ["ok"]
    assert unicodedata.is_normalized("NFC", str(harvest.pages["title"].iloc[0]))
    assert harvest.listings["match"].tolist() == ["match"]


def _for_1258(text: str) -> str:
    """Windows 1258 writes tone marks as letters of their own."""
    out = []
    for c in text:
        parts = unicodedata.normalize("NFD", c)
        tones = [p for p in parts if p in "\u0300\u0301\u0303\u0309\u0323"]
        base = unicodedata.normalize("NFC", "".join(p for p in parts if p not in tones))
        out.append(base + "".join(tones))
    return "".join(out)


@pytest.mark.parametrize(
    "title",
    [
        "=HYPERLINK(&quot;http://evil&quot;)",
        "<script>alert(1)</script>",
        "x" * 100_000,
        "\u202egnp.exe",
        "M&#27;[31mật\a",
    ],
)
def test_hostile_titles_are_texts_like_any_other(server: TortureServer, collect: Any, title: str) -> None:
    server.page("/odd", GOOD.format(title=title))
    harvest = collect("/odd")
    assert outcomes(harvest)[0] in ("ok", "layout_changed", "js_shell")
    assert not harvest.listings["detail"].str.contains("HYPERLINK|script|xxx|\u202e").any()
    titles = harvest.pages["title"].fillna("")
    assert titles.str.len().max() <= 2_000
    assert not titles.str.contains(r"[\x00-\x1f\x7f-\x9f]").any()


def test_headers_without_end_and_lines_without_end_are_refused(server: TortureServer, collect: Any) -> None:
    server.raw("/many", b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 5_000 + b"\r\n")
    server.raw("/long", b"HTTP/1.1 200 OK\r\nA: " + b"b" * 1_000_000 + b"\r\n\r\n")
    server.raw("/continue", *[b"HTTP/1.1 100 Continue\r\n\r\n"] * 50, pause=0.1)
    assert (
        outcomes(collect("/many", "/long", "/continue", pace=Pace(interval=0, budget=20, request=1, again=30)))
        == ["error"] * 3
    )


@pytest.mark.parametrize(
    "endless",
    [
        (OK + b"Transfer-Encoding: chunked\r\n\r\n-5\r\n", b"x" * 2**20),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"7" * 2**20),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n" * 2**17),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1;" + b"e" * 50_000 + b"\r\na\r\n"),
    ],
)
def test_whatever_the_sizes_of_chunks_say_no_more_than_the_cap_is_read(
    server: TortureServer, collect: Any, endless: tuple[bytes, bytes]
) -> None:
    sent = 0

    def flood(peer: Any, _head: str) -> None:
        nonlocal sent
        peer.sendall(endless[0])
        for _ in range(200):
            peer.sendall(endless[1])
            sent += len(endless[1])

    server.replies["/flood"] = flood
    assert outcomes(collect("/flood", pace=Pace(interval=0, budget=20, request=8, again=30))) == ["error"]
    assert sent < 4 * MAX_BODY  # what lies in the buffers of both ends included


def test_a_redirect_with_a_body_is_judged_by_its_head(server: TortureServer, collect: Any) -> None:
    server.page("/away", zeros_gzipped(2**28), status="302 Found", Location="/good", Content_Encoding="gzip")
    server.page("/good", HONEY)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert outcomes(collect("/away")) == ["ok"]
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 100


def test_no_cookie_is_sent_back_or_kept(server: TortureServer, collect: Any, tmp_path: Any) -> None:
    server.page("/a", HONEY, Set_Cookie="secret-cookie=1; Path=/")
    server.page("/b", HONEY, Set_Cookie="secret-cookie=2; Path=/")
    collect("/a", "/b")
    assert not any("cookie" in head.lower() for head in server.heads)
    for kept in tmp_path.rglob("*.warc.gz"):
        assert b"secret-cookie" not in gzip.decompress(kept.read_bytes())


def test_proxies_of_the_environment_are_ignored(server: TortureServer, collect: Any, monkeypatch: Any) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.page("/good", HONEY)
    assert outcomes(collect("/good")) == ["ok"]


def test_the_budget_leaves_the_rest_for_another_night(server: TortureServer, collect: Any) -> None:
    server.page("/robots.txt", "User-agent: *\nCrawl-delay: 0.4\n", Content_Type="text/plain")
    for n in range(8):
        server.page(f"/p{n}", HONEY)
    harvest = collect(*(f"/p{n}" for n in range(8)), pace=Pace(interval=0, budget=2, request=2, again=1))
    assert {"ok", "error"} == set(outcomes(harvest))
    assert len([path for path in server.paths() if path.startswith("/p")]) <= 6  # no more fit into the budget
    assert "lượt sau" in str(harvest.listings["detail"].iloc[-1])
    assert NOW.year == harvest.listings["published_on"].dt.year.iloc[0]
