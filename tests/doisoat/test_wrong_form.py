"""What has the wrong form is told in Vietnamese, all of it, without the input."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, SecretStr, ValidationError

from connectors.card import read_card
from doisoat.errors import ConfigError
from doisoat.settings import Settings, read_settings
from doisoat.wrong_form import CODE, FOLDER, FORMS, NAME, describe_validation_error
from expectations.criteria_set import CriteriaSet, load_criteria, read_criteria
from flows.run_form import Request


class Level(StrEnum):
    VILLAGE = "village"
    COMMUNE = "commune"


def own(value: str) -> str:
    raise ValueError("không có quy tắc này; các quy tắc có sẵn: {a}, {b}")


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = "x"


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(default="x", pattern=NAME)
    code: str = Field(default="x", pattern=CODE)
    folder: str = Field(default="x", pattern=FOLDER)
    other: str = Field(default="x", pattern="^x$")
    title: str = Field(default="x", min_length=1)
    count: int = Field(default=1, gt=0, le=50)
    share: float = Field(default=0.5, ge=0, lt=1)
    flag: bool = False
    day: dt.date | None = None
    moment: AwareDatetime | None = None
    level: Level = Level.VILLAGE
    kind: Literal["a", "b"] = "a"
    few: list[str] = Field(default=[], max_length=2)
    some: tuple[str, ...] = Field(default=("x",), min_length=1)
    years: tuple[int, int] = (1, 2)
    parts: dict[str, Part] = {}
    listed: tuple[Part, ...] = Field(default=(Part(),), min_length=1)
    rule: Annotated[str, AfterValidator(own)] = "x"
    secret: SecretStr = SecretStr("x")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ({"parsr": "Mẫu"}, "mục 'parsr': không có mục này, hãy xem lại chính tả"),
        ({"name": "Mẫu"}, "mục 'name': chỉ gồm chữ thường không dấu, chữ số, gạch dưới và bắt đầu bằng một chữ"),
        ({"code": "Mẫu"}, "mục 'code': mã chỉ gồm chữ cái không dấu, chữ số, dấu chấm, gạch nối, gạch dưới"),
        ({"folder": "/Mẫu"}, "mục 'folder': cần một đường dẫn thư mục không bắt đầu và không kết thúc bằng dấu /"),
        ({"other": "Mẫu"}, "mục 'other': giá trị chưa đúng dạng"),
        ({"name": 1}, "mục 'name': cần một chuỗi ký tự"),
        ({"title": ""}, "mục 'title': cần ít nhất 1 ký tự"),
        ({"count": "Mẫu"}, "mục 'count': cần một số nguyên"),
        ({"count": 1.5}, "mục 'count': cần một số nguyên"),
        ({"count": 0}, "mục 'count': cần một số lớn hơn 0"),
        ({"count": 51}, "mục 'count': cần một số không quá 50"),
        ({"share": "Mẫu"}, "mục 'share': cần một số"),
        ({"share": -1}, "mục 'share': cần một số từ 0 trở lên"),
        ({"share": 1}, "mục 'share': cần một số nhỏ hơn 1"),
        ({"flag": "Mẫu"}, "mục 'flag': cần true hoặc false"),
        ({"day": "Mẫu"}, "mục 'day': cần một ngày dạng YYYY-MM-DD"),
        ({"moment": "Mẫu"}, "mục 'moment': cần một thời điểm có múi giờ, ví dụ 2024-11-15T08:00:00+07:00"),
        ({"moment": "2024-01-01T00:00:00"}, "mục 'moment': thiếu múi giờ, ví dụ đúng: 2024-11-15T08:00:00+07:00"),
        ({"level": "Mẫu"}, "mục 'level': cần một trong các giá trị 'village' hoặc 'commune'"),
        ({"kind": "Mẫu"}, "mục 'kind': cần một trong các giá trị 'a' hoặc 'b'"),
        ({"few": "Mẫu"}, "mục 'few': cần một danh sách"),
        ({"few": ["Mẫu"] * 3}, "mục 'few': danh sách quá dài, nhiều nhất 2 giá trị"),
        ({"few": ["x", 3]}, "mục 'few.2': cần một chuỗi ký tự"),
        ({"some": "Mẫu"}, "mục 'some': cần một danh sách"),
        ({"some": []}, "mục 'some': danh sách cần ít nhất 1 giá trị"),
        ({"years": [2020]}, "mục 'years.2': còn thiếu, cần điền mục này"),
        ({"parts": "Mẫu"}, "mục 'parts': cần các mục dạng 'tên: giá trị'"),
        ({"parts": {"a": "Mẫu"}}, "mục 'parts.a': cần các mục dạng 'tên: giá trị'"),
        ({3: "Mẫu"}, "mục '3': tên mục cần là chữ, hãy đặt trong dấu nháy"),
        ({"rule": "Mẫu"}, "mục 'rule': không có quy tắc này; các quy tắc có sẵn: {a}, {b}"),
        ({"secret": 3}, "mục 'secret': cần một chuỗi ký tự"),
        (["Mẫu"], "cần các mục dạng 'tên: giá trị'"),
        ({"flag": "Mẫu", "b": 1}, "mục 'flag': cần true hoặc false; mục 'b': không có mục này, hãy xem lại chính tả"),
    ],
)  # fmt: skip
def test_everything_wrong_is_named_in_our_words_and_not_repeated(written: Any, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Form.model_validate(written)
    assert describe_validation_error(caught.value) == words


def test_a_list_whose_entries_are_wrong_is_not_called_too_short() -> None:
    with pytest.raises(ValidationError) as caught:
        Form.model_validate({"listed": [{"nam": "x"}]})
    assert "too_short" in {each["type"] for each in caught.value.errors()}  # what pydantic makes of it
    assert describe_validation_error(caught.value) == "mục 'listed.1.nam': không có mục này, hãy xem lại chính tả"


def test_with_titles_a_name_that_is_not_among_them_is_not_repeated() -> None:
    with pytest.raises(ValidationError) as caught:
        Form.model_validate({"flag": "x", "Nông Thị Mẫu": 1, "Tráng A": 2})
    words = describe_validation_error(caught.value, {"": "Đơn", "flag": "Cờ"})
    assert words == "Cờ: cần true hoặc false; Đơn: không có mục này, hãy xem lại chính tả"


def patterns(schema: Any) -> Iterator[str]:
    """Every pattern in a JSON schema."""
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        schema = list(schema.values())
    if isinstance(schema, list):
        for each in schema:
            yield from patterns(each)


@pytest.mark.parametrize("model", [CriteriaSet, Request, Settings])
def test_every_pattern_has_words(model: type[BaseModel]) -> None:
    of_days = {r"^\d{4}-\d{2}-\d{2}$", r"(Z|[+-]\d{2}:\d{2})$"}  # for Prefect's form; pydantic asks for the type
    assert set(patterns(model.model_json_schema())) - of_days <= FORMS.keys()


def test_a_wrong_card_names_every_wrong_key(tmp_path: Path) -> None:
    (tmp_path / "source.yml").write_text("id: fpt\ntitle: FPT\ninbox: operators/fpt\nparsr: x\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_card(tmp_path)
    assert "mục 'parser': còn thiếu" in caught.value.what
    assert "mục 'parsr': không có mục này" in caught.value.what


def test_a_wrong_criteria_set_is_told_in_one_line_without_its_text() -> None:
    text = (
        "id: A\ntitle: 3\nlevel: village\nlegal_basis: [x]\nyears: [2024, 2025]\n"
        "indicators: [{id: '1', title: Mẫu, checks: [{id: c, title: c, rule: khong_co}]}]\n"
    )
    with pytest.raises(ConfigError) as caught:
        read_criteria({"a.yml": text})
    assert "mục 'title': cần một chuỗi ký tự" in caught.value.what
    assert "mục 'indicators.1.checks.1.rule': không có quy tắc 'khong_co'" in caught.value.what
    assert not [words for words in ("\n", "http", "Mẫu", "ít nhất") if words in caught.value.what]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "cần các mục dạng"),
        ("- a\n", "cần các mục dạng"),
        ("id: A\ntitle: [\n", "không đọc được như YAML, xem quanh dòng 3"),
    ],
)
def test_a_file_that_is_no_criteria_set_at_all_is_told_so(text: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_criteria({"a.yml": text})
    assert words in caught.value.what
    assert str(caught.value.spot) == "tệp a.yml"


def test_wrong_settings_are_all_named_and_no_secret_is_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("doisoat.toml").write_text("hom = 'bi-mat'\n[report]\nanswer_days = 'bi-mat'\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_settings()
    assert "mục 'hom': không có mục này" in caught.value.what
    assert "mục 'report.answer_days': cần một số nguyên" in caught.value.what
    assert "bi-mat" not in str(caught.value)


def test_a_settings_file_or_variable_that_cannot_be_read_is_told_without_its_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOISOAT_MAIL__OPERATORS", "bi-mat@x.vn")
    with pytest.raises(ConfigError, match="JSON") as caught:
        read_settings()
    assert "bi-mat" not in str(caught.value)
    monkeypatch.setenv("DOISOAT_SCRAPE", "bi-mat")
    with pytest.raises(ConfigError, match="JSON") as caught:
        read_settings()
    assert "bi-mat" not in str(caught.value)
    Path("doisoat.toml").write_text("home = bi-mat\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="TOML") as caught:
        read_settings()
    assert "bi-mat" not in str(caught.value)


def test_a_criteria_file_that_is_no_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "TTM-MAU.yml").write_bytes("id: TTM-MẪU".encode("utf-16"))
    with pytest.raises(ConfigError, match=r"không phải văn bản UTF-8.*") as caught:
        load_criteria(tmp_path)
    assert caught.value.spot.file == "TTM-MAU.yml"
