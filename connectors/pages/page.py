"""A page's bytes made into a tree, within bounds: encoding found, size, tags and depth capped, no script run."""

from __future__ import annotations

import codecs
import re
import warnings
from dataclasses import dataclass
from functools import cached_property

from bs4 import BeautifulSoup, Tag
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import NavigableString
from bs4.exceptions import ParserRejectedMarkup

from connectors.pages.answer import Answer, unpacked
from doisoat.text.compare import clean

_MAX_TEXT = 4 * 2**20  # characters; the largest real shop page seen had 1.2 million
_MAX_TAGS = 80_000  # the real ones have up to 15 thousand
_MAX_ATTRIBUTES = 1_000  # of one tag
_MAX_DEPTH = 250  # of tags in each other, as libxml2 has it for trees of its own
_SAFE_CODECS = re.compile(
    r"(utf-8|utf-16(-le|-be)?|cp125[0-8]|iso8859-\d+|ascii|tis-620|gb18030|big5|euc-kr|shift_jis)"
)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)


class _Unseen(NavigableString):
    """A text that a reader of the page does not see; its own element alone gives it."""


class _Title(NavigableString):
    """The text of ``<title>``, which stands in the unseen head."""


_CONTAINERS: dict[str, type[NavigableString]] = {
    **dict.fromkeys(
        ("script", "style", "noscript", "template", "head", "svg", "select", "iframe", "textarea"), _Unseen
    ),
    "title": _Title,
}


class _Builder(LXMLTreeBuilder):
    """Leaves out comments, so that a price with one in its middle is one text, and tags that nest too deep."""

    too_deep = 0

    def start(
        self, tag: str | bytes, attrib: dict[str | bytes, str | bytes], nsmap: dict[str, str] | None = None
    ) -> None:
        """A tag begins; beyond the cap its texts go to the last tag above it."""
        if len(attrib) > _MAX_ATTRIBUTES:
            raise UnreadablePageError("reader")
        if self.soup is not None and len(self.soup.tagStack) > _MAX_DEPTH:
            self.too_deep += 1
        else:
            super().start(tag, attrib, nsmap or {})

    def end(self, tag: str | bytes) -> None:
        """A tag ends."""
        if self.too_deep:
            self.too_deep -= 1
        else:
            super().end(tag)

    def comment(self, text: str | bytes) -> None:
        """Nothing."""


class UnreadablePageError(ValueError):
    """The page cannot be read within bounds; ``code`` is a key of ``words.TROUBLE``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Page:
    """One page: where it was asked for, where it came from, its text and its tree.

    ``tree`` is None where the answer was no HTML (JSON of an interface); then only ``text`` speaks.
    """

    asked_url: str
    url: str
    text: str
    tree: BeautifulSoup | None
    digest: str = ""

    @cached_property
    def title(self) -> str:
        """The ``<title>``."""
        found = self.tree.find("title") if self.tree is not None else None
        return text_of(found) if found is not None else ""

    @cached_property
    def headings(self) -> list[str]:
        """Texts of ``h1``, then of ``h2``, without blanks."""
        if self.tree is None:
            return []
        found = [text_of(tag) for tag in (*self.tree.find_all("h1"), *self.tree.find_all("h2", limit=30))]
        return [text for text in found if text]

    @cached_property
    def metas(self) -> dict[str, str]:
        """First content of each ``<meta property|name>``, by lower-case name; also where they stand in the body."""
        found: dict[str, str] = {}
        if self.tree is not None:
            for meta in self.tree.find_all("meta"):
                name = clean(attribute(meta, "property", "name")).lower()
                content = clean(attribute(meta, "content"))
                if name and content:
                    found.setdefault(name, content)
        return found

    @cached_property
    def visible(self) -> str:
        """What a reader sees without running scripts, one line."""
        if self.tree is None:
            return ""
        return clean(self.tree.get_text(" "))


def read_page(answer: Answer, asked_url: str = "", digest: str = "") -> Page:
    """Read an answer's body.

    Raises:
        UnreadablePageError: ``bomb``, ``bad_encoding``, ``cut_short``, ``too_large``, ``not_a_page``, ``reader``.
    """
    body, trouble = unpacked(answer)
    if trouble:
        raise UnreadablePageError(trouble)
    kind = answer.header("content-type").partition(";")[0].strip().lower()
    if kind.startswith(("image/", "video/", "audio/", "font/")) or kind in ("application/pdf", "application/zip"):
        raise UnreadablePageError("not_a_page")
    text = decode(body, answer.header("content-type"))
    if len(text) > _MAX_TEXT:
        raise UnreadablePageError("too_large")
    start = text[:500].lstrip().lower()
    is_json = "json" in kind or (start[:1] in ("{", "[") and "<html" not in start)
    tree = None if is_json else parse(text)
    return Page(asked_url or answer.url, answer.url, text, tree, digest)


def decode(body: bytes, content_type: str = "") -> str:
    """Bytes to text: the byte order mark, then the header, then the page's own word, then what fits."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if body.startswith(mark):
            return body.decode(name, "replace")
    in_header = re.search(r"charset\s*=\s*[\"']?([\w-]{2,20})", content_type, re.IGNORECASE)
    in_page = _META_CHARSET.search(body[:4096])
    named = [in_header.group(1) if in_header else "", in_page.group(1).decode("ascii") if in_page else "", "utf-8"]
    for name in filter(None, map(_codec, named)):
        try:
            return body.decode(name)
        except UnicodeError:
            continue
    # Damaged somewhere: UTF-8 with a few bad bytes is still far more likely than anything else.
    text = body.decode("utf-8", "replace")
    return text if text.count("\ufffd") <= max(10, len(text) // 200) else body.decode("cp1258", "replace")


def _codec(name: str) -> str | None:
    """A codec of text that pages may name; ISO 8859-1 means Windows 1252 on the web."""
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return None
    if found in ("iso8859-1", "ascii"):
        return "cp1252"
    return found if _SAFE_CODECS.fullmatch(found) else None


def parse(text: str) -> BeautifulSoup:
    """A tree, read in the killable child only: no check beforehand is both simple and sure of its time.

    A class is one text here, not a list of words.

    Raises:
        UnreadablePageError: ``reader``, more tags than any real page has.
    """
    if text.count("<") > _MAX_TAGS:
        raise UnreadablePageError("reader")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a page that looks like a link or like XML is still read as a page
        try:
            return BeautifulSoup(text.replace("\x00", ""), builder=_builder())
        except UnreadablePageError:
            raise
        except (ParserRejectedMarkup, ValueError, AssertionError):
            return BeautifulSoup("", builder=_builder())


def _builder() -> _Builder:
    return _Builder(multi_valued_attributes=None, string_containers=_CONTAINERS)


def text_of(tag: Tag, longest: int = 2_000) -> str:
    """The element's visible text on one line, cut at ``longest`` characters."""
    parts: list[str] = []
    size = 0
    for part in tag.stripped_strings:
        parts.append(part)
        size += len(part)
        if size > longest:
            break
    return clean(" ".join(parts))[:longest]


def attribute(tag: Tag, *names: str) -> str:
    """The first of the attributes that says anything, or an empty text."""
    return next((str(value) for value in map(tag.get, names) if value), "")
