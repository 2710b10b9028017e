"""What a file was read as, in words: the account of ``doisoat try`` and of the pages."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.trial import Trial

_STATUS = {"read": "đọc được", "asked": "chờ người trả lời", "refused": "chưa dùng được"}
_SIGN = {
    "heading": "theo tên cột",
    "content": "theo nội dung",
    "title": "theo tiêu đề bảng",
    "answer": "theo câu trả lời",
}
_DATED_BY = {"title": "tiêu đề", "column": "cột ngày", "file_name": "tên tệp", "settings": "thiết lập"}
_CHOSEN_BY = {"user": "theo --source", "folder": "theo thư mục", "trying": "thử lần lượt các nguồn"}


def trial_lines(trial: Trial) -> Iterator[str]:
    """The account, line by line; a blank line before each part."""
    parsed, book = trial.parsed, trial.book
    yield f"{parsed.raw.name}: {_STATUS[trial.status]}. Không lưu gì."
    if book:
        sheets = ", ".join(f"'{s.name}' ({s.row_count} hàng × {len(s.columns)} cột)" for s in book.sheets)
        yield f"Loại tệp: {book.kind}; trang tính: {sheets}"
    if trial.card:
        yield f"Nguồn: {trial.card.title} ({trial.card.id}), {_CHOSEN_BY[trial.chosen_by]}"
    if trial.others:
        yield f"Cũng đọc được như tệp của: {', '.join(trial.others)}; chọn bằng --source"
    if parsed.published_on:
        told_by = _DATED_BY.get(parsed.published_from, parsed.published_from)
        yield f"Ngày công bố: {parsed.published_on:%d/%m/%Y}, lấy từ {told_by}"
    for table in parsed.readings:
        yield from ("", f"Trang tính '{table.sheet}', hàng tiêu đề {table.header_row}:")
        for column in table.columns:
            margin = f", hơn cột kế tiếp {column.margin:.2f}" if column.margin < 1 else ""
            yield f"  {column.heading!r} → {column.field} ({_SIGN.get(column.sign, column.sign)}{margin})"
        for heading, why in table.left_out:
            yield f"  {heading!r}: không dùng, {why}"
        if table.unread:
            yield f"  Không đọc: {', '.join(map(repr, table.unread))}"
    for question in parsed.questions:
        what = f" “{question.subject}”" if question.subject else ""
        yield from ("", f"Chờ trả lời {question.id} về trang tính '{question.sheet}'{what}: {question.doubt}")
        yield from (f"  Dự định: {c.heading!r} → {c.field} ({_SIGN.get(c.sign, c.sign)})" for c in question.proposal)
        yield from (f"  Ví dụ {heading!r}: {', '.join(cells)}" for heading, cells in question.examples if cells)
        yield f"  Chọn một trong: {' | '.join(question.choices)}"
    rows = trial.rows
    yield ""
    yield (f"Dòng: nhận {rows['in']}, dùng {rows['read']}, để riêng {rows['set_aside']}, từ chối {rows['refused']}")
    yield from (f"  {count} dòng để riêng. {text}" for _, text, count in trial.set_aside)
    for refusal in parsed.refusals:
        where = f"trang tính '{refusal.spot.sheet}': " if refusal.spot.sheet else ""
        yield f"Từ chối: {where}{refusal.what}. Cách khắc phục: {refusal.fix}"
    yield from (f"Lưu ý: {note}" for note in dict.fromkeys([*(book.notes if book else []), *parsed.notes]))
    for kind, records in trial.first_records.items():
        yield from ("", f"Bản ghi đầu tiên ({kind}):")
        yield from ("  " + " · ".join(f"{name}: {value}" for name, value in record.items()) for record in records)
