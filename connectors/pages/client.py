"""One request, one answer, within one deadline: no redirect followed, no cookie kept, no proxy of the environment.

``requests`` speaks HTTP; what may be connected to is the guard's alone (``connectors.pages.adapter``). Timeouts of
sockets count single reads, so a page that drips a byte a second never ends. A timer therefore shuts the connection
down when the whole request's time is over, whichever step it is in: greeting, headers or body.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Mapping

import requests
from urllib3.exceptions import HTTPError

from connectors.pages.adapter import GuardedAdapter, TooMuchError
from connectors.pages.answer import Answer
from connectors.pages.guard import Guard, NoConnectionError
from connectors.pages.target import Target

MAX_BODY = 4 * 2**20  # bytes on the wire; the largest real shop page seen was 1.2 MB
_CHUNK = 64 * 1024


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


class _Session(requests.Session):
    """Nothing of the environment: no proxies, no netrc, no certificates it names; and no redirect is looked at."""

    def __init__(self, adapter: GuardedAdapter) -> None:
        super().__init__()
        self.trust_env = False
        for scheme in ("http://", "https://"):
            self.mount(scheme, adapter)

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: even where it follows none, requests would read a redirect's whole body, unpacked, without a cap."""


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
            with self._guard.open(target, min(10.0, deadline.left)) as opened:
                deadline.watch(opened)
                opened.settimeout(deadline.left)
                return self._ask(target, opened, dict(headers or {}), deadline)
        except NoConnectionError as error:
            return Answer(target.url, trouble=error.code)
        except TooMuchError:
            return Answer(target.url, trouble="too_large")
        except (requests.Timeout, TimeoutError):
            return Answer(target.url, trouble="timeout")
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            # ValueError: http.client on sizes and headers that are none
            trouble = "tls" if isinstance(error, requests.exceptions.SSLError) else "not_http"
            return Answer(target.url, trouble="timeout" if deadline.is_over else trouble)
        finally:
            deadline.release()

    def _ask(self, target: Target, opened: socket.socket, headers: dict[str, str], deadline: _Deadline) -> Answer:
        sent = {
            "Host": target.authority,
            "User-Agent": self._agent,
            "Accept": "text/html,application/xhtml+xml,application/json;q=0.8,image/*;q=0.5,*/*;q=0.1",
            "Accept-Language": "vi,en;q=0.5",
            "Accept-Encoding": "gzip",
            "Connection": "close",
            **headers,
        }
        encoded = {name: value.encode("latin-1", "replace") for name, value in sent.items()}
        request = requests.Request("GET", target.url, headers=encoded).prepare()
        adapter = GuardedAdapter(target, opened, self._tls, self._max_body)
        with (
            _Session(adapter) as session,
            session.send(request, stream=True, timeout=deadline.left, allow_redirects=False) as response,
        ):
            body, trouble = self._body(response, deadline)
            headers_given = tuple(response.raw.headers.iteritems())
            return Answer(target.url, response.status_code, response.reason or "", headers_given, body, trouble)

    def _body(self, response: requests.Response, deadline: _Deadline) -> tuple[bytes, str]:
        """The body as sent, still compressed, and what is wrong with it."""
        parts: list[bytes] = []
        size = 0
        promised = response.raw.length_remaining
        if promised is not None and promised > self._max_body:
            return b"", "too_large"
        try:
            for part in response.raw.stream(_CHUNK, decode_content=False):
                size += len(part)
                if size > self._max_body:
                    return b"", "too_large"
                parts.append(part)
        except HTTPError:
            return b"", "timeout" if deadline.is_over else "cut_short"
        return (b"", "timeout") if deadline.is_over else (b"".join(parts), "")
