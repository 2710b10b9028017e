from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.pages.addresses import is_public, may_be_allowed
from connectors.pages.client import Client
from connectors.pages.guard import Guard, NoConnectionError, dial
from connectors.pages.target import BadLinkError, follow, read_target
from tests.patience import PATIENCE, until

CLOSED_ADDRESSES = [
    "0.0.0.0",  # noqa: S104 - an address under test
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.1.2.3",
    "127.255.255.255",
    "168.63.129.16",
    "169.254.0.1",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.255",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:7f00:1::",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::",
    "2002:c0a8:101::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "fe80::1%eth0",
    "2606:4700::1%1",
    "ff02::1",
    "ff0e::1",
    "4000::1",
    "text",
    "1.2.3",
    "01.2.3.4",
    "1.2.3.4.5",
]

OPEN_ADDRESSES = [
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "113.160.0.1",
    "126.255.255.255",
    "128.0.0.1",
    "168.63.129.15",
    "169.253.255.255",
    "172.15.255.255",
    "172.32.0.1",
    "192.0.1.1",
    "192.167.255.255",
    "198.17.255.255",
    "198.20.0.1",
    "223.255.255.255",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2400:cb00::1",
    "2606:4700::1111",
    "2a00:1450::1",
]

# Spellings of addresses that are not public, and of links that must never be opened at all.
HOSTILE_LINKS = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://0177.1/",
    "http://017700000001/",
    "http://127.0.0.1./",
    "http://127.000.000.001/",
    "http://0/",
    "http://0.0.0.0/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[0:0:0:0:0:ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::169.254.169.254]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a9fe:a9fe::]/",
    "http://[2001:0:7f00:1::]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[ff02::1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://0xa9.0xfe.0xa9.0xfe/",
    "http://0251.0376.0251.0376/",
    "http://168.63.129.16/",
    "http://100.100.100.200/",
    "http://192.0.0.192/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://LocalHost.LocalDomain/",
    "http://user@127.0.0.1/",
    "http://voso.vn@127.0.0.1/",
    "http://voso.vn:80@127.0.0.1/",
    "http://127.0.0.1%2f@voso.vn/",
    "http://voso.vn%40127.0.0.1/",
    "http://voso.vn\\@127.0.0.1/",
    "http://127.0.0.1\\.voso.vn/",
    "http://voso.vn:22/",
    "http://voso.vn:8080/",
    "http://voso.vn:443/",
    "https://voso.vn:80/",
    "http://voso.vn:65536/",
    "http://voso.vn:-1/",
    "http://voso.vn:0/",
    "http://voso.vn:abc/",
    "ftp://voso.vn/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:70/_x",
    "javascript:alert(1)",
    "data:text/html,x",
    "dict://127.0.0.1:11211/",
    "http:///127.0.0.1/",
    "http:////",
    "http://",
    "//",
    "http:127.0.0.1",
    "http:/127.0.0.1/",
    "http://[::1",
    "http://::1/",
    "http://[]/",
    "http://./",
    "http://.voso.vn/",
    "http://voso..vn/",
    "http://-voso.vn/",
    "http://voso.vn-/",
    "http://vo<so.vn/",
    "http://a.1/",
    "http://a.0x1/",
    "http://[v1.x]/",
    "http://[::1]x/",
    "http://１２７.0.0.1/",
    "ldap://127.0.0.1/",
]
HOSTILE_LINKS += [
    "http://127.0.0.1\t/",
    "http://voso.vn\r\nHost: x/",
    "http://voso.vn/\r\nX-Injected: 1",
    "http://voso.vn /",
    "http://127.0.0.1 @voso.vn/",
    "http://voso.vn\u200b/",
    "http://vo\u202eso.vn/",
    "",
    " ",
    "http://" + "a" * 64 + ".vn/",
    "http://" + "a." * 200 + "vn/",
    "http://voso.vn/" + "a" * 5000,
]


@pytest.fixture
def listener() -> Iterator[tuple[int, list[int]]]:
    """A real socket on loopback that counts who knocks."""
    knocks: list[int] = []
    server = socket.create_server(("127.0.0.1", 0))

    def count() -> None:
        while True:
            try:
                peer, _ = server.accept()
            except OSError:
                return
            knocks.append(1)
            peer.close()

    threading.Thread(target=count, daemon=True).start()
    yield server.getsockname()[1], knocks
    server.close()


