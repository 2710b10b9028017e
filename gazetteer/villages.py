"""The villages of a few communes, found by every key their names have; built when first asked for.

An index holds the villages of the communes one text may mean, of all dates: which of them exist on a day is asked of
the hit, because old names must be found too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from doisoat.text.syllables import bare
from gazetteer.grammar import BEARING, village_readings
from gazetteer.names import Name, name_of, with_number_words
from gazetteer.register import Village
from gazetteer.units import ALWAYS, FOREVER

# What stands between the parts of a merged village's name; "và" only in small letters, "Nà Và" is a name.
_SEPARATOR = re.compile(r"\s*[-–—‒−,;/+&]\s*|\s+và\s+")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\W_]+(?=\d)")
_BETWEEN_WORDS = re.compile(r"[^\w]+")
_LISTING = re.compile(r"\s*[,;+&/\n]\s*|\s+và\s+|\s+[-–—‒−]\s+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of one village.

    ``role`` is ``own``, ``other`` (another or former name of the whole village), ``part`` (one village of several
    merged into it) or ``core`` (the name without a word that belongs to it: a question, never an answer).
    """

    village: Village
    name: Name
    family: str
    role: str


@dataclass
class VillageIndex:
    """Entries by key. Every map's values keep the register's order."""

    villages: list[Village]
    exact: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    counted: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    graded: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    bare: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    squeezed: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    merged: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    entries: list[Entry] = field(default_factory=list)

    def add(self, entry: Entry) -> None:
        """File an entry under all its keys."""
        name = entry.name
        self.entries.append(entry)
        self.exact[name.key].append(entry)
        self.graded[name.graded_key].append(entry)
        self.bare[name.bare_key].append(entry)
        number = with_number_words(name)
        if number is not None:
            self.counted[number.key].append(entry)


def build_index(villages: Sequence[Village]) -> VillageIndex:
    """File the villages of one or more communes under all keys of all their names."""
    index = VillageIndex(list(villages))
    ended = {r.name.key for v in villages if v.valid_to < FOREVER for r in village_readings(v.name)}
    for village in villages:
        own = own_readings(village.name, village.family)
        for position, (family, name) in enumerate(own):
            index.add(Entry(village, name, family, "own"))
            if position == 0:
                for squeezed in (_squeeze(village.name), _squeeze(village.display)):
                    index.squeezed[squeezed].append(Entry(village, name, family, "own"))
        _add_core(index, village, own)
        parts = chain(village.name)
        keys: set[str] = {name.key for _, name in own}
        if parts:
            index.merged[chain_key(parts)].append(Entry(village, own[0][1], village.family, "own"))
            for part in parts:
                for family, name in own_readings(part, village.family):
                    if name.key not in keys:
                        keys.add(name.key)
                        index.add(Entry(village, name, family, "part"))
        role = _role_of_others(village, parts, ended)
        for other in village.other_names:
            for family, name in own_readings(other, ""):
                if name.key not in keys:
                    keys.add(name.key)
                    index.add(Entry(village, name, family or village.family, role))
            more = chain(other)
            if more:
                index.merged[chain_key(more)].append(Entry(village, own[0][1], village.family, "other"))
    return index


def own_readings(text: str, family: str) -> list[tuple[str, Name]]:
    """The names a register's cell stands for: ``Khu 3`` of kind Khu is both ``Khu 3`` and the ``3`` of a khu."""
    readings = village_readings(text)
    if not readings:
        return [(family, name_of(text))]
    found: list[tuple[str, Name]] = []
    for reading in readings:
        if not reading.families:
            found.append((family, reading.name))
            continue
        head = min(reading.families)
        number_of_kind = not family and reading.name.is_number
        # Thôn, xóm, tổ dân phố never belong to the name; Bản, Làng, Khu do unless the kind column says the same.
        if head not in BEARING or family in reading.families or number_of_kind:
            found.append((family or head, reading.name))
        elif head not in BEARING:
            found.append((head, reading.name))
        else:
            break
    return found or [(family, readings[0].name)]


def chain(text: str) -> list[str]:
    """The parts of a merged village's name; empty where the text is one name.

    A hyphen without spaces between two single words ("Pác-Bó") is part of one name.
    """
    parts = [part for part in _SEPARATOR.split(text) if part.strip()]
    if len(parts) < 2:
        return []
    loose = any(s.strip() != s or s in (",", ";", "+", "&") for s in _SEPARATOR.findall(text))
    for part in parts:
        name = village_readings(part)[-1].name if village_readings(part) else name_of(part)
        if not name.order or (not loose and len(name.words) < 2 and not name.numbers):
            return []
    return parts


def listing(text: str) -> list[str]:
    """The items of a cell that lists villages: by comma, semicolon, plus, slash, "và", a dash between spaces."""
    items = [item.strip() for item in _LISTING.split(text) if item.strip()]
    return items if len(items) > 1 else []


def chain_key(parts: Iterable[str]) -> str:
    """A key of the parts in any order, each without its type word."""
    names = []
    for part in parts:
        readings = village_readings(part)
        plain = [r.name.key for r in readings if not r.families & BEARING]
        names.append(plain[-1] if plain else readings[0].name.key if readings else name_of(part).key)
    return "|".join(sorted(names))


def squeeze_keys(text: str) -> tuple[str, ...]:
    """Keys of a text in which spaces were lost or set wrongly."""
    return (_squeeze(text),)


def _add_core(index: VillageIndex, village: Village, own: list[tuple[str, Name]]) -> None:
    readings = village_readings(village.name)
    if len(readings) > 1 and all(readings[-1].name.key != name.key for _, name in own):
        index.add(Entry(village, readings[-1].name, min(readings[-1].families, default=""), "core"))


def _role_of_others(village: Village, parts: list[str], ended: set[str]) -> str:
    """Whether ``other_names`` are further names of the village or the villages merged into it.

    Several names that are not spellings of one another, of a village that a decision or a date created, or that ended
    villages bore, are what was merged: evidence about one of them is evidence about a part.
    """
    names = [r[-1].name for other in village.other_names if (r := village_readings(other))]
    different = {name.graded_key for name in names} - {n.graded_key for _, n in own_readings(village.name, "")}
    if len({bare(key) for key in different}) < 2:
        return "part" if parts and any(n.key in {name_of(p).key for p in parts} for n in names) else "other"
    created = village.valid_from > ALWAYS or bool(village.decision)
    return "part" if created or any(name.key in ended for name in names) else "other"


def _squeeze(text: str) -> str:
    # Two numbers stay two: "Khu 1-1" is not Khu 11.
    return _BETWEEN_WORDS.sub("", _BETWEEN_DIGITS.sub("_", text.lower()))
