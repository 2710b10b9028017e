"""Bytes to grids of cells: one file in, sheets out. Runs in the sandbox's child; knows nothing of meanings."""
