"""Backup and restore as docs/van-hanh.md has them: everything destroyed, put back, replayed, the same verdicts."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

from benchmarks.postgres import Server
from benchmarks.whole import FEW as _FILES
from benchmarks.whole import few_files
from doisoat.keyring import new_secret
from doisoat.settings import Settings
from flows.finished import Finished
from flows.open_stores import open_warehouse
from flows.reconcile import reconcile
from flows.run_spec import new_run_spec
from flows.runner import PlainRunner
from tests.databases import REQUIRED

ROOT = Path(__file__).parents[2]
DAY = dt.date(2024, 11, 15)


@pytest.fixture
def dump_here(postgres: Server) -> Path:
    """The folder with a pg_dump of the server's version."""
    found = postgres.binaries or Path(shutil.which("pg_dump") or "/nowhere").parent
    if not (found / "pg_dump").exists():
        if os.environ.get(REQUIRED):
            pytest.fail(f"no pg_dump in {found}")
        warnings.warn(f"THE RESTORE ON POSTGRESQL WAS NOT TRIED: no pg_dump in {found}", stacklevel=1)
        pytest.skip(f"no pg_dump in {found}")
    return found


class House:
    """A house in service: settings as a technician sets them, and the commands of deploy/."""

    def __init__(self, folder: Path, url: str = "", binaries: Path | None = None, **secrets: str) -> None:
        self.folder = folder
        self._binaries = binaries
        self._given = {"DOISOAT_HOME": f"{folder}/home", "DOISOAT_INBOX": f"{folder}/inbox", "DOISOAT_WAREHOUSE": url}
        keys = {name.removeprefix("DOISOAT_KEYS__").lower(): secret for name, secret in secrets.items()}
        self._given |= secrets
        self.settings = Settings(home=folder / "home", inbox=folder / "inbox", warehouse=url, keys=keys)

    def call(self, command: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Run ``deploy/<command>`` with these settings."""
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("DOISOAT_", "PG"))}
        path = os.pathsep.join(filter(None, (str(self._binaries or ""), os.environ["PATH"])))
        env = clean | self._given | {"DOISOAT_PYTHON": sys.executable, "PATH": path}
        return subprocess.run(
            [ROOT / "deploy" / command, *arguments], env=env, cwd=ROOT, capture_output=True, text=True, check=False
        )

    def run(self, known_at: dt.datetime | None = None) -> Finished:
        """Reconcile what lies in the inbox."""
        now = dt.datetime.now(dt.UTC)
        spec = new_run_spec(self.settings.inbox, now=now, as_of=DAY, known_at=known_at, offline=True)
        return reconcile(spec, self.settings, PlainRunner(), lambda _text: None)

    def contents(self) -> dict[str, bytes]:
        """Every file of home and inbox that a backup must bring back; what was read of a file is read anew."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in [*self.settings.home.rglob("*"), *self.settings.inbox.rglob("*")]
            if path.is_file() and path.suffix != ".lock" and ".sqlite" not in path.name and "staging" not in path.parts
        }

    def backed_up(self) -> Path:
        """The folder of a backup made now."""
        done = self.call("backup", self.folder / "backups")
        assert done.returncode == 0, done.stderr
        return Path(done.stdout.strip())

    def destroy(self) -> None:
        shutil.rmtree(self.settings.home)
        shutil.rmtree(self.settings.inbox)


def answered(home: Path) -> None:
    """People answer questions in this home."""
    from connectors.listings import approve_host
    from gazetteer import aliases

    now = dt.datetime.now(dt.UTC)
    approve_host(home, "cua-hang.example.vn", now, yes=True)
    aliases.add(aliases.store(home), "Khuổi Lạ", "06070001", "Xã Vĩnh Yên", "Bình Gia", decided_at=now)
    (home / "prefect").mkdir(exist_ok=True)


@pytest.fixture
def house(demo: Any, tmp_path: Path) -> House:
    """A house that ran the sample inbox, and in which people answered questions."""
    shutil.copytree(demo[1].home, tmp_path / "home")
    shutil.copytree(demo[1].inbox, tmp_path / "inbox")
    answered(tmp_path / "home")
    return House(tmp_path)


@pytest.fixture
def few_house(tmp_path: Path) -> House:
    """The same with four files of the sample: what is restored does not depend on what is in it."""
    few_files(tmp_path / "inbox")
    return House(tmp_path)


