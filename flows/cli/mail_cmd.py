"""``doisoat report`` and ``doisoat recipients``: what leaves the house, and to whom."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from flows.cli.answering import answering, units_meant
from flows.cli.options import DAY, of_run, on_warehouse, opened, settings_of

_ALL = "all"
_TITLES = {
    "recipient_id": "Số", "unit_code": "Mã", "address": "Địa chỉ", "role": "Việc", "valid_from": "Từ",
    "valid_to": "Đến", "changes_only": "Chỉ điều đã đổi", "quiet": "Không đổi thì thôi",
    "refused_on": "Bị từ chối", "refused_problem": "Vì sao",
}  # fmt: skip


@click.command()
@on_warehouse
@of_run
@click.option(
    "--report",
    "report_id",
    default="district_quality",
    show_default=True,
    metavar="MÃ",
    help="Báo cáo nào (cho --out).",
)
@click.option("--unit", default=_ALL, show_default=True, metavar="MÃ", help="Mã huyện hoặc xã nhận báo cáo.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Ghi .eml và .xlsx ra thư mục, không gửi."
)
@click.option("--send", is_flag=True, help="Gửi các thư đang chờ trong hộp đi.")
@click.option("--revive", is_flag=True, help="Xếp lại các thư đã thôi gửi, sau khi đã sửa nguyên nhân.")
def report(
    warehouse_url: str | None, run_id: str, report_id: str, unit: str, out: Path | None, send: bool, revive: bool
) -> None:
    """Báo cáo cho từng huyện, xã: xem trước (--out), gửi (--send)."""
    from flows.steps.letters import outbox_of, send_reports, write_reports

    if sum((out is not None, send, revive)) != 1:
        raise click.UsageError("chọn một trong: --out THƯ_MỤC, --send, --revive")
    settings, warehouse = settings_of(warehouse_url), opened(warehouse_url)
    with warehouse:
        if out is not None:
            units = () if unit == _ALL else units_meant([unit], warehouse, settings)
            answers = answering(warehouse, run_id, units)
            written = write_reports(warehouse, answers, settings, report_id, units[0] if units else _ALL, out)
            click.echo(f"Đã ghi {len(written)} tệp vào {out}")
        elif revive:
            click.echo(f"Đã xếp lại {outbox_of(warehouse).revive(dt.datetime.now(dt.UTC))} thư")
        else:
            done = send_reports(warehouse, settings)
            click.echo(
                f"Đã gửi {done.sent} thư, gửi lại sau {done.later}, thôi gửi {done.dead}. {done.stopped}".rstrip()
            )
            sys.exit(1 if done.stopped else 0)


@click.group()
def recipients() -> None:
    """Ai nhận báo cáo của đơn vị nào, từ ngày nào đến ngày nào."""


@recipients.command()
@click.argument("unit_code", metavar="MÃ")
@click.argument("address", metavar="ĐỊA_CHỈ")
@click.option("--from", "since", type=DAY, required=True, help="Nhận báo cáo có ngày xét từ ngày này.")
@click.option("--to", "until", type=DAY, help="… đến hết ngày này (mặc định: không giới hạn).")
@click.option("--role", default="đầu mối", show_default=True, metavar="VIỆC", help="Người nhận làm việc gì.")
@click.option("--changes-only", is_flag=True, help="Chỉ nhận điều đã đổi.")
@click.option("--quiet", is_flag=True, help="Lượt không có gì đổi thì không nhận thư.")
@on_warehouse
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
    """Thêm hoặc sửa một địa chỉ nhận báo cáo của đơn vị MÃ."""
    from flows.open_stores import open_warehouse
    from flows.steps.letters import outbox_of
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
    with open_warehouse(settings_of(warehouse_url)) as warehouse:
        outbox_of(warehouse).add_recipient(row)
    click.echo(f"Đã ghi: {unit_code} nhận tại {row['address']} từ {since:%d/%m/%Y}")


@recipients.command(name="list")
@on_warehouse
def list_recipients(warehouse_url: str | None) -> None:
    """In danh sách nhận báo cáo."""
    from flows.steps.letters import outbox_of
    from reports.tables import frame_table

    warehouse = opened(warehouse_url)
    with warehouse:
        listed = outbox_of(warehouse).recipients()
    if listed.empty:
        click.echo("Chưa có ai nhận báo cáo. Thêm bằng: doisoat recipients add MÃ ĐỊA_CHỈ --from NGÀY")
        return
    said = {column: listed[column].map({True: "có", False: "không"}) for column in ("changes_only", "quiet")}
    click.echo(frame_table(listed.assign(**said), _TITLES), nl=False)


@recipients.command()
@click.argument("unit_code", metavar="MÃ")
@click.argument("address", metavar="ĐỊA_CHỈ")
@click.option("--on", "last", type=DAY, required=True, help="Ngày xét cuối cùng còn nhận báo cáo.")
@on_warehouse
def end(unit_code: str, address: str, last: dt.datetime, warehouse_url: str | None) -> None:
    """Thôi gửi cho một địa chỉ sau ngày --on."""
    from flows.steps.letters import outbox_of

    warehouse = opened(warehouse_url)
    with warehouse:
        rows = outbox_of(warehouse).end_recipient(unit_code, address, last.date())
    click.echo(f"Đã sửa {rows} dòng")


@recipients.command()
@click.argument("unit_code", metavar="MÃ")
@click.argument("address", metavar="ĐỊA_CHỈ")
@on_warehouse
def renew(unit_code: str, address: str, warehouse_url: str | None) -> None:
    """Gửi lại cho một địa chỉ từng bị máy chủ thư từ chối."""
    from flows.steps.letters import outbox_of

    warehouse = opened(warehouse_url)
    with warehouse:
        rows = outbox_of(warehouse).renew_recipient(unit_code, address)
    click.echo(f"Đã sửa {rows} dòng")
