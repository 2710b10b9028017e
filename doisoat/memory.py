"""Memory that is free in this process, given back to the system."""

from __future__ import annotations

import ctypes
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
