"""A source, a criteria set and an edition that are added by their pages decide in a run."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import xlsxwriter

import gazetteer.editions
from connectors.sources.village_claims.template import SHEETS
from doisoat.settings import Settings
from flows.finished import Finished
from tests.test_growth import page

AS_OF = dt.date(2026, 10, 15)


def example(name: str, language: str) -> str:
    """The first fenced example of a page."""
    found = re.search(rf"```{language}\n(.*?)```", page(name), re.DOTALL)
    assert found is not None, name
    return found[1]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's folder with one addition of each kind, and an inbox that needs all three."""
    base = tmp_path_factory.mktemp("growth")
    _operator(base / "sources")
    _criteria(base / "criteria")
    _edition(base / "editions")
    _inbox(base / "inbox")
    return base


def _operator(folder: Path) -> None:
    """The card of docs/add-a-source.md as it stands there: no code."""
    (folder / "vinaphone").mkdir(parents=True)
    (folder / "vinaphone" / "source.yml").write_text(example("add-a-source.md", "yaml"), encoding="utf-8")


def _criteria(folder: Path) -> None:
    """The criteria set of docs/add-a-criteria-set.md as it stands there."""
    folder.mkdir()
    (folder / "TTM-MAU.yml").write_text(example("add-a-criteria-set.md", "yaml"), encoding="utf-8")


def _edition(folder: Path) -> None:
    """The edition of 2025 ends, and in the next one Xã Quý Hòa is called Xã Mẫu Hòa."""
    folder.mkdir()
    current = (gazetteer.editions.DATA / "langson-4.csv").read_text(encoding="utf-8")
    closed, count = re.subn(r"# valid_to:[ \t]*\n", "# valid_to: 2026-07-31\n", current)
    assert count == 1
    (folder / "langson-4.csv").write_text(closed, encoding="utf-8")
    head, *units = [line for line in current.splitlines() if not line.startswith("#")]
    after = [",".join([*line.split(",")[:5], "", "", ""]) for line in units]
    renamed = [line.replace("06076,Xã,Quý Hòa,,,", "06076,Xã,Mẫu Hòa,,,06076") for line in after]
    assert renamed != after
    top = ["# province: Tỉnh Lạng Sơn", "# valid_from: 2026-08-01", "# valid_to:", "# basis: nghị quyết mẫu"]
    (folder / "langson-5.csv").write_text("\n".join([*top, head, *renamed]) + "\n", encoding="utf-8")


def _inbox(folder: Path) -> None:
    """One village, which only the added operator knows, by the headings only its card knows."""
    register = "Mã thôn,Tên thôn,Loại,Tên xã,Mã xã,Huyện\n06076001,Khuổi Mẫu,Thôn,Xã Quý Hòa,06076,\n"
    coverage = """
        Xã,Điểm dân cư,FTTH,Vùng phủ 4G trong nhà
        Xã Mẫu Hòa,Thôn Khuổi Mẫu,Chưa có,x
    """
    files = {
        "register/thon.csv": register,
        "operators/vinaphone/vinaphone_20260930.csv": dedent(coverage).lstrip(),
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8-sig")
    (folder / "claims").mkdir()
    book = xlsxwriter.Workbook(folder / "claims" / "tu_danh_gia.xlsx")
    sheet = book.add_worksheet("Tự đánh giá")
    sheet.write_row(0, 0, list(SHEETS["Tự đánh giá"]))
    sheet.write_row(1, 0, ["", "Xã Mẫu Hòa", "Thôn Khuổi Mẫu", "TTM-MAU", 2026, "Đạt", "Đạt"])
    book.close()


@pytest.fixture(scope="module")
def grown(home: Path, run_inbox: Callable[..., tuple[Finished, Settings]]) -> Finished:
    """The run with all three folders set."""
    folders: dict[str, Any] = {f"{kind}_dir": home / kind for kind in ("sources", "criteria", "editions")}
    return run_inbox(home / "inbox", home / "home", AS_OF, **folders)[0]


def verdict(finished: Finished, indicator: str) -> dict[str, Any]:
    """The village's verdict about one indicator under the added set."""
    rows = finished.frames["verdicts"].query("criteria == 'TTM-MAU' and level == 'village' and indicator == @indicator")
    assert len(rows) == 1
    found: dict[str, Any] = rows.astype(object).to_dict("records")[0]
    return found


def test_an_added_operator_decides_a_check(grown: Finished) -> None:
    assert grown.frames["refusals"].empty
    mobile = verdict(grown, "2")
    assert (mobile["verdict"], mobile["basis"], mobile["reasons"]) == ("confirmed", "independent", "operator_yes")
    evidence = grown.frames["evidence"].query("check_id == 'mobile' and role == 'for'")
    assert set(evidence["source_id"]) == {"vinaphone"}
    assert "VinaPhone Lạng Sơn" in evidence["sentence"].iloc[0]


def test_an_added_criteria_set_says_whose_no_counts(grown: Finished) -> None:
    # Under TTM-2023 three operators must say no; the added set asks VinaPhone alone.
    fibre = verdict(grown, "1")
    assert (fibre["verdict"], fibre["reasons"]) == ("contradicted", "all_operators_no")
    assert verdict(grown, "overall")["verdict"] == "not_met"


def test_an_added_edition_names_the_commune_on_its_day(grown: Finished) -> None:
    assert verdict(grown, "1")["commune"] == "Xã Mẫu Hòa"
    assert verdict(grown, "1")["commune_code"] == "06076"
    communes = grown.frames["verdicts"].query("level == 'commune'")
    assert communes["unit"].tolist() == ["Xã Mẫu Hòa"]
    assert (grown.frames["resolutions"]["match"] == "matched").all()
