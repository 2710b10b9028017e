"""Khai lại: what a village declares, with its papers, written on a page and not in a file; for its own unit alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

from doisoat.errors import ConfigError
from doisoat.explanation import Explanation
from doisoat.model import Outcome
from doisoat.vi import CLAIM
from portal.guards import Page, allow
from portal.page_request import PageRequest
from portal.people import Role
from reports.titles import OVERALL

if TYPE_CHECKING:
    from flows.claim_form import DeclaredRow, PlacedFinding, Section, WrittenRow
    from flows.declared_now import Declared

_FIRST_YEAR = 2020
_NEW = "0"  # what stands in the form for the key of a row that is none yet
_SETTLED = (Outcome.PASS, Outcome.NOT_APPLICABLE)
# What a claim is called by the choices of the form: the code of a verdict's claim, its word in the template.
_CODES = {"met": CLAIM["met"], "not_met": CLAIM["not_met"]}


@dataclass(frozen=True)
class RowShown:
    """A row as the page shows it: the key and the number in the file of what was declared (blank, 0: a new one).

    ``said`` are the findings at its fields, ``there`` the personal items declared.
    """

    number: int
    declared: str
    row: int
    cells: Mapping[str, str]
    is_dropped: bool = False
    there: frozenset[str] = frozenset()
    said: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class SectionShown:
    """A sheet as the page shows it, with what its checks say; ``locked``: why it cannot be mended here."""

    section: Section
    rows: list[RowShown]
    known: int
    told: list[str]
    said: list[str]
    locked: str


def form(asked: PageRequest) -> Response:
    """The form, with what is declared now."""
    return _page(asked, _Written.begun(_Meant.of(asked)))


def send(asked: PageRequest) -> Response:
    """Check it and hand it in; the receipt. With another button only a row is added, and nothing is sent."""
    from flows.claim_form import WrittenClaim, hand_in, rows_to_send

    meant = _Meant.of(asked)
    written = _Written.read(asked, meant)
    if asked.form.get("them"):
        return _page(asked, written.with_room(asked.form["them"]))
    year = asked.form.get("nam", "")
    if not (year.isascii() and year.isdecimal() and _FIRST_YEAR <= int(year[:5]) <= asked.services.today().year):
        raise ConfigError("năm thẩm định chưa dùng được", fix="ghi một năm đã tới, ví dụ năm nay")
    changed = {}
    for section in meant.sections:
        rows = rows_to_send(section, meant.declared.rows.get(section.sheet, ()), written.rows[section.sheet])
        if rows is not None:
            changed[section.sheet] = rows
    despite = asked.form.get("van-gui") == "1"
    if not despite and (blind := meant.blind(changed)):
        return _page(asked, written.with_findings(blind), 422)
    found, own = meant.found, asked.account
    claim = WrittenClaim(found.district, found.commune, found.unit, meant.criteria, int(year), written.claims, changed)
    done = hand_in(
        claim, own.unit_code, asked.services.settings, asked.services.now(), account=own.number,
        despite=despite,
    )  # fmt: skip
    if isinstance(done, list):
        return _page(asked, written.with_findings(done), 422)
    return asked.go(f"/bien-nhan/{done.number}")


@dataclass(frozen=True)
class _Meant:
    """The village, the set, the sheets of the form, and what was declared."""

    found: Explanation
    criteria: str
    sets: list[str]
    sections: list[Section]
    declared: Declared
    indicators: list[tuple[str, str]]

    @classmethod
    def of(cls, asked: PageRequest) -> _Meant:
        """What the address and the form mean.

        Raises:
            HTTPException: the newest run has no such village.
        """
        from flows.claim_form import sections_of_run
        from flows.declared_now import declared_now

        with asked.looking() as look:
            found = look.explain(asked.part("thon"))
        sets = list(dict.fromkeys(i.criteria for i in found.indicators if i.level == "village")) if found else []
        if found is None or not sets or asked.services.warehouse is None:
            raise HTTPException(404)
        chosen = asked.form.get("bo", "") or asked.said("bo")
        chosen = chosen if chosen in sets else sets[0]
        titles = asked.services.titles_of(found.run_id)
        numbers = sorted(
            i.indicator
            for i in found.indicators
            if i.criteria == chosen and i.indicator != OVERALL and i.indicator.isdecimal()
        )
        return cls(
            found,
            chosen,
            sets,
            sections_of_run(asked.services.warehouse, found.run_id, chosen),
            declared_now(found, asked.services.settings, asked.services.now()),
            [(number, titles.indicator(chosen, number)) for number in numbers],
        )

    def open_rows(self, section: Section) -> list[DeclaredRow]:
        """The declared rows that the form holds to be mended: none of a sheet that adds up, or that is locked."""
        is_shut = section.adds_up or section.sheet in self.declared.locked
        return [] if is_shut else self.declared.rows.get(section.sheet, [])

    def locked(self, section: Section) -> str:
        """Why a sheet cannot be mended here; blank where it can. To what adds up something may always be added."""
        return "" if section.adds_up else self.declared.locked.get(section.sheet, "")

    def blind(self, changed: Collection[str]) -> list[PlacedFinding]:
        """What to say of sheets that would replace what nobody has seen."""
        from flows.claim_form import PlacedFinding

        why = self.declared.unread
        adds = {section.sheet for section in self.sections if section.adds_up}
        return [PlacedFinding(sheet, -1, "", why) for sheet in changed if why and sheet not in adds]

    def told(self, section: Section) -> list[str]:
        """What the checks of a sheet ask for: why it is not settled, and what is missing."""
        lines: list[str] = []
        for each in self.found.indicators:
            if each.criteria != self.criteria:
                continue
            for check in each.checks:
                if check.check_id in section.checks and check.outcome not in _SETTLED:
                    lines += [check.sentence, check.fix]
            lines += [f"Còn thiếu: {fact.sentence}" for fact in each.missing if fact.check_id in section.checks]
        return list(dict.fromkeys(line for line in lines if line))


@dataclass(frozen=True)
class _Written:
    """What stands in the form."""

    meant: _Meant
    year: str
    claims: dict[str, str]
    rows: dict[str, list[WrittenRow]]
    findings: Sequence[PlacedFinding] = ()
    is_opened: str = ""

    @classmethod
    def begun(cls, meant: _Meant) -> _Written:
        """The form as it opens: what was declared, and room for a row where a sheet has none."""
        from flows.claim_form import WrittenRow, shown_of, with_row

        rows = {}
        for section in meant.sections:
            own = meant.open_rows(section)
            room = not own and not meant.locked(section)
            rows[section.sheet] = with_row([WrittenRow(row.key, shown_of(section, row)) for row in own], room)
        now = {i.indicator: _CODES.get(i.claim, "") for i in meant.found.indicators if i.criteria == meant.criteria}
        return cls(meant, str(meant.found.as_of.year), now, rows)

    @classmethod
    def read(cls, asked: PageRequest, meant: _Meant) -> _Written:
        """The form as it was sent."""
        from flows.claim_form import MOST_ROWS, WrittenRow

        sent, rows = asked.form, {}
        for section in meant.sections:
            own: list[WrittenRow] = []
            for n in range(0 if meant.locked(section) else MOST_ROWS):
                head = f"{section.key}.{n}"
                if f"{head}.hang" not in sent:
                    break
                key = sent[f"{head}.hang"]
                cells = {each.name: " ".join(sent.get(f"{head}.{each.name}", "").split()) for each in section.fields}
                own.append(WrittenRow("" if key == _NEW else key, cells, f"{head}.bo" in sent))
            rows[section.sheet] = own
        claims = {number: sent.get(f"ct-{number}", "") for number, _ in meant.indicators}
        return cls(meant, sent.get("nam", "").strip()[:4], claims, rows)

    def with_room(self, key: str) -> _Written:
        """With a new row in the sheet of a key, which stays open."""
        from flows.claim_form import with_row

        rows = {
            section.sheet: with_row(self.rows[section.sheet]) if section.key == key else self.rows[section.sheet]
            for section in self.meant.sections
        }
        return _Written(self.meant, self.year, self.claims, rows, is_opened=key)

    def with_findings(self, findings: Sequence[PlacedFinding]) -> _Written:
        """With what should be mended first."""
        return _Written(self.meant, self.year, self.claims, self.rows, findings)

    def shown(self) -> list[SectionShown]:
        """The sheets for the page. A finding's row counts the rows that were handed in: dropped and blank ones not."""
        told = []
        for section in self.meant.sections:
            mine = [one for one in self.findings if one.sheet == section.sheet]
            before = {row.key: row for row in self.meant.open_rows(section)}
            rows, sent = [], 0
            for n, one in enumerate(self.rows[section.sheet]):
                own = before.get(one.declared)
                there = frozenset(f.name for f in section.fields if f.is_personal and own and own.cells.get(f.name))
                kept = frozenset(f.name for f in section.fields if own and own.cells.get(f.name))
                said: dict[str, list[str]] = {}
                if not one.is_dropped and (kept or any(one.cells.values())):
                    for finding in mine:
                        if finding.row == sent:
                            said.setdefault(finding.field, []).append(finding.text)
                    sent += 1
                key, number = (own.key, own.row) if own else (_NEW, 0)
                rows.append(RowShown(n, key, number, one.cells, one.is_dropped, there or kept, said))
            whole = [one.text for one in mine if not 0 <= one.row < sent]
            known = len(self.meant.declared.rows.get(section.sheet, ()))
            told.append(SectionShown(section, rows, known, self.meant.told(section), whole, self.meant.locked(section)))
        return told


def _page(asked: PageRequest, written: _Written, status: int = 200) -> Response:
    meant = written.meant
    return asked.page(
        "khai.html",
        status,
        found=meant.found,
        criteria=meant.criteria,
        sets=meant.sets,
        indicators=meant.indicators,
        claims=written.claims,
        choices=[*_CODES.values(), "Không có sản phẩm"],
        year=written.year,
        sections=written.shown(),
        opened=written.is_opened,
        unread=meant.declared.unread,
        count=len(written.findings),
        general=[one.text for one in written.findings if one.sheet not in {s.sheet for s in meant.sections}],
    )


_OWN = allow(Role.UNIT, unit="thon")
PAGES = (
    Page("/thon/{thon}/khai", _OWN, form, slow=True),
    Page("/thon/{thon}/khai", _OWN, send, ("POST",), slow=True),
)
