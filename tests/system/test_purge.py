"""A purge removes persons from warehouse and vault, and leaves verdicts and where each of them leads."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import shutil
from pathlib import Path

import pytest

from doisoat.clock import VIETNAM
from doisoat.settings import Settings
from flows.finished import Finished
from flows.open_stores import open_vault, open_warehouse
from flows.purge import purge
from flows.reconcile import reconcile
from flows.run_spec import new_run_spec
from flows.runner import PlainRunner
from reports.explanation import explanation_json
from reports.tables import frame_csv
from tests.planted import shown, small_inbox
from warehouse.lease import BusyError

JANUARY, MARCH, MAY = (dt.datetime(2026, month, 10, 22, tzinfo=dt.UTC) for month in (1, 3, 5))
FEBRUARY, JUNE = dt.date(2026, 2, 1), dt.date(2026, 6, 1)


@dataclasses.dataclass
class House:
    """A home in which the planted files were read in January and had left the inbox in March."""

    settings: Settings
    planted: list[str]
    contents: int  # different ones among the planted files
    inbox_of_january: Path
    january: Finished
    march: Finished

    def copy(self, folder: Path) -> House:
        shutil.copytree(self.settings.home, folder / "home", symlinks=True)
        shutil.copytree(self.settings.inbox, folder / "inbox")
        changes = {"home": folder / "home", "inbox": folder / "inbox"}
        return dataclasses.replace(self, settings=self.settings.model_copy(update=changes))

    def run(self, now: dt.datetime, known_at: dt.datetime | None = None) -> Finished:
        return run(self.settings, now, known_at)

    def explanations(self) -> dict[str, str]:
        """What an officer reads about both runs."""
        with open_warehouse(self.settings) as warehouse:
            runs = [self.january.record.run_id, self.march.record.run_id]
            verdicts = {run_id: frame_csv(warehouse.verdicts(run_id)) for run_id in runs}
            units = sorted({code for code in warehouse.verdicts(runs[0])["unit_code"] if code.startswith("06103")})
            assert units
            why = {f"{r} {u}": explanation_json(warehouse.explain(r, u, None)) for r in runs for u in units}
        return verdicts | why


def run(settings: Settings, now: dt.datetime, known_at: dt.datetime | None = None) -> Finished:
    spec = new_run_spec(settings.inbox, now=now, as_of=dt.date(2024, 11, 15), known_at=known_at, offline=True)
    return reconcile(spec, settings, PlainRunner(), lambda _text: None)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> House:
    folder = tmp_path_factory.mktemp("house")
    inbox, planted = small_inbox(folder / "inbox")
    shutil.copytree(inbox, folder / "january")
    contents = len({path.read_bytes() for path in planted})
    settings = Settings(home=folder / "home", inbox=inbox)
    settings.home.mkdir()
    january = run(settings, JANUARY)
    for path in planted:
        path.unlink()
    march = run(settings, MARCH)
    names = [path.relative_to(inbox).as_posix() for path in planted]
    return House(settings, names, contents, folder / "january", january, march)


@pytest.fixture
def house(built: House, tmp_path: Path) -> House:
    return built.copy(tmp_path)


def test_after_a_purge_nobody_is_left_and_every_verdict_still_says_where_it_comes_from(house: House) -> None:
    home = house.settings.home
    before, explanations = shown(home), house.explanations()
    assert before >= shown(house.inbox_of_january), "the search finds the planted people"
    counted = purge(house.settings, FEBRUARY, MAY, dry_run=True)
    assert shown(home) == before
    done = purge(house.settings, FEBRUARY, MAY)
    assert dataclasses.replace(counted, dry_run=False) == done
    assert done.files == house.contents
    assert done.files_in_use >= 1
    assert "tệp gốc" in str(done)
    assert "chưa xóa gì" in str(counted)
    assert shown(home) == set()
    assert house.explanations() == explanations
    why = "".join(explanations.values())
    assert "claims/binh_gia/tu_danh_gia_2024.xlsx" in why
    assert "Tự đánh giá" in why
    vault = open_vault(house.settings)
    assert set(house.planted) <= {s.name for s in vault.sightings()}
    again = purge(house.settings, FEBRUARY, MAY)
    assert (again.files, again.values) == (0, 0)


def test_what_a_run_since_that_day_used_stays_readable(house: House) -> None:
    purge(house.settings, FEBRUARY, MAY)
    vault = open_vault(house.settings)
    for sighting in vault.sightings():
        if sighting.name not in house.planted:
            with vault.opened(vault.raw_file(sighting)) as path:
                assert path.stat().st_size == sighting.size


def test_a_look_back_that_needs_purged_files_refuses_them_with_the_reason(house: House) -> None:
    purge(house.settings, FEBRUARY, MAY)
    back = house.run(MAY, known_at=JANUARY + dt.timedelta(hours=1))
    refused = back.frames["refusals"]
    purged = refused[refused["kind"] == "purged"]
    assert sorted(purged["name"]) == sorted(house.planted)
    assert purged["what"].str.contains("đã được xóa ngày 11/05/2026").all(), "the day in Vietnam"
    assert purged["what"].str.contains("trước ngày 01/02/2026").all()
    assert back.is_partial
    files = back.frames["source_files"].set_index("name")
    assert (files.loc[house.planted, "status"] == "refused").all()


def test_a_file_that_is_sent_again_can_be_read_again(house: House) -> None:
    _, planted = small_inbox(house.settings.inbox.parent / "again")
    purge(house.settings, FEBRUARY, MAY)
    vault = open_vault(house.settings)
    (person,) = (path for path in planted if path.name == "nguoi_mau.xlsx")
    kept = vault.keep(person, "village_claims", "claims/nguoi_mau.xlsx", MAY)
    with open_vault(house.settings).opened(kept) as path:
        assert path.read_bytes() == person.read_bytes()
    assert purge(house.settings, FEBRUARY, MAY).files == 0, "it has landed anew"
    assert purge(house.settings, JUNE, MAY).files >= 1


def test_a_purge_of_everything_leaves_lists_of_operators_and_registers(house: House) -> None:
    explanations = house.explanations()
    done = purge(house.settings, JUNE, MAY)
    assert done.files_in_use == 0
    assert house.explanations() == explanations
    vault = open_vault(house.settings)
    left = {s.source_id for s in vault.sightings() if vault.count([s.sha256])}
    assert left == {"register", "vnpt"}


def test_a_purge_waits_for_no_run_and_takes_nothing_from_under_it(house: House) -> None:
    with open_warehouse(house.settings) as warehouse, warehouse.lease(), pytest.raises(BusyError):
        purge(house.settings, FEBRUARY, MAY)
    assert shown(house.settings.home)


def test_a_day_begins_at_midnight_in_vietnam(house: House) -> None:
    """The run of 10 January at 22:00 UTC is one of 11 January here."""
    day = JANUARY.astimezone(VIETNAM).date()
    assert day == dt.date(2026, 1, 11)
    assert purge(house.settings, day, MAY, dry_run=True).files == 0
    assert purge(house.settings, day + dt.timedelta(days=1), MAY, dry_run=True).files == house.contents


def test_the_command_line_counts_first_and_removes_when_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from flows.cli import cli

    # A copy: the command settles Prefect's variables for its process.
    monkeypatch.setattr(os, "environ", {**os.environ, "DOISOAT_HOME": str(house.settings.home)})
    desk = CliRunner()
    counted = desk.invoke(cli, ["purge", "--before", "2026-02-01", "--dry-run"])
    assert (counted.exit_code, "chưa xóa gì" in counted.output) == (0, True)
    assert shown(house.settings.home)
    done = desk.invoke(cli, ["purge", "--before", "2026-02-01"])
    assert (done.exit_code, f"{house.contents} tệp gốc" in done.output) == (0, True)
    assert "hộp thư đến" in done.output
    assert shown(house.settings.home) == set()
