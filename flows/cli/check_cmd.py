"""``doisoat check``: a claims workbook looked through before it is sent. Nothing is stored, no warehouse is needed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.cli.options import DONE, PARTLY_REFUSED

if TYPE_CHECKING:
    from connectors.sources.village_claims.check import Finding


@click.command()
@click.argument("file", metavar="TỆP", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--unit", metavar="ĐƠN_VỊ", help="Đơn vị gửi biểu (mã hoặc tên xã, huyện): nêu cả hàng của đơn vị khác.")
@click.option("--json", "as_json", is_flag=True, help="In một danh sách JSON, không in gì khác.")
def check(file: Path, unit: str | None, as_json: bool) -> None:
    """Xem trước một biểu tự đánh giá: mọi chỗ cần ghi lại hoặc bổ sung, theo từng ô. Không lưu gì."""
    from doisoat.settings import read_settings
    from flows.file_check import claims_findings
    from flows.scopes import ScopeError

    try:
        found = claims_findings(file, read_settings(), unit, dt.datetime.now(dt.UTC))
    except ScopeError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(one) for one in found], ensure_ascii=False))
    else:
        click.echo(_text(file.name, found))
    sys.exit(PARTLY_REFUSED if found else DONE)


def _text(name: str, found: Sequence[Finding]) -> str:
    if not found:
        return f"{name}: chưa thấy chỗ nào cần sửa. Không lưu gì."
    lines = [f"{name}: {len(found)} chỗ nên xem lại trước khi gửi. Không lưu gì."]
    sheet = None
    for one in found:
        if one.sheet != sheet:
            sheet = one.sheet
            lines += ["", f"Trang tính “{sheet}”" if sheet else "Cả tệp"]
        where = f"{one.cell} ({one.village})" if one.village else one.cell
        lines.append(f"  {where + ': ' if where else ''}{one.what} {one.fix}")
    return "\n".join(lines)
