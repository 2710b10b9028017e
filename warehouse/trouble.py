"""Errors of a database told to a person, without the values that were being written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from doisoat.errors import DoisoatError, TransientError
from warehouse.dialects import Dialect


class WarehouseError(DoisoatError):
    """The database refused for a reason that trying again will not mend."""


@contextmanager
def translate_db_errors(dialect: Dialect) -> Iterator[None]:
    """Turn the driver's errors into ours.

    The original is not chained: its text may repeat a row, and a row may hold what must not reach a log.

    Raises:
        TransientError: the server went away, is starting, or is locked by somebody.
        WarehouseError: the disk is full, the file is not a database, no rights ...
    """
    try:
        yield
    except (DBAPIError, dialect.DRIVER_ERROR) as error:
        inner = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
        kind, what, fix = dialect.diagnose(inner)
        raise (TransientError if kind == "transient" else WarehouseError)(
            f"{what} ({type(inner).__name__})", fix=fix
        ) from None
