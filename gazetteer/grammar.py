"""What kind of thing a text names: type words and their abbreviations, and what is no place at all.

Type words are "thôn", "xã", "huyện" and so on. Some always stand outside the name (thôn, xóm, tổ dân phố); others may
belong to it (Bản Mới, Làng Giai, Khu 3), so that taking them off is only one of two ways to read the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from doisoat.text.compare import clean
from doisoat.text.syllables import bare, reading
from gazetteer.names import Name, name_of

NO_KIND: frozenset[str] = frozenset()
GENERIC = "thon"

# family -> spellings; the first spelling is what an abbreviation stands for. Families are compared, not spellings:
# khu, khu phố and khu dân cư are one, tổ and tổ dân phố are one.
_VILLAGE_WORDS: tuple[tuple[frozenset[str], tuple[str, ...]], ...] = (
    (frozenset({"to"}), ("tổ dân phố", "tổ dân cư", "tổ dp")),
    (frozenset({"khu"}), ("khu dân cư", "khu phố", "tiểu khu")),
    (frozenset({"khoi"}), ("khối phố",)),
    (frozenset({"thon"}), ("thôn",)),
    (frozenset({"xom"}), ("xóm",)),
    (frozenset({"ban"}), ("bản",)),
    (frozenset({"lang"}), ("làng",)),
    (frozenset({"khu"}), ("khu",)),
    (frozenset({"khoi"}), ("khối",)),
    (frozenset({"to"}), ("tổ",)),
    (frozenset({"pho"}), ("phố",)),
    (frozenset({"ap"}), ("ấp",)),
    (frozenset({"buon"}), ("buôn", "bon", "plei", "làng dân tộc")),
    (frozenset({"khom"}), ("khóm",)),
    (frozenset({"doi"}), ("đội",)),
)
_ABBREVIATIONS: dict[str, frozenset[str]] = {
    "tdp": frozenset({"to"}),
    "kdc": frozenset({"khu"}),
    "kp": frozenset({"khu", "khoi"}),
    "tk": frozenset({"khu"}),
    "th": frozenset({"thon"}),
    "t": frozenset({"thon"}),
    "b": frozenset({"ban"}),
    "k": frozenset({"khu", "khoi"}),
}
# Words that may be the beginning of a name: "Bản Mới" is not "Mới".
BEARING = frozenset({"ban", "lang", "khu", "khoi", "to", "pho", "ap", "buon", "khom", "doi"})
_LONG_FORMS = {"ban": "Bản", "khu": "Khu", "khoi": "Khối"}

_COMMUNE_WORDS = {"xa": "Xã", "phuong": "Phường", "thi tran": "Thị trấn", "dac khu": "Đặc khu"}
_COMMUNE_ABBREVIATIONS = {"x": "Xã", "p": "Phường", "f": "Phường", "tt": "Thị trấn"}
_DISTRICT_WORDS = {"huyen": "Huyện", "thanh pho": "Thành phố", "thi xa": "Thị xã", "quan": "Quận"}
_DISTRICT_ABBREVIATIONS = {"h": "Huyện", "tp": "Thành phố", "tx": "Thị xã", "q": "Quận"}


def _spellings(word: str) -> tuple[str, str]:
    return word, " ".join(bare(reading(part)) for part in word.split())


def _any_of(words: Iterable[str], abbreviations: Iterable[str]) -> re.Pattern[str]:
    """A head in either spelling, then a separator; an abbreviation wants a dot, a space, or a digit behind it."""
    forms = sorted({form for word in words for form in _spellings(word)}, key=len, reverse=True)
    full = "|".join(form.replace(" ", r"\s*") for form in forms)
    short = "|".join(r"\.?".join(a) for a in sorted(abbreviations, key=len, reverse=True))
    return re.compile(
        rf"^(?:(?P<full>{full})(?:\s*[.:]\s*|\s+|(?=\d))|(?P<short>{short})(?:\s*[.:]\s*|\s+|(?=\d)))", re.I
    )


_FAMILY_OF = {form.replace(" ", ""): f for f, words in _VILLAGE_WORDS for w in words for form in _spellings(w)}
_VILLAGE_HEAD = _any_of([w for _, words in _VILLAGE_WORDS for w in words], _ABBREVIATIONS)
_COMMUNE_HEAD = _any_of(["xã", "phường", "thị trấn", "đặc khu"], _COMMUNE_ABBREVIATIONS)
_DISTRICT_HEAD = _any_of(["huyện", "thành phố", "thị xã", "quận"], _DISTRICT_ABBREVIATIONS)
_PROVINCE_HEAD = _any_of(["tỉnh"], ["t"])
_FARM_TOWN = re.compile(r"^(?:ttnt|tt\.?\s*nt|thị\s*trấn\s*nt)\b\.?\s*", re.I)


@dataclass(frozen=True, slots=True)
class VillageReading:
    """One way to read a village text: the families its type word may mean, the name, how many type words came off."""

    families: frozenset[str]
    name: Name
    stripped: int


@dataclass(frozen=True, slots=True)
class UnitText:
    """A commune or district text: its kind as written in full (or ``""``), its name, and the name's own text."""

    kind: str
    name: Name
    text: str
    name_text: str


