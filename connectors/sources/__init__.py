"""One folder a source: a ``source.yml`` card, and a ``parse.py`` beside it where the card names no shared parser."""
