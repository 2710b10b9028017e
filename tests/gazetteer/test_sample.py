"""The sample's list of names, read where it lies: every answer right."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from gazetteer.editions import Editions
from gazetteer.resolver import Gazetteer

AS_OF = dt.date(2024, 11, 15)
COLUMNS = ("", "village_code", "village_name", "village_kind", "commune_name", "commune_code", "district_name")


@pytest.fixture(scope="module")
def register(sample: Path) -> pd.DataFrame:
    path = sample / "inbox/register/danh_muc_thon_2024.xlsx"
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return pd.DataFrame([dict(zip(COLUMNS[1:], row[1:7], strict=True)) for row in rows[4:] if row[1]])


def test_every_answer_of_the_sample_list_is_right(sample: Path, register: pd.DataFrame, editions: Editions) -> None:
    asked = pd.read_csv(sample / "resolve.csv", dtype=str)
    truth = pd.read_csv(sample / "resolve_truth.csv", dtype=str)
    places = asked.rename(columns=lambda name: f"{name}_text")
    got = Gazetteer.build(register, editions).resolve(places, AS_OF).assign(id=asked.id)
    both = truth.merge(got, on="id", validate="1:1", suffixes=("_wanted", ""))
    assert len(both) == len(truth) > 0
    matched = both[both.status == "matched"]
    assert (matched.match == "matched").all()
    assert (matched.village_code == matched.village_code_wanted).all()
    assert (both[both.status == "rejected"].match == "rejected").all()
    assert (both[both.status == "nomatch"].match != "matched").all()


def test_the_sample_list_in_a_later_edition_finds_the_same_villages(
    sample: Path, register: pd.DataFrame, editions: Editions
) -> None:
    asked = pd.read_csv(sample / "resolve.csv", dtype=str).rename(columns=lambda name: f"{name}_text")
    gazetteer = Gazetteer.build(register, editions)
    then = gazetteer.resolve(asked, AS_OF)
    now = gazetteer.resolve(asked, dt.date(2026, 11, 21))
    assert now.village_code.fillna("").tolist() == then.village_code.fillna("").tolist()
    assert set(now.commune_code.dropna()) <= {u.code for u in editions.units_on(dt.date(2026, 11, 21))}