@lru_cache(maxsize=200_000)
def village_readings(text: str) -> tuple[VillageReading, ...]:
    """The ways to read a village text, the fullest name first.

    ``"Bản Mới"`` gives the name ``Bản Mới`` and the name ``Mới`` of a bản; ``"Thôn Khu 3"`` the name ``Khu 3`` of a
    thôn and the name ``3`` of a khu; ``"K. 3"`` also the long forms ``Khu 3`` and ``Khối 3``.
    """
    found: list[VillageReading] = []
    rest, families, stripped = text, NO_KIND, 0
    while True:
        head = _head(_VILLAGE_HEAD, rest)
        tail = rest[head.end() :].strip() if head else ""
        if head is None or not any(c.isalnum() for c in tail) or stripped == 2:
            found.append(VillageReading(families, name_of(rest), stripped))
            break
        if head["full"]:
            new = _FAMILY_OF[re.sub(r"\s", "", head["full"].lower())]
            if new & BEARING:
                found.append(VillageReading(families, name_of(rest), stripped))
        else:
            new = _ABBREVIATIONS[head["short"].lower().replace(".", "")]
            found.extend(
                VillageReading(families, name_of(f"{_LONG_FORMS[family]} {tail}"), stripped)
                for family in sorted(new)
                if family in _LONG_FORMS
            )
        rest, families, stripped = tail, new, stripped + 1
    return tuple(r for r in found if r.name.order)


def family_of(kind: str | None) -> str:
    """The family of a register's kind column (``Tổ dân phố`` → ``to``); ``""`` where blank or unknown."""
    if not kind:
        return ""
    word = clean(kind).lower()
    family = _FAMILY_OF.get(word.replace(" ", "")) or _ABBREVIATIONS.get(word.replace(".", "")) or NO_KIND
    return min(family) if family else ""


@lru_cache(maxsize=50_000)
def commune_text(text: str) -> UnitText:
    """Kind and name of a commune: ``TTNT Thái Bình``, ``X. Vĩnh Yên``, ``XÃ HÒA BÌNH``, ``Hòa Bình``."""
    farm = _FARM_TOWN.match(text)
    if farm:
        full = "Nông Trường " + text[farm.end() :]
        return UnitText("Thị trấn", name_of(full), text, full)
    return _unit_text(text, _COMMUNE_HEAD, _COMMUNE_WORDS, _COMMUNE_ABBREVIATIONS)


@lru_cache(maxsize=50_000)
def district_text(text: str) -> UnitText:
    """Kind and name of a district: ``H. Bình Gia``, ``TP Lạng Sơn``, ``Văn Quan``."""
    return _unit_text(text, _DISTRICT_HEAD, _DISTRICT_WORDS, _DISTRICT_ABBREVIATIONS)


@lru_cache(maxsize=10_000)
def province_text(text: str) -> UnitText:
    """Kind and name of a province: ``tỉnh Lạng Sơn``, ``T. Lạng Sơn``, ``Lạng Sơn``."""
    return _unit_text(text, _PROVINCE_HEAD, {"tinh": "Tỉnh"}, {"t": "Tỉnh"})


def is_commune_text(text: str) -> bool:
    """The text begins with a commune's type word."""
    return bool(_head(_COMMUNE_HEAD, text) or _FARM_TOWN.match(text))


def is_district_text(text: str) -> bool:
    """The text begins with a district's type word."""
    return bool(_head(_DISTRICT_HEAD, text))


def is_province_text(text: str) -> bool:
    """The text begins with the word for a province."""
    return bool(_head(_PROVINCE_HEAD, text))


def is_village_text(text: str) -> bool:
    """The text begins with a village's type word."""
    return bool(_head(_VILLAGE_HEAD, text))


def _head(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The type word at the head of the text.

    "Quan" is a district's type word where nothing carries marks, and a name in "Quan Sơn"; "Thon" is no name ever.
    """
    found = pattern.match(text)
    if found is None or not found["full"] or text.isascii():
        return found
    word = found["full"].lower()
    return None if word.isascii() and word not in ("thon", "xom", "khu", "bon", "plei") else found


def _unit_text(text: str, head: re.Pattern[str], words: dict[str, str], abbreviations: dict[str, str]) -> UnitText:
    found = _head(head, text)
    rest = text[found.end() :] if found else ""
    if found is None or not any(c.isalnum() for c in rest):
        return UnitText("", name_of(text), text, text)
    if found["full"]:
        key = " ".join(bare(reading(part)) for part in found["full"].lower().split())
        kind = words.get(key) or next(v for k, v in words.items() if k.replace(" ", "") == key.replace(" ", ""))
    else:
        kind = abbreviations[found["short"].lower().replace(".", "")]
    return UnitText(kind, name_of(rest), text, rest)
