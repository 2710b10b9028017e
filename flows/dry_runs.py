"""What a dry run found, for who asked for it: verdicts in words, kept for a week in the working home, never stored.

The warehouse knows nothing of a dry run, and its page of villages cannot tell of it; so these words are all there is.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pandas as pd

from doisoat.private import private_folder, private_opener
from doisoat.settings import Settings
from expectations.criteria_set import read_stored_criteria
from flows.finished import Finished
from flows.run_account import titles_of
from reports.tables import frame_csv, verdicts_in_words
from reports.verdict_sentence import reasons_of
from warehouse.gate import gated, known_names
from warehouse.run import sorted_verdicts

_KEPT = dt.timedelta(days=7)
_RUN = re.compile(r"[0-9A-Za-z-]{10,60}")
_CHECK = ("criteria", "level", "unit_code", "indicator", "check_id", "outcome", "reason", "sentence", "mover", "fix")


def keep(finished: Finished, settings: Settings) -> None:
    """Keep the verdicts of a dry run; those of a week ago are removed. Sentences pass the gate like any stored ones."""
    record, frames = finished.record, finished.frames
    used = frames["criteria_files"]
    titles = titles_of(read_stored_criteria(dict(zip(used["criteria"] + ".yml", used["text"], strict=True))))
    names = known_names(frames["units"])
    checks = gated("check_result", frames["check_results"], names, None).reindex(columns=list(_CHECK))
    checks = checks.astype(object).where(checks.notna(), "")
    verdicts = sorted_verdicts(frames["verdicts"]).assign(run_id=record.run_id, as_of=record.as_of.isoformat())
    words = verdicts_in_words(verdicts, reasons_of(verdicts, checks, titles), titles)
    folder = _folder(settings.home)
    private_folder(folder)
    for old in folder.glob("*.csv"):
        if old.stat().st_mtime < (record.started_at - _KEPT).timestamp():
            old.unlink(missing_ok=True)
    text = frame_csv(words)
    with open(folder / f"{record.run_id}.csv", "w", encoding="utf-8", opener=private_opener) as file:
        file.write(text)


def read(settings: Settings, run_id: str) -> pd.DataFrame | None:
    """The words of a dry run (``reports.tables.VERDICT_TITLES``), blanks as ``""``; None where there are none."""
    path = _folder(settings.home) / f"{run_id}.csv"
    if not _RUN.fullmatch(run_id) or not path.is_file():
        return None
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def _folder(home: Path) -> Path:
    return home / "dry-runs"
