"""The frames of a run, asked of a warehouse with plain SQL: what ``flows`` hands to the reports."""

# ruff: noqa: S608 - SQL put together from constants of this file only

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import yaml
from sqlalchemy import create_engine, text

from reports.contract import CHANGE_COLUMNS, Indicator, ReportFrames

_SEEN = "{t}.line_id = r.line_id AND {t}.first_seq <= r.seq AND {t}.last_seq >= r.seq"
QUERIES = {
    "verdicts": "SELECT * FROM mart_verdict WHERE run_id = :run",
    "checks": f"""SELECT c.criteria, c.level, c.unit_code, c.indicator, c.check_id, c.outcome, c.reason, c.sentence,
            c.mover, c.fix
        FROM run r JOIN check_result c ON {_SEEN.format(t="c")} WHERE r.run_id = :run""",
    "proofs": f"""SELECT DISTINCT b.criteria, b.level, b.unit_code, b.indicator, e.role, o.source_id, f.name, o.sheet,
            e.row
        FROM run r JOIN evidence_block b ON {_SEEN.format(t="b")}
        JOIN evidence e ON e.block_id = b.block_id AND e.role IN ('for', 'against', 'open')
        JOIN origin o ON o.origin_id = e.origin_id
        LEFT JOIN source_file f ON f.file_sha256 = o.file_sha256 AND f.source_id = o.source_id AND {_SEEN.format(t="f")}
        WHERE r.run_id = :run
        UNION ALL
        SELECT c.criteria, c.level, c.unit_code, c.indicator, 'claim', o.source_id, f.name, o.sheet, c.row
        FROM run r JOIN verdict_claim c ON {_SEEN.format(t="c")}
        JOIN origin o ON o.origin_id = c.origin_id
        LEFT JOIN source_file f ON f.file_sha256 = o.file_sha256 AND f.source_id = o.source_id AND {_SEEN.format(t="f")}
        WHERE r.run_id = :run""",
    "sources": "SELECT * FROM mart_source_quality WHERE run_id = :run",
    "gates": "SELECT * FROM mart_gate WHERE run_id = :run",
    "refusals": f"""SELECT f.source_id, f.name, f.sheet, f.kind, f.what, f.fix, '' AS unit_code
        FROM run r JOIN refusal f ON {_SEEN.format(t="f")} WHERE r.run_id = :run""",
    "coverage": "SELECT * FROM mart_operator_coverage WHERE run_id = :run",
    "trend": """SELECT as_of AS day, district_code, commune_code, verdict, COUNT(*) AS count FROM mart_verdict
        WHERE level = 'village' AND indicator <> 'overall' GROUP BY as_of, district_code, commune_code, verdict""",
}
TITLES = {
    "vnpt": "VNPT Lạng Sơn", "viettel": "Viettel Lạng Sơn", "mobifone": "MobiFone Lạng Sơn",
    "vpostcode": "Vpostcode – Địa chỉ số (Bưu điện)", "ocop_registry": "Danh mục sản phẩm OCOP của tỉnh",
    "public_service_statistics": "Thống kê dịch vụ công trực tuyến", "register": "Danh mục thôn của tỉnh",
    "village_claims": "Biểu tự đánh giá của thôn",
}  # fmt: skip


def criteria_titles(folder: Path) -> tuple[dict[str, str], dict[str, tuple[Indicator, ...]]]:
    """Titles of criteria sets and of their indicators."""
    loaded = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yml"))]
    return (
        {one["id"]: one["title"] for one in loaded},
        {one["id"]: tuple(Indicator(i["id"], i["title"]) for i in one["indicators"]) for one in loaded},
    )


def frames_of(url: str, run_id: str | None = None) -> ReportFrames:
    """Frames of a run (the newest one if none is named), without changes."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT run_id, as_of FROM run WHERE run_id = :run OR :run IS NULL ORDER BY seq DESC LIMIT 1"),
            {"run": run_id},
        ).one()
        got = {
            name: pd.read_sql(text(sql), connection, params={"run": found.run_id} if ":run" in sql else None)
            for name, sql in QUERIES.items()
        }
    engine.dispose()
    titles, indicators = criteria_titles(Path(__file__).parents[2] / "expectations" / "criteria")
    as_of = dt.date.fromisoformat(str(found.as_of))
    return ReportFrames(
        run_id=found.run_id, as_of=as_of, made_on=as_of, changes=pd.DataFrame(columns=list(CHANGE_COLUMNS)), bases={},
        criteria=titles, indicators=indicators, source_titles=TITLES, **got,
    )  # fmt: skip
