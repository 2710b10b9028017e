"""Why a row is set aside: the code that is stored, and what a person reads."""

from __future__ import annotations

# Rows that are no data by their nature: nobody has to mend anything.
LAYOUT_REASONS = frozenset({"total_row", "note", "header_row", "numbering_row", "section_row"})

# Rows of which nothing is known, because their cells do not stand under their headings: they may be about any unit.
UNFIT_REASONS = frozenset({"row_too_long", "row_too_short"})

_NOTHING_TO_DO = ("Không cần sửa.", "chỉ được đếm một lần.")


def needs_mending(reason: str) -> bool:
    """Whether somebody has to do something about a row that was set aside with this reason."""
    return reason in SET_ASIDE_TEXT and not SET_ASIDE_TEXT[reason].endswith(_NOTHING_TO_DO)


SET_ASIDE_TEXT: dict[str, str] = {
    "total_row": "Hàng tổng cộng, không phải số liệu của một thôn. Không cần sửa.",
    "note": "Hàng ghi chú hoặc chữ ký. Không cần sửa.",
    "header_row": "Hàng lặp lại tiêu đề cột. Không cần sửa.",
    "numbering_row": "Hàng đánh số cột. Không cần sửa.",
    "section_row": "Hàng tiêu đề đứng đầu một nhóm (tên huyện, tên xã hoặc một phần của bảng), không phải số liệu."
    " Không cần sửa.",
    "row_too_long": "Hàng có nhiều ô hơn hàng tiêu đề (thường vì có dấu phẩy trong ô), để riêng để không đọc lệch cột."
    " Hãy đặt ô có dấu phẩy trong ngoặc kép, hoặc gửi tệp Excel.",
    "row_too_short": "Hàng có ít ô hơn hàng tiêu đề, để riêng để không đọc lệch cột. Hãy điền đủ ô."
    " Gửi tệp Excel thì không bị lệch.",
    "no_label": "Hàng không có tên mục đứng trước nên chưa đọc. Hãy ghi tên mục (ví dụ 'Cáp quang') ở đầu hàng.",
    "no_place": "Hàng không ghi tên thôn, cũng không ghi địa chỉ. Hãy điền tên thôn rồi gửi lại tệp.",
    "no_code": "Hàng không có mã thôn. Hãy điền mã thôn rồi gửi lại danh mục.",
    "no_name": "Hàng không có tên thôn. Hãy điền tên thôn rồi gửi lại danh mục.",
    "no_successor": "Hàng không ghi thôn mới. Hãy điền mã hoặc tên thôn mới mà thôn cũ đã thành rồi gửi lại.",
    "succession_unclear": "Chưa xác định được thôn mới ở hàng này (xã trùng tên với xã khác, hoặc danh mục chưa có xã)."
    " Hãy ghi mã thôn mới rồi gửi lại danh sách.",
    "duplicate_code": "Mã thôn này đã dùng ở một hàng phía trên. Hãy kiểm tra hai hàng và giữ mỗi mã cho một thôn.",
    "duplicate_address": "Mã địa chỉ này đã có ở một hàng phía trên; mỗi điểm địa chỉ chỉ được đếm một lần.",
    "bad_kind": "Cột 'Loại' không phải Hộ gia đình, Cơ quan, Tổ chức hoặc Khu di tích. Hãy chọn một trong bốn loại đó.",
    "no_criteria": "Hàng không ghi bộ tiêu chí. Hãy ghi TTM-2022 hoặc TTM-2023.",
    "no_year": "Hàng không ghi năm thẩm định (ví dụ 2024). Hãy điền năm rồi gửi lại.",
    "no_commune": "Hàng không ghi xã, cũng không ghi huyện. Hãy điền tên xã (hoặc huyện) rồi gửi lại.",
    "no_unit": "Hàng không ghi tên đơn vị. Hãy điền tên đơn vị rồi gửi lại.",
    "other_agency": "Hàng của sở, ngành hoặc đơn vị không phải xã, huyện; không dùng cho đối soát. Không cần sửa.",
    "no_period": "Hàng không ghi kỳ thống kê đọc được. Hãy ghi kỳ (ví dụ Quý III/2024 hoặc từ ngày … đến ngày …).",
    "orphan_level_row": "Hàng 'một phần' hoặc 'toàn trình' không đứng dưới đơn vị nào. Hãy đặt dưới đơn vị của nó.",
    "no_question": "Hàng không còn mã câu hỏi. Hãy trả lời trên đúng bảng đã xuất, giữ nguyên cột 'Mã câu hỏi'.",
    "hidden_sheet": "Trang tính đang ẩn, cùng dạng với một trang đang hiện, nên không dùng. Hãy bỏ ẩn nếu cần dùng.",
    "empty_row": "Hàng chỉ ghi tên thôn, chưa điền nội dung nào. Không cần sửa.",
    "says_none": "Hàng ghi là không có sản phẩm; không tính là một sản phẩm. Không cần sửa.",
    "not_recognised": "Hàng ghi sản phẩm chưa được công nhận, đã hết hạn hoặc bị thu hồi; không tính là sản phẩm OCOP."
    " Không cần sửa.",
    "no_product": "Hàng không ghi tên sản phẩm. Hãy điền tên sản phẩm rồi gửi lại.",
    "unknown_service": "Hàng ghi công nghệ không nhận ra. Hãy ghi rõ FTTH (cáp quang), 2G, 3G, 4G hoặc 5G.",
    "other_operator": "Hàng của nhà mạng khác; nhà mạng đó tự gửi số liệu của mình. Không cần sửa.",
    "unknown_operator": "Hàng ghi tên nhà mạng chưa nhận ra nên chưa dùng. Hãy ghi VNPT, Viettel, MobiFone … hoặc trả"
    " lời câu hỏi về bảng.",
    "bad_count": "Hàng có ô số đã gắn biển để trống hoặc lớn hơn tổng số. Hãy điền đủ số cho cả bốn loại rồi gửi lại.",
    "no_row_date": "Hàng không ghi ngày trong khi các hàng khác ghi những ngày khác nhau. Hãy điền ngày cho hàng này.",
    "bad_row_date": "Ngày ở hàng này không đọc được hoặc có thể hiểu hai cách. Hãy ghi theo dạng ngày/tháng/năm.",
    "future_date": "Ngày ở hàng này muộn hơn hôm nay. Hãy kiểm tra lại ngày.",
}

