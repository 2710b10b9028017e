"""Rows that name a village, or a commune and its district, alone: they head what is below and are no second header."""

from __future__ import annotations

from typing import Any

import pytest

from tests.connectors.clerks import Rows
from tests.connectors.conftest import read

DAY = "(Tính đến ngày 31/10/2024)"
HEADINGS = ["TT", "Chủ hộ/Tên đơn vị", "Mã địa chỉ số", "Đối tượng", "Ngày gắn biển"]


def points(*rows: list[Any]) -> list[tuple[str | None, str]]:
    """(village, kind) of each point in a list of what has its plate."""
    title: Rows = [["DANH SÁCH ĐỐI TƯỢNG ĐÃ ĐƯỢC GẮN BIỂN ĐỊA CHỈ SỐ"], ["Xã Thử, Huyện Mẫu"], [DAY], HEADINGS]
    frame = read("vpostcode", [*title, *rows], file="da_gan.xlsx").records["addresses"]
    return list(zip(frame["village_text"].tolist(), frame["address_kind"].tolist(), strict=True))


@pytest.mark.parametrize(
    "section",
    [lambda number, name: [number, name], lambda _n, name: [name], lambda number, name: [f"{number}. {name}"]],
    ids=["number and name", "name alone", "number before the name"],
)
def test_a_village_above_its_points_is_theirs_and_no_person_is_a_village(section: Any) -> None:
    found = points(
        section("I", "Thôn Nà Thử"),
        [1, "Người Thử A", "25A1", "HGĐ", "06/8/2024"],
        [2, "Trạm y tế", "25A2", "CQ", "07/8/2024"],
        section("II", "Thôn Nà Mẫu"),
        [3, "Người Thử B", "25A3", "HGĐ", "08/8/2024"],
    )
    assert found == [("Thôn Nà Thử", "household"), ("Thôn Nà Thử", "office"), ("Thôn Nà Mẫu", "household")]


def contracts(*rows: list[Any]) -> list[tuple[str | None, str | None, str | None]]:
    """(village, commune, password) of each contract whose village stands in the place of installation."""
    headings = ["STT", "Vị trí lắp đặt", "Số HĐ", "Ngày ký", "Tình trạng", "Hình thức truy cập"]
    parsed = read("vnpt", [["DANH SÁCH HỢP ĐỒNG WIFI CÔNG CỘNG MIỄN PHÍ"], [DAY], headings, *rows])
    frame = parsed.records["wifi_contracts"].astype(object)
    frame = frame.where(frame.notna(), None)
    return list(zip(frame["village_text"], frame["commune_text"], frame["has_password"], strict=True))


def test_a_commune_and_district_above_the_places_of_installation_are_theirs() -> None:
    found = contracts(
        [None, "Xã Thử, Huyện Mẫu"],
        [1, "Nhà văn hóa thôn Nà Thử", "1/2024/HĐ-MAU", "04/3/2024", "Đang cung cấp", "Tự do, không mật khẩu"],
        [2, "Nhà văn hóa thôn Nà Mẫu", "2/2024/HĐ-MAU", "05/3/2024", "Đang cung cấp", "Phải nhập mật khẩu"],
        [None, "Xã Giả, Huyện Mẫu"],
        [3, "Nhà văn hóa thôn Bản Thử", "3/2024/HĐ-MAU", "06/3/2024", "Đang cung cấp", "Truy cập bằng mật khẩu"],
    )
    assert found == [
        ("thôn Nà Thử", "Xã Thử", "no"),
        ("thôn Nà Mẫu", "Xã Thử", "yes"),
        ("thôn Bản Thử", "Xã Giả", "yes"),
    ]


