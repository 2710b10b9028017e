"""``doisoat demo``: the sample inbox, and what to do next."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

DEMO_AS_OF = dt.date(2024, 11, 15)


def demo_inbox() -> Path:
    """The sample inbox: in a checkout ``examples/inbox``, in a wheel the copy beside this file."""
    here = Path(__file__).parent
    packaged = here / "demo_inbox"
    return packaged if packaged.is_dir() else here.parent / "examples" / "inbox"


def next_steps(into: Path) -> str:
    """How to look closer at what the demo found."""
    url = f"sqlite:///{into / 'doisoat.sqlite'}"
    return (
        "\nXem tiếp:\n"
        f"  doisoat verdicts --warehouse {url}\n"
        f"  doisoat explain 06103001 1 --warehouse {url}\n"
        "Hành trình của một lời khai: docs/one-claim.md"
    )
