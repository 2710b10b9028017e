"""How ``requests`` gets its connections: each is a socket that the guard opened for this one request.

Neither requests nor urllib3 resolves a name, dials, reuses or retries here, and what they make of the link is not
asked: the parts that were checked are the parts that are used, the path included.
"""

from __future__ import annotations

import functools
import http.client
import io
import socket
import ssl
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from connectors.pages.target import Target

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_OVERHEAD = 2**20  # bytes beside a body: headers (http.client takes 100 of up to 64 KiB), sizes of chunks


class TooMuchError(Exception):
    """More bytes came than one answer may have; no OSError, so that no layer between takes it for its own."""


class GuardedAdapter(HTTPAdapter):
    """Sends one request over one socket.

    Args:
        target: what was checked and connected to.
        opened: the guard's socket; whoever opened it closes it.
        tls: verifies certificates of ``https`` targets.
        most: bytes of body; not much more is ever read, whatever the answer says of its own size.
    """

    def __init__(self, target: Target, opened: socket.socket, tls: ssl.SSLContext, most: int) -> None:
        super().__init__(max_retries=0)
        self._target = target
        if target.scheme == "https":
            self._pool: HTTPConnectionPool = HTTPSConnectionPool(target.host, target.port, ssl_context=tls)
        else:
            self._pool = HTTPConnectionPool(target.host, target.port)
        made: type[_Connection] = _SecureConnection if target.scheme == "https" else _Connection
        self._pool.ConnectionCls = functools.partial(made, opened, target.path, most)  # type: ignore[assignment]

    def get_connection_with_tls_context(self, *_: object, **__: object) -> HTTPConnectionPool:
        """The one connection there is; no proxy."""
        return self._pool

    def cert_verify(self, *_: object, **__: object) -> None:
        """Nothing to add: the TLS context verifies, with the machine's own list of authorities."""


class _Connection(HTTPConnection):
    """A connection whose socket is there already."""

    def __init__(self, opened: socket.socket, path: str, most: int, **urllib3s_own: Any) -> None:  # noqa: ANN401
        super().__init__(**urllib3s_own)
        self._opened = opened
        self._path = path
        self.response_class = functools.partial(_CappedResponse, most)  # type: ignore[assignment]

    def _new_conn(self) -> socket.socket:
        return self._opened

    def putrequest(self, method: str, url: str, skip_host: bool = False, skip_accept_encoding: bool = False) -> None:
        """Ask for the path that was checked, not for what was made of it on the way here."""
        super().putrequest(method, self._path, skip_host, skip_accept_encoding)


class _SecureConnection(_Connection, HTTPSConnection):
    """The same with TLS on top, spoken by urllib3."""


class _CappedResponse(http.client.HTTPResponse):
    """An answer that ends with an error after so many bytes, be they body, headers or sizes of chunks."""

    def __init__(self, most: int, opened: socket.socket, method: str | None = None) -> None:
        super().__init__(opened, method=method)
        self.fp = io.BufferedReader(_Capped(self.fp, most + _OVERHEAD), 2**16)


class _Capped(io.RawIOBase):
    """A stream that is read up to a cap."""

    def __init__(self, inner: io.BufferedIOBase, most: int) -> None:
        self._inner = inner
        self._left = most

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """What has come so far, into the buffer. Raises TooMuchError beyond the cap."""
        count = self._inner.readinto1(buffer)
        self._left -= count
        if self._left < 0:
            raise TooMuchError
        return count

    def close(self) -> None:
        """Close the stream below as well."""
        self._inner.close()
        super().close()
