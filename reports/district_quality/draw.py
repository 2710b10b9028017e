"""The report's pictures, made of the unit's own rows."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from doisoat.model import Level, Overall, Verdict
from doisoat.vi import VERDICT
from reports.contract import OTHER_SOURCE, ReportFrames
from reports.pictures.coverage import Coverage, coverage
from reports.pictures.grid import Grid, GridRow, commune_grid, village_grid
from reports.pictures.png import png_of
from reports.pictures.svg import fitted_words
from reports.pictures.tiles import MET_NOTE, Tile, layout_on, met_tile, tile_map
from reports.pictures.trend import Night, trend
from reports.privacy import masked
from reports.rows import rows_of
from reports.scope import Unit, own_rows
from reports.sorting import natural_key
from reports.titles import Titles

_MOST_ROWS = 36  # a longer grid is told by commune
_WAITING = (Verdict.UNVERIFIED, Verdict.CONFLICT, Verdict.MISSING_CLAIM)
_HEAD = 130.0  # room for the head of a column, in pixels


def grids_of(own: pd.DataFrame, titles: Titles) -> list[Grid]:
    """A grid for each criteria set that judged something, the one with most units first; districts are left out."""
    found: list[Grid] = []
    for criteria, judged in own[own["level"] != Level.DISTRICT].groupby("criteria", sort=True):
        # Communes that only sum up their villages have no indicators of their own and no line here.
        rows = judged[judged["level"].isin(judged.loc[judged["indicator"] != "overall", "level"])]
        known = [i.number for i in titles.indicators.get(str(criteria), ())]
        numbers = known or sorted(set(rows["indicator"]) - {"overall"})
        told = {(r["unit_code"], r["indicator"]): r["verdict"] for r in rows_of(rows)}
        places = rows[["unit_code", "unit", "commune", "level"]].drop_duplicates("unit_code")
        lines = [
            GridRow(
                masked(p["unit"]),
                masked(p["commune"]) if p["level"] == Level.VILLAGE else "",
                [told.get((p["unit_code"], n), "") for n in (*numbers, "overall")],
            )
            for p in rows_of(places)
        ]
        lines.sort(key=lambda line: (natural_key(line.group), natural_key(line.name)))
        names = [titles.indicator(str(criteria), number) for number in numbers]
        heads = [n if n.isdecimal() else fitted_words(name, 17, _HEAD) for n, name in zip(numbers, names, strict=True)]
        title = titles.sets.get(str(criteria), str(criteria))
        found.append(Grid(title, (*heads, "Chung"), lines, (*names, "Chung")))
    return sorted(found, key=lambda grid: -len(grid.rows))


def pictures_of(frames: ReportFrames, unit: Unit, own: pd.DataFrame, grids: list[Grid]) -> dict[str, tuple[str, bytes]]:
    """(text for those who cannot see, PNG) by name: grid, trend, coverage, map; what has no data has no picture."""
    drawn: dict[str, tuple[str, str]] = {}
    for number, grid in enumerate(grids):
        by_commune = len(grid.rows) > _MOST_ROWS and any(row.group for row in grid.rows)
        draw = commune_grid if by_commune else village_grid
        drawn[f"grid{number + 1}"] = (_told(grid), draw(grid.rows, grid.columns, grid.title))
    nights = _nights(frames.trend, unit)
    if len(nights) > 1:
        last = nights[-1]
        told = f"Xu hướng đến {last.day:%d/%m/%Y}: xác nhận {last.confirmed}, mâu thuẫn {last.contradicted}"
        drawn["trend"] = (told, trend(nights, "Số chỉ tiêu qua các lượt gần đây", frames.trend_notes))
    bars = _coverage(frames, unit, own)
    if bars:
        drawn["coverage"] = ("Doanh nghiệp nói gì về các thôn", coverage(bars, "Doanh nghiệp nói gì về các thôn"))
    layout = layout_on(frames.as_of)
    tiles = _tiles(own)
    if layout is not None and len(tiles) > 1:
        title = f"Thôn đạt theo xã, {masked(unit.name)}"
        drawn["map"] = (title, tile_map(layout, tiles, title, MET_NOTE))
    return {name: (alt, png_of(svg)) for name, (alt, svg) in drawn.items()}


def _told(grid: Grid) -> str:
    counts = pd.Series([v for row in grid.rows for v in row.verdicts[:-1] if v], dtype=object).value_counts()
    return f"{grid.title}: " + ", ".join(f"{VERDICT[str(v)]} {n}" for v, n in counts.items())


def _nights(frame: pd.DataFrame, unit: Unit) -> list[Night]:
    rows = own_rows(frame, unit)
    series = {str(v): "waiting" for v in _WAITING} | {str(v): str(v) for v in (Verdict.CONFIRMED, Verdict.CONTRADICTED)}
    sums = rows["count"].groupby([rows["day"].astype(str), rows["verdict"].map(series)]).sum()
    days = sorted(set(rows["day"].astype(str)))
    return [
        Night(
            dt.date.fromisoformat(day[:10]),
            *(int(sums.get((day, name), 0)) for name in (Verdict.CONFIRMED, Verdict.CONTRADICTED, "waiting")),
        )
        for day in days
    ]


def _coverage(frames: ReportFrames, unit: Unit, own: pd.DataFrame) -> list[Coverage]:
    total = own.loc[own["level"] == Level.VILLAGE, "unit_code"].nunique()
    rows = own_rows(frames.coverage, unit)
    rows = rows[~rows["source_id"].isin(frames.own_file_sources)]  # a village that speaks of itself is no operator
    sums = rows.groupby(["check_id", "source_id"], sort=True)[["yes_count", "no_count"]].sum().reset_index()
    return [
        Coverage(
            frames.source_titles.get(row["source_id"], OTHER_SOURCE),
            frames.titles.check_of_any_set(row["check_id"]),
            int(row["yes_count"]),
            int(row["no_count"]),
            max(total, int(row["yes_count"] + row["no_count"])),
        )
        for row in rows_of(sums)
    ]


def _tiles(own: pd.DataFrame) -> dict[str, Tile]:
    rows = own[(own["level"] == Level.VILLAGE) & (own["indicator"] == "overall")]
    found: dict[str, Tile] = {}
    for code, of_commune in rows.groupby("commune_code", sort=True):
        verdicts = of_commune.groupby("unit_code")["verdict"].agg(set)
        met = sum(v == {str(Overall.MET)} for v in verdicts)
        found[str(code)] = met_tile(masked(of_commune["commune"].iloc[0]), met, len(verdicts))
    return found
