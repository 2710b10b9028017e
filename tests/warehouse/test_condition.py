"""A look at a warehouse changes nothing, whatever is there."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, make_url, text

from doisoat.errors import TransientError
from warehouse.condition import Condition, condition
from warehouse.migrations import HEAD
from warehouse.trouble import WarehouseError


def test_a_migrated_one_is_current_and_can_be_written(url: str) -> None:
    assert condition(url) == Condition(exists=True, revision=HEAD, is_current=True)


def test_one_that_nobody_has_opened_is_left_so(new_url: str, tmp_path: Path) -> None:
    seen = condition(new_url)
    assert (seen.revision, seen.is_current, seen.trouble) == (None, False, None)
    if new_url.startswith("sqlite"):
        assert list(tmp_path.iterdir()) == []
    else:
        engine = create_engine(make_url(new_url).set(drivername="postgresql+psycopg"))
        assert inspect(engine).get_table_names() == []
        engine.dispose()


def test_a_reader_of_postgresql_may_not_write(postgres_url: str) -> None:
    engine = create_engine(make_url(postgres_url).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        name = connection.execute(text("SELECT current_database()")).scalar_one()
        connection.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
    engine.dispose()
    seen = condition(postgres_url)
    assert seen.is_current
    assert seen.trouble is not None
    assert not isinstance(seen.trouble, TransientError)


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "kho.sqlite").write_bytes(b"khong phai kho" * 500)
    with pytest.raises(WarehouseError):
        condition(f"sqlite:///{tmp_path / 'kho.sqlite'}")


def test_an_empty_file_is_no_warehouse_and_stays_empty(tmp_path: Path) -> None:
    (tmp_path / "kho.sqlite").touch()
    assert condition(f"sqlite:///{tmp_path / 'kho.sqlite'}") == Condition(exists=False)
    assert (tmp_path / "kho.sqlite").stat().st_size == 0
