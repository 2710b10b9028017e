"""The rules, one file each: its docstring is the specification, ``RULE`` at its end what the rulebook takes."""
