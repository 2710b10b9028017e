"""The invented province of the sample inbox: 20 villages, what each declares, and what the others know.

Communes and a few village names are real; every person, contract, product and figure is invented, and recognisably so
(Mẫu, MAU, 0900…, 020000…). What must come of it was decided first: ``expected.csv``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

DECIDED = dt.date(2022, 6, 15)
FIELD = "Nông nghiệp"
HOUSEHOLD, OFFICE, ORGANISATION, HERITAGE = "Hộ gia đình", "Cơ quan", "Tổ chức", "Khu di tích"


@dataclass(frozen=True)
class Commune:
    """A commune of the edition of 2020 to 11/2024."""

    code: str
    name: str
    district: str


COMMUNES = {
    "06070": Commune("06070", "Xã Vĩnh Yên", "Huyện Bình Gia"),
    "06103": Commune("06103", "Xã Hòa Bình", "Huyện Bình Gia"),
    "06274": Commune("06274", "Xã Hòa Bình", "Huyện Văn Quan"),
    "06463": Commune("06463", "Thị trấn Đồng Mỏ", "Huyện Chi Lăng"),
}


@dataclass(frozen=True)
class Contract:
    """A claimed WiFi contract and how the operator lists it."""

    number: str
    operator: str = "VNPT"
    status: str = "Đang hoạt động"
    password: str = "Không"  # noqa: S105 - whether there is one
    venue: str = "Nhà văn hóa thôn"


@dataclass(frozen=True)
class Village:
    """One village. ``claims`` holds D (đạt), K (không đạt) or a dot (blank) for each indicator.

    ``vnpt``, ``viettel``, ``mobifone`` are the cells for fibre and 4G; None where the operator does not list it.
    ``counts`` are the register's households, offices, organisations, heritage sites; ``listed`` and ``plated`` how
    many households the post lists and how many of them carry a plate (all where None).
    """

    code: str
    name: str
    claims: str
    counts: tuple[int, int | None, int, int]
    vnpt: tuple[str, str] | None = ("x", "x")
    viettel: tuple[str, str] | None = ("Có", "Có")
    mobifone: tuple[str, str] | None = ("Đã phủ", "Đã phủ")
    contract: Contract | None = None
    listed: int | None = None
    plated: int | None = None
    uncoded: int = 0
    issuer: str = ""  # blank: the commune's committee
    decided: dt.date | None = DECIDED
    members: int = 2
    phoneless: int = 0
    active_in: int | None = 2024
    model_field: str | None = FIELD
    model_years: tuple[int, int | None] = (2023, None)
    model_report_ends: bool = True
    product: tuple[str, str] | None = None  # name, channel
    channel: tuple[str, int, int] | None = None  # platform, received, handled
    written: dict[str, str] = field(default_factory=dict)  # how a source writes the name, where it differs

    @property
    def commune(self) -> Commune:
        """The village's commune."""
        return COMMUNES[self.code[:5]]

    def as_written(self, source: str) -> str:
        """The name as a source writes it."""
        return self.written.get(source, self.spoken)

    @property
    def spoken(self) -> str:
        """The name with its kind: ``Thôn Khuổi Dụi``, ``Khu 3``."""
        return self.name if self.name.startswith(("Khu ", "Thôn ")) else f"Thôn {self.name}"


_NO_FIBRE = {"vnpt": ("Chưa có", "x"), "viettel": ("Không", "Có"), "mobifone": ("Chưa phủ", "Đã phủ")}
_NOTHING = {"issuer": "-", "decided": None, "members": 0, "active_in": None, "model_field": None}

