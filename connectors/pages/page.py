"""A page's bytes made into a tree, within bounds: encoding found, size, tags and depth capped, no script run."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cached_property

import lxml.html  # type: ignore[import-untyped,unused-ignore]
from lxml import etree  # type: ignore[import-untyped,unused-ignore]

from connectors.pages.answer import Answer, unpacked
from doisoat.text.compare import clean

_MAX_TEXT = 4 * 2**20  # characters; the largest real shop page seen had 1.2 million
_MAX_TAGS = 150_000  # the real ones have up to 15 thousand
_SAFE_CODECS = re.compile(
    r"(utf-8|utf-16(-le|-be)?|cp125[0-8]|iso8859-\d+|ascii|tis-620|gb18030|big5|euc-kr|shift_jis)"
)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_UNSEEN = ("script", "style", "noscript", "template", "head", "svg", "select", "iframe", "textarea")


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
    tree: lxml.html.HtmlElement | None
    digest: str = ""

    @cached_property
    def title(self) -> str:
        """The ``<title>``."""
        return self._first("//title")

    @cached_property
    def headings(self) -> list[str]:
        """Texts of ``h1``, then of ``h2``, without blanks."""
        if self.tree is None:
            return []
        found = [text_of(element) for element in self.tree.xpath("//h1")] + [
            text_of(element) for element in self.tree.xpath("//h2")[:30]
        ]
        return [text for text in found if text]

    @cached_property
    def metas(self) -> dict[str, str]:
        """First content of each ``<meta property|name>``, by lower-case name; also where they stand in the body."""
        found: dict[str, str] = {}
        if self.tree is not None:
            for meta in self.tree.iter("meta"):
                name = clean(meta.get("property") or meta.get("name") or "").lower()
                content = clean(meta.get("content") or "")
                if name and content:
                    found.setdefault(name, content)
        return found

    @cached_property
    def visible(self) -> str:
        """What a reader sees without running scripts, one line."""
        if self.tree is None:
            return ""
        return clean(" ".join(_visible_parts(self.tree)))

    def _first(self, path: str) -> str:
        found = self.tree.xpath(path) if self.tree is not None else []
        return text_of(found[0]) if found else ""


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


def parse(text: str) -> lxml.html.HtmlElement:
    """A tree, read in the killable child only: thousands of attributes on one tag keep libxml2 busy for minutes.

    lxml keeps its own cap on depth because ``huge_tree`` stays off.

    Raises:
        UnreadablePageError: ``reader``, more tags than any real page has.
    """
    if text.count("<") > _MAX_TAGS:
        raise UnreadablePageError("reader")
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = lxml.html.document_fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return lxml.html.document_fromstring("<html><body></body></html>")
    return tree


def text_of(element: lxml.html.HtmlElement, longest: int = 2_000) -> str:
    """The element's visible text on one line, cut at ``longest`` characters."""
    parts: list[str] = []
    size = 0
    for part in _visible_parts(element):
        parts.append(part)
        size += len(part)
        if size > longest:
            break
    return clean(" ".join(parts))[:longest]


def _visible_parts(element: lxml.html.HtmlElement) -> list[str]:
    """Texts outside scripts and styles, walked without recursion."""
    parts: list[str] = []
    hidden = 0
    for event, node in etree.iterwalk(element, events=("start", "end")):
        is_unseen = isinstance(node.tag, str) and node.tag in _UNSEEN and node is not element
        if event == "start":
            hidden += is_unseen
            if not hidden and node.text:
                parts.append(node.text)
        else:
            hidden -= is_unseen
            if not hidden and node is not element and node.tail:
                parts.append(node.tail)
    return parts
