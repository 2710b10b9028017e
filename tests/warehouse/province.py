"""A made-up province as the frames of one night, for tests of the warehouse."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field, replace

import pandas as pd

from warehouse.run import RunRecord

CRITERIA = "TTM-2023"
START = dt.datetime(2024, 11, 15, 1, 0, tzinfo=dt.UTC)


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Night:
    """What differs between nights. ``verdicts`` maps (village number, indicator) to another verdict than confirmed."""

    villages: int = 4
    indicators: tuple[str, ...] = ("1", "2")
    verdicts: dict[tuple[int, str], str] = field(default_factory=dict)
    reasons: dict[tuple[int, str], str] = field(default_factory=dict)
    says: dict[tuple[int, str], str] = field(default_factory=dict)
    operator_file: str = "vnpt T9"
    published_on: dt.date = dt.date(2024, 9, 30)
    matches: dict[int, str] = field(default_factory=dict)
    communes: dict[int, str] = field(default_factory=dict)

    def frames(self) -> dict[str, pd.DataFrame]:
        pairs = [(v, i) for v in range(self.villages) for i in self.indicators]
        keys = [{"criteria": CRITERIA, "level": "village", "unit_code": f"V{v:03}", "indicator": i} for v, i in pairs]
        operator = {"source_id": "vnpt", "file_sha256": sha(self.operator_file), "sheet": "Thôn"}
        claims = {"source_id": "village_claims", "file_sha256": sha("claims"), "sheet": "Tự đánh giá"}
        verdicts, checks, evidence, rows = [], [], [], []
        for key, (v, i) in zip(keys, pairs, strict=True):
            place = self._place(v)
            verdict = self.verdicts.get((v, i), "confirmed")
            reasons = self.reasons.get((v, i), "")
            verdicts.append(
                {**key, **place, "claim": "met", "verdict": verdict, "basis": "independent", "reasons": reasons}
            )
            outcome = {"confirmed": "pass", "contradicted": "fail"}.get(verdict, "unknown")
            checks.append({**key, "check_id": "fibre", "outcome": outcome, "reason": reasons, "sentence": "Vì thế."})
            sentence = self.says.get((v, i), "VNPT: có cáp quang")
            where = {**operator, "row": 5 + v, "published_on": self.published_on}
            evidence.append({**key, "check_id": "fibre", "role": "for", **where, "sentence": sentence})
            rows.append({**key, **claims, "row": 2 + v})
        overall = [
            {
                **self._place(v),
                **{"criteria": CRITERIA, "level": "village", "unit_code": f"V{v:03}", "indicator": "overall"},
                "verdict": "met" if all((v, i) not in self.verdicts for i in self.indicators) else "pending",
            }
            for v in range(self.villages)
        ]
        return {
            "verdicts": pd.DataFrame(verdicts + overall),
            "check_results": pd.DataFrame(checks),
            "evidence": pd.DataFrame(evidence),
            "verdict_claims": pd.DataFrame(rows),
            "source_files": pd.DataFrame(
                [self._file(operator, "operators/vnpt/T9.xlsx"), self._file(claims, "claims/a.xlsx")]
            ),
            "resolutions": pd.DataFrame([self._resolution(v) for v in range(self.villages)]),
        }

    def _place(self, village: int) -> dict[str, str]:
        commune = self.communes.get(village, f"C{village % 2}")
        return {
            "unit": f"Thôn Nà {village}",
            "commune_code": commune,
            "commune": f"Xã {commune}",
            "district_code": "D1",
            "district": "Huyện Bình Gia",
        }

    def _file(self, where: dict[str, str], name: str) -> dict[str, object]:
        return {
            "source_id": where["source_id"],
            "file_sha256": where["file_sha256"],
            "name": name,
            "size": 1000,
            "landed_at": START,
            "published_on": self.published_on,
            "published_from": "title",
            "status": "read",
            "rows_in": self.villages + 1,
            "rows_read": self.villages,
            "rows_set_aside": 1,
            "rows_refused": 0,
        }

    def _resolution(self, village: int) -> dict[str, object]:
        code = self.matches.get(village, f"V{village:03}")
        return {
            "source_id": "vnpt",
            "kind": "coverage",
            "village_text": f"Nà {village}",
            "address_text": f"Số {village}, Nà {village}, Xã C{village % 2}",
            "match": "matched" if code else "review",
            "village_code": code or None,
            "score": 100.0,
            "method": "exact",
            "row_count": 3,
        }


def record(number: int, **changes: object) -> RunRecord:
    """The record of a night of its own id."""
    start = START + dt.timedelta(days=number)
    plain = RunRecord(
        run_id=f"run-{number}",
        as_of=start.date(),
        started_at=start,
        finished_at=start + dt.timedelta(minutes=5),
        criteria={CRITERIA: sha("criteria")},
        code_version="0.1.0",
        inbox="/inbox",
        summary={"files": 2, "câu": "xong"},
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Letter:
    """The fields of ``reports.outbox.NewLetter``, which this room does not know."""

    run_id: str
    report_id: str
    unit_code: str
    finding_set_hash: str
    content_hash: str
    address: str
    message_id: str
    changes_only: bool


def letter(unit_code: str) -> Letter:
    return Letter(
        "run-1",
        "district_quality",
        unit_code,
        "f",
        "c",
        f"{unit_code}@tinh.example",
        f"<{unit_code}@x>",
        changes_only=False,
    )
