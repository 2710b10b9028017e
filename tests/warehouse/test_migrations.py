from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from doisoat.errors import ConfigError
from tests.warehouse.province import Night, letter, record
from warehouse import dictionary, migrations
from warehouse.marts import MARTS
from warehouse.run import verdict_hash
from warehouse.schema import metadata
from warehouse.store import Warehouse


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    return ScriptDirectory.from_config(config)


OUTBOX = "0002"  # the revision that brought the letters
REVISIONS = [script.revision for script in scripts().walk_revisions()]


def test_head_is_the_newest_migration() -> None:
    assert scripts().get_current_head() == migrations.HEAD == REVISIONS[0]


def test_migrations_build_exactly_what_the_schema_says(warehouse: Warehouse) -> None:
    with warehouse._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_a_table_that_no_migration_builds_is_noticed(warehouse: Warehouse) -> None:
    """The check above can fail."""
    with warehouse._writer.begin() as connection:
        connection.execute(text("DROP TABLE note"))
    with warehouse._engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    assert [difference[0] for difference in differences] == ["add_table", "add_index"]


def test_migrations_go_down_to_nothing_and_up_again(warehouse: Warehouse) -> None:
    warehouse.save_run(record(1), Night().frames())
    with warehouse._writer.begin() as connection:
        migrations.downgrade(connection, "base")
    with warehouse._engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
        assert inspect(connection).get_view_names() == []
    with warehouse._writer.begin() as connection:
        migrations.migrate(connection)
    warehouse.save_run(record(1), Night().frames())
    assert len(warehouse.verdicts("latest")) == 12


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_warehouse_of_any_revision_is_brought_up_with_its_runs(warehouse: Warehouse, url: str, revision: str) -> None:
    first = warehouse.save_run(record(1), Night().frames(), letters=[letter("C1")])
    with warehouse._writer.begin() as connection:
        migrations.downgrade(connection, revision)
    with warehouse._engine.connect() as connection:
        assert migrations.state(connection)[0] == revision
        if revision != migrations.HEAD:
            assert compare_metadata(MigrationContext.configure(connection), metadata) != []
    with Warehouse.open(url) as store:
        assert verdict_hash(store.verdicts("run-1")) == first.verdict_hash
        second = store.save_run(record(2), Night(verdicts={(0, "1"): "contradicted"}).frames(), letters=[letter("C2")])
        assert store.runs() == [first, second]
        assert list(store.diff("run-1", "run-2")["unit_code"]) == ["V000", "V000"]
        with store._engine.connect() as connection:
            letters = connection.execute(text("SELECT COUNT(*) FROM outbox")).scalar_one()
            assert letters == (1 if revision < OUTBOX else 2)  # who goes below it loses the letters
            assert migrations.state(connection) == migrations.wanted_state()
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_migration_that_breaks_off_leaves_nothing(new_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_connection: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr(migrations.marts, "create", broken)
        with pytest.raises(RuntimeError):
            Warehouse.open(new_url)
    with Warehouse.open(new_url) as store:
        store.save_run(record(1), Night().frames())
        assert len(store.runs()) == 1


def test_several_programs_may_meet_a_new_database_at_once(new_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        for store in pool.map(lambda _: Warehouse.open(new_url), range(4)):
            store.close()
    with Warehouse.open(new_url) as store:
        assert store.runs() == []


def test_views_of_an_older_program_are_made_anew(url: str) -> None:
    with Warehouse.open(url) as store, store._writer.begin() as connection:
        connection.execute(text("DROP VIEW mart_gate"))
        connection.execute(text("CREATE VIEW mart_gate AS SELECT 1 AS old"))
        connection.execute(text("UPDATE meta SET value = 'older' WHERE name = 'views'"))
    with Warehouse.open(url) as store, store._engine.connect() as connection:
        assert "sentence" in set(connection.execute(text("SELECT * FROM mart_gate")).keys())


def test_a_database_of_a_newer_program_is_refused(url: str) -> None:
    with Warehouse.open(url) as store, store._writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigError, match="phiên bản chương trình mới hơn"):
        Warehouse.open(url)


def test_every_view_has_the_columns_its_description_names(warehouse: Warehouse) -> None:
    warehouse.save_run(record(1), Night().frames())
    with warehouse._engine.connect() as connection:
        for mart in MARTS:
            found = connection.execute(text(f"SELECT * FROM {mart.name}"))  # noqa: S608
            assert list(found.keys()) == list(mart.columns), mart.name


def test_the_data_dictionary_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert dictionary.main(["--check"]) == 0, capsys.readouterr().err


def test_a_data_dictionary_that_says_something_else_fails_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dictionary, "PAGE", tmp_path / "dictionary.md")
    assert dictionary.main(["--check"]) == 1
    assert dictionary.main([]) == 0
    assert dictionary.main(["--check"]) == 0
    (tmp_path / "dictionary.md").write_text(dictionary.dictionary().replace("verdict", "opinion", 1), encoding="utf-8")
    assert dictionary.main(["--check"]) == 1
