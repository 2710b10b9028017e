"""What a sheet's name and titles say in place of a column: the kind of address, the stars, the village, a service."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from connectors.contract import PlaceLookup
from connectors.tables.cells import read_stars
from connectors.tables.kinds import kind_in
from connectors.tables.marks import unit_headings
from doisoat.text.compare import clean, fold

_VILLAGE = r"(?:thôn|bản|xóm|khu phố|khối phố|khu|khối|tổ dân phố|tdp|tổ|ấp|buôn|làng|khóm)"
_VILLAGE_TITLE = re.compile(rf"^(?:tên\s+)?{_VILLAGE}\s*[:\-–]?\s+\S", re.IGNORECASE)
_CAPTION_NUMBER = re.compile(
    r"^(?:(?:bảng|biểu|phụ lục|mục|danh sách|ds|nhóm|phần)\s*(?:số\s*)?(?:\d{1,3}|[IVX]{1,5}|[A-ZĐ])|"
    r"(?:số\s*)?(?:\d{1,3}|[IVX]{1,5}))\s*[.:)–-]\s*",
    re.IGNORECASE,
)
# What begins with a village's type word and is none.
_NO_VILLAGE = re.compile(
    r"^(?:tổ (?:chức|công nghệ|trưởng|phó|giúp việc|công tác|số hóa)|khu (?:vực|di tích|công nghiệp)|thôn thông minh|"
    r"bản (?:đồ|tin|khai|cam kết|ghi|sao|kê))\b",
    re.IGNORECASE,
)
_SERVES = re.compile(
    r"\b(?:chưa|không|có|đã|danh (?:sách|mục|bạ)|được|số|theo|các|toàn (?:bộ|thể|xã|huyện|tỉnh|thôn|dân))\b",
    re.IGNORECASE,
)
_UNIT_INSIDE = re.compile(
    r"\b(?P<kind>xã|phường|thị trấn|huyện|quận|thị xã|thành phố)\s+(?P<name>[^\d,;:.()\-–]+?)"
    r"(?=\s*(?:[,;:.()\-–]|\d|$|\b(?:xã|phường|huyện|thị|thành phố|tỉnh|năm|tháng|quý|tính|đến|ngày)\b))",
    re.IGNORECASE,
)
_COMMUNE_CODE = re.compile(r"\bmã(?:\s+(?:số|xã|đơn vị|đvhc))*\s*:?\s*(\d{4,5})\b", re.IGNORECASE)
_VILLAGE_LABEL = re.compile(rf"^(?:tên\s+)?{_VILLAGE}(?:\s*[,/]\s*{_VILLAGE})*\s*:$", re.IGNORECASE)
_UNIT_LABELS = {
    "commune": re.compile(r"^(?:tên\s+)?(?:xã|phường|thị trấn)(?:\s*[,/]\s*\S+)*\s*:$", re.IGNORECASE),
    "district": re.compile(r"^(?:tên\s+)?(?:huyện|quận|thị xã|thành phố|tp)(?:\s*[,/]\s*\S+)*\s*:$", re.IGNORECASE),
}
_DISTRICTS = frozenset({"huyện", "quận", "thị xã", "thành phố"})


def given_kind(sheet: str, titles: Sequence[str]) -> dict[str, str]:
    """The one kind of address point that the sheet's name or, else, the title names."""
    for texts in ((sheet,), titles):
        kinds = {kind for text in texts if (kind := kind_in(text))}
        if len(kinds) == 1:
            return {"kind": kinds.pop()}
    return {}


_SEVERAL_STARS = re.compile(
    r"\bsao (?:tro|den|toi|va|hoac)\b|\b[1-5] ?(?:den |toi |va |hoac )?[1-5] ?sao\b|\b(?:tu|den) [1-5] ?sao\b"
)


def given_stars(sheet: str, titles: Sequence[str]) -> dict[str, str]:
    """The number of stars of the whole list; "từ 3 sao trở lên", "3-5 sao" is none of one row."""
    for text in (sheet, *titles):
        if _SEVERAL_STARS.search(fold(text)):
            continue
        if read_stars(text) is not None and not text.strip().isdigit():
            return {"stars": text}
        if found := re.search(r"\b([1-5])\s*(?:sao|star)", fold(text)):
            return {"stars": f"{found[1]} sao"}
    return {}


