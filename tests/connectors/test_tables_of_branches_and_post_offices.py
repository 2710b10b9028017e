"""Whole tables as branches of operators and district post offices send them: read at the first try, nothing lost."""

from __future__ import annotations

import pytest

from tests.connectors.written_tables import contracts, coverage, parsed, plates


def test_two_strokes_repeat_the_cell_above_in_every_column_but_one_of_days() -> None:
    found = parsed(
        "vnpt",
        """
        TT|Huyện|Xã|Thôn|Tình trạng cáp quang
        1|Bình Gia|Hòa Bình|Nà Pái|Đã có
        2|//|//|Bản Chu|//
        3|//|Tân Thành|Còn Quan|Chưa có
        4|//|//|Pò Lạn|//
        """,
    )
    assert coverage(found) == {
        "Nà Pái": {"fibre": "yes"},
        "Bản Chu": {"fibre": "yes"},
        "Còn Quan": {"fibre": "no"},
        "Pò Lạn": {"fibre": "no"},
    }
    assert found.records["coverage"]["commune_text"].tolist() == ["Hòa Bình", "Hòa Bình", "Tân Thành", "Tân Thành"]
    days = parsed(
        "vpostcode",
        """
        TT|Mã địa chỉ|Loại|Thôn|Xã|Ngày gắn biển
        1|25A1|Hộ gia đình|Nà Pái|Hòa Bình|12/09/2024
        2|25A2|Hộ gia đình|Nà Pái|Hòa Bình|//
        """,
    )
    assert plates(days)[("Nà Pái", "household", "yes")] == 1


@pytest.mark.parametrize("heading", ["So tram BTS", "Số trạm", "Trạm", "Số lượng trạm phát sóng"])
def test_how_many_stations_a_village_has_makes_its_row_no_station(heading: str) -> None:
    found = parsed(
        "viettel",
        f"""
        STT|Xa|Thon|Cap quang|Song 4G|{heading}
        1|Hòa Bình|Nà Pái|Da co|Co|2
        2|Hòa Bình|Bản Chu|Chua co|Khong|1
        3|Tân Thành|Còn Quan|Chua co|Khong|0
        """,
    )
    assert coverage(found)["Bản Chu"] == coverage(found)["Còn Quan"] == {"fibre": "no", "4g": "no"}


def test_a_commune_s_own_figures_above_its_villages_make_no_count_of_a_column_of_answers() -> None:
    found = parsed(
        "vnpt",
        """
        TT|Đơn vị|Mạng cố định|<|Mạng di động|<
        ^|^|Cáp quang|Số thuê bao|2G|4G
        I|Xã Hòa Bình|1|15|2|2
        1|Thôn Nà Pái|Có|15|Có|Có
        2|Thôn Bản Chu|Không|0|Có|Có
        II|Xã Tân Thành|1|8|2|2
        1|Thôn Còn Quan|Có|8|Có|Có
        2|Thôn Pò Lạn|Không|0|Có|Không
        """,
    )
    assert {village: said["2g"] for village, said in coverage(found).items()} == dict.fromkeys(
        ["Nà Pái", "Bản Chu", "Còn Quan", "Pò Lạn"], "yes"
    )
    assert coverage(found)["Pò Lạn"] == {"fibre": "no", "2g": "yes", "4g": "no"}


def test_a_legend_beside_the_table_explains_its_letters() -> None:
    found = parsed(
        "vnpt",
        """
        TT|Xã|Thôn|Quang|4G||Chú thích
        1|Hòa Bình|Nà Pái|A|A||A = đã có
        2|Hòa Bình|Bản Chu|B|A||B = chưa có
        3|Tân Thành|Còn Quan|A|C||C = có một phần
        4|Tân Thành|Pò Lạn|B|B||
        """,
    )
    assert not found.questions
    assert coverage(found) == {
        "Nà Pái": {"fibre": "yes", "4g": "yes"},
        "Bản Chu": {"fibre": "no", "4g": "yes"},
        "Còn Quan": {"fibre": "yes", "4g": "partial"},
        "Pò Lạn": {"fibre": "no", "4g": "no"},
    }


