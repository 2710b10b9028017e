"""``doisoat decide`` and ``doisoat decisions``: verdicts that officers set against the evidence's, two persons each."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from flows.cli.answering import units_meant
from flows.cli.options import DAY, of_run, on_warehouse, opened, settings_of

if TYPE_CHECKING:
    from doisoat.standing import Decision

_TITLES = {
    "id": "Mã", "state": "Tình trạng", "unit": "Đơn vị", "criteria": "Bộ tiêu chí", "indicator": "Chỉ tiêu",
    "evidence": "Căn cứ nói", "verdict": "Quyết định", "until": "Đến hết", "document": "Văn bản",
    "proposed": "Đề xuất", "confirmed": "Xác nhận", "reason": "Lý do",
}  # fmt: skip
_DISPUTES = {"unit": "Đơn vị", "criteria": "Bộ tiêu chí", "indicator": "Chỉ tiêu", "at": "Nhận ngày",
             "explanation": "Lý do phản đối", "appeal": "Khiếu nại quyết định"}  # fmt: skip


@click.command()
@click.argument("unit", metavar="MÃ_ĐƠN_VỊ", required=False)
@click.argument("indicator", metavar="CHỈ_TIÊU", required=False)
@click.argument("verdict", metavar="KẾT_LUẬN", required=False)
@click.option("--reason", metavar="CÂU", help="Vì sao (đừng ghi dữ liệu cá nhân).")
@click.option("--document", metavar="VĂN_BẢN", help="Số, ngày văn bản làm căn cứ.")
@click.option("--until", type=DAY, help="Ngày xét cuối cùng còn hiệu lực.")
@click.option("--by", required=True, metavar="HỌ_TÊN", help="Ai đề xuất, hoặc ai xác nhận.")
@click.option("--confirm", "number", metavar="MÃ", help="Người thứ hai xác nhận đề xuất này.")
@click.option("--criteria", metavar="MÃ", help="Bộ tiêu chí, khi đơn vị được xét theo nhiều bộ.")
@of_run
@on_warehouse
def decide(
    unit: str | None,
    indicator: str | None,
    verdict: str | None,
    reason: str | None,
    document: str | None,
    until: dt.datetime | None,
    by: str,
    number: str | None,
    criteria: str | None,
    run_id: str,
    warehouse_url: str | None,
) -> None:
    """Cán bộ quyết định một kết luận khác với máy. Một người đề xuất, người thứ hai xác nhận (--confirm)."""
    from doisoat.vi import VERDICT

    settings, now = settings_of(warehouse_url), dt.datetime.now(dt.UTC)
    word = _verdict(verdict) if verdict else None
    if number is None and not (unit and indicator and word and reason and document and until):
        raise click.UsageError("đề xuất cần MÃ_ĐƠN_VỊ CHỈ_TIÊU KẾT_LUẬN --reason --document --until --by")
    with opened(warehouse_url) as warehouse:
        spoken = warehouse.spoken()
        if unit:
            (unit,) = units_meant([unit], warehouse, settings)
        if number is not None:
            one = next((d for d in spoken.decisions() if d.id == number.strip().upper()), None)
            named = {"unit_code": unit, "indicator": indicator, "verdict": word}
            if one and any(
                given and given != is_now
                for given, is_now in zip(named.values(), (*one.key[2:], one.proposed.verdict), strict=True)
            ):
                raise click.UsageError(f"đề xuất {one.id} là về {_about(one)}; xem lại mã")
            made = spoken.confirm(number, by=by, at=now)
            click.echo(f"Đã xác nhận {made.id}: {_about(made)}. Áp dụng từ lượt đối soát sau: doisoat run")
            return
        made = spoken.propose(
            str(unit), str(indicator), str(word), reason=str(reason), document=str(document),
            until=until.date() if until else dt.date.min, by=by, at=now, criteria=criteria, run_id=run_id,
        )  # fmt: skip
    said = VERDICT[made.proposed.evidence_verdict]
    click.echo(f"Đã ghi đề xuất {made.id}: {_about(made)} (căn cứ nói: {said}). Chưa áp dụng.")
    click.echo(f'Người thứ hai xác nhận: doisoat decide --confirm {made.id} --by "HỌ TÊN"')


def _verdict(text: str) -> str:
    """A verdict by its code or its Vietnamese word."""
    from doisoat.model import Verdict
    from doisoat.text.compare import fold
    from doisoat.vi import VERDICT

    found = next((v for v in Verdict if fold(text) in (fold(v), fold(VERDICT[v]))), None)
    if found is None:
        raise click.UsageError(f"chưa rõ kết luận '{text}'; chọn trong: {', '.join(map(str, Verdict))}")
    return str(found)


def _about(one: Decision) -> str:
    from doisoat.vi import VERDICT

    until = f"{one.proposed.until:%d/%m/%Y}"
    return f"{one.key[2]}, {one.key[0]} chỉ tiêu {one.key[3]} là {VERDICT[one.proposed.verdict]}, đến hết {until}"


@click.group()
def decisions() -> None:
    """Quyết định của cán bộ và nội dung bị phản đối: xem, rút lại."""


@decisions.command(name="list")
@click.option("--all", "everything", is_flag=True, help="Cả những quyết định đã rút, đã hết hạn, đã bị thay.")
@on_warehouse
def list_decisions(everything: bool, warehouse_url: str | None) -> None:
    """In quyết định và phản đối. Gồm đề xuất chờ xác nhận, quyết định, nội dung bị phản đối chờ cán bộ xét."""
    import pandas as pd

    from flows.decided import decision_rows, dispute_rows
    from reports.tables import frame_table

    with opened(warehouse_url) as warehouse:
        made, waiting = decision_rows(warehouse, everything=everything), dispute_rows(warehouse)
    click.echo("Chưa có quyết định nào." if not made else frame_table(pd.DataFrame(made), _TITLES).rstrip("\n"))
    if waiting:
        click.echo(f"\n{len(waiting)} nội dung bị phản đối, chờ cán bộ xét (doisoat decide …):")
        click.echo(frame_table(pd.DataFrame(waiting), _DISPUTES), nl=False)


@decisions.command()
@click.argument("number", metavar="MÃ")
@click.option("--reason", required=True, metavar="CÂU", help="Vì sao rút lại (đừng ghi dữ liệu cá nhân).")
@click.option("--by", required=True, metavar="HỌ_TÊN", help="Ai rút lại.")
@on_warehouse
def withdraw(number: str, reason: str, by: str, warehouse_url: str | None) -> None:
    """Rút lại một đề xuất hoặc quyết định. Lượt đối soát sau chỉ theo căn cứ."""
    with opened(warehouse_url) as warehouse:
        gone = warehouse.spoken().withdraw(number, reason=reason, by=by, at=dt.datetime.now(dt.UTC))
    click.echo(f"Đã rút lại {gone.id}: {_about(gone)}. Lượt đối soát sau chỉ theo căn cứ.")
