"""``doisoat health``: how a night went, as the operators' mail tells it."""

from __future__ import annotations

import click


@click.command()
@click.option("--run", "run_id", default="latest", show_default=True, metavar="ID", help="Mã lượt đối soát.")
@click.option("--warehouse", "warehouse_url", metavar="URL", help="Kho dữ liệu.")
@click.option("--send", is_flag=True, help="Gửi cho những người trong DOISOAT_MAIL__OPERATORS thay vì in ra.")
def health(run_id: str, warehouse_url: str | None, send: bool) -> None:
    """Đêm qua chạy thế nào: kết luận, các nguồn, tệp bị từ chối, việc cần làm."""
    from doisoat.errors import ConfigError
    from doisoat.settings import read_settings
    from flows.doors import open_warehouse
    from flows.health import mail_health
    from flows.night_account import latest_health, night_health
    from reports.health_mail import health_text

    settings = read_settings()
    settings = settings.model_copy(update={"warehouse": warehouse_url or settings.warehouse})
    if run_id == "latest":
        found = latest_health(settings)
    else:
        with open_warehouse(settings) as warehouse:
            found = night_health(settings, warehouse, warehouse.resolve_run(run_id))
    if not send:
        click.echo(health_text(found), nl=False)
    elif not settings.mail.operators:
        raise ConfigError(
            "chưa có ai nhận thư sức khỏe", fix='đặt DOISOAT_MAIL__OPERATORS, ví dụ ["ky-thuat@langson.gov.vn"]'
        )
    elif not mail_health(settings, found, click.echo):
        raise ConfigError("thư sức khỏe chưa đến ai", fix="sửa theo dòng trên rồi gửi lại")
