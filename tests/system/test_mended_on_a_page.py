"""What a commune mends on the form is judged by the next run: the papers sent last speak, the older ones are told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from benchmarks.whole import few_files
from doisoat.settings import Settings
from expectations.criteria_set import read_stored_criteria
from flows.claim_form import WrittenClaim, WrittenRow, hand_in, rows_to_send, sections_of, shown_of
from flows.declared_now import declared_now
from flows.receiving import Receipt
from flows.reconcile import reconcile
from flows.run_spec import RunSpec
from flows.runner import PlainRunner
from tests.conftest import DEMO_DAY
from warehouse.store import Warehouse

VILLAGE = "06103005"  # its team was set up, by its paper, after the day that is looked at; it names no model
MODEL = {
    "model": "Mô hình mẫu", "field": "Nông nghiệp", "capital": "50", "quantity": "1", "scope": "Toàn thôn",
    "start": "01/03/2023", "receivers": "HTX Mẫu", "before": "Ghi sổ tay", "during": "Đang vận hành",
    "after": "Bớt công", "growth": "Nhân rộng trong xã",
}  # fmt: skip


def test_a_decision_and_a_model_mended_on_the_form_are_what_the_next_run_judges(tmp_path: Path) -> None:
    inbox, url = few_files(tmp_path / "inbox"), f"sqlite:///{tmp_path / 'doisoat.sqlite'}"
    settings = Settings(home=tmp_path, inbox=inbox, warehouse=url)

    def run(number: int) -> dict[str, str]:
        spec = RunSpec(f"night-{number}", dt.datetime(2026, 1, number, tzinfo=dt.UTC), DEMO_DAY, inbox, offline=True)
        reconcile(spec, settings, PlainRunner(), lambda _text: None)
        with Warehouse.open(url) as warehouse:
            found = warehouse.verdicts(f"night-{number}").query("unit_code == @VILLAGE and criteria == 'TTM-2023'")
        return dict(zip(found["indicator"], found["verdict"], strict=True))

    before = run(1)
    assert (before["2"], before["3"]) == ("contradicted", "unverified")
    with Warehouse.open(url) as warehouse:
        found = warehouse.explain("night-1", VILLAGE)
        criteria = read_stored_criteria({"TTM-2023": warehouse.rules("night-1")["TTM-2023"]})["TTM-2023"]
    now = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
    sections = {section.sheet: section for section in sections_of(criteria)}
    declared = declared_now(found, settings, now).rows
    (team,) = declared["Tổ CNSCĐ"]
    assert shown_of(sections["Tổ CNSCĐ"], team)["date"] == "20/11/2024"
    mended = rows_to_send(sections["Tổ CNSCĐ"], [team], [WrittenRow(team.key, {"date": "20/10/2024"})])
    model = rows_to_send(sections["Mô hình"], [], [WrittenRow("", MODEL)])
    assert mended is not None and model is not None
    claims = dict.fromkeys("123", "Đạt")
    claim = WrittenClaim(found.district, found.commune, found.unit, "TTM-2023", 2024, claims,
                         {"Tổ CNSCĐ": mended, "Mô hình": model})  # fmt: skip
    assert isinstance(hand_in(claim, "06103", settings, now, account=1), Receipt)
    after = run(2)
    assert (after["2"], after["3"]) == ("confirmed", "confirmed")
    assert after["1"] == before["1"]
    with Warehouse.open(url) as warehouse:
        papers = [row.sentence for i in warehouse.explain("night-2", VILLAGE).indicators if i.indicator == "2"
                  for check in i.checks for row in check.evidence]  # fmt: skip
    assert not any("20/11/2024" in sentence for sentence in papers), "the older paper no longer speaks"
