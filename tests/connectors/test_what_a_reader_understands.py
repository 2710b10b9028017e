"""Tables that any reader understands: English dumps, signs explained below, villages across, cards with sections."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.contract import Cell
from connectors.tables.legend import legend_of
from connectors.tables.lexicon.segments import segments
from connectors.tables.lexicon.splitting import split_words
from tests.connectors.clerks import COMMUNES, FACTS, VILLAGES, Facts, Rows, known_places
from tests.connectors.conftest import read
from tests.connectors.test_clerks import facts_of
from tests.connectors.test_turned_tables import COMMUNE, FIBRE, LTE


def facts(sheets: Any, **more: Any) -> Facts:
    return facts_of(read("vnpt", sheets, places=known_places, **more))


def said(village: str, yes: Cell, no: Cell) -> list[Cell]:
    return [yes if village in FIBRE else no, yes if village in LTE else no]


@pytest.mark.parametrize(
    ("yes", "no"), [("AVAILABLE", "UNAVAILABLE"), ("COVERED", "NOT_COVERED"), ("Operational", "Not deployed")]
)
def test_ordinary_english_words_answer(yes: str, no: str) -> None:
    head = ["COMMUNE_NAME", "VILLAGE_NAME", "FIBER_STATUS", "NET_4G_STATUS"]
    assert facts([head, *[[COMMUNE[v], v, *said(v, yes, no)] for v in VILLAGES]]) == FACTS


def test_a_head_end_serves_villages_and_its_ports_are_not_villages() -> None:
    head = ["COMMUNE", "VILLAGE", "OLT_ID", "FTTH"]
    rows: Rows = [[COMMUNE[v], v, "OLT-7", "Yes" if v in FIBRE else "No"] for v in VILLAGES]
    assert {f for f in facts([head, *rows]) if f[1] == "fibre"} == {f for f in FACTS if f[1] == "fibre"}
    ports = facts([head, *rows, [COMMUNE[VILLAGES[0]], VILLAGES[0], "OLT-8", "No"]])
    assert not any(answer == "no" for _, _, answer in ports)


@pytest.mark.parametrize(
    ("yes", "no", "legend"),
    [
        ("(+)", "(-)", "- (+): đã có; (-): chưa có; ô trống: chưa rà soát"),
        (1, 2, "Mã trả lời: 1 - đã có; 2 - chưa có; 9 - chưa khảo sát"),
        ("A", "B", "Tình trạng phủ sóng: A - đã có; B - chưa có"),
    ],
)
def test_signs_explained_below_the_table(yes: Cell, no: Cell, legend: str) -> None:
    head = ["TT", "Xã", "Thôn", "C1. Cáp quang", "C2. Sóng 4G"]
    rows = [[n, COMMUNE[v], v, *said(v, yes, no)] for n, v in enumerate(VILLAGES, start=1)]
    assert facts([head, *rows, [None], [legend]]) == FACTS


def test_signs_behind_a_columns_name_mean_nothing_in_another_column() -> None:
    legend = legend_of(["Gắn biển: Đ - đã gắn; C - chưa gắn"])
    assert legend.for_heading("Gắn biển").spelled_out(["Đ", "C"]) == ["đã gắn", "chưa gắn"]
    assert legend.for_heading("Thông báo").spelled_out(["Đ", "C"]) == ["Đ", "C"]


def test_a_questions_number_is_no_word_and_a_month_is_no_questions_number() -> None:
    assert split_words("Câu 3: FTTH") == ["ftth"]
    assert split_words("B2.1. Sóng 3G") == ["song", "3g"]
    assert split_words("T9. 4G")[0] == "t9"
    assert split_words("Q3. 4G")[0] == "q3"


def test_villages_across_below_their_communes_with_other_figures_among_the_services() -> None:
    across = [(c, v) for c, names in COMMUNES.items() for v in names]
    communes = [f"Xã {c}" if v == COMMUNES[c][0] else None for c, v in across]
    rows: Rows = [
        ["Chỉ số", *communes],
        [None, *(f"Thôn {v}" for _, v in across)],
        ["Số hộ", *range(30, 30 + len(across))],
        ["Cáp quang", *("Đã có" if v in FIBRE else "Chưa có" for _, v in across)],
        ["Sóng 4G", *("Đã có" if v in LTE else "Chưa có" for _, v in across)],
    ]
    parsed = read("vnpt", [["Hạ tầng đến 30/9/2024"], [None], *rows], places=known_places)
    frame = parsed.records["coverage"]
    bare = {(row.village_text.removeprefix("Thôn "), row.service, row.answer) for row in frame.itertuples()}
    assert bare == FACTS
    assert {(r.village_text.removeprefix("Thôn "), r.commune_text.removeprefix("Xã ")) for r in frame.itertuples()} == {
        (v, c) for c, v in across
    }


def test_one_list_for_both_generations_says_one_is_there_or_neither_is() -> None:
    head = ["Xã", "Thôn đã có sóng 3G, 4G", "Thôn chưa có sóng 3G, 4G"]
    rows: Rows = [
        [c, ", ".join(v for v in names if v in LTE), ", ".join(v for v in names if v not in LTE)]
        for c, names in COMMUNES.items()
    ]
    found = facts([head, *rows])
    assert {f for f in found if f[2] == "yes"} == {(v, "3g", "yes") for v in LTE}
    assert {f for f in found if f[2] == "no"} == {(v, s, "no") for v in VILLAGES if v not in LTE for s in ("3g", "4g")}


def test_kinds_and_plates_as_words_of_a_platform() -> None:
    head = ["addr_code", "addr_type", "hamlet_name", "commune_name", "plate_status", "plate_installed_at"]
    kinds = ["HOUSEHOLD", "AGENCY", "ENTERPRISE", "RELIC_SITE"]
    rows: Rows = [[f"LS{n:08d}", kind, "Nà Pái", "Hòa Bình", "INSTALLED", "2024-08-01"] for n, kind in enumerate(kinds)]
    rows += [["LS00000009", "HOUSEHOLD", "Nà Pái", "Hòa Bình", "NOT_INSTALLED", None]]
    frame = read("vpostcode", [head, *rows], places=known_places).records["addresses"]
    assert list(frame["address_kind"]) == ["household", "office", "organization", "heritage_site", "household"]
    assert list(frame["plate"]) == ["yes"] * 4 + ["no"]


def test_an_aim_without_a_column_of_plates_is_no_lost_part_of_the_source() -> None:
    head = ["TT", "Xã", "Thôn", "Hộ gia đình", "Cơ quan", "Tổ chức", "Khu di tích", "Xong trước ngày"]
    rows: Rows = [[n, COMMUNE[v], v, 4, 1, 1, 0, "31/12/2024"] for n, v in enumerate(VILLAGES, start=1)]
    parsed = read("vpostcode", [["GIAO CHỈ TIÊU GẮN BIỂN QUÝ IV NĂM 2024"], head, *rows], places=known_places)
    assert not parsed.records
    assert all("kế hoạch, chỉ tiêu" in str(refusal) for refusal in parsed.refusals)


def card(commune: str, section: str, offered: int) -> Rows:
    return [
        [f"ĐƠN VỊ: UBND XÃ {commune.upper()}", None, None],
        ["Kỳ thống kê: từ 01/01/2024 đến 30/9/2024", None, None],
        [section, None, None],
        ["- Số TTHC đủ điều kiện cung cấp trực tuyến", 40, "thủ tục"],
        ["- Số TTHC đã cung cấp trực tuyến (một phần, toàn trình)", offered, "thủ tục"],
        ["2. Hồ sơ", None, None],
        ["- Tổng số hồ sơ tiếp nhận", 100, "hồ sơ"],
        ["- Số hồ sơ xử lý hoàn toàn trực tuyến", 80, "hồ sơ"],
        [None, None, None],
    ]


def test_cards_with_sections_and_units_of_measure() -> None:
    rows = [["PHIẾU THỐNG KÊ", None, None], *card("Hòa Bình", "1. Thủ tục", 40), *card("Tân Thành", "1. Thủ tục", 35)]
    frame = read("public_service_statistics", rows, places=known_places).records["service_statistics"]
    assert list(zip(frame["eligible_count"], frame["offered_count"], strict=True)) == [(40, 40), (40, 35)]
    assert list(frame["dossier_count_fully_online"]) == [80, 80]


def test_a_section_of_a_card_that_says_a_plan_is_not_passed_over() -> None:
    plan = "1. Kế hoạch năm sau"
    rows = [["PHIẾU THỐNG KÊ", None, None], *card("Hòa Bình", plan, 40), *card("Tân Thành", plan, 35)]
    parsed = read("public_service_statistics", rows, places=known_places)
    assert not parsed.records and parsed.refusals


def test_a_village_in_brackets_behind_its_producer_places_the_product() -> None:
    rows: Rows = [
        ["DANH MỤC SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN"],
        ["TT", "Tên sản phẩm", "Chủ thể", "Hạng sao", "Số quyết định"],
        ["I", "Xã Hòa Bình"],
        [1, "Chè dây", "Hộ kinh doanh Mẫu (thôn Nà Pái)", "3 sao", "9/QĐ-UBND"],
        ["II", "Xã Tân Thành"],
        [2, "Mật mía", "Hợp tác xã Mẫu (chi nhánh)", "4 sao", "10/QĐ-UBND"],
    ]
    frame = read("ocop_registry", rows, places=known_places).records["ocop_products"]
    assert list(frame["village_text"].fillna("")) == ["thôn Nà Pái", ""]
    assert list(frame["commune_text"]) == ["Xã Hòa Bình", "Xã Tân Thành"]


def ticked_points(*ticks: list[Cell]) -> Rows:
    head: Rows = [["THÔN NÀ PÁI"], ["Xã Hòa Bình"], ["TT", "Mã địa chỉ số", "Tên gọi", "HGĐ", "CQ", "TC", "Gắn biển"]]
    rows: Rows = [[n, f"LS{n:08d}", f"Mẫu {n}", *tick, "C" if n == 2 else "Đ"] for n, tick in enumerate(ticks, start=1)]
    return [*head, *rows, [None], ["Gắn biển: Đ - đã gắn; C - chưa gắn"]]


def test_a_tick_below_a_kind_is_the_points_kind() -> None:
    rows = ticked_points(["x", None, None], ["x", None, None], [None, "x", None], [None, None, "x"])
    frame = read("vpostcode", {"Nà Pái": rows}, places=known_places).records["addresses"]
    assert list(frame["address_kind"]) == ["household", "household", "office", "organization"]
    assert list(frame["plate"]) == ["yes", "no", "yes", "yes"]


@pytest.mark.parametrize("odd", [["x", "x", None], [3, None, None]])
def test_two_ticks_or_a_number_are_no_kind(odd: list[Cell]) -> None:
    rows = ticked_points(["x", None, None], odd, [None, "x", None])
    parsed = read("vpostcode", {"Nà Pái": rows}, places=known_places)
    frame = parsed.records.get("addresses")
    assert frame is None or frame["address_kind"].isna().all()


@pytest.mark.parametrize(
    ("text", "meaning", "is_said"),
    [
        ("ĐĂNG KÝ SỐ LIỆU", "registration", True),  # no "kỳ số liệu"
        ("Kỳ số liệu", "period", True),
        ("Ky so lieu", "period", True),
        ("Hoà mạng toạ độ", "coordinates", True),
        ("Tinh trạng", "answer", True),  # half of the accents forgotten
    ],
)
def test_a_phrase_is_the_one_that_its_accents_say(text: str, meaning: str, is_said: bool) -> None:
    assert any(meaning in segment.meanings for segment in segments(text)) is is_said
