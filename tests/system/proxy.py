"""A stretch of network between a program and the server's socket that can be cut."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator

from sqlalchemy import make_url


class Proxy:
    """Hands connections to 127.0.0.1 on to the server of a URL, until they are cut."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self._socket = parsed.query.get("host")
        self._address = (parsed.host or "127.0.0.1", parsed.port or 5432)
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        self.url = parsed.set(host="127.0.0.1", port=port, query={}).render_as_string(hide_password=False)
        self.is_up = True
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> int:
        """Reset every connection, as a firewall does that has forgotten them; how many there were."""
        cut, self._open = self._open, []
        for end in cut:
            with contextlib.suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        return len(cut) // 2

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)  # ends the wait for the next connection
        self._listener.close()
        self.cut()

    def _connect(self) -> socket.socket:
        if not self._socket:
            return socket.create_connection(self._address)
        made = socket.socket(socket.AF_UNIX)
        made.connect(f"{self._socket}/.s.PGSQL.5432")
        return made

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                ours, _ = self._listener.accept()
                if not self.is_up:
                    ours.close()
                    continue
                theirs = self._connect()
                self._open += [ours, theirs]
                for source, target in ((ours, theirs), (theirs, ours)):
                    threading.Thread(target=_pump, args=(source, target), daemon=True).start()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def proxied(url: str) -> Iterator[Proxy]:
    """A proxy before the server of a URL for the time of the block."""
    proxy = Proxy(url)
    try:
        yield proxy
    finally:
        proxy.close()
