"""The gate of the warehouse: foreign free text goes in without persons and their numbers, with or without a key.

With the store key the text as it came is kept beside it, sealed, in the row's column ``original``: a JSON object of the
columns that lost something. Which row is which is told by the masked texts alone, so that nights with, without and
after a change of keys store the same rows. Columns of codes (units, contracts in a claim, digests) are no free text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pandas as pd
import pyarrow as pa
from sqlalchemy import Table

from doisoat.keyring import Keyring
from doisoat.personal import KnownNames, without_persons
from warehouse.columns import as_text
from warehouse.schema import RANGED, answer_row, evidence, origin, run, unit

ORIGINAL = "original"
_NAMED = ("name", "sheet")  # files and sheets: people are named there without capitals too
SEALED_WHOLE = ("address_text",)  # with a key; see ``warehouse.privacy``
FREE_TEXT: dict[str, tuple[str, ...]] = {
    "verdict": ("unit", "commune", "district"),
    "unit": ("unit", "commune", "district"),
    "check_result": ("sentence", "fix"),
    "missing_fact": ("who", "subject", "sentence"),
    "evidence": ("sheet", "sentence"),
    "verdict_claim": ("sheet",),
    "source_file": ("name",),
    "refusal": ("name", "sheet", "what", "fix"),
    "table_reading": ("name", "sheet", "heading"),
    "table_question": ("name", "sheet", "subject", "doubt", "proposal", "examples"),
    "note": ("name", "text"),
    "set_aside": ("sheet", "detail"),
    "resolution": (*("village_text", "commune_text", "commune_code_text", "district_text", "address_text", "reason"),),
    "gate_result": ("observed", "expected", "sentence"),
    "signal": ("sheet", "sentence"),
    "origin": ("sheet",),
    "answer_row": ("explanation", "name", "sheet"),
}


# The tables that hold free text themselves, or what it was.
FREE_TABLES = tuple(
    table
    for table in (*RANGED.values(), evidence, origin, unit, answer_row, run)
    if table.name in FREE_TEXT or table is run
)


def free_columns(table: Table) -> list[str]:
    """The free text that a table itself holds."""
    return [name for name in FREE_TEXT.get(table.name, ()) if name in table.c]


def masked(column: str, text: str, known: KnownNames) -> str:
    """A free text of a column as it may be stored."""
    return without_persons(text, known, of_a_file=column in _NAMED)


def known_names(units: pd.DataFrame) -> KnownNames:
    """The names of a run's units."""
    names = [units[name] for name in ("unit", "commune", "district") if name in units]
    return KnownNames(text for column in names for text in column.dropna().unique() if isinstance(text, str))


def gated(table: str, frame: pd.DataFrame, known: KnownNames, keys: Keyring | None) -> pd.DataFrame:
    """The frame as it may be stored: what its free text lost is in ``original``, sealed, where a key is set."""
    lost: dict[str, tuple[list[str], list[bool]]] = {}
    for column in FREE_TEXT.get(table, ()) if len(frame) else ():
        if column not in frame or (column in SEALED_WHOLE and keys is not None):
            continue
        texts = _whole(as_text(frame[column]))
        encoded = texts.dictionary_encode()
        distinct = encoded.dictionary.to_pylist()
        told = [masked(column, text, known) for text in distinct]
        changed = [a != b for a, b in zip(distinct, told, strict=True)]
        if any(changed):
            frame = frame.assign(**{column: _spread(told, encoded).to_pandas().set_axis(frame.index)})
            if keys is not None:
                lost[column] = texts.to_pylist(), _spread(changed, encoded).fill_null(False).to_pylist()
    if keys is None or not lost:
        return frame
    sealed: list[str | None] = []
    for n in range(len(frame)):
        mine = {column: texts[n] for column, (texts, changed) in lost.items() if changed[n]}
        sealed.append(seal(keys, table, mine) if mine else None)
    return frame.assign(original=pd.Series(sealed, index=frame.index, dtype=object))


def _whole(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    return texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts


def _spread(values: Iterable[object], encoded: pa.DictionaryArray) -> pa.Array:
    return pa.array(list(values)).take(encoded.indices)


def seal(keys: Keyring, table: str, texts: dict[str, str]) -> str:
    """The originals of a row, sealed for its table."""
    return keys.seal(f"{table}.{ORIGINAL}", json.dumps(texts, ensure_ascii=False, sort_keys=True))


def restored(table: str, frame: pd.DataFrame, keys: Keyring | None) -> pd.DataFrame:
    """The frame with its texts as they came, where the key is set and they were not purged; without ``original``."""
    if ORIGINAL not in frame:
        return frame
    rows = frame.drop(columns=ORIGINAL)
    if keys is None:
        return rows
    for index, sealed in frame[ORIGINAL].items():
        if isinstance(sealed, str):
            texts: dict[str, str] = json.loads(keys.open(f"{table}.{ORIGINAL}", sealed))
            for column in texts.keys() & set(rows.columns):
                rows.at[index, column] = texts[column]
    return rows


def gated_summary(value: Any, known: KnownNames, name: str = "") -> Any:  # noqa: ANN401 - JSON
    """A run's summary as it may be stored and shown: its texts, however deep, but no codes."""
    if isinstance(value, dict):
        return {key: gated_summary(each, known, key) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [gated_summary(each, known, name) for each in value]
    if isinstance(value, str) and not name.endswith(("_code", "_id", "kind", "reason")):
        return masked(name, value, known)
    return value
