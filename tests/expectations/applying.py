"""Missing facts handed in: each fact of a need turned into the records that whoever is named would send.

Works on the records as the judge gets them, of a made-up world or of a real inbox; what is handed in is one unit's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pandas as pd

from doisoat.columns import PLACE, PROVENANCE, RECORDS, RESOLUTION
from doisoat.vi import ADDRESS_KIND
from expectations.dossier import Dossier

KIND_OF = {title.lower(): str(kind) for kind, title in ADDRESS_KIND.items()}
REGISTER = {
    "household": "household_count_register",
    "office": "office_count_register",
    "organization": "organization_count_register",
    "heritage_site": "heritage_site_count_register",
}
Fact = Mapping[str, Any]


class Hand:
    """The records of a dossier that grow by what is handed in."""

    def __init__(self, dossier: Dossier, year: int) -> None:
        self.dossier, self.year = dossier, year
        self.frames = {kind: frame.copy() for kind, frame in dossier.records.items()}
        self.sources = dict(dossier.sources)
        self.new: dict[str, list[dict[str, Any]]] = {}

    @property
    def day(self) -> pd.Timestamp:
        """The as-of day, on which everything is sent."""
        return pd.Timestamp(self.dossier.as_of)

    def adds(self, kind: str, unit: str, said: Mapping[str, Any]) -> None:
        """A row about one unit."""
        places = self.dossier.units.loc[unit]
        row: dict[str, Any] = dict.fromkeys((*RECORDS[kind], *PLACE, *PROVENANCE, "published_on"), None)
        row |= {"source_id": said.get("operator") or kind, "file_sha256": "f" * 64, "sheet": "S", "row": 9}
        if kind == "service_statistics":
            row |= {"level": places["level"], "unit_code": unit, "match": "matched"}
        else:
            row |= dict.fromkeys(RESOLUTION, None)
            row |= {"match": "matched", "village_code": unit, "commune_code": places["commune_code"]}
            row |= {"district_code": places["district_code"], "extent": "whole", "village_text": places["unit"]}
        self.new.setdefault(kind, []).append({**row, **said})

    def made(self) -> Dossier:
        """The dossier with all that was handed in."""
        frames = dict(self.frames)
        for kind, rows in self.new.items():
            more = pd.DataFrame(rows)
            old = frames.get(kind)
            if old is not None:
                more = more.reindex(columns=old.columns.union(more.columns, sort=False))
                more = pd.concat([old.astype(object), more.astype(object)], ignore_index=True)
                for name in old:
                    with suppress(TypeError, ValueError):
                        more[name] = more[name].astype(old[name].dtype)
            more["published_on"] = pd.to_datetime(more["published_on"])
            frames[kind] = more
        for frame in frames.values():
            frame["published_on"] = pd.to_datetime(frame["published_on"])
        return replace(self.dossier, records=frames, sources=self.sources)

    def of_unit(self, kind: str, unit: str) -> pd.Series:
        """Which rows of a kind are about the unit."""
        frame = self.frames.get(kind)
        return frame["village_code"] == unit if frame is not None else pd.Series(dtype=bool)

    def mends(self, kind: str, unit: str, said: Mapping[str, Any]) -> None:
        """The unit's rows of a kind are written anew."""
        frame, mine = self.frames[kind], self.of_unit(kind, unit)
        for name, value in said.items():
            frame[name] = frame[name].astype(object).mask(mine, value)

    def reads(self, prefix: str) -> None:
        """Nothing of the sources whose ids begin so is refused, held or asked about any more."""
        for name, state in self.sources.items():
            if name.startswith(prefix):
                self.sources[name] = replace(state, readable=True, refused=False, held=False, asked=False)


def _date(hand: Hand) -> dt.date:
    """A day in the assessment year that is not after the as-of day."""
    return min(hand.dossier.as_of, dt.date(hand.year, 12, 31))


def _between(name: str, day: dt.date | None) -> dict[str, Any]:
    return {f"{name}_from": day, f"{name}_to": day, f"{name}_text": None if day is None else f"{day:%d/%m/%Y}"}


def _activity(hand: Hand, unit: str, _fact: Fact) -> None:
    hand.adds("activities", unit, {**_between("activity", _date(hand)), "is_held": True, "people_count": 5})


def _decision(hand: Hand, unit: str, _fact: Fact) -> None:
    commune = hand.dossier.units.loc[unit, "commune"]
    day = dt.date(2024, 2, 1)
    hand.adds("teams", unit, {"decision_number": "9/QĐ-UBND", **_between("decision", day), "issuer": f"UBND {commune}"})


