"""Communes and districts by date: editions of administrative units, kept as data.

A commune code is valid only with a date: of the 226 codes of Lạng Sơn in use since 2019, 52 carried more than one
name. Each file in ``gazetteer/data`` (and in the user's own folder) is one edition of one province: its dates and
legal basis in the head, a unit a line, and where its territory came from. See docs/add-an-edition.md.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path

from doisoat.discovery import files_in
from doisoat.errors import ConfigError, InputLocation
from doisoat.text.compare import clean
from gazetteer.units import ALWAYS, FOREVER, Edition, Unit, padded_code

DATA = Path(__file__).parent / "data"
COLUMNS = ("code", "kind", "name", "district_code", "district", "from", "other_codes", "other_names")


@dataclass
class Editions:
    """All editions together: units, and which took whose territory (``whole`` or ``part``)."""

    editions: list[Edition] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    _after: dict[int, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    _before: dict[int, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    _by_code: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def units_on(self, day: dt.date) -> list[Unit]:
        """Units that exist on the day, in order of their codes."""
        return sorted((u for u in self.units if u.on(day)), key=lambda u: u.code)

    def with_code(self, code: str, on: dt.date | None = None) -> list[Unit]:
        """Units that carry the code (with its leading zero lost too): on the day, or ever where no day is given."""
        found = [self.units[uid] for uid in self._by_code.get(padded_code(code), [])]
        return [u for u in found if on is None or u.on(on)]

    def successors(self, unit: Unit, on: dt.date) -> list[tuple[Unit, str]]:
        """Units on a later day that hold territory of the unit, each with ``whole`` or ``part``.

        ``whole`` means the whole of ``unit`` went there. A unit that still exists is its own successor.
        """
        return self._follow(unit, on, self._after)

    def predecessors(self, unit: Unit, on: dt.date) -> list[tuple[Unit, str]]:
        """Units on an earlier day whose territory the unit holds; ``whole``: all of the predecessor is in it."""
        return self._follow(unit, on, self._before)

    def at(self, unit: Unit, on: dt.date) -> list[tuple[Unit, str]]:
        """The unit's successors, predecessors or itself, whichever exist on the day."""
        return self.predecessors(unit, on) if on < unit.valid_from else self.successors(unit, on)

    def kin(self, unit: Unit) -> dict[int, str]:
        """Every unit of any date that shares territory with this one: uid → ``self``, ``before`` or ``after``."""
        found = {unit.uid: "self"}
        for edges, word in ((self._after, "after"), (self._before, "before")):
            queue = [unit.uid]
            while queue:
                for uid, _ in edges.get(queue.pop(), []):
                    if uid not in found:
                        found[uid] = word
                        queue.append(uid)
        return found

    def district_codes(self) -> dict[tuple[str, str], str]:
        """District code by (province, district name), over all editions."""
        return {(u.province, u.district): u.district_code for u in self.units if u.district}

    def former_districts(self, unit: Unit) -> set[str]:
        """Names of the districts in which territory of the unit lay before; its own while it has one."""
        if unit.district:
            return {unit.district}
        return {self.units[uid].district for uid, word in self.kin(unit).items() if word == "before"} - {""}

    def add(self, edition: Edition, rows: list[dict[str, str]], spot: InputLocation) -> None:
        """Add one edition behind those of its province that are already there.

        Raises:
            ConfigError: a code twice, or a ``from`` code that the edition before does not hold.
        """
        before = {u.code: u for u in self.units if u.province == edition.province and u.valid_to < edition.valid_from}
        day_before = max((u.valid_to for u in before.values()), default=None)
        before = {code: u for code, u in before.items() if u.valid_to == day_before}
        seen: set[str] = set()
        for number, row in enumerate(rows, start=1):
            code = padded_code(row["code"])
            if not code or code in seen:
                raise ConfigError(
                    f"mã '{row['code']}' trống hoặc lặp lại trong danh mục đơn vị hành chính",
                    spot=InputLocation(file=spot.file, row=number),
                    fix="mỗi đơn vị một dòng, mỗi dòng một mã; sửa tệp rồi chạy lại",
                )
            seen.add(code)
            sources = [part.partition(":") for part in row["from"].split(";") if part]
            for source, _, extent in sources:
                if source not in before or extent not in ("", "part"):
                    raise ConfigError(
                        f"cột 'from' của mã {code} nêu '{source}', không có trong danh mục ngay trước đó",
                        spot=InputLocation(file=spot.file, row=number),
                        fix="ghi mã của danh mục liền trước, thêm ':part' nếu chỉ một phần địa bàn chuyển sang",
                    )
            unit = self._continued(before.get(code), row, edition) or self._new(code, row, edition)
            if not sources and code in before and before[code].name == unit.name:
                sources = [(code, "", "")]
            for source, _, extent in sources:
                if before[source].uid != unit.uid:
                    self._after[before[source].uid].append((unit.uid, extent or "whole"))
                    self._before[unit.uid].append((before[source].uid, extent or "whole"))
        self.editions.append(edition)

    def _continued(self, old: Unit | None, row: dict[str, str], edition: Edition) -> Unit | None:
        """The unit of the edition before where it goes on under the same codes, kind, names and district.

        A unit that lost a part of its land begins anew: what was in it may be elsewhere now.
        """
        if old is None or f"{old.code}:part" in row["from"].split(";"):
            return None
        then = (old.kind, old.name, old.district, old.other_codes, old.other_names)
        now = (row["kind"], row["name"], row["district"], _listed(row["other_codes"]), _listed(row["other_names"]))
        if then != now:
            return None
        unit = replace(old, valid_to=edition.valid_to)
        self.units[old.uid] = unit
        return unit

    def _new(self, code: str, row: dict[str, str], edition: Edition) -> Unit:
        unit = Unit(
            len(self.units),
            code,
            row["kind"],
            row["name"],
            row["district_code"],
            row["district"],
            edition.province,
            edition.valid_from,
            edition.valid_to,
            _listed(row["other_codes"]),
            _listed(row["other_names"]),
        )
        self.units.append(unit)
        for each in (code, *unit.other_codes):
            self._by_code[each].append(unit.uid)
        return unit

    def _follow(self, unit: Unit, on: dt.date, edges: dict[int, list[tuple[int, str]]]) -> list[tuple[Unit, str]]:
        if unit.on(on):
            return [(unit, "whole")]
        found: dict[int, str] = {}
        queue = [(unit.uid, "whole")]
        while queue:
            uid, extent = queue.pop()
            for other, step in edges.get(uid, []):
                reached = "part" if "part" in (extent, step) else "whole"
                if self.units[other].on(on):
                    found[other] = "whole" if "whole" in (reached, found.get(other)) else "part"
                else:
                    queue.append((other, reached))
        return [(self.units[uid], extent) for uid, extent in sorted(found.items())]


