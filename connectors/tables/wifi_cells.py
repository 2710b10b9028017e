"""Cells of a list of WiFi contracts: whether there is a password, and what state a contract is in, until when.

The password itself is never kept; a cell in which one stands says that there is one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from connectors.contract import Cell
from connectors.tables.answers import contract_status, read_answer
from connectors.tables.cells import as_text
from connectors.tables.dates import plain
from connectors.tables.placeholders import is_placeholder
from doisoat.model import Answer
from doisoat.text.compare import fold

_WAYS = r"(?:(?:che do|mang|wifi|truy cap|ket noi|hoan toan|de|dang|vao|su dung|dung) )*"
_NONE_SET = re.compile(
    r"^(?:khong|ko|k|chua)(?: (?:co|dat|cai|cai dat|can|dung|su dung|yeu cau|mat khau|mk|pass))*$|"
    r"^(?:co )?(?:mat khau|mk|pass|password) (?:khong|ko|k|chua)(?: (?:co|dat|cai|cai dat))?$|"
    rf"^{_WAYS}(?:cong khai )?(?:mo|tu do)(?: (?:tu do|hoan toan|cong khai))*$|"
    r"^(?:open(?: (?:access|system|authentication|network))?|free(?: access)?|no password)$"
)
_IS_SET = re.compile(
    r"^(?:co|da (?:dat|cai))\b|^(?:mk|mat khau|pass|password|pw)\b ?\S|^(?:wpa\d?|wep|psk|eap|802 1x)\b|"
    r"^(?:(?:da|dat|cai|cai dat|yeu cau|can|phai|bat buoc|co|nhap|dung|su dung|qua|bang|truy cap|ket noi|dang nhap|vao"
    r"|bao ve|bao mat|duoc|wifi|mang) )+(?:mk|mat khau|pass|password)$"
)
_FREE = frozenset(
    {"mien phi", "cong cong", "wifi mien phi", "mien phi cong cong", "free"}
)  # says nothing of a password
_PUBLIC = re.compile(rf"^{_WAYS}cong khai$")  # for everybody, with a password on the wall or without one
_ACCESS = re.compile(r"\b(?:mat khau|password|wpa\d?|wep|psk|802 1x)\b")
_ITSELF = re.compile(r"^(?=\S*\d)\S{6,}$")
_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_UNTIL = re.compile(r"(?:den|toi|het han|het hieu luc|ket thuc|cham dut|thoi han)(?: (?:het|ngay|tu|vao|la))*[ :]*$")
_RAN_OUT = frozenset({"het han", "da het han", "het hieu luc", "da het hieu luc", "ket thuc", "da ket thuc"})


def read_password(cell: Cell) -> Answer | None:
    """Whether there is a password: a blank and a placeholder say nothing, the password itself says yes."""
    text = as_text(cell)
    if text is None or is_placeholder(text):
        return None
    plainly = read_answer(cell)
    if plainly in (Answer.YES, Answer.NO):
        return plainly
    parts = {_plainly(part) for part in re.split(r"[,;()]", text) if not _says_nothing(fold(part))}
    if len(parts) == 1 and parts & {Answer.YES, Answer.NO}:  # "Truy cập mở, không cần mật khẩu"
        return parts.pop()
    words = fold(text)
    return Answer.YES if _IS_SET.match(words) or _ITSELF.match(text) else Answer.UNCLEAR


def tells_access(cells: Sequence[Cell]) -> bool:
    """Whether the cells of a column, whatever its heading, are about how one gets in: "OPEN", "WPA2-PSK"."""
    words = [fold(str(cell)) for cell in cells]
    told = [bool(_ACCESS.search(text)) for text in words]
    return any(told) and all(
        known or _NONE_SET.match(text) or _PUBLIC.match(text) for text, known in zip(words, told, strict=True)
    )


def _says_nothing(words: str) -> bool:
    """Whether folded words leave open whether there is a password."""
    return not words or words in _FREE or bool(_PUBLIC.match(words))


def _plainly(text: str) -> Answer | None:
    """What one part of a cell says of a password, where it says it in known words."""
    answer = read_answer(text)
    if answer in (Answer.YES, Answer.NO):
        return answer
    words = fold(text)
    return Answer.NO if _NONE_SET.match(words) else Answer.YES if _IS_SET.match(words) else None


@dataclass(frozen=True)
class ContractState:
    """What a status cell says: one of ``doisoat.columns.WIFI_STATUSES``, and the day on which the term ends."""

    status: str | None
    ends_on: dt.date | None = None


def read_contract_state(cell: Cell) -> ContractState:
    """``Hoạt động (hiệu lực đến 31/12/2025)`` is active until then; ``Hết hạn 30/6/2024`` only names the day."""
    text = as_text(cell)
    if text is None or is_placeholder(text):
        return ContractState(None)
    whole = contract_status(text)
    found = _DATE.search(text)
    if whole != "unread" or found is None:
        return ContractState(whole)
    before = plain(text[: found.start()])
    ends_on = _day(found) if _UNTIL.search(before) else None
    for head in (before.partition("(")[0], re.split(r"\b(?:den|tu|ngay)\b", before)[0]):
        said = head.strip(" ,;:-(")
        if said in _RAN_OUT:
            return ContractState("unclear", ends_on or _day(found))
        if (status := contract_status(said)) not in ("unread", None):
            return ContractState(status, ends_on)
    return ContractState("unread", ends_on)


def _day(found: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None
