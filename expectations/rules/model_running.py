"""A digital model: at least one running on the as-of date, in a listed field, its report complete (documentary).

Fails when models are reported and each of them has ended or has not begun. Otherwise unknown: no model reported, a
report item blank, a blank field, a field in which none of the list is recognised (the letters leave them open), or
a begin or end of which not every day that was written gives the same answer.
``fields`` maps each listed field to the other ways it is written. A field is recognised where all words of one of these
stand in the text, in whatever order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import pandas as pd
from pydantic import Field

from doisoat.model import Basis, FactKind, Mover, Outcome
from doisoat.text.compare import clean
from doisoat.text.syllables import bare, reading
from expectations.dossier import Dossier
from expectations.facts import Need, Option
from expectations.measuring import evidence_of, first_of, first_true, per_village, roles, whole_rows
from expectations.reasons import AGREE, Fact, Facts, Reason, Reasons
from expectations.rule import Expect, Meaning, Measured, Rule, RuleParams, Shape, Text, always


class Params(RuleParams):
    """The list of fields."""

    fields: dict[Text, tuple[Text, ...]] = Field(min_length=1)
    """each field of the letter's list, with the other ways it is written"""


REASONS: Reasons = {
    "model_running": Reason(
        Outcome.PASS,
        "Mô hình “{model}” đang hoạt động trong lĩnh vực {field}, báo cáo đủ mục",
        Mover.VILLAGE,
        AGREE,
    ),
    "model_ended": Reason(
        Outcome.FAIL,
        "Mô hình đã khai không còn hoạt động vào ngày xét",
        Mover.VILLAGE,
        "Khai lại mô hình đang hoạt động ở trang tính 'Mô hình', hoặc sửa tự đánh giá.",
    ),
    "model_not_begun": Reason(
        Outcome.FAIL,
        "Mô hình đã khai chưa bắt đầu vào ngày xét",
        Mover.VILLAGE,
        "Kiểm tra ngày bắt đầu của mô hình; nếu đúng, chỉ tiêu được xét lại khi mô hình chạy.",
    ),
    "field_not_listed": Reason(
        Outcome.UNKNOWN,
        "Chưa nhận ra lĩnh vực nào trong danh mục của bộ tiêu chí ở mô hình đã khai (ghi: {field})",
        Mover.VILLAGE,
        "Nếu mô hình thuộc một lĩnh vực của danh mục ({fields}) thì ghi rõ lĩnh vực ấy; nếu không thì hỏi lại Sở.",
    ),
    "model_field_blank": Reason(
        Outcome.UNKNOWN,
        "Mô hình “{model}” chưa ghi lĩnh vực",
        Mover.VILLAGE,
        "Ghi lĩnh vực của mô hình ở trang tính 'Mô hình'.",
    ),
    "model_end_unreadable": Reason(
        Outcome.UNKNOWN,
        "Chưa rõ mô hình “{model}” còn hoạt động vào ngày xét không: ngày kết thúc ghi chưa đủ rõ",
        Mover.VILLAGE,
        "Ghi lại ngày kết thúc theo dạng ngày/tháng/năm, hoặc để trống nếu đang hoạt động.",
    ),
    "model_start_unclear": Reason(
        Outcome.UNKNOWN,
        "Chưa rõ mô hình “{model}” đã bắt đầu trước ngày xét hay chưa",
        Mover.VILLAGE,
        "Ghi lại ngày bắt đầu theo dạng ngày/tháng/năm ở trang tính 'Mô hình'.",
    ),
    "model_incomplete": Reason(
        Outcome.UNKNOWN,
        "Báo cáo của mô hình “{model}” còn thiếu mục: {lacking}",
        Mover.VILLAGE,
        "Bổ sung mục còn thiếu của báo cáo ở trang tính 'Mô hình'.",
    ),
    "no_model": Reason(
        Outcome.UNKNOWN,
        "Chưa khai mô hình nào ở trang tính 'Mô hình'",
        Mover.VILLAGE,
        "Khai mô hình ở trang tính 'Mô hình', hoặc sửa tự đánh giá.",
    ),
}

FACTS: Facts = {
    "model_report": Fact(
        FactKind.ROW,
        Mover.VILLAGE,
        "Bổ sung báo cáo của mô hình đã khai ở trang tính 'Mô hình'",
        "báo cáo của mô hình {subject}",
    ),
    "model": Fact(
        FactKind.ROW,
        Mover.VILLAGE,
        "Khai một mô hình đang hoạt động, báo cáo đủ mục, ở trang tính 'Mô hình'",
        "báo cáo của một mô hình đang hoạt động vào ngày xét, thuộc danh mục lĩnh vực, đủ mục",
    ),
}

_FAILED = {"model_ended", "model_not_begun"}
# "Ngoài lĩnh vực nông nghiệp", "Phi nông nghiệp" name a field to say that it is none of it.
_OUTSIDE = frozenset({"ngoài", "khác", "phi", "không", "ngoai", "khac", "khong"})
_WORD = re.compile(r"[^\W\d_]+")


