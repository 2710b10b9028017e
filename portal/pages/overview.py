"""Tổng quan: how things stand, what waits for a person, how old the sources are, the last run."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from starlette.responses import Response

from portal.guards import Page, allow
from portal.page_request import PageRequest
from portal.people import EVERYONE
from portal.wording import natural
from reports.contract import FINDINGS
from reports.pictures.grid import GridRow, village_grid
from reports.pictures.signs import LEGEND
from reports.pictures.tiles import MET_NOTE, layout_on, met_tile, tile_map
from reports.titles import Titles
from warehouse.look import OVERALL, Look, Wanted

_LEAST_COMMUNES = 2
_MOST_ROWS = 60  # of a picture that is still looked at


@dataclass(frozen=True)
class IndicatorCounts:
    """How many units have which verdict in one indicator."""

    indicator: str
    number: str
    title: str
    counts: Counter[str]


def overview(asked: PageRequest) -> Response:
    """The newest run, as far as it is the person's."""
    with asked.looking(asked.said("luot")) as look:
        run = look.run
        body = asked.part_once(run.run_id, "tong_quan_than.html", "", lambda: _values(asked, look))
    return asked.page("tong_quan.html", run=run, body=body)


def _values(asked: PageRequest, look: Look) -> dict[str, Any]:
    """What the page shows."""
    run = look.run
    titles = asked.services.titles_of(run.run_id)
    sets = [_set(look, criteria, titles) for criteria in sets_in_order(look)]
    communes = look.counts_by_commune(sets[0]["criteria"]) if sets else {}
    picture = _grid(look, sets[0], titles) if sets and len(communes) == 1 else ""
    return {
        "sets": sets,
        "communes": sorted(communes.items(), key=lambda row: (natural(row[0][2]), natural(row[0][1]))),
        "legend": LEGEND,
        "waiting": _waiting(asked, run.summary),
        "picture": picture or _map(run.as_of, sets[0]["criteria"] if sets else "", communes),
    }


def sets_in_order(look: Look) -> list[str]:
    """The criteria sets of the person's units, the one that judges most of them first."""
    return [criteria for criteria, _ in sorted(look.criteria().items(), key=lambda one: (-one[1], one[0]))]


def _set(look: Look, criteria: str, titles: Titles) -> dict[str, Any]:
    counts = look.counts(criteria)
    level = next((level for level in ("village", "commune", "district") if (level, OVERALL) in counts), "village")
    order = sorted((i for at, i in counts if at == level and i != OVERALL), key=lambda i: titles.position(criteria, i))
    rows = [IndicatorCounts(i, titles.number(criteria, i), titles.title(criteria, i), counts[level, i]) for i in order]
    whole = counts.get((level, OVERALL), Counter())
    total: Counter[str] = sum((row.counts for row in rows), Counter())
    return {
        "criteria": criteria,
        "title": titles.sets.get(criteria, ""),
        "level": level,
        "whole": whole,
        "units": sum(whole.values()),
        "rows": rows,
        "findings": sum(total[verdict] for verdict in FINDINGS),
        "total": total,
    }


def _map(as_of: dt.date, criteria: str, communes: Mapping[tuple[str, str, str], Counter[str]]) -> str:
    """A square a commune, by how many of its villages are met, leading to their list."""
    layout = layout_on(as_of)
    if layout is None or len(communes) < _LEAST_COMMUNES:
        return ""
    tiles = {
        code: met_tile(name, counts["met"], counts.total(), f"/ra-soat?{urlencode({'bo': criteria, 'don-vi': code})}")
        for (code, name, _), counts in communes.items()
        if code
    }
    return tile_map(layout, tiles, "Thôn đạt theo xã", MET_NOTE)


def _grid(look: Look, chosen: dict[str, Any], titles: Titles) -> str:
    """The villages of one commune with all their verdicts, each leading to its page."""
    criteria = chosen["criteria"]
    units = [unit for unit in look.units(Wanted(criteria)) if unit.level == "village"]
    if not 0 < len(units) <= _MOST_ROWS:
        return ""
    verdicts = look.verdicts(criteria, [unit.code for unit in units])
    numbers = [*(row.indicator for row in chosen["rows"]), OVERALL]
    heads = [*(row.number for row in chosen["rows"]), "Chung"]
    told = [
        GridRow(
            unit.name,
            "",
            [verdicts[unit.code][n].verdict if n in verdicts[unit.code] else "" for n in numbers],
            f"/thon/{quote(unit.code, safe='')}",
        )
        for unit in sorted(units, key=lambda unit: natural(unit.name))
    ]
    return village_grid(told, heads, f"{units[0].commune}: {titles.sets.get(criteria, criteria)}")


def _waiting(asked: PageRequest, summary: dict[str, Any]) -> list[tuple[str, int]]:
    """What waits for an officer, from the run's own account; of no interest to who may not answer."""
    if not asked.visible.is_whole:
        return []
    kinds = [
        ("dòng có tên chưa nhận ra", int(summary.get("places", {}).get("review", 0))),
        ("tệp hoặc trang tính bị từ chối", len(summary.get("refusals", []))),
        ("chỗ trong tệp chưa dùng được", int(summary.get("unread_count", 0))),
    ]
    return [kind for kind in kinds if kind[1]]


PAGES = (Page("/", allow(*EVERYONE), overview, menu="Tổng quan", order=10),)
