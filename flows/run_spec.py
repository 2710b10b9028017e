"""What a run was asked to do, settled before it starts."""

from __future__ import annotations

import datetime as dt
import secrets
import string
from dataclasses import dataclass
from pathlib import Path

from doisoat.clock import VIETNAM


@dataclass(frozen=True)
class RunSpec:
    """One run.

    ``criteria`` and ``scopes`` are empty for "all"; ``known_at`` limits the run to files that had landed by then;
    ``started_at`` is the run's clock, in UTC: nothing inside a run asks for the time again. ``catalogues`` has the
    shops' catalogues visited too, as the night does; an officer who waits for an answer does not wait for them.
    ``dry_run`` judges and shows, and stores no run, no verdict and no letter.
    """

    run_id: str
    started_at: dt.datetime
    as_of: dt.date
    inbox: Path
    known_at: dt.datetime | None = None
    criteria: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    offline: bool = False
    catalogues: bool = False
    dry_run: bool = False


def new_run_spec(
    inbox: Path,
    *,
    now: dt.datetime,
    as_of: dt.date | None = None,
    known_at: dt.datetime | None = None,
    criteria: tuple[str, ...] = (),
    scopes: tuple[str, ...] = (),
    offline: bool = False,
    catalogues: bool = False,
    dry_run: bool = False,
) -> RunSpec:
    """A spec with a run id that sorts by time; ``as_of`` is today in Vietnam where it is not given."""
    # Letters only: what hides telephone numbers in logs must not take an id for one.
    end = "".join(secrets.choice(string.ascii_lowercase) for _ in range(6))
    run_id = f"{now.astimezone(VIETNAM):%Y%m%dT%H%M%S}-{end}"
    day = as_of or now.astimezone(VIETNAM).date()
    return RunSpec(run_id, now, day, inbox, known_at, criteria, scopes, offline, catalogues, dry_run)
