"""Small worlds for the laws: villages, each in a commune of its own, about which all sorts of things are said.

What a world says of its villages is drawn at random from ``SAYINGS``, for every kind of record; whatever a rule looks
at is in it. The laws change what is said, and compare outcomes.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from expectations.criteria_set import CriteriaSet
from expectations.dossier import Dossier, SourceState
from expectations.judge import outcomes, spoken_of
from expectations.rulebook import rulebook
from expectations.variants import Variant, measure
from tests.cases.mutate import witnessed
from tests.expectations.conftest import CRITERIA, record

AS_OF = dt.date(2024, 11, 15)
TODAY, FRESH, STALE = "2024-11-14", ("2024-09-30", "2024-10-31"), "2024-03-31"
OPERATORS = ("vnpt", "viettel", "mobifone")
SOURCES = (*OPERATORS, "vpostcode", "ocop_registry", "public_service_statistics", "register", "village_claims")
KINDS = ("household", "office", "organization", "heritage_site")
# What the villages themselves declare; all else is what others say of them.
PAPERS = frozenset(
    {"wifi_claims", "teams", "members", "activities", "models", "products", "address_claims", "village_channels"}
)
Row = dict[str, Any]
Records = dict[str, list[Row]]


def days(name: str, first: str, last: str = "") -> Row:
    """The columns of a date in the claims."""
    first_day, last_day = dt.date.fromisoformat(first), dt.date.fromisoformat(last or first)
    return {f"{name}_from": first_day, f"{name}_to": last_day, f"{name}_text": first}


def _coverage(rng: random.Random) -> Row:
    answer = rng.choice(["yes", "no", "no", "no", "partial", "unclear"])
    service = rng.choice(["fibre", "fibre", "3g", "4g", "5g"])
    subject = "station" if rng.random() < 0.1 else None
    return {"operator": rng.choice(OPERATORS), "service": service, "answer": answer, "subject": subject}


def _contract(rng: random.Random) -> Row:
    return {
        "operator": rng.choice(["vnpt", "vnpt", "viettel"]),
        "contract_number": f"{rng.randint(1, 2)}/2024/HĐ-VT",
        "venue": rng.choice(["Nhà văn hóa thôn", "Nhà văn hóa thôn", "Nhà văn hóa thôn", "Quán cà phê", None]),
        "status": rng.choice(["active", "active", "active", "ended", "unclear"]),
        "has_password": rng.choice(["no", "no", "yes", None]),
        "ends_on": rng.choice([None, None, None, dt.date(2024, 6, 30), dt.date(2026, 6, 30)]),
    }


def _wifi_claim(rng: random.Random) -> Row:
    number = rng.choice(["1/2024/HĐ-VT", "1/2024/HĐ-VT", "2/2024/HĐ-VT", None])
    operator = rng.choice(["VNPT", None])
    password = rng.choice(["no", "no", "no", "yes", None])
    return {"contract_number": number, "operator_text": operator, "venue": "Nhà văn hóa", "has_password": password}


def _point(rng: random.Random) -> Row:
    return {
        "address_code": f"A{rng.randint(1, 12)}",
        "address_kind": rng.choice([*KINDS, "household", "household", None]),
        "plate": rng.choice(["yes", "yes", "no", "unclear", None]),
        "notified": rng.choice(["yes", "no", None]),
    }


def _statistics(rng: random.Random) -> Row:
    first = rng.choice([1, 4, 7])
    whole, part = rng.choice([(100, 100), (100, 60), (0, 0), (10, 11), (100, None)])
    period = {"period_from": dt.date(2024, first, 1), "period_to": dt.date(2024, first + 2, 28)}
    return {**period, "eligible_count": whole, "offered_count": part, "dossier_count": whole,
            "dossier_count_fully_online": part}  # fmt: skip


# How anything may be said of a village, by kind of record. A kind that a new rule looks at is one more line here.
SAYINGS: Mapping[str, Callable[[random.Random], Row]] = {
    "coverage": _coverage,
    "wifi_contracts": _contract,
    "wifi_claims": _wifi_claim,
    "addresses": _point,
    "address_claims": lambda rng: {
        "address_kind": "household", "total_count": 2, "plated_count": rng.choice([2, 2, 1]), "signature_count": 2
    },
    "teams": lambda rng: {
        "decision_number": rng.choice(["5/QĐ-UBND", "/QĐ-UBND", None]),
        **rng.choice([days("decision", "2023-03-01"), days("decision", "2024-12-01"), {}]),
        "issuer": rng.choice(["UBND xã Mẫu", "UBND xã Mẫu", "UBND huyện Bình Gia", "Chi bộ thôn", None]),
    },
    "members": lambda rng: {
        "name_given": True, "address_given": rng.random() < 0.8, "phone_valid": True,
        "id_number_valid": rng.random() < 0.8,
    },
    "activities": lambda rng: {
        **rng.choice([days("activity", "2024-05-01"), days("activity", "2023-05-01"), {}]),
        "is_held": rng.random() < 0.8, "people_count": rng.choice([10, 0, None]),
    },
    "models": lambda rng: {
        "model_name": "Mẫu", "field": rng.choice(["Nông nghiệp", "Thủy tinh", None]),
        **rng.choice([days("started", "2023-01-01"), days("started", "2025-01-01"), {}]),
        **rng.choice([{}, {}, days("ended", "2024-02-01")]),
        "missing_items": rng.choice([None, None, "Tổng vốn"]),
    },
    "products": lambda rng: {
        "product_name": f"Mẫu {rng.randint(1, 2)}", "channel": rng.choice(["exchange", "exchange", "social", None]),
        "url": rng.choice(["https://a.example/1", "https://a.example/2", None]),
    },
    "ocop_products": lambda rng: {
        "product_name": f"Mẫu {rng.randint(1, 2)}",
        "valid_until": rng.choice([dt.date(2026, 1, 1), dt.date(2026, 1, 1), dt.date(2023, 1, 1)]),
    },
    "village_channels": lambda rng: {
        "platform": rng.choice(["Zalo", "Chợ phiên"]), "received_count": rng.choice([5, 0, None]),
        "handled_count": rng.choice([5, 0, 9, None]),
    },
    "service_statistics": _statistics,
}  # fmt: skip


class World:
    """Villages ``00000001`` … and what is said of each; a village's pages are its own (links name it)."""

    def __init__(self, seed: int, count: int = 40) -> None:
        self.rng = random.Random(seed)
        self.communes = [f"{number:05}" for number in range(1, count + 1)]
        self.villages = [f"{commune}001" for commune in self.communes]
        self.sources = {name: SourceState(name, name.upper(), readable=True) for name in SOURCES}
        self.records: Records = {kind: [] for kind in (*SAYINGS, "villages", "listings")}
        for village in self.villages:
            counts = [self.rng.choice([2, 1, 2, None] if self.rng.random() < 0.2 else [2]), 0, 0, 0]
            self.says("villages", village, dict(zip([f"{kind}_count_register" for kind in KINDS], counts, strict=True)))
            if self.rng.random() < 0.2:  # all operators say that there is nothing
                for operator in OPERATORS:
                    for service in ("fibre", "3g", "4g"):
                        self.says(
                            "coverage", village, {"operator": operator, "service": service, "answer": "no"}, FRESH[0]
                        )
            for kind in SAYINGS:
                for _ in range(self.rng.choice([0, 1, 1, 2, 3, 6 if kind in ("coverage", "addresses") else 2])):
                    self.says(kind, village, self.saying(kind))
            for product in [row for row in self.records["products"] if row["village_code"] == village]:
                if product["url"] and self.rng.random() < 0.8:
                    shown = self.rng.choice([("ok", "match"), ("gone", None), ("ok", "different"), ("login", None)])
                    self.shows(village, product, *shown, day=self.rng.choice([TODAY, STALE]))

    def saying(self, kind: str) -> Row:
        """Something of this kind that may be said."""
        return SAYINGS[kind](self.rng)

    def says(self, kind: str, village: str, said: Row, day: str = "") -> Row:
        """Let it be said of a village, on a day that is given or drawn."""
        row: Row = {"commune_code": village[:5], "district_code": None, **said}
        if kind == "service_statistics":
            row["unit_code"] = village[:5]
        else:
            row = {"village_code": village, "village_text": f"Thôn {village}", **row}
        if kind == "wifi_contracts" and not str(row["contract_number"]).startswith(village):
            row["contract_number"] = f"{village}/{row['contract_number']}"
        if kind == "wifi_claims" and row["contract_number"] and not row["contract_number"].startswith(village):
            row["contract_number"] = f"{village}/{row['contract_number']}"
        if kind == "products" and row["url"] and village not in row["url"]:
            row["url"] += village
        if kind in ("products", "ocop_products") and village not in row["product_name"]:
            row["product_name"] += f" {village}"
        if kind == "addresses" and row["address_code"] and not row["address_code"].startswith(village):
            row["address_code"] = village + row["address_code"]
        if kind == "teams" and row["issuer"]:
            row["issuer"] = row["issuer"].replace("Mẫu", f"Mẫu {village[:5]}")
        if kind == "coverage":
            row["answer_text"] = row["answer"]
        if kind not in (*PAPERS, "villages", "ocop_products", "service_statistics"):
            row.setdefault("published_on", day or self.rng.choice([*FRESH, *FRESH, STALE]))
        self.records[kind].append(row)
        return row

    def shows(self, village: str, product: Row, outcome: str, match: str | None, day: str = TODAY) -> None:
        """Let a look at a product's page show something."""
        seen = {"url": product["url"], "product_name": product["product_name"], "outcome": outcome, "match": match}
        self.records["listings"].append({"village_code": village, **seen, "published_on": day})

    def dossier(self, records: Mapping[str, list[Row]] | None = None, **frames: pd.DataFrame) -> Dossier:
        """The world as the judge gets it; ``frames`` go in as they are."""
        made = {kind: record(kind, rows) for kind, rows in (records or self.records).items() if rows}
        return Dossier(AS_OF, self.units(), {**made, **frames}, self.sources)

    def units(self) -> pd.DataFrame:
        """Every village, and every commune."""
        communes = pd.DataFrame({"unit_code": self.communes, "level": "commune", "commune_code": self.communes})
        communes["unit"] = communes["commune"] = "Xã Mẫu " + communes["commune_code"]
        villages = communes.assign(unit_code=self.villages, level="village")
        villages["unit"] = "Thôn " + villages["unit_code"]
        units = pd.concat([villages, communes], ignore_index=True).assign(
            district_code="181", district="Huyện Bình Gia"
        )
        units["commune_history"] = units["commune"] + "|Huyện Bình Gia||"
        return units.set_index("unit_code")


def asked(criteria: CriteriaSet, dossier: Dossier) -> pd.DataFrame:
    """The units that a criteria set is about, with the year."""
    units: pd.DataFrame = dossier.units[dossier.units["level"] == str(criteria.level)]
    return units.assign(year=AS_OF.year)


def outcomes_in(dossier: Dossier) -> pd.DataFrame:
    """The outcome of every check of every shipped criteria set, by commune; a column a check, named with its rule."""
    found: dict[str, pd.Series] = {}
    done = set()
    for criteria in CRITERIA.values():
        units = asked(criteria, dossier)
        for check in criteria.checks:
            question = (check.rule, repr(criteria.params(check)))
            if question in done:  # two sets ask the same
                continue
            done.add(question)
            measured = measure(criteria, Variant(check), dossier, units)
            expects = [(e, False) for e in rulebook()[check.rule].expects(criteria.params(check))]
            outcome = spoken_of(outcomes(units, witnessed(check.id, measured.numbers, expects)), measured)
            found[f"{criteria.id} {check.id} ({check.rule})"] = outcome.set_axis(units["commune_code"]).map(str)
    return pd.DataFrame(found)
