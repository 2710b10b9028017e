"""Many rows of addresses are told their villages as few are."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from doisoat import frames
from doisoat.columns import PLACE, RECORDS
from doisoat.frames import compact
from gazetteer import records as naming
from gazetteer.editions import load_editions
from gazetteer.records import resolve_records
from gazetteer.resolver import Gazetteer

AS_OF = dt.date(2024, 11, 15)
WAYS = ("Thôn Nà Mò", "T. Nà Mò", "NÀ MÒ", "Nà Lừa", "Không rõ", None)


def gazetteer() -> Gazetteer:
    rows = [
        {
            **dict.fromkeys(RECORDS["villages"]),
            "village_code": f"06103{n:03}",
            "village_name": name,
            "village_kind": "Thôn",
            "commune_name": "Xã Hòa Bình",
            "commune_code": "06103",
            "district_name": "Huyện Bình Gia",
        }
        for n, name in enumerate(("Nà Mò", "Nà Lừa"))
    ]
    return Gazetteer.build(pd.DataFrame(rows), load_editions(), pd.DataFrame(), None)


def addresses(count: int = 60) -> pd.DataFrame:
    texts = [WAYS[n % len(WAYS)] for n in range(count)]
    place = {**dict.fromkeys(PLACE), "commune_text": "Xã Hòa Bình", "district_text": "Bình Gia"}
    rows = [
        {**place, "village_text": text, "source_id": "vpostcode", "file_sha256": "f", "sheet": "", "row": n}
        for n, text in enumerate(texts)
    ]
    made = pd.DataFrame(rows).astype({**dict.fromkeys(PLACE, "str"), "source_id": "str", "file_sha256": "str"})
    return made.assign(published_on=pd.Timestamp("2024-10-31"))


def test_many_rows_get_the_codes_that_few_get(monkeypatch: pytest.MonkeyPatch) -> None:
    few, told_few = resolve_records(gazetteer(), load_editions(), {"addresses": addresses()}, AS_OF)
    monkeypatch.setattr(frames, "MANY", 1)
    monkeypatch.setattr(naming, "MANY", 1)
    many, told_many = resolve_records(gazetteer(), load_editions(), {"addresses": compact(addresses())}, AS_OF)
    for name in ("match", "village_code", "commune_code", "district_code", "candidates"):
        one, other = (found["addresses"][name].astype(object) for found in (few, many))
        assert other.where(other.notna(), None).tolist() == one.where(one.notna(), None).tolist(), name
    assert "matched" in set(many["addresses"]["match"]) and "village_text" not in many["addresses"]
    pd.testing.assert_frame_equal(told_few, told_many, check_dtype=False)
