"""Builds the inbox of a file of cases: a plain village a case, in a commune of its own, with the case's one twist."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from xlsxwriter import Workbook

from connectors.sources.village_claims.template import SHEETS
from gazetteer.editions import load_editions

Row = dict[str, Any]

_REGISTER = (
    "Mã thôn", "Tên thôn", "Loại", "Mã xã", "Xã", "Huyện", "Số hộ", "Số cơ quan", "Số tổ chức", "Số di tích",
    "Tên khác",     "Hiệu lực từ", "Hiệu lực đến",
)  # fmt: skip
_COVERAGE = ("Huyện", "Xã", "Thôn", "Cáp quang", "2G", "3G", "4G", "5G")
_WIFI = ("Huyện", "Xã", "Thôn", "Địa điểm", "Số hợp đồng", "Trạng thái", "Mật khẩu")
_POINTS = ("Mã địa chỉ", "Loại đối tượng", "Thôn", "Xã", "Huyện", "Đã gắn biển", "Ngày gắn")
_OCOP = ("Tên sản phẩm", "Chủ thể", "Huyện", "Xã", "Thôn", "Số sao", "Quyết định", "Ngày công nhận", "Hiệu lực đến")
_STATISTICS = (
    "Đơn vị", "Huyện", "Kỳ", "TTHC đủ điều kiện", "TTHC một phần và toàn trình", "Tổng hồ sơ",
    "Hồ sơ trực tuyến toàn trình",
)  # fmt: skip
_SUCCESSION = ("Mã cũ", "Tên cũ", "Xã cũ", "Mã mới", "Tên mới", "Xã mới", "Phần", "Ngày hiệu lực", "Quyết định")
_FIRST = ("Nà", "Bản", "Khuổi", "Pò", "Lũng", "Cốc", "Khòn", "Phai", "Kéo", "Thâm", "Pác", "Còn", "Slam", "Tềnh")
_SECOND = (
    "Thử", "Mẫu", "Lình", "Vàn", "Hoẳng", "Chuông", "Rịa", "Toòng", "Liềng", "Nhùng", "Giàm", "Loỏng", "Cướm", "Ngòa",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One case of a file; ``words`` fill the braces of its texts."""

    id: str
    why: str
    expect: Mapping[str, str]
    allowed: Mapping[str, list[str]]
    reasons: Mapping[str, str]
    change: Mapping[str, Any]
    words: Mapping[str, str]
    neighbours: tuple[Mapping[str, str], ...] = ()

    def unit(self, indicator: str) -> str:
        """The unit that the expectation speaks about: the village, or its commune where services are judged."""
        return self.words["commune_code"] if indicator.endswith("_online") else self.words["code"]


@dataclass
class World:
    """A file of cases and the tables of its inbox."""

    as_of: dt.date
    cases: list[Case]
    elsewhere: Mapping[str, str]  # a commune of which no case is
    readings: Mapping[str, Any] = field(default_factory=dict)  # of the letters, in place of the defaults
    held: frozenset[str] = frozenset()  # sources whose list has shrunk and waits for a person
    waiting: frozenset[str] = frozenset()  # sources of which a table waits for an answer
    files: tuple[Mapping[str, Any], ...] = ()  # more files of the inbox, of no case
    absent: frozenset[str] = frozenset()  # folders of the inbox that nobody has sent


