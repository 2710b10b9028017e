"""One run of the sample inbox, shared by the tests that look at it. Imports are late: most tests need none of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from doisoat.settings import Settings
    from flows.reconcile import Finished

DEMO_DAY = dt.date(2024, 11, 15)


def _run(inbox: Path, home: Path, as_of: dt.date = DEMO_DAY, **settings: Any) -> tuple[Finished, Settings]:
    """Reconcile an inbox into ``home`` without Prefect and without the network."""
    from doisoat.settings import Settings
    from flows.reconcile import reconcile
    from flows.run_spec import new_run_spec
    from flows.runner import PlainRunner

    chosen = Settings(home=home, inbox=inbox, warehouse=f"sqlite:///{home / 'doisoat.sqlite'}", **settings)
    order = new_run_spec(inbox, now=dt.datetime.now(dt.UTC), as_of=as_of, offline=True)
    return reconcile(order, chosen, PlainRunner(), lambda _text: None), chosen


@pytest.fixture(scope="session")
def run_inbox() -> Callable[..., tuple[Finished, Settings]]:
    """Reconciles an inbox: ``run_inbox(inbox, home, as_of=..., **settings)``."""
    return _run


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Finished, Settings]:
    """The sample inbox as ``doisoat demo`` runs it, and the settings it ran under."""
    from flows.demo import DEMO_AS_OF, demo_inbox

    return _run(demo_inbox(), tmp_path_factory.mktemp("demo"), DEMO_AS_OF)
