"""Whether the checks of a criteria file fit their rules: every parameter, under every reading, before any file is read.

Works on the file as it was written, so that what is wrong here is told together with what is wrong with its form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from doisoat.wrong_form import describe_at, describe_place
from expectations.rule import Rule
from expectations.rulebook import rulebook

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class _Reading:
    """A reading that concerns a check, as it was written."""

    place: Place
    id: str
    default: object
    others: tuple[object, ...]


def unfit(written: object) -> Iterator[str]:
    """What does not fit in one file, as it was written.

    Raises:
        ConfigError: a file of the rulebook is not a rule.
    """
    book = rulebook()
    for place, check in _checks(written):
        name, params = check.get("rule"), check.get("params", {})
        if not isinstance(name, str) or not isinstance(params, Mapping):
            continue  # told as a wrong form
        if name in book:
            readings = tuple(_readings(written, check.get("id")))
            yield from _Asked(name, book[name], place, params, readings).wrong()
            for key, own in _by_class(check):
                there = _Asked(name, book[name], place, {**params, **own}, readings, (("by_class", key), own))
                yield from there.wrong()
        else:
            known = ", ".join(sorted(book))
            yield f"{describe_place((*place, 'rule'))}không có quy tắc '{name}'; các quy tắc có sẵn: {known}"


@dataclass(frozen=True)
class _Asked:
    """One check with all that decides its parameters."""

    name: str
    rule: Rule[Any]
    place: Place
    params: Mapping[Any, Any]
    readings: tuple[_Reading, ...]
    of_class: tuple[Place, Mapping[Any, Any]] = ((), {})  # where a class has parameters of its own, and these

    def _place_of(self, name: object) -> Place:
        """Where a parameter is written."""
        where, own = self.of_class
        return (*self.place, *(where if name in own else ("params",)), str(name))

    def wrong(self) -> Iterator[str]:
        """What is wrong under the default readings, and under each other value of each."""
        for reading in self.readings:
            if reading.id in self.params:
                yield f"{describe_place(self._place_of(reading.id))}đã có ở readings, chỉ ghi một nơi"
        defaults = {r.id: r.default for r in self.readings}
        usual = self._errors(defaults)
        yield from (self._described(each) for each in usual)
        seen = {(each["loc"], each["type"]) for each in usual}
        for reading in self.readings:
            for number, other in enumerate(reading.others):
                for each in self._errors({**defaults, reading.id: other}):
                    if (each["loc"], each["type"]) not in seen:
                        yield describe_at(each, (*reading.place, "others", number))

    def _errors(self, read: Mapping[str, object]) -> list[ErrorDetails]:
        try:
            self.rule.params.model_validate({**self.params, **read})
        except ValidationError as error:
            return error.errors(include_url=False, include_input=False)
        return []

    def _described(self, wrong: ErrorDetails) -> str:
        """One thing that is wrong under the defaults, at the place of the file where it was written."""
        first, *rest = wrong["loc"] or ("",)
        reading = next((r for r in self.readings if r.id == first), None)
        if wrong["type"] == "extra_forbidden":
            place = (*reading.place, "id") if reading else self._place_of(first)
            known = ", ".join(sorted(self.rule.params.model_fields))
            has = f"hãy xem lại chính tả; tham số có: {known}" if known else "quy tắc này không có tham số nào"
            return f"{describe_place(place)}quy tắc {self.name} không có tham số này, {has}"
        if reading:
            return describe_at(wrong, (*reading.place, "default", *rest))
        return describe_at(wrong, (*self._place_of(first), *rest))


def _checks(written: object) -> Iterator[tuple[Place, Mapping[Any, Any]]]:
    for i, indicator in _listed(written, "indicators"):
        for j, check in _listed(indicator, "checks"):
            yield ("indicators", i, "checks", j), check


def _by_class(check: Mapping[Any, Any]) -> Iterator[tuple[str, Mapping[Any, Any]]]:
    many = check.get("by_class")
    for key, own in many.items() if isinstance(many, Mapping) else ():
        if isinstance(own, Mapping):
            yield str(key), own


def _readings(written: object, check: object) -> Iterator[_Reading]:
    for number, reading in _listed(written, "readings"):
        checks, others = reading.get("checks"), reading.get("others")
        concerns = isinstance(checks, list) and check in checks
        if concerns and isinstance(reading.get("id"), str) and isinstance(others, list):
            yield _Reading(("readings", number), reading["id"], reading.get("default"), tuple(others))


def _listed(written: object, name: str) -> Iterator[tuple[int, Mapping[Any, Any]]]:
    """The mappings of a list in the file, with their positions; what is not of that form is told elsewhere."""
    many = written.get(name) if isinstance(written, Mapping) else None
    for number, one in enumerate(many) if isinstance(many, list) else ():
        if isinstance(one, Mapping):
            yield number, one
