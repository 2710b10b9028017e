"""The receipt of a unit's answers: its number, what was understood, what was not and in which cell."""
