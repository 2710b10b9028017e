"""An invented draft from the run to the letter: shown everywhere as what it is, and mailed nowhere."""

from __future__ import annotations

import csv
import email
import email.policy
import io
import json
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.commands import ROOT, Doisoat, in_process
from tests.small import small_inbox
from warehouse.store import Warehouse

DRAFTS = str(ROOT / "tests" / "criteria")


@pytest.fixture
def doisoat(tmp_path: Path) -> Doisoat:
    return in_process(tmp_path / "home")


def test_a_draft_is_judged_and_shown_and_decides_nothing(doisoat: Doisoat, tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path / "inbox", criteria="MAU-NHOM")
    done = doisoat("run", "--inbox", inbox, "--as-of", "2024-11-15", "--offline", DOISOAT_CRITERIA_DIR=DRAFTS)
    assert done.code == 0, done.err
    assert "MAU-NHOM (dự thảo, chỉ để xem trước):" in done.out

    rows = list(csv.DictReader(io.StringIO(doisoat("verdicts", "--format", "csv").out)))
    assert {(row["unit_code"], row["indicator"]): row["verdict"] for row in rows} == {
        ("06070001", "1"): "confirmed",  # 45 days old: its class allows 90
        ("06070001", "2"): "unverified",
        ("06070001", "overall"): "met",  # one of two is enough here
        ("06070", "overall"): "met",  # one of the two villages of the register is half of them
    }
    assert all("draft" in row["reasons"].split(";") for row in rows)
    assert "(dự thảo)" in doisoat("verdicts").out
    assert "XÁC NHẬN (DỰ THẢO)" in doisoat("explain", "06070001", "1").out

    doisoat("export", tmp_path / "out")
    assert json.loads((tmp_path / "out" / "datapackage.json").read_text("utf-8"))["drafts"] == ["MAU-NHOM"]

    assert doisoat("report", "--out", tmp_path / "thu", "--unit", "181").code == 0
    (path,) = (tmp_path / "thu").glob("*.eml")
    body = email.message_from_bytes(path.read_bytes(), policy=email.policy.default).get_body(("plain",))
    assert body is not None
    assert "DS-" not in body.get_content()
    assert "bộ tiêu chí còn là dự thảo đã nhận" in body.get_content()
    assert "Đề nghị" not in body.get_content()
    assert "Tổ công nghệ số" not in body.get_content()
    with Warehouse.open(f"sqlite:///{tmp_path / 'home' / 'doisoat.sqlite'}") as store, store._engine.connect() as seen:
        for mart in ("mart_current_verdict", "mart_open_finding", "mart_open_finding_count"):
            assert seen.execute(text(f"SELECT COUNT(*) FROM {mart}")).scalar() == 0  # noqa: S608
