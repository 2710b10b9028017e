"""``doisoat missing``: what a unit still lacks to be met, whose move it is, and what one may hand in."""

from __future__ import annotations

import click

from flows.cli.answering import answering, units_meant
from flows.cli.options import of_run, on_warehouse, opened, settings_of


@click.command()
@click.argument("unit", metavar="ĐƠN_VỊ")
@on_warehouse
@of_run
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Dạng in."
)
def missing(unit: str, warehouse_url: str | None, run_id: str, form: str) -> None:
    """Đơn vị còn thiếu gì để đạt, việc của ai.

    Mỗi việc là giấy tờ, dòng khai hoặc danh sách có thể nộp; nơi ghi “một trong” thì một cái là đủ.
    """
    from doisoat.vi import VERDICT
    from flows.run_account import titles_of_run
    from reports.missing import missing_json, missing_text
    from reports.rows import rows_of

    settings = settings_of(warehouse_url)
    with opened(warehouse_url) as warehouse:
        (code,) = units_meant([unit], warehouse, settings)
        run = answering(warehouse, run_id, [code])
        found, verdicts = warehouse.missing(run.run_id, code), warehouse.verdicts(run.run_id, [code])
        titles = titles_of_run(warehouse, run.run_id)
    if verdicts.empty:
        raise click.UsageError(f"lượt {run.run_id} (ngày xét {run.as_of:%d/%m/%Y}) không có kết luận nào của {code}")
    own = verdicts[(verdicts["unit_code"] == code) & (verdicts["indicator"] == "overall")]
    if form == "json":
        head = {"run_id": run.run_id, "as_of": run.as_of, "unit_code": code}
        click.echo(missing_json(head, found))
        return
    names = own[["unit", "commune", "district"]].head(1).to_numpy().ravel()
    place = ", ".join(dict.fromkeys(part for part in names if part)) or "Các đơn vị"
    click.echo(f"{place} ({code})\nNgày xét {run.as_of:%d/%m/%Y} · lượt {run.run_id}")
    heads = {(row["criteria"], row["level"]): VERDICT.get(row["verdict"], "") for row in rows_of(own)}
    click.echo("\n".join(missing_text(code, heads, found, titles)))