def read_cases(path: Path) -> World:
    """The cases of one YAML file, each with a village and a commune of its own."""
    text = yaml.safe_load(path.read_text(encoding="utf-8"))
    as_of = text.get("as_of", dt.date(2024, 11, 15))
    as_of = dt.date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    units = [u for u in load_editions().units_on(as_of) if u.full_name.startswith("Xã ")]
    names = [f"{a} {b}" for b in _SECOND for a in _FIRST]
    cases = []
    for number, case in enumerate(text["cases"]):
        unit = units[number % len(units)]
        lap = 10 * (number // len(units))
        words = {
            "n": str(number + 1),
            "village": f"Thôn {case.get('named') or names[number % len(names)]}",
            "commune": unit.full_name,
            "commune_code": unit.code,
            "district": unit.district,
            "code": f"{unit.code}{lap + 1:03}",
            "year": str(as_of.year),
        }
        neighbours = []
        for place, beside in enumerate(case.get("beside", []), start=2):
            name = beside.get("name") or names[(number + 7 * place) % len(names)]
            words |= {f"village{place}": f"Thôn {name}", f"code{place}": f"{unit.code}{lap + place:03}"}
            neighbours.append(
                {**words, "village": f"Thôn {name}", "code": words[f"code{place}"], "n": f"9{number + 1:03}{place}"}
            )
        cases.append(
            Case(
                id=str(case["id"]),
                why=case["why"],
                expect={str(k): str(v) for k, v in case["expect"].items()},
                allowed={str(k): [str(one) for one in v] for k, v in (case.get("alt") or {}).items()},
                reasons={str(k): str(v) for k, v in (case.get("reason") or {}).items()},
                change=case.get("change") or {},
                words=words,
                neighbours=tuple(neighbours),
            )
        )
    last = units[-1]
    return World(
        as_of,
        cases,
        {"commune": last.full_name, "district": last.district},
        readings=text.get("readings") or {},
        held=frozenset(text.get("held") or ()),
        waiting=frozenset(text.get("waiting") or ()),
        files=tuple(text.get("files") or ()),
        absent=frozenset(text.get("absent") or ()),
    )


def write_inbox(world: World, folder: Path) -> None:
    """The inbox in which every village but for its twist has what its claim needs."""
    day = world.as_of
    tables: dict[str, list[Row]] = {
        "ocop": [
            {
                "Tên sản phẩm": "Miến dong mẫu", "Chủ thể": "HTX mẫu", "Huyện": world.elsewhere["district"],
                "Xã": world.elsewhere["commune"], "Thôn": "Bản Mẫu", "Số sao": 3, "Quyết định": "01/QĐ-UBND",
                "Ngày công nhận": dt.date(day.year - 1, 6, 1),
                "Hiệu lực đến": dt.date(day.year + 2, 6, 1),
            }
        ]
    }  # fmt: skip
    extra: list[tuple[Case, Mapping[str, Any]]] = []
    for case in world.cases:
        for name, rows in _rows_of(case.words, case.change, day):
            tables.setdefault(name, []).extend(rows)
        for beside in case.neighbours:
            for name, rows in _rows_of(beside, {}, day):
                tables.setdefault(name, []).extend(rows)
        extra += [(case, file) for file in case.change.get("add", [])]
    year, month = day.year, f"{day.year}0930"
    _sheets(folder / "register/danh_muc.xlsx", {"Danh mục": (_REGISTER, tables.get("register", []))})
    for operator in {"vnpt", "viettel", "mobifone"} - {path.removeprefix("operators/") for path in world.absent}:
        _csv(folder / f"operators/{operator}/{operator}_{month}.csv", _COVERAGE, tables.get(operator, []))
    if "operators/vnpt" not in world.absent:
        _csv(folder / f"operators/vnpt/vnpt_wifi_{month}.csv", _WIFI, tables.get("vnpt_wifi", []))
    if "vpostcode" not in world.absent:
        _csv(folder / f"vpostcode/vpostcode_{year}1031.csv", _POINTS, tables.get("vpostcode", []))
    if "ocop" not in world.absent:
        _sheets(folder / "ocop/ocop.xlsx", {"OCOP": (_OCOP, tables["ocop"])})
    if tables.get("dichvucong"):
        _sheets(folder / "dichvucong/thong_ke.xlsx", {"Thống kê": (_STATISTICS, tables["dichvucong"])})
    if tables.get("succession"):
        _sheets(folder / "succession/ke_thua.xlsx", {"Kế thừa": (_SUCCESSION, tables["succession"])})
    claims = {sheet: (tuple(headings), tables.get(sheet, [])) for sheet, headings in SHEETS.items()}
    _sheets(folder / "claims/tu_danh_gia.xlsx", claims)
    for case, file in extra:
        _extra(folder, case.words, file)
    for file in world.files:
        _extra(folder, world.elsewhere, file)


def _rows_of(words: Mapping[str, str], change: Mapping[str, Any], day: dt.date) -> Iterator[tuple[str, list[Row]]]:
    plain = _plain(words, day)
    for name in {**plain, **{key: [] for key in change if key not in ("add", "claims", "pages")}}:
        given = change.get("claims" if name == "Tự đánh giá" else name)
        base = plain.get(name, [])
        if given is None:
            yield name, base
            continue
        first = base[0] if base else _place(words, name)
        if name == "vpostcode":
            first = {key: value for key, value in first.items() if key != "Mã địa chỉ"}
        rows = []
        for position, row in enumerate(given):
            said = {str(key): filled(value, words) for key, value in row.items()}
            for copy in range(int(said.pop("count", 1))):
                whole = {**first, **said}
                if name == "vpostcode":
                    whole.setdefault("Mã địa chỉ", f"{words['code']}9{position}{copy:02}")
                rows.append(whole)
        yield name, rows


def _place(words: Mapping[str, str], table: str) -> Row:
    if table == "dichvucong":
        return {"Đơn vị": words["commune"], "Huyện": words["district"]}
    if table == "Dịch vụ công":
        return {"Huyện": words["district"], "Xã": words["commune"], "Năm": int(words["year"])}
    return {"Huyện": words["district"], "Xã": words["commune"], "Thôn": words["village"]}


def _plain(words: Mapping[str, str], day: dt.date) -> dict[str, list[Row]]:
    place = {"Huyện": words["district"], "Xã": words["commune"], "Thôn": words["village"]}
    n, year = words["n"], day.year
    contract = f"HĐ-{n}/{year}/VNPT"
    covered = {**place, "Cáp quang": "Có", "2G": "Có", "3G": "Có", "4G": "Có", "5G": "Chưa"}
    counts = (("Hộ gia đình", 3), ("Cơ quan", 1), ("Tổ chức", 1), ("Khu di tích", 0))
    points = [kind for kind, count in counts for _ in range(count)]
    return {
        "register": [
            {
                "Mã thôn": words["code"], "Tên thôn": words["village"], "Loại": "Thôn", "Mã xã": words["commune_code"],
                "Xã": words["commune"], "Huyện": words["district"], "Số hộ": 3, "Số cơ quan": 1, "Số tổ chức": 1,
                "Số di tích": 0,
            }
        ],
        "vnpt": [covered], "viettel": [covered], "mobifone": [covered],
        "vnpt_wifi": [
            {**place, "Địa điểm": "Nhà văn hóa thôn", "Số hợp đồng": contract, "Trạng thái": "Hoạt động",
             "Mật khẩu": "Không"}
        ],
        "vpostcode": [
            {**place, "Mã địa chỉ": f"{words['code']}{at:03}", "Loại đối tượng": kind, "Đã gắn biển": "Có",
             "Ngày gắn": f"01/08/{year}"}
            for at, kind in enumerate(points)
        ],
        "Tự đánh giá": [
            {**place, "Bộ tiêu chí": "TTM-2023", "Năm thẩm định": year, **{f"Chỉ tiêu {i}": "Đạt" for i in range(1, 6)}}
        ],
        "WiFi": [
            {**place, "Địa điểm": "Nhà văn hóa thôn", "Doanh nghiệp": "VNPT", "Số hợp đồng": contract,
             "Có mật khẩu": "Không"}
        ],
        "Tổ CNSCĐ": [
            {**place, "Số quyết định": f"{n}/QĐ-UBND", "Ngày quyết định": dt.date(year, 3, 1),
             "Cơ quan ban hành": f"UBND {words['commune']}"}
        ],
        "Thành viên": [
            {**place, "Họ tên": "Nguyễn Mẫu A", "Địa chỉ": words["village"], "Số điện thoại": "0912345678",
             "CCCD/CMND": "020123456789", "Chức vụ": "Tổ trưởng"}
        ],
        "Hoạt động": [
            {**place, "Ngày": dt.date(year, 5, 10), "Nội dung": "Hướng dẫn cài VNeID", "Nền tảng số": "VNeID",
             "Số người được hướng dẫn": 25}
        ],
        "Mô hình": [
            {**place, "Tên mô hình": "Camera an ninh mẫu", "Lĩnh vực": "An ninh trật tự", "Tổng vốn (triệu đồng)": 50,
             "Số lượng": 4, "Phạm vi": "Toàn thôn", "Bắt đầu": dt.date(year - 1, 5, 1), "Hộ/HTX": "12 hộ",
             "Hiệu quả trước": "Camera chưa có", "Hiệu quả trong": "Có theo dõi", "Hiệu quả sau": "Tốt hơn",
             "Khả năng mở rộng": "Mở rộng được"}
        ],
        "Địa chỉ số": [
            {**place, "Loại": kind, "Tổng số": count, "Đã gắn biển": count, "Số chữ ký xác nhận": count}
            for kind, count in counts
        ],
        "Kênh thôn": [
            {**place, "Nền tảng": "Zalo", "Đường dẫn nhóm": "https://zalo.me/g/mau", "Số thành viên": 120,
             "Phản ánh tiếp nhận": 10, "Phản ánh đã xử lý": 9}
        ],
    }  # fmt: skip


def filled(value: Any, words: Mapping[str, str]) -> Any:
    """A cell with the case's words in the place of their names in braces."""
    if isinstance(value, dict) and set(value) == {"date"}:
        return value["date"] if isinstance(value["date"], dt.date) else dt.date.fromisoformat(str(value["date"]))
    if not isinstance(value, str):
        return value
    for key, word in words.items():
        value = value.replace(f"{{{key}}}", word)
    return value


def _extra(folder: Path, words: Mapping[str, str], file: Mapping[str, Any]) -> None:
    path = folder / filled(file["file"], words)
    rows = [[filled(cell, words) for cell in row] for row in file["rows"]]
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([[_text(cell) for cell in row] for row in rows])
        return
    with Workbook(str(path)) as book:
        _fill(book, str(filled(file.get("sheet", "Sheet1"), words)), rows)


def _csv(path: Path, headings: tuple[str, ...], rows: list[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(_headings(headings, rows))
        writer.writerows([[_text(row.get(name)) for name in _headings(headings, rows)] for row in rows])


def _sheets(path: Path, sheets: Mapping[str, tuple[tuple[str, ...], list[Row]]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with Workbook(str(path)) as book:
        for name, (headings, rows) in sheets.items():
            names = _headings(headings, rows)
            _fill(book, name, [list(names), *([row.get(one) for one in names] for row in rows)])


def _headings(headings: tuple[str, ...], rows: list[Row]) -> tuple[str, ...]:
    more = dict.fromkeys(name for row in rows for name in row if name not in headings)
    return (*headings, *more)


def _fill(book: Workbook, name: str, rows: list[list[Any]]) -> None:
    sheet = book.add_worksheet(name)
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, dt.date):
                sheet.write_datetime(at, column, dt.datetime.combine(cell, dt.time()), day)
            elif isinstance(cell, bool | str):
                sheet.write_string(at, column, str(cell))
            elif cell is not None:
                sheet.write_number(at, column, cell)


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    return f"{cell:%d/%m/%Y}" if isinstance(cell, dt.date) else str(cell)
