"""Papers of communes that are gone, at the three borders of 2020, 12/2024 and 7/2025, with the real editions.

A body that was not in being on the paper's date issued nothing: unknown, before any switch. One that was, and became
part of the village's commune since: as the switch ``dissolved_issuer`` says.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from doisoat.columns import PROVENANCE, RECORDS
from expectations.dossier import Dossier
from expectations.issuers import Issuer, issuer_of, names_of
from expectations.rulebook import rulebook
from gazetteer.editions import Editions, load_editions
from gazetteer.records import units_on
from gazetteer.resolver import Gazetteer
from gazetteer.units import Unit
from tests.expectations.conftest import Case

DAY = dt.timedelta(days=1)
# The last day of the units before each border, and a day of judgement after it.
BORDERS = [
    (dt.date(2019, 12, 31), dt.date(2024, 11, 15)),
    (dt.date(2024, 11, 30), dt.date(2025, 3, 15)),
    (dt.date(2025, 6, 30), dt.date(2025, 11, 15)),
]


@pytest.fixture(scope="module")
def editions() -> Editions:
    return load_editions()


@pytest.fixture(scope="module")
def histories(editions: Editions) -> dict[dt.date, pd.Series]:
    """The names of every commune so far, by its code, on each day of judgement."""
    columns = [*RECORDS["villages"], *PROVENANCE, "published_on"]
    gazetteer = Gazetteer.build(pd.DataFrame(columns=columns, dtype=object), editions)
    return {as_of: units_on(gazetteer, editions, as_of)["commune_history"].dropna() for _, as_of in BORDERS}


def merged_away(editions: Editions, last: dt.date, as_of: dt.date) -> list[tuple[Unit, Unit]]:
    """Communes that ended at a border under a name that none bears after it, each with one that took it in."""
    ended = [unit for unit in editions.units if unit.valid_to == last]
    later = {(unit.kind, unit.name) for unit in editions.units if unit.valid_to > last}
    pairs = [(old, heir) for old in ended for heir, _ in editions.successors(old, as_of)]
    return [(old, heir) for old, heir in pairs if (old.kind, old.name) not in later]


@pytest.mark.parametrize(("last", "as_of"), BORDERS, ids=["2020", "12/2024", "7/2025"])
def test_a_commune_issued_papers_until_its_last_day_and_none_after(
    last: dt.date, as_of: dt.date, editions: Editions, histories: dict[dt.date, pd.Series]
) -> None:
    pairs = merged_away(editions, last, as_of)
    assert len(pairs) >= 5
    for old, heir in pairs:
        own = names_of(histories[as_of][heir.code])

        def who(day: dt.date, text: str = old.full_name, own: tuple[object, ...] = own) -> Issuer:
            return issuer_of(f"UBND {text}", own, day, day, as_of)  # type: ignore[arg-type]

        assert who(last) == who(last - 300 * DAY) == Issuer.DISSOLVED, (old, heir)
        assert who(last + DAY) == who(as_of) == Issuer.NOT_IN_BEING, (old, heir)
        own_name = who(as_of, heir.full_name)
        assert own_name == Issuer.COMMUNE, heir
        if (heir.kind, heir.name) != (old.kind, old.name) and heir.valid_from == last + DAY:
            before = who(last, heir.full_name)
            assert before != Issuer.COMMUNE or any(n.first <= last for n in own), heir


class AtBorder(Case):
    """A case whose village lies in a commune with a history."""

    history = ""

    @property
    def dossier(self) -> Dossier:
        """The same with the history."""
        plain = super().dossier
        return replace(plain, units=plain.units.assign(commune_history=self.history))


@pytest.mark.parametrize(("last", "as_of"), BORDERS, ids=["2020", "12/2024", "7/2025"])
def test_the_switch_speaks_of_papers_of_its_time_alone(
    last: dt.date, as_of: dt.date, editions: Editions, histories: dict[dt.date, pd.Series]
) -> None:
    old, heir = merged_away(editions, last, as_of)[0]
    rule = rulebook()["decision_by_commune"]

    def check(day: dt.date, reading: str) -> str:
        case = AtBorder()
        case.history, case.as_of = histories[as_of][heir.code], as_of
        written = {"decision_number": "12/QĐ-UBND", "decision_from": day, "decision_to": day}
        case.says("teams", {**written, "decision_text": f"{day:%d/%m/%Y}", "issuer": f"UBND {old.full_name}"})
        return case.asked(rule, rule.params(dissolved_issuer=reading))[0]

    assert [check(last, reading) for reading in ("valid", "confirm", "invalid")] == ["pass", "unknown", "fail"]
    assert {check(last + DAY, reading) for reading in ("valid", "confirm", "invalid")} == {"unknown"}
