"""A criteria set: what must hold, on whose authority, in which years. One YAML file each, found by where it lies."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError, model_validator

from doisoat.discovery import files_in
from doisoat.errors import ConfigError, InputLocation
from doisoat.model import Level
from doisoat.read_yaml import read_yaml
from doisoat.wrong_form import NAME, why

if TYPE_CHECKING:
    from expectations.rule import RuleParams

SHIPPED = Path(__file__).parent / "criteria"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Check(_Strict):
    """One question put to the evidence: a rule of the rulebook and its parameters.

    ``by_class``: parameters that are others for the units of a class, by the class's id.
    """

    id: str = Field(pattern=NAME)
    title: str
    rule: str
    params: dict[str, Any] = {}
    by_class: dict[str, dict[str, Any]] = {}


class Indicator(_Strict):
    """What a village declares as one: it fails if a check fails, else is unknown if a check is unknown."""

    id: str
    title: str
    checks: tuple[Check, ...] = Field(min_length=1)


class Reading(_Strict):
    """A question the letters leave open: a parameter of the named checks, its default and its other values.

    ``answers`` says in words how the letters are read by each value.
    """

    id: str
    question: str
    default: Any
    others: tuple[Any, ...] = Field(min_length=1)
    checks: tuple[str, ...]
    answers: dict[Any, str] = {}


class UnitClass(_Strict):
    """Units that are judged by thresholds of their own: those whose codes are listed, or all that no other class lists.

    A code is a village's, a commune's or a district's; of several the nearest to the unit decides.
    """

    id: str = Field(pattern=NAME)
    title: str
    units: tuple[str, ...] = ()
    rest: StrictBool = False

    @model_validator(mode="after")
    def _lists_units_or_is_the_rest(self) -> UnitClass:
        if bool(self.units) == self.rest:
            raise ValueError("cần đúng một trong hai mục: units (mã đơn vị, trong dấu nháy) hoặc rest: true")
        return self


class RollUp(_Strict):
    """When a unit is met by its indicators, and a commune by its villages.

    ``indicators_needed``: how many of the indicators must be confirmed or not apply; all where it is not given.
    ``villages_met``: how many villages must be met, of those that declared; ``villages_met_pct``: or which share of the
    villages that the register lists, where one that declared nothing may still be met.
    """

    indicators_needed: int | None = Field(default=None, strict=True, ge=1)
    villages_met: int | None = Field(default=None, strict=True, ge=1)
    villages_met_pct: int | None = Field(default=None, strict=True, ge=1, le=100)

    @model_validator(mode="after")
    def _one_rule_for_communes(self) -> RollUp:
        if self.villages_met is not None and self.villages_met_pct is not None:
            raise ValueError("chỉ ghi một trong hai mục villages_met, villages_met_pct")
        return self


class CriteriaSet(_Strict):
    """A whole set. ``years`` are the first and the last assessment year it is in force for.

    A ``draft`` is judged and shown and decides nothing.
    """

    id: str
    title: str
    level: Level
    legal_basis: tuple[str, ...] = Field(min_length=1)
    years: tuple[int, int]
    draft: StrictBool = False
    classes: tuple[UnitClass, ...] = ()
    roll_up: RollUp = RollUp()
    readings: tuple[Reading, ...] = ()
    indicators: tuple[Indicator, ...] = Field(min_length=1)
    content_hash: str = ""
    text: str = Field(default="", repr=False)  # the file itself, kept with every run that used it

    @model_validator(mode="after")
    def _readings_name_checks(self) -> CriteriaSet:
        known = {check.id for check in self.checks}
        if len(known) != len(self.checks):
            raise ValueError("hai tiêu chí thành phần (check) trùng mã")
        unknown = sorted({name for reading in self.readings for name in reading.checks} - known)
        if unknown:
            raise ValueError(f"readings nêu tiêu chí thành phần không có trong bộ: {', '.join(unknown)}")
        return self

    @model_validator(mode="after")
    def _classes_and_roll_up_fit(self) -> CriteriaSet:
        ids = [one.id for one in self.classes]
        listed = [code for one in self.classes for code in one.units]
        if len(set(ids)) < len(ids) or sum(one.rest for one in self.classes) > 1:
            raise ValueError("hai nhóm đơn vị (classes) trùng mã, hoặc có hai nhóm rest")
        if twice := sorted({code for code in listed if listed.count(code) > 1}):
            raise ValueError(f"đơn vị ở hai nhóm (classes): {', '.join(twice)}")
        if unknown := sorted({name for check in self.checks for name in check.by_class} - set(ids)):
            raise ValueError(f"by_class nêu nhóm không có trong classes: {', '.join(unknown)}")
        needed = self.roll_up.indicators_needed
        if needed is not None and needed > len(self.indicators):
            raise ValueError(f"roll_up.indicators_needed là {needed}, bộ chỉ có {len(self.indicators)} chỉ tiêu")
        if self.level != Level.VILLAGE and (self.roll_up.villages_met or self.roll_up.villages_met_pct):
            raise ValueError("roll_up.villages_met và villages_met_pct chỉ dùng cho bộ tiêu chí của thôn")
        return self

    def of_class(self, name: str) -> CriteriaSet:
        """The set as it judges the units of one class."""
        indicators = tuple(
            indicator.model_copy(update={"checks": tuple(_of_class(check, name) for check in indicator.checks)})
            for indicator in self.indicators
        )
        return self.model_copy(update={"indicators": indicators})

    @property
    def checks(self) -> list[Check]:
        """All checks in the order of the file."""
        return [check for indicator in self.indicators for check in indicator.checks]

    def params(self, check: Check, reading: str | None = None, value: Any = None) -> RuleParams:  # noqa: ANN401
        """The check's parameters under the default readings, or with one reading changed to ``value``.

        Raises:
            KeyError, ValidationError: a stored set names a rule or a parameter that this program no longer has.
        """
        from expectations.rulebook import rulebook  # a stored set is read for its titles without any rule

        defaults = {r.id: r.default for r in self.readings if check.id in r.checks}
        changed = {reading: value} if reading is not None else {}
        made: RuleParams = rulebook()[check.rule].params.model_validate({**check.params, **defaults, **changed})
        return made


def _of_class(check: Check, name: str) -> Check:
    return check.model_copy(update={"params": {**check.params, **check.by_class.get(name, {})}})


def word_of(value: object) -> str:
    """A value of a reading as it is written: ``met``, ``false``."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def load_criteria(extra: Path | None = None) -> dict[str, CriteriaSet]:
    """All criteria sets by id: the shipped ones, and those of a user's folder, which win.

    Raises:
        ConfigError: a file is not a criteria set, or a rule is none; names the file and all that is wrong with it.
    """
    files = {}
    for path in files_in(SHIPPED, extra, suffix=".yml"):
        try:
            files[path.name] = path.read_text(encoding="utf-8")
        except UnicodeError as error:
            raise _unusable(path.name, why(error)) from None
    return read_criteria(files)


