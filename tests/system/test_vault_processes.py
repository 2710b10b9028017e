"""The vault between processes: killed while it keeps, reads or changes keys, and used by several at once."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from connectors.vault.store import Vault
from tests.commands import ROOT
from tests.connectors.test_vault import MORNING, objects, sent
from tests.connectors.test_vault_purge import DAY, LATER, is_refused_as_purged, keep
from tests.connectors.test_vault_sealed import NEW, OLD, PERSON, kept, opened_vault, people, read, written

RESEAL = """
    import sys
    from pathlib import Path
    from connectors.vault import objects
    from connectors.vault.store import Vault
    from doisoat.keyring import Keyring

    place = objects.Objects.place
    def in_step(self, draft):
        print("placing", flush=True)
        sys.stdin.readline()
        place(self, draft)
    objects.Objects.place = in_step
    Vault(Path(sys.argv[1]), Keyring.parse(sys.argv[2])).reseal()
"""


def test_a_rotation_killed_at_any_moment_is_finished_by_the_next(tmp_path: Path) -> None:
    raws = {n: kept(tmp_path, people(n), name=f"{n}.csv") for n in range(1, 41)}
    script = [sys.executable, "-c", textwrap.dedent(RESEAL), str(tmp_path / "home"), f"{NEW},{OLD}"]
    chance = random.Random(3)
    for _ in range(4):
        process = subprocess.Popen(script, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(chance.randint(1, 5)):
            process.stdout.readline()
            process.stdin.write(b"go on\n")
        process.send_signal(signal.SIGKILL)  # while the last of them is placed, or a moment before or after
        process.wait()
        process.stdin.close()
        process.stdout.close()
        assert process.returncode == -signal.SIGKILL
        for rows, raw in raws.items():
            assert read(tmp_path, raw, f"{NEW},{OLD}") == people(rows)
        assert PERSON.encode() not in written(tmp_path / "home")
    done = opened_vault(tmp_path, f"{NEW},{OLD}").reseal()
    assert done.anew + done.already == 40
    assert all(read(tmp_path, raw, NEW) == people(rows) for rows, raw in raws.items())


READING = """
    import datetime as dt, sys
    from pathlib import Path
    from connectors.vault.store import Vault
    from doisoat.keyring import Keyring

    vault = Vault(Path(sys.argv[1]), Keyring.parse(sys.argv[2]))
    raw = vault.keep(Path(sys.argv[3]), "village_claims", "T9.csv", dt.datetime.now(dt.UTC))
    with vault.opened(raw) as path:
        print(path.read_bytes()[:9].decode(), flush=True)
        sys.stdin.read()
"""


@pytest.mark.parametrize("kill", ["while it is read", "while it is kept"])
def test_a_kill_leaves_nothing_in_clear(tmp_path: Path, kill: str) -> None:
    inbox = tmp_path / "T9.csv"
    if kill == "while it is read":
        inbox.write_bytes(people())
    else:  # a file that is long to copy: thirty times the same megabyte
        inbox.write_bytes(people(25_000) * 30)
    script = [sys.executable, "-c", textwrap.dedent(READING), str(tmp_path / "home"), OLD, str(inbox)]
    process = subprocess.Popen(script, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    if kill == "while it is read":
        assert process.stdout.readline().startswith(b"0,Tr")
    else:
        incoming = tmp_path / "home" / "vault" / "incoming"
        while not (incoming.is_dir() and any(path.stat().st_size for path in incoming.iterdir())):
            assert process.poll() is None
            time.sleep(0.0005)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdin.close()
    process.stdout.close()
    assert written(tmp_path / "home"), "something was there to search"
    assert PERSON.encode() not in written(tmp_path / "home")


def keep_many(home: Path, inbox: Path, worker: int) -> None:
    vault = Vault(home)
    for number in range(10):
        vault.keep(inbox / f"{number % 5}.csv", "vnpt", f"{worker}-{number}.csv", MORNING)


def test_several_processes_keep_files_at_once(tmp_path: Path) -> None:
    for number in range(5):
        sent(tmp_path, bytes([48 + number]) * 1000, f"{number}.csv")
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=keep_many, args=(tmp_path / "home", tmp_path / "inbox", worker)) for worker in range(2)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    assert len(objects(tmp_path)) == 5
    assert len(Vault(tmp_path / "home").sightings()) == 20
    lines = (tmp_path / "home" / "vault" / "sightings.jsonl").read_text().splitlines()
    assert all(json.loads(line) for line in lines)


def keep_often(home: Path, sent: Path) -> None:
    for _ in range(60):
        Vault(home).keep(sent, "village_claims", "a.csv", MORNING)


def test_what_is_kept_while_a_purge_runs_is_there_or_told_as_purged(tmp_path: Path) -> None:
    raw = keep(tmp_path, b"1")
    context = multiprocessing.get_context("spawn")
    worker = context.Process(target=keep_often, args=(tmp_path / "home", tmp_path / "sent"))
    worker.start()
    purged = 0
    while worker.is_alive():
        purged += Vault(tmp_path / "home").purge([raw.sha256], DAY, LATER)
    worker.join()
    assert worker.exitcode == 0
    assert purged >= 1
    assert is_refused_as_purged(tmp_path, raw) or raw.path.read_bytes() == b"1"
    again = Vault(tmp_path / "home")
    again.purge([], DAY, LATER)
    keep(tmp_path, b"1")
    with again.opened(raw) as path:
        assert path.read_bytes() == b"1"
