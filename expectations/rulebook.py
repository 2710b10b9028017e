"""The list of rules: one for each file of ``expectations/rules``. A criteria file may name these and no others."""

from __future__ import annotations

import importlib
import pkgutil

from expectations import rules
from expectations.rule import Rule


def _found() -> dict[str, Rule]:
    modules = [
        importlib.import_module(f"{rules.__name__}.{info.name}") for info in pkgutil.iter_modules(rules.__path__)
    ]
    return {module.RULE.id: module.RULE for module in modules}


RULES: dict[str, Rule] = _found()
