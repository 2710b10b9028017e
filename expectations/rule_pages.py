"""The page of rules (docs/rules.md), written from the rules themselves.

``python -m expectations.rule_pages`` writes it, ``--check`` says whether it is as the rules say.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from doisoat.vi import MOVER
from expectations.rule import Rule
from expectations.rulebook import file_of, rulebook

PAGE = Path(__file__).parents[1] / "docs" / "rules.md"

_TOP = """# Các quy tắc

*Written by `python -m expectations.rule_pages` from `expectations/rules/`; change a rule there, not here.*

A check of a criteria set names one of these rules and sets its parameters ([how](add-a-criteria-set.md)). The list is
closed: a rule is code with tests ([how to add one](add-a-rule.md)). A parameter without a default must be set.

| rule | asks | params |
|---|---|---|
"""


def rule_pages() -> str:
    """The whole page."""
    book = rulebook()
    return _TOP + "".join(_line(name, rule) for name, rule in book.items()) + "".join(map(_part, book, book.values()))


def _line(name: str, rule: Rule[Any]) -> str:
    params = ", ".join(f"`{each}`" for each in rule.params.model_fields) or "–"
    return f"| [`{name}`](#{name}) | {_cell(_asks(rule))} | {params} |\n"


def _doc(rule: Rule[Any]) -> str:
    return (sys.modules[rule.measure.__module__].__doc__ or "").strip()


def _asks(rule: Rule[Any]) -> str:
    return " ".join(_doc(rule).partition("\n\n")[0].split())


def _part(name: str, rule: Rule[Any]) -> str:
    return "".join(
        [
            f"\n## {name}\n\n`{file_of(name)}`\n\n{_doc(rule).replace('``', '`')}\n",
            *_params(rule),
            "\n| reason | outcome | sentence | whose move | what to do |\n|---|---|---|---|---|\n",
            *(
                f"| `{code}` | {r.outcome} | {_cell(r.sentence)} | {MOVER[r.mover]} | {_cell(r.fix)} |\n"
                for code, r in rule.reasons.items()
            ),
        ]
    )


def _params(rule: Rule[Any]) -> Iterator[str]:
    schema = rule.params.model_json_schema()
    if not rule.params.model_fields:
        return
    yield "\n| parameter | is | default | meaning |\n|---|---|---|---|\n"
    for name, field in rule.params.model_fields.items():
        kind = _kind(schema["properties"][name], schema.get("$defs", {}))
        default = "–" if field.is_required() else f"`{str(field.default).lower()}`"
        yield f"| `{name}` | {kind} | {default} | {_cell(' '.join((field.description or '').split()))} |\n"


def _kind(schema: Mapping[str, Any], others: Mapping[str, Any]) -> str:
    """What a value is, in words."""
    if "$ref" in schema:
        return _kind(others[schema["$ref"].rpartition("/")[2]], others)
    if "enum" in schema:
        return "one of " + ", ".join(f"`{each}`" for each in schema["enum"])
    match schema.get("type"):
        case "array":
            return f"list, each {_kind(schema['items'], others)}"
        case "object":
            return f"names, each with a {_kind(schema['additionalProperties'], others)}"
        case "integer":
            top = f" to {schema['maximum']}" if "maximum" in schema else " or more"
            return f"whole number, {schema.get('minimum', 0)}{top}"
        case "boolean":
            return "`true` or `false`"
        case _:
            return "text"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("``", "`")


def main(arguments: list[str]) -> int:
    """Write or check the page; the exit code."""
    if "--check" not in arguments:
        PAGE.write_text(rule_pages(), encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == rule_pages():
        return 0
    sys.stderr.write(f"{PAGE} is not what the rules say: run python -m expectations.rule_pages\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
