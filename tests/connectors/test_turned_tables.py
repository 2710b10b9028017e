"""Shapes that say the same as a plain table: ticks, forms, cards, units across, paths, lists of what is missing.

Every layout here is our own; villages and answers are those of ``clerks``.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.contract import Cell
from tests.connectors.clerks import COMMUNES, FACTS, VILLAGES, Facts, Rows, known_places
from tests.connectors.conftest import read
from tests.connectors.test_clerks import NEGATED, SYNONYMS, facts_in, facts_of, plain, quick

FIBRE = {v for v, service, answer in FACTS if (service, answer) == ("fibre", "yes")}
LTE = {v for v, service, answer in FACTS if (service, answer) == ("4g", "yes")}
COMMUNE = {v: c for c, names in COMMUNES.items() for v in names}


def facts(sheets: Any, **more: Any) -> Facts:
    return facts_of(read("vnpt", sheets, places=known_places, **more))


def ticked(village: str, where: set[str]) -> list[Cell]:
    return ["x", None] if village in where else [None, "x"]


def test_a_tick_below_no_is_a_no() -> None:
    head: Rows = [["Xã", "Thôn", "Cáp quang", None, "Sóng 4G", None], [None, None, "Có", "Không", "Có", "Không"]]
    rows = [[COMMUNE[v], v, *ticked(v, FIBRE), *ticked(v, LTE)] for v in VILLAGES]
    assert facts([*head, *rows]) == FACTS


def test_a_tick_below_both_is_unclear() -> None:
    head: Rows = [["Xã", "Thôn", "Cáp quang", None], [None, None, "Có", "Không"]]
    rows: Rows = [[COMMUNE[v], v, "x", None] for v in VILLAGES] * 4 + [["Tân Thành", "Pò Lạn", "x", "x"]]
    assert ("Pò Lạn", "fibre", "unclear") in facts([*head, *rows])


def test_a_form_a_village_is_read_with_the_place_beside_its_labels() -> None:
    sheets = {
        f"P{n}": [
            ["PHIẾU KIỂM TRA TẠI CƠ SỞ"], ["Thôn:", v], ["Xã:", COMMUNE[v]], [None],
            ["TT", "Dịch vụ", "Có", "Không"], [1, "Cáp quang", *ticked(v, FIBRE)], [2, "4G", *ticked(v, LTE)],
            [None, "Người xác nhận", None, "(Ký tên)"],
        ]
        for n, v in enumerate(VILLAGES, start=1)
    }  # fmt: skip
    assert facts(sheets) == FACTS


def test_services_down_and_villages_across() -> None:
    said = {"Cáp quang": FIBRE, "Sóng 4G": LTE}
    rows: Rows = [["Loại dịch vụ / Tên thôn", *VILLAGES]]
    rows += [[name, *("Có" if v in where else "Chưa" for v in VILLAGES)] for name, where in said.items()]
    assert facts([["Số liệu 30/9/2024"], [None], *rows]) == FACTS


def test_a_place_written_as_a_path() -> None:
    rows: Rows = [["SITE_PATH", "SERVICE_TYPE", "STATUS"]]
    for v in VILLAGES:
        path = f"Lạng Sơn/Bình Gia/{COMMUNE[v]}/{v}"
        rows += [[path, "FTTH", "ACTIVE" if v in FIBRE else "NOT_AVAILABLE"], [path, "LTE", "ACTIVE"]]
    parsed = read("vnpt", rows, places=known_places)
    frame = parsed.records["coverage"]
    assert set(frame.loc[frame["service"] == "fibre", "address_text"]) == {
        f"{v}, {COMMUNE[v]}, Bình Gia, Lạng Sơn" for v in VILLAGES
    }
    assert frame["answer"].tolist().count("no") == len(VILLAGES) - len(FIBRE)


def test_services_that_are_there_beside_services_that_are_missing() -> None:
    def named(village: str, *, there: bool) -> str:
        return " + ".join(name for name, where in (("FTTH", FIBRE), ("4G", LTE)) if (village in where) == there)

    rows = [[COMMUNE[v], v, named(v, there=True) or None, named(v, there=False) or None] for v in VILLAGES]
    assert facts([["Xã", "Thôn", "Dịch vụ đã cung cấp", "Dịch vụ chưa có"], *rows]) == FACTS


def test_operators_below_each_service_speak_for_themselves() -> None:
    head: Rows = [["Xã", "Thôn", "Cáp quang", None, "4G", None], [None, None, "VNPT", "Viettel", "VNPT", "Viettel"]]
    rows: Rows = [
        [COMMUNE[v], v, "x" if v in FIBRE else "Không", "x", "x" if v in LTE else "Không", "x"] for v in VILLAGES
    ]
    assert facts([*head, *rows]) == FACTS


def test_cards_below_each_other_are_a_row_each() -> None:
    rows: Rows = [["ĐIỂM WIFI CÔNG CỘNG"], [None]]
    for n, v in enumerate(VILLAGES, start=1):
        rows += [[f"Điểm {n}"], ["Xã", COMMUNE[v]], ["Thôn", v], ["Địa điểm", "Nhà văn hóa thôn"]]
        rows += [["Số hợp đồng", f"{n}/HĐ-VNPT"], ["Tình trạng", "Đang hoạt động"], ["Mật khẩu", "Không"], [None]]
    frame = read("vnpt", rows, places=known_places).records["wifi_contracts"]
    assert list(zip(frame["village_text"], frame["contract_number"], frame["has_password"], strict=True)) == [
        (v, f"{n}/HĐ-VNPT", "no") for n, v in enumerate(VILLAGES, start=1)
    ]
    assert list(frame["row"]) == [4 + 8 * n for n in range(4)]


def test_tables_with_a_blank_column_between_may_have_their_columns_in_any_order() -> None:
    left: Rows = [[COMMUNE[v], v, "x" if v in FIBRE else "0", "x" if v in LTE else "0"] for v in VILLAGES[:2]]
    right: Rows = [["x" if v in LTE else "0", v, "x" if v in FIBRE else "0", COMMUNE[v]] for v in VILLAGES[2:]]
    head: Rows = [["Xã", "Thôn", "Cáp quang", "4G", None, "Sóng 4G", "Tên thôn", "FTTH", "Tên xã"]]
    assert facts([*head, *([*a, None, *b] for a, b in zip(left, right, strict=True))]) == FACTS


def test_a_column_of_contents_that_holds_places_is_the_place() -> None:
    rows: Rows = [["Số TT", "Nội dung", "Cáp quang", "4G"]]
    for commune, names in COMMUNES.items():
        rows.append([None, f"Xã {commune}", None, None])
        rows += [[n, v, *("Có" if v in w else "Chưa" for w in (FIBRE, LTE))] for n, v in enumerate(names, start=1)]
    assert facts(rows) == FACTS


def test_a_mark_that_the_legend_leaves_out_is_no_presence_in_a_list_of_what_is_missing() -> None:
    head: Rows = [["DANH SÁCH THÔN CHƯA CÓ DỊCH VỤ"], ["Ký hiệu: o: đã có đủ"], ["Xã", "Thôn", "4G"]]
    rows: Rows = [[COMMUNE[v], v, "o" if v in LTE else "x"] for v in VILLAGES]
    found = facts([*head, *rows])
    assert {v for v, _, answer in found if answer == "yes"} == LTE


def test_a_heading_that_names_a_password_and_an_unknown_word_is_asked_about_and_not_dropped() -> None:
    rows: Rows = [["Xã", "Thôn", "Địa điểm", "Số hợp đồng", "Trạng thái", "PASSWORD_ZZTOP"]]
    rows += [[COMMUNE[v], v, "Nhà văn hóa", f"{v}/HĐ-1", "Hoạt động", "YES"] for v in VILLAGES]
    parsed = read("vnpt", rows, places=known_places)
    (question,) = parsed.questions
    assert question.subject == "PASSWORD_ZZTOP"
    assert "wifi_contracts" not in parsed.records
    told = read("vnpt", rows, places=known_places, answers={question.id: question.choices[0]})
    assert set(told.records["wifi_contracts"]["has_password"]) == {"yes"}


@quick
@given(
    st.fixed_dictionaries({name: st.sampled_from([name, *others]) for name, others in SYNONYMS.items()}), st.randoms()
)
def test_merged_communes_and_synonyms_in_any_order_give_the_same_records(headings: dict[str, str], random: Any) -> None:
    head, *data = plain(headings)
    order = list(range(len(head)))
    random.shuffle(order)
    rows = [[row[c] for c in order] for row in (head, *data)]
    commune = order.index(1)
    merges = []
    for first, last in ((1, 2), (3, 4)):  # two villages a commune, its name written once over both
        rows[last][commune] = None
        merges.append((first, commune, last, commune))
    assert facts(rows, merges=merges) == FACTS


@quick
@given(
    st.sampled_from(["Cáp quang", "FTTH", "Internet cáp quang"]),
    st.sampled_from(["Chưa có", "Không có", "Kế hoạch", "Dự kiến", "Số thuê bao", "Chỉ tiêu giao", "Tỷ lệ hộ chưa có"]),
    st.sampled_from(["", " năm 2027", " T12/2026"]),
)
def test_a_heading_whose_negation_or_period_has_changed_never_keeps_its_meaning(
    heading: str, turn: str, period: str
) -> None:
    found = facts_in(plain({"Cáp quang": f"{turn} {heading.lower()}{period}"}))
    assert not {fact for fact in found if fact[1] == "fibre" and fact[2] == "yes"}
    later = facts_in(plain({"Cáp quang": f"{heading} T12/2026"}))
    assert not {fact for fact in later if fact[1] == "fibre"}, "a period to come is a plan"


@pytest.mark.parametrize("heading", NEGATED["Cáp quang"])
def test_an_opposite_column_alone_gives_no_yes(heading: str) -> None:
    assert not {f for f in facts_in(plain({"Cáp quang": heading})) if f[1] == "fibre" and f[2] == "yes"}


def test_what_is_said_of_one_service_is_not_said_of_the_next_one() -> None:
    def marks(where: set[str]) -> list[Cell]:
        return ["x" if v in where else None for v in VILLAGES]

    fibre: Rows = [["Cáp quang", "Đã có", *marks(FIBRE)], [None, "Chưa có", *marks(set(VILLAGES) - FIBRE)]]
    head: Rows = [["Dịch vụ", "Tình trạng", *VILLAGES]]
    found = facts([*head, *fibre, ["Sóng 4G", None, *marks(LTE)], ["Sóng 3G", None, *marks(LTE)]])
    assert found == {fact for fact in FACTS if fact[1] == "fibre"} | {(v, s, "yes") for v in LTE for s in ("3g", "4g")}
    both: Rows = [["Sóng 4G", "Đã có", *marks(LTE)], [None, "Chưa có", *marks(set(VILLAGES) - LTE)]]
    assert facts([*head, *fibre, *both]) == FACTS
