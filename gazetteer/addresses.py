"""A whole address in one cell taken apart: village, commune, district, province.

Separators are commas, semicolons, dashes between spaces, or nothing but the type words themselves
(``THÔN A XÃ B HUYỆN C``). Segments without a type word are told by their place from the end, and by what is known to
be a commune, a district or a province.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from doisoat.text.compare import clean
from gazetteer.grammar import is_commune_text, is_district_text, is_province_text, is_village_text
from gazetteer.names import name_of

_COMMAS = re.compile(r"\s*[,;|\n]\s*")
_DASHES = re.compile(r"\s+[-–—‒−]\s+")
# A unit's type word inside a segment begins a new one. Spelled with marks, or in capitals or small letters without.
_INSIDE = re.compile(
    r"(?<=[\w)])[\s.-]+(?=(?:xã|phường|thị\s*trấn|đặc khu|huyện|thành\s*phố|thị\s*xã|quận|tỉnh)\s+\w"
    r"|(?:x|p|h|tp|tx|tt|ttnt|t)\.\s*[^\W\d_])",
    re.I,
)
_INSIDE_BARE = re.compile(
    r"(?<=\w)\s+(?=(?:xa|phuong|thi\s*tran|huyen|thanh\s*pho|thi\s*xa|tinh)\s+\w)"
    r"|(?<=\w)[\s.]+(?=(?:x|p|h|tp|tx|tt|t)\.\s*[^\W\d_])",
    re.I,
)
_SERIAL = re.compile(r"^[A-Z]{0,4}[-.]?\d{4,}$", re.I)
_REMARK = re.compile(r"\s*\((?:nay|cũ|trước|mới|thuộc|theo)\b[^()]*\)", re.I)
# "Xã Hòa Bình (huyện Văn Quan)": a unit in brackets is the next piece of the address.
_UNIT_IN_BRACKETS = re.compile(
    r"\s*[(\[]\s*((?:xã|phường|thị\s*trấn|đặc khu|huyện|thành\s*phố|thị\s*xã|quận|tỉnh|xa|phuong|thi tran|huyen|tinh"
    r"|thanh pho|thi xa)\s+[^()\[\]]+|(?:x|p|h|tp|tx|tt|q)\.\s*[^()\[\]]+)[)\]]",
    re.I,
)
_BRACKETS = re.compile(r"([^,;()\[\]]+?)\s*[(\[]\s*([^()\[\]]+?)\s*[)\]]")
_GLUED = re.compile(r"\s+[A-Z]{1,3}\d{5,}$")
_GROUP = re.compile(r"^(?:tổ|nhóm|đội|xóm|cụm|ngõ|to|nhom|doi|xom)\s+\S+", re.I)
_COUNTRY = frozenset({"viet nam", "vietnam", "vn"})
_STREET = re.compile(
    r"^(?:số(?:\s*nhà)?|sn|ngõ|ngách|hẻm|kiệt|đường|phố|quốc lộ|ql|km)\b|^\d+[a-z]?(?:/\d+)*(?:\s|$)", re.I
)


@dataclass(frozen=True, slots=True)
class Address:
    """The pieces of an address; ``village`` holds every segment before the commune, nearest to it last."""

    village: tuple[str, ...]
    commune: str | None
    district: str | None
    province: str


def split_address(
    text: str,
    is_commune: Callable[[str], bool],
    is_district: Callable[[str], bool],
    is_province: Callable[[str], bool],
) -> Address:
    """Take an address apart.

    Args:
        text: cleaned text.
        is_commune: whether a text without type word names a commune.
        is_district: the same for districts.
        is_province: the same for provinces.
    """

    def unpacked(found: re.Match[str]) -> str:
        # "Xã Hòa Bình (Bình Gia)"; behind a village the name in brackets may be a former village's.
        before, inside = found[1].strip(), found[2]
        return f"{found[1]}, {inside}" if is_commune_text(before) and is_district(inside) else found[0]

    text = _BRACKETS.sub(unpacked, text)
    address = _split_segments(_segments(text), is_commune, is_district, is_province)
    tight = text.split("-")
    if address.commune is None and address.district is None and "," not in text and len(tight) > 2:
        # "Khuổi Dụi-Vĩnh Yên-Bình Gia": hyphens without spaces, where they lead to a commune.
        other = _split_segments([s for s in map(clean, tight) if s], is_commune, is_district, is_province)
        return other if other.commune is not None else address
    return address


def _split_segments(
    segments: list[str],
    is_commune: Callable[[str], bool],
    is_district: Callable[[str], bool],
    is_province: Callable[[str], bool],
) -> Address:
    province = district = commune = None
    village: list[str] = []
    typed = [is_commune_text(s) and not is_village_text(s) for s in segments]
    position = len(segments)
    while position > 0:
        position -= 1
        segment = segments[position]
        if commune is None and district is None and province is None and position > 0:
            head = _tail_province(segment, is_province)
            if head is not None:
                province = head
                continue
        if typed[position]:
            commune = segment
            village = segments[:position]
            break
        if district is None and is_district_text(segment):
            district = segment
            continue
        if (
            district is None
            and (any(typed[:position]) or _leaves_commune(segments[:position], is_commune))
            and is_district(segment)
        ):
            district = segment
            continue
        if is_village_text(segment):
            village = segments[: position + 1]
            break
        if is_commune(segment) or (position > 0 and district is not None and not any(typed[:position])):
            commune = segment
            village = segments[:position]
            break
        village = segments[: position + 1]
        break
    return Address(tuple(village), commune, district, province or "")


def without_house(text: str) -> str:
    """An address without the house and street at its head, so that all houses of a village share one text."""
    while text.count(",") > 2:
        head, _, rest = text.partition(",")
        if not _STREET.match(head) or is_village_text(head):
            break
        text = rest.lstrip()
    return text


def village_candidates(segments: tuple[str, ...]) -> tuple[str, ...]:
    """Which of the segments before the commune may be the village: all together first, then one by one.

    House numbers and streets are no villages; a segment with a village's type word is.
    """
    if not segments:
        return ()
    places = [s for s in segments if not _STREET.match(s) or is_village_text(s)]
    whole = ", ".join(places)
    return tuple(dict.fromkeys([*([whole] if whole else []), *reversed(places)]))


def _segments(text: str) -> list[str]:
    text = _GLUED.sub("", _UNIT_IN_BRACKETS.sub(r", \1", _REMARK.sub("", clean(text))))
    segments = [s for s in _COMMAS.split(text) if s]
    if len(segments) == 1:
        segments = [s for s in _DASHES.split(text) if s]
    inside = _INSIDE_BARE if text.isascii() else _INSIDE
    segments = [clean(s).strip(" .-–") for segment in segments for s in inside.split(segment)]
    kept = [s for s in segments if s and not _SERIAL.match(s.replace(" ", ""))]
    while kept and name_of(kept[-1]).bare_text in _COUNTRY:
        kept.pop()
    # A dash between the commune and the district inside one comma's segment: "Xã A - huyện B".
    return [s for k in kept for s in (_DASHES.split(k) if is_commune_text(k) else [k]) if s]


def _tail_province(segment: str, is_province: Callable[[str], bool]) -> str | None:
    if is_province_text(segment) and not is_district_text(segment):
        return segment
    return segment if is_province(segment) else None


def _leaves_commune(before: list[str], is_commune: Callable[[str], bool]) -> bool:
    """Whether the segment before this one can be the commune, with a village before it or alone."""
    return bool(before) and not is_village_text(before[-1]) and is_commune(before[-1])


def is_street(segment: str) -> bool:
    """A house number, a street, or a group smaller than a village: nothing that names another village."""
    return bool(_STREET.match(segment) or _GROUP.match(segment))
