"""Every page × every role × own and foreign unit: 403, 404 or the login where it must be, and never data.

Made from the table of pages: a new page without a guard, or with a part of its path that is not known here, fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from portal.app import all_pages
from portal.guards import Guard, Page
from portal.people import Role
from tests.portal.conftest import FOREIGN, FOREIGN_VILLAGE, LOGINS, OWN, OWN_VILLAGE, Visitor

As = Callable[[str], Visitor]
PAGES = all_pages()
# What stands for a part of a path: of the own unit, of a foreign one. A part that names no unit has one value.
PARTS: dict[str, tuple[str, str]] = {
    "thon": (OWN_VILLAGE, FOREIGN_VILLAGE),
    "luot": ("latest", "khong-co"),
    "so": ("khong-co", "khong-co"),
    "khoa": ("khong-co", "khong-co"),
    "dau": ("0" * 64, "0" * 64),
    "lien_ket": ("khong-co", "khong-co"),  # of the own unit: ``own_link``
}


@pytest.fixture(scope="module", autouse=True)
def own_link(links: dict[str, str]) -> None:
    """The link of the own unit, which nobody can write down before there is one."""
    PARTS["lien_ket"] = (links[OWN], links[OWN])


WHOLE = [login for login in LOGINS if not LOGINS[login]]
TIED = [login for login in LOGINS if LOGINS[login]]
# Names of units of the demo that lie in no commune of the tied accounts.
FOREIGN_WORDS = ("Lâm Sơn", "06070", "0607000")


def role_of(login: str) -> Role:
    return Role(login.removesuffix("-mot"))


def path_of(page: Page, which: int) -> str:
    return re.sub(r"{(\w+)(?::\w+)?}", lambda part: PARTS[part[1]][which], page.path)


def ask(visitor: Visitor, page: Page, which: int, query: str = "") -> tuple[int, str]:
    path = path_of(page, which) + query
    answer = visitor.get(path) if page.methods == ("GET",) else visitor.post(path)
    return answer.status_code, answer.text


IDS = [f"{page.methods[0]} {page.path}" for page in PAGES]


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_every_page_declares_who_may_open_it_and_its_path_is_known_here(page: Page) -> None:
    assert isinstance(page.guard, Guard)
    assert set(page.guard.roles) <= set(Role)
    names = re.findall(r"{(\w+)(?::\w+)?}", page.path)
    assert set(names) <= set(PARTS), "say in PARTS what this part of a path means"
    assert not page.guard.unit or page.guard.unit in names
    assert not page.guard.link or (page.guard.link in names and page.methods == ("GET",))
    if "thon" in names or "don_vi" in names:
        assert page.guard.unit, "a path that names a unit says so in its guard"
    assert page.methods in (("GET",), ("POST",))


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_who_is_not_logged_in_gets_no_further_than_the_login(as_role: As, page: Page) -> None:
    status, text = ask(as_role(""), page, 0)
    if page.guard.is_open:
        assert status in (200, 303, 401, 403, 404, 422)
    elif page.guard.link:
        assert status == 200
    else:
        assert (status, text) == (303, "")


@pytest.mark.parametrize("login", [*WHOLE, *TIED])
@pytest.mark.parametrize("page", [page for page in PAGES if page.guard.roles], ids=lambda page: page.path)
def test_a_role_that_may_not_is_refused(as_role: As, page: Page, login: str) -> None:
    if page.path == "/dang-xuat":
        return
    status, _ = ask(as_role(login), page, 0)
    if role_of(login) not in page.guard.roles:
        assert status == 403
    else:
        assert status in (200, 303, 404, 422)


@pytest.mark.parametrize("login", TIED)
@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.guard.unit and page.guard.roles], ids=lambda page: page.path
)
def test_a_page_of_a_foreign_unit_does_not_exist(as_role: As, page: Page, login: str) -> None:
    allowed = role_of(login) in page.guard.roles
    assert ask(as_role(login), page, 1)[0] == (404 if allowed else 403)


QUERIES = (
    "",
    f"?don-vi={FOREIGN}",
    "?tim=lam+son",
    "?tim=06070002",
    "?luot=latest",
    "?trang=999",
    "?bo=TTM-2023&chung=",
)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("login", TIED)
@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.methods == ("GET",) and not page.guard.is_open], ids=lambda page: page.path
)
def test_no_page_shows_a_word_of_a_foreign_unit_whatever_is_asked(
    as_role: As, page: Page, login: str, query: str
) -> None:
    status, text = ask(as_role(login), page, 0, query)
    assert status < 500
    shown = re.sub(r'(?:value|href|action)="[^"]*"', "", text)  # what the visitor typed comes back in the form
    assert [word for word in FOREIGN_WORDS if word in shown] == []


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.methods == ("POST",) and page.guard.roles], ids=lambda page: page.path
)
def test_a_change_without_a_token_changes_nothing(as_role: As, page: Page) -> None:
    for login in LOGINS:
        visitor = as_role(login)
        answer = visitor.post(path_of(page, 0), {"ma-phien": ""})
        assert answer.status_code in (403, 404)
        assert visitor.get("/giup").text.count("ma-phien"), "still logged in"


BY_LINK = [page for page in PAGES if page.guard.link]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("login", ["", *LOGINS])
@pytest.mark.parametrize("page", BY_LINK, ids=lambda page: page.path)
def test_a_link_shows_its_unit_and_no_word_of_another_whoever_holds_it(
    as_role: As, page: Page, login: str, query: str
) -> None:
    status, text = ask(as_role(login), page, 0, query)
    assert status == 200
    assert [word for word in FOREIGN_WORDS if word in text] == []
    assert "ma-phien" not in text, "it is there to be read; there is no form"
    if page.guard.unit:
        assert ask(as_role(login), page, 1, query)[0] == 404


def test_the_words_that_must_not_be_seen_are_seen_by_who_may(as_role: As) -> None:
    text = as_role("so").get("/").text
    assert FOREIGN_WORDS[0] in text or FOREIGN_WORDS[1] in text
