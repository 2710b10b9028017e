"""One file looked at before it is sent, for the command line and for the pages: nothing is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from connectors import table_answers
from connectors.card import CLAIMS, load_cards
from connectors.sources.village_claims.check import OF_ANOTHER_UNIT, Finding
from connectors.trial import Trial, check_claims, try_file
from doisoat.clock import VIETNAM
from doisoat.settings import Settings
from expectations.claims import is_about_products
from expectations.criteria_set import load_criteria
from flows.scopes import unit_of_editions
from flows.whose_rows import rows_of_others
from gazetteer.editions import Editions, load_editions
from gazetteer.place_names import is_of_unit, place_names

__all__ = ["Finding", "Trial", "claims_findings", "names_another_unit", "read_as"]


def claims_findings(file: Path, settings: Settings, unit: str | None, now: dt.datetime) -> list[Finding]:
    """All that a run would tell about a claims workbook, were it sent.

    Args:
        file: the workbook.
        settings: folders and the reader's limits.
        unit: code or name of the unit that sends it, whose rows it should hold; None: any unit's.
        now: the current time, with its zone.

    Raises:
        ScopeError: no edition knows the unit, or several units bear the name.
    """
    editions, today = _editions(settings.editions_dir), now.astimezone(VIETNAM).date()
    code = unit_of_editions(unit, editions, today) if unit is not None else ""
    of_unit = is_of_unit(editions, code) if code else None
    cards = load_cards(settings.sources_dir, settings.sources)
    products = {
        (criteria.id, f"claim_{indicator.id}")
        for criteria in load_criteria(settings.criteria_dir).values()
        for indicator in criteria.indicators
        if is_about_products(indicator)
    }
    known = place_names(editions)
    found = check_claims(file, cards, settings.reader, now, places=known, product_claims=products, of_unit=of_unit)
    if not code:
        return found
    read = try_file(file, cards, settings.reader, now, source_id=CLAIMS, places=known)
    told = {(one.sheet, _row_of(one)) for one in found if one.what.startswith(OF_ANOTHER_UNIT)}
    others = rows_of_others(read, code, settings, editions, now, today)
    return found + [one for one in others if (one.sheet, _row_of(one)) not in told]


def _row_of(finding: Finding) -> str:
    return finding.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def read_as(file: Path, settings: Settings, source_id: str, now: dt.datetime) -> Trial:
    """What a file of a source would be read as."""
    cards = load_cards(settings.sources_dir, settings.sources)
    answers = table_answers.in_force(table_answers.read(table_answers.store(settings.home)))
    places = place_names(_editions(settings.editions_dir))
    return try_file(file, cards, settings.reader, now, source_id=source_id, places=places, answers=answers)


@lru_cache(maxsize=2)
def _editions(folder: Path | None) -> Editions:
    """Read once a process: they change with the program, or with a user's folder at its next start."""
    return load_editions(folder)


def names_another_unit(found: Iterable[Finding]) -> bool:
    """Whether a row of the workbook is of another unit than the one that sends it."""
    return any(one.what.startswith(OF_ANOTHER_UNIT) for one in found)
