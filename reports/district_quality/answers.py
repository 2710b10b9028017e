"""The workbook a unit answers in: findings with drop-downs, and what they rest on; opens and prints well.

An answer finds its finding by the visible columns ``ANSWER_KEYS`` first; the hidden sheet says which report it was.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from doisoat.vi import CLAIM, VERDICT
from reports.district_quality.findings import Finding
from reports.district_quality.fixes import MOVER
from reports.district_quality.summary import Change, Trouble
from reports.pictures.grid import Grid
from reports.pictures.signs import sign_of
from reports.workbook import inert_workbook

ANSWERS = ("Đồng ý", "Phản đối", "Đã thay đổi")
ANSWER_SHEET, SYSTEM_SHEET = "Cần trả lời", "_he_thong"
ANSWER_KEYS = ("Mã phiếu", "Bộ tiêu chí", "Mã đơn vị", "Chỉ tiêu")
ANSWER_COLUMNS = ("Trả lời", "Giải thích", "Ngày thay đổi")
FORM = "doisoat-tra-loi-1"

_COLUMNS = (
    ("Mã phiếu", 14), ("Xã", 17), ("Thôn", 19), ("Chỉ tiêu", 8), ("Tên chỉ tiêu", 20), ("Khai", 10), ("Kết luận", 12),
    ("Vì sao", 40), ("Việc cần làm", 38), ("Ai làm", 12), ("Trả lời", 13), ("Giải thích", 30), ("Ngày thay đổi", 12),
    ("Tệp", 22), ("Trang tính", 13), ("Hàng", 7), ("Mã đơn vị", 11), ("Bộ tiêu chí", 11),
)  # fmt: skip
_HEAD = 3  # rows above the table: title, how to answer, headings
_LINE = 15.0  # height of a line of text, in points


@dataclass(frozen=True)
class AnswerBook:
    """All that the workbook shows."""

    unit_code: str
    unit: str
    run_id: str
    as_of: str
    deadline: str
    headline: str
    figures: Sequence[tuple[str, str]]
    findings: Sequence[Finding]
    changes: Sequence[Change]
    troubles: Sequence[Trouble]
    grids: Sequence[Grid]
    pictures: Mapping[str, bytes]
    finding_set_hash: str
    organization: str


def answer_workbook(told: AnswerBook) -> bytes:
    """The workbook as bytes: Tóm tắt, Cần trả lời, Thôn và chỉ tiêu, Đã đổi, Nguồn số liệu."""
    out = io.BytesIO()
    with inert_workbook(out) as book:
        book.set_properties({"title": told.headline, "author": told.organization, "comments": told.finding_set_hash})
        styles = _styles(book)
        _summary(book, styles, told)
        _answers(book, styles, told)
        for number, grid in enumerate(told.grids):
            _grid(book, styles, grid, number)
        changes = [(c.reference, c.commune, c.unit, c.indicator, c.before, c.after, c.why) for c in told.changes]
        heads = ("Mã phiếu", "Xã", "Thôn", "Chỉ tiêu", "Trước", "Nay", "Vì sao")
        _table(book, styles, "Đã đổi", heads, (14, 20, 22, 10, 18, 18, 70), changes)
        sources = [(t.title, t.what, t.fix) for t in told.troubles]
        _table(book, styles, "Nguồn số liệu", ("Nguồn", "Tình trạng", "Cách xử lý"), (34, 70, 70), sources)
        _system(book, told)
    return out.getvalue()


def _styles(book: Any) -> dict[str, Any]:  # noqa: ANN401 - xlsxwriter has no types
    base = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
    box = {**base, "border": 1, "border_color": "#B3BCC6", "text_wrap": True}
    return {
        "title": book.add_format({**base, "font_size": 16, "bold": True, "font_color": "#123A68"}),
        "plain": book.add_format(base),
        "wrap": book.add_format({**base, "text_wrap": True}),
        "bold": book.add_format({**base, "bold": True}),
        "head": book.add_format({**box, "bold": True, "bg_color": "#E8EEF4"}),
        "cell": book.add_format(box),
        "center": book.add_format({**box, "align": "center"}),
        "ask": book.add_format({**box, "bg_color": "#FFF6D6", "locked": False, "num_format": "@"}),
        "askday": book.add_format({**box, "bg_color": "#FFF6D6", "locked": False, "num_format": "dd/mm/yyyy"}),
        "askhead": book.add_format({**box, "bold": True, "bg_color": "#FFE08A"}),
        "book": book,
    }


def _page(sheet: Any, told_head: str) -> None:  # noqa: ANN401
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer("&C" + told_head.replace("&", "&&")[:120] + "&RTrang &P/&N")


def _summary(book: Any, styles: dict[str, Any], told: AnswerBook) -> None:  # noqa: ANN401
    sheet = book.add_worksheet("Tóm tắt")
    _page(sheet, told.unit)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 60)
    sheet.write_string(0, 0, told.headline, styles["title"])
    sheet.write_string(1, 0, f"{told.unit} · xét tại ngày {told.as_of}", styles["plain"])
    line = 3
    for word, number in told.figures:
        sheet.write_string(line, 0, word, styles["head"])
        sheet.write_string(line, 1, number, styles["cell"])
        line += 1
    sheet.write_string(line, 0, "Hạn trả lời", styles["head"])
    sheet.write_string(line, 1, told.deadline, styles["cell"])
    line += 2
    for name, picture in told.pictures.items():
        size = {"x_scale": 0.62, "y_scale": 0.62, "object_position": 2, "description": name}
        sheet.insert_image(line, 0, f"{name}.png", {"image_data": io.BytesIO(picture), **size})
        line += int(_png_height(picture) * 0.62 / 20) + 2


def _png_height(picture: bytes) -> int:
    return int.from_bytes(picture[20:24], "big")  # the IHDR chunk stands first, always


def _answers(book: Any, styles: dict[str, Any], told: AnswerBook) -> None:  # noqa: ANN401
    sheet = book.add_worksheet(ANSWER_SHEET)
    _page(sheet, told.unit)
    sheet.write_string(0, 0, told.headline, styles["title"])
    how = (
        f"Chọn câu trả lời ở cột màu vàng, ghi giải thích nếu phản đối hoặc đã thay đổi, "
        f"gửi lại trước {told.deadline}. "
        "Xin giữ nguyên mã phiếu; đừng ghi họ tên, số điện thoại, số CCCD."
    )
    sheet.write_string(1, 0, how, styles["plain"])
    for column, (name, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(_HEAD - 1, column, name, styles["askhead" if name in ANSWER_COLUMNS else "head"])
    for number, finding in enumerate(told.findings, start=_HEAD):
        cells = _cells(finding)
        for column, ((name, _), value) in enumerate(zip(_COLUMNS, cells, strict=True)):
            style = styles["askday" if name == "Ngày thay đổi" else "ask" if name in ANSWER_COLUMNS else "cell"]
            if isinstance(value, int):
                sheet.write_number(number, column, value, style)
            elif value:
                sheet.write_string(number, column, value, style)
            else:
                sheet.write_blank(number, column, None, style)
        # Programs other than Excel do not grow rows with wrapped text: give each its height.
        sheet.set_row(number, _height(cells))
    last = _HEAD + max(1, len(told.findings)) - 1
    sheet.freeze_panes(_HEAD, 3)
    sheet.autofilter(_HEAD - 1, 0, last, len(_COLUMNS) - 1)
    sheet.repeat_rows(_HEAD - 1)
    names = [name for name, _ in _COLUMNS]
    answer, changed = names.index("Trả lời"), names.index("Ngày thay đổi")
    sheet.data_validation(_HEAD, answer, last, answer, {
        "validate": "list", "source": f"={SYSTEM_SHEET}!$D$1:$D${len(ANSWERS)}", "error_title": "Chọn trong danh sách",
        "error_message": "Chọn Đồng ý, Phản đối hoặc Đã thay đổi; ý khác xin ghi ở cột Giải thích.",
    })  # fmt: skip
    sheet.data_validation(_HEAD, changed, last, changed, {
        "validate": "date", "criteria": ">=", "value": dt.date(2022, 1, 1), "ignore_blank": True,
        "error_title": "Ghi ngày", "error_message": "Ghi ngày theo dạng ngày/tháng/năm, ví dụ 15/11/2024.",
    })  # fmt: skip


def _cells(finding: Finding) -> list[str | int]:
    place = finding.place
    more = f" (và {finding.more_places} hàng khác)" if finding.more_places else ""
    return [
        finding.reference,
        finding.commune,
        finding.unit,
        finding.indicator,
        finding.indicator_title,
        CLAIM.get(finding.claim, ""),
        VERDICT[finding.verdict],
        finding.why,
        finding.fix,
        MOVER[finding.mover],
        "",
        "",
        "",
        place.file + more if place else "",
        place.sheet if place else "",
        place.row if place and place.row is not None else "",
        finding.unit_code,
        finding.criteria,
    ]


def _height(cells: Sequence[str | int]) -> float:
    lines = max(
        -(-len(str(cell)) * 1.12 // width) if cell else 1 for (_, width), cell in zip(_COLUMNS, cells, strict=True)
    )
    return max(2.0, min(lines, 26.0)) * _LINE + 3


def _grid(book: Any, styles: dict[str, Any], grid: Grid, number: int) -> None:  # noqa: ANN401
    sheet = book.add_worksheet("Thôn và chỉ tiêu" if number == 0 else f"Thôn và chỉ tiêu {number + 1}")
    _page(sheet, grid.title)
    sheet.set_column(0, 1, 24)
    sheet.set_column(2, 2 + len(grid.columns), 18)
    sheet.write_string(0, 0, grid.title, styles["title"])
    for column, name in enumerate(("Xã", "Thôn", *grid.columns)):
        sheet.write_string(1, column, name, styles["head"])
    made: dict[str, Any] = {}
    for line, row in enumerate(grid.rows, start=2):
        sheet.write_string(line, 0, row.group, styles["cell"])
        sheet.write_string(line, 1, row.name, styles["cell"])
        for column, verdict in enumerate(row.verdicts, start=2):
            sign = sign_of(verdict)
            if verdict not in made:
                colours = {"bg_color": sign.fill, "font_color": sign.ink if verdict else "#1B2733"}
                made[verdict] = styles["book"].add_format(
                    {"font_name": "Times New Roman", "font_size": 12, "border": 1, "border_color": "#B3BCC6", **colours}
                )
            sheet.write_string(line, column, f"{sign.letter} {sign.word}" if verdict else "", made[verdict])
    sheet.freeze_panes(2, 2)
    sheet.autofilter(1, 0, max(2, len(grid.rows) + 1), len(grid.columns) + 1)
    sheet.repeat_rows(1)


def _table(
    book: Any,  # noqa: ANN401
    styles: dict[str, Any],
    name: str,
    heads: Sequence[str],
    widths: Sequence[int],
    rows: Sequence[Sequence[str]],
) -> None:
    sheet = book.add_worksheet(name)
    _page(sheet, name)
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, styles["head"])
    for line, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            sheet.write_string(line, column, text, styles["cell"])
        lines = max(-(-len(text) * 1.12 // width) for text, width in zip(row, widths, strict=True))
        sheet.set_row(line, max(1.0, lines) * _LINE + 3)
    if not rows:
        sheet.write_string(1, 0, "Không có mục nào.", styles["plain"])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), len(heads) - 1)
    sheet.repeat_rows(0)


def _system(book: Any, told: AnswerBook) -> None:  # noqa: ANN401
    sheet = book.add_worksheet(SYSTEM_SHEET)
    _page(sheet, FORM)
    facts = {
        "form": FORM,
        "unit_code": told.unit_code,
        "run_id": told.run_id,
        "as_of": told.as_of,
        "finding_set": told.finding_set_hash,
        "finding_count": str(len(told.findings)),
    }
    for line, (name, value) in enumerate(facts.items()):
        sheet.write_string(line, 0, name)
        sheet.write_string(line, 1, value)
    for line, answer in enumerate(ANSWERS):  # a range, because a list in the cell itself ends at its first comma
        sheet.write_string(line, 3, answer)
    sheet.hide()
