"""A warehouse of each kind; the PostgreSQL server is started by the tests themselves."""

from __future__ import annotations

import itertools
import os
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from benchmarks.postgres import NoServerError, Server, server
from warehouse.store import Warehouse

_numbers = itertools.count()
ON_BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.system)]
REQUIRED = "DOISOAT_TEST_POSTGRES_REQUIRED"  # set by .ci/run: there a missing server is a failure, not a skip


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    try:
        with server(durable=False) as running:
            yield running
    except NoServerError as error:
        if os.environ.get(REQUIRED):
            raise
        warnings.warn(f"TESTS ON POSTGRESQL WERE SKIPPED, no server can be had here: {error}", stacklevel=1)
        pytest.skip(f"no PostgreSQL server can be had here: {error}")


def _admin(postgres: Server, *statements: str) -> None:
    admin = create_engine(make_url(postgres.url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    admin.dispose()


def _named(postgres: Server, name: str) -> str:
    return make_url(postgres.url).set(database=name).render_as_string(hide_password=False)


# Migrating takes longer than most tests: they work on copies of a warehouse that was migrated once.


@pytest.fixture(scope="session")
def postgres_template(postgres: Server) -> str:
    name = f"template_{os.getpid()}"
    _admin(postgres, f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    Warehouse.open(_named(postgres, name)).close()
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.sqlite"
    Warehouse.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def postgres_url(postgres: Server, postgres_template: str) -> Iterator[str]:
    """A migrated database on the server."""
    name = f"t{os.getpid()}_{next(_numbers)}"
    _admin(postgres, f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    yield _named(postgres, name)
    _admin(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """A migrated file."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'doisoat.sqlite')}"


@pytest.fixture(params=ON_BOTH)
def url(request: pytest.FixtureRequest) -> str:
    """A warehouse that somebody migrated before."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


@pytest.fixture
def new_postgres_url(postgres: Server) -> Iterator[str]:
    name = f"n{os.getpid()}_{next(_numbers)}"
    _admin(postgres, f"CREATE DATABASE {name}")
    yield _named(postgres, name)
    _admin(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=ON_BOTH)
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database that nobody has opened yet; on SQLite neither the file nor its folder is there."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'kho' / 'doisoat.sqlite'}"
    return str(request.getfixturevalue("new_postgres_url"))


@pytest.fixture
def warehouse(url: str) -> Iterator[Warehouse]:
    with Warehouse.open(url) as store:
        yield store
