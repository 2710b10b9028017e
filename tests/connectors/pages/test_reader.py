"""What a child says of a page is checked for its form; a fresh child a page, and no more than one answer."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.pages.answer import Answer
from connectors.pages.page_facts import PageFacts, Row
from connectors.pages.picture import FACTS, picture_facts
from connectors.pages.reader import PageReader
from doisoat.settings import ReaderLimits
from tests.examples import examples

PAGE = b"<div><h1>M\xe1\xba\xadt ong</h1><div class=price>95.000\xe2\x82\xab</div></div>"
HTML = (("Content-Type", "text/html; charset=utf-8"),)


def answer(body: bytes = PAGE, headers: tuple[tuple[str, str], ...] = HTML) -> Answer:
    return Answer("https://shop.vn/p", 200, "OK", headers, body)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
fields = st.sampled_from([*PageFacts().to_json(), "else"])


@settings(max_examples=examples(300), deadline=None)
@given(st.dictionaries(fields, json_values, max_size=6))
def test_whatever_a_child_says_is_a_reading_of_plain_values_or_none(raw: dict[str, object]) -> None:
    try:
        reading = PageFacts.from_json({"outcome": "ok", **raw})
    except ValueError:
        return
    assert all(type(text) is str for text in (reading.title, reading.text, reading.seller, *reading.other_titles))
    assert reading.price is None or type(reading.price) is int
    assert all(isinstance(row, Row) for row in reading.rows)


@pytest.mark.parametrize(
    "lie",
    [
        {"outcome": "match"},
        {"why": "{0.__class__}"},
        {"outcome": "gone"},
        {"kind": "x"},
        {"stock": "x"},
        {"price": "1"},
    ],
)
def test_words_that_no_reader_uses_are_not_taken(lie: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"words|validation"):
        PageFacts.from_json({"outcome": "ok", **lie})


def test_a_reading_comes_back_as_it_was_without_what_a_terminal_obeys() -> None:
    said = PageFacts(outcome="ok", kind="product", title="a\x1b[31mb", rows=[Row("u", "t", price=1)], price=5)
    heard = PageFacts.from_json(said.to_json())
    assert heard.title == "a [31mb"
    assert (heard.rows, heard.price, heard.kind) == (said.rows, 5, "product")


@given(st.fixed_dictionaries(dict.fromkeys(FACTS, json_values)))
def test_facts_of_a_picture_have_their_form_or_are_none(said: dict[str, object]) -> None:
    assert picture_facts(said) == {}


def test_every_page_has_a_child_of_its_own_that_ends_with_it(page_reader: PageReader) -> None:
    assert page_reader.read(answer(), "https://shop.vn/p", None).price == 95_000
    server = page_reader._server
    assert server is not None
    page_reader.read(answer(), "https://shop.vn/p", None)
    assert page_reader._server is server  # warm
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    if children.exists():
        assert children.read_text() == ""


def test_a_server_that_was_killed_between_two_pages_is_replaced(page_reader: PageReader) -> None:
    page_reader.read(answer(), "https://shop.vn/p", None)
    assert page_reader._server is not None
    os.kill(page_reader._server.pid, 9)
    page_reader._server.wait()
    assert page_reader.read(answer(), "https://shop.vn/p", None).price == 95_000


def test_headers_as_long_as_http_takes_them_reach_the_child(page_reader: PageReader) -> None:
    many = (*HTML, *((f"X-{n}", "b" * 60_000) for n in range(90)))
    assert page_reader.read(answer(headers=many), "https://shop.vn/p", None).price == 95_000


def test_a_page_that_needs_more_memory_than_there_is_costs_itself_alone() -> None:
    tree = b"<p a b c d e f>" * 79_000  # the most elements a page may have, in the least memory that may be set
    with PageReader(ReaderLimits(memory_mb=64)) as reader:
        assert reader.read(answer(tree), "https://shop.vn/p", None).outcome == "error"
        assert reader.read(answer(), "https://shop.vn/p", None).price == 95_000


def test_a_body_is_unpacked_in_the_child(page_reader: PageReader) -> None:
    packed = answer(gzip.compress(PAGE), (*HTML, ("Content-Encoding", "gzip")))
    assert page_reader.read(packed, "https://shop.vn/p", None).price == 95_000
