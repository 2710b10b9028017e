"""Digital addresses: the address platform's points reach the register's numbers, for every kind of ``kinds``.

The newest day on which an export mentions the commune speaks; what was exported of other districts since says nothing,
and a point that is missing from it is gone. A point counts for a village when its row was resolved to it (or to one of
its former villages, where rows name all of them), its export is at most ``fresh_days`` old, and it carries a plate
(``plate_required``; ``plate_notice=informed``: or its holder was told), or else a code. How points are counted:
``expectations.points``.

Passes when the counts reach the register's numbers for all kinds. Fails when that export speaks about the whole
village (or is declared complete), the counts are short, and the *open* points cannot fill the gap: points whose village
could not be told (in the commune, or anywhere they may belong), points of some former villages alone, points of unknown
kind, points whose plate is not stated, and rows that two lists may share. Conflict: rows of one day disagree about
points that would decide. Otherwise unknown: the gap could be filled, no point of the village is listed, the register
gives no number or counts nothing at all, no export covers the commune, one was refused, or it is stale. Where the
village's own sheet says less than its claim needs (fewer plates or signatures than points) the check is unknown,
whatever the platform says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd
from pydantic import Field

from doisoat.model import AddressKind, FactKind, Mover, Outcome
from doisoat.vi import ADDRESS_KIND
from expectations import points as counting
from expectations.dossier import Dossier
from expectations.facts import Need, Option
from expectations.lots import in_lots
from expectations.measuring import counted, evidence_of, first_true, whole_rows
from expectations.reasons import AGREE, Fact, Facts, Reason, Reasons, about_a_list, about_our_moves
from expectations.rule import Days, Expect, Flag, Meaning, Measured, Rule, RuleParams, Shape


class Params(RuleParams):
    """Which points count, and how."""

    kinds: tuple[AddressKind, ...] = Field(min_length=1)
    """the kinds that must all reach the register's number"""
    plate_required: Flag
    """a plate is needed; else a code is enough"""
    plate_notice: Literal["plate", "informed"] = "plate"
    """where a plate is asked for: only a plate is one, or being informed of it is enough"""
    fresh_days: Days
    """how old an export may be on the as-of date"""