# What else was sent and is not used: cells, columns, sheets. Each says how to write it.
UNREAD_TEXT: dict[str, str] = {
    **SET_ASIDE_TEXT,
    "bad_claim_cell": "Ô chỉ tiêu chưa đọc được; riêng chỉ tiêu này chưa tính là đã khai. Hãy ghi 'Đạt', 'Không đạt'"
    " hoặc để trống; không dùng công thức.",
    "bad_date": "Ngày chưa đọc được. Hãy ghi theo dạng ngày/tháng/năm, ví dụ 05/09/2024.",
    "bad_count": "Số chưa đọc được. Hãy ghi một số nguyên, ví dụ 25.",
    "bad_decision_number": "Số văn bản này chưa phải số quyết định. Hãy ghi đủ số, ví dụ 12/QĐ-UBND.",
    "bad_contract_number": "Số hợp đồng còn để trống phần số. Hãy ghi đủ số hợp đồng.",
    "bad_id_number": "Số CCCD/CMND trùng số điện thoại hoặc sai số chữ số. Hãy ghi đủ 12 (hoặc 9) chữ số.",
    "unread_sheet": "Trang tính có số liệu nhưng không đúng biểu nào nên chưa đọc. Hãy giữ nguyên hàng tiêu đề của biểu"
    " mẫu.",
    "unread_contract_column": "Cột này có thể là số hợp đồng WiFi nhưng tiêu đề chưa hiểu được nên chưa đọc. Hãy đặt"
    " tên cột là 'Số hợp đồng', hoặc báo người phụ trách.",
    "blank_column": "Cột không có ô nào ghi chữ; nếu đánh dấu bằng màu thì chưa đọc được. Hãy ghi 'x' hoặc 'Có' vào ô.",
    "unread_column": "Cột có số liệu nhưng chưa rõ nghĩa nên chưa đọc. Hãy đổi tiêu đề cột theo mẫu, hoặc báo người phụ"
    " trách.",
}
