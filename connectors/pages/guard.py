"""The only door to the network: resolve once, check, connect to the address that was checked.

A name is resolved exactly once for a connection and every address it gave must be public; the connection is then made
to that numeric address, so a name server that changes its answer between check and connection changes nothing.
Pairs of ``DOISOAT_SCRAPE__ALLOW_HOSTS`` alone may lead to addresses that are not public, and not even they to
link-local addresses and those where a cloud machine finds its secrets.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Collection

from connectors.pages.addresses import is_public, may_be_allowed
from connectors.pages.target import Target

Resolve = Callable[[str, int], list[str]]  # host, port -> numeric addresses, in order of preference
Connect = Callable[[str, int, float], socket.socket]  # numeric address, port, seconds -> connected socket


class NoConnectionError(OSError):
    """No connection was made; ``code`` is a key of ``connectors.pages.words.TROUBLE``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def look_up(host: str, port: int) -> list[str]:
    """Ask the machine's resolver. Raises OSError where the name is not known."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def dial(address: str, port: int, seconds: float) -> socket.socket:
    """Open a TCP connection to a numeric address, without asking any resolver again."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.settimeout(seconds)
        opened.connect((address, port))
    except BaseException:
        opened.close()
        raise
    return opened


class Guard:
    """Opens connections to public addresses and to the allowed pairs, to nothing else."""

    def __init__(self, allowed: Collection[str] = (), *, resolve: Resolve = look_up, connect: Connect = dial) -> None:
        self.allowed = frozenset(allowed)
        self._resolve = resolve
        self._connect = connect

    def open(self, target: Target, seconds: float) -> socket.socket:
        """Connect within ``seconds``, name look-up included.

        Raises:
            NoConnectionError: ``dns``, ``address_not_public``, ``connect`` or ``timeout``.
        """
        end = time.monotonic() + seconds
        addresses = self._addresses(target, seconds)
        if not addresses:
            raise NoConnectionError("dns")
        may_open = may_be_allowed if target.pair in self.allowed else is_public
        if not all(map(may_open, addresses)):
            # One private address among public ones is how a name is made to pass by luck.
            raise NoConnectionError("address_not_public")
        failed = "connect"
        for address in addresses[:4]:
            left = end - time.monotonic()
            if left <= 0:
                raise NoConnectionError("timeout")
            try:
                return self._connect(address, target.port, left)
            except TimeoutError:
                failed = "timeout"
            except OSError:
                failed = "connect"
        raise NoConnectionError(failed)

    def _addresses(self, target: Target, seconds: float) -> list[str]:
        """The name's addresses. The resolver has no deadline of its own, so it runs where it can be left behind."""
        answer: list[list[str]] = []

        def ask() -> None:
            try:
                answer.append(self._resolve(target.host, target.port))
            except (OSError, UnicodeError):
                answer.append([])

        asking = threading.Thread(target=ask, daemon=True, name="resolver")
        asking.start()
        asking.join(seconds)
        if asking.is_alive():
            raise NoConnectionError("timeout")
        return answer[0] if answer else []
