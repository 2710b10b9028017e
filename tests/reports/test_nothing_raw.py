"""No code, id or English reaches an officer: every reason, mark, source and check of the shipped criteria, everywhere.

The rules' sentences are filled with neutral words, put into a run as it would come out of the warehouse, and led
through every presenter: explanation, table, workbook, letter, run summary, Prefect's page, night mail.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter

import pandas as pd
import pytest
from openpyxl import load_workbook

from connectors.card import load_cards
from doisoat.columns import VERDICTS_CSV
from doisoat.explanation import Check, Explanation, IndicatorExplanation, Row
from doisoat.model import Claim, Mover, Outcome, Verdict
from doisoat.settings import Settings
from doisoat.vi import MARK, REFUSED, ROLE
from expectations.criteria_set import load_criteria
from expectations.reasons import Reason
from expectations.rulebook import rulebook
from flows.run_account import source_titles, titles_of
from reports.contract import CHECK_COLUMNS, FINDINGS, Letterhead, ReportFrames
from reports.explanation import explanation_text
from reports.found import unit_reports
from reports.message import render
from reports.run_summary import RunAccount, summary_markdown, summary_text
from reports.scope import recipient_units
from reports.tables import diff_table, verdict_table, verdicts_in_words
from reports.verdict_sentence import reasons_of
from reports.verdict_workbook import verdict_workbook
from tests.reports.province import BEFORE, frames

CRITERIA = load_criteria()
TITLES = titles_of(CRITERIA)
SOURCES = {key: card.title for key, card in load_cards().items()}
UNIT = ("06103001", "Thôn Mẫu", "06103", "Xã Mẫu", "181", "Huyện Mẫu")
BY_OUTCOME = {  # a claim and the verdict it gets
    Outcome.PASS: (("met", Verdict.CONFIRMED), ("not_met", Verdict.UNDERCLAIMED), ("", Verdict.MISSING_CLAIM)),
    Outcome.FAIL: (("met", Verdict.CONTRADICTED), ("not_met", Verdict.NOT_MET), ("", Verdict.MISSING_CLAIM)),
    Outcome.UNKNOWN: (("met", Verdict.UNVERIFIED), ("not_met", Verdict.NOT_MET), ("", Verdict.MISSING_CLAIM)),
    Outcome.CONFLICT: (("met", Verdict.CONFLICT), ("not_met", Verdict.CONFLICT), ("", Verdict.MISSING_CLAIM)),
    Outcome.NOT_APPLICABLE: (("met", Verdict.NOT_APPLICABLE), ("", Verdict.NOT_APPLICABLE)),
}

IDS = {
    *SOURCES,
    "ocop_listings",
    *(check.id for one in CRITERIA.values() for check in one.checks),
    *(i.id for one in CRITERIA.values() for i in one.indicators if not i.id.isdecimal()),
    *(code for rule in rulebook().values() for code in rule.reasons),
    *rulebook(),
    *MARK,
    *ROLE,
    *(reading.id for one in CRITERIA.values() for reading in one.readings),
    *map(str, (*Outcome, *Verdict, *Mover, *REFUSED)),
    "village", "commune", "district", "independent", "documentary", "overall", "None", "nan", "csv", "html",
} - {"", "for"}  # fmt: skip
SNAKE = re.compile(r"(?<![\w/])[a-z]+(?:_[a-z0-9]+)+(?![\w/])")
PLACE = re.compile(r"\{\w+\}")
SETTING = re.compile(r"\b[A-Z]+_[A-Z_]+\b")
ENGLISH = re.compile(
    r"\b(the|and|of|is|are|was|not|no|with|from|by|to|row|rows|sheet|file|source|check|reason|unknown|evidence|claim|"
    r"verdict|pass|fail|conflict|against|open|context|later|error|missing|yes)\b"
)


def raw(text: str) -> set[str]:
    """What of a text is no word for an officer; commands and names of files may be written as they are."""
    plain = re.sub(r"`[^`]*`|\bdoisoat [^\n]*|\S+\.(?:xlsx|csv|eml)\b|\S+/(?=\)| |$)", " ", text).replace("\\", "")
    words = set(re.findall(r"(?<![\w/.-])[\w-]+(?![\w/])", plain))
    return (
        (words & IDS)
        | set(SNAKE.findall(plain))
        | set(ENGLISH.findall(plain))
        | set(re.findall(r"\{\w+\}|\b[A-Z]+_[A-Z_]+\b", plain))
    )


@dataclass(frozen=True)
class Case:
    """One reason of one check, under one claim."""

    criteria: str
    indicator: str
    check_id: str
    code: str
    reason: Reason
    claim: str
    verdict: Verdict


def cases() -> Iterator[Case]:
    """Every reason that every check of the shipped criteria may give, with every claim."""
    for one in CRITERIA.values():
        for indicator in one.indicators:
            for check in indicator.checks:
                for code, reason in rulebook()[check.rule].reasons.items():
                    for claim, verdict in BY_OUTCOME[reason.outcome]:
                        yield Case(one.id, indicator.id, check.id, code, reason, claim, verdict)


def filled(sentence: str) -> str:
    """The sentence with neutral words in its places."""
    names = [name for _, name, _, _ in Formatter().parse(sentence) if name]
    return sentence.format_map(dict.fromkeys(names, "12"))


def explained(case: Case, role: str, source_id: str, mark: str) -> IndicatorExplanation:
    """The case as the warehouse tells it, with a row of each source and role."""
    row = Row(role, source_id, "ab" * 32, "operators/so_lieu.csv", "csv", 12, BEFORE, "Nguồn ghi “x”.")
    page = Row("open", "ocop_listings", "", "", "https://san.example.vn/che", 0, BEFORE, "Trang đang bán.")
    check = Check(
        case.check_id, str(case.reason.outcome), "independent", case.code, f"{filled(case.reason.sentence)}.",
        str(case.reason.mover), filled(case.reason.fix), "", "", (row, page),
    )  # fmt: skip
    claimed = Row("claim", "village_claims", "cd" * 32, "claims/to_khai.xlsx", "Tự đánh giá", 7, None, "")
    return IndicatorExplanation(
        case.criteria, "village", case.indicator, case.claim, str(case.verdict), "independent", (case.code, mark),
        (claimed,), (check,),
    )  # fmt: skip


CASES = list(cases())
ROLES_AND_SOURCES = [(role, source) for role in ROLE for source in SOURCES]


def test_the_walk_covers_what_is_shipped() -> None:
    assert {case.code for case in CASES} == {c for rule in rulebook().values() for c in rule.reasons} - unused_codes()
    assert {case.verdict for case in CASES} == set(Verdict)
    assert {case.claim for case in CASES} == {str(claim) for claim in Claim}
    assert len(CASES) > 250
    assert len(ROLES_AND_SOURCES) < len(CASES)


def unused_codes() -> set[str]:
    """Reasons of rules that no shipped criteria set names."""
    named = {check.rule for one in CRITERIA.values() for check in one.checks}
    return {code for key, rule in rulebook().items() if key not in named for code in rule.reasons}


def test_the_check_of_texts_finds_what_is_raw() -> None:
    found = raw("members_incomplete; csv · hàng 12; fibre: unknown {contract} (vnpt/T9.csv) the row `doisoat run`")
    assert found == {"members_incomplete", "csv", "fibre", "unknown", "{contract}", "the", "row"}
    assert raw("Sóng 3G: VNPT Lạng Sơn xác nhận có, xem T9.xlsx · hàng 12; WiFi, website https://a.vn/che") == set()


def test_nothing_raw_is_in_an_explanation() -> None:
    marks = list(MARK)
    for number, case in enumerate(CASES):
        role, source = ROLES_AND_SOURCES[number % len(ROLES_AND_SOURCES)]
        found = explained(case, role, source, marks[number % len(marks)])
        whole = Explanation("20241115T010000-a1b2c3", BEFORE, *UNIT[:2], "Xã Mẫu", "Huyện Mẫu", (found,))
        text = explanation_text(whole, TITLES)
        assert raw(text) == set(), (case, text)
        assert "so_lieu.csv · hàng 12" in text
        assert "hàng 0" not in text
        assert f"{filled(case.reason.sentence)}." in text


def tables_of(some: list[Case]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Verdicts and checks of a run in which every case has a village of its own."""
    marks, verdicts, checks = list(MARK), [], []
    for number, case in enumerate(some):
        unit = (f"06103{number:03}", *UNIT[1:])
        reasons = f"{case.code};{marks[number % len(marks)]}"
        head = ("r1", BEFORE.isoformat(), case.criteria, "village", *unit)
        verdicts.append((*head, case.indicator, case.claim, str(case.verdict), "independent", reasons))
        verdicts.append((*head, "overall", "", ("met", "not_met", "pending")[number % 3], "", ""))
        said = (f"{filled(case.reason.sentence)}.", str(case.reason.mover), filled(case.reason.fix))
        key = (case.criteria, "village", unit[0], case.indicator)
        checks.append((*key, case.check_id, str(case.reason.outcome), case.code, *said))
    told = pd.DataFrame(verdicts, columns=list(VERDICTS_CSV)[: len(verdicts[0])])
    told = told.reindex(columns=list(VERDICTS_CSV), fill_value="")
    return told, pd.DataFrame(checks, columns=list(CHECK_COLUMNS))