def test_villages_across_are_turned_where_half_the_rows_are_of_their_contracts() -> None:
    rows: Rows = [
        ["PHIẾU HIỆN TRẠNG DỊCH VỤ"], ["Xã Thử, Huyện Mẫu"], ["Ngày 30/9/2024"],
        ["Nội dung", "Thôn Pò Thử", "Thôn Quang Mẫu", "Thôn Khe Giả"],
        ["Cáp quang đến thôn", "Có", "Không có", "Có"], ["Sóng 4G", "Có", None, "Không có"],
        ["WiFi công cộng - địa điểm", "Nhà văn hóa thôn", None, None],
        ["WiFi công cộng - số hợp đồng", "1/2024/HĐ-MAU", None, None],
        ["WiFi công cộng - tình trạng hợp đồng", "Đang hoạt động", None, None],
        ["WiFi công cộng - mật khẩu", "Không", None, None],
    ]  # fmt: skip
    parsed = read("vnpt", rows)
    coverage = parsed.records["coverage"]
    found = {
        (village, service): answer
        for village, service, answer in coverage[["village_text", "service", "answer"]].itertuples(index=False)
    }
    assert found["Thôn Quang Mẫu", "fibre"] == "no"
    assert (found["Thôn Pò Thử", "4g"], found["Thôn Khe Giả", "4g"]) == ("yes", "no")
    assert parsed.records["wifi_contracts"]["village_text"].tolist() == ["Thôn Pò Thử"]


def test_ht_before_a_service_says_nothing_of_its_own() -> None:
    rows: Rows = [
        ["NGAY_BC", "TEN_XA", "TEN_THON", "HT_CAP_QUANG", "HT_SONG_4G"],
        ["30/09/2024", "XA THU", "NA THU", "DA_CO", "CHUA_CO"],
        ["30/09/2024", "XA THU", "NA MAU", "CHUA_CO", "DA_CO"],
    ]
    parsed = read("vnpt", rows)
    assert not parsed.questions
    assert parsed.records["coverage"]["answer"].tolist() == ["yes", "no", "no", "yes"]


@pytest.mark.parametrize("name", ["Thôn Sông Danh", "Thôn Được Mẫu (nhóm cũ)", "Phần còn lại"])
def test_a_numbered_heading_ends_the_village_above_whether_or_not_it_is_understood(name: str) -> None:
    found = points(
        ["I", "Thôn Nà Thử"],
        [1, "Người Thử A", "25A1", "HGĐ", "06/8/2024"],
        ["II", name],
        [1, "Người Thử B", "25A2", "HGĐ", "07/8/2024"],
    )
    assert found[0] == ("Thôn Nà Thử", "household")
    assert found[1:] and all(village != "Thôn Nà Thử" for village, _ in found[1:])


def test_kinds_numbered_below_numbered_villages_are_kinds() -> None:
    headings = ["TT", "Tên", "Mã địa chỉ số", "Ngày gắn biển"]
    rows: Rows = [["DANH SÁCH ĐIỂM ĐÃ GẮN BIỂN"], ["Xã Thử, Huyện Mẫu"], [DAY], headings, ["I", "Thôn Nà Thử"],
                  ["a", "Hộ gia đình"], [1, "Người Thử A", "25A1", "06/8/2024"], ["b", "Cơ quan"],
                  [1, "Trạm y tế", "25A2", "07/8/2024"], ["II", "Thôn Nà Mẫu"], ["a", "Hộ gia đình"],
                  [1, "Người Thử B", "25A3", "08/8/2024"]]  # fmt: skip
    frame = read("vpostcode", rows, file="da_gan.xlsx").records["addresses"]
    assert list(zip(frame["village_text"], frame["address_kind"], strict=True)) == [
        ("Thôn Nà Thử", "household"),
        ("Thôn Nà Thử", "office"),
        ("Thôn Nà Mẫu", "household"),
    ]


def test_a_legend_of_a_line_a_sign_below_the_table_explains_its_letters() -> None:
    rows: Rows = [["Ngày báo cáo: 15/10/2024"], ["TT", "Địa bàn", "MobiFiber (cáp quang)", "3G U900", "4G L1800"],
                  ["A", "Xã Thử"], [1, "Thôn Nà Thử", "Đ", "M", "C"], [2, "Thôn Nà Mẫu", "C", "Đ", None], [],
                  ["Ghi chú:"], [None, "Đ: đã phủ đến thôn"], [None, "C: chưa phủ"],
                  [None, "M: mới phủ một phần thôn"], [None, "Để trống: chưa có số liệu đo"],
                  [None, "Người lập", None, "Giám đốc"]]  # fmt: skip
    parsed = read("mobifone", rows)
    assert not parsed.questions
    assert parsed.records["coverage"]["answer"].tolist() == ["yes", "no", "partial", "yes", "no"]


