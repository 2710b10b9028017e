"""Source gates: a GE suite on what one source delivered, before any verdict may rest on it.

A failing critical gate holds the source back: its rows are not used, and the checks they feed stay unverified with
that reason. A failing warning gate is shown to the officer. An empty delivery passes nothing.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from doisoat.columns import COVERAGE_SERVICES, PLACE, RECOGNITIONS, WIFI_STATUSES
from doisoat.errors import NotEvaluatedError
from doisoat.frames import alike
from doisoat.model import AddressKind, Answer, Channel, ClaimCell
from expectations.compile import run_suite
from expectations.ge import great_expectations

# What makes two rows one entry of a list, so that sending it again does not count twice. Kinds that are not here are
# what people claim or answer; they come and go.
_ENTRY: Mapping[str, tuple[str, ...]] = {
    "villages": ("village_code",),
    "coverage": (*PLACE, "operator", "service"),
    "wifi_contracts": ("operator", "contract_number"),
    "addresses": ("address_code", *PLACE),
    "service_statistics": (*PLACE, "period_to"),
    "ocop_products": ("product_name", "producer"),
}
_SHRINKAGE = "shrinkage "  # the warehouse finds earlier counts by this name
_FEWEST_ENTRIES = 10  # of a list so short that losing a few says nothing
# What a column may hold, where the list is closed; every kind's rows must also carry their provenance.
_CLOSED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "coverage": {"service": COVERAGE_SERVICES, "answer": tuple(Answer)},
    "wifi_contracts": {"status": WIFI_STATUSES, "has_password": tuple(Answer)},
    "addresses": {"address_kind": tuple(AddressKind), "plate": tuple(Answer)},
    "ocop_products": {"state": RECOGNITIONS},
    "products": {"channel": tuple(Channel)},
    "assessments": {f"claim_{n}": tuple(ClaimCell) for n in range(1, 7)},
}
_KEYS: Mapping[str, tuple[str, ...]] = {
    "villages": ("village_code", "village_name"),
    "coverage": ("operator", "service", "answer", "published_on"),
    "wifi_contracts": ("operator", "status", "published_on"),
    "addresses": ("published_on",),
    "assessments": ("criteria", "year"),
    "service_claims": ("year",),
    "ocop_products": ("product_name",),
}
_PROVENANCE_KEYS = ("source_id", "file_sha256", "row")


@dataclass(frozen=True)
class Gate:
    """What one gate saw."""

    source_id: str
    gate: str
    severity: str
    success: bool
    observed: str
    expected: str
    sentence: str


def gate_source(
    source_id: str,
    records: Mapping[str, pd.DataFrame],
    *,
    rows_between: tuple[int, int],
    fresh_days: int | None,
    as_of: dt.date,
    max_drop: float | None = None,
    accepted: Mapping[str, int] | None = None,
) -> list[Gate]:
    """All gates of one source.

    Args:
        records: what the source's files parsed to, by kind.
        rows_between: the volume band of its card, over all kinds together.
        fresh_days: its cadence; the newest publication older than that is a warning.
        max_drop: the share of its list a source may lose against ``accepted``; None does not measure it.
        accepted: entries by kind when the source was last accepted.

    Raises:
        NotEvaluatedError: GE did not evaluate a gate on the rows it was given.
    """
    count = sum(len(frame) for frame in records.values())
    low, high = rows_between
    gates = [
        Gate(
            source_id,
            "volume",
            "critical",
            low <= count <= high,
            str(count),
            f"{low}–{high}",
            f"Nguồn có {count} dòng, bình thường từ {low} đến {high} dòng",
        )
    ]
    for kind, frame in sorted(records.items()):
        if not frame.empty:
            gates += _gate_frame(source_id, kind, frame)
    if max_drop is not None:
        kinds = [kind for kind in _ENTRY if kind in records or (accepted or {}).get(kind)]
        gates += [_shrinkage(source_id, kind, records, as_of, max_drop, accepted or {}) for kind in kinds]
    published = [frame["published_on"].max() for frame in records.values() if frame["published_on"].notna().any()]
    if fresh_days is not None and published:
        newest = max(published)
        age = (pd.Timestamp(as_of) - newest).days
        gates.append(
            Gate(
                source_id,
                "freshness",
                "warning",
                age <= fresh_days,
                f"{age} ngày",
                f"≤ {fresh_days} ngày",
                f"Bản mới nhất công bố {newest:%d/%m/%Y}, cách ngày xét {age} ngày",
            )
        )
    return gates


def is_shrinkage(gate: Gate) -> bool:
    """Whether the gate measures a list against the last accepted one."""
    return gate.gate.startswith(_SHRINKAGE)


def _shrinkage(
    source_id: str,
    kind: str,
    records: Mapping[str, pd.DataFrame],
    as_of: dt.date,
    max_drop: float,
    accepted: Mapping[str, int],
) -> Gate:
    """Whether a list still is about as long as the one that was last accepted.

    Counted is what stands on the as-of day, over all publications: a newer file beside an older one adds to it, one
    that replaces it does not.
    """
    frame = records.get(kind, pd.DataFrame(columns=["published_on", *_ENTRY[kind]]))
    later = frame["published_on"] > pd.Timestamp(as_of)
    standing = frame[~later] if later.any() else frame
    count, before = len(alike(standing, _ENTRY[kind])[1]), accepted.get(kind, 0)
    least = math.ceil(before * (1 - max_drop)) if before >= _FEWEST_ENTRIES else 0
    sentence = f"Danh sách có {count} mục, lần được nhận gần nhất có {before} mục"
    return Gate(source_id, f"{_SHRINKAGE}{kind}", "critical", count >= least, str(count), f"≥ {least}", sentence)


def _gate_frame(source_id: str, kind: str, frame: pd.DataFrame) -> list[Gate]:
    """The GE suite of one kind of records, run on all its rows.

    That every row says where it stands is looked at here: our own reader wrote it, and no witness is needed for it.
    """
    gx = great_expectations()
    gxe = gx.expectations
    given = {
        column: gxe.ExpectColumnValuesToNotBeNull(
            column=column, severity="critical", meta={"id": f"{kind}.{column}:given"}
        )
        for column in _KEYS.get(kind, ())
    }
    known = [
        gxe.ExpectColumnValuesToBeInSet(
            column=column,
            value_set=[str(v) for v in allowed],
            severity="critical",
            meta={"id": f"{kind}.{column}:known"},
        )
        for column, allowed in _CLOSED.get(kind, {}).items()
        if frame[column].notna().any()
    ]
    if kind == "villages":
        period = frame["village_code"].astype(str) + " " + frame["valid_from"].astype(str)
        frame = frame.assign(village_period=period)
        known.append(
            gxe.ExpectColumnValuesToBeUnique(
                column="village_period", severity="critical", meta={"id": "villages.village_period:unique"}
            )
        )
    placed = [_gate(source_id, f"{kind}.{c}:given", int(frame[c].isna().sum()), len(frame)) for c in _PROVENANCE_KEYS]
    built = [*given.values(), *known]
    if not built:
        return placed
    asked = list(dict.fromkeys(one.column for one in built))
    results = run_suite(
        gx.ExpectationSuite(name=f"{source_id}.{kind}", expectations=built), frame[asked].reset_index(drop=True)
    )
    seen = []
    for result in results:
        name = result.expectation_config.meta["id"]
        failing = int(result.result.get("unexpected_count") or 0)
        if result.result.get("element_count") != len(frame) or bool(result.success) != (failing == 0):
            raise NotEvaluatedError(
                f"chưa xét được cổng {name} của nguồn {source_id}",
                fix="không kết luận nào được ghi; gửi thông báo này cho người phụ trách kỹ thuật",
            )
        seen.append(_gate(source_id, name, failing, len(frame)))
    return [*seen[: len(given)], *placed, *seen[len(given) :]]


def _gate(source_id: str, name: str, failing: int, rows: int) -> Gate:
    """What the gate of one column saw."""
    return Gate(
        source_id,
        name,
        "critical",
        failing == 0,
        f"{failing}/{rows} dòng",
        "0 dòng",
        f"{failing} trong {rows} dòng không có giá trị hợp lệ ở cột {name.split(':')[0]}",
    )
