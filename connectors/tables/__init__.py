"""Grids of cells to tables of records: headings, groups, dates, answers. Runs in the parent; never opens a file."""
