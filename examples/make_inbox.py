"""Writes ``examples/inbox``: every layout of FORMATS.md at least once, and bad input on purpose.

    python examples/make_inbox.py [FOLDER]

The same bytes every time. Facts stand in ``facts.py``, file formats in ``formats.py``, the self-assessments in
``claims.py``; the verdicts that must come of it, decided before the first run, in ``expected.csv``.
"""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from claims import claim_files
from facts import (
    COMMUNES,
    FORMER,
    HERITAGE,
    HOUSEHOLD,
    OCOP,
    OFFICE,
    ORGANISATION,
    VILLAGES,
    Village,
    numeral,
)
from formats import (
    Page,
    Row,
    as_cp1258,
    as_tcvn3,
    csv_text,
    html_xls,
    locked,
    spreadsheet_ml,
    xlsx,
)

Files = dict[str, bytes]


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


def vnpt_wide() -> Page:
    """A column a service, a header of two rows with merged cells, a total row below every commune."""
    rows: list[Row] = [
        ("VNPT LẠNG SƠN (DỮ LIỆU MẪU)", *[None] * 11),
        ("THỐNG KÊ HẠ TẦNG VIỄN THÔNG THEO THÔN (tính đến ngày 30/9/2024)", *[None] * 11),
        ("STT", "Huyện", "Xã", "Thôn/bản", "Hạ tầng cố định", "Hạ tầng di động", None, "WiFi công cộng", *[None] * 3,
         "Ghi chú"),
        (None, None, None, None, "Cáp quang (FTTH)", "3G", "4G", "Địa điểm", "Số hợp đồng", "Tình trạng",
         "Có mật khẩu", None),
    ]  # fmt: skip
    merges = [(0, 0, 0, 11), (1, 0, 1, 11), (2, 5, 2, 6), (2, 7, 2, 10)]
    merges += [(2, c, 3, c) for c in (0, 1, 2, 3, 11)]
    number = 0
    for commune in COMMUNES.values():
        mine = [v for v in VILLAGES if v.commune is commune and v.vnpt is not None]
        for village in mine:
            number += 1
            fibre, mobile = village.vnpt or ("", "")
            # MAU-10 is one contract: of Nà Lùng in Văn Quan, though Nà Lùng in Bình Gia claims it too.
            wifi = village.contract
            listed = wifi and wifi.operator == "VNPT" and wifi.number and village.code != "06103005"
            cells = (wifi.venue, wifi.number, wifi.status, wifi.has_password) if wifi and listed else (None,) * 4
            name = village.as_written("vnpt")
            rows.append(
                (number, commune.district, commune.name, name, fibre or None, mobile or None, mobile or None, *cells,
                 None)
            )  # fmt: skip
        rows.append((None, None, f"Cộng {commune.name}", f"{len(mine)} thôn", *[None] * 8))
    rows.append(("Người lập biểu: (mẫu)", *[None] * 11))
    return Page("Thôn", rows, merges)


def viettel_sheets() -> list[Page]:
    """One sheet a district; the date stands in the file's name only."""
    pages = []
    for district in dict.fromkeys(c.district for c in COMMUNES.values()):
        rows: list[Row] = [("STT", "Xã", "Thôn", "FTTH", "4G", "5G")]
        for village in VILLAGES:
            if village.commune.district == district and village.viettel is not None:
                fibre, mobile = village.viettel
                name = village.as_written("viettel")
                rows.append((len(rows), village.commune.name, name, fibre or None, mobile or None, None))
        pages.append(Page(district.removeprefix("Huyện "), rows))
    return pages


