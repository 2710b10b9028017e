"""The words all rooms share: places, claims, observations, verdicts, errors, settings.

Every room imports this package; it imports none of them, and no library beyond pandas, pydantic and PyYAML.
"""
