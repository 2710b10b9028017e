"""The front desk: the command line. Rooms are imported inside the commands, so that ``--help`` answers at once."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from doisoat.errors import DoisoatError
from flows.alias_cli import alias
from flows.data_docs import data_docs
from flows.health_cli import health
from flows.keys_cli import keys
from flows.release_cli import release
from flows.report_cli import recipients, report
from flows.serve_cli import serve
from flows.shops_cli import shops

if TYPE_CHECKING:
    from doisoat.settings import Settings
    from flows.order import Order
    from warehouse.store import Warehouse

DONE, FAILED, USAGE, PARTLY_REFUSED = 0, 1, 2, 3

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_warehouse = click.option(
    "--warehouse", "warehouse_url", metavar="URL", help="Kho dữ liệu (mặc định: tệp SQLite trong DOISOAT_HOME)."
)
_run_id = click.option("--run", "run_id", default="latest", show_default=True, metavar="ID", help="Mã lượt đối soát.")
_scope = click.option(
    "--scope", "scopes", multiple=True, metavar="MÃ", help="Chỉ các đơn vị này (mã thôn, xã hoặc huyện)."
)


class _Desk(click.Group):
    """Turns our errors into one Vietnamese sentence and an exit code; a traceback is for developers only."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        """Run the command."""
        try:
            return super().invoke(ctx)
        except DoisoatError as error:
            if os.environ.get("DOISOAT_TRACEBACK"):
                raise
            click.echo(f"Chưa làm được: {error}", err=True)
            ctx.exit(FAILED)


def _say_utf8() -> None:
    """Consoles of Windows speak cp1258; ours speak UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with suppress(OSError):
                stream.reconfigure(encoding="utf-8", errors="replace")


@click.group(cls=_Desk, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="doisoat", message="doisoat %(version)s")
def cli() -> None:
    """Doisoat – đối soát điều thôn, xã đã khai với các nguồn độc lập."""


def main() -> None:
    """Entry point."""
    _say_utf8()
    cli()


def _settings(warehouse_url: str | None = None, inbox: Path | None = None) -> Settings:
    """The settings, with what the command line says on top."""
    from doisoat.settings import read_settings
    from flows.prefect_home import settle

    settings = read_settings()
    changes: dict[str, object] = {}
    if warehouse_url:
        changes["warehouse"] = warehouse_url
    if inbox:
        changes["inbox"] = inbox.absolute()
    settings = settings.model_copy(update=changes)
    settings.home.mkdir(parents=True, exist_ok=True)
    settle(settings.home)
    return settings


def _open(warehouse_url: str | None) -> Warehouse:
    from flows.doors import open_warehouse

    return open_warehouse(_settings(warehouse_url))


def _known_criteria(settings: Settings, asked: tuple[str, ...]) -> None:
    """Refuse ids of criteria sets that do not exist as wrong usage."""
    from expectations.criteria_set import load_criteria

    known = load_criteria(settings.criteria_dir)
    unknown = sorted(set(asked) - set(known))
    if unknown:
        raise click.UsageError(f"không có bộ tiêu chí {', '.join(unknown)}; các bộ có sẵn: {', '.join(sorted(known))}")


