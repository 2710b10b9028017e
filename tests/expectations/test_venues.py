"""Whose hall a place is: the village's own, or that of a commune or a larger unit."""

from __future__ import annotations

import pytest

from expectations.venues import is_public

VENUES = ("nhà văn hóa", "nvh", "nhà sinh hoạt", "sinh hoạt cộng đồng")


@pytest.mark.parametrize(
    ("place", "is_the_villages"),
    [
        ("Nhà văn hóa thôn", True),
        ("Nhà văn hóa thôn, xã Mẫu", True),
        ("NVH thôn 3 xã Thử", True),
        ("Nhà sinh hoạt cộng đồng thôn", True),
        ("Nhà văn hóa Phương Mẫu", True),
        ("Nhà văn hóa Xá Mẫu", True),
        ("NVH Phượng Thử", True),
        ("Nhà văn hóa Tĩnh Mẫu", True),
        ("Nhà văn hóa xã", False),
        ("Nhà văn hóa của xã Mẫu", False),
        ("Nhà văn hoá trung tâm xã Mẫu", False),
        ("Nhà sinh hoạt cộng đồng xã", False),
        ("NHÀ VĂN HÓA HUYỆN", False),
        ("Nha van hoa xa", False),
    ],
)
def test_a_hall_of_a_larger_unit_is_none_of_the_village(place: str, is_the_villages: bool) -> None:
    assert is_public(place, VENUES)
    assert is_public(place, VENUES, True) == is_the_villages
