"""What was purged: gone for good, told as such, and whole again when it is sent again, whatever happens in between."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from connectors.contract import RawFile
from connectors.vault.objects import Objects
from connectors.vault.store import Vault
from doisoat.errors import Refused, RefusedInputError
from doisoat.keyring import Keyring

MORNING = dt.datetime(2024, 11, 15, 1, tzinfo=dt.UTC)
LATER = MORNING + dt.timedelta(days=400)
DAY = dt.date(2025, 6, 1)
OLD, NEW = "k1:" + "a" * 32, "k2:" + "b" * 32


def keep(tmp_path: Path, content: bytes, name: str = "a.csv", source: str = "village_claims") -> RawFile:
    path = tmp_path / "sent"
    path.write_bytes(content)
    return Vault(tmp_path / "home").keep(path, source, name, MORNING)


def is_refused_as_purged(tmp_path: Path, raw: RawFile) -> bool:
    try:
        with Vault(tmp_path / "home").opened(raw):
            return False
    except RefusedInputError as refusal:
        assert refusal.kind is Refused.PURGED
        assert refusal.spot.file == raw.name
        return True


def test_a_purged_object_is_gone_under_every_name_and_its_sightings_stay(tmp_path: Path) -> None:
    one, other = keep(tmp_path, b"1"), keep(tmp_path, b"1", "b.csv", "vnpt")
    left = keep(tmp_path, b"2", "c.csv")
    vault = Vault(tmp_path / "home")
    assert vault.purge([one.sha256], DAY, LATER, dry_run=True) == 1
    assert not is_refused_as_purged(tmp_path, one)
    assert vault.purge([one.sha256], DAY, LATER) == 1
    assert not one.path.exists()
    assert is_refused_as_purged(tmp_path, one)
    assert is_refused_as_purged(tmp_path, other)
    assert not is_refused_as_purged(tmp_path, left)
    assert [s.name for s in Vault(tmp_path / "home").sightings()] == ["a.csv", "b.csv", "c.csv"]
    assert [s.name for s in Vault(tmp_path / "home").inbox_at(LATER)] == ["a.csv", "b.csv", "c.csv"]
    assert vault.purge([one.sha256], DAY, LATER) == 0


def test_an_empty_home_has_nothing_to_purge(tmp_path: Path) -> None:
    assert Vault(tmp_path / "home").purge(["a" * 64], DAY, LATER) == 0
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("stop_at", [1, 2, 3])
def test_a_purge_broken_off_has_already_refused_everything_and_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_at: int
) -> None:
    raws = [keep(tmp_path, content, f"{content.decode()}.csv") for content in (b"1", b"2", b"3")]
    remove, calls = Objects.remove, []

    def remove_until(self: Objects, sha256: str) -> None:
        calls.append(sha256)
        if len(calls) == stop_at:
            raise KeyboardInterrupt
        remove(self, sha256)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Objects, "remove", remove_until)
        Vault(tmp_path / "home").purge([raw.sha256 for raw in raws], DAY, LATER)
    assert all(is_refused_as_purged(tmp_path, raw) for raw in raws)
    assert sum(raw.path.exists() for raw in raws) == 4 - stop_at
    assert Vault(tmp_path / "home").purge([], DAY, LATER) == 4 - stop_at
    assert not any(raw.path.exists() for raw in raws)


def test_a_purge_sweeps_what_a_crash_left_half_written(tmp_path: Path) -> None:
    keep(tmp_path, b"1")
    left = tmp_path / "home" / "vault" / "incoming" / "half"
    left.write_bytes(b"somebody's na")
    then = left.stat().st_mtime - 2 * 24 * 3600
    os.utime(left, (then, then))
    Vault(tmp_path / "home").purge([], DAY, LATER)
    assert not left.exists()


def test_what_is_sent_again_counts_as_seen_first_when_it_first_came(tmp_path: Path) -> None:
    raw = keep(tmp_path, b"1")
    Vault(tmp_path / "home").purge([raw.sha256], DAY, LATER)
    assert keep(tmp_path, b"1") == raw
    with Vault(tmp_path / "home").opened(raw) as path:
        assert path.read_bytes() == b"1"
    lines = (tmp_path / "home" / "vault" / "sightings.jsonl").read_text().splitlines()
    assert len(lines) == 3
    keep(tmp_path, b"1")
    assert len((tmp_path / "home" / "vault" / "sightings.jsonl").read_text().splitlines()) == 3


def test_a_rotation_brings_nothing_back_that_is_purged_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sent"
    path.write_bytes(b"1")
    raw = Vault(tmp_path / "home", Keyring.parse(OLD)).keep(path, "village_claims", "a.csv", MORNING)
    copy = Objects.copy_into

    def copy_and_purge(self: Objects, *args: object) -> None:
        copy(self, *args)  # type: ignore[arg-type]
        Vault(tmp_path / "home").purge([raw.sha256], DAY, LATER)

    monkeypatch.setattr(Objects, "copy_into", copy_and_purge)
    done = Vault(tmp_path / "home", Keyring.parse(f"{NEW},{OLD}")).reseal()
    assert (done.anew, done.failed) == (0, {})
    assert not raw.path.exists()
