"""A claim written on a page: one row of the template's first sheet, checked and handed in as if it had been uploaded.

The row replaces what the unit declared for that set and year before, as every later landing does, so it holds all
indicators. Proofs (contracts, decisions, products) stand on other sheets and stay as they were sent.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from connectors.card import CLAIMS
from connectors.sources.village_claims.template import SHEETS
from doisoat.errors import ConfigError
from doisoat.private import private_opener
from doisoat.settings import Settings
from doisoat.vi import CLAIM
from flows.file_check import Finding, claims_findings
from flows.receiving import Receipt, receive

MET, NOT_MET, NO_PRODUCT = CLAIM["met"], CLAIM["not_met"], "Không có sản phẩm"
_SHEET = "Tự đánh giá"


@dataclass(frozen=True)
class WrittenClaim:
    """What a unit declares; ``claims`` by number of the indicator, blank where it declares nothing."""

    district: str
    commune: str
    village: str
    criteria: str
    year: int
    claims: Mapping[str, str]

    def file(self) -> bytes:
        """The row under the template's headings."""
        said = {
            "district": self.district, "commune": self.commune, "village": self.village, "criteria": self.criteria,
            "year": str(self.year), **{f"claim_{number}": word for number, word in self.claims.items()},
        }  # fmt: skip
        out = io.StringIO()
        sheet = csv.writer(out)
        sheet.writerow(SHEETS[_SHEET])
        sheet.writerow(said.get(field, "") for field in SHEETS[_SHEET].values())
        return out.getvalue().encode()


def hand_in(
    claim: WrittenClaim, unit_code: str, settings: Settings, now: dt.datetime, *, account: int
) -> Receipt | list[Finding]:
    """The receipt; or what is to be mended first, and then nothing was kept.

    Raises:
        ConfigError: nothing is declared, or something that is no word of a claim.
    """
    words = [word for word in claim.claims.values() if word]
    if not words:
        raise ConfigError("chưa khai chỉ tiêu nào", fix=f"chọn {MET} hoặc {NOT_MET} ở ít nhất một chỉ tiêu")
    if not set(words) <= {MET, NOT_MET, NO_PRODUCT}:
        raise ConfigError("có chỉ tiêu ghi chữ khác", fix=f"chọn {MET}, {NOT_MET} hoặc để trống")
    content = claim.file()
    with tempfile.TemporaryDirectory(prefix="doisoat-") as folder:
        path = Path(folder) / "khai.csv"
        with open(path, "xb", opener=private_opener) as file:
            file.write(content)
        found = claims_findings(path, settings, unit_code, now)
    if found:
        return found
    name = f"khai_{claim.criteria}_{claim.year}.csv"
    return receive(content, name, CLAIMS, settings, now, unit_code=unit_code, account=account)
