"""What all rooms share. Tests below ``system/``, and those on PostgreSQL, bear the mark ``system``.

``make check`` leaves them out. Imports are late: most tests need none of them.
"""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from doisoat.settings import Settings
    from flows.reconcile import Finished

DEMO_DAY = dt.date(2024, 11, 15)
SYSTEM = Path(__file__).parent / "system"

# How long an example takes says how busy the machine is, nothing else.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")
gc.set_threshold(10_000)  # as the command line does


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a server or processes of its own."""
    for item in items:
        if SYSTEM in item.path.parents or "postgres" in getattr(item, "fixturenames", ()):
            item.add_marker("system")


def _run(inbox: Path, home: Path, as_of: dt.date = DEMO_DAY, **settings: Any) -> tuple[Finished, Settings]:
    """Reconcile an inbox into ``home`` without Prefect and without the network."""
    from doisoat.settings import Settings
    from flows.reconcile import reconcile
    from flows.run_spec import new_run_spec
    from flows.runner import PlainRunner

    chosen = Settings(home=home, inbox=inbox, warehouse=f"sqlite:///{home / 'doisoat.sqlite'}", **settings)
    spec = new_run_spec(inbox, now=dt.datetime.now(dt.UTC), as_of=as_of, offline=True)
    return reconcile(spec, chosen, PlainRunner(), lambda _text: None), chosen


@pytest.fixture(scope="session")
def run_inbox() -> Callable[..., tuple[Finished, Settings]]:
    """Reconciles an inbox: ``run_inbox(inbox, home, as_of=..., **settings)``."""
    return _run


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Finished, Settings]:
    """The sample inbox as ``doisoat demo`` runs it, and the settings it ran under."""
    from flows.demo import DEMO_AS_OF, demo_inbox

    return _run(demo_inbox(), tmp_path_factory.mktemp("demo"), DEMO_AS_OF)
