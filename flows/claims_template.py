"""``doisoat template``: the claims template with drop-downs for the closed answers."""

from __future__ import annotations

from pathlib import Path

from connectors.sources.village_claims.template import SHEETS
from doisoat.vi import ADDRESS_KIND, CHANNEL, CLAIM
from expectations.criteria_set import load_criteria
from reports.template import TemplateSheet, write_template

_ANSWERS = (CLAIM["met"], CLAIM["not_met"])
_CHOICES = {
    **{f"Chỉ tiêu {n}": _ANSWERS for n in range(1, 7)},
    "Đạt": _ANSWERS,
    "Có mật khẩu": ("Không", "Có"),
    "Loại": tuple(ADDRESS_KIND.values()),
    "Kênh": tuple(CHANNEL.values()),
}
_DATES = frozenset({"Ngày", "Ngày quyết định", "Bắt đầu", "Kết thúc"})
# Numbers that must keep their leading zeros.
_TEXTS = frozenset({"Số điện thoại", "CCCD/CMND", "Số hợp đồng", "Số quyết định"})


def write(out: Path) -> None:
    """Write the empty template."""
    sets = tuple(key for key, criteria in sorted(load_criteria().items()) if criteria.level == "village")
    choices = {**_CHOICES, "Bộ tiêu chí": sets}
    sheets = [
        TemplateSheet(name, tuple(headings), {h: choices[h] for h in headings if h in choices}, _DATES, _TEXTS)
        for name, headings in SHEETS.items()
    ]
    write_template(out, sheets)
