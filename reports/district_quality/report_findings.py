"""Findings: the verdicts somebody must act on, each with its reference, why, the fix and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from doisoat.model import Mover, Verdict
from doisoat.short_code import short_code
from doisoat.vi import VERDICT
from reports.contract import FINDINGS
from reports.place import Place
from reports.privacy import masked, masked_sentence, one_line
from reports.rows import rows_of
from reports.sorting import natural_key
from reports.titles import OVERALL, Titles
from reports.verdict_sentence import CheckSaid, Key, deciding, deciding_rows, key_of, move, rank, why

_ORDER = {verdict: number for number, verdict in enumerate(FINDINGS)}

CLAIM_ROLE = "claim"
_DECIDED_AGAINST = (Mover.OFFICE, "Cán bộ đã quyết định; chưa đồng ý thì chọn 'Phản đối' và ghi lý do.")


@dataclass(frozen=True)
class Proof:
    """A row that a check rests on, or the row of the self-assessment (role CLAIM_ROLE, no check)."""

    check_id: str
    role: str
    source_id: str
    place: Place


@dataclass(frozen=True)
class Finding:
    """One verdict to act on. Texts are masked; ``reference`` stays the same as long as the finding exists."""

    reference: str
    criteria: str
    unit_code: str
    unit: str
    commune: str
    indicator: str
    indicator_title: str
    claim: str
    verdict: str
    why: str
    mover: Mover
    fix: str
    place: Place | None
    more_places: int
    ground: str = ""  # number of the evidence that decides: what an answer is about
    standing: str = ""  # doisoat.standing.Standing
    key: Key = ("", "", "", "")

    @property
    def word(self) -> str:
        """The verdict in a word."""
        return VERDICT[self.verdict]


def reference_of(criteria: str, level: str, unit_code: str, indicator: str) -> str:
    """``DS-7K3F-9QXM``: short enough to read out, the same on every night and machine."""
    return short_code("DS", (criteria, level, unit_code, indicator))


def findings_of(
    verdicts: pd.DataFrame,
    checks: Mapping[Key, list[CheckSaid]],
    proofs: Mapping[Key, list[Proof]],
    titles: Titles,
) -> list[Finding]:
    """Findings of one unit's verdicts, in the order of commune, village, indicator.

    Args:
        verdicts: the unit's own rows.
        checks: what each check said, by verdict.
        proofs: the rows they rest on, by verdict.
        titles: of the criteria sets.
    """
    open_rows = verdicts[verdicts["verdict"].isin(list(FINDINGS)) & (verdicts["indicator"] != OVERALL)]
    found = [
        _finding(row, checks.get(key_of(row), []), proofs.get(key_of(row), []), titles) for row in rows_of(open_rows)
    ]
    return sorted(
        found, key=lambda f: (natural_key(f.commune), natural_key(f.unit), f.unit_code, f.criteria, f.indicator)
    )


def urgency(finding: Finding) -> int:
    """0 for what is contradicted, more for what can wait."""
    return _ORDER[Verdict(finding.verdict)]


def _finding(row: Mapping[str, str], checks: list[CheckSaid], proofs: list[Proof], titles: Titles) -> Finding:
    criteria, indicator, verdict = row["criteria"], row["indicator"], Verdict(row["verdict"])
    evidence_verdict = row.get("evidence_verdict") or verdict  # what the rows speak of where somebody decided
    mover, fix = move(evidence_verdict, checks) if evidence_verdict in FINDINGS else _DECIDED_AGAINST
    places = _places(evidence_verdict, checks, proofs)
    return Finding(
        reference=reference_of(*key_of(row)),
        criteria=criteria,
        unit_code=one_line(row["unit_code"]),
        unit=masked(row["unit"]),
        commune=masked(row["commune"]),
        indicator=titles.number(criteria, indicator),
        indicator_title=titles.title(criteria, indicator),
        claim=row["claim"],
        verdict=verdict,
        why=masked_sentence(
            why(criteria, indicator, verdict, row["reasons"].split(";"), checks, titles, row.get("other_reading", ""))
        ),
        mover=mover,
        fix=masked_sentence(fix),
        place=places[0] if places else None,
        more_places=max(0, len(places) - 1),
        ground=one_line(row.get("ground", "")),
        standing=row.get("standing", ""),
        key=key_of(row),
    )


def _places(verdict: str, checks: list[CheckSaid], proofs: list[Proof]) -> list[Place]:
    """Where the rows stand that decided; the row of the self-assessment where the deciding checks rest on none."""
    found: list[Place] = []
    for check in deciding(verdict, checks):
        mine = [proof for proof in proofs if proof.check_id == check.check_id]
        rows = deciding_rows(check.outcome, sorted(mine, key=lambda p: (rank(check.outcome, p.role), *_rank(p.place))))
        found += [proof.place for proof in rows]
    found = found or sorted((proof.place for proof in proofs if proof.role == CLAIM_ROLE), key=_rank)
    return list(dict.fromkeys(found))


def _rank(place: Place) -> tuple[str, str, int]:
    return place.file, place.sheet, place.row or 0
