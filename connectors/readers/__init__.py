"""Readers: bytes of strangers turned into sheets of plain cells, in a child process that may die."""
