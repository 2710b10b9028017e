"""A server that misbehaves in every way a link from outside may: raw sockets, one thread a connection."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator

Reply = Callable[[socket.socket, str], None]


class TortureServer:
    """Listens on a loopback port of its own; counts connections and keeps the request lines and times."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self.pair = f"127.0.0.1:{self.port}"
        self.base = f"http://{self.pair}"
        self.replies: dict[str, Reply] = {}
        self.requests: list[tuple[float, str]] = []
        self.heads: list[str] = []
        self.connections = 0
        self.in_flight = 0
        self.most_in_flight = 0
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def page(self, path: str, body: bytes | str, status: str = "200 OK", **headers: str) -> None:
        """Serve a well-behaved answer."""
        raw = body.encode() if isinstance(body, str) else body
        named = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(raw))}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in named.items())

        def reply(peer: socket.socket, _head: str) -> None:
            peer.sendall(f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + raw)

        self.replies[path] = reply

    def raw(self, path: str, *pieces: bytes, pause: float = 0.0, repeat: int = 1) -> None:
        """Send pieces as they are, ``repeat`` times over, with a pause after each."""

        def reply(peer: socket.socket, _head: str) -> None:
            for _ in range(repeat):
                for piece in pieces:
                    if self._stopping.is_set():
                        return
                    peer.sendall(piece)
                    if pause:
                        time.sleep(pause)

        self.replies[path] = reply

    def paths(self) -> list[str]:
        return [path for _, path in self.requests]

    def close(self) -> None:
        self._stopping.set()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self.connections += 1
            threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, peer: socket.socket) -> None:
        with contextlib.suppress(OSError), peer:
            head = b""
            while b"\r\n\r\n" not in head:
                piece = peer.recv(65536)
                if not piece:
                    return
                head += piece
            text = head.decode("latin-1")
            path = text.split(" ", 2)[1]
            with self._lock:
                self.requests.append((time.monotonic(), path))
                self.heads.append(text)
                self.in_flight += 1
                self.most_in_flight = max(self.most_in_flight, self.in_flight)
            try:
                reply = self.replies.get(path)
                if reply is None:
                    peer.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                else:
                    reply(peer, text)
            finally:
                with self._lock:
                    self.in_flight -= 1


@contextlib.contextmanager
def torture_server() -> Iterator[TortureServer]:
    server = TortureServer()
    try:
        yield server
    finally:
        server.close()


def zeros_gzipped(size: int) -> bytes:
    """``size`` zero bytes, gzipped without holding them all."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    block = bytes(2**20)
    return b"".join(packer.compress(block) for _ in range(size // 2**20)) + packer.flush()


def twice_gzipped(size: int) -> bytes:
    return gzip.compress(zeros_gzipped(size))
