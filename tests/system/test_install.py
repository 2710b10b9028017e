"""The release as it is installed: all that the program reads is in the wheel, nothing else is, and all is pinned."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from fnmatch import fnmatch
from pathlib import Path

import click
import pytest

from flows.cli import cli

ROOT = Path(__file__).parents[2]
UV = ROOT / ".venv" / "bin" / "uv"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
WHEEL = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]


def uv(*arguments: object) -> str:
    """Run uv in the repository; what it prints."""
    if not UV.exists():
        pytest.skip("no uv in .venv; `make test` installs it")
    done = subprocess.run([UV, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode and re.search(r"(?i)error sending request|dns error|failed to fetch", done.stderr):
        pytest.skip("uv has no network and no cached build backend here")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the source archive and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    uv("build", "--quiet", "--out-dir", folder)
    return folder


def files_below(folder: Path) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_every_file_of_the_rooms_and_the_sample_inbox_and_nothing_else(release: Path) -> None:
    (wheel,) = release.glob("*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    rooms = set().union(*(files_below(ROOT / room) for room in WHEEL["packages"]))
    rooms = {name for name in rooms if not any(fnmatch(name, f"{pattern}/*") for pattern in WHEEL["exclude"])}
    sample = {
        name.replace("examples/inbox", "flows/demo_inbox", 1) for name in files_below(ROOT / "examples" / "inbox")
    }
    assert packed == rooms | sample
    kinds = {Path(name).suffix for name in packed}
    assert kinds >= {".py", ".yml", ".csv", ".j2", ".mako", ".ttf", ".xlsx", ".xls"}


def test_the_source_archive_holds_what_is_needed_to_build_and_check_and_nothing_that_was_made(release: Path) -> None:
    (archive,) = release.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        tops = {name.split("/")[1] for name in packed.getnames() if "/" in name}
        names = packed.getnames()
    assert tops >= {*WHEEL["packages"], "tests", "docs", "examples", "pyproject.toml", "uv.lock", "Makefile", ".ci"}
    assert tops & {".venv", ".git", "demo", "dist", ".doisoat", ".hypothesis"} == set()
    assert [name for name in names if name.endswith((".pyc", ".sqlite", ".env"))] == []


def requirements() -> str:
    """requirements.txt as ``make wheel`` writes it."""
    if not UV.exists():
        pytest.skip("no uv in .venv; `make test` installs it")
    command = [sys.executable, ROOT / ".ci" / "requirements", UV]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_an_extra_that_any_package_asks_for_stands_beside_its_pin() -> None:
    """The pip of Debian 12 takes ``sqlalchemy[asyncio]`` for another requirement than ``sqlalchemy==…``."""
    pins = re.findall(r"^([\w.-]+)(?:\[([\w,-]+)\])?==", requirements(), flags=re.MULTILINE)
    named: dict[str, set[str]] = {}
    for name, extras in pins:  # without and with them: that pip wants either name pinned
        named.setdefault(name, set()).update(extras.split(","))
    asked = [
        (wanted["name"], extra)
        for package in tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]
        for wanted in package.get("dependencies", [])
        for extra in wanted.get("extra", [])
    ]
    assert ("sqlalchemy", "asyncio") in asked
    assert [(name, extra) for name, extra in asked if name in named and not named[name] >= {extra, ""}] == []


def test_every_dependency_of_the_release_is_pinned_with_its_hash_and_none_is_for_development(release: Path) -> None:
    exported = requirements()
    blocks = re.split(r"\n(?=\S)", re.sub(r"^ +#.*\n", "", exported.strip() + "\n", flags=re.MULTILINE).strip())
    pinned = {re.split(r"[=\s;\[]", block, maxsplit=1)[0] for block in blocks}
    assert [block for block in blocks if "==" not in block or "--hash=sha256:" not in block] == []
    wanted = {re.split(r"[<>=\[\s]", text, maxsplit=1)[0] for text in PROJECT["project"]["dependencies"]}
    assert wanted <= pinned
    assert not pinned & {"pytest", "mypy", "ruff", "hypothesis", "doisoat"}


def commands_of_the_manual() -> list[list[str]]:
    """Every line of docs/van-hanh.md that calls doisoat, from the name on, without comments."""
    text = (ROOT / "docs" / "van-hanh.md").read_text("utf-8")
    called = re.findall(r"(?:^|[`\s/])doisoat ([a-z-]+\b[^`\n]*)", text)
    lines = [line.split("#")[0].split() for line in called]
    return [words for words in lines if words[0] in cli.commands]


def test_every_command_and_option_of_the_manual_exists() -> None:
    lines = commands_of_the_manual()
    assert {"run", "doctor", "serve", "health", "report", "keys", "release", "data-docs", "diff", "demo"} <= {
        words[0] for words in lines
    }
    for words in lines:
        command: click.Command = cli
        while isinstance(command, click.Group):
            command = command.commands[words.pop(0)]
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, (command.name, words)


def test_the_manual_and_the_units_name_files_that_are_there_and_all_of_them() -> None:
    manual = (ROOT / "docs" / "van-hanh.md").read_text("utf-8")
    there = {path.name for path in (ROOT / "deploy").iterdir()}
    units = "".join((ROOT / "deploy" / name).read_text("utf-8") for name in there if name.endswith(".service"))
    assert set(re.findall(r"/opt/doisoat/deploy/([\w.-]+)", manual + units)) == there


def test_systemd_takes_the_units_and_the_sandbox_is_tight(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd-analyze on this machine: the units were not checked")
    for unit in sorted((ROOT / "deploy").glob("*.service")) + sorted((ROOT / "deploy").glob("*.timer")):
        # The program is not installed here; any other executable stands for it.
        (tmp_path / unit.name).write_text(re.sub(r"/opt/doisoat\S*", "/bin/true", unit.read_text("utf-8")), "utf-8")
    for unit in sorted(tmp_path.iterdir()):
        done = subprocess.run([analyze, "verify", unit], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), unit.name
        if unit.suffix == ".service":
            sealed = [analyze, "security", "--offline=true", "--threshold=20", unit]
            assert subprocess.run(sealed, capture_output=True, check=False).returncode == 0, unit.name
