"""One administrative unit over the time it kept its code, name and district, and the head of an edition."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

ALWAYS = dt.date.min
FOREVER = dt.date.max


@dataclass(frozen=True, slots=True)
class Unit:
    """A commune with one code, name and district, over the time it kept all of them.

    ``valid_from`` and ``valid_to`` are both inclusive; ``district`` is blank where there are no districts any more.
    """

    uid: int
    code: str
    kind: str
    name: str
    district_code: str
    district: str
    province: str
    valid_from: dt.date
    valid_to: dt.date
    other_codes: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """Kind and name, e.g. ``Xã Hòa Bình``."""
        return f"{self.kind} {self.name}".strip()

    def on(self, day: dt.date) -> bool:
        """Whether the unit exists on the day."""
        return self.valid_from <= day <= self.valid_to


@dataclass(frozen=True, slots=True)
class Edition:
    """The head of one data file."""

    name: str
    province: str
    valid_from: dt.date
    valid_to: dt.date
    basis: str
    unit_count: int


def padded_code(code: str) -> str:
    """A commune code with five digits; text that is no code comes back as it is."""
    code = code.strip()
    return code.zfill(5) if code.isdigit() else code
