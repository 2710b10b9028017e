"""What people answered to questions about tables: dated, reversible, used from the next run on.

Answers come back as the workbook of questions in the inbox folder ``layouts/``; each is kept in an append-only CSV in
the working home, so that it holds when the workbook is gone. ``doisoat layouts forget`` undoes one by a later line. The
number of a question is made of the source, the set of headings and the doubtful point, so an answer holds for nothing
else (``connectors.reading.TableQuestion``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from connectors.read_sources import SourceResult
from connectors.reading import About, TableQuestion
from doisoat.columns import PROVENANCE
from doisoat.errors import ConfigError
from doisoat.events import append_events, read_events
from doisoat.text.compare import clean, fold

QUESTION, ANSWER, CHOICES = "Mã câu hỏi", "Trả lời", "Chọn một trong"
HEADINGS = (
    QUESTION, "Nguồn", "Tệp", "Trang tính", "Hỏi về", "Điểm chưa rõ", "Dự định đọc", "Ví dụ trong tệp", CHOICES, ANSWER,
)  # fmt: skip
SOURCE_ID = "layout_answers"
COLUMNS = ("decided_at", "action", "question", "answer", "about", "origin")
GIVEN, FORGOTTEN = "answer", "forget"
ASIDE = (*PROVENANCE, "reason", "detail")
BETWEEN = " | "
_ABOUT = {About.TABLE: "Cả bảng", About.COLUMN: "Cột", About.WORD: "Chữ"}
_SIGN = {"heading": "tên cột", "content": "nội dung", "title": "tiêu đề", "answer": "câu trả lời"}


def store(home: Path) -> Path:
    """Where the answers lie in the working home."""
    return home / "layouts.csv"


def read(path: Path, known_at: dt.datetime | None = None) -> pd.DataFrame:
    """Everything that was answered and forgotten, oldest first (COLUMNS); with ``known_at`` only what was by then.

    Raises:
        ConfigError: the file has lost its headings.
    """
    return read_events(path, COLUMNS, (GIVEN, FORGOTTEN), "câu trả lời về bảng", known_at)


def append(path: Path, events: pd.DataFrame) -> None:
    """Write answers (COLUMNS) behind those already there, in one write, flushed to the disk."""
    append_events(path, COLUMNS, events.to_dict("records"))


def forget(path: Path, question: str, now: dt.datetime) -> None:
    """Undo the answer to a question; the next run asks it again.

    Raises:
        ConfigError: no answer to it is in force.
    """
    found = current(read(path))
    known = found[found["question"] == question.strip().upper()]
    if known.empty:
        raise ConfigError(
            f"không có câu trả lời nào mang mã {question}", fix="xem các mã đang có hiệu lực: doisoat layouts list"
        )
    gone = known.assign(decided_at=now.isoformat(), action=FORGOTTEN, answer="", origin="cli")
    append(path, gone)


def current(events: pd.DataFrame) -> pd.DataFrame:
    """The answers in force: of each question the last event, where that is an answer."""
    order = pd.to_datetime(events["decided_at"], utc=True, format="ISO8601").argsort(kind="stable")
    last = events.iloc[order].drop_duplicates("question", keep="last")
    return last[last["action"] == GIVEN].reset_index(drop=True)


def in_force(events: pd.DataFrame) -> dict[str, str]:
    """What readers are handed: number of the question → answer."""
    found = current(events)
    return dict(zip(found["question"], found["answer"], strict=True))


def returned_answers(result: SourceResult | None, known: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Answers of the workbooks in the inbox that are not kept yet, and the rows that could not be followed.

    A workbook counts from the moment it landed; of several the one that landed last decides. Where answers that landed
    together differ, nobody has decided and the question is asked again.

    Args:
        result: the source ``layout_answers``, or None.
        known: everything kept so far (COLUMNS): what a person has forgotten since does not come back by itself.

    Returns:
        Events (COLUMNS), and rows set aside (ASIDE).
    """
    rows = result.records.get(SOURCE_ID) if result else None
    if rows is None or result is None:
        return pd.DataFrame(columns=list(COLUMNS), dtype="str"), pd.DataFrame(columns=list(ASIDE))
    landed = {parsed.raw.sha256: (parsed.raw.landed_at.isoformat(), parsed.raw.name) for parsed in result.files}
    given = rows[rows["answer"].notna() & rows["question"].notna()]
    given = given.assign(
        meant=pd.Series(
            [_chosen(answer, choices) for answer, choices in zip(given["answer"], given["choices"], strict=True)],
            index=given.index,
            dtype=object,
        ),
        decided_at=given["file_sha256"].map(lambda sha: landed[sha][0]),
        origin=given["file_sha256"].map(lambda sha: landed[sha][1]),
        question=given["question"].str.strip().str.upper(),
    )
    clear, unclear = given[given["meant"].notna()], given[given["meant"].isna()]
    torn = clear.groupby(["question", "decided_at"])["meant"].transform("nunique") > 1
    aside = [
        _aside(unclear, f"ô '{ANSWER}' ghi khác các lựa chọn ở cột '{CHOICES}'; xin chọn một rồi gửi lại"),
        _aside(clear[torn], "các câu trả lời đến cùng lúc về điểm này khác nhau; sẽ được hỏi lại"),
    ]
    fresh = clear[~torn].drop_duplicates(["question", "decided_at"])
    kept = set(zip(known["question"], known["decided_at"], strict=True))
    fresh = fresh[[pair not in kept for pair in zip(fresh["question"], fresh["decided_at"], strict=True)]]
    events = pd.DataFrame(
        {
            "decided_at": fresh["decided_at"],
            "action": GIVEN,
            "question": fresh["question"],
            "answer": fresh["meant"],
            "about": fresh["about"].fillna(""),
            "origin": fresh["origin"],
        }
    )
    return events[list(COLUMNS)].astype("str").reset_index(drop=True), pd.concat(aside, ignore_index=True)


