"""``doisoat template``: the form that communes and districts fill in."""

from __future__ import annotations

from pathlib import Path

import click

from flows.cli.options import NEW_FILE


@click.command()
@click.argument("out", metavar="TỆP.xlsx", type=NEW_FILE)
def template(out: Path) -> None:
    """Ghi biểu mẫu tự đánh giá để xã, huyện điền."""
    from flows.claims_template import write

    if out.suffix.lower() != ".xlsx":
        raise click.UsageError("tên tệp phải có đuôi .xlsx")
    write(out)
    click.echo(f"Đã ghi biểu mẫu: {out}")
