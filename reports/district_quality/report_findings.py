"""Findings: the verdicts somebody must act on, each with its reference, why, the fix and where it stands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from doisoat.model import OWN_MOVERS, Mover, Outcome, Verdict
from doisoat.vi import MARK
from reports.contract import FINDINGS, Indicator
from reports.privacy import masked, masked_sentence, one_line
from reports.rows import rows_of
from reports.sorting import natural_key

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U, so that it can be read out on the telephone
_DECIDING = {
    Verdict.CONTRADICTED: (Outcome.FAIL,),
    Verdict.UNVERIFIED: (Outcome.UNKNOWN,),
    Verdict.CONFLICT: (Outcome.CONFLICT,),
    Verdict.UNDERCLAIMED: (Outcome.PASS,),
    Verdict.MISSING_CLAIM: (),
}
_ROLES = {
    Verdict.CONTRADICTED: ("against", "claim"),
    Verdict.CONFLICT: ("against", "for", "claim"),
    Verdict.UNVERIFIED: ("open", "against", "claim"),
    Verdict.UNDERCLAIMED: ("for", "claim"),
    Verdict.MISSING_CLAIM: ("claim",),
}
_ORDER = {verdict: number for number, verdict in enumerate(FINDINGS)}
Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Place:
    """Where a row stands: file, sheet, row."""

    file: str
    sheet: str
    row: int | None

    def __str__(self) -> str:
        """``tệp.xlsx · trang tính · hàng 12``; what is not known is left out."""
        row = "" if self.row is None else f"hàng {self.row}"
        return " · ".join(part for part in (self.file, self.sheet, row) if part)


@dataclass(frozen=True)
class CheckFinding:
    """What one check said: its outcome, why, whose move it is and what to do; the last two may be blank."""

    outcome: str
    sentence: str
    mover: str
    fix: str


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


def reference_of(criteria: str, level: str, unit_code: str, indicator: str) -> str:
    """``DS-7K3F-9QXM``: short enough to read out, the same on every night and machine."""
    text = "\x1f".join((criteria, level, unit_code, indicator))
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:5], "big")
    letters = "".join(_ALPHABET[number >> shift & 31] for shift in range(35, -1, -5))
    return f"DS-{letters[:4]}-{letters[4:]}"


def findings_of(
    verdicts: pd.DataFrame,
    checks: Mapping[Key, list[CheckFinding]],
    proofs: Mapping[Key, list[tuple[str, Place]]],
    indicators: Mapping[str, tuple[Indicator, ...]],
) -> list[Finding]:
    """Findings of one unit's verdicts, in the order of commune, village, indicator.

    Args:
        verdicts: the unit's own rows.
        checks: what each check said, by verdict.
        proofs: (role, place) of rows, by verdict.
        indicators: titles by criteria.
    """
    titles = {(c, i.number): i.title for c, many in indicators.items() for i in many}
    open_rows = verdicts[verdicts["verdict"].isin(list(FINDINGS)) & (verdicts["indicator"] != "overall")]
    found = [_finding(row, checks.get(_key(row), []), proofs.get(_key(row), []), titles) for row in rows_of(open_rows)]
    return sorted(
        found, key=lambda f: (natural_key(f.commune), natural_key(f.unit), f.unit_code, f.criteria, f.indicator)
    )


def urgency(finding: Finding) -> int:
    """0 for what is contradicted, more for what can wait."""
    return _ORDER[Verdict(finding.verdict)]


def _key(row: Mapping[str, str]) -> Key:
    return row["criteria"], row["level"], row["unit_code"], row["indicator"]


def _finding(
    row: Mapping[str, str],
    checks: Iterable[CheckFinding],
    proofs: Iterable[tuple[str, Place]],
    titles: Mapping[tuple[str, str], str],
) -> Finding:
    verdict = Verdict(row["verdict"])
    deciding = [check for check in checks if check.outcome in _DECIDING[verdict]]
    mover, fix = fix_for(verdict, deciding)
    roles = _ROLES[verdict]
    places = list(
        dict.fromkeys(place for _, place in sorted(((roles.index(r), p) for r, p in proofs if r in roles), key=_rank))
    )
    sentences = " ".join(dict.fromkeys(masked_sentence(check.sentence) for check in deciding)) or _SILENT[verdict]
    marks = " ".join(f"{MARK[code]}." for code in row["reasons"].split(";") if code in MARK)
    return Finding(
        reference=reference_of(*_key(row)),
        criteria=row["criteria"],
        unit_code=one_line(row["unit_code"]),
        unit=masked(row["unit"]),
        commune=masked(row["commune"]),
        indicator=row["indicator"],
        indicator_title=titles.get((row["criteria"], row["indicator"]), row["indicator"]),
        claim=row["claim"],
        verdict=verdict,
        why=f"{sentences} {marks}".strip(),
        mover=mover,
        fix=masked_sentence(fix),
        place=places[0] if places else None,
        more_places=max(0, len(places) - 1),
    )


_BY_VERDICT: dict[str, tuple[Mover, str]] = {
    Verdict.MISSING_CLAIM: (Mover.CLAIMANT, "Điền 'Đạt' hoặc 'Không đạt' cho chỉ tiêu này ở bản tự đánh giá."),
    Verdict.UNDERCLAIMED: (
        Mover.CLAIMANT,
        "Căn cứ cho thấy chỉ tiêu có thể đã đạt; sửa tự đánh giá thành 'Đạt' nếu đồng ý.",
    ),
}
_OTHERWISE = (Mover.OFFICE, "Xem căn cứ kèm theo rồi trả lời; cần trao đổi thêm xin liên hệ nơi gửi.")


def fix_for(verdict: str, deciding: Iterable[CheckFinding]) -> tuple[Mover, str]:
    """Whose move it is and what to do, for a verdict with the checks that decided it.

    The claimant's side moves as soon as one of them asks it to; sentences that repeat are told once, the mover's
    first.
    """
    if verdict in _BY_VERDICT:
        return _BY_VERDICT[verdict]
    moves = [(Mover(c.mover), c.fix) if c.mover else _OTHERWISE for c in deciding] or [_OTHERWISE]
    movers = {mover for mover, _ in moves}
    mover = next(m for m in Mover if m in movers)
    ranked = sorted(moves, key=lambda t: (t[0] != mover, t[0] not in OWN_MOVERS))
    return mover, " ".join(dict.fromkeys(text for _, text in ranked))


_SILENT = {
    Verdict.MISSING_CLAIM: "Ô tự đánh giá của chỉ tiêu này còn để trống.",
    Verdict.CONFLICT: "Các nguồn cùng hạng trả lời khác nhau.",
    Verdict.CONTRADICTED: "Căn cứ hiện có khác với tự đánh giá.",
    Verdict.UNVERIFIED: "Chưa đủ căn cứ để xác nhận.",
    Verdict.UNDERCLAIMED: "Căn cứ cho thấy chỉ tiêu có thể đã đạt.",
}


def _rank(ranked: tuple[int, Place]) -> tuple[int, str, str, int]:
    role, place = ranked
    return role, place.file, place.sheet, place.row or 0
