"""A small inbox with planted people, and the search for them in everything below a folder."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.flows.test_privacy import PLANTED, _plant

EXAMPLES = Path(__file__).parents[2] / "examples" / "inbox"
FOLDERS = ("claims", "register", "operators/vnpt", "operators/viettel", "vpostcode", "ocop", "dichvucong")
HONEST = ("register/danh_muc_thon_2024.xlsx", "operators/vnpt/vnpt_bao_cao_thon.xlsx", "claims/binh_gia")
VALUES = [value.encode() for person in PLANTED for value in person]


def small_inbox(inbox: Path) -> tuple[Path, list[Path]]:
    """An inbox that is quick to read, and the files in it that name planted people."""
    for folder in FOLDERS:
        (inbox / folder).mkdir(parents=True)
    for name in HONEST:
        source = EXAMPLES / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, inbox / name, **_onto(source))
    honest = set(inbox.rglob("*"))
    _plant(inbox)
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
