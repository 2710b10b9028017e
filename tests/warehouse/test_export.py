from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from tests.warehouse.province import Night, record, sha
from warehouse.store import Warehouse

# The last of these is not a formula; the others are, to one spreadsheet or another.
CELLS = ["=1+1", "+84912", "-2", "@cmd", "\t=1", "＝1+1", "a\r=1+1", "Thôn Nà Lầu"]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def hostile() -> dict[str, pd.DataFrame]:
    frames = Night(villages=8, indicators=("1",), says={(v, "1"): cell for v, cell in enumerate(CELLS)}).frames()
    frames["notes"] = pd.DataFrame(
        [{"source_id": "vnpt", "file_sha256": sha("x"), "name": "x.xlsx", "text": "ghi chú"}]
    )
    return frames


def test_an_export_describes_every_file_with_its_fields_and_hash(warehouse: Warehouse, tmp_path: Path) -> None:
    warehouse.save_run(record(1), hostile())
    package = json.loads(warehouse.export("latest", tmp_path / "out").read_text(encoding="utf-8"))
    assert package["verdict_hash"] == warehouse.resolve_run("latest").verdict_hash
    assert {resource["path"] for resource in package["resources"]} == {
        path.name for path in (tmp_path / "out").iterdir() if path.name != "datapackage.json"
    }
    for resource in package["resources"]:
        path = tmp_path / "out" / resource["path"]
        assert resource["hash"] == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        assert resource["bytes"] == path.stat().st_size
        names = [field["name"] for field in resource["schema"]["fields"]]
        assert all(field["description"] for field in resource["schema"]["fields"])
        if resource["format"] == "csv":
            assert path.read_text(encoding="utf-8").split("\n", 1)[0] == ",".join(names)
        else:
            assert pq.read_schema(path).names == names


def test_no_cell_of_an_exported_csv_is_a_formula_and_parquet_is_exact(warehouse: Warehouse, tmp_path: Path) -> None:
    warehouse.save_run(record(1), hostile())
    warehouse.export("latest", tmp_path)
    sentences = {row["unit_code"]: row["sentence"] for row in rows_of(tmp_path / "evidence.csv")}
    assert sentences["V000"] == "'=1+1"
    assert sentences["V006"] == "a\n=1+1"
    assert sentences["V007"] == "Thôn Nà Lầu"
    assert not any(cell[:1] in "=+-@\t＝" for cell in sentences.values())
    exact = pq.read_table(tmp_path / "evidence.parquet").to_pandas()
    assert list(exact.sort_values("unit_code")["sentence"]) == CELLS
    assert set(exact["published_on"]) == {dt.date(2024, 9, 30)}


def test_rows_of_an_export_are_those_of_its_run_only(warehouse: Warehouse, tmp_path: Path) -> None:
    warehouse.save_run(record(1), Night().frames())
    warehouse.save_run(record(2), Night(villages=2, operator_file="vnpt T10").frames())
    warehouse.export("run-1", tmp_path / "1", ("csv",))
    warehouse.export("run-2", tmp_path / "2", ("csv",))
    assert len(rows_of(tmp_path / "1" / "verdict.csv")) == 12
    assert len(rows_of(tmp_path / "2" / "verdict.csv")) == 6
    assert {row["file_sha256"] for row in rows_of(tmp_path / "2" / "evidence.csv")} == {sha("vnpt T10")}
    claims = rows_of(tmp_path / "2" / "verdict_claim.csv")
    assert {(row["source_id"], row["sheet"]) for row in claims} == {("village_claims", "Tự đánh giá")}
    assert not list(tmp_path.glob("*/*.parquet"))


@pytest.mark.parametrize("seed", [1, 2])
def test_an_export_is_byte_identical_on_both_databases_whatever_came_before(
    seed: int, sqlite_url: str, postgres_url: str, tmp_path: Path
) -> None:
    night = Night(villages=6, communes={0: "ă", 1: "Z", 2: "a", 3: "đ", 4: "B", 5: "Á"})
    contents = []
    for name, target in (("s", sqlite_url), ("p", postgres_url)):
        with Warehouse.open(target) as store:
            if name == "p":
                store.save_run(record(0), Night(villages=seed, operator_file="earlier").frames())
            frames = {key: frame.sample(frac=1, random_state=seed) for key, frame in night.frames().items()}
            store.save_run(record(1), frames)
            store.export("run-1", tmp_path / name, ("csv",))
        contents.append({path.name: path.read_bytes() for path in (tmp_path / name).glob("*")})
    assert contents[0] == contents[1]
    assert len(contents[0]) > 8


def test_personal_columns_are_not_exported(warehouse: Warehouse, tmp_path: Path) -> None:
    warehouse.save_run(record(1), Night().frames())
    out = warehouse.export("latest", tmp_path / "out").parent
    rows = rows_of(out / "resolution.csv")
    assert len(rows) == 4
    assert "address_text" not in rows[0]
    assert all("Số 1, Nà 1".encode() not in path.read_bytes() for path in out.iterdir())
