"""One loop reads files, whoever asks; what a parser does to a file ends as a refusal that names the line of code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from connectors.card import load_cards, parser_of
from connectors.contract import ParsedFile, RawFile, SourceCard
from connectors.read_sources import SourceResult, read_paths, read_sources
from connectors.vault.store import Vault
from doisoat.errors import ConfigError, Refused
from doisoat.settings import ReaderLimits

NOW = dt.datetime(2026, 11, 21, 20, 0, tzinfo=dt.UTC)
LIST = "Xã;Thôn\nHòa Bình;Nông Thị Mẫu 0977000000\n"
Source = Callable[[str], SourceCard]


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """Makes a source of the user's own with the given ``parse.py``."""

    def made(code: str) -> SourceCard:
        folder = tmp_path / "sources" / "itel"
        folder.mkdir(parents=True, exist_ok=True)
        card = "id: itel\ntitle: iTel\ninbox: operators/itel\nparser: own\n"
        (folder / "source.yml").write_text(card, encoding="utf-8")
        (folder / "parse.py").write_text(code, encoding="utf-8")
        return load_cards(tmp_path / "sources")["itel"]

    return made


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    path = tmp_path / "inbox" / "operators" / "itel" / "t9.csv"
    path.parent.mkdir(parents=True)
    path.write_text(LIST, encoding="utf-8")
    return path


def test_a_parse_py_that_stumbles_refuses_the_file_and_names_its_line_but_no_cell(source: Source, sent: Path) -> None:
    card = source(
        "def parse(workbook, raw, card, context):\n    first = workbook.sheets[0].columns[1][1]\n    {}[first]\n"
    )
    (parsed,) = read_paths([sent], card, ReaderLimits(), NOW)
    (refusal,) = parsed.refusals
    assert str(refusal) == (
        "tệp t9.csv: tệp parse.py của nguồn 'itel' gặp sự cố (KeyError tại parse.py:3). Cách khắc phục: sửa chỗ đã nêu"
        " rồi thử lại: doisoat try TỆP --source itel; các tệp khác vẫn được đọc"
    )
    assert refusal.kind is Refused.SOURCE_FAILED


def test_the_line_named_is_ones_own_also_where_a_library_stumbles_over_what_it_was_given(
    source: Source, sent: Path
) -> None:
    card = source("import json\n\n\ndef parse(workbook, raw, card, context):\n    return json.loads('Nông Thị Mẫu')\n")
    (parsed,) = read_paths([sent], card, ReaderLimits(), NOW)
    assert "(JSONDecodeError tại parse.py:5)" in parsed.refusals[0].what
    assert "Nông" not in str(parsed.refusals[0])


@pytest.mark.parametrize(
    "line", ["raise SystemExit", "raise SystemExit(0)", "import sys; sys.exit('Nông Thị Mẫu 0977000000')"]
)
def test_a_parse_py_that_leaves_the_program_refuses_the_file_and_not_the_night(
    source: Source, sent: Path, line: str
) -> None:
    card = source(f"def parse(workbook, raw, card, context):\n    {line}\n")
    (parsed,) = read_paths([sent], card, ReaderLimits(), NOW)
    (refusal,) = parsed.refusals
    assert refusal.kind is Refused.SOURCE_FAILED
    assert "(SystemExit tại parse.py:2)" in refusal.what
    assert "Nông" not in str(refusal)


def test_a_parse_py_that_leaves_the_program_while_it_is_loaded_is_named(source: Source) -> None:
    card = source("import sys\n\nsys.exit()\n")
    with pytest.raises(ConfigError, match=r"SystemExit tại parse.py:3"):
        parser_of(card)


def test_a_parse_py_that_returns_something_else_refuses_the_file(source: Source, sent: Path) -> None:
    card = source("def parse(workbook, raw, card, context):\n    return None\n")
    (parsed,) = read_paths([sent], card, ReaderLimits(), NOW)
    assert [r.kind for r in parsed.refusals] == [Refused.SOURCE_FAILED]
    assert "không trả về ParsedFile" in parsed.refusals[0].what


@pytest.mark.parametrize(
    ("code", "where"),
    [
        ("def parse(workbook, raw, card, context)\n    return None\n", "SyntaxError tại parse.py:1"),
        ("import chua_co_thu_vien_nay\n", "ModuleNotFoundError tại parse.py:1"),
        ("\n\nTHON = COT[0]\n", "NameError tại parse.py:3"),
    ],
)
def test_a_parse_py_that_cannot_be_loaded_is_named_with_its_line(source: Source, code: str, where: str) -> None:
    card = source(code)
    with pytest.raises(ConfigError) as caught:
        parser_of(card)
    assert caught.value.what == f"tệp parse.py của nguồn 'itel' chưa chạy được ({where})"
    assert caught.value.fix == "sửa chỗ đã nêu rồi thử lại: doisoat try TỆP --source itel"


def test_a_shipped_parser_that_stumbles_is_the_programs_fault_not_the_senders(
    sent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from connectors.parsers import vpostcode

    def broken(*_: object) -> ParsedFile:
        raise ValueError("Nông Thị Mẫu")

    monkeypatch.setattr(vpostcode, "parse", broken)
    card = next(card for card in load_cards().values() if card.parser == "vpostcode")
    (parsed,) = read_paths([sent], card, ReaderLimits(), NOW)
    assert "(ValueError tại test_read_sources.py:" in parsed.refusals[0].what
    assert "báo người phụ trách kỹ thuật" in parsed.refusals[0].fix
    assert "Nông" not in str(parsed.refusals[0])


def test_a_file_whose_bytes_are_no_table_is_refused_and_the_next_one_is_read(source: Source, sent: Path) -> None:
    card = source(
        "from connectors.contract import ParsedFile\n\n\n"
        "def parse(workbook, raw, card, context):\n    return ParsedFile(raw, rows_in=1, rows_read=1)\n"
    )
    bad = sent.with_name("hong.xlsx")
    bad.write_bytes(b"PK\x03\x04" + bytes(500))
    first, second = read_paths([bad, sent], card, ReaderLimits(), NOW)
    assert first.refusals and not second.refusals


def test_a_few_sources_of_the_inbox_are_read_apart_from_a_run_and_their_files_are_kept(
    source: Source, sent: Path, tmp_path: Path
) -> None:
    card = source(
        "from connectors.contract import ParsedFile\n\n\n"
        "def parse(workbook, raw, card, context):\n    return ParsedFile(raw, rows_in=1, rows_read=1)\n"
    )
    sent.with_name("t9 (1).csv").write_text(LIST, encoding="utf-8")
    vault = Vault(tmp_path / "home")
    results = read_sources(tmp_path / "inbox", {"itel": card}, vault, ReaderLimits(), NOW)
    assert set(results) == {"itel"}
    assert len(vault.sightings()) == 2
    assert [len(results["itel"].files), len(results["itel"].repeated)] == [1, 1]


def test_the_same_bytes_as_of_another_day_are_another_publication(sent: Path) -> None:
    raw = RawFile("itel", "t9.csv", "aa", 1, NOW, sent)
    september = ParsedFile(raw, published_on=dt.date(2024, 9, 30))
    result = SourceResult("itel")
    for parsed in (september, replace(september), replace(september, published_on=dt.date(2024, 10, 31))):
        result.add(parsed)
    assert [len(result.files), len(result.repeated)] == [2, 1]
