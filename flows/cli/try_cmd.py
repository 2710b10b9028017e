"""``doisoat try``: what a file would be read as. Nothing is stored."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.cli.options import DONE, PARTLY_REFUSED

if TYPE_CHECKING:
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


@click.command(name="try")
@click.argument("file", metavar="TỆP", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--source", "source_id", metavar="NGUỒN", help="Đọc như tệp của nguồn này (mặc định: theo thư mục).")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON, không in gì khác.")
def try_(file: Path, source_id: str | None, as_json: bool) -> None:
    """Xem một tệp sẽ được đọc thế nào, không lưu gì. Cột nào là gì, ngày nào, dòng nào để riêng và vì sao."""
    from connectors import table_answers
    from connectors.card import load_cards
    from connectors.trial import try_file
    from doisoat.settings import read_settings
    from gazetteer.editions import load_editions
    from gazetteer.place_names import place_names

    settings = read_settings()
    cards = load_cards(settings.sources_dir, settings.sources)
    if source_id is not None and source_id not in cards:
        raise click.UsageError(f"không có nguồn '{source_id}'; các nguồn có sẵn: {', '.join(sorted(cards))}")
    now = dt.datetime.now(dt.UTC)
    places = place_names(load_editions(settings.editions_dir))
    answers = table_answers.in_force(table_answers.read(table_answers.store(settings.home)))
    trial = try_file(
        file,
        cards,
        settings.reader,
        now,
        source_id=source_id,
        inbox=settings.inbox,
        places=places,
        answers=answers,
    )
    if as_json:
        click.echo(json.dumps(_as_json(trial), ensure_ascii=False, default=str))
    else:
        click.echo("\n".join(_lines(trial)))
    sys.exit(DONE if trial.status == "read" and not trial.parsed.refusals else PARTLY_REFUSED)


def _as_json(trial: Trial) -> dict[str, Any]:
    parsed, book = trial.parsed, trial.book
    return {
        "file": parsed.raw.name,
        "status": trial.status,
        "source": trial.card.id if trial.card else None,
        "chosen_by": trial.chosen_by or None,
        "other_sources": list(trial.others),
        "kind": book.kind if book else None,
        "sheets": [{"name": s.name, "rows": s.row_count, "columns": len(s.columns)} for s in book.sheets]
        if book
        else [],
        "published_on": parsed.published_on,
        "published_from": parsed.published_from or None,
        "columns": trial.columns,
        "proposal": trial.proposal,
        "tables": [
            {
                "sheet": table.sheet,
                "header_row": table.header_row,
                "columns": [vars(column) for column in table.columns],
                "left_out": dict(table.left_out),
                "unread": list(table.unread),
            }
            for table in parsed.readings
        ],
        "questions": [
            {
                "question": q.id,
                "about": str(q.about),
                "subject": q.subject,
                "sheet": q.sheet,
                "doubt": q.doubt,
                "headings": list(q.headings),
                "examples": {heading: list(cells) for heading, cells in q.examples},
                "choices": list(q.choices),
            }
            for q in parsed.questions
        ],
        "rows": trial.rows,
        "set_aside": [{"reason": reason, "text": text, "rows": rows} for reason, text, rows in trial.set_aside],
        "refusals": [
            {"sheet": r.spot.sheet, "kind": str(r.kind), "what": r.what, "fix": r.fix} for r in parsed.refusals
        ],
        "notes": list(dict.fromkeys([*(book.notes if book else []), *parsed.notes])),
        "records": trial.first_records,
    }


def _lines(trial: Trial) -> Iterator[str]:
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
