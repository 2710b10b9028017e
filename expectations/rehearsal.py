"""A rule tried before the run: measured on a dossier that says nothing, under the parameters of a criteria file.

It cannot show that a rule is right, that is what tests are for. It shows what would stop a night or leave a person
with a code instead of a sentence: code that breaks, a number that an expectation asks for and nobody measured, a
reason that has no sentence, a place in a sentence that nothing fills.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from doisoat.model import Level, Outcome
from expectations.criteria_set import CriteriaSet
from expectations.dossier import Dossier
from expectations.facts import rows_of_needs
from expectations.rule import OUTCOME, Expect, Measured, Rule, RuleParams
from expectations.rulebook import fault_of, places_in, rule_error, rulebook

_YEAR = 2024
_UNITS = pd.DataFrame(
    {
        "level": [str(Level.VILLAGE), str(Level.COMMUNE)],
        "unit": ["Thôn thử", "Xã thử"],
        "commune_code": ["00000", "00000"],
        "commune": ["Xã thử", "Xã thử"],
        "district_code": ["000", "000"],
        "district": ["Huyện thử", "Huyện thử"],
        "commune_history": ["Xã thử|Huyện thử||", "Xã thử|Huyện thử||"],
        "year": [_YEAR, _YEAR],
    },
    index=pd.Index(["00000001", "00000"], name="unit_code"),
)


def rehearse(criteria: Iterable[CriteriaSet]) -> None:
    """Try every rule that the sets name, each under the parameters of the first check that asks it.

    Raises:
        ConfigError: a rule would stop a run, or give a reason without a sentence; names the file and all that is wrong.
    """
    first = {check.rule: (one, check) for one in reversed(list(criteria)) for check in reversed(one.checks)}
    found = {name: _tried(rulebook()[name], one.params(check)) for name, (one, check) in sorted(first.items())}
    if faulty := {name: wrong for name, wrong in found.items() if wrong}:
        raise rule_error(faulty)


_ready: dict[tuple[int, str], Rule[Any]] = {}  # rules tried in this process, kept so that no other gets their id


def _tried(rule: Rule[Any], params: RuleParams) -> list[str]:
    """The faults of a rule; one without any is not tried again under the same parameters."""
    key = id(rule), repr(params)
    if key in _ready:
        return []
    found = faults(rule, params)
    if not found:
        _ready[key] = rule
    return found


def faults(rule: Rule[Any], params: RuleParams) -> list[str]:
    """What is wrong with a rule under these parameters, in Vietnamese; nothing where all is well."""
    silent = Dossier(dt.date(_YEAR, 12, 31), _UNITS.drop(columns="year"), {}, {})
    try:
        expects = rule.expects(params)
        measured = rule.measure(silent, _UNITS, params)
        rows_of_needs(measured.needs(), _UNITS.index)
        _ = measured.words, measured.evidence  # made when asked for
    except Exception as error:  # a rule is a program: whatever stops it is told
        return [f"dừng khi đo thử trên hồ sơ trống ({fault_of(error)})"]
    return [
        *_numbers(measured, expects),
        *_reasons(rule, measured, expects),
        *_sentences(rule, measured),
        *_facts(rule, measured),
    ]


def _numbers(measured: Measured, expects: tuple[Expect, ...]) -> Iterator[str]:
    numbers = measured.numbers
    if not numbers.index.equals(_UNITS.index):
        yield "mục 'numbers': cần đúng một dòng cho mỗi đơn vị được hỏi"
    for column in sorted({c for e in expects for c in (e.column, e.other) if c}):
        if column not in numbers:
            yield f"mục 'numbers.{column}': còn thiếu, expects có hỏi cột này"
        elif numbers[column].isna().any() or not pd.api.types.is_integer_dtype(numbers[column]):
            yield f"mục 'numbers.{column}': cần số nguyên, không để trống"


def _reasons(rule: Rule[Any], measured: Measured, expects: tuple[Expect, ...]) -> Iterator[str]:
    for outcome in sorted({Outcome.PASS, *(OUTCOME[expect.meaning] for expect in expects)}):
        if outcome not in measured.reasons:
            yield f"mục 'reasons.{outcome}': còn thiếu lý do cho kết quả này"
    for outcome, given in measured.reasons.items():
        for code in _may_be(given):
            if code not in rule.reasons:
                yield f"mục 'REASONS.{code}': còn thiếu câu cho lý do mà quy tắc trả về"
            elif isinstance(given, str) and rule.reasons[code].outcome != outcome:
                yield f"mục 'REASONS.{code}.outcome': ghi {rule.reasons[code].outcome} nhưng được trả về cho {outcome}"


def _may_be(given: str | pd.Series) -> list[str]:
    if isinstance(given, str):
        return [given]
    known = given.dtype
    return list(known.categories) if isinstance(known, pd.CategoricalDtype) else list(given.unique())


def _sentences(rule: Rule[Any], measured: Measured) -> Iterator[str]:
    filled = {str(name) for name in (*measured.numbers, *measured.words)}
    for code, reason in rule.reasons.items():
        for name, text in (("sentence", reason.sentence), ("fix", reason.fix)):
            for place in sorted((places_in(text) or set()) - filled):
                yield f"mục 'REASONS.{code}.{name}': không có số hay chữ nào tên '{place}' để điền"


_OF_AN_OPTION = {"count", "subject", "publisher"}


def _facts(rule: Rule[Any], measured: Measured) -> Iterator[str]:
    for code in sorted({option.fact for need in measured.needs() for option in need.options} - set(rule.facts)):
        yield f"mục 'FACTS.{code}': còn thiếu câu cho điều còn thiếu mà quy tắc nêu"
    filled = {str(name) for name in (*measured.numbers, *measured.words)} | _OF_AN_OPTION
    for code, fact in rule.facts.items():
        for name, text in (("act", fact.act), ("sentence", fact.sentence)):
            places = places_in(text)
            if places is None:
                yield f"mục 'FACTS.{code}.{name}': dấu ngoặc nhọn chưa đúng, chỗ điền ghi dạng {{tên}}"
            for place in sorted((places or set()) - filled):
                yield f"mục 'FACTS.{code}.{name}': không có số hay chữ nào tên '{place}' để điền"
