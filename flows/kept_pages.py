"""Shop pages as they were kept, for people to read: the text alone, read in the sandbox, persons masked."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from threading import BoundedSemaphore

from doisoat.explanation import Explanation
from reports.privacy import masked_sentence

_SHOPS = "ocop_listings"  # ``connectors.pages.listing_collector.SOURCE_ID``, imported with what reads pages only
_ANYWHERE = "https://example.com/"  # the text of a page is the same wherever it stood
_AT_ONCE = BoundedSemaphore(2)  # children that read pages for people who look


def kept_pages(found: Explanation) -> dict[str, str]:
    """The pages that the verdicts of a unit rest on: digest of the kept answer, by the address as it was claimed."""
    rows = [row for each in found.indicators for check in each.checks for row in check.evidence]
    return {row.sheet: row.file_sha256 for row in rows if row.source_id == _SHOPS and row.file_sha256}


@lru_cache(maxsize=128)
def text_of_page(home: Path, sha256: str) -> str:
    """What a reader of the page saw, cut; blank where it is no longer kept or was no page of text."""
    from connectors.pages.archive import Archive
    from connectors.pages.reader import PageReader

    kept = Archive(home).answer(sha256, _ANYWHERE)
    if kept is None:
        return ""
    with _AT_ONCE, PageReader() as reader:
        return masked_sentence(reader.read(kept, _ANYWHERE, None).text)
