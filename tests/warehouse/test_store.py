from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import asdict, replace
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import text

from doisoat.columns import VERDICTS_CSV
from doisoat.errors import ConfigError
from tests.warehouse.province import Night, letter, record, sha
from warehouse.run import verdict_hash
from warehouse.schema import metadata
from warehouse.store import Warehouse
from warehouse.trouble import WarehouseError


def count(store: Warehouse, table: str) -> int:
    with store._engine.connect() as connection:
        return int(connection.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one())  # noqa: S608


def sizes(store: Warehouse) -> dict[str, int]:
    return {name: count(store, name) for name in metadata.tables}


def test_a_saved_run_gives_back_its_record_in_utc(warehouse: Warehouse) -> None:
    asked = record(1, known_at=dt.datetime(2024, 11, 1, 7, tzinfo=dt.timezone(dt.timedelta(hours=7))), scope=("V002",))
    saved = warehouse.save_run(asked, Night().frames())
    assert warehouse.runs() == [saved]
    assert saved == replace(asked, verdict_hash=verdict_hash(Night().frames()["verdicts"]))
    assert warehouse.resolve_run("latest") == warehouse.resolve_run("run-1") == saved
    assert saved.known_at is not None
    assert warehouse.runs()[0].known_at == dt.datetime(2024, 11, 1, 0, tzinfo=dt.UTC)
    assert warehouse.runs()[0].known_at.tzinfo is dt.UTC  # type: ignore[union-attr]


def test_verdicts_come_back_sorted_with_blanks_as_empty_texts(warehouse: Warehouse) -> None:
    frames = Night().frames()
    frames["verdicts"] = frames["verdicts"].sample(frac=1, random_state=3)
    warehouse.save_run(record(1), frames)
    found = warehouse.verdicts("latest")
    assert tuple(found.columns) == VERDICTS_CSV
    assert len(found) == 12
    keys = list(found[["criteria", "level", "unit_code", "indicator"]].itertuples(index=False, name=None))
    assert keys == sorted(keys)
    assert not found.isna().any().any()
    assert set(found["claim"]) == {"met", ""}
    assert set(found["as_of"]) == {"2024-11-16"}
    assert set(found["unit"]) == {f"Thôn Nà {v}" for v in range(4)}


@pytest.mark.parametrize(
    ("scopes", "units"),
    [
        (["V002"], {"V002"}),
        (["C1"], {"V001", "V003"}),
        (["D1"], {"V000", "V001", "V002", "V003"}),
        (["C1", "V000"], {"V000", "V001", "V003"}),
        (["C"], set()),
    ],
)
def test_a_scope_takes_units_at_or_below_the_codes(sqlite_url: str, scopes: list[str], units: set[str]) -> None:
    with Warehouse.open(sqlite_url) as store:
        store.save_run(record(1), Night().frames())
        assert set(store.verdicts("latest", scopes)["unit_code"]) == units


def test_the_same_run_saved_twice_is_one_run(warehouse: Warehouse) -> None:
    first = warehouse.save_run(record(1), Night().frames())
    before = sizes(warehouse)
    assert warehouse.save_run(record(1), Night().frames()) == first
    assert sizes(warehouse) == before


def test_a_run_id_never_gets_other_verdicts(warehouse: Warehouse) -> None:
    first = warehouse.save_run(record(1), Night().frames())
    with pytest.raises(WarehouseError, match="run-1"):
        warehouse.save_run(record(1), Night(verdicts={(0, "1"): "contradicted"}).frames())
    assert warehouse.runs() == [first]


def test_a_night_without_changes_stores_nothing_but_its_run(warehouse: Warehouse) -> None:
    warehouse.save_run(record(1), Night().frames())
    before = sizes(warehouse)
    warehouse.save_run(record(2), Night().frames())
    after = sizes(warehouse)
    assert {name for name in after if after[name] != before[name]} == {"run"}
    assert list(warehouse.verdicts("run-2")["verdict"]) == list(warehouse.verdicts("run-1")["verdict"])


