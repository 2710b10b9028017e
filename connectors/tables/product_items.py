"""One product of a list in a cell: "1. Mật ong - HTX Mẫu (thôn Nà Pái) - 4 sao" has four parts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from connectors.tables.context import caption_village
from connectors.tables.lexicon.segments import segments
from connectors.tables.lexicon.words import lexicon
from connectors.tables.product_states import EXPIRED, NOT_RECOGNISED, read_recognition
from doisoat.text.compare import clean

_NUMBERED = re.compile(r"^\s*(?:[-–+*•]|\d{1,2}\s*[.)/])\s*")
_CUT = re.compile(r"\s+[-–—]\s+|\s*[,;:|](?=\s|$)\s*|\s*[()]\s*(?:[-–—:,;]\s+)?")
_STARS = re.compile(
    r"^(?:(?:đạt|hạng|xếp hạng|ocop|đạt chuẩn|sản phẩm)\s+)*(?P<stars>[1-5]\s*(?:sao|\*|★|stars?)|[*★]{3,5})\s*\.?$",
    re.IGNORECASE,
)
# Stars that end a text without anything between: "Mật ong 4 sao".
_TAIL = re.compile(r"^(?P<name>.*?\S)\s*(?P<stars>\b[1-5]\s*(?:sao|\*|★|stars?)|[*★]{3,5})\s*\.?$", re.IGNORECASE)
_PRODUCER = re.compile(
    r"^(?:chủ thể|đơn vị|cơ sở sản xuất|cơ sở|nhà sản xuất|do)?\s*:?\s*"
    r"(?:htx|hợp tác xã|hộ\s|hộ kinh doanh|hkd|cơ sở|công ty|cty|doanh nghiệp|dntn|tổ hợp tác|tht|tổ hội|nhóm hộ|"
    r"ông\s|bà\s|liên hiệp)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?:chủ thể|cơ sở|đơn vị|nhà sản xuất|địa chỉ|hạng|hạng sao|xếp hạng)$", re.IGNORECASE)
_UNIT = re.compile(r"^(?:xã|phường|thị trấn|huyện|tỉnh)\s+\S", re.IGNORECASE)


@dataclass(frozen=True)
class Item:
    """What a part of a cell says of one product."""

    name: str
    stars: str | None = None
    producer: str | None = None
    village: str | None = None
    state: str | None = None  # what stands behind the stars and takes them back, or leaves them open


def read_item(text: str) -> Item:
    """The product; where something behind its name is not understood all of the text stays its name."""
    whole = clean(_NUMBERED.sub("", text)).strip(" .,;")
    tokens = _tokens(whole)
    first = next((n for n, (_, kind, _at) in enumerate(tokens) if n and kind), None)
    turned = [token for token, kind, _ in tokens[first or 0 :] if kind == "state"]
    if first is None or any(not kind for _, kind, _ in tokens[first:]):
        tail = _TAIL.match(whole)
        if tail is None or _CUT.search(tail["name"].strip(" -–:,(")):
            return Item(whole, state="; ".join(token for token, _, _ in tokens[1:] if _turns(token)) or None)
        return Item(tail["name"].strip(" -–:,("), tail["stars"])
    said = {kind: token for token, kind, _ in tokens[first:]}
    stars = _STARS.match(said["stars"]) if "stars" in said else None
    name = whole[: tokens[first][2]].strip(" -–—:,;(|")
    return Item(
        name, stars["stars"] if stars else None, said.get("producer"), said.get("village"), "; ".join(turned) or None
    )


def _tokens(text: str) -> list[tuple[str, str, int]]:
    """Parts between dashes, commas and brackets: each with what it says, and where it begins."""
    found: list[tuple[str, str, int]] = []
    start = 0
    for cut in (*_CUT.finditer(text), None):
        end = cut.start() if cut else len(text)
        token = text[start:end].strip()
        if token:
            found.append((token, _kind(token, found), start))
        start = cut.end() if cut else end
    return found


def _kind(token: str, before: list[tuple[str, str, int]]) -> str:
    if _STARS.match(token):
        return "stars"
    if caption_village(token):
        return "village"
    if _UNIT.match(token):
        return "unit"
    if _PRODUCER.match(token):
        return "producer"
    if _LABEL.match(token):
        return "label"
    follows = before[-1][1] if before else ""
    turns = _turns(token)
    if any(kind == "stars" for _, kind, _ in before) and turns:
        return "state"  # "4 sao (đã thu hồi)", "5 sao - đề nghị"
    if follows in ("producer", "label") and not turns and not any(map(str.isdigit, token)):
        return "producer"  # "HTX Nông sản - dịch vụ Mẫu", "chủ thể: Nông Văn A"
    return ""


def _turns(token: str) -> bool:
    """Whether words take a recognition back or leave it open: "đề nghị 5 sao", "hết hạn 12/2023"."""
    if read_recognition(token) in (EXPIRED, NOT_RECOGNISED):
        return True
    return any(s.meanings & lexicon().turning for s in segments(token))
