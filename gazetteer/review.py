"""Questions that go out as a workbook and come back answered: which columns, and what the answers mean.

The workbook itself is written in ``reports`` and read in ``connectors``; here is only the frame between them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

import pandas as pd

from doisoat.columns import PROVENANCE, RECORDS, SET_ASIDE
from doisoat.errors import Refused, RefusedInputError
from doisoat.model import Match
from doisoat.text.compare import clean
from gazetteer.addresses import without_house
from gazetteer.aliases import ACCEPT, COLUMNS, REJECT

VILLAGE, COMMUNE, DISTRICT = "Thôn trong tệp", "Xã trong tệp", "Huyện trong tệp"
ROWS, WHY, RIGHT, WRONG = "Số dòng", "Vì sao hỏi", "Mã thôn đúng", "Không phải mã thôn"
SUGGESTIONS = tuple(f"Gợi ý {n}" for n in range(1, 6))
HEADINGS = (VILLAGE, COMMUNE, DISTRICT, ROWS, WHY, *SUGGESTIONS, RIGHT, WRONG)
_BETWEEN = " · "
_HEADINGS = dict(zip(RECORDS["name_answers"], (VILLAGE, COMMUNE, DISTRICT, *SUGGESTIONS, RIGHT, WRONG), strict=True))


def review_frame(resolutions: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """The questions of a run as rows of the workbook, most frequent first.

    Args:
        resolutions: doisoat.columns.PLACE and RESOLUTION, and ``row_count`` where known; only ``review`` is taken.
        units: villages as ``Gazetteer.units`` gives them, for the names of the suggestions.

    Returns:
        HEADINGS; ``Mã thôn đúng`` and ``Không phải mã thôn`` are blank. An address stands under ``Thôn trong tệp``,
        without its house number, and its answer holds for every house.
    """
    named = dict(zip(units["village_code"], units["unit"] + _BETWEEN + units["commune"], strict=True))
    rows: dict[tuple[str, str, str], dict[str, object]] = {}
    for row in resolutions[resolutions["match"] == Match.REVIEW.value].to_dict("records"):
        village = _text(row.get("village_text")) or without_house(_text(row.get("address_text")))
        commune = _text(row.get("commune_text")) or _text(row.get("commune_code_text"))
        if not village:
            continue
        key = (village, commune, _text(row.get("district_text")))
        count = row.get("row_count")
        many = 1 if count is None or count != count else int(count)
        if key in rows:
            rows[key][ROWS] = int(str(rows[key][ROWS])) + many
            continue
        codes = [code for code in _text(row["candidates"]).split("|") if code][: len(SUGGESTIONS)]
        shown = [f"{code}{_BETWEEN}{named[code]}" if code in named else code for code in codes]
        suggestions = dict(zip(SUGGESTIONS, shown + [""] * len(SUGGESTIONS), strict=False))
        rows[key] = dict(zip((VILLAGE, COMMUNE, DISTRICT), key, strict=True)) | {ROWS: many, WHY: row["reason"]}
        rows[key] |= suggestions | {RIGHT: "", WRONG: ""}
    ordered = sorted(rows.values(), key=lambda r: -int(str(r[ROWS])))
    return pd.DataFrame(ordered, columns=list(HEADINGS))


def answers_in_force(
    given: pd.DataFrame,
    returned: pd.DataFrame | None,
    landed: Mapping[str, tuple[dt.datetime, str]],
    village_codes: Collection[str],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All decisions a run may use, oldest first, and the returned rows that could not be understood.

    A returned workbook counts from the moment it landed; it stays an input file like any other, so that taking it out
    of the inbox takes its answers back.

    Args:
        given: decisions made otherwise (gazetteer.aliases.COLUMNS).
        returned: records of kind ``name_answers``, or None.
        landed: by SHA-256 when a returned file landed, and its name.
        village_codes: codes that exist.
    """
    columns = [*PROVENANCE, "reason", "detail"]
    if returned is None:
        return given, pd.DataFrame(columns=columns)
    rows: list[dict[str, str]] = []
    unclear: list[pd.DataFrame] = []
    for sha256, frame in returned.groupby("file_sha256", sort=False):
        found, aside = read_review(
            frame.rename(columns=_HEADINGS).reset_index(drop=True), village_codes, *landed[str(sha256)]
        )
        rows += found
        # read_review counts the rows it was given; the file's own numbers are in the frame.
        where = frame.iloc[(aside["row"].astype(int) - 2).to_numpy()][list(PROVENANCE)].reset_index(drop=True)
        unclear.append(where.assign(reason=aside["reason"].to_numpy(), detail=aside["detail"].to_numpy()))
    together = pd.concat([given, pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")], ignore_index=True)
    order = pd.to_datetime(together["decided_at"], utc=True, format="ISO8601").argsort(kind="stable")
    return together.iloc[order].reset_index(drop=True), pd.concat(unclear, ignore_index=True)[columns]


def read_review(
    returned: pd.DataFrame, village_codes: Collection[str], decided_at: dt.datetime, origin: str
) -> tuple[list[dict[str, str]], pd.DataFrame]:
    """Answers of a returned workbook as decisions for ``gazetteer.aliases.append``.

    ``Mã thôn đúng`` holds a village code or the number of a suggestion (1 to 5); ``Không phải mã thôn`` holds codes or
    numbers separated by ``;`` or ``,``, or ``x`` for all suggestions. A row with neither is not answered yet.

    Args:
        returned: columns HEADINGS in any order; further columns are ignored. The index counts rows from 0.
        village_codes: codes that exist.
        decided_at: when the answer counts from.
        origin: the file's name.

    Returns:
        Decisions (gazetteer.aliases.COLUMNS), and rows set aside (doisoat.columns.SET_ASIDE).

    Raises:
        RefusedInputError: a heading is missing.
    """
    missing = [heading for heading in (VILLAGE, COMMUNE, DISTRICT, RIGHT, WRONG) if heading not in returned.columns]
    if missing:
        raise RefusedInputError(
            Refused.MISSING_HEADING,
            f"thiếu cột {', '.join(repr(m) for m in missing)}",
            fix="trả lại đúng bảng câu hỏi đã gửi, giữ nguyên dòng tiêu đề",
        )
    decisions: list[dict[str, str]] = []
    aside: list[tuple[object, ...]] = []
    for number, row in enumerate(returned.to_dict("records"), start=2):
        texts = [clean(_text(row[heading])) for heading in (VILLAGE, COMMUNE, DISTRICT)]
        suggested = [_text(row.get(heading)).partition(_BETWEEN)[0] for heading in SUGGESTIONS]
        right = _codes(_text(row[RIGHT]), suggested)
        wrong = _codes(_text(row[WRONG]), suggested)
        if not right and not wrong:
            continue
        unknown = [code for code in (*right, *wrong) if code not in village_codes]
        if not texts[0] or unknown or len(right) > 1 or set(right) & set(wrong):
            detail = (
                "dòng không có tên thôn"
                if not texts[0]
                else f"mã thôn không có trong danh mục: {', '.join(unknown)}"
                if unknown
                else "một tên chỉ được ghi một mã thôn đúng, và mã đó không được nằm ở cột 'Không phải mã thôn'"
            )
            aside.append(("", number, "answer_unclear", f"{detail}; xin sửa dòng này rồi gửi lại"))
            continue
        for action, codes in ((ACCEPT, right), (REJECT, wrong)):
            decisions += [
                dict(zip(COLUMNS, (decided_at.isoformat(), action, *texts, code, origin), strict=True))
                for code in codes
            ]
    return decisions, pd.DataFrame(aside, columns=list(SET_ASIDE))


def _codes(text: str, suggested: list[str]) -> list[str]:
    if text.lower() == "x":
        return [code for code in suggested if code]
    found = []
    for part in text.replace(",", ";").split(";"):
        code = part.strip().removesuffix(".0").partition(_BETWEEN)[0]
        if len(code) == 1 and code.isdigit() and 1 <= int(code) <= len(suggested) and suggested[int(code) - 1]:
            code = suggested[int(code) - 1]
        if code:
            found.append(code)
    return list(dict.fromkeys(found))


def _text(value: object) -> str:
    return "" if value is None or value != value else str(value)
