"""What runs by itself and what can be started: every deployment, defined here once.

``doisoat serve`` takes them from here. For a Prefect server with a work pool of type ``process`` they stand in
``prefect.yaml``, written by ``python -m flows.deployments > prefect.yaml`` and held equal by a test.

What follows something is started by its completion, not by a clock that guesses when it is over; a clock beside it is
for what must be tried again.

Limits: a second run of a deployment waits where it may have something to do (the night decides by the warehouse, a
request is somebody's), and is cancelled where the first does its work too. Requests for different scopes may run side
by side; those of one scope take turns (``flows.queueing``).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import yaml

from doisoat.clock import VIETNAM
from flows.prefect_home import RUN

WORK_POOL = "doisoat"
# Runs at the same time on one machine, whatever their deployment; a small one has two cores and little memory.
SIDE_BY_SIDE = 2


@dataclass(frozen=True)
class Deployment:
    """One deployment; its name is the name of its flow, ``entrypoint`` the flow's module and name."""

    name: str
    entrypoint: str
    description: str
    cron: str = ""
    after: str = ""  # a deployment whose completion starts this one
    limit: int = 1
    on_collision: str = "ENQUEUE"

    @property
    def tags(self) -> list[str]:
        """By which Prefect's page filters."""
        return ["doisoat", "theo lịch" if self.cron or self.after else "theo yêu cầu"]

    @property
    def triggers(self) -> list[dict[str, Any]]:
        """What starts it besides its clock, as Prefect's automations want it; they live on the server.

        ``Completed`` alone: a night that failed, or that found its work done (``Skipped``), has written no letters.
        """
        if not self.after:
            return []
        return [
            {
                "name": f"{self.name} sau {self.after}",
                "type": "event",
                "match": {"prefect.resource.id": "prefect.flow-run.*"},
                "match_related": {"prefect.resource.name": self.after, "prefect.resource.role": "deployment"},
                "expect": ["prefect.flow-run.Completed"],
            }
        ]


DEPLOYMENTS = (
    Deployment(
        "nightly",
        "flows.nightly.nightly",
        "Mỗi đêm lúc 01:00: đối soát toàn bộ hộp thư đến theo ngày hôm nay. Những đêm bị lỡ được gộp thành một lượt.",
        cron="0 1 * * *",
    ),
    Deployment(
        "on_demand",
        "flows.on_demand.on_demand",
        "Đối soát theo yêu cầu: một vài đơn vị, một ngày khác, một bộ tiêu chí, hoặc chạy thử.",
        limit=SIDE_BY_SIDE,
    ),
    Deployment(
        "reports",
        "flows.report_flow.reports",
        "Gửi các thư đang chờ: ngay khi đêm đối soát xong, rồi 10:30 và 14:30 cho thư phải gửi lại.",
        cron="30 10,14 * * *",
        after="nightly",
        on_collision="CANCEL_NEW",
    ),
    Deployment(
        "collect_listings",
        "flows.collect_flow.collect_listings",
        "Xem các trang bán hàng đã tới hạn vào giữa trưa, để đêm khỏi phải chờ.",
        cron="0 12 * * *",
        on_collision="CANCEL_NEW",
    ),
    Deployment(
        "housekeeping",
        "flows.housekeeping.housekeeping",
        "Dọn dẹp hằng ngày: kiểm tra một phần kho bản gốc, xóa danh sách lượt cũ của Prefect. Không đụng tới kết luận.",
        cron="0 4 * * *",
        on_collision="CANCEL_NEW",
    ),
)


def to_serve() -> list[Any]:
    """The deployments as Prefect's ``serve`` wants them (``RunnerDeployment``)."""
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.deployments.runner import EntrypointType
    from prefect.events import DeploymentTriggerTypes
    from prefect.schedules import Cron
    from pydantic import TypeAdapter

    trigger = TypeAdapter(DeploymentTriggerTypes)
    return [
        _flow(each).to_deployment(
            each.name,
            description=each.description,
            tags=each.tags,
            schedule=Cron(each.cron, timezone=VIETNAM.key) if each.cron else None,
            triggers=[trigger.validate_python(spec) for spec in each.triggers],
            concurrency_limit=ConcurrencyLimitConfig(
                limit=each.limit, collision_strategy=ConcurrencyLimitStrategy(each.on_collision)
            ),
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        for each in DEPLOYMENTS
    ]


def _flow(deployment: Deployment) -> Any:  # noqa: ANN401 - Prefect's Flow
    module, _, name = deployment.entrypoint.rpartition(".")
    return getattr(import_module(module), name)


def as_yaml() -> str:
    """The text of ``prefect.yaml``."""
    return (
        "# Written by: python -m flows.deployments > prefect.yaml\n"
        f"# prefect work-pool create {WORK_POOL} --type process && prefect --no-prompt deploy --all\n"
        f"# prefect worker start --pool {WORK_POOL} --limit {SIDE_BY_SIDE}\n"
        "# Runs of a worker start in a folder of their own: settings come from its environment, not doisoat.toml.\n"
    ) + yaml.safe_dump(_project(), allow_unicode=True, sort_keys=False, width=120)


def _project() -> dict[str, Any]:
    return {
        "name": "doisoat",
        "pull": [],  # the program is installed where the worker runs
        "deployments": [
            {
                "name": each.name,
                "entrypoint": each.entrypoint,
                "description": each.description,
                "tags": each.tags,
                "schedules": [{"cron": each.cron, "timezone": VIETNAM.key}] if each.cron else [],
                **({"triggers": each.triggers} if each.triggers else {}),
                "concurrency_limit": {"limit": each.limit, "collision_strategy": each.on_collision},
                "work_pool": {"name": WORK_POOL, "job_variables": {"env": dict(RUN)}},
            }
            for each in DEPLOYMENTS
        ],
    }


if __name__ == "__main__":
    sys.stdout.write(as_yaml())
