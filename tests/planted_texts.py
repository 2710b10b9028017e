"""Fifty people written where they do not belong, in every kind of free text; and the search for them, however written.

``tests.planted`` has people in the columns that are theirs. Here careless senders name them in villages, venues,
products, notes, titles, headings, sheets and files: without a title, without accents, in capitals, with a telephone.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from email.policy import default
from itertools import product
from pathlib import Path

import pyarrow.parquet
import xlsxwriter

from connectors.sources.village_claims.template import SHEETS
from doisoat.text.compare import fold

_FAMILIES = ("Lộc", "Hoàng", "Tráng", "Nông", "Vi", "Triệu", "Lương", "Nguyễn", "Hứa", "Bế")
_MIDDLES = ("Quốc", "Hữu", "Thị", "A", "Văn")
_GIVEN = ("Duỵt", "Thướng", "Xoắm", "Mẫng", "Khuỵu", "Ngoẵng", "Vuỗn", "Toòng", "Quẽn", "Phếch")
PEOPLE = [
    (f"{family} {middle} {_GIVEN[(n + n // 10) % 10]}", f"0977{n:06d}", f"020199{n:06d}")
    for n, (middle, family) in enumerate(product(_MIDDLES, _FAMILIES))
]
PLACE = ("Huyện Bình Gia", "Xã Vĩnh Yên", "Thôn Khuổi Dụi")
NEXT = ("Huyện Bình Gia", "Xã Vĩnh Yên", "Thôn Khuổi Luông")


def bare(name: str) -> str:
    """Without accents, with its capitals."""
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def written(name: str, phone: str, card: str) -> list[str]:
    """The ways in which a person is written here, and looked for."""
    tail, low = phone[1:], fold(name)
    return [
        *(name, bare(name), name.upper(), bare(name).upper(), low.replace(" ", "_"), low.replace(" ", "-"), low),
        *(bare(name).replace(" ", "_"), bare(name).replace(" ", "-")),
        *(phone, f"{phone[:4]}.{phone[4:7]}.{phone[7:]}", f"{phone[:4]} {phone[4:7]} {phone[7:]}"),
        *(f"84{tail}", f"84 {tail[:3]} {tail[3:6]} {tail[6:]}"),
        *(card, f"{card[:3]} {card[3:6]} {card[6:9]} {card[9:]}", card[3:]),
    ]


_FORMS = (
    lambda n, p, c: f"{n} {p}",
    lambda n, p, c: f"{bare(n)} {p[:4]}.{p[4:7]}.{p[7:]}",
    lambda n, p, c: f"{n.upper()}, CCCD {c}",
    lambda n, p, c: f"{n} (+84 {p[1:4]} {p[4:7]} {p[7:]})",
    lambda n, p, c: f"{n} CMND {c[3:]}",
)
VALUES = [value for person in PEOPLE for value in written(*person)]


class Planter:
    """Gives one person after the other, each in the next way of writing; ``kinds`` are where they went."""

    def __init__(self) -> None:
        self.kinds: list[str] = []

    def __call__(self, kind: str) -> str:
        """Somebody, as a careless sender writes them."""
        number = len(self.kinds)
        self.kinds.append(kind)
        return _FORMS[number % len(_FORMS)](*PEOPLE[number])

    def file(self, kind: str) -> str:
        """Somebody as a part of a file's name."""
        number = len(self.kinds)
        self.kinds.append(kind)
        name, phone, _ = PEOPLE[number]
        return (bare(name).replace(" ", "_").lower(), f"ong {name} {phone}", bare(name).replace(" ", "-"))[number % 3]


Rows = Sequence[Sequence[object]]


def _workbook(path: Path, sheets: dict[str, Rows]) -> None:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name[:31])
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)


