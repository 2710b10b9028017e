"""The technicians' log: one JSON line an event, a file a day, no personal data.

    logs/doisoat-20261121.jsonl     named by the day in Vietnam; the times inside are UTC, durations monotonic

What may stand in a line is a closed list of keys: codes, counts and durations, and ``text``, which is a sentence of our
own, masked. Errors are told by type and by our own sentence; what a driver or a parser says is left out, because it may
quote a cell. A log that cannot be written never stops a run.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from doisoat.clock import VIETNAM
from doisoat.errors import DoisoatError, RefusedInputError, place_of
from doisoat.private import FILE, private_folder
from doisoat.settings import Settings
from doisoat.vi import REFUSED
from flows.runner import P, Progress, Runner, T, Ts
from flows.watch.logged_counts import counts_of, findings_of
from reports.privacy import masked_sentence
from warehouse.lease import BusyError

KEYS = frozenset(
    (
        "at", "event", "level", "run_id", "stage", "source", "outcome", "ms", "error", "where", "text", "kind", "gate",
        "severity", "criteria", "verdict", "count", "files", "rows", "rows_in", "rows_read", "rows_set_aside",
        "rows_refused", "parts_refused",
    )
)  # fmt: skip
_CODES = ("at", "event", "level", "run_id")  # ours, and a run's id looks like a telephone to the mask
_LONGEST_TEXT = 300
_NAME = re.compile(r"doisoat-(\d{8})\.jsonl")


class RunLog:
    """Takes lines of progress like any ``Progress``, notes each, and passes it on."""

    def __init__(self, logger: Any, tell: Progress) -> None:  # noqa: ANN401 - structlog's bound logger
        self._logger = logger
        self._tell = tell

    def __call__(self, text: str) -> None:
        """Note a line of progress and tell it."""
        self._logger.info("progress", text=text)
        self._tell(text)

    def watching(self, runner: Runner) -> Runner:
        """The same runner, whose steps are noted with their duration and what came out of them."""
        return _WatchedRunner(runner, self._logger)


@contextmanager
def start_log(settings: Settings, run_id: str, tell: Progress = lambda _text: None) -> Iterator[RunLog]:
    """Note the beginning and the end of a run, and everything told within the block.

    ``with start_log(settings, spec.run_id, tell) as log: reconcile(spec, settings, log.watching(runner), log)``
    """
    logger = _logger(settings, run_id)
    _sweep(settings.home / "logs", dt.datetime.now(VIETNAM).date() - dt.timedelta(days=settings.log_days))
    logger.info("run_started")
    began = time.monotonic()
    try:
        yield RunLog(logger, tell)
    except BaseException as error:
        outcome = "skipped" if isinstance(error, BusyError) else "failed"
        logger.error("run_ended", outcome=outcome, ms=_since(began), **describe_error(error))
        raise
    logger.info("run_ended", outcome="done", ms=_since(began))


def open_log(settings: Settings, run_id: str, tell: Progress) -> RunLog:
    """The same without a beginning and an end, for what is done after a run."""
    return RunLog(_logger(settings, run_id), tell)


def _logger(settings: Settings, run_id: str) -> Any:  # noqa: ANN401 - structlog's bound logger
    return structlog.wrap_logger(
        _Lines(settings.home / "logs", to_stderr=settings.log_to_stderr),
        processors=[
            structlog.processors.add_log_level,
            _only_known,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(0),
        run_id=run_id,
    )


def describe_error(error: BaseException) -> dict[str, str]:
    """An error for a log: its type, our own sentence where it is one of ours, else the line of code it came from.

    A refused input is described by its kind alone: its sentence may name headings, and a heading may be anything.
    """
    if isinstance(error, RefusedInputError):
        return {"error": type(error).__name__, "kind": str(error.kind), "text": REFUSED.get(error.kind, "")}
    if isinstance(error, DoisoatError):
        return {"error": type(error).__name__, "text": error.what}
    return {"error": type(error).__name__, "where": place_of(error)}


@dataclass(frozen=True)
class LastRun:
    """The newest run that the log knows; ``outcome`` is empty where it never came to its end."""

    run_id: str
    started_at: dt.datetime
    outcome: str = ""
    text: str = ""


def last_run(home: Path) -> LastRun | None:
    """The run that began last, by the two newest files; None where there is no log."""
    found: LastRun | None = None
    for path in sorted(_files(home / "logs"))[-2:]:
        for line in path.read_bytes().split(b"\n"):
            with suppress(ValueError, KeyError, TypeError):
                entry = json.loads(line)
                if entry["event"] == "run_started":
                    found = LastRun(str(entry["run_id"]), dt.datetime.fromisoformat(entry["at"]))
                elif entry["event"] == "run_ended" and found and entry["run_id"] == found.run_id:
                    text = str(entry.get("text") or entry.get("error", ""))
                    found = LastRun(found.run_id, found.started_at, str(entry["outcome"]), text)
    return found


class _Lines:
    """Appends lines to the file of the day, each with one write, so that those of two processes do not mix."""

    def __init__(self, folder: Path, *, to_stderr: bool) -> None:
        self._folder = folder
        self._to_stderr = to_stderr

    def write(self, line: str) -> None:
        if self._to_stderr:
            sys.stderr.write(line + "\n")
        with suppress(OSError):  # a full disk is told by doctor and the health mail
            private_folder(self._folder)
            path = self._folder / f"doisoat-{dt.datetime.now(VIETNAM):%Y%m%d}.jsonl"
            descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, FILE)
            try:
                os.write(descriptor, line.encode("utf-8", errors="replace") + b"\n")
            finally:
                os.close(descriptor)

    info = warning = error = write


def _only_known(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Known keys alone, texts masked and of a bounded length."""
    known = {key: value for key, value in event.items() if key in KEYS and value not in ("", None)}
    return {
        key: masked_sentence(value)[:_LONGEST_TEXT] if isinstance(value, str) and key not in _CODES else value
        for key, value in known.items()
    }


