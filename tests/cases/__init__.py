"""The truth table: cases as YAML, each one village, one twist, one right verdict. See README.md beside this."""
