"""People's answers: dated, reversible, used by the next resolution, and never stretched to another village."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from doisoat.errors import ConfigError, RefusedInputError
from gazetteer import aliases
from gazetteer.resolver import Gazetteer
from gazetteer.review import HEADINGS, RIGHT, WRONG, read_review, review_frame

DAY = dt.date(2024, 6, 1)
T1 = dt.datetime(2024, 6, 1, 8, tzinfo=dt.UTC)
T2 = dt.datetime(2024, 6, 2, 8, tzinfo=dt.UTC)
T3 = dt.datetime(2024, 6, 3, 8, tzinfo=dt.UTC)
Ask = Callable[..., pd.Series]
Make = Callable[[pd.DataFrame | None], Gazetteer]


@pytest.fixture
def make(build: Callable[..., Gazetteer], make_villages: Callable[..., list[dict[str, object]]]) -> Make:
    rows = [
        *make_villages("Xã Vĩnh Yên", "06070", "Huyện Bình Gia", "Khuổi Dụi", "Khuổi Màn", "Nà Mặn"),
        *make_villages("Xã Thiện Thuật", "06091", "Huyện Bình Gia", "Khuổi Màn"),
    ]
    return lambda decisions: build(*rows, aliases=decisions)


def test_an_accepted_answer_is_used_for_any_writing_of_the_commune(make: Make, ask: Ask, tmp_path: Path) -> None:
    path = aliases.store(tmp_path)
    aliases.add(path, "Khuổi Mạn", "06070-2", "Xã Vĩnh Yên", decided_at=T1)
    gazetteer = make(aliases.read(path))
    for commune in ("Xã Vĩnh Yên", "X. Vĩnh Yên", "VĨNH YÊN", "06070"):
        got = ask(gazetteer, DAY, village="khuổi mạn", commune=commune)
        assert (got.match, got.village_code, got.method) == ("matched", "06070-2", "alias"), commune


def test_an_answer_for_one_commune_says_nothing_about_another(make: Make, ask: Ask, tmp_path: Path) -> None:
    path = aliases.store(tmp_path)
    aliases.add(path, "Khuổi Mạn", "06070-2", "Xã Vĩnh Yên", decided_at=T1)
    got = ask(make(aliases.read(path)), DAY, village="Khuổi Mạn", commune="Xã Thiện Thuật")
    assert got.match == "review"


def test_a_withdrawn_answer_is_forgotten_and_stays_in_the_file(make: Make, ask: Ask, tmp_path: Path) -> None:
    path = aliases.store(tmp_path)
    aliases.add(path, "Khuổi Mạn", "06070-2", "Xã Vĩnh Yên", decided_at=T1)
    aliases.withdraw(path, "Khuổi Mạn", "06070-2", "Xã Vĩnh Yên", decided_at=T2)
    assert len(aliases.read(path)) == 2
    assert aliases.current(aliases.read(path)).empty
    assert ask(make(aliases.read(path)), DAY, village="Khuổi Mạn", commune="Vĩnh Yên").match == "review"


def test_what_was_known_at_a_time_counts_only_answers_given_by_then(tmp_path: Path) -> None:
    path = aliases.store(tmp_path)
    aliases.add(path, "Khuổi Mạn", "06070-2", "Xã Vĩnh Yên", decided_at=T1)
    aliases.add(path, "Khuổi Mạn", "06070-1", "Xã Vĩnh Yên", decided_at=T3)
    assert aliases.current(aliases.read(path, known_at=T2)).village_code.tolist() == ["06070-2"]
    assert aliases.current(aliases.read(path)).village_code.tolist() == ["06070-1"]


def test_a_rejected_pair_is_neither_matched_nor_suggested_again(make: Make, ask: Ask, tmp_path: Path) -> None:
    path = aliases.store(tmp_path)
    before = ask(make(None), DAY, village="Na Man", commune="Vĩnh Yên")
    assert before.village_code == "06070-3"
    aliases.reject(path, "Na Man", "06070-3", "Xã Vĩnh Yên", decided_at=T1)
    after = ask(make(aliases.read(path)), DAY, village="Na Man", commune="Vĩnh Yên")
    assert after.match == "review"
    assert "06070-3" not in str(after.candidates).split("|")


def test_an_answer_that_names_a_village_the_register_lost_is_not_used(make: Make, ask: Ask, tmp_path: Path) -> None:
    path = aliases.store(tmp_path)
    aliases.add(path, "Khuổi Mạn", "99999-9", "Xã Vĩnh Yên", decided_at=T1)
    assert ask(make(aliases.read(path)), DAY, village="Khuổi Mạn", commune="Vĩnh Yên").match == "review"


def test_a_file_without_its_headings_says_how_to_mend_it(tmp_path: Path) -> None:
    path = aliases.store(tmp_path)
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="Cách khắc phục"):
        aliases.read(path)


def asked(gazetteer: Gazetteer) -> pd.DataFrame:
    places = pd.DataFrame({"village_text": ["Khuổi Mạn", "Nà Mản"], "commune_text": ["Xã Vĩnh Yên", "Xã Vĩnh Yên"]})
    answers = places.join(gazetteer.resolve(places, DAY)).assign(row_count=[3, 8])
    return review_frame(answers, gazetteer.units(DAY))


def test_questions_go_out_with_named_suggestions_the_most_frequent_first(make: Make) -> None:
    frame = asked(make(None))
    assert tuple(frame.columns) == HEADINGS
    assert frame["Thôn trong tệp"].tolist() == ["Nà Mản", "Khuổi Mạn"]
    assert frame["Gợi ý 1"].tolist()[1] == "06070-2 · Thôn Khuổi Màn · Xã Vĩnh Yên"


def test_answers_come_back_as_decisions_and_are_used(make: Make, ask: Ask, tmp_path: Path) -> None:
    gazetteer = make(None)
    frame = asked(gazetteer)
    frame[RIGHT] = ["", "1"]
    frame[WRONG] = ["x", ""]
    decisions, aside = read_review(frame, set(gazetteer.units(DAY).village_code), T1, "aliases/tra-loi.xlsx")
    assert aside.empty
    aliases.append(aliases.store(tmp_path), decisions)
    learned = make(aliases.read(aliases.store(tmp_path)))
    assert ask(learned, DAY, village="Khuổi Mạn", commune="Vĩnh Yên").village_code == "06070-2"
    rejected = ask(learned, DAY, village="Nà Mản", commune="Vĩnh Yên")
    assert rejected.match == "review" and "06070-3" not in str(rejected.candidates)


def test_an_answer_that_names_no_known_village_is_set_aside_with_its_row(make: Make) -> None:
    frame = asked(make(None))
    frame[RIGHT] = ["khong-co", ""]
    decisions, aside = read_review(frame, {"06070-1"}, T1, "aliases/tra-loi.xlsx")
    assert decisions == []
    assert aside.row.tolist() == [2]


def test_a_workbook_without_its_headings_is_refused_with_their_names() -> None:
    with pytest.raises(RefusedInputError, match="Mã thôn đúng"):
        read_review(pd.DataFrame({"Thôn trong tệp": ["a"]}), set(), T1, "x.xlsx")


@pytest.mark.parametrize("cut", [1, 5, 20, 45])
def test_a_line_torn_by_a_power_cut_does_not_swallow_the_next_answer(tmp_path: Path, cut: int) -> None:
    path = aliases.store(tmp_path)
    aliases.add(path, "Khuổi Mạn, Nà Rài", "06070-2", "Xã Vĩnh Yên", decided_at=T1)
    aliases.add(path, "Khuổi Dụi, Nà Cuổn", "06070-1", "Xã Vĩnh Yên", decided_at=T2)
    path.write_bytes(path.read_bytes()[:-cut])
    aliases.add(path, "Nà Mặn", "06070-3", "Xã Vĩnh Yên", decided_at=T3)
    found = aliases.read(path)
    assert {"Khuổi Mạn, Nà Rài", "Nà Mặn"} <= set(found["village_text"])
    assert found.iloc[-1]["village_code"] == "06070-3"


@pytest.mark.parametrize(
    "torn", ['2024-06-01T08:00:00+00:00,accept,"Khuổi', "2024-06-01T08:00:00+00:00,acc", "\x00\x00"]
)
def test_a_torn_line_does_not_swallow_the_next_answer(tmp_path: Path, torn: str) -> None:
    path = aliases.store(tmp_path)
    aliases.add(path, "Khuổi Mạn", "06070-2", "Xã Vĩnh Yên", decided_at=T1)
    with path.open("a", encoding="utf-8") as file:
        file.write(torn)
    assert len(aliases.read(path)) == 1
    aliases.add(path, "Nà Man", "06070-3", "Xã Vĩnh Yên", decided_at=T2)
    assert aliases.read(path)["village_code"].tolist() == ["06070-2", "06070-3"]
