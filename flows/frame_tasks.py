"""What pages ask for that needs frames: the workbook of a filter, and what a run changed.

Pandas and pyarrow are eighty megabytes. A server of pages that has them keeps them; so it hands such a question to a
process that ends with its answer (``in_a_child``). Questions and answers are JSON or a file's bytes, nothing else.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from threading import BoundedSemaphore

from doisoat.errors import TransientError

_AT_ONCE = BoundedSemaphore(2)
_SECONDS = 120


@dataclass(frozen=True)
class WorkbookWanted:
    """The verdicts of ``units`` in one criteria set, limited further where a limit is not blank.

    ``codes`` are those of the units that the person may see; None: every unit. ``below`` is the unit that the list was
    limited to.
    """

    warehouse: str
    run_id: str
    codes: Sequence[str] | None
    criteria: str
    units: Sequence[str]
    below: str = ""
    indicator: str = ""
    verdict: str = ""
    basis: str = ""
    mark: str = ""

    def answer(self) -> bytes:
        """The workbook."""
        from flows.run_account import titles_of_run
        from reports.missing import missing_by_verdict
        from reports.tables import verdicts_in_words
        from reports.verdict_sentence import reasons_of
        from reports.verdict_workbook import verdict_workbook
        from warehouse.reader import WarehouseReader

        seen = None if self.codes is None else frozenset(self.codes)
        with WarehouseReader.open(self.warehouse) as warehouse, warehouse.looking(self.run_id, seen) as look:
            frame = look.frame(self.criteria, self.units)
            missing = missing_by_verdict(look.missing(self.criteria, self.below))
            checks = look.checks(self.criteria, self.units)
            titles = titles_of_run(warehouse, self.run_id)
        for name in ("indicator", "verdict", "basis"):
            if wanted := getattr(self, name):
                frame = frame[frame[name] == wanted]
        if self.mark:
            frame = frame[[self.mark in marks.split(";") for marks in frame["reasons"]]]
        return verdict_workbook(verdicts_in_words(frame, reasons_of(frame, checks, titles), titles, missing))


@dataclass(frozen=True)
class ChangesWanted:
    """What a run says otherwise than the one before it, in the units of ``codes`` (None: all); ``most`` rows of it."""

    warehouse: str
    run_id: str
    codes: Sequence[str] | None
    most: int

    def answer(self) -> bytes:
        """JSON: rows with the columns of ``warehouse.diff``, and how many there are of each cause."""
        from warehouse.reader import WarehouseReader

        seen = None if self.codes is None else frozenset(self.codes)
        with WarehouseReader.open(self.warehouse) as warehouse, warehouse.looking(self.run_id, seen) as look:
            rows, causes = look.changes(self.most)
        return json.dumps({"rows": rows, "causes": causes.most_common()}, ensure_ascii=False, default=str).encode()


FrameTask = WorkbookWanted | ChangesWanted
_TASKS: dict[str, type[WorkbookWanted] | type[ChangesWanted]] = {
    task.__name__: task for task in (WorkbookWanted, ChangesWanted)
}


def here(task: FrameTask) -> bytes:
    """The answer, made in this process."""
    return task.answer()


def in_a_child(task: FrameTask) -> bytes:
    """The answer, made in a process that ends with it; two at once, others wait for their turn.

    Raises:
        TransientError: it did not end in time, or not well.
    """
    # By its input: the address of a warehouse may hold a password, and a command line is seen by everybody.
    question = json.dumps({"task": type(task).__name__, **asdict(task)}).encode()
    with _AT_ONCE:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "flows.frame_tasks"],
                input=question,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # what goes wrong may quote a cell
                timeout=_SECONDS,
                check=True,
            )
        except (subprocess.SubprocessError, OSError):
            raise TransientError("chưa lập xong phần này của trang", fix="thử lại sau một phút") from None
    return done.stdout


def main() -> None:
    """Read a question, write its answer."""
    asked = json.loads(sys.stdin.buffer.read())
    sys.stdout.buffer.write(_TASKS[asked.pop("task")](**asked).answer())


if __name__ == "__main__":
    main()
