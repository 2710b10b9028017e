"""What a run loads, and what it leaves out, in a process that has loaded nothing yet."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from expectations.ge import LATE

ROOT = Path(__file__).parents[2]
LOADED = """
import json, sys
from expectations.ge import LATE, great_expectations
if sys.argv[1] == "late":
    great_expectations()
    before = [name for name in LATE if name in sys.modules]
    from great_expectations.expectations.core import expect_column_kl_divergence_to_be_less_than as one
    works = [one.stats.entropy([1.0]).item() == 0, one.alt.Chart.__name__ == "Chart"]
    from scipy import stats
    import altair
    works += [stats.entropy is one.stats.entropy, altair.Chart is one.alt.Chart]
else:
    import great_expectations
    before, works = [name for name in LATE if name in sys.modules], []
print(json.dumps([before, works]))
"""


def loaded(how: str) -> Any:
    done = subprocess.run([sys.executable, "-c", LOADED, how], cwd=ROOT, capture_output=True, check=True)
    return json.loads(done.stdout)


def test_libraries_for_charts_and_distributions_load_when_they_are_asked_for() -> None:
    assert loaded("late") == [[], [True] * 4]


def test_without_us_they_would_load_with_great_expectations() -> None:
    assert loaded("plain")[0] == list(LATE), "great_expectations no longer imports these at once: shorten LATE"
