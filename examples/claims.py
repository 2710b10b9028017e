"""The self-assessments of the sample inbox, on the project's own template (FORMATS section 2)."""

from __future__ import annotations

import datetime as dt

from facts import HERITAGE, HOUSEHOLD, OFFICE, ORGANISATION, VILLAGES, Village, numeral
from formats import Cell, Page, Row, xlsx

SHEETS: dict[str, str] = {
    "Tự đánh giá": "Bộ tiêu chí|Năm thẩm định|Chỉ tiêu 1|Chỉ tiêu 2|Chỉ tiêu 3|Chỉ tiêu 4|Chỉ tiêu 5|Chỉ tiêu 6",
    "WiFi": "Địa điểm|Doanh nghiệp|Số hợp đồng|Có mật khẩu",
    "Tổ CNSCĐ": "Số quyết định|Ngày quyết định|Cơ quan ban hành",
    "Thành viên": "Họ tên|Địa chỉ|Số điện thoại|CCCD/CMND|Chức vụ",
    "Hoạt động": "Ngày|Nội dung|Nền tảng số|Số người được hướng dẫn",
    "Mô hình": "Tên mô hình|Lĩnh vực|Tổng vốn (triệu đồng)|Số lượng|Phạm vi|Bắt đầu|Kết thúc|Hộ/HTX|Hiệu quả trước|"
    "Hiệu quả trong|Hiệu quả sau|Khả năng mở rộng",
    "Sản phẩm": "Tên sản phẩm|Đơn vị cung cấp|Số sao|Kênh|Đường dẫn",
    "Địa chỉ số": "Loại|Tổng số|Đã gắn biển|Số chữ ký xác nhận",
    "Kênh thôn": "Nền tảng|Đường dẫn nhóm|Số thành viên|Phản ánh tiếp nhận|Phản ánh đã xử lý",
}
SERVICES = ("Huyện", "Xã", "Năm", "Tỷ lệ TTHC mức 3, 4 (%)", "Tỷ lệ hồ sơ trực tuyến (%)", "Đạt")
_CLAIM = {"D": "Đạt", "K": "Không đạt", ".": None}


