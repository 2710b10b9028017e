"""``doisoat keys``: make secrets, and seal everything anew after one was put in front of the others."""

from __future__ import annotations

import sys

import click


@click.group()
def keys() -> None:
    """Khóa bí mật: tạo khóa mới, mã hóa lại sau khi đổi khóa."""


@keys.command()
@click.argument("name")
def new(name: str) -> None:
    """In một khóa mới, dạng NAME:BÍ_MẬT, để đặt vào biến môi trường."""
    from doisoat.keyring import MAXIMUM_NAME, Keyring, new_secret

    if not name.isalnum() or len(name) > MAXIMUM_NAME:
        raise click.UsageError(f"tên khóa chỉ gồm chữ và số, không quá {MAXIMUM_NAME} ký tự, ví dụ k2026")
    key = f"{name}:{new_secret()}"
    Keyring.parse(key)
    click.echo(key)


@keys.command()
@click.option("--warehouse", "warehouse_url", metavar="URL", help="Kho dữ liệu.")
def reseal(warehouse_url: str | None) -> None:
    """Mã hóa lại cột cá nhân và tệp gốc bằng khóa đứng đầu; dừng giữa chừng thì chạy lại là xong."""
    from doisoat.errors import ConfigError
    from doisoat.settings import read_settings
    from flows.doors import open_vault, open_warehouse

    settings = read_settings()
    settings = settings.model_copy(update={"warehouse": warehouse_url or settings.warehouse})
    if not settings.keys.store and not settings.keys.vault:
        raise ConfigError(
            "chưa đặt khóa mã hóa nào",
            fix="tạo khóa bằng doisoat keys new TÊN rồi đặt DOISOAT_KEYS__STORE, DOISOAT_KEYS__VAULT",
        )
    if settings.keys.store:
        with open_warehouse(settings) as warehouse:
            click.echo(f"Kho dữ liệu: mã hóa lại {warehouse.reseal()} giá trị cá nhân.")
    if settings.keys.vault:
        done = open_vault(settings).reseal()
        click.echo(f"Tệp gốc: mã hóa lại {done.anew} tệp, {done.already} tệp đã dùng khóa hiện tại.")
        for sha256, why in sorted(done.failed.items()):
            click.echo(f"  chưa mã hóa lại được {sha256}: {why}", err=True)
        if done.failed:
            click.echo("Giữ lại các khóa cũ cho tới khi không còn tệp nào như vậy.", err=True)
            sys.exit(1)
