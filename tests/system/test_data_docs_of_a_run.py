"""Data Docs of a stored run: all that the witness saw, nothing of what cells said, no page that asks for anything."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from connectors.sources.village_claims.template import SHEETS
from flows.cli import cli
from flows.open_stores import open_warehouse

HOSTILE = '<script src="http://evil.example/x.js"></script>'


PLANTED = ("evil.example", "Khuổi Dụi", "Hà Thị Mẫu", "0912345678")


@pytest.fixture(scope="module")
def made(run_inbox: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """The pages of a run whose every file holds something hostile or personal, and the run's settings."""
    home = tmp_path_factory.mktemp("data-docs")
    inbox = home / "inbox"
    for folder in ("register", "operators/vnpt", "claims"):
        (inbox / folder).mkdir(parents=True)
    (inbox / "register" / "dm.csv").write_text(
        "Mã thôn,Tên thôn,Tên xã,Mã xã,Huyện,Số hộ\n06070001,Khuổi Dụi,Xã Vĩnh Yên,06070,Huyện Bình Gia,10\n",
        encoding="utf-8",
    )
    (inbox / "operators" / "vnpt" / "vnpt_20241001.csv").write_text(
        "Huyện,Xã,Thôn,FTTH,3G,4G\n"
        f"Bình Gia,Vĩnh Yên,Thôn Khuổi Dụi,Có,'{HOSTILE}',Có\nBình Gia,Vĩnh Yên,'{HOSTILE}',Có,Có,Có\n",
        encoding="utf-8",
    )
    village = ["Huyện Bình Gia", "Xã Vĩnh Yên", "Thôn Khuổi Dụi"]
    rows = {
        "Tự đánh giá": [*village, "TTM-2023", 2024, *["Đạt"] * 5, ""],
        "Thành viên": [*village, "Hà Thị Mẫu", "Khuổi Dụi", "0912345678", "020123456789", HOSTILE],
        "WiFi": [*village, HOSTILE, "VNPT", HOSTILE, "Không"],
    }
    with pd.ExcelWriter(inbox / "claims" / "khai.xlsx", engine="xlsxwriter") as book:
        for sheet, headings in SHEETS.items():
            given = [rows[sheet]] if sheet in rows else []
            pd.DataFrame(given, columns=list(headings)).to_excel(book, sheet_name=sheet, index=False)
    _, settings = run_inbox(inbox, home)
    out = home / "pages"
    done = CliRunner().invoke(cli, ["data-docs", "latest", "--out", str(out), "--warehouse", settings.warehouse_url])
    assert done.exit_code == 0, done.output
    assert "không có trên trang" not in done.output
    return out, settings


def pages(made: tuple[Path, Any]) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in made[0].iterdir()}


def test_every_expectation_and_every_gate_of_the_run_is_on_a_page_with_its_outcome(made: tuple[Path, Any]) -> None:
    with open_warehouse(made[1]) as warehouse:
        results, gates = warehouse.witnessed("latest")
    assert len(results) > 20
    assert len(gates) > 10
    index = pages(made)["index.html"]
    assert (index.count("<td>✓</td>"), index.count("<td>✗</td>")) == (gates["success"].sum(), (~gates["success"]).sum())
    suite = pages(made)["suite-1.html"]
    marks = suite.count("fa-check-circle text-success"), suite.count("fa-times text-danger")
    assert marks == (results["success"].sum(), (~results["success"]).sum())
    assert "public_wifi@reach=met.contracts_active" in suite


def test_nothing_that_a_cell_said_is_on_a_page(made: tuple[Path, Any]) -> None:
    with open_warehouse(made[1]) as warehouse:
        assert warehouse.resolutions("latest")["village_text"].str.contains("evil.example").any()
    for name, page in pages(made).items():
        assert [word for word in PLANTED if word in page] == [], name


def test_no_page_runs_or_fetches_anything(made: tuple[Path, Any]) -> None:
    for name, page in pages(made).items():
        assert "default-src 'none'" in page, name
        assert re.findall(r"<(script|link|img|iframe|object|form|base)\b", page) == [], name
        assert re.findall(r"""\s(src|on\w+|srcset|style)\s*=|url\(|@import|https?:|data:""", page) == [], name
        assert set(re.findall(r'href="([^"]*)"', page)) <= set(pages(made)), name
