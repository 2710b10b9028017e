"""Ten thousand small files taken into the vault, and looked at again the next night.

``python -m benchmarks.many_files`` exits with 1 where the first night takes more than 60 CPU-seconds. Time on the wall
is the disk's: every file is flushed.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import tempfile
import time
from pathlib import Path

from connectors.card import load_cards
from connectors.intake import take_in
from connectors.vault.store import Vault
from doisoat.settings import ReaderLimits

FILES, CPU_SECONDS = 10_000, 60
_HEAD = "Huyện;Xã;Thôn;Công nghệ;Trạng thái;Ngày cập nhật"


def run(files: int) -> int:
    """Make an inbox, take it in twice, print what it cost; returns the exit code."""
    with tempfile.TemporaryDirectory() as made:
        folder, spent = Path(made), []
        _fill(folder / "inbox" / "operators" / "vnpt", files)
        cards = load_cards()
        for night in ("đêm đầu", "đêm sau"):
            began, cpu = time.monotonic(), time.process_time()
            vault = Vault(folder / "home")
            intake = take_in(folder / "inbox", None, dt.datetime.now(dt.UTC), vault, cards, ReaderLimits())
            spent.append(time.process_time() - cpu)
            assert len(intake.files["vnpt"]) == files
            print(f"{night}: {files} tệp, {spent[-1]:.1f} giây CPU, {time.monotonic() - began:.0f} giây")
    return int(spent[0] > CPU_SECONDS)


def _fill(folder: Path, files: int) -> None:
    folder.mkdir(parents=True)
    settled = time.time() - 3600
    for number in range(files):
        path = folder / f"phu_song_{number:05}.csv"
        row = f"Huyện Bình Gia;Xã Vĩnh Yên;Thôn {number};FTTH;Đã phủ;25/09/2024"
        path.write_text(f"{_HEAD}\n{row}\n", encoding="utf-8")
        os.utime(path, (settled, settled))


if __name__ == "__main__":
    sys.exit(run(int(sys.argv[1]) if len(sys.argv) > 1 else FILES))
