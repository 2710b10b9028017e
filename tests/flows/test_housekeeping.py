"""What is looked at every day, and what a person sees of a run on Prefect's page."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

from connectors.vault.store import Vault
from doisoat.settings import Settings
from flows.housekeeping import _VAULT_ROUND_DAYS, look_at_vault
from flows.run_account import account_of
from reports.run_summary import inert, summary_markdown

NOW = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)


def test_in_one_round_of_days_every_raw_file_is_looked_at_and_a_damaged_one_is_named_but_not_a_purged_one(
    tmp_path: Path,
) -> None:
    vault = Vault(tmp_path)
    for number in range(40):
        (tmp_path / "tep").write_text(f"tệp {number}")
        vault.keep(tmp_path / "tep", "vnpt", f"operators/vnpt/{number}.csv", NOW)
    sighting = vault.sightings()[7]
    damaged = vault.raw_file(sighting).path
    damaged.chmod(0o600)
    damaged.write_bytes(b"khac")
    vault.purge([vault.sightings()[8].sha256], NOW.date(), NOW)
    days = [look_at_vault(vault, NOW.date() + dt.timedelta(days=day)) for day in range(_VAULT_ROUND_DAYS)]
    assert sum(looked_at for looked_at, _ in days) == 38
    (report,) = (line for _, found in days for line in found)
    assert "operators/vnpt/7.csv" in report
    assert "khôi phục" in report


def test_values_are_inert_in_the_account() -> None:
    assert inert('a|b\n<img src=x onerror="1">') == 'a\\|b &lt;img src=x onerror="1"&gt;'
    assert inert("[nhấn](http://x)") == "\\[nhấn\\]\\(http://x\\)"


def test_the_account_counts_verdicts_and_names_refused_files(demo: tuple[Any, Settings]) -> None:
    finished, settings = demo
    text = summary_markdown(
        account_of(finished, settings.model_copy(update={"warehouse": "postgresql://ai:bimat@may/kho"}))
    )
    assert f"Lượt `{finished.record.run_id}`" in text
    assert "| TTM\\-2023 | chung | 5 đạt, 8 chưa đạt, 5 còn chờ |" in text
    assert (
        "| Viettel Lạng Sơn | tệp có mật khẩu | 1 | operators/viettel/viettel\\_co\\_mat\\_khau\\_20240930\\.xlsx |"
        in text
    )
    assert "bimat" not in text
    assert f"doisoat explain MÃ_THÔN --run {finished.record.run_id}" in text


def test_the_account_of_a_dry_run_sends_nobody_to_a_store(demo: tuple[Any, Settings]) -> None:
    finished, settings = demo
    text = summary_markdown(account_of(finished, settings, stored=False))
    assert "chạy thử, không lưu" in text
    assert "doisoat explain" not in text


def test_the_account_of_an_empty_run_says_so(demo: tuple[Any, Settings]) -> None:
    finished, settings = demo
    record = dataclasses.replace(finished.record, summary={"verdicts": {}, "refusals": []})
    text = summary_markdown(account_of(dataclasses.replace(finished, record=record), settings))
    assert "Chưa có kết luận nào trong phạm vi này." in text
    assert "### Phần bị từ chối\n\nKhông có." in text
