"""What a heading says: which field, in which sense, of which operator and period.

Every word of the heading is accounted for. A word that belongs to another field rules the field out; a word that nobody
knows lowers the score; a word that turns the sense ("chưa có", "kế hoạch", "số thuê bao") is never skipped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from connectors.contract import FieldMeaning
from connectors.tables.dates import Period
from connectors.tables.legend import without_legend
from connectors.tables.lexicon.segments import Segment, segments
from connectors.tables.lexicon.words import FILLER, lexicon
from connectors.tables.periods import heading_period

Chain = tuple[str, ...]
READ = 0.5  # a heading with this score names the field; below it the field is at most asked about
# A word nobody knows costs more where it is as much of the heading as the words that are known ("Trưởng thôn").
_UNKNOWN, _MOSTLY_UNKNOWN, _UNKNOWN_GROUP, _OTHER_GROUP, _BESIDE = 0.25, 0.55, 0.05, 0.35, 0.01
_PLAN = frozenset({"plan", "target", "registration", "needed", "intended"})
_COUNTED = frozenset({"subscriber", "port", "station_count", "speed", "distance", "money", "count", "fault", "ended"})
_PAST = frozenset({"previous"})
_SUMMED = frozenset({"cumulative"})
_WHOLES = frozenset({"household", "population"})
_STOCKS = frozenset({"plate", "points"})
QUALITY = "quality"  # a meaning and a sense: "Sóng 4G ổn định" says with a yes that it is there, with a no nothing
SENSES = frozenset({"present", "missing", "weak", "plan", "share", "count", "past", "cumulative", QUALITY})
# What a group may say about its columns without turning them: where things stand, what kind of thing they are.
_NEUTRAL_GROUP = frozenset(
    {"unit", "address", "network", "technology", "presence", "answer", "name", "wifi", "public", "level", "number",
     "date", "mobile_generic", "village", "commune", "district", "period", "updated_on", "remark", "venue",
     "row_number"}
)  # fmt: skip


@dataclass(frozen=True)
class Match:
    """One way to understand a heading.

    ``sense`` is ``present`` (the plain one), ``missing``, ``weak``, ``plan``, ``share``, ``count``, ``past``,
    ``cumulative`` or ``quality``.
    """

    score: float
    sense: str = "present"
    operator: str | None = None
    period: Period | None = None
    unknown: tuple[str, ...] = ()
    is_bare: bool = False  # no word says the field: an operator's name or a period stands alone
    told: float = 0.0  # the score of the heading alone, before the content had its say


@dataclass(frozen=True)
class Said:
    """A heading cut into phrases: those of its last text, and those of the groups above it."""

    last: tuple[Segment, ...]
    group: tuple[Segment, ...]
    period: Period | None = None
    operators: frozenset[str] = field(default_factory=frozenset)
    offers_choice: bool = False  # "đã gắn/chưa gắn"

    @property
    def meanings(self) -> frozenset[str]:
        """Every meaning, over all phrases."""
        return frozenset(m for s in (*self.last, *self.group) for m in s.meanings)

    @property
    def turns(self) -> frozenset[str]:
        """Meanings that turn the sense, over all phrases."""
        return self.meanings & lexicon().turning


# "Thôn đã có cáp quang chưa?" asks; it says no more than "Thôn đã có cáp quang".
_ASKS = re.compile(
    r"^(?P<what>.*\b(?:đã|có|được)\s+(?!(?:hay|hoặc|và)\b)(?:[^\W\d_]{2}|[2-5]G\b).*?)\s+(?:hay\s+)?(?:chưa|không|ko)\s*\?*$",
    re.IGNORECASE,
)


# "Biển (đã/chưa)", "Đã gắn/chưa gắn biển" offer a choice; neither word is said of the column. "Có hoặc không ổn định"
# offers none: what follows is denied, be it a word of ours or one that nobody knows.
_CHOICE = re.compile(
    r"\b(?:đã|có|rồi|đạt|yes|co|da)(?: (?:có|gắn|lắp|phủ|đặt|được|treo|co|gan|lap))?\s*(?:/|,|;|\||\bhoặc\b|\bhay\b)\s*"
    r"(?P<no>chưa|không|ko|no|chua|khong)\b(?: (?:có|gắn|lắp|phủ|đặt|được|treo|đạt|co|gan|lap)\b)?",
    re.IGNORECASE,
)


_COLUMN_LETTER = re.compile(r"\(\s*[A-ZĐ]\s*(?:=[^()]*)?\)")  # "Tổng số hồ sơ (A)", "(C = A + B)"


def _asked(text: str) -> str:
    """A heading without the choice that it offers, and without the question that it asks."""
    bare = _CHOICE.sub(_chosen_from, text)
    text = bare if re.search(r"[^\W\d_]", bare) else text
    match = _ASKS.match(text)
    return match["what"] if match else text


def _chosen_from(offered: re.Match[str]) -> str:
    """Nothing, where the second word denies what the first one says; what is denied, where it denies another word."""
    denied, *others = segments(f"{offered['no']} {offered.string[offered.end() :]}")
    following = others[0].meanings if others else frozenset({FILLER})
    of_both = denied.meanings == {"negation"} and following and not following & (lexicon().turning | {QUALITY})
    return " " if of_both else offered[0][offered.start("no") - offered.start() :]


def said(chain: Chain) -> Said:
    """The phrases of a heading's texts; a period ("T9/2024", "đến 30/9/2024") and operators are taken out."""
    parts = []
    for texts in (chain[-1:], chain[:-1]):
        found: list[Segment] = []
        for text in texts:
            found.extend(segments(_asked(heading_period(_COLUMN_LETTER.sub(" ", without_legend(text)))[1])))
        parts.append(tuple(found))
    periods = [p for text in reversed(chain) if (p := heading_period(text)[0])]
    operators = lexicon().operators
    named = frozenset(m for s in (*parts[0], *parts[1]) for m in s.meanings & operators)
    offered = any(_CHOICE.sub(_chosen_from, text) != text for text in map(without_legend, chain))
    return Said(parts[0], parts[1], periods[0] if periods else None, named, offered)


