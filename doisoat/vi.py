"""The one catalogue of Vietnamese texts: what officers and villages read.

Tone: a helpful colleague. A village did honest work, so evidence is "chưa đủ", never a claim "sai".
``REASON`` are sentences with places in braces, filled with the numbers and words that the rule measured.
"""

from __future__ import annotations

from doisoat.errors import Refused
from doisoat.model import AddressKind, Answer, Basis, Channel, Level, Match, Outcome, Overall, Verdict

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
LEVEL: dict[str, str] = {Level.VILLAGE: "thôn", Level.COMMUNE: "xã", Level.DISTRICT: "huyện"}
ROLE: dict[str, str] = {
    "for": "ủng hộ",
    "against": "nói ngược lại",
    "open": "chưa rõ",
    "context": "tham khảo",
    "later": "sau ngày xét",
}
SERVICE: dict[str, str] = {"fibre": "cáp quang", "2g": "sóng 2G", "3g": "sóng 3G", "4g": "sóng 4G", "5g": "sóng 5G"}
ANSWER: dict[str, str] = {
    Answer.YES: "có",
    Answer.NO: "không",
    Answer.PARTIAL: "một phần",
    Answer.UNCLEAR: "chưa rõ",
}
WIFI_STATUS: dict[str, str] = {"active": "đang hoạt động", "ended": "đã kết thúc", "unclear": "chưa rõ"}
ADDRESS_KIND: dict[str, str] = {
    AddressKind.HOUSEHOLD: "Hộ gia đình",
    AddressKind.OFFICE: "Cơ quan",
    AddressKind.ORGANIZATION: "Tổ chức",
    AddressKind.HERITAGE_SITE: "Khu di tích",
}
CHANNEL: dict[str, str] = {Channel.EXCHANGE: "Sàn TMĐT", Channel.WEBSITE: "Website", Channel.SOCIAL: "Mạng xã hội"}
MATCH: dict[str, str] = {
    Match.MATCHED: "đã khớp",
    Match.PART: "một phần của thôn ghép",
    Match.SEVERAL: "nhiều thôn trong một ô",
    Match.REVIEW: "chờ người xem",
    Match.REJECTED: "không phải địa danh",
}
LISTING: dict[str, str] = {
    "listing_live": "trang đang bán đúng sản phẩm này",
    "listing_gone": "trang không còn",
    "listing_other_product": "trang bán sản phẩm khác",
    "listing_possible": "trang có thể bán sản phẩm này, cần người xem",
    "listing_unreachable": "chưa mở được trang",
    "not_fetched": "chưa tải trang để kiểm tra",
    "no_link": "chưa khai đường dẫn",
    "channel_not_allowed": "kênh bán không thuộc loại được tính",
    "stale": "lần tải gần nhất đã quá hạn",
}