@pytest.fixture
def few(few_house: House) -> Finished:
    """Its run, after which people answered questions."""
    finished = few_house.run()
    answered(few_house.settings.home)
    return finished


def test_a_destroyed_house_is_restored_and_replays_to_the_same_verdicts(few: Finished, few_house: House) -> None:
    house = few_house
    before, was, known_at = few.record, house.contents(), dt.datetime.now(dt.UTC)
    saved = house.backed_up()
    house.destroy()
    done = house.call("restore", saved)
    assert done.returncode == 0, done.stderr

    assert house.contents() == was
    assert len(was) >= 3 * len(_FILES), "what was sent, what the vault keeps of it, and what people answered"
    assert {f"inbox/{name}" for name in _FILES} <= was.keys()
    with open_warehouse(house.settings) as warehouse:
        assert warehouse.resolve_run("latest").verdict_hash == before.verdict_hash
        assert len(warehouse.verdicts("latest")) == len(few.frames["verdicts"])
    assert house.run().record.verdict_hash == before.verdict_hash
    # What was known then needs no inbox: the vault has every file that ever lay there.
    shutil.rmtree(house.settings.inbox)
    house.settings.inbox.mkdir()
    assert house.run(known_at).record.verdict_hash == before.verdict_hash


def test_a_backup_is_whole_while_a_run_is_being_written(house: House) -> None:
    import sqlite3

    writer = sqlite3.connect(house.settings.home / "doisoat.sqlite", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM pointer")
    saved = house.backed_up()
    writer.execute("ROLLBACK")
    writer.close()
    copy = sqlite3.connect(saved / "warehouse.sqlite")
    assert copy.execute("SELECT count(*) FROM pointer WHERE name = 'latest'").fetchone() == (1,)
    copy.close()
    house.destroy()
    assert house.call("restore", saved).returncode == 0


def test_a_restore_overwrites_nothing_and_takes_no_damaged_backup(house: House) -> None:
    was = house.contents()
    saved = house.backed_up()
    refused = house.call("restore", saved)
    assert refused.returncode == 1
    assert "không trống" in refused.stderr
    with (saved / "inbox.tar.gz").open("r+b") as file:
        file.seek(100)
        file.write(b"another byte")
    shutil.move(house.settings.home, house.folder / "away")
    assert house.call("restore", saved).returncode != 0
    assert not house.settings.home.exists()
    shutil.move(house.folder / "away", house.settings.home)
    assert house.contents() == was


def test_a_backup_that_breaks_off_leaves_nothing_that_looks_like_one(house: House) -> None:
    (house.settings.home / "doisoat.sqlite").write_bytes(b"no database")
    done = house.call("backup", house.folder / "backups")
    assert done.returncode != 0
    assert [path.suffix for path in (house.folder / "backups").iterdir()] == [".partial"]


def test_on_postgresql_with_sealed_raw_files_too(
    tmp_path: Path, postgres: Server, dump_here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy import create_engine, make_url, text

    url, binaries = postgres.url, dump_here
    monkeypatch.setenv("PATH", f"{binaries}{os.pathsep}{os.environ['PATH']}")
    name = f"restore_{os.getpid()}"
    mine = make_url(url).set(database=name).render_as_string(hide_password=False)
    secrets = {"DOISOAT_KEYS__STORE": f"k1:{new_secret()}", "DOISOAT_KEYS__VAULT": f"k1:{new_secret()}"}
    admin = create_engine(make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")

    def again() -> None:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name}"))

    again()
    house = House(tmp_path, mine, binaries, **secrets)
    few_files(house.settings.inbox)
    before = house.run().record
    known_at = dt.datetime.now(dt.UTC)
    saved = house.backed_up()
    house.destroy()
    again()
    done = house.call("restore", saved)
    assert done.returncode == 0, done.stderr
    with open_warehouse(house.settings) as warehouse:
        assert [run.verdict_hash for run in warehouse.runs()] == [before.verdict_hash]
    shutil.rmtree(house.settings.inbox)
    house.settings.inbox.mkdir()
    assert house.run(known_at).record.verdict_hash == before.verdict_hash
    # A second restore finds the database in use and changes nothing.
    house.destroy()
    assert house.call("restore", saved).returncode != 0
    assert not any(house.settings.home.iterdir())
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()
