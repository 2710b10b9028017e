"""Where a point lies: commune outlines of the user's own file. Evidence beside a name, never a key.

A point outside the commune that a name was matched to contradicts the match and is worth a look; a point inside
supports it. Neither ever makes or unmakes a match.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from doisoat.errors import ConfigError, InputLocation
from gazetteer.units import padded_code

Floats = npt.NDArray[np.float64]
_CODE_NAMES = ("code", "ma_xa", "maxa", "commune_code", "ward_code", "gso_id", "ma")
_BANDS = 200


@dataclass(frozen=True)
class Outline:
    """One commune: its edges by latitude band, so that a point is held against few of them."""

    code: str
    west: float
    south: float
    east: float
    north: float
    bands: tuple[tuple[Floats, Floats, Floats, Floats], ...]  # per band: x1, y1, x2, y2 of its edges

    def holds(self, longitude: Floats, latitude: Floats) -> npt.NDArray[np.bool_]:
        """Which points lie inside; a hole is outside, every part of a commune counts."""
        inside = np.zeros(len(longitude), dtype=bool)
        box = (longitude >= self.west) & (longitude <= self.east) & (latitude >= self.south) & (latitude <= self.north)
        near = np.flatnonzero(box)
        if not len(near):
            return inside
        height = (self.north - self.south) / _BANDS or 1.0
        band = np.clip(((latitude[near] - self.south) / height).astype(int), 0, _BANDS - 1)
        for number in np.unique(band):
            x1, y1, x2, y2 = self.bands[number]
            points = near[band == number]
            x, y = longitude[points][:, None], latitude[points][:, None]
            with np.errstate(divide="ignore", invalid="ignore"):
                crosses = ((y1 > y) != (y2 > y)) & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
            inside[points] = crosses.sum(axis=1) % 2 == 1
        return inside


def load_boundaries(path: Path, code_property: str | None = None) -> list[Outline]:
    """Read commune outlines from a GeoJSON file in WGS 84 (longitude, latitude).

    Args:
        path: a FeatureCollection of Polygons and MultiPolygons.
        code_property: the property that holds the commune code; by default the first known name that is there.

    Raises:
        ConfigError: no GeoJSON, or no commune code in it.
    """
    spot = InputLocation(file=str(path))
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
    except (OSError, ValueError, KeyError, TypeError):
        raise ConfigError(
            "tệp ranh giới xã không đọc được", spot=spot, fix="dùng tệp GeoJSON kiểu FeatureCollection, bảng mã UTF-8"
        ) from None
    outlines = []
    for feature in features:
        properties = {str(k).lower(): v for k, v in (feature.get("properties") or {}).items()}
        names = (code_property.lower(),) if code_property else _CODE_NAMES
        code = next((str(properties[name]) for name in names if properties.get(name) not in (None, "")), "")
        geometry = feature.get("geometry") or {}
        rings = _rings(geometry)
        if not code:
            raise ConfigError(
                f"ranh giới không có mã xã; thấy các thuộc tính: {', '.join(sorted(properties)) or 'không có'}",
                spot=spot,
                fix="cho biết thuộc tính nào là mã xã",
            )
        if rings:
            outlines.append(_outline(padded_code(code), rings))
    return outlines


def communes_at(outlines: Sequence[Outline], latitude: pd.Series, longitude: pd.Series) -> pd.Series:
    """The code of the commune each point lies in; missing where in none, or where a coordinate is missing."""
    x, y = longitude.to_numpy(dtype=float, na_value=np.nan), latitude.to_numpy(dtype=float, na_value=np.nan)
    found = np.full(len(x), None, dtype=object)
    for outline in outlines:
        found[outline.holds(x, y)] = outline.code
    return pd.Series(found, index=latitude.index, dtype="str")


def agreement(commune_code: pd.Series, commune_at_point: pd.Series) -> pd.Series:
    """What the points say about the matched communes: ``supports``, ``contradicts``, or missing where they are silent.

    Both series must hold codes of the same day.
    """
    told = commune_code.notna() & commune_at_point.notna()
    same = commune_code.fillna("") == commune_at_point.fillna("")
    word = pd.Series("contradicts", index=commune_code.index, dtype="str").mask(same, "supports")
    return word.where(told)


def _rings(geometry: Mapping[str, object]) -> list[Floats]:
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list):
        return []
    polygons = coordinates if geometry.get("type") == "MultiPolygon" else [coordinates]
    return [np.asarray(ring, dtype=float)[:, :2] for polygon in polygons for ring in polygon if len(ring) > 3]


def _outline(code: str, rings: list[Floats]) -> Outline:
    start = np.concatenate([ring[:-1] for ring in rings])
    end = np.concatenate([ring[1:] for ring in rings])
    south, north = float(start[:, 1].min()), float(start[:, 1].max())
    height = (north - south) / _BANDS or 1.0
    low, high = np.minimum(start[:, 1], end[:, 1]), np.maximum(start[:, 1], end[:, 1])
    bands = []
    for number in range(_BANDS):
        # A hair wider than the band, so that rounding loses no edge.
        bottom, top = south + (number - 0.01) * height, south + (number + 1.01) * height
        here = (low <= top) & (high >= bottom)
        bands.append((start[here, 0], start[here, 1], end[here, 0], end[here, 1]))
    return Outline(code, float(start[:, 0].min()), south, float(start[:, 0].max()), north, tuple(bands))
