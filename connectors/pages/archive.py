"""Every answer of the web as it came, and a journal of what was asked when.

    listings/answers/ab/abcd….warc.gz    one WARC response record, named by the SHA-256 of its HTTP block
    listings/fetches.jsonl               one line a finished fetch, only ever appended to

The files joined together are a WARC file like any other. ``Set-Cookie`` is not kept, and ``Transfer-Encoding`` is
renamed because bodies are kept as read from the stream, not in its chunks. Re-reading the archive takes the same road
as a fresh answer, so that ``--offline`` comes to the same results.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import os
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped,unused-ignore]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped,unused-ignore]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped,unused-ignore]

from connectors.pages.answer import Answer
from doisoat.journal import Journal
from doisoat.private import private_folder

_SHA = re.compile(r"[0-9a-f]{64}")
_DROPPED = {"set-cookie", "set-cookie2"}


@dataclass(frozen=True)
class Hop:
    """One request on the way: where to, what was said, and the kept answer (empty where there was none)."""

    url: str
    status: int
    sha256: str


@dataclass(frozen=True)
class Fetch:
    """One finished attempt to see what a link shows.

    ``url`` is the link in its normal form. ``trouble`` is empty where a whole answer was read, ``robots`` where the
    site asks not to be read, ``unknown_host`` where it waits for a person's yes, else a key of ``words.TROUBLE``.
    """

    url: str
    at: dt.datetime  # UTC
    kind: str  # page, picture, robots, catalogue
    hops: tuple[Hop, ...] = ()
    trouble: str = ""
    extractor: str = ""  # version of the readers that were in use

    @property
    def final_url(self) -> str:
        """Where the redirects ended."""
        return self.hops[-1].url if self.hops else self.url

    @property
    def status(self) -> int:
        """The HTTP status of the last answer, 0 where there was none."""
        return self.hops[-1].status if self.hops else 0

    @property
    def sha256(self) -> str:
        """The kept answer a verdict rests on."""
        return self.hops[-1].sha256 if self.hops else ""


class Archive:
    """The store under ``<home>/listings``."""

    def __init__(self, home: Path) -> None:
        self._root = home / "listings"
        self._answers = self._root / "answers"
        self._journal = Journal(self._root / "fetches.jsonl", lock=".journal.lock")
        self._fetches: dict[tuple[str, str], list[Fetch]] = defaultdict(list)
        self._last_page: dict[str, str] = {}  # exact address -> newest kept answer with status 200

    def keep(self, answer: Answer, at: dt.datetime) -> str:
        """Keep one answer; returns the SHA-256 of its HTTP block. Several threads may keep at once."""
        block = _block(answer)
        sha256 = hashlib.sha256(block).hexdigest()
        path = self._path(sha256)
        if path.exists() and self._block_of(path) == block:
            return sha256
        packed = io.BytesIO()
        writer = WARCWriter(packed, gzip=True)
        stamp = at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        record = writer.create_warc_record(
            answer.url,
            "response",
            payload=io.BytesIO(block),
            length=len(block),
            warc_headers_dict={"WARC-Date": stamp},
        )
        writer.write_record(record)
        record.raw_stream.close()
        private_folder(path.parent)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(packed.getvalue())
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        finally:
            Path(temporary).unlink(missing_ok=True)
        return sha256

    def answer(self, sha256: str, url: str) -> Answer | None:
        """A kept answer, or None where it is gone or no longer what was kept."""
        if not _SHA.fullmatch(sha256):
            return None
        block = self._block_of(self._path(sha256))
        if block is None or hashlib.sha256(block).hexdigest() != sha256:
            return None
        return _unblock(block, url)

    def note(self, fetch: Fetch) -> None:
        """Append one finished fetch to the journal."""
        line = json.dumps({**asdict(fetch), "at": fetch.at.astimezone(dt.UTC).isoformat()}, ensure_ascii=False)
        self._journal.append([line])
        self._refresh()

    def fetches(self, url: str, kind: str) -> list[Fetch]:
        """All fetches of one link, in the order they were made."""
        self._refresh()
        return sorted(self._fetches.get((url, kind), []), key=lambda fetch: fetch.at)

    def validators(self, url: str) -> tuple[dict[str, str], str]:
        """Headers that ask whether a page has changed since we last kept it, and the SHA-256 of what was kept."""
        sha256 = self._last_page.get(url, "")
        kept = self.answer(sha256, url) if sha256 else None
        if kept is None:
            return {}, ""
        asked = {"If-None-Match": kept.header("etag"), "If-Modified-Since": kept.header("last-modified")}
        return {name: value for name, value in asked.items() if value}, sha256

    def _path(self, sha256: str) -> Path:
        return self._answers / sha256[:2] / f"{sha256}.warc.gz"

    @staticmethod
    def _block_of(path: Path) -> bytes | None:
        try:
            with path.open("rb") as file:
                for record in ArchiveIterator(file, no_record_parse=True):
                    return bytes(record.raw_stream.read())
        except (OSError, ArchiveLoadFailed, ValueError, EOFError):
            return None
        return None

    def _refresh(self) -> None:
        self._journal.follow(self._take)

    def _take(self, line: str) -> None:
        entry: dict[str, object] = json.loads(line)
        hops = entry["hops"]
        if not isinstance(hops, list):
            raise TypeError("hops")
        fetch = Fetch(
            str(entry["url"]),
            dt.datetime.fromisoformat(str(entry["at"])),
            str(entry["kind"]),
            tuple(Hop(str(hop["url"]), int(hop["status"]), str(hop["sha256"])) for hop in hops),
            str(entry["trouble"]),
            str(entry.get("extractor", "")),
        )
        self._fetches[fetch.url, fetch.kind].append(fetch)
        for hop in fetch.hops:
            if hop.status == 200 and hop.sha256:
                self._last_page[hop.url] = hop.sha256


def _kept(headers: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    for name, value in headers:
        if name.lower() in _DROPPED:
            continue
        kept = "X-Archive-Orig-Transfer-Encoding" if name.lower() == "transfer-encoding" else name
        yield kept, re.sub(r"[\r\n]+", " ", value)


def _block(answer: Answer) -> bytes:
    """Status line, headers and body, in the one form that is hashed and kept."""
    reason = re.sub(r"[\r\n]+", " ", answer.reason)
    lines = [f"HTTP/1.1 {answer.status} {reason}", *(f"{name}: {value}" for name, value in _kept(answer.headers))]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + answer.body


def _unblock(block: bytes, url: str) -> Answer | None:
    head, mark, body = block.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    parts = first.split(" ", 2)
    if not mark or len(parts) < 2 or not parts[1].isdigit():
        return None
    headers = tuple((name, value) for name, _, value in (line.partition(": ") for line in rest))
    return Answer(url, int(parts[1]), parts[2] if len(parts) > 2 else "", headers, body)
