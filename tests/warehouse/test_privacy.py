from __future__ import annotations

import datetime as dt
import logging
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Text, text

from doisoat.errors import ConfigError
from doisoat.keyring import Keyring, new_secret
from tests.examples import examples
from tests.warehouse.province import Night, record, sha
from warehouse.gate import FREE_TEXT
from warehouse.run import verdict_hash
from warehouse.schema import RANGED, answer_row, evidence, origin, unit
from warehouse.store import Warehouse
from warehouse.trouble import WarehouseError

OLD, NEW = "k1:" + "a" * 32, "k2:" + "b" * 32
PEOPLE = [f"Số nhà {n}, ngõ Hoàng Thị Mận {n}" for n in range(50)]


def with_people() -> dict[str, pd.DataFrame]:
    frames = Night(villages=50, indicators=("1",)).frames()
    frames["resolutions"] = frames["resolutions"].assign(address_text=PEOPLE)
    return frames


def bytes_of(folder: Path) -> bytes:
    """Everything SQLite wrote: the file, its journal and its shared memory."""
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())


def planted(data: bytes) -> int:
    return sum(person.encode() in data for person in PEOPLE)


def test_planted_people_are_nowhere_in_clear_in_the_file_or_its_journal(sqlite_url: str, tmp_path: Path) -> None:
    with Warehouse.open(sqlite_url) as store:
        store.save_run(record(1), with_people())
        assert planted(bytes_of(tmp_path)) == 50, "the search below can find them"
    for path in tmp_path.iterdir():
        path.unlink()
    with Warehouse.open(sqlite_url, Keyring.parse(NEW)) as store:
        store.save_run(record(1), with_people())
        assert (tmp_path / "doisoat.sqlite-wal").stat().st_size > 0
        assert planted(bytes_of(tmp_path)) == 0
        assert sorted(store.resolutions("latest")["address_text"]) == sorted(PEOPLE)
    assert planted(bytes_of(tmp_path)) == 0


def test_sealed_values_do_not_change_what_is_stored_again(url: str) -> None:
    with Warehouse.open(url, Keyring.parse(NEW)) as store:
        store.save_run(record(1), with_people())
        store.save_run(record(2), with_people())
        with store._engine.connect() as connection:
            assert connection.execute(text("SELECT COUNT(*) FROM resolution")).scalar_one() == 50


def test_without_the_key_sealed_values_stay_sealed(url: str) -> None:
    with Warehouse.open(url, Keyring.parse(NEW)) as store:
        store.save_run(record(1), with_people())
    with Warehouse.open(url) as store:
        assert store.resolutions("latest")["address_text"].str.startswith("siv1:k2:").all()
    with Warehouse.open(url, Keyring.parse(OLD)) as store, pytest.raises(ConfigError, match="thiếu khóa 'k2'"):
        store.resolutions("latest")


def test_rotation_seals_everything_anew_and_needs_the_old_key_no_more(url: str) -> None:
    with Warehouse.open(url) as store:
        store.save_run(record(0), with_people())
    with Warehouse.open(url, Keyring.parse(OLD)) as store:
        assert store.reseal() == 50
    with Warehouse.open(url, Keyring.parse(f"{NEW},{OLD}")) as store:
        assert sorted(store.resolutions("latest")["address_text"]) == sorted(PEOPLE)
        assert store.reseal() == 50
        assert store.reseal() == 0
    with Warehouse.open(url, Keyring.parse(NEW)) as store:
        assert sorted(store.resolutions("latest")["address_text"]) == sorted(PEOPLE)
        store.save_run(record(1), with_people())
        with store._engine.connect() as connection:
            assert connection.execute(text("SELECT COUNT(*) FROM resolution")).scalar_one() == 50


