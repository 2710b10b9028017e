"""A criteria set: what must hold, on whose authority, in which years. One YAML file each, found by where it lies."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from doisoat.discovery import files_in
from doisoat.errors import ConfigError, InputLocation
from doisoat.model import Level
from doisoat.wrong_form import NAME, why
from expectations.rulebook import RULES

SHIPPED = Path(__file__).parent / "criteria"


def _in_rulebook(name: str) -> str:
    """The rule's name, if the closed list knows it."""
    if name not in RULES:
        raise ValueError(f"không có quy tắc '{name}'; các quy tắc có sẵn: {', '.join(sorted(RULES))}")
    return name


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Check(_Strict):
    """One question put to the evidence: a rule of the rulebook and its parameters."""

    id: str = Field(pattern=NAME)
    title: str
    rule: Annotated[str, AfterValidator(_in_rulebook)]
    params: dict[str, Any] = {}


class Indicator(_Strict):
    """What a village declares as one: it fails if a check fails, else is unknown if a check is unknown."""

    id: str
    title: str
    checks: tuple[Check, ...] = Field(min_length=1)


class Reading(_Strict):
    """A question the letters leave open: a parameter of the named checks, its default and its other values."""

    id: str
    question: str
    default: Any
    others: tuple[Any, ...] = Field(min_length=1)
    checks: tuple[str, ...]


class CriteriaSet(_Strict):
    """A whole set. ``years`` are the first and the last assessment year it is in force for."""

    id: str
    title: str
    level: Level
    legal_basis: tuple[str, ...] = Field(min_length=1)
    years: tuple[int, int]
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

    @property
    def checks(self) -> list[Check]:
        """All checks in the order of the file."""
        return [check for indicator in self.indicators for check in indicator.checks]

    def params(self, check: Check, reading: str | None = None, value: Any = None) -> dict[str, Any]:  # noqa: ANN401
        """The check's parameters under the default readings, or with one reading changed to ``value``."""
        defaults = {r.id: r.default for r in self.readings if check.id in r.checks}
        changed = {reading: value} if reading is not None else {}
        return {**check.params, **defaults, **changed}


def load_criteria(extra: Path | None = None) -> dict[str, CriteriaSet]:
    """All criteria sets by id: the shipped ones, and those of a user's folder, which win.

    Raises:
        ConfigError: a file is not a criteria set; names the file and what is wrong with it.
    """
    files = {}
    for path in files_in(SHIPPED, extra, suffix=".yml"):
        try:
            files[path.name] = path.read_text(encoding="utf-8")
        except UnicodeError as error:
            raise _unusable(path.name, error) from None
    return read_criteria(files)


def read_criteria(files: Mapping[str, str]) -> dict[str, CriteriaSet]:
    """Criteria sets by id from the texts of their files, by file name.

    Raises:
        ConfigError: a text is not a criteria set; names the file and what is wrong with it.
    """
    sets = {}
    for name, text in files.items():
        try:
            head = {"text": text, "content_hash": hashlib.sha256(text.encode()).hexdigest()}
            written = yaml.safe_load(text)
            criteria = CriteriaSet.model_validate({**written, **head} if isinstance(written, dict) else written)
        except (yaml.YAMLError, ValidationError) as error:
            raise _unusable(name, error) from None
        sets[criteria.id] = criteria
    return sets


def _unusable(name: str, error: Exception) -> ConfigError:
    return ConfigError(
        f"bộ tiêu chí chưa dùng được: {why(error)}",
        spot=InputLocation(file=name),
        fix="sửa tệp theo mẫu các bộ có sẵn trong expectations/criteria (cách làm: docs/add-a-criteria-set.md)",
    )
