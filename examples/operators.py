"""Operators' exports of the sample inbox, in the layouts that operators use: wide, long, by district, by mast."""

from __future__ import annotations

import unicodedata

from facts import COMMUNES, VILLAGES
from formats import Page, Row, as_vni, html_xls


def vnpt_wide() -> Page:
    """A column a service, a header of two rows with merged cells, a total row below every commune."""
    rows: list[Row] = [
        ("VNPT LẠNG SƠN (DỮ LIỆU MẪU)", *[None] * 11),
        ("THỐNG KÊ HẠ TẦNG VIỄN THÔNG THEO THÔN (tính đến ngày 30/9/2024)", *[None] * 11),
        ("STT", "Huyện", "Xã", "Thôn/bản", "Hạ tầng cố định", "Hạ tầng di động", None, "WiFi công cộng", *[None] * 3,
         "Ghi chú"),
        (None, None, None, None, "Cáp quang (FTTH)", "3G", "4G", "Địa điểm", "Số hợp đồng", "Tình trạng",
         "Có mật khẩu", None),
    ]  # fmt: skip
    merges = [(0, 0, 0, 11), (1, 0, 1, 11), (2, 5, 2, 6), (2, 7, 2, 10)]
    merges += [(2, c, 3, c) for c in (0, 1, 2, 3, 11)]
    number = 0
    for commune in COMMUNES.values():
        mine = [v for v in VILLAGES if v.commune is commune and v.vnpt is not None]
        for village in mine:
            number += 1
            fibre, mobile = village.vnpt or ("", "")
            # MAU-10 is one contract: of Nà Lùng in Văn Quan, though Nà Lùng in Bình Gia claims it too.
            wifi = village.contract
            listed = wifi and wifi.operator == "VNPT" and wifi.number and village.code != "06103005"
            cells = (wifi.venue, wifi.number, wifi.status, wifi.password) if wifi and listed else (None,) * 4
            name = village.as_written("vnpt")
            rows.append(
                (number, commune.district, commune.name, name, fibre or None, mobile or None, mobile or None, *cells,
                 None)
            )  # fmt: skip
        rows.append((None, None, f"Cộng {commune.name}", f"{len(mine)} thôn", *[None] * 8))
    rows.append(("Người lập biểu: (mẫu)", *[None] * 11))
    return Page("Thôn", rows, merges)


def viettel_sheets() -> list[Page]:
    """One sheet a district, names as macOS writes them (NFD); the date stands in the file's name only."""
    pages = []
    for district in dict.fromkeys(c.district for c in COMMUNES.values()):
        rows: list[Row] = [("STT", "Xã", "Thôn", "FTTH", "4G", "5G")]
        for village in VILLAGES:
            if village.commune.district == district and village.viettel is not None:
                fibre, mobile = village.viettel
                names = (village.commune.name, village.as_written("viettel"))
                rows.append(
                    (
                        len(rows),
                        *(unicodedata.normalize("NFD", name) for name in names),
                        fibre or None,
                        mobile or None,
                        None,
                    )
                )
        pages.append(Page(district.removeprefix("Huyện "), rows))
    return pages


def viettel_of_spring() -> list[Row]:
    """An export that has grown stale by the day of the demo, typed in a VNI font."""
    rows: list[Row] = [("Huyện", "Xã", "Thôn", "FTTH")]
    for code in ("06070001", "06070002", "06070005", "06103002", "06103005"):
        village = next(v for v in VILLAGES if v.code == code)
        place = (village.commune.district, village.commune.name, village.spoken)
        rows.append((*map(as_vni, place), "x"))
    return rows


def viettel_wifi() -> bytes:
    """WiFi points with the place in one address column, as a web page called .xls; one contract told two ways."""
    hall, runs = "Nhà văn hóa thôn", "Đang hoạt động"
    points = [
        ("Thôn Nà Cuổn", "Bình Gia", "Nhà văn hóa Nà Cuổn", "MAU-06/2024/HĐ-VT", runs),
        ("Thôn Bản Hoàng", "Bình Gia", hall, "MAU-08/2024/HĐ-VT", runs),
        ("Thôn Bó Mạ", "Văn Quan", hall, "MAU-17/2024/HĐ-VT", runs),
        ("Thôn Bó Mạ", "Văn Quan", hall, "MAU-17/2024/HĐ-VT", "Đã thanh lý"),
    ]
    rows: list[Row] = [("STT", "Địa chỉ", "Địa điểm lắp đặt", "Số hợp đồng", "Trạng thái hợp đồng", "Có mật khẩu")]
    for n, (village, district, venue, contract, status) in enumerate(points, start=1):
        address = f"{village}, xã Hòa Bình, huyện {district}, tỉnh Lạng Sơn"
        rows.append((n, address, venue, contract, status, "Không"))
    return html_xls(rows, "Danh sách điểm WiFi công cộng (dữ liệu mẫu), số liệu đến ngày 31/10/2024")


def mobifone_long() -> list[Row]:
    """A row a village and technology; the date is a column."""
    rows: list[Row] = [("Huyện", "Xã", "Thôn", "Công nghệ", "Trạng thái", "Ngày cập nhật")]
    for village in VILLAGES:
        if village.mobifone is not None:
            place = (village.commune.district, village.commune.name, village.as_written("mobifone"))
            for technology, said in zip(("FTTH", "4G"), village.mobifone, strict=True):
                rows.append((*place, technology, said, "25/09/2024"))
    # A commune that does not exist: its rows wait for a person.
    rows.append(("Huyện Bình Gia", "Xã Không Có Tên", "Thôn Mẫu", "4G", "Đã phủ", "25/09/2024"))
    return rows


def vnpt_stations() -> list[Row]:
    """A row a mast, which serves several villages; of the same day as the wide list, and not of one mind with it."""
    place = ("Huyện Bình Gia", "Xã Hòa Bình")
    return [
        ("TRẠM VÀ TỦ CÁP (dữ liệu mẫu), tính đến ngày 30/9/2024",),
        ("Mã trạm BTS", "Huyện", "Xã", "Các thôn phục vụ", "FTTH", "4G"),
        ("MAU-BTS-01", *place, "Bản Hoàng, Bản Hoong", "", "x"),
        ("MAU-TU-02", *place, "Bản Hoong", "x", ""),
        ("MAU-BTS-03", "Huyện Bình Gia", "Xã Vĩnh Yên", "Khuổi Dụi; Khuổi Luông", "", "x"),
        ("MAU-BTS-04", "Huyện Chi Lăng", "Thị trấn Đồng Mỏ", "Khu 1", "", "x"),
        ("MAU-BTS-05", "Huyện Văn Quan", "Xã Hòa Bình", "Thôn 2", "", "x"),
    ]


def later_wifi() -> list[Row]:
    """Two weeks after the day of the demo: a contract has ended since."""
    return [
        ("Huyện", "Xã", "Thôn", "WiFi - địa điểm", "WiFi - số HĐ", "WiFi - trạng thái", "WiFi - mật khẩu"),
        ("Huyện Bình Gia", "Xã Vĩnh Yên", "Thôn Khuổi Màn", "Nhà văn hóa thôn", "MAU-05/2024/HĐ-VNPT", "Đã thanh lý",
         "Không"),
        ("Huyện Bình Gia", "Xã Vĩnh Yên", "Thôn Khuổi Dụi", "Nhà văn hóa thôn", "MAU-01/2024/HĐ-VNPT",
         "Đang hoạt động", "Không"),
    ]  # fmt: skip
