"""What a list is of is said by its title however it begins; sums between rows and words of time change nothing."""

from __future__ import annotations

import pytest

from doisoat.errors import Refused
from tests.connectors.written_tables import contracts, coverage, parsed, plates

_ROWS = """
        TT|Xã|Thôn|FTTH|4G
        1|Hòa Bình|Nà Pái|1|1
        2|Hòa Bình|Bản Chu|0|1
        """


@pytest.mark.parametrize(
    "title",
    [
        "Thuê bao băng rộng cố định theo thôn, tháng 9/2024",
        "Khảo sát nhu cầu lắp đặt cáp quang các thôn năm 2024",
        "Nhu cầu sử dụng cáp quang và 4G của các thôn",
        "Đề xuất đầu tư 4G, cáp quang cho các thôn",
    ],
)
def test_a_title_that_begins_with_what_is_counted_or_wished_makes_no_figure_an_answer(title: str) -> None:
    found = parsed("vnpt", f"{title}{_ROWS}")
    assert coverage(found) == {}
    assert [refusal.kind for refusal in found.refusals] == [Refused.OTHER_SUBJECT]


def test_what_is_asked_of_the_reader_above_a_table_is_no_title() -> None:
    found = parsed(
        "vnpt",
        f"Cáp quang và 4G tại các thôn\nĐề nghị các xã rà soát, phản hồi về số liệu cáp quang, 4G của từng thôn{_ROWS}",
    )
    assert coverage(found) == {"Nà Pái": {"fibre": "yes", "4g": "yes"}, "Bản Chu": {"fibre": "no", "4g": "yes"}}


def test_a_title_that_begins_with_states_names_the_service_of_its_rows() -> None:
    found = parsed(
        "vnpt",
        """
        Trạng thái triển khai FTTH từng thôn
        TT|Xã|Thôn|Trạng thái
        1|Hòa Bình|Nà Pái|Đã cung cấp dịch vụ
        2|Hòa Bình|Bản Chu|Đang triển khai
        3|Tân Thành|Còn Quan|Chưa triển khai
        """,
    )
    assert coverage(found) == {"Nà Pái": {"fibre": "yes"}, "Còn Quan": {"fibre": "no"}}


def test_a_sum_of_a_numbered_part_is_no_village_and_its_figures_forbid_no_column() -> None:
    found = parsed(
        "vnpt",
        """
        TT|Thôn|Cáp quang|4G
        I|XÃ HÒA BÌNH (02 thôn)
        1|Nà Pái|x|x
        2|Bản Chu||x
        |Cộng I|1|2
        II|XÃ TÂN THÀNH (02 thôn)
        1|Còn Quan|x|
        |Cộng mục II|1|0
        |Tổng cộng (I+II)|2|2
        """,
    )
    assert coverage(found) == {
        "Nà Pái": {"fibre": "yes", "4g": "yes"}, "Bản Chu": {"4g": "yes"}, "Còn Quan": {"fibre": "yes"},
    }  # fmt: skip
    assert list(found.set_aside["reason"]).count("total_row") == 3


@pytest.mark.parametrize("heading", ["Trạm phát sóng 4G phủ đến thôn", "Trạm BTS 4G", "Có trạm phát sóng 4G"])
def test_whether_a_station_stands_there_takes_no_answer_of_another_service_back(heading: str) -> None:
    found = parsed(
        "vnpt",
        f"TT|Xã|Thôn|Cáp quang|{heading}\n1|Hòa Bình|Nà Pái|Có|Có\n2|Hòa Bình|Bản Chu|Không|Chưa có",
    )
    assert coverage(found) == {"Nà Pái": {"fibre": "yes"}, "Bản Chu": {"fibre": "no"}}


def test_contracts_ended_within_a_year_or_quarter_are_ended_and_those_to_be_renewed_are_unclear() -> None:
    found = parsed(
        "vnpt",
        """
        HỢP ĐỒNG WIFI CÔNG CỘNG
        TT|Số hợp đồng|Điểm lắp|Thôn|Xã
        I|Hợp đồng đang thực hiện
        1|21/HĐ|Nhà văn hóa|Nà Pái|Hòa Bình
        II|Hợp đồng đã thanh lý trong năm
        1|22/HĐ|Nhà văn hóa|Bản Chu|Hòa Bình
        III|Hợp đồng đã chấm dứt trong quý III/2024
        1|23/HĐ|Nhà văn hóa|Pò Lạn|Tân Thành
        IV|Hợp đồng chờ ký lại
        1|24/HĐ|Nhà văn hóa|Còn Quan|Tân Thành
        """,
    )
    assert {number: (facts[1], facts[3]) for number, facts in contracts(found).items()} == {
        "21/HĐ": ("active", "Nhà văn hóa"),
        "22/HĐ": ("ended", "Nhà văn hóa"),
        "23/HĐ": ("ended", "Nhà văn hóa"),
        "24/HĐ": ("unclear", "Nhà văn hóa"),
    }


def test_counts_below_a_title_of_one_kind_are_no_single_points() -> None:
    found = parsed(
        "vpostcode",
        """
        Kết quả gắn biển hộ gia đình
        TT|Thôn|Xã|Số hộ|Số hộ đã gắn biển|Tỷ lệ (%)
        1|Nà Pái|Hòa Bình|45|40|88,9
        2|Bản Chu|Hòa Bình|30|30|100
        """,
    )
    assert plates(found) == {}
    assert len(found.questions) == 1


