"""What is to be done, grouped by act and not by village: what the unit can do first, then what others owe."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from doisoat.model import OWN_MOVERS, Mover
from doisoat.standing import Key
from doisoat.vi import MOVER
from reports.district_quality.report_findings import Finding, urgency
from reports.missing import Act, acts_of
from reports.privacy import masked, masked_sentence

_SHOWN_NAMES = 3
_OF_UNITS = "unit"  # a need that other units' needs fill: a letter tells those


@dataclass(frozen=True)
class Todo:
    """One act in a letter: who does it, what, and for whom; ``count`` findings are served by it."""

    who: str
    what: str
    places: str
    count: int
    is_own: bool


def todos_of(missing: pd.DataFrame, unit_code: str, findings: Sequence[Finding], closed: Collection[Key]) -> list[Todo]:
    """The acts that would settle the findings, the unit's own first, what serves most villages first.

    Args:
        missing: ``reports.contract.MISSING_COLUMNS``.
        unit_code: the recipient.
        findings: the recipient's.
        closed: findings that are not asked about any more.
    """
    asked = {finding.key: finding for finding in findings if finding.key not in closed}
    keys = missing[["criteria", "level", "unit_code", "indicator"]].astype(object).itertuples(index=False, name=None)
    served = pd.Series([key in asked for key in keys], index=missing.index, dtype=bool)
    acts = [act for act in acts_of(missing[served], unit_code) if act.kind != _OF_UNITS]
    told = {lack_key(lack) for act in acts for lack in act.lacks}
    found = [_of_act(act) for act in acts]
    found += _of_fixes([finding for key, finding in asked.items() if key not in told])
    return sorted(found, key=lambda todo: (not todo.is_own, -todo.count))


def lack_key(lack: object) -> Key:
    """The finding that a need is of."""
    return tuple(str(getattr(lack, name)) for name in ("criteria", "level", "unit_code", "indicator"))  # type: ignore[return-value]


def _of_act(act: Act) -> Todo:
    names = [masked(name) for name in act.units]
    (first, *others) = act.lacks
    what = act.sentence if others else first.own.sentence
    who = act.who or MOVER[Mover(act.mover)]
    return Todo(masked(who), _sentence(what), _listed(names), len({lack_key(lack) for lack in act.lacks}), act.is_own)


def _of_fixes(findings: Iterable[Finding]) -> list[Todo]:
    """Findings of which no facts are known, by what is to be done."""
    groups: dict[tuple[Mover, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.mover, finding.fix), []).append(finding)
    return [
        Todo(MOVER[mover], _sentence(fix), _listed([f.unit for f in alike]), len(alike), mover in OWN_MOVERS)
        for (mover, fix), alike in groups.items()
    ]


def _listed(names: Sequence[str]) -> str:
    each = list(dict.fromkeys(names))
    more = len(each) - _SHOWN_NAMES
    return ", ".join(each[:_SHOWN_NAMES]) + (f" và {more} nơi khác" if more > 0 else "")


def _sentence(text: str) -> str:
    plain = masked_sentence(text).rstrip(".")
    return f"{plain[:1].upper()}{plain[1:]}"


def village_lines(findings: Sequence[Finding], shown: int, order: Mapping[str, int]) -> list[dict[str, str]]:
    """A line a village, the most pressing villages first, at most ``shown``.

    The line tells the most pressing finding with all its reasons and the row that decided, and names the others.

    Args:
        findings: in the order of commune, village and indicator.
        shown: how many villages.
        order: by unit code, which comes first.
    """
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.unit_code, []).append(finding)
    return [
        {
            "name": rows[0].unit,
            "commune": rows[0].commune if rows[0].commune != rows[0].unit else "",
            "line": _line(rows),
        }
        for _, rows in sorted(groups.items(), key=lambda group: order[group[0]])[:shown]
    ]


def _line(findings: Sequence[Finding]) -> str:
    first = min(findings, key=lambda finding: (finding.mover not in OWN_MOVERS, urgency(finding)))
    others = [f"{_number(f) or f.indicator_title} {f.word}" for f in findings if f is not first]
    more = f" Và: {', '.join(others)}." if others else ""
    place = f" ({first.place})" if first.place else ""
    return f"{_number(first)} {first.indicator_title}: {first.word} – {first.why.rstrip('.')}{place}.{more}".strip()


def _number(finding: Finding) -> str:
    return finding.indicator if finding.indicator.isdecimal() else ""
