"""Events to a page that is open: how a run gets on, told as it goes; few at a time, for some minutes, and never silent.

A browser asks again by itself when a stream ends, and then goes through the guard of its page again. What a stream says
is what the page would say; who has no scripts, or finds no place here, loads the page anew instead.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import anyio
from starlette.responses import Response, StreamingResponse

from doisoat.errors import DoisoatError

_AT_ONCE, _OF_ONE = 40, 4
_NOTHING_MORE = 204  # a browser that is told so does not ask again


@dataclass
class Streams:
    """The streams of one server. ``stop`` ends all of them: a server that is told to end waits for nobody."""

    tick: float = 1.0  # seconds between looks
    beat: float = 15.0  # seconds of silence after which a line is sent, so that no proxy takes the stream for dead
    longest: float = 300.0
    _open: Counter[int] = field(default_factory=Counter)
    _is_stopped: bool = False

    def stop(self) -> None:
        """End every stream at its next look, and begin no other."""
        self._is_stopped = True

    @property
    def count(self) -> int:
        """How many are open."""
        return self._open.total()

    def _is_full(self, account: int) -> bool:
        return self.count >= _AT_ONCE or self._open[account] >= _OF_ONE

    def of(self, account: int, look: Callable[[], Awaitable[Told | None]]) -> Response:
        """A stream for an account; nothing more to say (204) where there is no place for it.

        Args:
            account: whose it is.
            look: what there is to tell now; None ends the stream, because the person may no longer look. What it cannot
                tell for some trouble of ours (``DoisoatError``) ends it too: the page itself says why.
        """
        if self._is_stopped or self._is_full(account):
            return Response(status_code=_NOTHING_MORE)
        return StreamingResponse(
            self._events(account, look), media_type="text/event-stream", headers={"x-accel-buffering": "no"}
        )

    async def _events(self, account: int, look: Callable[[], Awaitable[Told | None]]) -> AsyncIterator[str]:
        if self._is_full(account):  # others that were asked for at the same moment came first
            return
        self._open[account] += 1
        try:
            began = spoke = time.monotonic()
            last = ""
            yield f"retry: {int(3000 * self.tick)}\n\n"
            while not self._is_stopped and time.monotonic() - began < self.longest:
                try:
                    told = await look()
                except DoisoatError:
                    return
                if told is None:
                    return
                if (line := told.line) != last:
                    last, spoke = line, time.monotonic()
                    yield line
                elif time.monotonic() - spoke >= self.beat:
                    spoke = time.monotonic()
                    yield ": con day\n\n"
                if told.is_over:
                    return
                await anyio.sleep(self.tick)
        finally:
            self._open[account] -= 1
            self._open += Counter()  # who has none is not counted


@dataclass(frozen=True)
class Told:
    """One look: an event's name and its facts. After one that ``is_over`` nothing follows."""

    event: str
    facts: dict[str, object]
    is_over: bool = False

    @property
    def line(self) -> str:
        """As a browser reads it; JSON holds no line of its own."""
        return f"event: {self.event}\ndata: {json.dumps(self.facts, ensure_ascii=False)}\n\n"