def test_one_of_two_ticks_below_a_group_is_of_that_group() -> None:
    rows: Rows = [
        ["DANH SÁCH ĐIỂM WIFI CÔNG CỘNG - XÃ THỬ, HUYỆN MẪU"], ["Cập nhật đến ngày 31/10/2024"],
        ["TT", "Thôn", "Điểm phát WiFi", "Số HĐ", "Tình trạng hợp đồng", None, "Mật khẩu truy cập", None],
        [None, None, None, None, "Còn hiệu lực", "Đã thanh lý", "Có", "Không"],
        [1, "Nà Thử", "Nhà văn hóa thôn", "1/2024/HĐ-MAU", "x", None, None, "x"],
        [2, "Nà Mẫu", "Nhà văn hóa thôn", "2/2024/HĐ-MAU", None, "x", None, "x"],
        [3, "Nà Giả", "Nhà văn hóa thôn", "3/2024/HĐ-MAU", "x", None, "x", None],
        [4, "Nà Nháp", "Nhà văn hóa thôn", "4/2024/HĐ-MAU", None, None, None, "x"],
    ]  # fmt: skip
    merges = [(2, c, 3, c) for c in range(4)] + [(2, 4, 2, 5), (2, 6, 2, 7)]
    frame = read("viettel", rows, merges=merges).records["wifi_contracts"]
    assert frame["status"].tolist() == ["active", "ended", "active", "unclear"]
    assert frame["has_password"].tolist() == ["no", "no", "yes", "no"]


@pytest.mark.parametrize("gap", [[[]], []], ids=["a blank row below the titles", "none"])
def test_what_stands_above_the_first_of_several_blocks_is_said_of_all(gap: Rows) -> None:
    headings = ["STT", "Thôn", "Hộ GĐ", "Cơ quan", "Tổ chức", "Di tích"]
    rows: Rows = [
        ["UBND HUYỆN MẪU"],
        ["TIẾN ĐỘ GẮN BIỂN ĐỊA CHỈ SỐ (số biển đã gắn/tổng số điểm địa chỉ)"], ["Đến ngày 05/11/2024"],
        *gap, ["Xã Thử, huyện Mẫu"], headings, [1, "Nà Thử", "2/2", "1/1", "1/1", "0/0"], [],
        ["Xã Giả, huyện Mẫu"], headings, [1, "Nà Mẫu", "1/2", "1/1", "0/1", "0/0"],
    ]  # fmt: skip
    frame = read("vpostcode", rows, file="tien_do.xlsx").records["addresses"]
    found = frame.groupby(["village_text", "commune_text", "plate"])["plate"].count().to_dict()
    assert found == {
        ("Nà Thử", "Xã Thử", "yes"): 4,
        ("Nà Mẫu", "Xã Giả", "yes"): 2,
        ("Nà Mẫu", "Xã Giả", "no"): 2,
    }


def test_a_village_above_its_points_brings_its_commune_and_district() -> None:
    headings = ["STT", "Mã địa chỉ số", "Chủ hộ / Đơn vị", "Đối tượng", "Biển", "Ngày treo", "Ký nhận"]
    rows: Rows = [
        ["BẢNG THEO DÕI TREO BIỂN ĐỊA CHỈ SỐ"], ["Số liệu đến 17h00 ngày 05/11/2024"], headings,
        ["Thôn Nà Thử - xã Thử - huyện Mẫu"], [1, "25A1", "Người Thử A", "Hộ gia đình", "Đã treo", "06/8/2024"],
        [None, "Cộng thôn: 1 địa chỉ", None, None, "1 biển"],
        ["Thôn Nà Mẫu - xã Giả - huyện Mẫu"], [1, "25A2", "Người Thử B", "Hộ gia đình", "Chưa treo"],
    ]  # fmt: skip
    frame = read("vpostcode", rows, file="theo_doi.xlsx").records["addresses"]
    columns = ["village_text", "commune_text", "district_text", "plate"]
    assert frame[columns].values.tolist() == [
        ["Thôn Nà Thử", "xã Thử", "huyện Mẫu", "yes"],
        ["Thôn Nà Mẫu", "xã Giả", "huyện Mẫu", "no"],
    ]


