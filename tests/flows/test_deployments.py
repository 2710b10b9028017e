"""Deployments: ``prefect.yaml`` says what the code says, and what Prefect registers is what was meant."""

from __future__ import annotations

from pathlib import Path

import yaml
from prefect.cli.deploy._models import PrefectYamlModel
from prefect.flows import load_flow_from_entrypoint

from flows.deployments import DEPLOYMENTS, as_yaml, to_serve

FILE = Path(__file__).parents[2] / "prefect.yaml"


def test_prefect_yaml_is_what_the_code_writes() -> None:
    assert FILE.read_text(encoding="utf-8") == as_yaml(), "python -m flows.deployments > prefect.yaml"


def test_both_ways_register_the_same() -> None:
    project = PrefectYamlModel.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))
    served = {each.name: each for each in to_serve()}
    assert [each.name for each in project.deployments] == list(served)
    for written in project.deployments:
        mine = served[written.name or ""]
        assert load_flow_from_entrypoint(written.entrypoint).name == mine.flow_name == written.name
        assert (written.entrypoint, written.description, written.tags) == (mine.entrypoint, mine.description, mine.tags)
        assert written.concurrency_limit.limit == mine.concurrency_limit
        assert written.concurrency_limit.collision_strategy == mine.concurrency_options.collision_strategy.value
        assert [spec["expect"] for spec in written.triggers or []] == [sorted(each.expect) for each in mine.triggers]
        planned = [(each.schedule.cron, each.schedule.timezone) for each in mine.schedules or []]
        assert [(each.cron, each.timezone) for each in written.schedules] == planned


def test_the_night_begins_at_one_in_vietnam_and_a_second_one_waits() -> None:
    (night,) = (each for each in to_serve() if each.name == "nightly")
    (schedule,) = night.schedules
    assert (schedule.schedule.cron, schedule.schedule.timezone) == ("0 1 * * *", "Asia/Ho_Chi_Minh")
    assert (night.concurrency_limit, night.concurrency_options.collision_strategy.value) == (1, "ENQUEUE")


def test_letters_follow_the_night_and_clocks_are_for_what_must_be_tried_again() -> None:
    (reports,) = (each for each in to_serve() if each.name == "reports")
    (trigger,) = reports.triggers
    night = {"prefect.resource.name": "nightly", "prefect.resource.role": "deployment"}
    assert trigger.match_related.root == night
    assert trigger.expect == {"prefect.flow-run.Completed"}  # not Failed, not Skipped
    names = {each.name for each in DEPLOYMENTS}
    assert {each.after for each in DEPLOYMENTS if each.after} <= names
    (schedule,) = reports.schedules
    hours = {int(hour) for hour in schedule.schedule.cron.split()[1].split(",")}
    assert min(hours) > 6


def test_what_people_read_of_a_deployment_is_vietnamese() -> None:
    assert all(not each.description.isascii() for each in DEPLOYMENTS)
