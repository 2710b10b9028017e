from __future__ import annotations

import datetime as dt
import hashlib
import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.vault.objects import Draft
from connectors.vault.store import Vault, VaultDamagedError, VaultUnwritableError
from doisoat.errors import Refused, RefusedInputError
from tests.examples import examples

MORNING = dt.datetime(2024, 11, 15, 1, tzinfo=dt.UTC)
NOON = MORNING + dt.timedelta(hours=4)
EVENING = MORNING + dt.timedelta(hours=10)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "home")


def sent(tmp_path: Path, content: bytes, name: str = "T9.csv") -> Path:
    path = tmp_path / "inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def objects(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "home" / "vault" / "objects").rglob("*") if path.is_file()]


def test_a_kept_file_lies_under_its_content_read_only(vault: Vault, tmp_path: Path) -> None:
    raw = vault.keep(sent(tmp_path, b"a,b\n"), "vnpt", "operators/vnpt/T9.csv", MORNING)
    sha256 = hashlib.sha256(b"a,b\n").hexdigest()
    assert (raw.sha256, raw.size, raw.landed_at, raw.name) == (sha256, 4, MORNING, "operators/vnpt/T9.csv")
    assert raw.path == tmp_path / "home" / "vault" / "objects" / sha256[:2] / sha256[2:4] / sha256
    assert stat.S_IMODE(raw.path.stat().st_mode) == 0o400
    with vault.opened(raw) as path:
        assert path.read_bytes() == b"a,b\n"


def test_the_file_stays_when_it_leaves_the_inbox(vault: Vault, tmp_path: Path) -> None:
    path = sent(tmp_path, b"1")
    raw = vault.keep(path, "vnpt", "T9.csv", MORNING)
    path.unlink()
    (sighting,) = Vault(tmp_path / "home").sightings()
    with Vault(tmp_path / "home").opened(vault.raw_file(sighting)) as kept:
        assert kept.read_bytes() == b"1"
    assert vault.raw_file(sighting) == raw


def test_landing_is_the_first_time_these_bytes_came_under_this_name(vault: Vault, tmp_path: Path) -> None:
    path = sent(tmp_path, b"1")
    assert vault.keep(path, "vnpt", "T9.csv", MORNING).landed_at == MORNING
    assert vault.keep(path, "vnpt", "T9.csv", EVENING).landed_at == MORNING
    assert vault.keep(path, "vnpt", "other.csv", NOON).landed_at == NOON
    assert vault.keep(path, "viettel", "T9.csv", EVENING).landed_at == EVENING
    assert len(objects(tmp_path)) == 1


def test_known_at_limits_what_had_landed(vault: Vault, tmp_path: Path) -> None:
    for content, when in ((b"A", MORNING), (b"B", NOON), (b"A", EVENING)):
        vault.keep(sent(tmp_path, content), "vnpt", "T9.csv", when)

    def known(when: dt.datetime | None) -> list[str]:
        return [s.sha256 for s in vault.sightings(when)]

    first, second = (hashlib.sha256(content).hexdigest() for content in (b"A", b"B"))
    assert known(MORNING - dt.timedelta(seconds=1)) == []
    assert known(MORNING) == [first]
    assert known(NOON) == [first, second]
    assert known(None) == [first, second]
    assert [s.sha256 for s in vault.inbox_at(MORNING)] == [first]
    assert [s.sha256 for s in vault.inbox_at(NOON)] == [second]
    # The first file came back in the evening: it is the current one, and landed in the morning.
    assert [(s.sha256, s.landed_at) for s in vault.inbox_at(EVENING)] == [(first, MORNING)]


def test_same_name_with_other_bytes_is_two_objects(vault: Vault, tmp_path: Path) -> None:
    vault.keep(sent(tmp_path, b"1"), "vnpt", "T9.csv", MORNING)
    vault.keep(sent(tmp_path, b"2"), "vnpt", "T9.csv", MORNING)
    assert sorted(path.read_bytes() for path in objects(tmp_path)) == [b"1", b"2"]


