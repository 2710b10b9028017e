"""Questions about shop pages, for the pages: kept by each run as it met them, answered one at a time.

Whoever looks cannot wait until the claims of a province are read again; so a run writes what it would ask into the
working home (``page-questions/<run>.csv``, persons masked). An answer is a table of one row in the inbox folder
``trang/``, with a receipt, exactly as if the workbook of questions had come back with one row filled in.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from connectors.page_answers import ANSWER, OTHER, QUESTION, SAME, SOURCE_ID, page_questions
from doisoat.errors import ConfigError
from doisoat.private import private_folder, private_opener
from doisoat.settings import Settings
from flows.receiving import Receipt, receipts, receive
from reports.privacy import masked_sentence
from warehouse.run import RunRecord

CHOICES = (SAME, OTHER)
_LINK, _SHA = "Đường dẫn", "sha256"
_RUN = re.compile(r"[0-9A-Za-z-]{4,60}")
_KEPT_RUNS = 30


@dataclass(frozen=True)
class PageQuestion:
    """Whether a page sells a claimed product: what the workbook of questions tells, and which page was kept."""

    key: str
    link: str  # as it was claimed
    told: tuple[tuple[str, str], ...]  # heading of the workbook, cell
    sha256: str


def keep_page_questions(
    listings: pd.DataFrame, pages: pd.DataFrame, wanted: pd.DataFrame, run_id: str, home: Path
) -> None:
    """Keep what a run asks about pages; of older runs the newest are kept.

    Args:
        listings: as the run judges by them, answers taken in.
        pages: what the pages say.
        wanted: the claimed products.
        run_id: the run.
        home: the working home.
    """
    asked = page_questions(listings, pages, wanted).drop(columns=[ANSWER]).fillna("").astype(str)
    masked = [name for name in asked.columns if name not in (QUESTION, _LINK)]
    asked[masked] = asked[masked].map(masked_sentence)
    kept = pages.drop_duplicates("url").set_index("url")["file_sha256"]
    asked[_SHA] = asked[_LINK].map(kept).fillna("")
    folder = _folder(home)
    private_folder(folder)
    for old in sorted(folder.glob("*.csv"), key=lambda path: path.stat().st_mtime)[:-_KEPT_RUNS]:
        old.unlink(missing_ok=True)
    with open(folder / f"{run_id}.csv", "w", encoding="utf-8", newline="", opener=private_opener) as file:
        asked.to_csv(file, index=False)


def open_pages(settings: Settings, run: RunRecord) -> list[PageQuestion] | None:
    """The questions that a run met and nobody has answered here since; None where the run kept none to look up."""
    path = _folder(settings.home) / f"{run.run_id}.csv"
    if not _RUN.fullmatch(run.run_id) or not path.is_file():
        return None
    asked = pd.read_csv(path, dtype=str, keep_default_na=False)
    answered = {_key_of(one) for one in receipts(settings) if one.source_id == SOURCE_ID and one.at > run.started_at}
    rows = [{str(name): str(cell) for name, cell in row.items()} for row in asked.to_dict("records")]
    return [_question(row) for row in rows if row[QUESTION] not in answered]


def answer_page(question: PageQuestion, choice: str, settings: Settings, now: dt.datetime, *, account: int) -> Receipt:
    """Hand an answer in; the next run follows it.

    Raises:
        ConfigError: it is neither of the two.
    """
    if choice not in CHOICES:
        raise ConfigError("chưa chọn câu trả lời", fix=f"chọn {SAME} hoặc {OTHER}")
    row = pd.DataFrame([(question.key, question.link, choice)], columns=[QUESTION, _LINK, ANSWER])
    content = row.to_csv(index=False).encode()
    return receive(content, f"tra_loi_{question.key}.csv", SOURCE_ID, settings, now, unit_code="", account=account)


def _question(row: dict[str, str]) -> PageQuestion:
    told = tuple((head, cell) for head, cell in row.items() if cell and head not in (QUESTION, _LINK, _SHA))
    return PageQuestion(row[QUESTION], row[_LINK], told, row[_SHA])


def _key_of(receipt: Receipt) -> str:
    found = re.search(r"tr-[0-9a-f]{12}", receipt.name)
    return found[0].upper() if found else ""


def _folder(home: Path) -> Path:
    return home / "page-questions"
