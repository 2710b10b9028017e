"""Editions of units: counts, dates, codes that are recycled, succession, and adding one as a file."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from doisoat.errors import ConfigError
from gazetteer.editions import Editions, load_editions
from gazetteer.resolver import Gazetteer

D2019, D2020, D2024, D2026 = (dt.date(2019, 6, 1), dt.date(2020, 1, 1), dt.date(2024, 12, 1), dt.date(2026, 1, 1))


def test_each_edition_has_its_number_of_communes(editions: Editions) -> None:
    assert [len(editions.units_on(day)) for day in (D2019, D2020, D2024, D2026)] == [226, 200, 194, 65]
    assert [len(editions.units_on(dt.date(*d))) for d in ((2019, 12, 31), (2024, 11, 30), (2025, 6, 30))] == [
        226,
        200,
        194,
    ]
    assert [(e.unit_count, bool(e.basis)) for e in editions.editions] == [
        (226, True),
        (200, True),
        (194, True),
        (65, True),
    ]


def test_one_code_means_three_communes_over_time(editions: Editions) -> None:
    days = (dt.date(2023, 3, 1), dt.date(2024, 12, 5), D2026)
    names = [[u.full_name for u in editions.with_code("6040", day)] for day in days]
    assert names == [["Xã Đại Đồng"], ["Thị trấn Thất Khê"], ["Xã Thất Khê"]]


def test_a_code_the_statistics_office_moved_means_the_same_commune(editions: Editions) -> None:
    day = dt.date(2023, 1, 1)
    assert [u.full_name for u in editions.with_code("06112", day)] == ["Thị trấn Bình Gia"]
    assert [u.full_name for u in editions.with_code("06064", day)] == ["Thị trấn Bình Gia"]


def test_succession_of_2025_is_that_of_the_resolution(editions: Editions) -> None:
    with (Path(__file__).parent / "succession_2025.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    told: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        told.setdefault(row["old_code"], set()).add((row["new_code"], row["extent"]))
    assert len(told) == 194
    for old, wanted in told.items():
        (unit,) = editions.with_code(old, dt.date(2025, 6, 30))
        got = {(u.code, extent) for u, extent in editions.successors(unit, D2026)}
        assert got == wanted, unit.full_name


def test_a_split_is_followed_through_two_reforms(editions: Editions) -> None:
    (unit,) = editions.with_code("06040", dt.date(2023, 1, 1))
    assert {(u.full_name, e) for u, e in editions.successors(unit, D2026)} == {
        ("Xã Thất Khê", "part"),
        ("Xã Quốc Khánh", "part"),
    }


def test_predecessors_and_former_districts_are_known(editions: Editions) -> None:
    (unit,) = editions.with_code("06076", D2026)
    assert {u.full_name for u, _ in editions.predecessors(unit, dt.date(2024, 1, 1))} == {"Xã Vĩnh Yên", "Xã Quý Hòa"}
    assert editions.former_districts(unit) == {"Huyện Bình Gia"}
    assert unit.district == ""


NEXT = """# province: Tỉnh Lạng Sơn
# valid_from: 2027-01-01
# valid_to:
# basis: Nghị quyết giả định
code,kind,name,district_code,district,from,other_codes,other_names
06070,Xã,Vĩnh Yên,,,06076:part,,
06076,Xã,Quý Hòa,,,06076:part,,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A user's folder that ends the shipped edition and begins another."""
    shipped = Path(load_editions.__code__.co_filename).parent / "data" / "langson-4.csv"
    text = shipped.read_text(encoding="utf-8").replace("# valid_to:", "# valid_to: 2026-12-31")
    (tmp_path / "langson-4.csv").write_text(text, encoding="utf-8")
    (tmp_path / "langson-5.csv").write_text(NEXT, encoding="utf-8")
    return tmp_path


def test_an_edition_is_added_as_a_file_without_touching_code(folder: Path) -> None:
    editions = load_editions(folder)
    assert len(editions.editions) == 5
    assert len(editions.units_on(D2026)) == 65
    (old,) = editions.with_code("06076", D2026)
    assert {(u.full_name, e) for u, e in editions.successors(old, dt.date(2027, 2, 1))} == {
        ("Xã Vĩnh Yên", "part"),
        ("Xã Quý Hòa", "part"),
    }


def test_an_added_edition_is_used_by_the_resolver(
    folder: Path, make_villages: Callable[..., list[dict[str, object]]]
) -> None:
    rows = make_villages("Xã Quý Hòa", "06076", None, "Khuổi Dụi")
    names = {"code": "village_code", "name": "village_name", "kind": "village_kind", "commune": "commune_name"}
    register = pd.DataFrame(rows).rename(columns={**names, "district": "district_name"})
    gazetteer = Gazetteer.build(register, load_editions(folder))
    places = pd.DataFrame({"village_text": ["Khuổi Dụi"], "commune_text": ["Xã Vĩnh Yên"]})
    got = gazetteer.resolve(places, dt.date(2027, 2, 1)).iloc[0]
    assert (got.match, got.village_code) == ("matched", "06076-1")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("x.csv", "code,kind\n1,Xã\n", "thiếu"),
        ("x.csv", NEXT.replace("2027-01-01", "1/1/2027"), "không phải ngày"),
        ("langson-5.csv", NEXT, "chồng ngày"),
        ("x.csv", NEXT.replace("Lạng Sơn", "Cao Bằng"), "không có trong danh mục ngay trước"),
        (
            "x.csv",
            NEXT.replace("Lạng Sơn", "Cao Bằng").replace("06076:part", "").replace("06076,", "06070,"),
            "lặp lại",
        ),
    ],
)
def test_a_wrong_file_is_named_and_says_how_to_mend_it(tmp_path: Path, name: str, text: str, told: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_editions(tmp_path)
    assert told in str(caught.value)
    assert name in str(caught.value)
    assert caught.value.fix