@cli.command()
@click.option("--inbox", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Thư mục hộp thư đến.")
@_warehouse
@click.option("--as-of", type=_DAY, help="Ngày xét, YYYY-MM-DD (mặc định: hôm nay).")
@click.option("--known-at", type=click.DateTime(), help="Chỉ dùng các tệp đã nhận tới thời điểm này (giờ Việt Nam).")
@click.option(
    "--criteria", multiple=True, metavar="MÃ", help="Bộ tiêu chí, ví dụ TTM-2023 (mặc định: bộ mà bản khai nêu)."
)
@_scope
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
    from flows.order import HERE, new_order

    settings = _settings(warehouse_url, inbox)
    if not settings.inbox.is_dir():
        raise click.UsageError(f"không có thư mục hộp thư đến {settings.inbox}; chỉ ra bằng --inbox")
    _known_criteria(settings, criteria)
    order = new_order(
        settings.inbox,
        now=dt.datetime.now(dt.UTC),
        as_of=as_of.date() if as_of else None,
        known_at=known_at.replace(tzinfo=HERE) if known_at else None,
        criteria=criteria,
        scopes=scopes,
        offline=offline,
    )
    sys.exit(_carry_out(order, settings, as_json=as_json))


def _carry_out(order: Order, settings: Settings, *, as_json: bool, as_flow: bool = False) -> int:
    """Run an order, show progress on stderr and the result on stdout; returns the exit code."""
    from flows.foreground import run_here
    from flows.show import summary_text
    from flows.terminal import progress

    with progress(quiet=as_json or settings.log_to_stderr) as tell:
        finished = run_here(order, settings, tell, as_flow=as_flow)
    if as_json:
        click.echo(json.dumps({**finished.facts(), **finished.record.summary}, ensure_ascii=False))
    else:
        click.echo(summary_text(finished, settings.warehouse_shown))
    return PARTLY_REFUSED if finished.input_was_refused else DONE


@cli.command()
@_warehouse
@_run_id
@_scope
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json", "xlsx"]), default="table", show_default=True
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Ghi ra tệp thay vì màn hình.")
def verdicts(warehouse_url: str | None, run_id: str, scopes: tuple[str, ...], form: str, out: Path | None) -> None:
    """In kết luận của một lượt đối soát."""
    from flows.show import verdicts_as

    if form == "xlsx" and out is None:
        raise click.UsageError("--format xlsx cần --out TỆP.xlsx")
    with _open(warehouse_url) as warehouse:
        frame = warehouse.verdicts(run_id, list(scopes))
    _write(verdicts_as(form, frame), out)


def _write(content: str | bytes, out: Path | None) -> None:
    if out is None:
        click.echo(content, nl=False)
    else:
        out.write_bytes(content if isinstance(content, bytes) else content.encode())


@cli.command()
@click.argument("village_code")
@click.argument("indicator", required=False)
@_warehouse
@_run_id
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def explain(village_code: str, indicator: str | None, warehouse_url: str | None, run_id: str, form: str) -> None:
    """Giải thích vì sao một đơn vị có kết luận ấy: tiêu chí, căn cứ, tệp, trang tính, hàng."""
    from expectations.criteria_set import read_criteria
    from flows.show import explanation_json, explanation_text

    with _open(warehouse_url) as warehouse:
        found = warehouse.explain(run_id, village_code, indicator)
        used = read_criteria(warehouse.rules(run_id))
    click.echo(explanation_json(found) if form == "json" else explanation_text(found, used))


@cli.command()
@click.argument("run_a")
@click.argument("run_b")
@_warehouse
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
def diff(run_a: str, run_b: str, warehouse_url: str | None, form: str) -> None:
    """So hai lượt đối soát: kết luận nào đổi và vì sao."""
    from flows.show import frame_as

    with _open(warehouse_url) as warehouse:
        click.echo(frame_as(form, warehouse.diff(run_a, run_b)), nl=False)


@cli.command()
@click.argument("file", type=click.File("rb"))
@click.option(
    "--register", required=True, type=click.Path(path_type=Path, exists=True), help="Danh mục thôn: tệp hoặc thư mục."
)
@click.option("--as-of", type=_DAY, help="Ngày mà các tên gọi có hiệu lực (mặc định: hôm nay).")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
def resolve(file: Any, register: Path, as_of: dt.datetime | None, form: str) -> None:  # noqa: ANN401 - click.File
    """Tìm mã thôn cho từng dòng của một tệp CSV (cột id,village,commune,district,address)."""
    from flows.naming import resolve_list
    from flows.order import HERE
    from flows.show import frame_as

    day = as_of.date() if as_of else dt.datetime.now(HERE).date()
    answers = resolve_list(file.read(), register, day, _settings())
    click.echo(frame_as(form, answers), nl=False)


@cli.command()
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
def template(out: Path) -> None:
    """Ghi biểu mẫu tự đánh giá để xã, huyện điền."""
    from flows.template import write

    if out.suffix.lower() != ".xlsx":
        raise click.UsageError("tên tệp phải có đuôi .xlsx")
    write(out)
    click.echo(f"Đã ghi biểu mẫu: {out}")


@cli.command()
@click.option("--before", type=_DAY, required=True, help="Xóa dữ liệu cá nhân mà chỉ các lượt trước ngày này dùng.")
@click.option("--dry-run", is_flag=True, help="Chỉ đếm, chưa xóa gì.")
@_warehouse
def purge(before: dt.datetime, dry_run: bool, warehouse_url: str | None) -> None:
    """Xóa dữ liệu cá nhân trong kho dữ liệu và kho tệp gốc; kết luận được giữ nguyên."""
    from flows.purge import purge as remove

    click.echo(str(remove(_settings(warehouse_url), before.date(), dt.datetime.now(dt.UTC), dry_run=dry_run)))


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@_warehouse
@_run_id
def export(folder: Path, warehouse_url: str | None, run_id: str) -> None:
    """Xuất các bảng của một lượt ra CSV và Parquet, kèm mô tả Frictionless."""
    with _open(warehouse_url) as warehouse:
        click.echo(f"Đã xuất: {warehouse.export(run_id, folder)}")


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON, không in gì khác.")
def doctor(as_json: bool) -> None:
    """Kiểm tra thiết lập, kho, hộp thư đến, đêm qua; nêu việc cần làm. Không thay đổi gì."""
    from doisoat.settings import read_settings
    from flows.doctor import State, examine

    checks = examine(read_settings, dt.datetime.now(dt.UTC))
    is_ok = all(check.state is not State.BAD for check in checks)
    if as_json:
        click.echo(json.dumps({"ok": is_ok, "checks": [vars(check) for check in checks]}, ensure_ascii=False))
    else:
        click.echo("\n".join(map(str, checks)))
    sys.exit(DONE if is_ok else FAILED)


@cli.command()
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), default=Path("demo"), show_default=True)
def demo(into: Path) -> None:
    """Chạy thử với hộp thư đến mẫu: khoảng 20 thôn, người và số liệu đều là giả định."""
    from flows.demo import DEMO_AS_OF, demo_inbox, next_steps
    from flows.order import new_order

    os.environ["DOISOAT_HOME"] = str(into.absolute())
    settings = _settings(f"sqlite:///{into.absolute() / 'doisoat.sqlite'}", demo_inbox())
    order = new_order(settings.inbox, now=dt.datetime.now(dt.UTC), as_of=DEMO_AS_OF)
    code = _carry_out(order, settings, as_json=False, as_flow=True)
    click.echo(next_steps(into))
    # The sample holds bad files on purpose; that they were refused is part of the show.
    sys.exit(DONE if code == PARTLY_REFUSED else code)


for command in (alias, data_docs, health, keys, recipients, release, report, serve, shops):
    cli.add_command(command)


if __name__ == "__main__":
    main()
