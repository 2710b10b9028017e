"""The child process that reads pages: one request after another from stdin, until stdin ends."""

from __future__ import annotations

import json
import re
import resource
import struct
import sys
from typing import BinaryIO

from connectors.pages.answer import Answer
from connectors.pages.judge_page import judge_page
from connectors.pages.page import UnreadablePageError, read_page
from connectors.pages.page_facts import Reading
from connectors.pages.picture import read_picture
from connectors.pages.product import read_product
from connectors.pages.shops import Shop, adapter_of
from connectors.pages.target import read_target

_LENGTH = struct.Struct(">I")
_MEMORY = 1 * 2**30  # bytes of address space, libraries included; the largest real page takes under 200 MB of it


def read_answer(answer: Answer, asked_url: str, shop: Shop | None, *, is_catalogue: bool = False) -> Reading:
    """The whole reading of one answer: general readers, the shop's adapter, and how the page ended."""
    try:
        page = read_page(answer, asked_url)
    except UnreadablePageError as error:
        return Reading(outcome="error", why=error.code)
    adapter = adapter_of(shop)
    if is_catalogue or _is_catalogue_link(answer.url, shop):
        listed = adapter.read_catalogue(page) if adapter is not None else None
        if isinstance(listed, Reading) and (listed.rows or listed.link_count):
            return alarmed(listed)
    is_product_link = shop is not None and bool(shop.product_link) and not _is_catalogue_link(answer.url, shop)
    reading = read_product(page, is_product_link=is_product_link)
    if adapter is not None:
        reading = adapter.read_product(page, reading)
    return judge_page(page, reading)


def alarmed(listed: Reading) -> Reading:
    """Two counters that do not agree mean that the page has changed, not that there are no products."""
    few = listed.row_count < 0.8 * listed.link_count
    listed.outcome = "layout_changed" if few else "ok"
    return listed


def _is_catalogue_link(url: str, shop: Shop | None) -> bool:
    path = read_target(url, [url.split("/")[2]]).bare_path
    return shop is not None and bool(shop.product_link) and re.search(shop.product_link, path) is None


def _next_request(stream: BinaryIO) -> tuple[dict[str, object], bytes] | None:
    parts = []
    for _ in range(2):
        size = stream.read(_LENGTH.size)
        if len(size) < _LENGTH.size:
            return None
        parts.append(stream.read(_LENGTH.unpack(size)[0]))
    return json.loads(parts[0]), parts[1]


def main() -> None:
    """Serve requests until the parent closes the pipe."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    stream, out = sys.stdin.buffer, sys.stdout.buffer
    out.write(b"!")
    out.flush()
    while (request := _next_request(stream)) is not None:
        head, body = request
        raw_headers = head["headers"] if isinstance(head["headers"], list) else []
        headers = tuple((str(name), str(value)) for name, value in raw_headers)
        answer = Answer(str(head["url"]), int(str(head["status"])), "", headers, body)
        shop = Shop.model_validate(head["shop"]) if head["shop"] else None
        found: dict[str, object]
        try:
            if head["what"] == "picture":
                found = read_picture(answer)
            else:
                is_catalogue = head["what"] == "catalogue"
                found = read_answer(answer, str(head["asked_url"]), shop, is_catalogue=is_catalogue).to_json()
        except Exception:
            # Whatever a page made a reader do, memory included: it is that page's trouble.
            found = Reading(outcome="error", why="reader").to_json()
        answered = json.dumps(found, ensure_ascii=True).encode()
        out.write(_LENGTH.pack(len(answered)) + answered)
        out.flush()


if __name__ == "__main__":
    main()
