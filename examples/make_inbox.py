"""Writes ``examples/inbox``: every layout of FORMATS.md at least once, and bad input on purpose.

    python examples/make_inbox.py [FOLDER]

The same bytes every time. Facts stand in ``facts.py``, file formats in ``formats.py``, what each sender writes in
``claims.py``, ``operators.py`` and ``registries.py``; the verdicts that must come of it, decided before the first run,
in ``expected.csv``.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from claims import claim_files
from formats import Row, as_cp1258, csv_text, locked, spreadsheet_ml, xlsx
from operators import (
    later_wifi,
    mobifone_long,
    viettel_of_spring,
    viettel_sheets,
    viettel_wifi,
    vnpt_stations,
    vnpt_wide,
)
from registries import (
    ocop,
    register,
    statistics,
    statistics_three_rows,
    vpostcode_again,
    vpostcode_sub_village,
    vpostcode_village,
)

Files = dict[str, bytes]


def _small(title: str = "") -> list[Row]:
    """An operator's list of one village, with or without a date in its title."""
    rows: list[Row] = [(title,)] if title else []
    return [*rows, ("Huyện", "Xã", "Thôn", "FTTH"), ("Huyện Bình Gia", "Xã Vĩnh Yên", "Thôn Khuổi Dụi", "Có")]


def good_files() -> Files:
    """What can be read."""
    long = csv_text(mobifone_long(), ";").encode("utf-8-sig")
    return {
        "register/danh_muc_thon_2024.xlsx": xlsx(register()),
        "operators/vnpt/vnpt_bao_cao_thon.xlsx": xlsx(vnpt_wide()),
        "operators/vnpt/vnpt_tram_va_tu_cap.csv": csv_text(vnpt_stations(), "\t").encode("utf-16"),
        "operators/vnpt/vnpt_wifi_20241130.csv": as_cp1258(csv_text(later_wifi(), ",")),
        "operators/viettel/viettel_theo_huyen_20240930.xlsx": xlsx(*viettel_sheets()),
        "operators/viettel/viettel_wifi.xls": viettel_wifi(),
        "operators/viettel/nam_cu/viettel_20240331.csv": csv_text(viettel_of_spring(), ",").encode(),
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
