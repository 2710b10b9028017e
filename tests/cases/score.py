"""Runs files of cases through the product and compares: ``python -m tests.cases.score FOLDER|FILE…``."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from doisoat.settings import Settings
from flows.reconcile import reconcile
from flows.run_spec import new_run_spec
from flows.runner import PlainRunner
from tests.cases.world import Case, read_cases, write_inbox

# What a case expects where a unit must not be judged at all.
NO_ROW = "(no row)"


@dataclass(frozen=True)
class Scored:
    """One expectation of one case and what came out."""

    case: Case
    indicator: str
    verdict: str
    reasons: str

    @property
    def right(self) -> bool:
        """Whether the verdict, and the reason where one is named, is as expected."""
        wanted = self.case.expect[self.indicator]
        verdict = self.verdict == wanted or self.verdict in self.case.allowed.get(self.indicator, ())
        return verdict and self.case.reasons.get(self.indicator, "") in ("", *self.reasons.split(";"))


def score(path: Path, home: Path) -> Iterator[Scored]:
    """Every expectation of a file of cases, in the order of the file."""
    world = read_cases(path)
    inbox = home / "inbox"
    write_inbox(world, inbox)
    settings = Settings(home=home / "home", inbox=inbox, warehouse=f"sqlite:///{home / 'doisoat.sqlite'}")
    spec = new_run_spec(inbox, now=dt.datetime.now(dt.UTC), as_of=world.as_of, offline=True, dry_run=True)
    verdicts = reconcile(spec, settings, PlainRunner(), lambda _text: None).frames["verdicts"]
    found = {(row.unit_code, row.indicator): row for row in verdicts.itertuples(index=False)}
    for case in world.cases:
        for indicator in case.expect:
            row = found.get((case.unit(indicator), indicator))
            yield Scored(case, indicator, str(row.verdict) if row else NO_ROW, str(row.reasons) if row else "")


def main(paths: list[str]) -> None:
    """Print every case that differs, and the counts."""
    files = [file for path in map(Path, paths) for file in (sorted(path.glob("*.yml")) if path.is_dir() else [path])]
    count = right = confirmed = contradicted = 0
    for file in files:
        with tempfile.TemporaryDirectory() as home:
            for one in score(file, Path(home)):
                count += 1
                right += one.right
                if not one.right:
                    confirmed += one.verdict == "confirmed"
                    contradicted += one.verdict == "contradicted"
                    wanted = f"{one.case.expect[one.indicator]} {one.case.reasons.get(one.indicator, '')}".strip()
                    print(
                        f"{file.stem} {one.case.id} · {one.indicator}: want {wanted}, got {one.verdict} "
                        f"{one.reasons} | {one.case.why}"
                    )
    print(f"cases {count}: as expected {right}, false confirmed {confirmed}, false contradicted {contradicted}")


if __name__ == "__main__":
    main(sys.argv[1:])
