"""Fifty planted people go through a whole run, with errors forced; none of their values stays anywhere in clear."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.commands import in_process
from tests.planted import PLANTED, small_inbox
from tests.planted_texts import found_below, found_in, plant_texts

ROOT = Path(__file__).parents[2]


def _written(folder: Path) -> dict[str, str]:
    """Everything below a folder as text, but the vault, which keeps what was sent as it was sent."""
    files = (p for p in folder.rglob("*") if p.is_file() and "vault" not in p.relative_to(folder).parts)
    return {p.relative_to(folder).as_posix(): p.read_bytes().decode("utf-8", errors="replace") for p in files}


_RUN = """
import datetime as dt
from doisoat.settings import read_settings
from flows.prefect_home import settle
settings = read_settings()
settle(settings.home)
from flows.nightly import run_as_flow
from flows.run_spec import new_run_spec
spec = new_run_spec(settings.inbox, now=dt.datetime.now(dt.UTC), as_of=dt.date(2024, 11, 15), offline=True)
assert run_as_flow(spec, settings, print).is_partial
"""


def _as_flow(inbox: Path, home: Path, settings: dict[str, str]) -> str:
    """The run as a Prefect flow, with all that Prefect notes; what it printed."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DOISOAT_", "PREFECT_"))}
    env = {**clean, "DOISOAT_HOME": str(home), "DOISOAT_INBOX": str(inbox), **settings}
    home.mkdir()
    done = subprocess.run([sys.executable, "-c", _RUN], env=env, cwd=ROOT, capture_output=True, check=False)
    output = (done.stdout + done.stderr).decode("utf-8", errors="replace")
    assert done.returncode == 0, output
    return output


def test_no_planted_person_stays_in_clear_anywhere(tmp_path: Path) -> None:
    inbox, _ = small_inbox(tmp_path / "inbox")
    plant_texts(inbox)
    keys = {
        "DOISOAT_KEYS__HMAC": "thu:" + "mau-khong-dung-that-" * 2,
        "DOISOAT_KEYS__STORE": "thu:" + "mau-khac-khong-that-" * 2,
        "PREFECT_LOGGING_LEVEL": "DEBUG",
    }
    output = {"run": _as_flow(inbox, tmp_path / "home", keys)}
    doisoat = in_process(tmp_path / "home")
    for name, *args in (
        ("verdicts", "verdicts"),
        ("explain", "explain", "06070001"),
        ("export", "export", tmp_path / "home" / "xuat"),
        ("report", "report", "--out", tmp_path / "home" / "thu"),
        ("doctor", "doctor"),
    ):
        done = doisoat(*args, **keys)
        output[name] = done.out + done.err
    said = {name: found for name, text in output.items() if (found := found_in(text.encode()))}
    assert said == {}, "named in free text"
    output |= _written(tmp_path / "home")
    assert any(name.startswith("prefect/") for name in output)
    assert any(name.endswith(".eml") for name in output)
    shown = {where: value for where, text in output.items() for person in PLANTED for value in person if value in text}
    assert shown == {}
    assert found_below(tmp_path / "home", without=["vault"]) == {}, "in what is packed, or in a letter"
