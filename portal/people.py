"""Who may look: the four roles, and an account."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an account is for; ``unit`` alone is tied to a unit, ``reader`` may be."""

    OFFICE = "so"
    UNIT = "don-vi"
    OPERATOR = "van-hanh"
    READER = "xem"


ROLE: dict[Role, str] = {
    Role.OFFICE: "cán bộ Sở",
    Role.UNIT: "đơn vị",
    Role.OPERATOR: "vận hành",
    Role.READER: "người xem",
}
EVERYONE = frozenset(Role)


@dataclass(frozen=True)
class Account:
    """An account as it is kept, without its password.

    ``unit_code`` with the day ``unit_on`` is the unit it is tied to, as that day knew it: codes of communes were given
    to other communes over the years. Both are empty where the account sees every unit.
    """

    number: int
    login: str
    role: Role
    unit_code: str
    unit_on: dt.date | None
    is_active: bool
    made_at: dt.datetime

    @property
    def is_tied(self) -> bool:
        """Whether it sees one unit and what is below it, and nothing else."""
        return self.role is Role.UNIT or bool(self.unit_code)
