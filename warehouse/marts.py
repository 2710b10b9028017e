"""Named questions as views, for Superset, Metabase and anyone with SQL. Plain SQL that both databases understand.

Views hold no data: they are dropped before a migration and made anew after it, so that a change here needs no step of
its own. ``DIGEST`` tells an open database whether its views are these.
"""

# ruff: noqa: S608 - SQL put together from constants of this file only

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, text

from warehouse.schema import OPEN


@dataclass(frozen=True)
class Mart:
    """A view: its name, what it answers, its columns with their meaning, and its SELECT."""

    name: str
    comment: str
    columns: dict[str, str]
    sql: str


_RUN = {"run_id": "id of the run", "as_of": "day for which the verdicts hold"}
_PLACE = {
    "unit_code": "code of the unit",
    "unit": "name of the unit on the as-of day",
    "commune_code": "code of its commune on the as-of day",
    "commune": "name of its commune on the as-of day",
    "district_code": "code of its district on the as-of day; empty after 1/7/2025",
    "district": "name of its district on the as-of day",
}
# "+ 0" keeps a planner from the index on first_seq, which would give it all of history for a run of today.
_SEEN = "{t}.line_id = r.line_id AND {t}.first_seq + 0 <= r.seq AND {t}.last_seq >= r.seq"
_FINDINGS = ("contradicted", "unverified", "conflict", "missing_claim", "underclaimed")
_OPEN_FINDING = "v.indicator <> 'overall' AND v.verdict IN ({})".format(", ".join(f"'{f}'" for f in _FINDINGS))
_VERDICT_COLUMNS = {
    **_RUN,
    "criteria": "id of the criteria set",
    "level": "village, commune or district",
    **_PLACE,
    "indicator": "indicator, or overall",
    "claim": "what the claimant declares: met, not_met or empty",
    "verdict": "what the evidence makes of it",
    "basis": "independent, documentary or empty",
    "reasons": "reason codes joined by ;",
    "sure": "how many of what is counted are there for sure; empty where nothing is counted",
    "possible": "how many of them are, or may yet turn out to be",
    "of": "of how many",
    "other_reading": "verdicts under other readings of the letters: switch=reading:verdict, joined by ;",
    "standing": "decision (an officer's), disputed (by the unit), or empty",
    "evidence_verdict": "what the evidence says, where an officer decided otherwise; else empty",
    "ground": "short number of the evidence that decides; equal as long as it says the same",
}
_VERDICT_SELECT = """
SELECT r.run_id, r.as_of, v.criteria, v.level, v.unit_code, u.unit, u.commune_code, u.commune, u.district_code,
       u.district, v.indicator, v.claim, v.verdict, v.basis, v.reasons, v.sure, v.possible, v."of",
       v.other_reading, v.standing,
       v.evidence_verdict, v.ground
"""
_COUNTS = ", ".join(f"SUM(CASE WHEN v.verdict = '{f}' THEN 1 ELSE 0 END) AS {f}_count" for f in _FINDINGS)
# Units of one level summed up over a place above them. An indicator that was not claimed may yet turn out to hold.
_ROLL_UP = f"""
SELECT r.run_id, r.as_of, v.criteria, '{{level}}' AS place_level, {{code}} AS place_code, {{name}} AS place,
       v.level AS child_level, v.indicator,
       SUM(CASE WHEN v.verdict IN ('met', 'confirmed', 'not_applicable') THEN 1 ELSE 0 END) AS sure,
       SUM(CASE WHEN v.verdict IN ('contradicted', 'not_met') THEN 0 ELSE 1 END) AS possible,
       COUNT(*) AS "of"
FROM run r
JOIN verdict v ON {_SEEN.format(t="v")}
JOIN unit u ON u.unit_id = v.unit_id
WHERE v.level IN ({{children}}) AND {{code}} IS NOT NULL
GROUP BY r.run_id, r.as_of, v.criteria, {{group}}v.level, v.indicator"""
_PLACES = (
    {"level": "commune", "code": "u.commune_code", "name": "MAX(u.commune)", "children": "'village'"},
    {"level": "district", "code": "u.district_code", "name": "MAX(u.district)", "children": "'village', 'commune'"},
    {"level": "province", "code": "''", "name": "'Toàn tỉnh'", "children": "'village', 'commune', 'district'"},
)
_GROUPED = tuple({**place, "group": f"{place['code']}, " if place["code"] != "''" else ""} for place in _PLACES)

