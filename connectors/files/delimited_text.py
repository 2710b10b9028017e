"""CSV and its relatives: text in any encoding, separated by comma, semicolon, tab or bar.

One bad row costs that row at most: a stray quote is read as a letter, a byte that does not belong becomes U+FFFD, short
and long rows stay as they are. Cells stay text exactly as written; nothing is taken for a number or a date here.
"""

from __future__ import annotations

import codecs
import csv
import os
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import IO

from connectors.files import refusals
from connectors.files.column_blocks import ColumnBlock, needs_care, text_blocks, text_columns
from connectors.files.encodings import MIXED, WESTERN, Encoding, decode_line, detect
from connectors.files.sheet_writer import Output

_SEPARATORS = ",;\t|"
_SAMPLE_LINES = 300
_SAMPLE_LETTERS = 20_000
_CHUNK = 2**18
_ENDING_WITHIN = 2**22  # letters within which a line feed must show, or carriage returns end the lines
LARGE = 4 * 2**20  # bytes from which on a column engine is worth its start
_BLOCK = 2_000  # lines read at once where each is a record
_MAX_SPAN = 200  # lines one quoted cell may run over
_LONE_CR = "\udc0d"  # a carriage return within a line, while csv is not looking; no decoded text holds it


def read(file: IO[bytes], output: Output) -> None:
    """Read the file as one sheet named ``csv``; row numbers are line numbers.

    Raises:
        RefusedInputError: ENCODING, TOO_MANY_CELLS.
    """
    output.kind("csv")
    found = detect(file)
    output.note(f"Bảng mã của tệp: {found.called}.")
    csv.field_size_limit(2**31 - 1)
    lines = _Lines(_lines(file, found))
    head = [line[:_SAMPLE_LETTERS] for line in lines.peeked(_SAMPLE_LINES)]
    separator = ""
    if head and head[0].strip().lower().startswith("sep=") and len(head[0].strip()) <= 5:
        separator = head[0].rstrip("\r\n")[4:5] or "\t"
        lines.skip()
        head = head[1:]
    separator = separator or best_separator(head)
    width = _usual_width(_parse(head, separator))
    numbers, widths = array("q"), array("q")
    records: Iterator[Sequence[str] | ColumnBlock]
    if found.codec == "utf-8" and os.fstat(file.fileno()).st_size >= LARGE:
        records = _large(file, found, separator, width, numbers, widths, output, skipped=lines.number)
    else:
        records = _records(lines, separator, width, numbers, widths, output)
    output.sheet("csv", records, row_numbers=numbers, widths=widths)
    if not output.filled:
        raise refusals.empty()


class _Lines:
    """Lines with their numbers, to look ahead in and to go back by a few."""

    def __init__(self, source: Iterator[str], number: int = 0) -> None:
        self._source = source
        self._ahead: list[str] = []
        self.number = number  # of the line last taken, from 1

    def peeked(self, count: int) -> list[str]:
        """The next lines without taking them."""
        self._ahead.extend(islice(self._source, max(0, count - len(self._ahead))))
        return self._ahead[:count]

    def take(self) -> str | None:
        """The next line, ``None`` at the end."""
        line = self._ahead.pop(0) if self._ahead else next(self._source, None)
        if line is not None:
            self.number += 1
        return line

    def take_block(self) -> list[str]:
        """The next lines, as many as are read at once; none at the end."""
        block = self.peeked(_BLOCK)
        self._ahead = self._ahead[len(block) :]
        self.number += len(block)
        return block

    def skip(self) -> None:
        """Leave a line out."""
        self.take()

    def give_back(self, lines: list[str]) -> None:
        """Undo taking them."""
        self._ahead[:0] = lines
        self.number -= len(lines)


