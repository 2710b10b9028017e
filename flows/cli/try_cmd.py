"""``doisoat try``: what a file would be read as. Nothing is stored."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.cli.options import DONE, PARTLY_REFUSED

if TYPE_CHECKING:
    from connectors.trial import Trial


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
    from flows.trial_words import trial_lines
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
        click.echo("\n".join(trial_lines(trial)))
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
