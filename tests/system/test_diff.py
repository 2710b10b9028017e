"""What changed between whole runs, and why: every change has one cause, and names the row it came from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from benchmarks.whole import few_files
from doisoat.settings import Settings
from expectations.criteria_set import SHIPPED
from flows.reconcile import reconcile
from flows.run_spec import RunSpec
from flows.runner import PlainRunner
from gazetteer import aliases
from tests.conftest import DEMO_DAY
from warehouse.diff import CAUSES
from warehouse.store import Warehouse

VNPT = "operators/vnpt/vnpt_bao_cao_thon.xlsx"
CLAIMS = "claims/binh_gia/tu_danh_gia_2024.xlsx"
MISSPELT = "Khuổi Mãm"
KEY = ["criteria", "level", "unit_code", "indicator"]


@dataclass
class Nights:
    """Runs one after the other in one home."""

    home: Path
    count: int = 0

    @property
    def inbox(self) -> Path:
        return self.home / "inbox"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.home / 'doisoat.sqlite'}"

    def run(self, as_of: dt.date = DEMO_DAY, criteria_dir: Path | None = None) -> str:
        self.count += 1
        started = dt.datetime(2026, 1, self.count, tzinfo=dt.UTC)
        spec = RunSpec(f"night-{self.count}", started, as_of, self.inbox, criteria=("TTM-2023",), offline=True)
        settings = Settings(home=self.home, inbox=self.inbox, warehouse=self.url, criteria_dir=criteria_dir)
        return reconcile(spec, settings, PlainRunner(), lambda _text: None).record.run_id

    def write(self, cells: dict[str, str]) -> None:
        """Change cells of the operator's list, which keeps its name."""
        book = openpyxl.load_workbook(self.inbox / VNPT)
        for cell, value in cells.items():
            book.active[cell] = value  # type: ignore[index]
        book.save(self.inbox / VNPT)

    def diff(self, a: str, b: str) -> pd.DataFrame:
        """The difference, once it is made sure that it lists each changed verdict once."""
        with Warehouse.open(self.url) as store:
            found = store.diff(a, b)
            old, new = (store.verdicts(run).set_index(KEY)["verdict"] for run in (a, b))
        changed = new.index[new != old.reindex(new.index)]
        assert sorted(map(tuple, found[KEY].to_numpy().tolist())) == sorted(changed)
        assert sum((found["cause"] == cause).sum() for cause in CAUSES) == len(changed) > 0
        return found


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    """The first night: one village's name is misspelt in the operator's list."""
    made = Nights(tmp_path / "home")
    few_files(made.inbox)
    book = openpyxl.load_workbook(made.inbox / CLAIMS)
    for row in book["Tự đánh giá"].iter_rows(min_row=2, min_col=6, max_col=11):
        for cell in row:
            if cell.value not in (None, "Đạt", "Không đạt"):
                cell.value = None  # a cell that nobody can read would leave its indicator unclaimed every night
    book.save(made.inbox / CLAIMS)
    made.write({"D9": MISSPELT})
    assert made.run() == "night-1"
    return made


def test_each_change_is_told_with_its_cause_file_and_row(nights: Nights, tmp_path: Path) -> None:
    decided = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
    aliases.add(aliases.store(nights.home), MISSPELT, "06070005", "Xã Vĩnh Yên", decided_at=decided)
    named = nights.run()
    nights.write({"J6": "Đang hoạt động"})
    listed = nights.run()
    rules = (SHIPPED / "TTM-2023.yml").read_text(encoding="utf-8")
    (tmp_path / "TTM-2023.yml").write_text(rules.replace("fresh_days: 180", "fresh_days: 30"), encoding="utf-8")
    ruled = nights.run(criteria_dir=tmp_path)
    later = nights.run(as_of=dt.date(2025, 4, 30))

    assert in_short(nights.diff("night-1", named)) == [("06070005", "1", "unverified", "confirmed", "match", VNPT, 9)]
    assert in_short(nights.diff(named, listed)) == [("06070002", "1", "contradicted", "confirmed", "source", VNPT, 6)]
    stale = [
        ("06070001", "1", "confirmed", "unverified", "rule", VNPT, 5),
        ("06070002", "1", "confirmed", "unverified", "rule", VNPT, 6),
        ("06070005", "1", "confirmed", "unverified", "rule", VNPT, 9),
        ("06103005", "1", "contradicted", "unverified", "rule", VNPT, 15),
    ]
    assert in_short(nights.diff(listed, ruled)) == stale
    # By then the decision of the third village's team, taken after the first day, has been taken too.
    assert in_short(nights.diff(listed, later)) == [
        *((*change[:4], "expired", *change[5:]) for change in stale),
        ("06103005", "2", "contradicted", "confirmed", "expired", CLAIMS, 11),
    ]
    assert in_short(nights.diff(later, listed)) == [
        (code, indicator, after, before, *where)
        for code, indicator, before, after, *where in in_short(nights.diff(listed, later))
    ]


def in_short(found: pd.DataFrame) -> list[tuple[object, ...]]:
    """What a person looks at, but the sentence."""
    columns = ["unit_code", "indicator", "verdict_a", "verdict_b", "cause", "file", "row"]
    return [tuple(row) for row in found[columns].astype(object).to_numpy().tolist()]
