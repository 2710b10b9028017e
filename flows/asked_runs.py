"""Runs that an officer asks for on a page: started, watched, and where their result lies.

Where a Prefect server is named (``PREFECT_API_URL``) it carries them out, like every other run. Else a process of this
machine does, which lives on when the page's server ends.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from doisoat.errors import ConfigError
from doisoat.private import private_folder, private_opener
from doisoat.settings import Settings
from flows.asked_process import BETWEEN, ENDED, PROGRESS, REQUEST, RUNNING
from flows.prefect_rest import PrefectApi
from flows.run_form import Request

_HERE, _SERVER = "m", "p"
_KEY = re.compile(rf"({_HERE}|{_SERVER})-([0-9a-f-]{{16,36}})")
_STORED = re.compile(r"(?:lượt |không lưu \()([0-9A-Za-z]{15}-[a-z]+)")
_AT_ONCE = 2
_SHOWN = 12
_KEPT_SECONDS = 30 * 24 * 3600
_ENDS = {"COMPLETED": "done", "FAILED": "failed", "CRASHED": "failed", "CANCELLED": "failed"}


@dataclass(frozen=True)
class AskedRun:
    """How a run stands: ``waiting``, ``running``, ``done``, ``refused`` or ``failed``.

    ``run_id`` names what was stored, or with ``is_dry`` the words that were kept (``flows.dry_runs``).
    """

    key: str
    state: str
    percent: int = 0
    lines: tuple[str, ...] = ()
    message: str = ""
    run_id: str = ""
    is_dry: bool = False

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ("done", "refused", "failed")


def start(request: Request, settings: Settings) -> str:
    """Have it carried out; the key to watch it by.

    Raises:
        ConfigError: so many are at work on this machine already.
        TransientError: the Prefect server is away.
    """
    asked = request.model_dump(mode="json")
    if url := os.environ.get("PREFECT_API_URL"):
        return f"{_SERVER}-{PrefectApi(url, settings.home).start(asked)}"
    root = settings.home / "asked-runs"
    private_folder(root)
    _sweep(root)
    if sum(not (folder / ENDED).exists() and _is_at_work(folder) for folder in root.iterdir()) >= _AT_ONCE:
        raise ConfigError(f"đang có {_AT_ONCE} lượt chạy trên máy này", fix="chờ một lượt xong rồi bắt đầu lại")
    name = secrets.token_hex(8)
    folder = root / name
    folder.mkdir(mode=0o700)
    with open(folder / REQUEST, "x", encoding="utf-8", opener=private_opener) as file:
        json.dump(asked, file, ensure_ascii=False)
    env = {
        **os.environ,
        "DOISOAT_HOME": str(settings.home),
        "DOISOAT_INBOX": str(settings.inbox),
        "DOISOAT_WAREHOUSE": settings.warehouse_url,
    }
    command = [sys.executable, "-m", "flows.asked_process", str(folder)]
    with open(folder / "errors.txt", "xb", opener=private_opener) as errors:
        process = subprocess.Popen(  # noqa: S603 - our own module, no word of the request in the command
            command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True
        )
    _ours[name] = process
    (folder / RUNNING).write_text(str(process.pid), encoding="ascii")
    return f"{_HERE}-{name}"


def _sweep(root: Path) -> None:
    """Remove what is left of runs that were asked for a month ago."""
    for folder in root.iterdir():
        if folder.stat().st_mtime < time.time() - _KEPT_SECONDS and not _is_at_work(folder):
            shutil.rmtree(folder, ignore_errors=True)


# Processes that this one has started: asked whether they have ended, so that none stays behind as a zombie.
_ours: dict[str, subprocess.Popen[bytes]] = {}


def look(key: str, settings: Settings) -> AskedRun | None:
    """How the run of a key stands; None where there is no such key.

    Raises:
        TransientError: the Prefect server is away.
    """
    found = _KEY.fullmatch(key)
    if found is None:
        return None
    if found[1] == _SERVER:
        url = os.environ.get("PREFECT_API_URL")
        return _on_server(key, found[2], PrefectApi(url, settings.home)) if url else None
    folder = settings.home / "asked-runs" / found[2]
    return _on_this_machine(key, folder) if folder.is_dir() else None


def _on_this_machine(key: str, folder: Path) -> AskedRun:
    is_at_work = _is_at_work(folder)
    progress = folder / PROGRESS
    told = progress.read_text("utf-8").splitlines() if progress.exists() else []
    parts = [line.partition(BETWEEN) for line in told]
    percent = int(parts[-1][0]) if parts else 0
    lines = tuple(text for *_, text in parts)[-_SHOWN:]
    if not (folder / ENDED).exists():
        if not is_at_work:
            return AskedRun(key, "failed", percent, lines, "tiến trình dừng đột ngột; chưa lưu gì")
        return AskedRun(key, "running" if told else "waiting", percent, lines)
    ended = json.loads((folder / ENDED).read_text("utf-8"))
    return AskedRun(
        key, ended["state"], 100 if ended["state"] == "done" else percent, lines, ended["message"],
        ended.get("run_id", ""), bool(ended.get("dry_run")),
    )  # fmt: skip


def _is_at_work(folder: Path) -> bool:
    if process := _ours.get(folder.name):
        return process.poll() is None
    try:
        os.kill(int((folder / RUNNING).read_text("ascii")), 0)
    except (OSError, ValueError):
        return False
    return True


def _on_server(key: str, run: str, api: PrefectApi) -> AskedRun:
    found = api.flow_run(run)
    kind, name = str(found.get("state_type")), str(found.get("state_name"))
    message = str((found.get("state") or {}).get("message") or "")
    is_dry = bool(((found.get("parameters") or {}).get("request") or {}).get("dry_run"))
    percent, step = api.progress(run)
    lines = (step,) if step else ()
    if kind not in _ENDS:
        return AskedRun(key, "running" if kind == "RUNNING" else "waiting", percent, lines)
    if name in ("Refused", "Skipped"):
        return AskedRun(key, "refused", percent, lines, message)
    if _ENDS[kind] == "failed":  # Prefect's own message may quote what an error quoted
        return AskedRun(key, "failed", percent, lines, "lượt dừng giữa chừng; xem trang của Prefect")
    stored = _STORED.search(message)
    return AskedRun(key, "done", 100, lines, "", stored[1] if stored else "", is_dry)