def test_one_changed_verdict_stores_one_verdict(warehouse: Warehouse) -> None:
    warehouse.save_run(record(1), Night().frames())
    before = sizes(warehouse)
    night = Night(verdicts={(1, "2"): "contradicted"}, says={(1, "2"): "VNPT: không"})
    warehouse.save_run(record(2), night.frames())
    after = sizes(warehouse)
    grown = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    # The village as a whole is no longer "met": its overall verdict changed with the indicator's.
    assert grown == {"run": 1, "verdict": 2, "check_result": 1, "evidence_block": 1, "evidence": 1}


def test_every_run_can_be_read_as_it_was_after_many_more(warehouse: Warehouse) -> None:
    nights = [
        Night(),
        Night(verdicts={(0, "1"): "contradicted"}),
        Night(villages=3),
        Night(verdicts={(0, "1"): "contradicted"}, communes={2: "C9"}),
        Night(),
        Night(villages=0, indicators=()),
        Night(operator_file="vnpt T10"),
    ]
    for number, night in enumerate(nights):
        frames = night.frames() if night.villages else {}
        warehouse.save_run(record(number), frames)
    for number, night in enumerate(nights):
        wanted = night.frames()["verdicts"] if night.villages else pd.DataFrame()
        found = warehouse.verdicts(f"run-{number}")
        assert verdict_hash(found) == verdict_hash(wanted) == warehouse.resolve_run(f"run-{number}").verdict_hash
        assert len(found) == len(wanted)


def test_a_look_back_does_not_become_the_present(warehouse: Warehouse) -> None:
    warehouse.save_run(record(5), Night().frames())
    warehouse.save_run(record(6, as_of=dt.date(2024, 1, 1)), Night(verdicts={(0, "1"): "contradicted"}).frames())
    warehouse.save_run(record(7, scope=("V001",)), Night(villages=1).frames())
    assert warehouse.resolve_run("latest").run_id == "run-6"  # that of V001 does not answer for all
    assert warehouse.resolve_run("latest", ["V001"]).run_id == "run-7"
    with warehouse._engine.connect() as connection:
        runs = connection.execute(text("SELECT DISTINCT run_id FROM mart_current_verdict")).scalars().all()
    assert runs == ["run-5"]


def test_nights_whose_days_follow_each_other_store_nothing_twice_whenever_they_were_run(warehouse: Warehouse) -> None:
    """Nights of 2024 run again in 2026, after and between nights of 2026."""
    days = ["2026-11-20", "2024-11-15", "2024-11-16", "2026-11-21", "2024-11-17", "2024-11-17", "2026-11-22"]
    stored = []
    for number, day in enumerate(days):
        states = {(0, "1"): "contradicted"} if day < "2026" else {}
        today = record(700 + number, as_of=dt.date.fromisoformat(day))
        warehouse.save_run(today, Night(verdicts=states).frames())
        stored.append(count(warehouse, "verdict"))
    assert stored == [12] + [24] * 6
    assert [len(warehouse.verdicts(f"run-{700 + n}").query("verdict == 'contradicted'")) for n in range(7)] == [
        0, 1, 1, 0, 1, 1, 0,
    ]  # fmt: skip
    warehouse.save_run(record(800, as_of=dt.date(2023, 1, 1)), Night().frames())
    assert count(warehouse, "verdict") == 36
    assert count(warehouse, "line") == 3


def test_runs_of_other_scopes_do_not_disturb_each_other(warehouse: Warehouse) -> None:
    warehouse.save_run(record(1), Night().frames())
    warehouse.save_run(record(2, scope=("V000",)), Night(villages=1, verdicts={(0, "1"): "conflict"}).frames())
    before = sizes(warehouse)
    warehouse.save_run(record(3), Night().frames())
    assert sizes(warehouse) == {**before, "run": before["run"] + 1}
    assert set(warehouse.verdicts("run-2")["unit_code"]) == {"V000"}


