"""A proxy that says who somebody is: believed from its own address alone, and then its word decides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from doisoat.settings import PortalSettings
from tests.portal.conftest import PASSWORD, Visitor

PROXY, ELSEWHERE = "10.0.0.5", "10.0.0.6"
HEADER = "X-Remote-User"


@pytest.fixture(scope="module")
def door(portal_settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """``door(address)``: a browser whose requests come from there."""
    from starlette.testclient import TestClient

    from portal.app import make_app
    from portal.people import Role
    from portal.services import Services

    portal = PortalSettings(login_header=HEADER, login_proxies=[PROXY])
    home: Path = tmp_path_factory.mktemp("proxy")
    with Services(portal_settings.model_copy(update={"home": home, "portal": portal})) as services:
        for login in ("lan", "minh", "cu"):
            services.accounts.add(login, Role.OFFICE, PASSWORD, services.now())
        services.accounts.disable("cu")
        application = make_app(services)
        yield lambda address: Visitor(TestClient(application, client=(address, 1)))


def whose(visitor: Visitor, **headers: str) -> str:
    """Whose page it is; blank where one is sent to the login."""
    answer = visitor.get("/tai-khoan", headers=headers)
    if answer.status_code == 303:
        return ""
    return next(login for login in ("lan", "minh") if f"<dd>{login}</dd>" in answer.text)


def test_the_named_account_is_logged_in_and_stays_so_by_its_cookie_and_the_header_together(door: Any) -> None:
    someone = door(PROXY)
    assert whose(someone, **{HEADER: "Lan"}) == "lan"
    first = someone.client.cookies["doisoat"]
    assert whose(someone, **{HEADER: "lan"}) == "lan"
    assert someone.client.cookies["doisoat"] == first, "one session, not one a look"
    assert whose(someone, **{HEADER: "minh"}) == "minh", "another person at the same machine"
    assert whose(someone) == "", "who has left at the proxy has left here"


def test_nobody_else_is_believed(door: Any) -> None:
    assert whose(door(ELSEWHERE), **{HEADER: "lan"}) == ""
    forwarded = {HEADER: "lan", "X-Forwarded-For": PROXY}
    assert whose(door(ELSEWHERE), **forwarded) == ""
    assert whose(door("127.0.0.1"), **forwarded) == "", "a proxy for addresses alone"
    by_password = door(ELSEWHERE)
    assert by_password.log_in("minh").status_code == 303
    assert whose(by_password, **{HEADER: "lan"}) == "minh"


@pytest.mark.parametrize("name", ["khong-ai", "cu", "", "lan, minh", "lan' OR 1=1"])
def test_a_name_without_an_active_account_opens_nothing(door: Any, name: str) -> None:
    someone = door(PROXY)
    assert whose(someone, **{HEADER: name}) == ""
    assert "ở cổng của cơ quan" in someone.get("/dang-nhap").text


def test_a_header_that_is_there_twice_names_nobody(door: Any) -> None:
    answer = door(PROXY).client.get("/tai-khoan", headers=[(HEADER, "lan"), (HEADER, "lan")], follow_redirects=False)
    assert answer.status_code == 303


def test_a_password_opens_nothing_where_the_proxy_speaks(door: Any) -> None:
    assert door(PROXY).log_in("lan").status_code == 403


def test_a_change_still_needs_the_token_of_the_session(door: Any) -> None:
    someone = door(PROXY)
    assert whose(someone, **{HEADER: "lan"}) == "lan"
    assert someone.post("/dang-xuat", headers={HEADER: "lan"}).status_code == 403
    assert someone.post("/dang-xuat", headers={HEADER: "minh"}).status_code == 403


def test_an_address_of_version_four_is_the_same_over_version_six(door: Any) -> None:
    assert whose(door(f"::ffff:{PROXY}"), **{HEADER: "lan"}) == "lan"


@pytest.mark.parametrize(
    "wrong", [{"login_header": HEADER}, {"login_proxies": [PROXY]}, {"login_header": HEADER, "login_proxies": ["*"]}]
)
def test_it_is_off_unless_header_and_address_are_both_named(wrong: dict[str, Any]) -> None:
    assert PortalSettings().login_header == "" and PortalSettings().login_proxies == []
    with pytest.raises(ValidationError):
        PortalSettings(**wrong)
