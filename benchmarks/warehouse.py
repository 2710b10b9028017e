"""How fast a run is loaded, and what a year of nights costs.

``python -m benchmarks.warehouse load [ROWS]``: evidence rows per CPU-second through ``save_run`` against plain
``executemany`` (SQLite) and plain ``COPY`` (PostgreSQL) of the same rows into an unindexed table, in the same process.
``python -m benchmarks.warehouse year [NIGHTS]``: a province night after night; size, and the time of a night and of the
views after a week and after a year.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import psycopg
from sqlalchemy import text

from benchmarks.postgres import server
from doisoat.columns import EVIDENCE
from warehouse.marts import MARTS
from warehouse.run import RunRecord
from warehouse.store import Warehouse

START = dt.datetime(2025, 1, 1, 1, tzinfo=dt.UTC)
STATES = ("confirmed", "confirmed", "unverified", "contradicted")  # half of the verdicts are confirmed, every night
COLUMNS = list(EVIDENCE)
WEEK = 7


def cpu() -> float:
    """CPU-seconds of this process so far; a server's own are measured apart, where it is ours."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """CPU-seconds of this process and seconds by the clock."""
    before, clock = cpu(), time.perf_counter()
    work()
    return cpu() - before, time.perf_counter() - clock


def evidence(rows: int, villages: int) -> pd.DataFrame:
    """Evidence as a province of ``villages`` villages with that many address points and coverage rows has it."""
    number = np.arange(rows)
    village = number % villages
    kind = (number // villages) % 5
    text_of = np.array([f"Điểm địa chỉ có gắn biển số nhà, hàng thứ {i}" for i in range(5000)], dtype=object)
    return pd.DataFrame(
        {
            "criteria": "TTM-2023",
            "level": "village",
            "unit_code": pd.Series(np.char.mod("V%05d", village)).astype("str"),
            "indicator": pd.Series(np.array(["1", "2", "3", "4", "5"], dtype=object)[kind]).astype("str"),
            "check_id": pd.Series(np.array(["fibre", "team", "model", "shop", "plates"], dtype=object)[kind]).astype(
                "str"
            ),
            "role": "for",
            "source_id": pd.Series(np.array(["vnpt", "claims", "ocop", "vpostcode"], dtype=object)[number % 4]).astype(
                "str"
            ),
            "file_sha256": pd.Series(np.array([f"{i:064x}" for i in range(40)], dtype=object)[number % 40]).astype(
                "str"
            ),
            "sheet": "Sheet1",
            "row": number // 40 + 2,
            "published_on": dt.date(2024, 9, 30),
            "sentence": pd.Series(text_of[number % 5000]).astype("str"),
        }
    )


def record(number: int) -> RunRecord:
    """The record of a night."""
    start = START + dt.timedelta(days=number)
    return RunRecord(run_id=f"night-{number}", as_of=start.date(), started_at=start, criteria={"TTM-2023": "x"})


def load(rows: int) -> None:
    """Print rows per CPU-second, ours and plain, on both databases."""
    frame = evidence(rows, 1_700)
    with tempfile.TemporaryDirectory() as folder:
        _compare(
            "SQLite",
            rows,
            timed(lambda: _plain_sqlite(f"{folder}/plain.sqlite", frame)),
            timed(lambda: _save(f"sqlite:///{folder}/ours.sqlite", frame)),
        )
    with server() as running:
        _compare(
            "PostgreSQL (this process's CPU only)",
            rows,
            timed(lambda: _plain_copy(running.url, frame)),
            timed(lambda: _save(running.url, frame)),
        )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def _compare(name: str, rows: int, plain: tuple[float, float], ours: tuple[float, float]) -> None:
    print(
        f"{name}: plain {rows / plain[0]:,.0f} rows per CPU-s ({plain[1]:.1f} s), ours {rows / ours[0]:,.0f}"
        f" ({ours[1]:.1f} s); ratio CPU {ours[0] / plain[0]:.2f}, clock {ours[1] / plain[1]:.2f}"
    )


def _save(url: str, frame: pd.DataFrame) -> None:
    with Warehouse.open(url) as store:
        store.save_run(record(0), {"evidence": frame})


def _parts(frame: pd.DataFrame) -> Iterator[list[tuple[object, ...]]]:
    for start in range(0, len(frame), 50_000):
        part = frame.iloc[start : start + 50_000][COLUMNS].astype(object)
        part["published_on"] = part["published_on"].astype(str)
        yield list(part.itertuples(index=False, name=None))


def _plain_sqlite(path: str, frame: pd.DataFrame) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(f"CREATE TABLE plain ({', '.join(COLUMNS)})")
    statement = f"INSERT INTO plain VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608
    for rows in _parts(frame):
        connection.executemany(statement, rows)
    connection.commit()
    connection.close()


def _plain_copy(url: str, frame: pd.DataFrame) -> None:
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        types = ["text"] * 9 + ["int", "date", "text"]
        cursor.execute(f"CREATE TABLE plain ({', '.join(f'{c} {t}' for c, t in zip(COLUMNS, types, strict=True))})")
        with cursor.copy("COPY plain FROM STDIN (FORMAT csv)") as copy:
            for rows in _parts(frame):
                buffer = io.StringIO()
                csv.writer(buffer).writerows(rows)
                copy.write(buffer.getvalue())


class Province:
    """A province that changes a little every night: 1,700 villages, 6 verdicts each, some 90,000 evidence rows.

    One village in a hundred changes a verdict each night; Vpostcode sends a new file each week for one commune in ten,
    each operator a new file each quarter.
    """

    villages = 1_700

    def __init__(self) -> None:
        self.rng = np.random.default_rng(7)
        units = [(f"V{v:05}", str(i)) for v in range(self.villages) for i in range(1, 6)]
        self.keys = pd.DataFrame(units, columns=["unit_code", "indicator"]).assign(criteria="TTM-2023", level="village")
        self.verdict = self.rng.choice(STATES, len(self.keys)).astype(object)
        base = evidence(90_000, self.villages)
        self.evidence = base.sort_values(["unit_code", "indicator"], ignore_index=True)

    def night(self, number: int) -> dict[str, pd.DataFrame]:
        """The frames of a night."""
        if number:
            chosen = self.rng.choice(len(self.keys), self.villages // 100, replace=False)
            self.verdict[chosen] = self.rng.choice(STATES, len(chosen))
        shas = self.evidence["file_sha256"].to_numpy(dtype=object).copy()
        commune = self.evidence["unit_code"].str[-1].to_numpy(dtype=object)
        if number % 7 == 0:
            shas[(self.evidence["source_id"] == "vpostcode").to_numpy() & np.isin(commune, [str(number // 7 % 10)])] = (
                f"{number:064x}"
            )
        if number % 90 == 0:
            shas[(self.evidence["source_id"] == "vnpt").to_numpy()] = f"{number + 500:064x}"
        self.evidence = self.evidence.assign(file_sha256=pd.Series(shas).astype("str"))
        place = {
            "commune_code": self.keys["unit_code"].str[-2:],
            "commune": "Xã",
            "district_code": "D",
            "district": "Huyện",
        }
        verdicts = self.keys.assign(
            unit=self.keys["unit_code"], **place, claim="met", verdict=self.verdict, basis="independent", reasons=""
        )
        checks = self.keys.assign(
            check_id="fibre", outcome=self.verdict, reason="", sentence="Một nhà mạng xác nhận có cáp quang đến thôn."
        )
        files = [
            {
                "source_id": s,
                "file_sha256": h,
                "name": f"{s}/{h[-6:]}.xlsx",
                "status": "read",
                "rows_in": 10,
                "rows_read": 10,
                "rows_set_aside": 0,
                "rows_refused": 0,
            }
            for s, h in self.evidence[["source_id", "file_sha256"]].drop_duplicates().itertuples(index=False)
        ]
        return {
            "verdicts": verdicts,
            "check_results": checks,
            "evidence": self.evidence,
            "source_files": pd.DataFrame(files),
        }


def year(nights: int) -> None:
    """Print what a warehouse of a year costs against one of a week, on both databases."""
    with tempfile.TemporaryDirectory() as folder:
        files = {name: Path(folder) / f"{name}.sqlite" for name in ("young", "old")}
        _year("SQLite", nights, lambda n: f"sqlite:///{files[n]}", lambda n, _: files[n].stat().st_size)
    with server() as running:

        def size(_name: str, store: Warehouse) -> int:
            with store._engine.connect() as connection:
                return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())

        _year("PostgreSQL", nights, running.database, size)


def _year(name: str, nights: int, url: Callable[[str], str], size: Callable[[str, Warehouse], int]) -> None:
    """Nights and questions of both are timed in turn: what else the machine does meets both alike."""
    provinces = {"young": Province(), "old": Province()}
    with Warehouse.open(url("young")) as young, Warehouse.open(url("old")) as old:
        stores = {"young": young, "old": old}

        def save(which: str, number: int) -> float:
            frames = provinces[which].night(number)
            return timed(lambda: stores[which].save_run(record(number), frames))[1]

        first = save("young", 0)
        for number in range(1, WEEK):
            save("young", number)
        for number in range(nights - WEEK):
            save("old", number)
        saved = {which: np.median(times) for which, times in _in_turn(save, nights).items()}
        asked = _views(stores, {"young": f"night-{2 * WEEK - 1}", "old": f"night-{nights - 1}"})
        sizes = {which: size(which, store) / 1e6 for which, store in stores.items()}
    print(f"{name}: first night {first:.2f} s; then in a warehouse of a week against one of {nights} nights")
    print(f"  a night: {saved['young']:.2f} s, {saved['old']:.2f} s, ratio {saved['old'] / saved['young']:.2f}")
    print(f"  size: {sizes['young']:.0f} MB, {sizes['old']:.0f} MB")
    for view, times in asked.items():
        print(f"  {view}: {times['young'] * 1e3:.1f} ms, {times['old'] * 1e3:.1f} ms, ratio {_ratio(times):.2f}")


def _in_turn(save: Callable[[str, int], float], nights: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {"young": [], "old": []}
    for number in range(WEEK):
        times["young"].append(save("young", WEEK + number))
        times["old"].append(save("old", nights - WEEK + number))
    return times


def _ratio(times: dict[str, float]) -> float:
    return times["old"] / times["young"]


def _views(stores: dict[str, Warehouse], newest: dict[str, str]) -> dict[str, dict[str, float]]:
    """Seconds of each question in each warehouse, the best of several."""
    found = {}
    for mart in MARTS:
        # Views over all nights are asked for one night, as a page would.
        where = " WHERE run_id = :run_id" if "run_id" in mart.columns else ""

        def ask(which: str, query: str = f"SELECT * FROM {mart.name}{where}") -> None:  # noqa: S608
            with stores[which]._engine.connect() as connection:
                connection.execute(text(query), {"run_id": newest[which]} if ":run_id" in query else {}).all()

        found[mart.name] = _best(ask)
    found["verdicts of the latest run"] = _best(lambda which: stores[which].verdicts("latest"))
    return found


def _best(ask: Callable[[str], object]) -> dict[str, float]:
    times: dict[str, list[float]] = {"young": [], "old": []}
    for _ in range(8):
        for which, taken in times.items():
            taken.append(timed(lambda w=which: ask(w))[1])  # type: ignore[misc]
    return {which: min(taken) for which, taken in times.items()}


if __name__ == "__main__":
    wanted = sys.argv[1] if len(sys.argv) > 1 else "load"
    given = int(sys.argv[2]) if len(sys.argv) > 2 else None
    load(given or 5_000_000) if wanted == "load" else year(given or 365)