def test_an_explanation_names_file_sheet_and_row(warehouse: Warehouse) -> None:
    warehouse.save_run(record(1), Night().frames())
    found = warehouse.explain("latest", "V002", "1")
    assert (found.run_id, found.unit, found.commune, found.district) == (
        "run-1",
        "Thôn Nà 2",
        "Xã C0",
        "Huyện Bình Gia",
    )
    (indicator,) = found.indicators
    assert (indicator.claim, indicator.verdict, indicator.basis) == ("met", "confirmed", "independent")
    (claim_row,) = indicator.claim_rows
    assert (claim_row.file, claim_row.sheet, claim_row.row) == ("claims/a.xlsx", "Tự đánh giá", 4)
    (check,) = indicator.checks
    assert (check.check_id, check.outcome, check.sentence) == ("fibre", "pass", "Vì thế.")
    (proof,) = check.evidence
    assert asdict(proof) == {
        "role": "for",
        "source_id": "vnpt",
        "file_sha256": sha("vnpt T9"),
        "file": "operators/vnpt/T9.xlsx",
        "sheet": "Thôn",
        "row": 7,
        "published_on": dt.date(2024, 9, 30),
        "sentence": "VNPT: có cáp quang",
    }


PLACE_OF_CLAIM = {"source_id": "village_claims", "file_sha256": sha("claims"), "sheet": "Tự đánh giá", "row": 4}


def test_signals_stand_in_the_explanation_apart_from_verdicts_and_in_a_mart(warehouse: Warehouse) -> None:
    told = pd.DataFrame(
        [
            {"signal": name, "unit_code": "V002", "other_unit_code": other, "sentence": name, **PLACE_OF_CLAIM}
            for name, other in (("same_product", "V001"), ("household_gap", ""))
        ]
    )
    warehouse.save_run(record(1), {**Night().frames(), "signals": told})
    found = warehouse.explain("latest", "V002").signals
    assert [(one.signal, one.other_unit_code, one.where.row) for one in found] == [
        ("household_gap", "", 4),
        ("same_product", "V001", 4),
    ]
    assert found[0].where.file == "claims/a.xlsx"
    assert warehouse.explain("latest", "V001").signals == ()
    with warehouse._reading() as connection:
        rows = connection.execute(text("SELECT signal, unit, other_unit_code FROM mart_signal ORDER BY signal")).all()
    assert [tuple(row) for row in rows] == [("household_gap", "Thôn Nà 2", None), ("same_product", "Thôn Nà 2", "V001")]


def test_what_was_contradicted_is_told_as_the_newest_run_that_did_so_had_it(warehouse: Warehouse) -> None:
    assert warehouse.contradicted("vnpt").empty
    warehouse.save_run(record(1), Night(verdicts={(0, "1"): "contradicted"}, says={(0, "1"): "VNPT: không"}).frames())
    warehouse.save_run(record(2), Night(verdicts={(1, "2"): "contradicted"}).frames())
    warehouse.save_run(record(3), Night().frames())
    found = warehouse.contradicted("vnpt").set_index(["unit_code", "indicator"])
    assert set(found.index) == {("V000", "1"), ("V001", "2")}
    assert found.loc[("V000", "1"), ["claim", "as_of", "sentence"]].tolist() == ["met", record(1).as_of, "VNPT: không"]
    assert warehouse.contradicted("no_source")["sentence"].isna().all()


def test_an_explanation_of_an_old_run_shows_what_that_run_rested_on(warehouse: Warehouse) -> None:
    warehouse.save_run(record(1), Night().frames())
    warehouse.save_run(record(2), Night(operator_file="vnpt T10", says={(0, "1"): "VNPT: không"}).frames())
    old, new = warehouse.explain("run-1", "V000", "1"), warehouse.explain("run-2", "V000", "1")
    assert [p.sentence for p in old.indicators[0].checks[0].evidence] == ["VNPT: có cáp quang"]
    assert [p.sentence for p in new.indicators[0].checks[0].evidence] == ["VNPT: không"]
    assert new.indicators[0].checks[0].evidence[0].file_sha256 == sha("vnpt T10")


