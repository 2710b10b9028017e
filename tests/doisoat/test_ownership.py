"""Settings and code are obeyed only where nobody else can have written them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from connectors.card import load_cards
from doisoat.errors import ConfigError
from doisoat.settings import Settings, read_settings
from reports.found import load_reports

_REPORT = "raise SystemExit('ran')\n"


def toml(folder: Path) -> Path:
    path = folder / "doisoat.toml"
    path.write_text("log_days = 500\n", encoding="utf-8")
    return path


def sources(folder: Path) -> Path:
    path = folder / "itel" / "parse.py"
    path.parent.mkdir()
    card = "id: itel\ntitle: iTel\ninbox: operators/itel\nparser: own\n"
    (path.parent / "source.yml").write_text(card, encoding="utf-8")
    path.write_text(_REPORT, encoding="utf-8")
    return path


def reports(folder: Path) -> Path:
    path = folder / "mine" / "report.py"
    path.parent.mkdir()
    path.write_text(_REPORT, encoding="utf-8")
    return path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_settings_of_ones_own_folder_count(here: Path) -> None:
    toml(here)
    assert read_settings().log_days == 500


_MADE: dict[str, tuple[Callable[[Path], Path], Callable[[Path], object]]] = {
    "settings": (toml, lambda _folder: read_settings()),
    "settings made elsewhere": (toml, lambda _folder: Settings()),
    "a source": (sources, load_cards),
    "a report": (reports, load_reports),
}


@pytest.mark.parametrize("kind", _MADE)
@pytest.mark.parametrize("mode", [0o602, 0o620, 0o666])
def test_what_others_may_write_is_not_obeyed(here: Path, kind: str, mode: int) -> None:
    make, use = _MADE[kind]
    path = make(here)
    path.chmod(mode)
    with pytest.raises(ConfigError, match="người khác cũng ghi được") as caught:
        use(here)
    assert caught.value.spot.file == str(path)
    assert f"chmod go-w '{path}'" in caught.value.fix


@pytest.mark.parametrize("kind", _MADE)
def test_nor_is_what_lies_in_a_folder_that_others_may_write(here: Path, kind: str) -> None:
    make, use = _MADE[kind]
    folder = make(here).parent
    folder.chmod(0o1777)
    with pytest.raises(ConfigError, match="người khác cũng ghi được") as caught:
        use(here)
    assert caught.value.spot.file == str(folder)


@pytest.mark.parametrize("kind", _MADE)
def test_what_belongs_to_somebody_else_is_not_obeyed(here: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make, use = _MADE[kind]
    make(here)
    monkeypatch.setattr(os, "getuid", lambda: 4711)
    true = Path.stat

    def stat(path: Path, **more: bool) -> object:
        status = true(path, **more)
        return SimpleNamespace(st_mode=status.st_mode, st_uid=4712) if path.is_relative_to(here) else status

    monkeypatch.setattr(Path, "stat", stat)
    with pytest.raises(ConfigError, match="tài khoản khác"):
        use(here)


def test_a_link_to_settings_is_looked_at_where_it_leads(here: Path) -> None:
    (here / "elsewhere").mkdir()
    real = toml(here / "elsewhere")
    (here / "doisoat.toml").symlink_to(real)
    assert read_settings().log_days == 500
    (here / "elsewhere").chmod(0o777)
    with pytest.raises(ConfigError, match="người khác cũng ghi được"):
        read_settings()


def test_a_card_without_code_is_data_and_may_lie_anywhere(here: Path) -> None:
    (here / "itel").mkdir()
    card = "id: itel\ntitle: iTel\ninbox: operators/itel\nparser: operator_coverage\n"
    (here / "itel" / "source.yml").write_text(card, encoding="utf-8")
    here.chmod(0o777)
    assert "itel" in load_cards(here)