REASONS: Reasons = {
    "addresses_reach": Reason(
        Outcome.PASS, "Số điểm có {thing} đã đủ so với danh mục thôn: {counts}", Mover.VILLAGE, AGREE
    ),
    "addresses_short": Reason(
        Outcome.FAIL,
        "Số điểm có {thing} còn thiếu so với danh mục thôn: {shortfall}",
        Mover.VILLAGE,
        "{what_to_do}; nếu danh mục thôn ghi chưa đúng số hộ thì phản đối.",
    ),
    "addresses_could_fill": Reason(
        Outcome.UNKNOWN,
        "Còn thiếu {shortfall}, nhưng xã còn điểm chưa rõ thuộc thôn nào có thể bù đủ",
        Mover.COMMUNE,
        "Trên Vpostcode, ghi rõ thôn cho các điểm của xã còn chưa rõ thôn.",
    ),
    "points_unclear": Reason(
        Outcome.UNKNOWN,
        "Còn thiếu {shortfall}, nhưng có {unclear} điểm của chính thôn chưa ghi rõ loại hoặc chưa rõ {thing}",
        Mover.POST_OFFICE,
        "Trên Vpostcode, ghi rõ loại và tình trạng biển cho các điểm của thôn còn để trống hoặc chưa rõ.",
    ),
    "points_of_a_part": Reason(
        Outcome.UNKNOWN,
        "Còn thiếu {shortfall}, nhưng có điểm ghi theo tên thôn cũ, mới nói về một phần của thôn",
        Mover.POST_OFFICE,
        "Trên Vpostcode, ghi tên thôn hiện nay cho các điểm còn ghi theo tên thôn cũ.",
    ),
    "lists_may_overlap": Reason(
        Outcome.UNKNOWN,
        "Các danh sách cùng ngày không ghi mã địa chỉ nên chưa biết có trùng điểm hay không: ít nhất {shortfall}",
        Mover.POST_OFFICE,
        "Bưu điện cần gửi lại một danh sách duy nhất, hoặc ghi mã địa chỉ cho từng điểm; đơn vị chưa phải làm gì.",
    ),
    "no_point_listed": Reason(
        Outcome.UNKNOWN,
        "Bản xuất Vpostcode mới nhất về xã chưa nói về toàn thôn này; không có tên chưa phải là không có biển",
        Mover.POST_OFFICE,
        "Bưu điện cần đưa các điểm của thôn vào bản xuất; đơn vị xem tên thôn ghi trên Vpostcode đã đúng chưa.",
    ),
    "own_papers_differ": Reason(
        Outcome.UNKNOWN,
        "Bản khai địa chỉ số của chính thôn ghi ít hơn mức cần có: {own}",
        Mover.VILLAGE,
        "Xem lại trang tính 'Địa chỉ số': số đã gắn biển và số chữ ký cần bằng tổng số, hoặc sửa tự đánh giá.",
    ),
    "register_counts_nothing": Reason(
        Outcome.UNKNOWN,
        "Danh mục thôn ghi 0 ở mọi loại nên không có gì để so",
        Mover.OFFICE,
        "Danh mục thôn của tỉnh cần xem lại số hộ, cơ quan, tổ chức, khu di tích; đơn vị cung cấp giúp.",
    ),
    "addresses_not_covered": Reason(
        Outcome.UNKNOWN,
        "Chưa có bản xuất Vpostcode còn hạn nào về xã này",
        Mover.POST_OFFICE,
        "Bưu điện cần gửi bản xuất Vpostcode mới về xã này; đơn vị chưa phải làm gì.",
    ),
    "no_register_number": Reason(
        Outcome.UNKNOWN,
        "Danh mục thôn chưa ghi đủ số hộ, cơ quan, tổ chức, khu di tích để so ({counts})",
        Mover.OFFICE,
        "Danh mục thôn của tỉnh cần bổ sung số hộ, cơ quan, tổ chức, khu di tích; đơn vị cung cấp giúp.",
    ),
    **about_a_list(
        Mover.POST_OFFICE,
        *("stale", "source_held", "source_refused", "rows_unfit", "layout_asked", "source_contradicts_itself"),
    ),
}
FACTS: Facts = {
    **about_our_moves(),
    "points_placed": Fact(
        FactKind.POINT,
        Mover.COMMUNE,
        "Trên Vpostcode, ghi rõ thôn cho các điểm của xã còn chưa rõ thôn",
        "{count} {subject} có {thing}, trong các điểm của xã chưa ghi rõ thôn",
    ),
    "points_clear": Fact(
        FactKind.POINT,
        Mover.POST_OFFICE,
        "Gửi lại Vpostcode ghi rõ loại, tình trạng, tên thôn hiện nay và mã của từng điểm",
        "{count} {subject} có {thing}, trong các điểm của thôn chưa ghi rõ trên Vpostcode",
    ),
    "points": Fact(
        FactKind.POINT,
        Mover.VILLAGE,
        "{what_to_do}",
        "{count} {subject} chưa có {thing}",
    ),
    "export": Fact(
        FactKind.LIST,
        Mover.POST_OFFICE,
        "Gửi bản xuất Vpostcode mới, có đủ các điểm của từng thôn",
        "bản xuất Vpostcode mới về xã, trong đó thôn có đủ điểm có {thing}: {counts}",
    ),
    "own_sheet": Fact(
        FactKind.ROW,
        Mover.VILLAGE,
        "Ghi lại số đã gắn biển, số chữ ký ở trang tính 'Địa chỉ số' cho bằng tổng số, khi đã đủ",
        "bản khai địa chỉ số của thôn khớp với lời khai ({count} loại còn ghi thiếu)",
    ),
    "register": Fact(
        FactKind.DOCUMENT,
        Mover.OFFICE,
        "Bổ sung số hộ, cơ quan, tổ chức, khu di tích của thôn trong danh mục của tỉnh",
        "danh mục thôn của tỉnh ghi đủ số hộ, cơ quan, tổ chức, khu di tích",
    ),
}

