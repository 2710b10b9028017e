"""What a run of many cells asks of Python and the C library: free memory given back, few searches for rings."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any


def give_back() -> None:
    """Have the C library let go of what was freed.

    glibc keeps the room of a large table that is gone, a hundred megabytes of a province's addresses, and arrow, which
    has an allocator of its own, takes new room beside it. Other C libraries are left alone.
    """
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Any:  # noqa: ANN401 - a function of C, None where there is none
    return getattr(ctypes.CDLL(None), "malloc_trim", None)


# Young objects until Python looks among them for rings, and such looks until it goes through all there is.
_MANY, _SELDOM = 50_000, 100


@contextmanager
def seldom_searched() -> Iterator[None]:
    """While this is open, Python searches seldom for rings of objects that hold each other.

    A run makes millions of cells and nearly no rings; all else is freed at once. The libraries that it loads are a
    million objects, and every search through all of them costs as much as resolving a province's names.
    """
    before = gc.get_threshold()
    gc.set_threshold(_MANY, before[1], _SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