def viettel_wifi() -> bytes:
    """WiFi points with the place in one address column, as a web page called .xls; one contract told two ways."""
    hall, runs = "Nhà văn hóa thôn", "Đang hoạt động"
    points = [
        ("Thôn Nà Cuổn", "Bình Gia", "Nhà văn hóa Nà Cuổn", "MAU-06/2024/HĐ-VT", runs),
        ("Thôn Bản Hoàng", "Bình Gia", hall, "MAU-08/2024/HĐ-VT", runs),
        ("Thôn Bó Mạ", "Văn Quan", hall, "MAU-17/2024/HĐ-VT", runs),
        ("Thôn Bó Mạ", "Văn Quan", hall, "MAU-17/2024/HĐ-VT", "Đã thanh lý"),
    ]
    rows: list[Row] = [("STT", "Địa chỉ", "Địa điểm lắp đặt", "Số hợp đồng", "Trạng thái hợp đồng", "Có mật khẩu")]
    for n, (village, district, venue, contract, status) in enumerate(points, start=1):
        address = f"{village}, xã Hòa Bình, huyện {district}, tỉnh Lạng Sơn"
        rows.append((n, address, venue, contract, status, "Không"))
    return html_xls(rows, "Danh sách điểm WiFi công cộng (dữ liệu mẫu), số liệu đến ngày 31/10/2024")


def mobifone_long() -> list[Row]:
    """A row a village and technology; the date is a column."""
    rows: list[Row] = [("Huyện", "Xã", "Thôn", "Công nghệ", "Trạng thái", "Ngày cập nhật")]
    for village in VILLAGES:
        if village.mobifone is not None:
            place = (village.commune.district, village.commune.name, village.as_written("mobifone"))
            for technology, said in zip(("FTTH", "4G"), village.mobifone, strict=True):
                rows.append((*place, technology, said, "25/09/2024"))
    # A commune that does not exist: its rows wait for a person.
    rows.append(("Huyện Bình Gia", "Xã Không Có Tên", "Thôn Mẫu", "4G", "Đã phủ", "25/09/2024"))
    return rows


def vnpt_stations() -> list[Row]:
    """A row a mast, which serves several villages; of the same day as the wide list, and not of one mind with it."""
    place = ("Huyện Bình Gia", "Xã Hòa Bình")
    return [
        ("TRẠM VÀ TỦ CÁP (dữ liệu mẫu), tính đến ngày 30/9/2024",),
        ("Mã trạm BTS", "Huyện", "Xã", "Các thôn phục vụ", "FTTH", "4G"),
        ("MAU-BTS-01", *place, "Bản Hoàng, Bản Hoong", "", "x"),
        ("MAU-TU-02", *place, "Bản Hoong", "Chưa có", ""),
        ("MAU-BTS-03", "Huyện Bình Gia", "Xã Vĩnh Yên", "Khuổi Dụi; Khuổi Luông", "", "x"),
        ("MAU-BTS-04", "Huyện Chi Lăng", "Thị trấn Đồng Mỏ", "Khu 1", "", "x"),
        ("MAU-BTS-05", "Huyện Văn Quan", "Xã Hòa Bình", "Thôn 2", "", "x"),
    ]


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

    def lay(code: str | None, kind: str, holder: str, name: str, place: object, plate: str) -> Row:
        on = dt.date(2024, 6, 1) if plate == "Có" else None
        return code, kind, holder, name, place.name, place.district, "Có", plate, on  # type: ignore[attr-defined]

    rows = addresses(("Huyện Bình Gia",), heading, lay)
    for n in range(3):
        rows.append(lay(f"MAU9000{n:02d}", HOUSEHOLD, f"Trần Thị Mẫu Lạc {numeral(n + 1)}", "Xóm Trại Mẫu",
                        COMMUNES["06103"], "Có"))  # fmt: skip
    return Page("Data", rows)


def vpostcode_sub_village() -> list[Row]:
    """The village stands in ``SubVillage``, ``Village`` is blank, coordinates are texts; the date is in the title."""
    heading = ("Vpostcode", "Loại đối tượng", "Tên đối tượng", "Village", "SubVillage", "WardName", "DistrictName",
               "Đã gắn biển", "Latitude", "Longitude")  # fmt: skip

    def lay(code: str | None, kind: str, holder: str, name: str, place: object, plate: str) -> Row:
        return code, kind, holder, "", name, place.name, place.district, plate, "21.9", "106.6"  # type: ignore[attr-defined]

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


