"""Villages a text may mean, ranked for a person to choose from. Likeness is measured here, and never answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein

from doisoat.model import Match
from gazetteer.decision import MOST_CANDIDATES, Decision
from gazetteer.grammar import VillageReading
from gazetteer.names import initials_fit
from gazetteer.register import Village
from gazetteer.villages import VillageIndex

_NEAR_ENOUGH_TO_ASK = 55.0


def ask(
    text: str,
    readings: Sequence[VillageReading],
    index: VillageIndex,
    on: dt.date,
    asked: list[Village],
    banned: frozenset[str],
) -> Decision:
    """Candidates for a person, best first; none where nothing looks like the text."""
    scored: dict[str, tuple[float, Village]] = {}
    names = {(r.name.bare_text, " ".join(r.name.words), r.name.numbers) for r in readings}
    # A damaged type word ("Thòm Vẫng ún") hides the name behind it.
    for bare_text, words, numbers in list(names):
        head, _, rest = bare_text.partition(" ")
        if rest and head not in ("na", "ban") and DamerauLevenshtein.distance(head, "thon") <= 1:
            names.add((rest, words.partition(" ")[2], numbers))
    for entry in index.entries:
        village = entry.village
        if not village.on(on) or village.code in banned:
            continue
        score = 0.0
        for bare_text, words, numbers in names:
            near = (
                fuzz.ratio(bare_text, entry.name.bare_text) * 0.75
                + fuzz.ratio(words, " ".join(entry.name.words)) * 0.25
            )
            if numbers != entry.name.numbers:
                near -= 25.0
            score = max(score, near)
        if village in asked or initials_fit(text, entry.name):
            score = max(score, 80.0)
        if score >= _NEAR_ENOUGH_TO_ASK and score > scored.get(village.code, (0.0, village))[0]:
            scored[village.code] = (score, village)
    ranked = sorted(scored.values(), key=lambda item: -item[0])[:MOST_CANDIDATES]
    if not ranked:
        return Decision(Match.REVIEW, (), 0.0, "none", "unknown")
    return Decision(Match.REVIEW, tuple(v for _, v in ranked), round(min(ranked[0][0], 94.0), 1), "near", "near")