MARTS = (
    Mart(
        "mart_verdict",
        "Verdicts of every run; choose one by run_id",
        _VERDICT_COLUMNS,
        f"""{_VERDICT_SELECT}
FROM run r
JOIN verdict v ON {_SEEN.format(t="v")}
JOIN unit u ON u.unit_id = v.unit_id""",
    ),
    Mart(
        "mart_current_verdict",
        "Verdicts that count now: for each criteria set those of its newest run of everything",
        _VERDICT_COLUMNS,
        f"""{_VERDICT_SELECT}
FROM pointer p
JOIN run r ON r.seq = p.seq
JOIN verdict v ON v.criteria = p.name AND {_SEEN.format(t="v")}
JOIN unit u ON u.unit_id = v.unit_id""",
    ),
    Mart(
        "mart_change",
        "Verdicts that a run changed against the run before it of the same question; new units have no old verdict",
        {
            **_RUN,
            "criteria": "id of the criteria set",
            "level": "village, commune or district",
            **_PLACE,
            "indicator": "indicator, or overall",
            "verdict_before": "verdict before; empty where the unit was new",
            "verdict_after": "verdict in this run",
            "reasons_before": "reason codes before",
            "reasons_after": "reason codes in this run",
        },
        """
SELECT r.run_id, r.as_of, c.criteria, c.level, c.unit_code, u.unit, u.commune_code, u.commune, u.district_code,
       u.district, c.indicator, p.verdict AS verdict_before, c.verdict AS verdict_after, p.reasons AS reasons_before,
       c.reasons AS reasons_after
FROM run r
JOIN verdict c ON c.line_id = r.line_id AND c.first_seq = r.seq
JOIN unit u ON u.unit_id = c.unit_id
LEFT JOIN verdict p ON p.line_id = r.line_id AND p.last_seq = r.previous_seq AND p.criteria = c.criteria
    AND p.level = c.level AND p.unit_code = c.unit_code AND p.indicator = c.indicator
WHERE r.previous_seq IS NOT NULL AND (p.verdict IS NULL OR p.verdict <> c.verdict)""",
    ),
    Mart(
        "mart_unit_history",
        "Every version of every unit with the first and the last as-of day on which a run of everything knew it",
        {
            "level": "village, commune or district",
            **_PLACE,
            "first_as_of": "first as-of day of this version",
            "last_as_of": "last as-of day of this version",
            "is_newest": "1 for the version with the latest as-of day, else 0",
        },
        """
SELECT h.level, h.unit_code, h.unit, h.commune_code, h.commune, h.district_code, h.district, h.first_as_of,
       h.last_as_of,
       CASE WHEN ROW_NUMBER() OVER (
           PARTITION BY h.level, h.unit_code ORDER BY h.last_as_of DESC, h.first_as_of DESC, h.unit_id DESC
       ) = 1 THEN 1 ELSE 0 END AS is_newest
FROM (
    SELECT u.unit_id, u.level, u.unit_code, u.unit, u.commune_code, u.commune, u.district_code, u.district,
           MIN(a.as_of) AS first_as_of, MAX(b.as_of) AS last_as_of
    FROM unit_span s
    JOIN unit u ON u.unit_id = s.unit_id
    JOIN run a ON a.seq = s.first_seq
    JOIN (SELECT line_id, MAX(seq) AS seq FROM run GROUP BY line_id) n ON n.line_id = s.line_id
    JOIN run b ON b.seq = CASE WHEN s.last_seq = OPEN_SEQ THEN n.seq ELSE s.last_seq END
    GROUP BY u.unit_id, u.level, u.unit_code, u.unit, u.commune_code, u.commune, u.district_code, u.district
) h""".replace("OPEN_SEQ", str(OPEN)),
    ),
    Mart(
        "mart_open_finding",
        "Current verdicts somebody must act on, with the unit's names then and now (communes were merged in 2025)",
        {
            **_VERDICT_COLUMNS,
            "commune_code_now": "commune code in the newest version of the unit",
            "commune_now": "commune name in the newest version of the unit",
            "district_now": "district name in the newest version of the unit",
        },
        f"""{_VERDICT_SELECT}, n.commune_code AS commune_code_now, n.commune AS commune_now, n.district AS district_now
FROM pointer p
JOIN run r ON r.seq = p.seq
JOIN verdict v ON v.criteria = p.name AND {_SEEN.format(t="v")}
JOIN unit u ON u.unit_id = v.unit_id
LEFT JOIN unit n ON n.unit_id = (
    SELECT s.unit_id FROM unit k
    JOIN unit_span s ON s.unit_id = k.unit_id
    JOIN run a ON a.seq = s.first_seq
    WHERE k.unit_code = v.unit_code AND k.level = v.level ORDER BY a.as_of DESC, s.first_seq DESC LIMIT 1
)
WHERE {_OPEN_FINDING}""",
    ),
    Mart(
        "mart_open_finding_count",
        "Open findings counted by criteria set, district and commune",
        {
            **_RUN,
            "criteria": "id of the criteria set",
            "district_code": _PLACE["district_code"],
            "district": _PLACE["district"],
            "commune_code": _PLACE["commune_code"],
            "commune": _PLACE["commune"],
            "unit_count": "units with at least one open finding",
            **{f"{f}_count": f"indicators that are {f}" for f in _FINDINGS},
        },
        f"""
SELECT r.run_id, r.as_of, v.criteria, u.district_code, u.district, u.commune_code, u.commune,
       COUNT(DISTINCT v.unit_code) AS unit_count, {_COUNTS}
FROM pointer p
JOIN run r ON r.seq = p.seq
JOIN verdict v ON v.criteria = p.name AND {_SEEN.format(t="v")}
JOIN unit u ON u.unit_id = v.unit_id
WHERE {_OPEN_FINDING}
GROUP BY r.run_id, r.as_of, v.criteria, u.district_code, u.district, u.commune_code, u.commune""",
    ),
    Mart(
        "mart_missing",
        "What would make each indicator met that is not: every need is needed, of the facts of one need one is enough",
        {
            **_RUN,
            "criteria": "id of the criteria set",
            "level": "village, commune or district",
            **_PLACE,
            "indicator": "indicator; overall for what a commune lacks of its villages",
            "check_id": "id of the check; empty: the claim, or a unit below",
            "need": "number of the need within the indicator, from 0",
            "option": "number of the fact within the need, the nearest is 0",
            "fact": "code of the fact in its rule",
            "kind": "claim, row, document, list, point, link, answer or unit",
            "mover": "whose move it is",
            "publisher": "id of the source whose move it is, where it is one publisher's",
            "who": "whose move it is, in words",
            "act": "what is done, in the same words for all units it serves",
            "subject": "what it is about: a contract, a kind of points, a product, a village",
            "count": "how many are missing",
            "sentence": "what this unit lacks, in Vietnamese",
        },
        f"""
SELECT r.run_id, r.as_of, m.criteria, m.level, m.unit_code, u.unit, u.commune_code, u.commune, u.district_code,
       u.district, m.indicator, m.check_id, m.need, m.option, m.fact, m.kind, m.mover, m.publisher, m.who, m.act,
       m.subject, m.count, m.sentence
FROM run r
JOIN missing_fact m ON {_SEEN.format(t="m")}
JOIN verdict v ON v.criteria = m.criteria AND v.level = m.level AND v.unit_code = m.unit_code
    AND v.indicator = 'overall' AND {_SEEN.format(t="v")}
JOIN unit u ON u.unit_id = v.unit_id""",
    ),
    Mart(
        "mart_roll_up",
        "How many units of a place are met for sure and how many may be, by indicator; up to the province",
        {
            **_RUN,
            "criteria": "id of the criteria set",
            "place_level": "commune, district or province",
            "place_code": "code of the place; empty for the province",
            "place": "name of the place",
            "child_level": "level of the units that are counted: village, commune or district",
            "indicator": "indicator, or overall",
            "sure": "units that are met or confirmed, or to which the indicator does not apply",
            "possible": "these, and those that may yet turn out so",
            "of": "units counted",
        },
        "\nUNION ALL".join(_ROLL_UP.format(**each) for each in _GROUPED),
    ),
    Mart(
        "mart_other_reading",
        "Verdicts that would be others if a letter were read in another way, or the other set of its time applied",
        {
            **_RUN,
            "criteria": "id of the criteria set",
            "level": "village, commune or district",
            **_PLACE,
            "indicator": "indicator, or overall",
            "switch": "id of the reading, or rulebook",
            "reading": "the other value of the reading, or the id of the other set",
            "verdict": "the verdict as it is",
            "verdict_then": "what it would be",
            "check_ids": "ids of the checks that make the difference, joined by ;",
        },
        f"""
SELECT r.run_id, r.as_of, o.criteria, o.level, o.unit_code, u.unit, u.commune_code, u.commune, u.district_code,
       u.district, o.indicator, o.switch, o.reading, v.verdict, o.verdict AS verdict_then, o.check_ids
FROM run r
JOIN other_reading o ON {_SEEN.format(t="o")}
JOIN verdict v ON v.criteria = o.criteria AND v.level = o.level AND v.unit_code = o.unit_code
    AND v.indicator = o.indicator AND {_SEEN.format(t="v")}
JOIN unit u ON u.unit_id = v.unit_id""",
    ),
    Mart(
        "mart_reading_effect",
        "Nếu đọc khác: how many units each other reading of the letters moves, and the other set of the time",
        {
            **_RUN,
            "criteria": "id of the criteria set",
            "level": "village, commune or district",
            "switch": "id of the reading, or rulebook",
            "reading": "the other value of the reading, or the id of the other set",
            "unit_count": "units of which any verdict would be another",
            "overall_count": "units that would be another as a whole",
            "to_met_count": "of these, units that would be met",
            "from_met_count": "of these, units that are met now",
        },
        f"""
SELECT r.run_id, r.as_of, o.criteria, o.level, o.switch, o.reading,
       COUNT(DISTINCT o.unit_code) AS unit_count,
       SUM(CASE WHEN o.indicator = 'overall' THEN 1 ELSE 0 END) AS overall_count,
       SUM(CASE WHEN o.indicator = 'overall' AND o.verdict = 'met' THEN 1 ELSE 0 END) AS to_met_count,
       SUM(CASE WHEN o.indicator = 'overall' AND v.verdict = 'met' THEN 1 ELSE 0 END) AS from_met_count
FROM run r
JOIN other_reading o ON {_SEEN.format(t="o")}
JOIN verdict v ON v.criteria = o.criteria AND v.level = o.level AND v.unit_code = o.unit_code
    AND v.indicator = o.indicator AND {_SEEN.format(t="v")}
GROUP BY r.run_id, r.as_of, o.criteria, o.level, o.switch, o.reading""",
    ),
    Mart(
        "mart_operator_coverage",
        "What each operator's current files say about the villages of a commune, by check (fibre, mobile, wifi)",
        {
            **_RUN,
            "criteria": "id of the criteria set",
            "check_id": "id of the check",
            "source_id": "the operator's source card",
            "district_code": _PLACE["district_code"],
            "district": _PLACE["district"],
            "commune_code": _PLACE["commune_code"],
            "commune": _PLACE["commune"],
            "village_count": "villages of which the operator says anything",
            "yes_count": "villages with a row that speaks for the claim",
            "no_count": "villages with a row that speaks against it and none that speaks for it",
            "newest_published_on": "newest publication date among the rows",
        },
        f"""
SELECT t.run_id, t.as_of, t.criteria, t.check_id, t.source_id, u.district_code, u.district, u.commune_code, u.commune,
       COUNT(*) AS village_count, SUM(t.says_yes) AS yes_count,
       SUM(CASE WHEN t.says_yes = 0 THEN t.says_no ELSE 0 END) AS no_count,
       MAX(t.published_on) AS newest_published_on
FROM (
    SELECT r.seq, r.line_id, r.run_id, r.as_of, b.criteria, b.unit_code, e.check_id, o.source_id,
           MAX(CASE WHEN e.role = 'for' THEN 1 ELSE 0 END) AS says_yes,
           MAX(CASE WHEN e.role = 'against' THEN 1 ELSE 0 END) AS says_no,
           MAX(e.published_on) AS published_on
    FROM pointer p
    JOIN run r ON r.seq = p.seq
    JOIN evidence_block b ON b.criteria = p.name AND b.level = 'village' AND {_SEEN.format(t="b")}
    JOIN evidence e ON e.block_id = b.block_id
    JOIN origin o ON o.origin_id = e.origin_id
    WHERE e.check_id IN ('fibre', 'mobile', 'public_wifi') AND e.role <> 'context'
    GROUP BY r.seq, r.line_id, r.run_id, r.as_of, b.criteria, b.unit_code, e.check_id, o.source_id
) t
JOIN unit u ON u.unit_id = (
    SELECT MIN(s.unit_id) FROM unit k
    JOIN unit_span s ON s.unit_id = k.unit_id AND s.line_id = t.line_id AND s.first_seq <= t.seq AND s.last_seq >= t.seq
    WHERE k.unit_code = t.unit_code AND k.level = 'village'
)
GROUP BY t.run_id, t.as_of, t.criteria, t.check_id, t.source_id, u.district_code, u.district, u.commune_code,
         u.commune""",
    ),
    Mart(
        "mart_source_quality",
        "Each source on each night: files, rows and what became of them; rows in = read + set aside + refused",
        {
            **_RUN,
            "source_id": "id of the source card",
            "file_count": "files met",
            "refused_file_count": "files refused",
            "rows_in": "rows found",
            "rows_read": "rows read",
            "rows_set_aside": "rows set aside with a reason",
            "rows_refused": "rows of refused sheets",
            "newest_published_on": "newest publication date among its files",
        },
        f"""
SELECT r.run_id, r.as_of, f.source_id, COUNT(*) AS file_count,
       SUM(CASE WHEN f.status = 'refused' THEN 1 ELSE 0 END) AS refused_file_count,
       SUM(f.rows_in) AS rows_in, SUM(f.rows_read) AS rows_read, SUM(f.rows_set_aside) AS rows_set_aside,
       SUM(f.rows_refused) AS rows_refused, MAX(f.published_on) AS newest_published_on
FROM run r
JOIN source_file f ON {_SEEN.format(t="f")}
GROUP BY r.run_id, r.as_of, f.source_id""",
    ),
    Mart(
        "mart_signal",
        "What a person should look at first on each night; never a verdict",
        {
            **_RUN,
            "signal": "kind of the signal",
            **_PLACE,
            "other_unit_code": "the other unit, if two are concerned",
            "sentence": "in one Vietnamese sentence",
        },
        f"""
SELECT DISTINCT r.run_id, r.as_of, s.signal, s.unit_code, u.unit, u.commune_code, u.commune, u.district_code,
       u.district, s.other_unit_code, s.sentence
FROM run r
JOIN signal s ON {_SEEN.format(t="s")}
LEFT JOIN verdict v ON v.unit_code = s.unit_code AND v.indicator = 'overall' AND {_SEEN.format(t="v")}
LEFT JOIN unit u ON u.unit_id = v.unit_id""",
    ),
    Mart(
        "mart_gate",
        "Quality gates of each source on each night",
        {
            **_RUN,
            "source_id": "id of the source card",
            "gate": "name of the gate",
            "severity": "critical, warning or info",
            "success": "whether the source passed",
            "observed": "what was found",
            "expected": "what was expected",
            "sentence": "in one Vietnamese sentence",
        },
        f"""
SELECT r.run_id, r.as_of, g.source_id, g.gate, g.severity, g.success, g.observed, g.expected, g.sentence
FROM run r
JOIN gate_result g ON {_SEEN.format(t="g")}""",
    ),
)

DIGEST = hashlib.sha256("".join(mart.name + mart.sql for mart in MARTS).encode()).hexdigest()[:16]


def drop(connection: Connection) -> None:
    """Drop the views, those that read others first; also ones an older program left under the same names."""
    for mart in reversed(MARTS):
        connection.execute(text(f"DROP VIEW IF EXISTS {mart.name}"))


def create(connection: Connection) -> None:
    """Make the views."""
    for mart in MARTS:
        connection.execute(text(f"CREATE VIEW {mart.name} AS {mart.sql}"))
