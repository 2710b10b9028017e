"""The floors of the house as its imports have them: nothing looks up, nothing turns in a ring, the picture is true."""

from __future__ import annotations

import grimp
import pytest

from benchmarks import house


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return house.imports()


def test_no_arrow_goes_up_or_aside(graph: grimp.ImportGraph) -> None:
    assert house.upwards(graph) == set()
    assert {upper for upper, _ in house.arrows(graph)} == set(house.ROOMS) - {"doisoat"}


def test_no_modules_import_each_other_in_a_ring(graph: grimp.ImportGraph) -> None:
    assert house.circles(graph) == []


def test_a_ring_would_be_found() -> None:
    graph = grimp.ImportGraph()
    for importer, imported in (("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")):
        graph.add_import(importer=importer, imported=imported)
    assert house.circles(graph) == [["b", "c"]]


def test_the_picture_is_the_one_that_its_imports_draw(graph: grimp.ImportGraph) -> None:
    assert house.PICTURE.read_text("utf-8") == house.drawn(graph), "python -m benchmarks.house draws it anew"
