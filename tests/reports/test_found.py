"""Adding a report is adding a folder: docs/add-a-report.md followed in a temporary folder, and every slip named."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from doisoat.errors import ConfigError
from flows.cli import cli
from flows.run import open_run
from flows.run_spec import new_run_spec
from flows.runner import PlainRunner
from flows.steps.letters import make_reports, outbox_of, planned_letters, write_reports
from reports.contract import NightReport, UnitReport
from reports.found import load_reports, night_reports, unit_reports
from reports.letter import compose
from reports.recipients import new_recipient
from tests.conftest import DEMO_DAY
from warehouse.store import Warehouse

if TYPE_CHECKING:
    from doisoat.settings import Settings
    from flows.finished import Finished

    Demo = tuple[Finished, Settings]

PAGE = (Path(__file__).parents[2] / "docs" / "add-a-report.md").read_text(encoding="utf-8")
Write = Callable[..., Path]


def example(language: str) -> str:
    """The first fenced example of the page."""
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None, language
    return found[1]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """The page's example in a user's folder, changed as a test likes."""

    def written(
        report: str = example("python"), *, name: str = "mot_dong", text: str | None = example("jinja")
    ) -> Path:
        folder = tmp_path / "bao-cao" / name
        (folder / "templates").mkdir(parents=True)
        (folder / "report.py").write_text(report, encoding="utf-8")
        (folder / "templates" / "letter.html.j2").write_text(example("html"), encoding="utf-8")
        if text is not None:
            (folder / "templates" / "letter.txt.j2").write_text(text, encoding="utf-8")
        return folder.parent

    return written


def test_what_is_shipped_is_found() -> None:
    assert {key: type(found.report) for key, found in load_reports().items()} == {
        "answer_receipt": UnitReport,
        "district_quality": UnitReport,
        "night_health": NightReport,
    }
    assert set(unit_reports()) == {"answer_receipt", "district_quality"}
    assert set(night_reports()) == {"night_health"}


def test_the_report_of_the_page_is_written_for_every_unit(demo: Demo, write: Write, tmp_path: Path) -> None:
    settings = demo[1].model_copy(update={"reports_dir": write()})
    with Warehouse.open(settings.warehouse_url) as warehouse:
        run = warehouse.resolve_run("latest")
        written = write_reports(warehouse, run, settings, "mot_dong", "all", tmp_path / "thu")
        units = {report.unit for report in make_reports(warehouse, run, settings, "mot_dong")}
    assert [path.suffix for path in written] == [".eml"] * len(units)
    subjects = [message_from_bytes(path.read_bytes(), policy=default)["Subject"] for path in written]
    assert {subject.partition(":")[0] for subject in subjects} == units
    assert all(re.search(r": \d+/\d+ thôn đạt$", subject) for subject in subjects)
    page = message_from_bytes(written[0].read_bytes(), policy=default).get_body(("html",))  # type: ignore[attr-defined]
    assert '<h1 style="color:#123a68">' in page.get_content()


def test_its_letters_go_to_the_roles_it_names_beside_the_others(demo: Demo, write: Write, tmp_path: Path) -> None:
    finished, settings = demo
    settings = settings.model_copy(update={"reports_dir": write(), "warehouse": f"sqlite:///{tmp_path / 'kho.sqlite'}"})
    frames, day = finished.frames, DEMO_DAY
    spec = new_run_spec(settings.inbox, now=finished.record.started_at, as_of=day)
    with open_run(spec, settings, PlainRunner(), lambda _text: None) as run:
        store = outbox_of(run.warehouse)
        for address, role in (("van-thu@x.vn", "đầu mối"), ("chu-tich@x.vn", "lãnh đạo")):
            store.add_recipient(new_recipient("181", address, role=role, valid_from=day))
        letters = planned_letters(run, frames["verdicts"], frames["units"])
        assert sorted((letter.report_id, letter.address) for letter in letters) == [
            ("district_quality", "chu-tich@x.vn"),
            ("district_quality", "van-thu@x.vn"),
            ("mot_dong", "chu-tich@x.vn"),
        ]
        assert len({letter.message_id for letter in letters}) == 3
        assert store.enqueue(letters, finished.record.started_at) == 3
        assert store.enqueue(letters, finished.record.started_at) == 0
        assert {report for report, _, _ in store.last_notices()} == {"district_quality", "mot_dong"}


def test_a_digest_and_a_draft_are_made_of_the_same_templates(demo: Demo, write: Write) -> None:
    folder = write(text="{{ line }}{{ ' (chỉ điều đã đổi)' if changes_only }}\n")
    settings = demo[1].model_copy(update={"reports_dir": folder})
    with Warehouse.open(settings.warehouse_url) as warehouse:
        report, *_ = make_reports(warehouse, warehouse.resolve_run("latest"), settings, "mot_dong")
    digest = compose(report, folder / "mot_dong", "a@x.vn", "<1@x.vn>", changes_only=True)
    assert "(chỉ điều đã đổi)" in digest.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert compose(report, folder / "mot_dong")["To"] is None


@pytest.mark.parametrize(
    ("report", "said"),
    [
        ("import pandas\nREPORT = UnitReport('x')\n", "report.py: chương trình gặp sự cố khi nạp ở dòng 2 (NameError"),
        ("def build(:\n", "report.py: chương trình gặp sự cố khi nạp ở dòng 1 (SyntaxError"),
        ("x = 1\n", "report.py: không có REPORT"),
        (example("python").replace('lãnh đạo",)', 'chủ tịch",)'), "roles có vai trò lạ: chủ tịch"),
    ],
    ids=["error", "syntax", "none", "role"],
)
def test_a_slip_is_named_with_file_and_line_by_doctor_and_before_a_run_reads_anything(
    write: Write, report: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOISOAT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DOISOAT_REPORTS_DIR", str(write(report)))
    with pytest.raises(ConfigError) as caught:
        load_reports(tmp_path / "bao-cao")
    assert said in str(caught.value)
    assert "docs/add-a-report.md" in caught.value.fix
    told = CliRunner().invoke(cli, ["doctor"]).output
    assert said.removeprefix("report.py: ") in told
    (tmp_path / "hop-thu").mkdir()
    run = CliRunner().invoke(cli, ["run", "--inbox", str(tmp_path / "hop-thu")])
    assert run.exit_code == 1
    assert said in run.output
    assert not (tmp_path / "home" / "doisoat.sqlite").exists()


def test_a_missing_template_is_named(write: Write) -> None:
    with pytest.raises(ConfigError, match=r"thiếu mẫu letter\.txt\.j2"):
        load_reports(write(text=None))


def test_a_report_that_is_not_there_names_those_that_are(demo: Demo) -> None:
    done = CliRunner().invoke(
        cli,
        ["report", "--report", "khong_co", "--out", "x", "--warehouse", demo[1].warehouse_url],
        catch_exceptions=True,
    )
    assert done.exit_code != 0
    assert "không có báo cáo 'khong_co'" in done.output
    assert "district_quality" in done.output
