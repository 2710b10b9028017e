"""Why the resolver answered as it did: one Vietnamese sentence each, for the officer who reads it."""

from __future__ import annotations

_REASONS = {
    "exact": "Tên thôn trùng với danh mục thôn của xã.",
    "numeral": "Tên thôn trùng với danh mục sau khi viết số thống nhất (01 = 1 = I = Một).",
    "spacing": "Tên thôn trùng với danh mục, chỉ khác dấu cách.",
    "merged": "Tên thôn sáp nhập trùng với danh mục, chỉ khác thứ tự hoặc dấu nối.",
    "graded": "Chỉ khác cách viết thường lẫn (hỏi/ngã, x/s, d/gi/r, Pác/Pắc …), trong xã không có thôn nào gần giống.",
    "bare": "Chữ không dấu, trong xã chỉ có một thôn đọc như vậy.",
    "other_name": "Đây là tên khác hoặc tên cũ của thôn, theo danh mục thôn.",
    "succession": "Thôn đã đổi tên theo quyết định; kết quả là thôn có hiệu lực vào ngày xét.",
    "alias": "Theo câu trả lời cán bộ đã ghi cho tên này.",
    "homonym": "Có nhiều xã trùng tên nhưng chỉ một xã có thôn này.",
    "code": "Theo mã thôn của danh mục ghi ở dòng này.",
    "code_differs": "Mã thôn và tên thôn ở dòng này không cùng chỉ một thôn; xin kiểm tra lại.",
    "part": "Tên này là một phần của thôn đã sáp nhập; số liệu của một phần chưa nói thay cho cả thôn.",
    "before": "Tên của thời trước khi thôn được thành lập theo danh mục; chưa rõ vào ngày xét đó là thôn nào.",
    "kept": "Thôn mới giữ tên một thôn cũ mà bảng này còn ghi theo thôn cũ; số liệu chỉ nói về một phần.",
    "old_name": "Tên ghi là tên cũ nhưng danh mục chưa cho biết thôn cũ ấy; xin xác nhận.",
    "several": "Ô này ghi nhiều thôn của cùng một xã.",
    "several_before": "Tên này là của thôn sáp nhập sau ngày xét; vào ngày xét đó là các thôn nêu bên.",
    "mixed": "Ô này ghi nhiều tên, có tên chỉ là một phần của thôn đã sáp nhập; xin chọn giúp thôn đúng.",
    "listing": "Ô này ghi nhiều tên, có tên chưa tìm thấy trong xã; xin tách và kiểm tra từng tên.",
    "range": "Chưa rõ đây là từng thôn hay một dãy thôn từ số này đến số kia; xin ghi từng thôn.",
    "tie": "Có hơn một thôn khớp với tên này trong phạm vi xã đã ghi; xin chọn giúp thôn đúng.",
    "near": "Chưa có thôn nào trùng tên; các thôn nêu bên có tên gần giống, xin cho biết có phải không.",
    "unknown": "Chưa tìm thấy thôn nào tên như vậy trong xã; xin kiểm tra tên thôn hoặc cập nhật danh mục.",
    "ended": "Thôn này không có hiệu lực vào ngày xét và danh mục chưa ghi thôn nào thay thế; xin cho biết.",
    "split": "Thôn này đã được tách hoặc sắp xếp lại vào nhiều thôn; xin chọn giúp thôn đúng.",
    "no_commune": "Chưa ghi xã nên chưa thể kết luận, vì nhiều xã có thôn trùng tên; xin bổ sung tên xã.",
    "commune_unknown": "Chưa nhận ra xã; xin kiểm tra tên hoặc mã xã.",
    "commune_near": "Tên xã chưa trùng với xã nào; nếu là xã của thôn nêu bên thì xin xác nhận.",
    "commune_conflict": "Tên xã, mã xã và huyện không khớp nhau vào ngày xét; xin kiểm tra lại.",
    "district_unknown": "Chưa nhận ra huyện đã ghi; xin kiểm tra tên huyện.",
    "commune_homonyms": "Có nhiều xã trùng tên; xin ghi thêm huyện để xác định.",
    "commune_unregistered": "Đã nhận ra xã nhưng danh mục thôn chưa có xã này.",
    "split_commune": "Địa bàn xã này đã chia về nhiều xã; cần tên thôn để xác định.",
    "columns_differ": "Tên xã hoặc huyện ghi ở các ô của dòng này khác nhau; xin kiểm tra lại.",
    "commune_row": "Ô thôn chỉ ghi tên xã hoặc huyện, chưa ghi thôn.",
    "initials": "Tên viết tắt chữ cái đầu; xin xác nhận thôn đầy đủ.",
    "blank": "Ô thôn để trống.",
    "total": "Đây là dòng cộng hoặc dòng chú thích, không phải tên thôn.",
    "date": "Ô này là ngày tháng (có thể do Excel tự đổi), không đọc lại được tên thôn.",
    "no_place": "Ô này không phải tên thôn.",
    "unit": "Nhận ra theo tên hoặc mã, ngày xét và huyện.",
    "unit_unknown": "Chưa nhận ra đơn vị hành chính này; xin kiểm tra tên và huyện.",
    "unit_blank": "Chưa ghi xã hoặc huyện.",
    "note": "Tên có ghi chú trong ngoặc chưa rõ nghĩa; xin xác nhận.",
    "rejected_pair": "Cán bộ đã ghi tên này không phải là thôn đó.",
}


def reason(key: str) -> str:
    """The sentence of a reason key.

    Raises:
        KeyError: the key is not in the catalogue.
    """
    return _REASONS[key]
