"""A night with one source broken, one stale and one halved: who is left open, why, and who is told."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from email.policy import default
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from benchmarks.inboxes import write_inbox
from doisoat.settings import MailSettings, Settings
from flows.finished import Finished
from flows.open_stores import open_warehouse
from flows.watch.doctor import Check, State, examine
from flows.watch.health import send_health
from flows.watch.night_account import night_health
from reports.night import Health
from tests.reports.peer import Office, certificate, start

VILLAGES, ADDRESSES = 36, 4000
OPERATORS = ("vnpt", "viettel", "mobifone")  # village n has its services and its WiFi from OPERATORS[n % 3] alone
KEY = ["unit_code", "indicator"]
UNKNOWN = {"met": "unverified", "not_met": "not_met", "": "missing_claim"}


def write_whole(inbox: Path) -> None:
    """An inbox in which each village's services are known from one operator."""
    write_inbox(inbox, VILLAGES, addresses=ADDRESSES)
    for position, operator in enumerate(OPERATORS):
        path = inbox / "operators" / operator / f"{operator}_20240930.csv"
        rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
        for number, row in enumerate(rows[1:]):
            row[3:7] = ["Có" if number % 3 == position else ""] * 4
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)


def disturb(inbox: Path) -> None:
    """Halve VNPT's list, break Viettel's file, and put an old export in the place of the post's."""
    vnpt = inbox / "operators" / "vnpt" / "vnpt_20240930.csv"
    lines = vnpt.read_text("utf-8").splitlines()
    vnpt.write_text("\n".join(lines[: 1 + VILLAGES // 2]), "utf-8")
    (inbox / "operators" / "viettel" / "viettel_20240930.csv").write_bytes(b"PK\x03\x04" + b"\0" * 400)
    (inbox / "vpostcode" / "vpostcode_20241031.xlsx").rename(inbox / "vpostcode" / "vpostcode_20240601.xlsx")


def verdicts(finished: Finished) -> pd.DataFrame:
    """Verdicts of villages by unit and indicator."""
    frame = finished.frames["verdicts"].query("level == 'village'")
    return frame.set_index(KEY)[["claim", "verdict", "basis", "reasons"]].sort_index()


@dataclass(frozen=True)
class Nights:
    """What four nights left: undisturbed, disturbed, the same day undisturbed in another home, and mended."""

    settings: Settings
    whole: Finished
    disturbed: Finished
    elsewhere: Finished
    mended: Finished
    health: Health  # of the disturbed one, like what doctor said
    doctor: list[Check]
    operator: dict[str, str]  # of each village


@pytest.fixture(scope="module")
def nights(run_inbox: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Nights:
    folder = tmp_path_factory.mktemp("watch")
    inbox, home, kept = folder / "inbox", folder / "home", folder / "whole"
    write_whole(inbox)
    shutil.copytree(inbox, kept)
    whole, _ = run_inbox(inbox, home, dt.date(2024, 11, 15))
    disturb(inbox)
    disturbed, settings = run_inbox(inbox, home, dt.date(2024, 11, 16))
    elsewhere, _ = run_inbox(kept, folder / "elsewhere", dt.date(2024, 11, 16))
    with open_warehouse(settings) as warehouse:
        health = night_health(settings, warehouse, disturbed.record)
    doctor = examine(lambda: settings, dt.datetime(2024, 11, 16, 2, tzinfo=dt.UTC))
    shutil.rmtree(inbox)
    shutil.copytree(kept, inbox)
    mended, _ = run_inbox(inbox, home, dt.date(2024, 11, 17))
    register = pd.read_csv(inbox / "register" / "danh_muc.csv", dtype=str)
    operator = {code: OPERATORS[number % 3] for number, code in enumerate(register["Mã thôn"])}
    return Nights(settings, whole, disturbed, elsewhere, mended, health, doctor, operator)


def test_exactly_the_villages_that_rested_on_them_are_left_open(nights: Nights) -> None:
    before, after = verdicts(nights.elsewhere), verdicts(nights.disturbed)
    assert list(before.index) == list(after.index)
    hit = [
        indicator == "5" or (indicator == "1" and nights.operator[code] != "mobifone")
        for code, indicator in before.index
    ]
    single = before.index.get_level_values("indicator") != "overall"
    untouched = single & ~pd.Series(hit, index=before.index)
    pd.testing.assert_frame_equal(before[untouched], after[untouched])
    expected = before.loc[hit, "claim"].map(UNKNOWN)
    pd.testing.assert_series_equal(after.loc[hit, "verdict"], expected, check_names=False, check_dtype=False)
    # The test itself would be empty if these villages had been open before, or had claimed nothing.
    assert set(before.loc[hit, "verdict"]) >= {"confirmed", "contradicted", "underclaimed"}
    assert (before.loc[untouched, "verdict"] == "confirmed").sum() > VILLAGES // 4


def test_each_is_left_open_for_its_own_reason(nights: Nights) -> None:
    checks = nights.disturbed.frames["check_results"].query("level == 'village'")
    answer = checks.set_index(["check_id", "unit_code"])["reason"]
    wifi = {
        operator: {answer["public_wifi", code] for code, mine in nights.operator.items() if mine == operator}
        for operator in OPERATORS
    }
    assert wifi == {"vnpt": {"source_held"}, "viettel": {"source_refused"}, "mobifone": {"contract_active"}}
    fibre = {answer["fibre", code] for code, mine in nights.operator.items() if mine != "mobifone"}
    assert fibre == {"source_held"}  # of two lists that are missing the one that a person can release comes first
    assert set(answer["address_plates"]) == {"stale"}


def test_a_village_as_a_whole_changes_only_by_what_was_left_open(nights: Nights) -> None:
    after = verdicts(nights.disturbed)["verdict"].unstack()
    for row in after.to_dict("records"):
        single = {row[number] for number in "12345"}
        if single & {"contradicted", "not_met"}:
            assert row["overall"] == "not_met"
        else:
            assert row["overall"] == ("met" if single <= {"confirmed", "not_applicable"} else "pending")


def test_once_the_files_are_whole_again_so_are_the_verdicts(nights: Nights) -> None:
    pd.testing.assert_frame_equal(verdicts(nights.mended), verdicts(nights.whole))


def test_the_health_of_the_night_names_the_three_and_what_to_do(nights: Nights) -> None:
    health = nights.health
    assert health.headline.endswith("cần xem: 3 nguồn (3 mới)")
    states = {source.title: source.state for source in health.sources if source.needs_a_look}
    assert states == {
        "VNPT Lạng Sơn": "bị giữ lại vì giảm bất thường",
        "Viettel Lạng Sơn": "bị từ chối",
        "Vpostcode – Địa chỉ số (Bưu điện)": "quá hạn",
    }
    assert any(command.startswith("doisoat release vnpt ") for _, command in health.steps)
    assert [refused.where for refused in health.refused] == ["operators/viettel/viettel_20240930.csv"]
    changed = verdicts(nights.disturbed)["verdict"] != verdicts(nights.whole)["verdict"]
    assert sum(count for _, count in health.changes) == changed.drop("overall", level="indicator").sum()
    assert health.before.startswith(nights.whole.record.run_id)


def test_the_operators_get_one_mail_that_says_it(nights: Nights, tmp_path: Path) -> None:
    office, pem = Office(), certificate(tmp_path)
    server = start(office, pem)
    mail = MailSettings(
        host="127.0.0.1", port=server.port, ca_file=str(pem), username="doisoat", password="mat-khau-thu",
        sender="doi-soat@so.example.vn", allow_domains=["so.example.vn"],
        operators=["ky-thuat@so.example.vn", "la@noi-khac.example"],
    )  # fmt: skip
    answer: list[str] = []
    try:
        send_health(nights.settings.model_copy(update={"mail": mail}), nights.disturbed, None, answer.append)
    finally:
        server.stop()
    ((address, message),) = office.messages()
    assert address == "ky-thuat@so.example.vn"
    assert message["Subject"].endswith(nights.health.headline)
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    for part in ("VNPT Lạng Sơn: bị giữ lại", "Viettel Lạng Sơn: bị từ chối", "quá hạn", "doisoat release vnpt"):
        assert part in text
    assert "noi-khac" not in message.as_bytes(policy=default).decode()
    assert any("1 địa chỉ không thuộc tên miền" in line for line in answer)


def test_doctor_holds_the_same_opinion(nights: Nights) -> None:
    answer = {check.id: check for check in nights.doctor if check.id.startswith(("held.", "late.", "source."))}
    assert {id_: check.state for id_, check in answer.items()} == {
        "held.vnpt": State.BAD,
        "source.viettel": State.WARN,
        "late.vpostcode": State.WARN,
    }
    assert "doisoat release vnpt" in answer["held.vnpt"].fix
