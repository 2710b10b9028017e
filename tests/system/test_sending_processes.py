"""Letters sent by several processes at once, and by one that is killed again and again."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import random
from collections import Counter
from pathlib import Path

from reports.post import PostSettings
from tests.reports.conftest import Clock
from tests.reports.conftest import clock as clock
from tests.reports.conftest import office as office
from tests.reports.conftest import pem as pem
from tests.reports.conftest import server as server
from tests.reports.conftest import settings as settings
from tests.reports.kills import everyone, kill_often, letters_of
from tests.reports.peer import Office
from tests.reports.worker import send, store_at


def test_two_workers_at_once_send_each_letter_once(
    tmp_path: Path, settings: PostSettings, office: Office, clock: Clock
) -> None:
    url = f"sqlite:///{tmp_path / 'outbox.sqlite'}"
    store_at(url).enqueue(letters_of("r1", everyone(24)), dt.datetime.now(dt.UTC))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.reports.worker"])
    workers = [context.Process(target=send, args=(url, settings)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    send(url, settings)
    assert Counter(Counter(m["Message-ID"] for _, m in office.messages()).values()) == {1: 24}


def test_kills_at_any_moment_lose_nothing_and_repeat_only_inside_the_window(
    tmp_path: Path, settings: PostSettings, office: Office
) -> None:
    """Twenty of them here; ``python -m tests.reports.kills 100`` for more."""
    toll = kill_often(20, f"sqlite:///{tmp_path / 'outbox.sqlite'}", settings, office, random.Random(20241115))
    assert toll.kills == 20
    assert toll.letters >= 65
    assert (toll.lost, toll.foreign, toll.repeated_in_silence) == (0, 0, 0)