class Book:
    """The sheets of one workbook of the template as they fill up."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {
            name: [("Huyện", "Xã", "Thôn", *headings.split("|"))] for name, headings in SHEETS.items()
        }

    def add(self, sheet: str, village: Village, *cells: Cell) -> None:
        """One row about a village."""
        place = village.commune
        self.rows[sheet].append((place.district, place.name, village.spoken, *cells))

    def xlsx(self) -> bytes:
        """The workbook."""
        return xlsx(*(Page(name, rows) for name, rows in self.rows.items()))


def fill(book: Book, village: Village, criteria: str, number: int) -> None:
    """Everything one village declares."""
    book.add("Tự đánh giá", village, criteria, 2024, *(_CLAIM[letter] for letter in village.claims))
    if wifi := village.contract:
        # The village declares its own hall; what the operator lists may be another place, or with a password.
        venue = wifi.venue if wifi.venue.startswith("Nhà văn hóa") else "Nhà văn hóa thôn"
        book.add("WiFi", village, venue, wifi.operator, wifi.number or None, "Không")
    if village.decided is not None:
        committee = village.commune.name.replace("Xã", "UBND xã").replace("Thị trấn", "UBND thị trấn")
        book.add("Tổ CNSCĐ", village, f"{number}/QĐ-UBND", village.decided, village.issuer or committee)
    _people(book, village, number)
    if village.active_in is not None:
        book.add("Hoạt động", village, dt.date(village.active_in, 5, number), "Hướng dẫn dịch vụ công", "Zalo", 12)
    if village.model_field is not None:
        begin, end = village.model_years
        book.add(
            "Mô hình", village, f"Mô hình mẫu {number}", village.model_field, 50, 1, "Toàn thôn",
            dt.date(begin, 3, 1), dt.date(end, 12, 31) if end else None, "HTX Mẫu", "Ghi sổ tay", "Đang vận hành",
            "Bớt công" if village.model_report_ends else None, "Nhân rộng trong xã",
        )  # fmt: skip
    if village.product:
        name, channel = village.product
        book.add("Sản phẩm", village, name, "HTX Mẫu", 3, channel, f"https://cho-mau.example/san-pham/{number}")
    for kind, count in zip((HOUSEHOLD, OFFICE, ORGANISATION, HERITAGE), village.counts, strict=True):
        if count is not None and village.decided is not None:
            book.add("Địa chỉ số", village, kind, count, count, count)
    if village.channel:
        platform, received, handled = village.channel
        book.add("Kênh thôn", village, platform, None, 60, received, handled)


def _people(book: Book, village: Village, number: int) -> None:
    """Team members. One phone is a number without its zero, as Excel leaves it; one paper is an old CMND."""
    for n in range(village.members):
        person = 2 * number + n - 1
        phone: Cell = 900000000 + person if person == 1 else f"09{person:08d}"
        if n < village.phoneless:
            phone = None
        paper = f"02{person:07d}" if person == 4 else f"02{person:010d}"
        home, role = f"Nhà mẫu số {100 + person}", "Tổ trưởng" if n == 0 else "Thành viên"
        book.add("Thành viên", village, f"Nguyễn Văn Mẫu {numeral(person)}", home, phone, paper, role)


def claim_files() -> dict[str, bytes]:
    """The workbooks of the districts, the public-service claims, and one with a heading that is missing."""
    books = {"Huyện Bình Gia": Book(), "Huyện Chi Lăng": Book(), "Huyện Văn Quan": Book()}
    for number, village in enumerate(VILLAGES, start=1):
        criteria = "TTM-2022" if village.commune.code == "06274" else "TTM-2023"
        fill(books[village.commune.district], village, criteria, number)
    here = books["Huyện Bình Gia"]
    first = VILLAGES[0]
    here.add("Tự đánh giá", first, "TTM-2023", 2023, *["Không đạt"] * 5, None)  # last year's, replaced
    here.add("Tự đánh giá", first, "TTM-2019", 2024, *["Đạt"] * 5, None)  # no such criteria set
    here.add("Tự đánh giá", VILLAGES[1], "TTM-2023", 2024, "Đạt một phần", *[None] * 5)  # neither of the three answers
    unknown = ("Huyện Bình Gia", "Xã Không Có Tên", "Thôn Mẫu", "TTM-2023", 2024, *["Đạt"] * 5, None)
    here.rows["Tự đánh giá"].append(unknown)
    nowhere = ("Huyện Bình Gia", "Xã Vĩnh Yên", None, "Lê Thị Mẫu Lạc", "Nhà mẫu số 999", "0900000999", "020000000999")
    here.rows["Thành viên"].append((*nowhere, "Thành viên"))
    broken = Book()
    fill(broken, VILLAGES[0], "TTM-2023", 1)
    broken.rows = {
        "Tự đánh giá": [row[:7] + row[8:] for row in broken.rows["Tự đánh giá"]],  # without Chỉ tiêu 3
        "Thành viên": [("Nguyễn Văn Mẫu Rơi", "Nhà mẫu số 998", "0900000998", "020000000998")],  # without any heading
    }
    services: list[Row] = [
        SERVICES,
        ("Huyện Bình Gia", "Xã Vĩnh Yên", 2024, 100, 70, "Đạt"),
        ("Huyện Bình Gia", "Xã Hòa Bình", 2024, 100, 80, "Đạt"),
        ("Huyện Văn Quan", "Xã Hòa Bình", 2024, 100, 80, "Đạt"),
        ("Huyện Chi Lăng", "Thị trấn Đồng Mỏ", 2024, 90, 60, "Không đạt"),
        ("Huyện Bình Gia", None, 2024, 100, 72, "Đạt"),
        ("Huyện Chi Lăng", None, 2024, None, None, None),
    ]
    return {
        "claims/binh_gia/tu_danh_gia_2024.xlsx": here.xlsx(),
        "claims/binh_gia/tu_danh_gia_thieu_cot.xlsx": broken.xlsx(),
        "claims/chi_lang_tu_danh_gia_2024.xlsx": books["Huyện Chi Lăng"].xlsx(),
        "claims/van_quan_ttm2022.xlsx": books["Huyện Văn Quan"].xlsx(),
        "claims/dich_vu_cong_2024.xlsx": xlsx(Page("Dịch vụ công", services)),
    }
