"""The front desk: the command line. Rooms are imported inside the commands, so that ``--help`` answers at once."""

from __future__ import annotations

import gc
import io
import os
import sys
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution
from itertools import chain
from typing import Any

import click

from doisoat.errors import DoisoatError
from flows.cli import messages  # noqa: F401 - first, so that commands are declared in Vietnamese
from flows.cli.check_cmd import check
from flows.cli.data_docs_cmd import data_docs
from flows.cli.decide_cmd import decide, decisions
from flows.cli.disk import disk_error
from flows.cli.doctor_cmd import doctor, health, release
from flows.cli.forms import template
from flows.cli.layouts_cmd import layouts
from flows.cli.mail_cmd import recipients, report
from flows.cli.missing_cmd import missing
from flows.cli.names_cmd import alias, resolve
from flows.cli.options import FAILED
from flows.cli.privacy_cmd import keys, purge
from flows.cli.runs import demo, run
from flows.cli.service import serve
from flows.cli.shop_pages import shops
from flows.cli.try_cmd import try_
from flows.cli.verdicts_cmd import diff, explain, export, verdicts

# In the order in which a user needs them.
_SECTIONS: dict[str, tuple[click.Command, ...]] = {
    "Đối soát": (run, verdicts, explain, missing, diff, report, template, check),
    "Theo dõi": (doctor, health, release),
    "Trả lời câu hỏi": (decide, decisions, layouts, shops, alias, resolve, try_),
    "Vận hành": (recipients, export, purge, keys, serve),
    "Xem thêm": (data_docs, demo),
}


def _of_the_floor_above() -> tuple[click.Command, ...]:
    """Commands of what stands above the command line: named in the package's entry points, for we may not know it."""
    try:
        found = distribution("doisoat").entry_points.select(group="doisoat.commands")
    except PackageNotFoundError:  # a tree of files that was never installed
        return ()
    return tuple(each.load() for each in found)


_SECTIONS["Trang cho cán bộ"] = _of_the_floor_above()


class _Desk(click.Group):
    """Turns our errors into one Vietnamese sentence and an exit code; a traceback is for developers only."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (DoisoatError, OSError) as error:
            sentence = disk_error(error) if isinstance(error, OSError) else error
            if sentence is None or os.environ.get("DOISOAT_TRACEBACK"):
                raise
            click.echo(f"Chưa làm được: {sentence}", err=True)
            ctx.exit(FAILED)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by section; click itself would sort them by name."""
        longest = max(map(len, self.commands))
        for section, commands in _SECTIONS.items():
            if not commands:  # the floor above is not installed
                continue
            with formatter.section(section):
                lines = [(f"{each.name:{longest}}", each.get_short_help_str(formatter.width)) for each in commands]
                formatter.write_dl(lines)


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


def _in_vietnamese(command: click.Command) -> None:
    """Name the parts of a usage line, for which click asks no catalogue."""
    command.options_metavar = "[TÙY CHỌN]"
    if isinstance(command, click.Group):
        command.subcommand_metavar = "LỆNH [THAM SỐ]..."
        for each in command.commands.values():
            _in_vietnamese(each)


for _command in chain.from_iterable(_SECTIONS.values()):
    cli.add_command(_command)
_in_vietnamese(cli)


def main() -> None:
    """Entry point."""
    gc.set_threshold(10_000)  # what a command makes lives to its end: Python's 700 cost it a tenth of its time
    _say_utf8()
    cli()