@pytest.mark.parametrize("address", CLOSED_ADDRESSES)
def test_addresses_that_are_not_handed_out_to_the_public_are_closed(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OPEN_ADDRESSES)
def test_public_addresses_beside_the_closed_blocks_stay_open(address: str) -> None:
    assert is_public(address)


@given(st.integers(0, 2**32 - 1))
def test_no_ipv6_clothing_makes_an_ipv4_address_public(number: int) -> None:
    high, low = number >> 16, number & 0xFFFF
    for clothed in (
        f"::{high:x}:{low:x}",
        f"::ffff:{high:x}:{low:x}",
        f"64:ff9b::{high:x}:{low:x}",
        f"2002:{high:x}:{low:x}::",
    ):
        assert not is_public(clothed)


@pytest.mark.parametrize("link", HOSTILE_LINKS)
def test_no_hostile_link_opens_a_connection(link: str, listener: tuple[int, list[int]]) -> None:
    port, knocks = listener
    dialled: list[str] = []

    def to_listener(address: str, _port: int, seconds: float) -> socket.socket:
        # Whatever gets this far is let through to the real listener, and counted there.
        dialled.append(address)
        return dial("127.0.0.1", port, seconds)

    guard = Guard(resolve=_system_like, connect=to_listener)
    try:
        target = read_target(link)
    except BadLinkError:
        return
    with pytest.raises(NoConnectionError):
        guard.open(target, 1.0)
    dial("127.0.0.1", port, PATIENCE).close()
    until(lambda: knocks, "nobody was let in")  # they are let in one after the other: ours is the only one
    assert (dialled, knocks) == ([], [1])


def _system_like(host: str, _port: int) -> list[str]:
    """Reads numeric spellings as generously as the C library does, and sends every other name to loopback."""
    if ":" in host:
        return [host]
    try:
        return [socket.inet_ntoa(socket.inet_aton(host))]
    except OSError:
        return ["127.0.0.1"]


def test_a_name_that_changes_between_check_and_connection_is_asked_once_and_reaches_nothing_private() -> None:
    asked: list[str] = []
    dialled: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["93.184.216.34"] if len(asked) == 1 else ["127.0.0.1"]

    def unreachable(address: str, _port: int, _seconds: float) -> socket.socket:
        dialled.append(address)
        raise ConnectionRefusedError

    answer = Client(Guard(resolve=rebinding, connect=unreachable), "test").get(read_target("http://shop.example/"))
    assert answer.trouble == "connect"
    assert (asked, dialled) == (["shop.example"], ["93.184.216.34"])


def test_what_speaks_http_neither_resolves_nor_dials(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("a connection that the guard did not open")

    monkeypatch.setattr(socket, "getaddrinfo", never)
    monkeypatch.setattr("urllib3.util.connection.create_connection", never)
    ours, theirs = socket.socketpair()
    theirs.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: a=1\r\n\r\nok")
    guard = Guard(resolve=lambda _h, _p: ["93.184.216.34"], connect=lambda _a, _p, _s: ours)
    answer = Client(guard, "test").get(read_target("http://shop.example//a%zz?x=[1]&y=%e1"))
    with theirs:
        head = theirs.recv(65536).decode()
    assert (answer.trouble, answer.status, answer.body) == ("", 200, b"ok")
    # The path goes out as it was checked: neither library tidies it on the way.
    assert head.startswith("GET //a%zz?x=[1]&y=%e1 HTTP/1.1\r\nHost: shop.example\r\n")


def test_a_password_file_of_the_machine_is_not_sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "netrc").write_text("machine shop.example login someone password something\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    ours, theirs = socket.socketpair()
    theirs.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    guard = Guard(resolve=lambda _h, _p: ["93.184.216.34"], connect=lambda _a, _p, _s: ours)
    Client(guard, "test").get(read_target("http://shop.example/"))
    with theirs:
        assert b"authorization" not in theirs.recv(65536).lower()


@pytest.mark.parametrize("private", ["127.0.0.1", "169.254.169.254", "::1", "64:ff9b::7f00:1"])
def test_one_private_address_among_public_ones_closes_the_name(private: str, listener: tuple[int, list[int]]) -> None:
    guard = Guard(resolve=lambda _h, _p: ["93.184.216.34", private])
    with pytest.raises(NoConnectionError) as refused:
        guard.open(read_target("http://shop.example/"), 1.0)
    assert refused.value.code == "address_not_public"
    assert listener[1] == []


def test_loopback_opens_for_the_allowed_pair_only(listener: tuple[int, list[int]]) -> None:
    port, knocks = listener
    allowed = {f"127.0.0.1:{port}"}
    Guard(allowed).open(read_target(f"http://127.0.0.1:{port}/", allowed), 1.0).close()
    until(lambda: knocks, "nobody was let in")
    assert len(knocks) == 1
    with pytest.raises(BadLinkError):
        read_target("http://127.0.0.1:1/", allowed)
    with pytest.raises(NoConnectionError):
        Guard(allowed).open(read_target("http://127.0.0.1/", allowed), 1.0)


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "169.254.170.2",
        "169.254.1.1",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "255.255.255.255",
        "224.0.0.1",
        "fe80::a9fe:a9fe",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "fd20:ce::254",
        "ff02::1",
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "no address",
    ],
)
def test_no_setting_opens_a_neighbour_on_the_wire_or_a_machines_secrets(address: str) -> None:
    for host in ("shop.test", address):
        try:
            target = read_target(f"http://[{host}]:8080/" if ":" in host else f"http://{host}:8080/", {f"{host}:8080"})
        except BadLinkError:
            continue  # no link at all
        guard = Guard(
            {target.pair}, resolve=lambda *_: ["127.0.0.1", address], connect=lambda *_: pytest.fail("dialled")
        )
        with pytest.raises(NoConnectionError) as caught:
            guard.open(target, 1)
        assert caught.value.code == "address_not_public"


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "192.168.1.1", "::1", "fd12:3456::1", "8.8.8.8"])
def test_an_allowed_shop_in_the_offices_own_network_is_opened(address: str) -> None:
    assert may_be_allowed(address)


