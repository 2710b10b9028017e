"""The workbook a unit answers in: findings with drop-downs, and what they rest on; opens and prints well.

An answer finds its finding by plain columns (``ANSWER_KEYS``), which survive sorting, moved columns and a copy into
another file: the number of the finding, and that of the evidence the unit sees (``connectors.finding_answers``). The
hidden sheet says for which unit the workbook was made.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from doisoat.answer_rules import WORDS
from doisoat.vi import CLAIM, MOVER, VERDICT
from reports.district_quality.answered_findings import AnsweredFinding
from reports.district_quality.report_findings import Finding
from reports.district_quality.sheets import grid_sheet, page_setup, styles_of, table_sheet, two_columns
from reports.district_quality.summary import Change, Trouble
from reports.pictures.grid import Grid
from reports.workbook import inert_workbook, row_height

ANSWERS = tuple(WORDS.values())
ANSWER_SHEET, ANSWERED_SHEET, SYSTEM_SHEET = "Cần trả lời", "Đã trả lời", "_he_thong"
ANSWER_KEYS = ("Mã phiếu", "Mã căn cứ", "Bộ tiêu chí", "Mã đơn vị", "Chỉ tiêu")
ANSWER_COLUMNS = ("Trả lời", "Giải thích", "Ngày thay đổi")
FORM = "doisoat-tra-loi-2"

# The first thirteen are printed; the others tell where the finding stands and which one it is.
_COLUMNS = (
    ("Mã phiếu", 14), ("Xã", 14), ("Thôn", 16), ("Chỉ tiêu", 7), ("Tên chỉ tiêu", 16), ("Khai", 8), ("Kết luận", 11),
    ("Vì sao", 36), ("Việc cần làm", 34), ("Ai làm", 10), ("Trả lời", 11), ("Giải thích", 24), ("Ngày thay đổi", 11),
    ("Tệp", 26), ("Trang tính", 14), ("Hàng", 7), ("Mã đơn vị", 11), ("Bộ tiêu chí", 11),
    ("Mã căn cứ", 20), ("Mã nơi nhận", 11),
)  # fmt: skip
_PRINTED = 13
_HEAD = 3  # rows above the table: title, how to answer, headings


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
    answered: Sequence[AnsweredFinding]
    grids: Sequence[Grid]
    pictures: Mapping[str, bytes]
    finding_set_hash: str
    organization: str
    made_on: dt.date  # the same report is the same bytes, whenever it is written


def answer_workbook(told: AnswerBook) -> bytes:
    """The workbook as bytes: Tóm tắt, Cần trả lời, Thôn và chỉ tiêu, Đã trả lời, Đã đổi, Nguồn số liệu."""
    out = io.BytesIO()
    made = dt.datetime.combine(told.made_on, dt.time(12), tzinfo=dt.UTC)
    with inert_workbook(out) as book:
        book.set_properties(
            {"title": told.headline, "author": told.organization, "comments": told.finding_set_hash, "created": made}
        )
        styles = styles_of(book)
        _summary(book, styles, told)
        _answers(book, styles, told)
        for number, grid in enumerate(told.grids):
            grid_sheet(book, styles, grid, number)
        told_rows = [
            (t.reference, t.commune, t.unit, t.indicator, t.said, t.day, t.became, t.decision) for t in told.answered
        ]
        answered = ("Mã phiếu", "Xã", "Thôn", "Chỉ tiêu", "Đã trả lời", "Ngày thay đổi", "Kết quả", "Quyết định")
        if told_rows:
            table_sheet(book, styles, ANSWERED_SHEET, answered, (14, 20, 22, 24, 14, 12, 40, 40), told_rows)
        changes = [(c.reference, c.commune, c.unit, c.indicator, c.before, c.after, c.why) for c in told.changes]
        heads = ("Mã phiếu", "Xã", "Thôn", "Chỉ tiêu", "Trước", "Nay", "Vì sao")
        table_sheet(book, styles, "Đã đổi", heads, (14, 20, 22, 24, 18, 18, 60), changes)
        sources = [(t.title, t.what, t.fix) for t in told.troubles]
        table_sheet(book, styles, "Nguồn số liệu", ("Nguồn", "Tình trạng", "Cách xử lý"), (34, 70, 70), sources)
        _system(book, told)
    return out.getvalue()


def _summary(book: Any, styles: dict[str, Any], told: AnswerBook) -> None:  # noqa: ANN401
    sheet = book.add_worksheet("Tóm tắt")
    page_setup(sheet, told.unit)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 1)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 30)
    sheet.write_string(0, 0, told.headline, styles["title"])
    sheet.set_row(0, 24)
    sheet.write_string(1, 0, f"{told.unit} · xét tại ngày {told.as_of}", styles["plain"])
    line = 3
    for word, number in (*told.figures, ("hạn trả lời", told.deadline)):
        sheet.write_string(line, 0, word[:1].upper() + word[1:], styles["head"])
        sheet.write_string(line, 1, number, styles["cell"])
        line += 1
    two_columns(sheet, told.pictures, line + 1)


def _answers(book: Any, styles: dict[str, Any], told: AnswerBook) -> None:  # noqa: ANN401
    sheet = book.add_worksheet(ANSWER_SHEET)
    page_setup(sheet, told.unit)
    sheet.write_string(0, 0, told.headline, styles["title"])
    sheet.set_row(0, 24)
    how = (
        f"Chọn câu trả lời ở cột màu vàng, ghi giải thích nếu phản đối hoặc đã thay đổi, "
        f"gửi lại trước {told.deadline}. "
        "Xin giữ nguyên mã phiếu và mã căn cứ; đừng ghi họ tên, số điện thoại, số CCCD."
    )
    sheet.write_string(1, 0, how, styles["plain"])
    for column, (name, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(_HEAD - 1, column, name, styles["askhead" if name in ANSWER_COLUMNS else "head"])
    for number, finding in enumerate(told.findings, start=_HEAD):
        cells = _cells(finding, told.unit_code)
        for column, ((name, _), value) in enumerate(zip(_COLUMNS, cells, strict=True)):
            style = styles["askday" if name == "Ngày thay đổi" else "ask" if name in ANSWER_COLUMNS else "cell"]
            if isinstance(value, int):
                sheet.write_number(number, column, value, style)
            elif value:
                sheet.write_string(number, column, value, style)
            else:
                sheet.write_blank(number, column, None, style)
        # Programs other than Excel do not grow rows with wrapped text: give each its height.
        sheet.set_row(number, row_height(cells, [width for _, width in _COLUMNS], least=2.0))
    last = _HEAD + max(1, len(told.findings)) - 1
    sheet.freeze_panes(_HEAD, 3)
    sheet.autofilter(_HEAD - 1, 0, last, len(_COLUMNS) - 1)
    sheet.repeat_rows(_HEAD - 1)
    sheet.print_area(0, 0, last, _PRINTED - 1)
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


def _cells(finding: Finding, unit_code: str) -> list[str | int]:
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
        finding.ground,
        unit_code,
    ]


def _system(book: Any, told: AnswerBook) -> None:  # noqa: ANN401
    sheet = book.add_worksheet(SYSTEM_SHEET)
    page_setup(sheet, FORM)
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
