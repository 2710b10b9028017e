"""Care: ``doisoat doctor`` looks at the house, ``health`` tells the night, ``release`` takes a list that has shrunk."""

from __future__ import annotations

import datetime as dt
import getpass
import json
import sys

import click

from flows.cli.options import DONE, FAILED, of_run, on_warehouse, settings_of


@click.command()
@of_run
@on_warehouse
@click.option("--send", is_flag=True, help="Gửi cho những người trong DOISOAT_MAIL__OPERATORS thay vì in ra.")
def health(run_id: str, warehouse_url: str | None, send: bool) -> None:
    """Đêm qua chạy thế nào. Kết luận, các nguồn, tệp bị từ chối, việc cần làm."""
    from doisoat.errors import ConfigError
    from flows.open_stores import open_existing
    from flows.watch.health import mail_health, night_texts
    from flows.watch.night_account import latest_health, night_health

    settings = settings_of(warehouse_url)
    if run_id == "latest":
        found = latest_health(settings)
    else:
        with open_existing(settings) as warehouse:
            found = night_health(settings, warehouse, warehouse.resolve_run(run_id))
    if not send:
        click.echo("\n".join(night_texts(settings, found)), nl=False)
    elif not settings.mail.operators:
        raise ConfigError(
            "chưa có ai nhận thư sức khỏe", fix='đặt DOISOAT_MAIL__OPERATORS, ví dụ ["ky-thuat@langson.gov.vn"]'
        )
    elif not mail_health(settings, found, click.echo):
        raise ConfigError("thư sức khỏe chưa đến ai", fix="sửa theo dòng trên rồi gửi lại")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON, không in gì khác.")
def doctor(as_json: bool) -> None:
    """Xem thiết lập, kho, hộp thư đến, đêm qua; nêu việc cần làm. Không thay đổi gì."""
    from doisoat.settings import read_settings
    from flows.watch.doctor import State, examine

    checks = examine(read_settings, dt.datetime.now(dt.UTC))
    is_ok = all(check.state is not State.BAD for check in checks)
    if as_json:
        click.echo(json.dumps({"ok": is_ok, "checks": [vars(check) for check in checks]}, ensure_ascii=False))
    else:
        click.echo("\n".join(map(str, checks)))
    sys.exit(DONE if is_ok else FAILED)


@click.command()
@click.argument("source_id", metavar="NGUỒN")
@click.option(
    "--reason", required=True, metavar="CÂU", help="Vì sao danh sách ngắn đi là đúng (đừng ghi dữ liệu cá nhân)."
)
@on_warehouse
def release(source_id: str, reason: str, warehouse_url: str | None) -> None:
    """Nhận một danh sách đang bị giữ lại vì giảm bất thường. Lượt đối soát sau sẽ dùng nó."""
    from connectors.card import load_cards
    from flows.open_stores import open_existing

    if not reason.strip():
        raise click.UsageError("--reason cần một câu nói vì sao danh sách ngắn đi là đúng")
    settings = settings_of(warehouse_url)
    known = load_cards(settings.sources_dir, settings.sources)
    if source_id not in known:
        raise click.UsageError(f"không có nguồn '{source_id}'; các nguồn có sẵn: {', '.join(sorted(known))}")
    with open_existing(settings) as warehouse:
        run_id = warehouse.release(source_id, reason.strip(), getpass.getuser(), dt.datetime.now(dt.UTC))
    click.echo(f"Đã ghi: danh sách của nguồn {source_id} ở lượt {run_id} là đúng. Chạy lại để dùng: doisoat run")
