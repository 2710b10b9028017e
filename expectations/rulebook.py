"""The list of rules: one for each file of ``expectations/rules``. A criteria file may name these and no others."""

from __future__ import annotations

import importlib
import pkgutil
import string
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from doisoat.errors import ConfigError, InputLocation, describe_fault
from doisoat.model import Mover, Outcome
from expectations import rules
from expectations.reasons import Reason
from expectations.rule import Rule, RuleParams

HOW = "sửa tệp theo mẫu các quy tắc có sẵn trong expectations/rules (cách làm: docs/add-a-rule.md)"


@cache
def rulebook() -> Mapping[str, Rule[Any]]:
    """Every rule by its id, which is the name of its file.

    Raises:
        ConfigError: a file is not a rule; all that is wrong with any of them is named.
    """
    found, wrong = {}, {}
    for info in pkgutil.iter_modules(rules.__path__):
        try:
            module = importlib.import_module(f"{rules.__name__}.{info.name}")
        except Exception as error:  # a rule is a program: whatever stops it is told, and no other rule suffers
            wrong[info.name] = [f"chưa nạp được ({fault_of(error)})"]
            continue
        if faults := list(_faults(module)):
            wrong[info.name] = faults
        else:
            found[info.name] = module.RULE
    if wrong:
        raise rule_error(wrong)
    return found


def sentence_of(code: str, asked: Iterable[str] = ()) -> str | None:
    """The sentence of a reason, unfilled: as one of the rules asked says it, else any rule; None where none does."""
    book = rulebook()
    rules = [book[name] for name in (*asked, *book) if name in book]
    return next((rule.reasons[code].sentence for rule in rules if code in rule.reasons), None)


def rule_error(wrong: Mapping[str, list[str]]) -> ConfigError:
    """One error for all that is wrong, by rule; the place is the first rule's file."""
    first, *others = wrong
    what = "; ".join(wrong[first]) + "".join(f". Tệp {file_of(name)}: {'; '.join(wrong[name])}" for name in others)
    return ConfigError(f"quy tắc chưa dùng được: {what}", spot=InputLocation(file=file_of(first)), fix=HOW)


def file_of(rule: str) -> str:
    """The file of a rule, as it stands in the program's folder."""
    return f"expectations/rules/{rule}.py"


def fault_of(error: Exception) -> str:
    """What stopped a rule's own code, by kind and line."""
    return describe_fault(error, within=Path(rules.__file__).parent)


def _faults(module: ModuleType) -> Iterator[str]:
    """What a rule's file lacks, by its names."""
    rule = getattr(module, "RULE", None)
    if not isinstance(rule, Rule):
        yield "mục 'RULE': còn thiếu, cần RULE = Rule(params=Params, measure=…, expects=…, reasons=REASONS)"
        return
    if not (module.__doc__ or "").strip():
        yield "còn thiếu dòng mô tả (docstring) ở đầu tệp: đó là đặc tả của quy tắc"
    if not (isinstance(rule.params, type) and issubclass(rule.params, RuleParams)):
        yield "mục 'Params': cần là một lớp con của expectations.rule.RuleParams"
    if not rule.reasons:
        yield "mục 'REASONS': còn thiếu, mỗi lý do cần một câu"
    for code, reason in rule.reasons.items():
        if not isinstance(reason, Reason):
            yield f"mục 'REASONS.{code}': cần Reason(outcome, sentence, mover, fix)"
            continue
        if not isinstance(reason.outcome, Outcome):
            yield f"mục 'REASONS.{code}.outcome': cần một trong các giá trị {', '.join(Outcome)}"
        if not isinstance(reason.mover, Mover):
            yield f"mục 'REASONS.{code}.mover': cần một trong các giá trị {', '.join(Mover)}"
        for name, text in (("sentence", reason.sentence), ("fix", reason.fix)):
            if not isinstance(text, str) or not text.strip():
                yield f"mục 'REASONS.{code}.{name}': còn thiếu câu"
            elif places_in(text) is None:
                yield f"mục 'REASONS.{code}.{name}': dấu ngoặc nhọn chưa đúng, chỗ điền ghi dạng {{tên}}"


def places_in(text: str) -> set[str] | None:
    """The names in braces that a sentence wants filled; None where the braces are not as they should be."""
    try:
        names = {name for _, name, form, turn in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return None
    return names if all(name.isidentifier() for name in names) else None
