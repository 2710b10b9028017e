"""A run as files anybody can open: CSV and Parquet, described by a Frictionless Data Package.

CSV is UTF-8 with a header and one line end (LF). A cell that a spreadsheet would run as a formula gets an apostrophe in
front; Parquet holds the exact text. Personal columns are left out.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
from sqlalchemy import Connection, RowMapping, Select, Table, select

from doisoat.columns import BESIDE_VERDICTS, VERDICTS
from doisoat.row_runs import rows_of
from warehouse.columns import arrow_type
from warehouse.gate import ORIGINAL
from warehouse.privacy import PERSONAL
from warehouse.schema import OWN, RANGED, evidence, evidence_block, origin, unit
from warehouse.within import within

# What other tables hold for a run's own use, or what is of no use without its neighbours.
_INSIDE = ("unit_span", "evidence_block", "expectation_result", "criteria_file")
_FIELD_TYPES = {"int32": "integer", "int64": "integer", "double": "number", "bool": "boolean", "date32[day]": "date"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_PART = 50_000
_OF_ROW = ("row", "published_on", "sentence")
_RUNS = "row_runs"


def resources(found: RowMapping) -> Iterator[tuple[str, str, Select[Any], list[Any]]]:
    """Name, title, query and columns of each table of an export."""
    for name, table in RANGED.items():
        if name in _INSIDE:
            continue
        columns = _columns(table)
        query = select(*columns).select_from(_joined(table)).where(within(table, found))
        yield name, table.comment or name, query, columns
    columns = [
        *(evidence_block.c[name] for name in ("criteria", "level", "unit_code", "indicator")),
        *(evidence.c[name] for name in ("check_id", "role")),
        *(origin.c[name] for name in ("source_id", "file_sha256", "sheet")),
        *(evidence.c[name] for name in (*_OF_ROW, _RUNS)),
    ]
    query = (
        select(*columns)
        .join_from(evidence_block, evidence, evidence.c.block_id == evidence_block.c.block_id)
        .join(origin, origin.c.origin_id == evidence.c.origin_id, isouter=True)
        .where(within(evidence_block, found))
    )
    yield "evidence", evidence.comment or "evidence", query, columns


def _columns(table: Table) -> list[Any]:
    if table.name == "verdict":
        return [unit.c[name] if name in unit.c else table.c[name] for name in (*VERDICTS, *BESIDE_VERDICTS)]
    personal = PERSONAL.get(table.name, ())
    result: list[Any] = []
    for column in table.columns:
        if column.name == "origin_id":
            result += [origin.c.source_id, origin.c.file_sha256, origin.c.sheet]
        elif column.name not in (*OWN, ORIGINAL, *personal):
            result.append(column)
    return result


def _joined(table: Table) -> Any:  # noqa: ANN401 - a table or a join
    if "unit_id" in table.c:
        return table.join(unit, unit.c.unit_id == table.c.unit_id)
    if "origin_id" in table.c:
        return table.join(origin, origin.c.origin_id == table.c.origin_id, isouter=True)
    return table


def export(connection: Connection, found: RowMapping, folder: Path, formats: tuple[str, ...]) -> Path:
    """See ``Warehouse.export``."""
    folder.mkdir(parents=True, exist_ok=True)
    described = []
    for name, title, query, columns in resources(found):
        order = [_by(connection, column) for column in columns]
        columns = [column for column in columns if column.name != _RUNS]
        schema = pa.schema([(column.name, arrow_type(column)) for column in columns])
        paths = {kind: folder / f"{name}.{kind}" for kind in formats}
        _write(connection, query.order_by(*order), schema, paths)
        described += [_resource(name, title, columns, schema, path, kind) for kind, path in paths.items()]
    package = {
        "profile": "data-package",
        "name": "doisoat-run",
        "title": f"Kết quả đối soát {found['run_id']}",
        "description": "CSV cells a spreadsheet would run as formulas carry a leading apostrophe; Parquet is exact.",
        "id": found["run_id"],
        "created": found["started_at"].strftime("%Y-%m-%dT%H:%M:%SZ"),
        "as_of": found["as_of"].isoformat(),
        "criteria": json.loads(found["criteria"]),
        "drafts": json.loads(found["summary"]).get("drafts", []),
        "code_version": found["code_version"],
        "verdict_hash": found["verdict_hash"],
        "resources": described,
    }
    path = folder / "datapackage.json"
    path.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def _by(connection: Connection, column: Any) -> Any:  # noqa: ANN401 - a column, an order
    """One order whatever the database and its language: by code points, missing first. Equal runs give equal files."""
    if pa.types.is_string(arrow_type(column)):
        column = column.collate("C" if connection.dialect.name == "postgresql" else "BINARY")
    return column.nulls_first()


def _row_by_row(rows: Iterable[Sequence[Any]], width: int) -> Iterator[Sequence[Any]]:
    """The rows in their order, with those that one stands for (its last column names them) each by itself."""

    def order(row: Sequence[Any]) -> tuple[Any, ...]:
        return tuple((value is not None, value) for value in row[-len(_OF_ROW) :])

    before = width - len(_OF_ROW)
    for _, alike in groupby(rows, key=lambda row: tuple(row[:before])):
        found = [tuple(row) for row in alike]
        if not any(row[width] for row in found):
            yield from (row[:width] for row in found)
            continue
        each = [
            (*row[:before], number, *row[before + 1 : width])
            for row in found
            for number in (rows_of(row[width]) if row[width] else [row[before]])
        ]
        yield from sorted(each, key=order)


def _parts(rows: Iterator[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    while part := list(islice(rows, _PART)):
        yield part


def _write(connection: Connection, query: Select[Any], schema: pa.Schema, paths: dict[str, Path]) -> None:
    rows = connection.execution_options(yield_per=_PART).execute(query)
    text = paths["csv"].open("w", encoding="utf-8", newline="") if "csv" in paths else None
    parquet = pa.parquet.ParquetWriter(paths["parquet"], schema) if "parquet" in paths else None
    try:
        writer = csv.writer(text, lineterminator="\n") if text is not None else None
        if writer is not None:
            writer.writerow(schema.names)
        told = _row_by_row(rows, len(schema)) if _RUNS in rows.keys() else iter(rows)  # noqa: SIM118 - columns of a result
        for part in _parts(told):
            if writer is not None:
                writer.writerows([_cell(value) for value in row] for row in part)
            if parquet is not None:
                parquet.write_table(
                    pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in part], schema)
                )
    finally:
        if text is not None:
            text.close()
        if parquet is not None:
            parquet.close()


def _cell(value: object) -> object:
    """The value as CSV writes it; a text that a spreadsheet would run is made plain text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if hasattr(value, "strftime") and hasattr(value, "hour"):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n")  # a lone CR starts a new row in some programs
        return f"'{text}" if text.startswith(_FORMULA) else text
    return value


def _resource(name: str, title: str, columns: list[Any], schema: pa.Schema, path: Path, kind: str) -> dict[str, object]:
    data = path.read_bytes()
    fields = [
        {"name": column.name, "type": _field_type(field.type), "description": column.comment or ""}
        for column, field in zip(columns, schema, strict=True)
    ]
    csv_only: dict[str, object] = {"encoding": "utf-8", "dialect": {"delimiter": ",", "lineTerminator": "\n"}}
    return {
        "profile": "tabular-data-resource" if kind == "csv" else "data-resource",
        "name": name.replace("_", "-") + ("" if kind == "csv" else f"-{kind}"),
        "title": title,
        "path": path.name,
        "format": kind,
        "mediatype": "text/csv" if kind == "csv" else "application/vnd.apache.parquet",
        **(csv_only if kind == "csv" else {}),
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _field_type(kind: pa.DataType) -> str:
    return "datetime" if pa.types.is_timestamp(kind) else _FIELD_TYPES.get(str(kind), "string")
