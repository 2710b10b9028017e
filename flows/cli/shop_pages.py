"""``doisoat shops``: which hosts of claimed links may be visited, and which pages a person should look at."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from flows.cli.options import NEW_FILE, of_run, on_warehouse, opened, settings_of


@click.group()
def shops() -> None:
    """Trang bán hàng: danh sách chờ, cho phép, không cho phép, hỏi."""


@shops.command(name="list")
def list_waiting() -> None:
    """In các trang đang chờ người đồng ý."""
    from connectors.listings import waiting_hosts
    from doisoat.settings import read_settings

    waiting = waiting_hosts(read_settings().home)
    click.echo("\n".join(waiting) if waiting else "Không có trang nào đang chờ.")


@shops.command()
@click.argument("host", metavar="TRANG")
def approve(host: str) -> None:
    """Cho phép xem TRANG; hỏi một lần, nhớ mãi."""
    click.echo(f"Đã cho phép xem {_answer(host, yes=True)}. Lượt đối soát sau sẽ xem trang này.")


@shops.command()
@click.argument("host", metavar="TRANG")
def forbid(host: str) -> None:
    """Không cho phép xem TRANG."""
    click.echo(f"Đã ghi: không xem {_answer(host, yes=False)}.")


@shops.command()
@click.option("--offline", is_flag=True, help="Không tải trang nào, chỉ đọc trang đã lưu.")
def collect(offline: bool) -> None:
    """Xem ngay các đường dẫn đã khai và danh mục của các sàn."""
    from doisoat.settings import read_settings
    from flows.prefect_home import settle
    from flows.run_spec import new_run_spec
    from flows.runner import PlainRunner
    from flows.terminal import progress

    settings = read_settings()
    settle(settings.home)
    from flows.steps.collect import collect_claimed

    spec = new_run_spec(settings.inbox, now=dt.datetime.now(dt.UTC), offline=offline, catalogues=True)
    with progress(quiet=False) as tell:
        found = collect_claimed(spec, settings, PlainRunner(), tell)
    shown = int((found.listings["outcome"] == "ok").sum())
    click.echo(
        f"Đường dẫn đã khai: {len(found.listings)}, mở được {shown}. "
        f"Trang danh mục: {len(found.catalogue)}, {len(found.alarms)} trang cần người xem lại."
    )


@shops.command()
@click.argument("out", metavar="TỆP", type=NEW_FILE)
@on_warehouse
@of_run
def questions(out: Path, warehouse_url: str | None, run_id: str) -> None:
    """Ghi bảng câu hỏi về các trang chưa chắc. Điền trang nào bán đúng sản phẩm, rồi đặt vào trang/ của hộp thư đến."""
    from connectors.card import load_cards
    from connectors.open_questions import open_page_questions
    from connectors.page_answers import OTHER, SAME
    from flows.open_stores import open_vault
    from flows.terminal import progress
    from reports.page_questions import write_page_questions

    if out.suffix.lower() != ".xlsx":
        raise click.UsageError("tên tệp phải có đuôi .xlsx, ví dụ: doisoat shops questions trang_can_xem.xlsx")
    settings = settings_of(warehouse_url)
    with opened(warehouse_url) as warehouse:
        run = warehouse.resolve_run(run_id)
    with progress(quiet=False) as tell:
        asked = open_page_questions(
            settings,
            load_cards(settings.sources_dir, settings.sources),
            open_vault(settings),
            as_of=run.as_of,
            known_at=run.known_at,
            now=dt.datetime.now(dt.UTC),
            tell=tell,
        )
    write_page_questions(out, asked, (SAME, OTHER))
    click.echo(f"Đã ghi {len(asked)} câu hỏi: {out}")


def _answer(host: str, *, yes: bool) -> str:
    from connectors.listings import approve_host
    from doisoat.settings import read_settings

    return approve_host(read_settings().home, host, dt.datetime.now(dt.UTC), yes=yes)
