"""Made-up inboxes of a province and of a nation, the same for the same seed. Names, people and figures are invented."""

from __future__ import annotations

import csv
import datetime as dt
import random
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter import Workbook

from connectors.sources.village_claims.template import SHEETS
from gazetteer.editions import load_editions

# fmt: off
_HEADS = ("Nà", "Bản", "Khuổi", "Pò", "Lũng", "Cốc", "Khòn", "Nặm", "Phai", "Kéo", "Thâm", "Pác", "Còn", "Tềnh", "Slam")
_TAILS = (
    "Mò", "Luông", "Dụi", "Háp", "Vàn", "Lừa", "Chuông", "Mằn", "Rài", "Toòng", "Cại", "Nhùng", "Giàm", "Loỏng",
    "Thuồng", "Sáng", "Cướm", "Ngọa", "Vài", "Tấu", "Lượt", "Puộc", "Đeng", "Bốc", "Liềng", "Hốc", "Chả", "Mu", "Rọ",
    "Bây",
)
# fmt: on
KINDS = (("Hộ gia đình", "household"), ("Cơ quan", "office"), ("Tổ chức", "organization"), ("Khu di tích", "heritage"))
NAMES = [f"{head} {tail}" for head in _HEADS for tail in _TAILS] + [f"{n}" for n in range(1, 20)]
AS_OF = dt.date(2024, 11, 15)


@dataclass(frozen=True)
class Village:
    """A village of the made-up register."""

    code: str
    name: str
    commune: str
    commune_code: str
    district: str
    counts: tuple[int, int, int, int]


