"""The threads that make pages: few, because they share one processor, and others for what takes seconds.

With more of them each reader would wait for all others; and a file that is looked through, or a workbook that is
written, must not keep anybody from a page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_QUICK, _SLOW = 4, 4


class Workers:
    """Both kinds of threads; they are ended with the services."""

    def __init__(self) -> None:
        self._quick = ThreadPoolExecutor(_QUICK, "page")
        self._slow = ThreadPoolExecutor(_SLOW, "slow-page")

    async def run(self, slow: bool, function: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """Call it in one of the threads."""
        threads = self._slow if slow else self._quick
        return await asyncio.get_running_loop().run_in_executor(threads, lambda: function(*args, **named))

    def close(self) -> None:
        """End them, after what they are at."""
        self._quick.shutdown(cancel_futures=True)
        self._slow.shutdown(cancel_futures=True)
