"""The rules, one file each: its name is the rule's id, its docstring the specification (docs/add-a-rule.md)."""
