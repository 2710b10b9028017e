"""How tests wait: for something to be seen, as long as a machine that is busy with ten other things may need for it.

No test decides by how long something took or by sleeping for a while; what would never end meets ``PATIENCE``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 120.0  # seconds


def until(seen: Callable[[], T], complaint: str, seconds: float = PATIENCE) -> T:
    """What ``seen`` gives, as soon as it is anything."""
    end = time.monotonic() + seconds
    while not (found := seen()):
        assert time.monotonic() < end, complaint
        time.sleep(0.01)
    return found
