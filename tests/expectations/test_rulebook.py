"""A slip in a criteria file or in a rule is named with file and key before anything is read; it costs no night."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import expectations.rules
from doisoat.errors import ConfigError
from doisoat.model import Outcome
from expectations.check_findings import check_results
from expectations.criteria_set import SHIPPED, load_criteria, read_criteria, read_stored_criteria
from expectations.rehearsal import faults, rehearse
from expectations.rule import Measured
from expectations.rulebook import rulebook, sentence_of
from expectations.variants import variants_of
from tests.expectations.conftest import Case

SHIPPED_2023 = (SHIPPED / "TTM-2023.yml").read_text(encoding="utf-8")
SHIPPED_2022 = (SHIPPED / "TTM-2022.yml").read_text(encoding="utf-8")


def told(text: str) -> str:
    """What is said of a criteria file that is not as it should be."""
    with pytest.raises(ConfigError) as caught:
        read_criteria({"TTM.yml": text})
    assert str(caught.value.spot) == "tệp TTM.yml"
    return caught.value.what


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


def test_every_rule_is_ready_under_every_parameter_that_a_shipped_set_gives() -> None:
    asked = set()
    for criteria in load_criteria().values():
        for variant in variants_of(criteria):
            rule = rulebook()[variant.check.rule]
            asked.add(variant.check.rule)
            assert faults(rule, criteria.params(variant.check, variant.reading or None, variant.value)) == []
    assert asked == set(rulebook())


def test_every_reason_of_a_rule_is_one_that_its_code_gives() -> None:
    room = Path(expectations.rules.__file__).parents[1]
    shared = "".join((room / name).read_text("utf-8") for name in ("products.py", "contracts.py"))
    for name, rule in rulebook().items():
        code = Path(sys.modules[f"expectations.rules.{name}"].__file__ or "").read_text("utf-8") + shared
        assert [reason for reason in rule.reasons if code.count(f'"{reason}"') < 2] == []


def test_a_misspelt_parameter_is_named_with_its_place_and_the_names_there_are() -> None:
    assert told(changed(SHIPPED_2023, "password_allowed: false", "pasword_allowed: true")) == (
        "bộ tiêu chí chưa dùng được: mục 'indicators.1.checks.3.params.pasword_allowed': quy tắc contract_listed "
        "không có tham số này, hãy xem lại chính tả; "
        "tham số có: fresh_days, of_the_village, password_allowed, reach, venue_title, venues"
    )


def test_a_missing_parameter_is_named_and_every_slip_of_a_file_is_told_at_once() -> None:
    text = changed(SHIPPED_2023, "plate_required: true", "plate: true")
    what = told(changed(text, "title: Địa chỉ số", "titel: Địa chỉ số"))
    assert "mục 'indicators.5.checks.1.params.plate_required': còn thiếu, cần điền mục này" in what
    assert "mục 'indicators.5.checks.1.params.plate': quy tắc address_points_reach_register không có tham số" in what
    assert "mục 'indicators.5.title': còn thiếu" in what
    assert "mục 'indicators.5.titel': không có mục này" in what


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("fresh_days: 30", "fresh_days: '30'", "mục 'indicators.4.checks.1.params.fresh_days': cần một số nguyên"),
        ("fresh_days: 30", "fresh_days: true", "mục 'indicators.4.checks.1.params.fresh_days': cần một số nguyên"),
        ("fresh_days: 90", "fresh_days: 0", "mục 'indicators.5.checks.1.params.fresh_days': cần một số từ 1 trở lên"),
        ("plate_required: true", "plate_required: co", "params.plate_required': cần true hoặc false"),
        ("[exchange, website, social]", "[san]", "params.channels.1': cần một trong các giá trị 'exchange', 'website'"),
        ("services: [fibre]", "services: [fiber]", "params.services.1': cần một trong các giá trị 'fibre'"),
        ("needed_for_no: [3g, 4g]", "needed_for_no: []", "params.needed_for_no': danh sách cần ít nhất 1 giá trị"),
        ("needed_for_no: [3g, 4g]", "needed_for_no: [2g]", "chỉ ghi dịch vụ có ở mục services; thừa: 2g"),
        ("rule: model_running", "rule: model_runing", "mục 'indicators.3.checks.1.rule': không có quy tắc"),
    ],
)
def test_a_value_of_another_kind_is_named(old: str, new: str, words: str) -> None:
    assert words in told(changed(SHIPPED_2023, old, new))


def test_readings_are_checked_by_default_and_by_every_other_value() -> None:
    text = changed(SHIPPED_2022, "others: [met, not_met]", "others: [met, nicht]")
    text = changed(text, "default: village", "default: xa")
    what = told(changed(text, "id: password_allowed", "id: pasword_allowed"))
    assert "mục 'readings.4.others.2': cần một trong các giá trị 'not_applicable', 'met' hoặc 'not_met'" in what
    assert "mục 'readings.5.default': cần một trong các giá trị 'village' hoặc 'commune'" in what
    assert "mục 'readings.3.id': quy tắc contract_listed không có tham số này" in what
    assert what.count("mục") == 3


def test_a_parameter_that_a_reading_sets_too_stands_in_one_place_only() -> None:
    text = changed(SHIPPED_2023, "password_allowed: false", "reach: met")
    assert "params.reach': đã có ở readings, chỉ ghi một nơi" in told(text)


def test_the_stored_text_of_an_old_run_still_gives_its_titles() -> None:
    text = changed(SHIPPED_2023, "password_allowed: false", "pasword_allowed: true")
    stored = read_stored_criteria({"TTM-2023.yml": changed(text, "rule: model_running", "rule: gone")})
    assert stored["TTM-2023"].indicators[2].title == "Mô hình ứng dụng chuyển đổi số"


Plant = Callable[[str], None]


@pytest.fixture
def plant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plant]:
    """Puts a rule ``planted`` beside the others: a copy of the rule about members, changed."""
    folder = tmp_path / "rules"
    folder.mkdir()
    monkeypatch.setattr(expectations.rules, "__path__", [*expectations.rules.__path__, str(folder)])

    def write(text: str) -> None:
        (folder / "planted.py").write_text(text, encoding="utf-8")
        rulebook.cache_clear()

    yield write
    monkeypatch.undo()
    rulebook.cache_clear()
    sys.modules.pop("expectations.rules.planted", None)


MEMBERS = (Path(expectations.rules.__file__).parent / "member_list_complete.py").read_text(encoding="utf-8")
ASKED = changed(SHIPPED_2023, "rule: member_list_complete", "rule: planted")


def told_of_rule(criteria: str = ASKED) -> str:
    with pytest.raises(ConfigError) as caught:
        rehearse(read_criteria({"TTM.yml": criteria}).values())
    assert str(caught.value.spot) == "tệp expectations/rules/planted.py"
    return caught.value.what


def test_the_copy_is_a_rule(plant: Plant) -> None:
    plant(MEMBERS)
    rehearse(read_criteria({"TTM.yml": ASKED}).values())


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            'Outcome.PASS: "members_complete"',
            'Outcome.PASS: "all_there"',
            "mục 'REASONS.all_there': còn thiếu câu cho lý do mà quy tắc trả về",
        ),
        ('("no_members", members', '("nobody", members', "mục 'REASONS.nobody': còn thiếu câu"),
        ('Outcome.PASS: "members_complete"', 'Outcome.PASS: "no_members"', "'REASONS.no_members.outcome': ghi unknown"),
        ('Outcome.PASS: "members_complete",', "", "mục 'reasons.pass': còn thiếu lý do cho kết quả này"),
        ("của {members} thành viên", "của {people} thành viên", "có số hay chữ nào tên 'people' để điền"),
        ("của {members} thành viên", "của {members thành viên", "dấu ngoặc nhọn chưa đúng"),
        (
            "\"Chưa khai thành viên nào ở trang tính 'Thành viên'\"",
            '""',
            "'REASONS.no_members.sentence': còn thiếu câu",
        ),
        ("Mover.VILLAGE,\n        AGREE", '"thon",\n        AGREE', "'REASONS.members_complete.mover': cần một trong"),
        (
            'Shape.ZERO, "members_incomplete"',
            'Shape.ZERO, "lacking"',
            "mục 'numbers.lacking': còn thiếu, expects có hỏi",
        ),
        ("RULE = Rule(", "RULES = Rule(", "mục 'RULE': còn thiếu"),
        (
            'rows = whole_rows(dossier, "members", units)',
            "rows = params.rows",
            "dừng khi đo thử trên hồ sơ trống (NameError tại planted.py:",
        ),
        ("def measure(", "def measure(:", "chưa nạp được (SyntaxError tại planted.py:"),
    ],
)
def test_a_slip_in_a_rule_is_named_with_file_and_key(plant: Plant, old: str, new: str, words: str) -> None:
    plant(changed(MEMBERS, old, new))
    assert words in told_of_rule()


def test_all_slips_of_a_rule_are_told_at_once(plant: Plant) -> None:
    text = changed(MEMBERS, 'Outcome.PASS: "members_complete"', 'Outcome.PASS: "all_there"')
    plant(changed(text, "{members_incomplete}/", "{lacking}/"))
    what = told_of_rule()
    assert "REASONS.all_there" in what
    assert "'lacking'" in what


def test_a_reason_without_a_sentence_costs_no_night(case: Case) -> None:
    """Where one slips through all the same, a plain sentence stands in and the office looks."""
    criteria = load_criteria()["DVC-9.5"]
    units = case.dossier.units.loc[["06070"]]
    numbers = pd.DataFrame(index=units.index)
    found = Measured(numbers, {Outcome.UNKNOWN: "nobody_wrote_this"}, numbers, pd.DataFrame())
    outcome = pd.Series([Outcome.UNKNOWN], index=units.index)
    ids = [check.id for check in criteria.checks]
    rows = check_results(criteria, units, dict.fromkeys(ids, found), dict.fromkeys(ids, outcome))
    assert rows["reason"].unique().tolist() == ["nobody_wrote_this"]
    assert rows["sentence"].unique().tolist() == ["Chưa đủ căn cứ để kết luận."]
    assert rows["mover"].unique().tolist() == ["office"]


def test_what_the_letters_ask_differently_is_said_differently(case: Case) -> None:
    register = dict.fromkeys(("household", "office", "organization", "heritage_site"), 5)
    case.says("villages", {"village_code": "06070001", **{f"{k}_count_register": n for k, n in register.items()}})
    row = {"address_code": "X1", "address_kind": "household", "plate": "no", "village_text": "Một"}
    case.says("addresses", row, published="2024-11-01")
    fixes: dict[str, Any] = {}
    for criteria, check in (("TTM-2023", "address_plates"), ("TTM-2022", "digital_address")):
        found = case.judged(criteria).check_results.set_index("check_id").loc[check]
        assert (found["reason"], found["mover"]) == ("addresses_short", "village")
        fixes[criteria] = found["fix"]
    assert fixes["TTM-2023"].startswith("Gắn biển")
    assert "chưa cần gắn biển" in fixes["TTM-2022"]


def test_who_must_send_a_list_anew_is_the_one_who_publishes_it(case: Case) -> None:
    case.operator("vnpt", published="2023-01-01", fibre="yes")
    case.says("addresses", {"address_code": "X", "address_kind": "household"}, published="2023-01-01")
    rows = case.judged("TTM-2023").check_results.set_index("check_id")
    assert rows.loc["fibre", ["reason", "mover"]].tolist() == ["stale", "operator"]
    assert rows.loc["address_plates", ["reason", "mover"]].tolist() == ["stale", "post_office"]
    assert rows.loc["address_plates", "fix"].startswith("Bưu điện")


def test_a_code_that_two_rules_give_is_said_as_the_rule_asked_says_it() -> None:
    assert "trang bán" in str(sentence_of("stale", ["product_on_sale"]))
    assert "Danh sách" in str(sentence_of("stale", ["any_operator_yes"]))
    assert sentence_of("nobody_wrote_this") is None
