"""``doisoat doctor``: is everything in its place, and if not, what to do. Looks only; changes nothing.

Every look is guarded: one that breaks is a ✗ of its own, and the others go on. The looks are found in the modules below
in the order in which a run needs what they look at; each module is imported within the guard, because a library that
is missing or broken is one of the things to find out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module

from doisoat.errors import DoisoatError, describe_fault
from doisoat.settings import Settings
from flows.watch.doctor.check import Check, Inspection, State, bad

__all__ = ["Check", "State", "examine"]

_PARTS = ("machine", "content", "stored_runs", "sources", "sending", "services")


def examine(read: Callable[[], Settings], now: dt.datetime) -> list[Check]:
    """Everything that can be looked at. Where the settings cannot be read, the machine alone.

    Args:
        read: gives the settings, or raises ``ConfigError``.
        now: the current time, with its zone.
    """
    try:
        settings = read()
    except DoisoatError as error:
        return [*_guarded("machine", None, now), _broken("settings", error)]
    inspection = Inspection(settings, now)
    return [check for part in _PARTS for check in _guarded(part, inspection, now)]


def _guarded(part: str, inspection: Inspection | None, now: dt.datetime) -> Iterator[Check]:
    try:
        module = import_module(f"flows.watch.doctor.{part}")
    except Exception as error:
        yield _broken(part, error)
        return
    looks: list[partial[Iterator[Check]]] = [partial(look, now) for look in getattr(module, "WITHOUT_SETTINGS", ())]
    looks += [partial(look, inspection) for look in module.LOOKS if inspection is not None]
    for look in looks:
        try:
            yield from look()
        except Exception as error:
            yield _broken(look.func.__name__, error)


def _broken(id_: str, error: Exception) -> Check:
    """A look that broke, in our words; what a library says may quote what it read."""
    if isinstance(error, DoisoatError):
        where = str(error.spot)
        return bad(id_, f"{where}: {error.what}" if where else error.what, error.fix or "xem thông báo trên")
    return bad(id_, f"Chưa kiểm tra được ({describe_fault(error)})", "gửi dòng này cho người phụ trách kỹ thuật")
