"""``doisoat report`` and ``doisoat recipients``: what leaves the house, and to whom."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any

import click

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_warehouse = click.option("--warehouse", "warehouse_url", metavar="URL", help="Kho dữ liệu.")


def _opened(warehouse_url: str | None) -> tuple[Any, Any]:
    """The warehouse and the settings."""
    from doisoat.settings import read_settings
    from flows.doors import open_warehouse

    settings = read_settings()
    settings = settings.model_copy(update={"warehouse": warehouse_url or settings.warehouse})
    return open_warehouse(settings), settings


@click.command()
@_warehouse
@click.option("--run", "run_id", default="latest", show_default=True, metavar="ID", help="Mã lượt đối soát.")
@click.option("--unit", default="all", show_default=True, metavar="MÃ", help="Mã huyện hoặc xã nhận báo cáo.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Ghi .eml và .xlsx ra thư mục, không gửi."
)
@click.option("--send", is_flag=True, help="Gửi các thư đang chờ trong hộp đi.")
@click.option("--revive", is_flag=True, help="Xếp lại các thư đã thôi gửi, sau khi đã sửa nguyên nhân.")
def report(warehouse_url: str | None, run_id: str, unit: str, out: Path | None, send: bool, revive: bool) -> None:
    """Báo cáo cho từng huyện, xã: xem trước bằng --out, gửi bằng --send."""
    from flows.letters import outbox_of, send_reports, write_reports

    if sum((out is not None, send, revive)) != 1:
        raise click.UsageError("chọn một trong: --out THƯ_MỤC, --send, --revive")
    warehouse, settings = _opened(warehouse_url)
    with warehouse:
        if out is not None:
            written = write_reports(warehouse, warehouse.resolve_run(run_id), settings, unit, out)
            click.echo(f"Đã ghi {len(written)} tệp vào {out}")
        elif revive:
            click.echo(f"Đã xếp lại {outbox_of(warehouse).revive(dt.datetime.now(dt.UTC))} thư")
        else:
            told = send_reports(warehouse, settings)
            click.echo(
                f"Đã gửi {told.sent} thư, gửi lại sau {told.later}, thôi gửi {told.dead}. {told.stopped}".rstrip()
            )
            sys.exit(1 if told.stopped else 0)


@click.group()
def recipients() -> None:
    """Ai nhận báo cáo của đơn vị nào, từ ngày nào đến ngày nào."""


@recipients.command()
@click.argument("unit_code")
@click.argument("address")
@click.option("--from", "since", type=_DAY, required=True, help="Nhận báo cáo có ngày xét từ ngày này.")
@click.option("--to", "until", type=_DAY, help="… đến hết ngày này (mặc định: không giới hạn).")
@click.option("--role", default="đầu mối", show_default=True)
@click.option("--changes-only", is_flag=True, help="Chỉ nhận điều đã đổi.")
@click.option("--quiet", is_flag=True, help="Lượt không có gì đổi thì không nhận thư.")
@_warehouse
def add(
    unit_code: str,
    address: str,
    since: dt.datetime,
    until: dt.datetime | None,
    role: str,
    changes_only: bool,
    quiet: bool,
    warehouse_url: str | None,
) -> None:
    """Thêm hoặc sửa một địa chỉ nhận báo cáo của đơn vị UNIT_CODE."""
    from flows.letters import outbox_of
    from reports.recipients import new_recipient

    row = new_recipient(
        unit_code,
        address,
        role=role,
        valid_from=since.date(),
        valid_to=until.date() if until else None,
        changes_only=changes_only,
        quiet=quiet,
    )
    warehouse, _ = _opened(warehouse_url)
    with warehouse:
        outbox_of(warehouse).add_recipient(row)
    click.echo(f"Đã ghi: {unit_code} nhận tại {row['address']} từ {since:%d/%m/%Y}")


@recipients.command(name="list")
@_warehouse
def list_recipients(warehouse_url: str | None) -> None:
    """In danh sách nhận báo cáo."""
    from flows.letters import outbox_of
    from flows.show import frame_table

    warehouse, _ = _opened(warehouse_url)
    with warehouse:
        click.echo(frame_table(outbox_of(warehouse).recipients()), nl=False)


@recipients.command()
@click.argument("unit_code")
@click.argument("address")
@click.option("--on", "last", type=_DAY, required=True, help="Ngày xét cuối cùng còn nhận báo cáo.")
@_warehouse
def end(unit_code: str, address: str, last: dt.datetime, warehouse_url: str | None) -> None:
    """Thôi gửi cho một địa chỉ sau ngày --on."""
    from flows.letters import outbox_of

    warehouse, _ = _opened(warehouse_url)
    with warehouse:
        rows = outbox_of(warehouse).end_recipient(unit_code, address, last.date())
    click.echo(f"Đã sửa {rows} dòng")


@recipients.command()
@click.argument("unit_code")
@click.argument("address")
@_warehouse
def renew(unit_code: str, address: str, warehouse_url: str | None) -> None:
    """Gửi lại cho một địa chỉ từng bị máy chủ thư từ chối."""
    from flows.letters import outbox_of

    warehouse, _ = _opened(warehouse_url)
    with warehouse:
        rows = outbox_of(warehouse).renew_recipient(unit_code, address)
    click.echo(f"Đã sửa {rows} dòng")