def is_listed(field: str, fields: Mapping[str, Sequence[str]]) -> bool:
    """Whether all words of a listed field, or of another way to write one, stand in the text.

    Words are compared with their marks, ``Trường học mới`` is no ``môi trường``; without where the text has none.
    """
    compared = bare if field.isascii() else reading
    words = _words(field, compared)
    named = (name for listed, others in fields.items() for name in (listed, *others))
    outside = any(word in _OUTSIDE for word in _WORD.findall(clean(field).lower()))
    return not outside and any(words >= _words(name, compared) for name in named)


@lru_cache(maxsize=2_000)  # the fields of the list are asked about for every model
def _words(text: str, compared: Callable[[str], str]) -> frozenset[str]:
    return frozenset(map(compared, _WORD.findall(clean(text).lower())))


def _are_listed(fields: pd.Series, params: Params) -> pd.Series:
    """Whether each field is of the list; missing where none is named."""
    known = {text: is_listed(text, params.fields) for text in fields.dropna().unique()}
    return fields.astype(object).map(known)


def _findings(rows: pd.DataFrame, as_of: pd.Timestamp, params: Params) -> pd.Series:
    """The reason code of each model."""
    listed = _are_listed(rows["field"], params)
    begun_from, begun_to = pd.to_datetime(rows["started_from"]), pd.to_datetime(rows["started_to"])
    ended_from, ended_to = pd.to_datetime(rows["ended_from"]), pd.to_datetime(rows["ended_to"])
    cases = [
        ("model_ended", ended_to < as_of),
        ("model_not_begun", begun_from > as_of),
        ("field_not_listed", listed.eq(False)),
        ("model_field_blank", listed.isna()),
        ("model_end_unreadable", rows["ended_text"].notna() & ~(ended_from >= as_of)),
        ("model_incomplete", rows["missing_items"].notna() | begun_to.isna()),
        ("model_start_unclear", begun_to > as_of),
    ]
    return first_true(rows, cases, "model_running")


def measure(dossier: Dossier, units: pd.DataFrame, params: Params) -> Measured:
    """See the module's docstring."""
    rows = whole_rows(dossier, "models", units)
    rows["found"] = _findings(rows, pd.Timestamp(dossier.as_of), params)
    running, refuted = rows[rows["found"] == "model_running"], rows[rows["found"].isin(_FAILED)]
    open_rows = rows[~rows["found"].isin(_FAILED | {"model_running"})]
    reported = per_village(rows, units)
    rows["model"] = rows["model_name"].astype(object).fillna("(không tên)")
    rows["lacking"] = rows["missing_items"].astype(object).fillna("").str.replace(";", ", ")
    ranked = rows.sort_values(
        "found",
        key=lambda c: roles(c, {"model_running"}, _FAILED).map({"for": 0, "open": 1, "against": 2}),
        kind="stable",
    )
    words = pd.DataFrame({name: first_of(ranked, name, units, "") for name in ("model", "field", "lacking")})
    words["fields"] = "; ".join(params.fields)
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
        evidence=lambda: evidence_of(
            rows,
            roles(rows["found"], {"model_running"}, _FAILED),
            sentence,
        ),
        basis=Basis.DOCUMENTARY,
        needs=lambda: _needs(rows.loc[open_rows.index], units, pd.Timestamp(dossier.as_of), params),
    )


def _needs(rows: pd.DataFrame, units: pd.DataFrame, as_of: pd.Timestamp, params: Params) -> list[Need]:
    """All that a declared model's report lacks, which is one paper; or another model's.

    Args:
        rows: the models that speak neither for nor against the claim, with ``model`` and ``lacking``.
    """
    listed = _are_listed(rows["field"], params)
    begun = pd.to_datetime(rows["started_to"])
    ended = pd.to_datetime(rows["ended_from"])
    asked = pd.Series("", index=rows.index, dtype=object)
    for name, lacks in (
        ("lĩnh vực theo danh mục", ~listed.eq(True)),
        ("ngày bắt đầu", ~(begun <= as_of) & ~rows["lacking"].str.contains("Bắt đầu")),
        ("ngày kết thúc", rows["ended_text"].notna() & ~(ended >= as_of)),
    ):
        asked = asked.mask(lacks, asked + ", " + name)
    asked = (asked + (", " + rows["lacking"]).where(rows["lacking"] != "", "")).str.removeprefix(", ")
    report = first_of(rows.assign(report="“" + rows["model"] + "” ghi đủ: " + asked), "report", units, "")
    return [Need((Option("model_report", report != "", report), Option("model")))]


RULE = Rule(
    params=Params,
    measure=measure,
    expects=always(
        Expect(Meaning.STANDS, Shape.POSITIVE, "models_not_refuted"),
        Expect(Meaning.PROVEN, Shape.POSITIVE, "models_running"),
    ),
    reasons=REASONS,
    facts=FACTS,
)