def later_wifi() -> list[Row]:
    """Two weeks after the day of the demo: a contract has ended since."""
    return [
        ("Huyện", "Xã", "Thôn", "WiFi - địa điểm", "WiFi - số HĐ", "WiFi - trạng thái", "WiFi - mật khẩu"),
        ("Huyện Bình Gia", "Xã Vĩnh Yên", "Thôn Khuổi Màn", "Nhà văn hóa thôn", "MAU-05/2024/HĐ-VNPT", "Đã thanh lý",
         "Không"),
        ("Huyện Bình Gia", "Xã Vĩnh Yên", "Thôn Khuổi Dụi", "Nhà văn hóa thôn", "MAU-01/2024/HĐ-VNPT",
         "Đang hoạt động", "Không"),
    ]  # fmt: skip


def _small(title: str = "") -> list[Row]:
    """An operator's list of one village, with or without a date in its title."""
    rows: list[Row] = [(title,)] if title else []
    return [*rows, ("Huyện", "Xã", "Thôn", "FTTH"), ("Huyện Bình Gia", "Xã Vĩnh Yên", "Thôn Khuổi Dụi", "Có")]


def good_files() -> Files:
    """What can be read."""
    long = csv_text(mobifone_long(), ";").encode("utf-8-sig")
    old: list[Row] = [("Huyện", "Xã", "Thôn", "FTTH"), ("Huyện Bình Gia", "Xã Hòa Bình", "Thôn Pác Sào", "Có")]
    return {
        "register/danh_muc_thon_2024.xlsx": xlsx(register()),
        "operators/vnpt/vnpt_bao_cao_thon.xlsx": xlsx(vnpt_wide()),
        "operators/vnpt/vnpt_tram_va_tu_cap.csv": csv_text(vnpt_stations(), "\t").encode("utf-16"),
        "operators/vnpt/vnpt_wifi_20241130.csv": as_cp1258(csv_text(later_wifi(), ",")),
        "operators/viettel/viettel_theo_huyen_20240930.xlsx": xlsx(*viettel_sheets()),
        "operators/viettel/viettel_wifi.xls": viettel_wifi(),
        "operators/viettel/nam_cu/viettel_20240331.csv": csv_text(old, ",").encode(),
        "operators/mobifone/mobifone_phu_song.csv": long,
        "operators/mobifone/mobifone_phu_song (1).csv": long,  # sent twice
        "vpostcode/vpostcode_binh_gia_20241031.xlsx": xlsx(vpostcode_village()),
        "vpostcode/vpostcode_van_quan_chi_lang.csv": csv_text(vpostcode_sub_village(), ",").encode("utf-8-sig"),
        "vpostcode/vpostcode_bo_sung_20241031.csv": csv_text(vpostcode_again(), ",").encode("utf-8-sig"),
        "ocop/ocop_2024.xlsx": xlsx(ocop()),
        "dichvucong/thong_ke_dvc_2024.xlsx": xlsx(statistics()),
        "dichvucong/tinh_hinh_ho_so.xls": spreadsheet_ml(statistics_three_rows()),
        **claim_files(),
    }


def bad_files() -> Files:
    """What must be refused, each with its own reason; nothing else may suffer from it."""
    whole = xlsx(vnpt_wide())
    plain = csv_text(_small(), ",").encode()
    return {
        "operators/vnpt/vnpt_bi_cat_cut_20240930.xlsx": whole[: len(whole) * 2 // 3],
        "operators/vnpt/vnpt_rong_20240930.csv": b"",
        "operators/viettel/viettel_co_mat_khau_20240930.xlsx": locked(),
        "operators/viettel/viettel_tuong_lai.csv": csv_text(_small("Số liệu tính đến ngày 31/12/2090"), ",").encode(),
        "operators/mobifone/mobifone_khong_ngay.csv": plain,
        "operators/vina_mau/vina_mau_20240930.csv": plain,
        "claims/ghi_chu.txt": "Tệp này không phải bảng tính.\n".encode(),
    }


def write(folder: Path) -> list[Path]:
    """Write the whole inbox into an empty folder; returns the files."""
    if folder.exists():
        shutil.rmtree(folder)
    written = []
    for name, content in sorted({**good_files(), **bad_files()}.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written.append(path)
    return written


if __name__ == "__main__":
    home = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "inbox"
    print(f"{len(write(home))} files in {home}")  # noqa: T201 - a script
