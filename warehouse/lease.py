"""One run of a scope at a time: a lock that dies with its holder, and a token that stops one who was overtaken.

The lock only spares a second run its work: it says at once that another one is busy. What decides is the token. Each
holder gets the next number, and a save asks, in the transaction that writes and under the lock of the token's row,
whether a higher one has been given out.

So a run whose lock was lost while it read its files (a connection cut by a firewall, a server that was restarted) need
not fail and need not take the lock again: where nobody came meanwhile its save goes through, also when it is tried
again after a ``TransientError``; who comes now waits for the token's row until that save is done. Where somebody did
come, the save ends with ``FencedError``, now and at every further try: that run is over, and a new one must be started.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select, update

from doisoat.errors import DoisoatError
from warehouse.dialects import Dialect
from warehouse.schema import lease


class BusyError(DoisoatError):
    """Another run of the same scope is at work; this one has nothing to do."""


class FencedError(DoisoatError):
    """The run lost its lease to another one and may not write any more."""


@dataclass(frozen=True)
class Lease:
    """The right to save runs of a scope, until another holder gets a higher token."""

    scope: str
    token: int

    def check(self, connection: Connection) -> None:
        """Make sure, within the transaction that writes, that nobody has taken over.

        Raises:
            FencedError: somebody has.
        """
        newest = connection.execute(
            select(lease.c.token).where(lease.c.scope == self.scope).with_for_update()
        ).scalar_one_or_none()
        if newest != self.token:
            raise FencedError(
                "lượt đối soát này đã bị một lượt khác thay thế nên không được ghi kết quả",
                fix="xem kết quả của lượt mới bằng lệnh: doisoat verdicts",
            )


def scope_key(scope: Sequence[str]) -> str:
    """One text for a scope, the same in whatever order its codes are given; empty for everything."""
    return ",".join(sorted(set(scope)))


@contextmanager
def hold(engine: Engine, writer: Engine, dialect: Dialect, scope: Sequence[str]) -> Iterator[Lease]:
    """See ``Warehouse.lease``."""
    key = scope_key(scope)
    with dialect.lock(engine, key) as taken:
        if not taken:
            raise _busy(engine, key)
        with writer.begin() as connection:
            dialect.ensure(connection, lease, {"scope": key, "token": 0, "holder": "", "taken_at": _now()})
            values = {"token": lease.c.token + 1, "holder": _holder(), "taken_at": _now()}
            mine = update(lease).where(lease.c.scope == key).values(values).returning(lease.c.token)
            token = connection.execute(mine).scalar_one()
        yield Lease(key, token)


def _busy(engine: Engine, key: str) -> BusyError:
    with engine.connect() as connection:
        row = connection.execute(select(lease.c.holder, lease.c.taken_at).where(lease.c.scope == key)).first()
    who = f" ({row.holder}, từ {row.taken_at:%H:%M:%S} UTC)" if row else ""
    return BusyError(
        f"một lượt đối soát khác của cùng phạm vi đang chạy{who}",
        fix="chờ lượt đó xong rồi xem kết quả, hoặc chạy phạm vi khác bằng --scope",
    )


def _holder() -> str:
    return f"máy {socket.gethostname()}, tiến trình {os.getpid()}"


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