def _chosen(answer: str, choices: str | None) -> str | None:
    """The choice that an answer names, as it was offered."""
    return next((one for one in (choices or "").split(BETWEEN) if fold(one) == fold(answer)), None)


def _aside(rows: pd.DataFrame, detail: str) -> pd.DataFrame:
    return rows[list(PROVENANCE)].assign(reason="layout_answer_unclear", detail=detail)


QUESTIONS = ("question", "source_id", "file_sha256", "name", "sheet", "about", "subject", "doubt", "proposal",
             "examples", "choices", "holds_the_table")  # fmt: skip


def question_rows(results: Iterable[SourceResult]) -> pd.DataFrame:
    """A row (QUESTIONS, text) for every question that is open; of one asked by several files the first."""
    rows = [
        (
            q.id, q.source_id, parsed.raw.sha256, parsed.raw.name, q.sheet, str(q.about), q.subject, q.doubt,
            _proposed(q), _examples(q), BETWEEN.join(q.choices), q.holds_the_table,
        )
        for result in results
        for parsed in result.files
        for q in parsed.questions
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(QUESTIONS)).drop_duplicates("question", ignore_index=True)


def workbook_rows(questions: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """The questions as the workbook shows them (HEADINGS); the answer is blank.

    Args:
        questions: QUESTIONS.
        titles: of the sources, by id.
    """
    rows = []
    for q in questions.to_dict("records"):
        about = f"{_ABOUT[About(q['about'])]} “{q['subject']}”" if q["subject"] else _ABOUT[About(q["about"])]
        source = titles.get(q["source_id"], q["source_id"])
        shown = (q["doubt"], q["proposal"], q["examples"], q["choices"])
        rows.append((q["question"], source, q["name"], q["sheet"], about, *shown, ""))
    return pd.DataFrame(rows, columns=list(HEADINGS), dtype=object)


def _proposed(question: TableQuestion) -> str:
    """How the table would be read, a column each: the heading, what it is taken for, and by which sign."""
    columns = (f"“{c.heading}” → {c.label or c.field} (theo {_SIGN.get(c.sign, c.sign)})" for c in question.proposal)
    return "; ".join(columns)


def _examples(question: TableQuestion) -> str:
    shown: Sequence[str] = [f"“{heading}”: {', '.join(cells)}" for heading, cells in question.examples if cells]
    return clean("; ".join(shown))
