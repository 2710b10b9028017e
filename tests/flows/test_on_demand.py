"""What may be asked for: the form's titles, refusals in Vietnamese by field, a dry run that stores nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from doisoat.errors import ConfigError
from doisoat.settings import Settings
from flows.demo import DEMO_AS_OF, demo_inbox
from flows.run import open_run
from flows.run_form import Request, check, read_request
from flows.runner import PlainRunner

NOW = dt.datetime(2026, 11, 21, 20, 0, tzinfo=dt.UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, inbox=demo_inbox())


def checked(asked: Request, settings: Settings) -> None:
    with open_run(asked.spec(settings, NOW), settings, PlainRunner(), lambda _text: None) as run:
        check(asked, run)


def test_the_form_that_prefect_shows_is_in_vietnamese() -> None:
    from prefect.utilities.callables import parameter_schema

    from flows.on_demand import on_demand

    schema = parameter_schema(on_demand).model_dump()
    assert schema["required"] == ["request"]
    form = schema["definitions"]["Request"]
    assert form["additionalProperties"] is False
    titles = {name: field["title"] for name, field in form["properties"].items()}
    assert titles == {
        "scope": "Đơn vị",
        "as_of": "Ngày xét",
        "known_at": "Chỉ dùng tệp đã nhận tới lúc",
        "criteria": "Bộ tiêu chí",
        "offline": "Không tải trang bán hàng",
        "dry_run": "Chạy thử",
    }
    assert all(field["description"] for field in form["properties"].values())


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ({"them": 1}, "Đơn đối soát: không có mục này"),
        ({"as_of": "hôm qua"}, "Ngày xét: cần một ngày dạng YYYY-MM-DD"),
        ({"known_at": "2024-11-15T08:00:00"}, "Chỉ dùng tệp đã nhận tới lúc: thiếu múi giờ"),
        ({"scope": "06103"}, "Đơn vị: cần một danh sách"),
        ({"scope": ["Nông Thị Mẫu"]}, "Đơn vị: mã chỉ gồm chữ cái không dấu"),
        ({"dry_run": "có lẽ"}, "Chạy thử: cần true hoặc false"),
        ("06103", "Đơn đối soát: cần các mục dạng"),
    ],
)
def test_a_request_of_the_wrong_form_is_refused_by_its_fields_title(raw: Any, sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_request(raw)
    assert sentence in str(caught.value)
    assert "Mẫu" not in str(caught.value)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ({"as_of": "2026-11-23"}, "Ngày xét: chọn một ngày từ 01/01/2021 tới hôm nay, 22/11/2026"),
        ({"as_of": "2020-12-31"}, "Ngày xét: chọn một ngày từ 01/01/2021"),
        ({"known_at": "2026-11-22T03:00:01+07:00"}, "Chỉ dùng tệp đã nhận tới lúc: thời điểm này chưa tới"),
        ({"criteria": ["TTM-2019"]}, "Bộ tiêu chí: chưa có bộ TTM-2019; các bộ có sẵn: DVC-9.5, TTM-2022, TTM-2023"),
        ({"scope": ["99999999"]}, "Đơn vị: chưa thấy mã 99999999"),
    ],
)
def test_what_cannot_be_carried_out_is_refused_with_what_can(raw: Any, sentence: str, settings: Settings) -> None:
    with pytest.raises(ConfigError) as caught:
        checked(read_request(raw), settings)
    assert sentence in str(caught.value)


def test_all_that_is_wrong_is_told_at_once(settings: Settings) -> None:
    with pytest.raises(ConfigError) as caught:
        checked(Request(as_of=dt.date(2030, 1, 1), criteria=["A"]), settings)
    assert all(title in str(caught.value) for title in ("Ngày xét", "Bộ tiêu chí"))


def test_districts_communes_of_any_date_and_villages_of_the_register_are_known(settings: Settings) -> None:
    checked(Request(scope=["181", "06103", "06103001"], as_of=dt.date(2026, 11, 22)), settings)


def test_units_asked_for_by_name_or_by_a_code_without_its_zero_are_run_by_their_codes(settings: Settings) -> None:
    asked = read_request({"scope": ["Xã Hòa Bình, Bình Gia", "6070"], "as_of": DEMO_AS_OF.isoformat()})
    with open_run(asked.spec(settings, NOW), settings, PlainRunner(), lambda _text: None) as run:
        check(asked, run)
        assert run.spec.scopes == ("06103", "06070")
    with pytest.raises(ConfigError) as caught:
        checked(read_request({"scope": ["Xã Hòa Bình", "Xã Không Nơi Nào"], "as_of": "2024-11-15"}), settings)
    assert "Huyện Bình Gia (06103)" in str(caught.value)
    assert "mục thứ 2" in str(caught.value)
    assert "Không Nơi Nào" not in str(caught.value)
