"""6,000 hostile strings through every text of every template: none leaves a mark of its own in a page.

The values that pages hand to their templates are caught as the demo is looked at; what the demo does not have (letters,
decisions, questions) is written down here. Then every text in them is replaced. A page in which a ``<``, a ``>`` or a
quote came through unescaped has more of them than the same page with a harmless text.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

import pytest
from jinja2 import UndefinedError

from doisoat.clock import VIETNAM
from flows.asked_runs import AskedRun
from flows.open_page_questions import PageQuestion
from flows.open_questions import NameQuestion, TableQuestion
from flows.receiving import Receipt
from portal import page_request
from portal.links import Link
from portal.rendering import environment
from tests.portal.conftest import FOREIGN, OWN_VILLAGE, Visitor
from tests.portal.conftest import application as application
from tests.portal.conftest import as_role as as_role
from tests.portal.conftest import portal_settings as portal_settings
from tests.portal.conftest import services as services
from tests.portal.test_escaping import odd_of
from warehouse.letters import LetterShown

TAGS = ("script", "img src=x", "svg", "video src=x", "audio src=x", "body", "details open", "input autofocus",
        "iframe", "object data=x", "embed src=x", "form", "a href=javascript:0", "base href=//x", "link rel=x", "meta",
        "style", "marquee", "math", "select autofocus", "textarea", "template", "keygen", "isindex",
        "x contenteditable")  # fmt: skip
HANDLERS = ("onerror", "onload", "onfocus", "ontoggle", "onstart", "onclick", "onmouseover", "onbegin", "oncut",
            "onanimationend", "onpageshow", "ONERROR\t")  # fmt: skip
CLOSERS = ("", '"', "'", '">', "'>", "-->", "</textarea>", "</title>", "]]>", "</script>")
BODIES = ("alert(1)", "fetch(`//x.example`)")
HOSTILE = [
    f"{closer}<{tag} {handler}={body}>"
    for closer, tag, handler, body in itertools.product(CLOSERS, TAGS, HANDLERS, BODIES)
]
AT_ONCE = 200
MARKS = "<>\"'"
# Values that are pages' own HTML: parts that were rendered (and are caught by themselves), drawings (tests/reports).
OURS = frozenset({("body",), ("picture",)})
NOW = dt.datetime(2024, 11, 16, 1, 0, tzinfo=dt.UTC)
Values = dict[str, Any]


def written_down(run: Any) -> Iterator[tuple[str, Values]]:
    """What the demo has none of."""
    letter = LetterShown(
        "r", "c", "u", "l", run.as_of, "a", changes_only=True, state="sent", queued_at=NOW, settled_at=NOW,
        uncertain=True, attempts=1,
    )  # fmt: skip
    yield "thu.html", {"letters": [letter], "page": 1, "more": False, "titles": {}, "states": {"sent": "gửi"}}
    told = ("id", "state", "unit", "code", "criteria", "indicator", "verdict", "evidence", "until", "document",
            "reason", "proposed", "confirmed", "explanation", "at", "appeal")  # fmt: skip
    decision = dict.fromkeys(told, "x")
    several = {"decisions": [decision, {**decision, "confirmed": ""}], "disputes": [Anything(decision)]}
    yield "quyet_dinh.html", {"said": "", **several, "may_decide": True, "done": "x", "login": "lan"}
    name = NameQuestion("k", "v", "c", "d", 3, "w", (("code", "name"), ("code", "")))
    yield "cau_hoi_ten.html", {"question": name, "at": 0, "left": 2, "done": True}
    table = TableQuestion("k", (("head", "cell"), ("Hỏi về", "x")), ("a", "b"))
    yield "cau_hoi_bang.html", {"question": table, "at": 0, "left": 2, "done": True}
    page = PageQuestion("k", "https://x", (("head", "cell"),), "s")
    yield "cau_hoi_trang.html", {"question": page, "text": "t", "at": 0, "left": 2, "choices": ("a", "b"), "done": "x",
                                 "opens": False}  # fmt: skip
    found = Anything({"unit": "u", "unit_code": "c"})
    yield "trang_da_luu.html", {"found": found, "run": run, "link": "l", "text": "t"}
    yield "bien_nhan.html", {"receipt": Receipt("n", NOW, "s", "f", "h", 7, "u", 1), "source": "s", "unit": "n"}
    row = dict.fromkeys(("unit", "unit_code", "commune", "criteria", "indicator", "verdict", "claim", "why"), "x")
    yield "chay_thu.html", {"units": [[row]], "chosen": "", "luot": "l", "heads": {}, "most": 5}
    yield "chay_thu.html", {"units": [[row]], "chosen": "x", "luot": "l", "heads": {}, "most": 5}
    for state in ("waiting", "running", "done", "failed"):
        yield "doi_soat_chay.html", {"asked_run": AskedRun("k", state, 3, ("a",), "m", "r", True), "said": "s"}
    finding = Anything({"cell": "c", "village": "v", "what": "w", "fix": "f"})
    yield "nhan_tep_xem.html", {"name": "n", "source": "s", "sheets": [("sheet", [finding])], "lines": [], "key": "k"}
    yield "nhan_tep_xem.html", {"name": "n", "source": "s", "sheets": None, "lines": ["a", "b"], "key": "k"}
    yield "kiem_tra.html", {"said": "s", "name": "n", "unit": "u", "sheets": [("sheet", [finding])], "count": 1}
    yield "khong_lam_duoc.html", {"error": Anything({"what": "w", "fix": "f", "spot": None})}
    yield "lien_ket.html", {"links": [Link(1, "u", run.as_of, run.as_of, NOW, 1, None)], "names": {},
                            "logins": {1: "lan"}, "today": NOW.astimezone(VIETNAM).date()}  # fmt: skip


class Anything(dict[str, Any]):
    """Values with the names of what a template asks for."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every text in a value."""
    if isinstance(value, Enum) or path[-1:] in OURS:
        return
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict):
        for key, each in list(value.items())[:20]:
            yield from leaves(each, (*path, key))
    elif isinstance(value, list | tuple):
        for number, each in enumerate(value[:3]):
            yield from leaves(each, (*path, number))
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            if each.init:
                yield from leaves(getattr(value, each.name), (*path, each.name))


