"""What answers about pages mean, and what they leave alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from connectors.page_answers import HEADINGS, OTHER, SAME, answered, answers_in_force, page_questions, question_of
from tests.connectors.pages.conftest import outcomes
from tests.connectors.pages.test_torture import GOOD
from tests.connectors.pages.torture import TortureServer

NOON = dt.datetime(2026, 11, 21, 5, 0, tzinfo=dt.UTC)
LANDED = {"a" * 64: NOON, "b" * 64: NOON + dt.timedelta(hours=1), "c" * 64: NOON + dt.timedelta(hours=1)}
UNSURE = GOOD.replace("HTX Kéo Cại", "Cửa hàng Xứ Lạng").format(title="Mật ong rừng")
SOLD_OUT = UNSURE.replace("Thêm vào giỏ hàng", "Hết hàng")


def given(*answers: tuple[str, str | None], question: str = "TR-1") -> pd.DataFrame:
    """Records of files named by a letter, one row each."""
    rows = [
        {
            "source_id": "page_answers",
            "file_sha256": file * 64,
            "sheet": "S",
            "row": n,
            "question": question,
            "answer": a,
        }
        for n, (file, a) in enumerate(answers, start=2)
    ]
    return pd.DataFrame(rows).astype({"answer": "str"})


@pytest.mark.parametrize(
    ("answers", "match", "aside"),
    [
        ([("a", SAME)], ["match"], []),
        ([("a", "  khác  SẢN PHẨM ")], ["different"], []),
        ([("a", None)], [], []),
        ([("a", SAME), ("b", OTHER)], ["different"], []),  # the later one decides
        ([("b", OTHER), ("a", SAME)], ["different"], []),
        ([("b", SAME), ("c", OTHER)], [], [2, 3]),  # together: nobody has decided
        ([("a", SAME), ("b", SAME), ("c", OTHER)], [], [3, 4]),
        ([("b", SAME), ("c", SAME)], ["match"], []),
        ([("a", SAME), ("a", OTHER)], [], [2, 3]),  # one file contradicts itself
        ([("a", SAME), ("b", "có lẽ")], ["match"], [3]),
        ([("a", SAME), ("b", None)], ["match"], []),
    ],
)
def test_the_file_that_landed_last_decides_and_those_that_differ_together_do_not(
    answers: list[tuple[str, str | None]], match: list[str], aside: list[int]
) -> None:
    in_force, unclear = answers_in_force(given(*answers), LANDED)
    assert in_force["match"].tolist() == match
    assert sorted(unclear["row"]) == aside
    assert set(unclear["reason"]) <= {"page_answer_unclear"}
    assert not unclear["detail"].str.contains("có lẽ").any(), "what people typed is not repeated"


def test_a_question_is_a_link_a_product_and_the_name_on_the_page() -> None:
    numbers = {question_of(*texts) for texts in [("u", "p", "t"), ("v", "p", "t"), ("u", "q", "t"), ("u", "p", "s")]}
    assert len(numbers) == 4
    assert question_of("u", " Mật\u00a0ong ", "t") == question_of("u", "Mật ong", "t")
    assert all(number.startswith("TR-") and not number[3:].isdigit() for number in numbers)


@pytest.fixture
def wanted(server: TortureServer) -> pd.DataFrame:
    claim = {"url": server.base + "/p", "product_name": "Mật ong bạc hà Kéo Cại", "supplier": "HTX Kéo Cại"}
    place = {"village_text": "Thôn Kéo Cại", "commune_text": "Xã Hòa Bình"}
    return pd.DataFrame([claim | place, claim | {"village_text": None, "commune_text": "Xã Hòa Bình"}])


def answers(harvest: Any, word: str) -> pd.DataFrame:
    asked = page_questions(harvest.listings, harvest.pages, harvest.listings.assign(supplier="", village_text=""))
    number = asked["Mã câu hỏi"].iloc[0]
    return answers_in_force(given(("a", word), question=number), LANDED)[0]


@pytest.mark.parametrize(("word", "match"), [(SAME, "match"), (OTHER, "different")])
def test_an_answer_decides_and_the_listing_says_where_it_stands(
    server: TortureServer, collect: Any, wanted: pd.DataFrame, word: str, match: str
) -> None:
    server.page("/p", UNSURE)
    harvest = collect("/p")
    asked = page_questions(harvest.listings, harvest.pages, wanted)
    assert tuple(asked.columns) == HEADINGS
    assert asked["Thôn, xã"].tolist() == ["Thôn Kéo Cại, Xã Hòa Bình · Xã Hòa Bình"]
    told = answered(harvest.listings, answers(harvest, word))
    assert told["match"].tolist() == [match]
    where = told[["answer_file_sha256", "answer_sheet", "answer_row"]].to_numpy().tolist()
    assert where == [["a" * 64, "S", 2]]
    assert told.drop(columns=["match", "detail", *told.filter(like="answer_").columns]).equals(
        harvest.listings.drop(columns=["match", "detail", *told.filter(like="answer_").columns])
    )
    assert page_questions(told, harvest.pages, wanted).empty


@pytest.mark.parametrize(
    ("page", "outcome", "match"),
    [
        (GOOD.format(title="Mật ong bạc hà Kéo Cại"), "ok", "match"),
        (GOOD.format(title="Tai nghe không dây"), "ok", "different"),
        (SOLD_OUT, "ok", "possible"),
        ("<html><title>Just a moment...</title></html>", "blocked", None),
    ],
)
def test_what_is_plain_sold_out_or_unseen_is_no_question(
    server: TortureServer, collect: Any, wanted: pd.DataFrame, page: str, outcome: str, match: str | None
) -> None:
    server.page("/p", page)
    harvest = collect("/p")
    assert outcomes(harvest) == [outcome]
    assert harvest.listings["match"].fillna("-").tolist() == [match or "-"]
    assert page_questions(harvest.listings, harvest.pages, wanted).empty


def test_a_yes_sells_nothing_that_the_page_says_is_sold_out_and_a_no_still_holds(
    server: TortureServer, collect: Any, tmp_path: Any
) -> None:
    server.page("/p", UNSURE)
    earlier = collect("/p")
    yes, no = answers(earlier, SAME), answers(earlier, OTHER)
    server.page("/p", SOLD_OUT)
    later = collect("/p", home=tmp_path / "later")
    assert answered(later.listings, yes)["match"].tolist() == ["possible"]
    assert answered(later.listings, yes)["answer_row"].isna().all()
    assert answered(later.listings, no)["match"].tolist() == ["different"]


def test_an_answer_never_overrules_what_the_page_says_plainly(server: TortureServer, collect: Any) -> None:
    server.page("/p", GOOD.format(title="Mật ong bạc hà Kéo Cại"))
    harvest = collect("/p")
    row = harvest.listings.iloc[0]
    number = question_of(row["url"], row["product_name"], row["page_title"])
    told = answered(harvest.listings, answers_in_force(given(("a", OTHER), question=number), LANDED)[0])
    assert told["match"].tolist() == ["match"]


def test_another_pack_is_a_question_too(server: TortureServer, collect: Any, wanted: pd.DataFrame) -> None:
    server.page("/p", GOOD.format(title="Mật ong bạc hà Kéo Cại 1kg"))
    harvest = collect("/p", product="Mật ong bạc hà Kéo Cại 500g")
    assert harvest.listings["match"].tolist() == ["other_pack"]
    assert answered(harvest.listings, answers(harvest, SAME))["match"].tolist() == ["match"]


def test_a_page_that_names_no_price_is_asked_about(server: TortureServer, collect: Any, wanted: pd.DataFrame) -> None:
    product = '{"@type": "Product", "name": "Mật ong bạc hà Kéo Cại", "brand": "HTX Kéo Cại"}'
    markup = f"<script type='application/ld+json'>{product}</script>"
    server.page("/p", f"<html><head>{markup}</head><body><p>Giá: liên hệ người bán</p></body></html>")
    harvest = collect("/p")
    asked = page_questions(harvest.listings, harvest.pages, wanted)
    assert asked[["Giá trên trang (đồng)", "Ảnh trên trang"]].to_numpy().tolist() == [[None, None]]
    assert "chưa thấy giá" in asked["Vì sao hỏi"].iloc[0]
    assert answered(harvest.listings, answers(harvest, SAME))["match"].tolist() == ["match"]


def test_a_title_that_looks_like_a_formula_comes_back_to_the_same_question(
    server: TortureServer, collect: Any, wanted: pd.DataFrame
) -> None:
    server.page("/p", UNSURE.replace("Mật ong rừng", "=HYPERLINK(1) mật ong rừng"))
    harvest = collect("/p")
    asked = page_questions(harvest.listings, harvest.pages, wanted)
    assert asked["Tên trên trang"].tolist() == ["=HYPERLINK(1) mật ong rừng"]
    assert answered(harvest.listings, answers(harvest, SAME))["match"].tolist() == ["match"]
