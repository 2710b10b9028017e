"""The table of docs/how-a-table-is-read.md gives the records that the page promises."""

from __future__ import annotations

import re
from pathlib import Path

from connectors.contract import Cell
from tests.connectors.clerks import known_places
from tests.connectors.conftest import read

PAGE = (Path(__file__).parents[2] / "docs" / "how-a-table-is-read.md").read_text(encoding="utf-8")


def table_under(title: str) -> list[list[str]]:
    """The cells of the first table below a title of the page, without its head."""
    part = PAGE.split(f"## {title}")[1]
    lines = re.findall(r"^\|(.*)\|$", part.split("\n## ")[0], re.MULTILINE)
    return [[cell.strip() for cell in line.split("|")] for line in lines[2:]]


def test_the_hard_table_gives_the_records_of_the_page() -> None:
    rows: list[list[Cell]] = [
        [int(cell) if cell.isdigit() else cell or None for cell in row[1:]] for row in table_under("The file")
    ]
    parsed = read("vnpt", rows, places=known_places, file="tien_do.xlsx")
    frame = parsed.records["coverage"]
    found = frame[["row", "village_text", "commune_text", "service", "answer"]].astype(str).values.tolist()
    assert sorted(found) == sorted(table_under("8. What comes out"))
    assert set(frame["published_on"].astype(str)) == {"2024-09-30"}
    assert dict(parsed.readings[0].left_out) == {
        "VNPT / T6/2024 / FiberVNN": "period",
        "VNPT / T6/2024 / 4G": "period",
        "Viettel / 4G": "operator",
        "Số thuê bao FTTH": "count",
        "Kế hoạch 2025 / 4G": "plan",
    }
