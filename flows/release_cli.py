"""``doisoat release``: a person's yes to a list that has shrunk and is held back."""

from __future__ import annotations

import datetime as dt
import getpass

import click


@click.command()
@click.argument("source_id", metavar="NGUỒN")
@click.option("--reason", required=True, help="Vì sao danh sách ngắn đi là đúng (đừng ghi dữ liệu cá nhân).")
@click.option("--warehouse", "warehouse_url", metavar="URL", help="Kho dữ liệu.")
def release(source_id: str, reason: str, warehouse_url: str | None) -> None:
    """Nhận một danh sách đang bị giữ lại vì giảm bất thường; lượt đối soát sau sẽ dùng nó."""
    from doisoat.settings import read_settings
    from flows.doors import open_warehouse

    if not reason.strip():
        raise click.UsageError("--reason cần một câu nói vì sao danh sách ngắn đi là đúng")
    settings = read_settings()
    settings = settings.model_copy(update={"warehouse": warehouse_url or settings.warehouse})
    with open_warehouse(settings) as warehouse:
        run_id = warehouse.release(source_id, reason.strip(), getpass.getuser(), dt.datetime.now(dt.UTC))
    click.echo(f"Đã ghi: danh sách của nguồn {source_id} ở lượt {run_id} là đúng. Chạy lại để dùng: doisoat run")
