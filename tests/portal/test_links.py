"""A link for reading: issued by the office, good until its day, ended at will, worth nothing once it is changed."""

from __future__ import annotations

import datetime as dt
import html
import re
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.people import Role
from tests.portal.conftest import FOREIGN_VILLAGE, ON, OWN, OWN_VILLAGE, PASSWORD, Visitor

PAGE = f"/thon/{OWN}"


class Own:
    """The pages with a clock of their own."""

    def __init__(self, settings: Any) -> None:
        from starlette.testclient import TestClient

        from portal.app import make_app
        from portal.services import Services

        self.at = dt.datetime(2026, 11, 28, 3, 0, tzinfo=dt.UTC)
        self.services = Services(settings, lambda: self.at)
        for login, role in (("lan", Role.OFFICE), ("xa", Role.UNIT), ("xem", Role.READER)):
            tied = role is Role.UNIT
            self.services.accounts.add(login, role, PASSWORD, self.at, OWN if tied else "", ON if tied else None)
        self._client, self._app = TestClient, make_app(self.services)

    def visitor(self, login: str = "") -> Visitor:
        made = Visitor(self._client(self._app))
        if login:
            assert made.log_in(login).status_code == 303
        return made

    def issued(self, days: int = 7) -> str:
        """The path of a new link of the commune."""
        office = self.visitor("lan")
        until = (self.services.today() + dt.timedelta(days=days)).isoformat()
        assert office.post(f"{PAGE}/lien-ket", {"den-het": until}).status_code == 303
        shown = office.get(PAGE).text
        found = re.search(r"<code>http://testserver(/xem/[^<]+)</code>", shown)
        assert found is not None
        return html.unescape(found[1])


@pytest.fixture
def own(portal_settings: Any, tmp_path: Path) -> Iterator[Own]:
    made = Own(portal_settings.model_copy(update={"home": tmp_path}))
    yield made
    made.services.close()


def test_who_holds_it_reads_the_commune_and_its_villages_without_an_account(own: Own) -> None:
    path, someone = own.issued(), own.visitor()
    shown = someone.get(path)
    assert shown.status_code == 200 and "Xã Hòa Bình" in shown.text
    assert "đường dẫn chỉ xem, mở được đến hết 05/12/2026" in shown.text
    assert f'href="{path}/thon/{OWN_VILLAGE}"' in shown.text
    village = someone.get(f"{path}/thon/{OWN_VILLAGE}")
    assert village.status_code == 200 and "MAU-06/2024/HĐ-VT" in village.text
    assert "claims/binh_gia" not in village.text, "folders of the inbox are the office's"
    assert someone.get(f"{path}/thon/{FOREIGN_VILLAGE}").status_code == 404
    assert someone.get("/ra-soat").status_code == 303, "it opens nothing else"
    assert shown.headers["cache-control"] == "no-store" and "noindex" in shown.headers["x-robots-tag"]


def test_it_ends_with_its_day_in_vietnam(own: Own) -> None:
    path, someone = own.issued(days=1), own.visitor()
    own.at = dt.datetime(2026, 11, 29, 16, 59, tzinfo=dt.UTC)
    assert someone.get(path).status_code == 200
    own.at = dt.datetime(2026, 11, 29, 17, 1, tzinfo=dt.UTC)
    ended = someone.get(path)
    assert ended.status_code == 410 and "đã hết hạn hoặc đã bị thu hồi" in ended.text
    assert "Hòa Bình" not in ended.text


def test_the_office_ends_it_at_will(own: Own) -> None:
    first, someone, office = own.issued(), own.visitor(), own.visitor("lan")
    number = first.removeprefix("/xem/").partition("-")[0]
    elsewhere = f"/thon/{FOREIGN_VILLAGE}/lien-ket/thu-hoi"
    assert office.post(elsewhere, {"so": number}).status_code == 303
    assert someone.get(first).status_code == 200, "a link is ended on the page of its own unit"
    assert office.post(f"{PAGE}/lien-ket/thu-hoi", {"so": number}).status_code == 303
    assert someone.get(first).status_code == 410
    assert first not in office.get(PAGE).text
    assert "đã thu hồi" in office.get("/lien-ket").text
    assert office.post(f"{PAGE}/lien-ket/thu-hoi", {"so": "1' OR 1=1"}).status_code == 303


