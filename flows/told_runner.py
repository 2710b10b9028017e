"""A runner whose watcher is told the name of every step that has ended well."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flows.runner import P, Runner, T, Ts


class ToldRunner:
    """Another runner, with somebody who watches."""

    def __init__(self, inner: Runner, done: Callable[[str], None]) -> None:
        self._inner, self._done = inner, done

    def step(self, name: str, function: Callable[P, T], /, *args: P.args, **named: P.kwargs) -> T:
        """See ``Runner``."""
        result = self._inner.step(name, function, *args, **named)
        self._done(name)
        return result

    def each(
        self, name: str, function: Callable[[*Ts], T], items: Mapping[str, tuple[*Ts]]
    ) -> dict[str, T | Exception]:
        """See ``Runner``."""
        results = self._inner.each(name, function, items)
        self._done(name)
        return results

    def job(self, name: str, function: Callable[P, T], /, *args: P.args, **named: P.kwargs) -> T:
        """See ``Runner``."""
        result = self._inner.job(name, function, *args, **named)
        self._done(name)
        return result
