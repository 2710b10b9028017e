"""Letters that are due leave the outbox: when the night has ended, and by day those that had to wait."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.states import Completed, Failed

from doisoat.settings import read_settings
from flows.open_stores import open_warehouse
from flows.prefect_runner import quoting_nothing
from flows.queueing import skipped
from flows.steps.letters import send_reports


@flow(name="reports", flow_run_name="Gửi báo cáo", persist_result=False)
def reports() -> Any:  # noqa: ANN401 - Prefect's State
    """Send what is due. A letter is sent once, however often and from wherever this runs."""
    settings = read_settings()
    if not settings.mail.host:
        return skipped("Chưa khai máy chủ thư (DOISOAT_MAIL__HOST); thư đợi trong hộp đi, chưa gửi")
    with quoting_nothing(), open_warehouse(settings) as warehouse:
        summary = send_reports(warehouse, settings)
    line = f"Đã gửi {summary.sent} thư, gửi lại sau {summary.later}, thôi gửi {summary.dead}"
    return Failed(message=f"{line}. {summary.stopped}") if summary.stopped else Completed(message=line)