def put(value: Any, path: tuple[Any, ...], text: str) -> Any:
    """The value with another text in one place."""
    if not path:
        return text
    first, *rest = path
    if isinstance(value, dict):
        return type(value)({**value, first: put(value[first], tuple(rest), text)})
    if isinstance(value, list | tuple):
        changed = [put(each, tuple(rest), text) if n == first else each for n, each in enumerate(value)]
        return changed if isinstance(value, list) else type(value)(changed)
    return replace(value, **{first: put(getattr(value, first), tuple(rest), text)})


Rendered = Callable[[Values], str]


@pytest.fixture(scope="module")
def caught(as_role: Callable[[str], Visitor], services: Any) -> list[tuple[str, Values, Rendered]]:
    """Template, values, and how it is rendered, of every page of the demo."""
    found: dict[tuple[str, str], tuple[str, Values, Rendered]] = {}
    whole, part = page_request.render, page_request.render_part

    def render(asked: Any, template: str, status: int, values: Values) -> Any:
        login = asked.session.account.login if asked.session else ""
        if login == "so":
            offices.append(asked)
        again: Rendered = lambda changed: whole(asked, template, status, changed).body.decode()  # noqa: E731
        found.setdefault((template, login), (template, dict(values), again))
        return whole(asked, template, status, values)

    def render_part(template: str, values: Values) -> str:
        again: Rendered = lambda changed: part(template, changed)  # noqa: E731
        found.setdefault((template, ""), (template, dict(values), again))
        return part(template, values)

    patch = pytest.MonkeyPatch()
    patch.setattr(page_request, "render", render)
    patch.setattr(page_request, "render_part", render_part)
    services.remembered = type(services.remembered)()
    offices: list[Any] = []
    paths = ("/", "/ra-soat", f"/thon/{OWN_VILLAGE}", "/thon/06103005", "/thon/06103", f"/con-thieu?don-vi={FOREIGN}",
             "/quyet-dinh", "/cau-hoi", "/luot", "/luot/latest", "/nguon", "/nhan-tep", "/doi-soat", "/tai-khoan",
             "/giup", "/khong-co", "/lien-ket", f"/thon/{OWN_VILLAGE}/khai")  # fmt: skip
    for login in ("so", "don-vi"):
        for path in paths:
            as_role(login).get(path)
    as_role("so").post("/doi-soat", {"don-vi": OWN_VILLAGE[:5], "ngay": "2024-11-15"})
    as_role("").get("/dang-nhap?ve=/ra-soat")
    patch.undo()
    office = offices[0]
    with office.looking() as look:
        run = look.run
    made = list(found.values())
    for template, values in written_down(run):
        made.append((template, values, lambda changed, t=template: whole(office, t, 200, changed).body.decode()))
    return made


