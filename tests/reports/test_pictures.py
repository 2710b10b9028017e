"""Pictures: signs that differ by shape, letters that are all there, nothing drawn that was not said."""

from __future__ import annotations

import datetime as dt
import itertools
import re

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.pictures.coverage import Coverage, coverage
from reports.pictures.grid import GridRow, commune_grid, village_grid
from reports.pictures.png import font_files, png_of
from reports.pictures.signs import LEGEND, SIGNS
from reports.pictures.svg import Drawing, fitted, text_width
from reports.pictures.tiles import Tile, layout_on, layouts, met_tile, tile_map
from reports.pictures.trend import Night, trend
from reports.privacy import masked
from reports.sorting import natural_key
from tests.examples import examples

_BASES = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
_MARKED = "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
ALPHABET = _BASES + _MARKED + (_BASES + _MARKED).upper()


def picture_of(text: str) -> bytes:
    board = Drawing(120, 60, "x")
    board.text(10, 40, text, 30)
    return png_of(board.svg())


def test_the_font_draws_every_vietnamese_letter_and_each_in_its_own_way() -> None:
    """A letter that the font lacks is left out silently, or drawn as the same box as any other it lacks."""
    drawn = {letter: picture_of(letter) for letter in ALPHABET}
    assert len(set(drawn.values())) == len(drawn)
    assert picture_of(" ") not in drawn.values()
    assert picture_of("\u4e2d") == picture_of("\u4e01"), "this check can fail: the font lacks these two"


def test_fonts_are_small_and_their_licence_lies_beside_them() -> None:
    from pathlib import Path

    for path in map(Path, font_files()):
        assert path.stat().st_size < 100_000
        assert "SIL OPEN FONT LICENSE" in (path.parent / "OFL.txt").read_text(encoding="utf-8")


def test_signs_differ_by_shape_and_letter_not_by_colour_alone() -> None:
    for one, other in itertools.combinations(LEGEND, 2):
        assert SIGNS[one].shape != SIGNS[other].shape
        assert SIGNS[one].letter != SIGNS[other].letter
        assert SIGNS[one].word != SIGNS[other].word


_TITLE = "{http://www.w3.org/2000/svg}title"
_ROWS = [GridRow(f"Khu {n}", f"Xã {n // 5}", [list(LEGEND)[n % 8], "", "met"]) for n in range(20)]


@settings(max_examples=examples(25), deadline=None)
@given(st.text(max_size=60))
def test_any_name_gives_a_picture_that_is_well_formed(text: str) -> None:
    name = masked(text)
    row = GridRow(name, name, ["confirmed"])
    for svg in (
        village_grid([row], ["1"], name),
        commune_grid([row], ["1"], name),
        coverage([Coverage(name, name, 1, 1, 3)], name),
    ):
        ElementTree.fromstring(svg)
        assert png_of(svg).startswith(b"\x89PNG")


def test_a_grid_holds_a_sign_for_each_verdict_and_none_where_there_is_none() -> None:
    root = ElementTree.fromstring(village_grid(_ROWS, ["1", "2", "Chung"], "Lưới"))
    tips = [e.text or "" for e in root.iter(_TITLE)]
    assert len(tips) == 60
    assert sum(tip.endswith("không xét") for tip in tips) == 20


