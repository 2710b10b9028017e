"""Shared parsers: each turns the sheets of one kind of file into records; cards choose one by name."""
