"""Yes, no, in part, unclear: what operators and the post write into a cell, and what claimants declare.

A blank is none of these (None). Only phrases known as a whole are read: "có" at the head of a longer text proves
nothing ("Có kế hoạch 2025"). Words that differ only by accents and mean opposites (đúng/dừng) are compared accented.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from connectors.contract import Cell
from connectors.tables.cells import as_text, each
from connectors.tables.words import word_map, word_set
from doisoat.model import Answer
from doisoat.text.compare import fold

_SIGNS = {**dict.fromkeys("xX×vV✓✔√☑✅●⬤+", Answer.YES), **dict.fromkeys("✗✘❌", Answer.NO)}
# Tick and cross of the Wingdings font are these letters in the file; no Vietnamese cell is one of them alone.
_SIGNS |= {"ü": Answer.YES, "þ": Answer.YES, "û": Answer.NO}
_EXACT = {"đúng": Answer.YES, "sai": Answer.NO}
_PHRASES = {phrase: Answer(name) for phrase, name in word_map("answers").items()}
_SERVICE = re.compile(r"\b(?:" + "|".join(sorted(word_set("service"), key=len, reverse=True)) + r")\b")
_BOX = re.compile(r"([☐□☒☑]|\[\s*[xXvV✓✔]?\s*\])")
_TICK = re.compile(r"[☒☑xXvV✓✔]")
_PLACE = r"(?:thon|ban|khu|xom|khoi|to dan pho|dia ban)"
_WHOLE = re.compile(rf"^(?:(?:da )?(?:co|phu|phu kin|cung cap) )?(?:tren |o |tai )?(?:toan|toan bo|ca|khap) {_PLACE}$")
_IN_PART = re.compile(rf"^(?:(?:moi |chi |da )*(?:co|phu) )?(?:tren |o |tai )?(?:mot|1) phan(?: {_PLACE})?$")
# "Đã phủ đến thôn", "đã có tại thôn"
_THERE = re.compile(rf"\s(?:den|toi|tai|o|trong|cho) (?:(?:dia ban|trung tam) )?{_PLACE}(?: nay)?$")
_PERCENT = re.compile(r"^(\d{1,3}(?:[.,]\d+)?) ?%$")
_DECIMAL = re.compile(r"^\d{1,5}(?:[.,]\d{1,4})?$")
_PORTS = re.compile(r"^(\d{1,5}) (?:port|ports|cong)$")


def read_answer(cell: Cell) -> Answer | None:
    """One cell as an answer; None where it is blank. A dash, a bare quantity, a plan or a remark are ``unclear``."""
    text = as_text(cell)
    if text is None:
        return None
    if isinstance(cell, bool):
        return Answer.YES if cell else Answer.NO
    if isinstance(cell, int | float):
        return _share(float(cell))
    if text in _SIGNS:
        return _SIGNS[text]
    if len(boxes := _BOX.split(text)) > 1:
        return _ticked(boxes)
    if text.casefold() in _EXACT:
        return _EXACT[text.casefold()]
    if match := _PERCENT.match(text):
        return _share(float(match[1].replace(",", ".")), of=100)
    if _DECIMAL.match(text):
        return _share(float(text.replace(",", ".")))
    if "?" in text:  # the writer's doubt, or a letter lost on the way
        return Answer.UNCLEAR
    words = _THERE.sub("", fold(text))
    if match := _PORTS.match(words):
        return Answer.YES if int(match[1]) > 0 else Answer.NO
    for phrase in (words, " ".join(_SERVICE.sub(" ", words).split())):
        if phrase in _PHRASES:
            return _PHRASES[phrase]
    if _WHOLE.match(words) or _IN_PART.match(words):
        return Answer.YES if _WHOLE.match(words) else Answer.PARTIAL
    if match := re.match(r"^co (\d{1,3})$", words):
        return _share(float(match[1]), of=100) if "%" in text else Answer.UNCLEAR
    return Answer.UNCLEAR


def _ticked(parts: Sequence[str]) -> Answer | None:
    """The one choice that is ticked in "☒ Có ☐ Không" or "Có [x] Không [ ]"; None where none is.

    Args:
        parts: texts and boxes in turns, a text first and last.
    """
    words = parts[2::2] if not parts[0].strip() else parts[0:-1:2]
    ticked = [word for box, word in zip(parts[1::2], words, strict=True) if _TICK.search(box)]
    if len(ticked) > 1:
        return Answer.UNCLEAR
    if ticked and not "".join(parts[::2]).strip():
        return Answer.YES  # a box and nothing beside it
    return read_answer(ticked[0]) or Answer.UNCLEAR if ticked else None


def _share(number: float, of: int = 1) -> Answer:
    """A share of ``of``: all is yes, none is no, between is partial. A bare 100 is 100%; other numbers say nothing."""
    if number == 0:
        return Answer.NO
    if number == of or number == 100:
        return Answer.YES
    return Answer.PARTIAL if 0 < number < of else Answer.UNCLEAR


def answers(cells: Sequence[Cell]) -> list[str | None]:
    """A column of answers (``doisoat.model.Answer`` values), None where blank."""
    read = each(cells, read_answer)
    return [None if answer is None else answer.value for answer in read]


_CONTRACT = word_map("contract")
_SUSPENDED = word_set("contract_suspended")
_STATUS_EXACT = {
    "đang dùng": "active",
    "dừng hoạt động": "ended",
    "đã dừng": "ended",
    "đang dừng": "unclear",
    "đã dừng hoạt động": "ended",
}


def contract_status(cell: Cell) -> str | None:
    """The state of a contract: active, ended, unclear (suspended is neither), unread (no known word); None if blank."""
    text = as_text(cell)
    if text is None:
        return None
    if text.casefold() in _STATUS_EXACT:
        return _STATUS_EXACT[text.casefold()]
    known = _state(text)
    parts = {_state(part) for part in re.split(r"[,;]", text)}
    return known or (len(parts) == 1 and parts.pop()) or "unread"  # "Đã tháo dỡ, thanh lý hợp đồng"


def _state(text: str) -> str | None:
    words = fold(text)
    return "unclear" if words in _SUSPENDED else _CONTRACT.get(words)