REASON: dict[str, str] = {
    # coverage
    "operator_yes": "{yes} xác nhận có",
    "all_operators_no": "Mọi doanh nghiệp phải hỏi ({no}) đều ghi không có",
    "source_contradicts_itself": "{torn} có các dòng cùng ngày nói khác nhau; cần nguồn này trả lời lại",
    "partial_answer": "{partial} trả lời chưa dứt khoát hoặc chỉ nói về một phần của thôn",
    "stale": "Danh sách gần nhất đã cũ hơn {fresh_days} ngày so với ngày xét; cần nguồn gửi bản mới",
    "source_refused": "Tệp của nguồn bị từ chối nên chưa đối soát được; xem mục tệp bị từ chối",
    "source_held": "Danh sách của {held} giảm bất thường so với lần trước nên đang được giữ lại, chờ người xem",
    "some_operators_no": "{no} ghi không có, các doanh nghiệp khác chưa trả lời về thôn này",
    "source_missing": "Chưa nhận được danh sách của nguồn cần hỏi",
    "no_answer": "Danh sách có tên thôn nhưng để trống câu trả lời",
    "not_listed": "Chưa danh sách nào nêu tên thôn này; không có tên chưa phải là không có dịch vụ",
    # public WiFi
    "contract_active": "Doanh nghiệp xác nhận hợp đồng {contract} đang hoạt động tại điểm công cộng của thôn",
    "contract_torn": "Doanh nghiệp ghi hợp đồng {contract} vừa hoạt động vừa kết thúc trong cùng một ngày",
    "contract_ended": "Doanh nghiệp ghi hợp đồng {contract} đã kết thúc",
    "contract_elsewhere": "Doanh nghiệp ghi hợp đồng {contract} là của thôn khác",
    "contract_password": "Doanh nghiệp ghi điểm WiFi của hợp đồng {contract} có mật khẩu",
    "contract_place_unresolved": "Hợp đồng {contract} có trong danh sách nhưng tên thôn ghi ở đó chưa nhận ra được",
    "contract_part": "Hợp đồng {contract} đặt ở một phần của thôn ghép",
    "contract_status_unclear": "Doanh nghiệp chưa ghi rõ hợp đồng {contract} còn hoạt động hay không",
    "contract_password_unstated": "Chưa rõ điểm WiFi của hợp đồng {contract} có mật khẩu hay không",
    "contract_venue": "Danh sách chưa cho thấy hợp đồng {contract} đặt tại điểm công cộng",
    "contract_not_listed": "Chưa doanh nghiệp nào nêu hợp đồng {contract} trong danh sách",
    "contract_no_number": "Thôn chưa ghi số hợp đồng WiFi nên chưa đối chiếu được",
    "no_contract_claimed": "Thôn chưa khai điểm WiFi công cộng nào ở trang tính 'WiFi'",
    # team
    "decision_by_commune": "Quyết định {number} ngày {day} do {issuer} ban hành",
    "decision_other_level": "Quyết định {number} do {issuer} ban hành, không phải UBND cấp xã",
    "decision_after_as_of": "Quyết định {number} ngày {day} ban hành sau ngày xét",
    "decision_issuer_unclear": "Chưa rõ quyết định {number} có phải do UBND của xã ban hành không (ghi: {issuer})",
    "decision_incomplete": "Quyết định thành lập còn thiếu số, ngày hoặc cơ quan ban hành",
    "no_decision": "Chưa khai quyết định thành lập tổ ở trang tính 'Tổ CNSCĐ'",
    "members_complete": "Đủ họ tên, địa chỉ, điện thoại và số giấy tờ của {members} thành viên",
    "members_incomplete": "{members_incomplete}/{members} thành viên còn thiếu mục phải khai",
    "no_members": "Chưa khai thành viên nào ở trang tính 'Thành viên'",
    "activity_in_year": "Có {activities_in_year} hoạt động trong năm {year}",
    "activity_other_years": "Có {activities} hoạt động nhưng không có hoạt động nào trong năm {year}",
    "activity_undated": "Có hoạt động chưa đọc được ngày hoặc ghi ngày sau ngày xét, chưa rõ có trong năm {year} không",
    "activity_not_held": "Các hoạt động đã khai mới dự kiến, bị hoãn, hoặc chưa hướng dẫn ai",
    "no_activity": "Chưa khai hoạt động nào ở trang tính 'Hoạt động'",
    # model
    "model_running": "Mô hình “{model}” đang hoạt động trong lĩnh vực {field}, báo cáo đủ mục",
    "model_ended": "Mô hình đã khai không còn hoạt động vào ngày xét",
    "model_not_begun": "Mô hình đã khai chưa bắt đầu vào ngày xét",
    "model_field_unlisted": "Mô hình đã khai không thuộc lĩnh vực nào trong danh mục của bộ tiêu chí (ghi: {field})",
    "model_field_blank": "Mô hình “{model}” chưa ghi lĩnh vực",
    "model_end_unreadable": "Chưa rõ mô hình “{model}” còn hoạt động vào ngày xét không: ngày kết thúc ghi chưa đủ rõ",
    "model_start_unclear": "Chưa rõ mô hình “{model}” đã bắt đầu trước ngày xét hay chưa",
    "model_incomplete": "Báo cáo của mô hình “{model}” còn thiếu mục: {lacking}",
    "no_model": "Chưa khai mô hình nào ở trang tính 'Mô hình'",
    # channel
    "channel_answers": "Kênh của thôn có tiếp nhận và trả lời phản ánh của người dân",
    "channel_silent": "Kênh của thôn có nhận phản ánh nhưng chưa trả lời phản ánh nào",
    "channel_platform_unknown": "Nền tảng của kênh không có trong danh mục, cần người xem",
    "channel_no_feedback": "Kênh của thôn chưa ghi số phản ánh đã tiếp nhận và đã xử lý",
    "no_channel": "Chưa khai kênh nào ở trang tính 'Kênh thôn'",
    # products
    "listing_live": "Sản phẩm “{product}” đang được bán tại đường dẫn đã khai",
    "listing_gone": "Đường dẫn của sản phẩm đã khai không còn bán",
    "listing_other_product": "Đường dẫn đã khai bán sản phẩm khác",
    "listing_possible": "Trang có thể đang bán “{product}” nhưng chưa đủ chắc, cần người xem",
    "listing_unreachable": "Chưa mở được trang bán “{product}” để kiểm tra",
    "not_fetched": "Chưa tải trang bán hàng để kiểm tra",
    "no_link": "Sản phẩm “{product}” chưa có đường dẫn",
    "channel_not_allowed": "Kênh bán của sản phẩm “{product}” không thuộc loại được tính",
    "registry_has_product": "Thôn không khai sản phẩm nhưng sổ OCOP có “{registered}” của thôn",
    "registry_expired": "Thôn không khai sản phẩm; sản phẩm OCOP của thôn đã hết hạn chứng nhận",
    "registry_village_unknown": "Sổ OCOP có sản phẩm của xã chưa ghi rõ thôn, có thể là của thôn này",
    "no_registry": "Chưa có sổ OCOP để biết thôn có sản phẩm hay không",
    "no_product_anywhere": "Thôn không khai sản phẩm và sổ OCOP cũng không có",
    "ocop_all_live": "Cả {total} sản phẩm OCOP đang bán trên sàn thương mại điện tử",
    "ocop_not_all_live": "{refuted}/{total} sản phẩm OCOP không còn bán tại đường dẫn đã khai",
    "ocop_unclaimed": "Mới thấy {live}/{total} sản phẩm OCOP trên sàn; sản phẩm còn lại chưa khai đường dẫn trên sàn",
    "no_ocop_product": "Địa phương không có sản phẩm OCOP nào",
    "no_ocop_counts_as_met": "Địa phương không có sản phẩm OCOP nào, cách đọc đang dùng tính là đạt",
    "no_ocop_counts_as_not_met": "Địa phương không có sản phẩm OCOP nào, cách đọc đang dùng tính là chưa đạt",
    # addresses
    "addresses_reach": "Số điểm có {thing} đã đủ so với danh mục thôn: {counts}",
    "addresses_short": "Số điểm có {thing} còn thiếu so với danh mục thôn: {shortfall}",
    "addresses_could_fill": "Còn thiếu {shortfall}, nhưng xã còn điểm chưa rõ thuộc thôn nào có thể bù đủ",
    "addresses_not_covered": "Chưa có bản xuất Vpostcode còn hạn nào về xã này",
    "no_register_number": "Danh mục thôn chưa ghi đủ số hộ, cơ quan, tổ chức, khu di tích để so ({counts})",
    # statistics
    "share_reached": "Kỳ {period}: {top}/{bottom}, đạt ngưỡng {threshold}%",
    "share_short": "Kỳ {period}: {top}/{bottom}, chưa tới ngưỡng {threshold}%",
    "zero_denominator": "Kỳ {period} có mẫu số bằng 0 nên chưa tính được tỷ lệ",
    "figures_blank": "Kỳ {period} để trống số liệu cần tính",
    "period_outside_year": "Thống kê hiện có không nằm trong năm {year} hoặc kết thúc sau ngày xét",
    "no_statistics": "Chưa có thống kê nào về đơn vị này",
}

