"""The pages of the demo, with an account of each role, asked without a server."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from flows.demo import demo_inbox

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from doisoat.settings import Settings
    from portal.people import Role
    from portal.services import Services

ON = dt.date(2024, 11, 15)
PASSWORD = "mot-cau-de-nho-1"
OWN, FOREIGN = "06103", "06070"  # two communes of the demo
OWN_VILLAGE, FOREIGN_VILLAGE = "06103001", "06070002"
LOGINS = {"so": "", "don-vi": OWN, "van-hanh": "", "xem": "", "xem-mot": OWN}


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Argon2id with the least work it takes: some four hundred logins here are not about how long a guess takes.

    What is shipped is looked at in ``test_login``.
    """
    from argon2 import PasswordHasher

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("portal.passwords._HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        yield


@pytest.fixture(scope="session")
def portal_settings(demo: Any, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The demo's warehouse, and a home of the portal's own."""
    settings: Settings = demo[1]
    home = tmp_path_factory.mktemp("portal")
    inbox = tmp_path_factory.mktemp("inbox")
    shutil.copytree(demo_inbox() / "register", inbox / "register")
    return settings.model_copy(update={"home": home, "warehouse": settings.warehouse_url, "inbox": inbox})


@pytest.fixture(scope="session")
def services(portal_settings: Settings) -> Iterator[Services]:
    from portal.people import Role
    from portal.services import Services

    with Services(portal_settings) as made:
        for login, unit in LOGINS.items():
            role = Role(login.removesuffix("-mot"))
            made.accounts.add(login, role, PASSWORD, made.now(), unit, ON if unit else None)
        yield made


@pytest.fixture(scope="session")
def links(services: Services) -> dict[str, str]:
    """A signed link of each of the two communes: code to the text in its address."""
    today = services.today()
    by = services.accounts.by_login("so").number
    made = {unit: services.links.issue(unit, ON, today, by, services.now(), today) for unit in (OWN, FOREIGN)}
    return {unit: services.links.text_of(link) for unit, link in made.items()}


class Visitor:
    """A browser: it says where a change comes from, and sends the token of its session."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.token = ""

    def get(self, path: str, **named: Any) -> Any:
        return self.client.get(path, follow_redirects=False, **named)

    def post(self, path: str, data: dict[str, Any] | None = None, **named: Any) -> Any:
        headers = {"origin": "http://testserver", **named.pop("headers", {})}
        form = {"ma-phien": self.token, **(data or {})}
        return self.client.post(path, data=form, headers=headers, follow_redirects=False, **named)

    def log_in(self, login: str, password: str = PASSWORD) -> Any:
        answer = self.post("/dang-nhap", {"ten": login, "mat-khau": password, "ve": "/"})
        if answer.status_code == 303:
            found = re.search(r'name="ma-phien" value="([0-9a-f]{64})"', self.get("/giup").text)
            assert found is not None
            self.token = found[1]
        return answer


@pytest.fixture(scope="session")
def application(services: Services) -> Any:
    from portal.app import make_app

    return make_app(services)


@pytest.fixture
def visitor(application: Any) -> Callable[[str], Visitor]:
    """``visitor("so")``: a browser that is logged in; ``visitor("")``: one that is not."""
    from starlette.testclient import TestClient

    def make(login: str) -> Visitor:
        made = Visitor(TestClient(application))
        if login:
            assert made.log_in(login).status_code == 303
        return made

    return make


@pytest.fixture(scope="session")
def as_role(application: Any) -> Callable[[str], Visitor]:
    """The same, one browser a login for the whole session: for tests that only look."""
    from starlette.testclient import TestClient

    known: dict[str, Visitor] = {}

    def get(login: str) -> Visitor:
        if login not in known:
            known[login] = Visitor(TestClient(application))
            if login:
                assert known[login].log_in(login).status_code == 303
        return known[login]

    return get


@pytest.fixture(scope="session")
def bad_workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A claims workbook with things to mend."""
    from flows.claims_template import write

    out = tmp_path_factory.mktemp("books") / "bieu.xlsx"
    write(out, None)
    return out


@pytest.fixture
def doisoat(tmp_path: Path) -> Any:
    """``doisoat`` with a home of its own."""
    from tests.commands import in_process

    return in_process(tmp_path / "home")


class LogIn:
    """``log_in("so")``: a browser that is logged in, on services and with accounts of a module's own.

    ``accounts``: login → role, unit and day (blank and None for who sees everything).
    """

    def __init__(self, services: Services, accounts: Mapping[str, tuple[Role, str, dt.date | None]]) -> None:
        from portal.app import make_app

        for login, (role, unit, on) in accounts.items():
            services.accounts.add(login, role, PASSWORD, services.now(), unit, on)
        self.services, self.application = services, make_app(services)

    def __call__(self, login: str) -> Visitor:
        from starlette.testclient import TestClient

        made = Visitor(TestClient(self.application))
        assert made.log_in(login).status_code == 303
        return made
