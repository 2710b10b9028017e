"""The villages of a few communes, found by every key their names have; built when first asked for.

An index holds the villages of the communes one text may mean, of all dates: which of them exist on a day is asked of
the hit, because old names must be found too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from gazetteer.formers import Past, items_of, marks_of
from gazetteer.grammar import BEARING, village_readings
from gazetteer.histories import Histories
from gazetteer.merged_names import chain, chain_key
from gazetteer.names import Name, name_of, with_number_words
from gazetteer.register import Village

_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\W_]+(?=\d)")
_BETWEEN_WORDS = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of one village.

    ``role`` is ``own``, ``other`` (another or former name of the whole village), ``part`` (one village of several
    merged into it) or ``core`` (the name without a word that belongs to it: a question, never an answer). ``former``
    is the key of the former village that bore the name, where the village was merged: of a part always, of an own name
    where the merged village kept the name of one of its parts.
    """

    village: Village
    name: Name
    family: str
    role: str
    former: str = ""


@dataclass
class VillageIndex:
    """Entries by key. Every map's values keep the register's order."""

    villages: list[Village]
    histories: Histories
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


def build_index(villages: Sequence[Village], histories: Histories) -> VillageIndex:
    """File the villages of one or more communes under all keys of all their names, those of their past among them."""
    index = VillageIndex(list(villages), histories)
    for village in villages:
        _add_village(index, village, histories.past(village))
    return index


def _add_village(index: VillageIndex, village: Village, past: Past) -> None:
    kept = past.of(marks_of(village.name, village.family)) if past.merged else None
    own = own_readings(village.name, village.family)
    for position, (family, name) in enumerate(own):
        index.add(Entry(village, name, family, "own", kept.key if kept else ""))
        if position == 0:
            for squeezed in (_squeeze(village.name), _squeeze(village.display)):
                index.squeezed[squeezed].append(Entry(village, name, family, "own", kept.key if kept else ""))
    _add_core(index, village, own)
    keys: set[str] = {name.key for _, name in own}

    def add(text: str, family: str, role: str, former: str = "") -> None:
        for own_family, name in own_readings(text, family):
            if name.key not in keys:
                keys.add(name.key)
                index.add(Entry(village, name, own_family or village.family, role, former))

    for former in past.formers if past.merged else ():
        add(former.text, "", "part", former.key)
    for other in village.other_names:
        for text, _ in items_of(other):
            named = past.of(marks_of(text)) if past.merged else None
            add(text, "", "part" if named else "other", named.key if named else "")
        if chain(other):
            index.merged[chain_key(chain(other))].append(Entry(village, own[0][1], village.family, "other"))
    for former in () if past.merged else past.formers:
        if all(old.commune != village.commune for old in former.villages):  # own rows of this list are found by name
            add(former.text, "", "other")
    parts = chain(village.name)
    if parts:
        index.merged[chain_key(parts)].append(Entry(village, own[0][1], village.family, "own"))
        for part in parts:
            named = past.of(marks_of(part, village.family))
            add(part, village.family, "part", named.key if named else "")
    if past.count:
        index.merged[chain_key(f.text for f in past.formers)].append(Entry(village, own[0][1], village.family, "other"))


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


def squeeze_keys(text: str) -> tuple[str, ...]:
    """Keys of a text in which spaces were lost or set wrongly."""
    return (_squeeze(text),)


def _add_core(index: VillageIndex, village: Village, own: list[tuple[str, Name]]) -> None:
    readings = village_readings(village.name)
    if len(readings) > 1 and all(readings[-1].name.key != name.key for _, name in own):
        index.add(Entry(village, readings[-1].name, min(readings[-1].families, default=""), "core"))


def _squeeze(text: str) -> str:
    # Two numbers stay two: "Khu 1-1" is not Khu 11.
    return _BETWEEN_WORDS.sub("", _BETWEEN_DIGITS.sub("_", text.lower()))
