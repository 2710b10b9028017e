"""The village's channel: cadres use a digital platform to inform, and to receive and answer feedback (documentary).

Passes when a channel on one of ``platforms`` has received feedback and answered some. Fails when every channel with
feedback has answered none of it. Otherwise unknown: no channel, another platform, or the figures are blank or zero.
"""

from __future__ import annotations

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
    first_true,
    per_village,
    whole_rows,
)


def measure(dossier: Dossier, units: pd.DataFrame, params: Mapping[str, Any]) -> Measured:
    """See the module's docstring."""
    rows = whole_rows(dossier, "village_channels", units)
    wanted = [f" {fold(name)} " for name in params["platforms"]]
    known = rows["platform"].map(lambda t: any(w in f" {fold(t)} " for w in wanted), na_action="ignore")
    known = known.astype("boolean").fillna(False).astype(bool)
    received = pd.to_numeric(rows["received_count"]).astype("Float64").fillna(0)
    handled = pd.to_numeric(rows["handled_count"]).astype("Float64")
    answered = known & (received > 0) & (handled > 0).fillna(False)
    ignored = (received > 0) & (handled == 0).fillna(False)
    channels, used = per_village(rows, units), per_village(rows[known], units)
    sentence = (
        "Kênh " + rows["platform"].astype(object).fillna("(không ghi nền tảng)") + ": tiếp nhận "
        + rows["received_count"].astype("string").astype(object).fillna("(trống)") + " phản ánh, đã xử lý "
        + rows["handled_count"].astype("string").astype(object).fillna("(trống)")
    )  # fmt: skip
    return Measured(
        numbers=pd.DataFrame(
            {
                "channels_answering": per_village(rows[answered], units),
                "channels_not_refuted": (channels - per_village(rows[ignored], units)).where(channels > 0, 1),
            }
        ),
        reasons={
            Outcome.PASS: "channel_answers",
            Outcome.FAIL: "channel_silent",
            Outcome.UNKNOWN: first_true(
                units, [("no_channel", channels == 0), ("channel_platform_unknown", used == 0)], "channel_no_feedback"
            ),
        },
        words=pd.DataFrame(index=units.index),
        evidence=evidence_of(
            rows,
            pd.Series("open", index=rows.index, dtype=object).mask(answered, "for").mask(ignored, "against"),
            sentence,
        ),
        basis=Basis.DOCUMENTARY,
    )


RULE = Rule(
    id="channel_answers",
    measure=measure,
    expects=always(
        Expect(Meaning.STANDS, Shape.POSITIVE, "channels_not_refuted"),
        Expect(Meaning.PROVEN, Shape.POSITIVE, "channels_answering"),
    ),
    params=frozenset({"platforms"}),
)
