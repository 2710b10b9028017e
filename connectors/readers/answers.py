"""Yes, no, in part, unclear: what operators and the post write into a cell, and what claimants declare.

A blank is none of these (None). Only phrases known as a whole are read: "có" at the head of a longer text proves
nothing ("Có kế hoạch 2025"). Words that differ only by accents and mean opposites (đúng/dừng) are compared accented.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from connectors.contract import Cell
from connectors.readers.cells import as_text, each
from doisoat.model import Answer, Claim
from doisoat.text import fold

_YES_SIGNS = frozenset("x X × v V ✓ ✔ √ ☑ ✅ ● ⬤ +".split())
_NO_SIGNS = frozenset("✗ ✘ ❌".split())
_EXACT = {"đúng": Answer.YES, "sai": Answer.NO}
_YES = frozenset(
    "co|da co|co roi|co phu|da phu|phu|da phu kin|phu kin|da duoc phu|dat|da dat|hoat dong|dang hoat dong|hoat dong tot|"
    "hoat dong on dinh|hoat dong binh thuong|da lap dat|da lap|da trien khai|da cung cap|dang cung cap|co cung cap|da keo|"
    "da hoan thanh|san sang|day du|tot|on dinh|co tot|co on dinh|co day du|co hoat dong|co dang hoat dong|yes|y|true|t|ok|"
    "da gan|da thong bao|co gan|da nhan".split("|")
) - {"t"}
_NO = frozenset(
    "khong|k|ko|chua|chua co|khong co|khong phu|chua phu|chua duoc phu|chua dat|khong dat|khong hoat dong|chua hoat dong|"
    "chua lap dat|chua lap|chua trien khai|khong trien khai|chua cung cap|khong cung cap|chua keo|chua hoan thanh|trang|"
    "no|n|false|chua gan|khong gan|chua thong bao|chua nhan|hoan toan khong co".split("|")
)
_PARTIAL = frozenset(
    "yeu|co yeu|co nhung yeu|co con yeu|phu yeu|da phu yeu|kem|co kem|chap chon|co chap chon|mot phan|1 phan|co mot phan|"
    "co 1 phan|da phu mot phan|phu mot phan|chua day du|chua phu het|chua phu kin|khong on dinh|co khong on dinh|"
    "chua on dinh|mot so ho|co mot so ho".split("|")
)
# Words that name the service and say nothing about whether it is there.
_SERVICE = re.compile(
    r"\b(?:cap quang|ftth|gpon|internet|bang rong|song|di dong|dien thoai|mang|dich vu|vien thong|ha tang|wi ?fi|mat khau|"
    r"password|cai dat|dat mat khau|[2345]g|lte|duong truyen|tin hieu|toan thon|toan bo|bien so nha|bien)\b"
)
_PERCENT = re.compile(r"^(\d{1,3}(?:[.,]\d+)?) ?%$")
_DECIMAL = re.compile(r"^\d{1,5}(?:[.,]\d{1,4})?$")
_PORTS = re.compile(r"^(\d{1,5}) (?:port|ports|cong)$")


def read_answer(cell: Cell) -> Answer | None:
    """One cell as an answer; None where it is blank. A dash, a bare quantity, a plan or a remark are ``unclear``."""
    text = as_text(cell)
    if text is None:
        return None
    if isinstance(cell, bool):
        return Answer.YES if cell else Answer.NO
    if isinstance(cell, int | float):
        return _share(float(cell))
    if text in _YES_SIGNS:
        return Answer.YES
    if text in _NO_SIGNS:
        return Answer.NO
    if text.casefold() in _EXACT:
        return _EXACT[text.casefold()]
    if match := _PERCENT.match(text):
        return _share(float(match[1].replace(",", ".")), of=100)
    if _DECIMAL.match(text):
        return _share(float(text.replace(",", ".")))
    if "?" in text:  # the writer's doubt, or a letter lost on the way
        return Answer.UNCLEAR
    words = fold(text)
    if match := _PORTS.match(words):
        return Answer.YES if int(match[1]) > 0 else Answer.NO
    for phrase in (words, " ".join(_SERVICE.sub(" ", words).split())):
        if phrase in _YES:
            return Answer.YES
        if phrase in _NO:
            return Answer.NO
        if phrase in _PARTIAL:
            return Answer.PARTIAL
    if match := re.match(r"^co (\d{1,3})$", words):
        return _share(float(match[1]), of=100) if "%" in text else Answer.UNCLEAR
    return Answer.UNCLEAR


def _share(number: float, of: int = 1) -> Answer:
    """A share of ``of``: all is yes, none is no, between is partial. A bare 100 is 100%; other numbers say nothing."""
    if number == 0:
        return Answer.NO
    if number == of or number == 100:
        return Answer.YES
    return Answer.PARTIAL if 0 < number < of else Answer.UNCLEAR


def answers(cells: Sequence[Cell]) -> list[str | None]:
    """A column of answers (``doisoat.model.Answer`` values), None where blank."""
    read = each(cells, read_answer)
    return [None if answer is None else answer.value for answer in read]


_ACTIVE = frozenset(
    "hoat dong|dang hoat dong|hoat dong tot|hoat dong on dinh|hoat dong binh thuong|dang hoat dong tot|con hieu luc|"
    "co hieu luc|dang hieu luc|dang co hieu luc|con han|dang su dung|dang cung cap|dang duy tri|dang thuc hien|active|"
    "dang hoat dong on dinh|dang hoat dong binh thuong|con hoat dong|van hoat dong".split("|")
)
_ENDED = frozenset(
    "thanh ly|da thanh ly|het han|da het han|het hieu luc|da het hieu luc|ngung hoat dong|da ngung hoat dong|da ngung|"
    "ngung cung cap|da ngung cung cap|cham dut|da cham dut|da huy|huy|huy hop dong|da huy hop dong|khong hoat dong|"
    "khong con hieu luc|khong con hoat dong|da cat|cat hop dong|da thu hoi|ket thuc|da ket thuc|ended|inactive|"
    "het hop dong|thanh ly hop dong|da thanh ly hop dong|cham dut hop dong|da cham dut hop dong".split("|")
)
_STATUS_EXACT = {"đang dùng": "active", "dừng hoạt động": "ended", "đã dừng": "ended", "đã dừng hoạt động": "ended"}


def contract_status(cell: Cell) -> str | None:
    """The state of a contract: active, ended or unclear (a suspended one is neither); None where blank."""
    text = as_text(cell)
    if text is None:
        return None
    if text.casefold() in _STATUS_EXACT:
        return _STATUS_EXACT[text.casefold()]
    words = fold(text)
    return "active" if words in _ACTIVE else "ended" if words in _ENDED else "unclear"


_CLAIMS = {"dat": Claim.MET, "khong dat": Claim.NOT_MET, "chua dat": Claim.NOT_MET}


def read_claim(cell: Cell) -> Claim | None:
    """``Đạt``, ``Không đạt`` or blank; None for any other text, which nobody may interpret for the claimant."""
    text = as_text(cell)
    return Claim.BLANK if text is None else _CLAIMS.get(fold(text))
