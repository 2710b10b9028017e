"""Streams of events: few at a time, for a bounded time, never silent, ended with the server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
from starlette.responses import Response, StreamingResponse

from doisoat.errors import TransientError
from portal.streams import Streams, Told

SAME = Told("tien-do", {"percent": 1})


async def same() -> Told | None:
    return SAME


def lines_of(streams: Streams, answer: Response, most: int = 50) -> list[str]:
    async def read() -> list[str]:
        assert isinstance(answer, StreamingResponse)
        found: list[str] = []
        events = answer.body_iterator
        assert isinstance(events, AsyncIterator)
        async for line in events:
            found.append(str(line))
            if len(found) == most:
                streams.stop()
        return found

    return asyncio.run(read())


def test_what_is_unchanged_is_not_told_again_and_silence_is_broken_by_a_beat() -> None:
    streams = Streams(tick=0.0, beat=0.0, longest=60.0)
    lines = lines_of(streams, streams.of(1, same), most=6)
    assert lines[0].startswith("retry:") and lines[1] == SAME.line
    assert set(lines[2:]) == {": con day\n\n"}


def test_a_stream_ends_by_itself_and_gives_its_place_back() -> None:
    streams = Streams(tick=0.0, longest=0.0)
    assert lines_of(streams, streams.of(1, same)) == ["retry: 0\n\n"]
    assert streams.count == 0


def test_a_server_that_is_told_to_end_ends_them_and_begins_no_other() -> None:
    streams = Streams(tick=0.0)
    lines_of(streams, streams.of(1, same), most=2)
    assert streams.count == 0
    assert streams.of(1, same).status_code == 204


@pytest.mark.parametrize(("accounts", "most"), [([1] * 10, 4), (range(100), 40)])
def test_nobody_and_not_all_together_hold_more_than_some(accounts: Sequence[int], most: int) -> None:
    streams = Streams(tick=0.0)

    async def open_all() -> list[int]:
        held, statuses = [], []
        for account in accounts:
            answer = streams.of(account, same)
            statuses.append(answer.status_code)
            if isinstance(answer, StreamingResponse):
                events = aiter(answer.body_iterator)
                assert "retry" in str(await anext(events))
                held.append(events)
        streams.stop()
        for events in held:
            async for _ in events:
                pass
        return statuses

    statuses = asyncio.run(open_all())
    assert statuses.count(200) == most and set(statuses[most:]) == {204}
    assert streams.count == 0


def test_streams_that_are_asked_for_at_one_moment_are_not_more_than_there_is_room_for() -> None:
    streams = Streams(tick=0.0, longest=60.0)

    async def opened() -> list[str]:
        answers = [streams.of(1, same) for _ in range(9)]  # asked for before any has begun
        first = []
        for answer in answers:
            assert isinstance(answer, StreamingResponse)
            events = answer.body_iterator
            assert isinstance(events, AsyncIterator)
            first += [str(await anext(events, ""))]
        return first

    begun = asyncio.run(opened())
    assert [line[:6] for line in begun] == ["retry:"] * 4 + [""] * 5


def test_trouble_of_ours_ends_a_stream_without_a_word() -> None:
    async def away() -> Told | None:
        raise TransientError("máy chủ Prefect vắng", fix="thử lại")

    streams = Streams(tick=0.0)
    assert lines_of(streams, streams.of(1, away)) == ["retry: 0\n\n"]
    assert streams.count == 0
