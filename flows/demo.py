"""``doisoat demo``: the sample inbox, and what to do next."""

from __future__ import annotations

import datetime as dt
import shlex
import shutil
import sysconfig
from pathlib import Path

DEMO_AS_OF = dt.date(2024, 11, 15)


def demo_inbox() -> Path:
    """The sample inbox: in a checkout ``examples/inbox``, in a wheel the copy beside this file."""
    here = Path(__file__).parent
    packaged = here / "demo_inbox"
    return packaged if packaged.is_dir() else here.parent / "examples" / "inbox"


def own_inbox(into: Path) -> Path:
    """A copy of the sample inbox in the demo's folder; one that is there stays as it is."""
    inbox = into / "inbox"
    if not inbox.is_dir():
        shutil.copytree(demo_inbox(), inbox)
    return inbox


def next_steps(into: Path) -> str:
    """How to look closer at what the demo found."""
    command, url = shlex.quote(_command()), shlex.quote(f"sqlite:///{into / 'doisoat.sqlite'}")
    return (
        "\nXem tiếp:\n"
        f"  {command} verdicts --warehouse {url}\n"
        f"  {command} explain 06103001 1 --warehouse {url}\n"
        "Hành trình của một lời khai: docs/one-claim.md"
    )


def _command() -> str:
    """What to type for ``doisoat`` here: its name if PATH knows it, else the way from here to where it is installed."""
    found = None if shutil.which("doisoat") else shutil.which("doisoat", path=sysconfig.get_path("scripts"))
    if found is None:
        return "doisoat"
    path = Path(found)
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
