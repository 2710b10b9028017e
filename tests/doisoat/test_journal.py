"""A journal loses nothing that was told to be remembered: torn lines, several writers, followers."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.journal import Journal, as_line, of_line


def lines_of(path: Path) -> list[str]:
    found: list[str] = []
    Journal(path).follow(found.append)
    return found


def test_a_torn_line_does_not_swallow_the_next_one(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "home" / "a.csv")
    journal.append(["one"], head="heading")
    with journal.path.open("ab") as file:
        file.write(b'tor"n')
    assert lines_of(journal.path) == ["heading", "one"]
    Journal(journal.path).append(["two"], head="heading")
    assert lines_of(journal.path) == ["heading", "one", 'tor"n', "two"]


def test_what_cannot_be_read_is_left_out_and_the_rest_goes_on(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "a.jsonl")
    journal.append([json.dumps(1), "{", json.dumps(2)])
    with journal.path.open("ab") as file:
        file.write(b"\xff\xfe\n3\n")
    found: list[int] = []
    journal.follow(lambda line: found.append(json.loads(line)))
    assert found == [1, 2, 3]


def test_a_follower_is_handed_each_line_once(tmp_path: Path) -> None:
    writer, reader = Journal(tmp_path / "a"), Journal(tmp_path / "a")
    found: list[str] = []
    reader.follow(found.append)
    writer.append(["1", "2"])
    reader.follow(found.append)
    with (tmp_path / "a").open("ab") as file:
        file.write(b"3")  # not yet a whole line
    reader.follow(found.append)
    writer.append(["4"])
    reader.follow(found.append)
    reader.follow(found.append)
    assert found == ["1", "2", "3", "4"]


def test_many_writers_mix_no_lines(tmp_path: Path) -> None:
    def write(number: int) -> None:
        journal = Journal(tmp_path / "a")
        with journal.lock():  # the holder may append
            journal.append([f"{number}-{n}" * 50 for n in range(5)], head="heading")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    found = lines_of(tmp_path / "a")
    assert found[0] == "heading" and len(found) == 201
    assert set(found[1:]) == {f"{number}-{n}" * 50 for number in range(40) for n in range(5)}


def test_nothing_to_write_makes_no_file(tmp_path: Path) -> None:
    Journal(tmp_path / "none" / "a").append([])
    assert not (tmp_path / "none").exists()


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1, max_size=5))
def test_a_row_is_one_line_and_comes_back(row: list[str]) -> None:
    line = as_line(row)
    assert "\n" not in line and "\r" not in line
    assert of_line(line) == [" ".join(text.splitlines()) for text in row]


@pytest.mark.parametrize("line", ['a,"open', 'a,b,"', ""])
def test_an_open_quote_ends_with_its_line(line: str) -> None:
    assert len(of_line(line)) == line.count(",") + bool(line)
