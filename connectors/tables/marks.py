"""What single texts of a table are: a total, a note, a column number, the name of a district or commune as a heading.

Only words decide that cannot begin a village's name: "Cộng Hòa" and "Tổng Cọt" are places, "Cộng xã …" is a total.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from doisoat.text.compare import clean, fold

_UNITS = "xa|phuong|thi tran|tt|huyen|thanh pho|tp|thi xa|tinh|thon|don vi|to dan pho|tdp|cac|so|bang|trang|chung"
_TOTAL = re.compile(rf"^(?:tong cong|tong so|luy ke)\b|^(?:tong|cong)(?: (?:{_UNITS})\b.*)?$|^grand total|^total\b")
_TOTAL_AND_NUMBER = re.compile(
    r"^(?:tổng|cộng)\s*(?:[:(]?\s*\d+|(?:(?:mục|phần|nhóm)\s+)?\(?(?:[IVX]{1,5}|[A-H])(?:\s*\+\s*[IVXA-H]{1,5})*\)?\s*[.:]?$)",
    re.IGNORECASE,
)
_WHOLE_UNIT = re.compile(r"^toan (?:xa|phuong|thi tran|huyen|tinh|thanh pho|tp|thi xa|quoc)\b")
_SUM_WORDS = ("cộng", "tổng", "lũy", "luỹ", "total", "grand")
_COUNT_OF_UNITS = re.compile(
    r"^(?:tong )?\d+ (?:thon|ban|xom|khu|khoi|to dan pho|tdp|to|xa|phuong|don vi|diem)(?: ban| to dan pho| khu)?$"
)
_NOTE = re.compile(
    r"^(?:ghi chú|lưu ý|chú thích|nguồn|chú ý)\s*:|^\*|^người (?:lập|tổng hợp|duyệt|báo cáo|xác nhận|"
    r"kiểm tra|nhập|cung cấp|thực hiện)|"
    r"^(?:thủ trưởng|giám đốc|phó giám đốc|chủ tịch|trưởng phòng|kế toán|tm\.|kt\.|q\. giám đốc|nơi nhận)|"
    r"ngày\s*\S*\s*tháng\s*\S*\s*năm|^\(ký|^\(đã ký",
    re.IGNORECASE,
)
_COLUMN_NUMBER = re.compile(r"^\(?(?:(\d{1,2})|[A-Z])\)?(?:\s*=.*)?$")
_ORDINAL = re.compile(r"^(?:[IVXLC]+|[A-ZĐ])\.?$")
_LEADING_ORDINAL = re.compile(r"^(?:[IVXLC]+|[A-ZĐ]|\d{1,3})\s*[.)/–:-]\s*")
_BRACKETED_CODE = re.compile(r"\s*[(\[]\s*mã[^()\[\]]*\d[^()\[\]]*[)\]]", re.IGNORECASE)  # "xã Vĩnh Yên (mã 06070)"
_IN_DISTRICT = re.compile(r"\s*\(\s*((?:huyện|thành phố|thị xã|quận|tp|h)[\s.][^()\d]+?)\s*\)\s*$", re.IGNORECASE)
_TAIL_COUNT = re.compile(r"\s*[:(–-]\s*\d+.*$")
_PARTED = re.compile(r"[\s.:]")
_DISTRICT = re.compile(
    r"^(?:ubnd\s+)?(?:(?:huyện|quận|thị xã|thành phố|tp|tx)(?:\s*[.:]\s*|\s+)|h\s*\.\s*)\S", re.IGNORECASE
)
_COMMUNE = re.compile(r"^(?:ubnd\s+)?(?:(?:xã|phường|thị trấn|tt)(?:\s*[.:]\s*|\s+)|[xp]\s*\.\s*)\S", re.IGNORECASE)
_DISTRICT_BARE = re.compile(r"^(?:ubnd )?(?:huyen|thi xa|thanh pho) \S", re.IGNORECASE)
_COMMUNE_BARE = re.compile(r"^(?:ubnd )?(?:xa|phuong|thi tran) \S", re.IGNORECASE)


def is_total(text: str) -> bool:
    """Such as "Tổng cộng", "Cộng xã Vĩnh Yên", "Cộng II", "Toàn huyện"; not "Cộng Hòa", "Tổng Cọt", "Cống Thôn"."""
    words = fold(text)
    if _WHOLE_UNIT.match(words):
        return True
    return _sums_up(text) and bool(_TOTAL.match(words) or _TOTAL_AND_NUMBER.match(clean(text)))


def _sums_up(text: str) -> bool:
    """The first word is "cộng" or "tổng" as written; without accents it may be "Cống" too, so a unit must follow."""
    return text.isascii() or clean(text).lower().startswith(_SUM_WORDS)


def total_of(text: str) -> str | None:
    """For "Cộng Thụy Hùng" the folded name that is summed up; it is a total only if the table has such a unit."""
    words = fold(text) if _sums_up(text) else ""
    for lead in ("tong cong ", "cong ", "tong "):
        if words.startswith(lead):
            return words.removeprefix(lead)
    return None


def is_count_of_units(text: str) -> bool:
    """Such as "6 thôn" where a village's name belongs. "3 Túc" and "Thôn 6" are names."""
    return bool(_COUNT_OF_UNITS.match(fold(text)))


