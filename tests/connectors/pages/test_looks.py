from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.pages.archive import Fetch, Hop
from connectors.pages.fetch_selection import choose, day_of, is_whole, must_fetch

AS_OF = dt.date(2024, 11, 15)
NOON = dt.datetime(2024, 11, 15, 5, 0, tzinfo=dt.UTC)  # noon in Vietnam


def look(days: float, status: int = 200, trouble: str = "") -> Fetch:
    hops = (Hop("u", status, ""),) if status else ()
    return Fetch("u", NOON + dt.timedelta(days=days), "page", hops, trouble)


@pytest.mark.parametrize(
    ("fetches", "chosen"),
    [
        ([], None),
        ([look(-3), look(0)], 1),
        ([look(-3), look(2, 404)], 0),  # what vanished afterwards does not undo what was seen when it counted
        ([look(-40), look(5, 404), look(9)], 1),  # too old: the first look after the day
        ([look(-40)], 0),
        ([look(-40), look(-1, 503)], 0),
        ([look(3, 0, "timeout"), look(4), look(5, 404)], 1),
        ([look(3, 0, "timeout"), look(4, 503)], 1),
        ([look(3, 0, "robots")], 0),
    ],
)
def test_the_look_that_speaks_for_a_day_is_chosen(fetches: list[Fetch], chosen: int | None) -> None:
    found = choose(fetches, AS_OF)
    assert (found.fetch if found else None) == (fetches[chosen] if chosen is not None else None)


def test_a_look_after_the_day_is_dated_to_it_and_remembers_when_it_was_made() -> None:
    found = choose([look(700)], AS_OF)
    assert found is not None
    assert (found.published_on, found.fetched_on) == (AS_OF, day_of(NOON + dt.timedelta(days=700)))


def test_days_are_counted_in_vietnam() -> None:
    late = dt.datetime(2024, 11, 15, 18, 0, tzinfo=dt.UTC)
    assert day_of(late) == dt.date(2024, 11, 16)


FETCHES = st.lists(
    st.builds(
        look, st.integers(-60, 60), st.sampled_from([0, 200, 403, 404, 503]), st.sampled_from(["", "timeout", "robots"])
    ),
    max_size=8,
).map(lambda found: sorted(found, key=lambda fetch: fetch.at))


@given(FETCHES)
def test_no_look_speaks_from_the_future_and_a_whole_one_is_preferred(fetches: list[Fetch]) -> None:
    found = choose(fetches, AS_OF)
    assert (found is None) == (not fetches)
    if found is not None:
        assert found.published_on <= AS_OF
        assert is_whole(found.fetch) or not any(map(is_whole, fetches))


@given(FETCHES, st.integers(1, 30))
def test_once_nothing_is_due_later_looks_change_nothing(fetches: list[Fetch], later: int) -> None:
    """For a day in the past a run made again rests on the same look, whatever was fetched since."""
    now = NOON + dt.timedelta(days=61)
    if not must_fetch(fetches, AS_OF, now):
        assert choose([*fetches, look(61 + later, 404)], AS_OF) == choose(fetches, AS_OF)


def _by_status(fetch: Fetch) -> bool:
    """Stands in for reading: 299 is a wall that answers like a page."""
    return is_whole(fetch) and fetch.status != 299


@pytest.mark.parametrize(
    ("fetches", "chosen"),
    [
        ([look(-3), look(-1, 299)], 0),
        ([look(-40), look(2, 299), look(5)], 2),
        ([look(-40), look(2, 299)], 0),
        ([look(1, 0, "timeout"), look(2, 299)], 1),
    ],
)
def test_a_wall_with_status_200_is_no_look_at_the_page(fetches: list[Fetch], chosen: int) -> None:
    found = choose(fetches, AS_OF, saw=_by_status)
    assert found is not None
    assert found.fetch == fetches[chosen]


@pytest.mark.parametrize(
    ("fetches", "days_later", "due"),
    [
        ([look(60, 299)], 60, False),  # not twice on one day
        ([look(60, 299)], 61, True),  # also for a day long past
        ([look(-40), look(60, 299)], 61, True),
        ([look(59), look(60, 299)], 61, False),  # the page has been seen
    ],
)
def test_a_wall_is_asked_again_on_another_day(fetches: list[Fetch], days_later: int, due: bool) -> None:
    now = NOON + dt.timedelta(days=days_later)
    assert must_fetch(fetches, AS_OF, now, saw=_by_status) is due


@pytest.mark.parametrize(
    ("fetches", "days_later", "due"),
    [
        ([], 0, True),
        ([look(0)], 1, False),
        ([look(0)], 7, True),
        ([look(0, 404)], 1, False),
        ([look(0, 503)], 1, True),
        ([look(0, 0, "robots")], 1, True),
    ],
)
def test_tonight_asks_for_what_failed_and_what_is_stale(fetches: list[Fetch], days_later: int, due: bool) -> None:
    now = NOON + dt.timedelta(days=days_later)
    assert must_fetch(fetches, day_of(now), now) is due