def match(meaning: FieldMeaning, heading: Said, also: frozenset[str] = frozenset()) -> Match | None:
    """How far the heading says what the field means; None where it says something else.

    Args:
        meaning: of the field.
        heading: cut into phrases.
        also: meanings that the table's title or sheet already says and that a heading need not repeat.
    """
    best: Match | None = None
    for forms, worth in ((meaning.means, 1.0), (meaning.maybe, 0.62)):
        for form in forms:
            found = _form(form, meaning, heading, worth)
            if found and (best is None or found.score > best.score):
                best = found
    return best


def says_of_whom(heading: Said) -> bool:
    """Whether the heading says that things are there or missing: "Thôn đã có", "Thôn chưa được phủ"."""
    return any(s.meanings & {"presence", "negation"} for s in (*heading.last, *heading.group))


def only_names(heading: Said) -> Match | None:
    """A heading that is an operator's name or a period and nothing else: "VNPT", "T9/2024"."""
    if not (heading.operators or heading.period):
        return None
    rest = lexicon().operators | {FILLER, "presence", "network", "period"}
    if not all(s.meanings & rest for s in (*heading.last, *heading.group)):
        return None
    operator = next(iter(heading.operators)) if len(heading.operators) == 1 else None
    return Match(0.6, operator=operator, period=heading.period, is_bare=True)


