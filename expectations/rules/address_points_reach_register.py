"""Digital addresses: the address platform's points reach the register's numbers, for every kind of ``kinds``.

A point counts for a village when its address row was resolved to it (a constituent of a merged village lies in it),
its export is at most ``fresh_days`` old, and it carries a plate (``plate_required``), or else a code. Each address
code counts once, as its newest row says. Passes when the counts reach the register's numbers for all kinds. Fails when
they do not and the *open* points cannot fill the gap: points whose village could not be told (in the commune, or
anywhere they may belong), points of unknown kind, and points whose plate is not stated. Conflict: rows of one day
disagree about points that would decide. Otherwise unknown: the gap could be filled, the register gives no number, no
export covers the commune, one was refused, or it is stale.
"""

from __future__ import annotations

import pandas as pd
from pydantic import Field

from doisoat.model import AddressKind, Answer, Match, Mover, Outcome
from doisoat.vi import ADDRESS_KIND
from expectations.dossier import Dossier
from expectations.measuring import by_group, evidence_of, first_true
from expectations.reasons import AGREE, Reason, Reasons, about_a_list
from expectations.rule import Days, Expect, Flag, Meaning, Measured, Rule, RuleParams, Shape


class Params(RuleParams):
    """Which points count, and how."""

    kinds: tuple[AddressKind, ...] = Field(min_length=1)
    """the kinds that must all reach the register's number"""
    plate_required: Flag
    """a plate is needed; else a code is enough"""
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
    **about_a_list(Mover.POST_OFFICE, "stale", "source_held", "source_refused", "source_contradicts_itself"),
}

_ASKED = {
    True: ("biển địa chỉ số", "Gắn biển, cập nhật số điểm còn thiếu lên Vpostcode"),
    False: ("mã địa chỉ số", "Tạo mã địa chỉ trên Vpostcode cho các điểm còn thiếu, chưa cần gắn biển"),
}
_REGISTER = {
    AddressKind.HOUSEHOLD: "household_count_register",
    AddressKind.OFFICE: "office_count_register",
    AddressKind.ORGANIZATION: "organization_count_register",
    AddressKind.HERITAGE_SITE: "heritage_site_count_register",
}


def _points(dossier: Dossier, params: Params) -> pd.DataFrame:
    """Fresh address points with ``state`` yes, no, open or torn; ``repeated`` marks further rows of one code."""
    rows: pd.DataFrame = dossier.rows("addresses")
    rows = rows[dossier.fresh(rows["published_on"], params.fresh_days)]
    coded = rows["address_code"].notna()
    newest = rows["published_on"] == rows.groupby("address_code")["published_on"].transform("max")
    # Rows without a code cannot be told from those of an older export: only the newest export's are read.
    last_export = rows["published_on"] == rows["published_on"].max()
    rows = rows[(coded & newest) | (~coded & last_export)].copy()
    if params.plate_required:
        state = rows["plate"].map({Answer.YES: "yes", Answer.NO: "no"}).astype(object).fillna("open")
        late = pd.to_datetime(rows["plated_on"]) > pd.Timestamp(dossier.as_of)
        state = state.mask(late & (state == "yes"), "open")
    else:
        state = rows["address_code"].notna().map({True: "yes", False: "open"}).astype(object)
    rows["state"] = state
    twice = rows["address_code"].notna() & rows["address_code"].duplicated(keep=False)
    if twice.any():
        told = rows[twice].groupby("address_code")[["state", "village_code"]].transform("nunique")
        torn = (told["state"] > 1) | (told["village_code"] > 1)
        rows.loc[torn.index[torn], "state"] = "torn"
    rows["repeated"] = rows["address_code"].notna() & rows["address_code"].duplicated()
    return rows


