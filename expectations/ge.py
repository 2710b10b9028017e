"""great_expectations as this room calls it. Three things here are for speed alone and change no answer.

Its import loads scipy and altair (a third of its time) for distributions and charts that no rule of ours asks for: they
load when something touches them. It has pydantic copy every field of a model, with all that hangs on it, into each of
the models below it (a quarter of the rest): here a field is copied alone. And it builds an expectation's configuration
anew some 140 times a validation: here it is built once. ``tests/expectations/test_ge.py`` and
``tests/system/test_cold_start.py`` fail when a release of great_expectations needs one of them no longer, or would be
another for it.
"""

from __future__ import annotations

import copy
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
        with _fields_copied_alone():
            library = importlib.import_module("great_expectations")
            importlib.import_module("great_expectations.expectations")
    finally:
        for each in late:
            _give_way(each)
    return library


@contextmanager
def _fields_copied_alone() -> Iterator[None]:
    """While this is open, a model of pydantic 1 takes over the fields of the one above it without what they share.

    Each gets validators of its own; types and what they hold are changed by nobody.
    """
    models: Any = importlib.import_module("pydantic.v1.main")
    deeply = models.smart_deepcopy

    def copied(found: Any) -> Any:  # noqa: ANN401 - whatever pydantic copies
        if not isinstance(found, dict) or not all(isinstance(each, models.ModelField) for each in found.values()):
            return deeply(found)
        fields = {name: copy.copy(field) for name, field in found.items()}
        for field in fields.values():
            field.class_validators = dict(field.class_validators)
        return fields

    models.smart_deepcopy = copied
    try:
        yield
    finally:
        models.smart_deepcopy = deeply


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