_PLATE = ("biển địa chỉ số", "Gắn biển, cập nhật số điểm còn thiếu lên Vpostcode")
_INFORMED = ("biển hoặc thông báo gắn biển", "Thông báo, gắn biển, cập nhật số điểm còn thiếu lên Vpostcode")
_CODE = ("mã địa chỉ số", "Tạo mã địa chỉ trên Vpostcode cho các điểm còn thiếu, chưa cần gắn biển")
_REGISTER = {
    AddressKind.HOUSEHOLD: "household_count_register",
    AddressKind.OFFICE: "office_count_register",
    AddressKind.ORGANIZATION: "organization_count_register",
    AddressKind.HERITAGE_SITE: "heritage_site_count_register",
}


def _asked(params: Params) -> tuple[str, str]:
    if not params.plate_required:
        return _CODE
    return _INFORMED if params.plate_notice == "informed" else _PLATE


def _own_less(dossier: Dossier, units: pd.DataFrame, params: Params) -> pd.DataFrame:
    """Rows of the villages' own sheet in which plates or signatures stay below the number of points.

    Where being informed is enough only the signatures are asked for, and where a code is enough neither.
    """
    rows = whole_rows(dossier, "address_claims", units)
    rows = rows[rows["address_kind"].isin(list(params.kinds))]
    if not params.plate_required:
        return rows.iloc[:0].assign(said="")
    columns = {name: pd.to_numeric(rows[name]) for name in ("total_count", "plated_count", "signature_count")}
    less = (columns["signature_count"] < columns["total_count"]).fillna(False)
    if params.plate_notice == "plate":
        less |= (columns["plated_count"] < columns["total_count"]).fillna(False)
    rows = rows[less.astype(bool)]
    number = {name: rows[name].astype("string").astype(object).fillna("?") for name in columns}
    said = rows["address_kind"].map(ADDRESS_KIND).astype(object) + " " + number["plated_count"] + "/"
    said += number["total_count"] + " đã gắn biển, " + number["signature_count"] + " chữ ký"
    return rows.assign(said=said)


def measure(dossier: Dossier, units: pd.DataFrame, params: Params) -> Measured:
    """See the module's docstring."""
    register = dossier.rows("villages").drop_duplicates("village_code").set_index("village_code").reindex(units.index)
    points = counting.points_of(dossier, units, params)
    own = _own_less(dossier, units, params)
    own_less = units.index.to_series().isin(own["village_code"])
    # Points that a refused export would have shown are not known to be missing.
    part_refused = dossier.part_refused("vpostcode")
    state = dossier.sources.get("vpostcode")
    speaks = points.covered & (points.listed | bool(state and state.complete)) & (not part_refused) & ~own_less
    numbers = pd.DataFrame(index=units.index)
    shortfall, counts = (pd.Series("", index=units.index, dtype=object) for _ in range(2))
    torn_decides, unknown_number, asked_for, unclear = (pd.Series(0, index=units.index) for _ in range(4))
    kinds: dict[str, tuple[counting.Counts, pd.Series]] = {}
    own_open, overlap, part, lost, all_fill = (pd.Series(False, index=units.index) for _ in range(5))
    all_fill |= True
    for kind in params.kinds:
        found = points.of_kind(kind)
        required = pd.to_numeric(register[_REGISTER[AddressKind(kind)]]).astype("Float64")
        unknown_number += required.isna().astype(int)
        needed = required.fillna(0).astype("int64")
        asked_for += needed
        got, short = found.sure, found.sure < needed
        kinds[kind] = found, needed
        reachable = found.most + found.unclear + found.torn + found.part + found.lost
        torn_decides += (short & (got + found.torn >= needed) & ~own_less).astype(int)
        all_fill &= ~short | (reachable >= needed)
        overlap |= short & (found.most > got)
        own_open |= short & (found.unclear > 0)
        unclear += found.unclear.where(short, 0)
        part |= short & (found.part > 0)
        lost |= short & (found.lost > 0)
        numbers[f"{kind}_points"], numbers[f"{kind}_required"] = got, needed
        numbers[f"{kind}_reachable"] = reachable.where(speaks, needed)
        text = (
            ADDRESS_KIND[kind]
            + " "
            + got.astype(str).astype(object)
            + "/"
            + needed.astype(str).astype(object).where(required.notna(), "?")
        )
        counts += ", " + text
        shortfall = shortfall.mask(short, shortfall + ", " + text)
    facts = _Found(kinds, own, points.covered & points.listed & (not part_refused), unknown_number)
    numbers["kinds_torn"] = torn_decides
    numbers["own_papers_less"] = own_less.astype(int)
    numbers["register_numbers_unknown"] = unknown_number
    numbers["register_counts_nothing"] = ((asked_for == 0) & (unknown_number == 0)).astype(int)
    words = pd.DataFrame({"counts": counts.str.removeprefix(", "), "shortfall": shortfall.str.removeprefix(", ")})
    words["own"] = own.groupby("village_code")["said"].agg("; ".join).reindex(units.index).fillna("")
    words["unclear"] = unclear.astype(str)
    words["fresh_days"] = str(params.fresh_days)
    words["thing"], words["what_to_do"] = _asked(params)
    return Measured(
        numbers=numbers,
        reasons={
            Outcome.PASS: "addresses_reach",
            Outcome.FAIL: "addresses_short",
            Outcome.CONFLICT: "source_contradicts_itself",
            Outcome.UNKNOWN: first_true(
                units,
                [
                    ("own_papers_differ", own_less),
                    ("stale", points.stale),
                    ("source_held", pd.Series(dossier.is_held("vpostcode"), index=units.index)),
                    ("layout_asked", pd.Series(dossier.is_asked("vpostcode"), index=units.index)),
                    ("source_refused", pd.Series(part_refused, index=units.index)),
                    ("addresses_not_covered", ~points.covered),
                    ("no_register_number", unknown_number > 0),
                    ("register_counts_nothing", asked_for == 0),
                    ("no_point_listed", ~all_fill | ~points.listed),
                    ("points_of_a_part", part & ~lost),
                    ("points_unclear", own_open & ~lost),
                    ("lists_may_overlap", overlap & ~lost),
                    ("rows_unfit", lost & dossier.has_unfit("vpostcode")),
                    ("addresses_could_fill", lost),
                ],
                "lists_may_overlap",
            ),
        },
        words=words.assign(torn="Vpostcode", held="Vpostcode"),
        evidence=lambda: _evidence(points.placed, register, own, params),
        needs=lambda: _needs(dossier, units, facts),
        bounds=_bounds(facts),
        speaking=lambda: pd.Index(points.tally.index.get_level_values("village_code").unique()).union(
            pd.Index(own["village_code"].unique())
        ),
    )


