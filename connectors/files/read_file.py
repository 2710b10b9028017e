"""What a child does with one file: tell what it is, look before opening, read it, send it.

Runs in the forked child only. Imports nothing of the house but ``doisoat.errors``.
"""

from __future__ import annotations

import os
from typing import IO

from connectors.files import delimited_text, html_table, ole, parquet, refusals, route, xlrd_sheets, xlsx, xml2003
from connectors.files.sheet_writer import Limits, Output
from connectors.sandbox.wire import write_frame
from doisoat.errors import RefusedInputError


def run(job: dict[str, int | str], file_fd: int, result_fd: int) -> None:
    """Read the file behind ``file_fd`` and write the conversation of ``frames`` to ``result_fd``.

    Raises:
        MemoryError: the limit on memory was met in Python code; the exit status says so.
    """
    limits = Limits(int(job["max_cells"]), int(job["max_columns"]), int(job["max_sheets"]))
    with os.fdopen(result_fd, "wb", buffering=2**20) as stream, os.fdopen(file_fd, "rb") as file:
        # Shared texts can repeat a page a million times; honest files hold twice as many letters as they have bytes.
        output = Output(stream, limits, max_letters=max(2**26, 30 * os.fstat(file.fileno()).st_size))
        try:
            read(file, output, str(job["engine"]))
        except RefusedInputError as refusal:
            _refuse(stream, refusal)
        except (MemoryError, BrokenPipeError):
            raise
        except BaseException as error:  # calamine's panics are BaseException; anything a reader trips over is damage
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            _refuse(stream, refusals.damaged())


def _refuse(stream: IO[bytes], refusal: RefusedInputError) -> None:
    write_frame(
        stream,
        {
            "type": "refused",
            "kind": refusal.kind.value,
            "what": refusal.what,
            "fix": refusal.fix,
            "sheet": refusal.spot.sheet,
        },
    )


def read(file: IO[bytes], output: Output, engine: str = "") -> None:
    """Read a file by its content.

    Args:
        file: open for reading bytes, seekable.
        output: where the sheets go.
        engine: "second" to leave calamine out, after it died on this file.

    Raises:
        RefusedInputError: the file cannot be read.
    """
    kind = route.kind_of(file)
    if kind == "zip":
        xlsx.read(file, output, engine)
    elif kind == "ole":
        ole.read(file, output, engine)
    elif kind == "biff":
        output.kind("xls")
        xlrd_sheets.read_with_xlrd(file.read(), output)
    elif kind == "parquet":
        parquet.read(file, output)
    elif kind == "xml2003":
        xml2003.read(file, output)
    elif kind == "html":
        html_table.read(file, output)
    else:
        delimited_text.read(file, output)
    output.done()
