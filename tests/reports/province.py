"""A small invented province, before and after 1/7/2025, with names that try to break out of where they stand."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from doisoat.columns import VERDICTS_CSV
from doisoat.short_code import short_code
from reports.contract import (
    CHANGE_COLUMNS,
    CHECK_COLUMNS,
    COVERAGE_COLUMNS,
    GATE_COLUMNS,
    PROOF_COLUMNS,
    REFUSAL_COLUMNS,
    SOURCE_COLUMNS,
    TREND_COLUMNS,
    Base,
    ReportFrames,
)
from tests.reports.titles import CRITERIA, TITLES

PHONE, CCCD, SPACED = "0912345678", "020190001234", "0912 345.678"
EVIL = (
    "=HYPERLINK(\"http://evil.example\";\"x\")", "+84 912", "@SUM(A1)", "-2+3", "<script>alert(1)</script>",
    "Nà\r\nBcc: evil@evil.example", "Nà\u2028Làng\x00\x07", "\"Lũng\" & <b>Cọ</b>", "{{ 7*7 }}{% raw %}",
    "\u202eexe.gnoS\ufffe", "<img src=http://evil.example/x.png>", f"Bản {CCCD}",
)  # fmt: skip
CYCLE = (
    "confirmed",
    "contradicted",
    "unverified",
    "conflict",
    "missing_claim",
    "underclaimed",
    "not_met",
    "not_applicable",
)
REASONS = {
    "contradicted": (
        "fail", "all_operators_no", f"Mọi doanh nghiệp đều ghi không có, xem {PHONE}.", "village",
        f"Kiểm tra tại thôn, gọi {PHONE}.",
    ),
    "unverified": (
        "unknown", "stale", "Danh sách gần nhất đã cũ.", "operator", "Doanh nghiệp cần gửi danh sách mới.",
    ),
    "conflict": (
        "conflict", "source_contradicts_itself", "Các dòng cùng ngày nói khác nhau.", "operator", "Cần trả lời lại.",
    ),
    "underclaimed": ("pass", "operator_yes", "VNPT xác nhận có.", "village", "Sửa tự đánh giá."),
}  # fmt: skip
_NONE = ("pass", "", "", "", "")
_FIRST_CHECK = {i.number: next(iter(i.checks)) for i in CRITERIA.indicators["TTM-2023"]}


def verdicts(
    units: list[tuple[str, str, str, str]], as_of: dt.date, *, villages: int = 6, shift: int = 0
) -> pd.DataFrame:
    """Verdicts of villages of communes (commune code, name, district code, district)."""
    rows = []
    for number, (code, commune, district_code, district) in enumerate(units):
        for village in range(villages):
            name = EVIL[village % len(EVIL)] if number == 0 else f"Khu {village + 1}"
            unit = (f"{code}{village:03}", name, code, commune, district_code, district)
            for indicator in range(1, 6):
                verdict = CYCLE[(village + indicator + number + shift) % len(CYCLE)]
                claim = (
                    "" if verdict == "missing_claim" else "not_met" if verdict in ("not_met", "underclaimed") else "met"
                )
                reason = REASONS.get(verdict, _NONE)[1]
                rows.append(
                    ("r1", as_of.isoformat(), "TTM-2023", "village", *unit, str(indicator), claim, verdict, "", reason)
                )
            overall = ("met", "pending", "not_met")[village % 3]
            rows.append(("r1", as_of.isoformat(), "TTM-2023", "village", *unit, "overall", "", overall, "", ""))
    frame = pd.DataFrame(rows, columns=list(VERDICTS_CSV)[: len(rows[0])])
    frame = frame.reindex(columns=list(VERDICTS_CSV), fill_value="")
    frame["ground"] = [
        short_code("CC", map(str, row), 12)
        for row in frame[["criteria", "level", "unit_code", "indicator", "claim", "verdict", "reasons"]].values.tolist()
    ]
    return frame.astype("str").replace("", pd.NA)


def frames(table: pd.DataFrame, as_of: dt.date, **other: object) -> ReportFrames:
    """Frames around a table of verdicts."""
    single = table[table["indicator"] != "overall"]
    keys = single[["criteria", "level", "unit_code", "indicator"]]
    checks = keys.assign(
        check_id=keys["indicator"].map(_FIRST_CHECK),
        **{
            name: single["verdict"].map(lambda v, at=at: REASONS.get(v, _NONE)[at])
            for at, name in enumerate(("outcome", "reason", "sentence", "mover", "fix"))
        },
    )
    proofs = pd.concat(
        keys.assign(
            check_id="" if role == "claim" else keys["indicator"].map(_FIRST_CHECK),
            role=role,
            source_id="vnpt",
            name=f"operators/vnpt/anh {PHONE}\r\nX: y.xlsx",
            sheet="=1+1",
            row=row,
        )
        for role, row in (("against", 12), ("open", 13), ("for", 14), ("claim", 2))
    )
    places = table[["district_code", "commune_code"]].drop_duplicates()
    coverage = places.assign(check_id="fibre", source_id="vnpt", village_count=6, yes_count=3, no_count=1)
    nights = [as_of - dt.timedelta(days=n) for n in range(10, -1, -1)]
    trend = pd.concat(
        places.assign(day=day.isoformat(), verdict=verdict, count=5 + n)
        for n, day in enumerate(nights)
        for verdict in ("confirmed", "contradicted", "unverified")
    )
    told: dict[str, object] = {
        "run_id": "r1", "as_of": as_of, "made_on": as_of, "verdicts": table, "checks": checks[list(CHECK_COLUMNS)],
        "proofs": proofs[list(PROOF_COLUMNS)], "changes": pd.DataFrame(columns=list(CHANGE_COLUMNS)), "bases": {},
        "sources": pd.DataFrame(
            [(s, 1, 0, as_of.isoformat()) for s in TITLES if s != "mobifone"], columns=list(SOURCE_COLUMNS)
        ),
        "gates": pd.DataFrame(
            [("vpostcode", "freshness", "warning", False, "120 ngày", "Bản mới nhất công bố 01/07/2024"),
             ("vnpt", "volume", "critical", True, "84", "Nguồn có 84 dòng")], columns=list(GATE_COLUMNS)),
        "refusals": pd.DataFrame(
            [("viettel", "operators/viettel/T9.xlsx", "", "encrypted", "tệp có mật khẩu", "bỏ mật khẩu", ""),
             ("village_claims", "claims/huyen_khac.xlsx", "WiFi", "missing_heading", "thiếu cột", "thêm cột", "178")],
            columns=list(REFUSAL_COLUMNS)),
        "coverage": coverage[list(COVERAGE_COLUMNS)], "trend": trend[list(TREND_COLUMNS)], "titles": CRITERIA,
        "source_titles": TITLES,
    }  # fmt: skip
    return ReportFrames(**{**told, **other})  # type: ignore[arg-type]


BEFORE, AFTER = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
DISTRICTS = [
    ("06400", "Xã Hồ Sơn", "186", "Huyện Hữu Lũng"), ("06403", "Xã Yên Bình", "186", "Huyện Hữu Lũng"),
    ("05980", "Phường Đông Kinh", "178", "Thành phố Lạng Sơn"),
]  # fmt: skip
COMMUNES = [("06400", "Xã Tuấn Sơn", "", ""), ("05977", "Phường Đông Kinh", "", "")]


def before(**other: object) -> ReportFrames:
    """The last day with districts."""
    return frames(verdicts(DISTRICTS, BEFORE, villages=len(EVIL)), BEFORE, **other)


def after(**other: object) -> ReportFrames:
    """The first day without."""
    return frames(verdicts(COMMUNES, AFTER, villages=len(EVIL)), AFTER, **other)


def change(table: pd.DataFrame, position: int) -> tuple[pd.DataFrame, dict[str, Base]]:
    """One verdict of the table as a change against run ``r0``."""
    row = table[table["indicator"] != "overall"].iloc[[position]]
    changed = row.assign(
        base_run_id="r0", verdict_a="unverified", verdict_b=row["verdict"], cause="source",
        sentence=f"lượt sau dùng hàng 12 của tệp operators/vnpt/{PHONE}.xlsx",
    )  # fmt: skip
    unit = row["district_code"].iloc[0]
    return changed[list(CHANGE_COLUMNS)], {str(unit): Base("r0", dt.date(2025, 6, 1))}
