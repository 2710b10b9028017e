"""Fifty planted people, a small inbox that names them, and the search for them in everything below a folder."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

EXAMPLES = Path(__file__).parents[1] / "examples" / "inbox"
FOLDERS = ("claims", "register", "operators/vnpt", "operators/viettel", "vpostcode", "ocop", "dichvucong")
HONEST = ("register/danh_muc_thon_2024.xlsx", "operators/vnpt/vnpt_bao_cao_thon.xlsx", "claims/binh_gia")
PLANTED = [(f"Tráng A Mẫu{n:02d}", f"09770{n:05d}", f"0209900{n:05d}") for n in range(50)]
VALUES = [value.encode() for person in PLANTED for value in person]


def plant(inbox: Path) -> None:
    """Put the people where they belong, and where careless senders put them too."""
    from connectors.sources.village_claims.template import SHEETS

    village = ["Huyện Bình Gia", "Xã Vĩnh Yên", "Thôn Khuổi Dụi"]
    members = pd.DataFrame(
        [[*village, name, f"số nhà của {name}", phone, card, "Tổ viên"] for name, phone, card in PLANTED[:20]],
        columns=list(SHEETS["Thành viên"]),
    )
    with pd.ExcelWriter(inbox / "claims" / "nguoi_mau.xlsx", engine="xlsxwriter") as book:
        members.to_excel(book, sheet_name="Thành viên", index=False)
        members.drop(columns=["Họ tên"]).to_excel(book, sheet_name="Hoạt động", index=False)  # the wrong sheet: refused
    holders = pd.DataFrame(
        [[f"LSMAU{n:06d}", "Hộ gia đình", name, *village[::-1], "Có"] for n, (name, _, _) in enumerate(PLANTED[20:35])],
        columns=[
            "Mã Vpostcode",
            "Loại đối tượng",
            "Tên đối tượng",
            "Thôn/xóm",
            "Xã/Phường",
            "Quận/Huyện",
            "Đã gắn biển",
        ],
    )
    holders.to_csv(inbox / "vpostcode" / "vpostcode_mau_20241031.csv", index=False)
    wrong = pd.DataFrame([list(person) for person in PLANTED[35:]])
    for folder in ("operators/vnpt", "ocop", "dichvucong", "register"):  # a list of people, without headings
        wrong.to_csv(inbox / folder / "nham_thu_muc_20241001.csv", index=False, header=False)
    (inbox / "operators" / "viettel" / "hong_20241001.xlsx").write_bytes(b"PK\x03\x04" + members.to_csv().encode())


def small_inbox(inbox: Path) -> tuple[Path, list[Path]]:
    """An inbox that is quick to read, and the files in it that name planted people."""
    for folder in FOLDERS:
        (inbox / folder).mkdir(parents=True)
    for name in HONEST:
        source = EXAMPLES / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, inbox / name, **_onto(source))
    honest = set(inbox.rglob("*"))
    plant(inbox)
    return inbox, sorted(path for path in inbox.rglob("*") if path not in honest and path.is_file())


def _onto(source: Path) -> dict[str, bool]:
    return {"dirs_exist_ok": True} if source.is_dir() else {}


def shown(folder: Path) -> set[bytes]:
    """The planted values that stand in any file below the folder, as it is or inside what is zipped."""
    texts = [text for path in folder.rglob("*") if path.is_file() for text in _texts(path.read_bytes())]
    return {value for value in VALUES if any(value in text for text in texts)}


def _texts(data: bytes) -> Iterator[bytes]:
    yield data
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            for name in parts.namelist():
                yield parts.read(name)
