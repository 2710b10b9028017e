"""What the reports of one run are made of, as frames; the columns are documented in ``reports.contract``."""

# ruff: noqa: S608 - SQL put together from constants of this file only

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection, text

from doisoat.row_runs import rows_of
from warehouse.within import DECIDES

_SEEN = "{t}.line_id = r.line_id AND {t}.first_seq <= r.seq AND {t}.last_seq >= r.seq"
_FINDINGS = "'contradicted', 'conflict', 'unverified', 'underclaimed', 'missing_claim'"
_OF_FINDING = (
    "JOIN verdict v ON {seen} AND v.criteria = {t}.criteria AND v.level = {t}.level AND v.unit_code = {t}.unit_code "
    f"AND v.indicator = {{t}}.indicator AND v.verdict IN ({_FINDINGS})"
).replace("{seen}", _SEEN.format(t="v"))
_FILE = (
    f"LEFT JOIN source_file f ON f.file_sha256 = o.file_sha256 AND f.source_id = o.source_id AND {_SEEN.format(t='f')}"
)
# So many nights back the trend goes; of several runs of one day the last one speaks.
_NIGHTS = 30

QUERIES = {
    "verdicts": f"SELECT * FROM mart_verdict m WHERE run_id = :run AND {DECIDES.format(t='m')}",
    "drafts": "SELECT DISTINCT m.commune_code, m.district_code FROM mart_verdict m"
    f" WHERE run_id = :run AND NOT ({DECIDES.format(t='m')})",
    "checks": f"""SELECT c.criteria, c.level, c.unit_code, c.indicator, c.check_id, c.outcome, c.reason, c.sentence,
            c.mover, c.fix
        FROM run r JOIN check_result c ON {_SEEN.format(t="c")} WHERE r.run_id = :run""",
    "proofs": f"""SELECT DISTINCT b.criteria, b.level, b.unit_code, b.indicator, e.check_id, e.role,
            o.source_id, f.name, o.sheet, e.row, e.row_runs
        FROM run r JOIN evidence_block b ON {_SEEN.format(t="b")}
        {_OF_FINDING.format(t="b")}
        JOIN evidence e ON e.block_id = b.block_id AND e.role IN ('for', 'against', 'open', 'context')
        JOIN origin o ON o.origin_id = e.origin_id {_FILE}
        WHERE r.run_id = :run
        UNION ALL
        SELECT c.criteria, c.level, c.unit_code, c.indicator, '' AS check_id, 'claim' AS role, o.source_id,
            f.name, o.sheet, c.row, NULL AS row_runs
        FROM run r JOIN verdict_claim c ON {_SEEN.format(t="c")}
        {_OF_FINDING.format(t="c")}
        JOIN origin o ON o.origin_id = c.origin_id {_FILE}
        WHERE r.run_id = :run""",
    "missing": "SELECT * FROM mart_missing m WHERE run_id = :run",
    "sources": "SELECT * FROM mart_source_quality WHERE run_id = :run",
    "gates": "SELECT * FROM mart_gate WHERE run_id = :run",
    "refusals": f"""SELECT f.source_id, f.name, f.sheet, f.kind, f.what, f.fix, '' AS unit_code
        FROM run r JOIN refusal f ON {_SEEN.format(t="f")} WHERE r.run_id = :run""",
    "coverage": "SELECT * FROM mart_operator_coverage WHERE run_id = :run",
    "trend": f"""SELECT m.as_of AS day, m.district_code, m.commune_code, m.verdict, COUNT(*) AS count
        FROM mart_verdict m
        JOIN run l ON l.run_id = m.run_id
        JOIN (SELECT MAX(n.seq) AS seq FROM run n JOIN run r ON n.line_id = r.line_id AND n.seq <= r.seq
              WHERE r.run_id = :run GROUP BY n.as_of ORDER BY n.as_of DESC LIMIT {_NIGHTS}) nights
            ON nights.seq = l.seq
        WHERE m.level = 'village' AND m.indicator <> 'overall' AND {DECIDES.format(t="m")}
        GROUP BY m.as_of, m.district_code, m.commune_code, m.verdict""",
}


def report_frames(connection: Connection, run_id: str) -> dict[str, pd.DataFrame]:
    """The frames of QUERIES for a run that exists."""
    found = {name: pd.read_sql(text(sql), connection, params={"run": run_id}) for name, sql in QUERIES.items()}
    return {**found, "proofs": _row_by_row(found["proofs"])}


def _row_by_row(proofs: pd.DataFrame) -> pd.DataFrame:
    """The rows with those that one stands for each by itself."""
    several = proofs["row_runs"].notna()
    rows = proofs.drop(columns="row_runs")
    if not several.any():
        return rows
    lots = rows[several].assign(row=proofs.loc[several, "row_runs"].map(rows_of)).explode("row")
    return pd.concat([rows[~several], lots.astype({"row": rows["row"].dtype})], ignore_index=True)


def missing(connection: Connection, run_id: str) -> pd.DataFrame:
    """What units lacked in a run that exists (``mart_missing``), sorted; blanks are ``""``."""
    found = pd.read_sql(text(QUERIES["missing"]), connection, params={"run": run_id})
    found = found.astype(object).where(found.notna(), "")
    return found.sort_values(["criteria", "level", "unit_code", "indicator", "need", "option"], ignore_index=True)


def roll_up(connection: Connection, run_id: str) -> pd.DataFrame:
    """Units met for sure and those that may be, by place (``mart_roll_up``), sorted; blanks are ``""``."""
    query = text("SELECT * FROM mart_roll_up WHERE run_id = :run")
    found = pd.read_sql(query, connection, params={"run": run_id})
    found = found.astype(object).where(found.notna(), "")
    order = ["criteria", "place_level", "place_code", "child_level", "indicator"]
    return found.sort_values(order, ignore_index=True)


def checks(connection: Connection, run_id: str) -> pd.DataFrame:
    """What every check of a run that exists said; blanks are ``""``."""
    found = pd.read_sql(text(QUERIES["checks"]), connection, params={"run": run_id})
    return found.astype(object).where(found.notna(), "")
