"""What a look at a sheet before its reader finds, that the reader does not tell; and how it is told.

Struck-through text was taken back: its cell is blank. Hidden rows and columns were sent all the same and are read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from connectors.files.sheet_writer import Output

if TYPE_CHECKING:
    from connectors.files.plain_sheet import PlainSheet

Place = tuple[int, int]  # row, column, both from 0
_SHOWN = 10


@dataclass
class Findings:
    """Findings on one sheet. ``overlay`` holds what cells say that the reader loses or must not show."""

    overlay: dict[Place, str | None] = field(default_factory=dict)
    uncomputed: list[Place] = field(default_factory=list)  # formulas without a stored result
    struck: list[Place] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)  # numbers as Excel shows them
    hidden_columns: list[int] = field(default_factory=list)  # from 0
    plain: PlainSheet | None = None  # all cells, where the look found them on its way


class Finder(Protocol):
    """Findings by the sheet's name."""

    def for_name(self, name: str) -> Findings | None:
        """Those of one sheet, ``None`` where it was not looked at."""


def tell(name: str, found: Findings, output: Output) -> None:
    """Say what is read otherwise than it looks in Excel."""
    if found.uncomputed:
        output.uncomputed = True
        output.note(
            f"Trang tính '{name}': {len(found.uncomputed)} ô công thức (ví dụ ô {cell_name(found.uncomputed[0])}) chưa "
            "có kết quả lưu sẵn nên được coi là ô trống. Mở tệp bằng Excel, bấm Lưu rồi gửi lại."
        )
    if found.struck:
        output.note(
            f"Trang tính '{name}': {len(found.struck)} ô có chữ bị gạch ngang (ví dụ ô {cell_name(found.struck[0])}); "
            "phần bị gạch được coi là đã rút lại."
        )
    hidden = []
    if found.hidden_rows:
        hidden.append(f"{len(found.hidden_rows)} hàng ({_listed([str(row) for row in found.hidden_rows])})")
    if found.hidden_columns:
        hidden.append(f"{len(found.hidden_columns)} cột ({_listed(list(map(column_name, found.hidden_columns)))})")
    if hidden:
        output.note(f"Trang tính '{name}' có {' và '.join(hidden)} đang bị ẩn; vẫn được đọc.")


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")


def cell_name(place: Place) -> str:
    """(0, 0) → ``A1``."""
    return f"{column_name(place[1])}{place[0] + 1}"


def column_name(number: int) -> str:
    """0 → ``A``, 16383 → ``XFD``."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
