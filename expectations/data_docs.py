"""Data Docs for the data engineer, on request: great-expectations' own wording of what a run asked and saw.

Rebuilt from what the run stored: its criteria files give the suites again, the counts of the witness the results. No
file is read and no suite runs again, so that no value of a cell can be on a page. GE's own pages fetch scripts, styles
and a picture (with the context's id) from seven hosts and do not escape what they show; so only its sections are taken,
tag by tag, into a page of ours that may fetch nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import nh3
import pandas as pd
from pydantic import ValidationError

from expectations.compile import Asked, compile_suite
from expectations.criteria_set import Check, CriteriaSet
from expectations.rule import Expect
from expectations.rulebook import rulebook
from expectations.variants import RULEBOOK

INDEX = "index.html"
MOST_ROWS = 500  # of a suite or of the gates; the failing ones come first

_TAGS = frozenset(("div", "p", "h5", "h6", "span", "strong", "i", "br", "ul", "li"))
_TAGS |= frozenset(("table", "thead", "tbody", "tr", "th", "td"))
_SKIPPED = frozenset(("script", "style", "a"))  # with all that is in them: links lead to pages we do not make
_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}
th,td{border:1px solid #ccc;padding:.3rem .6rem;text-align:left;vertical-align:top}
h5{font-size:1.05rem;margin:1rem 0 .3rem}h6{margin:.5rem 0 .2rem}
.badge-secondary{background:#eee;border-radius:.3rem;padding:0 .3rem;font-family:monospace}
.text-danger{color:#b00020}.text-success{color:#1b7f3b}.text-warning{color:#8a6d00}
.fa-check-circle::before{content:"✓"}.fa-times::before{content:"✗"}.fa-exclamation-triangle::before{content:"!"}
"""


@dataclass(frozen=True)
class DataDocs:
    """Pages by file name, ``INDEX`` among them; and how many stored results no page shows, for want of room or rule."""

    pages: Mapping[str, str]
    left_out: int


def data_docs(run_id: str, criteria: Mapping[str, CriteriaSet], results: pd.DataFrame, gates: pd.DataFrame) -> DataDocs:
    """The pages of one run.

    Args:
        criteria: the sets as the run knew them, by id.
        results: ``suite, expectation_id, check_id, meaning, element_count, unexpected_count, success``.
        gates: ``source_id, gate, severity, success, observed, expected, sentence``.
    """
    pages, lines, shown = {}, [], 0
    for number, (suite, found) in enumerate(results.groupby("suite", sort=True), start=1):
        pairs = _asked(criteria, str(suite), _worst_first(found))
        name = f"suite-{number}.html"
        pages[name] = _page(
            f"{suite} · {run_id}", f'<p><a href="{INDEX}">← Mục lục</a></p>' + _sections(str(suite), pairs)
        )
        failed = sum(not row.success for _, row in pairs)
        lines.append(
            f'<li><a href="{name}">{escape(str(suite))}</a>: {len(pairs)} kỳ vọng, {failed} có đơn vị không đạt</li>'
        )
        shown += len(pairs)
    listed = _worst_first(gates)
    pages[INDEX] = _page(
        f"Data Docs · {run_id}",
        "<p>Trang cho kỹ sư dữ liệu, dựng lại từ những gì lượt này đã lưu. Chỉ có số đếm, không có giá trị nào của "
        "tệp. Một kỳ vọng có đơn vị không đạt chưa phải là lỗi: kết luận xem bằng doisoat verdicts.</p>"
        f"<h5>Bộ tiêu chí</h5><ul>{''.join(lines)}</ul><h5>Cổng kiểm tra nguồn</h5>{_gate_table(listed)}",
    )
    return DataDocs(pages, len(results) + len(gates) - shown - len(listed))


def _worst_first(found: pd.DataFrame) -> pd.DataFrame:
    return found.sort_values("success", kind="stable").head(MOST_ROWS)