VILLAGES = [
    Village("06070001", "Khuổi Dụi", "DDDDD.", (14, 1, 2, 1), contract=Contract("MAU-01/2024/HĐ-VNPT")),
    Village(
        "06070002", "Khuổi Luông", "DDDDD.", (16, 0, 1, 0), plated=13, issuer="Trưởng thôn Khuổi Luông",
        contract=Contract("MAU-02/2023/HĐ-VNPT", status="Đã thanh lý"), model_report_ends=False,
        product=("Thạch đen mẫu Khuổi Luông", "Website"), written={"vnpt": "T. Khuổi Luông"},
    ),
    Village(
        "06070003", "Vằng Ứn", "KDK.K.", (12, 0, 1, 0), **_NO_FIBRE, active_in=2023, written={"vnpt": "THÔN VẰNG ỨN"}
    ),
    Village(
        "06070004", "Vàng Mấn", "D.DD..", (15, 0, 0, 0), vnpt=("x", ""), viettel=None, mobifone=("", "50%"), plated=10,
        contract=Contract("MAU-04/2024/HĐ-VNPT"), model_years=(2023, 2023),
    ),
    Village("06070005", "Khuổi Màn", "DDDKD.", (13, 1, 0, 0), contract=Contract("MAU-05/2024/HĐ-VNPT")),
    Village(
        "06103001", "Nà Cuổn - Nà Rài", "DDDDD.", (18, 0, 1, 0), contract=Contract("MAU-06/2024/HĐ-VT", "Viettel"),
        written={"vnpt": "Nà Rài - Nà Cuổn", "viettel": "Nà Cuổn – Nà Rài", "mobifone": "Nà Cuổn, Nà Rài"},
    ),
    Village(
        "06103002", "Pác Sào", "DDDKD.", (15, 0, 0, 0), vnpt=("", "x"), viettel=None, mobifone=("Chưa phủ", "Đã phủ"),
        contract=Contract("MAU-07/2024/HĐ-VNPT"), listed=13, phoneless=1, model_field="Văn hóa, văn nghệ",
    ),
    Village(
        "06103003", "Bản Hoàng", "DD.DD.", (12, 1, 1, 0), vnpt=("x", ""), viettel=("", ""), mobifone=("", ""),
        contract=Contract("MAU-08/2024/HĐ-VT", "Viettel"), product=("Mật ong mẫu Bản Hoàng", "Mạng xã hội"),
        written={"vnpt": "Bản Hoàng", "viettel": "Bản Hoàng", "mobifone": "Bản Hoàng"},
    ),
    Village(
        "06103004", "Bản Hoong", "DKDKD.", (14, 0, 0, 0), vnpt=("Chưa có", ""), viettel=("Không", "Không"),
        mobifone=("Chưa phủ", "Chưa phủ"), contract=Contract("MAU-09/2024/HĐ-MBF", "MobiFone"),
        written={"vnpt": "Bản Hoong", "viettel": "Bản Hoong", "mobifone": "Bản Hoong"},
    ),
    Village(
        "06103005", "Nà Lùng", "DDD.K.", (17, 0, 0, 0), contract=Contract("MAU-10/2024/HĐ-VNPT"), plated=9,
        decided=dt.date(2024, 11, 20), model_field=None,
    ),
    Village(
        "06463001", "Khu 1", "DDDDD.", (20, 3, 4, 1), contract=Contract("MAU-11/2024/HĐ-VNPT"),
        product=("Na dai mẫu Đồng Mỏ", "Sàn TMĐT"), written={"viettel": "Khu I"},
    ),
    Village(
        "06463002", "Khu 3", "DDDDD.", (18, 1, 2, 0), contract=Contract("MAU-12/2024/HĐ-VNPT"),
        written={"viettel": "Khu 03"},
    ),
    Village(
        "06463003", "Khu 3A", "DDDDD.", (16, 0, 1, 0), **_NO_FIBRE, contract=Contract("MAU-13/2024/HĐ-VNPT"), plated=11
    ),
    Village(
        "06463004", "Bản Mới", "DDDDD.", (12, None, 0, 0), members=0, model_years=(2025, None),
        contract=Contract("MAU-14/2024/HĐ-VNPT", venue="Quán cà phê Mẫu"),
        written={"vnpt": "Bản Mới", "viettel": "Bản Mới", "mobifone": "Bản Mới"},
    ),
    Village(
        "06463005", "Mỏ Nhài", "......", (10, 0, 0, 0), vnpt=None, viettel=None, mobifone=None, plated=0, **_NOTHING
    ),
    Village(
        "06274001", "Nà Lùng", "DDDDDD", (15, 0, 1, 0), channel=("Zalo", 5, 5),
        contract=Contract("MAU-10/2024/HĐ-VNPT", password="Có"),  # noqa: S106
    ),
    Village(
        "06274002", "Thôn 2", "DDDKD.", (14, 1, 0, 0), channel=("Zalo", 3, 0), written={"viettel": "Thôn II"},
        contract=Contract("MAU-15/2024/HĐ-VNPT", venue="Trụ sở UBND xã"),
    ),
    Village(
        "06274003", "Khòn Tồng", "DKDDDD", (16, 0, 0, 0), listed=12, contract=Contract(""), model_field="Du lịch"
    ),
    Village(
        "06274004", "Khòn Cuồng", "DDDDDD", (12, 0, 1, 0), channel=("Facebook", 4, 4),
        contract=Contract("MAU-16/2024/HĐ-VNPT"), product=("Chè mẫu Khòn Cuồng", "Website"),
    ),
    Village(
        "06274005", "Bó Mạ", ".DDDDK", (13, 0, 0, 0), channel=("Bảng tin giấy", 2, 2), uncoded=3,
        contract=Contract("MAU-17/2024/HĐ-VT", "Viettel"), written={"viettel": "Bó Cáy", "vnpt": "Bó Cáy"},
    ),
]  # fmt: skip

# Villages that are no more: code, name, last day, decision.
FORMER = [
    ("06103901", "Nà Cuổn", dt.date(2020, 12, 31), "90/NQ-HĐND"),
    ("06103902", "Nà Rài", dt.date(2020, 12, 31), "90/NQ-HĐND"),
]

# Registry: product, producer, commune code, village (blank: not named), stars, decision, valid until.
OCOP = [
    ("Miến dong mẫu Vàng Mấn", "HTX Mẫu Vĩnh Yên", "06070", "Vàng Mấn", 3, "31/12/2026"),
    ("Thạch đen mẫu Khuổi Luông", "HTX Mẫu Khuổi Luông", "06070", "Khuổi Luông", 4, "31/12/2026"),
    ("Rượu men lá mẫu Vằng Ứn", "Hộ kinh doanh Mẫu", "06070", "Vằng Ứn", 3, "31/12/2023"),
    ("Gạo nếp mẫu Hòa Bình", "HTX Mẫu Hòa Bình", "06103", "", 3, "31/12/2026"),
    ("Mật ong mẫu Bản Hoàng", "HTX Mẫu Bản Hoàng", "06103", "Bản Hoàng", 3, "31/12/2026"),
    ("Chè mẫu Khòn Cuồng", "HTX Mẫu Khòn Cuồng", "06274", "Khòn Cuồng", 4, "31/12/2026"),
    ("Na dai mẫu Đồng Mỏ", "HTX Mẫu Đồng Mỏ", "06463", "", 4, "31/12/2026"),
]

_DIGITS = ["Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín"]


def numeral(n: int) -> str:
    """A number from 1 to 99 in words, for names that nobody bears."""
    tens, ones = divmod(n, 10)
    head = "" if tens == 0 else "Mười" if tens == 1 else f"{_DIGITS[tens - 1]} Mươi"
    return f"{head} {_DIGITS[ones - 1] if ones else ''}".strip()