def test_a_purge_removes_people_and_keeps_verdicts(sqlite_url: str, tmp_path: Path) -> None:
    with Warehouse.open(sqlite_url) as store:
        store.save_run(record(0), with_people())
        store.save_run(record(1), Night(villages=50, indicators=("1",)).frames())
        before = store.verdicts("run-0")
        assert store.purge(record(0).started_at) == 0
        assert planted(bytes_of(tmp_path)) == 50
        assert store.purge(record(1).started_at) == 50
        assert planted(bytes_of(tmp_path)) == 0
        assert store.verdicts("run-0").equals(before)
        assert store.resolutions("run-0")["address_text"].isna().all()
        assert store.resolutions("run-0")["village_code"].notna().all()
        assert store.resolutions("run-1")["address_text"].notna().all()


def test_a_purge_on_postgresql_keeps_verdicts_and_later_runs(postgres_url: str) -> None:
    with Warehouse.open(postgres_url) as store:
        store.save_run(record(0), with_people())
        before = store.verdicts("run-0")
        assert store.purge(dt.datetime(2030, 1, 1, tzinfo=dt.UTC)) == 50
        assert store.resolutions("run-0")["address_text"].isna().all()
        store.save_run(record(1), with_people())
        assert sorted(store.resolutions("run-1")["address_text"]) == sorted(PEOPLE)
        assert store.verdicts("run-0").equals(before)


def test_a_purge_that_only_counts_changes_nothing(sqlite_url: str, tmp_path: Path) -> None:
    with Warehouse.open(sqlite_url) as store:
        store.save_run(record(0), with_people())
        assert store.purge(record(1).started_at, dry_run=True) == 50
        assert sorted(store.resolutions("latest")["address_text"]) == sorted(PEOPLE)
    assert planted(bytes_of(tmp_path)) == 50


def test_of_every_file_it_is_known_which_run_met_it_last_and_whether_one_could_read_it(url: str) -> None:
    def night(operator_file: str, status: str = "read") -> dict[str, pd.DataFrame]:
        frames = Night(operator_file=operator_file).frames()
        operator = frames["source_files"]["source_id"] == "vnpt"
        frames["source_files"].loc[operator, "status"] = status
        return frames

    with Warehouse.open(url) as store:
        assert store.files_met().empty
        store.save_run(record(0), night("T8", "refused"))
        store.save_run(record(1), night("T8"))
        store.save_run(record(2), night("T9"))
        store.save_run(record(3), night("T9"))
        store.save_run(record(4, scope=("C1",)), night("T7", "refused"))  # another question, asked once
        store.save_run(record(5), night("T10"))
        met = store.files_met().set_index("file_sha256")
    expected = {"T8": (1, True), "T9": (3, True), "T7": (4, False), "T10": (5, True), "claims": (5, True)}
    assert len(met) == len(expected)
    for name, (last, was_read) in expected.items():
        assert met.loc[sha(name), "last_used"] == record(last).started_at
        assert bool(met.loc[sha(name), "read"]) is was_read