@pytest.mark.parametrize("torn", [b'{"sha256": "ab', b"\x00\x00\xff", b'{"sha256": "ab"}', b"[]"])
def test_a_journal_line_torn_by_a_crash_costs_nothing_else(vault: Vault, tmp_path: Path, torn: bytes) -> None:
    vault.keep(sent(tmp_path, b"1"), "vnpt", "a.csv", MORNING)
    journal = tmp_path / "home" / "vault" / "sightings.jsonl"
    with journal.open("ab") as file:
        file.write(torn)
    again = Vault(tmp_path / "home")
    assert [s.name for s in again.sightings()] == ["a.csv"]
    again.keep(sent(tmp_path, b"2"), "vnpt", "b.csv", NOON)
    again.keep(sent(tmp_path, b"3"), "vnpt", "c.csv", NOON)
    for reader in (again, vault, Vault(tmp_path / "home")):
        assert [s.name for s in reader.sightings()] == ["a.csv", "b.csv", "c.csv"]


def test_a_sighting_torn_off_is_written_again(vault: Vault, tmp_path: Path) -> None:
    path = sent(tmp_path, b"1")
    vault.keep(path, "vnpt", "a.csv", MORNING)
    journal = tmp_path / "home" / "vault" / "sightings.jsonl"
    journal.write_bytes(journal.read_bytes()[:-5])
    assert Vault(tmp_path / "home").keep(path, "vnpt", "a.csv", NOON).landed_at == NOON
    assert len(Vault(tmp_path / "home").sightings()) == 1


def test_a_changed_object_is_never_handed_out_and_heals_from_the_inbox(vault: Vault, tmp_path: Path) -> None:
    path = sent(tmp_path, b"true")
    raw = vault.keep(path, "vnpt", "T9.csv", MORNING)
    raw.path.chmod(0o600)
    raw.path.write_bytes(b"lies")
    with pytest.raises(VaultDamagedError, match="nguyên vẹn"), vault.opened(raw):
        pytest.fail("lies were handed out")
    vault.keep(path, "vnpt", "T9.csv", NOON)
    with vault.opened(raw) as kept:
        assert kept.read_bytes() == b"true"
    raw.path.unlink()
    with pytest.raises(VaultDamagedError, match="không còn"), vault.opened(raw):
        pytest.fail("nothing was handed out")


