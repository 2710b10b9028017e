"""The machine: Python, libraries that must fit each other, time zone, home, disk, clock."""

from __future__ import annotations

import datetime as dt
import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from doisoat.errors import ConfigError
from doisoat.private import is_open_to_others, open_to_others
from flows.watch.doctor.check import Check, Inspection, bad, warn
from warehouse.condition import sqlite_file

LEAST_FREE_BYTES = 2 * 1024**3
_LIBRARIES = ("prefect", "fastapi", "great-expectations", "pandas", "sqlalchemy")
# First versions with which Prefect 3.8 fails: "prefect deploy --all" ends early; no scheduled run is ever planned.
_NOT_WITH_3_8 = {"fastapi": (0, 151), "sqlalchemy": (2, 1)}
_ZONE = "Asia/Ho_Chi_Minh"
_NAMED = 5
_SKEW = dt.timedelta(minutes=5)


def versions(_now: dt.datetime) -> Iterator[Check]:
    """Python and the libraries whose versions must fit each other."""
    found = {}
    for name in ("doisoat", *_LIBRARIES):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            yield bad("versions", f"Thiếu thư viện {name}", "cài lại theo docs/van-hanh.md")
    yield Check("versions", f"Python {platform.python_version()}; " + ", ".join(f"{k} {v}" for k, v in found.items()))
    if trouble := unfit(found):
        yield bad("versions.pair", trouble, "cài lại theo tệp khóa (docs/van-hanh.md)")


def unfit(found: dict[str, str]) -> str:
    """Which installed versions do not work together; empty where all do."""
    if _numbers(found, "prefect")[:2] > (3, 8):
        return ""
    wrong = [f"{name} {found[name]}" for name, first in _NOT_WITH_3_8.items() if _numbers(found, name) >= first]
    return f"{', '.join(wrong)} không chạy được với prefect {found['prefect']}" if wrong else ""


def _numbers(found: dict[str, str], name: str) -> tuple[int, ...]:
    parts = found.get(name, "").split(".")
    return tuple(int(part) for part in parts if part.isdigit())


def time_zone(now: dt.datetime) -> Iterator[Check]:
    """Whether the machine knows Vietnam's time zone, and its time there."""
    try:
        here = now.astimezone(ZoneInfo(_ZONE))
    except ZoneInfoNotFoundError:
        yield bad("time_zone", f"Máy không có dữ liệu múi giờ {_ZONE}", "cài gói tzdata (apt install tzdata)")
        return
    yield Check("time_zone", f"Giờ Việt Nam: {here:%H:%M ngày %d/%m/%Y}")


def home(inspection: Inspection) -> Iterator[Check]:
    """Whether the working home can be written, without writing there."""
    folder = inspection.settings.home
    nearest = existing(folder)
    if not os.access(nearest, os.W_OK | os.X_OK) or not nearest.is_dir():
        yield bad("home", f"Không ghi được thư mục làm việc {folder}", f"cấp quyền ghi {nearest} cho người chạy")
    else:
        yield Check("home", f"Thư mục làm việc: {folder}" + ("" if folder.is_dir() else " (sẽ được tạo)"))


def private(inspection: Inspection) -> Iterator[Check]:
    """Whether nobody but their owner can open the home, the warehouse, the archive and the logs."""
    home, file = inspection.settings.home, None
    with suppress(ConfigError):  # what is wrong with the address is told elsewhere
        file = sqlite_file(inspection.settings.warehouse_url)
    found = list(open_to_others(home))
    if file is not None and home not in file.parents and is_open_to_others(file):
        found.append(file)
    if found:
        named = ", ".join(map(str, found[:_NAMED])) + (f" và {len(found) - _NAMED} nơi khác" if found[_NAMED:] else "")
        fix = f"đóng lại bằng: chmod -R go= {home}" + ("" if file is None or home in file.parents else f" {file}")
        yield warn("private", f"Tài khoản khác trên máy mở được: {named}", fix)
    elif home.is_dir():
        yield Check("private", "Thư mục làm việc, kho, kho trang và nhật ký: chỉ chủ của chúng mở được")


def disk(inspection: Inspection) -> Iterator[Check]:
    """Free space where the home is."""
    free = shutil.disk_usage(existing(inspection.settings.home)).free
    sentence = f"Đĩa còn trống {free / 1024**3:.1f} GB"
    if free < LEAST_FREE_BYTES:
        yield bad("disk", sentence, "giải phóng đĩa: kho và bản gốc của mỗi đêm cần chỗ")
    else:
        yield Check("disk", sentence)


def staging(inspection: Inspection) -> Iterator[Check]:
    """How much is kept of what was read, so that it need not be read again."""
    from connectors.staging.staged_files import StagedFiles

    files, size = StagedFiles(inspection.settings.home).size()
    if files:
        yield Check("staging", f"Bản đã đọc, để đêm sau khỏi đọc lại: {files} tệp, {size / 2**20:.0f} MB (xóa được)")


def existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return folder if folder.exists() else existing(folder.parent)


def clock(inspection: Inspection) -> Iterator[Check]:
    """Whether the clock has jumped back: files and runs are dated by it, and the newest one rules."""
    from connectors.vault.store import Vault

    marks = [(sighting.landed_at, "tệp nhận gần nhất") for sighting in Vault(inspection.settings.home).sightings()]
    marks += [(run.started_at, "lượt đối soát gần nhất") for run in inspection.runs]
    newest, what = max(marks, default=(None, ""))
    if newest is not None and newest > inspection.now + _SKEW:
        sentence = f"Đồng hồ máy chỉ {inspection.now:%Y-%m-%d %H:%M} UTC, trước {what} ({newest:%Y-%m-%d %H:%M} UTC)"
        yield bad("clock", sentence, "chỉnh lại giờ máy (timedatectl set-ntp true) trước khi chạy tiếp")
    elif newest is None:
        yield Check("clock", "Đồng hồ: chưa có gì để so")
    else:
        yield Check("clock", f"Đồng hồ: sau {what}")


def last_start(inspection: Inspection) -> Iterator[Check]:
    """How the run that began last ended, also where it stored nothing."""
    from flows.watch.logs import last_run

    last = last_run(inspection.settings.home)
    if last is None:
        return
    when = f"Lượt {last.run_id} bắt đầu {last.started_at.astimezone(ZoneInfo(_ZONE)):%H:%M %d/%m/%Y}"
    if last.outcome == "failed":
        yield bad("last_start", f"{when} đã dừng giữa chừng: {last.text}", "sửa nguyên nhân rồi chạy lại: doisoat run")
    elif last.outcome == "":
        yield warn("last_start", f"{when} chưa thấy kết thúc", "nếu không còn lượt nào đang chạy thì chạy lại")


WITHOUT_SETTINGS = (versions, time_zone)
LOOKS = (home, private, disk, staging, clock, last_start)