def test_an_error_of_the_database_repeats_no_value(url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with Warehouse.open(url) as store:
        with store._writer.begin() as connection:
            connection.execute(text("DROP TABLE resolution"))
        with pytest.raises(WarehouseError) as caught:
            store.save_run(record(1), with_people())
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__
        assert "Hoàng Thị Mận" not in str(caught.value)
        assert "Hoàng Thị Mận" not in caplog.text
        assert store.runs() == []


@settings(max_examples=examples(60), deadline=None)
@given(value=st.text(max_size=40), column=st.text(min_size=1, max_size=10))
def test_what_is_sealed_opens_again_and_only_for_its_column(value: str, column: str) -> None:
    keys = Keyring.parse(NEW)
    hidden = keys.seal(column, value)
    assert keys.open(column, hidden) == value
    assert keys.seal(column, value) == hidden
    with pytest.raises(ConfigError):
        keys.open(column + "x", hidden)


def test_what_was_never_sealed_is_given_back_as_it_is() -> None:
    keys = Keyring.parse(NEW)
    assert keys.open("c", "Số 5, thôn Nà Lầu") == "Số 5, thôn Nà Lầu"


def test_a_sealed_text_that_was_altered_is_told() -> None:
    keys = Keyring.parse(NEW)
    hidden = keys.seal("c", "Số 5")
    for altered in (hidden[:-6], hidden[:-1] + "!", hidden[:12] + "AAAA" + hidden[16:]):
        with pytest.raises(ConfigError, match="không mở được"):
            keys.open("c", altered)


def test_digests_compare_within_a_column_and_key_only() -> None:
    keys, other = Keyring.parse(NEW), Keyring.parse(OLD)
    assert keys.digest("phone", "0912345678") == keys.digest("phone", "0912345678")
    values = {
        keys.digest("phone", "0912345678"),
        keys.digest("phone", "0912345679"),
        keys.digest("id_number", "0912345678"),
        other.digest("phone", "0912345678"),
    }
    assert len(values) == 4
    assert all("0912345678" not in value for value in values)


@pytest.mark.parametrize(
    "bad", ["", "k1", "k1:short", ":" + "a" * 40, f"{OLD},{OLD}", "k 1:" + "a" * 40, "k" * 41 + ":" + "a" * 40]
)
def test_a_wrong_key_is_told_without_repeating_it(bad: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Keyring.parse(bad)
    assert "a" * 32 not in str(caught.value)
    assert "short" not in str(caught.value)


def test_a_new_secret_is_one_that_parses() -> None:
    assert Keyring.parse(f"k1:{new_secret()}").current == "k1"
    assert new_secret() != new_secret()
    assert "a" * 32 not in repr(Keyring.parse(OLD))


NAMED = "UBND xã Hòa Bình Lộc Quốc Duỵt 0977.000.014"


def with_a_person_in_texts() -> dict[str, pd.DataFrame]:
    frames = Night(villages=50, indicators=("1",)).frames()
    first = frames["resolutions"].index[0]
    frames["resolutions"].loc[first, "village_text"] = f"Thôn 1, {NAMED}"
    frames["evidence"] = frames["evidence"].assign(sentence=f"Thôn ghi “{NAMED}”", sheet="hoang huu thuong")
    frames["notes"] = pd.DataFrame(
        [("vnpt", "", "operators/vnpt/tdg_hoang_huu_thuong.xlsx", NAMED)],
        columns=["source_id", "file_sha256", "name", "text"],
    )
    return frames


HIDDEN = ("Lộc Quốc Duỵt", "0977.000.014", "hoang_huu_thuong", "hoang huu thuong")


@pytest.mark.parametrize("keys", [None, Keyring.parse(NEW)])
def test_free_text_goes_in_without_persons_and_their_numbers(
    sqlite_url: str, tmp_path: Path, keys: Keyring | None
) -> None:
    plain = verdict_hash(with_a_person_in_texts()["verdicts"])
    with Warehouse.open(sqlite_url, keys) as store:
        saved = store.save_run(
            record(1, summary={"notes": [{"name": HIDDEN[2], "text": NAMED}]}), with_a_person_in_texts()
        )
        assert saved.verdict_hash == plain
        assert not [value for value in HIDDEN if value.encode() in bytes_of(tmp_path)]
        assert "•••014" in str(saved.summary)
        texts = store.resolutions("latest")["village_text"].tolist()
        assert (f"Thôn 1, {NAMED}" in texts) == (keys is not None)
        assert ("Thôn 1, UBND xã Hòa Bình ••• •••014" in texts) == (keys is None)
        store.save_run(record(2), with_a_person_in_texts())
        with store._engine.connect() as connection:
            assert connection.execute(text("SELECT COUNT(*) FROM note")).scalar_one() == 1, "nothing is stored again"
    assert not [value for value in HIDDEN if value.encode() in bytes_of(tmp_path)]


def test_nights_with_and_without_a_key_store_the_same_rows(url: str) -> None:
    for number, keys in enumerate((None, Keyring.parse(OLD), Keyring.parse(NEW), None)):
        with Warehouse.open(url, keys) as store:
            store.save_run(record(number), with_a_person_in_texts())
    with Warehouse.open(url) as store, store._engine.connect() as connection:
        for table in ("note", "evidence_block"):  # an address is sealed as a whole, and is another row then
            rows = connection.execute(text(f"SELECT MIN(first_seq), MAX(first_seq) FROM {table}")).one()  # noqa: S608
            assert rows == (1, 1), table


def test_originals_are_sealed_anew_and_purged_and_verdicts_stay(url: str) -> None:
    with Warehouse.open(url, Keyring.parse(OLD)) as store:
        store.save_run(record(0), with_a_person_in_texts())
    with Warehouse.open(url, Keyring.parse(f"{NEW},{OLD}")) as store:
        assert store.reseal() > 50
        assert store.reseal() == 0
    with Warehouse.open(url, Keyring.parse(NEW)) as store:
        assert any(NAMED in one for one in store.resolutions("run-0")["village_text"])
        before = store.verdicts("run-0")
        counted = store.purge(record(1).started_at, dry_run=True)
        assert store.purge(record(1).started_at) == counted > 50
        assert store.purge(record(1).started_at) == 0
        assert not any(NAMED in one for one in store.resolutions("run-0")["village_text"])
        assert store.verdicts("run-0").equals(before)
        with store._engine.connect() as connection:
            for table in ("note", "evidence", "resolution"):
                left = connection.execute(text(f"SELECT COUNT(*) FROM {table} WHERE original IS NOT NULL"))  # noqa: S608
                assert left.scalar_one() == 0


def test_a_purge_masks_what_was_stored_before_there_was_a_gate(sqlite_url: str, tmp_path: Path) -> None:
    with Warehouse.open(sqlite_url) as store:
        store.save_run(record(0, summary={"text": "x"}), with_a_person_in_texts())
        with store._writer.begin() as connection:
            for statement in (
                "UPDATE evidence SET sentence = :named",
                "UPDATE note SET text = :named, name = 'tdg_hoang_huu_thuong.xlsx'",
                "UPDATE origin SET sheet = 'hoang huu thuong' WHERE sheet LIKE '%•%'",
            ):
                connection.execute(text(statement), {"named": NAMED})
            connection.execute(text("UPDATE run SET summary = :named"), {"named": f'{{"text": "{NAMED}"}}'})
        assert len([value for value in HIDDEN if value.encode() in bytes_of(tmp_path)]) == 4
        assert store.purge(record(1).started_at) > 50
        assert not [value for value in HIDDEN if value.encode() in bytes_of(tmp_path)]


# Texts of our own making, codes and digests: they are no free text, and do not come to the gate.
_CODES = frozenset(
    [
        "about",
        "act",
        "basis",
        "by_unit",
        "candidates",
        "cell",
        "changed_since",
        "check_id",
        "check_ids",
        "choices",
        "claim",
        "commune_code",
        "criteria",
        "district_code",
        "evidence_verdict",
        "expectation_id",
        "fact",
        "field",
        "file_hash",
        "file_sha256",
        "gate",
        "ground",
        "indicator",
        "kind",
        "left_out",
        "level",
        "match",
        "meaning",
        "method",
        "mover",
        "original",
        "other_reading",
        "other_unit_code",
        "outcome",
        "published_from",
        "publisher",
        "question",
        "reading",
        "reading_dependent",
        "reason",
        "reasons",
        "receipt",
        "reference",
        "role",
        "row_runs",
        "run_id",
        "said",
        "sense",
        "severity",
        "sign",
        "signal",
        "source_id",
        "standing",
        "status",
        "suite",
        "switch",
        "unit_code",
        "verdict",
        "village_code",
    ]
)


def test_every_text_column_is_free_text_for_the_gate_or_a_code() -> None:
    """A new column of text must be decided about: where it may quote a cell, it belongs to ``FREE_TEXT``."""
    for table in (*RANGED.values(), evidence, origin, unit, answer_row):
        texts = {column.name for column in table.columns if isinstance(column.type, Text)}
        undecided = texts - set(FREE_TEXT.get(table.name, ())) - _CODES
        assert undecided <= ({"text"} if table.name == "criteria_file" else set()), table.name
        if table not in (origin, unit, RANGED["verdict"]):
            assert ("original" in texts) == (table.name in FREE_TEXT), table.name
