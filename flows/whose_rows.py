"""Whose rows a claims workbook holds, told by the resolver that a run uses: a row need not name its commune.

A row's texts alone do not say it: a village that only its district places, or a commune whose name several bear, is
found by the register. So each row is resolved as the next run would, on the day its file speaks about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import pandas as pd

from connectors.card import load_cards
from connectors.inbox import READ_SUFFIXES
from connectors.read_sources import read_paths
from connectors.sources.village_claims.check import OF_ANOTHER_UNIT, Finding
from connectors.trial import Trial
from doisoat.columns import PLACE
from doisoat.model import Level
from doisoat.settings import Settings
from gazetteer import aliases
from gazetteer.editions import Editions
from gazetteer.records import UNIT_KINDS, claim_days
from gazetteer.resolver import Gazetteer

_REGISTERS = ("register", "succession")
_ANSWER = ("level", "unit_code", "commune_code", "district_code", "candidates")
_UNPLACED = "Hàng chưa ghi xã nên chưa chắc là thôn của xã nào."
_LEAVE_OUT = "Chỉ gửi các hàng của đơn vị mình."
_FILL_IN = "Ghi tên xã vào cột Xã rồi gửi lại."
_EITHER = "Nếu là thôn của đơn vị mình, ghi tên xã vào cột Xã; nếu không, bỏ hàng này."


def rows_of_others(
    trial: Trial, unit_code: str, settings: Settings, editions: Editions, now: dt.datetime, today: dt.date
) -> list[Finding]:
    """A finding for each row that is of another unit, and for each without a commune whose unit cannot be told.

    A row without a commune is of another unit where its village's name is known, and in no commune of the unit's: a
    person who is asked about it later would be right to place it there.

    Args:
        trial: the claims workbook as it was read.
        unit_code: the unit that sends it; a commune of another date that shares its land is the same.
        settings: where the inbox is, whose register tells the villages; where it has none nothing is found.
        editions: the administrative units of all dates.
        now: the current time, with its zone.
        today: the day in Vietnam.
    """
    gazetteer = _gazetteer_now(settings, editions, now)
    if gazetteer is None:
        return []
    own = _Own.of(unit_code, editions, gazetteer)
    found: dict[tuple[str, int], Finding] = {}
    days = claim_days(trial.parsed.records, today)
    for kind, frame in trial.parsed.records.items():
        on = pd.to_datetime(frame["file_sha256"].map(days.to_dict())).fillna(pd.Timestamp(today))
        places = frame.reindex(columns=list(PLACE))
        resolve = gazetteer.resolve_units if kind in UNIT_KINDS else gazetteer.resolve
        answers = resolve(places, on).reindex(columns=list(_ANSWER)).astype(object)
        rows = zip(places.to_dict("records"), answers.to_dict("records"), on, frame["sheet"], frame["row"], strict=True)
        for texts, answer, day, sheet, row in rows:
            what, fix = own.says(answer, texts, day.date())
            if what:
                village = ", ".join(filter(None, (_text(texts["village_text"]), _text(texts["commune_text"]))))
                found.setdefault((str(sheet), int(row)), Finding(str(sheet), str(row), village, what, fix))
    return list(found.values())


@dataclass(frozen=True)
class _Own:
    """The unit that sends, at all dates: a district's code, or the communes that share its land."""

    code: str
    kin: frozenset[int]
    editions: Editions
    gazetteer: Gazetteer
    communes: dict[dt.date, dict[str, tuple[str, str, str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, code: str, editions: Editions, gazetteer: Gazetteer) -> _Own:
        kin = frozenset(uid for unit in editions.with_code(code) for uid in editions.kin(unit))
        return cls(code, kin, editions, gazetteer)

    def says(
        self, answer: Mapping[Hashable, object], texts: Mapping[Hashable, object], day: dt.date
    ) -> tuple[str, str]:
        """What is to be said of a row, and how to mend it; blanks where nothing is."""
        level, code, commune, district, candidates = (_text(answer[name]) for name in _ANSWER)
        if level == Level.DISTRICT and code != self.code:
            return f"{OF_ANOTHER_UNIT} (cả huyện).", _LEAVE_OUT
        if commune:
            named = self.editions.with_code(commune, day) or self.editions.with_code(commune)
            told = f"{OF_ANOTHER_UNIT}{f' ({named[0].full_name})' if named else ''}."
            return ("", "") if self._is_mine(commune, district, day) else (told, _LEAVE_OUT)
        # A commune that is named is this unit's by its name, or was told already.
        if _text(texts["commune_text"]) or _text(texts["commune_code_text"]) or self.code in (code, district):
            return "", ""
        known = [self._places(day)[code] for code in candidates.split("|") if code in self._places(day)]
        if known and not any(self._is_mine(*place[:2], day) for place in known):
            names = ", ".join(dict.fromkeys(place[2] for place in known))
            return f"{OF_ANOTHER_UNIT} ({names}).", _EITHER
        return _UNPLACED, _FILL_IN

    def _is_mine(self, commune: str, district: str, day: dt.date) -> bool:
        named = self.editions.with_code(commune, day) or self.editions.with_code(commune)
        return self.code in (commune, district) or any(unit.uid in self.kin for unit in named)

    def _places(self, day: dt.date) -> dict[str, tuple[str, str, str]]:
        """Commune's code, district's code and commune's name of the villages of a day."""
        if day not in self.communes:
            units = self.gazetteer.units(day).fillna("")
            columns = (units[name] for name in ("commune_code", "district_code", "commune"))
            self.communes[day] = dict(zip(units["village_code"], zip(*columns, strict=True), strict=True))
        return self.communes[day]


@dataclass(frozen=True)
class _Known:
    state: tuple[tuple[str, int, int], ...]
    gazetteer: Gazetteer | None


_lock = Lock()
_known: dict[Path, _Known] = {}


def _gazetteer_now(settings: Settings, editions: Editions, now: dt.datetime) -> Gazetteer | None:
    """The resolver of the next run; built again when a register or what people have answered has changed."""
    files = {source: list(_files(settings, source)) for source in _REGISTERS}
    answers = aliases.store(settings.home)
    seen = [path for many in files.values() for path in many] + [path for path in (answers,) if path.exists()]
    state = tuple((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in seen)
    with _lock:
        known = _known.get(settings.inbox)
        if known is None or known.state != state:
            known = _Known(state, _built(files, settings, editions, now))
            _known.clear()
            _known[settings.inbox] = known
        return known.gazetteer


def _built(files: dict[str, list[Path]], settings: Settings, editions: Editions, now: dt.datetime) -> Gazetteer | None:
    cards = load_cards(settings.sources_dir, settings.sources)
    frames: dict[str, list[pd.DataFrame]] = {"villages": [], "successions": []}
    for source, paths in files.items():
        for parsed in read_paths(paths, cards[source], settings.reader, now):
            for kind, frame in parsed.records.items():
                frames.setdefault(kind, []).append(frame)
    if not frames["villages"]:
        return None
    villages = pd.concat(frames["villages"], ignore_index=True)
    villages = villages.drop_duplicates(["village_code", "valid_from"], keep="last", ignore_index=True)
    successions = pd.concat(frames["successions"], ignore_index=True) if frames["successions"] else None
    return Gazetteer.build(villages, editions, aliases.read(aliases.store(settings.home)), successions)


def _files(settings: Settings, source: str) -> Iterator[Path]:
    folder = settings.inbox / load_cards(settings.sources_dir, settings.sources)[source].inbox
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file() and path.suffix.lower() in READ_SUFFIXES and not path.name.startswith((".", "~")):
            yield path


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
