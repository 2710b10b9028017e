"""Source cards: found by folder, checked, overridden by settings."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from connectors.card import load_cards, parser_of, source_of
from doisoat.errors import ConfigError
from doisoat.settings import SourceSettings

SHIPPED = {
    "register",
    "village_claims",
    "vnpt",
    "viettel",
    "mobifone",
    "vpostcode",
    "public_service_statistics",
    "ocop_registry",
}


def write(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "source.yml").write_text(text, encoding="utf-8")
    return folder


def test_every_shipped_source_has_a_card_and_a_parser() -> None:
    cards = load_cards()
    assert set(cards) >= SHIPPED
    assert all(callable(parser_of(card)) for card in cards.values())
    assert {card.id for card in cards.values() if card.needs_date} >= {"vnpt", "viettel", "mobifone", "vpostcode"}


def test_a_card_of_the_user_is_found_and_replaces_a_shipped_one_of_its_name(tmp_path: Path) -> None:
    write(tmp_path / "fpt", "id: fpt\ntitle: FPT\ninbox: operators/fpt\nparser: operator_coverage\n")
    write(tmp_path / "vnpt", "id: vnpt\ntitle: VNPT khác\ninbox: operators/vnpt\nparser: operator_coverage\n")
    cards = load_cards(tmp_path)
    assert set(cards) - set(load_cards()) == {"fpt"}
    assert cards["vnpt"].title == "VNPT khác"


def test_a_source_may_bring_its_own_parser(tmp_path: Path) -> None:
    folder = write(tmp_path / "weather", "id: weather\ntitle: Thời tiết\ninbox: weather\nparser: own\n")
    (folder / "parse.py").write_text("def parse(workbook, raw, card, context):\n    return card.id\n")
    assert parser_of(load_cards(tmp_path)["weather"])(None, None, load_cards(tmp_path)["weather"], None) == "weather"  # type: ignore[arg-type, comparison-overlap]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("id: fpt\ntitle: FPT\ninbox: operators/fpt\nparser: operator_coverage\nfresh_day: 3\n", "fresh_day"),
        ("id: fpt\ntitle: FPT\ninbox: operators/fpt\n", "parser"),
        ("id: fpt\ntitle: FPT\ninbox: operators/fpt\nparser: telepathy\n", "telepathy"),
        ("id: FPT!\ntitle: FPT\ninbox: operators/fpt\nparser: operator_coverage\n", "id"),
        (
            "id: fpt\ntitle: FPT\ninbox: operators/fpt\nparser: operator_coverage\nfields: {village: []}\n",
            "fields.village",
        ),
        ("id: fpt\ntitle: [\n", "YAML"),
        ("id: fpt\ntitle: FPT\ninbox: operators/fpt\nparser: own\n", "parse.py"),
        ("id: fpt\ntitle: FPT\ninbox: Operators/VNPT\nparser: operator_coverage\n", "inbox"),
        ("- just a list\n", "source.yml"),
    ],
)
def test_a_wrong_card_is_refused_with_its_file_and_key(tmp_path: Path, text: str, named: str) -> None:
    write(tmp_path / "fpt", text)
    with pytest.raises(ConfigError) as caught:
        load_cards(tmp_path)
    assert named in str(caught.value)
    assert "source.yml" in str(caught.value)


def test_settings_override_a_card_and_must_name_one_that_exists() -> None:
    cards = load_cards(None, {"vnpt": SourceSettings(complete=True, published_on="2024-09-30")})
    assert cards["vnpt"].complete
    assert str(cards["vnpt"].published_on) == "2024-09-30"
    with pytest.raises(ConfigError, match="vnptt"):
        load_cards(None, {"vnptt": SourceSettings(complete=True)})
    with pytest.raises(ConfigError, match="2024-09-30"):
        load_cards(None, {"vnpt": SourceSettings(published_on="30/9/2024")})


def test_the_folder_of_a_file_tells_its_source_whatever_its_case_and_letters(tmp_path: Path) -> None:
    write(tmp_path / "thu", "id: thu\ntitle: Thử\ninbox: operators/thử\nparser: operator_coverage\n")
    write(tmp_path / "thu2", "id: thu2\ntitle: Thử 2\ninbox: operators/thử/huyện\nparser: operator_coverage\n")
    cards = load_cards(tmp_path)
    assert source_of("operators/VNPT/2024/T9.xlsx", cards) == "vnpt"
    assert source_of(unicodedata.normalize("NFD", "Operators/Thử/a.xlsx"), cards) == "thu"
    assert source_of("operators/thử/Huyện/a.xlsx", cards) == "thu2"
    assert source_of("operators/vnpt2/a.xlsx", cards) is None
    assert source_of("vnpt.xlsx", cards) is None
    assert source_of("operators/a.xlsx", cards) is None


def test_the_card_in_the_how_to_works_as_it_stands(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "add-a-source.md").read_text(encoding="utf-8")
    write(tmp_path / "vinaphone", text.split("```yaml\n", 1)[1].split("```", 1)[0])
    card = load_cards(tmp_path)["vinaphone"]
    assert source_of("operators/vinaphone/2024/a.xlsx", {"vinaphone": card}) == "vinaphone"
    assert "điểm dân cư" in next(field.headings for field in card.fields if field.name == "village")
