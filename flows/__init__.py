"""The corridor: the order of things, nothing else. The only room that knows the others; Prefect lives here."""
