"""``doisoat shops``: which hosts of claimed links may be visited. An unknown one waits for a person's yes."""

from __future__ import annotations

import datetime as dt

import click


@click.group()
def shops() -> None:
    """Trang bán hàng được phép xem: danh sách chờ, cho phép, không cho phép."""


@shops.command(name="list")
def list_waiting() -> None:
    """In các trang đang chờ người đồng ý."""
    from connectors.listings import waiting_hosts
    from doisoat.settings import read_settings

    waiting = waiting_hosts(read_settings().home)
    click.echo("\n".join(waiting) if waiting else "Không có trang nào đang chờ.")


@shops.command()
@click.argument("host")
def approve(host: str) -> None:
    """Cho phép xem trang HOST; hỏi một lần, nhớ mãi."""
    click.echo(f"Đã cho phép xem {_answer(host, yes=True)}. Lượt đối soát sau sẽ xem trang này.")


@shops.command()
@click.argument("host")
def forbid(host: str) -> None:
    """Không cho phép xem trang HOST."""
    click.echo(f"Đã ghi: không xem {_answer(host, yes=False)}.")


def _answer(host: str, *, yes: bool) -> str:
    from connectors.listings import approve_host
    from doisoat.settings import read_settings

    return approve_host(read_settings().home, host, dt.datetime.now(dt.UTC), yes=yes)
