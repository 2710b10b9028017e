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