def _form(form: frozenset[str], meaning: FieldMeaning, heading: Said, worth: float) -> Match | None:
    known = lexicon()
    in_last = [s for s in heading.last if s.meanings & form]
    in_group = [s for s in heading.group if s.meanings & form]
    covered = {m for s in (*in_last, *in_group) for m in s.meanings & form}
    if covered != form:
        return None
    allowed = form | meaning.allow | {FILLER}
    generic = {FILLER, "presence", "answer", "count", "number", "share", "name"} | known.operators
    generic |= {"date", "period"} & meaning.allow  # "Cáp quang / Ngày nghiệm thu"
    if not in_last and not all(s.meanings & (generic | known.turning) for s in heading.last):
        return None
    if not in_last and heading.last and max(len(word) for s in heading.last for word in s.words) < 2:
        return None  # a mark below a heading is data
    by_group = not form <= {m for s in in_last for m in s.meanings}
    score = worth + 0.03 * (len(form) - 1)
    turned: set[str] = set()
    unknown: list[str] = []
    for segment in heading.last:
        if segment.unknown:
            unknown.extend(segment.words)
        elif segment.meanings & form:
            continue
        elif segment.meanings & allowed:
            score -= 0 if FILLER in segment.meanings else _BESIDE
        elif segment.meanings & known.operators:
            continue
        elif segment.meanings & known.turning:
            turned |= segment.meanings & known.turning
        else:
            return None
    for segment in heading.group:
        if segment.unknown and by_group:
            unknown.extend(segment.words)  # "Số biển đã đếm thử" above the kinds: the group says what is counted
        elif segment.unknown:
            score -= _UNKNOWN_GROUP
        elif segment.meanings & (allowed | known.operators):
            continue
        elif segment.meanings & known.turning:
            turned |= segment.meanings & known.turning
        elif not segment.meanings & _NEUTRAL_GROUP:
            score -= _OTHER_GROUP
    if heading.offers_choice and "count" in form | meaning.allow:
        return None  # a figure below "Hộ đã gắn/chưa gắn biển" counts one of the two, and nobody knows which
    said_of = heading.meanings
    if "within" in said_of - allowed and (meaning.senses or form & _STOCKS):
        turned.add("within")  # "Hộ đã gắn biển trong tháng": the others have their plate already, or have none
    if meaning.senses and "share" not in turned and said_of & _WHOLES and not form & _WHOLES:
        turned.add("count")  # "Số hộ có cáp quang" counts households
    if meaning.senses and _counts_villages(heading):
        turned.add("count")
    if "free_access" in form:
        turned.add("negation")  # it says that there is no password
    if QUALITY in said_of and (meaning.senses or "answer" in form):
        turned.add(QUALITY)
    sense = _sense(turned)
    if turned and sense not in meaning.senses:
        return None
    if unknown:
        core = sum(len(s.words) for s in (in_group if by_group else in_last))
        score -= _MOSTLY_UNKNOWN if len(unknown) >= core else _UNKNOWN * len(unknown)
        score -= READ if meaning.every_word else 0
    operator = next(iter(heading.operators)) if len(heading.operators) == 1 else None
    return Match(score, sense, operator, heading.period, tuple(unknown))


def _counts_villages(heading: Said) -> bool:
    """A number directly before the villages: "Số thôn có cáp quang"."""
    pairs = pairwise((*heading.group, *heading.last))
    return any(a.meanings & {"number", "count"} and "village" in b.meanings for a, b in pairs)


def _sense(turned: set[str]) -> str:
    """The sense that turning words give, the farthest from a plain presence first."""
    for sense, words in (("plan", _PLAN), ("count", _COUNTED), ("past", _PAST), ("cumulative", _SUMMED)):
        if turned & words:
            return sense
    if turned >= {"share", "negation"}:
        return "count"
    if "within" in turned:
        return "within"
    if turned >= {QUALITY, "negation"}:
        return "weak"  # "Sóng 4G không mạnh", "Cáp quang chưa nghiệm thu": it may be there all the same
    for sense in ("share", "negation", "weak", QUALITY):
        if sense in turned:
            return {"negation": "missing"}.get(sense, sense)
    return "present"


def sense_of_text(texts: Sequence[str]) -> frozenset[str]:
    """Turning meanings that texts (titles, a sheet's name) say."""
    return frozenset().union(*(said((text,)).turns for text in texts)) if texts else frozenset()
