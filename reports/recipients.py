"""Who gets a unit's report, as data with dates; kept in the warehouse, changed by ``doisoat recipients``."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
from email_validator import EmailNotValidError, validate_email

from doisoat.errors import ConfigError
from reports.contract import ROLES, Recipient
from reports.rows import rows_of

# One row an address of a unit for a time; dates inclusive, a blank end is open. ``refused_on`` is set where a mail
# server refused the address for good. A unit's code means what it means on the as-of day: a code that was given to
# another commune needs a row of its own.
RECIPIENT_COLUMNS = (
    "unit_code", "address", "role", "valid_from", "valid_to", "changes_only", "quiet", "refused_on", "refused_problem",
)  # fmt: skip


def checked_address(text: str) -> str:
    """The address in the form in which it is kept and compared: its domain in lower case.

    Only the form is checked; nothing is asked of the network. Addresses with letters beyond ASCII before the ``@`` are
    refused: not every server on the way can carry them.

    Raises:
        ConfigError: not an address one can write to.
    """
    try:
        return validate_email(
            text.strip(), check_deliverability=False, allow_smtputf8=False, test_environment=True
        ).normalized
    except EmailNotValidError:
        raise ConfigError(
            "địa chỉ thư không đúng dạng", fix="ghi dạng ten@co-quan.gov.vn, không dấu, không khoảng trắng"
        ) from None


def new_recipient(
    unit_code: str,
    address: str,
    *,
    role: str = ROLES[0],
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    changes_only: bool = False,
    quiet: bool = False,
) -> dict[str, Any]:
    """A row of RECIPIENT_COLUMNS, checked.

    Raises:
        ConfigError: a bad address, an unknown role, or an end before the beginning.
    """
    if role not in ROLES:
        raise ConfigError(
            f"vai trò không có trong danh sách: {', '.join(ROLES)}", fix="chọn một vai trò trong danh sách"
        )
    if valid_to is not None and valid_to < valid_from:
        raise ConfigError("ngày thôi nhận sớm hơn ngày bắt đầu nhận", fix="kiểm tra lại hai ngày")
    values = (unit_code, checked_address(address), role, valid_from, valid_to, changes_only, quiet, None, None)
    return dict(zip(RECIPIENT_COLUMNS, values, strict=True))


def recipients_on(table: pd.DataFrame, day: dt.date) -> list[Recipient]:
    """Those who get reports about the day: the run's as-of day decides, as it decides which units there are.

    Args:
        table: RECIPIENT_COLUMNS; addresses a server refused for good are left out.
        day: the as-of day.
    """
    found: dict[tuple[str, str], Recipient] = {}
    for row in rows_of(table):
        if (
            row["refused_on"] != ""
            or _day(row["valid_from"], dt.date.min) > day
            or _day(row["valid_to"], dt.date.max) < day
        ):
            continue
        unit, address = str(row["unit_code"]), str(row["address"])
        found[unit, address] = Recipient(
            unit, address, str(row["role"]), row["changes_only"] in (True, 1), row["quiet"] in (True, 1)
        )
    return [found[key] for key in sorted(found)]


def _day(value: object, otherwise: dt.date) -> dt.date:
    return otherwise if value == "" else pd.Timestamp(str(value)).date()
