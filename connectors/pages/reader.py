"""Reads pages in a child process that can be killed: a page that keeps the parser busy costs itself, nothing else.

A tag with a hundred thousand attributes keeps libxml2 busy for minutes, and no check beforehand is both simple and
sure. The child is started once and kept warm; it gets one page at a time and answers with plain values.
"""

from __future__ import annotations

import json
import os
import select
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

from connectors.pages.answer import Answer
from connectors.pages.page_facts import Reading
from connectors.pages.shops import Shop

_ROOT = Path(__file__).parents[2]
_LENGTH = struct.Struct(">I")
_LARGEST = 64 * 2**20


class PageReader:
    """One warm child; use as a context manager."""

    def __init__(self, seconds: float = 10.0) -> None:
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> PageReader:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def read(self, answer: Answer, asked_url: str, shop: Shop | None, *, is_catalogue: bool = False) -> Reading:
        """Read one answer with status 200. Trouble of any kind is a reading with outcome ``error``."""
        found = self._ask(answer, asked_url, shop, "catalogue" if is_catalogue else "page")
        return Reading.from_json(found) if found is not None else Reading(outcome="error", why="reader")

    def picture(self, answer: Answer) -> dict[str, object]:
        """Type, size, digest and perceptual hash of a picture; empty where it is none."""
        found = self._ask(answer, answer.url, None, "picture") or {}
        return found if "picture_sha256" in found else {}

    def _ask(self, answer: Answer, asked_url: str, shop: Shop | None, what: str) -> dict[str, object] | None:
        head = {
            "asked_url": asked_url,
            "url": answer.url,
            "status": answer.status,
            "headers": [list(pair) for pair in answer.headers],
            "shop": shop.model_dump() if shop else None,
            "what": what,
        }
        with self._lock:
            try:
                return self._exchange(json.dumps(head).encode(), answer.body)
            except (OSError, ValueError, struct.error):
                self._stop()
                return None

    def _exchange(self, head: bytes, body: bytes) -> dict[str, object]:
        child = self._running()
        if child.stdin is None or child.stdout is None:
            raise OSError("no pipes")
        end = time.monotonic() + self._seconds
        # The child reads everything before it parses, so this cannot block on a busy parser.
        child.stdin.write(_LENGTH.pack(len(head)) + head + _LENGTH.pack(len(body)) + body)
        child.stdin.flush()
        (size,) = _LENGTH.unpack(_read_exactly(child.stdout.fileno(), _LENGTH.size, end))
        if size > _LARGEST:
            raise OSError("too long an answer")
        value = json.loads(_read_exactly(child.stdout.fileno(), size, end))
        if not isinstance(value, dict):
            raise ValueError("not a reading")
        return value

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "connectors.pages.reader_child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=_ROOT,
                env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(_ROOT), "PYTHONIOENCODING": "utf-8"},
            )
            # Starting is not the page's fault: its time begins when the child says it is there.
            if self._child.stdout is not None:
                _read_exactly(self._child.stdout.fileno(), 1, time.monotonic() + 60)
        return self._child

    def _stop(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            for pipe in (self._child.stdin, self._child.stdout):
                if pipe is not None:
                    try:
                        pipe.close()
                    except OSError:
                        continue
            self._child = None


def _read_exactly(descriptor: int, size: int, end: float) -> bytes:
    parts = []
    while size:
        ready, _, _ = select.select([descriptor], [], [], max(0.0, end - time.monotonic()))
        part = os.read(descriptor, min(size, 2**20)) if ready else b""
        if not part:
            raise OSError("the reader did not answer")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
