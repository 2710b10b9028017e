"""Adding is never editing: an operator, a criteria set and an edition from a user's own folders take effect.

Follows docs/add-a-source.md, docs/add-a-criteria-set.md and docs/add-an-edition.md; and docs/add-a-rule.md, whose file
lies with the program.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import expectations.rules
from connectors.card import load_cards
from expectations import rule_pages
from expectations.criteria_set import load_criteria
from expectations.judge import judge
from expectations.rehearsal import rehearse
from expectations.rulebook import rulebook
from gazetteer.editions import load_editions
from tests.expectations.conftest import Case, claim_frame

AS_OF = dt.date(2026, 10, 15)
ROOT = Path(__file__).parents[1]


def page(name: str) -> str:
    """A page of the documentation."""
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def named_example(page_name: str, file: str) -> str:
    """The fenced example of a page that begins with the name of its file."""
    found = re.search(rf"```\w+\n# (?:<\w+>/)?{re.escape(file)}\n(.*?)```", page(page_name), re.DOTALL)
    assert found is not None, file
    return found[1]


@pytest.fixture
def added_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The rule and the criteria set of docs/add-a-rule.md as they stand there; the folder of the criteria set."""
    folder = tmp_path / "rules"
    folder.mkdir()
    example_file = "expectations/rules/signatures_enough.py"
    (folder / "signatures_enough.py").write_text(named_example("add-a-rule.md", example_file), encoding="utf-8")
    (tmp_path / "criteria").mkdir()
    (tmp_path / "criteria" / "TTM-CHU-KY.yml").write_text(named_example("add-a-rule.md", "TTM-CHU-KY.yml"), "utf-8")
    monkeypatch.setattr(expectations.rules, "__path__", [*expectations.rules.__path__, str(folder)])
    rulebook.cache_clear()
    yield tmp_path / "criteria"
    rulebook.cache_clear()
    sys.modules.pop("expectations.rules.signatures_enough", None)


def test_an_added_rule_is_found_and_ready_and_its_page_names_it(added_rule: Path) -> None:
    sets = load_criteria(added_rule)
    rehearse(sets.values())
    assert "`signatures_enough`" in rule_pages.rule_pages()
    assert sets["TTM-CHU-KY"].checks[0].rule == "signatures_enough"


def test_the_tests_of_the_page_pass_and_are_one_for_each_answer(added_rule: Path) -> None:
    tests: dict[str, Any] = {}
    exec(named_example("add-a-rule.md", "tests/expectations/test_signatures.py"), tests)  # noqa: S102 - our own page
    ran = [name for name in tests if name.startswith("test_")]
    for name in ran:
        tests[name](Case())
    assert len(ran) == len(rulebook()["signatures_enough"].reasons) == 4


def test_an_added_rule_decides_a_verdict_with_its_sentence_and_its_fix(added_rule: Path) -> None:
    criteria = load_criteria(added_rule)["TTM-CHU-KY"]
    case = Case().says("address_claims", {"address_kind": "household", "total_count": 40, "signature_count": 39})
    judged = judge(criteria, case.dossier, claim_frame(criteria))
    check = judged.check_results.iloc[0]
    assert (check["outcome"], check["reason"], check["mover"]) == ("fail", "signatures_short", "village")
    assert check["sentence"] == "Mới có 39 chữ ký cho 40 điểm."
    assert check["fix"].startswith("Lấy đủ chữ ký")
    assert judged.verdicts.iloc[0]["verdict"] == "contradicted"
    assert judged.evidence["sentence"].tolist() == ["Thôn khai 39 chữ ký"]


def test_none_of_the_three_is_shipped() -> None:
    assert "vinaphone" not in load_cards()
    assert "TTM-MAU" not in load_criteria()
    names = {unit.full_name for unit in load_editions().units_on(AS_OF)}
    assert "Xã Mẫu Hòa" not in names
    assert "Xã Quý Hòa" in names
