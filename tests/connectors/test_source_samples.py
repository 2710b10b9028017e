"""Every source brings a sample: a small file as its sender writes it, and the records that it must give.

``sample/expected.yml`` names each file, the day it speaks about, and by kind its records (blank fields are left out).
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

import connectors.sources
from connectors.card import load_cards
from connectors.contract import ParsedFile
from connectors.read_sources import read_paths
from doisoat.columns import RECORDS
from doisoat.settings import ReaderLimits

SOURCES = Path(connectors.sources.__file__).parent
NOW = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
UNSAID = {"source_id", "file_sha256", "list_digest", "published_on"}  # the same for all records of a file


def plain(value: Any) -> Any:
    """A cell as YAML would have it."""
    if isinstance(value, pd.Timestamp):
        return value.date()
    return value.item() if hasattr(value, "item") else value


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Records without what is blank."""
    return [
        {name: plain(value) for name, value in row.items() if name not in UNSAID and not pd.isna(value)}
        for row in frame.to_dict("records")
    ]


def told(parsed: ParsedFile) -> dict[str, Any]:
    """A parsed file in the form of ``expected.yml``."""
    aside = [{name: value for name, value in row.items() if value != ""} for row in rows(parsed.set_aside)]
    found = {"published_on": parsed.published_on, "set_aside": aside}
    found |= {kind: rows(frame) for kind, frame in parsed.records.items()}
    return {name: value for name, value in found.items() if value}


@pytest.mark.parametrize("source", sorted(load_cards()))
def test_a_sample_gives_its_records_and_nothing_else(source: str) -> None:
    folder, card = SOURCES / source / "sample", load_cards()[source]
    expected = yaml.safe_load((folder / "expected.yml").read_text("utf-8"))
    files = sorted(path for path in folder.iterdir() if path.suffix != ".yml")
    parsed = read_paths(files, card, ReaderLimits(), NOW)
    assert {each.raw.name: told(each) for each in parsed} == expected
    for each in parsed:
        assert (each.refusals, each.notes) == ([], [])
        assert each.rows_in == each.rows_read + len(each.set_aside)
        published = {day for frame in each.records.values() for day in frame["published_on"] if not pd.isna(day)}
        assert {plain(day) for day in published} <= {each.published_on}


def test_a_sample_holds_what_a_source_of_its_kind_says_at_all() -> None:
    kinds = {
        kind
        for source in load_cards()
        for file in yaml.safe_load((SOURCES / source / "sample" / "expected.yml").read_text("utf-8")).values()
        for kind in file
    }
    assert set(RECORDS) - kinds == {"listings"}  # those come of pages, which have samples of their own
