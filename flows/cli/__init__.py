"""The front desk: the command line. Rooms are imported inside the commands, so that ``--help`` answers at once."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import Any

import click

from doisoat.errors import DoisoatError
from flows.cli.care import doctor, health, release
from flows.cli.desk import FAILED
from flows.cli.engineering import data_docs
from flows.cli.findings import diff, explain, export, verdicts
from flows.cli.forms import template
from flows.cli.mail import recipients, report
from flows.cli.names import alias, resolve
from flows.cli.privacy import keys, purge
from flows.cli.runs import demo, run
from flows.cli.service import serve
from flows.cli.shop_pages import shops


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


for _command in (
    run, verdicts, explain, diff, resolve, report, template, doctor, demo,
    alias, shops, recipients, release, health, export, purge, keys, serve, data_docs,
):  # fmt: skip
    cli.add_command(_command)


def main() -> None:
    """Entry point."""
    _say_utf8()
    cli()
