"""What a column's cells say about the field it may hold: shapes, closed vocabularies, names that are places.

A heading proposes, the content agrees, doubts or forbids. Only a sample of the distinct cells is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from connectors.contract import Cell, PlaceLookup
from connectors.tables.answers import read_answer
from connectors.tables.cell_signs import (
    counts_something,
    figure_in,
    is_answer,
    is_contract,
    is_few,
    is_joined,
    is_none,
    is_term,
    is_venue,
    is_within,
    names_service,
    operators_in,
    parts_of_path,
    says_stars,
)
from connectors.tables.cells import as_text, is_blank, read_count, read_stars
from connectors.tables.dates import read_date
from connectors.tables.kinds import read_short_kind
from connectors.tables.legend import Legend
from connectors.tables.marks import is_total, unit_headings
from connectors.tables.meanings import READ, Match
from connectors.tables.pairs import answers_in, villages_in
from connectors.tables.wifi_cells import tells_access
from doisoat.model import Answer

FORBIDDEN = -2.0
# Looked for by their cells alone too, though a table may do without them.
BY_CONTENT = ("stars", "operator", "wifi_password", "wifi_venue")
_ROWS, _DISTINCT = 400, 60
_MOST_SITES = 40  # heritage sites of one village
_MOSTLY, _COMMUNE_DIGITS, _NAMED_IN = 0.8, 6, 4
_CODE = re.compile(r"^(?=.*\d)[A-Za-zĐđ0-9][\w.\-/]{2,29}$")
_LONG = re.compile(r"^[A-Za-z]{0,4}\d{6,12}$")
_ANSWERED = frozenset({"fibre", "2g", "3g", "4g", "5g", "mobile", "plate", "notified"})
_COUNTED = frozenset(
    {"households", "offices", "organizations", "heritage_sites", "procedures", "eligible", "offered",
     "offered_partly", "offered_fully", "dossiers", "dossiers_online", "dossiers_fully_online",
     *(f"{kind}_total" for kind in ("household", "office", "organization", "heritage")),
     *(f"{kind}_plated" for kind in ("household", "office", "organization", "heritage")),
     *(f"{kind}_left" for kind in ("household", "office", "organization", "heritage")),
     "eligible_partly", "eligible_fully",
     "points_total", "points_plated"}
)  # fmt: skip
_DATED = frozenset(
    {"wifi_ended_on", "updated_on", "plated_on", "recognised_on", "valid_until", "valid_from", "valid_to"}
)
_BOUNDS = {"latitude": (8.0, 24.0), "longitude": (102.0, 118.0)}

Sample = tuple[Cell, ...]


class Contents:
    """The columns below a header, looked at once each.

    Args:
        columns: cells below the header, by column.
        places: tells which texts name a known village, commune or district; None where nobody handed it in.
        legend: of the table; its signs count as what they stand for.
        headings: of the columns; a legend may explain the signs of one column alone.
    """

    def __init__(
        self,
        columns: Sequence[Sequence[Cell]],
        places: PlaceLookup | None = None,
        legend: Legend | None = None,
        headings: Sequence[str] = (),
    ) -> None:
        self._columns = columns
        self._places = places
        self._legend = legend or Legend()
        self._headings = headings
        self._samples: dict[int, Sample] = {}
        self._known: dict[tuple[int, str], float] = {}
        self._sums: frozenset[int] | None = None

    def sample(self, column: int) -> Sample:
        """Distinct filled cells from the first rows."""
        if column not in self._samples:
            seen = dict.fromkeys(cell for cell in self._columns[column][:_ROWS] if not is_blank(cell))
            self._samples[column] = tuple(seen)[:_DISTINCT]
        return self._samples[column]

    def share(self, column: int, test: Callable[[Cell], bool]) -> float:
        """The share of the sample that passes a test; 0 where the column is empty."""
        cells = self.sample(column)
        return sum(1 for cell in cells if test(cell)) / len(cells) if cells else 0.0

    def may_hold(self, column: int, field: str) -> bool:
        """Whether the cells of a column whose heading says nothing may be contract numbers, or answers."""
        test = {"wifi_contract": is_contract, "answer": is_answer}[field]
        return self.share(column, test) > 0.5

    def evidence(self, column: int, field: str, sense: str = "present") -> float:
        """What the cells add to the score of a field: up to 0.25, or down to a ban; 0 where the column is empty."""
        key = column, f"{field}:{sense}"
        if key not in self._known:
            self._known[key] = self._weigh(column, field, sense) if self.sample(column) else 0.0
        return self._known[key]

    def rules_out(self, column: int, matches: Mapping[str, Match]) -> bool:
        """Whether the heading names no field plainly, or the cells can be none of those that it names."""
        return all(
            found.score < READ or self.evidence(column, name, found.sense) <= FORBIDDEN
            for name, found in matches.items()
        )

    def _weigh(self, column: int, field: str, sense: str) -> float:
        if field == "wifi_password":  # the password itself may stand there, which is often a number
            return 0.05
        if field.endswith("_villages"):
            return FORBIDDEN if self.share(column, is_answer) > _MOSTLY else 0.0
        if field in _ANSWERED:
            return self._answers(column, sense)
        if field == "heritage_sites" and any((figure_in(cell) or 0) > _MOST_SITES for cell in self.sample(column)):
            return FORBIDDEN  # "DT" is an area as well
        if field in ("points_total", "points_plated") and not self.share(
            column, lambda cell: read_count(cell) is not None
        ):
            return FORBIDDEN  # marks count nothing
        if field in _COUNTED:
            return self._counts(column)
        if (
            field == "commune_code"
            and self.share(column, lambda cell: len(str(cell).strip()) > _COMMUNE_DIGITS) > _MOSTLY
        ):
            return FORBIDDEN  # "Mã ĐVHC" of villages
        if field == "product" and self.share(column, lambda cell: figure_in(cell) is not None) > _MOSTLY:
            return FORBIDDEN  # "Số sản phẩm" of a producer
        if field == "station" and any(map(is_none, self.sample(column))) and self.share(column, is_few) > _MOSTLY:
            return FORBIDDEN  # how many there are: no station has the number 0
        if (
            field == "station"
            and self.share(column, lambda cell: is_answer(cell) and figure_in(cell) is None) > _MOSTLY
        ):
            return FORBIDDEN  # whether one reaches the village: no station is named "Đã phủ"
        if field == "wifi_until" and not self.share(column, lambda cell: any(map(str.isdigit, str(cell)))):
            return FORBIDDEN
        if field in _DATED:
            share = self.share(column, lambda cell: read_date(cell, months=True) is not None)
            return 0.05 if share > 0.5 else -0.3 if share == 0 else 0.0
        if field in _BOUNDS:
            low, high = _BOUNDS[field]
            return 0.05 if self.share(column, lambda cell: is_within(cell, low, high)) > 0.5 else -0.5
        named: dict[str, Callable[[int], float]] = {
            "village": self._village,
            "sub_village": lambda c: (
                FORBIDDEN if self.share(c, lambda cell: figure_in(cell) is not None) > _MOSTLY else 0.0
            ),
            "name": self._village,
            "address": self._address,
            "wifi_venue": lambda c: 0.2 if self.share(c, is_venue) > 0.3 else -0.05,
            "kind": lambda c: 0.25 if self.share(c, self._names_kind) > 0.5 else -0.05,
            "stars": self._stars,
            "technology": self._technology,
            "fixed_technology": self._generations,
            "mobile_technology": self._generations,
            "operator": lambda c: 0.2 if self.share(c, lambda cell: bool(operators_in(cell))) > 0.5 else -0.5,
            "answer": self._answer,
            "wifi_status": lambda c: FORBIDDEN if self.share(c, is_term) > 0.5 else 0.0,
            "wifi_contract": lambda c: 0.05 if self.share(c, is_contract) > 0.3 else -0.05,
        }
        return named[field](column) if field in named else 0.0

    def _stars(self, column: int) -> float:
        """Most figures are stars; words among them ("Chưa phân hạng") make it no other column."""
        starred = self.share(column, lambda cell: read_stars(cell) is not None)
        worded = self.share(column, lambda cell: not any(map(str.isdigit, str(cell))) and read_stars(cell) is None)
        return 0.1 if starred > 0.5 * (1 - worded) else FORBIDDEN

    def _answers(self, column: int, sense: str) -> float:
        """Answers, marks, days of first service; numbers above one are counts of something, whatever the heading."""
        heading = self._headings[column] if column < len(self._headings) else ""
        legend = self._legend.for_heading(heading)
        cells = legend.spelled_out(self.sample(column))  # "3" may be the legend's "có trên toàn thôn"
        many = [n for cell in cells if (n := figure_in(cell)) is not None and counts_something(n)]
        if all(1980 <= n <= 2049 for n in many):  # years of first use
            many = []
        many = [n for n in many if not self._only_sums_up(column, n)]
        # One number alone among answers is the column's total; it stands there once, at an end.
        if sense != "share" and many and (len(many) > 1 or not self._is_at_an_end(column, many[0])):
            return FORBIDDEN
        if sense != "share" and many and len(many) == len(cells):
            return FORBIDDEN
        return 0.05 if sum(map(is_answer, cells)) > 0.5 * len(cells) else 0.0

    def _answer(self, column: int) -> float:
        if self._answers(column, "present") == FORBIDDEN:
            return FORBIDDEN
        return 0.05 if self.share(column, is_answer) > 0.3 else -0.05

    def _is_at_an_end(self, column: int, number: float) -> bool:
        """Whether a number stands in a column once, and above or below all the answers."""
        cells = [cell for cell in self._columns[column][:_ROWS] if not is_blank(cell)]
        at = [n for n, cell in enumerate(cells) if figure_in(cell) == number]
        return len(at) == 1 and not all(any(map(is_answer, part)) for part in (cells[: at[0]], cells[at[0] + 1 :]))

    def _only_sums_up(self, column: int, number: float) -> bool:
        """Whether a number stands only in rows of communes or totals above or below the villages' own."""
        if self._sums is None:
            self._sums = _rows_of_sums(self._columns)
        at = [n for n, cell in enumerate(self._columns[column][:_ROWS]) if figure_in(cell) == number]
        return bool(self._sums) and self._sums.issuperset(at)

    def _counts(self, column: int) -> float:
        if self.share(column, lambda cell: isinstance(cell, str) and "%" in cell and read_count(cell) is None) > 0.3:
            return FORBIDDEN
        return 0.05 if self.share(column, lambda cell: read_count(cell) is not None) > 0.5 else -0.3

    def _village(self, column: int) -> float:
        if self.share(column, lambda cell: figure_in(cell) is not None) > 0.8:
            return -0.3
        if self.share(column, lambda cell: not any(map(str.isalpha, str(cell)))) > 0.8:
            return FORBIDDEN  # "5/6" counts something
        commas = self.share(column, lambda cell: len(unit_headings(str(cell))) > 1 or str(cell).count(",") > 1)
        known = self.named(column)
        higher = known["commune"] + known["district"]
        return -0.3 * (commas > 0.5) + 0.15 * (known["village"] > 0.5) - 0.4 * (higher > 0.8 and known["village"] < 0.2)

    def _technology(self, column: int) -> float:
        """Names of services; where none stands there but places do, the heading ("Nội dung") meant those."""
        share = self.share(column, lambda cell: names_service(cell) or bool(answers_in(cell)))
        return 0.2 if share > 0.5 else FORBIDDEN if share == 0 and sum(self.named(column).values()) >= 0.6 else -0.3

    def _generations(self, column: int) -> float:
        """Names of services, and "Chưa có" where there is none; nothing else, or the heading meant another thing."""
        named = self.share(column, names_service)
        none = self.share(column, lambda cell: read_answer(cell) is Answer.NO)
        return 0.1 if named > 0 and named + none > 0.6 else FORBIDDEN

    def _address(self, column: int) -> float:
        if self.share(column, is_joined) > 0.5:
            return 0.1
        return -0.5 if self.named(column)["village"] > 0.5 else -0.2

    def named(self, column: int) -> dict[str, float]:
        """The shares of the sample that name a village, a commune and a district that are known."""
        texts = [text for cell in self.sample(column) if (text := as_text(cell)) and not text.isdigit()]
        found = list(self._places(texts)) if self._places and texts else []
        return {
            level: found.count(level) / len(texts) if texts else 0.0 for level in ("village", "commune", "district")
        }

    def _identifies(self, column: int) -> bool:
        """Whether a column holds a long number in every row, each another one."""
        cells = [cell for cell in self._columns[column][:_ROWS] if not is_blank(cell)]
        return len(cells) > 2 and len(set(cells)) == len(cells) and all(_LONG.match(str(cell)) for cell in cells)

    def _names_kind(self, cell: Cell) -> bool:
        return read_short_kind(self._legend.spelled_out([cell], of_kinds=True)[0]) is not None

    def lists_villages(self, column: int) -> bool:
        """Whether most of the cells are lists of known villages."""
        texts = [str(cell) for cell in self.sample(column) if isinstance(cell, str) and len(cell) > 3]
        names = [name for text in texts for name in villages_in(text)]
        if self._places is None or not names:
            return False
        return list(self._places(names)).count("village") > 0.6 * len(names)

    def alone(self, columns: Iterable[int], fields: Iterable[str]) -> dict[tuple[int, str], float]:
        """Fields that columns hold by their content alone, whatever stands above them."""
        offers: dict[tuple[int, str], float] = {}
        for column in columns:
            distinct = len(self.sample(column))
            for field in fields:
                if distinct < (1 if field == "wifi_password" else 2):
                    continue
                score = self._alone(column, field)
                if score:
                    offers[column, field] = score
        return offers

    def _alone(self, column: int, field: str) -> float:
        if field in ("village", "name"):
            return 0.7 if self.named(column)["village"] >= 0.6 else 0.0
        if field == "code":
            return 0.65 if self._identifies(column) else 0.0
        if field == "unit":
            if self.share(column, lambda cell: set(unit_headings(str(cell))) == {"district"}) >= 0.8:
                return 0.6  # beside the communes it is their district
            return 0.7 if self.share(column, lambda cell: bool(unit_headings(str(cell)))) >= 0.8 else 0.0
        if field == "address":
            return 0.7 if self.share(column, lambda cell: len(parts_of_path(str(cell))) > 2) >= 0.8 else 0.0
        if field in ("commune", "district"):
            typed = self.share(column, lambda cell: set(unit_headings(str(cell))) == {field})
            return 0.7 if typed >= 0.8 or self.named(column)[field] >= 0.8 else 0.0
        if field == "kind":
            return 0.7 if self.share(column, self._names_kind) >= 0.8 else 0.0
        if field == "stars":
            starred = self.share(column, says_stars)
            heading = self._headings[column] if column < len(self._headings) else ""
            # "Không đạt" in place of stars; below a year it takes back what an earlier one said.
            failed = (
                0.0 if any(map(str.isdigit, heading)) else self.share(column, lambda c: read_answer(c) is Answer.NO)
            )
            return 0.7 if starred >= 0.2 and starred + failed >= 0.8 else 0.0
        if field == "wifi_venue":
            return 0.6 if self.share(column, is_venue) >= 0.8 else 0.0
        if field == "wifi_password":
            return 0.6 if tells_access(self.sample(column)) else 0.0
        if field == "technology":
            return 0.6 if self.share(column, names_service) >= 0.9 else 0.0
        if field == "operator":
            return 0.6 if self.share(column, lambda cell: bool(operators_in(cell))) >= 0.9 else 0.0
        return 0.0


def _rows_of_sums(columns: Sequence[Sequence[Cell]]) -> frozenset[int]:
    """The first rows of totals, and those of a unit's name in a column that holds other names too."""
    found: set[int] = set()
    for column in columns[:_NAMED_IN]:
        texts = {n: text for n, cell in enumerate(column[:_ROWS]) if isinstance(cell, str) and (text := as_text(cell))}
        sums = {n for n, text in texts.items() if is_total(text) or unit_headings(text)}
        found |= sums if len(sums) < len([text for text in texts.values() if len(text) > 2]) else set()
    return frozenset(found)