VERDICTS, CHECKS = tables_of(CASES)


def test_nothing_raw_is_in_the_table_and_the_workbook_of_verdicts() -> None:
    words = verdicts_in_words(VERDICTS, reasons_of(VERDICTS, CHECKS, TITLES), TITLES)
    assert raw(verdict_table(words)) == set()
    sheet = load_workbook(io.BytesIO(verdict_workbook(words))).active
    assert sheet is not None
    heads, *rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert raw("\n".join(cell for row in (heads, *rows) for cell in row if cell != "r1")) == set()
    told = {row[heads.index("Lý do")] for row in rows if row[heads.index("Chỉ tiêu")] != "chung"}
    assert all(told)
    for case in CASES:
        assert any(f"{filled(case.reason.sentence)}." in sentence for sentence in told)
    for sentence in MARK.values():
        assert any(f"{sentence}." in one for one in told)


def whole_run() -> ReportFrames:
    """Frames of the walk's run, with rows of every source."""
    keys = VERDICTS.loc[VERDICTS["indicator"] != "overall", ["criteria", "level", "unit_code", "indicator"]]
    proofs = keys.assign(
        check_id=CHECKS["check_id"].to_numpy(),
        role=[list(ROLE)[n % 4] for n in range(len(keys))],
        source_id=[list(SOURCES)[n % len(SOURCES)] for n in range(len(keys))],
        name="operators/so_lieu.csv", sheet="csv", row=12,
    )  # fmt: skip
    refused = [
        (s, "operators/so_lieu.xlsx", "", str(kind), "tệp hỏng", "gửi lại", "")
        for s in ("", *SOURCES)
        for kind in REFUSED
    ]
    gates = [
        (s, gate, "warning", False, "3 hàng", "Danh sách cũ")
        for s in (*SOURCES, "ocop_listings")
        for gate in ("freshness", "volume")
    ]
    coverage = [(c, s, "181", "06103", 6, 3, 1) for c in set(CHECKS["check_id"]) for s in (*SOURCES, "ocop_listings")]
    base = frames(VERDICTS, BEFORE)
    return frames(
        VERDICTS, BEFORE, checks=CHECKS, proofs=proofs,
        refusals=pd.DataFrame(refused, columns=base.refusals.columns),
        gates=pd.DataFrame(gates, columns=base.gates.columns),
        coverage=pd.DataFrame(coverage, columns=base.coverage.columns), source_titles=SOURCES,
    )  # fmt: skip


