"""Laws that hold for every rule, whatever is said: a new rule is under them as soon as a criteria set asks it.

Each law looks at some forty villages at once, about which anything may be said (``worlds``), and compares what every
check comes to before and after something was changed that must not matter, or may matter in one direction only.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.rulebook import rulebook
from tests.examples import examples
from tests.expectations.worlds import PAPERS, SAYINGS, STALE, TODAY, Records, Row, World, days, outcomes_in

RANK = {"fail": 0, "conflict": 1, "unknown": 2, "pass": 3, "not_applicable": 3}
# Points and products of one former village may turn out to be the whole's: what was sure may then be open.
MAY_FILL = ("address_points_reach_register", "all_ocop_on_exchange", "product_on_sale")

# What says nothing, by kind of record.
SILENT: dict[str, Row] = {
    "coverage": {"operator": "vnpt", "service": "fibre", "answer": "unclear"},
    "wifi_contracts": {"operator": "vnpt", "contract_number": "1/2024/HĐ-VT", "status": "unclear"},
    "wifi_claims": {"contract_number": None, "venue": None, "has_password": None},
    "addresses": {"address_code": "SILENT", "address_kind": None, "plate": None},
    "address_claims": {"address_kind": "household", "total_count": None},
    "teams": {"decision_number": None, "issuer": None},
    "members": {"name_given": True, "address_given": False},
    "activities": {"activity_from": None, "activity_to": None, "is_held": True},
    "models": {"model_name": "Chưa rõ", "field": None},
    "products": {"product_name": "Chưa rõ", "channel": None, "url": None},
    "ocop_products": {"product_name": "Chưa rõ", "match": "review", "village_code": None},
    "village_channels": {"platform": "Zalo", "received_count": None, "handled_count": None},
    "service_statistics": {"period_from": None, "period_to": None},
}
# What is enough for a yes, by kind of record: said on the newest day.
ENOUGH: dict[str, tuple[Row, ...]] = {
    "coverage": tuple({"operator": "vnpt", "service": name, "answer": "yes"} for name in ("fibre", "4g")),
    "wifi_claims": ({"contract_number": "9/HĐ", "operator_text": "VNPT", "venue": "NVH", "has_password": "no"},),
    "wifi_contracts": (
        {"operator": "vnpt", "contract_number": "9/HĐ", "venue": "Nhà văn hóa thôn", "status": "active",
         "has_password": "no"},
    ),
    "addresses": tuple({"address_code": f"E{n}", "address_kind": "household", "plate": "yes"} for n in range(2)),
    "teams": (
        {"decision_number": "9/QĐ-UBND", **days("decision", "2024-01-05"), "issuer": "UBND xã Mẫu"},
    ),
    "members": ({"name_given": True, "address_given": True, "phone_valid": True, "id_number_valid": True},),
    "activities": ({**days("activity", "2024-06-01"), "is_held": True, "people_count": 5},),
    "models": ({"model_name": "Đủ", "field": "Nông nghiệp", **days("started", "2023-02-01")},),
    "village_channels": ({"platform": "Zalo", "received_count": 3, "handled_count": 3},),
    "ocop_products": ({"product_name": "Đủ"},),
    "products": ({"product_name": "Đủ", "channel": "exchange", "url": "https://a.example/9"},),
    "service_statistics": (
        {"period_from": days("x", "2024-01-01")["x_from"], "period_to": days("x", "2024-11-14")["x_from"],
         **dict.fromkeys(("eligible_count", "offered_count", "dossier_count", "dossier_count_fully_online"), 50)},
    ),
}  # fmt: skip


@lru_cache(maxsize=4)
def plain(seed: int) -> pd.DataFrame:
    """The outcomes of a world as it is."""
    return outcomes_in(World(seed).dossier())


def differences(before: pd.DataFrame, after: pd.DataFrame) -> Iterator[tuple[str, str, str, str]]:
    """Check, commune, outcome before and outcome after, where the two differ."""
    for check in before:
        for commune, was in before[check].items():
            if (now := after.at[commune, check]) != was:
                yield str(check), str(commune), str(was), str(now)


def changed(records: Records, change: Any) -> Records:
    """The records with every row changed; None drops it, several take its place."""
    return {kind: [new for row in rows for new in change(kind, row)] for kind, rows in records.items()}


def test_every_rule_is_under_the_laws_and_every_kind_of_saying_has_a_silent_one() -> None:
    checks = outcomes_in(World(0, 3).dossier())
    assert {check.split("(")[1].rstrip(")") for check in checks} == set(rulebook())
    assert set(SILENT) == set(SAYINGS)


def test_the_worlds_come_to_every_outcome() -> None:
    seen = plain(0)
    assert set(seen.to_numpy().ravel()) == set(RANK)
    assert [check for check in seen if len(set(seen[check])) < 2] == []


def of_whom_nobody_speaks_nothing_is_concluded_though_every_list_is_declared_complete(seed: int) -> None:
    world = World(seed)
    silent = set(world.communes[::2])
    world.sources = {name: replace(state, complete=True) for name, state in world.sources.items()}
    kept = changed(world.records, lambda kind, row: [row] if kind == "villages" or _commune(row) not in silent else [])
    found = outcomes_in(world.dossier(kept)).loc[sorted(silent)]
    assert not {"pass", "fail", "conflict"} & set(found.to_numpy().ravel())


def what_is_said_of_a_part_changes_nothing_of_the_whole(seed: int) -> None:
    world, before = World(seed), plain(seed)
    part = {"match": "part", "village_code": None, "former_names": "na a", "former_count": 2}
    for village in world.villages:
        for kind in [kind for kind in SAYINGS if kind != "service_statistics"]:
            row = world.says(kind, village, world.saying(kind), day=world.rng.choice([TODAY, "2024-10-31"]))
            row |= {**part, "candidates": village}
            for name in {"address_code", "contract_number"} & row.keys():  # the part's own, not the whole's anew
                row[name] = row[name] and f"P{row[name]}"
    moved = [
        one
        for one in differences(before, outcomes_in(world.dossier()))
        if not (one[3] == "unknown" and any(rule in one[0] for rule in MAY_FILL))
    ]
    assert moved == []


def neither_the_order_of_rows_nor_files_doubled_or_split_change_anything(seed: int) -> None:
    world, before = World(seed), plain(seed)
    chance = random.Random(seed)
    files = ["a" * 64, "b" * 64, "c" * 64]
    again = changed(
        world.records,
        lambda kind, row: [{**row, "file_sha256": one} for one in chance.sample(files, chance.choice([1, 2]))],
    )
    for rows in again.values():
        chance.shuffle(rows)
    again["villages"] = list({row["village_code"]: row for row in again["villages"]}.values())
    assert list(differences(before, outcomes_in(world.dossier(again)))) == []


def what_says_nothing_makes_no_yes(seed: int) -> None:
    world, before = World(seed), plain(seed)
    for village in world.villages:
        for kind, row in SILENT.items():
            # The newest row about a contract speaks for its operator: a newer unclear one takes an older no back.
            day = STALE if kind == "wifi_contracts" else TODAY
            if world.rng.random() < 0.5 or kind == "service_statistics":
                world.says(kind, village, row, day=day)
            else:  # the name of the village is not understood
                world.says(kind, village, {**world.saying(kind), "match": "review", "village_code": None}, day=day)
    moved = [one for one in differences(before, outcomes_in(world.dossier())) if one[3] in ("pass", "not_applicable")]
    assert moved == []


def what_supports_a_claim_never_worsens_it(seed: int) -> None:
    world, before = World(seed), plain(seed)
    for village in world.villages:
        for kind, rows in ENOUGH.items():
            for said in rows:
                row = world.says(kind, village, said, day=TODAY)
                if kind == "products":
                    world.shows(village, row, "ok", "match")
    after = outcomes_in(world.dossier())
    assert [one for one in differences(before, after) if RANK[one[3]] < RANK[one[2]]] == []
    assert (after == "pass").any().all()


def an_empty_source_passes_nothing(seed: int) -> None:
    world = World(seed)
    for name in world.sources:
        world.sources[name] = replace(world.sources[name], readable=False)
    papers = {kind: rows for kind, rows in world.records.items() if kind in {*PAPERS, "villages"}}
    others = {kind: rows for kind, rows in world.records.items() if kind not in PAPERS}
    told = outcomes_in(world.dossier(papers))
    by_paper = {check for check in told if (told[check] == "pass").any()}
    listed = outcomes_in(world.dossier(others))
    assert by_paper.isdisjoint(check for check in listed if (listed[check] == "pass").any())
    nobody = outcomes_in(world.dossier({"villages": world.records["villages"]}))
    assert set(nobody.to_numpy().ravel()) == {"unknown"}


def _commune(row: Row) -> str:
    return str(row.get("village_code") or row.get("unit_code"))[:5]


Law = Callable[[int], None]
LAWS: tuple[Law, ...] = (
    of_whom_nobody_speaks_nothing_is_concluded_though_every_list_is_declared_complete,
    what_is_said_of_a_part_changes_nothing_of_the_whole,
    neither_the_order_of_rows_nor_files_doubled_or_split_change_anything,
    what_says_nothing_makes_no_yes,
    what_supports_a_claim_never_worsens_it,
    an_empty_source_passes_nothing,
)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_law(law: Law) -> None:
    law(0)


@pytest.mark.system  # the same, of more worlds
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_law_of_many_worlds(law: Law) -> None:
    settings(max_examples=examples(3), deadline=None)(given(st.integers(1, 10_000))(law))()