def test_titles_above_the_row_numbers_name_the_commune_of_villages_across() -> None:
    found = parsed(
        "viettel",
        """
        HIỆN TRẠNG DỊCH VỤ VIỄN THÔNG XÃ HÒA BÌNH, HUYỆN BÌNH GIA
        STT|Loại dịch vụ|Thôn Nà Pái|Thôn Bản Chu
        1|Internet cáp quang|Có|Chưa có
        2|Sóng 4G|Có|Có
        """,
    )
    assert coverage(found)["Bản Chu"] == {"fibre": "no", "4g": "yes"}
    assert set(found.records["coverage"]["commune_text"]) == {"XÃ HÒA BÌNH"}


def test_a_place_of_installation_is_a_venue_and_tells_the_village_above_numbered_columns_and_signatures() -> None:
    found = parsed(
        "viettel",
        """
        TỔNG HỢP CÁC ĐIỂM TRUY CẬP INTERNET KHÔNG DÂY CÔNG CỘNG
        STT|Địa chỉ lắp đặt|Hợp đồng|<|<|Chế độ truy cập
        ^|^|Số|Ngày ký|Tình trạng hiện tại|^
        1|2|3|4|5|6
        1|Nhà văn hóa thôn Nà Pái, xã Hòa Bình|101/HĐ|10/02/2023|Đang hoạt động|Tự do, không mật khẩu
        2|Nhà văn hóa thôn Bản Chu, xã Hòa Bình|102/HĐ|10/02/2023|Đã thanh lý|Tự do, không mật khẩu
        3|Nhà văn hóa thôn Pò Lạn, xã Tân Thành|103/HĐ|11/02/2023|Đang hoạt động|Có mật khẩu
        |NGƯỜI LẬP BIỂU||||GIÁM ĐỐC
        """,
    )
    assert contracts(found) == {
        "101/HĐ": ("Nà Pái", "active", "no", "Nhà văn hóa"),
        "102/HĐ": ("Bản Chu", "ended", "no", "Nhà văn hóa"),
        "103/HĐ": ("Pò Lạn", "active", "yes", "Nhà văn hóa"),
    }


def test_in_force_or_not_is_a_state_and_no_day() -> None:
    found = parsed(
        "vnpt",
        """
        TT|Xã|Thôn|Wifi công cộng|<|<|<
        ^|^|^|Địa điểm|Số HĐ|Còn/hết hiệu lực|Mật khẩu (có/không)
        1|Hòa Bình|Nà Pái|Nhà văn hóa|51/HĐ|Còn|không
        2|Hòa Bình|Bản Chu|Nhà văn hóa|52/HĐ|Hết|không
        """,
    )
    assert [said[1] for said in contracts(found).values()] == ["active", "ended"]


@pytest.mark.parametrize("done", ["Lũy kế đã gắn", "Đã gắn lũy kế", "Lũy kế số điểm đã gắn biển"])
def test_what_was_put_up_in_a_week_is_left_and_the_sum_to_date_is_read(done: str) -> None:
    found = parsed(
        "vpostcode",
        f"""
        BÁO CÁO TUẦN 44 TIẾN ĐỘ GẮN BIỂN
        STT|Xã|Thôn|Loại|Tổng số điểm|Gắn trong tuần|{done}|Còn lại
        1|Hòa Bình|Nà Pái|Hộ gia đình|6|2|5|1
        2|Hòa Bình|Nà Pái|Cơ quan|1|0|1|0
        """,
    )
    assert plates(found) == {
        ("Nà Pái", "household", "yes"): 5,
        ("Nà Pái", "household", "no"): 1,
        ("Nà Pái", "office", "yes"): 1,
    }


_NUMBERED = """
    DANH SÁCH ĐỊA CHỈ SỐ XÃ HÒA BÌNH, HUYỆN BÌNH GIA
    TT|Tên chủ hộ/đơn vị|Mã địa chỉ|Biển số
    I|Thôn Nà Pái
    1|Hộ gia đình
    a|Người A|25A1|Đã gắn
    b|Người B|25A2|Chưa gắn
    2|{second}
    a|Trạm y tế|25A3|Đã gắn
    II|Thôn Bản Chu
    1|Hộ gia đình
    a|Người C|25A4|Đã gắn
    """


