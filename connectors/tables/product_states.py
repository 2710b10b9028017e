"""What a cell or a heading says of a product's recognition: that it stands, has run out, or that there is none."""

from __future__ import annotations

import re

from connectors.contract import Cell
from connectors.tables.answers import read_answer
from connectors.tables.cells import as_text, read_stars
from connectors.tables.marks import without_number
from connectors.tables.placeholders import is_placeholder
from connectors.tables.words import word_set
from doisoat.model import Answer
from doisoat.text.compare import fold

RECOGNISED, EXPIRED, UNCLEAR, NOT_RECOGNISED = "recognised", "expired", "unclear", "not_recognised"
_EXPIRED = re.compile(
    r"\b(?:(?:het|qua|khong con) (?:thoi )?(?:han|hieu luc)|expired|(?:no longer|not) valid|lapsed)\b"
)
_NOT_RECOGNISED = re.compile(
    r"\b(?:thu hoi|(?:chua|khong|khong con|cho|de nghi|se) (?:duoc |ra )?(?:cong nhan|phan hang|xep hang|danh gia|xet|"
    r"cap|trinh|dat|(?:co |ra )?(?:quyet dinh|qd))|dang (?:xet|trinh|cho|danh gia|phan hang|tham dinh|xem xet|"
    r"hoan thien|de nghi|de xuat|lam ho so)|da huy|huy bo|bi huy|dang ky|dk|de xuat|phan dau|muc tieu|"
    r"du kien|ke hoach|tiem nang|"
    r"trinh (?:hoi dong|tinh|ubnd)|cho (?:hoi dong|tham dinh|xem xet)|"
    r"revoked|withdrawn|cancell?ed|inactive|rejected|"
    r"pending|proposed|registered|submitted|draft|planned|under review|in review|waiting|"
    r"not (?:yet )?recogni[sz]ed|unrecogni[sz]ed)\b"
)
_WORDS = word_set("recognised")
_AROUND = re.compile(r"\b(?:ocop|san pham|sp|[1-5] sao|sao|hang|lan \d|dot \d|nam \d{4}|\d{4}|tinh|cap tinh)\b")
_POINTS = re.compile(r"^\d{1,3}(?:[.,]\d+)?(?: ?điểm)?$", re.IGNORECASE)


def read_recognition(cell: Cell) -> str | None:
    """What a cell says of a recognition; None where it is blank or a placeholder, and says nothing of it."""
    text = as_text(cell)
    if text is None or is_placeholder(text):
        return None
    words = fold(text)
    if not words or read_stars(text) is not None or _POINTS.match(text):
        return None
    if _NOT_RECOGNISED.search(words):
        return NOT_RECOGNISED
    if _EXPIRED.search(words):
        return EXPIRED
    answer = read_answer(cell)
    if answer in (Answer.YES, Answer.NO):
        return RECOGNISED if answer is Answer.YES else NOT_RECOGNISED
    plainly = " ".join(_AROUND.sub(" ", words).split())
    return RECOGNISED if words in _WORDS or plainly in _WORDS else UNCLEAR


def section_recognition(text: str) -> str:
    """What a heading over products says of them all, "II. Sản phẩm đề nghị công nhận"; empty where it says nothing."""
    state = read_recognition(without_number(text)) if text else None
    return state if state in (RECOGNISED, EXPIRED, NOT_RECOGNISED) else ""


def says_no_decision(text: str) -> bool:
    """A decision that is still to come: "Chưa có quyết định", "Đang trình". A number of any form is none of these."""
    words = fold(text)
    return bool(words) and not any(map(str.isdigit, words)) and bool(_NOT_RECOGNISED.search(words))
