"""With the vault's key set, people who were sent are in no file below the home, however the night ends."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from doisoat.errors import ConfigError
from doisoat.settings import Settings
from flows.open_stores import open_vault
from flows.reconcile import reconcile
from flows.run_spec import new_run_spec
from flows.runner import PlainRunner
from tests.planted import shown, small_inbox

ROOT = Path(__file__).parents[2]
SECRETS = {name: f"k1:{name}-mau-khong-dung-that-0123456789" for name in ("hmac", "store", "vault")}

# A run like any other, that says so and stops while the planted list lies open before its reader.
NIGHT = """
    import datetime as dt, sys
    from pathlib import Path
    from connectors.files.reader import ReaderPool
    from doisoat.settings import Settings
    from flows.run_spec import new_run_spec
    from flows.reconcile import reconcile
    from flows.runner import PlainRunner

    read = ReaderPool.read
    def and_stop(self, path, name):
        book = read(self, path, name)
        if name == "claims/nguoi_mau.xlsx":
            print("reading", flush=True)
            sys.stdin.read()
        return book
    ReaderPool.read = and_stop
    settings = Settings(home=Path(sys.argv[1]), inbox=Path(sys.argv[2]))
    spec = new_run_spec(settings.inbox, now=dt.datetime.now(dt.UTC), as_of=dt.date(2024, 11, 15), offline=True)
    reconcile(spec, settings, PlainRunner(), lambda text: None)
"""


def run(settings: Settings) -> Any:
    spec = new_run_spec(settings.inbox, now=dt.datetime.now(dt.UTC), as_of=dt.date(2024, 11, 15), offline=True)
    return reconcile(spec, settings, PlainRunner(), lambda _text: None)


def test_nobody_is_in_clear_after_a_kill_nor_after_a_run_nor_refused_for_being_sealed(tmp_path: Path) -> None:
    inbox, _ = small_inbox(tmp_path / "inbox")
    assert len(shown(inbox)) >= 50, "the search can find them"
    home = tmp_path / "home"
    home.mkdir()
    secrets = {f"DOISOAT_KEYS__{name.upper()}": secret for name, secret in SECRETS.items()}
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(NIGHT), str(home), str(inbox)],
        cwd=ROOT,
        env={**os.environ, **secrets},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"reading\n"
    assert shown(home) == set(), "while it is read"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert any((home / "vault" / "objects").rglob("*")), "the kill came after files were kept"
    assert shown(home) == set(), "after the kill"

    settings = Settings(home=home, inbox=inbox, keys=SECRETS)  # type: ignore[arg-type]
    first = run(settings)
    assert shown(home) == set(), "after the run"
    status = first.frames["source_files"].set_index("name")["status"]
    assert status["claims/nguoi_mau.xlsx"] == "read"
    assert status["operators/vnpt/vnpt_bao_cao_thon.xlsx"] == "read"

    without = settings.model_copy(update={"keys": settings.keys.model_copy(update={"vault": None})})
    with pytest.raises(ConfigError, match="khóa 'k1'"):  # no register can be read, so nothing is stored
        run(without)
    assert shown(home) == set(), "a night without the key unseals nothing"
    villages = first.frames["units"].query("level == 'village'").assign(households=10)
    listed = villages[["unit_code", "unit", "commune", "commune_code", "district", "households"]]
    header = ["Mã thôn", "Tên thôn", "Tên xã", "Mã xã", "Huyện", "Số hộ"]
    listed.to_csv(inbox / "register" / "danh_muc_moi.csv", index=False, header=header)
    locked = run(without).frames["refusals"].query("kind == 'locked'")
    assert set(locked["name"]) >= {"claims/nguoi_mau.xlsx", "operators/vnpt/vnpt_bao_cao_thon.xlsx"}
    assert locked["what"].str.contains("khóa 'k1'").all()


def test_the_same_verdicts_with_and_without_the_key(tmp_path: Path) -> None:
    inbox, _ = small_inbox(tmp_path / "inbox")
    hashes = []
    for name, keys in (("sealed", SECRETS), ("clear", {})):
        (tmp_path / name).mkdir()
        settings = Settings(home=tmp_path / name, inbox=inbox, keys=keys)  # type: ignore[arg-type]
        hashes.append(run(settings).record.verdict_hash)
        assert (shown(tmp_path / name / "vault") == set()) == (name == "sealed")
    assert hashes[0] == hashes[1]


def test_keys_are_made_and_put_to_use_from_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from flows.cli.privacy_cmd import keys

    monkeypatch.setenv("DOISOAT_HOME", str(tmp_path / "home"))
    desk = CliRunner()
    old, new = (desk.invoke(keys, ["new", name]).output.strip() for name in ("k1", "k2"))
    assert old.startswith("k1:")
    assert new.startswith("k2:")
    assert desk.invoke(keys, ["new", "không hợp lệ"]).exit_code == 2
    sent = tmp_path / "a.csv"
    sent.write_bytes(b"1,2\n")
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    first = Settings(home=tmp_path / "home", keys={"vault": old})  # type: ignore[arg-type]
    raw = open_vault(first).keep(sent, "vnpt", "a.csv", now)
    monkeypatch.setenv("DOISOAT_KEYS__VAULT", f"{new},{old}")
    done = desk.invoke(keys, ["reseal"])
    assert (done.exit_code, "mã hóa lại 1 tệp" in done.output) == (0, True)
    second = Settings(home=tmp_path / "home", keys={"vault": new})  # type: ignore[arg-type]
    with open_vault(second).opened(raw) as path:
        assert path.read_bytes() == b"1,2\n"
    monkeypatch.setenv("DOISOAT_KEYS__VAULT", desk.invoke(keys, ["new", "k3"]).output.strip())
    done = desk.invoke(keys, ["reseal"])
    assert (done.exit_code, "thiếu khóa 'k2'" in done.output) == (1, True)
