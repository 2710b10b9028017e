"""How far a run is when a step has ended, in percent; reading and judging take most of the time."""

from __future__ import annotations

PERCENT = {
    "nhận tệp": 10,
    "đọc nguồn": 40,
    "nhận tên": 60,
    "collect_listings": 70,
    "xét": 90,
    "lưu kho": 100,
}
# What a step is called where its own name is one of the program.
_SAID = {"collect_listings": "xem trang bán hàng"}


def step_done(step: str) -> str:
    """That a step has ended, for who waits."""
    return f"Xong bước: {_SAID.get(step, step)}"
