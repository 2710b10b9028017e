"""Read every file of ``../shared/hostile`` and print what became of it: ``make hostile``.

Exits with 1 where a child's death reached the parent, a file took more than 20 CPU-seconds or 512 MB, or a refusal has
no words; the table and the list of offenders say which.
"""

from __future__ import annotations

import resource
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from connectors.files.reader import ReaderPool
from doisoat.errors import RefusedInputError
from doisoat.settings import ReaderLimits

CORPUS = Path(__file__).resolve().parents[1].parent / "shared" / "hostile"
CPU_SECONDS = 20
PEAK_MB = 512
PARENT_MB = 50


@dataclass
class Row:
    """One line of the table: files that ended alike."""

    files: int = 0
    killed: int = 0
    cpu_seconds: float = 0
    peak_mb: float = 0
    names: list[str] = field(default_factory=list)


def run(corpus: Path) -> int:
    """Read the corpus, print the table, return the exit code."""
    if not corpus.is_dir():
        print(f"không thấy {corpus}: bộ tệp thử nghiệm không nằm cạnh dự án, không có gì để đo")
        return 2
    files = sorted(path for path in corpus.rglob("*") if path.is_file() and path.suffix != ".md")
    rows: dict[str, Row] = defaultdict(Row)
    offences: list[str] = []
    before = _resident_mb()
    with ReaderPool(ReaderLimits()) as pool:
        for path in files:
            name = path.relative_to(corpus).as_posix()
            try:
                result, cost = pool.read_measured(path)
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt):
                    raise
                offences.append(f"{name}: {type(error).__name__} đến tiến trình cha")
                continue
            if isinstance(result, RefusedInputError):
                outcome = f"từ chối: {result.kind}"
                if not result.what or not result.fix:
                    offences.append(f"{name}: lời từ chối thiếu nội dung hoặc cách khắc phục")
            else:
                outcome = f"đọc được: {result.kind}"
            row = rows[outcome]
            row.files += 1
            row.killed += cost.died
            row.cpu_seconds = max(row.cpu_seconds, cost.cpu_seconds)
            row.peak_mb = max(row.peak_mb, cost.peak_mb)
            row.names.append(name)
            if cost.cpu_seconds > CPU_SECONDS + 1 or cost.peak_mb > PEAK_MB:
                offences.append(f"{name}: {cost.cpu_seconds:.1f} giây CPU, {cost.peak_mb:.0f} MB")
            del result
    grown = _resident_mb() - before
    if grown > PARENT_MB:
        offences.append(f"tiến trình cha phình thêm {grown:.0f} MB")
    _print(rows, len(files), grown, offences)
    return 1 if offences else 0


def _print(rows: dict[str, Row], files: int, grown: float, offences: list[str]) -> None:
    print(f"{'kết cục':<30} {'tệp':>5} {'tiến trình bị hạ':>17} {'CPU giây, tối đa':>17} {'MB, tối đa':>11}")
    for outcome, row in sorted(rows.items()):
        print(f"{outcome:<30} {row.files:>5} {row.killed:>17} {row.cpu_seconds:>17.2f} {row.peak_mb:>11.0f}")
    killed = sum(row.killed for row in rows.values())
    read = sum(row.files for outcome, row in rows.items() if outcome.startswith("đọc được"))
    print(
        f"{files} tệp: {read} đọc được, {files - read} từ chối, trong đó {killed} tiến trình con phải hạ hoặc tự chết"
    )
    print(f"tiến trình cha phình thêm {grown:.0f} MB")
    if "-v" in sys.argv:
        for outcome, row in sorted(rows.items()):
            print(f"\n{outcome}", *row.names, sep="\n  ")
    print(f"vi phạm: {len(offences)}", *offences, sep="\n  ")


def _resident_mb() -> float:
    """This process's peak so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    sys.exit(run(CORPUS))
