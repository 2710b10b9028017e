"""``doisoat template``: the claims template, with drop-downs, what each indicator is, and a unit's villages."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO

import pandas as pd

from connectors.sources.village_claims.template import SHEETS
from doisoat.vi import ADDRESS_KIND, CHANNEL, CLAIM, VERDICT, VERDICT_MEANING
from expectations.criteria_set import CriteriaSet, load_criteria
from reports.template import Guide, TemplateSheet, write_template

_ANSWERS = (CLAIM["met"], CLAIM["not_met"])
CHOICES = {
    **{f"Chỉ tiêu {n}": _ANSWERS for n in range(1, 7)},
    "Đạt": _ANSWERS,
    "Có mật khẩu": ("Không", "Có"),
    "Loại": tuple(ADDRESS_KIND.values()),
    "Kênh": tuple(CHANNEL.values()),
}
DATES = frozenset({"Ngày", "Ngày quyết định", "Bắt đầu", "Kết thúc"})
# Numbers that must keep their leading zeros.
_TEXTS = frozenset({"Số điện thoại", "CCCD/CMND", "Số hợp đồng", "Số quyết định"})
# Sheets on which a village has one row as a rule.
_PREFILLED = ("Tự đánh giá", "WiFi", "Tổ CNSCĐ", "Kênh thôn")
_HOW = (
    ("Mỗi thôn", "một hàng ở trang 'Tự đánh giá'; các trang khác ghi minh chứng, mỗi hàng đủ Huyện, Xã, Thôn."),
    (
        "Chỉ tiêu",
        "ghi 'Đạt', 'Không đạt' hoặc để trống. Chữ khác ('x', 'Có', 'Đạt một phần') chưa tính là đã khai.",
    ),
    ("Không có sản phẩm", "ghi 'Không có sản phẩm' ở chỉ tiêu về sản phẩm."),
    ("Ngày", "ngày/tháng/năm, ví dụ 05/09/2024; chưa rõ ngày thì ghi tháng/năm hoặc năm."),
    ("Ô chưa có số liệu", "để trống; đừng ghi '-', '…', 'đang cập nhật'."),
    ("Số điện thoại, CCCD", "ghi đủ chữ số, cả số 0 ở đầu. Chỉ dùng để kiểm tra đã ghi đủ, không đưa vào báo cáo nào."),
    ("Trước khi gửi", "xem lại bằng lệnh: doisoat check TỆP.xlsx"),
)
_EXAMPLE = (
    (
        "Tự đánh giá",
        "Huyện Mẫu · Xã Mẫu · Thôn Mẫu · TTM-2023 · 2024 · Đạt · Đạt · Không đạt · Không có sản phẩm · Đạt",
    ),
    ("WiFi", "Huyện Mẫu · Xã Mẫu · Thôn Mẫu · Nhà văn hóa thôn · VNPT · 01/2024/HĐ-MẪU · Không"),
    ("Tổ CNSCĐ", "Huyện Mẫu · Xã Mẫu · Thôn Mẫu · 01/QĐ-UBND · 05/09/2024 · UBND xã Mẫu"),
)


def template_bytes(villages: pd.DataFrame, criteria_dir: Path | None, made_on: dt.date) -> bytes:
    """The template as it goes with a letter, equal whenever it is made; see ``write``."""
    out = io.BytesIO()
    write(out, villages, criteria_dir, made_on)
    return out.getvalue()


def write(
    out: Path | IO[bytes],
    villages: pd.DataFrame | None = None,
    criteria_dir: Path | None = None,
    made_on: dt.date | None = None,
) -> None:
    """Write the template.

    Args:
        out: the file to write.
        criteria_dir: folder of the user's own criteria files, whose sets it offers too.
        villages: villages to fill in: ``unit``, ``commune``, ``district``, and where a village has declared already
            ``criteria`` and ``claim_1`` … ``claim_6`` (codes), because what is sent later replaces what was sent
            before; None: an empty template.
        made_on: the day that the file bears; None: today.
    """
    sets = {
        key: criteria for key, criteria in sorted(load_criteria(criteria_dir).items()) if criteria.level == "village"
    }
    choices = {**CHOICES, "Bộ tiêu chí": tuple(sets)}
    places = [] if villages is None else list(_places(villages))
    declared = places if villages is None or "criteria" not in villages else list(_declared(villages))
    sheets = [
        TemplateSheet(
            name,
            tuple(headings),
            {h: choices[h] for h in headings if h in choices},
            DATES,
            _TEXTS,
            _notes(sets),
            declared if name == _CLAIMS else list(dict.fromkeys(places)) if name in _PREFILLED else (),
        )
        for name, headings in SHEETS.items()
    ]
    write_template(out, sheets, _guide(sets), made_on)


_CLAIMS = "Tự đánh giá"


def _declared(villages: pd.DataFrame) -> Iterable[tuple[str, ...]]:
    """What each village has declared so far, in the order of the sheet; the year is for the unit to write."""
    names = ["district", "commune", "unit", "criteria", *(f"claim_{n}" for n in range(1, 7))]
    rows = villages.sort_values(names[:4]).reindex(columns=names).astype(object).fillna("")
    for district, commune, unit, criteria, *claims in rows.itertuples(index=False, name=None):
        yield (district, commune, unit, criteria, "", *(CLAIM[claim] if claim else "" for claim in claims))


def _places(villages: pd.DataFrame) -> Iterable[tuple[str, str, str]]:
    rows = villages.sort_values(["district", "commune", "unit"])
    return rows[["district", "commune", "unit"]].fillna("").itertuples(index=False, name=None)


def _notes(sets: Mapping[str, CriteriaSet]) -> dict[str, str]:
    """What "Chỉ tiêu 1" is, in each set."""
    notes: dict[str, list[str]] = {}
    for key, criteria in sets.items():
        for indicator in criteria.indicators:
            notes.setdefault(f"Chỉ tiêu {indicator.id}", []).append(f"{key}: {indicator.title}")
    return {heading: "\n".join(lines) for heading, lines in notes.items()}


def _guide(sets: Mapping[str, CriteriaSet]) -> Guide:
    parts: dict[str, list[tuple[str, str]]] = {"Cách ghi": list(_HOW)}
    for key, criteria in sets.items():
        parts[f"{key}: {criteria.title}"] = [(f"Chỉ tiêu {one.id}", one.title) for one in criteria.indicators]
    parts["Ví dụ (giả định)"] = list(_EXAMPLE)
    parts["Tám kết luận sẽ gặp trong thư trả lời"] = [
        (VERDICT[verdict], meaning) for verdict, meaning in VERDICT_MEANING.items()
    ]
    return Guide("Hướng dẫn", parts)
