"""Cells of a list of WiFi contracts: passwords that are never kept, states with a day in them."""

from __future__ import annotations

import datetime as dt

import pytest

from connectors.tables.wifi_cells import read_contract_state, read_password
from tests.connectors.clerks import Rows
from tests.connectors.conftest import read


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("Không", "no"),
        ("không cài đặt", "no"),
        ("Chưa đặt mật khẩu", "no"),
        ("Mở", "no"),
        ("có mật khẩu: không", "no"),
        ("MK: chưa đặt", "no"),
        ("Mạng mở", "no"),
        ("Không cài, để mở hoàn toàn", "no"),
        ("Mở tự do, không đặt mật khẩu", "no"),
        ("Kết nối tự do, không yêu cầu mật khẩu", "no"),
        ("Mở công khai", "no"),
        ("Công khai, mở", "no"),
        ("Công khai, không mật khẩu", "no"),
        ("Công khai", "unclear"),
        ("Truy cập công khai", "unclear"),
        ("Công khai (có mật khẩu)", "yes"),
        ("Mở, có mật khẩu", "unclear"),
        ("Mở cửa buổi sáng", "unclear"),
        ("Có", "yes"),
        ("có – 12345678", "yes"),
        ("Có (phát cho dân)", "yes"),
        ("có, hỏi trưởng thôn", "yes"),
        ("MK: thunghiem", "yes"),
        ("thumau@99", "yes"),
        ("WPA2-PSK", "yes"),
        ("wpa3", "yes"),
        ("Đặt mật khẩu", "yes"),
        ("Đặt mật khẩu: không", "no"),
        ("Open system", "no"),
        ("66668888", "yes"),
        (66668888, "yes"),
        ("tùy lúc", "unclear"),
        ("-", None),
        ("không rõ", None),
        ("đang cập nhật", None),
        (None, None),
    ],
)
def test_whether_there_is_a_password(cell: str | int | None, answer: str | None) -> None:
    found = read_password(cell)
    assert (found and found.value) == answer


@pytest.mark.parametrize("heading", ["AUTH_MODE", "Kiểu xác thực", "Cột 7", "PROFILE"])
@pytest.mark.parametrize("open_word", ["OPEN", "Mở"])
def test_a_column_of_ways_to_get_in_is_known_by_its_cells_whatever_stands_above(heading: str, open_word: str) -> None:
    rows: Rows = [["Nà Mẫu", "Xã Thử", "1/2024/HĐ-MAU", "Nhà văn hóa thôn", "Hoạt động", "WPA2-PSK"],
            ["Nà Thử", "Xã Thử", "2/2024/HĐ-MAU", "Nhà văn hóa thôn", "Hoạt động", open_word]]  # fmt: skip
    table: Rows = [["Thôn", "Xã", "Số hợp đồng", "Địa điểm", "Trạng thái", heading], *rows]
    contracts = read("vnpt", table).records["wifi_contracts"]
    assert list(contracts["has_password"]) == ["yes", "no"]


@pytest.mark.parametrize(
    ("cell", "status", "ends_on"),
    [
        ("Đang hoạt động", "active", None),
        ("Hoạt động (hiệu lực đến 31/12/2025)", "active", dt.date(2025, 12, 31)),
        ("Hoạt động đến hết ngày 30/06/2025", "active", dt.date(2025, 6, 30)),
        ("Hoạt động từ 01/03/2024", "active", None),
        ("Hết hiệu lực từ 30/6/2024", "unclear", dt.date(2024, 6, 30)),
        ("Hết hạn 31/12/2025", "unclear", dt.date(2025, 12, 31)),
        ("Đã thanh lý ngày 15/5/2024", "ended", None),
        ("Hết hạn", "ended", None),
        ("Tạm ngưng", "unclear", None),
        ("…", None, None),
    ],
)
def test_the_state_of_a_contract_and_the_day_in_it(cell: str, status: str | None, ends_on: dt.date | None) -> None:
    state = read_contract_state(cell)
    assert (state.status, state.ends_on) == (status, ends_on)


def test_a_column_of_ways_to_get_in_with_a_public_one_leaves_that_one_open() -> None:
    rows: Rows = [["Thôn", "Xã", "Số hợp đồng", "Địa điểm", "Trạng thái", "PROFILE"],
                  ["Nà Mẫu", "Xã Thử", "1/2024/HĐ-MAU", "Nhà văn hóa thôn", "Hoạt động", "WPA2-PSK"],
                  ["Nà Thử", "Xã Thử", "2/2024/HĐ-MAU", "Nhà văn hóa thôn", "Hoạt động", "Công khai"]]  # fmt: skip
    assert list(read("vnpt", rows).records["wifi_contracts"]["has_password"]) == ["yes", "unclear"]