def test_all_indicators_of_a_unit_are_explained_in_order(warehouse: Warehouse) -> None:
    warehouse.save_run(record(1), Night().frames())
    assert [i.indicator for i in warehouse.explain("latest", "V001").indicators] == ["1", "2", "overall"]


def test_asking_for_what_is_not_there_says_what_to_do(warehouse: Warehouse) -> None:
    with pytest.raises(ConfigError, match="chưa có lượt đối soát nào"):
        warehouse.verdicts("latest")
    warehouse.save_run(record(1), Night().frames())
    with pytest.raises(ConfigError, match="không có lượt đối soát run-9"):
        warehouse.resolve_run("run-9")
    with pytest.raises(ConfigError, match="V999, chỉ tiêu 1"):
        warehouse.explain("latest", "V999", "1")


def test_a_frame_that_no_table_takes_is_an_error_and_not_lost(warehouse: Warehouse) -> None:
    with pytest.raises(ValueError, match="verdictz"):
        warehouse.save_run(record(1), {"verdictz": pd.DataFrame({"a": [1]})})
    assert warehouse.runs() == []


def test_text_that_a_database_cannot_hold_is_stored_alike_on_both(warehouse: Warehouse) -> None:
    frames = Night(says={(0, "1"): "a\0b", (0, "2"): "half", (1, "1"): 'x"\r\n,\\N;\t'}).frames()
    half = frames["evidence"]["sentence"].astype(object)
    frames["evidence"]["sentence"] = half.where(half != "half", "c\ud800d")
    warehouse.save_run(record(1), frames)
    said = [i.checks[0].evidence[0].sentence for i in warehouse.explain("latest", "V000").indicators[:2]]
    assert said == ["a\ufffdb", "c?d"]
    assert warehouse.explain("latest", "V001", "1").indicators[0].checks[0].evidence[0].sentence == 'x"\r\n,\\N;\t'


def test_equal_rows_are_all_kept(warehouse: Warehouse) -> None:
    frames = Night().frames()
    frames["notes"] = pd.DataFrame([{"source_id": "vnpt", "file_sha256": sha("x"), "name": "x", "text": "hai lần"}] * 2)
    frames["evidence"] = pd.concat([frames["evidence"]] * 2)
    warehouse.save_run(record(1), frames)
    warehouse.save_run(record(2), frames)
    assert count(warehouse, "note") == 2
    assert len(warehouse.explain("run-2", "V000", "1").indicators[0].checks[0].evidence) == 2


def test_verdict_csv_is_byte_identical_on_sqlite_and_postgresql(sqlite_url: str, postgres_url: str) -> None:
    found = []
    # Names that servers sort differently from code points.
    night = Night(villages=6, communes={0: "ă", 1: "Z", 2: "a", 3: "đ", 4: "B", 5: "Á"})
    for target in (sqlite_url, postgres_url):
        with Warehouse.open(target) as store:
            store.save_run(record(1), night.frames())
            found.append(store.verdicts("latest").to_csv(index=False, lineterminator="\n").encode())
    assert found[0] == found[1]
    assert hashlib.sha256(found[0]).hexdigest() == hashlib.sha256(found[1]).hexdigest()
    assert found[0].count(b"\n") == 19


def test_verdict_hash_ignores_order_and_tells_neighbouring_cells_apart() -> None:
    rows = Night().frames()["verdicts"]
    assert verdict_hash(rows) == verdict_hash(rows.sample(frac=1, random_state=1))
    one = rows.assign(claim="me", verdict="tconfirmed")
    other = rows.assign(claim="met", verdict="confirmed")
    assert verdict_hash(one) != verdict_hash(other)
    hashes = {verdict_hash(rows.assign(**{name: "đổi"})) for name in ("verdict", "basis", "reasons", "claim", "unit")}
    assert len(hashes | {verdict_hash(rows)}) == 6


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        ("mysql://server/db", "không dùng được"),
        ("không phải url", "không dùng được"),
        ("postgresql://u:matkhau@127.0.0.1:1/db", "mất kết nối"),
    ],
)
def test_a_wrong_url_is_told_without_its_password(bad: str, what: str) -> None:
    with pytest.raises(Exception, match=what) as caught:
        Warehouse.open(bad)
    assert "matkhau" not in str(caught.value)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    path.write_bytes(b"khong phai sqlite" * 100)
    with pytest.raises(WarehouseError, match="hỏng hoặc không phải SQLite"):
        Warehouse.open(f"sqlite:///{path}")


