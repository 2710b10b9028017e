"""Vietnamese words for the closed lists that all rooms share; a room's own sentences stand beside their code.

Tone, here and there: a helpful colleague. A village did honest work, so evidence is "chưa đủ", never a claim "sai".
"""

from __future__ import annotations

from doisoat.errors import Refused
from doisoat.model import AddressKind, Answer, Basis, Channel, Level, Mover, Outcome, Overall, Verdict

VERDICT: dict[str, str] = {
    Verdict.CONFIRMED: "xác nhận",
    Verdict.CONTRADICTED: "mâu thuẫn",
    Verdict.UNVERIFIED: "chưa đủ căn cứ",
    Verdict.CONFLICT: "nguồn xung đột",
    Verdict.UNDERCLAIMED: "khai thiếu",
    Verdict.NOT_MET: "chưa đạt",
    Verdict.MISSING_CLAIM: "chưa khai",
    Verdict.NOT_APPLICABLE: "không áp dụng",
    Overall.MET: "đạt",
    Overall.PENDING: "còn chờ",
}
VERDICT_MEANING: dict[str, str] = {
    Verdict.CONFIRMED: "Đã khai đạt và có căn cứ cho thấy đúng như vậy.",
    Verdict.CONTRADICTED: "Đã khai đạt nhưng có căn cứ nói khác; cần xem lại cùng nhau.",
    Verdict.UNVERIFIED: "Đã khai đạt nhưng chưa đủ minh chứng để xác nhận; không có nghĩa là chưa làm.",
    Verdict.CONFLICT: "Một nguồn nói hai điều khác nhau trong cùng một ngày; nguồn đó cần trả lời.",
    Verdict.UNDERCLAIMED: "Khai chưa đạt, trong khi căn cứ cho thấy đã đạt.",
    Verdict.NOT_MET: "Khai chưa đạt, và chưa có căn cứ nào nói khác.",
    Verdict.MISSING_CLAIM: "Chưa khai chỉ tiêu này, hoặc ô khai chưa đọc được.",
    Verdict.NOT_APPLICABLE: "Chỉ tiêu không áp dụng, ví dụ thôn không có sản phẩm.",
}
OUTCOME: dict[str, str] = {
    Outcome.PASS: "có căn cứ",
    Outcome.FAIL: "căn cứ nói ngược lại",
    Outcome.UNKNOWN: "chưa đủ căn cứ",
    Outcome.CONFLICT: "nguồn tự mâu thuẫn",
    Outcome.NOT_APPLICABLE: "không áp dụng",
}
CLAIM: dict[str, str] = {"met": "Đạt", "not_met": "Không đạt", "": "(để trống)"}
BASIS: dict[str, str] = {
    Basis.INDEPENDENT: "nguồn độc lập",
    Basis.DOCUMENTARY: "hồ sơ của đơn vị",
    Basis.NONE: "",
}
MOVER: dict[str, str] = {
    Mover.VILLAGE: "Thôn",
    Mover.COMMUNE: "Xã",
    Mover.CLAIMANT: "Đơn vị khai",
    Mover.OPERATOR: "Doanh nghiệp",
    Mover.POST_OFFICE: "Bưu điện",
    Mover.PORTAL: "Cổng dịch vụ công",
    Mover.OCOP_OFFICE: "Nơi giữ sổ OCOP",
    Mover.OFFICE: "Sở",
}
LEVEL: dict[str, str] = {
    Level.VILLAGE: "thôn",
    Level.COMMUNE: "xã",
    Level.DISTRICT: "huyện",
    Level.PROVINCE: "tỉnh",
}
ROLE: dict[str, str] = {
    "for": "ủng hộ",
    "against": "nói ngược lại",
    "open": "chưa rõ",
    "context": "tham khảo",
    "later": "sau ngày xét",
}
ANSWER: dict[str, str] = {
    Answer.YES: "có",
    Answer.NO: "không",
    Answer.PARTIAL: "một phần",
    Answer.UNCLEAR: "chưa rõ",
}
ADDRESS_KIND: dict[str, str] = {
    AddressKind.HOUSEHOLD: "Hộ gia đình",
    AddressKind.OFFICE: "Cơ quan",
    AddressKind.ORGANIZATION: "Tổ chức",
    AddressKind.HERITAGE_SITE: "Khu di tích",
}
CHANNEL: dict[str, str] = {Channel.EXCHANGE: "Sàn TMĐT", Channel.WEBSITE: "Website", Channel.SOCIAL: "Mạng xã hội"}

# What became of a unit's answer (doisoat.standing.Fate).
FATE: dict[str, str] = {
    "closed": "đã khép lại, không hỏi lại",
    "in_dispute": "đang chờ cán bộ xét; kết luận giữ nguyên cho tới khi có quyết định",
    "decided": "cán bộ đã quyết định",
    "papers_asked": "chờ giấy tờ mới của điều đã đổi, lượt sau sẽ xét lại",
    "evidence_changed": "căn cứ đã đổi từ khi trả lời; nếu vẫn hỏi thì trả lời lại",
    "settled": "không còn hỏi nữa",
}

