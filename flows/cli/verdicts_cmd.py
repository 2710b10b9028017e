"""What a stored run found: ``doisoat verdicts``, ``explain``, ``diff`` and ``export``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.cli.answering import answering, units_meant
from flows.cli.options import NEW_FILE, in_scope, of_run, on_warehouse, opened, settings_of

if TYPE_CHECKING:
    import pandas as pd

    from warehouse.store import Warehouse


@click.command()
@on_warehouse
@of_run
@in_scope
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "xlsx"]),
    default="table",
    show_default=True,
    help="Dạng in.",
)
@click.option("--out", type=NEW_FILE, help="Ghi ra tệp thay vì màn hình.")
def verdicts(warehouse_url: str | None, run_id: str, scopes: tuple[str, ...], form: str, out: Path | None) -> None:
    """In kết luận của một lượt đối soát."""
    if form == "xlsx" and out is None:
        raise click.UsageError("--format xlsx cần --out TỆP.xlsx")
    settings = settings_of(warehouse_url)
    with opened(warehouse_url) as warehouse:
        units = units_meant(scopes, warehouse, settings)
        run = answering(warehouse, run_id, units)
        frame = warehouse.verdicts(run.run_id, list(units))
        if units and frame.empty:
            raise click.UsageError(
                f"lượt {run.run_id} (ngày xét {run.as_of:%d/%m/%Y}) không có kết luận nào của {', '.join(units)}"
            )
        _write(_shown(form, frame, warehouse, run.run_id), out)


def _shown(form: str, frame: pd.DataFrame, warehouse: Warehouse, run_id: str) -> str | bytes:
    """CSV and JSON as they are stored; the table and the workbook in words."""
    from flows.run_account import titles_of_run
    from reports.missing import missing_by_verdict
    from reports.tables import frame_as, roll_up_in_words, verdict_table, verdicts_in_words
    from reports.verdict_sentence import reasons_of

    if form in ("csv", "json"):
        return frame_as(form, frame)
    titles = titles_of_run(warehouse, run_id)
    missing = missing_by_verdict(warehouse.missing(run_id)) if form == "xlsx" else {}
    words = verdicts_in_words(frame, reasons_of(frame, warehouse.checks(run_id), titles), titles, missing)
    if form == "table":
        return verdict_table(words)
    from reports.verdict_workbook import verdict_workbook

    return verdict_workbook(words, roll_up_in_words(warehouse.roll_up(run_id), titles))


def _write(content: str | bytes, out: Path | None) -> None:
    if out is None:
        click.echo(content, nl=False)
    else:
        out.write_bytes(content if isinstance(content, bytes) else content.encode())


@click.command()
@click.argument("village_code", metavar="MÃ_THÔN")
@click.argument("indicator", metavar="[CHỈ_TIÊU]", required=False)
@on_warehouse
@of_run
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Dạng in."
)
@click.option("--reading", is_flag=True, help="Thêm cách đã đọc các bảng làm căn cứ.")
def explain(
    village_code: str, indicator: str | None, warehouse_url: str | None, run_id: str, form: str, reading: bool
) -> None:
    """Vì sao có kết luận ấy: tiêu chí, căn cứ, tệp, trang tính, hàng."""
    from flows.run_account import titles_of_run
    from reports.explanation import explanation_json, explanation_text
    from reports.table_reading import reading_lines, readings_behind

    settings = settings_of(warehouse_url)
    with opened(warehouse_url) as warehouse:
        (unit,) = units_meant([village_code], warehouse, settings)
        run = answering(warehouse, run_id, [unit])
        found = warehouse.explain(run.run_id, unit, indicator)
        titles = titles_of_run(warehouse, run.run_id)
        readings = readings_behind(found, warehouse.table_readings(run.run_id)) if reading else ()
    if form == "json":
        click.echo(explanation_json(found, readings))
    else:
        click.echo("\n".join([explanation_text(found, titles), *reading_lines(readings)]))


@click.command()
@click.argument("run_a", metavar="LƯỢT_A")
@click.argument("run_b", metavar="LƯỢT_B")
@on_warehouse
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True, help="Dạng in."
)
def diff(run_a: str, run_b: str, warehouse_url: str | None, form: str) -> None:
    """So hai lượt đối soát: kết luận nào đổi và vì sao."""
    from flows.run_account import titles_of_run
    from reports.tables import diff_table, frame_as

    with opened(warehouse_url) as warehouse:
        pair = warehouse.pair(run_a, run_b)
        found = warehouse.diff(*pair)
        shown = diff_table(found, titles_of_run(warehouse, *pair)) if form == "table" else frame_as(form, found)
    click.echo(shown, nl=False)


@click.command()
@click.argument("folder", metavar="THƯ_MỤC", type=click.Path(path_type=Path, file_okay=False))
@on_warehouse
@of_run
def export(folder: Path, warehouse_url: str | None, run_id: str) -> None:
    """Xuất các bảng của một lượt ra CSV, Parquet kèm mô tả."""
    with opened(warehouse_url) as warehouse:
        click.echo(f"Đã xuất: {warehouse.export(answering(warehouse, run_id).run_id, folder)}")