def test_units_are_kept_as_a_history_of_versions(warehouse: Warehouse) -> None:
    warehouse.save_run(record(1), Night().frames())
    warehouse.save_run(record(2), Night(communes={0: "C9"}).frames())
    warehouse.save_run(record(3), Night(communes={0: "C9"}).frames())
    with warehouse._engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT commune_code, first_as_of, last_as_of, is_newest FROM mart_unit_history"
                " WHERE unit_code = 'V000' ORDER BY first_as_of"
            )
        ).all()
    assert [(r[0], str(r[1]), str(r[2]), r[3]) for r in rows] == [
        ("C0", "2024-11-16", "2024-11-16", 0),
        ("C9", "2024-11-17", "2024-11-18", 1),
    ]
    assert set(warehouse.verdicts("run-1")["commune_code"]) == {"C0", "C1"}


def test_letters_are_queued_with_their_run_or_not_at_all(warehouse: Warehouse) -> None:
    with pytest.raises(ValueError, match="verdictz"):
        warehouse.save_run(record(1), {"verdictz": pd.DataFrame()}, letters=[letter("C1")])
    assert count(warehouse, "outbox") == 0
    for _ in range(2):
        warehouse.save_run(record(1), Night().frames(), letters=[letter("C1"), letter("C2")])
    assert count(warehouse, "outbox") == 2


def test_the_rules_and_the_run_known_at_a_moment_can_be_asked_for(warehouse: Warehouse) -> None:
    for number in (1, 2):
        frames = Night().frames()
        frames["criteria_files"] = pd.DataFrame(
            [{"criteria": "TTM-2023", "file_hash": "h", "text": f"quy tắc {number}"}]
        )
        warehouse.save_run(record(number), frames)
    warehouse.save_run(record(3, scope=("V001",)), Night(villages=1).frames())
    assert warehouse.rules("run-1") == {"TTM-2023": "quy tắc 1"}
    assert warehouse.rules("run-2") == {"TTM-2023": "quy tắc 2"}
    ended = record(2).finished_at
    assert ended is not None
    later = ended + dt.timedelta(days=9)
    for moment, wanted in ((ended, "run-2"), (ended - dt.timedelta(seconds=1), "run-1"), (later, "run-2")):
        found = warehouse.newest_run(moment)
        assert found is not None
        assert found.run_id == wanted
    assert warehouse.newest_run(record(0).started_at) is None


def test_units_without_a_verdict_are_known_too(warehouse: Warehouse) -> None:
    frames = Night(villages=1).frames()
    place = {"level": "commune", "unit_code": "C7", "unit": "Xã Bảy", "commune_code": "C7", "commune": "Xã Bảy"}
    frames["units"] = pd.DataFrame([place])
    warehouse.save_run(record(1), frames)
    with warehouse._engine.connect() as connection:
        rows = connection.execute(text("SELECT unit_code FROM mart_unit_history ORDER BY unit_code")).scalars().all()
    assert rows == ["C7", "V000"]


def test_a_run_as_of_a_day_to_come_does_not_become_the_present(warehouse: Warehouse) -> None:
    frames = Night().frames()
    warehouse.save_run(record(1), frames)
    ahead = record(2, as_of=dt.date(2090, 1, 1))
    warehouse.save_run(ahead, frames)
    warehouse.save_run(record(3), frames)
    with warehouse._engine.connect() as connection:
        current = connection.execute(text("SELECT DISTINCT run_id FROM mart_current_verdict")).scalars().all()
    assert current == ["run-3"]
