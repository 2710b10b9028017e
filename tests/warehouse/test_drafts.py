"""Verdicts of a draft are kept and decide nothing: no letter, no current verdict, nothing held against a claim."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.warehouse.province import Night, record
from warehouse.store import Warehouse

CONTRADICTED = {(0, "1"): "contradicted"}


def saved(store: Warehouse, *, draft: bool) -> None:
    frames = Night(verdicts=CONTRADICTED).frames()
    if draft:
        frames["verdicts"] = frames["verdicts"].assign(reasons="all_operators_no;draft")
    store.save_run(record(1, summary={"drafts": ["TTM-2023"]} if draft else {}), frames)


@pytest.mark.parametrize("draft", [False, True])
def test_a_draft_is_kept_and_decides_nothing(warehouse: Warehouse, tmp_path: Path, draft: bool) -> None:
    saved(warehouse, draft=draft)
    assert len(warehouse.verdicts("latest")) == 12
    frames = warehouse.report_frames("run-1")
    assert (len(frames["verdicts"]) == 0) is draft
    assert (len(frames["trend"]) == 0) is draft
    assert (len(frames["drafts"]) > 0) is draft
    assert warehouse.contradicted("village_claims").empty is draft
    with warehouse._engine.connect() as connection:
        current = connection.execute(text("SELECT COUNT(*) FROM mart_current_verdict")).scalar_one()
    assert (current == 0) is draft
    package = json.loads(warehouse.export("latest", tmp_path).read_text(encoding="utf-8"))
    assert package["drafts"] == (["TTM-2023"] if draft else [])
