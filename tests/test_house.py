"""The floors of the house as its imports have them: nothing looks up, nothing turns in a ring, the picture is true."""

from __future__ import annotations

import ast
from pathlib import Path

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


def test_what_starts_a_process_or_a_run_lies_with_the_tests_of_the_system() -> None:
    """``make check`` is for every day: no process but the readers', no run but the sample's, made once."""
    tests = Path(__file__).parent
    found = {
        (path.relative_to(tests).as_posix(), name)
        for path in tests.rglob("test_*.py")
        if tests / "system" not in path.parents
        for name in _imported(path) & {"subprocess", "multiprocessing", "as_process", "reconcile"}
    }
    assert found == set()


def _imported(path: Path) -> set[str]:
    """Modules that a file imports, and what it takes out of them."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {one.name for one in node.names}
    return names
