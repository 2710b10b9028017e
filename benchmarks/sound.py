"""What must hold in a warehouse and in a vault after anything went wrong. Assertions, for the crash tests."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sqlalchemy import text

from connectors.vault.store import Vault
from warehouse.run import RunRecord, verdict_hash
from warehouse.store import Warehouse

# Each gives the number of rows that must not be there.
_STRAYS = {
    "lots whose rows do not add up": "SELECT COUNT(*) FROM (SELECT b.block_id FROM evidence_block b"
    " LEFT JOIN evidence e ON e.block_id = b.block_id GROUP BY b.block_id, b.row_count"
    " HAVING COUNT(e.n) <> b.row_count) t",
    "evidence of no lot": "SELECT COUNT(*) FROM evidence WHERE block_id NOT IN (SELECT block_id FROM evidence_block)",
    "letters of no run": "SELECT COUNT(*) FROM outbox WHERE run_id NOT IN (SELECT run_id FROM run)",
    "verdicts of no run": "SELECT COUNT(*) FROM verdict WHERE first_seq NOT IN (SELECT seq FROM run)",
    "files whose rows do not add up": "SELECT COUNT(*) FROM source_file"
    " WHERE rows_in <> rows_read + rows_set_aside + rows_refused",
}


def check_warehouse(url: str, newest: int = 3) -> list[RunRecord]:
    """A sound file, only whole runs, counts that add up; the ``newest`` runs are read and hashed. All runs."""
    with Warehouse.open(url) as store:
        with store._engine.connect() as connection:
            if url.startswith("sqlite"):
                assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
                assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
            for what, query in _STRAYS.items():
                assert connection.execute(text(query)).scalar() == 0, what
        runs = store.runs()
        for run in runs[-newest:]:
            assert verdict_hash(store.verdicts(run.run_id)) == run.verdict_hash, "a run that is not whole"
        if runs:
            assert store.resolve_run("latest") == runs[-1]
    return runs


def check_vault(home: Path) -> int:
    """Every object is whole, every sighting can be opened; a vault without a key. How many objects."""
    objects = [path for path in (home / "vault" / "objects").rglob("*") if path.is_file()]
    for path in objects:
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name, "half an object"
    vault = Vault(home)
    for sighting in vault.sightings():
        with vault.opened(vault.raw_file(sighting)) as plain:
            assert plain.stat().st_size == sighting.size
    return len(objects)