def test_a_resolver_that_never_answers_is_left_behind() -> None:
    release, answered = threading.Event(), threading.Event()

    def resolve(_host: str, _port: int) -> list[str]:
        release.wait()
        answered.set()
        return ["93.184.216.34"]

    with pytest.raises(NoConnectionError) as refused:
        Guard(resolve=resolve).open(read_target("http://shop.example/"), 0.2)
    assert refused.value.code == "timeout"
    assert not answered.is_set()
    release.set()


@pytest.mark.parametrize(
    ("location", "reached"),
    [
        ("/b", "http://shop.example/b"),
        ("//other.example/x", "http://other.example/x"),
        ("https://shop.example:443/c", "https://shop.example/c"),
        ("?q=1", "http://shop.example/a?q=1"),
        ("/cá", "http://shop.example/c%C3%A1"),
        ("/cá".encode().decode("latin-1"), "http://shop.example/c%C3%A1"),
    ],
)
def test_a_redirect_is_read_like_any_link(location: str, reached: str) -> None:
    assert follow(read_target("http://shop.example/a"), location).url == reached


@pytest.mark.parametrize("location", [*HOSTILE_LINKS[58:78], "//user@x/", "http:\\\\127.0.0.1/", "/\\127.0.0.1/"])
def test_a_redirect_that_is_not_a_plain_link_is_refused_or_stays_public(location: str) -> None:
    try:
        reached = follow(read_target("http://shop.example/a"), location)
    except BadLinkError:
        return
    assert reached.port in (80, 443)
    assert "@" not in reached.authority


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("voso.vn/mat-ong-p1.html", "https://voso.vn/mat-ong-p1.html"),
        ("  https://Shop.VN/Mật-ong. ", "https://shop.vn/M%E1%BA%ADt-ong"),
        ("https://shop.vn/a%20b?x=1&y=%C3%A1#neo", "https://shop.vn/a%20b?x=1&y=%C3%A1"),
        ("http://đặcsản.vn/", "http://xn--csn-7oa2a70p87q.vn/"),
        ("https://shop.vn", "https://shop.vn/"),
    ],
)
def test_links_as_people_write_them_have_one_normal_form(link: str, url: str) -> None:
    if "đ" in link:
        url = "http://" + "đặcsản.vn".encode("idna").decode() + "/"
    assert read_target(link).url == url


@pytest.mark.parametrize(
    "link",
    [
        "https://a.vn/x https://b.vn/y",
        "https://a.vn/x;https://b.vn",
        "https://a.vn/x (shopee)",
        "https://a.vn/x...",
        "https://a.vn/…",
        "a.vn/x\nb.vn/y",
    ],
)
def test_a_cell_with_more_or_less_than_one_link_is_not_opened(link: str) -> None:
    with pytest.raises(BadLinkError):
        read_target(link)
