"""great_expectations as this room calls it. Two things here are for speed alone and change no answer.

Its import loads scipy and altair (a third of its time) for distributions and charts that no rule of ours asks for: they
load when something touches them. And it builds an expectation's configuration anew some 140 times a validation: here it
is built once. ``tests/expectations/test_ge.py`` and ``tests/system/test_cold_start.py`` fail when a release of
great_expectations needs either no longer.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import Any

LATE = ("scipy.stats", "altair")
_LOADING = threading.Lock()


class _Late(ModuleType):
    """Stands for a module until somebody asks it for something."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__spec__ = importlib.util.find_spec(name)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module holds
        if name.startswith("__"):
            raise AttributeError(name)
        _give_way(self)
        return getattr(importlib.import_module(self.__name__), name)


def _give_way(late: _Late) -> None:
    """Who imports the module from now on gets the real one."""
    if sys.modules.get(late.__name__) is late:
        del sys.modules[late.__name__]


def load_beforehand() -> None:
    """Begin to load the library beside whatever else is done (a run waits for its readers); nobody need wait for it."""
    threading.Thread(target=great_expectations, name="great_expectations").start()


def great_expectations() -> ModuleType:
    """The library; its expectations are ``.expectations``."""
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> ModuleType:
    late = [_Late(name) for name in LATE if name not in sys.modules]
    sys.modules.update({each.__name__: each for each in late})
    try:
        library = importlib.import_module("great_expectations")
        importlib.import_module("great_expectations.expectations")
    finally:
        for each in late:
            _give_way(each)
    return library


@contextmanager
def configured_once() -> Iterator[None]:
    """While this is open, no expectation may be changed."""
    from great_expectations.expectations.expectation import Expectation

    build: property = vars(Expectation)["configuration"]
    built: dict[int, tuple[object, Any]] = {}  # with the expectation itself, so that no other gets its id

    def configuration(expectation: object) -> Any:  # noqa: ANN401 - GE ships no types
        if id(expectation) not in built:
            built[id(expectation)] = expectation, build.__get__(expectation)
        return built[id(expectation)][1]

    Expectation.configuration = property(configuration)
    try:
        yield
    finally:
        Expectation.configuration = build