def test_a_file_that_grows_while_it_is_read_is_not_kept(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sent(tmp_path, b"1,2\n" * 10)
    write = Draft.write

    def write_while_it_grows(draft: Draft, chunk: bytes) -> None:
        write(draft, chunk)
        with path.open("ab") as file:
            file.write(b"3,4\n")

    monkeypatch.setattr(Draft, "write", write_while_it_grows)
    with pytest.raises(RefusedInputError, match="đang được chép") as caught:
        vault.keep(path, "vnpt", "T9.csv", MORNING)
    assert caught.value.kind is Refused.TRUNCATED
    assert caught.value.spot.file == "T9.csv"
    assert objects(tmp_path) == []
    assert vault.sightings() == []
    assert list((tmp_path / "home" / "vault" / "incoming").iterdir()) == []


@pytest.mark.parametrize("change", ["rewritten", "replaced", "taken away"])
def test_a_file_that_is_another_after_it_was_read_is_not_kept(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    path = sent(tmp_path, b"1,2\n")
    other = sent(tmp_path, b"3,4\n", "other.csv")
    write = Draft.write

    def write_while_it_changes(draft: Draft, chunk: bytes) -> None:
        write(draft, chunk)
        if change == "rewritten":
            path.write_bytes(b"5,6\n")  # as long as before
            os.utime(path, ns=(1, 1))
        elif change == "replaced":
            other.replace(path)
        else:
            path.unlink()

    monkeypatch.setattr(Draft, "write", write_while_it_changes)
    with pytest.raises(RefusedInputError, match="đang được chép"):
        vault.keep(path, "vnpt", "T9.csv", MORNING)
    assert (objects(tmp_path), vault.sightings()) == ([], [])


@pytest.mark.parametrize("odd", ["missing", "folder", "pipe"])
def test_what_is_no_readable_file_is_refused(vault: Vault, tmp_path: Path, odd: str) -> None:
    path = tmp_path / "x.csv"
    if odd == "folder":
        path.mkdir()
    elif odd == "pipe":
        os.mkfifo(path)
    with pytest.raises(RefusedInputError) as caught:
        vault.keep(path, "vnpt", "x.csv", MORNING)
    assert caught.value.spot.file == "x.csv"
    assert objects(tmp_path) == []


def test_a_full_disk_leaves_no_object_and_is_not_blamed_on_the_file(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sent(tmp_path, b"1")

    def full(draft: Draft, chunk: bytes) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Draft, "write", full)
        with pytest.raises(VaultUnwritableError, match="ổ đĩa đầy"):
            vault.keep(path, "vnpt", "T9.csv", MORNING)
    assert objects(tmp_path) == []
    assert vault.keep(path, "vnpt", "T9.csv", NOON).landed_at == NOON


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_crash_at_any_step_leaves_the_whole_object_or_none(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = sent(tmp_path, b"x" * 3_000_000)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    crashes = 0
    for number in range(1, 30):
        calls = 0
        where, name = (os, "fsync") if step == "fsync" else (Path, "replace")
        true = getattr(where, name)

        def crash_at(*args: object, number: int = number, true: object = true) -> object:
            nonlocal calls
            calls += 1
            if calls == number:
                raise KeyboardInterrupt
            return true(*args)  # type: ignore[operator]

        with monkeypatch.context() as patch:
            patch.setattr(where, name, crash_at)
            try:
                Vault(tmp_path / "home").keep(path, "vnpt", f"{number}.csv", MORNING)
            except KeyboardInterrupt:
                crashes += 1
        for kept in objects(tmp_path):
            assert hashlib.sha256(kept.read_bytes()).hexdigest() == kept.name == sha256
        if calls < number:
            break
        for kept in objects(tmp_path):
            kept.unlink()
    assert crashes >= 1
    assert calls < 30
    assert Vault(tmp_path / "home").keep(path, "vnpt", "last.csv", NOON).sha256 == sha256


def test_what_a_crash_left_is_swept_after_a_day(vault: Vault, tmp_path: Path) -> None:
    incoming = tmp_path / "home" / "vault" / "incoming"
    incoming.mkdir(parents=True)
    for name, age in (("old", 2 * 24 * 3600), ("new", 60)):
        (incoming / name).write_bytes(b"half")
        then = (incoming / name).stat().st_mtime - age
        os.utime(incoming / name, (then, then))
    vault.keep(sent(tmp_path, b"1"), "vnpt", "T9.csv", MORNING)
    assert [path.name for path in incoming.iterdir()] == ["new"]


def test_a_landing_time_without_a_zone_is_a_mistake(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="zone"):
        vault.keep(sent(tmp_path, b"1"), "vnpt", "T9.csv", MORNING.replace(tzinfo=None))


names = st.text(min_size=1, max_size=20)


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from([b"1", b"22", b"333"]), st.sampled_from("ab"), names), max_size=6))
def test_one_object_a_content_and_one_sighting_a_place(
    tmp_path_factory: pytest.TempPathFactory, kept: list[tuple[bytes, str, str]]
) -> None:
    tmp_path = tmp_path_factory.mktemp("vault")
    vault = Vault(tmp_path / "home")
    for minute, (content, source, name) in enumerate(kept):
        vault.keep(sent(tmp_path, content), source, name, MORNING + dt.timedelta(minutes=minute))
    assert (
        sorted(path.read_bytes() for path in objects(tmp_path)) == sorted({content for content, _, _ in kept})
        if kept
        else True
    )
    fresh = Vault(tmp_path / "home").sightings()
    assert fresh == vault.sightings()
    expected = {(hashlib.sha256(content).hexdigest(), source, name) for content, source, name in kept}
    assert {(s.sha256, s.source_id, s.name) for s in fresh} == expected
    assert len(fresh) == len(expected)
