"""Which of a unit's periods speaks about a year: the last one of a stock, the one of most days of a flow.

Periods of one kind (month, quarter, half-year …) count as equally long. Disjoint periods that follow each other without
a gap are added up where together they cover more than any single one; at equal cover the publisher's own figure speaks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_DAYS_OF_A_MONTH = 30.44


@dataclass(frozen=True, order=True)
class Span:
    """A period of whole days, both ends counted; ``start`` is missing where only the end was written."""

    end: dt.date
    start: dt.date | None = None

    def months(self) -> int:
        """Length in whole months, so that February is as long as January; 0 where the begin was not written."""
        return round(((self.end - self.start).days + 1) / _DAYS_OF_A_MONTH) if self.start else 0


def last(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Of a stock: the period that ends last, of several the longest; empty where there is none."""
    found = max(spans, key=lambda s: (s.end, s.months()), default=None)
    return (found,) if found else ()


def longest(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Of a flow: the period of most days, or the periods that follow each other and cover more; empty for none."""
    single = max(spans, key=lambda s: (s.months(), s.end), default=None)
    if single is None:
        return ()
    chain = max(_chains(spans), key=lambda c: (_cover(c), c[-1].end, -len(c)), default=())
    return chain if len(chain) > 1 and _cover(chain) > single.months() else (single,)


def _cover(chain: Sequence[Span]) -> int:
    return Span(chain[-1].end, chain[0].start).months()


def _chains(spans: Sequence[Span]) -> list[tuple[Span, ...]]:
    """For every period the longest run of periods without a gap that ends with it, of as few pieces as may be."""
    best: dict[Span, tuple[Span, ...]] = {}
    for span in sorted(set(spans)):
        if span.start is None:
            continue
        before = [chain for other, chain in best.items() if other.end + dt.timedelta(days=1) == span.start]
        head = max(before, key=lambda c: (_cover(c), -len(c)), default=())
        best[span] = (*head, span)
    return list(best.values())
