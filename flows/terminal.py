"""Progress for a person at the terminal: a line a step with the seconds it took, on stderr."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from rich.console import Console


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """Give a function that tells one line; with ``quiet`` it tells nothing."""
    if quiet:
        yield lambda _text: None
        return
    console = Console(stderr=True, highlight=False)
    began = time.monotonic()
    status = console.status("Đang khởi động…", refresh_per_second=4)  # 12 cost a run a twentieth of its time

    def tell(text: str) -> None:
        console.print(f"[dim]{time.monotonic() - began:6.1f} giây[/dim]  ", end="")
        console.print(text, markup=False)
        status.update("Đang làm tiếp…")

    with status if console.is_terminal else nullcontext():
        yield tell
