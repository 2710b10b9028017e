"""Questions that wait for a person, for the pages: names and tables, one at a time; answers kept as the workbooks do.

Texts come from the warehouse as it keeps them, persons masked. A name in which something is masked is not asked about
here: an answer holds for the whole text, and only the workbook has it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from connectors import table_answers
from connectors.table_answers import ANSWER, BETWEEN, GIVEN
from doisoat.errors import ConfigError
from doisoat.personal import MASK
from doisoat.settings import Settings
from flows.run_account import source_titles
from gazetteer import aliases
from warehouse.look import Look, NameToReview
from warehouse.store import Warehouse

_SHOWN_CANDIDATES = 5


@dataclass(frozen=True)
class NameQuestion:
    """A text that may mean a village: what stands in the files, how often, why it is asked, what it may mean."""

    key: str
    village: str
    commune: str
    district: str
    rows: int
    why: str
    candidates: tuple[tuple[str, str], ...]  # code, name with commune


@dataclass(frozen=True)
class TableQuestion:
    """A doubtful point of a table, as the workbook of questions tells it."""

    key: str
    told: tuple[tuple[str, str], ...]  # heading of the workbook, cell
    choices: tuple[str, ...]


def open_names(look: Look, home: Path) -> tuple[list[NameQuestion], int]:
    """The names that are open, most frequent first; and how many are not asked about here."""
    asked = look.names_to_review()
    decided = aliases.current(aliases.read(aliases.store(home)))
    accepted: set[tuple[str, str, str]] = set()
    rejected: dict[tuple[str, str, str], set[str]] = {}
    for row in decided.to_dict("records"):
        key = _key(row["village_text"], row["commune_text"], row["district_text"])
        if row["action"] == aliases.ACCEPT:
            accepted.add(key)
        else:
            rejected.setdefault(key, set()).add(str(row["village_code"]))
    named = look.village_names({code for one in asked for code in one.candidates[:_SHOWN_CANDIDATES]})
    found, elsewhere = [], 0
    for one in asked:
        if not one.village or MASK in f"{one.village} {one.commune} {one.district}":
            elsewhere += 1
            continue
        key = _key(one.village, one.commune, one.district)
        left = [c for c in one.candidates[:_SHOWN_CANDIDATES] if c not in rejected.get(key, set())]
        if key in accepted or (key in rejected and not left):
            continue
        found.append(_question(one, [(code, named.get(code, "")) for code in left]))
    return found, elsewhere


def answer_name(question: NameQuestion, code: str, home: Path, now: dt.datetime, by: str, known: Warehouse) -> None:
    """Keep an answer: a village's code, or blank for none of those that were shown.

    Raises:
        ConfigError: no village has this code.
    """
    path, texts = aliases.store(home), (question.commune, question.district)
    if code:
        villages = known.units().query("level == 'village'")
        if code not in set(villages["unit_code"]):
            raise ConfigError("không có thôn nào mang mã ấy", fix="ghi lại mã thôn như trong danh mục")
        aliases.add(path, question.village, code, *texts, decided_at=now, origin=by)
        return
    for candidate, _ in question.candidates:
        aliases.reject(path, question.village, candidate, *texts, decided_at=now, origin=by)


def open_tables(settings: Settings, warehouse: Warehouse, run_id: str) -> list[TableQuestion]:
    """The doubtful points of tables that a run met and nobody has answered since."""
    given = set(table_answers.current(table_answers.read(table_answers.store(settings.home)))["question"])
    asked = warehouse.table_questions(run_id)
    asked = asked[~asked["question"].isin(given)].reset_index(drop=True)
    rows = table_answers.workbook_rows(asked.fillna(""), source_titles(settings)).drop(columns=[ANSWER])
    heads = [str(name) for name in rows.columns]
    return [
        TableQuestion(
            str(key),
            tuple((head, str(cell)) for head, cell in zip(heads, cells, strict=True) if cell),
            tuple(choices.split(BETWEEN)),
        )
        for key, choices, cells in zip(
            asked["question"], asked["choices"], rows.itertuples(index=False, name=None), strict=True
        )
    ]


def answer_table(question: TableQuestion, choice: str, home: Path, now: dt.datetime, by: str) -> None:
    """Keep an answer, one of those that were offered.

    Raises:
        ConfigError: it is none of them.
    """
    if choice not in question.choices:
        raise ConfigError("chưa chọn câu trả lời", fix="chọn một câu có sẵn")
    about = dict(question.told).get("Hỏi về", "")
    event = (now.isoformat(), GIVEN, question.key, choice, about, by)
    table_answers.append(
        table_answers.store(home), pd.DataFrame([event], columns=list(table_answers.COLUMNS), dtype="str")
    )


def _question(one: NameToReview, candidates: Sequence[tuple[str, str]]) -> NameQuestion:
    digest = hashlib.sha256("\n".join((one.village, one.commune, one.district)).encode()).hexdigest()[:16]
    return NameQuestion(digest, one.village, one.commune, one.district, one.rows, one.why, tuple(candidates))


def _key(village: object, commune: object, district: object) -> tuple[str, str, str]:
    village, commune, district = (text if isinstance(text, str) else "" for text in (village, commune, district))
    return aliases.text_key(village), aliases.text_key(commune), aliases.text_key(district)
