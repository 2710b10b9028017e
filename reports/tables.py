"""Frames as table, CSV or JSON; and as tables an officer reads: verdicts, and what differs between two runs.

CSV and JSON keep the ids and codes of the warehouse, for programs; the tables hold words only.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from doisoat.vi import BASIS, CLAIM, LEVEL, VERDICT
from reports.missing import bounds_said
from reports.other_reading import parsed, readings_said
from reports.rows import rows_of
from reports.titles import OVERALL, Titles
from reports.verdict_sentence import DRAFT, Key, key_of

if TYPE_CHECKING:
    import pandas as pd

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# What an officer reads of a verdict, with the width of its column in characters.
VERDICT_TITLES = {
    "criteria": ("Bộ tiêu chí", 12), "level": ("Cấp", 8), "unit_code": ("Mã đơn vị", 12), "unit": ("Đơn vị", 24),
    "commune": ("Xã", 22), "district": ("Huyện", 22), "indicator": ("Chỉ tiêu", 26), "claim": ("Khai", 12),
    "verdict": ("Kết luận", 16), "basis": ("Căn cứ", 18), "why": ("Lý do", 70), "counted": ("Đếm được", 18),
    "missing": ("Còn thiếu", 60), "other_reading": ("Nếu đọc khác", 50), "run_id": ("Mã lượt", 24),
    "as_of": ("Ngày xét", 12),
}  # fmt: skip
_AT_THE_TERMINAL = ("criteria", "unit_code", "unit", "commune", "indicator", "claim", "verdict", "why")
_DIFF_TITLES = {
    "criteria": "Bộ tiêu chí", "unit_code": "Mã", "unit": "Đơn vị", "indicator": "Chỉ tiêu",
    "verdict_a": "Lượt đầu", "verdict_b": "Lượt sau", "sentence": "Vì sao",
}  # fmt: skip


def inert(text: str) -> str:
    """A cell that no spreadsheet program takes for a formula, and that cannot break its row."""
    text = text.replace("\r\n", "\n").replace("\r", " ")
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def frame_csv(frame: pd.DataFrame) -> str:
    """UTF-8 CSV with a header; missing values are blank."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    cells = frame.astype(object).where(frame.notna(), "")
    writer.writerows([[inert(c) if isinstance(c, str) else c for c in row] for row in cells.itertuples(index=False)])
    return out.getvalue()


def frame_json(frame: pd.DataFrame) -> str:
    """A JSON list of objects, one a row."""
    cells = frame.astype(object).where(frame.notna(), None)
    return json.dumps(cells.to_dict("records"), ensure_ascii=False, default=str) + "\n"


def frame_table(frame: pd.DataFrame, titles: Mapping[str, str] | None = None) -> str:
    """A plain table for a terminal, as wide as its contents; no line is padded to the widest."""
    import pandas as pd

    table = Table(box=None, pad_edge=False)
    for column in frame.columns:
        table.add_column((titles or {}).get(str(column), str(column)), no_wrap=True)
    cells = [["" if pd.isna(cell) else str(cell) for cell in row] for row in frame.itertuples(index=False)]
    for row in cells:
        table.add_row(*row)
    out = io.StringIO()
    Console(width=_width(cells, len(frame.columns)), file=out, highlight=False, markup=False).print(table)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def _width(rows: list[list[str]], columns: int) -> int:
    """Room for every cell in full, and 20 letters for each title."""
    return max(80, sum(max([20, *(len(row[at]) for row in rows)]) + 2 for at in range(columns)))


def frame_as(form: str, frame: pd.DataFrame) -> str:
    """The frame as ``csv``, ``json`` or ``table``."""
    return {"csv": frame_csv, "json": frame_json, "table": frame_table}[form](frame)


def verdicts_in_words(
    verdicts: pd.DataFrame, why: Mapping[Key, str], titles: Titles, missing: Mapping[Key, str] | None = None
) -> pd.DataFrame:
    """Verdicts as an officer reads them: columns VERDICT_TITLES, a unit's indicators in the order of its set.

    Args:
        verdicts: columns ``doisoat.columns.VERDICTS_CSV``, sorted.
        why: by (criteria, level, unit code, indicator), see ``reports.verdict_sentence.reasons_of``.
        titles: of the criteria sets of the run.
        missing: what is still missing, likewise (``reports.missing.missing_by_verdict``); None: not told.
    """
    import pandas as pd

    unit = verdicts.groupby(["criteria", "level", "unit_code"], sort=False).ngroup()
    position = [titles.position(c, i) for c, i in zip(verdicts["criteria"], verdicts["indicator"], strict=True)]
    ordered = verdicts.assign(unit_position=unit, position=position).sort_values(["unit_position", "position"])
    rows = [
        {
            **row,
            "as_of": _day(row["as_of"]),
            "level": LEVEL.get(row["level"], ""),
            "indicator": titles.indicator(row["criteria"], row["indicator"]),
            "claim": "" if row["indicator"] == OVERALL else CLAIM.get(row["claim"], ""),
            "verdict": VERDICT.get(row["verdict"], "") + (" (dự thảo)" if DRAFT in row["reasons"].split(";") else ""),
            "basis": BASIS.get(row["basis"], ""),
            "why": why.get(key_of(row), ""),
            "counted": bounds_said(int(row["sure"]), int(row["possible"]), int(row["of"])) if row["of"] else "",
            "missing": (missing or {}).get(key_of(row), ""),
            "other_reading": ". ".join(readings_said(row["criteria"], parsed(row["other_reading"]), titles)),
        }
        for row in rows_of(ordered)
    ]
    return pd.DataFrame(rows, columns=list(VERDICT_TITLES))


def roll_up_in_words(roll_up: pd.DataFrame, titles: Titles) -> pd.DataFrame:
    """Counts of ``mart_roll_up`` as an officer reads them, by place, indicators in the order of their set."""
    position = [titles.position(c, i) for c, i in zip(roll_up["criteria"], roll_up["indicator"], strict=True)]
    keys = ["criteria", "place_level", "place_code", "child_level", "position"]
    rows = roll_up.assign(position=position).sort_values(keys, ignore_index=True)
    return rows.assign(
        indicator=[titles.indicator(c, i) for c, i in zip(rows["criteria"], rows["indicator"], strict=True)],
        **{name: rows[name].map(LEVEL) for name in ("place_level", "child_level")},
    )


def _day(iso: str) -> str:
    """``2024-11-15`` as people write it here: ``15/11/2024``."""
    return "/".join(reversed(str(iso).split("-")))


def verdict_table(words: pd.DataFrame) -> str:
    """The verdicts of ``verdicts_in_words`` for a terminal; what repeats in every row is left out."""
    return frame_table(words[list(_AT_THE_TERMINAL)], {column: title for column, (title, _) in VERDICT_TITLES.items()})


def diff_table(frame: pd.DataFrame, titles: Titles) -> str:
    """What differs between two runs (the frame of ``Warehouse.diff``), in words; the table says the main."""
    if frame.empty:
        return "Không có kết luận nào khác nhau giữa hai lượt.\n"
    shown = frame[list(_DIFF_TITLES)].assign(
        verdict_a=frame["verdict_a"].map(VERDICT),
        verdict_b=frame["verdict_b"].map(VERDICT),
        indicator=[titles.indicator(c, i) for c, i in zip(frame["criteria"], frame["indicator"], strict=True)],
    )
    return frame_table(shown, _DIFF_TITLES)
