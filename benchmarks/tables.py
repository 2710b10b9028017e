"""Rows of tables read per CPU-second: what the parent does with grids, apart from opening files.

    .venv/bin/python benchmarks/tables.py [INBOX ...] [--rows 50000]

Every file of the inboxes is opened by the pool, then parsed and timed; a made-up list of address points of ``--rows``
rows and a coverage list of a tenth of it show how the cost grows with the rows of one file.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from connectors.card import load_cards, parser_of, source_of
from connectors.contract import Context, RawFile, Sheet, Workbook
from connectors.files.reader import ReaderPool
from connectors.inbox import READ_SUFFIXES
from doisoat.errors import DoisoatError
from doisoat.settings import ReaderLimits
from doisoat.text.repair import repair_texts
from gazetteer.editions import load_editions
from gazetteer.place_names import place_names

ROOT = Path(__file__).resolve().parents[1]
CARDS = load_cards()
CONTEXT = Context(
    dt.date(2026, 1, 1), repair_texts, lambda _column, _value: None, place_names(load_editions())
)  # fmt: skip


def parse(book: Workbook, name: str) -> tuple[int, float]:
    """Rows and CPU-seconds of one file."""
    card = CARDS[source_of(name, CARDS) or ""]
    raw = RawFile(card.id, name, "", 0, dt.datetime(2026, 1, 1, tzinfo=dt.UTC), Path(name))
    started = time.process_time()
    parsed = parser_of(card)(book, raw, card, CONTEXT)
    return parsed.rows_in, time.process_time() - started


def of_inbox(inbox: Path) -> dict[str, tuple[int, int, float]]:
    """Files, rows and CPU-seconds by source."""
    sums: dict[str, tuple[int, int, float]] = defaultdict(lambda: (0, 0, 0.0))
    with ReaderPool(ReaderLimits()) as pool:
        for path in sorted(p for p in inbox.rglob("*") if p.suffix.lower() in READ_SUFFIXES):
            name = path.relative_to(inbox).as_posix()
            source = source_of(name, CARDS)
            if source is None:
                continue
            try:
                rows, seconds = parse(pool.read(path, name), name)
            except DoisoatError:
                continue
            files, before, spent = sums[source]
            sums[source] = files + 1, before + rows, spent + seconds
    return dict(sums)


def made_up(rows: int) -> list[tuple[str, Workbook]]:
    """A long list of address points and one of coverage."""
    n = range(rows)
    points = [
        ["Mã địa chỉ", *(f"LS{k:08d}" for k in n)],
        ["Loại đối tượng", *("Hộ gia đình" if k % 9 else "Cơ quan" for k in n)],
        ["Thôn", *(f"Nà Mẫu {k // 90}" for k in n)],
        ["Xã", *(f"Xã Mẫu {k // 900}" for k in n)],
        ["Đã gắn biển", *("x" if k % 3 else None for k in n)],
        ["Ngày gắn biển", *("2024-08-21" if k % 3 else None for k in n)],
    ]
    few = range(rows // 10)
    coverage = [
        ["Xã", *(f"Xã Mẫu {k // 9}" for k in few)],
        ["Thôn", *(f"Nà Mẫu {k}" for k in few)],
        *([name, *("Có" if (k + m) % 4 else "Không" for k in few)] for m, name in enumerate(("Cáp quang", "3G", "4G"))),
    ]
    return [
        ("vpostcode/diem_20241031.xlsx", Workbook("xlsx", [Sheet("Data", points)])),
        ("operators/vnpt/phu_song_20240930.xlsx", Workbook("xlsx", [Sheet("Data", coverage)])),
    ]


def main() -> None:
    """Print a line a source and a line a made-up file."""
    options = argparse.ArgumentParser()
    options.add_argument("inboxes", nargs="*", type=Path, default=[ROOT / "examples" / "inbox"])
    options.add_argument("--rows", type=int, default=50_000)
    asked = options.parse_args()
    for inbox in asked.inboxes:
        for source, (files, rows, seconds) in of_inbox(inbox).items():
            print(f"{inbox.name} {source}: {files} files, {rows} rows, {seconds:.2f} s, {rows / seconds:,.0f} rows/s")
    for name, book in made_up(asked.rows):
        rows, seconds = parse(book, name)
        print(f"{name}: {rows} rows, {seconds:.2f} s, {rows / seconds:,.0f} rows/s")


if __name__ == "__main__":
    main()
