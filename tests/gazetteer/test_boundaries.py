"""Points and outlines: inside, outside, holes, and what a point says about a match."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.errors import ConfigError
from gazetteer.boundaries import agreement, communes_at, load_boundaries


def square(west: float, south: float, size: float) -> list[list[float]]:
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


@pytest.fixture
def outlines(tmp_path: Path) -> Path:
    """06001: a square with a hole; 06002: two separate squares."""
    features = [
        {
            "properties": {"Ma_Xa": "6001"},
            "geometry": {"type": "Polygon", "coordinates": [square(106, 21, 1), square(106.4, 21.4, 0.2)]},
        },
        {
            "properties": {"Ma_Xa": "06002"},
            "geometry": {"type": "MultiPolygon", "coordinates": [[square(107, 21, 0.5)], [square(108, 21, 0.5)]]},
        },
    ]
    path = tmp_path / "xa.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_points_are_told_by_the_outline_they_lie_in(outlines: Path) -> None:
    points = pd.DataFrame(
        {"lat": [21.1, 21.5, 21.2, 21.2, 30.0, np.nan], "lon": [106.1, 106.5, 107.2, 108.2, 106.5, 106.5]}
    )
    found = communes_at(load_boundaries(outlines), points.lat, points.lon)
    assert found.fillna("").tolist() == ["06001", "", "06002", "06002", "", ""]


@given(st.floats(105.9, 107.1), st.floats(20.9, 22.1))
@settings(deadline=None)
def test_inside_a_square_is_what_its_sides_say(longitude: float, latitude: float) -> None:
    from gazetteer.boundaries import _outline

    on_a_side = min(abs(longitude - 106), abs(longitude - 107), abs(latitude - 21), abs(latitude - 22)) < 1e-9
    outline = _outline("x", [np.asarray(square(106, 21, 1))])
    inside = bool(outline.holds(np.array([longitude]), np.array([latitude]))[0])
    assert on_a_side or inside == (106 < longitude < 107 and 21 < latitude < 22)


def test_a_point_supports_or_contradicts_and_silence_is_neither() -> None:
    said = agreement(pd.Series(["06001", "06001", None, "06001"]), pd.Series(["06001", "06002", "06001", None]))
    assert said.fillna("").tolist() == ["supports", "contradicts", "", ""]


@pytest.mark.parametrize("text", ["", "{}", '{"features": [{"properties": {"ten": "x"}, "geometry": null}]}'])
def test_a_file_that_is_no_outline_of_communes_is_refused_with_advice(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_boundaries(path)
    assert caught.value.fix
