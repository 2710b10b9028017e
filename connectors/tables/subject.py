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
from connectors.tables.lexicon.segments import Segment, segments
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
    r"ds\b|bc\b|các\b|số liệu|thông tin|đăng ký|lộ trình|chỉ tiêu|thôn\b|vùng phủ|tên biểu|nội dung|sản phẩm|rà soát|"
    r"phiếu|tiến độ|theo dõi|chi tiết)",
    re.IGNORECASE,
)
BOTH = re.compile(
    r"(?:đã|có)\s*(?:có)?\s*(?:và|/|,|hoặc|-|,?\s*hay)\s*(?:chưa|không)|da co va chua|co/khong|có, không|có hay không",
    re.IGNORECASE,
)
# How a form is filled in, and what is left out of it, is not what it lists.
_FILLED_IN = re.compile(
    r"\b(?:để|bỏ) (?:trống|trắng)\b|\bkhông điền\b|^(?:lưu ý|chú ý|ghi chú|chú thích)\b", re.IGNORECASE
)
_REMARKS = re.compile(r"\b(?:điền|đánh dấu|ghi|tích|tick|nếu|người lập|đơn vị tính)\b", re.IGNORECASE)
_LEFT_OUT = re.compile(r"\b(?:không (?:bao )?gồm|không tính|không kể|ngoại trừ)\b[^,;()]*", re.IGNORECASE)
_TITLE_BARE = re.compile(
    r"^(?:danh sach|danh muc|bieu|bang|tong hop|ke hoach|du kien|bao cao|thong ke|phu luc|tinh hinh|ket qua|hien trang|"
    r"so lieu|thong tin|dang ky|lo trinh|chi tieu|vung phu|ra soat|phieu|tien do|theo doi|list of)\b",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"^(?:đề nghị|đề xuất|xin)\s+(?:các|ubnd|đơn vị|đồng chí|quý|phòng|xã|thôn|anh|bạn|cho)\b", re.IGNORECASE
)
_BEGINS = frozenset(
    {"subscriber", "port", "speed", "plan", "target", "needed", "registration", "weak", "answer", "technology"}
)
_ELSE = frozenset({"money", "fault", "speed", "distance", "station_count", "subscriber", "port"})
_MENDED = frozenset({"thay", "sai", "khac", "xu"})  # what was wrong is right now, or one list stands for another
_HEARD = re.compile(
    r"^(?:(?:phiếu|tổng hợp|báo cáo|danh sách|kết quả|lấy|các)\s+)*"
    r"(?:ý kiến|phản ánh|kiến nghị|khiếu nại|góp ý|lưu lượng|lịch\s+(?:bảo dưỡng|bảo trì|sửa chữa|cắt|trực))\b",
    re.IGNORECASE,
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
    is_of_else: bool = False  # money, faults, speeds, opinions of a service: not whether it is there
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
    return bool(letters) and len(text) <= 250 and (shouted or _is_headed(named) or _begins_a_list(named))


def _is_headed(text: str) -> bool:
    """Begun like a list's name, with accents or, in a text that has none, without."""
    return bool(_TITLE.match(text) or (text.isascii() and _TITLE_BARE.match(text)))


def _tells_how(text: str) -> bool:
    """Whether a line says how the form is filled in; a plan stays one whatever else its title says."""
    bare = _ASIDE.sub(" ", clean(text))
    planned = any(segment.meanings & {"plan", "target", "registration", "needed"} for segment in segments(bare))
    return bool(_FILLED_IN.search(bare)) and not planned


def _speaks_of_lists(text: str) -> bool:
    """Whether a line is about what tables list, and no remark: neither a whole sentence nor asked of the reader."""
    about = frozenset().union(*(segment.meanings for segment in segments(text)))
    said = bool(about & (_SERVICES | {"plate"})) and len(text) <= 250
    return (
        said and not text.rstrip().endswith((".", ":")) and not (_REQUEST.match(text) or _REMARKS.search(clean(text)))
    )


def _begins_a_list(text: str) -> bool:
    """Whether a line begins with what is counted, planned or told, of services or places: "Thuê bao FTTH theo thôn".

    What is asked of the reader ("Đề nghị các xã …") and a whole sentence are remarks.
    """
    if text.rstrip().endswith((".", ":")) or _REQUEST.match(text):
        return False
    said = segments(text)
    about = frozenset().union(*(segment.meanings for segment in said[1:]))
    return bool(said) and _begins(said[0], text) and bool(about & (_SERVICES | {"village", "commune", "plate"}))


def _begins(first: Segment, text: str) -> bool:
    return bool(first.meanings & _BEGINS) or _names_else(first) or bool(_HEARD.match(text))


def subject_of(titles: Iterable[str], names: Sequence[str] = ()) -> Subject:
    """The subject that title lines and names (of the sheet, of the file) state.

    Args:
        titles: lines above the table; letterheads, quoted documents and legends do not count.
        names: texts that count whatever they look like.
    """
    above = [t for t in titles if not pairs_in(t) and not _MOTTO.search(t) and not _tells_how(t)]
    # Where no line looks like a title, what speaks of services, places or plates is all the title there is.
    lines = ([t for t in above if is_title(t)] or [t for t in above if _speaks_of_lists(t)]) + [
        re.sub(r"[_\-.]+", " ", n) for n in names
    ]
    cleared = [
        _NOT_PLACE_NO.sub(" ", _NUMBERED.sub(" ", _QUOTED.sub(" ", _LEFT_OUT.sub(" ", clean(line))))) for line in lines
    ]
    turns: set[str] = set()
    services: set[str] = set()
    for line in cleared:
        for segment in segments(BOTH.sub(" ", line)):
            turns |= segment.meanings & lexicon().turning
            services |= segment.meanings & _SERVICES
    actual = any(_ACTUAL.search(line) for line in cleared)
    whose = _whose(cleared[: len(cleared) - len(names)], cleared[len(cleared) - len(names) :])
    return Subject(frozenset(turns), frozenset(services), whose, actual, any(map(_is_of_else, cleared)), tuple(cleared))


def _is_of_else(line: str) -> bool:
    """Whether a line names, before any service, what of the services it lists: "Sự cố cáp quang", "Doanh thu 4G"."""
    before: list[Segment] = []
    for segment in segments(line):
        if segment.meanings & (_SERVICES - {"wifi"}):
            break
        before.append(segment)
    else:
        before = before[:3]
    return bool(_HEARD.match(without_caption_number(line))) or any(map(_names_else, before))


def _names_else(segment: Segment) -> bool:
    """A phrase for money, faults and the like; a single word may be a part of a name ("Đồng", "Cách")."""
    if segment.words[0] in _MENDED:
        return False
    return "fault" in segment.meanings or (len(segment.words) > 1 and bool(segment.meanings & _ELSE))


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