# Marks that stand beside reasons in a verdict, not reasons of their own.
MARK: dict[str, str] = {
    "changed_since": "Sau ngày xét có nguồn nói ngược lại; kết luận giữ nguyên theo ngày xét",
    "reading_dependent": "Kết luận sẽ khác nếu đọc văn bản hướng dẫn theo cách khác",
    "claim_names_other_set": "Bản tự đánh giá dùng bộ tiêu chí khác nên không tính là lời khai cho bộ này",
}

# Claims that were read but do not count.
CLAIM_ASIDE: dict[str, str] = {
    "superseded_claim": "Bản khai cũ hơn hoặc lặp lại; chỉ bản mới nhất của mỗi đơn vị được xét. Không cần sửa.",
    "unknown_criteria": "Bộ tiêu chí ghi trong bản khai không có. Hãy ghi TTM-2022 hoặc TTM-2023 rồi gửi lại.",
    "year_outside_criteria": "Năm thẩm định nằm ngoài thời gian áp dụng của bộ tiêu chí. Hãy kiểm tra lại năm.",
    "page_answer_unclear": "Câu trả lời về trang bán hàng chưa rõ. Hãy chọn một trong hai câu trả lời rồi gửi lại.",
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
    Refused.SOURCE_FAILED: "nguồn gặp sự cố khi đọc",
    Refused.LOCKED: "bản gốc đã mã hóa, thiếu khóa",
    Refused.PURGED: "bản gốc đã xóa theo thời hạn lưu",
    Refused.REPEATED: "tệp lặp lại",
}
