"""``doisoat keys``: make secrets, seal everything anew. ``doisoat purge``: remove personal data whose time is over."""

from __future__ import annotations

import datetime as dt
import sys

import click

from flows.cli.options import DAY, on_warehouse, settings_of


@click.group()
def keys() -> None:
    """Khóa bí mật: tạo khóa mới, mã hóa lại sau khi đổi khóa."""


@keys.command()
@click.argument("name", metavar="TÊN")
def new(name: str) -> None:
    """In một khóa mới, dạng TÊN:BÍ_MẬT, để đặt vào biến môi trường."""
    from doisoat.keyring import MAXIMUM_NAME, Keyring, new_secret

    if not name.isalnum() or len(name) > MAXIMUM_NAME:
        raise click.UsageError(f"tên khóa chỉ gồm chữ và số, không quá {MAXIMUM_NAME} ký tự, ví dụ k2026")
    key = f"{name}:{new_secret()}"
    Keyring.parse(key)
    click.echo(key)


@keys.command()
@on_warehouse
def reseal(warehouse_url: str | None) -> None:
    """Mã hóa lại dữ liệu bằng khóa đứng đầu. Gồm cột cá nhân và tệp gốc; dừng giữa chừng thì chạy lại là xong."""
    from doisoat.errors import ConfigError
    from flows.open_stores import open_existing, open_vault

    settings = settings_of(warehouse_url)
    if not settings.keys.store and not settings.keys.vault:
        raise ConfigError(
            "chưa đặt khóa mã hóa nào",
            fix="tạo khóa bằng doisoat keys new TÊN rồi đặt DOISOAT_KEYS__STORE, DOISOAT_KEYS__VAULT",
        )
    if settings.keys.store:
        with open_existing(settings) as warehouse:
            click.echo(f"Kho dữ liệu: mã hóa lại {warehouse.reseal()} giá trị cá nhân.")
    if settings.keys.vault:
        done = open_vault(settings).reseal()
        click.echo(f"Tệp gốc: mã hóa lại {done.anew} tệp, {done.already} tệp đã dùng khóa hiện tại.")
        for sha256, why in sorted(done.failed.items()):
            click.echo(f"  chưa mã hóa lại được {sha256}: {why}", err=True)
        if done.failed:
            click.echo("Giữ lại các khóa cũ cho tới khi không còn tệp nào như vậy.", err=True)
            sys.exit(1)


@click.command()
@click.option("--before", type=DAY, required=True, help="Xóa dữ liệu cá nhân mà chỉ các lượt trước ngày này dùng.")
@click.option("--dry-run", is_flag=True, help="Chỉ đếm, chưa xóa gì.")
@on_warehouse
def purge(before: dt.datetime, dry_run: bool, warehouse_url: str | None) -> None:
    """Xóa dữ liệu cá nhân đã hết hạn giữ; kết luận được giữ nguyên."""
    from flows.purge import purge as remove

    click.echo(str(remove(settings_of(warehouse_url), before.date(), dt.datetime.now(dt.UTC), dry_run=dry_run)))