def _lines(file: IO[bytes], found: Encoding, ending: str = "") -> Iterator[str]:
    """Decoded lines with their ends, told or found: with line feeds in it a carriage return alone is part of a line."""
    file.seek(found.mark)
    if found.codec == MIXED:
        for line in file:
            yield decode_line(line).replace("\r\n", "\n")
        return
    codec, errors = ("cp1252", "connectors-western") if found.codec == WESTERN else (found.codec, "replace")
    decoder = codecs.getincrementaldecoder(codec)(errors)
    held: list[str] = []  # pieces of a line that has not ended yet
    size = 0
    while True:
        chunk = file.read(_CHUNK)
        text = decoder.decode(chunk, final=not chunk)
        size += len(text)
        if not ending and ("\n" in text or not chunk or size > _ENDING_WITHIN):
            ending = "\n" if "\n" in text else "\r"
            text = "".join([*held, text])
            held = []
        if ending and ending in text:
            pieces = text.split(ending)
            yield "".join([*held, pieces[0]]) + "\n"
            for piece in pieces[1:-1]:
                yield piece + "\n"
            held = [pieces[-1]]
        else:
            held.append(text)
        if not chunk:
            break
    if any(held):
        yield "".join(held)


def best_separator(lines: list[str]) -> str:
    """The separator that gives most lines the same number of cells, from the headings on.

    A comma may stand just as evenly in a column of addresses, or a decimal comma in one of numbers: then the headings,
    which have none, fall out of its longest run of even lines, and the run begins later.
    """
    found: list[tuple[float, int, int, str]] = []
    for separator in _SEPARATORS:
        widths = [len(row) for row in _parse(lines, separator) if any(row)]
        wide = Counter(width for width in widths if width > 1)
        if wide:
            width, times = max(wide.items(), key=lambda item: (item[1], item[0]))
            evenness = (times + sum(wide.values())) / (2 * len(widths))  # rows may be ragged
            found.append((evenness, _longest_run(widths), width, separator))
    if not found:
        return ","
    earliest = min((start for evenness, start, _, _ in found if evenness > 0.5), default=0)
    return max(found, key=lambda item: (item[0] * (1.0 if item[1] <= earliest else 0.5), item[2]))[3]


def _longest_run(widths: list[int]) -> int:
    """Where the longest run of rows of more than one cell begins."""
    best = (0, 0)
    start = 0
    for position, width in enumerate([*widths, 1]):
        if width == 1:
            best = max(best, (position - start, -start))
            start = position + 1
    return -best[1]


def _parse(lines: list[str], separator: str) -> list[list[str]]:
    return list(csv.reader((line.replace("\r", "") for line in lines), delimiter=separator))


def _usual_width(rows: list[list[str]]) -> int:
    counts = Counter(len(row) for row in rows if row)
    return counts.most_common(1)[0][0] if counts else 1


def _large(
    file: IO[bytes],
    found: Encoding,
    separator: str,
    width: int,
    numbers: array[int],
    widths: array[int],
    output: Output,
    skipped: int,
) -> Iterator[Sequence[str] | ColumnBlock]:
    """The same as ``_records`` for a large file in UTF-8: in pieces, by columns where they can be had so."""
    number = 0
    for position, piece in text_blocks(file, found.mark):
        if needs_care(piece):  # a quoted cell may run over the end of the piece: the rest is read line by line
            ending = "\n" if number else ""  # told by lines that were read, or found as it would be without pieces
            rest = _Lines(_lines(file, replace(found, mark=position), ending), number)
            if not number and skipped:
                rest.skip()
            yield from _records(rest, separator, width, numbers, widths, output)
            return
        head, body = ([], piece) if number else _first_lines(piece)
        if head:  # titles and headings
            lines = _Lines(iter(head))
            for _ in range(skipped):
                lines.skip()
            yield from _records(lines, separator, width, numbers, widths, output)
            number = len(head)
        # Rows of too many cells are folded, one by one.
        is_narrow = width <= output.limits.max_columns
        columns = text_columns(body, separator, width) if body and is_narrow else None
        if columns is not None:
            numbers.extend(range(number + 1, number + columns.rows + 1))
            widths.extend([width] * columns.rows)
            number += columns.rows
            yield columns
        elif body:
            lines = _Lines(iter(_lines_of(body)), number)
            yield from _records(lines, separator, width, numbers, widths, output)
            number = lines.number


