"""``doisoat resolve``: a list of names to village codes, against a register file or folder."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pandas as pd

from connectors.card import load_cards
from connectors.read_sources import read_paths
from doisoat.columns import PLACE
from doisoat.errors import ConfigError, InputLocation
from doisoat.model import Match
from doisoat.settings import Settings
from gazetteer import aliases
from gazetteer.editions import load_editions
from gazetteer.resolver import Gazetteer

COLUMNS = ("id", "village", "commune", "district", "address")
_ANSWER = ("id", "status", "village_code", "score", "method", "candidates")


def resolve_list(content: bytes, register: Path, on: dt.date, settings: Settings) -> pd.DataFrame:
    """Resolve a CSV of names.

    Args:
        content: UTF-8 CSV with the columns ``id,village,commune,district,address``; any but ``id`` may be blank.
        register: a village register, or a folder of them.
        on: the day on which the names are read.

    Raises:
        ConfigError: the list has no ``id`` column, or the register cannot be read.
    """
    names = _read_list(content)
    decisions = aliases.read(aliases.store(settings.home))
    gazetteer = Gazetteer.build(_read_register(register, settings), load_editions(settings.editions_dir), decisions)
    places = pd.DataFrame(
        {
            "village_text": names["village"],
            "commune_text": names["commune"],
            "commune_code_text": None,
            "district_text": names["district"],
            "address_text": names["address"],
            "village_code_text": None,
        }
    )[list(PLACE)]
    answer = gazetteer.resolve(places, on)
    named = answer.assign(id=names["id"], status=answer["match"])
    # A part of a village, or several villages at once, is no one village: a person decides.
    named["status"] = named["status"].replace(
        {str(Match.PART): str(Match.REVIEW), str(Match.SEVERAL): str(Match.REVIEW)}
    )
    return named[list(_ANSWER)]


def _read_list(content: bytes) -> pd.DataFrame:
    frame = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, encoding="utf-8-sig")
    if "id" not in frame.columns:
        raise ConfigError(
            f"danh sách không có cột id; thấy các cột: {', '.join(map(str, frame.columns))}",
            fix=f"đặt dòng đầu là {','.join(COLUMNS)}",
        )
    frame = frame.reindex(columns=list(COLUMNS))
    return frame.where(frame != "", None)


def _read_register(register: Path, settings: Settings) -> pd.DataFrame:
    """The villages of all register files; a file that cannot be read stops the command, for it is its only source."""
    card = load_cards(settings.sources_dir, settings.sources)["register"]
    files = (
        [register]
        if register.is_file()
        else sorted(p for p in register.rglob("*") if p.suffix.lower() in (".xlsx", ".xls", ".csv"))
    )
    read = read_paths(files, card, settings.reader, dt.datetime.now(dt.UTC))
    for refusal in (refusal for parsed in read for refusal in parsed.refusals):
        raise refusal
    if not read:
        raise ConfigError(
            "không thấy danh mục thôn nào",
            spot=InputLocation(file=str(register)),
            fix="chỉ ra tệp .xlsx, .xls hoặc .csv",
        )
    return pd.concat([parsed.records["villages"] for parsed in read], ignore_index=True)
