"""Whether a page sells the claimed product: part by part, never by one similarity score.

On real names a score is upside down: the right page for "Hoa hồi khô Lạng Sơn 500g" ("Đại hồi sấy khô 500gr") scores
55 and "Quế khô Lạng Sơn 500g" 89. So good, form, numbers, own name, seller and pack are compared one after another,
and each part that cannot be told makes the answer ``possible``: a person looks. ``different`` speaks against a claim
and needs a plain contradiction on every name that the page gives itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from connectors.pages.lexicon import Parts, must_be_bare, own_name, take_apart
from connectors.pages.page_facts import PageFacts, Stock
from connectors.pages.syllables import syllables
from connectors.pages.words import WHY
from doisoat.text.compare import clean

MATCH, POSSIBLE, DIFFERENT, OTHER_PACK = "match", "possible", "different", "other_pack"
_SEGMENT = re.compile(r"\s+[-–—|•:]\s+|\s*[|,;()\[\]]\s*")


@dataclass(frozen=True)
class Claimed:
    """A claimed product, as the village writes it; blanks are empty texts."""

    name: str
    supplier: str = ""
    commune: str = ""


@dataclass(frozen=True)
class Found:
    """What came of it; ``why`` is a Vietnamese phrase, empty for a plain match."""

    match: str
    why: str = ""


def match_page(claimed: Claimed, reading: PageFacts) -> Found:
    """Compare a claim with the product a page shows."""
    if not clean(claimed.name):
        return Found(POSSIBLE, WHY["no_name"])
    if reading.kind == "catalogue":
        return Found(POSSIBLE, WHY["catalogue"])
    first = _compare(claimed, reading.title, reading)
    others = [_compare(claimed, title, reading) for title in reading.other_titles]
    found = first
    if first.match == DIFFERENT and any(other.match != DIFFERENT for other in others):
        found = Found(POSSIBLE, WHY["goods_unsure"])
    elif first.match == POSSIBLE:
        found = next((other for other in others if other.match == MATCH), first)
    if found.match == MATCH and reading.stock == Stock.OUT:
        return Found(POSSIBLE, WHY["out_of_stock"])
    if found.match == MATCH and not reading.is_on_sale:
        return Found(POSSIBLE, WHY["no_offer"])
    return found


def _compare(claimed: Claimed, title: str, reading: PageFacts) -> Found:
    bare = must_be_bare(claimed.name, title)
    found = _compare_as(claimed, title, reading, bare=bare)
    writes_accents = not must_be_bare(f"{claimed.name} {claimed.supplier}", f"{title} {reading.seller} {reading.brand}")
    if bare and found.match == MATCH and writes_accents:
        # Both sides do write accents, so "Khe Man" is a name without any, and not "Khe Mằn" typed carelessly.
        strict = _compare_as(claimed, title, reading, bare=False)
        return strict if strict.match == MATCH else _unsure("name_unsure")
    return found


def _compare_as(claimed: Claimed, title: str, reading: PageFacts, *, bare: bool) -> Found:
    mine = take_apart(claimed.name, bare=bare)
    segment = _name_segment(title, mine, bare=bare)
    theirs = take_apart(segment, bare=bare)
    whole = take_apart(title, bare=bare)
    theirs.packs = whole.packs
    seller = _seller(claimed, reading)
    goods = _goods(mine, theirs, whole)
    mine_words = {*mine.words, *syllables(f"{claimed.supplier} {claimed.commune}", bare=bare)}
    strange = [word for word in theirs.rest if word not in mine_words]
    named = _has_own_name(mine, whole.words, reading, bare=bare)

    if goods == "other":
        return Found(DIFFERENT, WHY["goods"]) if not bare or seller != "same" else _unsure("goods_unsure")
    if goods == "same" and mine.essence != theirs.essence:
        # Oil where dried fruit is claimed contradicts; a form that one side leaves out only raises doubt.
        forms = mine.essence | mine.state, theirs.essence | theirs.state
        contradicts = all(forms) and not forms[0] & forms[1] and not bare
        return Found(DIFFERENT, WHY["form"]) if contradicts else _unsure("form")
    if seller == "other" and named == "none" and strange and mine.rest:
        return Found(DIFFERENT, WHY["name"]) if goods == "same" and not bare else _unsure("name")
    if goods == "unsure":
        return _unsure("goods_unsure")
    if mine.numbers != theirs.numbers:
        return _unsure("numbers")
    if named != "all":
        return _unsure("name_unsure")
    if strange:
        return _unsure("more_goods")
    if mine.state != theirs.state:
        return _unsure("form" if mine.state and theirs.state else "form_unsure")
    if seller == "other":
        return _unsure("seller")
    if seller == "unsure" and len(mine.rest) < 2:
        return _unsure("seller_unsure")
    if mine.packs and theirs.packs and not mine.packs & theirs.packs:
        packs = [" / ".join(sorted(map(str, side))) for side in (mine.packs, theirs.packs)]
        return Found(OTHER_PACK, WHY["pack"].format(claimed=packs[0], listed=packs[1]))
    return Found(MATCH)


def _unsure(why: str) -> Found:
    return Found(POSSIBLE, WHY[why])


def _name_segment(title: str, mine: Parts, *, bare: bool) -> str:
    """The part of a title that names the product; the rest praises, places or sells."""
    segments = [part for part in _SEGMENT.split(title) if part and syllables(part, bare=bare)]
    for segment in segments:
        parts = take_apart(segment, bare=bare)
        if parts.goods or set(parts.words) & set(mine.rest):
            return segment
    return segments[0] if segments else title


def _goods(mine: Parts, theirs: Parts, whole: Parts) -> str:
    """same, other or unsure."""
    if mine.goods and theirs.goods:
        if mine.goods == theirs.goods:
            return "same"
        shares = bool(mine.goods & whole.goods or set(mine.rest) & set(whole.words))
        return "unsure" if shares else "other"
    if _have_in_common(mine, whole):
        # Goods the lexicon does not know: the whole name in a row is the name, less is not.
        is_known = not mine.goods and not whole.goods and mine.rest and _in_row(mine.rest, whole.rest)
        return "same" if is_known else "unsure"
    return "other" if whole.words and mine.words else "unsure"


def _have_in_common(mine: Parts, whole: Parts) -> bool:
    """Whether two names share more than a stray syllable ("chè dây" and "tai nghe không dây" do not)."""
    if not mine.rest and not mine.goods:
        return True  # nothing in the claim that could contradict
    shared = set(mine.words) & set(whole.words)
    rest = shared & set(mine.rest)
    return (
        bool(mine.essence & whole.essence) or len(shared) >= 2 or (bool(rest) and 2 * len(rest) >= len(set(mine.rest)))
    )


def _has_own_name(mine: Parts, title: list[str], reading: PageFacts, *, bare: bool) -> str:
    """Whether the claim's own words stand on the page's title, brand or seller: all, some or none."""
    if not mine.rest:
        return "all"
    places = [title, *(syllables(text, bare=bare) for text in (reading.brand, reading.seller))]
    if any(_in_row(mine.rest, place) for place in places):
        return "all"
    shown = {word for place in places for word in place}
    if set(mine.rest) <= shown:
        return "all" if set(mine.rest) <= set(title) else "some"
    return "some" if set(mine.rest) & shown else "none"


def _seller(claimed: Claimed, reading: PageFacts) -> str:
    """same, other or unsure: the stated seller or brand, else the supplier's name anywhere on the page."""
    if not claimed.supplier:
        return "unsure"
    stated = [name for name in (reading.seller, reading.brand) if name]
    shown = [_same_supplier(claimed.supplier, name) for name in stated]
    if "same" in shown:
        return "same"
    for text in (reading.site_name, reading.text):
        bare = must_be_bare(claimed.supplier, text[:2_000])
        wanted = own_name(claimed.supplier, bare=bare)
        # One word could be anything; two in a row after a legal form, or three, are a name.
        if len(wanted) >= 2 and _in_row(syllables(claimed.supplier, bare=bare), syllables(text, bare=bare)):
            return "same"
    return "other" if stated and all(one == "other" for one in shown) else "unsure"


def _same_supplier(claimed: str, shown: str) -> str:
    bare = must_be_bare(claimed, shown)
    mine, theirs = own_name(claimed, bare=bare), own_name(shown, bare=bare)
    if not mine or not theirs:
        return "unsure"
    if [w for w in mine if w[0].isdigit()] != [w for w in theirs if w[0].isdigit()]:
        return "other"
    if mine == theirs:
        return "same"
    shorter, longer = sorted((mine, theirs), key=len)
    if len(shorter) >= 2 and _in_row(shorter, longer):
        return "same"
    return "unsure" if set(mine) & set(theirs) else "other"


def _in_row(phrase: list[str], words: list[str]) -> bool:
    return any(words[at : at + len(phrase)] == phrase for at in range(len(words) - len(phrase) + 1))
