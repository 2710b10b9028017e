"""``doisoat run`` and ``doisoat demo``: a reconciliation at the terminal."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.cli.options import DAY, DONE, PARTLY_REFUSED, in_scope, on_port, on_warehouse, settings_of

if TYPE_CHECKING:
    from doisoat.settings import Settings
    from flows.run_spec import RunSpec


@click.command()
@click.option("--inbox", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Thư mục hộp thư đến.")
@on_warehouse
@click.option("--as-of", type=DAY, help="Ngày xét (mặc định: hôm nay).")
@click.option(
    "--known-at",
    type=click.DateTime(),
    metavar="YYYY-MM-DDTHH:MM:SS",
    help="Chỉ dùng các tệp đã nhận tới thời điểm này (giờ Việt Nam).",
)
@click.option(
    "--criteria", multiple=True, metavar="MÃ", help="Bộ tiêu chí, ví dụ TTM-2023 (mặc định: bộ mà bản khai nêu)."
)
@in_scope
@click.option("--offline", is_flag=True, help="Không tải trang nào, chỉ dùng trang đã lưu.")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON, không in gì khác.")
def run(
    inbox: Path | None,
    warehouse_url: str | None,
    as_of: dt.datetime | None,
    known_at: dt.datetime | None,
    criteria: tuple[str, ...],
    scopes: tuple[str, ...],
    offline: bool,
    as_json: bool,
) -> None:
    """Đối soát hộp thư đến và lưu kết luận vào kho."""
    from doisoat.clock import VIETNAM
    from flows.run_spec import new_run_spec
    from flows.scopes import ScopeError

    settings = settings_of(warehouse_url, inbox)
    if not settings.inbox.is_dir():
        raise click.UsageError(f"không có thư mục hộp thư đến {settings.inbox}; chỉ ra bằng --inbox")
    now = dt.datetime.now(dt.UTC)
    spec = new_run_spec(
        settings.inbox,
        now=now,
        as_of=as_of.date() if as_of else None,
        known_at=known_at.replace(tzinfo=VIETNAM) if known_at else None,
        criteria=criteria,
        scopes=scopes,
        offline=offline,
    )
    spec = _settled(spec, settings)
    try:
        sys.exit(_carry_out(spec, settings, as_json=as_json))
    except ScopeError as error:
        raise click.UsageError(str(error)) from None


@click.command()
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo"),
    show_default=True,
    help="Thư mục làm việc của lần chạy thử.",
)
@click.option(
    "--prefect",
    "on_prefect",
    is_flag=True,
    help="Chạy như hằng đêm: một flow trên máy chủ Prefect, xem ở trang của nó.",
)
@click.option("--portal", "on_portal", is_flag=True, help="Rồi mở trang cho cán bộ, với tài khoản chạy thử.")
@on_port
@click.pass_context
def demo(ctx: click.Context, into: Path, on_prefect: bool, on_portal: bool, port: int) -> None:
    """Chạy thử với hộp thư đến mẫu. Khoảng 20 thôn; người và số liệu đều là giả định."""
    from flows.demo import DEMO_AS_OF, demo_inbox, next_steps, own_inbox
    from flows.prefect_server import at_port, prefect_server
    from flows.run_spec import new_run_spec

    os.environ["DOISOAT_HOME"] = str(into.absolute())
    if on_prefect:
        os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "ERROR")  # its page shows them, we tell ours
    # What is handed in on the pages goes into a copy, never into the sample itself.
    inbox = own_inbox(into.absolute()) if on_portal else demo_inbox()
    settings = settings_of(f"sqlite:///{into.absolute() / 'doisoat.sqlite'}", inbox, serving=on_prefect)
    spec = new_run_spec(settings.inbox, now=dt.datetime.now(dt.UTC), as_of=DEMO_AS_OF)
    with prefect_server(port) if on_prefect else nullcontext():
        code = _carry_out(spec, settings, as_json=False)
        click.echo(next_steps(into))
        if on_portal:
            os.environ["DOISOAT_INBOX"] = str(inbox)
            _open_pages(ctx, settings.warehouse_url)
        elif on_prefect:
            click.echo(f"\nLượt này trên trang của Prefect: {at_port(port)}/runs")
            click.pause("Nhấn một phím để dừng máy chủ ấy.")  # asks nobody where nobody sits at a terminal
    # The sample holds bad files on purpose; that they were refused is part of the show.
    sys.exit(DONE if code == PARTLY_REFUSED else code)


def _open_pages(ctx: click.Context, warehouse_url: str) -> None:
    """The pages, with accounts of the demo: a command of the floor above, asked for at the desk by its name."""
    desk = ctx.find_root().command
    pages = desk.commands.get("portal") if isinstance(desk, click.Group) else None
    if pages is None:
        raise click.UsageError("bản cài này không có trang cho cán bộ")
    ctx.invoke(pages, demo_accounts=True, warehouse_url=warehouse_url)


def _carry_out(spec: RunSpec, settings: Settings, *, as_json: bool) -> int:
    """Run a spec, show progress on stderr and the result on stdout; returns the exit code.

    Where another run of the same scope is at work this one is skipped, which is no failure.
    """
    from flows.local_run import run_here
    from flows.run_account import account_of
    from flows.terminal import progress
    from reports.run_summary import summary_text
    from warehouse.lease import BusyError

    try:
        with progress(quiet=as_json or settings.log_to_stderr) as tell:
            finished = run_here(spec, settings, tell)
    except BusyError as busy:  # the other run does the work: nothing has failed, and nobody need be called
        click.echo(
            json.dumps({"skipped": busy.what, "fix": busy.fix}, ensure_ascii=False) if as_json else f"Bỏ qua: {busy}"
        )
        return DONE
    if as_json:
        click.echo(json.dumps({**finished.facts(), **finished.record.summary}, ensure_ascii=False))
    else:
        click.echo(summary_text(account_of(finished, settings)))
    return PARTLY_REFUSED if finished.is_partial else DONE


def _settled(spec: RunSpec, settings: Settings) -> RunSpec:
    """The spec with the codes of its scope; criteria sets and units that do not exist are refused as wrong usage."""
    from expectations.criteria_set import load_criteria

    known = load_criteria(settings.criteria_dir)
    if wrong := sorted(set(spec.criteria) - set(known)):
        raise click.UsageError(f"không có bộ tiêu chí {', '.join(wrong)}; các bộ có sẵn: {', '.join(sorted(known))}")
    if not spec.scopes:
        return spec
    from flows.run import open_run
    from flows.runner import PlainRunner
    from flows.scopes import ScopeError, scopes_of_run

    try:
        with open_run(spec, settings, PlainRunner(), lambda _text: None) as run:
            return replace(spec, scopes=scopes_of_run(run))
    except ScopeError as error:
        raise click.UsageError(str(error)) from None