def may_be(values: Values, render: Rendered) -> list[tuple[Any, ...]]:
    """The texts that are shown: the others are looked up in a table, where a strange one has no place."""
    found = []
    render(values)
    for path in leaves(values):
        try:
            render(put(values, path, "zq"))
        except (KeyError, ValueError, UndefinedError, TypeError, AttributeError, IndexError):
            continue
        found.append(path)
    return found


def with_all(values: Values, paths: list[tuple[Any, ...]], text: str) -> Values:
    for path in paths:
        values = put(values, path, text)
    return values


def test_there_are_six_thousand_strings_and_each_has_a_mark() -> None:
    assert len(set(HOSTILE)) == 6000
    assert all(any(mark in text for mark in MARKS) for text in HOSTILE)


def test_every_template_is_among_those_that_are_tried(caught: list[tuple[str, Values, Rendered]]) -> None:
    tried = {template for template, *_ in caught}
    pieces = {"khung.html", "manh.html", "phat_hien.html", "chua_co_luot.html"}
    assert set(environment().list_templates()) - pieces - tried == set()


def marks_left(values: Values, render: Rendered, paths: list[tuple[Any, ...]], text: str) -> dict[str, int]:
    """How many more of each mark there are with this text than with a harmless one."""
    plain, shown = render(with_all(values, paths, "zq " * 3)), render(with_all(values, paths, text))
    return {mark: left for mark in MARKS if (left := shown.count(mark) - plain.count(mark))}


def test_a_text_that_is_not_escaped_would_be_found() -> None:
    values = {"a": "x", "b": [{"c": "y"}]}
    assert list(leaves(values)) == [("a",), ("b", 0, "c")]
    leaky: Rendered = lambda changed: f"<p>{changed['b'][0]['c']}</p>"  # noqa: E731
    assert marks_left(values, leaky, [("b", 0, "c")], HOSTILE[0]) == {"<": 1, ">": 1}
    assert marks_left(values, leaky, [("a",)], HOSTILE[0]) == {}


# Of the one page that tells how a run gets on: its file, and what loads the page anew where there are no scripts.
OWN_SCRIPT = ["script", "noscript", "meta refresh"]


def test_no_string_leaves_a_mark_in_any_text_of_any_page(caught: list[tuple[str, Values, Rendered]]) -> None:
    texts = [" ".join(HOSTILE[n : n + AT_ONCE]) for n in range(0, len(HOSTILE), AT_ONCE)]
    tried = 0
    for template, values, render in caught:
        paths = may_be(values, render)
        tried += len(paths)
        for text in texts:
            assert marks_left(values, render, paths, text) == {}, template
        for text in ("javascript:alert(1)", "//x.example/"):
            own = OWN_SCRIPT if template == "doi_soat_chay.html" else []
            assert odd_of(render(with_all(values, paths, text))) in ([], own), template
    assert tried > 300
