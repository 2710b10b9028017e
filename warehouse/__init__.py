"""The store of runs: what was judged, on which rows it rests, and what was known on a day.

One schema for SQLite and PostgreSQL. Other rooms hand in frames and get frames back; nobody outside this room sees SQL.
"""
