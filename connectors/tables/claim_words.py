"""What a claimant writes into the cell of an indicator.

"Đạt", "Không đạt" ("Chưa đạt") or nothing. A remark may follow "Đạt" as long as it takes nothing back; any other text
nobody may interpret for the claimant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from connectors.contract import Cell
from connectors.tables.cells import as_text
from connectors.tables.placeholders import is_placeholder
from doisoat.model import ClaimCell
from doisoat.text.compare import fold

_MET = re.compile(r"^(?:đã\s+)?đạt(?:\s+(?:chuẩn|yêu cầu|chỉ tiêu|tiêu chí|đầy đủ|rồi|tốt|100\s*%))?$")
_NOT_MET = re.compile(r"^(?:không|chưa)\s+đạt(?:\s+(?:chuẩn|yêu cầu|chỉ tiêu|tiêu chí))?$")
_REMARK = re.compile(r"\s*(?:[(\[:;,./\\]|\s[-–—]|[-–—]\s)\s*")
NO_PRODUCT = frozenset(
    {
        "khong ap dung", "kad", "khong co san pham", "khong co san pham ocop", "khong co sp", "chua co san pham",
        "chua co san pham ocop", "khong co san pham nao", "thon khong co san pham",
    }
)  # fmt: skip
# Said of a thing that is wholly there, although with a word that otherwise takes back.
_HARMLESS = re.compile(
    r"\bkhông (?:có |cần |đặt |cài )?mật khẩu|\bcòn (?:hiệu lực|hạn|hoạt động|giá trị)|\bkhông còn hộ nào|"
    r"\b(?:không|chưa) (?:có )?(?:vướng mắc|vướng|sai sót)"
)
_TAKES_BACK = re.compile(
    r"\b(?:chưa|không|còn|thiếu|trừ|nhưng|song|tuy|dự kiến|một phần|1 phần|cơ bản|gần|chờ|sẽ|khoảng|tạm|nếu|nợ|sắp|"
    r"phấn đấu|kế hoạch|riêng|ngoài|hụt|dở|đề nghị|xin|xem lại|kiểm tra lại|cần|phải|hỏng|mất|ngừng|ngưng|hết hạn|"
    r"hết hiệu lực|tồn tại|khó khăn|hạn chế)\b|\bmới (?=\d|được|có|chỉ|xong|đạt|làm|gắn|lắp)|\bchỉ (?!tiêu|thị)|"
    r"\bđang (?:chờ|làm|xin|hoàn|triển|xây|gắn|lắp|trình|vận|thực|bổ|tiến|thi|xử|đợi)|[?…]|\.\.\."
)
_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")
_PART_OF = re.compile(r"(?<![\d/])(\d{1,5})\s*/\s*(\d{1,5})(?![\d/])")


def read_claim(cell: Cell) -> ClaimCell:
    """One cell of an indicator."""
    text = as_text(cell)
    if text is None or is_placeholder(text):
        return ClaimCell.BLANK
    if fold(text) in NO_PRODUCT:
        return ClaimCell.NO_PRODUCT
    lower = _with_accents(text.casefold())
    parts = _REMARK.split(lower, maxsplit=1)
    head, remark = parts[0].strip(" ."), parts[1] if len(parts) > 1 else ""
    if _MET.match(head):
        return ClaimCell.UNREAD if _takes_back(remark) else ClaimCell.MET
    if _NOT_MET.match(head):
        return ClaimCell.UNREAD if re.search(r"(?<!không )(?<!chưa )\bđạt\b", remark) else ClaimCell.NOT_MET
    return ClaimCell.UNREAD


def read_claims(cells: Iterable[Cell]) -> list[ClaimCell]:
    """A column of them."""
    return [read_claim(cell) for cell in cells]


def _with_accents(text: str) -> str:
    """Text with "dat", "khong dat", "chua dat" as they are with accents; any remark stays as it stands."""
    for bare, accented in (("khong dat", "không đạt"), ("chua dat", "chưa đạt"), ("da dat", "đã đạt"), ("dat", "đạt")):
        if text == bare or text.startswith((f"{bare} ", f"{bare}(", f"{bare},", f"{bare}.", f"{bare};", f"{bare}:")):
            return accented + text[len(bare) :]
    return text


def _takes_back(remark: str) -> bool:
    if not remark:
        return False
    if remark.isascii() and re.search(r"[a-z]", remark):
        return True  # without accents "con" is "còn" or "con": nobody can tell
    if _TAKES_BACK.search(_HARMLESS.sub(" ", remark)):
        return True
    short = any(float(share.replace(",", ".")) < 100 for share in _PERCENT.findall(remark))
    return short or any(int(part) < int(whole) < 1900 for part, whole in _PART_OF.findall(remark))
