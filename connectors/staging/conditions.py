"""For which days and answers a reading holds: noted while a parser asks, so that a later night can tell.

A parser is handed the day and people's answers. Most files do not depend on either: a list dated last month reads the
same today and tomorrow. So both are handed over watched. What is compared with the day narrows the span of days for
which every comparison comes out the same; any other use of it in Python (its text, a difference) ties the reading to
that very day. What reads a date's fields below Python (``pd.Timestamp``, ``datetime.combine``, arrays of pyarrow) is
not noticed; no parser of ours does so, one of yours must not. Every answer that was looked up is kept with what it
was, the missing ones too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

_ONE = dt.timedelta(days=1)


class DaySpan:
    """The days, first and last included, for which what was asked of a day so far has the same answers."""

    def __init__(self, day: dt.date) -> None:
        self.day = day
        self.first, self.last = dt.date.min, dt.date.max

    def compared_with(self, other: dt.date) -> None:
        """The day was compared with another one."""
        if self.day < other:
            self.last = min(self.last, other - _ONE)
        elif self.day > other:
            self.first = max(self.first, other + _ONE)
        else:
            self.is_exact()

    def is_of_year(self) -> None:
        """The year of the day was asked for."""
        self.first = max(self.first, dt.date(self.day.year, 1, 1))
        self.last = min(self.last, dt.date(self.day.year, 12, 31))

    def is_exact(self) -> None:
        """The day was used as it is."""
        self.first = self.last = self.day


class WatchedDay(dt.date):
    """A day that notes in its span what is asked of it."""

    span: DaySpan

    @classmethod
    def of(cls, span: DaySpan) -> WatchedDay:
        """The span's own day, watched."""
        watched = cls(span.day.year, span.day.month, span.day.day)
        watched.span = span
        return watched

    @property
    def year(self) -> int:
        """The year."""
        self.span.is_of_year()
        return self.span.day.year

    @property
    def month(self) -> int:
        """The month."""
        self.span.is_exact()
        return self.span.day.month

    # ``day`` of a date is its number in the month.
    @property
    def day(self) -> int:
        """The day of the month."""
        self.span.is_exact()
        return self.span.day.day

    def __hash__(self) -> int:
        """As a key it is this very day."""
        self.span.is_exact()
        return hash(self.span.day)


def _comparing(name: str) -> Callable[[WatchedDay, object], Any]:
    plain = getattr(dt.date, name)

    def compare(self: WatchedDay, other: object) -> Any:  # noqa: ANN401 - NotImplemented too
        if isinstance(other, WatchedDay) and other.span is self.span:
            return plain(self.span.day, self.span.day)
        if isinstance(other, dt.date) and not isinstance(other, dt.datetime):
            self.span.compared_with(other)
        else:
            self.span.is_exact()
        return plain(self.span.day, other)

    return compare


def _using(name: str) -> Callable[..., Any]:
    plain = getattr(dt.date, name)

    def use(self: WatchedDay, *given: Any, **named: Any) -> Any:  # noqa: ANN401
        self.span.is_exact()
        return plain(self.span.day, *given, **named)

    return use


for _name in ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"):
    setattr(WatchedDay, _name, _comparing(_name))
for _name in (
    *("__add__", "__radd__", "__sub__", "__rsub__", "__str__", "__repr__", "__format__", "__reduce__", "__reduce_ex__"),
    *("ctime", "isocalendar", "isoformat", "isoweekday", "replace", "strftime", "timetuple", "toordinal", "weekday"),
):
    setattr(WatchedDay, _name, _using(_name))


class WatchedAnswers(Mapping[str, str]):
    """People's answers; ``asked`` is what was looked up, and None where there was no answer."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self._answers = answers
        self.asked: dict[str, str | None] = {}
        self.all_were_asked = False

    def __getitem__(self, question: str) -> str:
        """One answer."""
        self.asked[question] = self._answers.get(question)
        return self._answers[question]

    def __bool__(self) -> bool:
        """Never called empty, so that each question is looked up, and noted, where there are no answers yet."""
        return True

    def __iter__(self) -> Iterator[str]:
        """Every question that has an answer."""
        self.all_were_asked = True
        return iter(self._answers)

    def __len__(self) -> int:
        """How many answers there are."""
        self.all_were_asked = True
        return len(self._answers)