def _placed(points: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Points of the assessed villages."""
    inside = points["match"].isin([Match.MATCHED, Match.PART])
    village = points["village_code"].where(points["match"] == Match.MATCHED, points["candidates"])
    placed = points.assign(village_code=village)[inside]
    return placed[placed["village_code"].isin(units.index)]


def _fill(points: pd.DataFrame, units: pd.DataFrame, kind: str) -> pd.Series:
    """For every unit the open points that could turn out to be its own: in its commune, its district, or anywhere."""
    lost = points[~points["match"].isin([Match.MATCHED, Match.PART]) & points["state"].isin(["yes", "open", "torn"])]
    lost = lost[(lost["address_kind"] == kind) | lost["address_kind"].isna()]
    in_commune = lost[lost["commune_code"].notna()].groupby("commune_code").size()
    nowhere = lost[lost["commune_code"].isna()]
    in_district = nowhere[nowhere["district_code"].notna()].groupby("district_code").size()
    anywhere = int(nowhere["district_code"].isna().sum())
    return by_group(in_commune, units["commune_code"]) + by_group(in_district, units["district_code"]) + anywhere


def measure(dossier: Dossier, units: pd.DataFrame, params: Params) -> Measured:
    """See the module's docstring."""
    kinds: list[str] = [kind.value for kind in params.kinds]
    register = dossier.rows("villages").drop_duplicates("village_code").set_index("village_code").reindex(units.index)
    every_row = _points(dossier, params)
    points = every_row[~every_row["repeated"]]
    placed = _placed(points, units)
    covered = units["commune_code"].isin(points["commune_code"])
    # Points that a refused export would have shown are not known to be missing.
    part_refused = dossier.part_refused("vpostcode")
    numbers = pd.DataFrame(index=units.index)
    shortfall, counts = (pd.Series("", index=units.index, dtype=object) for _ in range(2))
    torn_decides = pd.Series(0, index=units.index)
    unknown_number = pd.Series(0, index=units.index)
    could_fill = pd.Series(False, index=units.index)
    for kind in kinds:
        mine = placed[placed["address_kind"] == kind]
        unkinded = placed[placed["address_kind"].isna() & (placed["state"] != "no")].groupby("village_code").size()
        count = {
            s: by_group(mine[mine["state"] == s].groupby("village_code").size(), units.index.to_series())
            for s in ("yes", "open", "torn")
        }
        required = pd.to_numeric(register[_REGISTER[AddressKind(kind)]]).astype("Float64")
        unknown_number += required.isna().astype(int)
        needed = required.fillna(0).astype("int64")
        got = count["yes"]
        open_points = count["open"] + by_group(unkinded, units.index.to_series()) + _fill(points, units, kind)
        reachable = (got + open_points + count["torn"]).where(covered & (not part_refused), needed)
        torn_decides += ((got < needed) & (got + count["torn"] >= needed)).astype(int)
        could_fill |= covered & (got < needed) & (reachable >= needed)
        numbers[f"{kind}_points"], numbers[f"{kind}_reachable"], numbers[f"{kind}_required"] = got, reachable, needed
        text = (
            ADDRESS_KIND[kind]
            + " "
            + got.astype(str).astype(object)
            + "/"
            + needed.astype(str).astype(object).where(required.notna(), "?")
        )
        counts += ", " + text
        shortfall = shortfall.mask(got < needed, shortfall + ", " + text)
    numbers["kinds_torn"] = torn_decides
    numbers["register_numbers_unknown"] = unknown_number
    numbers["exports_missing"] = (~covered).astype(int)
    exports = dossier.rows("addresses")
    stale = units["commune_code"].isin(exports["commune_code"]) & ~covered
    words = pd.DataFrame({"counts": counts.str.removeprefix(", "), "shortfall": shortfall.str.removeprefix(", ")})
    words["fresh_days"] = str(params.fresh_days)
    words["thing"], words["what_to_do"] = _ASKED[params.plate_required]
    return Measured(
        numbers=numbers,
        reasons={
            Outcome.PASS: "addresses_reach",
            Outcome.FAIL: "addresses_short",
            Outcome.CONFLICT: "source_contradicts_itself",
            Outcome.UNKNOWN: first_true(
                units,
                [
                    ("stale", stale),
                    ("source_held", pd.Series(dossier.is_held("vpostcode"), index=units.index)),
                    ("source_refused", pd.Series(part_refused, index=units.index)),
                    ("addresses_not_covered", ~covered),
                    ("no_register_number", unknown_number > 0),
                    ("addresses_could_fill", could_fill),
                ],
                "addresses_not_covered",
            ),
        },
        words=words.assign(torn="Vpostcode", held="Vpostcode"),
        evidence=_evidence(_placed(every_row, units), register, params),
    )


def _evidence(placed: pd.DataFrame, register: pd.DataFrame, params: Params) -> pd.DataFrame:
    """A line for every point counted, and the register's row."""
    has, lacks = ("đã gắn biển", "chưa gắn biển") if params.plate_required else ("có mã địa chỉ", "chưa có mã địa chỉ")
    said = {"yes": has, "no": lacks, "open": "chưa ghi rõ", "torn": "các dòng cùng ngày ghi khác nhau"}
    kinds = placed["address_kind"].map(ADDRESS_KIND).astype(object).fillna("Chưa rõ loại")
    role = placed["state"].map({"yes": "for", "no": "against", "open": "open", "torn": "open"})
    rows = evidence_of(placed, role, kinds + ": " + placed["state"].map(said).astype(object))
    listed = register[register["source_id"].notna()].reset_index(names="village_code") if len(register) else register
    if listed.empty:
        return rows
    sentence = pd.Series("Danh mục thôn:", index=listed.index, dtype=object)
    for kind in params.kinds:
        number = listed[_REGISTER[kind]].astype("string").astype(object).fillna("chưa ghi")
        sentence += f" {ADDRESS_KIND[kind].lower()} " + number + ";"
    return pd.concat([rows, evidence_of(listed, "context", sentence.str.removesuffix(";"))], ignore_index=True)


def expects(params: Params) -> tuple[Expect, ...]:
    """The expectations for the kinds of address points that the criteria file names."""
    kinds = [kind.value for kind in params.kinds]
    return (
        Expect(Meaning.AGREES, Shape.ZERO, "kinds_torn"),
        *(Expect(Meaning.STANDS, Shape.REACHES, f"{kind}_reachable", f"{kind}_required") for kind in kinds),
        Expect(Meaning.PROVEN, Shape.ZERO, "exports_missing"),
        Expect(Meaning.PROVEN, Shape.ZERO, "register_numbers_unknown"),
        *(Expect(Meaning.PROVEN, Shape.REACHES, f"{kind}_points", f"{kind}_required") for kind in kinds),
    )


RULE = Rule(
    params=Params,
    measure=measure,
    expects=expects,
    reasons=REASONS,
)
