"""A run that is killed, or meets a full disk or a lost connection, leaves nothing of itself; the next one is whole.

``make crash`` does the same hundreds of times; here is one of each, so that a change that breaks it is noticed at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import text

from benchmarks.sound import check_vault, check_warehouse
from benchmarks.whole import DONE, KILLED, REFUSED, Run, Scene, few_files, fill_disk
from doisoat.errors import TransientError
from flows.reconcile import reconcile
from flows.runner import PlainRunner
from tests.system.proxy import proxied
from warehouse.lease import FencedError
from warehouse.store import Warehouse

T = TypeVar("T")


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return few_files(tmp_path_factory.mktemp("inbox"))


@pytest.fixture
def scene(inbox: Path, tmp_path: Path) -> Scene:
    return Scene(inbox, tmp_path / "home", f"sqlite:///{tmp_path / 'doisoat.sqlite'}")


def whole(scene: Scene) -> str:
    """Runs it to its end; the hash of its verdicts."""
    return reconcile(scene.spec(), scene.settings(), PlainRunner(), lambda _text: None).record.verdict_hash


class Disturbed(PlainRunner):
    """Does something before a step; with ``tries`` a passing trouble is met as the nightly flow meets it."""

    def __init__(self, before: str, do: Callable[[], object], tries: int = 1) -> None:
        super().__init__()
        self._before, self._do, self._tries = before, do, tries

    def step(self, name: str, function: Callable[..., T], *args: Any) -> T:
        if name == self._before:
            self._do()
        for left in reversed(range(self._tries)):
            try:
                return super().step(name, function, *args)
            except TransientError:
                if not left:
                    raise
        raise AssertionError("no try at all")

    def each(
        self, name: str, function: Callable[..., T], items: Mapping[str, tuple[Any, ...]]
    ) -> dict[str, T | Exception]:
        if name == self._before:
            self._do()
        return super().each(name, function, items)


def test_a_run_killed_while_its_readers_are_warm_and_one_killed_while_saving_leave_nothing(
    scene: Scene, tmp_path: Path
) -> None:
    wanted = whole(replace(scene, home=tmp_path / "calm", url=f"sqlite:///{tmp_path / 'calm.sqlite'}"))
    for mark in ("-đọc nguồn", "+lưu kho"):
        run = Run.start(scene, mark)
        assert run.wait_stopped()
        run.kill(with_readers=False)
        assert run.exit_code == KILLED
        assert mark[0] == "+" or run.readers
        assert not check_warehouse(scene.url)
        assert check_vault(scene.home) == 4
    assert Run.start(scene).finish() == DONE
    assert [run.verdict_hash for run in check_warehouse(scene.url)] == [wanted]


def test_a_disk_that_fills_up_is_told_and_leaves_nothing(scene: Scene) -> None:
    for mark, what in (
        ("+mở kho", "không ghi được kho dữ liệu"),
        ("+nhận tệp", "không ghi được kho dữ liệu"),  # a file without room is refused, and the night goes on until here
        ("+lưu kho", "không ghi được kho dữ liệu"),
    ):
        run = Run.start(scene, mark, fill_disk(2_000))
        assert run.finish() == REFUSED
        assert what in run.error
        assert "ổ đĩa đầy" in run.error
        assert "chạy lại" in run.error
        assert not check_warehouse(scene.url)
        check_vault(scene.home)
    assert whole(scene)
    assert len(check_warehouse(scene.url)) == 1


def test_a_network_cut_between_reading_and_saving_costs_neither_the_run_nor_its_right(
    inbox: Path, new_postgres_url: str, tmp_path: Path
) -> None:
    with proxied(new_postgres_url) as proxy:
        scene = Scene(inbox, tmp_path / "home", proxy.url)
        settings = scene.settings()
        cut: list[int] = []
        runner = Disturbed("lưu kho", lambda: cut.append(proxy.cut()))
        reconcile(scene.spec(), settings, runner, lambda _text: None)
        assert cut[0] > 0

        def down() -> None:
            proxy.is_up = False
            proxy.cut()

        with pytest.raises(TransientError, match="chạy lại"):
            second = replace(scene, number=1)
            reconcile(second.spec(), settings, Disturbed("lưu kho", down, tries=2), lambda _text: None)
        proxy.is_up = True
        assert [run.run_id for run in check_warehouse(new_postgres_url)] == ["run-000000"]

        def overtake() -> None:
            proxy.cut()
            with Warehouse.open(new_postgres_url) as other, other._engine.connect() as connection:
                connection.execute(
                    text(
                        "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory'"
                        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                    )
                )
                with other.lease(()):
                    pass

        with pytest.raises(FencedError):
            third = replace(scene, number=2)
            reconcile(third.spec(), settings, Disturbed("lưu kho", overtake, tries=3), lambda _text: None)
        assert [run.run_id for run in check_warehouse(new_postgres_url)] == ["run-000000"]


def test_an_inbox_of_which_no_source_takes_a_file_is_a_run_without_verdicts(tmp_path: Path) -> None:
    (tmp_path / "inbox" / "nham_cho").mkdir(parents=True)
    (tmp_path / "inbox" / "nham_cho" / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    scene = Scene(tmp_path / "inbox", tmp_path / "home", f"sqlite:///{tmp_path / 'doisoat.sqlite'}")
    assert whole(scene)
    (stored,) = check_warehouse(scene.url)
    assert stored.summary["verdicts"] == {}
