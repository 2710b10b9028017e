"""Fifty planted people go through a whole run, with errors forced; none of their values stays anywhere in clear."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd

ROOT = Path(__file__).parents[2]
INBOX = ROOT / "examples" / "inbox"
PLANTED = [(f"Tráng A Mẫu{n:02d}", f"09770{n:05d}", f"0209900{n:05d}") for n in range(50)]


def _plant(inbox: Path) -> None:
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


def _written(folder: Path) -> dict[str, str]:
    """Everything below a folder as text, but the vault, which keeps what was sent as it was sent."""
    files = (p for p in folder.rglob("*") if p.is_file() and "vault" not in p.relative_to(folder).parts)
    return {p.relative_to(folder).as_posix(): p.read_bytes().decode("utf-8", errors="replace") for p in files}


_RUN = """
import datetime as dt
from doisoat.settings import read_settings
from flows.prefect_home import settle
settings = read_settings()
settle(settings.home)
from flows.nightly import run_order
from flows.run_spec import new_run_spec
order = new_run_spec(settings.inbox, now=dt.datetime.now(dt.UTC), as_of=dt.date(2024, 11, 15), offline=True)
assert run_order(order, settings, print).input_was_refused
"""


def _as_flow(inbox: Path, home: Path, settings: dict[str, str]) -> str:
    """The run as a Prefect flow, with all that Prefect notes; what it printed."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DOISOAT_", "PREFECT_"))}
    env = {**clean, "DOISOAT_HOME": str(home), "DOISOAT_INBOX": str(inbox), **settings}
    home.mkdir()
    done = subprocess.run([sys.executable, "-c", _RUN], env=env, cwd=ROOT, capture_output=True, check=False)
    told = (done.stdout + done.stderr).decode("utf-8", errors="replace")
    assert done.returncode == 0, told
    return told


def test_no_planted_person_stays_in_clear_anywhere(doisoat: Any, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    shutil.copytree(INBOX, inbox)
    _plant(inbox)
    keys = {
        "DOISOAT_KEYS__HMAC": "thu:" + "mau-khong-dung-that-" * 2,
        "DOISOAT_KEYS__STORE": "thu:" + "mau-khac-khong-that-" * 2,
        "PREFECT_LOGGING_LEVEL": "DEBUG",
    }
    told = {"run": _as_flow(inbox, tmp_path / "home", keys)}
    for name, *args in (
        ("verdicts", "verdicts"),
        ("explain", "explain", "06070001"),
        ("export", "export", tmp_path / "home" / "xuat"),
        ("report", "report", "--out", tmp_path / "home" / "thu"),
        ("doctor", "doctor"),
    ):
        done = doisoat(*args, **keys)
        told[name] = done.out + done.err
    told |= _written(tmp_path / "home")
    assert any(name.startswith("prefect/") for name in told)
    assert any(name.endswith(".eml") for name in told)
    shown = {where: value for where, text in told.items() for person in PLANTED for value in person if value in text}
    assert shown == {}
