"""Trả lời và quyết định: what units answer to findings; what officers decide, two persons each."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.responses import Response

from doisoat.answer_rules import OUTCOMES
from doisoat.errors import ConfigError
from doisoat.standing import Said
from flows.decided import decision_rows, dispute_rows
from portal.guards import Page, allow
from portal.page_request import NoRunYetError, PageRequest
from portal.people import Role
from portal.wording import natural
from reports.contract import FINDINGS
from warehouse.look import Wanted
from warehouse.reader import WarehouseReader

_CODE = re.compile(r"\(([0-9A-Za-z]+)\)$")
_MOST = 500


def overview(asked: PageRequest) -> Response:
    """For the office what waits for it; for a unit the findings that ask something of it."""
    if asked.visible.is_whole:
        return _of_office(asked, "")
    rows = []
    with asked.looking() as look:
        run = look.run
        for criteria in sorted(look.criteria()):
            units = sorted(look.units(Wanted(criteria)), key=lambda unit: natural(unit.name))
            verdicts = look.verdicts(criteria, [unit.code for unit in units])
            rows += [
                (unit, criteria, each)
                for unit in units
                for each in verdicts.get(unit.code, {}).values()
                if each.verdict in FINDINGS and each.indicator != "overall"
            ]
    order = {str(verdict): at for at, verdict in enumerate(FINDINGS)}
    rows.sort(key=lambda row: (order[row[2].verdict], natural(row[0].name), row[1], row[2].indicator))
    return asked.page(
        "tra_loi.html", run=run, rows=rows[:_MOST], count=len(rows), titles=asked.services.titles_of(run.run_id)
    )


def answer(asked: PageRequest) -> Response:
    """A unit's answer to one finding, tied to the evidence that it saw."""
    code, form = asked.part("thon"), asked.form
    if form.get("tra-loi") not in list(Said):
        raise ConfigError("chưa chọn câu trả lời", fix="chọn Đồng ý, Phản đối hoặc Đã thay đổi")
    day = _day(form, "ngay", "day_unreadable")
    made = (
        _warehouse(asked)
        .spoken()
        .take_answer(
            code,
            form.get("chi-tieu", ""),
            Said(form["tra-loi"]),
            ground=form.get("can-cu", ""),
            by_unit=asked.account.unit_code,
            at=asked.services.now(),
            explanation=form.get("giai-thich", "").strip()[:1000],
            changed_on=day,
            criteria=form.get("bo", "") or None,
        )
    )
    return asked.go(f"/thon/{code}?da-ghi={made.receipt}#{made.key[0]}-{made.key[3]}")


def propose(asked: PageRequest) -> Response:
    """An officer's proposal; it counts once another account has confirmed it."""
    code, form = asked.part("thon"), asked.form
    until = _day(form, "den-het", "")
    if until is None:
        raise ConfigError("chưa rõ ngày hết hiệu lực", fix="chọn một ngày ở mục Đến hết ngày")
    made = (
        _warehouse(asked)
        .spoken()
        .propose(
            code,
            form.get("chi-tieu", ""),
            form.get("ket-luan", ""),
            reason=form.get("ly-do", "").strip()[:1000],
            document=form.get("van-ban", "").strip()[:200],
            until=until,
            by=asked.account.login,
            at=asked.services.now(),
            criteria=form.get("bo", "") or None,
        )
    )
    return asked.go(f"/thon/{code}?da-ghi={made.id}#{made.key[0]}-{made.key[3]}")


def confirm(asked: PageRequest) -> Response:
    """The second person's yes."""
    made = _warehouse(asked).spoken().confirm(asked.form.get("ma", ""), by=asked.account.login, at=asked.services.now())
    return asked.go(f"/quyet-dinh?da-ghi={made.id}")


def withdraw(asked: PageRequest) -> Response:
    """A proposal or a decision taken back."""
    gone = (
        _warehouse(asked)
        .spoken()
        .withdraw(
            asked.form.get("ma", ""),
            reason=asked.form.get("ly-do", ""),
            by=asked.account.login,
            at=asked.services.now(),
        )
    )
    return asked.go(f"/quyet-dinh?da-ghi={gone.id}")


def _of_office(asked: PageRequest, said: str) -> Response:
    warehouse = _warehouse(asked)
    made, disputes = decision_rows(warehouse), dispute_rows(warehouse)
    return asked.page(
        "quyet_dinh.html",
        said=said,
        decisions=[_with_code(row) for row in made],
        disputes=[_with_code(row) for row in disputes],
        may_decide=asked.may(Role.OFFICE),
        done=asked.said("da-ghi"),
        login=asked.account.login,
    )


def _with_code(row: Mapping[str, str]) -> dict[str, str]:
    """The row with the code of its unit, which stands behind the name."""
    found = _CODE.search(row["unit"])
    return {**row, "code": found[1] if found else ""}


def _day(form: Mapping[str, str], name: str, outcome: str) -> dt.date | None:
    text = form.get(name, "").strip()
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        what, fix = OUTCOMES.get(outcome, ("ngày chưa đọc được", "chọn một ngày"))
        raise ConfigError(what, fix=fix) from None


def _warehouse(asked: PageRequest) -> WarehouseReader:
    if asked.services.warehouse is None:
        raise NoRunYetError
    if not asked.services.warehouse.newest_seq():
        raise HTTPException(404)
    return asked.services.warehouse


PAGES = (
    Page("/quyet-dinh", allow(*Role), overview, menu="Trả lời và quyết định", order=35),
    Page("/thon/{thon}/tra-loi", allow(Role.UNIT, unit="thon"), answer, ("POST",)),
    Page("/thon/{thon}/de-xuat", allow(Role.OFFICE, unit="thon"), propose, ("POST",)),
    Page("/quyet-dinh/xac-nhan", allow(Role.OFFICE), confirm, ("POST",)),
    Page("/quyet-dinh/rut-lai", allow(Role.OFFICE), withdraw, ("POST",)),
)