def test_kinds_numbered_by_figures_among_lettered_points_are_kinds() -> None:
    assert plates(parsed("vpostcode", _NUMBERED.format(second="Cơ quan"))) == {
        ("Nà Pái", "household", "yes"): 1,
        ("Nà Pái", "household", "no"): 1,
        ("Nà Pái", "office", "yes"): 1,
        ("Bản Chu", "household", "yes"): 1,
    }


def test_a_numbered_heading_that_is_not_understood_ends_the_kind_above_it() -> None:
    found = plates(parsed("vpostcode", _NUMBERED.format(second="Nhóm còn lại")))
    assert found[("Nà Pái", "household", "yes")] == 1
    assert not any(kind == "household" and count > 1 for (_, kind, _), count in found.items())


def test_states_above_points_of_a_list_without_a_column_of_plates_are_theirs() -> None:
    found = parsed(
        "vpostcode",
        """
        TÌNH HÌNH GẮN BIỂN XÃ HÒA BÌNH - 31/10/2024
        STT|Mã địa chỉ số|Tên|Phân loại|Thôn
        A. ĐÃ GẮN BIỂN
        1|S1|Người A|Hộ gia đình|Nà Pái
        2|S2|Trạm y tế|Cơ quan, đơn vị|Bản Chu
        B. CHƯA GẮN BIỂN
        3|S3|Người B|Hộ gia đình|Nà Pái
        4|S4|HTX Thử|Tổ chức|Bản Chu
        """,
    )
    assert plates(found) == {
        ("Nà Pái", "household", "yes"): 1,
        ("Bản Chu", "office", "yes"): 1,
        ("Nà Pái", "household", "no"): 1,
        ("Bản Chu", "organization", "no"): 1,
    }


def test_fibre_that_was_drawn_to_the_village_s_house_is_there() -> None:
    found = parsed(
        "vnpt",
        """
        STT|Xã|Thôn|Hiện trạng hạ tầng viễn thông đến 30/9/2024
        1|Hòa Bình|Nà Pái|Đã kéo cáp quang đến nhà văn hóa thôn; có sóng 4G
        2|Hòa Bình|Bản Chu|Chưa có cáp quang, đã có sóng 3G
        """,
    )
    assert coverage(found) == {"Nà Pái": {"fibre": "yes", "4g": "yes"}, "Bản Chu": {"fibre": "no", "3g": "yes"}}


def test_a_section_that_is_not_understood_ends_the_service_above_it() -> None:
    found = parsed(
        "vnpt",
        """
        STT|Thôn|Xã|Tình trạng
        I|Cáp quang
        1|Nà Pái|Hòa Bình|Đã có
        2|Bản Chu|Hòa Bình|Chưa có
        II|Sóng 4G
        1|Nà Pái|Hòa Bình|Đã có
        2|Bản Chu|Hòa Bình|Đã có
        III|Truyền hình cáp
        1|Nà Pái|Hòa Bình|Chưa có
        2|Bản Chu|Hòa Bình|Chưa có
        """,
    )
    assert coverage(found) == {"Nà Pái": {"fibre": "yes", "4g": "yes"}, "Bản Chu": {"fibre": "no", "4g": "yes"}}


@pytest.mark.parametrize(
    ("sums", "yes", "no"), [("1/2 thôn|2/2 thôn", "có", "chưa"), ("50%|100%", "x", ""), ("1|2", "Có", "Không")]
)
@pytest.mark.parametrize("heading", ["Đơn vị hành chính", "Tên xã/thôn", "Xã, thôn"])
def test_communes_with_sums_of_their_own_head_their_villages(heading: str, sums: str, yes: str, no: str) -> None:
    found = parsed(
        "viettel",
        f"""
        STT|{heading}|Cáp quang|4G|Ghi chú
        I|Xã Hòa Bình|{sums}|
        1|Thôn Nà Pái|{yes}|{yes}|
        2|Thôn Bản Chu|{no}|{yes}|chưa có cáp quang
        II|Xã Tân Thành|{sums}|
        1|Thôn Còn Quan|{yes}|{yes}|
        """,
    )
    absent = {"fibre": "no"} if no else {}
    assert coverage(found) == {
        "Nà Pái": {"fibre": "yes", "4g": "yes"},
        "Bản Chu": {**absent, "4g": "yes"},
        "Còn Quan": {"fibre": "yes", "4g": "yes"},
    }
    assert set(found.records["coverage"]["commune_text"]) == {"Xã Hòa Bình", "Xã Tân Thành"}


