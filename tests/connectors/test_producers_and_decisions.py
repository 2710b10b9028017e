"""OCOP lists: producer and address in one cell, decisions over their products, stars to tick."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from connectors.parsers.producers import with_address
from tests.connectors.conftest import read

ADDRESS = "Thôn Nà Pái, xã Hòa Bình, huyện Bình Gia"


def products(*rows: list[Any], heads: list[str], title: str = "SẢN PHẨM OCOP ĐÃ CÔNG NHẬN") -> list[dict[str, Any]]:
    parsed = read("ocop_registry", [[title], heads, *rows], file="ocop.xlsx")
    frame = parsed.records["ocop_products"].astype(object)
    return [dict(row) for row in frame.where(frame.notna(), None).to_dict("records")]


@pytest.mark.parametrize("heading", ["Chủ thể, địa chỉ", "Tên chủ thể và địa chỉ", "Chủ thể"])
@pytest.mark.parametrize(
    "cell", [f"HTX Mẫu\n({ADDRESS})", f"HTX Mẫu ({ADDRESS})", f"HTX Mẫu - {ADDRESS}", f"HTX Mẫu. Địa chỉ: {ADDRESS}"]
)
def test_the_whole_address_behind_a_producer_gives_the_place(heading: str, cell: str) -> None:
    (row,) = products([1, "Miến dong", cell, 3], heads=["TT", "Tên sản phẩm", heading, "Số sao"])
    assert (row["producer"], row["address_text"]) == ("HTX Mẫu", ADDRESS)


@pytest.mark.parametrize(
    "text",
    ["Thôn Nà Pái, xã Hòa Bình", "HTX Khu 3", "HTX Mẫu (xã Hòa Bình)", "HTX thôn Nà Pái", "", "Miến dong, hồi khô"],
)
def test_a_text_without_a_producer_and_a_whole_address_is_not_cut(text: str) -> None:
    assert with_address(text) is None


def test_an_address_that_goes_against_the_commune_of_its_column_names_no_village() -> None:
    heads = ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Số sao"]
    here, elsewhere = products(
        [1, "Miến dong", f"HTX Mẫu ({ADDRESS})", "Hòa Bình", 3],
        [2, "Hồi khô", f"HTX Mẫu ({ADDRESS})", "Tân Thành", 3],
        heads=heads,
    )
    assert (here["village_text"], here["commune_text"]) == ("Thôn Nà Pái", "Hòa Bình")
    assert (elsewhere["village_text"], elsewhere["commune_text"]) == (None, "Tân Thành")


def test_a_decision_over_its_products_is_the_decision_of_each_down_to_the_next() -> None:
    found = products(
        ["Quyết định số 2245/QĐ-UBND ngày 22/12/2022 của UBND tỉnh"],
        [1, "Miến dong", "HTX Mẫu", 3],
        [2, "Hồi khô", "HTX Mẫu", 4],
        ["II", "QĐ số 12/QĐ-UBND ngày 05/6/2024"],
        [3, "Chè", "HTX Mẫu", 3],
        heads=["TT", "Tên sản phẩm", "Chủ thể", "Số sao"],
    )
    assert [(row["product_name"], row["recognised_on"], row["state"]) for row in found] == [
        ("Miến dong", dt.date(2022, 12, 22), "recognised"),
        ("Hồi khô", dt.date(2022, 12, 22), "recognised"),
        ("Chè", dt.date(2024, 6, 5), "recognised"),
    ]
    assert found[2]["decision_number"] == "QĐ số 12/QĐ-UBND ngày 05/6/2024"


@pytest.mark.parametrize("said", ["thu hồi giấy chứng nhận", "hủy bỏ kết quả công nhận"])
def test_products_below_a_decision_that_takes_back_are_not_recognised(said: str) -> None:
    found = products(
        ["Quyết định số 1/QĐ-UBND ngày 22/12/2022"],
        [1, "Miến dong", "HTX Mẫu", 3],
        [f"Quyết định số 2/QĐ-UBND ngày 05/6/2024 về việc {said}"],
        [2, "Hồi khô", "HTX Mẫu", 3],
        heads=["TT", "Tên sản phẩm", "Chủ thể", "Số sao"],
    )
    assert [row["product_name"] for row in found] == ["Miến dong"]


def test_what_a_heading_says_of_products_holds_over_the_decisions_below_it() -> None:
    found = products(
        ["A", "Sản phẩm đã hết hạn"],
        ["Quyết định số 1/QĐ-UBND ngày 22/12/2019"],
        [1, "Miến dong", "HTX Mẫu", 3],
        ["B", "Sản phẩm được công nhận"],
        ["Quyết định số 2/QĐ-UBND ngày 05/6/2024"],
        [2, "Hồi khô", "HTX Mẫu", 3],
        heads=["TT", "Tên sản phẩm", "Chủ thể", "Số sao"],
    )
    assert [row["state"] for row in found] == ["expired", "recognised"]


def test_the_account_names_all_columns_of_stars_that_are_ticked() -> None:
    rows = [
        ["SẢN PHẨM OCOP"],
        ["TT", "Tên sản phẩm", "Chủ thể", "Hạng sao", None, None],
        [None, None, None, "3 sao", "4 sao", "5 sao"],
        [1, "Miến dong", "HTX Mẫu", "x", None, None],
        [2, "Hồi khô", "HTX Mẫu", None, "x", None],
    ]
    parsed = read("ocop_registry", rows, merges=[(1, 3, 1, 5), (1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2)])
    (account,) = parsed.readings
    shown = {column.field: column.heading for column in account.columns}
    assert shown["stars"] == "Hạng sao / 3 sao + Hạng sao / 4 sao + Hạng sao / 5 sao"
    assert not any("chưa biết" in note for note in parsed.notes)
    assert list(parsed.records["ocop_products"]["stars"]) == [3, 4]


@pytest.mark.parametrize(
    "title", ["SẢN PHẨM OCOP TỪ 3 SAO TRỞ LÊN", "SẢN PHẨM OCOP 3 - 5 SAO", "SẢN PHẨM OCOP 3 SAO VÀ 4 SAO"]
)
def test_a_title_with_several_numbers_of_stars_gives_none_to_a_product(title: str) -> None:
    (row,) = products(
        [1, "Miến dong", "HTX Mẫu", "Hòa Bình"], heads=["TT", "Tên sản phẩm", "Chủ thể", "Xã"], title=title
    )
    assert row["stars"] is None


def test_a_column_of_results_that_mostly_failed_still_tells_the_stars_of_the_others() -> None:
    heads = ["TT", "Sản phẩm OCOP", "Chủ thể", "Kết quả"]
    rows = [
        [1, "Miến dong", "HTX A", "Đạt 3 sao"],
        [2, "Hồi khô", "HTX B", "Không đạt"],
        [3, "Chè", "HTX C", "Không đạt"],
    ]
    assert [(row["product_name"], row["stars"]) for row in products(*rows, heads=heads)] == [("Miến dong", 3)]


def test_number_and_day_of_a_decision_in_one_column() -> None:
    heads = ["TT", "Sản phẩm", "Chủ thể", "Số sao", "Quyết định (số, ngày)"]
    (row,) = products([1, "Miến dong", "HTX A", 3, "12/QĐ-UBND, 05/6/2024"], heads=heads)
    assert (row["decision_number"], row["recognised_on"]) == ("12/QĐ-UBND, 05/6/2024", dt.date(2024, 6, 5))


@pytest.mark.parametrize("heading", ["Hạng sao đề nghị", "Số sao phấn đấu", "Hạng sao dự kiến", "Sao đăng ký"])
def test_stars_that_are_asked_for_are_no_stars_whatever_the_cells_say(heading: str) -> None:
    heads = ["TT", "Sản phẩm", "Chủ thể", "Xã", heading]
    products = [[1, "Chè", "HTX", "Hòa Bình", "3 sao"], [2, "Mật", "HTX", "Hòa Bình", "4 sao"]]
    rows = [["DANH SÁCH SẢN PHẨM OCOP"], heads, *products]
    frame = read("ocop_registry", rows).records.get("ocop_products")
    assert frame is None or frame["stars"].isna().all()


def test_a_list_of_recognised_and_possible_products_is_read_where_each_part_says_which_it_is() -> None:
    heads = ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Hạng sao"]
    found = products(
        ["A", "Sản phẩm đã được công nhận"],
        [1, "Miến dong", "HTX A", "Hòa Bình", "3 sao"],
        ["B", "Sản phẩm tiềm năng"],
        [1, "Hồi khô", "HTX B", "Hòa Bình", "4 sao"],
        heads=heads,
        title="DANH MỤC SẢN PHẨM OCOP VÀ SẢN PHẨM TIỀM NĂNG",
    )
    assert [row["product_name"] for row in found] == ["Miến dong"]
