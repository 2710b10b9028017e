"""``doctor`` sees what must be mended, says how, breaks on nothing and changes nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import http.server
import json
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from pydantic import SecretStr

from doisoat.errors import ConfigError, TransientError
from doisoat.settings import KeySettings, MailSettings, Settings
from expectations import rehearsal
from expectations.criteria_set import SHIPPED
from expectations.rulebook import rulebook
from flows.cli import cli
from flows.demo import demo_inbox
from flows.finished import Finished
from flows.open_stores import open_warehouse
from flows.watch.doctor import Check, State, content, examine, machine, sending, services, stored_runs
from flows.watch.doctor.check import Inspection
from flows.watch.logs import start_log
from tests.reports.peer import Office, certificate, start
from warehouse.run import RunRecord

DAY = dt.timedelta(days=1)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def checks(settings: Settings, at: dt.datetime | None = None) -> dict[str, Check]:
    """What doctor says, by id."""
    return {check.id: check for check in examine(lambda: settings, at or now())}


def traces(folder: Path) -> dict[str, str]:
    """Every file below a folder with the digest of its bytes, and every folder."""
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() if p.is_file() else ""
        for p in folder.rglob("*")
    }


@pytest.fixture
def home(demo: tuple[Finished, Settings], tmp_path: Path) -> Settings:
    """A copy of the home of the sample run, to be spoilt."""
    # What SQLite keeps beside a file while somebody looks at it is no part of a home that nobody looks at.
    shutil.copytree(demo[1].home, tmp_path / "home", ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    url = f"sqlite:///{tmp_path / 'home' / 'doisoat.sqlite'}"
    return demo[1].model_copy(update={"home": tmp_path / "home", "warehouse": url})


def test_a_fresh_install_needs_nothing_but_an_inbox_and_stays_untouched(tmp_path: Path) -> None:
    settings = Settings(
        home=tmp_path / "home", inbox=tmp_path / "inbox", warehouse=f"sqlite:///{tmp_path / 'd.sqlite'}"
    )
    found = checks(settings)
    assert {id_ for id_, check in found.items() if check.state is State.BAD} == {"inbox"}
    assert "chưa có lượt nào" in found["warehouse"].what
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "inbox").mkdir()
    assert not [check for check in checks(settings).values() if check.state is State.BAD]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "password_allowed: false",
            "pasword_allowed: true",
            "params.pasword_allowed': quy tắc contract_listed không có",
        ),
        ("fresh_days: 180\n          password", "fresh_dayz: 180\n          password", "params.fresh_days': còn thiếu"),
        ("default: unknown", "default: unkown", "mục 'readings.2.default': cần một trong các giá trị 'unknown' hoặc"),
    ],
)
def test_a_slip_in_a_criteria_file_is_told_by_it_and_by_a_run_before_any_file_is_read(
    tmp_path: Path, run_inbox: Callable[..., Any], old: str, new: str, words: str
) -> None:
    shipped = (SHIPPED / "TTM-2023.yml").read_text("utf-8")
    assert old in shipped
    (tmp_path / "criteria").mkdir()
    (tmp_path / "criteria" / "TTM-2023.yml").write_text(shipped.replace(old, new, 1), "utf-8")
    settings = Settings(home=tmp_path / "home", criteria_dir=tmp_path / "criteria")
    check = checks(settings)["criteria"]
    assert check.state is State.BAD
    assert check.what.startswith("tệp TTM-2023.yml: bộ tiêu chí chưa dùng được: mục '")
    assert words in check.what
    assert "docs/add-a-criteria-set.md" in check.fix
    with pytest.raises(ConfigError) as caught:
        run_inbox(demo_inbox(), tmp_path / "home", criteria_dir=tmp_path / "criteria")
    assert words in caught.value.what
    assert not [path for path in (tmp_path / "home").rglob("*") if "vault" in path.parts and path.is_file()]


def test_a_reason_without_a_sentence_is_told_by_it_and_by_a_run_before_any_file_is_read(
    tmp_path: Path, run_inbox: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = rulebook()["member_list_complete"]
    fewer = {code: reason for code, reason in rule.reasons.items() if code != "no_members"}
    monkeypatch.setattr(
        rehearsal, "rulebook", lambda: {**rulebook(), "member_list_complete": replace(rule, reasons=fewer)}
    )
    check = checks(Settings(home=tmp_path / "home"))["criteria"]
    assert check.state is State.BAD
    assert check.what == (
        "tệp expectations/rules/member_list_complete.py: quy tắc chưa dùng được: "
        "mục 'REASONS.no_members': còn thiếu câu cho lý do mà quy tắc trả về"
    )
    with pytest.raises(ConfigError, match=r"REASONS\.no_members"):
        run_inbox(demo_inbox(), tmp_path / "home")
    assert not [path for path in (tmp_path / "home").rglob("*") if "vault" in path.parts and path.is_file()]


def test_an_operator_that_no_card_knows_is_worth_a_look_at_its_spelling(tmp_path: Path) -> None:
    shipped = (SHIPPED / "TTM-2023.yml").read_text("utf-8")
    (tmp_path / "TTM-2023.yml").write_text(shipped.replace("[vnpt, viettel, mobifone]", "[vnpt, vietel]"), "utf-8")
    found = checks(Settings(home=tmp_path / "home", criteria_dir=tmp_path))
    assert found["criteria"].state is State.OK
    assert found["criteria.TTM-2023"].state is State.WARN
    assert "vietel" in found["criteria.TTM-2023"].what


def test_after_a_run_it_tells_the_night_and_changes_no_byte(home: Settings) -> None:
    before = traces(home.home)
    found = checks(home)
    assert traces(home.home) == before
    assert not [check for check in found.values() if check.state is State.BAD]
    assert "xét ngày 15/11/2024" in found["last_night"].what
    assert "TTM-2023: đạt 5, chưa đạt 8, còn chờ 5" in found["verdicts"].what
    assert found["recipients"].state is State.WARN
    assert "Huyện Bình Gia" in found["recipients"].what


def test_every_warning_and_every_trouble_says_what_to_do(home: Settings) -> None:
    found = examine(lambda: home, now())
    assert [check.id for check in found if check.state is not State.OK and not check.fix] == []
    assert len({check.id for check in found}) == len(found)


def test_a_decision_that_somebody_changed_in_the_warehouse_is_trouble(home: Settings) -> None:
    assert "decisions" not in checks(home)
    with open_warehouse(home) as store:
        found = store.verdicts("latest").query("verdict == 'contradicted' and indicator != 'overall'").iloc[0]
        number = store.spoken().propose(
            found["unit_code"], found["indicator"], "confirmed", criteria=found["criteria"], reason="đã xem tại thôn",
            document="BB 12", until=dt.date(2025, 6, 30), by="Trần Mẫu", at=now(),
        ).id  # fmt: skip
    assert checks(home)["decisions"].state is State.OK
    with sqlite3.connect(home.home / "doisoat.sqlite") as database:
        database.execute("UPDATE decision_act SET document = 'BB 13'")
    told = checks(home)["decisions"]
    assert (told.state, number in told.what, told.fix != "") == (State.BAD, True, True)


def test_sources_are_late_against_their_own_cadence(home: Settings) -> None:
    soon = dt.datetime(2024, 12, 20, tzinfo=dt.UTC)
    assert not [id_ for id_ in checks(home, soon) if id_.startswith("late.")]
    later = dt.datetime(2025, 2, 20, tzinfo=dt.UTC)  # the post's limit is 90 days, the operators' 180
    assert [id_ for id_ in checks(home, later) if id_.startswith("late.")] == ["late.vpostcode"]


def test_a_clock_that_jumped_back_is_told(home: Settings) -> None:
    found = checks(home, now() - DAY)
    assert found["clock"].state is State.BAD
    assert "timedatectl" in found["clock"].fix
    assert checks(home, now() - dt.timedelta(minutes=1))["clock"].state is State.OK


@pytest.mark.parametrize(("revision", "state"), [("0001", State.WARN), ("9999", State.BAD)])
def test_a_warehouse_of_another_revision_is_told_and_left_as_it_is(home: Settings, revision: str, state: State) -> None:
    path = home.home / "doisoat.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    found = checks(home)
    assert found["warehouse"].state is state
    assert revision in found["warehouse"].what
    assert "last_night" not in found
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchone() == (revision,)


def test_a_warehouse_somebody_is_writing_is_no_trouble(home: Settings) -> None:
    writer = sqlite3.connect(home.home / "doisoat.sqlite", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    (check,) = stored_runs.warehouse(Inspection(home, now()))
    writer.rollback()
    writer.close()
    assert check.state is State.OK
    assert "đang có lượt ghi" in check.what


def test_a_file_that_is_no_warehouse_is_trouble_and_the_rest_is_still_looked_at(home: Settings) -> None:
    (home.home / "doisoat.sqlite").write_bytes(b"khong phai kho" * 1000)
    found = checks(home)
    assert found["warehouse"].state is State.BAD
    assert found["editions"].state is State.OK
    assert found["prefect"].state is State.OK


def test_a_look_that_breaks_is_a_trouble_of_its_own_and_tells_no_strangers_words(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cards(_inspection: Inspection) -> Iterator[Check]:
        raise ValueError("Tráng A Mẫu 020990000001")
        yield

    monkeypatch.setattr(content, "LOOKS", (cards, *content.LOOKS))
    found = examine(lambda: home, now())
    broken = [check for check in found if "ValueError" in check.what]
    assert [(check.id, check.state) for check in broken] == [("cards", State.BAD)]
    assert "Mẫu" not in str(broken)
    assert {"inbox", "warehouse", "outbox"} <= {check.id for check in found}


def test_a_slip_in_a_parse_py_is_named_with_file_and_line_and_the_rest_is_still_looked_at(
    home: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "sources" / "itel"
    folder.mkdir(parents=True)
    card = "id: itel\ntitle: iTel\ninbox: operators/itel\nparser: own\n"
    (folder / "source.yml").write_text(card, encoding="utf-8")
    (folder / "parse.py").write_text("def parse(workbook, raw, card, context):\n    return (\n", encoding="utf-8")
    found = examine(lambda: home.model_copy(update={"sources_dir": tmp_path / "sources"}), now())
    (broken,) = [check for check in found if check.state is State.BAD]
    assert broken.id == "parser.itel"
    assert broken.what == (
        f"tệp {folder / 'parse.py'}: tệp parse.py của nguồn 'itel' chưa chạy được (SyntaxError tại parse.py:2)"
    )
    assert broken.fix == "sửa chỗ đã nêu rồi thử lại: doisoat try TỆP --source itel"
    assert {"inbox", "last_night", "editions"} <= {check.id for check in found}


def test_a_broken_card_is_told_once_with_its_file(home: Settings, tmp_path: Path) -> None:
    card = tmp_path / "sources" / "fpt" / "source.yml"
    card.parent.mkdir(parents=True)
    card.write_text("id: fpt\ntitle: FPT\ninbox: operators/fpt\nparsr: x\n", encoding="utf-8")
    found = examine(lambda: home.model_copy(update={"sources_dir": tmp_path / "sources"}), now())
    (broken,) = [check for check in found if check.state is State.BAD]
    assert broken.id == "cards"
    assert broken.what.startswith(f"tệp {card}: ")
    assert "'parsr'" in broken.what
    assert {"inbox", "last_night", "editions"} <= {check.id for check in found}


def test_a_room_that_cannot_be_imported_leaves_the_others_standing(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "flows.watch.doctor.content", None)
    found = checks(home)
    assert found["content"].state is State.BAD
    assert found["warehouse"].state is State.OK


def test_settings_that_cannot_be_read_are_told_beside_the_machine() -> None:
    def read() -> Settings:
        raise ConfigError("thiết lập không hợp lệ: report.answer_days", fix="sửa lại")

    found = {check.id: check for check in examine(read, now())}
    assert found["settings"] == Check("settings", "thiết lập không hợp lệ: report.answer_days", "sửa lại", State.BAD)
    assert {"versions", "time_zone"} <= set(found)


def test_a_key_of_the_wrong_form_is_trouble_and_is_not_repeated(home: Settings) -> None:
    keys = KeySettings(hmac=SecretStr("ngan"), store=SecretStr("k2026:" + "x" * 30))
    found = checks(home.model_copy(update={"keys": keys}))
    assert found["keys.hmac"].state is State.BAD
    assert "ngan" not in str(found["keys.hmac"])
    assert found["keys.store"].state is State.OK
    assert found["keys.vault"].state is State.WARN


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://a:bi-mat@may/kho",
        "postgresql://may/kho?password=bi-mat",
        "postgresql://a:bi@mat@may/kho?x=@bi-mat",
    ],
)
def test_the_password_of_the_warehouse_is_not_shown(url: str) -> None:
    assert Settings(warehouse=url).warehouse_shown == "postgresql://may/kho"


def test_a_server_that_is_away_is_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def away(url: str) -> None:
        asked.append(url)
        raise TransientError("máy chủ PostgreSQL không trả lời", fix="xem dịch vụ postgresql")

    monkeypatch.setattr("flows.watch.doctor.check.condition", away)
    settings = Settings(home=tmp_path, inbox=tmp_path, warehouse="postgresql://may/kho")
    found = checks(settings)
    assert found["warehouse"].state is State.BAD
    assert len(asked) == 1


def test_fastapi_and_sqlalchemy_must_fit_prefect() -> None:
    assert machine.unfit({"prefect": "3.8.8", "fastapi": "0.151.0", "sqlalchemy": "2.0.50"})
    assert machine.unfit({"prefect": "3.8.8", "fastapi": "0.150.2", "sqlalchemy": "2.1.0"})
    assert not machine.unfit({"prefect": "3.8.8", "fastapi": "0.150.2", "sqlalchemy": "2.0.58"})
    assert not machine.unfit({"prefect": "3.9.0", "fastapi": "0.160.0", "sqlalchemy": "2.1.9"})


def test_a_home_that_runs_nightly_and_has_stopped_is_told() -> None:
    def night(day: int) -> RunRecord:
        at = dt.datetime(2026, 11, day, 18, tzinfo=dt.UTC)
        return RunRecord(str(day), at.date(), at)

    assert stored_runs.runs_nightly([night(1), night(2)])
    assert not stored_runs.runs_nightly([night(1), night(3), night(5)])
    assert not stored_runs.runs_nightly([night(1), night(1)])
    nights = [night(day) for day in (1, 2, 3)]
    for hours, state in ((25, State.OK), (27, State.WARN)):
        at = nights[-1].started_at + dt.timedelta(hours=hours)
        inspection = SimpleNamespace(has_warehouse=True, newest_run=nights[-1], nights=nights, now=at)
        answer = {check.id: check.state for check in stored_runs.last_night(inspection)}  # type: ignore[arg-type]
        assert answer["last_night"] is state


def test_a_run_that_failed_or_never_ended_is_told_from_the_log(home: Settings) -> None:
    assert "last_start" not in checks(home)
    with pytest.raises(ConfigError), start_log(home, "20991231T010000-abcdef"):
        raise ConfigError("không có bộ tiêu chí TTM-1999")
    failed = checks(home)["last_start"]
    assert failed.state is State.BAD
    assert "TTM-1999" in failed.what
    with start_log(home, "20991231T020000-abcdef"):
        assert checks(home)["last_start"].state is State.WARN
    assert "last_start" not in checks(home)


def test_letters_given_up_are_trouble(home: Settings) -> None:
    with sqlite3.connect(home.home / "doisoat.sqlite") as database:
        database.execute(
            "INSERT INTO outbox (run_id, report_id, unit_code, finding_set_hash, content_hash, address, message_id,"
            " changes_only, state, queued_at, due_at, attempts, token, uncertain, problem)"
            " VALUES ('r', 'q', '181', 'a', 'b', 'x@y.vn',"
            " '<m>', 0, 'dead', '2024-11-15 00:00:00', '2024-11-15 00:00:00', 1, 1, 1, '')"
        )
    found = checks(home)
    assert found["outbox.dead"].state is State.BAD
    assert "--revive" in found["outbox.dead"].fix
    assert found["outbox.uncertain"].state is State.WARN


def test_the_mail_server_is_greeted_and_gets_no_login_and_no_mail(tmp_path: Path) -> None:
    office, pem = Office(), certificate(tmp_path)
    server = start(office, pem)
    mail = MailSettings(
        host="127.0.0.1", port=server.port, username="doisoat", password=SecretStr("x"), ca_file=str(pem),
        allow_domains=["x.vn"],
    )  # fmt: skip
    inspection = Inspection(Settings(home=tmp_path, mail=mail), now())
    try:
        found = {check.id: check.state for check in sending.mail_server(inspection)}
    finally:
        server.stop()
    assert found == {"mail_server": State.OK, "operators": State.WARN}
    assert (office.mail, office.logins) == ([], 0)
    gone = checks(inspection.settings)["mail_server"]
    assert gone.state is State.BAD
    assert "không kết nối được" in gone.what


@contextmanager
def api(status: int, body: str) -> Iterator[tuple[str, list[str]]]:
    """A server that answers everything alike; its address, and the Authorization headers it saw."""
    seen: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(f"{self.path} {self.headers.get('Authorization', '')}".strip())
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: Any) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api", seen
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Check]:
    def ask(url: str) -> Check:
        monkeypatch.setenv("PREFECT_API_URL", url)
        (check,) = services.prefect(Inspection(Settings(home=tmp_path), now()))
        return check

    return ask


def test_prefects_server_must_answer_in_our_version(asked: Callable[[str], Check]) -> None:
    from importlib.metadata import version

    with api(200, json.dumps(version("prefect"))) as (url, seen):
        assert asked(url).state is State.OK
        assert seen == ["/api/admin/version"]
    with api(200, '"2.20.0"') as (url, _):
        assert asked(url).state is State.WARN
    assert asked(url).state is State.BAD  # it is gone now
    assert asked("ftp://may-chu/api").state is State.BAD


def test_prefects_server_with_a_login_is_told_and_the_secret_is_not(
    asked: Callable[[str], Check], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", "admin:bi-mat")
    with api(401, "{}") as (url, seen):
        check = asked(url)
    assert seen[0].endswith("Basic YWRtaW46YmktbWF0")
    assert check.state is State.BAD
    assert "PREFECT_API_AUTH_STRING" in check.fix
    assert "bi-mat" not in str(check)


def test_the_command_prints_one_object_and_ends_with_one_where_something_must_be_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inbox").mkdir()
    settings = {"DOISOAT_HOME": str(tmp_path / "home"), "DOISOAT_INBOX": str(tmp_path / "inbox")}
    fine = CliRunner().invoke(cli, ["doctor", "--json"], env=settings)
    answer = json.loads(fine.stdout)
    assert fine.exit_code == 0
    assert answer["ok"] is True
    assert set(answer["checks"][0]) == {"id", "state", "what", "fix"}
    assert {check["state"] for check in answer["checks"]} == {"ok", "warn"}
    wrong = CliRunner().invoke(cli, ["doctor"], env={**settings, "DOISOAT_INBOX": str(tmp_path / "khong")})
    assert wrong.exit_code == 1
    assert "✗ Chưa có hộp thư đến" in wrong.stdout
    assert not (tmp_path / "home").exists()
