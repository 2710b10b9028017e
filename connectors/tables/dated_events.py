"""The day of first service, or of fixing what was broken, in a cell of answers: a yes once it is past.

"Phát sóng 15/8/2024", "Mất sóng do sét, đã khắc phục ngày 20/9/2024" (DOMAIN.md section 3).
"""

from __future__ import annotations

import re

from connectors.tables.date_spans import Span, read_span
from doisoat.text.compare import clean, fold

_DATED = re.compile(
    r"^(?P<event>.*?)[\s(:]*(?P<day>(?:(?:ngày|tháng|quý|năm|ngay|thang|quy|nam)\s+)*(?:[\dIV][\dIV/.-]*)?\d{4})\)?$",
    re.IGNORECASE,
)
_FAULT = r"(?:mat|hong|hu|dut|su co|loi|gian doan)\b.{0,60}? (?:da )?"
_BEGUN = re.compile(
    r"^(?:da )?(?:phat song|hoa mang|khai truong|dua vao (?:su dung|khai thac|hoat dong)|on air|in service"
    rf"|(?:{_FAULT})?(?:duoc )?(?:khac phuc|sua|khoi phuc)(?: xong)?)(?: vao| tu| trong| since| from)*$"
)
_NOT_YET = re.compile(r"\b(?:chua|khong|se|du kien|ke hoach|han|dang)\b")  # no day of what has happened


def begun_on(text: str) -> Span | None:
    """The day, month, quarter or year since which the service is there; None where the text says anything else."""
    match = _DATED.match(clean(text))
    event = fold(match["event"]) if match else ""
    return read_span(match["day"]) if match and _BEGUN.match(event) and not _NOT_YET.search(event) else None
