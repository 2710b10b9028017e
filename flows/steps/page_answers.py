"""Questions about shop pages: which are open, and what came back through the inbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from connectors import page_answers
from connectors.listings import collect_listings
from doisoat.columns import PLACE, PROVENANCE, RECORDS
from doisoat.settings import Settings
from flows.run_spec import new_run_spec
from flows.runner import Progress
from flows.steps.intake import SourceResult
from flows.steps.read_sources import read_alone
from warehouse.run import RunRecord

_CLAIMS = "village_claims"


def page_answers_in_force(
    returned: pd.DataFrame | None, results: Mapping[str, SourceResult]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What the answers of a run mean, and the returned rows that could not be followed.

    A returned workbook counts from the moment it landed and as long as it lies in the inbox, like any other file.

    Args:
        returned: records of kind ``page_answers``, or None.
        results: the run's, for when each file landed.
    """
    if returned is None:
        return pd.DataFrame(columns=list(page_answers.IN_FORCE)), pd.DataFrame(columns=list(page_answers.ASIDE))
    landed = {parsed.raw.sha256: parsed.raw.landed_at for result in results.values() for parsed in result.files}
    return page_answers.answers_in_force(returned, landed)


def open_page_questions(settings: Settings, run: RunRecord, now: dt.datetime, tell: Progress) -> pd.DataFrame:
    """The pages that a person should look at: links claimed in the inbox, judged from the archive.

    Nothing is fetched. The day is the run's, so the looks are those that its verdicts rest on; what has been answered
    since is not asked again.

    Returns:
        The frame of ``connectors.page_answers.page_questions``.
    """
    spec = new_run_spec(settings.inbox, now=now, as_of=run.as_of, known_at=run.known_at, offline=True)
    results = read_alone(spec, settings, [_CLAIMS, page_answers.SOURCE_ID])
    records = {kind: frame for result in results.values() for kind, frame in result.records.items()}
    wanted = records.get("products", pd.DataFrame(columns=[*RECORDS["products"], *PLACE, *PROVENANCE]))
    harvest = collect_listings(
        wanted,
        home=settings.home,
        settings=settings.scrape,
        now=spec.started_at,
        offline=True,
        tell=tell,
        as_of=spec.as_of,
        known_at=spec.known_at,
    )
    answers, _ = page_answers_in_force(records.get("page_answers"), results)
    listings = page_answers.answered(harvest.listings, answers)
    return page_answers.page_questions(listings, harvest.pages, wanted)
