"""Whether a place is a public one of this village: told by its own head words.

"Nhà ông Mẫu cạnh nhà văn hóa" is a private house; "Nhà văn hóa thôn, gần chợ" a public hall.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from doisoat.text.compare import clean, fold

_BESIDE = re.compile(
    r"[\s,;(–-]*\b(?:bên cạnh|cạnh|kế bên|sát|gần|đối diện|trước mặt|phía sau|phía trước|đằng sau|sau|trước cửa|giáp|"
    r"cách|ben canh|canh|gan|doi dien|phia sau|sau lung|chếch|ngã ba|đường vào|lối vào)\b.*$",
    re.I,
)
_PERSON = r"(?:ong|ba|anh|chi|co|chu|bac|em|cu|vo chong|gia dinh|dong chi|d c|truong|bi thu|dan|rieng)"
_PRIVATE = re.compile(
    rf"(?:^|\b(?:tai|o) )(?:nha|ho|tu gia) {_PERSON}\b|^(?:ho gia dinh|ho kinh doanh|ho|tu gia|quan|cua hang|tap hoa|"
    r"dai ly|nha nghi|khach san|homestay|cong ty|doanh nghiep|shop|tiem|tram xang|cay xang)\b"
)
_WORDS = re.compile(r"[^\W_]+")
_LARGER = re.compile(
    r"(?:(?:đa năng|trung tâm|cộng đồng|công cộng|văn hóa|văn hoá|của|cấp) )*"
    r"(?:xã|phường|thị trấn|huyện|tỉnh|thành phố)\b"
)
_LARGER_BARE = re.compile(
    r"(?:(?:da nang|trung tam|cong dong|cong cong|van hoa|cua|cap) )*(?:xa|phuong|thi tran|huyen|tinh|thanh pho)\b"
)
_VILLAGE = r"(?:thôn|bản|xóm|khu|khối|phố|làng|tổ dân phố|tdp|thon|ban|xom|khoi|lang)"
_NAME = r"[A-ZĐÀ-Ỹ0-9][\w’'-]*"
_NAMED = re.compile(rf"\b(?i:{_VILLAGE})\s+({_NAME}(?:\s*[–-]\s*{_NAME}|\s+{_NAME})*)")
_KIND = re.compile(r"^(?:thon|ban|xom|khu|khoi|pho|lang|to dan pho|tdp) ")


@lru_cache(maxsize=50_000)
def head_words(place: str) -> str:
    """A place text without what only says where it lies: words behind "cạnh", "gần", "đối diện", "sau"."""
    return _BESIDE.sub("", clean(place)).strip(" ,;(–-")


@lru_cache(maxsize=50_000)
def is_public(place: str, venues: tuple[str, ...], of_the_village: bool = False) -> bool:
    """Whether the head words name one of ``venues`` word for word, and no private owner.

    With ``of_the_village`` the hall of a commune or a larger unit ("Nhà văn hóa xã") is none.
    """
    head = head_words(place)
    if _PRIVATE.search(fold(head)):
        return False
    words = _WORDS.findall(head.lower())
    bare = [fold(word) for word in words]
    names = [fold(venue).split() for venue in venues]
    behind = [
        " ".join(words[at + len(name) :])
        for name in names
        for at in range(len(bare) - len(name) + 1)
        if bare[at : at + len(name)] == name
    ]
    # "Phương Đông", "Xá Mẫu" are villages: with their marks the words for a unit must be those words.
    larger = _LARGER_BARE if head.isascii() else _LARGER
    return any(not (of_the_village and larger.match(text)) for text in behind)


def names_another_village(place: str, own: Collection[str], others: Sequence[str]) -> bool:
    """Whether the head words name a village, and none that the row is about.

    Args:
        place: the place as written.
        own: the row's village as the list and the register write it, with former names.
        others: names of the other villages that are known in the commune.
    """
    head = head_words(place)
    mine = {bare_village(name) for name in own if name}
    words = f" {fold(head)} "
    named = [] if head.isupper() else [bare_village(name) for name in _NAMED.findall(head)]
    named += [name for name in map(bare_village, others) if name not in mine and f" {name} " in words and len(name) > 2]
    return any(name and not _same(name, mine) for name in named)


def _same(name: str, mine: Collection[str]) -> bool:
    return any(f" {name} " in f" {one} " or f" {one} " in f" {name} " for one in mine if one)


@lru_cache(maxsize=50_000)
def bare_village(name: str) -> str:
    """A village's folded name without its kind: ``Thôn Nà Mẫu`` → ``na mau``."""
    return _KIND.sub("", fold(name))