def villages(count: int, seed: int = 7) -> list[Village]:
    """``count`` villages; the communes of Lạng Sơn for a province, made-up ones beside them for a nation."""
    dice = random.Random(seed)
    communes = [(u.full_name, u.code, u.district) for u in load_editions().units_on(AS_OF)]
    number = 0
    while len(communes) * 9 < count:
        number += 1
        communes.append(
            (
                f"Xã {dice.choice(_HEADS)} {dice.choice(_TAILS)} {number}",
                f"{30000 + number}",
                f"Huyện Mẫu {number // 18}",
            )
        )
    found: list[Village] = []
    per_commune = -(-count // len(communes))
    for commune, code, district in communes:
        for position, name in enumerate(dice.sample(NAMES, per_commune), start=1):
            counts = (dice.randint(40, 160), dice.randint(0, 2), dice.randint(0, 2), dice.randint(0, 1))
            found.append(Village(f"{code}{position:03d}", name, commune, code, district, counts))
    return found[:count]


def write_inbox(folder: Path, count: int, *, addresses: int, seed: int = 7) -> int:
    """Write a whole inbox; returns the number of data rows in it."""
    dice = random.Random(seed)
    listed = villages(count, seed)
    rows = write_register(folder, listed) + write_claims(folder, listed, dice)
    for operator in ("vnpt", "viettel", "mobifone"):
        rows += write_operator(folder, operator, listed, dice)
    return rows + _vpostcode(folder, listed, addresses, dice)


def write_csv(path: Path, header: list[str], rows: list[list[object]]) -> int:
    """A list in separated text; the number of its rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return len(rows)


def write_register(folder: Path, listed: list[Village]) -> int:
    """The register; the number of its rows."""
    header = [
        "Mã thôn",
        "Tên thôn",
        "Loại",
        "Tên xã",
        "Mã xã",
        "Huyện",
        "Số hộ",
        "Số cơ quan",
        "Số tổ chức",
        "Số khu di tích",
    ]
    rows: list[list[object]] = [
        [v.code, v.name, "Thôn", v.commune, v.commune_code, v.district, *v.counts] for v in listed
    ]
    return write_csv(folder / "register" / "danh_muc.csv", header, rows)


def write_operator(
    folder: Path, operator: str, listed: list[Village], dice: random.Random, name: str = "", first: int = 0
) -> int:
    """What an operator says of the villages; the number of rows."""
    header = [
        "Huyện",
        "Xã",
        "Thôn",
        "FTTH",
        "2G",
        "3G",
        "4G",
        "WiFi - địa điểm",
        "WiFi - số HĐ",
        "WiFi - trạng thái",
        "WiFi - mật khẩu",
    ]
    rows: list[list[object]] = []
    for number, v in enumerate(listed, start=first):
        style = dice.choice(("Thôn {}", "T. {}", "{}", "THÔN {}"))
        wifi: list[object] = ["", "", "", ""]
        if number % 3 == ("vnpt", "viettel", "mobifone").index(operator):
            wifi = ["Nhà văn hóa thôn", f"{number + 1}/HĐ-{operator.upper()}", "Đang hoạt động", "Không"]
        answers = [dice.choice(("Có", "x", "1", "Không", "")) for _ in range(4)]
        rows.append([v.district, v.commune, style.format(v.name), *answers, *wifi])
    return write_csv(folder / "operators" / operator / f"{name or f'{operator}_20240930'}.csv", header, rows)


def write_claims(
    folder: Path, listed: list[Village], dice: random.Random, name: str = "tu_danh_gia", first: int = 0
) -> int:
    """One workbook of claims, on the template; the number of its rows."""
    path = folder / "claims" / f"{name}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with Workbook(str(path), {"constant_memory": True, "strings_to_urls": False}) as book:
        for sheet, headings in SHEETS.items():
            page = book.add_worksheet(sheet)
            page.write_row(0, 0, list(headings))
            row = 1
            for number, v in enumerate(listed if sheet != "Dịch vụ công" else [], start=first):
                for body in _claim_rows(sheet, number, v, dice):
                    page.write_row(row, 0, [v.district, v.commune, f"Thôn {v.name}", *body])
                    row += 1
            written += row - 1
    return written


def _claim_rows(sheet: str, number: int, v: Village, dice: random.Random) -> list[list[object]]:
    if sheet == "Tự đánh giá":
        return [["TTM-2023", 2024, *(dice.choice(("Đạt", "Đạt", "Không đạt", "")) for _ in range(5)), ""]]
    if sheet == "WiFi":
        operator = ("VNPT", "Viettel", "MobiFone")[number % 3]
        return [["Nhà văn hóa thôn", operator, f"{number + 1}/HĐ-{operator.upper()}", "Không"]]
    if sheet == "Tổ CNSCĐ":
        return [[f"{number}/QĐ-UBND", "11/12/2022", f"UBND {v.commune}"]]
    if sheet == "Thành viên":
        return [[f"Người Mẫu {number}", v.name, f"09{number:08d}", f"020{number:09d}", ""]]
    if sheet == "Hoạt động":
        return [["06/02/2024", "Hướng dẫn", "VNeID", 5]]
    if sheet == "Mô hình":
        return [[f"Mô hình {number}", "Nông nghiệp", 10, 1, v.name, "01/03/2023", "", "HTX Mẫu", "a", "b", "c", "d"]]
    if sheet == "Địa chỉ số":
        return [[title, n, n, n] for (title, _), n in zip(KINDS, v.counts, strict=True)]
    return []


def _vpostcode(folder: Path, listed: list[Village], most: int, dice: random.Random) -> int:
    path = folder / "vpostcode" / "vpostcode_20241031.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    header = [
        "Mã Vpostcode",
        "Loại đối tượng",
        "Tên đối tượng",
        "Thôn/xóm",
        "Xã/Phường",
        "Quận/Huyện",
        "Đã thông báo",
        "Đã gắn biển",
        "Ngày gắn",
    ]
    row = 0
    with Workbook(str(path), {"constant_memory": True, "strings_to_urls": False}) as book:
        page = book.add_worksheet("Data")
        page.write_row(0, 0, header)
        while row < most:
            for v in listed:
                for (title, _), count in zip(KINDS, v.counts, strict=True):
                    for _ in range(count):
                        if row >= most:
                            return row
                        row += 1
                        style = dice.choice(("Thôn {}", "T. {}", "THÔN {}", "{}"))
                        plate = "Có" if dice.random() < 0.97 else "Chưa"
                        body = [
                            f"LS{row:09d}",
                            title,
                            f"Hộ {row}",
                            style.format(v.name),
                            v.commune,
                            v.district,
                            "Có",
                            plate,
                            "10/07/2024",
                        ]
                        page.write_row(row, 0, body)
    return row
