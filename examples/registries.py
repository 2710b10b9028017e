"""The register, the post's address points, the OCOP registry and the portal's statistics of the sample inbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from facts import COMMUNES, FORMER, HERITAGE, HOUSEHOLD, OCOP, OFFICE, ORGANISATION, VILLAGES, Commune, Village, numeral
from formats import Page, Row, as_tcvn3


def register() -> Page:
    """The province's list: titles above, old names, dates, one code twice, one code that lost its zero."""
    heading = (
        "STT", "Mã thôn", "Tên thôn", "Loại", "Tên xã", "Mã xã", "Huyện", "Số hộ", "Số cơ quan", "Số tổ chức",
        "Số khu di tích", "Tên cũ", "Hiệu lực từ", "Hiệu lực đến", "Số quyết định",
    )  # fmt: skip
    rows: list[Row] = []

    def add(village: Village, name: str, *, old: str = "", begin: dt.date | None = None, end: dt.date | None = None,
            decision: str = "") -> None:  # fmt: skip
        place = village.commune
        kind = "Khu" if name.startswith("Khu ") else "Thôn"
        code: str | int = int(village.code) if village.code == "06463001" else village.code
        rows.append((
            len(rows) + 1, code, name.removeprefix("Thôn "), kind, place.name, place.code, place.district,
            *village.counts, old or None, begin, end, decision or None,
        ))  # fmt: skip

    for village in VILLAGES:
        if village.code == "06103001":
            add(village, village.name, old="Nà Cuổn; Nà Rài", begin=dt.date(2021, 1, 1), decision="90/NQ-HĐND")
        elif village.code == "06274005":
            add(village, "Bó Cáy", end=dt.date(2023, 6, 30))
            add(village, village.name, old="Bó Cáy", begin=dt.date(2023, 7, 1), decision="15/NQ-HĐND")
        else:
            add(village, village.name)
    for code, name, end, decision in FORMER:
        add(Village(code, name, "......", (9, 0, 0, 0)), name, end=end, decision=decision)
    add(VILLAGES[0], VILLAGES[0].name)  # the same village a second time, on purpose
    blank: Row = (None,) * len(heading)
    titles = [("UBND TỈNH (DỮ LIỆU MẪU)", *blank[1:]), ("DANH MỤC THÔN, KHU DÂN CƯ", *blank[1:])]
    merges = [(0, 0, 0, len(heading) - 1), (1, 0, 1, len(heading) - 1)]
    return Page("Danh mục", [*titles, blank, heading, *rows], merges)


def points(village: Village, first: int) -> Iterator[tuple[str | None, str, str, str, str]]:
    """A village's address points: code, kind, holder, village as written, plate."""
    number = first
    households, *others = village.counts
    listed = households if village.listed is None else village.listed
    plated = listed if village.plated is None else village.plated
    for n in range(listed):
        code = None if n < village.uncoded else f"MAU{number:06d}"
        name = village.spoken
        if village.code == "06103001":  # the post still writes the villages it was merged from
            name = "Thôn Nà Cuổn" if n < 10 else "Thôn Nà Rài"
        yield code, HOUSEHOLD, f"Trần Thị Mẫu {numeral(1 + number % 99)}", name, "Có" if n < plated else "Chưa"
        number += 1
    for kind, count in zip((OFFICE, ORGANISATION, HERITAGE), others, strict=True):
        for n in range(count or 0):
            yield f"MAU{number:06d}", kind, f"{kind} mẫu {n + 1}", village.spoken, "Có"
            number += 1


def addresses(districts: tuple[str, ...], heading: Row, lay: Callable[..., Row]) -> list[Row]:
    """An export of address points of some districts."""
    rows: list[Row] = [heading]
    for position, village in enumerate(VILLAGES):
        if village.commune.district in districts:
            for code, kind, holder, name, plate in points(village, 1 + 100 * position):
                rows.append(lay(code, kind, holder, name, village.commune, plate))
    return rows


def vpostcode_village() -> Page:
    """The village stands in ``Village``; three points of Hòa Bình lie in no village that is known."""
    heading = ("Vpostcode", "Loại đối tượng", "Tên đối tượng", "Village", "WardName", "DistrictName", "Đã thông báo",
               "Đã gắn biển", "Ngày gắn")  # fmt: skip

    def lay(code: str | None, kind: str, holder: str, name: str, place: Commune, plate: str) -> Row:
        on = dt.date(2024, 6, 1) if plate == "Có" else None
        return code, kind, holder, name, place.name, place.district, "Có", plate, on

    rows = addresses(("Huyện Bình Gia",), heading, lay)
    for n in range(3):
        rows.append(lay(f"MAU9000{n:02d}", HOUSEHOLD, f"Trần Thị Mẫu Lạc {numeral(n + 1)}", "Xóm Trại Mẫu",
                        COMMUNES["06103"], "Có"))  # fmt: skip
    return Page("Data", rows)


