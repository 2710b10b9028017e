"""Trang bán hàng: the text of a kept page that a verdict rests on, and the questions about pages, one at a time."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from portal.guards import Page, allow
from portal.page_request import PageRequest
from portal.pages.questions import number_in
from portal.people import EVERYONE, Role


def kept_page(asked: PageRequest) -> Response:
    """The text of one kept page, where the unit's verdicts rest on it; of no other page of the archive."""
    from flows.kept_pages import kept_pages, text_of_page

    code, digest = asked.part("thon"), asked.part("dau")
    with asked.looking(asked.said("luot")) as look:
        found, run = look.explain(code), look.run
    link = next((link for link, sha256 in kept_pages(found).items() if sha256 == digest), None) if found else None
    if found is None or link is None:
        raise HTTPException(404)
    text = text_of_page(asked.services.settings.home, digest)
    return asked.page("trang_da_luu.html", found=found, run=run, link=link, text=text)


def question(asked: PageRequest) -> Response:
    """One page; ``bo-qua`` counts those that were left for later."""
    from flows.kept_pages import text_of_page
    from flows.open_page_questions import CHOICES, open_pages

    with asked.looking() as look:
        run = look.run
    found = open_pages(asked.services.settings, run) or []
    at = min(number_in(asked, "bo-qua"), max(0, len(found) - 1))
    one = found[at] if found else None
    text = text_of_page(asked.services.settings.home, one.sha256) if one else ""
    return asked.page(
        "cau_hoi_trang.html",
        question=one,
        text=text,
        at=at,
        left=len(found),
        choices=CHOICES,
        done=asked.said("bien-nhan"),
        opens=one is not None and one.link.lower().startswith(("http://", "https://")),
    )


def answer(asked: PageRequest) -> Response:
    """Hand the answer in and go on to the next."""
    from flows.open_page_questions import answer_page, open_pages

    with asked.looking() as look:
        run = look.run
    found = open_pages(asked.services.settings, run) or []
    one = next((each for each in found if each.key == asked.form.get("cau", "")), None)
    if one is None:  # somebody else has answered it meanwhile
        return asked.go("/cau-hoi/trang")
    now, account = asked.services.now(), asked.account.number
    receipt = answer_page(one, asked.form.get("la", ""), asked.services.settings, now, account=account)
    return asked.go(f"/cau-hoi/trang?bien-nhan={receipt.number}")


PAGES = (
    Page("/thon/{thon}/trang/{dau}", allow(*EVERYONE, unit="thon"), kept_page, slow=True),
    Page("/cau-hoi/trang", allow(Role.OFFICE), question, slow=True),
    Page("/cau-hoi/trang", allow(Role.OFFICE), answer, ("POST",)),
)
