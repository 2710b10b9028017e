"""What is too large, or finds no room on the disk, is refused before it is copied; all else is taken in."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest

from connectors.card import load_cards
from connectors.contract import SourceCard
from connectors.files.reader import ReaderPool
from connectors.intake import Intake, take_in
from connectors.read_sources import parse_context, read_source
from connectors.vault.objects import Draft, Objects
from connectors.vault.store import Vault
from doisoat.errors import Refused, RefusedInputError
from doisoat.settings import ReaderLimits

NOW = dt.datetime(2026, 11, 21, 20, 0, tzinfo=dt.UTC)
MB = 2**20


@pytest.fixture(scope="module")
def cards() -> Mapping[str, SourceCard]:
    return load_cards()


def put(inbox: Path, name: str, content: bytes = b"a,b\n", size: int = 0) -> None:
    """A file of an hour ago; ``size`` makes it as long, without a byte on the disk."""
    path = inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if size:
        os.truncate(path, size)
    os.utime(path, (path.stat().st_mtime - 3600,) * 2)


def taken(tmp_path: Path, cards: Mapping[str, SourceCard], limits: ReaderLimits | None = None) -> Intake:
    vault = Vault(tmp_path / "home")
    return take_in(tmp_path / "inbox", None, NOW, vault, cards, limits or ReaderLimits())


def read_names(intake: Intake) -> list[str]:
    return sorted(raw.name for raws in intake.files.values() for raw in raws)


def disk(monkeypatch: pytest.MonkeyPatch, *, total: int, free: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(total=total, used=total - free, free=free))


def test_a_file_over_the_limit_is_refused_before_a_byte_is_copied(
    tmp_path: Path, cards: Mapping[str, SourceCard], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "inbox", "operators/vnpt/huge.xlsx", size=300 * MB)
    put(tmp_path / "inbox", "operators/vnpt/T9.csv")
    copied: list[int] = []
    write = Draft.write

    def noted(draft: Draft, chunk: bytes) -> None:
        copied.append(len(chunk))
        write(draft, chunk)

    monkeypatch.setattr(Draft, "write", noted)
    found = taken(tmp_path, cards)
    (unread,) = found.unread
    assert (unread.source_id, unread.name, unread.refusal.kind) == (
        "vnpt",
        "operators/vnpt/huge.xlsx",
        Refused.TOO_MANY_CELLS,
    )
    assert "300 MB, quá giới hạn 200 MB" in unread.refusal.what
    assert (read_names(found), copied) == (["operators/vnpt/T9.csv"], [4])
    assert [s.name for s in Vault(tmp_path / "home").sightings()] == ["operators/vnpt/T9.csv"]


def test_the_limit_that_the_user_set_counts(tmp_path: Path, cards: Mapping[str, SourceCard]) -> None:
    put(tmp_path / "inbox", "operators/vnpt/T9.xlsx", size=3 * MB)
    assert read_names(taken(tmp_path, cards, ReaderLimits(max_file_mb=2))) == []
    assert read_names(taken(tmp_path, cards, ReaderLimits(max_file_mb=3))) == ["operators/vnpt/T9.xlsx"]


def test_a_list_is_read_in_pieces_and_has_a_limit_of_its_own(tmp_path: Path, cards: Mapping[str, SourceCard]) -> None:
    put(tmp_path / "inbox", "operators/vnpt/T9.csv", size=3 * MB)
    assert read_names(taken(tmp_path, cards, ReaderLimits(max_file_mb=2, max_list_mb=2))) == []
    assert read_names(taken(tmp_path, cards, ReaderLimits(max_file_mb=2, max_list_mb=3))) == ["operators/vnpt/T9.csv"]


@pytest.mark.parametrize(("name", "setting"), [("T9.csv", "max_list_mb"), ("T9.xlsx", "max_file_mb")])
def test_a_file_over_its_limit_is_told_of_the_setting_that_lets_it_in_wherever_it_is_refused(
    tmp_path: Path, cards: Mapping[str, SourceCard], name: str, setting: str
) -> None:
    named = f"operators/vnpt/{name}"
    put(tmp_path / "inbox", named, b"PK\3\4" if name.endswith("xlsx") else b"Xa,Thon", size=3 * MB)
    limits = ReaderLimits(**{**{"max_file_mb": 9, "max_list_mb": 9}, setting: 2})
    (unread,) = taken(tmp_path, cards, limits).unread
    (raw,) = taken(tmp_path, cards).files["vnpt"]
    with ReaderPool(limits) as pool:
        with pytest.raises(RefusedInputError) as lain_in_inbox:
            pool.read(tmp_path / "inbox" / named, named)
        result = read_source(cards["vnpt"], [raw], Vault(tmp_path / "home"), pool, parse_context(NOW))
    told = [unread.refusal, lain_in_inbox.value, *result.files[0].refusals]
    assert [refusal.fix.split()[-1] for refusal in told] == [f"DOISOAT_READER__{setting.upper()}"] * 3
    assert {refusal.what for refusal in told} == {"tệp nặng 3 MB, quá giới hạn 2 MB"}


def test_a_kept_file_over_the_limit_of_today_is_refused_before_it_is_unsealed(
    tmp_path: Path, cards: Mapping[str, SourceCard], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "inbox", "operators/vnpt/T9.xlsx", size=3 * MB)
    (raw,) = taken(tmp_path, cards).files["vnpt"]
    monkeypatch.setattr(Objects, "opened", lambda _objects, _sha256: pytest.fail("it was opened"))
    with ReaderPool(ReaderLimits(max_file_mb=2)) as pool:
        result = read_source(cards["vnpt"], [raw], Vault(tmp_path / "home"), pool, parse_context(NOW))
    (refusal,) = result.files[0].refusals
    assert refusal.kind is Refused.TOO_MANY_CELLS


def test_an_inbox_larger_than_the_disk_says_so_and_what_fits_is_taken_in(
    tmp_path: Path, cards: Mapping[str, SourceCard], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "inbox", "claims/a_large.csv", size=60 * MB)
    put(tmp_path / "inbox", "claims/small.csv", b"1")
    put(tmp_path / "inbox", "operators/vnpt/T9.csv", size=20 * MB)
    disk(monkeypatch, total=40 * MB, free=30 * MB)
    found = taken(tmp_path, cards)
    (unread,) = found.unread
    assert (unread.name, unread.refusal.kind) == ("claims/a_large.csv", Refused.NO_ROOM)
    assert "cần 60 MB, còn dùng được 26 MB" in unread.refusal.what
    assert "không cần gửi lại tệp" in unread.refusal.fix
    assert read_names(found) == ["claims/small.csv", "operators/vnpt/T9.csv"]
    assert found.notes == ["Ổ đĩa của kho sắp đầy: 1 tệp chưa nhận được; các tệp khác vẫn được đối soát."]
    assert list((tmp_path / "home" / "vault" / "incoming").iterdir()) == []


def test_a_disk_that_is_filled_meanwhile_costs_the_file_and_not_the_night(
    tmp_path: Path, cards: Mapping[str, SourceCard], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "inbox", "claims/large.csv", b"x" * 1000)
    put(tmp_path / "inbox", "claims/small.csv", b"1")
    write = Draft.write

    def full(draft: Draft, chunk: bytes) -> None:
        if len(chunk) > 100:
            raise OSError(28, "No space left on device")
        write(draft, chunk)

    monkeypatch.setattr(Draft, "write", full)
    found = taken(tmp_path, cards)
    assert [(u.name, u.refusal.kind) for u in found.unread] == [("claims/large.csv", Refused.NO_ROOM)]
    assert read_names(found) == ["claims/small.csv"]


def test_what_is_kept_already_needs_no_room(
    tmp_path: Path, cards: Mapping[str, SourceCard], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "inbox", "operators/vnpt/T9.csv", size=20 * MB)
    taken(tmp_path, cards)
    disk(monkeypatch, total=40 * MB, free=0)
    found = taken(tmp_path, cards)
    assert (read_names(found), list(found.unread)) == (["operators/vnpt/T9.csv"], [])


@pytest.mark.parametrize(
    ("name", "lost"),
    [
        ("operators/vnpt/T9.csv.part", {"vnpt"}),
        ("operators/vnpt/cong_van.pdf", set()),
        ("notes/T9.csv", set()),
    ],
)
def test_a_source_of_which_a_table_could_not_be_taken_in_has_lost_a_part(
    tmp_path: Path, cards: Mapping[str, SourceCard], name: str, lost: set[str]
) -> None:
    put(tmp_path / "inbox", name)
    assert taken(tmp_path, cards).lost == lost


def test_a_folder_that_may_not_be_read_is_a_loss_for_every_source_below_it(
    tmp_path: Path, cards: Mapping[str, SourceCard], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "inbox", "operators/vnpt/T9.csv")
    true = os.scandir

    def scandir(path: Path) -> object:
        if Path(path).name == "operators":
            raise PermissionError(13, "Permission denied", str(path))
        return true(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = taken(tmp_path, cards)
    assert found.lost >= {"vnpt", "viettel", "mobifone"}
    assert [(u.name, u.refusal.kind) for u in found.unread] == [("operators", Refused.UNREACHABLE)]


def test_a_clock_that_was_set_back_turns_no_order_round_and_is_told(
    tmp_path: Path, cards: Mapping[str, SourceCard]
) -> None:
    put(tmp_path / "inbox", "claims/first.csv", b"1")
    vault = Vault(tmp_path / "home")
    (first,) = take_in(tmp_path / "inbox", None, NOW, vault, cards, ReaderLimits()).files["village_claims"]
    put(tmp_path / "inbox", "claims/second.csv", b"2")
    put(tmp_path / "inbox", "claims/third.csv", b"3")
    back = NOW - dt.timedelta(days=400)
    found = take_in(tmp_path / "inbox", None, back, vault, cards, ReaderLimits())
    one, second, third = found.files["village_claims"]
    assert (one.name, one.landed_at) == ("claims/first.csv", first.landed_at)
    assert second.landed_at == third.landed_at > first.landed_at  # of one run: one landing
    (note,) = found.notes
    assert "Đồng hồ máy chỉ 03:00 18/10/2025, trước lần nhận tệp gần nhất (03:00 22/11/2026)" in note
    assert take_in(tmp_path / "inbox", None, NOW + dt.timedelta(hours=1), vault, cards, ReaderLimits()).notes == []