def load_editions(extra: Path | None = None) -> Editions:
    """Read the shipped editions and those in the user's folder; a file of the same name replaces a shipped one.

    Raises:
        ConfigError: a file's head, columns or references are wrong, or two editions of a province overlap.
    """
    read = [(*_read(path), InputLocation(file=str(path))) for path in files_in(DATA, extra, suffix=".csv")]
    read.sort(key=lambda item: (item[0].province, item[0].valid_from))
    editions = Editions()
    for edition, rows, spot in read:
        same = [e for e in editions.editions if e.province == edition.province]
        if same and same[-1].valid_to >= edition.valid_from:
            raise ConfigError(
                f"hai danh mục của {edition.province} chồng ngày nhau: {same[-1].name} và {edition.name}",
                spot=spot,
                fix="điền valid_to của danh mục cũ là ngày liền trước valid_from của danh mục mới",
            )
        editions.add(edition, rows, spot)
    return editions


def _read(path: Path) -> tuple[Edition, list[dict[str, str]]]:
    head: dict[str, str] = {}
    body: list[str] = []
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        if line.startswith("#"):
            key, _, value = line[1:].partition(":")
            head[key.strip()] = clean(value)
        elif line.strip():
            body.append(line)
    spot = InputLocation(file=str(path))
    reader = csv.DictReader(body)
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or [])]
    if missing or "province" not in head or not body[1:]:
        raise ConfigError(
            f"danh mục đơn vị hành chính thiếu {', '.join(missing) or 'dòng # province hoặc dữ liệu'}",
            spot=spot,
            fix="xem mẫu trong docs/add-an-edition.md",
        )
    try:
        start = dt.date.fromisoformat(head["valid_from"]) if head.get("valid_from") else ALWAYS
        end = dt.date.fromisoformat(head["valid_to"]) if head.get("valid_to") else FOREVER
    except ValueError:
        raise ConfigError(
            "valid_from hoặc valid_to không phải ngày", spot=spot, fix="viết ngày theo mẫu 2025-07-01, hoặc để trống"
        ) from None
    rows = [{column: clean(row[column] or "") for column in COLUMNS} for row in reader]
    return Edition(path.stem, head["province"], start, end, head.get("basis", ""), len(rows)), rows


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())
