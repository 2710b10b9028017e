"""The stored sample inbox against its truth, end to end through Prefect and the command line."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

from tests.commands import in_process


def truth(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def found(done: Any) -> dict[tuple[str, str], str]:
    return {(row["unit_code"], row["indicator"]): row["verdict"] for row in csv.DictReader(io.StringIO(done.out))}


def test_every_verdict_of_the_sample_is_right(doisoat: Any, sample: Path, shop: Path) -> None:
    allowed = '["127.0.0.1:8899"]'
    run = doisoat(
        "run", "--inbox", sample / "inbox", "--as-of", "2024-11-15", "--json", DOISOAT_SCRAPE__ALLOW_HOSTS=allowed
    )
    assert run.code == 0, run.err
    verdicts = found(doisoat("verdicts", "--format", "csv"))
    expected = {(row["village_code"], row["indicator"]): row["verdict"] for row in truth(sample / "truth.csv")}
    for row in truth(sample / "truth_dvc.csv"):
        code = row.pop("commune_code")
        expected |= {(code, indicator): verdict for indicator, verdict in row.items()}
    assert {key: verdicts.get(key) for key in expected} == expected
    assert "/private/" not in shop.read_text(encoding="utf-8")


def test_without_a_look_at_any_page_nothing_is_confirmed_that_is_not_so(sample_run: Any, sample: Path) -> None:
    rows = sample_run[0].frames["verdicts"].to_dict("records")
    verdicts = {(row["unit_code"], row["indicator"]): row["verdict"] for row in rows}
    for row in truth(sample / "truth.csv"):
        verdict = verdicts[row["village_code"], row["indicator"]]
        if row["indicator"] in "1235":
            assert verdict == row["verdict"], row
        assert verdict != "confirmed" or row["verdict"] == "confirmed", row


def test_every_name_of_the_sample_list_is_answered_right(sample: Path, tmp_path: Path) -> None:
    done = in_process(tmp_path / "home")(
        "resolve", sample / "resolve.csv", "--register", sample / "inbox" / "register", "--as-of", "2024-11-15"
    )
    answers = {row["id"]: row for row in csv.DictReader(io.StringIO(done.out))}
    for row in truth(sample / "resolve_truth.csv"):
        answer = answers[row["id"]]
        if row["status"] == "nomatch":
            assert answer["status"] != "matched", row
        else:
            assert (answer["status"], answer["village_code"]) == (row["status"], row["village_code"]), row


def test_from_after_the_reform_services_are_judged_as_the_communes_they_were(
    run_inbox: Any, sample_run: Any, sample: Path, tmp_path: Path
) -> None:
    finished, _ = run_inbox(sample / "inbox", tmp_path, as_of=dt.date(2025, 10, 1))
    found = finished.frames["verdicts"].query("criteria == 'DVC-9.5' and indicator != 'overall'")
    before = sample_run[0].frames["verdicts"].query("criteria == 'DVC-9.5' and indicator != 'overall'")
    columns = ["unit", "district", "indicator", "verdict"]
    assert set(found[columns].itertuples(index=False)) == set(before[columns].itertuples(index=False))
    # Codes were given anew in 12/2024: Bắc Hùng is the same commune under another one.
    assert set(found["unit_code"]) - set(before["unit_code"]) == {"06139"}