def given_village(sheet: str, titles: Sequence[str], places: PlaceLookup | None = None) -> dict[str, str]:
    """The village that a sheet is about: "Thôn Nà Pái" as its name, or as a title of its own."""
    if village := labelled(titles, _VILLAGE_LABEL):
        return {"village": village}
    for text in (sheet, *reversed(titles)):
        if village := caption_village(text):
            return {"village": village}
    if places is not None and list(places([sheet])) == ["village"]:
        return {"village": clean(sheet)}
    return {}


def labelled(titles: Sequence[str], label: re.Pattern[str]) -> str:
    """What stands beside a label of a form: "Thôn:" | "Pò Ngòa"; empty where no text is such a label."""
    for text, beside in pairwise(titles):
        if label.match(clean(text)) and not beside.endswith(":") and len(beside) <= 60:
            return clean(beside)
    return ""


def without_caption_number(text: str) -> str:
    """A caption without its number: "Bảng 1. Xã Y Tịch"."""
    return _CAPTION_NUMBER.sub("", clean(text))


def caption_village(text: str) -> str:
    """The village that a caption begins with: "Thôn Làng Dọc, xã Y Tịch"; empty where it names none."""
    first = re.split(r"\s*[,;(]\s*|\s+[-–]\s+", _CAPTION_NUMBER.sub("", clean(text)))[0]
    if not _VILLAGE_TITLE.match(first) or _NO_VILLAGE.match(first) or kind_in(first):
        return ""
    if _SERVES.search(first) or len(first) > 40 or ":" in first[12:]:
        return ""
    return clean(re.sub(r"^tên\s+", "", first, flags=re.IGNORECASE).replace(":", " "))


_WHOSE = re.compile(r"^(?:tên )?(?:đơn vị|cơ quan)(?: báo cáo| lập biểu| gửi)?\s*:\s*", re.IGNORECASE)


def without_label(text: str) -> str:
    """The unit's name behind "Đơn vị:", "Cơ quan báo cáo:"."""
    return _WHOSE.sub("", text)


def caption_units(text: str) -> dict[str, str]:
    """The commune and district that a caption names and nothing else: "Bảng 1. Xã Y Tịch, huyện Chi Lăng"."""
    bare = without_label(_CAPTION_NUMBER.sub("", clean(text)))
    first, *rest = re.split(r"\s*[,;]\s*|\s+[-–]\s+", bare)
    return unit_headings(bare) or (unit_headings(", ".join(rest)) if rest and caption_village(first) else {})


def title_units(titles: Sequence[str], places: PlaceLookup | None = None) -> dict[str, str]:
    """The commune and district that titles name for all rows below: a line of its own, or within a sentence.

    A commune's code beside its name ("xã Vĩnh Yên (mã 06070)") comes as ``commune_code``.

    Within a sentence a name counts only where the gazetteer knows it: "xã hội" is no commune.
    """
    beside = {level: name for level, label in _UNIT_LABELS.items() if (name := labelled(titles, label))}
    if beside:
        return beside
    for text in reversed(titles):
        units = caption_units(text)
        if units:
            return _with_code(units, [text])
    found: dict[str, set[str]] = {}
    if places is None:
        return {}
    for text in titles:
        for match in _UNIT_INSIDE.finditer(clean(text)):
            name = f"{match['kind']} {match['name'].strip()}"
            level = "district" if match["kind"].lower() in _DISTRICTS else "commune"
            if list(places([name])) == [level]:
                found.setdefault(level, set()).add(name)
    units = {level: names.pop() for level, names in found.items() if len(names) == 1}
    return _with_code(units, titles)


def _with_code(units: dict[str, str], texts: Sequence[str]) -> dict[str, str]:
    """The units with the one code that stands beside a commune's name: "xã Vĩnh Yên (mã 06070)"."""
    found = (match for text in texts if "commune" in units for match in _COMMUNE_CODE.finditer(clean(text)))
    codes = {match[1].zfill(5) for match in found}
    return {**units, "commune_code": codes.pop()} if len(codes) == 1 else units