def test_nobody_but_the_office_issues_one_and_no_other_day_is_taken(own: Own) -> None:
    until = {"den-het": "2026-12-05"}
    assert own.visitor("xa").post(f"{PAGE}/lien-ket", until).status_code == 403
    assert own.visitor("xem").post(f"{PAGE}/lien-ket", until).status_code == 403
    office = own.visitor("lan")
    for wrong in ("", "2026-11-27", "2028-01-01", "05/12/2026"):
        assert office.post(f"{PAGE}/lien-ket", {"den-het": wrong}).status_code == 422
    assert office.post("/thon/06999999/lien-ket", until).status_code == 404
    assert own.services.links.all() == []


def test_a_link_that_is_changed_in_one_letter_is_none(own: Own) -> None:
    path, someone = own.issued(), own.visitor()
    text = path.removeprefix("/xem/")
    number, _, signature = text.partition("-")
    other = own.issued()
    changed = [
        f"{number}-{signature[:-2]}AA",
        f"{int(number) + 1}-{signature}",
        f"0{text}x",
        f"{number}-{other.partition('-')[2]}",
        f"{number}-",
        number,
        f"{number}-{'A' * 43}",
    ]
    for wrong in changed:
        assert someone.get(f"/xem/{wrong}").status_code == 404, wrong


@pytest.mark.parametrize(
    "change", ["until = '2027-11-28'", "unit_code = '06070'", "number = 99", "unit_on = '2020-01-01'"]
)
def test_who_can_write_into_the_table_makes_a_link_worthless_and_not_longer(own: Own, change: str) -> None:
    path, someone = own.issued(), own.visitor()
    with sqlite3.connect(own.services.settings.home / "portal.sqlite") as connection:
        connection.execute(f"UPDATE link SET {change}")  # noqa: S608 - written above
    connection.close()
    assert someone.get(path).status_code == 404


def test_the_key_is_for_its_owner_and_another_key_opens_nothing(own: Own) -> None:
    path, someone = own.issued(), own.visitor()
    key = own.services.settings.home / "portal-link.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600 and len(key.read_bytes()) == 32
    raw = (own.services.settings.home / "portal.sqlite").read_bytes()
    assert path.partition("-")[2].encode() not in raw
    key.unlink()
    assert someone.get(path).status_code == 404


def test_issuing_looking_and_ending_are_logged_by_the_number_of_the_link(own: Own) -> None:
    path, someone, office = own.issued(), own.visitor(), own.visitor("lan")
    someone.get(path)
    someone.get(f"{path}/thon/{OWN_VILLAGE}")
    number = path.removeprefix("/xem/").partition("-")[0]
    office.post(f"{PAGE}/lien-ket/thu-hoi", {"so": number})
    lines = next((own.services.settings.home / "portal-log").glob("*.jsonl")).read_text("utf-8")
    assert '"account": 1, "method": "POST", "route": "/thon/{thon}/lien-ket"' in lines
    assert f'"route": "/xem/{{lien_ket}}", "unit": "{OWN}", "status": 200' in lines
    assert f'"unit": "{OWN_VILLAGE}", "status": 200' in lines
    assert lines.count(f'"link": {number}') == 2
    assert path.partition("-")[2] not in lines, "the log opens nothing"


def test_a_file_of_accounts_of_the_version_before_gets_what_it_lacks(portal_settings: Any, tmp_path: Path) -> None:
    from portal.database import _ADDED, Database
    from portal.links import Links

    path = tmp_path / "portal.sqlite"
    with sqlite3.connect(path) as connection:
        connection.executescript(f"{_ADDED[0]} PRAGMA user_version = 1;")
    connection.close()
    path.chmod(0o600)
    assert Links(Database(tmp_path), tmp_path).all() == []
