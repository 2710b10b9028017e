from __future__ import annotations

import os
import shutil
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from connectors.inbox import Inbox, scan
from doisoat.errors import ConfigError, Refused


def put(inbox: Path, name: str, content: bytes = b"a,b\n", age: float = 3600) -> Path:
    path = inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    then = path.stat().st_mtime - age
    os.utime(path, (then, then))
    return path


def names(found: Inbox) -> list[str]:
    return [file.name for file in found.files]


def never(seconds: float) -> None:
    pytest.fail(f"waited {seconds} s although no file was changed lately")


def test_files_of_every_depth_are_found_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("register/b.XLSX", "operators/vnpt/2024/T9.csv", "claims/a.xls", "x.Csv"):
        put(tmp_path, name)
    found = scan(tmp_path, never)
    assert names(found) == ["claims/a.xls", "operators/vnpt/2024/T9.csv", "register/b.XLSX", "x.Csv"]
    assert all(file.path.is_file() for file in found.files)
    assert (found.refusals, found.notes) == ([], [])


def test_an_inbox_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert scan(tmp_path / "gone", never) == Inbox()


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.zip", "a", "a.xlsx.exe", "a.json"])
def test_other_kinds_of_files_are_refused_with_a_way_out(tmp_path: Path, name: str) -> None:
    put(tmp_path, f"claims/{name}")
    found = scan(tmp_path, never)
    (refusal,) = found.refusals
    assert (names(found), refusal.kind, refusal.spot.file) == ([], Refused.WRONG_TYPE, f"claims/{name}")
    assert ".xlsx, .xls hoặc .csv" in refusal.fix


@pytest.mark.parametrize("name", ["~$T9.xlsx", ".~lock.T9.xlsx#", ".DS_Store", "Thumbs.db", ".hidden.csv"])
def test_lock_files_and_hidden_files_are_left_alone_and_told(tmp_path: Path, name: str) -> None:
    put(tmp_path, name)
    put(tmp_path, ".git/config.csv")
    found = scan(tmp_path, never)
    assert (names(found), found.refusals) == ([], [])
    assert len(found.notes) == 2
    assert any(name in note for note in found.notes)


@pytest.mark.parametrize("name", ["T9.xlsx.part", "T9.xlsx.crdownload", "T9.tmp"])
def test_a_download_that_has_not_ended_is_told_as_such(tmp_path: Path, name: str) -> None:
    put(tmp_path, name)
    (refusal,) = scan(tmp_path, never).refusals
    assert refusal.kind is Refused.TRUNCATED


def test_links_are_not_followed_out_of_the_inbox(tmp_path: Path) -> None:
    secret = put(tmp_path, "outside/secret.csv")
    inbox = tmp_path / "inbox"
    inside = put(inbox, "a.csv")
    (inbox / "link.csv").symlink_to(secret)
    (inbox / "folder").symlink_to(secret.parent)
    (inbox / "loop").symlink_to(inbox)
    (inbox / "dangling.csv").symlink_to(inbox / "gone.csv")
    (inbox / "inner.csv").symlink_to(inside)
    found = scan(inbox, never)
    assert names(found) == ["a.csv", "inner.csv"]
    assert sorted(str(refusal.spot.file) for refusal in found.refusals) == [
        "dangling.csv",
        "folder",
        "link.csv",
        "loop",
    ]


def test_an_inbox_behind_a_link_is_read(tmp_path: Path) -> None:
    put(tmp_path / "real", "a.csv")
    (tmp_path / "inbox").symlink_to(tmp_path / "real")
    assert names(scan(tmp_path / "inbox", never)) == ["a.csv"]


def test_a_file_named_like_data_that_is_none_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    found = scan(tmp_path, lambda _: None)
    assert (names(found), [refusal.kind for refusal in found.refusals]) == ([], [Refused.WRONG_TYPE])


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\u202excod.csv", "a<U+202E>xcod.csv"),
        ("a\nb\x1b[31m.csv", "a<U+000A>b<U+001B>[31m.csv"),
        ("z\u200bw.csv", "z<U+200B>w.csv"),
        ("Nà Cuổn.csv", "Nà Cuổn.csv"),
        ("a\udcff.csv", "a<U+DCFF>.csv"),
        ("x" * 251 + ".csv", "x" * 251 + ".csv"),
    ],
)
def test_names_are_shown_without_tricks(tmp_path: Path, name: str, shown: str) -> None:
    put(tmp_path, name)
    found = scan(tmp_path, never)
    assert names(found) == [shown]
    shown.encode("utf-8")
    assert found.files[0].path.read_bytes() == b"a,b\n"


def test_names_that_look_the_same_stay_two_files(tmp_path: Path) -> None:
    for form in ("NFC", "NFD"):
        put(tmp_path, unicodedata.normalize("NFC" if form == "NFC" else "NFD", "Đồng.csv"), form.encode())
    if len(list(tmp_path.iterdir())) < 2:
        pytest.skip("this file system takes both names for one")
    found = scan(tmp_path, never)
    assert len(set(names(found))) == 2
    assert {file.path.read_bytes() for file in found.files} == {b"NFC", b"NFD"}


