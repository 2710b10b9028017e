"""Turns typed place names into village and commune codes, or into questions for a person."""
