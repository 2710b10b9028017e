"""Runs files of cases through the product and compares: ``python -m tests.cases.score FOLDER|FILE…``."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.cases.reading import Read, read
from tests.cases.world import Case

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


def score(read: Read) -> Iterator[Scored]:
    """Every expectation of a file of cases, in the order of the file."""
    found = {(row.unit_code, row.indicator): row for row in read.verdicts.itertuples(index=False)}
    for case in read.world.cases:
        for indicator in case.expect:
            row = found.get((case.unit(indicator), indicator))
            yield Scored(case, indicator, str(row.verdict) if row else NO_ROW, str(row.reasons) if row else "")


def main(paths: list[str]) -> None:
    """Print every case that differs, and the counts."""
    files = [file for path in map(Path, paths) for file in (sorted(path.glob("*.yml")) if path.is_dir() else [path])]
    count = right = confirmed = contradicted = 0
    for file in files:
        with tempfile.TemporaryDirectory() as home:
            for one in score(read(file, Path(home))):
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