def _first_lines(piece: bytes) -> tuple[list[str], bytes]:
    end = 0
    for _ in range(_SAMPLE_LINES):
        end = piece.find(b"\n", end) + 1
        if not end:
            return _lines_of(piece), b""
    return _lines_of(piece[:end]), piece[end:]


def _lines_of(piece: bytes) -> list[str]:
    lines = piece.decode().split("\n")
    return [f"{line}\n" for line in lines[:-1]] + [line for line in lines[-1:] if line]


def _records(
    lines: _Lines, separator: str, width: int, numbers: array[int], widths: array[int], output: Output
) -> Iterator[Sequence[str]]:
    """Rows of cells; ``numbers`` gets each row's first line, ``widths`` how many cells it has."""
    damaged: list[int] = []
    max_columns = output.limits.max_columns
    careful = 0  # the last line up to which each is looked at by itself
    while True:
        if lines.number >= careful and (block := lines.take_block()):
            rows = _rows_of(block, separator)
            if rows is not None and max(map(len, rows)) <= max_columns:
                numbers.extend(range(lines.number - len(block) + 1, lines.number + 1))
                widths.extend(map(len, rows))
                yield from (row if any(row) else [] for row in rows)
                continue
            careful = lines.number
            lines.give_back(block)
        line = lines.take()
        if line is None:
            break
        start = lines.number
        row = _record(line, lines, separator, width)
        cells = len(row)
        if "\ufffd" in "".join(row):
            damaged.append(start)
        if not any(row):
            row = []
        elif len(row) > max_columns:  # a garbled row, kept whole in fewer cells
            row[max_columns - 1 :] = [separator.join(row[max_columns - 1 :])]
            output.note(f"Hàng {start} có quá nhiều ô; các ô thừa được gộp vào ô cuối.")
        numbers.append(start)
        widths.append(cells)
        yield row
    if damaged:
        shown = ", ".join(map(str, damaged[:10]))
        output.note(
            f"Có ký tự hỏng, không đọc được, ở {len(damaged)} hàng (hàng {shown}…); các hàng khác không bị ảnh hưởng."
        )


def _rows_of(block: list[str], separator: str) -> list[list[str]] | None:
    """The records of a block of lines, where each line is one and ``_record`` would read all of them so; else None."""
    whole = "".join(block)
    if "\ufffd" in whole:
        return None
    bare = [line.rstrip("\r\n") for line in block]
    if '"' not in whole:
        return [line.split(separator) for line in bare]
    if whole.count("\r") > sum(line.endswith("\r\n") for line in block):
        return None
    try:
        rows = list(csv.reader(bare, delimiter=separator, strict=True))
    except csv.Error:  # a quote that does not close, or closes in the middle of a cell
        return None
    return [row or [""] for row in rows] if len(rows) == len(block) else None


def _record(line: str, lines: _Lines, separator: str, width: int) -> list[str]:
    """The record that begins with ``line``; takes more lines where a quoted cell runs over them."""
    if '"' not in line:
        return line.rstrip("\r\n").split(separator)
    taken: list[str] = []

    def feed() -> Iterator[str]:
        yield _hide(line)
        while len(taken) < _MAX_SPAN and (more := lines.take()) is not None:
            taken.append(more)
            yield _hide(more)

    try:
        row = next(csv.reader(feed(), delimiter=separator, strict=True), [])
    except csv.Error:  # a quote that does not close, or closes in the middle of a cell
        row = []
    literal = next(csv.reader([_hide(line)], delimiter=separator, quoting=csv.QUOTE_NONE), [])
    if not row or (taken and len(row) != width and len(literal) == width):
        # Such a quote is a letter, unless the line by itself can be read with it.
        lines.give_back(taken)
        loose = next(csv.reader([_hide(line)], delimiter=separator), [])
        row = loose if len(loose) == width != len(literal) else literal
    return [cell.replace(_LONE_CR, "\r") for cell in row]


def _hide(line: str) -> str:
    body = line.removesuffix("\n").removesuffix("\r")
    return body.replace("\r", _LONE_CR) + "\n" if "\r" in body else line
