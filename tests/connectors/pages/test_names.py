"""Names that lie: whatever a name server answers, and however often it changes its mind, nothing private is reached.

All goes the program's own way, from the claimed link through the machine's resolver to ``socket.connect``; only the
resolver's answers are ours. Who was connected to is counted twice: at the call, and at real listening sockets.
"""

from __future__ import annotations

import itertools
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.listings import approve_host
from connectors.pages import target
from connectors.pages.shops import Shops
from tests.connectors.pages.conftest import NOW, outcomes
from tests.connectors.pages.test_torture import HONEY
from tests.connectors.pages.torture import TortureServer, torture_server

PUBLIC, NAME = "93.184.216.34", "shop.example"


class Net:
    """A victim on loopback at the port that links lead to, a shop that stands in for the public address, a resolver."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, victim: TortureServer, shop: TortureServer) -> None:
        self.victim, self.shop = victim, shop
        self.answers: Iterator[tuple[str, ...]] = itertools.repeat((PUBLIC,))
        self.asked = 0
        self.dialled: list[str] = []
        resolve, connect = socket.getaddrinfo, socket.socket.connect

        def look_up(host: Any, port: Any, *more: Any, **named: Any) -> Any:
            if host != NAME:
                return resolve(host, port, *more, **named)
            self.asked += 1
            return [
                (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port))
                for one in next(self.answers)
            ]

        def dial(opened: socket.socket, address: Any) -> None:
            # Links lead to the victim's port and nothing else in this process does: what a thread of another test
            # dials meanwhile is not ours to count.
            if address[1] != victim.port:
                return connect(opened, address)
            self.dialled.append(address[0])
            if address[0] not in (PUBLIC, "127.0.0.1"):
                raise ConnectionRefusedError  # counted; the tests leave the real network alone
            return connect(opened, ("127.0.0.1", shop.port) if address[0] == PUBLIC else address)

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        monkeypatch.setattr(socket.socket, "connect", dial)
        monkeypatch.setitem(target._PORTS, "http", victim.port)


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Net]:
    approve_host(tmp_path, NAME, NOW)
    # How long a shop is left in peace between two requests is looked at in ``test_crawl``.
    monkeypatch.setattr(Shops, "interval", lambda _shops, _target: 0.0)
    with torture_server() as victim, torture_server() as shop:
        shop.page("/p", HONEY)
        victim.page("/p", HONEY)
        yield Net(monkeypatch, victim, shop)


def test_the_counters_count_whoever_trusts_a_name_twice(net: Net) -> None:
    """What the other tests find at zero does rise for a program that checks a name and then connects to it."""
    net.answers = iter([(PUBLIC,), ("127.0.0.1",)])
    assert socket.getaddrinfo(NAME, net.victim.port)[0][4][0] == PUBLIC
    with socket.create_connection((NAME, net.victim.port), timeout=2) as opened:
        opened.sendall(b"GET /p HTTP/1.1\r\n\r\n")
        assert opened.recv(15) == b"HTTP/1.1 200 OK"
    assert (net.victim.connections, net.dialled) == (1, ["127.0.0.1"])


def test_a_name_that_stays_public_is_read(net: Net, collect: Any) -> None:
    assert outcomes(collect(f"http://{NAME}/p")) == ["ok"]
    assert (net.shop.paths(), set(net.dialled)) == (["/robots.txt", "/p"], {PUBLIC})


@pytest.mark.parametrize("steady", [1, 2])
def test_a_name_that_changes_between_check_and_connection_opens_nothing_private(
    net: Net, collect: Any, steady: int
) -> None:
    """Public for the first ``steady`` questions, then in turns: one of the turns falls between check and connection."""
    turns = itertools.cycle([("127.0.0.1",), (PUBLIC,)])
    net.answers = itertools.chain(itertools.repeat((PUBLIC,), steady), turns)
    harvest = collect(f"http://{NAME}/p", f"http://{NAME}/q")
    assert net.victim.connections == 0
    assert set(net.dialled) == {PUBLIC}
    assert net.asked == len(net.dialled) + outcomes(harvest).count("error"), "a connection asked more than once"
    assert "error" in outcomes(harvest)
    assert harvest.listings["detail"].str.contains("địa chỉ nội bộ").any()


@pytest.mark.parametrize(
    "addresses",
    [
        ("127.0.0.1",),
        (PUBLIC, "127.0.0.1"),
        ("10.0.0.1",),
        ("169.254.169.254",),
        ("168.63.129.16",),
        ("::1",),
        ("::7f00:1",),
        ("::ffff:127.0.0.1",),
        ("64:ff9b::a9fe:a9fe",),
        ("2002:7f00:1::",),
        ("fe80::1",),
    ],
)
@pytest.mark.parametrize("road", ["link", "redirect"])
def test_a_name_that_leads_to_a_closed_address_opens_nothing(
    net: Net, collect: Any, addresses: tuple[str, ...], road: str
) -> None:
    with torture_server() as known:
        known.page("/away", "", status="302 Found", Location=f"http://{NAME}/p")
        net.answers = itertools.repeat(addresses)
        link = f"http://{NAME}/p" if road == "link" else f"{known.base}/away"
        harvest = collect(link, allow=[known.pair])
        assert outcomes(harvest) == ["error"]
        assert (net.victim.connections, net.shop.connections, net.dialled) == (0, 0, [])
