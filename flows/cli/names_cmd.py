"""Names: ``doisoat resolve`` looks a list up; ``doisoat alias`` keeps people's answers, dated and reversible."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from flows.cli.options import DAY, NEW_FILE, of_run, on_warehouse, opened, settings_of

_commune = click.option(
    "--commune", default="", metavar="XÃ", help="Tên xã như tệp ghi (nên có: cùng tên thôn ở xã khác là thôn khác)."
)
_TITLES = {
    "decided_at": "Lúc (giờ UTC)", "action": "Trả lời", "village_text": "Tên", "commune_text": "Xã",
    "district_text": "Huyện", "village_code": "Mã thôn", "origin": "Từ đâu",
}  # fmt: skip
_ACTIONS = {"accept": "đúng là", "reject": "không phải", "withdraw": "rút lại"}
_district = click.option("--district", default="", metavar="HUYỆN", help="Tên huyện như tệp ghi.")


@click.group()
def alias() -> None:
    """Trả lời về tên thôn: nhận, bác, rút lại, xem, xuất, hỏi."""


def _store() -> Path:
    from doisoat.settings import read_settings
    from gazetteer import aliases

    return aliases.store(read_settings().home)


@alias.command()
@click.argument("village_text", metavar="TÊN")
@click.argument("village_code", metavar="MÃ_THÔN")
@_commune
@_district
def add(village_text: str, village_code: str, commune: str, district: str) -> None:
    """Ghi nhận: TÊN chính là thôn MÃ_THÔN."""
    from gazetteer import aliases

    aliases.add(_store(), village_text, village_code, commune, district, decided_at=dt.datetime.now(dt.UTC))
    click.echo(f"Đã ghi: “{village_text}” là thôn {village_code}. Lượt đối soát sau sẽ dùng câu trả lời này.")


@alias.command()
@click.argument("village_text", metavar="TÊN")
@click.argument("village_code", metavar="MÃ_THÔN")
@_commune
@_district
def reject(village_text: str, village_code: str, commune: str, district: str) -> None:
    """Ghi nhận: TÊN không phải thôn MÃ_THÔN."""
    from gazetteer import aliases

    aliases.reject(_store(), village_text, village_code, commune, district, decided_at=dt.datetime.now(dt.UTC))
    click.echo(f"Đã ghi: “{village_text}” không phải thôn {village_code}.")


@alias.command()
@click.argument("village_text", metavar="TÊN")
@click.argument("village_code", metavar="MÃ_THÔN")
@_commune
@_district
def withdraw(village_text: str, village_code: str, commune: str, district: str) -> None:
    """Rút lại câu trả lời trước đó về TÊN và MÃ_THÔN."""
    from gazetteer import aliases

    aliases.withdraw(_store(), village_text, village_code, commune, district, decided_at=dt.datetime.now(dt.UTC))
    click.echo(f"Đã rút lại câu trả lời về “{village_text}” và thôn {village_code}.")


@alias.command(name="list")
@click.option("--all", "everything", is_flag=True, help="Cả những câu trả lời đã bị thay hoặc rút lại.")
def list_answers(everything: bool) -> None:
    """In các câu trả lời đang có hiệu lực."""
    from gazetteer import aliases
    from reports.tables import frame_table

    decisions = aliases.read(_store())
    shown = decisions if everything else aliases.current(decisions)
    if shown.empty:
        click.echo("Chưa có câu trả lời nào.")
        return
    click.echo(frame_table(shown.assign(action=shown["action"].map(_ACTIONS)), _TITLES), nl=False)


@alias.command()
@click.argument("out", metavar="TỆP", type=NEW_FILE)
def export(out: Path) -> None:
    """Ghi mọi câu trả lời ra tệp CSV, cũ trước mới sau."""
    from gazetteer import aliases
    from reports.tables import frame_csv

    decisions = aliases.read(_store())
    out.write_text(frame_csv(decisions), encoding="utf-8")
    click.echo(f"Đã ghi {len(decisions)} câu trả lời: {out}")


@alias.command()
@click.argument("out", metavar="TỆP", type=NEW_FILE)
@on_warehouse
@of_run
def questions(out: Path, warehouse_url: str | None, run_id: str) -> None:
    """Ghi bảng câu hỏi về các tên chưa nhận ra. Điền xong đặt lại vào aliases/ của hộp thư đến."""
    from gazetteer.review import review_frame
    from reports.name_questions import write_questions

    if out.suffix.lower() != ".xlsx":
        raise click.UsageError("tên tệp phải có đuôi .xlsx, ví dụ: doisoat alias questions cau_hoi.xlsx")
    with opened(warehouse_url) as warehouse:
        run = warehouse.resolve_run(run_id)
        villages = warehouse.units().query("level == 'village'").rename(columns={"unit_code": "village_code"})
        asked = review_frame(warehouse.resolutions(run.run_id), villages)
    write_questions(out, asked)
    click.echo(f"Đã ghi {len(asked)} câu hỏi: {out}")


@click.command()
@click.argument("file", metavar="TỆP", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option(
    "--register", required=True, type=click.Path(path_type=Path, exists=True), help="Danh mục thôn: tệp hoặc thư mục."
)
@click.option("--as-of", type=DAY, help="Ngày mà các tên gọi có hiệu lực (mặc định: hôm nay).")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True, help="Dạng in.")
def resolve(file: str, register: Path, as_of: dt.datetime | None, form: str) -> None:
    """Tìm mã thôn cho từng dòng của một tệp CSV. Cột: id, village, commune, district, address; - là đầu vào chuẩn."""
    from doisoat.clock import VIETNAM
    from flows.naming import resolve_list
    from reports.tables import frame_as

    day = as_of.date() if as_of else dt.datetime.now(VIETNAM).date()
    with click.open_file(file, "rb") as lines:
        answers = resolve_list(lines.read(), register, day, settings_of())
    click.echo(frame_as(form, answers), nl=False)
