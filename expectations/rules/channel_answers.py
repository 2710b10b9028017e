"""The village's channel: cadres use a digital platform to inform, and to receive and answer feedback (documentary).

Passes when a channel on one of ``platforms`` has received feedback and answered some. Fails when every channel with
feedback has answered none of it. Otherwise unknown: no channel, another platform, figures that are blank or zero, or
more answered than received.
"""

from __future__ import annotations

import pandas as pd
from pydantic import Field

from doisoat.model import Basis, FactKind, Mover, Outcome
from doisoat.text.compare import fold
from expectations.dossier import Dossier
from expectations.facts import Need, Option
from expectations.measuring import evidence_of, first_true, per_village, whole_rows
from expectations.reasons import AGREE, Fact, Facts, Reason, Reasons
from expectations.rule import Expect, Meaning, Measured, Rule, RuleParams, Shape, Text, always


class Params(RuleParams):
    """Which platforms count."""

    platforms: tuple[Text, ...] = Field(min_length=1)
    """names looked for, word for word, in the platform that is declared"""


REASONS: Reasons = {
    "channel_answers": Reason(
        Outcome.PASS, "Kênh của thôn có tiếp nhận và trả lời phản ánh của người dân", Mover.VILLAGE, AGREE
    ),
    "channel_silent": Reason(
        Outcome.FAIL,
        "Kênh của thôn có nhận phản ánh nhưng chưa trả lời phản ánh nào",
        Mover.VILLAGE,
        "Trả lời phản ánh đã nhận rồi cập nhật số đã xử lý ở trang tính 'Kênh thôn'.",
    ),
    "channel_platform_unknown": Reason(
        Outcome.UNKNOWN,
        "Nền tảng của kênh không có trong danh mục, cần người xem",
        Mover.OFFICE,
        "Nền tảng đang chờ người xem; đơn vị có thể ghi tên đầy đủ của nền tảng.",
    ),
    "impossible_figures": Reason(
        Outcome.UNKNOWN,
        "Số phản ánh đã xử lý lớn hơn số đã tiếp nhận",
        Mover.VILLAGE,
        "Kiểm tra lại hai con số ở trang tính 'Kênh thôn'.",
    ),
    "channel_no_feedback": Reason(
        Outcome.UNKNOWN,
        "Kênh của thôn chưa ghi số phản ánh đã tiếp nhận và đã xử lý",
        Mover.VILLAGE,
        "Ghi số phản ánh tiếp nhận và đã xử lý ở trang tính 'Kênh thôn'.",
    ),
    "no_channel": Reason(
        Outcome.UNKNOWN,
        "Chưa khai kênh nào ở trang tính 'Kênh thôn'",
        Mover.VILLAGE,
        "Khai kênh của thôn ở trang tính 'Kênh thôn'.",
    ),
}

FACTS: Facts = {
    "channel_figures": Fact(
        FactKind.ROW,
        Mover.VILLAGE,
        "Cập nhật phản ánh đã tiếp nhận và đã xử lý của kênh ở trang tính 'Kênh thôn'",
        "phản ánh đã tiếp nhận và đã được trả lời trên kênh đã khai",
    ),
    "channel": Fact(
        FactKind.ROW,
        Mover.VILLAGE,
        "Khai kênh số của cán bộ thôn ở trang tính 'Kênh thôn'",
        "một kênh của thôn trên nền tảng được tính, có phản ánh đã tiếp nhận và đã trả lời",
    ),
}


def measure(dossier: Dossier, units: pd.DataFrame, params: Params) -> Measured:
    """See the module's docstring."""
    rows = whole_rows(dossier, "village_channels", units)
    wanted = [f" {fold(name)} " for name in params.platforms]
    known = rows["platform"].map(lambda t: any(w in f" {fold(t)} " for w in wanted), na_action="ignore")
    known = known.astype("boolean").fillna(False).astype(bool)
    received = pd.to_numeric(rows["received_count"]).astype("Float64").fillna(0)
    handled = pd.to_numeric(rows["handled_count"]).astype("Float64")
    impossible = (handled > received).fillna(False) & rows["received_count"].notna()
    answered = known & (received > 0) & (handled > 0).fillna(False) & ~impossible
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
                units,
                [
                    ("no_channel", channels == 0),
                    ("impossible_figures", per_village(rows[impossible], units) > 0),
                    ("channel_platform_unknown", used == 0),
                ],
                "channel_no_feedback",
            ),
        },
        words=pd.DataFrame(index=units.index),
        evidence=lambda: evidence_of(
            rows,
            pd.Series("open", index=rows.index, dtype=object).mask(answered, "for").mask(ignored, "against"),
            sentence,
        ),
        basis=Basis.DOCUMENTARY,
        needs=lambda: [Need((Option("channel_figures", used > 0), Option("channel")))],
    )


RULE = Rule(
    params=Params,
    measure=measure,
    expects=always(
        Expect(Meaning.STANDS, Shape.POSITIVE, "channels_not_refuted"),
        Expect(Meaning.PROVEN, Shape.POSITIVE, "channels_answering"),
    ),
    reasons=REASONS,
    facts=FACTS,
)
