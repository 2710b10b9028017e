"""One claimed product and one look at its page: outcome, match, and a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from connectors.pages.answer import Answer
from connectors.pages.fetch_selection import Look
from connectors.pages.judge_page import judge_address, judge_status
from connectors.pages.match import Claimed, Found, match_page
from connectors.pages.page_facts import PageFacts
from connectors.pages.shops import is_public_name
from connectors.pages.target import BadLinkError, read_target
from connectors.pages.words import GONE, MATCH, OUTCOME, TROUBLE

Read = Callable[[Look], PageFacts | None]  # None: the kept answer is damaged


@dataclass(frozen=True)
class Ending:
    """How a fetched page ended, with the reading where there is one."""

    outcome: str
    detail: str
    reading: PageFacts | None = None


def end_of(look: Look | None, read: Read) -> Ending:
    """The outcome of one look; ``None`` is a link without any copy."""
    if look is None:
        return Ending("not_fetched", OUTCOME["no_copy"])
    fetch = look.fetch
    if fetch.trouble == "robots":
        return Ending("robots", OUTCOME["robots"])
    if fetch.trouble == "unknown_host":
        return waits_for(host_of(fetch.final_url))
    if fetch.trouble:
        return Ending("error", TROUBLE.get(fetch.trouble, TROUBLE["reader"]))
    stated = judge_status(Answer(fetch.final_url, fetch.status)) or judge_address(fetch.url, fetch.final_url)
    if stated is not None:
        return Ending(stated[0], _sentence(*stated, status=fetch.status))
    reading = read(look)
    if reading is None:
        return Ending("error", TROUBLE["archive"])
    if reading.outcome == "ok":
        return Ending("ok", "", reading)
    return Ending(reading.outcome, _sentence(reading.outcome, reading.why, status=fetch.status), reading)


def waits_for(host: str) -> Ending:
    """A host nobody has said yes to; one that is a number or a bare word is not offered to be said yes to."""
    if not is_public_name(host):
        return Ending("error", TROUBLE["numeric"])
    return Ending("not_fetched", OUTCOME["not_fetched"].format(host=host))


def compare(claimed: list[Claimed], ending: Ending) -> Found | None:
    """The match of an ``ok`` page; several villages that write one link differently must agree, or a person looks."""
    if ending.outcome != "ok" or ending.reading is None:
        return None
    found = [match_page(one, ending.reading) for one in claimed]
    if len({one.match for one in found}) == 1:
        return found[0]
    return next((one for one in found if one.match == "possible"), Found("possible", "các thôn khai không giống nhau"))


def detail_of(ending: Ending, found: Found | None, look: Look | None) -> str:
    """The sentence an officer reads."""
    detail = MATCH[found.match].format(why=found.why) if found is not None else ending.detail
    detail = detail[:1].upper() + detail[1:]
    if look is not None and look.fetched_on > look.published_on:
        detail += f" (xem ngày {look.fetched_on:%d/%m/%Y}, sau ngày xét)"
    return detail


def host_of(url: str) -> str:
    """The host of a link, for people; an empty text where it has none."""
    try:
        return read_target(url, [url.split("/")[2]] if url.count("/") > 2 else []).host
    except (BadLinkError, IndexError):
        return ""


def _sentence(outcome: str, why: str, *, status: int) -> str:
    if outcome == "gone":
        return OUTCOME["gone"].format(why=GONE[why].format(status=status))
    if outcome == "error":
        return TROUBLE.get(why, TROUBLE["reader"]).format(status=status)
    return OUTCOME[outcome]
