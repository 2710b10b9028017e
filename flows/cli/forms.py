"""``doisoat template``: the form that communes and districts fill in."""

from __future__ import annotations

from pathlib import Path

import click

from flows.cli.answering import units_meant
from flows.cli.options import NEW_FILE, on_warehouse, settings_of


@click.command()
@click.argument("out", metavar="TỆP.xlsx", type=NEW_FILE)
@click.option("--unit", metavar="MÃ|TÊN", help="Điền sẵn các thôn của xã hoặc huyện này, theo lượt đối soát đã lưu.")
@on_warehouse
def template(out: Path, unit: str | None, warehouse_url: str | None) -> None:
    """Ghi biểu mẫu tự đánh giá để xã, huyện điền."""
    from flows.claims_template import write
    from flows.open_stores import open_existing

    if out.suffix.lower() != ".xlsx":
        raise click.UsageError("tên tệp phải có đuôi .xlsx")
    settings, villages = settings_of(warehouse_url), None
    if unit is not None:
        with open_existing(settings) as warehouse:
            units = warehouse.units()
            (code,) = units_meant([unit], warehouse, settings)
        inside = (units["commune_code"] == code) | (units["district_code"] == code)
        villages = units[(units["level"] == "village") & inside]
        if villages.empty:
            raise click.UsageError(f"kho chưa có thôn nào của đơn vị {unit}; hãy chạy doisoat run trước")
    write(out, villages, settings.criteria_dir)
    filled = "" if villages is None else f", điền sẵn {len(villages)} thôn"
    click.echo(f"Đã ghi biểu mẫu: {out}{filled}")
