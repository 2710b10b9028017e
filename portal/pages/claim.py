"""Khai lại: what a village declares, written on a page instead of in a file; for its own unit alone."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.responses import Response

from doisoat.errors import ConfigError
from doisoat.explanation import Explanation
from doisoat.vi import CLAIM
from portal.guards import Page, allow
from portal.page_request import PageRequest
from portal.people import Role
from reports.titles import OVERALL

_FIRST_YEAR = 2020
# What a claim is called by the choices of the form: the code of a verdict's claim, its word in the template.
_CODES = {"met": CLAIM["met"], "not_met": CLAIM["not_met"]}


def form(asked: PageRequest) -> Response:
    """The form, with what is declared now."""
    return _page(asked, {}, [])


def send(asked: PageRequest) -> Response:
    """Check it and hand it in; the receipt."""
    from flows.claim_form import WrittenClaim, hand_in

    found, criteria = _found(asked)
    numbers = [number for number, _ in _indicators(asked, found, criteria)]
    year = asked.form.get("nam", "")
    if not (year.isascii() and year.isdecimal() and _FIRST_YEAR <= int(year[:5]) <= asked.services.today().year):
        raise ConfigError("năm thẩm định chưa dùng được", fix="ghi một năm đã tới, ví dụ năm nay")
    claims = {number: asked.form.get(f"ct-{number}", "") for number in numbers}
    claim = WrittenClaim(found.district, found.commune, found.unit, criteria, int(year), claims)
    own, now = asked.account, asked.services.now()
    done = hand_in(claim, own.unit_code, asked.services.settings, now, account=own.number)
    if isinstance(done, list):
        return _page(asked, claims, done, 422)
    return asked.go(f"/bien-nhan/{done.number}")


def _page(asked: PageRequest, claims: dict[str, str], findings: Sequence[object], status: int = 200) -> Response:
    found, criteria = _found(asked)
    now = {one.indicator: _CODES.get(one.claim, "") for one in found.indicators if one.criteria == criteria}
    return asked.page(
        "khai.html",
        status,
        found=found,
        criteria=criteria,
        sets=_sets(found),
        indicators=_indicators(asked, found, criteria),
        claims=claims or now,
        choices=[*_CODES.values(), "Không có sản phẩm"],
        year=asked.form.get("nam", "") or found.as_of.year,
        findings=findings,
    )


def _found(asked: PageRequest) -> tuple[Explanation, str]:
    """The village and the set that is meant.

    Raises:
        HTTPException: the newest run has no such village.
    """
    with asked.looking() as look:
        found = look.explain(asked.part("thon"))
    sets = _sets(found) if found else []
    if found is None or not sets:
        raise HTTPException(404)
    chosen = asked.form.get("bo", "") or asked.said("bo")
    return found, chosen if chosen in sets else sets[0]


def _sets(found: Explanation) -> list[str]:
    return list(dict.fromkeys(one.criteria for one in found.indicators if one.level == "village"))


def _indicators(asked: PageRequest, found: Explanation, criteria: str) -> list[tuple[str, str]]:
    """Number and title of the indicators that the template has a column for."""
    titles = asked.services.titles_of(found.run_id)
    numbers = {one.indicator for one in found.indicators if one.criteria == criteria and one.indicator != OVERALL}
    shown = sorted(number for number in numbers if number.isdecimal())
    return [(number, titles.indicator(criteria, number)) for number in shown]


_OWN = allow(Role.UNIT, unit="thon")
PAGES = (
    Page("/thon/{thon}/khai", _OWN, form),
    Page("/thon/{thon}/khai", _OWN, send, ("POST",), slow=True),
)