def test_numbered_communes_above_venues_place_them() -> None:
    found = parsed(
        "vnpt",
        """
        STT|Nơi lắp đặt|Số hợp đồng|Ngày ký|Trạng thái|Password
        I|Xã Hòa Bình
        1|NVH thôn Nà Pái|N1|01/02/2024|Đang hoạt động|Không
        2|NVH thôn Bản Chu|N2|//|//|//
        II|Xã Tân Thành
        3|NVH thôn Còn Quan|N3|05/02/2024|Ngừng cung cấp|Có
        """,
    )
    assert [said[:3] for said in contracts(found).values()] == [
        ("Nà Pái", "active", "no"),
        ("Bản Chu", "active", "no"),
        ("Còn Quan", "ended", "yes"),
    ]
    communes = found.records["wifi_contracts"]["commune_text"].tolist()
    assert communes == ["Xã Hòa Bình", "Xã Hòa Bình", "Xã Tân Thành"]


@pytest.mark.parametrize("heading", ["Truy cập tự do", "Không cần mật khẩu"])
def test_access_that_is_free_needs_no_password(heading: str) -> None:
    found = parsed(
        "viettel",
        f"""
        STT|Thôn|Xã|Địa điểm lắp đặt|Số HĐ|Hiệu lực hợp đồng|{heading}
        1|Nà Pái|Hòa Bình|Nhà văn hóa|V1|Còn hiệu lực|x
        2|Bản Chu|Hòa Bình|Nhà văn hóa|V2|Hết hiệu lực|
        """,
    )
    assert [said[:3] for said in contracts(found).values()] == [("Nà Pái", "active", "no"), ("Bản Chu", "ended", None)]


@pytest.mark.parametrize("cell", ["Chưa phủ 4G toàn thôn", "Sóng 4G chưa phủ kín thôn", "4G chưa phủ toàn bộ thôn"])
def test_what_does_not_cover_the_whole_village_may_cover_a_part(cell: str) -> None:
    found = parsed(
        "vnpt",
        f"""
        STT|Xã|Thôn|Kết quả rà soát
        1|Hòa Bình|Nà Pái|{cell}
        2|Hòa Bình|Bản Chu|Toàn thôn chưa có 4G
        3|Tân Thành|Còn Quan|Cáp quang đã đến trung tâm thôn, 4G phủ toàn thôn
        """,
    )
    assert coverage(found) == {"Bản Chu": {"4g": "no"}, "Còn Quan": {"fibre": "yes", "4g": "yes"}}


_ACROSS = """
    KẾT QUẢ GẮN BIỂN - XÃ HÒA BÌNH, HUYỆN BÌNH GIA 31/10/2024
    TT|Loại đối tượng|Nà Pái|<|Bản Chu|<|Tổng cộng|<
    ^|^|{total}|Đã gắn|{total}|Đã gắn|{total}|Đã gắn
    1|Hộ gia đình|6|5|4|4|10|9
    2|Cơ quan|1|1|1|1|2|2
    3|Tổ chức|1|0|1|1|2|1
    |Cộng|8|6|6|6|14|12
    """


@pytest.mark.parametrize("total", ["Tổng số", "Phải gắn", "Số phải gắn"])
def test_villages_across_over_the_same_figures_are_read_one_by_one(total: str) -> None:
    assert plates(parsed("vpostcode", _ACROSS.format(total=total))) == {
        ("Nà Pái", "household", "yes"): 5,
        ("Nà Pái", "household", "no"): 1,
        ("Bản Chu", "household", "yes"): 4,
        ("Nà Pái", "office", "yes"): 1,
        ("Bản Chu", "office", "yes"): 1,
        ("Nà Pái", "organization", "no"): 1,
        ("Bản Chu", "organization", "yes"): 1,
    }


@pytest.mark.parametrize("heading", ["Phải gắn thêm", "Số biển cần gắn", "Gắn thêm", "Phải lắp tiếp"])
def test_what_is_still_to_be_plated_is_not_all_there_is(heading: str) -> None:
    found = plates(parsed("vpostcode", _ACROSS.format(total=heading)))
    assert not any(plate == "no" for _, _, plate in found)
