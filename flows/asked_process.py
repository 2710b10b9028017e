"""A run that somebody asked for, in a process of its own, where no Prefect server is.

``python -m flows.asked_process FOLDER``: the folder holds the request (``request.json``); it gets lines of progress
(``progress.txt``) and at the end how it ended (``ended.json``). Who watches needs nothing but the folder.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from doisoat.errors import DoisoatError, UnexpectedError
from doisoat.private import keep_private, private_opener
from doisoat.settings import read_settings
from flows import dry_runs
from flows.how_far import PERCENT, step_done

REQUEST, PROGRESS, ENDED, RUNNING = "request.json", "progress.txt", "ended.json", "pid"
BETWEEN = "\t"


@dataclass
class Diary:
    """The lines of progress of a folder: percent, then the sentence."""

    folder: Path
    percent: int = 0

    def tell(self, text: str) -> None:
        """Write a line."""
        with open(self.folder / PROGRESS, "a", encoding="utf-8", opener=private_opener) as file:
            file.write(f"{self.percent}{BETWEEN}{' '.join(text.split())}\n")

    def ended(self, step: str) -> None:
        """A step has ended well."""
        if step in PERCENT:
            self.percent = PERCENT[step]
            self.tell(step_done(step))


def main(folder: Path) -> int:
    """Carry out the request of a folder."""
    diary = Diary(folder)
    try:
        outcome = _carried_out(json.loads((folder / REQUEST).read_text("utf-8")), diary)
    except DoisoatError as error:
        outcome = {"state": "refused", "message": str(error)}
    except Exception as error:  # whatever it was: its message may quote a cell
        outcome = {"state": "failed", "message": str(UnexpectedError(error))}
    unfinished = folder / f"{ENDED}.part"
    with open(unfinished, "w", encoding="utf-8", opener=private_opener) as file:
        json.dump(outcome, file, ensure_ascii=False)
    unfinished.replace(folder / ENDED)
    return 0 if outcome["state"] == "done" else 1


def _carried_out(raw: object, diary: Diary) -> dict[str, Any]:
    from flows.reconcile import carry_out
    from flows.run import open_run
    from flows.run_form import check, read_request
    from flows.runner import PlainRunner
    from flows.told_runner import ToldRunner
    from flows.watch.logs import start_log
    from reports.run_summary import no_rulebook_sentence

    settings, asked = read_settings(), read_request(raw)
    spec = asked.spec(settings, dt.datetime.now(dt.UTC))
    with open_run(spec, settings, ToldRunner(PlainRunner(), diary.ended), diary.tell) as run:
        check(asked, run)
        with start_log(settings, spec.run_id, diary.tell) as noted:
            run.runner, run.progress = noted.watching(run.runner), noted
            finished = carry_out(run)
    if asked.dry_run:
        dry_runs.keep(finished, settings)
    record = finished.record
    return {
        "state": "done",
        "run_id": record.run_id,
        "dry_run": asked.dry_run,
        "message": no_rulebook_sentence(record.summary),
    }


if __name__ == "__main__":
    keep_private()
    sys.exit(main(Path(sys.argv[1])))