_SAME = ("village_code", "source_id", "file_sha256", "sheet", "published_on")


def _evidence(placed: pd.DataFrame, register: pd.DataFrame, own: pd.DataFrame, params: Params) -> pd.DataFrame:
    """A line for every point counted, for the village's own sheet where it says less, and the register's row.

    Of points that are there, each in one row, those of a kind are a lot.
    """
    has, lacks = ("đã gắn biển", "chưa gắn biển") if params.plate_required else ("có mã địa chỉ", "chưa có mã địa chỉ")
    if params.plate_required and params.plate_notice == "informed":
        has, lacks = "đã gắn biển hoặc đã được thông báo", "chưa gắn biển, chưa được thông báo"
    said = {"yes": has, "no": lacks, "open": "chưa ghi rõ", "torn": "các dòng cùng ngày ghi khác nhau"}
    told = [(kind, state) for kind in [*ADDRESS_KIND, ""] for state in said]
    sentences = {(k, s): f"{ADDRESS_KIND[k] if k else 'Chưa rõ loại'}: {said[s]}" for k, s in told}
    is_there = (placed["state"] == "yes") & ~placed["is_part"] & ~placed["point"].duplicated(keep=False)
    placed = in_lots(placed, [*_SAME, "address_kind"], is_there)
    pairs = zip(placed["address_kind"].astype(object).fillna(""), placed["state"], strict=True)
    sentence = pd.Series([sentences[pair] for pair in pairs], index=placed.index, dtype=object)
    role = placed["state"].map({"yes": "for", "no": "against"}).fillna("open").mask(placed["is_part"], "open")
    texts = dict.fromkeys(("village_code", "source_id", "file_sha256", "sheet"), object)
    lines = [
        evidence_of(placed.astype(texts), role, sentence),
        evidence_of(own, "open", "Bản khai của thôn: " + own["said"].astype(object)),
    ]
    listed = register[register["source_id"].notna()].reset_index(names="village_code") if len(register) else register
    if len(listed):
        sentence = pd.Series("Danh mục thôn:", index=listed.index, dtype=object)
        for kind in params.kinds:
            number = listed[_REGISTER[kind]].astype("string").astype(object).fillna("chưa ghi")
            sentence += f" {ADDRESS_KIND[kind].lower()} " + number + ";"
        lines.append(evidence_of(listed, "context", sentence.str.removesuffix(";")))
    return pd.concat([line for line in lines if len(line)] or lines[:1], ignore_index=True)


