"""Whether the truth table would notice a slip: ``python -m tests.cases.mutate [FOLDER|FILE…]``.

Every file of cases is read once. Then each expectation of each rule is inverted and dropped in turn, and all claims are
judged anew on the numbers measured once: a mutant under which every case still comes out as it must *survives*, and
shows a case that nobody wrote. Reasons of a rule that no case comes to are named too. The comparisons of
great-expectations are done here by plain arithmetic, after it was seen that both agree on the rules as they are.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from doisoat.model import Outcome
from expectations.compile import Asked as Question
from expectations.compile import Witness
from expectations.criteria_set import Check
from expectations.judge import outcomes, spoken_of
from expectations.rule import Expect, Measured, Shape
from expectations.rulebook import rulebook
from expectations.variants import Variant, measure
from expectations.verdicts import of_indicator, verdicts_of
from tests.cases.reading import Asked, Read, read

Expects = Callable[[Check], Iterable[tuple[Expect, bool]]]  # each expectation, and whether it is inverted


@dataclass(frozen=True)
class Mutant:
    """One slip: an expectation of a rule that says the opposite, or that is not asked."""

    rule: str
    expect: Expect
    is_dropped: bool

    def __str__(self) -> str:
        what = "dropped" if self.is_dropped else "inverted"
        return f"{self.rule}: {self.expect.meaning} {self.expect.column} {what}"


@dataclass(frozen=True)
class Case:
    """One expectation of one case: the unit and indicator it is about, and the verdicts that are right."""

    name: str
    unit: str
    indicator: str
    right: frozenset[str]


class Prepared:
    """One criteria set's claims with the numbers of every check, measured once."""

    def __init__(self, asked: Asked, cases: Iterable[Case]) -> None:
        self.asked = asked
        self.criteria = asked.criteria
        self.units = asked.dossier.units.reindex(asked.claims.index).assign(year=asked.claims["year"])
        self.measured: dict[str, Measured] = {
            check.id: measure(asked.criteria, Variant(check), asked.dossier, self.units)
            for check in asked.criteria.checks
        }
        ids = {indicator.id for indicator in asked.criteria.indicators}
        self.cases = [case for case in cases if case.unit in self.units.index and case.indicator in ids]

    def outcomes(self, expects: Expects) -> dict[str, pd.Series]:
        """The outcome of every check, by its id."""
        return {check.id: self.outcome(check, expects(check)) for check in self.criteria.checks}

    def outcome(self, check: Check, expects: Iterable[tuple[Expect, bool]]) -> pd.Series:
        """The outcome of one check for every unit, by plain arithmetic."""
        found = self.measured[check.id]
        return spoken_of(outcomes(self.units, witnessed(check.id, found.numbers, expects)), found)

    def verdicts(self, by_check: Mapping[str, pd.Series]) -> dict[str, pd.Series]:
        """Verdicts by indicator."""
        return {
            indicator.id: verdicts_of(
                self.asked.claims[f"claim_{indicator.id}"],
                of_indicator(pd.DataFrame({check.id: by_check[check.id] for check in indicator.checks})),
            )
            for indicator in self.criteria.indicators
        }

    def reasons(self, by_check: Mapping[str, pd.Series]) -> Iterator[tuple[str, str]]:
        """Rule and reason of what each check came to, for the units of the cases."""
        units = [case.unit for case in self.cases]
        for check in self.criteria.checks:
            outcome = by_check[check.id].loc[units]
            for name, given in self.measured[check.id].reasons.items():
                here = outcome.index[outcome == name]
                codes = [given] * bool(len(here)) if isinstance(given, str) else given.astype(object).loc[here]
                yield from ((check.rule, str(code)) for code in codes)


def witnessed(check: str, numbers: pd.DataFrame, expects: Iterable[tuple[Expect, bool]]) -> list[Witness]:
    """What great-expectations would see of a check's numbers, by plain arithmetic."""
    seen = []
    for expect, is_inverted in expects:
        failing = holds(numbers, expect) == is_inverted
        seen.append(Witness(Question(check, expect), len(failing), failing.index[failing]))
    return seen


def holds(numbers: pd.DataFrame, expect: Expect) -> pd.Series:
    """Where an expectation holds."""
    column = numbers[expect.column]
    match expect.shape:
        case Shape.ZERO:
            return column == 0
        case Shape.POSITIVE:
            return column >= 1
        case Shape.REACHES:
            return column >= numbers[expect.other]


def as_they_are(prepared: Prepared) -> Expects:
    """The expectations of each check, none changed."""
    return lambda check: [(e, False) for e in rulebook()[check.rule].expects(prepared.criteria.params(check))]


