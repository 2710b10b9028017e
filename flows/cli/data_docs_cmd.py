"""``doisoat data-docs``: what great-expectations was asked and saw in one run, as pages for the data engineer."""

from __future__ import annotations

from pathlib import Path

import click

from flows.cli.answering import answering
from flows.cli.options import on_warehouse, opened


@click.command(name="data-docs")
@click.argument("run_id", metavar="LƯỢT")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Thư mục ghi trang (mặc định: data-docs)."
)
@on_warehouse
def data_docs(run_id: str, out: Path | None, warehouse_url: str | None) -> None:
    """Ghi trang Data Docs của một lượt cho kỹ sư dữ liệu.

    LƯỢT là mã lượt hoặc latest. Trang chỉ có số đếm, không có giá trị của tệp.
    """
    # Settings first: they make great_expectations quiet before it is imported.
    with opened(warehouse_url) as warehouse:
        run = answering(warehouse, run_id)
        rules = warehouse.rules(run.run_id)
        results, gates = warehouse.witnessed(run.run_id)
    from expectations.criteria_set import read_stored_criteria
    from expectations.data_docs import INDEX
    from expectations.data_docs import data_docs as pages_of

    made = pages_of(
        run.run_id, read_stored_criteria({f"{key}.yml": text for key, text in rules.items()}), results, gates
    )
    folder = out or Path("data-docs")
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in made.pages.items():
        (folder / name).write_text(page, encoding="utf-8")
    click.echo(f"Đã ghi {len(made.pages)} trang: {folder / INDEX}")
    if made.left_out:
        click.echo(
            f"{made.left_out} kết quả không có trên trang: quá nhiều, hoặc bản chương trình này không còn luật ấy."
        )
