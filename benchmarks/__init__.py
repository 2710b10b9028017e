"""Scripts that measure: ``python -m benchmarks.<name>``. Not tests: they print figures."""
