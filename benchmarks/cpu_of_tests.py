"""CPU-seconds of every test, its processes' included: ``pytest -p benchmarks.cpu_of_tests --cpu-into FILE.csv …``.

What a busy machine does to the wall clock tells nothing about a test; this does. A line a test and phase (setup holds
what fixtures cost the first test that asks for them), the dearest last on the terminal, and the sum of every file.
"""

from __future__ import annotations

import csv
import os
import resource
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

_TICKS = os.sysconf("SC_CLK_TCK")
_spent: dict[tuple[str, str], float] = defaultdict(float)  # by test and phase, CPU-seconds


def _cpu() -> float:
    """User and system time of this process and of all below it, dead or alive, in seconds."""
    here = resource.getrusage(resource.RUSAGE_SELF)
    buried = resource.getrusage(resource.RUSAGE_CHILDREN)
    alive = sum(_children(os.getpid()))
    return here.ru_utime + here.ru_stime + buried.ru_utime + buried.ru_stime + alive / _TICKS


def _children(parent: int) -> Iterator[int]:
    """Ticks of every living descendant, with those of the descendants it has buried."""
    for listing in Path(f"/proc/{parent}/task").glob("*/children"):
        try:
            below = [int(pid) for pid in listing.read_text().split()]
        except OSError:
            continue
        for pid in below:
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has ended since
                continue
            yield sum(map(int, fields[11:15]))
            yield from _children(pid)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where to write the table."""
    parser.addoption("--cpu-into", type=Path, help="CSV of CPU-seconds by test and phase")


def _measured(item: pytest.Item, phase: str) -> Iterator[None]:
    before = _cpu()
    yield
    _spent[item.nodeid, phase] += _cpu() - before


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Fixtures."""
    yield from _measured(item, "setup")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """The test."""
    yield from _measured(item, "call")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """What its fixtures do at the end."""
    yield from _measured(item, "teardown")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The dearest tests, the sum of every file, and the table."""
    files: dict[str, float] = defaultdict(float)
    for (test, _), spent in _spent.items():
        files[test.partition("::")[0]] += spent
    terminalreporter.section(f"CPU-seconds: {sum(files.values()):.1f}")
    for (test, phase), spent in sorted(_spent.items(), key=lambda one: -one[1])[:25]:
        terminalreporter.line(f"{spent:8.2f} {phase:8} {test}")
    for file, spent in sorted(files.items(), key=lambda one: -one[1])[:25]:
        terminalreporter.line(f"{spent:8.2f} {file}")
    if into := config.getoption("cpu_into"):
        with into.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows((test, phase, round(spent, 3)) for (test, phase), spent in _spent.items())
