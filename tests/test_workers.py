"""How the tests are shared out: what a module makes for its tests is made by one worker, once.

It went wrong unseen for a while: xdist's groups were no longer read, and each worker made everything.
"""

from __future__ import annotations

import os

import pytest


@pytest.mark.parametrize("number", range(4))
def test_all_tests_of_a_module_go_to_one_worker(number: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    root = tmp_path_factory.getbasetemp()
    with ((root.parent if worker else root) / "workers.txt").open("a+", encoding="utf-8") as seen:
        seen.write(f"{worker}\n")
        seen.seek(0)
        assert set(seen) == {f"{worker}\n"}, "see WORKERS in the Makefile"
