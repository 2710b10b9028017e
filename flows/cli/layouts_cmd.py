"""``doisoat layouts``: what is not clear about tables that were sent, and what people answered."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.cli.options import NEW_FILE, of_run, on_warehouse, opened, settings_of

if TYPE_CHECKING:
    import pandas as pd

_OPEN = {"doubt": "Chưa rõ", "proposal": "Dự định đọc", "examples": "Ví dụ", "choices": "Chọn một trong"}
_GIVEN = {"question": "Mã câu hỏi", "decided_at": "Lúc (giờ UTC)", "about": "Hỏi về", "answer": "Trả lời",
          "origin": "Từ tệp"}  # fmt: skip


@click.group()
def layouts() -> None:
    """Cách đọc bảng: câu hỏi đang chờ, câu trả lời đã có, quên câu trả lời."""


@layouts.command(name="list")
@on_warehouse
@of_run
def list_layouts(warehouse_url: str | None, run_id: str) -> None:
    """In các câu hỏi đang chờ và các câu trả lời đang có hiệu lực."""
    from connectors import table_answers
    from flows.run_account import source_titles
    from reports.tables import frame_table

    settings = settings_of(warehouse_url)
    given = table_answers.current(table_answers.read(table_answers.store(settings.home)))
    asked = _open_questions(warehouse_url, run_id, set(given["question"]))
    titles = source_titles(settings)
    if len(asked):
        click.echo(f"{len(asked)} câu hỏi đang chờ (lấy bảng để trả lời: doisoat layouts questions TỆP.xlsx)")
        for question in asked.assign(source=asked["source_id"].replace(titles)).fillna("").to_dict("records"):
            where = (question[name] for name in ("question", "source", "name", "sheet"))
            click.echo(f"\n{' · '.join(filter(None, map(str, where)))}")
            for name, title in _OPEN.items():
                if said := str(question[name]).strip():
                    click.echo(f"  {title}: {said}")
    else:
        click.echo("Không có câu hỏi nào đang chờ.")
    if len(given):
        click.echo(f"\n{len(given)} câu trả lời đang có hiệu lực (hỏi lại: doisoat layouts forget MÃ_CÂU_HỎI)")
        click.echo(frame_table(given[list(_GIVEN)], _GIVEN), nl=False)


@layouts.command()
@click.argument("out", metavar="TỆP", type=NEW_FILE)
@on_warehouse
@of_run
def questions(out: Path, warehouse_url: str | None, run_id: str) -> None:
    """Ghi bảng câu hỏi về cách đọc bảng. Chọn câu trả lời, rồi đặt vào layouts/ của hộp thư đến."""
    from connectors import table_answers
    from flows.run_account import source_titles
    from reports.table_questions import write_table_questions

    if out.suffix.lower() != ".xlsx":
        raise click.UsageError("tên tệp phải có đuôi .xlsx, ví dụ: doisoat layouts questions cau_hoi_ve_bang.xlsx")
    settings = settings_of(warehouse_url)
    given = table_answers.current(table_answers.read(table_answers.store(settings.home)))
    asked = _open_questions(warehouse_url, run_id, set(given["question"]))
    rows = table_answers.workbook_rows(asked, source_titles(settings))
    write_table_questions(out, rows, [choices.split(table_answers.BETWEEN) for choices in asked["choices"]])
    click.echo(f"Đã ghi {len(asked)} câu hỏi: {out}")


@layouts.command()
@click.argument("question", metavar="MÃ_CÂU_HỎI")
def forget(question: str) -> None:
    """Bỏ một câu trả lời; lượt đối soát sau sẽ hỏi lại."""
    from connectors import table_answers
    from doisoat.settings import read_settings

    table_answers.forget(table_answers.store(read_settings().home), question, dt.datetime.now(dt.UTC))
    click.echo(f"Đã bỏ câu trả lời {question.strip().upper()}. Lượt đối soát sau sẽ hỏi lại điểm này.")


def _open_questions(warehouse_url: str | None, run_id: str, answered: set[str]) -> pd.DataFrame:
    """What the run asked and nobody has answered since."""
    with opened(warehouse_url) as warehouse:
        run = warehouse.resolve_run(run_id)
        asked = warehouse.table_questions(run.run_id)
    return asked[~asked["question"].isin(answered)].reset_index(drop=True)