def read_criteria(files: Mapping[str, str]) -> dict[str, CriteriaSet]:
    """Criteria sets by id from the texts of their files, by file name; ready to be judged by.

    Raises:
        ConfigError: a text is not a criteria set, or a rule is none; names the file and all that is wrong with it.
    """
    from expectations.criteria_fit import unfit

    sets = {}
    for name, text in files.items():
        wrong = []
        try:
            written = read_yaml(text)
            criteria = _set_of(text, written)
            sets[criteria.id] = criteria
        except yaml.YAMLError as error:
            raise _unusable(name, why(error)) from None
        except ValidationError as error:
            wrong.append(why(error))
        if wrong := list(dict.fromkeys([*wrong, *unfit(written)])):
            raise _unusable(name, "; ".join(wrong))
    return sets


def read_stored_criteria(files: Mapping[str, str]) -> dict[str, CriteriaSet]:
    """Criteria sets of an earlier run, for their titles and order: rules and parameters may have gone since.

    Raises:
        ConfigError: a text is not a criteria set.
    """
    sets = {}
    for name, text in files.items():
        try:
            criteria = _set_of(text, read_yaml(text))
        except (yaml.YAMLError, ValidationError) as error:
            raise _unusable(name, why(error)) from None
        sets[criteria.id] = criteria
    return sets


def _set_of(text: str, written: object) -> CriteriaSet:
    head = {"text": text, "content_hash": hashlib.sha256(text.encode()).hexdigest()}
    return CriteriaSet.model_validate({**written, **head} if isinstance(written, dict) else written)


def _unusable(name: str, wrong: str) -> ConfigError:
    return ConfigError(
        f"bộ tiêu chí chưa dùng được: {wrong}",
        spot=InputLocation(file=name),
        fix="sửa tệp theo mẫu các bộ có sẵn trong expectations/criteria (cách làm: docs/add-a-criteria-set.md)",
    )
