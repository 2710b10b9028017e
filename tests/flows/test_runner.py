"""A step at the terminal whose outside world is away for a while is tried again, and nothing else is."""

from __future__ import annotations

import pytest

from doisoat.errors import ConfigError, TransientError
from flows.runner import PlainRunner


def failing(times: int, error: Exception) -> tuple[list[int], object]:
    tries: list[int] = []

    def step(number: int) -> str:
        tries.append(number)
        if len(tries) <= times:
            raise error
        return "xong"

    return tries, step


def test_a_passing_trouble_is_waited_for_and_told() -> None:
    waited: list[float] = []
    told: list[str] = []
    tries, step = failing(2, TransientError("mất kết nối tới kho dữ liệu"))
    assert PlainRunner((5, 20, 60), told.append, waited.append).step("lưu kho", step, 7) == "xong"  # type: ignore[arg-type]
    assert (tries, waited) == ([7, 7, 7], [5, 20])
    assert told[0] == "Bước “lưu kho”: mất kết nối tới kho dữ liệu; thử lại sau 5 giây"


def test_a_trouble_that_lasts_ends_the_step() -> None:
    tries, step = failing(9, TransientError("mất kết nối"))
    with pytest.raises(TransientError):
        PlainRunner((1, 1), pause=lambda _seconds: None).step("lưu kho", step, 7)  # type: ignore[arg-type]
    assert len(tries) == 3


@pytest.mark.parametrize("error", [ConfigError("sai"), ValueError("sai")])
def test_what_stays_wrong_is_not_tried_again(error: Exception) -> None:
    tries, step = failing(9, error)
    with pytest.raises(type(error)):
        PlainRunner((1, 1), pause=lambda _seconds: None).step("lưu kho", step, 7)  # type: ignore[arg-type]
    assert len(tries) == 1
