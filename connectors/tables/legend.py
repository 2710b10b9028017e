"""Legends: "x: có; -: chưa có", "1 – Hộ gia đình", "(+) đã phủ". They decide over every habit."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from connectors.contract import Cell
from connectors.tables.answers import read_answer
from connectors.tables.cells import as_text, distinct, each
from connectors.tables.kinds import kind_in
from connectors.tables.lexicon.segments import segments
from connectors.tables.lexicon.words import lexicon
from doisoat.model import Answer
from doisoat.text.compare import clean, fold

_LEAD = re.compile(
    r"^(?:ghi chú|chú thích|ký hiệu|kí hiệu|chú giải|quy ước|trong đó|lưu ý|legend|note|"
    r"ghi chu|chu thich|ky hieu|ki hieu|chu giai|quy uoc)\b\s*[:.]?\s*",
    re.IGNORECASE,
)
_BEGUN = re.compile(
    r"\S\s+(?:ghi chú|chú thích|ký hiệu|kí hiệu|chú giải|quy ước|trong đó|legend|chu thich|ky hieu|ki hieu|quy uoc)\b"
    r"\s*[:.]?\s*(.+)$",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*[;|\n]\s*|\s*,\s*(?=[(\[][^\s()\[\]]{1,3}[)\]]\s)|\s*,\s*(?=[^,;]{1,12}\s*(?:[:=–]|\s-\s|là\b))|(?<=[^\W\d])\.\s+|"
    r"(?<=[^\W\d])\s+(?=[^\s,;:=]{1,3}\s*[:=])|"
    r"(?<=[^\W\d])\s*,?\s+(?=[●○◯◉◎■□▪▫◆◇▲△▼▽✓✔✗✘⬤√×]\s*[^\W\d_])"
)
_QUOTE = "[\"'“‘(\\[]?"
_SIGN = (
    rf"{_QUOTE}\s*(?:(?:dấu|ô|chữ|mã|số)\s+)?{_QUOTE}"
    r"(?P<sign>[^\s\"'“”’()\[\]:=]{1,4}|trống|để trống|bỏ trống)[\"'”’)\]]?"
)
_PAIR = re.compile(
    rf"^{_SIGN}\s*(?:[:=–—]|-(?=\s)|\s+là\s|\s+nghĩa là\s|\s+tức là\s)\s*(?:là\s+)?(?P<meaning>\S.{{0,60}})$",
    re.IGNORECASE,
)
# A sign that is no letter, figure or bullet needs nothing before its meaning: "● đã có; ○ chưa có".
_SYMBOLS = "●○◯◉◎■□▪▫◆◇▲△▼▽✓✔✗✘⬤√×"
_SYMBOL = re.compile(rf"^(?P<sign>[{_SYMBOLS}])\s*(?P<meaning>[^\W\d_].{{1,60}})$")
_BRACKETED = re.compile(r"^[(\[](?P<sign>[^\s()\[\]]{1,3})[)\]]\s+(?P<meaning>\S.{1,60})$")
_NAMED = re.compile(
    r"^(?:[-–•*]\s+)?(?:(?:ở |tại |trong )?cột\s+)?[\"“]?(?P<lead>[^:;=\"“”()]{2,40}?)[\"”]?\s*:\s*"
    r"(?P<rest>(?P<first>[^;,]+)[;,].+)$",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^[-–•*]\s*(?=[\w(\[\"“])(?!là\b|nghĩa\b|tức\b)")
_EVERY = frozenset(
    {"ma tra loi", "tra loi", "cach ghi", "cach danh dau", "cach doc", "chu dan", "giai thich", "giai thich ky hieu",
     "y nghia", "y nghia ky hieu", "bang ma", "ma hoa", "dap an", "gia tri", "cac ky hieu", "cac ma", "ma ky hieu",
     "ky hieu trong bang", "codes", "answer codes", "values", "viet tat", "chu viet tat", "cac chu viet tat"}
)  # fmt: skip
_OF_ALL = frozenset(
    {"answer", "presence", "network", "filler", "technology", "code"}
)  # "Tình trạng phủ sóng: 1 - có …"
# "Đ" and "C" are none: they may be "đã" and "chưa" as well as "đang" and "có"; nor are "Đ" and "S", "R" and "C".
_LETTERS = {("C", "K"): ("có", "không"), ("Y", "N"): ("yes", "no"), ("T", "F"): ("true", "false")}
_QUALITY = re.compile(r"\bchat luong\b")  # below it "C" and "K" may be "cao" and "kém"
_ASKED = r"\b(?:câu(?: hỏi)?|q)\s*"
_QUESTION = re.compile(
    rf"{_ASKED}(?P<number>\d{{1,2}})\s*[:.)]\s*(?P<what>.+?)(?=\s*{_ASKED}\d{{1,2}}\s*[:.)]|$)", re.IGNORECASE
)
_BLANK = frozenset({"trong", "de trong", "bo trong", "o trong"})


@dataclass(frozen=True)
class Legend:
    """What signs mean in this table: ``meanings`` by the sign as it stands, case ignored.

    A sign may mean one thing in one column and another in the next ("1" a household, "1" a yes): each column takes the
    meanings of its own kind.
    """

    meanings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    of_columns: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)  # folded name of a column →

    of_quality: bool = False  # of a column that tells how good a thing is

    def __bool__(self) -> bool:
        return bool(self.meanings or self.of_columns)

    def meant_by(self, cell: Cell) -> tuple[str, ...]:
        """The meanings of a cell that is a sign, "(+)" as well as "+"."""
        text = (as_text(cell) or "").casefold()
        return self.meanings.get(text) or self.meanings.get(_bare(text), ())

    def spelled_out(self, cells: Sequence[Cell], of_kinds: bool = False) -> Sequence[Cell]:
        """The cells with every sign replaced by what the legend says; two meanings of one kind leave it unclear.

        Args:
            cells: of a column.
            of_kinds: the column names kinds of addresses; else kinds are not what its signs mean.
        """
        counted = not of_kinds and self._explains_figures()

        def spelled(cell: Cell) -> Cell:
            meant = [m for m in self.meant_by(cell) if (kind_in(m) is not None) == of_kinds]
            if meant:
                return meant[0] if len({fold(m) for m in meant}) == 1 else "?"
            if not of_kinds and (listed := self._listed(cell)):
                return listed
            # Among figures that a legend explains, one that it leaves out is no habitual yes or no.
            text = as_text(cell) or ""
            return "?" if (counted and text in ("0", "1")) or (self.of_quality and text.upper() == "K") else cell

        letters = {} if of_kinds or self or self.of_quality else _paired(cells)
        return each(cells, lambda cell: letters[cell] if cell in letters else spelled(cell))

    def _listed(self, cell: Cell) -> str:
        """What several signs in one cell mean, "V, N" as well as "V+N"; empty where one of them is not explained."""
        parts = [part.strip() for part in re.split(r"[,;+/]", cell)] if isinstance(cell, str) else []
        meant = [self.meant_by(part) for part in parts]
        told = len(parts) > 1 and all(len(one) == 1 and kind_in(one[0]) is None for one in meant)
        return ", ".join(one[0] for one in meant) if told else ""

    def _explains_figures(self) -> bool:
        """Whether figures above one stand for answers, so that one and none are no marks either."""
        return any(
            sign.isdecimal() and int(sign) > 1 and any(kind_in(m) is None for m in meant)
            for sign, meant in self.meanings.items()
        )

    def for_heading(self, heading: str) -> Legend:
        """The legend with what stands behind the column's own name: "Gắn biển: Đ - đã gắn; C - chưa gắn"."""
        own = [meanings for lead, meanings in self.of_columns.items() if f" {lead} " in f" {fold(heading)} "]
        both = Legend({sign: meant for meanings in own for sign, meant in meanings.items()}).with_others(self)
        return replace(both, of_quality=bool(_QUALITY.search(fold(heading))))

    def numbered(self) -> dict[int, str]:
        """The one meaning of each figure that is explained, kinds of addresses apart."""
        found = {int(sign): meant for sign, meant in self.meanings.items() if sign.isdecimal() and len(sign) < 3}
        return {n: meant[0] for n, meant in found.items() if len(meant) == 1 and kind_in(meant[0]) is None}

    def with_others(self, other: Legend) -> Legend:
        """The same with the signs that another legend of the file adds."""
        return Legend({**other.meanings, **self.meanings}, {**other.of_columns, **self.of_columns})

    def signs_in(self, cells: Iterable[Cell]) -> bool:
        """Whether a cell is one of the signs."""
        return any(self.meant_by(cell) for cell in cells)


