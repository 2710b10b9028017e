"""From evidence to verdict: criteria files, a closed list of rules, one compiler to GE suites, and the judge.

great_expectations lives here and nowhere else; it is imported only where a suite runs, because it costs seconds.
"""
