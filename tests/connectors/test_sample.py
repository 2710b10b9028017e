"""The sample inbox, read to the last row."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from connectors.contract import Cell, Sheet

Parse = Callable[..., Any]


def sheets_of(path: Path) -> list[Sheet]:
    """A file as sheets, read plainly: the project's own reader has its own tests."""
    if path.suffix == ".csv":
        text = path.read_text("utf-8-sig")
        rows: list[list[Any]] = list(
            csv.reader(text.splitlines(), delimiter=";" if ";" in text.splitlines()[0] else ",")
        )
        return [Sheet("csv", [[cell or None for cell in column] for column in zip(*rows, strict=True)])]
    book = CalamineWorkbook.from_path(str(path))
    made = []
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        columns = [
            [_cell(cell) for cell in column] for column in zip(*sheet.to_python(skip_empty_area=False), strict=True)
        ]
        merges = [(a, b, c, d) for (a, b), (c, d) in sheet.merged_cell_ranges or []]
        made.append(Sheet(name, columns, merges=merges))
    return made


def _cell(cell: Any) -> Cell:
    if cell == "":
        return None
    if isinstance(cell, float) and cell == int(cell):
        return int(cell)
    return cell if isinstance(cell, str | int | float | bool) else cell.isoformat()


@pytest.mark.parametrize(
    ("source", "name", "expected", "aside"),
    [
        ("register", "register/danh_muc_thon_2024.xlsx", {"villages": 84}, 0),
        ("vpostcode", "vpostcode/vpostcode_langson_20241031.xlsx", {"addresses": 5604}, 0),
        ("vnpt", "operators/vnpt/vnpt_bao_cao_thon.xlsx", {"coverage": 302, "wifi_contracts": 40}, 13),
        ("viettel", "operators/viettel/viettel_langson_20240930.csv", {"coverage": 326, "wifi_contracts": 36}, 0),
        ("mobifone", "operators/mobifone/mobifone_phu_song_0924.csv", {"coverage": 215}, 0),
        ("public_service_statistics", "dichvucong/thong_ke_dvc_2024.xlsx", {"service_statistics": 12}, 0),
        ("ocop_registry", "ocop/ocop_langson_2024.xlsx", {"ocop_products": 53}, 0),
        (
            "village_claims",
            "claims/bieu_tu_danh_gia_2024.xlsx",
            {
                "assessments": 84,
                "wifi_claims": 84,
                "teams": 82,
                "members": 252,
                "activities": 156,
                "models": 76,
                "products": 44,
                "address_claims": 336,
                "village_channels": 84,
                "service_claims": 12,
            },
            0,
        ),
    ],
)
def test_the_sample_is_read_to_the_last_row(
    sample: Path, parse_rows: Parse, source: str, name: str, expected: dict[str, int], aside: int
) -> None:
    parsed = parse_rows(source, sheets_of(sample / "inbox" / name), file=name.rsplit("/", 1)[-1])
    assert {kind: len(frame) for kind, frame in parsed.records.items()} == expected
    assert len(parsed.set_aside) == aside
    assert parsed.refusals == []
    assert parsed.notes == []
    for frame in parsed.records.values():
        unclear = [frame[c].eq("unclear").sum() for c in ("answer", "status", "plate") if c in frame]
        assert not any(unclear)
