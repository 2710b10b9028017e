"""One run's frames into the tables: what is new is inserted, what is gone is closed, what stayed is left alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, Table, select

from doisoat.columns import BESIDE_VERDICTS, GROUNDS, PROVENANCE, VERDICTS
from warehouse.columns import digest_matrix, lot_hashes, row_hashes, typed, value_digests
from warehouse.dialects import Dialect
from warehouse.schema import OPEN, OWN, RANGED, evidence, evidence_block, origin, unit, unit_span

# The frames of Warehouse.save_run and the ranged tables they go to.
FRAMES = {
    "verdicts": "verdict",
    "check_results": "check_result",
    "missing": "missing_fact",
    "other_readings": "other_reading",
    "verdict_claims": "verdict_claim",
    "source_files": "source_file",
    "refusals": "refusal",
    "table_readings": "table_reading",
    "table_questions": "table_question",
    "notes": "note",
    "set_aside": "set_aside",
    "resolutions": "resolution",
    "criteria_files": "criteria_file",
    "expectation_results": "expectation_result",
    "gate_results": "gate_result",
    "signals": "signal",
}
UNIT = ("level", "unit_code", "unit", "commune_code", "commune", "district_code", "district")
ORIGIN = ("source_id", "file_sha256", "sheet")
BLOCK_KEY = ("criteria", "level", "unit_code", "indicator")
# Number of lots a run may add; lots are numbered run * this + position, so that no two writers need to agree.
BLOCKS_PER_RUN = 2**24


def no_change(table: Table) -> tuple[str, ...]:
    """Columns that do not make a row another one: a place is looked up anew every night, keys come and go."""
    return ("on_date", "original") if table.name == "resolution" else ("original",)


@dataclass
class Loader:
    """Loads one run into one line, inside a transaction somebody else commits.

    ``seq`` is the run, ``previous`` the line's run before it (None: it is the first).
    """

    connection: Connection
    dialect: Dialect
    line_id: int
    seq: int
    previous: int | None

    def load(self, frames: dict[str, pd.DataFrame]) -> None:
        """Load all frames; a frame that is not given is empty.

        Raises:
            ValueError: a frame of a name that no table takes: it would be lost silently.
        """
        unknown = set(frames) - set(FRAMES) - {"evidence", "units"}
        if unknown:
            raise ValueError(f"no table takes the frames {sorted(unknown)}")
        empty = pd.DataFrame()
        verdicts = self._with_units(frames.get("verdicts", empty), frames.get("units", empty))
        for name, table_name in FRAMES.items():
            frame = verdicts if name == "verdicts" else frames.get(name, empty)
            table = RANGED[table_name]
            if "origin_id" in table.c:
                frame = self._with_origins(frame)
            self._replace(table, frame)
        self._evidence(self._with_origins(frames.get("evidence", empty)))

    def _replace(self, table: Table, frame: pd.DataFrame) -> None:
        if not len(frame):
            self._replace_rows(table, pa.table({}), [])
            return
        names = [column.name for column in table.columns if column.name not in OWN]
        rows = typed(frame, table, names)
        content = rows.drop_columns([name for name in no_change(table) if name in names])
        self._replace_rows(table, rows, row_hashes(content))

    def _replace_rows(self, table: Table, rows: pa.Table, hashes: list[bytes]) -> list[int]:
        """Insert rows whose hash is not open, close open rows whose hash did not come; the positions inserted."""
        still_open = select(table.c.row_hash, table.c.row_id).where(
            table.c.line_id == self.line_id, table.c.last_seq == OPEN
        )
        open_rows = {row[0]: row[1] for row in self.connection.execute(still_open)}
        now = set(hashes)
        gone = [row_id for value, row_id in open_rows.items() if value not in now]
        if gone and self.previous is not None:
            self.dialect.close_rows(self.connection, table, gone, self.previous)
        new = [i for i, value in enumerate(hashes) if value not in open_rows]
        if new:
            self.dialect.bulk_insert(self.connection, table, self._stamped(rows.take(new), [hashes[i] for i in new]))
        return new

    def _stamped(self, rows: pa.Table, hashes: list[bytes]) -> pa.Table:
        count = rows.num_rows
        return (
            rows.append_column("line_id", pa.array(np.full(count, self.line_id), pa.int32()))
            .append_column("first_seq", pa.array(np.full(count, self.seq), pa.int32()))
            .append_column("last_seq", pa.array(np.full(count, OPEN), pa.int32()))
            .append_column("row_hash", pa.array(hashes, pa.binary()))
        )

    def _with_units(self, verdicts: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
        """The verdicts with ``unit_id``; units and their spans are stored on the way."""
        verdicts = verdicts.reindex(columns=[*VERDICTS, *BESIDE_VERDICTS, *GROUNDS])
        both = pd.concat(
            [typed(f.reindex(columns=list(UNIT)), unit, list(UNIT)).to_pandas() for f in (verdicts, units)]
        )
        ids = self._dimension(unit, both, UNIT)
        self._replace(unit_span, pd.DataFrame({"unit_id": sorted(set(ids))}))
        return verdicts.assign(unit_id=ids[: len(verdicts)])

    def _with_origins(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame with ``origin_id`` in place of source, file and sheet."""
        if not len(frame):
            return frame
        return frame.assign(origin_id=self._dimension(origin, frame, ORIGIN)).drop(
            columns=[name for name in PROVENANCE if name != "row"], errors="ignore"
        )

    def _dimension(self, table: Table, frame: pd.DataFrame, names: tuple[str, ...]) -> list[int]:
        """The number of each row's content in a table that keeps every content once."""
        if not len(frame):
            return []
        rows = typed(frame, table, list(names))
        digests = pd.DataFrame(digest_matrix(rows))
        codes = digests.groupby(list(digests.columns), sort=False).ngroup().to_numpy()
        distinct = rows.take(pa.array(np.flatnonzero(~digests.duplicated().to_numpy())))
        hashes = row_hashes(distinct)
        known = self._known(table)
        missing = sorted((i for i, value in enumerate(hashes) if value not in known), key=lambda i: hashes[i])
        if missing:
            # In one order for all writers, so that two of them wait for each other at most one way.
            self.dialect.insert_new(
                self.connection,
                table,
                distinct.take(missing).append_column("row_hash", pa.array([hashes[i] for i in missing], pa.binary())),
            )
            known = self._known(table)
        numbers = np.array([known[value] for value in hashes])
        result: list[int] = numbers[codes].tolist()
        return result

    def _known(self, table: Table) -> dict[bytes, int]:
        key = next(iter(table.primary_key.columns))
        return {row[0]: row[1] for row in self.connection.execute(select(table.c.row_hash, key))}

    def _evidence(self, frame: pd.DataFrame) -> None:
        """Evidence in lots of one unit and indicator: a lot is stored again only when one of its rows changed."""
        names = ["check_id", "role", "origin_id", "row", "published_on", "sentence"]
        beside = ["row_runs", "row_count", "original"]
        rows = typed(frame, evidence, [*names, *beside])
        keys = typed(frame, evidence_block, list(BLOCK_KEY))
        table = keys
        for name in rows.column_names:
            table = table.append_column(name, rows.column(name))
        order = table.select([*BLOCK_KEY, *names[:2], "origin_id", "row", "sentence"])
        table = table.take(pa.compute.sort_indices(order, sort_keys=[(n, "ascending") for n in order.column_names]))
        matrix = digest_matrix(table.drop_columns(beside))
        # A row that stands for many differs from the first of them; all others keep the digest that they ever had.
        runs = table.column("row_runs")
        matrix[:, -1] ^= np.where(runs.is_valid().to_numpy(), value_digests(runs), np.uint64(0))
        key_part = matrix[:, : len(BLOCK_KEY)]
        starts = (
            np.flatnonzero(np.r_[True, (key_part[1:] != key_part[:-1]).any(axis=1)])
            if len(matrix)
            else np.empty(0, int)
        )
        if len(starts) >= BLOCKS_PER_RUN:
            raise ValueError(f"more than {BLOCKS_PER_RUN} lots of evidence in one run")
        sizes = np.diff(np.r_[starts, len(matrix)])
        counts = table.column("row_count").fill_null(1).to_numpy()
        block_ids = self.seq * BLOCKS_PER_RUN + np.arange(len(starts))
        blocks = (
            table.select(list(BLOCK_KEY))
            .take(pa.array(starts))
            .append_column("block_id", pa.array(block_ids, pa.int64()))
            .append_column("row_count", pa.array(np.add.reduceat(counts, starts) if len(starts) else [], pa.int64()))
        )
        new = self._replace_rows(evidence_block, blocks, lot_hashes(matrix, starts) if len(starts) else [])
        if not new:
            return
        is_new = np.zeros(len(starts), bool)
        is_new[new] = True
        keep = np.repeat(is_new, sizes)
        position = np.arange(len(matrix)) - np.repeat(starts, sizes)
        kept = table.select([*names, *beside]).append_column(
            "block_id", pa.array(np.repeat(block_ids, sizes), pa.int64())
        )
        kept = kept.append_column("n", pa.array(position, pa.int32())).filter(pa.array(keep))
        self.dialect.bulk_insert(self.connection, evidence, kept)
