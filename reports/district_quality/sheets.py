"""Parts that the sheets of an answer workbook share: looks, print set-up, tables, grids, pictures side by side."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from reports.pictures.grid import Grid
from reports.pictures.signs import sign_of
from reports.workbook import row_height

_PICTURE = 450.0  # width of a picture in the workbook, in pixels


def styles_of(book: Any) -> dict[str, Any]:  # noqa: ANN401 - xlsxwriter has no types
    """Formats by name; Times New Roman, as offices write."""
    base = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
    box = {**base, "border": 1, "border_color": "#B3BCC6", "text_wrap": True}
    return {
        "title": book.add_format({**base, "font_size": 16, "bold": True, "font_color": "#123A68"}),
        "plain": book.add_format(base),
        "head": book.add_format({**box, "bold": True, "bg_color": "#E8EEF4"}),
        "cell": book.add_format(box),
        "ask": book.add_format({**box, "bg_color": "#FFF6D6", "locked": False, "num_format": "@"}),
        "askday": book.add_format({**box, "bg_color": "#FFF6D6", "locked": False, "num_format": "dd/mm/yyyy"}),
        "askhead": book.add_format({**box, "bold": True, "bg_color": "#FFE08A"}),
        "book": book,
    }


def page_setup(sheet: Any, told_head: str) -> None:  # noqa: ANN401
    """A4 across, as wide as the page, with page numbers; ``told_head`` stands at the foot."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer("&C" + told_head.replace("&", "&&")[:120] + "&RTrang &P/&N")


def two_columns(sheet: Any, pictures: Mapping[str, bytes], line: int) -> None:  # noqa: ANN401
    """Two columns of pictures, each picture put into the shorter one, so that all fit on a printed page."""
    ends = [line, line]
    for name, picture in pictures.items():
        side = 0 if ends[0] <= ends[1] else 1
        width, height = _png_size(picture)
        scale = _PICTURE / width
        placed = {"x_scale": scale, "y_scale": scale, "object_position": 2, "description": name}
        sheet.insert_image(ends[side], 2 * side, f"{name}.png", {"image_data": io.BytesIO(picture), **placed})
        ends[side] += int(height * scale / 20) + 2


def _png_size(picture: bytes) -> tuple[int, int]:
    return int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")  # IHDR stands first, always


def grid_sheet(book: Any, styles: dict[str, Any], grid: Grid, number: int) -> None:  # noqa: ANN401
    """Units × indicators as cells with a sign and a word; commune and village in columns of their own."""
    sheet = book.add_worksheet("Thôn và chỉ tiêu" if number == 0 else f"Thôn và chỉ tiêu {number + 1}")
    page_setup(sheet, grid.title)
    names = ("Xã", "Thôn") if any(row.group for row in grid.rows) else ("Đơn vị",)
    sheet.set_column(0, len(names) - 1, 24)
    sheet.set_column(len(names), len(names) + len(grid.columns), 18)
    sheet.write_string(0, 0, grid.title, styles["title"])
    sheet.set_row(0, 24)
    for column, name in enumerate((*names, *(grid.names or grid.columns))):
        sheet.write_string(1, column, name, styles["head"])
    sheet.set_row(1, row_height(grid.names or grid.columns, [18] * len(grid.names or grid.columns)))
    made: dict[str, Any] = {}
    for line, row in enumerate(grid.rows, start=2):
        for column, name in enumerate((row.group, row.name)[-len(names) :]):
            sheet.write_string(line, column, name, styles["cell"])
        for column, verdict in enumerate(row.verdicts, start=len(names)):
            sign = sign_of(verdict)
            if verdict not in made:
                colours = {"bg_color": sign.fill, "font_color": sign.ink if verdict else "#1B2733"}
                made[verdict] = styles["book"].add_format(
                    {"font_name": "Times New Roman", "font_size": 12, "border": 1, "border_color": "#B3BCC6", **colours}
                )
            sheet.write_string(line, column, f"{sign.letter} {sign.word}" if verdict else "", made[verdict])
    sheet.freeze_panes(2, len(names))
    sheet.autofilter(1, 0, max(2, len(grid.rows) + 1), len(grid.columns) + len(names) - 1)
    sheet.repeat_rows(1)


def table_sheet(
    book: Any,  # noqa: ANN401
    styles: dict[str, Any],
    name: str,
    heads: Sequence[str],
    widths: Sequence[int],
    rows: Sequence[Sequence[str]],
) -> None:
    """A table with filters and frozen, repeated headings; ``widths`` are in characters."""
    sheet = book.add_worksheet(name)
    page_setup(sheet, name)
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, styles["head"])
    for line, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            sheet.write_string(line, column, text, styles["cell"])
        sheet.set_row(line, row_height(row, widths))
    if not rows:
        sheet.write_string(1, 0, "Không có mục nào.", styles["plain"])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), len(heads) - 1)
    sheet.repeat_rows(0)