def test_codes_given_are_all_points_beside_the_plates_fixed() -> None:
    found = parsed(
        "vpostcode",
        """
        Xã|Thôn|Loại|Số lượng cấp mã|Số lượng đã gắn biển
        Hòa Bình|Nà Pái|Hộ gia đình|5|4
        Hòa Bình|Nà Pái|Cơ quan|1|1
        """,
    )
    assert sorted(plates(found).items()) == [
        (("Nà Pái", "household", "no"), 1), (("Nà Pái", "household", "yes"), 4), (("Nà Pái", "office", "yes"), 1),
    ]  # fmt: skip


_TICKS = """
        TT|Xã|Thôn|Cáp quang|4G
        1|Hòa Bình|Nà Pái|x|x
        2|Hòa Bình|Bản Chu|x|
        """


@pytest.mark.parametrize(
    "title",
    [
        "Doanh thu cáp quang, 4G theo thôn (triệu đồng)",
        "Sự cố mất cáp quang, mất sóng 4G tại các thôn trong tháng",
        "DANH SÁCH CÁC THÔN BỊ MẤT SÓNG 4G, ĐỨT CÁP QUANG",
        "Lịch bảo dưỡng tuyến cáp quang, trạm 4G các thôn",
        "Ý kiến của các thôn về việc lắp cáp quang, 4G",
        "Khách hàng lắp mới cáp quang, 4G theo thôn",
        "Kết quả đo tốc độ cáp quang, 4G tại các thôn",
    ],
)
def test_what_is_told_of_a_service_that_is_not_whether_it_is_there_makes_no_tick_an_answer(title: str) -> None:
    found = parsed("vnpt", f"{title}{_TICKS}")
    assert coverage(found) == {}
    assert found.refusals


@pytest.mark.parametrize(
    "title",
    [
        "Ke hoach phu song 4G, cap quang nam 2025",
        "Cáp quang và 4G dự kiến triển khai",
        "4G, cáp quang: danh sách thôn đề nghị đầu tư",
        "Công tác chuẩn bị kéo cáp quang, phủ 4G",
        "Phiếu khảo sát vị trí trạm 4G, tuyến cáp quang",
        "FTTH and 4G subscribers by hamlet",
        "Kế hoạch phủ cáp quang, 4G năm 2025, để trống nếu không phủ",
    ],
)
def test_the_only_line_above_a_table_is_its_title_with_or_without_accents(title: str) -> None:
    found = parsed("vnpt", f"{title}{_TICKS}")
    assert coverage(found) == {}
    assert [refusal.kind for refusal in found.refusals] == [Refused.OTHER_SUBJECT]


@pytest.mark.parametrize(
    "title", ["Danh sach cac thon chua co cap quang, 4G", "Cáp quang, 4G chưa có tại các thôn sau"]
)
def test_a_list_of_what_is_missing_is_one_however_its_title_is_written(title: str) -> None:
    found = parsed("vnpt", f"{title}{_TICKS}")
    assert coverage(found) == {"Nà Pái": {"fibre": "no", "4g": "no"}, "Bản Chu": {"fibre": "no"}}


@pytest.mark.parametrize(
    "title",
    [
        "Cap quang va 4G cac thon",
        "Tiến độ phủ cáp quang, 4G",
        "Đánh giá vùng phủ cáp quang, 4G",
        "Xã Đồng Giáp: cáp quang và 4G",
        "Danh sách thay thế phụ lục 1: các thôn có cáp quang, 4G",
    ],
)
def test_names_and_words_that_only_sound_like_money_or_faults_leave_a_list_as_it_is(title: str) -> None:
    found = parsed("vnpt", f"{title}{_TICKS}")
    assert coverage(found) == {"Nà Pái": {"fibre": "yes", "4g": "yes"}, "Bản Chu": {"fibre": "yes"}}


@pytest.mark.parametrize(
    "title",
    [
        "Biển địa chỉ số bị hỏng, mất tại các thôn",
        "Phản ánh của hộ dân về biển địa chỉ số",
        "Danh sach dat in bien dia chi so",
    ],
)
def test_lists_of_broken_plates_of_complaints_and_of_orders_hold_no_plate(title: str) -> None:
    found = parsed("vpostcode", f"{title}\nXã|Thôn|Loại|Mã địa chỉ|Gắn biển\nHòa Bình|Nà Pái|Hộ gia đình|24D0001|x")
    assert plates(found) == {}
    assert found.refusals


@pytest.mark.parametrize(
    "remark",
    [
        "Để trống nếu chưa có cáp quang, 4G",
        "Thôn chưa có cáp quang hoặc 4G thì để trống",
        "Lưu ý: thôn chưa có cáp quang, 4G không đánh dấu",
        "Người lập biểu phụ trách cáp quang, 4G: không ghi số",
        "Số liệu do VNPT cung cấp, không gồm thôn mất sóng do bão",
    ],
)
def test_how_a_form_is_filled_in_and_what_it_leaves_out_is_not_what_it_lists(remark: str) -> None:
    found = parsed("vnpt", f"{remark}{_TICKS}")
    assert coverage(found) == {"Nà Pái": {"fibre": "yes", "4g": "yes"}, "Bản Chu": {"fibre": "yes"}}
