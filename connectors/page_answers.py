"""Pages that may show a claimed product: what a person is asked about them, and what the answers mean.

A question is one link, one claimed product and the name that the page gives its product. Its number is made of these
three alone, so an answer holds for exactly what was seen: a page that shows another name is a new question.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping

import pandas as pd

from connectors.pages.match import DIFFERENT, MATCH, OTHER_PACK, POSSIBLE
from connectors.pages.page_facts import Stock
from connectors.read_sources import SourceResult
from doisoat.columns import PROVENANCE
from doisoat.text.compare import clean, fold

QUESTION, ANSWER = "Mã câu hỏi", "Trả lời"
HEADINGS = (
    QUESTION, "Đường dẫn", "Sản phẩm đã khai", "Đơn vị cung cấp đã khai", "Thôn, xã", "Tên trên trang",
    "Người bán trên trang", "Giá trên trang (đồng)", "Ảnh trên trang", "Ngày xem trang", "Vì sao hỏi", ANSWER,
)  # fmt: skip
SAME, OTHER = "Đúng sản phẩm", "Khác sản phẩm"
SOURCE_ID = "page_answers"
IN_FORCE = ("question", "match", "file_sha256", "sheet", "row")
ASIDE = (*PROVENANCE, "reason", "detail")

_MEANS = {fold(SAME): MATCH, fold(OTHER): DIFFERENT}
_DETAIL = {
    MATCH: "Người xem đã xác nhận trang bán đúng sản phẩm",
    DIFFERENT: "Người xem cho biết trang bán sản phẩm khác",
}
_ASKED = (POSSIBLE, OTHER_PACK)  # matches that leave the claim unverified until a person has looked
_BETWEEN = " · "


def question_of(url: str, product: str, title: str) -> str:
    """The number of a question. It begins with letters, so that no program takes it for a figure."""
    asked = "\n".join(clean(text) for text in (url, product, title))
    return "TR-" + hashlib.sha256(asked.encode()).hexdigest()[:12].upper()


def page_questions(listings: pd.DataFrame, pages: pd.DataFrame, wanted: pd.DataFrame) -> pd.DataFrame:
    """The questions that are open, in the order of the claims.

    A page that says itself that the product is sold out is not asked about: no answer would put it on sale.

    Args:
        listings: as ``collect_listings`` gives them, answers taken in (see ``answered``).
        pages: what the pages say, as it gives them.
        wanted: the claimed products: url, product_name, supplier, village_text, commune_text.

    Returns:
        HEADINGS; the price is a whole number or missing, ``Trả lời`` is blank, the rest is text.
    """
    asked = listings[(_questions(listings) != "") & (listings["stock"] != Stock.OUT)]
    shown = pages.drop_duplicates("url").set_index("url").to_dict("index")
    rows = []
    for row in asked.assign(question=_questions(asked)).itertuples(index=False):
        claims = wanted[(wanted["url"] == row.url) & (wanted["product_name"] == row.product_name)]
        page = shown[row.url]
        places = claims[["village_text", "commune_text"]].fillna("").agg(", ".join, axis=1).str.strip(", ")
        price = None if pd.isna(page["price"]) else int(page["price"])
        looked = f"{row.fetched_on:%d/%m/%Y}"
        cells = (
            row.question, row.url, row.product_name, _joined(claims["supplier"]), _joined(places), row.page_title,
            page["seller"], price, page["picture_url"], looked, row.detail, "",
        )  # fmt: skip
        rows.append(cells)
    frame = pd.DataFrame(rows, columns=list(HEADINGS), dtype=object).drop_duplicates(QUESTION, ignore_index=True)
    return frame.where(frame.notna(), None)


def answers_in_force(returned: pd.DataFrame, landed: Mapping[str, dt.datetime]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What people's answers mean: of several about one question the file that landed last decides.

    Where answers that landed together differ, nobody has decided and the question is asked again.

    Args:
        returned: records ``page_answers``; a blank answer is none.
        landed: when each file (by SHA-256) landed.

    Returns:
        IN_FORCE, a row a question; and the rows that could not be followed (ASIDE).
    """
    given = returned[returned["answer"].notna()]
    given = given.assign(
        match=given["answer"].map(lambda text: _MEANS.get(fold(text))), landed=given["file_sha256"].map(landed)
    )
    clear, unclear = given[given["match"].notna()], given[given["match"].isna()]
    last = clear[clear["landed"] == clear.groupby("question")["landed"].transform("max")]
    torn = last.groupby("question")["match"].transform("nunique") > 1
    aside = [
        _aside(unclear, f"ô '{ANSWER}' ghi khác hai lựa chọn; xin chọn '{SAME}' hoặc '{OTHER}' rồi gửi lại"),
        _aside(last[torn], "các câu trả lời đến cùng lúc về trang này khác nhau; trang sẽ được hỏi lại"),
    ]
    decided = last[~torn].drop_duplicates("question")
    return decided[list(IN_FORCE)].reset_index(drop=True), pd.concat(aside, ignore_index=True)


def answers_of(returned: pd.DataFrame | None, results: Mapping[str, SourceResult]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What the answers of a run mean, and the returned rows that could not be followed.

    A returned workbook counts from the moment it landed and as long as it lies in the inbox, like any other file.

    Args:
        returned: records of kind ``page_answers``, or None.
        results: the run's sources, for when each file landed.
    """
    if returned is None:
        return pd.DataFrame(columns=list(IN_FORCE)), pd.DataFrame(columns=list(ASIDE))
    landed = {parsed.raw.sha256: parsed.raw.landed_at for result in results.values() for parsed in result.files}
    return answers_in_force(returned, landed)


def answered(listings: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """The listings with open matches decided by people, and with the place of each answer that decided.

    What a page says plainly is not overruled, and a page that says by now that the product is sold out stays open.

    Args:
        listings: as ``collect_listings`` gives them.
        answers: IN_FORCE.
    """
    found = _questions(listings).to_frame("question").merge(
        answers.rename(columns={name: f"answer_{name}" for name in IN_FORCE[1:]}), on="question", how="left"
    ).set_index(listings.index)  # fmt: skip
    sold_out = (listings["stock"] == Stock.OUT) & (found["answer_match"] == MATCH)
    found = found[found["answer_match"].notna() & ~sold_out]
    changed = listings.copy()
    changed.loc[found.index, "match"] = found["answer_match"]
    changed.loc[found.index, "detail"] = found["answer_match"].map(_DETAIL)
    for name in ("answer_file_sha256", "answer_sheet", "answer_row"):
        changed.loc[found.index, name] = found[name]
    return changed


def waiting(listings: pd.DataFrame) -> int:
    """How many pages a person should look at."""
    return int(((_questions(listings) != "") & (listings["stock"] != Stock.OUT)).sum())


def _questions(listings: pd.DataFrame) -> pd.Series:
    """The number of each listing's question; empty where nobody need look, or no name is there to hold an answer to."""
    named = listings["product_name"].notna() & listings["page_title"].notna() & listings["match"].isin(_ASKED)
    numbers = [
        question_of(*texts)
        for texts in listings.loc[named, ["url", "product_name", "page_title"]].itertuples(index=False)
    ]
    return pd.Series(numbers, index=listings.index[named], dtype="str").reindex(listings.index, fill_value="")


def _joined(texts: pd.Series) -> str:
    return _BETWEEN.join(dict.fromkeys(text for text in texts.dropna() if text))


def _aside(rows: pd.DataFrame, detail: str) -> pd.DataFrame:
    return rows[list(PROVENANCE)].assign(reason="page_answer_unclear", detail=detail)
