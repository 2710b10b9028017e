"""A warehouse of each kind; the PostgreSQL server is started by the tests themselves."""

from __future__ import annotations

import itertools
import os
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from benchmarks.postgres import NoServerError, Server, server
from warehouse.store import Warehouse

_numbers = itertools.count()
REQUIRED = "DOISOAT_TEST_POSTGRES_REQUIRED"  # set by .ci/run: there a missing server is a failure, not a skip


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    try:
        with server() as running:
            yield running
    except NoServerError as error:
        if os.environ.get(REQUIRED):
            raise
        warnings.warn(f"TESTS ON POSTGRESQL WERE SKIPPED, no server can be had here: {error}", stacklevel=1)
        pytest.skip(f"no PostgreSQL server can be had here: {error}")


@pytest.fixture
def postgres_url(postgres: Server) -> Iterator[str]:
    """An empty database on the server."""
    name = f"t{os.getpid()}_{next(_numbers)}"
    admin = create_engine(make_url(postgres.url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(postgres.url).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'kho' / 'doisoat.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


@pytest.fixture
def warehouse(url: str) -> Iterator[Warehouse]:
    with Warehouse.open(url) as store:
        yield store
