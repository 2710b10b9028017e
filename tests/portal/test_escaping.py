"""Foreign text stays text: whatever stands in names, sentences, files and the address, no page grows a tag of it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
import pytest

from tests.portal.conftest import PASSWORD, Visitor
from tests.warehouse.province import CRITERIA, Night, record

BODIES = ("alert(1)", "fetch('//x.example')", "document.cookie")
SHAPES = (
    "<script>{}</script>",
    "<img src=x onerror={}>",
    "<svg onload={}>",
    '"><script>{}</script>',
    "'><img src=x onerror={}>",
    '" onmouseover="{}" x="',
    "' autofocus onfocus='{}",
    "javascript:{}",
    "</textarea><script>{}</script>",
    "</title><script>{}</script>",
    "<a href='javascript:{}'>x</a>",
    "<iframe srcdoc='<script>{}</script>'>",
    "<!--><script>{}</script>-->",
    "<math><mtext></p><script>{}</script>",
    "{{{{7*7}}}} {{%{}%}}",
    "&lt;script&gt;{}&lt;/script&gt;",
    "\u202e<script>{}</script>",
    "<style>*{{background:url(//x.example)}}</style>{}",
    "<meta http-equiv=refresh content='0;url=//x.example'>{}",
    "<form action=//x.example><button>{}</button></form>",
)
HOSTILE = [shape.format(body) for shape, body in itertools.product(SHAPES, BODIES)]
OUR_TAGS = frozenset(
    {
        "html", "head", "meta", "title", "link", "body", "a", "header", "div", "form", "input", "button", "small",
        "span", "nav", "main", "h1", "h2", "h3", "h4", "p", "b", "i", "footer", "table", "thead", "tbody", "tr",
        "th", "td", "section", "ul", "ol", "li", "dl", "dt", "dd", "details", "summary", "svg", "rect", "select",
        "option", "optgroup", "label", "fieldset", "legend", "textarea", "article", "code", "br", "pre", "progress",
        "g", "text", "path", "polyline",
    }
)  # fmt: skip


class Tags(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.odd: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in OUR_TAGS:
            self.odd.append(tag)
        for name, value in attrs:
            text = (value or "").strip().lower()
            leads = name in ("href", "action", "src")
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.odd.append(f"{tag} {name}={value}")
            if leads and (text.startswith("//") or "script:" in text.partition("/")[0]):
                self.odd.append(f"{tag} {name}={value}")
        if tag == "meta" and "http-equiv" in dict(attrs):
            self.odd.append("meta refresh")


def odd_of(text: str) -> list[str]:
    tags = Tags()
    tags.feed(text)
    return tags.odd


def hostile_warehouse(path: Path) -> str:
    """A run in which every foreign text is hostile, a village a text."""
    from warehouse.store import Warehouse

    night = Night(villages=len(HOSTILE), verdicts={(n, "1"): "contradicted" for n in range(len(HOSTILE))},
                  says={(n, i): text for n, text in enumerate(HOSTILE) for i in ("1", "2")})  # fmt: skip
    frames = night.frames()
    names = dict(zip([f"V{n:03}" for n in range(len(HOSTILE))], HOSTILE, strict=True))
    verdicts = frames["verdicts"]
    frames["verdicts"] = verdicts.assign(
        unit=verdicts["unit_code"].map(names), commune=verdicts["unit_code"].map(names)
    )
    checks = frames["check_results"]
    frames["check_results"] = checks.assign(sentence=checks["unit_code"].map(names), fix=checks["unit_code"].map(names),
                                            mover="village")  # fmt: skip
    frames["source_files"] = frames["source_files"].assign(name=HOSTILE[0])
    frames["signals"] = pd.DataFrame(
        [{"signal": "x", "unit_code": code, "other_unit_code": text, "sentence": text} for code, text in names.items()]
    )
    refused = [{"name": t, "sheet": t, "kind": "empty", "what": t, "fix": t, "source_id": "vnpt"} for t in HOSTILE]
    summary = {"refusals": refused, "places": {"review": 0, "matched": 1}, "unread_count": 0, "verdicts": {}}
    url = f"sqlite:///{path}"
    with Warehouse.open(url) as warehouse:
        warehouse.save_run(record(1, criteria={CRITERIA: "x"}, summary=summary), frames)
    return url


@pytest.fixture(scope="module")
def office(portal_settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    from starlette.testclient import TestClient

    from portal.app import make_app
    from portal.people import Role
    from portal.services import Services

    home = tmp_path_factory.mktemp("hostile")
    url = hostile_warehouse(home / "kho.sqlite")
    with Services(portal_settings.model_copy(update={"home": home, "warehouse": url})) as services:
        account, today = services.accounts.add("lan", Role.OFFICE, PASSWORD, services.now()), services.today()
        for number in range(len(HOSTILE)):
            services.links.issue(f"V{number:03}", today, today, account.number, services.now(), today)
        made = Visitor(TestClient(make_app(services)))
        made.log_in("lan")
        yield made


PATHS = (
    "/",
    "/ra-soat",
    "/ra-soat?trang=2",
    "/luot",
    "/luot/run-1",
    "/nguon",
    "/con-thieu",
    "/quyet-dinh",
    "/lien-ket",
)


@pytest.mark.parametrize("path", PATHS)
def test_a_list_grows_no_tag_of_foreign_text(office: Visitor, path: str) -> None:
    answer = office.get(path)
    assert answer.status_code == 200
    assert odd_of(answer.text) == []


def test_the_page_of_a_village_grows_no_tag_of_its_name_its_rows_and_its_files(office: Visitor) -> None:
    for number in range(len(HOSTILE)):
        answer = office.get(f"/thon/V{number:03}")
        assert answer.status_code == 200
        assert odd_of(answer.text) == [], HOSTILE[number]
    assert "&lt;script&gt;" in office.get("/thon/V000").text, "it is shown, as text"


@pytest.mark.parametrize("text", HOSTILE[:: len(BODIES)])
def test_what_an_address_or_a_form_says_comes_back_as_text(office: Visitor, text: str) -> None:
    for path in (f"/ra-soat?tim={quote(text)}", f"/thon/{quote(text, safe='')}", f"/dang-nhap?ve={quote(text)}"):
        assert odd_of(office.get(path).text) == []
    sent = office.post("/doi-soat", {"don-vi": text, "ngay": text, "bo": text})
    assert odd_of(sent.text) == []
    tried = office.post("/kiem-tra", {"don-vi": text}, files={"tep": (f"{text}.xlsx", b"x")})
    assert odd_of(tried.text) == []


def test_a_tag_that_is_not_ours_would_be_found() -> None:
    assert odd_of("<p><script>1</script><a href='javascript:1'>x</a><b onclick='1'></b>") == [
        "script",
        "a href=javascript:1",
        "b onclick=1",
    ]
