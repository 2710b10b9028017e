"""The vault with a key: nothing in clear on disk, nothing altered is handed out, keys change without loss."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.contract import RawFile
from connectors.files.reader import ReaderPool
from connectors.vault import objects
from connectors.vault.store import Vault, VaultDamagedError
from doisoat import sealed_file
from doisoat.errors import ConfigError, Refused, RefusedInputError
from doisoat.keyring import DamagedSealError, Keyring, MissingKeyError
from doisoat.settings import ReaderLimits
from tests.examples import examples

ROOT = Path(__file__).parents[2]
OLD, NEW = "k1:" + "a" * 32, "k2:" + "b" * 32
MORNING = dt.datetime(2024, 11, 15, 1, tzinfo=dt.UTC)
PERSON = "Tráng A Mẫu, 0977000001, 020990000001"


def people(rows: int = 200) -> bytes:
    """A list with persons, as CSV."""
    return "\n".join(f"{n},{PERSON}" for n in range(rows)).encode()


def opened_vault(tmp_path: Path, keys: str | None = OLD) -> Vault:
    return Vault(tmp_path / "home", Keyring.parse(keys) if keys else None)


def kept(tmp_path: Path, content: bytes, keys: str | None = OLD, name: str = "T9.csv") -> RawFile:
    path = tmp_path / "inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return opened_vault(tmp_path, keys).keep(path, "village_claims", name, MORNING)


def read(tmp_path: Path, raw: RawFile, keys: str | None = OLD) -> bytes:
    with opened_vault(tmp_path, keys).opened(raw) as path:
        return path.read_bytes()


def written(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def rewrite(path: Path, data: bytes) -> None:
    path.chmod(0o600)
    path.write_bytes(data)


def test_with_a_key_nothing_lies_in_clear_and_all_of_it_opens_again(tmp_path: Path) -> None:
    content = people()
    raw = kept(tmp_path, content)
    assert raw.sha256 == raw.path.name == hashlib.sha256(content).hexdigest()
    assert PERSON.encode() not in written(tmp_path / "home")
    with opened_vault(tmp_path).opened(raw) as path:
        assert path.read_bytes() == content
        assert path.read_bytes() == content, "it can be opened more than once"
        assert PERSON.encode() not in written(tmp_path / "home"), "nor while it is read"
    assert not path.exists()
    assert kept(tmp_path, content).landed_at == raw.landed_at


def test_a_child_process_reads_a_sealed_file(tmp_path: Path) -> None:
    content = people(50)
    raw = kept(tmp_path, content)
    with ReaderPool(ReaderLimits()) as pool, opened_vault(tmp_path).opened(raw) as path:
        sheet = pool.read(path, raw.name).sheets[0]
    rows = [[str(cell) for cell in row] for row in zip(*sheet.columns, strict=True)]
    assert rows == list(csv.reader(io.StringIO(content.decode())))


def test_files_too_big_for_memory_are_opened_on_disk_without_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(objects, "_IN_MEMORY", 10)
    raw = kept(tmp_path, people())
    with opened_vault(tmp_path).opened(raw) as path:
        assert path.read_bytes() == people()
        assert PERSON.encode() not in written(tmp_path / "home")
        assert oct(path.stat().st_mode & 0o777) == oct(0o400)


def test_a_file_from_before_the_key_stays_readable(tmp_path: Path) -> None:
    raw = kept(tmp_path, people(), keys=None)
    assert PERSON.encode() in written(tmp_path / "home"), "the search can find it"
    assert read(tmp_path, raw) == people()
    assert kept(tmp_path, people()) == raw


@pytest.mark.parametrize("keys", [None, NEW])
def test_a_missing_key_refuses_the_file_and_names_the_key(tmp_path: Path, keys: str | None) -> None:
    raw = kept(tmp_path, people())
    with pytest.raises(RefusedInputError, match="khóa 'k1'") as caught:
        read(tmp_path, raw, keys)
    assert caught.value.kind is Refused.LOCKED
    assert "DOISOAT_KEYS__VAULT" in caught.value.fix
    assert caught.value.spot.file == "T9.csv"


def test_a_run_without_the_key_puts_no_clear_bytes_in_place_of_sealed_ones(tmp_path: Path) -> None:
    raw = kept(tmp_path, people())
    kept(tmp_path, people(), keys=None)
    assert PERSON.encode() not in written(tmp_path / "home")
    assert read(tmp_path, raw) == people()


def test_a_lost_key_heals_from_the_inbox_under_a_new_one(tmp_path: Path) -> None:
    kept(tmp_path, people())
    raw = kept(tmp_path, people(), keys=NEW)
    assert read(tmp_path, raw, NEW) == people()


@pytest.mark.parametrize("content", [sealed_file.MAGIC + b"k1\n" + b"x" * 99, sealed_file.MAGIC + b"k1", b"doisoat-"])
@pytest.mark.parametrize("keys", [None, OLD])
def test_a_sent_file_that_pretends_to_be_sealed_is_what_it_is(tmp_path: Path, content: bytes, keys: str | None) -> None:
    raw = kept(tmp_path, content, keys)
    assert read(tmp_path, raw, keys) == content
    opened_vault(tmp_path).reseal()
    assert read(tmp_path, raw) == content


# -- what was altered --------------------------------------------------------------------------------------------------


def alterations(data: bytes, head: int, piece: int) -> dict[str, bytes]:
    """Ways to tamper with a sealed file of some pieces; ``head`` and ``piece`` are sizes in bytes."""
    body = [data[at : at + piece] for at in range(head, len(data), piece)]
    assert len(body) >= 4
    front = data[:head]
    return {
        "first half": data[: len(data) // 2],
        "whole pieces cut off": front + b"".join(body[:-1]),
        "last byte cut off": data[:-1],
        "head only": front,
        "cut within the head": data[: head - 5],
        "first piece dropped": front + b"".join(body[1:]),
        "middle piece dropped": front + b"".join([*body[:1], *body[2:]]),
        "pieces swapped": front + b"".join([body[1], body[0], *body[2:]]),
        "piece repeated": front + b"".join([body[0], body[0], *body[1:]]),
        "last piece doubled": data + body[-1],
        "bytes added": data + b"x",
        "empty": b"",
        "marked with another key": data.replace(b"k1\n", b"k2\n", 1),
    }


def test_every_alteration_is_told_and_nothing_altered_is_handed_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_file, "_PIECE", 1000)
    raw = kept(tmp_path, people(), f"{OLD},{NEW}")
    true = raw.path.read_bytes()
    bad = alterations(true, len(sealed_file.MAGIC) + 3 + 32, 1016)
    chance = random.Random(7)
    for place in [*range(60), *(chance.randrange(len(true)) for _ in range(200))]:
        flipped = bytearray(true)
        flipped[place] ^= 1 << chance.randrange(8)
        bad[f"bit at {place}"] = bytes(flipped)
    for how, data in bad.items():
        rewrite(raw.path, data)
        with pytest.raises((VaultDamagedError, RefusedInputError)) as caught:
            read(tmp_path, raw, f"{OLD},{NEW}")
        assert PERSON not in str(caught.value), how
    rewrite(raw.path, true)
    assert read(tmp_path, raw, f"{OLD},{NEW}") == people()


def test_two_objects_that_changed_places_and_pieces_of_another_file_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_file, "_PIECE", 1000)
    one, other = kept(tmp_path, people(200)), kept(tmp_path, people(201), name="T10.csv")
    first, second = one.path.read_bytes(), other.path.read_bytes()
    head = len(sealed_file.MAGIC) + 3 + 32
    for mixed in (second, second[:head] + first[head:], first[: head + 1016] + second[head + 1016 :]):
        rewrite(one.path, mixed)
        with pytest.raises(VaultDamagedError, match="nguyên vẹn"):
            read(tmp_path, one)
    kept(tmp_path, people(200))
    assert read(tmp_path, one) == people(200), "heals from the inbox"


@settings(max_examples=examples(60), deadline=None)
@given(parts=st.lists(st.binary(max_size=40), max_size=8), piece=st.integers(1, 30))
def test_any_bytes_in_any_parts_open_again_under_their_key_only(parts: list[bytes], piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed_file, "_PIECE", piece)
        sealer = sealed_file.Sealer(Keyring.parse(OLD))
        sealed = b"".join([*(sealer.add(part) for part in parts), sealer.end()])
        assert sealed_file.key_of(io.BytesIO(sealed)) == "k1"
        assert b"".join(sealed_file.opened(io.BytesIO(sealed), Keyring.parse(f"{NEW},{OLD}"))) == b"".join(parts)
        with pytest.raises(MissingKeyError):
            list(sealed_file.opened(io.BytesIO(sealed), Keyring.parse(NEW)))
        with pytest.raises(DamagedSealError):
            list(sealed_file.opened(io.BytesIO(sealed), Keyring.parse("k1:" + "c" * 32)))


def test_equal_files_are_sealed_differently(tmp_path: Path) -> None:
    one, other = kept(tmp_path / "one", people()), kept(tmp_path / "other", people())
    assert one.path.read_bytes() != other.path.read_bytes()


# -- rotation ----------------------------------------------------------------------------------------------------------


def test_after_a_rotation_the_old_key_is_needed_no_more(tmp_path: Path) -> None:
    raws = {n: kept(tmp_path, people(n), keys=None if n % 2 else OLD, name=f"{n}.csv") for n in range(1, 7)}
    done = opened_vault(tmp_path, f"{NEW},{OLD}").reseal()
    assert (done.anew, done.already, done.failed) == (6, 0, {})
    again = opened_vault(tmp_path, f"{NEW},{OLD}").reseal()
    assert (again.anew, again.already) == (0, 6)
    assert PERSON.encode() not in written(tmp_path / "home")
    for rows, raw in raws.items():
        assert read(tmp_path, raw, NEW) == people(rows)
        assert oct(raw.path.stat().st_mode & 0o777) == oct(0o400)


def test_a_rotation_names_what_it_could_not_open_and_does_the_rest(tmp_path: Path) -> None:
    locked = kept(tmp_path, people(1), keys="k9:" + "z" * 32, name="1.csv")
    damaged = kept(tmp_path, people(2), name="2.csv")
    rewrite(damaged.path, damaged.path.read_bytes()[:-1])
    good = kept(tmp_path, people(3), name="3.csv")
    done = opened_vault(tmp_path, f"{NEW},{OLD}").reseal()
    assert done.anew == 1
    assert set(done.failed) == {locked.sha256, damaged.sha256}
    assert "k9" in done.failed[locked.sha256]
    assert read(tmp_path, good, NEW) == people(3)
    with pytest.raises(ConfigError, match="chưa đặt khóa"):
        opened_vault(tmp_path, None).reseal()


# -- a kill while a file is kept or read -------------------------------------------------------------------------------