def is_note(text: str) -> bool:
    """Remarks, signatures and datelines."""
    return bool(_NOTE.search(text))


def are_column_numbers(texts: Sequence[str]) -> bool:
    """A row such as "A", "B", "(1)", "(2)", "3=1+2" below a header: capital letters first, then numbers one by one.

    A data row "1 | 5 | 1 | 1" is none; two numbers are the least that can be counted.
    """
    matches = [_COLUMN_NUMBER.match(text) for text in texts]
    if not all(matches):
        return False
    numbers = [int(match[1]) for match in matches if match and match[1]]
    letters = [n for n, match in enumerate(matches) if match and not match[1]]
    return (
        letters == list(range(len(letters)))
        and len(numbers) >= 2
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    )


def is_ordinal(text: str) -> bool:
    """A Roman numeral or a letter: the number of a group, not of a row."""
    return bool(_ORDINAL.match(text))


def without_number(text: str) -> str:
    """A heading without the number in front of it: "I. Hộ gia đình", "2) Cơ quan"."""
    return _LEADING_ORDINAL.sub("", clean(text))


def unit_headings(text: str) -> dict[str, str]:
    """The units a group heading names: ``{"district": "Huyện Bình Gia"}``; empty where it is no such heading.

    Without accents only whole type words count: "Quan Son" is a commune, no "quận".
    """
    if not _PARTED.search(text):  # a type word and a name have something between them
        return {}
    text = _IN_DISTRICT.sub(r", \1", _TAIL_COUNT.sub("", _BRACKETED_CODE.sub("", clean(text))))
    return _units(text) or _units(_LEADING_ORDINAL.sub("", text))  # "H. Cao Lộc" is a district, "I. Huyện …" a number


def _units(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in re.split(r"\s*[,;]\s*|\s+[-–]\s+", text):
        bare = part.isascii()
        district = _DISTRICT.match(part) or (bare and _DISTRICT_BARE.match(part))
        commune = _COMMUNE.match(part) or (bare and _COMMUNE_BARE.match(part))
        level = "district" if district else "commune" if commune else None
        if level is None or level in found:
            return {}
        found[level] = clean(re.sub(r"^ubnd\s+", "", part, flags=re.IGNORECASE).replace(":", " "))
    return found


def bare_unit(text: str) -> str:
    """A folded unit name without its type word, to compare "Cộng Thụy Hùng" with "Xã Thụy Hùng"."""
    return re.sub(r"^(?:xa|phuong|thi tran|tt|x|p|huyen|thanh pho|tp|thi xa|h)\s+", "", fold(text))
