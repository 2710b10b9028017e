"""How a fetched page ends: ok, empty, layout_changed, blocked, js_shell, login, gone.

Only ``gone`` speaks against a claim, so it needs a plain word: 404 or 410, the shop's own front page instead of the
product, or a notice in a prominent place of a page that shows no product. Everything doubtful is something else.
"""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

from bs4 import Tag

from connectors.pages.answer import Answer
from connectors.pages.page import Page, attribute, text_of
from connectors.pages.page_facts import PageFacts, Stock
from doisoat.text.compare import fold

_FRONT = re.compile(r"/?(?:index\.(?:html?|php|aspx?)|home|trang-chu|vi|vn|en)?(?:\.html?)?/?", re.IGNORECASE)
_LOGIN_PATH = re.compile(
    r"/(?:login|signin|sign-in|dang-nhap|dangnhap|account/login|checkpoint|accounts?/signin)", re.IGNORECASE
)
_LOGIN_TITLE = re.compile(r"^(?:dang nhap|log in|login|sign in)\b|\blog in to facebook\b|\bdang nhap facebook\b")
_LOGIN_TEXT = re.compile(
    r"\b(?:can|vui long|hay|phai) dang nhap de\b|\blog ?in to (?:continue|view|see)\b|\bmust log ?in\b"
)
_WALL = re.compile(
    r"just a moment|attention required|access denied|are you a robot|not a robot|khong phai (?:la )?robot|captcha"
    r"|verify you are human|xac minh ban la|kiem tra trinh duyet|checking your browser|unusual traffic|ddos protection"
)
_SUBJECT = r"(?:san pham|trang|mat hang|bai viet|duong dan|noi dung|lien ket|link|page|product|item|listing)"
_NOTICE = re.compile(
    rf"{_SUBJECT}(?: \w+){{0,8}} (?:khong (?:con )?(?:ton tai|kha dung|duoc tim thay)"
    r"|khong con (?:duoc )?(?:ban|kinh doanh)|ngung (?:kinh doanh|ban)"
    r"|da (?:bi |duoc )?(?:xoa|go|an|ngung)|not found|(?:is )?no longer available|does not exist|has been removed"
    r"|discontinued)"
    rf"|khong tim thay(?: \w+){{0,3}} {_SUBJECT}|ngung kinh doanh"
    r"|\b404\b(?: \w+){0,4} (?:not found|khong tim thay|error|loi)"
    r"|(?:error|loi) 404|^404$|page not found|product not found"
)
_NOTICE_PLACE = re.compile(r"empty|not-?found|404|error|no-?result|khong-ton-tai|notice|message", re.IGNORECASE)
_LITTLE = 1_500  # characters of visible text
_PROMINENT = 600  # characters of visible text on a page so small that all of it is prominent


def judge_status(answer: Answer) -> tuple[str, str] | None:
    """Outcome and why from the status alone; None for a page that must be read."""
    status = answer.status
    if 200 <= status < 300:
        return None
    if status in (404, 410):
        return "gone", "status"
    if status in (401, 407):
        return "login", ""
    if status in (403, 406, 429, 451):
        return "blocked", ""
    return "error", "busy" if status == 503 else "server" if status >= 500 else "refused"


def judge_address(asked: str, final: str) -> tuple[str, str] | None:
    """What a redirect says: to a log-in, to the shop's own front page, or to a front page elsewhere."""
    before, after = urlsplit(asked), urlsplit(final)
    if (before.netloc, before.path, before.query) == (after.netloc, after.path, after.query):
        return None
    if _LOGIN_PATH.search(after.path):
        return "login", ""
    if _FRONT.fullmatch(after.path) and not after.query and not _FRONT.fullmatch(before.path):
        same_shop = _shop(before.hostname or "") == _shop(after.hostname or "") and before.port == after.port
        same_shop |= _shop(before.hostname or "") == _shop(after.hostname or "") and None in (before.port, after.port)
        return ("gone", "front_page") if same_shop else ("error", "elsewhere")
    return None


def judge_page(page: Page, reading: PageFacts) -> PageFacts:
    """Fill in ``outcome`` and ``why`` of a page that came with status 200."""
    reading.outcome, reading.why = _outcome(page, reading)
    return reading


def _outcome(page: Page, reading: PageFacts) -> tuple[str, str]:
    if page.tree is None:
        return _without_tree(page, reading)
    title = fold(page.title)
    if reading.kind == "product":
        if reading.stock == Stock.ENDED or (reading.source == "dom" and _has_notice(page, prominent_only=True)):
            return "gone", "notice"
        if reading.source != "dom" or reading.price or reading.can_buy:
            return "ok", ""
    if _WALL.search(f"{title} {fold(page.visible[:400])}") and len(page.visible) < 3_000:
        return "blocked", ""
    # Many shops hide a log-in form behind a button: it bars the way only where there is little else.
    has_form = page.tree.find("input", type="password") is not None and len(page.visible) < _LITTLE
    asks = len(page.visible) < _LITTLE and bool(_LOGIN_TEXT.search(fold(page.visible)))
    if _LOGIN_TITLE.search(title) or ((has_form or asks) and reading.kind == "none"):
        return "login", ""
    if reading.kind == "catalogue":
        # "Not found" above a row of suggestions is still not found.
        return ("gone", "notice") if _has_notice(page, prominent_only=True) else ("ok", "")
    if _has_notice(page):
        return "gone", "notice"
    if len(page.visible) < 200 and page.tree.find("script"):
        return "js_shell", ""
    if len(page.visible) < 20:
        return "empty", ""
    return "layout_changed", ""


def _without_tree(page: Page, reading: PageFacts) -> tuple[str, str]:
    if reading.kind != "none":
        return "ok", ""
    try:
        value = json.loads(page.text)
    except (ValueError, RecursionError):
        return "layout_changed", ""
    # Interfaces say "forbidden" with status 200 and a number in "error".
    if isinstance(value, dict) and (value.get("error") or value.get("errors")):
        return "blocked", ""
    return ("layout_changed" if value else "empty"), ""


def _has_notice(page: Page, *, prominent_only: bool = False) -> bool:
    places = [page.title, *page.headings[:3]]
    if page.tree is not None and not prominent_only:
        if len(page.visible) <= _PROMINENT:
            places.append(page.visible)
        named = page.tree.find_all(_is_notice_place, limit=40)
        places += [text for text in (text_of(tag, 400) for tag in named) if len(text) < 300]
    return any(_NOTICE.search(fold(place)) for place in places if place)


def _is_notice_place(tag: Tag) -> bool:
    return _NOTICE_PLACE.search(f"{attribute(tag, 'class')} {attribute(tag, 'id')}") is not None


def _shop(host: str) -> str:
    """The host without the letters that stand for a view of the same shop."""
    return re.sub(r"^(?:www|m|mobile)\d?\.", "", host.lower())
