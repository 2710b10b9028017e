"""What all rooms share. Tests below ``system/``, and those on PostgreSQL, bear the mark ``system``.

``make check`` leaves them out. Imports are late: most tests need none of them.
"""

from __future__ import annotations

import datetime as dt
import gc
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import hypothesis
import pytest
from filelock import FileLock

if TYPE_CHECKING:
    from doisoat.settings import Settings
    from flows.finished import Finished

T = TypeVar("T")
DEMO_DAY = dt.date(2024, 11, 15)
SYSTEM = Path(__file__).parent / "system"

# How long an example takes says how busy the machine is, nothing else.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile("everyday", hypothesis.settings.get_profile("any machine"), max_examples=20)
hypothesis.settings.load_profile("any machine")
gc.set_threshold(10_000)  # as the command line does


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a server or processes of its own; the long modules begin first."""
    for item in items:
        if SYSTEM in item.path.parents or "postgres" in getattr(item, "fixturenames", ()):
            item.add_marker("system")
    items.sort(key=lambda item: SYSTEM not in item.path.parents)


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
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], T]], T]:
    """``made_once(name, make)``: what ``make`` gives for a folder, made by one worker of xdist and read by all.

    Who wants to change what lies in the folder works on a copy.
    """
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent

    def get(name: str, make: Callable[[Path], T]) -> T:
        folder, kept = root / name, root / f"{name}.pickle"
        with FileLock(root / f"{name}.lock"):
            if not kept.exists():
                shutil.rmtree(folder, ignore_errors=True)  # of one who failed
                folder.mkdir()
                kept.write_bytes(pickle.dumps(make(folder)))
        made: T = pickle.loads(kept.read_bytes())  # noqa: S301 - written a line above
        return made

    return get


@pytest.fixture(scope="session")
def demo(made_once: Callable[..., tuple[Finished, Settings]]) -> tuple[Finished, Settings]:
    """The sample inbox as ``doisoat demo`` runs it, and the settings it ran under."""
    from flows.demo import DEMO_AS_OF, demo_inbox

    return made_once("demo", lambda home: _run(demo_inbox(), home, DEMO_AS_OF))


@pytest.fixture(scope="session")
def sample() -> Path:
    """An inbox of 84 villages with the truth about it (``tests/samples/README.md``)."""
    return Path(__file__).parent / "samples" / "dev"


@pytest.fixture(scope="session")
def sample_run(made_once: Callable[..., tuple[Finished, Settings]], sample: Path) -> tuple[Finished, Settings]:
    """A run of the sample on the day of its truth, without a look at any page."""
    return made_once("sample run", lambda home: _run(sample / "inbox", home))
