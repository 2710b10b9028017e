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
    from connectors.card import load_cards
    from connectors.trial import check_claims
    from doisoat.clock import VIETNAM
    from doisoat.settings import read_settings
    from expectations.claims import is_about_products
    from expectations.criteria_set import load_criteria
    from flows.scopes import ScopeError, unit_of_editions
    from gazetteer.editions import load_editions
    from gazetteer.place_names import is_of_unit, place_names

    settings = read_settings()
    editions = load_editions(settings.editions_dir)
    cards = load_cards(settings.sources_dir, settings.sources)
    now = dt.datetime.now(dt.UTC)
    of_unit = None
    if unit is not None:
        try:
            of_unit = is_of_unit(editions, unit_of_editions(unit, editions, now.astimezone(VIETNAM).date()))
        except ScopeError as error:
            raise click.UsageError(str(error)) from error
    products = {
        (criteria.id, f"claim_{indicator.id}")
        for criteria in load_criteria(settings.criteria_dir).values()
        for indicator in criteria.indicators
        if is_about_products(indicator)
    }
    known = place_names(editions)
    found = check_claims(file, cards, settings.reader, now, places=known, product_claims=products, of_unit=of_unit)
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
