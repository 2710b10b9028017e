"""Câu hỏi: one at a time, with what the question rests on; a likeness alone never decides, a person does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

from portal.guards import Page, allow
from portal.page_request import PageRequest
from portal.people import Role

if TYPE_CHECKING:
    from warehouse.store import Warehouse


def questions(asked: PageRequest) -> Response:
    """How many wait, by kind."""
    from flows.open_page_questions import open_pages
    from flows.open_questions import open_names, open_tables

    with asked.looking() as look:
        names, elsewhere = open_names(look, asked.services.settings.home)
        run = look.run
    tables = open_tables(asked.services.settings, _warehouse(asked), run.run_id)
    pages = open_pages(asked.services.settings, run)
    return asked.page(
        "cau_hoi.html",
        run=run,
        elsewhere=elsewhere,
        names=len(names),
        tables=len(tables),
        pages=len(pages) if pages is not None else None,
    )


def name(asked: PageRequest) -> Response:
    """One name; ``bo-qua`` counts those that were left for later."""
    from flows.open_questions import open_names

    with asked.looking() as look:
        found, _ = open_names(look, asked.services.settings.home)
    at = min(number_in(asked, "bo-qua"), max(0, len(found) - 1))
    return asked.page(
        "cau_hoi_ten.html", question=found[at] if found else None, at=at, left=len(found), done=bool(asked.said("xong"))
    )


def answer_to_name(asked: PageRequest) -> Response:
    """Keep the answer and go on to the next."""
    from flows.open_questions import answer_name, open_names

    with asked.looking() as look:
        found, _ = open_names(look, asked.services.settings.home)
    question = next((one for one in found if one.key == asked.form.get("cau", "")), None)
    if question is None:  # somebody else has answered it meanwhile
        return asked.go("/cau-hoi/ten")
    chosen = asked.form.get("la", "")
    code = asked.form.get("ma", "").strip() if chosen == "khac" else chosen
    skipped = asked.form.get("bo-qua", "0")
    if not chosen or (chosen == "khac" and not code):
        return asked.go(f"/cau-hoi/ten?bo-qua={int(skipped) if skipped.isdecimal() and len(skipped) < 6 else 0}")
    code = "" if code == "khong" else code
    home, now, by = asked.services.settings.home, asked.services.now(), f"trang/{asked.account.number}"
    answer_name(question, code, home, now, by, _warehouse(asked))
    return asked.go(f"/cau-hoi/ten?xong=1&bo-qua={int(skipped) if skipped.isdecimal() and len(skipped) < 6 else 0}")


def table(asked: PageRequest) -> Response:
    """One doubtful point of a table."""
    from flows.open_questions import open_tables

    with asked.looking() as look:
        run_id = look.run.run_id
    found = open_tables(asked.services.settings, _warehouse(asked), run_id)
    at = min(number_in(asked, "bo-qua"), max(0, len(found) - 1))
    return asked.page(
        "cau_hoi_bang.html",
        question=found[at] if found else None,
        at=at,
        left=len(found),
        done=bool(asked.said("xong")),
    )


def answer_to_table(asked: PageRequest) -> Response:
    """Keep the answer and go on to the next."""
    from flows.open_questions import answer_table, open_tables

    with asked.looking() as look:
        run_id = look.run.run_id
    found = open_tables(asked.services.settings, _warehouse(asked), run_id)
    question = next((one for one in found if one.key == asked.form.get("cau", "")), None)
    if question is None:
        return asked.go("/cau-hoi/bang")
    home, now, by = asked.services.settings.home, asked.services.now(), f"trang/{asked.account.number}"
    answer_table(question, asked.form.get("la", ""), home, now, by)
    return asked.go("/cau-hoi/bang?xong=1")


def number_in(asked: PageRequest, name: str) -> int:
    """A small number of the address; 0 for anything else."""
    text = asked.said(name)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def _warehouse(asked: PageRequest) -> Warehouse:
    found = asked.services.warehouse_of_frames
    if found is None:
        raise HTTPException(404)
    return found


_OFFICE = allow(Role.OFFICE)
PAGES = (
    Page("/cau-hoi", _OFFICE, questions, menu="Câu hỏi", order=30),
    Page("/cau-hoi/ten", _OFFICE, name),
    Page("/cau-hoi/ten", _OFFICE, answer_to_name, ("POST",)),
    Page("/cau-hoi/bang", _OFFICE, table),
    Page("/cau-hoi/bang", _OFFICE, answer_to_table, ("POST",)),
)
