"""What became of the unit's answers: not asked again where it agreed, before an officer where it objected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from doisoat.answer_rules import WORDS
from doisoat.standing import Fate, Key, Said
from doisoat.vi import VERDICT
from reports.district_quality.report_findings import reference_of
from reports.privacy import masked, masked_sentence
from reports.rows import rows_of
from reports.sorting import natural_key
from reports.titles import Titles

BECAME: dict[Fate, str] = {
    Fate.CLOSED: "đã khép lại, không hỏi lại",
    Fate.IN_DISPUTE: "đang chờ cán bộ xét; kết luận giữ nguyên cho tới khi có quyết định",
    Fate.DECIDED: "cán bộ đã quyết định",
    Fate.PAPERS_ASKED: "chờ đơn vị gửi giấy tờ mới của điều đã đổi",
    Fate.EVIDENCE_CHANGED: "căn cứ đã đổi sau khi trả lời; xin xem lại nội dung này",
    Fate.SETTLED: "không còn gì phải trả lời",
}
_COUNTED = {
    Fate.CLOSED: "đã khép lại",
    Fate.IN_DISPUTE: "đang chờ cán bộ xét",
    Fate.DECIDED: "đã có quyết định",
    Fate.PAPERS_ASKED: "chờ giấy tờ mới",
    Fate.EVIDENCE_CHANGED: "cần xem lại vì căn cứ đã đổi",
    Fate.SETTLED: "không còn gì phải trả lời",
}
NOT_ASKED = (Fate.CLOSED, Fate.IN_DISPUTE)


@dataclass(frozen=True)
class AnsweredFinding:
    """One answer and what became of it."""

    key: Key
    reference: str
    commune: str
    unit: str
    indicator: str
    said: str
    day: str
    fate: Fate
    became: str
    decision: str


def answered_findings(answers: pd.DataFrame, verdicts: pd.DataFrame, titles: Titles) -> list[AnsweredFinding]:
    """The last answer to each finding of the unit, in the order of commune, village and indicator.

    Args:
        answers: ``reports.contract.ANSWER_COLUMNS``.
        verdicts: the unit's own rows.
        titles: of the criteria sets.
    """
    own = verdicts[["level", "unit_code", "unit", "commune"]].drop_duplicates()
    names = {(row["level"], row["unit_code"]): (row["unit"], row["commune"]) for row in rows_of(own)}
    found = []
    for row in rows_of(answers):
        place = names.get((row["level"], row["unit_code"]))
        if place is None:
            continue
        key: Key = (row["criteria"], row["level"], row["unit_code"], row["indicator"])
        fate = Fate(row["fate"])
        day = f"{row['changed_on']:%d/%m/%Y}" if row["changed_on"] != "" else ""
        paper = ""
        if row["decision"]:
            verdict = VERDICT.get(row["decided_verdict"], "")
            paper = masked_sentence(f"{row['decision']}: {verdict} ({row['document']})")
        became = BECAME[fate] + (f": {VERDICT.get(row['decided_verdict'], '')}" if fate is Fate.DECIDED else "")
        about = titles.indicator(key[0], key[3])
        place_names = masked(place[1]), masked(place[0])
        said = WORDS[Said(row["said"])]
        found.append(AnsweredFinding(key, reference_of(*key), *place_names, about, said, day, fate, became, paper))
    return sorted(found, key=lambda t: (natural_key(t.commune), natural_key(t.unit), t.key))


def counted(told: Sequence[AnsweredFinding]) -> str:
    """``2 đã khép lại, 1 đang chờ cán bộ xét``; "" where nothing was answered."""
    counts = Counter(one.fate for one in told)
    return ", ".join(f"{counts[fate]} {words}" for fate, words in _COUNTED.items() if counts[fate])
