"""What a stored run found: ``doisoat verdicts``, ``explain``, ``diff`` and ``export``."""

from __future__ import annotations

from pathlib import Path

import click

from flows.cli.options import NEW_FILE, in_scope, of_run, on_warehouse, opened


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
    from expectations.criteria_set import read_stored_criteria
    from flows.show import verdicts_as

    if form == "xlsx" and out is None:
        raise click.UsageError("--format xlsx cần --out TỆP.xlsx")
    with opened(warehouse_url) as warehouse:
        frame = warehouse.verdicts(run_id, list(scopes))
        used = read_stored_criteria(warehouse.rules(run_id)) if form in ("table", "xlsx") else None
    _write(verdicts_as(form, frame, used), out)


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
def explain(village_code: str, indicator: str | None, warehouse_url: str | None, run_id: str, form: str) -> None:
    """Vì sao có kết luận ấy: tiêu chí, căn cứ, tệp, trang tính, hàng."""
    from expectations.criteria_set import read_stored_criteria
    from flows.show import explanation_json, explanation_text

    with opened(warehouse_url) as warehouse:
        found = warehouse.explain(run_id, village_code, indicator)
        used = read_stored_criteria(warehouse.rules(run_id))
    click.echo(explanation_json(found) if form == "json" else explanation_text(found, used))


@click.command()
@click.argument("run_a", metavar="LƯỢT_A")
@click.argument("run_b", metavar="LƯỢT_B")
@on_warehouse
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True, help="Dạng in."
)
def diff(run_a: str, run_b: str, warehouse_url: str | None, form: str) -> None:
    """So hai lượt đối soát: kết luận nào đổi và vì sao."""
    from flows.show import diff_as

    with opened(warehouse_url) as warehouse:
        click.echo(diff_as(form, warehouse.diff(run_a, run_b)), nl=False)


@click.command()
@click.argument("folder", metavar="THƯ_MỤC", type=click.Path(path_type=Path, file_okay=False))
@on_warehouse
@of_run
def export(folder: Path, warehouse_url: str | None, run_id: str) -> None:
    """Xuất các bảng của một lượt ra CSV, Parquet kèm mô tả."""
    with opened(warehouse_url) as warehouse:
        click.echo(f"Đã xuất: {warehouse.export(run_id, folder)}")
