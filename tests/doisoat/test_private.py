"""What the program keeps is for its owner alone, whatever the umask, and doctor says where it is not."""

from __future__ import annotations

import datetime as dt
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.pages.answer import Answer
from connectors.pages.archive import Archive
from doisoat.settings import Settings
from flows.cli.options import make_home
from flows.open_stores import open_vault, open_warehouse
from flows.watch.doctor import State
from flows.watch.doctor.check import Inspection
from flows.watch.doctor.machine import private
from flows.watch.logs import start_log

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    old = os.umask(request.param)
    yield
    os.umask(old)


def modes(folder: Path) -> dict[str, str]:
    """Rights of everything in a folder that others have any of."""
    found = {p: stat.S_IMODE(p.stat().st_mode) for p in [folder, *folder.rglob("*")]}
    return {str(path.relative_to(folder.parent)): oct(mode) for path, mode in found.items() if mode & 0o077}


def fill(settings: Settings, sent: Path) -> None:
    """Let every room that keeps something keep something."""
    make_home(settings.home)
    open_vault(settings).keep(sent, "vnpt", "a.csv", NOW)
    archive = Archive(settings.home)
    with start_log(settings, "r1"):
        pass
    archive.keep(Answer("https://x.vn", 200, "OK", (), b"x"), NOW)
    with open_warehouse(settings) as warehouse, warehouse.lease():
        assert warehouse.runs() == []


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize("is_there", [False, True])
def test_home_warehouse_vault_and_archive_open_for_their_owner_alone(tmp_path: Path, is_there: bool) -> None:
    sent = tmp_path / "a.csv"
    sent.write_bytes(b"1,2\n")
    home = tmp_path / "deep" / "home"
    if is_there:
        home.mkdir(parents=True)
    settings = Settings(home=home, warehouse=f"sqlite:///{home / 'kho' / 'doisoat.sqlite'}")
    fill(settings, sent)
    assert (home / "kho" / "doisoat.sqlite").stat().st_size > 0
    assert modes(home) == {}
    (check,) = private(Inspection(settings, NOW))
    assert check.state is State.OK


def test_doctor_names_what_others_can_open_and_how_to_close_it(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"1,2\n")
    home, elsewhere = tmp_path / "home", tmp_path / "kho.sqlite"
    settings = Settings(home=home, warehouse=f"sqlite:///{elsewhere}")
    fill(settings, tmp_path / "a.csv")
    for path in (elsewhere, home / "logs", home):
        path.chmod(0o755)
        (check,) = private(Inspection(settings, NOW))
        assert check.state is State.WARN
        assert str(path) in check.what
        assert "chmod" in check.fix
        path.chmod(0o700)
    (check,) = private(Inspection(settings, NOW))
    assert check.state is State.OK


def test_a_process_that_runs_flows_makes_nothing_for_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.prefect_home import settle

    monkeypatch.setattr(os, "environ", dict(os.environ))
    old = os.umask(0o022)
    try:
        settle(tmp_path)
        (tmp_path / "made").mkdir()
    finally:
        os.umask(old)
    assert modes(tmp_path / "made") == {}
