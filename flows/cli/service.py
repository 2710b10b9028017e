"""``doisoat serve``: everything that runs by itself, on one machine without Docker.

Starts a Prefect server on the loopback interface, unless ``PREFECT_API_URL`` names one that is there already, registers
all deployments and carries their runs out, each in a process of its own. Prefect's page then is at
``http://127.0.0.1:4200``; with ``--portal`` the officers' pages are opened beside it. Ends on SIGTERM or Ctrl+C, its
servers with it. See docs/van-hanh.md.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import ExitStack, suppress

import click

from flows.cli.options import make_home, on_port
from flows.portal_beside import portal_beside
from flows.prefect_server import at_port, prefect_server


@click.command()
@on_port
@click.option("--portal", "with_portal", is_flag=True, help="Mở cả trang cho cán bộ, trên chính máy này.")
@click.option("--portal-port", default=8080, show_default=True, metavar="SỐ", help="Cổng của trang cho cán bộ.")
def serve(port: int, with_portal: bool, portal_port: int) -> None:
    """Chạy theo lịch và nhận yêu cầu đối soát. Hằng đêm đối soát, gửi báo cáo, dọn dẹp; dừng bằng Ctrl+C."""
    from doisoat.settings import read_settings
    from flows.prefect_credential import credential_file
    from flows.prefect_home import settle_to_serve

    settings = read_settings()
    make_home(settings.home)
    settle_to_serve(settings.home)
    signal.signal(signal.SIGTERM, _leave)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # its terminal was closed: its server must not stay behind
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
    with ExitStack() as servers:
        if not os.environ.get("PREFECT_API_URL"):
            servers.enter_context(prefect_server(port))
            where = credential_file(settings.home)
            click.echo(f"Trang của Prefect: {at_port(port)} (chỉ mở được trên máy này; mật khẩu: {where})", err=True)

            from flows.prefect_runs import take_up_again

            if again := take_up_again():
                click.echo(f"Chạy lại {again} lượt dở dang của lần trước", err=True)
        if with_portal:
            servers.enter_context(portal_beside(portal_port))
        _carry_out_runs()


def _leave(_signal: int, _frame: object) -> None:
    sys.exit(0)


def _carry_out_runs() -> None:
    """Register the deployments and poll for their runs until told to end.

    Schedules stay on when we end: what was missed meanwhile is seen when we are back (``flows.nightly``).
    """
    import asyncio

    from prefect.runner import Runner

    from flows.deployments import DEPLOYMENTS, SIDE_BY_SIDE, to_serve

    runner = Runner(pause_on_shutdown=False, limit=SIDE_BY_SIDE)
    for deployment in to_serve():
        runner.add_deployment(deployment)
    click.echo(f"Đang phục vụ: {', '.join(each.name for each in DEPLOYMENTS)}. Dừng bằng Ctrl+C.", err=True)

    async def until_told_to_end() -> None:
        # The runner's own answer to SIGTERM leaves without ending what it has begun; its answer to Ctrl+C, the end of
        # its task, is in order. It is asked for directly: where a script starts us in the background SIGINT is ignored.
        loop, serving = asyncio.get_running_loop(), asyncio.create_task(runner.start())

        def end(*_: object) -> None:
            with suppress(RuntimeError):  # told twice: the loop is closed already
                loop.call_soon_threadsafe(serving.cancel)

        runner.handle_sigterm = end
        await serving

    with suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(until_told_to_end())