def _paired(cells: Sequence[Cell]) -> dict[Cell, Cell]:
    """Two letters that are one choice, "C" and "K", where a column holds both and no other cell."""
    texts = {cell: text.upper() for cell in distinct(cells) if (text := as_text(cell))}
    if not all(isinstance(cell, str) and len(text) == 1 for cell, text in texts.items()):
        return {}
    for letters, meant in _LETTERS.items():
        if set(texts.values()) == set(letters):
            return {cell: dict(zip(letters, meant, strict=True))[text] for cell, text in texts.items()}
    return {}


def _bare(text: str) -> str:
    """A sign without brackets or quotes around it."""
    return text[1:-1].strip() if len(text) > 2 and text[0] + text[-1] in ("()", "[]", '""', "“”", "''") else text


def legend_of(texts: Iterable[str], headings: Iterable[Sequence[str]] = ()) -> Legend:
    """The legend that titles and notes state; what a heading explains in brackets holds for its own columns.

    Args:
        texts: titles and notes.
        headings: the texts of each column's heading.
    """
    found: dict[str, dict[str, None]] = {}
    of_columns: dict[str, dict[str, tuple[str, ...]]] = {}
    for text in texts:
        column, own = _led(text)
        if column:
            of_columns[fold(column)] = {sign.casefold(): (meaning,) for sign, meaning in own}
            continue
        for sign, meaning in (*pairs_in(text), *_questions(text)):
            found.setdefault(sign.casefold(), {})[meaning] = None
    for heading in dict.fromkeys(text for chain in headings for text in chain):
        bare = without_legend(heading)
        pairs = pairs_in(heading)
        if bare != heading and not _is_of_all(bare):
            of_columns[fold(bare)] = {sign.casefold(): (meaning,) for sign, meaning in pairs}
            continue
        for sign, meaning in pairs:
            found.setdefault(sign.casefold(), {})[meaning] = None
    return Legend({sign: tuple(meanings) for sign, meanings in found.items()}, of_columns)


