"""What the operators are told of a night, and that telling it never costs the night."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from click.testing import CliRunner
from pydantic import SecretStr

from doisoat.errors import ConfigError
from doisoat.settings import MailSettings, Settings
from flows.cli import cli
from flows.finished import Finished
from flows.open_stores import open_warehouse
from flows.watch.health import night_texts, send_health
from flows.watch.logs import start_log
from flows.watch.night_account import latest_health, night_health
from tests.reports.conftest import office as office
from tests.reports.conftest import pem as pem
from tests.reports.conftest import server as server
from tests.reports.peer import PASSWORD, USER, Office
from warehouse.lease import BusyError
from warehouse.nights import before, nights
from warehouse.run import RunRecord

Demo = tuple[Finished, Settings]


def mailed(settings: Settings, port: int, pem: Path, home: Path, **more: Any) -> Settings:
    """The settings with a mail server and an operator, and a home of their own for the log."""
    mail = {
        "host": "127.0.0.1", "port": port, "ca_file": str(pem), "username": USER, "password": SecretStr(PASSWORD),
        "sender": "doi-soat@so.vn", "allow_domains": ["so.vn"], "operators": ["ky-thuat@so.vn"], **more,
    }  # fmt: skip
    url = settings.warehouse_url
    return settings.model_copy(update={"mail": MailSettings(**mail), "home": home, "warehouse": url})


def logged(home: Path) -> list[str]:
    """Texts in the log."""
    files = sorted((home / "logs").glob("*.jsonl"))
    return [json.loads(line)["text"] for file in files for line in file.read_text("utf-8").splitlines()]


def record(number: int, day: int, **more: Any) -> RunRecord:
    return RunRecord(f"r{number}", dt.date(2026, 11, day), dt.datetime(2026, 11, day, tzinfo=dt.UTC), **more)


def test_a_night_is_compared_with_the_newest_day_before_it_and_not_with_a_look_at_the_past() -> None:
    runs = [record(1, 1), record(2, 2), record(3, 2, scope=("181",)), record(4, 1), record(5, 3)]
    assert [run.run_id for run in nights(runs)] == ["r1", "r4", "r2", "r5"]
    found = before(runs, runs[-1])
    assert found is not None
    assert found.run_id == "r2"
    assert before(runs, runs[0]) is None
    assert before(runs, runs[2]) is None  # nobody asked about this district before


def test_of_two_runs_of_one_day_the_later_is_compared_with_the_earlier() -> None:
    runs = [record(1, 1), record(2, 1), record(3, 1)]
    found = before(runs, runs[-1])
    assert found is not None
    assert found.run_id == "r2"


def test_a_first_night_is_told_without_a_comparison(demo: Demo) -> None:
    with open_warehouse(demo[1]) as warehouse:
        health = night_health(demo[1], warehouse, demo[0].record)
    assert health.before == ""
    assert not any(source.is_new for source in health.sources)
    assert {count.more for line in health.counts for count in line.counts} == {None}
    villages = next(line for line in health.counts if line.title == "TTM-2023 · chung")
    assert {count.word: count.count for count in villages.counts} == {"đạt": 5, "chưa đạt": 8, "còn chờ": 5}
    assert len(health.refused) == len(demo[0].frames["refusals"])


def test_a_finished_night_is_mailed_and_logged(
    demo: Demo, office: Office, server: Controller, pem: Path, tmp_path: Path
) -> None:
    messages: list[str] = []
    send_health(mailed(demo[1], server.port, pem, tmp_path), demo[0], None, messages.append)
    ((address, message),) = office.messages()
    assert address == "ky-thuat@so.vn"
    assert "cần xem" in message["Subject"]
    assert message["Auto-Submitted"] == "auto-generated"
    assert messages == ["Thư sức khỏe: đã gửi 1/1"] == logged(tmp_path)


def test_a_night_that_failed_is_mailed_in_our_words_alone(
    demo: Demo, office: Office, server: Controller, pem: Path, tmp_path: Path
) -> None:
    settings = mailed(demo[1], server.port, pem, tmp_path)
    send_health(settings, None, ValueError("Tráng A Mẫu 020990000001"), lambda _text: None)
    send_health(settings, None, ConfigError("thẻ nguồn sai", fix="sửa source.yml"), lambda _text: None)
    texts = [message.get_body(("plain",)).get_content() for _, message in office.messages()]  # type: ignore[union-attr]
    assert all("KHÔNG CHẠY ĐƯỢC" in message["Subject"] for _, message in office.messages())
    assert "ValueError" in texts[0]
    assert "Mẫu" not in texts[0]
    assert "thẻ nguồn sai" in texts[1]
    assert "sửa source.yml" in texts[1]
    assert demo[0].record.run_id in texts[1]  # what still stands


def test_a_night_that_failed_is_not_spoken_for_by_an_older_one(demo: Demo, tmp_path: Path) -> None:
    settings = demo[1].model_copy(update={"home": tmp_path, "warehouse": demo[1].warehouse_url})
    assert latest_health(settings).failure == ""
    with start_log(settings, "20991231T010000-abcdef"):
        running = latest_health(settings)
    assert "còn đang chạy, hoặc đã bị dừng đột ngột" in running.failure
    assert latest_health(settings).failure == ""
    with pytest.raises(ConfigError), start_log(settings, "20991231T020000-abcdef"):
        raise ConfigError("thẻ nguồn sai")
    failed = latest_health(settings)
    assert failed.failure.endswith(": thẻ nguồn sai")
    assert failed.run_id == demo[0].record.run_id  # what still stands
    with pytest.raises(BusyError), start_log(settings, "20991231T030000-abcdef"):
        raise BusyError("đang có lượt khác")
    assert latest_health(settings).failure == ""  # that other run is the one to speak of


def test_a_failed_night_is_told_although_the_warehouse_is_broken(tmp_path: Path) -> None:
    (tmp_path / "hong.sqlite").write_bytes(b"khong phai kho" * 500)
    settings = Settings(home=tmp_path, warehouse=f"sqlite:///{tmp_path / 'hong.sqlite'}")
    with pytest.raises(OSError), start_log(settings, "r"):
        raise OSError("Tráng A Mẫu")
    health = latest_health(settings)
    assert health.headline.endswith("KHÔNG CHẠY ĐƯỢC")
    assert "OSError" in "\n".join(night_texts(settings, health))
    assert "Mẫu" not in "\n".join(night_texts(settings, health))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"port": 9}, "không kết nối được máy chủ thư"),
        ({"host": ""}, "chưa gửi cho ai"),
        ({"allow_domains": []}, "không thuộc tên miền"),
        ({"operators": ["không phải địa chỉ"]}, "địa chỉ thư không đúng dạng"),
    ],
)
def test_a_mail_that_cannot_be_sent_is_told_and_raises_nothing(
    demo: Demo, office: Office, server: Controller, pem: Path, tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    messages: list[str] = []
    port = change.pop("port", server.port)
    send_health(mailed(demo[1], port, pem, tmp_path, **change), demo[0], None, messages.append)
    assert words in " ".join(messages)
    assert logged(tmp_path) == messages
    assert office.mail == []


def test_a_warehouse_that_is_gone_costs_the_mail_and_nothing_else(demo: Demo, pem: Path, tmp_path: Path) -> None:
    (tmp_path / "hong.sqlite").write_bytes(b"khong phai kho" * 500)
    settings = mailed(demo[1], 9, pem, tmp_path).model_copy(
        update={"warehouse": f"sqlite:///{tmp_path / 'hong.sqlite'}"}
    )
    messages: list[str] = []
    send_health(settings, demo[0], None, messages.append)
    assert messages == ["Chưa gửi được thư sức khỏe: tệp kho dữ liệu hỏng hoặc không phải SQLite (DatabaseError)"]


def test_without_operators_nothing_is_sent_or_told(demo: Demo, tmp_path: Path) -> None:
    messages: list[str] = []
    send_health(demo[1].model_copy(update={"home": tmp_path}), demo[0], None, messages.append)
    assert messages == []
    assert list(tmp_path.iterdir()) == []


def test_the_terminal_shows_what_the_mail_says(demo: Demo) -> None:
    settings = {"DOISOAT_HOME": str(demo[1].home), "DOISOAT_WAREHOUSE": demo[1].warehouse_url}
    done = CliRunner().invoke(cli, ["health"], env=settings)
    assert done.exit_code == 0, done.output
    assert "CÁC NGUỒN" in done.stdout
    assert demo[0].record.run_id in done.stdout
    unsent = CliRunner().invoke(cli, ["health", "--send"], env=settings)
    assert unsent.exit_code == 1
    assert "DOISOAT_MAIL__OPERATORS" in unsent.output
