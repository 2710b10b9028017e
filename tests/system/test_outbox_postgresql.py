"""The outbox on a real PostgreSQL, where two workers can look at the same letters at the same time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from reports.outbox import Settlement, State
from tests.reports.kills import everyone, letters_of
from tests.reports.worker import store_at
from warehouse.outbox import SqlOutbox

_NOW = dt.datetime(2024, 11, 16, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))


@contextmanager
def opened(url: str) -> Iterator[SqlOutbox]:
    store = store_at(url)
    try:
        yield store
    finally:
        store._writer.dispose()


def test_workers_at_once_never_take_the_same_letter(postgres_url: str) -> None:
    def work(_number: int) -> list[str]:
        taken = []
        with opened(postgres_url) as store:
            while (letter := store.claim(_NOW, _NOW + dt.timedelta(minutes=15))) is not None:
                assert store.hand_over(letter, _NOW, _NOW + dt.timedelta(minutes=15))
                assert store.settle(letter, Settlement(State.SENT, _NOW))
                taken.append(letter.message_id)
        return taken

    with opened(postgres_url) as first:
        first.enqueue(letters_of("r1", everyone(30)), _NOW)
        with ThreadPoolExecutor(3) as pool:
            taken = [name for part in pool.map(work, range(3)) for name in part]
        assert len(taken) == len(set(taken)) == 30
        assert set(first.letters()["state"]) == {"sent"}


def test_a_worker_that_died_is_followed_when_its_lease_is_over(postgres_url: str) -> None:
    with opened(postgres_url) as store:
        store.enqueue(letters_of("r2", everyone(1)), _NOW)
        first = store.claim(_NOW, _NOW + dt.timedelta(minutes=15))
        assert first is not None
        assert store.hand_over(first, _NOW, _NOW + dt.timedelta(minutes=15))
        assert store.claim(_NOW + dt.timedelta(minutes=14), _NOW + dt.timedelta(hours=1)) is None
        second = store.claim(_NOW + dt.timedelta(minutes=15), _NOW + dt.timedelta(hours=1))
        assert second is not None
        assert (second.uncertain, second.attempts, second.message_id) == (True, 2, first.message_id)
        assert second.first_attempt_at == _NOW
        assert not store.settle(first, Settlement(State.SENT, _NOW))
