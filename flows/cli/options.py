"""What the commands share: options, exit codes, and the settings with what the command line says on top."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from doisoat.errors import ConfigError
from doisoat.private import close_to_others, private_folder

if TYPE_CHECKING:
    from doisoat.settings import Settings
    from warehouse.store import Warehouse

DONE, FAILED, USAGE, PARTLY_REFUSED = 0, 1, 2, 3


class _Day(click.DateTime):
    """A day of the calendar, shown as a user writes it."""

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The shape in the help page."""
        return "YYYY-MM-DD"


class _NewFile(click.Path):
    """A file to be written, in a folder that is there."""

    def convert(self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; wrong usage where it cannot be written for want of a folder."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            self.fail(f"chưa có thư mục {str(path.parent)!r}; tạo thư mục rồi chạy lại", param, ctx)
        return path


NEW_FILE = _NewFile(dir_okay=False)
DAY = _Day(formats=["%Y-%m-%d"])
on_warehouse = click.option(
    "--warehouse", "warehouse_url", metavar="URL", help="Kho dữ liệu (mặc định: tệp SQLite trong DOISOAT_HOME)."
)
of_run = click.option(
    "--run",
    "run_id",
    default="latest",
    show_default=True,
    metavar="MÃ",
    help="Mã lượt đối soát, hoặc latest: lượt mới nhất có xét các đơn vị được hỏi.",
)
in_scope = click.option(
    "--scope",
    "scopes",
    multiple=True,
    metavar="MÃ",
    help="Chỉ các đơn vị này: mã, hoặc tên kèm huyện (“Xã Hòa Bình, Bình Gia”).",
)

on_port = click.option(
    "--port", default=4200, show_default=True, metavar="SỐ", help="Cổng của máy chủ Prefect trên chính máy này."
)


def settings_of(warehouse_url: str | None = None, inbox: Path | None = None, *, serving: bool = False) -> Settings:
    """The settings, with what the command line says on top; Prefect and great_expectations are made quiet.

    With ``serving`` Prefect is settled for a server that somebody looks at.
    """
    from doisoat.settings import read_settings
    from flows.prefect_home import settle, settle_to_serve

    settings = read_settings()
    changes: dict[str, object] = {}
    if warehouse_url:
        changes["warehouse"] = warehouse_url
    if inbox:
        changes["inbox"] = inbox.absolute()
    settings = settings.model_copy(update=changes)
    make_home(settings.home)
    (settle_to_serve if serving else settle)(settings.home)
    return settings


def make_home(home: Path) -> None:
    """Make the working home where there is none yet; nobody but its owner enters it.

    Raises:
        ConfigError: it cannot be made.
    """
    try:
        private_folder(home)
        close_to_others(home)
    except OSError as error:
        raise ConfigError(
            f"chưa tạo được thư mục làm việc {home}", fix="đặt DOISOAT_HOME là một thư mục mà bạn ghi được"
        ) from error


def opened(warehouse_url: str | None) -> Warehouse:
    """The warehouse that the command line or the settings name, which must be there."""
    from flows.open_stores import open_existing

    return open_existing(settings_of(warehouse_url))
