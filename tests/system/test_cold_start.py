"""What a run loads, and what it leaves out, in a process that has loaded nothing yet."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from expectations.ge import LATE

ROOT = Path(__file__).parents[2]
LOADED = """
import hashlib, json, re, sys
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
from great_expectations.compatibility.pydantic import BaseModel

def below(model):
    return {one for each in model.__subclasses__() for one in {each, *below(each)}}

def of_field(field):
    validators = [len(each or ()) for each in (field.validators, field.pre_validators, field.post_validators)]
    held = [of_field(each) for each in field.sub_fields or ()]
    words = re.sub(" at 0x[0-9a-f]+", "", f"{field} {field.outer_type_} {field.field_info!r}")
    return [words, validators, sorted(field.class_validators), held]

def of_model(model):
    return [model.__module__, model.__qualname__, {name: of_field(field) for name, field in model.__fields__.items()}]

models = sorted(map(repr, (of_model(one) for one in below(BaseModel) if one.__module__.startswith("great_exp"))))
print(json.dumps([before, works, len(models), hashlib.sha256(repr(models).encode()).hexdigest()]))
"""


@cache
def loaded(how: str) -> Any:
    env = os.environ | {"PYTHONHASHSEED": "0"}  # sets are shown in one order
    done = subprocess.run([sys.executable, "-c", LOADED, how], cwd=ROOT, env=env, capture_output=True, check=True)
    return json.loads(done.stdout)


def test_libraries_for_charts_and_distributions_load_when_they_are_asked_for() -> None:
    assert loaded("late")[:2] == [[], [True] * 4]


def test_its_models_have_the_same_fields_and_validators_as_without_us() -> None:
    assert loaded("late")[2:] == loaded("plain")[2:]
    assert loaded("late")[2] > 200


def test_without_us_they_would_load_with_great_expectations() -> None:
    assert loaded("plain")[0] == list(LATE), "great_expectations no longer imports these at once: shorten LATE"