def test_an_order_for_plates_is_no_plate() -> None:
    headings = ["STT", "Xã", "Thôn", "Hộ gia đình", "Cơ quan", "Tổ chức", "Khu di tích", "Tổng số biển"]
    rows: Rows = [["ĐƠN ĐẶT HÀNG IN BIỂN ĐỊA CHỈ SỐ"], ["Ngày đặt 06/11/2024"], headings,
                  [1, "Xã Thử", "Nà Thử", 7, 1, 1, 1, 10], [2, "Xã Thử", "Nà Mẫu", 3, 2, 1, 0, 6]]  # fmt: skip
    parsed = read("vpostcode", rows, file="dat_in.xlsx")
    assert "addresses" not in parsed.records


def test_generations_on_air_are_named_or_denied_below_one_heading() -> None:
    rows: Rows = [["Ngày rà soát xong: 15/10/2024"],
                  ["STT", "Tên thôn", "Thuộc xã", "FTTH MobiFone", "Sóng MobiFone đang phát"],
                  [1, "Nà Thử", "Xã Thử", "Đã có", "3G, 4G"], [2, "Nà Mẫu", "Xã Thử", "Chưa có", "Chưa phát sóng"],
                  [3, "Nà Giả", "Xã Thử", None, "4G"]]  # fmt: skip
    coverage = read("mobifone", rows).records["coverage"]
    said = coverage.groupby("village_text")[["service", "answer"]].apply(lambda f: dict(f.itertuples(index=False)))
    assert {"3g": "yes", "4g": "yes", "fibre": "yes"}.items() <= said["Nà Thử"].items()
    assert {"3g": "no", "4g": "no", "fibre": "no"}.items() <= said["Nà Mẫu"].items()
    assert said["Nà Giả"] == {"4g": "yes"}


def test_venues_that_begin_the_address_of_installation_are_venues() -> None:
    headings = ["STT", "Số hợp đồng", "Bên A", "Địa chỉ lắp đặt", "Mật khẩu", "Tình trạng"]
    rows: Rows = [
        ["Thời điểm lập danh sách: 10/10/2024"], headings,
        [1, "1/2024/HĐ-MAU", "UBND xã Thử", "Nhà văn hóa thôn Nà Thử, xã Thử, huyện Mẫu", "Không đặt", "Đang sử dụng"],
        [2, "2/2024/HĐ-MAU", "UBND xã Thử", "Nhà văn hóa thôn Nà Mẫu, xã Thử, huyện Mẫu", "Có đặt", "Đã thanh lý"],
        [3, "3/2024/HĐ-MAU", "UBND xã Thử", "Trụ sở UBND xã Thử, huyện Mẫu", "Có đặt", "Đang sử dụng"],
    ]  # fmt: skip
    frame = read("viettel", rows).records["wifi_contracts"].astype(object)
    assert frame["venue"].where(frame["venue"].notna(), None).tolist()[:2] == ["Nhà văn hóa", "Nhà văn hóa"]
    assert frame["address_text"].tolist()[:2] == ["thôn Nà Thử, xã Thử, huyện Mẫu", "thôn Nà Mẫu, xã Thử, huyện Mẫu"]
    assert frame["address_text"].tolist()[2] == "Trụ sở UBND xã Thử, huyện Mẫu"


def test_venues_are_known_by_their_cells_whatever_stands_above() -> None:
    rows: Rows = [["Cập nhật đến ngày 31/10/2024"],
                  ["TT", "Thôn", "Xã", "Cột M", "HĐ số", "Hiệu lực từ", "Hiệu lực đến"],
                  [1, "Nà Thử", "Xã Thử", "Nhà văn hóa thôn", "WF/2101", "15/02/2023", "14/02/2025"],
                  [2, "Nà Mẫu", "Xã Thử", "Nhà sinh hoạt cộng đồng", "WF/2118", "15/03/2023", "14/03/2024"],
                  ]  # fmt: skip
    frame = read("mobifone", rows).records["wifi_contracts"]
    assert frame["venue"].tolist() == ["Nhà văn hóa thôn", "Nhà sinh hoạt cộng đồng"]


