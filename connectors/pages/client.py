"""One request, one answer, within one deadline: no redirect followed, no cookie kept, no proxy of the environment.

Timeouts of sockets count single reads, so a page that drips a byte a second never ends. A timer therefore shuts the
connection down when the whole request's time is over, whichever step it is in: greeting, headers or body.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from connectors.pages.guard import Guard, NoConnectionError
from connectors.pages.target import Target

MAX_BODY = 4 * 2**20  # bytes on the wire; the largest real shop page seen was 1.2 MB
MAX_PAGE = 8 * 2**20  # bytes after decompression
_CHUNK = 64 * 1024
_MEMBERS = 64  # of one gzip body
_LAYERS = 2  # of content encoding; nobody honest sends more


@dataclass(frozen=True)
class Answer:
    """What a server said to one request, or why there is no answer.

    ``trouble`` is empty where a whole answer was read, else a key of ``connectors.pages.words.TROUBLE``.
    ``body`` are the bytes as sent, still compressed.
    """

    url: str
    status: int = 0
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    trouble: str = ""

    def header(self, name: str) -> str:
        """The first header of that name, or an empty text."""
        return next((value for key, value in self.headers if key.lower() == name), "")


class _Deadline:
    """Shuts one connection down when its time is over."""

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds
        self.is_over = False
        self._handle: socket.socket | None = None
        self._timer: threading.Timer | None = None

    @property
    def left(self) -> float:
        return max(0.05, self.end - time.monotonic())

    def watch(self, opened: socket.socket) -> None:
        # A duplicate stays valid after TLS has taken the original over; shutting it down ends both.
        self._handle = opened.dup()
        self._timer = threading.Timer(self.left, self._stop)
        self._timer.daemon = True
        self._timer.start()

    def _stop(self) -> None:
        self.is_over = True
        if self._handle is not None:
            with contextlib.suppress(OSError):
                self._handle.shutdown(socket.SHUT_RDWR)

    def release(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._handle is not None:
            self._handle.close()


class Client:
    """Sends GET requests through the guard."""

    def __init__(self, guard: Guard, agent: str, *, seconds: float = 30.0, max_body: int = MAX_BODY) -> None:
        self._guard = guard
        self._agent = agent
        self._seconds = seconds
        self._max_body = max_body
        self._tls = ssl.create_default_context()

    def get(self, target: Target, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for one page. Never raises for anything the network or the server does."""
        deadline = _Deadline(self._seconds)
        try:
            return self._ask(target, dict(headers or {}), deadline)
        except NoConnectionError as error:
            return Answer(target.url, trouble=error.code)
        except ssl.SSLError:
            return Answer(target.url, trouble="timeout" if deadline.is_over else "tls")
        except TimeoutError:
            return Answer(target.url, trouble="timeout")
        except (OSError, http.client.HTTPException, ValueError):
            # ValueError: http.client on sizes and headers that are none
            return Answer(target.url, trouble="timeout" if deadline.is_over else "not_http")
        finally:
            deadline.release()

    def _ask(self, target: Target, headers: dict[str, str], deadline: _Deadline) -> Answer:
        opened = self._guard.open(target, min(10.0, deadline.left))
        connection = http.client.HTTPConnection(target.host, target.port)
        try:
            deadline.watch(opened)
            opened.settimeout(deadline.left)
            if target.scheme == "https":
                opened = self._tls.wrap_socket(opened, server_hostname=target.host)
            connection.sock = opened
            connection.putrequest("GET", target.path, skip_host=True, skip_accept_encoding=True)
            sent = {
                "Host": target.authority,
                "User-Agent": self._agent,
                "Accept": "text/html,application/xhtml+xml,application/json;q=0.8,image/*;q=0.5,*/*;q=0.1",
                "Accept-Language": "vi,en;q=0.5",
                "Accept-Encoding": "gzip",
                "Connection": "close",
            }
            for name, value in {**sent, **headers}.items():
                connection.putheader(name, value.encode("latin-1", "replace"))
            connection.endheaders()
            response = connection.getresponse()
            body, trouble = self._body(response, deadline)
            return Answer(target.url, response.status, response.reason, tuple(response.getheaders()), body, trouble)
        finally:
            connection.close()
            opened.close()

    def _body(self, response: http.client.HTTPResponse, deadline: _Deadline) -> tuple[bytes, str]:
        """The body as sent, and what is wrong with it."""
        parts: list[bytes] = []
        size = 0
        promised = response.length
        if promised is not None and promised > self._max_body:
            return b"", "too_large"
        while part := response.read1(_CHUNK):
            size += len(part)
            if size > self._max_body:
                return b"", "too_large"
            parts.append(part)
        if deadline.is_over:
            return b"", "timeout"
        if promised is not None and size < promised:
            return b"", "cut_short"
        return b"".join(parts), ""


def unpacked(answer: Answer, limit: int = MAX_PAGE) -> tuple[bytes, str]:
    """The body without its content encodings, never more than ``limit`` bytes in memory.

    Returns:
        The bytes and an empty text, or no bytes and the trouble: ``bomb``, ``bad_encoding``.
    """
    body = answer.body
    named = [name.strip().lower() for name in answer.header("content-encoding").split(",")]
    layers = [name for name in named if name not in ("", "identity")]
    if len(layers) > _LAYERS:
        return b"", "bomb"
    for name in reversed(layers):
        if name not in ("gzip", "x-gzip", "deflate"):
            return b"", "bad_encoding"
        body, trouble = _inflate(body, name, limit)
        if trouble:
            return b"", trouble
    return body, ""


def _inflate(body: bytes, name: str, limit: int) -> tuple[bytes, str]:
    # 32 + 15: zlib or gzip as the bytes say; some servers send raw deflate, which has no head at all.
    for window in (47, -15) if name == "deflate" else (47,):
        try:
            return _inflate_members(body, window, limit)
        except zlib.error:
            continue
    return b"", "bad_encoding"


def _inflate_members(body: bytes, window: int, limit: int) -> tuple[bytes, str]:
    """Gzip may hold several members one after another; raises zlib.error where one is none."""
    parts: list[bytes] = []
    size = 0
    for _ in range(_MEMBERS):
        inflater = zlib.decompressobj(window)
        part = inflater.decompress(body, limit + 1 - size)
        size += len(part)
        if size > limit:
            return b"", "bomb"
        if not inflater.eof:
            return b"", "cut_short"
        parts.append(part)
        body = inflater.unused_data
        if not body.strip(b"\0"):
            return b"".join(parts), ""
    return b"", "bomb"