def _csv(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def plant_texts(inbox: Path) -> Planter:
    """Write the files into an inbox that has the folders of ``tests.planted``."""
    some = Planter()
    _claims(inbox, some)
    _operators(inbox, some)
    _others(inbox, some)
    return some


def _claims(inbox: Path, some: Planter) -> None:
    def table(name: str, *rows: Sequence[object], more: str = "") -> Rows:
        return [[*SHEETS[name], *([more] if more else [])], *rows]

    claimed = ["Đạt"] * 5
    sheets: dict[str, Rows] = {
        "Tự đánh giá": [
            [f"BẢN TỰ ĐÁNH GIÁ do {some('title of a sheet')} lập"],
            *table(
                "Tự đánh giá",
                [*PLACE, "TTM-2023", 2024, *claimed],
                [*NEXT[:2], f"{NEXT[2]} {some('village')}", "TTM-2023", 2024, *claimed],
                [NEXT[0], f"Xã Hòa Bình {some('commune')}", "Thôn Nà Cuổn", "TTM-2023", 2024, *claimed],
                [f"Huyện Bình Gia {some('district')}", "Xã Hòa Bình", "Bản Hoàng", "TTM-2023", 2024, *claimed],
                [*NEXT, "TTM-2023", 2024, f"Đạt, hỏi {some('cell of a claim')}", *claimed[1:]],
                [*NEXT, f"TTM {some('criteria set')}", 2024, *claimed],
                more=f"Ghi chú {some('heading of a further column')}",
            ),
            [f"Người lập biểu: {some('note under a table')}"],
        ],
        "WiFi": table(
            "WiFi",
            [*PLACE, f"Nhà văn hóa thôn, nhà {some('venue')}", "VNPT", "MAU-01/2024/HĐ-VNPT", "Không"],
            [*PLACE, "Nhà văn hóa", some("operator of a contract"), "MAU-02/2024/HĐ-VNPT", "Không"],
            [*PLACE, "Nhà văn hóa", "VNPT", f"HĐ của {some('number of a contract')}", "Không"],
            [*PLACE, "Nhà văn hóa", "VNPT", "MAU-03/2024/HĐ-VNPT", f"hỏi {some('password')}"],
        ),
        "Tổ CNSCĐ": table(
            "Tổ CNSCĐ",
            [*PLACE, "12/QĐ-UBND", "05/02/2024", f"UBND xã Vĩnh Yên {some('issuer')}"],
            [*NEXT, f"13/QĐ-UBND {some('number of a decision')}", "05/02/2024", "UBND xã Vĩnh Yên"],
            [*NEXT, "14/QĐ-UBND", f"ngày 5, {some('date of a decision')}", some("issuer alone")],
        ),
        "Hoạt động": table(
            "Hoạt động",
            [*PLACE, "06/05/2024", f"Hướng dẫn {some('activity')}", f"Zalo {some('platform of an activity')}", 12],
            [*PLACE, f"tháng 5 {some('date of an activity')}", "Hướng dẫn", "Zalo", some("number of people")],
        ),
        "Mô hình": table(
            "Mô hình",
            [
                *PLACE, f"Mô hình {some('model')}", f"Nông nghiệp của {some('field of a model')}", 50, 1,
                some("scope of a model"), "01/03/2023", f"còn chạy {some('end of a model')}", "HTX",
                f"trước {some('effect of a model')}", "trong", "sau", "có",
            ],
        ),
        "Sản phẩm": table(
            "Sản phẩm",
            [*PLACE, f"Bánh gai {some('product')}", some("supplier"), 3, f"Chợ {some('sales channel')}",
             f"https://cho-mau.example/{some.file('link')}".replace(" ", "-")],
        ),
        "Địa chỉ số": table("Địa chỉ số", [*PLACE, f"Hộ {some('kind of address')}", 10, 10, 10]),
        "Kênh thôn": table("Kênh thôn", [*PLACE, f"Zalo {some('platform of a channel')}", "", 60, 3, 3]),
        f"PL {some.file('sheet')}": [["Ghi chú"], ["x"]],
    }  # fmt: skip
    _workbook(inbox / "claims" / f"tdg_{some.file('file')}.xlsx", sheets)


def _operators(inbox: Path, some: Planter) -> None:
    viettel, vnpt = inbox / "operators" / "viettel", inbox / "operators" / "vnpt"
    _csv(
        viettel / f"viettel {some.file('file of an operator')} 20240930.csv",
        [
            [f"Danh sách thôn có cáp quang, người gửi {some('title of a table')}"],
            ["Huyện", "Xã", "Thôn", "FTTH", "4G", f"Liên hệ {some('heading')}"],
            [*PLACE, "Có", f"Có, hỏi {some('answer of an operator')}", "x"],
            [*NEXT[:2], some("village of an operator"), "Có", "Có", ""],
            ["", "", f"Người lập: {some('note of an operator')}", "", "", ""],
        ],
    )
    _csv(
        vnpt / "vnpt_wifi_20240930.csv",
        [
            ["Huyện", "Xã", "Thôn", "Địa điểm WiFi", "Số hợp đồng", "Tình trạng", "Mật khẩu"],
            [*PLACE, some("venue of an operator"), "MAU-01/2024/HĐ-VNPT", f"Chạy, {some('status')}", "Không"],
        ],
    )
    _csv(vnpt / "vnpt_thieu_tieu_de_20240930.csv", [["1", *PLACE, some("row in place of headings"), "x", "x"]])


def _others(inbox: Path, some: Planter) -> None:
    _csv(
        inbox / "vpostcode" / "vpostcode_them_20241031.csv",
        [
            ["Mã Vpostcode", "Loại đối tượng", "Địa chỉ", "Thôn/xóm", "Xã/Phường", "Quận/Huyện", "Đã gắn biển"],
            ["LSMAU000901", "Hộ gia đình", some("address"), f"Nhà {some('village in a list')}", *PLACE[1::-1], "Có"],
        ],
    )  # fmt: skip
    _csv(
        inbox / "ocop" / "ocop_2024.csv",
        [
            ["STT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Thôn", "Số sao", "Quyết định", "Hiệu lực đến"],
            [1, f"Miến {some('registered product')}", f"HTX {some('producer')}", *PLACE[1::-1], PLACE[2], "3 sao",
             "MAU-1/QĐ-UBND", "31/12/2026"],
        ],
    )  # fmt: skip
    _csv(
        inbox / "dichvucong" / "thong_ke_2024.csv",
        [
            [f"THỐNG KÊ (Từ ngày 01/01/2024 đến ngày 31/10/2024) {some('title of statistics')}"],
            ["STT", "Huyện", "Đơn vị", "Số TTHC", "Đủ điều kiện", "Mức độ 3", "Mức độ 4", "Tổng hồ sơ"],
            [1, "Huyện Bình Gia", f"Xã Vĩnh Yên {some('unit of statistics')}", 118, 90, 60, 30, 500],
        ],
    )
    strange = inbox / some.file("folder of nobody")
    strange.mkdir()
    (strange / "a.xlsx").write_bytes(b"PK\x03\x04")
    (inbox / "ocop" / f"hong {some.file('damaged file')}.xlsx").write_bytes(b"PK\x03\x04")


def found_in(data: bytes, name: str = "") -> set[str]:
    """The ways of writing planted people that stand in a file's bytes, in what it packs, or in its name."""
    texts = [*_texts(data), name]
    return {value for value in VALUES for text in texts if value in text}


def found_below(folder: Path, *, without: Sequence[str] = ()) -> dict[str, set[str]]:
    """By file: what stands in anything below a folder; folders of the names in ``without`` are left out."""
    files = [path for path in folder.rglob("*") if path.is_file() and not {*path.parts} & {*without}]
    each = {str(p.relative_to(folder)): found_in(p.read_bytes(), str(p.relative_to(folder))) for p in files}
    return {name: found for name, found in each.items() if found}


def _texts(data: bytes) -> Iterator[str]:
    text = data.decode("utf-8", errors="replace")
    yield unicodedata.normalize("NFC", text)
    if "\\u" in text:  # JSON in ASCII
        yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m.group(1), 16)), text)
    if data[:4] == b"PAR1":
        yield str(pyarrow.parquet.read_table(io.BytesIO(data)).to_pylist())
    elif zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            for part in parts.namelist():
                yield part
                yield from _texts(parts.read(part))
    elif b"\nMIME-Version: 1.0" in data:
        message = message_from_bytes(data, policy=default)
        yield str(message["Subject"])
        for part in message.walk():
            if not part.is_multipart():
                yield from _texts(part.get_payload(decode=True))  # type: ignore[arg-type]
