"""A file a signal, found by lying here: ``SIGNAL = Signal(title, find)``. How to add one: docs/add-a-signal.md."""
