"""What was worked out about a run for people who may see the same units: a stored run never changes.

Answers are kept by run, the units that may be seen, and the question, so that nobody is given what was worked out for
somebody who may see more. The least used go first. Evidence, the rows of files, is not kept here: the page of a village
asks the warehouse each time, so that what was purged is gone at once.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock, RLock
from typing import TypeVar, cast

T = TypeVar("T")
_MOST = 400


class Remembered:
    """Values by key; who asks for what somebody is making waits for it."""

    def __init__(self, most: int = _MOST) -> None:
        self._most, self._lock = most, Lock()
        self._values: OrderedDict[Hashable, object] = OrderedDict()
        self._making: dict[Hashable, RLock] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of a key, made where it is not known."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return cast("T", self._values[key])
            turn = self._making.setdefault(key, RLock())
        with turn:
            with self._lock:
                if key in self._values:
                    return cast("T", self._values[key])
            try:
                made = make()
                with self._lock:
                    self._values[key] = made
                    while len(self._values) > self._most:
                        self._values.popitem(last=False)
                return made
            finally:
                with self._lock:
                    self._making.pop(key, None)