def _questions(text: str) -> list[tuple[str, str]]:
    """What numbered questions ask, "Câu 1: … Câu 2: …", by each way in which a heading may name them."""
    asked = [(match["number"], match["what"].strip()) for match in _QUESTION.finditer(clean(text))]
    if [number for number, _ in asked] != [str(n) for n in range(1, len(asked) + 1)] or len(asked) < 2:
        return []
    return [(f"{lead}{number}", what) for number, what in asked for lead in ("câu ", "câu hỏi ", "câu", "c", "q")]


def _led(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The name of one column before its own signs, "Gắn biển: Đ - đã gắn; C - chưa gắn", and those; or nothing."""
    begun = _BEGUN.search(clean(text))
    match = _NAMED.match(_LEAD.sub("", begun[1] if begun else clean(text)))
    if match is None or _is_of_all(match["lead"]) or not _PAIR.match(match["first"]):
        return "", []
    parts = [part for part in _SPLIT.split(match["rest"]) if part]
    read = [_said(m) for part in parts if (m := _PAIR.match(part))]
    return (match["lead"], read) if len(read) == len(parts) >= 2 else ("", [])


_MARKED = re.compile(
    r"(?:đánh dấu|dấu|ký hiệu|ghi)\s*[\"'“‘(\[]?(?P<sign>[^\s\"'“”’()\[\]]{1,3})[\"'”’)\]]?\s+"
    r"(?P<meaning>(?:vào|ở|cho|tại|là|thể hiện|nghĩa là|chỉ|biểu thị|đối với|nếu|với)\s.{2,80})$",
    re.IGNORECASE,
)


def _marked(text: str) -> list[tuple[str, str]]:
    """A legend as a sentence: "đánh dấu x vào dịch vụ thôn chưa có"; what it turns to is its meaning."""
    match = _MARKED.search(clean(text))
    if match is None:
        return []
    turns = {m for s in segments(match["meaning"]) for m in s.meanings & lexicon().turning}
    if turns - {"negation"}:
        return [(match["sign"], match["meaning"])]  # a plan, a wish: unclear, but no yes
    return [(match["sign"], "chưa có" if turns else "có")]


def _said(match: re.Match[str]) -> tuple[str, str]:
    """A sign and what it means; of "(mức): 2 = đã có" the pair behind the word."""
    inner = _PAIR.match(match["meaning"]) if len(match["sign"]) > 1 else None
    found = inner if inner and len(inner["sign"]) < 3 else match
    return found["sign"], found["meaning"].strip(" .)")


_EXPLAINED = re.compile(r"\s*\(([^()]{3,120})\)\s*$")


@functools.lru_cache(maxsize=5_000)
def without_legend(heading: str) -> str:
    """A heading without the signs that it explains in brackets: "Cáp quang (1: chưa có; 2: đã có)"."""
    found = _EXPLAINED.search(heading)
    return heading[: found.start()].strip() if found and found.start() and pairs_in(found[1]) else heading


def pairs_in(text: str) -> list[tuple[str, str]]:
    """Signs and meanings of one text; one pair alone counts where the text is nothing else."""
    pairs: list[tuple[str, str]] = []
    begun = _BEGUN.search(clean(text))  # "Số liệu đến 15/10/2024. Quy ước: (+) có, (-) không có"
    for inner in [begun[1] if begun else text, *re.findall(r"\(([^()]{3,120})\)", text)]:
        rest = _every(_LEAD.sub("", clean(inner.replace("\n", "; "))))
        if offered := _offered(rest, of_quality=bool(_QUALITY.search(fold(text)))):
            pairs.extend(offered)
            continue
        parts = [part for part in _SPLIT.split(_unwrapped(rest)) if part]
        read = [_said(m) for part in parts if (m := _PAIR.match(part) or _BRACKETED.match(part) or _SYMBOL.match(part))]
        if len(parts) == 1 and _SYMBOL.match(parts[0]) and not _LEAD.match(clean(inner)):
            continue  # a bullet of another shape: "■ Xã Hòa Bình"
        if 2 <= len(read) < len(parts):  # "Ghi rõ như sau: 1 - chưa có" is a pair all the same
            read += [
                _said(m) for part in parts if not _PAIR.match(part) and (m := _PAIR.match(part.rpartition(": ")[2]))
            ]
        if read and (len(read) >= len(parts) or len(read) >= 2):
            pairs.extend((sign, meaning) for sign, meaning in read if fold(sign) not in _BLANK)
    pairs = pairs or _marked(text)
    return [(sign, meaning) for sign, meaning in pairs if re.search(r"[^\W\d_]", meaning)]


def _offered(text: str, *, of_quality: bool) -> list[tuple[str, str]]:
    """Choices as a form offers them: "Có=1, Không=0", "1=Có/0=Không", "C/K"."""
    letters = tuple(part.strip().upper() for part in text.split("/"))
    if letters in _LETTERS and not of_quality:
        return list(zip(letters, _LETTERS[letters], strict=True))
    found = []
    for part in re.split(r"\s*[,;/]\s*", text.strip(" .")):
        left, mark, right = (side.strip() for side in part.partition("=" if "=" in part else ":"))
        if not mark or len(left) == len(right):
            return []
        sign, meaning = sorted((left, right), key=len)
        if (
            len(sign) > 2
            or len(meaning) < 2
            or "(" in part
            or ")" in part
            or read_answer(meaning) not in (Answer.YES, Answer.NO)
        ):
            return []
        found.append((sign, meaning))
    return found if len(found) > 1 else []


def _every(text: str) -> str:
    """Without a bullet, and without "Mã trả lời:" in front of the signs of the whole table."""
    bare = _BULLET.sub("", text)
    lead, colon, rest = bare.partition(":")
    return rest.strip() if colon and len(lead) > 4 and _is_of_all(lead) else bare


def _is_of_all(lead: str) -> bool:
    """What stands before signs of the whole table, and names none of its columns."""
    return fold(lead) in _EVERY or all(s.meanings & _OF_ALL for s in segments(lead))


def _unwrapped(text: str) -> str:
    """Without the brackets around the whole of it."""
    bare = text.strip(" .")
    return bare[1:-1] if bare.startswith("(") and bare.endswith(")") and bare.count("(") == 1 else bare