def test_a_list_of_terms_without_a_word_for_the_state_is_read_by_its_terms() -> None:
    heads = ["Thôn", "Xã", "Số hợp đồng", "Địa điểm", "Hiệu lực từ", "Hiệu lực đến", "Mật khẩu"]
    rows: Rows = [["HỢP ĐỒNG WIFI, đến ngày 30/9/2024"], heads,
                  ["Nà Mẫu", "Xã Thử", "1/2024/HĐ-MAU", "Nhà văn hóa thôn", "01/01/2024", "01/01/2026", "Không"],
                  ["Nà Thử", "Xã Thử", "2/2024/HĐ-MAU", "Nhà văn hóa thôn", "01/01/2025", "01/01/2026", "Không"],
                  ["Nà Ví", "Xã Thử", "3/2024/HĐ-MAU", "Nhà văn hóa thôn", "01/01/2024", None, "Không"]]  # fmt: skip
    assert list(read("vnpt", rows).records["wifi_contracts"]["status"]) == ["term", "unclear", "unclear"]
    stated: Rows = [[*row, "Trạng thái" if row is heads else None] if len(row) > 1 else row for row in rows]
    stated[2] = [*stated[2][:-1], "Đang hoạt động"]
    assert list(read("vnpt", stated).records["wifi_contracts"]["status"]) == ["active", "unclear", "unclear"]


@pytest.mark.parametrize("passwords", [["Không", "12345678", "Có", "12345678"], ["Không", 12345678, "Không", "Có"]])
def test_passwords_that_stand_between_answers_are_passwords(passwords: list[str | int]) -> None:
    rows: Rows = [["Thôn", "Xã", "Số hợp đồng", "Địa điểm", "Trạng thái hợp đồng", "Mật khẩu"]]
    rows += [
        [f"Nà Mẫu {n}", "Xã Thử", f"{n}/2024/HĐ-MAU", "Nhà văn hóa thôn", "Đang hoạt động", word]
        for n, word in enumerate(passwords, start=1)
    ]
    found = read("vnpt", rows).records["wifi_contracts"]["has_password"]
    assert list(found) == ["no" if word == "Không" else "yes" for word in passwords]


def test_the_state_of_rows_about_nothing_but_wifi_is_the_contracts_whatever_column_names_the_service() -> None:
    rows: Rows = [["DANH SÁCH HỢP ĐỒNG, đến ngày 30/9/2024"],
                  ["DICH_VU", "SO_HOP_DONG", "DIA_DIEM", "THON", "XA", "TRANG_THAI"],
                  ["WiFi", "1/2024/HĐ-MAU", "Nhà văn hóa thôn", "Nà Mẫu", "Xã Thử", "Đang hoạt động"],
                  ["Cáp quang FTTH", "2/2024/HĐ-MAU", "Nhà văn hóa thôn", "Nà Mẫu", "Xã Thử", "Đang hoạt động"],
                  ["WiFi", "3/2024/HĐ-MAU", "Nhà văn hóa thôn", "Nà Thử", "Xã Thử", "Đã thanh lý"]]  # fmt: skip
    records = read("vnpt", rows).records
    contracts = records["wifi_contracts"]
    assert dict(zip(contracts["contract_number"], contracts["status"], strict=True)) == {
        "1/2024/HĐ-MAU": "active",
        "2/2024/HĐ-MAU": "unclear",
        "3/2024/HĐ-MAU": "ended",
    }
    assert list(records["coverage"]["service"]) == ["fibre"]


def states(heading: str, cells: list[str | None]) -> list[str]:
    """What a column of a list of contracts says of the state of each."""
    rows: Rows = [["HỢP ĐỒNG WIFI, đến ngày 30/9/2024"],
                  ["Thôn", "Xã", "Số hợp đồng", "Địa điểm", "Mật khẩu", heading]]  # fmt: skip
    rows += [
        [f"Nà Mẫu {n}", "Xã Thử", f"{n}/2024/HĐ-MAU", "Nhà văn hóa thôn", "Không", cell]
        for n, cell in enumerate(cells, start=1)
    ]
    return list(read("vnpt", rows).records["wifi_contracts"]["status"])


@pytest.mark.parametrize(
    "heading", ["Còn hiệu lực", "Còn sử dụng", "Còn hoạt động (Có/Không)", "Hợp đồng còn hiệu lực", "Còn dùng"]
)
def test_a_contract_that_is_not_yet_in_force_has_not_ended(heading: str) -> None:
    assert states(heading, ["Có", "Không", "Chưa"]) == ["active", "ended", "unread"]


@pytest.mark.parametrize("heading", ["Tình trạng (đang hoạt động/tạm dừng)", "Tình trạng hợp đồng", "Trạng thái"])
def test_no_below_a_choice_of_states_is_none_of_them(heading: str) -> None:
    assert states(heading, ["Đang hoạt động", "Không"]) == ["active", "unread"]


@pytest.mark.parametrize(
    "heading", ["Ngày thanh lý hợp đồng cũ", "Ngày cắt điện", "Ngày nghiệm thu, thanh lý", "Ngày tháo thiết bị hỏng"]
)
def test_the_day_of_another_things_end_ends_no_contract(heading: str) -> None:
    assert "ended" not in states(heading, ["30/6/2024", None])


@pytest.mark.parametrize(
    "heading", ["Ngày thanh lý", "Ngày chấm dứt hợp đồng", "Ngày thanh lý HĐ WiFi", "Ngày thanh lý (nếu có)"]
)
def test_the_day_on_which_the_contract_was_ended_ends_it(heading: str) -> None:
    assert states(heading, ["30/6/2024", None])[0] == "ended"
