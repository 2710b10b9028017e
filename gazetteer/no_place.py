"""Cells that name no place: dates, total rows, headings, "không có"."""

from __future__ import annotations

import re
from functools import lru_cache

from doisoat.text.syllables import bare, reading
from gazetteer.names import name_of

_DATE = re.compile(
    r"^(?:\d{1,2}[-/. ](?:\d{1,2}|thg\s*\d+|tháng\s*\d+|[a-z]{3,9})[-/. ]\d{2,4}|\d{4}-\d{1,2}-\d{1,2}"
    r"|\d{1,2}[-/ ](?:thg|thang|tháng|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/ .]?\d*"
    r"|(?:thg|tháng|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/ .]\d{1,4})"
    r"(?:[ T]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?$",
    re.I,
)
_UNIT_WORD = r"(?:xa|phuong|thi tran|huyen|tinh|thanh pho|thi xa|tp|tt|thon|to dan pho|khu|don vi|dia ban|khoi|tx)"
_TOTAL = re.compile(
    rf"^(?:(?:tong|cong|cong tong|tong hop|cong chung|luy ke|trong do|chia ra|binh quan|trung binh|toan bo|tat ca"
    r"|cong don|cong lai)(?: theo)?"
    rf"|(?:tong|cong|toan|binh quan|cong so) (?:(?:so|cong|toan|cac|hop) )*{_UNIT_WORD}\b.*"
    r"|(?:tat ca|cac)(?: cac)? (?:thon|ban|xom|to|khu|khoi|xa|huyen)\b.*|ca (?:thon|xa|huyen)"
    rf"|(?:tong|cong)(?: so| cong)? \d+ {_UNIT_WORD}\b.*"
    r"|(?:tong|cong) (?:\d+|trang|muc|phan|nhom|cot|mang sang)(?: .*)?|luy ke .*"
    r"|(?:tong cong|tong so)\b.*|dvc (?:truc tuyen|mot phan|toan trinh)\b.*|ghi chu\b.*|nguoi (?:lap|ky)\b.*"
    r"|thu truong\b.*|stt|noi nhan\b.*)$"
)
# The first words of total rows as they are spelled; without marks they count too. "Cống Xã", "Cổng Tỉnh" are names.
_HEAD_WORDS = "tổng cộng toàn luỹ lũy trong chia bình trung tất các cả dvc ghi người thủ stt nơi"
_TOTAL_HEADS = frozenset({form for w in _HEAD_WORDS.split() for form in (reading(w), bare(reading(w)))})
_NO_PLACE_TEXTS = (
    "khong|khong co|chua|chua co|khong xac dinh|khong ro|chua xac dinh|chua ro|na|n a|null|none|nan|x|v|co|"
    "khac|thon|ban|xom|khu|to|khong thon|chua biet|ref|value|name|div 0|num|true|false|xa|huyen|ten thon|"
    "thon ban|ten thon ban|thon to dan pho|thon khu|dia ban"
)
_NO_PLACE = frozenset(_NO_PLACE_TEXTS.split("|"))


@lru_cache(maxsize=200_000)
def why_no_place(text: str) -> str:
    """Why a village text names no place: ``date``, ``total``, ``no_place``; ``""`` where it may name one."""
    if not any(c.isalpha() for c in text):
        digits = text.strip(" .") if text.startswith("-") else text.strip(" .-")
        if _DATE.match(text):
            return "date"
        # A lone small number may be Thôn 5; a zero, a phone number, a sum with decimals are no names.
        return "" if re.fullmatch(r"0*[1-9]\d?(?:\s*[-/+,;&]\s*0*[1-9]\d?)*", digits) else "no_place"
    if _DATE.match(text):
        return "date"
    words = name_of(text).order.split()
    name = " ".join(map(bare, words))
    if words and words[0] in _TOTAL_HEADS and _TOTAL.match(name):
        return "total"
    return "no_place" if name in _NO_PLACE or not name else ""