def vpostcode_sub_village() -> list[Row]:
    """The village stands in ``SubVillage``, ``Village`` is blank, coordinates are texts; the date is in the title."""
    heading = ("Vpostcode", "Loại đối tượng", "Tên đối tượng", "Village", "SubVillage", "WardName", "DistrictName",
               "Đã gắn biển", "Latitude", "Longitude")  # fmt: skip

    def lay(code: str | None, kind: str, holder: str, name: str, place: Commune, plate: str) -> Row:
        return code, kind, holder, "", name, place.name, place.district, plate, "21.9", "106.6"

    rows = addresses(("Huyện Văn Quan", "Huyện Chi Lăng"), heading, lay)
    return [("Danh sách điểm địa chỉ số (dữ liệu mẫu), số liệu đến ngày 31/10/2024",), *rows]


def vpostcode_again() -> list[Row]:
    """Two points of Bản Hoong once more, of the same day, and told the other way."""
    village = next(v for v in VILLAGES if v.code == "06103004")
    first = 1 + 100 * VILLAGES.index(village)
    rows: list[Row] = [
        ("Vpostcode", "Loại đối tượng", "Tên đối tượng", "Village", "WardName", "DistrictName", "Đã gắn biển")
    ]
    for code, kind, holder, name, _ in list(points(village, first))[:2]:
        rows.append((code, kind, holder, name, village.commune.name, village.commune.district, "Chưa"))
    return rows


def ocop() -> Page:
    """The registry, typed in an ABC font; two products name no village."""
    rows: list[Row] = [
        ("STT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Thôn", "Số sao", "Quyết định", "Hiệu lực đến")
    ]
    for n, (product, producer, code, village, stars, until) in enumerate(OCOP, start=1):
        place = COMMUNES[code]
        typed = [as_tcvn3(t) if t else None for t in (product, producer, place.name, place.district, village)]
        rows.append((n, *typed, f"{stars} sao", f"MAU-{n}/QĐ-UBND", until))
    return Page("OCOP", rows)


def statistics() -> Page:
    """A row a unit: procedures and dossiers."""
    return Page("DVC", [
        ("THỐNG KÊ DỊCH VỤ CÔNG TRỰC TUYẾN (Từ ngày 01/01/2024 đến ngày 31/10/2024)", *[None] * 8),
        ("STT", "Huyện", "Đơn vị", "Số TTHC", "Đủ điều kiện", "Mức độ 3", "Mức độ 4", "Tổng hồ sơ",
         "Hồ sơ xử lý hoàn toàn trực tuyến"),
        (1, "Huyện Bình Gia", "Xã Vĩnh Yên", 118, 90, 60, 30, 500, 350),
        (2, "Huyện Bình Gia", "Xã Hòa Bình", 118, 100, 55, 40, 400, 320),
        (3, "Huyện Văn Quan", "Xã Hòa Bình", 110, 0, 0, 0, 500, 400),
        (4, "Huyện Chi Lăng", "Thị trấn Đồng Mỏ", 120, 100, 50, 50, 800, 600),
        (5, "Huyện Bình Gia", "Huyện Bình Gia", 260, 200, 120, 80, 5000, 3600),
        ("Tổng cộng", None, None, 726, 490, 285, 200, 7200, 5270),
    ], [(0, 0, 0, 8)])  # fmt: skip


def statistics_three_rows() -> Page:
    """Three rows a unit, the second and third without a number; its figures for Hòa Bình are not those above."""
    return Page("Bao cao", [
        ("TÌNH HÌNH TIẾP NHẬN HỒ SƠ TRỰC TUYẾN (Từ ngày 01/01/2024 đến ngày 31/10/2024)", *[None] * 5),
        ("STT", "Tên đơn vị", "Số lượng hồ sơ", None, None, "Ghi chú"),
        (None, None, "Tổng số", "Trong đó", None, None),
        (None, None, None, "Trực tuyến", "Trực tiếp", None),
        (1, "UBND xã Hòa Bình, huyện Văn Quan", 500, 420, 80, None),
        (None, "DVC trực tuyến một phần", 180, 120, 60, None),
        (None, "DVC trực tuyến toàn trình", 320, 300, 20, None),
        (2, "UBND xã Vĩnh Yên, huyện Bình Gia", 500, 410, 90, None),
        (None, "DVC trực tuyến một phần", 130, 60, 70, None),
        (None, "DVC trực tuyến toàn trình", 370, 350, 20, None),
    ], [(0, 0, 0, 5), (1, 0, 3, 0), (1, 1, 3, 1), (1, 2, 1, 4), (2, 2, 3, 2), (2, 3, 2, 4), (1, 5, 3, 5)])  # fmt: skip