def changed(prepared: Prepared, mutant: Mutant) -> Expects:
    """The same with one slip."""
    plain = as_they_are(prepared)

    def expects(check: Check) -> list[tuple[Expect, bool]]:
        return [
            (expect, check.rule == mutant.rule and expect == mutant.expect)
            for expect, _ in plain(check)
            if not (mutant.is_dropped and check.rule == mutant.rule and expect == mutant.expect)
        ]

    return expects


def prepared_of(files: Iterable[Read]) -> list[Prepared]:
    """All claims of the files, each criteria set of each file by itself; only cases that come out as they must."""
    found = []
    for one in files:
        cases = [
            Case(f"{one.name} {case.id}", case.unit(i), i, frozenset({wanted, *case.allowed.get(i, ())}))
            for case in one.world.cases
            for i, wanted in case.expect.items()
        ]
        right = {
            (row.unit_code, row.indicator): str(row.verdict)
            for row in one.verdicts[["unit_code", "indicator", "verdict"]].itertuples(index=False)
        }
        cases = [case for case in cases if right.get((case.unit, case.indicator)) in case.right]
        found += [Prepared(asked, cases) for asked in one.asked]
    return found


def mutants(prepared: Iterable[Prepared]) -> list[Mutant]:
    """Every slip in every expectation that the criteria sets ask, once."""
    asked = dict.fromkeys(
        (check.rule, expect)
        for one in prepared
        for check in one.criteria.checks
        for expect, _ in as_they_are(one)(check)
    )
    return [Mutant(rule, expect, is_dropped) for rule, expect in asked for is_dropped in (False, True)]


def notices(prepared: Iterable[Prepared], mutant: Mutant) -> str:
    """The first case that no longer comes out as it must; empty where every one still does."""
    for one in prepared:
        checks = {check.id for check in one.criteria.checks if check.rule == mutant.rule}
        touched = [i for i in one.criteria.indicators if checks & {check.id for check in i.checks}]
        cases = [case for case in one.cases if case.indicator in {indicator.id for indicator in touched}]
        if not cases:
            continue
        verdicts = one.verdicts(one.outcomes(changed(one, mutant)))
        for case in cases:
            if str(verdicts[case.indicator][case.unit]) not in case.right:
                return case.name
    return ""


def survivors(prepared: list[Prepared]) -> list[Mutant]:
    """Slips that no case notices."""
    return [mutant for mutant in mutants(prepared) if not notices(prepared, mutant)]


def unreached(prepared: Iterable[Prepared]) -> list[tuple[str, str]]:
    """Reasons, with their rule, that no case comes to."""
    reached = {pair for one in prepared for pair in one.reasons(one.outcomes(as_they_are(one)))}
    declared = [(name, code) for name, rule in rulebook().items() for code in rule.reasons]
    return [pair for pair in declared if pair not in reached]


def disagreements(files: Iterable[Read], prepared: Iterable[Prepared]) -> list[str]:
    """Checks in which plain arithmetic comes to another outcome than the judge did with great-expectations."""
    files = list(files)
    judged = {
        (one.world.as_of, row.criteria, row.unit_code, row.check_id, one.name): Outcome(row.outcome)
        for one in files
        for row in one.check_results.itertuples(index=False)
    }
    wrong = []
    names = [(one.name, one.world.as_of) for one in files for _ in one.asked]
    for (name, as_of), one in zip(names, prepared, strict=True):
        for check, found in one.outcomes(as_they_are(one)).items():
            wrong += [
                f"{name} {check} {unit}: {outcome}"
                for unit, outcome in found.items()
                if judged[as_of, one.criteria.id, unit, check, name] != outcome
            ]
    return wrong


def main(paths: list[str]) -> int:
    """Print mutants that survive and reasons never reached; 1 where there are any."""
    given = [Path(path) for path in paths or [str(Path(__file__).parent)]]
    files = [file for path in given for file in (sorted(path.glob("*.yml")) if path.is_dir() else [path])]
    found = []
    for file in files:
        with tempfile.TemporaryDirectory() as home:
            found.append(read(file, Path(home)))
    prepared = prepared_of(found)
    lost, silent, differing = survivors(prepared), unreached(prepared), disagreements(found, prepared)
    for mutant in lost:
        print(f"no case notices: {mutant}")
    for rule, code in silent:
        print(f"no case comes to: {rule} {code}")
    for line in differing:
        print(f"great-expectations says otherwise: {line}")
    print(f"cases {sum(len(one.cases) for one in prepared)}, mutants {len(mutants(prepared))}: survive {len(lost)}")
    return 1 if lost or silent or differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