@dataclass(frozen=True)
class _Found:
    """What the needs are told from: the counts and the register's number of each kind, and what stands in their way."""

    kinds: Mapping[str, tuple[counting.Counts, pd.Series]]
    own: pd.DataFrame
    speaks: pd.Series
    unknown_number: pd.Series


def _needs(dossier: Dossier, units: pd.DataFrame, found: _Found) -> list[Need]:
    """Own sheet, register, and points: an export that lists them, or for each kind so many more."""
    own = counted(found.own.groupby("village_code")["address_kind"].nunique(), units)
    first, _ = next(iter(found.kinds.values()))
    asked_for = sum((needed for _, needed in found.kinds.values()), pd.Series(0, index=units.index))
    # Where the register counts nothing yet, one point is the least that there must be.
    uncounted = ((asked_for == 0) & (first.sure == 0)).astype(int)
    lacking = {
        kind: (needed - counts.sure).clip(lower=0) + (uncounted if counts is first else 0)
        for kind, (counts, needed) in found.kinds.items()
    }
    listless = ~found.speaks & (sum(lacking.values(), pd.Series(0, index=units.index)) > 0)
    asked, held = dossier.is_asked("vpostcode"), dossier.is_held("vpostcode")
    needs = [
        Need((Option("own_sheet", count=own),), own > 0),
        Need((Option("register"),), (found.unknown_number > 0) | (asked_for == 0)),
        Need(
            (
                Option("layout_answer", pd.Series(asked, index=units.index), publisher="vpostcode"),
                Option("list_released", pd.Series(held, index=units.index), publisher="vpostcode"),
                Option("export"),
            ),
            listless,
        ),
    ]
    for kind, (counts, _) in found.kinds.items():
        short = lacking[kind]
        title = ADDRESS_KIND[AddressKind(kind)].lower()
        own_open = counts.unclear + counts.torn + counts.part + counts.most - counts.sure
        needs.append(
            Need(
                (
                    Option("points_clear", own_open >= short, title, count=short),
                    Option("points_placed", counts.lost >= short, title, count=short),
                    Option("points", None, title, count=short),
                ),
                (short > 0) & ~listless,
            )
        )
    return needs


def _bounds(found: _Found) -> pd.DataFrame:
    """Points of all kinds that are there for sure, that may be there, and that the register counts.

    Where no export speaks of the whole village all of them may be there.
    """
    sure, possible, of = (pd.Series(0, index=found.speaks.index) for _ in range(3))
    for counts, needed in found.kinds.values():
        reachable = counts.most + counts.unclear + counts.torn + counts.part + counts.lost
        sure += counts.sure.where(counts.sure < needed, needed)
        possible += reachable.where((reachable < needed) & found.speaks, needed)
        of += needed
    is_known = (found.unknown_number == 0) & (of > 0)
    return pd.DataFrame({"sure": sure, "possible": possible, "of": of}).where(is_known).astype("Int64")


def expects(params: Params) -> tuple[Expect, ...]:
    """The expectations for the kinds of address points that the criteria file names."""
    kinds = [kind.value for kind in params.kinds]
    return (
        Expect(Meaning.AGREES, Shape.ZERO, "kinds_torn"),
        *(Expect(Meaning.STANDS, Shape.REACHES, f"{kind}_reachable", f"{kind}_required") for kind in kinds),
        Expect(Meaning.PROVEN, Shape.ZERO, "own_papers_less"),
        Expect(Meaning.PROVEN, Shape.ZERO, "register_numbers_unknown"),
        Expect(Meaning.PROVEN, Shape.ZERO, "register_counts_nothing"),
        *(Expect(Meaning.PROVEN, Shape.REACHES, f"{kind}_points", f"{kind}_required") for kind in kinds),
    )


RULE = Rule(
    params=Params,
    measure=measure,
    expects=expects,
    reasons=REASONS,
    facts=FACTS,
)