def test_a_commune_grid_counts_the_units_of_each_commune() -> None:
    svg = commune_grid(_ROWS, ["1", "2", "Chung"], "Lưới")
    texts = [e.text for e in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    assert sum(t in ("0/5", "1/5") for t in texts) == 4
    assert texts.count("5/5") == 4, "a commune whose villages are all met"


def test_every_verdict_has_its_part_of_a_commune_bar() -> None:
    rows = [GridRow(f"Khu {n}", "Xã", [verdict]) for n, verdict in enumerate(SIGNS)]
    tips = [e.text or "" for e in ElementTree.fromstring(commune_grid(rows, ["1"], "Lưới")).iter(_TITLE)]
    assert len(tips) == 1
    assert sum(int(count) for count in re.findall(r" (\d+)", tips[0])) == len(SIGNS)


def test_an_operator_that_says_nothing_is_not_drawn_as_no() -> None:
    svg = coverage([Coverage("VNPT", "cáp quang", 0, 0, 7)], "Phủ")
    assert "0 có · 0 không · 7 chưa nói" in svg
    assert "#b5281f" not in svg


def test_a_trend_tells_what_was_amiss_on_a_night() -> None:
    nights = [Night(dt.date(2024, 11, day), day, 5, 3) for day in range(1, 16)]
    svg = trend(nights, "Xu hướng", {dt.date(2024, 11, 8): "thiếu tệp Viettel", dt.date(2023, 1, 1): "cũ"})
    assert "08/11: thiếu tệp Viettel" in svg
    assert "cũ" not in svg
    assert "15 xác nhận" in svg


@pytest.mark.parametrize(("day", "count"), [("2024-11-15", 200), ("2024-12-01", 194), ("2025-07-01", 65)])
def test_each_edition_of_communes_has_its_own_map(day: str, count: int) -> None:
    layout = layout_on(dt.date.fromisoformat(day))
    assert layout is not None
    assert len(layout.places) == count
    assert len(set(layout.places.values())) == count, "two communes on one square"


def test_no_day_has_two_maps_and_a_day_before_all_has_none() -> None:
    assert layout_on(dt.date(2019, 1, 1)) is None
    spans = sorted((found.valid_from, found.valid_to) for found in layouts())
    assert all(one[1] < two[0] for one, two in itertools.pairwise(spans))


def test_maps_hold_exactly_the_communes_of_their_edition() -> None:
    from pathlib import Path

    folder = Path(__file__).parents[2]
    for path in sorted((folder / "reports/pictures/layouts").glob("*.csv")):
        edition = (folder / "gazetteer/data" / path.name).read_text(encoding="utf-8").splitlines()
        codes = {line.split(",")[0] for line in edition if line[:1].isdigit()}
        own = {line.split(",")[0] for line in path.read_text(encoding="utf-8").splitlines() if line[:1].isdigit()}
        assert own == codes


def test_a_commune_that_the_map_does_not_know_is_shown_beside_it() -> None:
    layout = layout_on(dt.date(2025, 7, 1))
    assert layout is not None
    svg = tile_map(layout, {"99999": Tile("3/4", 2, "Xã Lạ: 3/4")}, "Bản đồ", "Ghi chú")
    assert "Chưa có chỗ trên bản đồ" in svg
    assert "Xã Lạ: 3/4" in svg


@given(st.text(max_size=80), st.floats(20, 400))
def test_a_fitted_text_is_never_wider_than_it_may_be(text: str, width: float) -> None:
    shown = fitted(text, 16, width)
    assert shown == text or shown.endswith("…")
    assert text_width(shown, 16) <= width


def test_names_sort_as_people_expect() -> None:
    expected = [
        "Bản 2",
        "Bản 10",
        "Bản Đông",
        "Dà",
        "Đà",
        "Khu 2",
        "Khu 10",
        "Nà Cà",
        "Nà Cả",
        "Nà Cá",
        "Thôn Ăn",
        "Thôn Ân",
    ]
    backwards = list(reversed(expected))
    assert sorted(backwards, key=natural_key) == expected


@given(st.lists(st.text(max_size=12), max_size=8))
def test_the_order_of_names_is_one_for_any_names(names: list[str]) -> None:
    ordered = sorted(names, key=natural_key)
    backwards = list(reversed(names))
    assert sorted(backwards, key=natural_key) == ordered
    assert sorted(ordered) == sorted(names)


def test_on_a_page_a_square_leads_somewhere_and_in_a_letter_it_is_only_a_picture() -> None:
    layout = layout_on(dt.date(2024, 11, 15))
    assert layout is not None
    plain = tile_map(layout, {"06103": met_tile("Xã A", 1, 4)}, "Bản đồ", "chú thích")
    assert 'role="img"' in plain and "<a " not in plain
    hostile = tile_map(layout, {"06103": met_tile('"><script>', 1, 4, '/x?a=1&b="><script>')}, "Bản đồ", "chú thích")
    assert 'role="group"' in hostile and "<script>" not in hostile
    assert '<a href="/x?a=1&amp;b=&quot;&gt;&lt;script&gt;"' in hostile


@pytest.mark.parametrize(("met", "shade"), [(0, 0), (1, 1), (4, 2), (8, 3)])
def test_the_more_villages_are_met_the_darker_the_square(met: int, shade: int) -> None:
    assert met_tile("Xã A", met, 8).shade == shade
