"""A file of cases read once by the product: the evidence as the judge gets it, and the verdicts that came of it.

The run is the product's own, without its warehouse. Some of its steps are told what a file of cases says about the
world outside: what the look at a shop page showed (``pages``), which lists have shrunk (``held``), and of which sources
a table waits for an answer (``waiting``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from unittest.mock import patch

import pandas as pd
import yaml

from connectors.collection import Collected, no_catalogues
from doisoat.columns import PLACE, PROVENANCE, RECORDS
from doisoat.settings import Settings
from expectations.criteria_set import SHIPPED, CriteriaSet
from expectations.dossier import Dossier
from expectations.judge import Judged
from expectations.partitions import Part, judge_part
from flows.reconcile import reconcile
from flows.run_spec import new_run_spec
from flows.runner import PlainRunner
from flows.steps import judging
from flows.steps.source_gating import gate_sources
from tests.cases.world import World, filled, read_cases, write_inbox

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    """One criteria set, the evidence it was asked about, and the claims it was asked of."""

    criteria: CriteriaSet
    dossier: Dossier
    claims: pd.DataFrame


@dataclass(frozen=True)
class Read:
    """A file of cases as the product read and judged it."""

    name: str
    world: World
    asked: tuple[Asked, ...]
    verdicts: pd.DataFrame
    check_results: pd.DataFrame


@dataclass
class _Witness(PlainRunner):
    """Calls the run's steps as they are, and keeps what the judge was handed."""

    world: World
    asked: list[Asked] = field(default_factory=list)

    def step(self, _name: str, function: Callable[P, T], /, *args: P.args, **named: P.kwargs) -> T:
        with patch.object(judging, "judge_part", self._judge):
            found: Any = function(*args, **named)
        if function is gate_sources and self.world.held:  # type: ignore[comparison-overlap]
            found = replace(found, held=self.world.held, shrunken=self.world.held)
        answer: T = found
        return answer

    def _judge(self, part: Part) -> Judged:
        dossier = part.dossier
        states = {name: replace(state, asked=name in self.world.waiting) for name, state in dossier.sources.items()}
        dossier = replace(dossier, sources=states if self.world.waiting else dossier.sources)
        self.asked.append(Asked(part.criteria, dossier, part.claims))
        return judge_part(replace(part, dossier=dossier))

    def job(self, _name: str, _function: Callable[P, T], /, *_args: P.args, **_named: P.kwargs) -> T:
        """The look at the shop pages."""
        pages = list(_pages(self.world))
        columns = [*RECORDS["listings"], *PLACE, *PROVENANCE, "published_on"]
        seen = pd.DataFrame(pages, columns=columns, dtype=object)
        seen["published_on"] = pd.to_datetime(seen["published_on"])
        collected: Any = Collected(seen, pd.DataFrame(), no_catalogues(), [])
        answer: T = collected
        return answer


def _pages(world: World) -> Iterator[dict[str, Any]]:
    for case in world.cases:
        for number, page in enumerate(case.change.get("pages", []), start=1):
            said = {key: filled(value, case.words) for key, value in page.items()}
            day = said.pop("day", world.as_of - dt.timedelta(days=1))
            source = {"source_id": "ocop_listings", "file_sha256": "e" * 64, "sheet": said["url"], "row": number}
            yield {**source, "outcome": "ok", "match": "match", "fetched_on": day, "published_on": day, **said}


def read(path: Path, home: Path, alter: Callable[[Path], None] = lambda _inbox: None) -> Read:
    """Write a file's inbox below ``home``, let it be altered, and let the product read and judge it."""
    world = read_cases(path)
    inbox = home / "inbox"
    write_inbox(world, inbox)
    alter(inbox)
    settings = Settings(home=home / "home", inbox=inbox, warehouse=f"sqlite:///{home / 'doisoat.sqlite'}")
    if world.readings:
        settings = settings.model_copy(update={"criteria_dir": _with_readings(world.readings, home / "criteria")})
    spec = new_run_spec(inbox, now=dt.datetime.now(dt.UTC), as_of=world.as_of, offline=True, dry_run=True)
    witness = _Witness(world)
    frames = reconcile(spec, settings, witness, lambda _text: None).frames
    return Read(path.stem, world, tuple(witness.asked), frames["verdicts"], frames["check_results"])


def _with_readings(readings: dict[str, Any] | Any, folder: Path) -> Path:
    """The shipped criteria sets with other defaults where the letters can be read in two ways."""
    folder.mkdir(parents=True)
    for path in SHIPPED.glob("*.yml"):
        criteria = yaml.safe_load(path.read_text(encoding="utf-8"))
        for reading in criteria.get("readings", []):
            if reading["id"] in readings:
                values = [reading["default"], *reading["others"]]
                reading["default"] = readings[reading["id"]]
                reading["others"] = [value for value in values if value != reading["default"]]
        text = yaml.safe_dump(criteria, allow_unicode=True, sort_keys=False)
        (folder / path.name).write_text(text, encoding="utf-8")
    return folder
