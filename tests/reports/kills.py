"""Kill a sending process at random moments and look at what arrived: ``python -m tests.reports.kills 100``."""

from __future__ import annotations

import datetime as dt
import logging
import multiprocessing
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from reports.outbox import NewLetter, message_id
from reports.post import PostSettings
from tests.reports.peer import PASSWORD, USER, Office, certificate, start
from tests.reports.worker import DOMAIN, send, store_at

_LEASE = 0.2  # only one worker lives at a time, so that it may be as short as this


@dataclass(frozen=True)
class Toll:
    """What the kills did to the letters."""

    kills: int
    letters: int
    lost: int
    foreign: int  # arrived under a Message-ID that no letter has
    repeated: int
    repeated_in_silence: int  # repeats that are not shown as uncertain
    uncertain: int


def letters_of(run: str, addresses: list[str]) -> list[NewLetter]:
    """A letter to each address, about a unit of its own."""
    return [
        NewLetter(
            run_id=run, report_id="q", unit_code=f"{n:05}", finding_set_hash=f"{run}-{n}", content_hash=f"c{n}",
            address=address,
            message_id=message_id("q", f"{n:05}", f"{run}-{n}", address, "doisoat.example.vn"), changes_only=False,
        )
        for n, address in enumerate(addresses)
    ]  # fmt: skip


def everyone(count: int) -> list[str]:
    """As many addresses."""
    return [f"xa{n}@{DOMAIN}" for n in range(count)]


def kill_often(kills: int, url: str, settings: PostSettings, office: Office, chance: random.Random) -> Toll:
    """Send run after run to 65 and 11 recipients by turns until so many workers were killed; then let one finish."""
    store, done, run = store_at(url), 0, 0
    planned: list[NewLetter] = []
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.reports.worker"])
    while done < kills:
        if not (store.letters()["state"] != "sent").any():
            run += 1
            new = letters_of(f"r{run}", everyone(65 if run % 2 else 11))
            store.enqueue(new, dt.datetime.now(dt.UTC))
            planned += new
        before, worker = len(office.mail), context.Process(target=send, args=(url, settings, _LEASE))
        worker.start()
        # Some kills hit while the worker is getting ready, most of them among the letters.
        wanted, end = chance.choice([0, 1, 1, 2, 3]), time.monotonic() + 3
        while worker.is_alive() and len(office.mail) - before < wanted and time.monotonic() < end:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.03) if wanted else chance.uniform(0, 0.1))
        if worker.is_alive():
            worker.kill()
            done += 1
        worker.join()
    deadline = time.monotonic() + 30
    while (store.letters()["state"] != "sent").any() and time.monotonic() < deadline:
        send(url, settings, _LEASE)
    arrived = Counter(str(message["Message-ID"]) for _, message in office.messages())
    known = {letter.message_id for letter in planned}
    repeated = {name for name, count in arrived.items() if count > 1}
    told = store.letters().set_index("message_id")
    uncertain = set(told.index[told["uncertain"]])
    return Toll(
        kills=done, letters=len(planned), lost=len(known - set(arrived)), foreign=len(set(arrived) - known),
        repeated=len(repeated), repeated_in_silence=len(repeated - uncertain), uncertain=len(uncertain),
    )  # fmt: skip


def main() -> None:
    """Kill as often as the first argument says, and print the toll."""
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        office, pem = Office(), certificate(Path(folder))
        controller = start(office, pem)
        settings = PostSettings(
            "127.0.0.1", controller.port, "doisoat@langson.example.vn", username=USER, password=PASSWORD,
            ca_file=str(pem), timeout=1.0, deadline=3.0,
        )  # fmt: skip
        kills = int(sys.argv[1]) if len(sys.argv) > 1 else 100
        toll = kill_often(kills, f"sqlite:///{folder}/outbox.sqlite", settings, office, random.Random())
        controller.stop()
    sys.stdout.write(f"{toll}\n")


if __name__ == "__main__":
    main()
