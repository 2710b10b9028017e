"""A digital model: at least one running on the as-of date, in a listed field, its report complete (documentary).

Fails when models are reported and each of them has ended, has not begun, or names only a field outside ``fields``.
Otherwise unknown: no model reported, a report item blank, a blank field, or a begin or end of which not every day that
was written gives the same answer.
``fields`` maps each listed field to the other ways it is written; one cell may name several, separated by ``;``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from doisoat.model import Basis, Outcome
from doisoat.text.compare import fold
from expectations.dossier import Dossier
from expectations.rule import (
    Expect,
    Meaning,
    Measured,
    Rule,
    Shape,
    always,
    evidence_of,
    first_of,
    per_village,
    whole_rows,
)

_FAILED = {"model_ended", "model_not_begun", "model_field_unlisted"}


def is_listed(field: str, fields: Mapping[str, list[str]]) -> bool:
    """Whether the field, or one of several fields named in one cell, is in the list."""
    known = {fold(name) for name in fields} | {fold(other) for others in fields.values() for other in others}
    named = {fold(field), *(fold(part) for part in re.split(r"[;,/\n]|\s[-–]\s", field))}
    return bool(named & known)


def _findings(rows: pd.DataFrame, as_of: pd.Timestamp, params: Mapping[str, Any]) -> pd.Series:
    """The reason code of each model."""
    listed = rows["field"].map(lambda text: is_listed(text, params["fields"]), na_action="ignore").astype(object)
    begun_from, begun_to = pd.to_datetime(rows["started_from"]), pd.to_datetime(rows["started_to"])
    ended_from, ended_to = pd.to_datetime(rows["ended_from"]), pd.to_datetime(rows["ended_to"])
    cases = [
        ("model_ended", ended_to < as_of),
        ("model_not_begun", begun_from > as_of),
        ("model_field_unlisted", listed.eq(False)),
        ("model_field_blank", listed.isna()),
        ("model_end_unreadable", rows["ended_text"].notna() & ~(ended_from >= as_of)),
        ("model_incomplete", rows["missing_items"].notna() | begun_to.isna()),
        ("model_start_unclear", begun_to > as_of),
    ]
    found = pd.Series("model_running", index=rows.index, dtype=object)
    for code, holds in reversed(cases):
        found = found.mask(holds.astype("boolean").fillna(False).astype(bool), code)
    return found


def measure(dossier: Dossier, units: pd.DataFrame, params: Mapping[str, Any]) -> Measured:
    """See the module's docstring."""
    rows = whole_rows(dossier, "models", units)
    rows["found"] = _findings(rows, pd.Timestamp(dossier.as_of), params)
    running, refuted = rows[rows["found"] == "model_running"], rows[rows["found"].isin(_FAILED)]
    open_rows = rows[~rows["found"].isin(_FAILED | {"model_running"})]
    reported = per_village(rows, units)
    rows["model"] = rows["model_name"].astype(object).fillna("(không tên)")
    rows["lacking"] = rows["missing_items"].astype(object).fillna("").str.replace(";", ", ")
    ranked = rows.sort_values(
        "found", key=lambda c: c.map({"model_running": 0} | dict.fromkeys(_FAILED, 2)).fillna(1), kind="stable"
    )
    words = pd.DataFrame({name: first_of(ranked, name, units, "") for name in ("model", "field", "lacking")})
    until = (", kết thúc " + rows["ended_text"].astype(object)).where(
        rows["ended_text"].notna(), ", chưa ghi ngày kết thúc"
    )
    sentence = (
        "Mô hình “" + rows["model"] + "”, lĩnh vực " + rows["field"].astype(object).fillna("(để trống)")
        + ", bắt đầu " + rows["started_text"].astype(object).fillna("(để trống)") + until
        + ("; báo cáo còn thiếu: " + rows["lacking"]).where(rows["lacking"] != "", "")
    )  # fmt: skip
    return Measured(
        numbers=pd.DataFrame(
            {
                "models_running": per_village(running, units),
                "models_not_refuted": (reported - per_village(refuted, units)).where(reported > 0, 1),
            }
        ),
        reasons={
            Outcome.PASS: "model_running",
            Outcome.FAIL: first_of(refuted, "found", units, "model_ended"),
            Outcome.UNKNOWN: first_of(open_rows, "found", units, "no_model"),
        },
        words=words,
        evidence=evidence_of(
            rows,
            rows["found"].map({"model_running": "for"} | dict.fromkeys(_FAILED, "against")).fillna("open"),
            sentence,
        ),
        basis=Basis.DOCUMENTARY,
    )


RULE = Rule(
    id="model_running",
    measure=measure,
    expects=always(
        Expect(Meaning.STANDS, Shape.POSITIVE, "models_not_refuted"),
        Expect(Meaning.PROVEN, Shape.POSITIVE, "models_running"),
    ),
    params=frozenset({"fields"}),
)
