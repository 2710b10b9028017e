"""Two villages, one operator, one claim: the smallest inbox that gives verdicts."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from connectors.sources.village_claims.template import SHEETS


def small_inbox(inbox: Path, year: int = 2024, criteria: str = "TTM-2023") -> Path:
    """Write it into a folder that need not be there, with a claim of this year and set; gives the folder."""
    for folder in ("register", "operators/vnpt", "claims"):
        (inbox / folder).mkdir(parents=True)
    (inbox / "register" / "dm.csv").write_text(
        "Mã thôn,Tên thôn,Tên xã,Mã xã,Huyện,Số hộ\n"
        "06070001,Khuổi Dụi,Xã Vĩnh Yên,06070,Huyện Bình Gia,10\n"
        "06070002,Vằng Ứn,Xã Vĩnh Yên,06070,Huyện Bình Gia,10\n",
        encoding="utf-8",
    )
    (inbox / "operators" / "vnpt" / "vnpt_20241001.csv").write_text(
        "Huyện,Xã,Thôn,FTTH,3G,4G\nBình Gia,Vĩnh Yên,Thôn Khuổi Dụi,Có,Có,Có\n", encoding="utf-8"
    )
    row = ["Huyện Bình Gia", "Xã Vĩnh Yên", "Thôn Khuổi Dụi", criteria, year, *["Đạt"] * 5]
    with xlsxwriter.Workbook(inbox / "claims" / "khai.xlsx") as book:
        for name, headings in SHEETS.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, list(headings))
            if name == "Tự đánh giá":
                sheet.write_row(1, 0, row)
    return inbox