class _WatchedRunner:
    """Another runner whose steps are timed. The time is taken inside the step, where a parallel one really runs."""

    def __init__(self, inner: Runner, logger: Any) -> None:  # noqa: ANN401 - structlog's bound logger
        self._inner = inner
        self._logger = logger

    def step(self, name: str, function: Callable[P, T], /, *args: P.args, **named: P.kwargs) -> T:
        """See ``Runner``."""
        return self._inner.step(name, partial(self._timed, name, "", function), *args, **named)

    def each(
        self, name: str, function: Callable[[*Ts], T], items: Mapping[str, tuple[*Ts]]
    ) -> dict[str, T | Exception]:
        """See ``Runner``."""

        def timed(key: str, *args: *Ts) -> T:
            return self._timed(name, key, function, *args)

        return self._inner.each(name, timed, {key: (key, *args) for key, args in items.items()})

    def job(self, name: str, function: Callable[P, T], /, *args: P.args, **named: P.kwargs) -> T:
        """See ``Runner``."""
        return self._inner.job(name, partial(self._timed, name, "", function), *args, **named)

    def _timed(self, name: str, source: str, function: Callable[P, T], /, *args: P.args, **named: P.kwargs) -> T:
        logger = self._logger.bind(stage=name, source=source)
        began = time.monotonic()
        try:
            result = function(*args, **named)
        except BaseException as error:
            logger.warning("step", outcome="failed", ms=_since(began), **describe_error(error))
            raise
        logger.info("step", outcome="done", ms=_since(began), **counts_of(result))
        for event, facts in findings_of(result):
            logger.info(event, **facts)
        return result


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.glob("doisoat-*.jsonl") if _NAME.fullmatch(path.name))


def _sweep(folder: Path, before: dt.date) -> None:
    """Remove the files of days before this one."""
    with suppress(OSError):
        for path in list(_files(folder)):
            if path.name < f"doisoat-{before:%Y%m%d}":
                path.unlink(missing_ok=True)


def _since(began: float) -> int:
    """Milliseconds."""
    return round((time.monotonic() - began) * 1000)
