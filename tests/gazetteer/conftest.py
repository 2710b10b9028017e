"""Registers for the gazetteer's tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pandas as pd
import pytest

from gazetteer.editions import Editions, load_editions
from gazetteer.resolver import Gazetteer

VILLAGES = (
    "village_code",
    "village_name",
    "village_kind",
    "commune_name",
    "commune_code",
    "district_name",
    "other_names",
    "valid_from",
    "valid_to",
    "decision_number",
)
Register = Callable[..., pd.DataFrame]
Ask = Callable[..., "pd.Series[object]"]


def register_of(*rows: dict[str, object]) -> pd.DataFrame:
    """A register frame; each row needs ``code``, ``name`` and ``commune``, the rest is blank where not given."""
    short = {"code": "village_code", "name": "village_name", "kind": "village_kind", "commune": "commune_name"}
    short |= {"district": "district_name", "other": "other_names", "start": "valid_from", "end": "valid_to"}
    short |= {"decision": "decision_number"}
    full = [{short.get(key, key): value for key, value in row.items()} for row in rows]
    return pd.DataFrame(full).reindex(columns=list(VILLAGES))


def villages(
    commune: str, code: str | None, district: str | None, *names: str, kind: str = "Thôn"
) -> list[dict[str, object]]:
    """Rows of one commune; village codes are the commune's code and a running number."""
    prefix = code or commune
    return [
        {
            "code": f"{prefix}-{n}",
            "name": name,
            "kind": kind,
            "commune": commune,
            "commune_code": code,
            "district": district,
        }
        for n, name in enumerate(names, start=1)
    ]


def ask_of(gazetteer: Gazetteer, on: dt.date, **texts: str | None) -> pd.Series:
    """Resolve one place; keywords: village, commune, code, district, address."""
    columns = {"code": "commune_code_text"}
    frame = pd.DataFrame([{columns.get(k, f"{k}_text"): v for k, v in texts.items()}])
    return gazetteer.resolve(frame, on).iloc[0]


@pytest.fixture(scope="session")
def editions() -> Editions:
    return load_editions()


@pytest.fixture(scope="session")
def build(editions: Editions) -> Callable[..., Gazetteer]:
    """A gazetteer over rows (see ``register_of``)."""

    def make(*rows: dict[str, object], aliases: pd.DataFrame | None = None) -> Gazetteer:
        return Gazetteer.build(register_of(*rows), editions, aliases)

    return make


@pytest.fixture(scope="session")
def make_villages() -> Callable[..., list[dict[str, object]]]:
    return villages


@pytest.fixture(scope="session")
def ask() -> Callable[..., pd.Series]:
    return ask_of
