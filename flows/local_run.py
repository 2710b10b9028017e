"""A run that a person waits for.

Where a Prefect server is there (``PREFECT_API_URL``) it is a flow run on that server, like every other. Where none is,
the same steps are called as they are: a server started for one run would cost more than the run itself (decision 0007).
"""

from __future__ import annotations

import os

from doisoat.settings import Settings
from flows.finished import Finished
from flows.reconcile import reconcile
from flows.run_spec import RunSpec
from flows.runner import PlainRunner, Progress
from flows.watch.logs import start_log

# A database that is started again is back within minutes; what was read and judged need not be done anew for that.
_PAUSES = (5, 20, 60, 120)


def run_here(spec: RunSpec, settings: Settings, tell: Progress) -> Finished:
    """Run a spec in this process."""
    if os.environ.get("PREFECT_API_URL"):
        from flows.nightly import run_as_flow

        return run_as_flow(spec, settings, tell)
    with start_log(settings, spec.run_id, tell) as noted:
        return reconcile(spec, settings, noted.watching(PlainRunner(_PAUSES, noted)), noted)
