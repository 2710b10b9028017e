"""What a table is about: what is there, what is missing, planned, asked for, counted.

Title, sheet name, file name and headings say it together; a document that a title quotes ("thực hiện Kế hoạch số
12/KH-UBND") is not what the table is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from connectors.tables.context import without_caption_number
from connectors.tables.legend import pairs_in
from connectors.tables.lexicon.segments import segments
from connectors.tables.lexicon.words import lexicon
from doisoat.text.compare import clean

_QUOTED = re.compile(
    r"(?:theo|thực hiện|căn cứ|kèm theo|ban hành kèm|triển khai|về việc|v/v|kết quả|tiến độ|thuc hien|ket qua)\s+"
    r"(?:(?:thực hiện|triển khai|thuc hien)\s+)*"
    r"(?:kế hoạch|ke hoach|công văn|quyết định|nghị quyết|chỉ thị|đề án|dự án|chương trình|mục tiêu|chỉ tiêu)"
    r"[^,;.()\n]*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\b(?:kế hoạch|công văn|đề án|quyết định|chương trình)\s+số\s[^,;()\n]*|\bsố\s*:?\s*\d+\s*/[^\s,;()]*",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"^(?:danh sách|danh mục|biểu|bảng|tổng hợp|kế hoạch|dự kiến|báo cáo|thống kê|phụ lục|tình hình|kết quả|hiện trạng|"
    r"ds\b|bc\b|các\b|số liệu|thông tin|đăng ký|lộ trình|chỉ tiêu|thôn\b|vùng phủ|tên biểu|nội dung|sản phẩm|rà soát)",
    re.IGNORECASE,
)
BOTH = re.compile(
    r"(?:đã|có)\s*(?:có)?\s*(?:và|/|,|hoặc|-|,?\s*hay)\s*(?:chưa|không)|da co va chua|co/khong|có, không|có hay không",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"^(?:đề nghị|đề xuất|xin)\s+(?:các|ubnd|đơn vị|đồng chí|quý|phòng|xã|thôn|anh|bạn|cho)\b", re.IGNORECASE
)
_BEGINS = frozenset(
    {"subscriber", "port", "speed", "plan", "target", "needed", "registration", "weak", "answer", "technology"}
)
_MOTTO = re.compile(r"cộng hòa xã hội|cộng hoà xã hội|cong hoa xa hoi|độc lập", re.IGNORECASE)
_ACTUAL = re.compile(
    r"hiện trạng|đã có|đã phủ|kết quả|thực trạng|thực tế|đã cung cấp|đã hoàn thành|hien trang", re.IGNORECASE
)
_ASIDE = re.compile(r"\([^()]*\)?")
_WHOSE = re.compile(r"\b(?:của|cua)\s+(?P<whose>(?:(?!\bdo\b)[^,;:()])*)", re.IGNORECASE)
_SERVICES = frozenset({"fibre", "2g", "3g", "4g", "5g", "wifi", "mobile_generic"})
_NOT_PLACE_NO = re.compile(r"\bkhông (?:dây|gian|mật khẩu|khóa)\b|\bmiễn phí\b", re.IGNORECASE)


@dataclass(frozen=True)
class Subject:
    """What titles say.

    ``turns`` are turning meanings of the lexicon, ``services`` what they are about, ``operators`` whose services: of
    the line that says what is listed, else of a letterhead, else of the names.
    """

    turns: frozenset[str]
    services: frozenset[str]
    operators: frozenset[str]
    says_actual: bool = False
    texts: tuple[str, ...] = ()

    @property
    def is_plan(self) -> bool:
        """A list of what is planned, set as a target or asked for, and of nothing that is there."""
        return bool(self.turns & {"plan", "target", "registration", "needed"})

    @property
    def is_missing(self) -> bool:
        """A list of what is not there."""
        return "negation" in self.turns and not self.is_plan

    @property
    def is_weak(self) -> bool:
        """A list of weak or unsteady coverage."""
        return "weak" in self.turns and not self.is_plan

    @property
    def is_count(self) -> bool:
        """Subscribers, ports, speeds: numbers that conclude nothing."""
        return bool(self.turns & {"subscriber", "port", "speed"})


def is_title(text: str) -> bool:
    """A line that says what the table is about: in capitals, begun like a list's name, or with what turns a list."""
    letters = [c for c in text if c.isalpha()]
    headed = [c for c in _ASIDE.sub(" ", text) if c.isalpha()] or letters  # a remark in brackets is in small letters
    shouted = sum(1 for c in headed if c.isupper()) >= 0.6 * len(headed)
    named = without_caption_number(text)
    return bool(letters) and len(text) <= 250 and (shouted or bool(_TITLE.match(named)) or _begins_a_list(named))


def _begins_a_list(text: str) -> bool:
    """Whether a line begins with what is counted, planned or told, of services or places: "Thuê bao FTTH theo thôn".

    What is asked of the reader ("Đề nghị các xã …") and a whole sentence are remarks.
    """
    if text.rstrip().endswith((".", ":")) or _REQUEST.match(text):
        return False
    said = segments(text)
    about = frozenset().union(*(segment.meanings for segment in said[1:]))
    return (
        bool(said) and bool(said[0].meanings & _BEGINS) and bool(about & (_SERVICES | {"village", "commune", "plate"}))
    )


def subject_of(titles: Iterable[str], names: Sequence[str] = ()) -> Subject:
    """The subject that title lines and names (of the sheet, of the file) state.

    Args:
        titles: lines above the table; letterheads, quoted documents and legends do not count.
        names: texts that count whatever they look like.
    """
    lines = [t for t in titles if is_title(t) and not pairs_in(t) and not _MOTTO.search(t)] + [
        re.sub(r"[_\-.]+", " ", n) for n in names
    ]
    cleared = [_NOT_PLACE_NO.sub(" ", _NUMBERED.sub(" ", _QUOTED.sub(" ", clean(line)))) for line in lines]
    turns: set[str] = set()
    services: set[str] = set()
    for line in cleared:
        for segment in segments(BOTH.sub(" ", line)):
            turns |= segment.meanings & lexicon().turning
            services |= segment.meanings & _SERVICES
    actual = any(_ACTUAL.search(line) for line in cleared)
    whose = _whose(cleared[: len(cleared) - len(names)], cleared[len(cleared) - len(names) :])
    return Subject(frozenset(turns), frozenset(services), whose, actual, tuple(cleared))


def _whose(titles: Sequence[str], names: Sequence[str]) -> frozenset[str]:
    """The operators whose services are listed: of the lines that say what is, else of letterheads, else of names."""
    says = [line for line in titles if any(s.meanings & (_SERVICES | {"presence"}) for s in segments(line))]
    for lines in (says, titles, names):
        found = frozenset[str]().union(*(_named(line) for line in lines))
        if found:
            return found
    return frozenset()


def _named(line: str) -> frozenset[str]:
    """Operators that one line names; those of "của Viettel" before others, those of a remark in brackets last."""
    plain = _ASIDE.sub(" ", line)
    for part in (" ; ".join(match["whose"] for match in _WHOSE.finditer(plain)), plain, line):
        found = frozenset(m for s in segments(part) for m in s.meanings & lexicon().operators)
        if found:
            return found
    return frozenset()
