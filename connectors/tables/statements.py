"""What a title, a sheet's name or a row above a list says of everything listed: "Thôn chưa có sóng 4G"."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from connectors.tables.clauses import NOT_BOTH, clauses_in
from connectors.tables.context import without_caption_number
from connectors.tables.lexicon.segments import segments
from connectors.tables.lexicon.words import FILLER, lexicon
from connectors.tables.marks import without_number
from connectors.tables.subject import BOTH
from doisoat.columns import COVERAGE_SERVICES
from doisoat.model import Answer
from doisoat.text.compare import clean

_ASIDE = re.compile(r"\([^()]*\)?")
_INSIDE = re.compile(r"\(([^()]+)\)")  # "Các thôn chưa có cáp quang (đã có sóng 4G)"
_LISTED = re.compile(r"^danh sách\s*:\s*", re.IGNORECASE)
_COUNTED = re.compile(r"\s*[:–-]\s*\d+\s*\D{0,20}$")
_THERE = re.compile(
    r"\b(?:đã|được|đang)\s+(?:được\s+)?(?:có|phủ|cung cấp|hoàn thành|kéo|lắp)\b|\bcó (?:dịch vụ|mạng|internet|cáp|sóng|"
    r"ftth|fttx|[2345]g)|\b(?:da|duoc|dang) (?:duoc )?(?:co|phu|cung cap|keo)\b|\bco (?:cap|song|ftth|[2345]g)",
    re.IGNORECASE,
)
_ANSWERS = {"Có": Answer.YES, "Không": Answer.NO}
_MOST = 160


@dataclass(frozen=True)
class Statement:
    """Services and what is said of each (``Answer`` values); ``text`` is where it stands."""

    text: str
    answers: tuple[tuple[str, str], ...]

    def answer(self, service: str) -> str | None:
        """What is said of a service; None where nothing is."""
        return dict(self.answers).get(service)


def says_there(texts: Iterable[str]) -> bool:
    """Whether a text says that something is there, and not whether it is there or not."""
    return any(_THERE.search(BOTH.sub(" ", clean(text))) for text in texts)


@functools.lru_cache(maxsize=2_000)
def is_state(text: str) -> bool:
    """A text that says in what state things are and names none of them: "Thôn chưa có", "Đang triển khai"."""
    found = segments(text)
    states = lexicon().turning | {"presence"}
    rest = states | {FILLER, "village", "network", "list", "name", "mobile_generic"}
    return bool(found) and any(s.meanings & states for s in found) and all(s.meanings & rest for s in found)


@functools.lru_cache(maxsize=2_000)
def statement_of(text: str) -> Statement | None:
    """The statement that a text makes about services; None where it makes none or leaves it open.

    A word that turns the meaning otherwise ("kế hoạch", "yếu", "đề nghị") leaves it unclear.
    """
    whole = without_number(without_caption_number(_LISTED.sub("", clean(text))))
    bare = _COUNTED.sub("", _ASIDE.sub(" ", whole)).strip()
    if not bare or len(bare) > _MOST or BOTH.search(bare):
        return None
    said = clauses_in("; ".join([bare, *(aside for aside in _INSIDE.findall(whole) if clauses_in(aside))]))
    if said and all(answer in _ANSWERS for _, answer in said):
        found = {service: _ANSWERS[answer].value for named, answer in said for service in named}
        return Statement(text, tuple(found.items()))
    meanings = {m for segment in segments(bare) for m in segment.meanings}
    services = [service for service in COVERAGE_SERVICES if service in meanings]
    turns = meanings & lexicon().turning
    if not services or not (turns or says_there([bare])):
        return None
    if turns - {"negation"} or (turns and (says_there([bare]) or NOT_BOTH.search(bare))):
        return Statement(text, tuple((service, Answer.UNCLEAR.value) for service in services))
    answer = Answer.NO if turns else Answer.YES
    return Statement(text, tuple((service, answer.value) for service in services))
