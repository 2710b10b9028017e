"""One village text against the villages of its commune: matched, a part, several, or a question for a person.

The order of the steps is the rule: what is written, then forms of numbers, then merged names, then what is commonly
confused in spelling, then a text that lost all its marks. Each step must answer with one village and no other; a
similarity alone never answers.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rapidfuzz.distance import DamerauLevenshtein

from doisoat.model import Match
from gazetteer.candidates import ask
from gazetteer.decision import MOST_CANDIDATES, Decision, distinct
from gazetteer.grammar import GENERIC, NO_KIND, VillageReading, village_readings
from gazetteer.lineage import decide_ended, part_of
from gazetteer.merged_names import chain, chain_key, listing
from gazetteer.names import only_spelling_differs, with_number_words
from gazetteer.register import Village
from gazetteer.villages import Entry, VillageIndex, squeeze_keys

# "1-3" may be one and three, or one to three; "1/2" may have been a name, a part, a date.
_RANGE = re.compile(r"\d\s*[-–—/]\s*\d")
# Steps that read past what is written.
_DAMAGED = frozenset({"graded", "bare"})


def decide(text: str, index: VillageIndex, on: dt.date, banned: frozenset[str] = frozenset()) -> Decision:
    """Decide a cleaned village text among the villages of an index.

    Args:
        text: the village as written, without commune.
        index: villages of the commune (or of all communes the text's commune may lie in).
        on: the day whose villages are meant.
        banned: codes of villages that a person has said this text does not mean.
    """
    readings = village_readings(text)
    asked: list[Village] = []
    ended: list[Entry] = []

    def settle(
        hits: list[tuple[int, Entry]], method: str, score: float, check: Callable[[Village], bool] | None = None
    ) -> Decision | None:
        """One village of the best rank, or a tie; None where no hit counts."""
        live = []
        for rank, entry in hits:
            if entry.village.code in banned:
                continue
            if not entry.village.on(on):
                ended.append(entry)
            elif rank < 2 or entry.role == "core":
                asked.append(entry.village)
            else:
                live.append((rank, entry))
        whole = [hit for hit in live if hit[1].role != "part"]
        own = [hit for hit in whole if hit[1].role == "own"]
        # What is written decides between a village, a former name and a part; a damaged text must mean one alone.
        written = method not in _DAMAGED
        pool = (own or whole or live) if written else live
        if not pool:
            return None
        top = max(rank for rank, _ in pool) if written else 0
        best = distinct(entry.village for rank, entry in pool if rank >= top)
        if len(best) > 1 and written:
            order = {r.name.order for r in readings}
            literal = distinct(e.village for rank, e in pool if rank >= top and e.name.order in order)
            best = literal if len(literal) == 1 else best
        if len(best) > 1:
            return Decision(Match.REVIEW, tuple(best[:MOST_CANDIDATES]), score, method, "tie")
        if check is not None and not check(best[0]):
            asked.extend(best)
            return None
        formers = tuple(dict.fromkeys(e.former for rank, e in pool if rank >= top and e.former))
        if not whole:
            return part_of(index.histories, best[0], formers, score)
        count = index.histories.past(best[0]).count if formers else 0
        used = method if own or method != "exact" else "other_name"
        return Decision(Match.MATCHED, tuple(best), score, used, used, formers, count)

    found = settle(_hits(readings, index.exact, lambda r: r.name.key), "exact", 100.0)
    if found is not None:
        if found.match is Match.MATCHED and text.isascii():
            # "Co Sa" may be Co Sa, or Cò Sá typed without marks.
            alike = settle(_hits(readings, index.bare, lambda r: r.name.bare_key), "bare", 95.0)
            if alike is not None and alike.match is not Match.MATCHED:
                return alike
        return found
    numbered = [replace(r, name=n) for r in readings if (n := with_number_words(r.name))]
    found = settle(
        _hits(numbered, index.exact, lambda r: r.name.key) + _hits(readings, index.counted, lambda r: r.name.key),
        "numeral",
        100.0,
    )
    if found is not None:
        return found
    found = settle([(3, e) for key in squeeze_keys(text) for e in index.squeezed.get(key, [])], "spacing", 98.0)
    if found is not None:
        return found
    parts = chain(text) or listing(text)
    listed: Decision | None = None
    if parts:
        found = settle([(3, e) for e in index.merged.get(chain_key(parts), [])], "merged", 98.0)
        if found is None:
            found = _several(parts, index, on, banned)
            if found is not None and found.match is Match.SEVERAL and _RANGE.search(text):
                found = replace(found, match=Match.REVIEW, why="range")
            if found is not None and found.why == "listing":
                listed, found = found, None
        if found is not None:
            return found
    if ended:
        return decide_ended(ended, index, on)
    if "?" not in text and "\ufffd" not in text:
        graded = [
            (rank, e)
            for rank, e, r in _hits_with(readings, index.graded, lambda r: r.name.graded_key)
            if len(e.name.words) == len(r.name.words) and only_spelling_differs(r.name, e.name)
        ]
        found = settle(graded, "graded", 95.0, lambda v: not _rival(readings, index, v, on))
        if found is None and text.isascii():
            found = settle(_hits(readings, index.bare, lambda r: r.name.bare_key), "bare", 95.0)
        if found is not None:
            return found
    return listed or ask(text, readings, index, on, asked, banned)


def _hits(
    readings: Sequence[VillageReading], where: dict[str, list[Entry]], key: Callable[[VillageReading], str]
) -> list[tuple[int, Entry]]:
    return [(rank, entry) for rank, entry, _ in _hits_with(readings, where, key)]


def _hits_with(
    readings: Sequence[VillageReading], where: dict[str, list[Entry]], key: Callable[[VillageReading], str]
) -> list[tuple[int, Entry, VillageReading]]:
    return [(_rank(r, entry), entry, r) for r in readings for entry in where.get(key(r), ())]


def _rank(reading: VillageReading, entry: Entry) -> int:
    """How well the type word fits: 3 the very kind, 2 no objection, 1 a question.

    ``Thôn`` is what every list calls a village, so it fits any kind. Other words are kinds of their own: "Khối 3" and
    "Tổ dân phố 3" may have been numbered apart; "Bản Mới" may not be the thôn called Mới.
    """
    families, family = reading.families, entry.family
    if not families:
        return 2 if entry.name.is_number else 3
    if family in families:
        return 3
    if GENERIC in families:
        return 2
    if entry.name.is_number:
        return 1 if family else 2
    if families & {"ban", "lang"} or (family in ("ban", "lang") and families != NO_KIND):
        return 1
    return 2 if len(entry.name.words) > 1 else 1


def _rival(readings: Sequence[VillageReading], index: VillageIndex, chosen: Village, on: dt.date) -> bool:
    """Whether another village's name lies as near to the text as a spelling confusion does."""
    texts = {(r.name.bare_text, r.name.numbers) for r in readings}
    for entry in index.entries:
        if entry.village is chosen or not entry.village.on(on):
            continue
        for text, numbers in texts:
            if (
                numbers == entry.name.numbers
                and DamerauLevenshtein.distance(text, entry.name.bare_text, score_cutoff=1) <= 1
            ):
                return True
    return False


def _several(parts: list[str], index: VillageIndex, on: dt.date, banned: frozenset[str]) -> Decision | None:
    """All items of a listing, where each is one village by itself, or a former village of one."""
    head = village_readings(parts[0])
    kind = head[-1].families if head and head[-1].name.is_number else NO_KIND
    found: list[Village] = []
    formers: list[str] = []
    missing = False
    for part in parts:
        hits = []
        for reading in village_readings(part):
            if kind and not reading.families and reading.name.is_number:
                reading = replace(reading, families=kind)
            name = reading.name
            # Without marks every village that reads alike counts, so that two of them leave the item open.
            entries = index.bare.get(name.bare_key, ()) if part.isascii() else index.exact.get(name.key, ())
            hits += [(_rank(reading, e), e) for e in entries if e.village.on(on) and e.village.code not in banned]
        sure = [(rank, e) for rank, e in hits if rank > 1 and e.role in ("own", "other")]
        pieces = [(rank, e) for rank, e in hits if rank > 1 and e.role == "part"]
        pool = [*sure, *pieces] if part.isascii() else sure or pieces
        top = 0 if part.isascii() else max((rank for rank, _ in pool), default=0)
        best = distinct(e.village for rank, e in pool if rank >= top)
        if len(best) != 1:
            missing = True
            continue
        named = {e.former for rank, e in pool if rank >= top}
        # The name that a merged village kept is, beside its other former villages, that former village.
        formers += sorted(named - {""})
        found.append(best[0])
    villages = distinct(found)
    if missing:
        return (
            Decision(Match.REVIEW, tuple(villages[:MOST_CANDIDATES]), 85.0, "several", "listing") if villages else None
        )
    if len(villages) == 1:
        return _of_one(villages[0], tuple(dict.fromkeys(formers)), index)
    if formers:
        return Decision(Match.REVIEW, tuple(villages[:MOST_CANDIDATES]), 90.0, "several", "mixed")
    return Decision(Match.SEVERAL, tuple(villages), 98.0, "several", "several")


def _of_one(village: Village, formers: tuple[str, ...], index: VillageIndex) -> Decision | None:
    """A listing whose items all lead to one village: its former villages, with or without its own name beside them."""
    count = index.histories.past(village).count
    if not formers:
        return None
    if count and len(formers) == count:
        return Decision(Match.MATCHED, (village,), 98.0, "merged", "merged")
    # "Tân Thành, Nà Lình": the village, and which part of it.
    return part_of(index.histories, village, formers, 98.0)