_COMPLETE = {"name_given": True, "address_given": True, "phone_valid": True, "id_number_valid": True}


def _model(hand: Hand, unit: str, _fact: Fact) -> None:
    said = {"model_name": "Mới", "field": "Nông nghiệp", **_between("started", dt.date(2023, 1, 1))}
    hand.adds("models", unit, {**said, **_between("ended", None), "missing_items": None})


def _channel(hand: Hand, unit: str, _fact: Fact) -> None:
    hand.adds("village_channels", unit, {"platform": "Zalo", "received_count": 4, "handled_count": 4})


def _listed(hand: Hand, unit: str, name: str, supplier: object = None) -> None:
    url = f"https://moi.example/{unit}/{name}"
    hand.adds("products", unit, {"product_name": name, "supplier": supplier, "channel": "exchange", "url": url})
    _seen(hand, unit, url, name)


def _seen(hand: Hand, unit: str, url: object, name: object) -> None:
    said = {"url": url, "product_name": name, "outcome": "ok", "match": "match", "published_on": hand.day}
    hand.adds("listings", unit, said)


def _pages(hand: Hand, unit: str, _fact: Fact) -> None:
    products = hand.frames["products"]
    for row in products[hand.of_unit("products", unit)].to_dict("records"):
        _seen(hand, unit, row["url"], row["product_name"])


def _listings(hand: Hand, unit: str, _fact: Fact) -> None:
    registry = hand.frames["ocop_products"]
    for row in registry[hand.of_unit("ocop_products", unit)].to_dict("records"):
        _listed(hand, unit, row["product_name"], row["producer"])


def _registry(hand: Hand, unit: str, _fact: Fact) -> None:
    hand.reads("ocop")
    commune = hand.dossier.units.loc[unit, "commune_code"]
    registry = hand.frames.get("ocop_products")
    if registry is not None:
        lost = (registry["match"] != "matched") & (
            registry["commune_code"].isna() | (registry["commune_code"] == commune)
        )
        hand.frames["ocop_products"] = registry[~lost]
    other = next(code for code in hand.dossier.units.index if code != unit and len(code) == len(unit))
    hand.adds("ocop_products", other, {"product_name": "Của thôn khác", "commune_code": "x"})


def _operator_yes(hand: Hand, unit: str, fact: Fact) -> None:
    service = {"cáp quang": "fibre"}.get(str(fact["subject"]), "4g")
    said = {"operator": fact["publisher"], "service": service, "answer": "yes", "answer_text": "Có"}
    hand.adds("coverage", unit, {**said, "published_on": hand.day})


def _number(unit: str) -> str:
    return f"900/{unit}/HĐ-MOI"


def _contract_listed(hand: Hand, unit: str, fact: Fact) -> None:
    said = {"operator": fact["publisher"], "contract_number": fact["subject"] or _number(unit), "status": "active"}
    said |= {"venue": "Nhà văn hóa thôn", "has_password": "no", "published_on": hand.day}
    hand.adds("wifi_contracts", unit, said)


def _contract(hand: Hand, unit: str, _fact: Fact) -> None:
    hand.adds(
        "wifi_claims", unit, {"contract_number": _number(unit), "venue": "Nhà văn hóa thôn", "has_password": "no"}
    )


def _own_contract(hand: Hand, unit: str, fact: Fact) -> None:
    listed = hand.frames["wifi_contracts"]
    for row in listed[hand.of_unit("wifi_contracts", unit)].to_dict("records"):
        said = {"contract_number": row["contract_number"], "venue": row["venue"], "has_password": "no"}
        hand.adds("wifi_claims", unit, {**said, "operator_text": fact["subject"]})


def _points(hand: Hand, unit: str, kind: str, count: int, day: object, sha: object) -> None:
    for number in range(count):
        code = f"M{unit}{kind}{number}"
        hand.adds(
            "addresses",
            unit,
            {"address_code": code, "address_kind": kind, "plate": "yes", "file_sha256": sha, "published_on": day},
        )


def _more_points(hand: Hand, unit: str, fact: Fact) -> None:
    addresses = hand.frames["addresses"]
    commune = addresses[addresses["commune_code"] == hand.dossier.units.loc[unit, "commune_code"]]
    commune = commune[~(commune["published_on"] > hand.day)]
    newest = commune[commune["published_on"] == commune["published_on"].max()]
    mine = newest[newest["village_code"] == unit]
    sha = (mine if len(mine) else newest)["file_sha256"].iloc[0]
    _points(hand, unit, KIND_OF[fact["subject"]], int(fact["count"]), newest["published_on"].iloc[0], sha)


