"""Accounts: made, disabled and given a new password from the command line; looked up at every login."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3

from doisoat.errors import ConfigError
from portal.database import Database
from portal.passwords import LEAST_LETTERS, MOST_LETTERS, hashed, is_right
from portal.people import Account, Role

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


class Accounts:
    """The accounts of one working home."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        login: str,
        role: Role,
        password: str,
        now: dt.datetime,
        unit_code: str = "",
        unit_on: dt.date | None = None,
    ) -> Account:
        """Make an account.

        Raises:
            ConfigError: the login or password has the wrong form, the login is taken, or role and unit do not go
                together.
        """
        if not _LOGIN.fullmatch(login):
            raise ConfigError(
                "tên đăng nhập chỉ gồm chữ thường không dấu, số, dấu chấm, gạch; từ 2 đến 40 ký tự",
                fix="ví dụ: so.khcn, xa-hoa-binh",
            )
        if role is Role.UNIT and not unit_code:
            raise ConfigError("tài khoản của đơn vị cần một đơn vị", fix="thêm --unit MÃ hoặc tên đơn vị")
        if unit_code and role not in (Role.UNIT, Role.READER):
            raise ConfigError("tài khoản này xem mọi đơn vị nên không gắn với một đơn vị", fix="bỏ --unit")
        check_form(password)
        day = unit_on.isoformat() if unit_on else ""
        row = (login, str(role), unit_code, day, hashed(password), 1, now.isoformat())
        try:
            with self._database.writing() as connection:
                connection.execute(
                    "INSERT INTO account (login, role, unit_code, unit_on, password, is_active, made_at)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    row,
                )
        except sqlite3.IntegrityError:
            raise ConfigError(f"đã có tài khoản {login}", fix="chọn tên khác, hoặc: doisoat users reset") from None
        return self.by_login(login)

    def all(self) -> list[Account]:
        """Every account, by login."""
        with self._database.reading() as connection:
            return [account_of(row) for row in connection.execute("SELECT * FROM account ORDER BY login")]

    def by_login(self, login: str) -> Account:
        """The account of a login.

        Raises:
            ConfigError: there is none.
        """
        with self._database.reading() as connection:
            row = connection.execute("SELECT * FROM account WHERE login = ?", (login,)).fetchone()
        if row is None:
            raise ConfigError(f"không có tài khoản {login}", fix="xem danh sách: doisoat users list")
        return account_of(row)

    def verified(self, login: str, password: str) -> Account | None:
        """The active account that has this login and password; None for any other reason."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT * FROM account WHERE login = ?", (login,)).fetchone()
        is_known = row is not None and bool(row["is_active"])
        if not is_right(row["password"] if is_known else None, password):
            return None
        return account_of(row)

    def active(self, login: str) -> Account | None:
        """The active account of a login that somebody else has verified; None where there is none."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT * FROM account WHERE login = ? AND is_active = 1", (login,)).fetchone()
        return account_of(row) if row is not None else None

    def disable(self, login: str) -> None:
        """End an account: nobody logs in with it, and its sessions are over.

        Raises:
            ConfigError: there is no such account.
        """
        number = self.by_login(login).number
        with self._database.writing() as connection:
            connection.execute("UPDATE account SET is_active = 0 WHERE number = ?", (number,))
            connection.execute("DELETE FROM session WHERE account = ?", (number,))

    def set_password(self, login: str, password: str) -> None:
        """Give an account another password; its sessions are over, and it is active again.

        Raises:
            ConfigError: there is no such account, or the password is too short.
        """
        check_form(password)
        number = self.by_login(login).number
        kept = hashed(password)
        with self._database.writing() as connection:
            connection.execute("UPDATE account SET password = ?, is_active = 1 WHERE number = ?", (kept, number))
            connection.execute("DELETE FROM session WHERE account = ?", (number,))


def check_form(password: str) -> None:
    """Make sure that a password is long enough.

    Raises:
        ConfigError: it is not, or it is beyond all measure.
    """
    if not LEAST_LETTERS <= len(password) <= MOST_LETTERS:
        raise ConfigError(
            f"mật khẩu cần từ {LEAST_LETTERS} đến {MOST_LETTERS} ký tự", fix="dùng một câu dễ nhớ, nhiều từ"
        )


def account_of(row: sqlite3.Row) -> Account:
    """The account in a row of the table."""
    return Account(
        number=row["number"],
        login=row["login"],
        role=Role(row["role"]),
        unit_code=row["unit_code"],
        unit_on=dt.date.fromisoformat(row["unit_on"]) if row["unit_on"] else None,
        is_active=bool(row["is_active"]),
        made_at=dt.datetime.fromisoformat(row["made_at"]),
    )
