"""What a child of the sandbox does with one page: all readers in turn, and how the page ended."""

from __future__ import annotations

import os
import re

from connectors.pages.answer import Answer
from connectors.pages.judge_page import judge_page
from connectors.pages.page import UnreadablePageError, read_page
from connectors.pages.page_facts import PageFacts
from connectors.pages.picture import read_picture
from connectors.pages.product import read_product
from connectors.pages.question import Question
from connectors.pages.shops import Shop, adapter_of
from connectors.pages.target import read_target
from connectors.sandbox.wire import read_frame, write_frame


def read_answer(answer: Answer, asked_url: str, shop: Shop | None, *, is_catalogue: bool = False) -> PageFacts:
    """The whole reading of one answer: general readers, the shop's adapter, and how the page ended."""
    try:
        page = read_page(answer, asked_url)
    except UnreadablePageError as error:
        return PageFacts(outcome="error", why=error.code)
    adapter = adapter_of(shop)
    if is_catalogue or _is_catalogue_link(answer.url, shop):
        listed = adapter.read_catalogue(page) if adapter is not None else None
        if isinstance(listed, PageFacts) and (listed.rows or listed.link_count):
            return alarmed(listed)
    is_product_link = shop is not None and bool(shop.product_link) and not _is_catalogue_link(answer.url, shop)
    reading = read_product(page, is_product_link=is_product_link)
    if adapter is not None:
        reading = adapter.read_product(page, reading)
    return judge_page(page, reading)


def alarmed(listed: PageFacts) -> PageFacts:
    """Two counters that do not agree mean that the page has changed, not that there are no products."""
    few = listed.row_count < 0.8 * listed.link_count
    listed.outcome = "layout_changed" if few else "ok"
    return listed


def _is_catalogue_link(url: str, shop: Shop | None) -> bool:
    path = read_target(url, [url.split("/")[2]]).bare_path
    return shop is not None and bool(shop.product_link) and re.search(shop.product_link, path) is None


def run(_job: dict[str, int | str], file_fd: int, result_fd: int) -> None:
    """What a child does with one answer: the head that ``connectors.pages.reader`` wrote, then the body."""
    with os.fdopen(result_fd, "wb") as out, os.fdopen(file_fd, "rb") as file:
        question = Question.model_validate(read_frame(file))
        answer = question.answer(file.read())
        try:
            if question.what == "picture":
                found = read_picture(answer)
            else:
                is_catalogue = question.what == "catalogue"
                found = read_answer(answer, question.asked_url, question.shop, is_catalogue=is_catalogue).to_json()
        except MemoryError:
            raise
        except Exception:
            # Whatever a page made a reader do: it is that page's trouble.
            found = PageFacts(outcome="error", why="reader").to_json()
        write_frame(out, found)
