"""The claims template: sheets and headings, fixed by FORMATS section 2, in their order.

``doisoat template`` writes it, ``parse.py`` beside this file reads it.
"""

from __future__ import annotations

_PLACE = {"Huyện": "district", "Xã": "commune", "Thôn": "village"}

# Sheet → heading → field name.
SHEETS: dict[str, dict[str, str]] = {
    "Tự đánh giá": {
        **_PLACE,
        "Bộ tiêu chí": "criteria",
        "Năm thẩm định": "year",
        **{f"Chỉ tiêu {n}": f"claim_{n}" for n in range(1, 7)},
    },
    "WiFi": {
        **_PLACE,
        "Địa điểm": "venue",
        "Doanh nghiệp": "operator",
        "Số hợp đồng": "contract",
        "Có mật khẩu": "password",
    },
    "Tổ CNSCĐ": {**_PLACE, "Số quyết định": "number", "Ngày quyết định": "date", "Cơ quan ban hành": "issuer"},
    "Thành viên": {
        **_PLACE,
        "Họ tên": "name",
        "Địa chỉ": "home",
        "Số điện thoại": "phone",
        "CCCD/CMND": "id_number",
        "Chức vụ": "position",
    },
    "Hoạt động": {
        **_PLACE,
        "Ngày": "date",
        "Nội dung": "content",
        "Nền tảng số": "platform",
        "Số người được hướng dẫn": "people",
    },
    "Mô hình": {
        **_PLACE,
        "Tên mô hình": "model",
        "Lĩnh vực": "field",
        "Tổng vốn (triệu đồng)": "capital",
        "Số lượng": "quantity",
        "Phạm vi": "scope",
        "Bắt đầu": "start",
        "Kết thúc": "end",
        "Hộ/HTX": "receivers",
        "Hiệu quả trước": "before",
        "Hiệu quả trong": "during",
        "Hiệu quả sau": "after",
        "Khả năng mở rộng": "growth",
    },
    "Sản phẩm": {
        **_PLACE,
        "Tên sản phẩm": "product",
        "Đơn vị cung cấp": "supplier",
        "Số sao": "stars",
        "Kênh": "channel",
        "Đường dẫn": "url",
    },
    "Địa chỉ số": {
        **_PLACE,
        "Loại": "kind",
        "Tổng số": "total",
        "Đã gắn biển": "plated",
        "Số chữ ký xác nhận": "signatures",
    },
    "Kênh thôn": {
        **_PLACE,
        "Nền tảng": "platform",
        "Đường dẫn nhóm": "url",
        "Số thành viên": "members",
        "Phản ánh tiếp nhận": "received",
        "Phản ánh đã xử lý": "handled",
    },
    "Dịch vụ công": {
        "Huyện": "district",
        "Xã": "commune",
        "Năm": "year",
        "Tỷ lệ TTHC mức 3, 4 (%)": "procedures",
        "Tỷ lệ hồ sơ trực tuyến (%)": "dossiers",
        "Đạt": "claim",
    },
}
