"""How many examples a law is tried on: all of them by ``make test``, a fifth by ``make check``.

``make check`` asks for the profile ``everyday`` of hypothesis; laws that name no number follow it by themselves.
"""

from __future__ import annotations

import hypothesis

WHOLE = 100  # examples of a law that names no number, as hypothesis has it


def examples(count: int) -> int:
    """The part of ``count`` that the profile in force asks for, and never fewer than three."""
    return max(count * hypothesis.settings.default.max_examples // WHOLE, min(count, 3))