def test_nothing_raw_is_in_the_letter_and_its_workbook() -> None:
    run = whole_run()
    folder, kind = unit_reports()["district_quality"]
    head = Letterhead(sender="a@x.vn", body_villages=10_000)
    (report,) = kind.build(run, recipient_units(run.verdicts), head)
    html, text = render(folder, {**report.facts, "changes_only": False})
    assert raw(text.replace(" r1", "")) == set()
    visible = re.sub(r"<style.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)
    assert raw(visible.replace(" r1", "")) == set()
    book = load_workbook(io.BytesIO(report.workbook))
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
            assert raw("\n".join(cells)) == set(), sheet.title
    found = [case for case in CASES if case.verdict in FINDINGS]
    assert report.finding_count == len(found)
    assert all(filled(case.reason.sentence) in text for case in found if case.verdict != Verdict.MISSING_CLAIM)


def account(stored: bool) -> RunAccount:
    counts = {
        one.id: {i: {str(v): 2 for v in Verdict} for i in ("overall", *(i.id for i in one.indicators))}
        for one in CRITERIA.values()
    }
    refusals = [
        {
            "source_id": s,
            "name": "operators/so_lieu.csv",
            "sheet": "csv",
            "kind": str(kind),
            "what": "tệp hỏng",
            "fix": "gửi lại",
        }
        for s in ("", *SOURCES, "la_lung")
        for kind in (*REFUSED, "moi_la")
    ]
    aside = [{"source_id": s, "rows": 3, "text": "Dòng tổng."} for s in (*SOURCES, "ocop_listings", "la_lung")]
    zero = dict.fromkeys(("in", "read", "set_aside", "refused", "matched", "review"), 0)
    summary = {
        "files": zero, "rows": zero, "places": zero, "refusals": refusals, "register_rows": 0, "set_aside": aside,
        "claims_set_aside": aside, "verdicts": counts,
    }  # fmt: skip
    return RunAccount("20241115T010000-a1b2c3", BEFORE, summary, "sqlite:///kho", TITLES, SOURCES, is_stored=stored)


@pytest.mark.parametrize("stored", [True, False])
def test_nothing_raw_is_in_the_account_of_a_run(stored: bool) -> None:
    for text in (summary_text(account(stored)), summary_markdown(account(stored))):
        assert raw(text.replace("sqlite:///kho", "").replace("20241115T010000-a1b2c3", "")) == set()
        for title in SOURCES.values():
            assert title in text.replace("\\", "")


def test_nothing_raw_is_in_what_differs_between_two_runs() -> None:
    rows = [
        (one.id, "village", UNIT[0], i, UNIT[1], str(a), str(b), "lượt sau dùng hàng 12 của tệp so_lieu.csv")
        for one in CRITERIA.values()
        for i in ("overall", *(i.id for i in one.indicators))
        for a, b in zip(Verdict, reversed(Verdict), strict=True)
    ]
    columns = ["criteria", "level", "unit_code", "indicator", "unit", "verdict_a", "verdict_b", "sentence"]
    assert raw(diff_table(pd.DataFrame(rows, columns=columns), TITLES)) == set()


def test_every_source_that_evidence_may_come_from_has_a_title() -> None:
    assert {*SOURCES, "ocop_listings"} <= set(source_titles(Settings()))