@pytest.mark.parametrize("mobile", ["Sóng di động 3G/4G", "Sóng 3G, 4G", "Phủ sóng 3G/4G"])
def test_two_boxes_below_both_generations_are_of_both(mobile: str) -> None:
    rows: Rows = [["(Số liệu đến ngày 15/10/2024; đánh dấu x vào ô tương ứng)"],
                  ["TT", "Xã", "Thôn", "Cáp quang", None, mobile, None],
                  [None, None, None, "Đã đến thôn", "Chưa đến thôn", "Đã có sóng", "Chưa có sóng"],
                  [1, "Xã Thử", "Nà Thử", "x", None, "x", None], [2, "Xã Thử", "Nà Mẫu", None, "x", None, "x"],
                  [3, "Xã Thử", "Nà Giả", None, None, None, None]]  # fmt: skip
    merges = [(1, 3, 1, 4), (1, 5, 1, 6), *((1, c, 2, c) for c in range(3))]
    coverage = read("vnpt", rows, merges=merges).records["coverage"]
    said = {(v, s): a for v, s, a in coverage[["village_text", "service", "answer"]].itertuples(index=False)}
    assert (said["Nà Thử", "3g"], said["Nà Thử", "fibre"]) == ("yes", "yes")  # one of the two is there
    assert {said["Nà Mẫu", s] for s in ("3g", "4g", "fibre")} == {"no"}
    assert "yes" not in {said.get(("Nà Giả", s)) for s in ("3g", "4g", "fibre")}


def test_a_part_of_points_whose_contracts_went_in_two_words_is_of_ended_ones() -> None:
    rows: Rows = [["Tính đến ngày 28/10/2024"], ["TT", "Xã", "Thôn", "Địa điểm lắp đặt", "Số hợp đồng"],
                  ["I", "CÁC ĐIỂM ĐANG PHỤC VỤ"], [1, "Xã Thử", "Nà Thử", "Nhà văn hóa thôn", "WF-260"],
                  ["II", "CÁC ĐIỂM ĐÃ THU HỒI THIẾT BỊ, THANH LÝ HỢP ĐỒNG"],
                  [1, "Xã Thử", "Nà Mẫu", "Nhà văn hóa thôn", "WF-278"]]  # fmt: skip
    assert read("viettel", rows).records["wifi_contracts"]["status"].tolist() == ["active", "ended"]


@pytest.mark.parametrize(
    "title", ["Xã Thử (mã số 06496), Huyện Mẫu", "Xã Thử, Huyện Mẫu (mã xã 06496)", "Xã Thử (mã 6496), huyện Mẫu"]
)
def test_a_communes_code_in_the_line_above_completes_codes_that_lost_their_zero(title: str) -> None:
    rows: Rows = [["DANH MỤC THÔN, BẢN NĂM 2024"], [title], ["TT", "Mã thôn", "Tên thôn", "Số hộ"],
                  [1, 6496001, "Nà Thử", 5], [2, 6496002, "Nà Mẫu", 7]]  # fmt: skip
    assert read("register", rows).records["villages"]["village_code"].tolist() == ["06496001", "06496002"]


def test_the_highest_generation_in_a_village_is_read_whatever_says_that_it_is_of_the_village() -> None:
    heading = "Công nghệ di động cao nhất tại thôn"
    rows: Rows = [["Đến ngày 30/09/2024"], ["Xã", "Thôn/bản", "FTTH đến thôn", heading],
                  ["Xã Thử", "Nà Thử", "Có", "4G"], ["Xã Thử", "Nà Mẫu", "Có", "2G"]]  # fmt: skip
    coverage = read("viettel", rows).records["coverage"]
    said = {(v, s): a for v, s, a in coverage[["village_text", "service", "answer"]].itertuples(index=False)}
    assert (said["Nà Thử", "4g"], said["Nà Mẫu", "3g"], said["Nà Mẫu", "4g"]) == ("yes", "no", "no")