def test_a_file_that_grows_is_refused_this_time_and_the_others_are_read(tmp_path: Path) -> None:
    growing = put(tmp_path, "growing.csv", age=0)
    put(tmp_path, "fresh.csv", age=0)
    waits: list[float] = []

    def grow(seconds: float) -> None:
        waits.append(seconds)
        growing.write_bytes(b"a,b\n1,2\n")

    found = scan(tmp_path, grow)
    assert names(found) == ["fresh.csv"]
    assert [(refusal.kind, refusal.spot.file) for refusal in found.refusals] == [(Refused.TRUNCATED, "growing.csv")]
    assert len(waits) == 1
    assert names(scan(tmp_path, lambda _: None)) == ["fresh.csv", "growing.csv"]


def test_a_file_taken_away_meanwhile_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", age=0)
    found = scan(tmp_path, lambda _: path.unlink())
    assert (names(found), len(found.refusals)) == ([], 1)


def test_links_that_lead_in_a_ring_or_to_themselves_are_refused_and_the_others_are_read(tmp_path: Path) -> None:
    put(tmp_path, "claims/a.csv")
    (tmp_path / "claims" / "self.xlsx").symlink_to("self.xlsx")
    (tmp_path / "claims" / "itself").symlink_to("itself")
    (tmp_path / "claims" / "one.csv").symlink_to("two.csv")
    (tmp_path / "claims" / "two.csv").symlink_to("one.csv")
    (tmp_path / "claims" / "up").symlink_to("..")
    found = scan(tmp_path, never)
    assert names(found) == ["claims/a.csv"]
    assert [(r.spot.file, r.kind) for r in found.refusals] == [
        (f"claims/{name}", Refused.UNREACHABLE) for name in ("itself", "one.csv", "self.xlsx", "two.csv", "up")
    ]
    assert all("đường tắt" in r.what and "chép chính tệp" in r.fix for r in found.refusals)


@pytest.fixture
def nested() -> Iterator[Callable[[Path, str, int, str], None]]:
    """Makes folders within folders, deeper than a path can say, and a file in the last; takes them away again."""
    roots: list[tuple[Path, str]] = []

    def made(root: Path, name: str, depth: int, file: str) -> None:
        roots.append((root, name))
        at = os.open(root, os.O_RDONLY)
        for _ in range(depth):
            os.mkdir(name, dir_fd=at)
            below = os.open(name, os.O_RDONLY, dir_fd=at)
            os.close(at)
            at = below
        os.close(os.open(file, os.O_CREAT | os.O_WRONLY, dir_fd=at))
        then = time.time() - 3600
        os.utime(file, (then, then), dir_fd=at)
        os.close(at)

    yield made
    for root, name in roots:  # rmtree calls itself: bring what is deep up first, a folder at a time
        while (root / name / name).is_dir():
            (root / name / name).rename(root / "below")
            shutil.rmtree(root / name)
            (root / "below").rename(root / name)
        shutil.rmtree(root / name)


def test_a_path_longer_than_the_system_opens_is_refused_with_its_place(
    tmp_path: Path, nested: Callable[[Path, str, int, str], None]
) -> None:
    put(tmp_path, "claims/a.csv")
    nested(tmp_path / "claims", "n" * 250, 17, "deep.csv")
    found = scan(tmp_path, never)
    assert names(found) == ["claims/a.csv"]
    (refusal,) = found.refusals
    assert refusal.kind is Refused.UNREACHABLE
    assert "quá dài" in refusal.what
    assert str(refusal.spot.file).startswith("claims/nnn")
    assert len(str(refusal.spot.file)) < 200  # it stands in a letter


def test_a_file_whose_own_path_is_too_long_is_refused(
    tmp_path: Path, nested: Callable[[Path, str, int, str], None]
) -> None:
    room = 4095 - len(os.fsencode(tmp_path)) - 1
    nested(tmp_path, "n" * 99, room // 100, "f" * 200 + ".csv")
    (refusal,) = scan(tmp_path, never).refusals
    assert (refusal.kind, str(refusal.spot.file)[-4:]) == (Refused.UNREACHABLE, ".csv")


def test_folders_lie_as_deep_as_they_like(tmp_path: Path, nested: Callable[[Path, str, int, str], None]) -> None:
    nested(tmp_path, "d", 1500, "a.csv")
    found = scan(tmp_path, never)
    assert ([name[-5:] for name in names(found)], found.refusals) == (["a.csv"], [])


def closed(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """As for somebody without permission; root, under whom tests may run, has every."""
    true = os.scandir

    def scandir(path: Path) -> object:
        if Path(path) == folder:
            raise PermissionError(13, "Permission denied", str(path))
        return true(path)

    monkeypatch.setattr(os, "scandir", scandir)


def test_a_folder_that_may_not_be_read_is_refused_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "claims/a.csv")
    put(tmp_path, "operators/vnpt/T9.csv")
    closed(monkeypatch, tmp_path / "operators")
    found = scan(tmp_path, never)
    assert names(found) == ["claims/a.csv"]
    (refusal,) = found.refusals
    assert (refusal.spot.file, refusal.kind) == ("operators", Refused.UNREACHABLE)
    assert "không mở được thư mục" in refusal.what
    assert "cấp quyền đọc" in refusal.fix


def test_an_inbox_that_may_not_be_read_does_not_pass_for_an_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed(monkeypatch, tmp_path)
    with pytest.raises(ConfigError, match="không đọc được thư mục hộp thư đến"):
        scan(tmp_path, never)
