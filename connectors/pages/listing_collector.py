"""What one collection sees: looks chosen, kept answers read once, and laid out as frames."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from connectors.pages.answer import Answer
from connectors.pages.archive import Archive, Fetch
from connectors.pages.crawl import FetchRequest
from connectors.pages.fetch_selection import Look, choose, day_of, is_whole
from connectors.pages.listing_outcome import Ending, compare, detail_of, end_of, host_of, waits_for
from connectors.pages.match import Claimed
from connectors.pages.page_facts import EXTRACTOR, PageFacts
from connectors.pages.reader import PageReader
from connectors.pages.shops import Shop, Shops, is_public_name
from connectors.pages.target import BadLinkError, Target, read_target
from connectors.pages.words import OUTCOME, TROUBLE
from doisoat.columns import PLACE, PROVENANCE, RECORDS

SOURCE_ID = "ocop_listings"
WALLS = frozenset({"blocked", "login", "js_shell", "error"})  # endings of an answer that did not show the page
PAGES = (
    "url", "final_url", "hops", "fetched_at", "status", "outcome", "file_sha256", "extractor", "title", "seller",
    "price", "stock", "stars_stated", "picture_url", "picture_type", "picture_size", "picture_sha256", "picture_hash",
)  # fmt: skip


@dataclass
class ListingHarvest:
    """What a collection brought.

    ``listings`` has a row per (url, product_name) with the columns of ``RECORDS["listings"]``, PLACE (blank),
    PROVENANCE and ``published_on``. ``pages`` has a row per link: what the page says, as evidence and for signals;
    stars there are the page's own words. ``waiting`` are hosts that wait for a person's yes. ``requests`` counts
    links and pictures that were asked for.
    """

    listings: pd.DataFrame
    pages: pd.DataFrame
    waiting: list[str] = field(default_factory=list)
    requests: int = 0


@dataclass
class ListingCollector:
    """Archive, shops and reader of one collection, with what has been read so far."""

    archive: Archive
    shops: Shops
    reader: PageReader
    allowed: frozenset[str]
    readings: dict[tuple[str, str], PageFacts] = field(default_factory=dict)
    pages_read: dict[str, set[str]] = field(default_factory=dict)  # of catalogues, by site

    def read(self, look: Look) -> PageFacts | None:
        """What the kept answer of a look says, of a page or of a catalogue."""
        kept = self.archive.answer(look.fetch.sha256, look.fetch.final_url)
        if kept is None:
            return None
        return (self.catalogue if look.fetch.kind == "catalogue" else self.read_answer)(look.fetch, kept)

    def saw(self, fetch: Fetch) -> bool:
        """Whether a fetch saw the page, or saw that there is none: a wall with status 200 is no look at the page."""
        day = day_of(fetch.at)
        return is_whole(fetch) and end_of(Look(fetch, day, day), self.read).outcome not in WALLS

    def read_answer(self, fetch: Fetch, answer: Answer) -> PageFacts:
        """What an answer says; each is read once."""
        key = (fetch.sha256, fetch.url)
        if key not in self.readings:
            self.readings[key] = self.reader.read(answer, fetch.url, self.shop_at(fetch.final_url))
        return self.readings[key]

    def shop_at(self, url: str) -> Shop | None:
        """The shop a link belongs to, where a file describes it."""
        target = target_of(url, self.allowed)
        return self.shops.of(target) if isinstance(target, Target) else None

    def follow(self, fetch: Fetch, answer: Answer) -> Sequence[FetchRequest]:
        """A product page makes us want its picture, once; a catalogue page the next one, within the shop's bound."""
        if fetch.kind == "catalogue" and not answer.trouble:
            following = self.next_page(fetch, answer)
            return (FetchRequest(following, "catalogue"),) if following else ()
        if fetch.kind != "page" or answer.trouble:
            return ()
        reading = self.read_answer(fetch, answer)
        target = target_of(reading.picture, self.allowed) if reading.outcome == "ok" and reading.picture else ""
        if not isinstance(target, Target) or not self.shops.admit(target):
            return ()
        seen = any(is_whole(earlier) for earlier in self.archive.fetches(target.url, "picture"))
        return () if seen else (FetchRequest(target.url, "picture"),)

    def catalogue(self, fetch: Fetch, answer: Answer) -> PageFacts:
        """The rows of a catalogue page; each answer is read once."""
        key = (fetch.sha256, f"catalogue {fetch.url}")
        if key not in self.readings:
            shop = self.shop_at(fetch.final_url)
            self.readings[key] = self.reader.read(answer, fetch.url, shop, is_catalogue=True)
        return self.readings[key]

    def next_page(self, fetch: Fetch, answer: Answer) -> str:
        """Where a catalogue goes on; empty at its end, at the shop's bound, and where it leaves the shop."""
        here = target_of(fetch.final_url, self.allowed)
        there = target_of(self.catalogue(fetch, answer).next_page, self.allowed)
        if not isinstance(here, Target) or not isinstance(there, Target) or here.site != there.site:
            return ""
        shop = self.shops.of(there)
        read = self.pages_read.setdefault(there.site, {fetch.url})
        if shop is None or there.url in read or len(read) >= shop.max_pages * max(1, len(shop.catalogues)):
            return ""
        read.add(there.url)
        return there.url

    def harvest(
        self,
        claims: dict[tuple[str, str | None], list[Claimed]],
        targets: dict[str, Target | str],
        as_of: dt.date,
        known_at: dt.datetime | None,
        now: dt.datetime,
        fetched: int,
    ) -> ListingHarvest:
        """Judge every claim by the look that speaks for the day."""
        endings: dict[str, tuple[Ending, Look | None]] = {}
        for link, target in targets.items():
            endings[link] = self._ending(target, as_of, known_at)
        pages = {link: self._page_row(link, ending, look) for link, (ending, look) in endings.items() if look}
        rows: list[dict[str, object]] = []
        for (link, product), claimed in claims.items():
            ending, look = endings[link]
            found = compare(claimed, ending)
            rows.append(
                {
                    "url": link,
                    "product_name": product,
                    "outcome": ending.outcome,
                    "match": found.match if found else None,
                    "fetched_on": pd.Timestamp(look.fetched_on) if look else pd.NaT,
                    "detail": detail_of(ending, found, look),
                    **_shown(ending),
                    "picture_hash": pages.get(link, {}).get("picture_hash") or None,
                    "source_id": SOURCE_ID,
                    "file_sha256": (look.fetch.sha256 or None) if look else None,
                    "sheet": link,
                    "row": 0,
                    # A link that was not asked for has no look; it is dated to the day in question, so that the
                    # judge sees why it is unknown.
                    "published_on": pd.Timestamp(look.published_on if look else as_of),
                }
            )
        waiting = {self._waiting_host(targets[link], look) for link, (_, look) in endings.items()} - {""}
        waiting = {host for host in waiting if is_public_name(host)}
        self.shops.note_waiting(waiting, now)
        told = pd.DataFrame(list(pages.values()), columns=list(PAGES))
        return ListingHarvest(_listing_frame(rows), told, sorted(waiting), fetched)

    def _ending(self, target: Target | str, as_of: dt.date, known_at: dt.datetime | None) -> tuple[Ending, Look | None]:
        if isinstance(target, str):
            return Ending("error", TROUBLE[target]), None
        look = choose(self.archive.fetches(target.url, "page"), as_of, known_at=known_at, saw=self.saw)
        shop = self.shops.of(target)
        if look is None and shop is not None and shop.closed:
            return Ending(shop.closed, OUTCOME[shop.closed]), None
        if look is None and not self.shops.admit(target):
            return waits_for(target.host), None
        return end_of(look, self.read), look

    def _waiting_host(self, target: Target | str, look: Look | None) -> str:
        """The host a person must say yes to before this link can be looked at."""
        if isinstance(target, str):
            return ""
        if look is not None:
            return host_of(look.fetch.final_url) if look.fetch.trouble == "unknown_host" else ""
        shop = self.shops.of(target)
        return "" if self.shops.admit(target) or (shop is not None and shop.closed) else target.host

    def _page_row(self, link: str, ending: Ending, look: Look) -> dict[str, object]:
        fetch, reading = look.fetch, ending.reading or PageFacts()
        row: dict[str, object] = {
            "url": link,
            "final_url": fetch.final_url,
            "hops": " → ".join(hop.url for hop in fetch.hops),
            "fetched_at": fetch.at,
            "status": fetch.status or None,
            "outcome": ending.outcome,
            "file_sha256": fetch.sha256 or None,
            "extractor": EXTRACTOR,
            "title": reading.title or None,
            "seller": reading.seller or reading.brand or None,
            "price": reading.price,
            "stock": reading.stock if ending.reading else None,
            "stars_stated": reading.stars_stated,
        }
        target = target_of(reading.picture, self.allowed) if reading.picture else ""
        if isinstance(target, Target):
            row["picture_url"] = target.url
            seen = next((one for one in self.archive.fetches(target.url, "picture") if is_whole(one)), None)
            kept = self.archive.answer(seen.sha256, target.url) if seen and seen.status == 200 else None
            row |= self.reader.picture(kept) if kept else {}
        return row


def _shown(ending: Ending) -> dict[str, object]:
    """What a product page says of its product; nothing for any other page."""
    reading = ending.reading
    if ending.outcome != "ok" or reading is None or reading.kind != "product":
        return {}
    return {"page_title": reading.title or None, "stock": str(reading.stock), "stars_stated": reading.stars_stated}


def target_of(link: str, allowed: frozenset[str]) -> Target | str:
    """A link taken apart, or the trouble it is in (a key of ``words.TROUBLE``)."""
    try:
        return read_target(link, allowed)
    except BadLinkError as error:
        return error.code


def _listing_frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    columns = list(dict.fromkeys((*RECORDS["listings"], *PLACE, *PROVENANCE, "published_on")))
    frame = pd.DataFrame(rows, columns=columns)
    for name in columns:
        if name in ("fetched_on", "published_on"):
            frame[name] = pd.to_datetime(frame[name])
        elif name in ("row", "stars_stated", "answer_row"):
            frame[name] = frame[name].astype("Int64")
        else:
            frame[name] = frame[name].astype("str")
    return frame
