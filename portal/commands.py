"""``doisoat portal`` and ``doisoat users``: commands that the desk finds by name (``flows.cli``)."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

import click

from flows.cli.options import DAY, on_warehouse, settings_of
from portal.people import ROLE, Role

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    import uvicorn

    from doisoat.settings import Settings
    from portal.accounts import Accounts

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_DEMO = (
    ("so", Role.OFFICE, ""),
    ("xa-hoa-binh", Role.UNIT, "06103"),
    ("van-hanh", Role.OPERATOR, ""),
    ("nguoi-xem", Role.READER, ""),
)
_password = click.option("--password-stdin", is_flag=True, help="Đọc mật khẩu từ đầu vào chuẩn thay vì tự tạo.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="TÊN", help="Địa chỉ nghe.")
@click.option("--port", default=8080, show_default=True, metavar="SỐ", help="Cổng.")
@click.option("--demo-accounts", is_flag=True, hidden=True)
@on_warehouse
def portal(host: str, port: int, demo_accounts: bool, warehouse_url: str | None) -> None:
    """Mở trang cho cán bộ. Xem kết luận, kiểm tra và nhận tệp, trả lời câu hỏi; dừng bằng Ctrl+C."""
    import uvicorn

    from flows.frame_tasks import in_a_child
    from portal.app import make_app
    from portal.services import Services

    settings = settings_of(warehouse_url)
    _make_sure_it_is_free(host, port)
    services = Services(settings, framed=in_a_child)
    if demo_accounts:
        _tell_demo_accounts(services.accounts)
    elif not services.accounts.all():
        click.echo("Chưa có tài khoản nào. Thêm bằng: doisoat users add TÊN --role so", err=True)
    if host not in _LOOPBACK and not settings.portal.secure:
        click.echo(
            "Trang đang mở ra ngoài máy này mà chưa có TLS: mật khẩu đi dạng chữ thường. Đặt sau proxy có TLS"
            " (docs/van-hanh.md) và DOISOAT_PORTAL__SECURE=true.",
            err=True,
        )
    application = make_app(services)
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Trang cho cán bộ: http://{shown}:{port} (dừng bằng Ctrl+C)", err=True)
    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,  # our own says who, and holds no address and no words that were searched for
        server_header=False,
        proxy_headers=False,  # ``portal.proxies`` looks first who has connected
        timeout_graceful_shutdown=10,
    )
    _server(config, services.streams.stop).run()


def _server(config: uvicorn.Config, stop: Callable[[], None]) -> uvicorn.Server:
    """A server that ends its streams when it is told to end, for it would wait for them."""
    import uvicorn

    class Ending(uvicorn.Server):
        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            stop()
            super().handle_exit(sig, frame)

    return Ending(config)


def _make_sure_it_is_free(host: str, port: int) -> None:
    """That nobody listens there already.

    Raises:
        ConfigError: somebody does, or the address is not one of this machine.
    """
    import socket

    from doisoat.errors import ConfigError

    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            return
    except OSError:
        raise ConfigError(f"chưa mở được cổng {port} ở {host}", fix="chọn cổng khác bằng --port") from None


def _tell_demo_accounts(accounts: Accounts) -> None:
    """Accounts of the demo with new passwords; they are good for nothing but invented villages."""
    from flows.demo import DEMO_AS_OF
    from portal.passwords import new_password

    known = {account.login for account in accounts.all()}
    click.echo("\nTài khoản của bản chạy thử (mật khẩu mới mỗi lần mở):", err=True)
    for login, role, unit in _DEMO:
        password = new_password()
        if login in known:
            accounts.set_password(login, password)
        else:
            accounts.add(login, role, password, dt.datetime.now(dt.UTC), unit, DEMO_AS_OF if unit else None)
        click.echo(f"  {login:12} {password}   {ROLE[role]}{f' {unit}' if unit else ''}", err=True)


@click.group()
def users() -> None:
    """Tài khoản của trang cho cán bộ. Thêm, khóa, đặt lại mật khẩu, xem."""


@users.command()
@click.argument("login", metavar="TÊN")
@click.option("--role", type=click.Choice([str(role) for role in Role]), required=True, help="Vai trò.")
@click.option("--unit", metavar="MÃ|TÊN", help="Đơn vị của tài khoản (bắt buộc với don-vi, tùy chọn với xem).")
@click.option("--on", "on", type=DAY, help="Ngày mà đơn vị ấy có hiệu lực (mặc định: ngày xét mới nhất, hoặc hôm nay).")
@_password
@on_warehouse
def add(
    login: str, role: str, unit: str | None, on: dt.datetime | None, password_stdin: bool, warehouse_url: str | None
) -> None:
    """Thêm tài khoản TÊN. Mật khẩu được in ra một lần."""
    from doisoat.clock import VIETNAM

    settings = settings_of(warehouse_url)
    now = dt.datetime.now(dt.UTC)
    code, day = "", on.date() if on else None
    if unit:
        code, newest = _unit_meant(unit, settings)
        day = day or newest or now.astimezone(VIETNAM).date()
    password = _given() if password_stdin else ""
    from portal.passwords import new_password

    secret = password or new_password()
    made = _accounts(settings).add(login, Role(role), secret, now, code, day)
    where = f", đơn vị {made.unit_code} theo ngày {made.unit_on:%d/%m/%Y}" if made.unit_on else ""
    click.echo(f"Đã thêm {made.login}: {ROLE[made.role]}{where}")
    _tell(secret, is_ours=not password)


@users.command()
@click.argument("login", metavar="TÊN")
def disable(login: str) -> None:
    """Khóa tài khoản TÊN. Những nơi đang đăng nhập bằng nó đều thoát ngay."""
    _accounts(settings_of()).disable(login)
    click.echo(f"Đã khóa {login}. Mở lại bằng: doisoat users reset {login}")


@users.command()
@click.argument("login", metavar="TÊN")
@_password
def reset(login: str, password_stdin: bool) -> None:
    """Đặt mật khẩu mới cho tài khoản TÊN. Mở lại nếu đang khóa; mật khẩu được in ra một lần."""
    from portal.passwords import new_password

    password = _given() if password_stdin else ""
    secret = password or new_password()
    _accounts(settings_of()).set_password(login, secret)
    click.echo(f"Đã đặt mật khẩu mới cho {login}; những nơi đang đăng nhập bằng nó đều đã thoát.")
    _tell(secret, is_ours=not password)


@users.command(name="list")
def list_accounts() -> None:
    """In các tài khoản."""
    found = _accounts(settings_of()).all()
    if not found:
        click.echo("Chưa có tài khoản nào. Thêm bằng: doisoat users add TÊN --role so")
    for account in found:
        unit = f"{account.unit_code} theo ngày {account.unit_on:%d/%m/%Y}" if account.unit_on else "mọi đơn vị"
        state = "" if account.is_active else " · đã khóa"
        click.echo(f"{account.number:4}  {account.login:24} {ROLE[account.role]:12} {unit}{state}")


def _accounts(settings: Settings) -> Accounts:
    from portal.accounts import Accounts
    from portal.database import Database

    return Accounts(Database(settings.home))


def _given() -> str:
    return sys.stdin.readline().rstrip("\n")


def _tell(secret: str, *, is_ours: bool) -> None:
    if is_ours:
        click.echo(f"Mật khẩu (chỉ in lần này): {secret}")


def _unit_meant(text: str, settings: Settings) -> tuple[str, dt.date | None]:
    """The code of a unit that is named, and the day of the newest run; a code alone where nothing is stored yet."""
    from flows.cli.answering import units_meant
    from flows.open_stores import open_warehouse
    from warehouse.condition import missing_file

    if missing_file(settings.warehouse_url):
        if not text.strip().isalnum():
            raise click.UsageError("chưa có lượt nào trong kho để tra tên đơn vị; hãy ghi mã, ví dụ 06103")
        return text.strip(), None
    with open_warehouse(settings) as warehouse:
        if not warehouse.newest_seq():
            return text.strip(), None
        (code,) = units_meant([text], warehouse, settings)
        return code, warehouse.resolve_run("latest", [code]).as_of
