"""The rules, one file each; its docstring is the specification. ``expectations.rulebook`` closes the list."""