def _export(hand: Hand, unit: str, _fact: Fact) -> None:
    hand.reads("vpostcode")
    register = hand.frames["villages"]
    (row,) = register[hand.of_unit("villages", unit)].to_dict("records")
    for kind, column in REGISTER.items():
        counted = 0 if pd.isna(row[column]) else int(row[column])
        _points(hand, unit, kind, max(counted, int(kind == "household")), hand.day, "f" * 64)


def _register(hand: Hand, unit: str, _fact: Fact) -> None:
    register, mine = hand.frames["villages"], hand.of_unit("villages", unit)
    counts = register.loc[mine, list(REGISTER.values())].iloc[0]
    for column in REGISTER.values():
        if pd.isna(counts[column]):
            register.loc[mine, column] = 0
    if counts.fillna(0).sum() == 0:
        register.loc[mine, REGISTER["household"]] = 1


def _own_sheet(hand: Hand, unit: str, _fact: Fact) -> None:
    frame, mine = hand.frames["address_claims"], hand.of_unit("address_claims", unit)
    for name in ("plated_count", "signature_count"):
        frame.loc[mine, name] = frame.loc[mine, "total_count"]


def _statistics(hand: Hand, unit: str, top: int, bottom: int) -> None:
    hand.reads("public_service")
    said = {"period_from": dt.date(hand.year, 1, 1), "period_to": _date(hand), "procedure_count": bottom}
    said |= {"eligible_count": bottom, "offered_count": top, "dossier_count": bottom}
    said |= {"dossier_count_online": bottom, "dossier_count_fully_online": top, "published_on": hand.day}
    hand.adds("service_statistics", unit, said)


def _more_counted(hand: Hand, unit: str, fact: Fact) -> None:
    _statistics(hand, unit, int(fact["sure"]) + int(fact["count"]), int(fact["of"]))


def _answered(hand: Hand, unit: str, fact: Fact) -> None:
    """What we owe is done, and the list shows what is asked for."""
    publisher = str(fact["publisher"])
    hand.reads(publisher)
    if publisher == "vpostcode":
        _export(hand, unit, fact)
    elif publisher == "ocop_registry":
        _registry(hand, unit, fact)
    elif "service" in publisher:
        _statistics(hand, unit, 100, 100)
    elif fact["check_id"] == "public_wifi":
        claims = hand.frames["wifi_claims"]
        for number in claims.loc[hand.of_unit("wifi_claims", unit), "contract_number"].dropna():
            _contract_listed(hand, unit, {**fact, "subject": number})
    else:
        _operator_yes(hand, unit, fact)


HANDED_IN: dict[str, Callable[[Hand, str, Fact], None]] = {
    "activity": _activity,
    "activity_dated": _activity,
    "decision": _decision,
    "decision_items": _decision,
    "member_list": lambda hand, unit, _: hand.adds("members", unit, _COMPLETE),
    "member_items": lambda hand, unit, _: hand.mends("members", unit, _COMPLETE),
    "model": _model,
    "model_report": _model,
    "channel": _channel,
    "channel_figures": _channel,
    "listing": lambda hand, unit, _: _listed(hand, unit, "Mới"),
    "page_seen": _pages,
    "page_answer": _pages,
    "pages_seen": _pages,
    "listings": _listings,
    "registry": _registry,
    "operator_yes": _operator_yes,
    "contract": _contract,
    "contract_listed": _contract_listed,
    "new_contract_listed": _contract_listed,
    "own_contract": _own_contract,
    "no_password": lambda hand, unit, _: hand.mends("wifi_claims", unit, {"has_password": "no"}),
    "points": _more_points,
    "points_clear": _more_points,
    "points_placed": _more_points,
    "export": _export,
    "own_sheet": _own_sheet,
    "register": _register,
    "statistics": lambda hand, unit, _: _statistics(hand, unit, 100, 100),
    "more_counted": _more_counted,
    "layout_answer": _answered,
    "list_released": _answered,
}


def handed_in(dossier: Dossier, year: int, facts: Iterable[Fact]) -> Dossier:
    """The dossier after facts (rows of MISSING, with ``unit_code``) were handed in; the register's first."""
    hand = Hand(dossier, year)
    for fact in sorted(facts, key=lambda one: one["fact"] != "register"):
        HANDED_IN[fact["fact"]](hand, fact["unit_code"], fact)
    return hand.made()