# Marks that stand beside reasons in a verdict, not reasons of their own.
MARK: dict[str, str] = {
    "changed_since": "Sau ngày xét có nguồn nói ngược lại; kết luận giữ nguyên theo ngày xét",
    "reading_dependent": "Kết luận sẽ khác nếu đọc văn bản hướng dẫn theo cách khác",
    "by_decision": "Kết luận theo quyết định của cán bộ; điều nêu trên là căn cứ mà máy đã xét",
    "disputed": "Đơn vị phản đối nội dung này, đang chờ cán bộ xét; kết luận giữ nguyên cho tới khi có quyết định",
    "draft": "Bộ tiêu chí còn là dự thảo; kết luận chỉ để xem trước, chưa dùng được",
    "claims_differ": "Các bản khai cùng đợt của đơn vị ghi khác nhau về chỉ tiêu này nên chưa tính là đã khai; xin gửi"
    " lại một bản",
    "bad_claim_cell": "Ô chỉ tiêu này chưa đọc được nên chưa tính là đã khai; hãy ghi 'Đạt', 'Không đạt' hoặc để trống",
    "claim_names_other_set": "Bản tự đánh giá dùng bộ tiêu chí khác; theo bộ này chỉ xét riêng căn cứ, như thể mọi"
    " chỉ tiêu đã khai 'Đạt'",
}

# Claims that were read but do not count.
CLAIM_ASIDE: dict[str, str] = {
    "superseded_papers": "Minh chứng cũ hơn của cùng mục; mục gửi sau cùng của mỗi thôn được dùng. Không cần sửa.",
    "superseded_claim": "Bản khai cũ hơn hoặc lặp lại; chỉ bản mới nhất của mỗi đơn vị được xét. Không cần sửa.",
    "unknown_criteria": "Bộ tiêu chí ghi trong bản khai không có. Hãy ghi TTM-2022 hoặc TTM-2023 rồi gửi lại.",
    "year_outside_criteria": "Năm thẩm định nằm ngoài thời gian áp dụng của bộ tiêu chí. Hãy kiểm tra lại năm.",
    "no_rulebook": "Năm thẩm định này chưa có bộ tiêu chí nào áp dụng nên chưa xét. Bản khai đã nhận và được giữ lại;"
    " đơn vị không phải gửi lại.",
    "unit_class_unknown": "Bộ tiêu chí chưa xếp đơn vị này vào nhóm nào nên chưa có ngưỡng để xét. Sở bổ sung nhóm vào"
    " bộ tiêu chí; đơn vị không phải gửi lại.",
    "page_answer_unclear": "Câu trả lời về trang bán hàng chưa rõ. Hãy chọn một trong hai câu trả lời rồi gửi lại.",
    "layout_answer_unclear": "Câu trả lời về cách đọc bảng chưa rõ. Hãy chọn một câu có sẵn rồi gửi lại.",
    "answer_unclear": "Câu trả lời về tên thôn chưa rõ. Hãy ghi một mã thôn có trong danh mục rồi gửi lại.",
}

REFUSED: dict[str, str] = {
    Refused.EMPTY: "tệp rỗng",
    Refused.ENCRYPTED: "tệp có mật khẩu",
    Refused.TRUNCATED: "tệp bị cắt cụt hoặc đang được chép",
    Refused.WRONG_TYPE: "không phải bảng tính",
    Refused.BOMB: "tệp nén phình bất thường",
    Refused.TOO_MANY_CELLS: "quá nhiều ô",
    Refused.DTD: "tệp chứa khai báo XML không an toàn",
    Refused.NO_SHEET: "không có trang tính",
    Refused.DAMAGED: "tệp hỏng",
    Refused.OLD_FORMAT: "định dạng quá cũ",
    Refused.TOO_SLOW: "đọc quá lâu",
    Refused.TOO_MUCH_MEMORY: "đọc tốn quá nhiều bộ nhớ",
    Refused.READER_DIED: "trình đọc dừng đột ngột vì tệp này",
    Refused.ENCODING: "không nhận ra bảng mã",
    Refused.MISSING_HEADING: "thiếu cột bắt buộc",
    Refused.NO_DATE: "không rõ ngày công bố",
    Refused.FUTURE_DATE: "ngày công bố ở tương lai",
    Refused.UNKNOWN_SOURCE: "thư mục không thuộc nguồn nào",
    Refused.NO_ROWS: "không có dòng dữ liệu",
    Refused.UNREACHABLE: "chưa mở được",
    Refused.NO_ROOM: "ổ đĩa hết chỗ",
    Refused.SOURCE_FAILED: "nguồn gặp sự cố khi đọc",
    Refused.LOCKED: "bản gốc đã mã hóa, thiếu khóa",
    Refused.PURGED: "bản gốc đã xóa theo thời hạn lưu",
    Refused.REPEATED: "tệp lặp lại",
    Refused.LAYOUT_ASKED: "chưa rõ cách đọc bảng, chờ trả lời",
    Refused.OTHER_SUBJECT: "bảng nói về việc khác",
}