def _asked(criteria: Mapping[str, CriteriaSet], suite: str, found: pd.DataFrame) -> list[tuple[Asked, Any]]:
    """Every stored result with the question it answers; what this program can no longer ask is left out."""
    known: dict[tuple[str, str, str], Expect] = {}
    for key, one in criteria.items():
        for check in one.checks:
            for expect in _expects(one, check):
                known[key, check.id, f"{expect.meaning}:{expect.column}"] = expect
    pairs = []
    for row in found.itertuples(index=False):
        variant = str(row.check_id)  # the check's id, or check@reading=value
        check_id, _, reading = variant.partition("@")
        switch, _, value = reading.partition("=")
        asked_by = value if switch == RULEBOOK else suite  # a check of another set of its time
        question = asked_by, check_id, str(row.expectation_id).removeprefix(f"{variant}:")
        if question in known:
            pairs.append((Asked(variant, known[question]), row))
    return pairs


def _expects(criteria: CriteriaSet, check: Check) -> tuple[Expect, ...]:
    try:
        found: tuple[Expect, ...] = rulebook()[check.rule].expects(criteria.params(check))
    except (KeyError, ValidationError):
        return ()
    return found


def _sections(suite: str, pairs: list[tuple[Asked, Any]]) -> str:
    """What GE's own renderer says about the results, cleaned."""
    if not pairs:
        return "<p>Không có kỳ vọng nào dựng lại được.</p>"
    built = compile_suite(suite, [asked for asked, _ in pairs]).expectations

    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
    from great_expectations.render.renderer import ValidationResultsPageRenderer
    from great_expectations.render.view import DefaultJinjaSectionView

    results = [
        ExpectationValidationResult(
            success=bool(row.success),
            expectation_config=expectation.configuration,
            result={
                "element_count": int(row.element_count),
                "unexpected_count": int(row.unexpected_count),
                "unexpected_percent": 100 * int(row.unexpected_count) / int(row.element_count),
            },
            exception_info={"raised_exception": False, "exception_message": None, "exception_traceback": None},
        )
        for expectation, (_, row) in zip(built, pairs, strict=True)
    ]
    held = sum(bool(row.success) for _, row in pairs)
    statistics = {
        "evaluated_expectations": len(pairs),
        "successful_expectations": held,
        "unsuccessful_expectations": len(pairs) - held,
        "success_percent": 100 * held / len(pairs),
    }
    outcome = ExpectationSuiteValidationResult(
        success=held == len(pairs), results=results, suite_name=suite, statistics=statistics, meta={}
    )
    document = ValidationResultsPageRenderer().render(outcome)
    view = DefaultJinjaSectionView()
    # The first section repeats the suite's name and offers links; the numbers it has are on the index.
    drawn = [
        view.render({"section": section.to_json_dict(), "section_loop": {"index": number}})
        for number, section in enumerate(document.sections[1:], start=1)
    ]
    return "".join(map(_cleaned, drawn))


def _cleaned(html: str) -> str:
    """The tags of a plain text with tables, their class, and text."""
    return nh3.clean(
        html, tags=set(_TAGS), clean_content_tags=set(_SKIPPED), attributes={tag: {"class"} for tag in _TAGS}
    )


def _gate_table(gates: pd.DataFrame) -> str:
    if gates.empty:
        return "<p>Lượt này không đọc được nguồn nào.</p>"
    columns = {
        "source_id": "Nguồn", "gate": "Cổng", "severity": "Mức", "observed": "Thấy", "expected": "Chờ đợi",
        "sentence": "Nói rõ",
    }  # fmt: skip
    head = "".join(f"<th>{title}</th>" for title in ("", *columns.values()))
    rows = [
        f"<tr><td>{'✓' if row.success else '✗'}</td>"
        + "".join(f"<td>{escape(str(getattr(row, column) or ''))}</td>" for column in columns)
        + "</tr>"
        for row in gates.itertuples(index=False)
    ]
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _page(title: str, body: str) -> str:
    """A page that may fetch nothing and run nothing, wherever it is opened."""
    return (
        '<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><h1>{escape(title)}</h1>{body}</body></html>\n"
    )
