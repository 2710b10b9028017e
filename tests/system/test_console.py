"""Consoles of Windows speak cp1258 or cp1252, a bare pipe ASCII; what we print is UTF-8 and whole on all of them."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
CONSOLES = ("cp1258", "cp1252", "ascii")


def spoken(console: str, *arguments: str, home: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run Python as on a console of that encoding, with both outputs piped."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DOISOAT_", "PREFECT_"))}
    own = {"PYTHONIOENCODING": console, "PYTHONUTF8": "0", "DOISOAT_HOME": str(home or "/nowhere")}
    return subprocess.run([sys.executable, *arguments], capture_output=True, env=clean | own, cwd=ROOT, check=False)


def test_the_consoles_of_these_tests_cannot_say_vietnamese_by_themselves() -> None:
    for console in CONSOLES:
        done = spoken(console, "-c", "print('số')")
        assert b"UnicodeEncodeError" in done.stderr


@pytest.mark.parametrize("console", CONSOLES)
def test_help_is_vietnamese_on_any_console(console: str) -> None:
    done = spoken(console, "-m", "flows.cli", "--help")
    assert done.returncode == 0, done.stderr
    assert "Đối soát hộp thư đến và lưu kết luận vào kho." in done.stdout.decode("utf-8")


def test_the_language_is_vietnamese_whatever_the_user_has_set(doisoat: Any) -> None:
    text = doisoat("verdicts", "--format", "pdf", LANG="C", LC_ALL="C", LANGUAGE="en:fr")
    assert text.code == 2
    assert "Chưa làm được: Giá trị của '--format' chưa dùng được: 'pdf' không có trong các lựa chọn" in text.err


@pytest.mark.parametrize("console", CONSOLES)
def test_progress_and_errors_are_vietnamese_on_any_console(console: str) -> None:
    # The command line as it starts, with a command that only tells, asks for what is not there and breaks.
    script = """
import click
from doisoat.errors import ConfigError
from flows import cli
from flows.terminal import progress

@cli.cli.command()
def probe() -> None:
    with progress(quiet=False) as tell:
        tell("Tên gọi: 71 cách viết – Khuổi Dụi")
    raise ConfigError("chưa có lượt đối soát nào", fix="chạy: doisoat run, rồi xem lại")

cli.main()
"""
    done = spoken(console, "-c", script, "probe")
    text = done.stderr.decode("utf-8")
    assert done.returncode == 1
    assert "Tên gọi: 71 cách viết – Khuổi Dụi" in text
    assert "Chưa làm được: chưa có lượt đối soát nào" in text
    wrong = spoken(console, "-m", "flows.cli", "run", "--inbox", "thư mục không có")
    assert wrong.returncode == 2
    assert "thư mục không có" in wrong.stderr.decode("utf-8")


def test_csv_and_json_through_a_pipe_of_such_a_console_are_whole(demo: Any, tmp_path: Path) -> None:
    from flows.open_stores import open_warehouse

    settings = demo[1]
    with open_warehouse(settings) as warehouse:
        stored = warehouse.verdicts("latest").astype(str).to_dict("records")
    assert any("Nà Cuổn" in row["unit"] for row in stored)
    command = ("-m", "flows.cli", "verdicts", "--warehouse", settings.warehouse_url, "--format")
    as_csv = spoken("cp1258", *command, "csv", home=tmp_path)
    assert list(csv.DictReader(io.StringIO(as_csv.stdout.decode("utf-8")))) == stored
    as_json = spoken("cp1252", *command, "json", home=tmp_path)
    assert [{k: str(v) for k, v in row.items()} for row in json.loads(as_json.stdout.decode("utf-8"))] == stored
    told = (as_csv.stderr + as_json.stderr).decode("utf-8").splitlines()  # which run answers, beside the data
    assert [line.partition(" lượt ")[0] for line in told] == ["Theo", "Theo"]
