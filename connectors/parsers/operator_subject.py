"""What an operator's table is about, and what follows: read, read in its own sense, refused, asked."""

from __future__ import annotations

from connectors.contract import SourceCard
from connectors.parsers.generations import FIELDS as GENERATIONS
from connectors.parsers.generations import says_none
from connectors.reading import AS_PROPOSED, LISTS_MISSING, NOT_USED, Doubt
from connectors.tables.cell_signs import names_service
from connectors.tables.columns import Assigned
from connectors.tables.pairs import answers_in
from connectors.tables.source_tables import own_operators
from connectors.tables.subject import Subject, subject_of
from connectors.tables.table import Table
from doisoat.columns import COVERAGE_SERVICES

ANSWERS = (*COVERAGE_SERVICES, "mobile")
_WIFI = ("wifi_contract", "wifi_venue", "wifi_status", "wifi_password")


def operator_subject(table: Table, file: str) -> Subject:
    """What the titles, the sheet's and the file's name say."""
    return subject_of(table.titles, (table.sheet.name, file.rsplit("/", 1)[-1].rsplit(".", 1)[0]))


def judge_operator_table(table: Table, card: SourceCard, file: str) -> Doubt | None:
    """Why the table says nothing about what is there, or must be asked about; None where it is read."""
    subject = operator_subject(table, file)
    own = own_operators(card)
    assignment = table.header.assignment
    left_out = {why for _, why in assignment.left_out.values()} if isinstance(assignment, Assigned) else set()
    services = [name for name in ANSWERS if table.has(name)]
    speaks = bool(services) or table.has("answer") or table.has("technology") or any(map(table.has, _WIFI))
    speaks = speaks or any(map(table.has, GENERATIONS)) or table.has("listed") or table.has("villages_listed")
    if subject.is_plan and not (subject.says_actual and "plan" in left_out):
        if subject.says_actual:
            return Doubt(
                "tên bảng vừa nói hiện trạng vừa nói kế hoạch, đăng ký hoặc chỉ tiêu; chưa rõ các cột thuộc phần nào",
                "cho biết các cột là hiện trạng hay kế hoạch, hoặc tách thành hai bảng",
                fields=services,
                point="actual_or_plan",
            )
        return Doubt(
            "bảng này là kế hoạch, chỉ tiêu hoặc danh sách đăng ký, không phải hiện trạng nên không dùng để đối soát",
            "gửi số liệu hiện trạng; nếu đây chính là hiện trạng, ghi rõ điều đó ở tên bảng",
            asked=False,
        )
    if (
        own
        and subject.operators
        and not subject.operators <= own
        and "operator" not in left_out
        and not table.has("operator")
    ):
        return Doubt(
            "tên bảng nói về nhà mạng khác với nguồn của thư mục này, hoặc về nhiều nhà mạng",
            "chuyển tệp về đúng thư mục của nhà mạng, hoặc cho biết số liệu là của nhà mạng nào",
            point="other_operator",
        )
    if subject.is_of_else and speaks and not any(map(table.has, _WIFI)):
        return Doubt(
            "tên bảng nói về sự cố, kinh phí, tốc độ, ý kiến hay số lượng, không nói thôn có hay chưa có dịch vụ",
            "gửi bảng ghi rõ từng thôn có hay chưa có cáp quang, 3G, 4G; nếu đây chính là bảng ấy, sửa lại tên bảng",
            fields=services,
            asked=subject.says_actual,
            point="of_else",
        )
    if subject.is_count and speaks and not subject.says_actual and not any(map(table.has, _WIFI)):
        return Doubt(
            "bảng này đếm thuê bao, cổng, tốc độ hoặc kinh phí; các số đó không nói thôn có hay chưa có dịch vụ",
            "gửi bảng ghi rõ từng thôn có hay chưa có cáp quang, 3G, 4G",
            asked=False,
        )
    if not speaks:
        return Doubt(
            "không có cột nào nói thôn có hay chưa có dịch vụ ở hiện tại",
            "gửi bảng có cột cáp quang, 3G, 4G (có/không) hoặc hợp đồng WiFi",
            asked=False,
        )
    if _answers_to_nothing(table, services, subject):
        return Doubt(
            "bảng có cột trả lời có hay không nhưng không nói về dịch vụ nào",
            "ghi tên dịch vụ (cáp quang, 3G, 4G) ở tên bảng, tên trang tính hoặc thêm cột dịch vụ",
            fields=("answer",),
            asked=False,
        )
    return _long_doubt(table, services, subject)


def _answers_to_nothing(table: Table, services: list[str], subject: Subject) -> bool:
    """A column of answers alone: no column, title, sheet or cell says which service it is about."""
    others = ("technology", "listed", "villages_listed", *_WIFI)
    if not table.has("answer") or services or any(map(table.has, others)):
        return False
    if subject.services & set(COVERAGE_SERVICES):
        return False
    return not any(answers_in(cell) or names_service(cell) for cell in set(table.cells("answer")))


def _long_doubt(table: Table, services: list[str], subject: Subject) -> Doubt | None:
    """A list of technologies beside stations, or without a word that they are there, concludes nothing."""
    spoken = services or table.has("answer") or any(map(table.has, (*_WIFI, "villages_listed")))
    naming = next((name for name in ("technology", *GENERATIONS) if table.has(name)), "")
    if spoken or not naming or (naming != "technology" and says_none(table) and not subject.is_missing):
        return None
    heading = table.heading(naming)
    written = {cell for cell in table.cells(naming) if cell is not None}
    if written and all(answers_in(cell) for cell in written):
        return None  # each cell says it itself: "Đã có cáp quang; chưa có 4G"
    match = table.matches.get(naming)
    if match is not None and match.is_bare and match.operator:
        return None  # services below the operator that has them
    provided = any(word in heading.lower() for word in ("cung cấp", "đang", "có", "phủ", "cung cap", "sóng", "nhất"))
    if table.has("station") or "station" in subject.turns:
        return Doubt(
            "bảng liệt kê trạm; công nghệ của trạm chưa nói thôn nào được phủ sóng",
            "gửi bảng ghi rõ từng thôn có hay chưa có cáp quang, 3G, 4G",
            point="stations",
        )
    if (
        subject.is_missing
        or subject.is_weak
        or not (provided or subject.says_actual or subject.services or "phu" in subject.texts)
    ):
        return Doubt(
            f"cột '{heading}' nêu tên dịch vụ nhưng không nói rõ dịch vụ đó đang có hay chưa có",
            "thêm cột 'Có/Không', hoặc cho biết các dịch vụ được nêu là đang có",
            fields=(naming,),
            point="listed",
            choices=(AS_PROPOSED, LISTS_MISSING, NOT_USED),
        )
    return None


def sense_in(table: Table, service: str, subject: Subject, sense: str) -> str:
    """The sense of a service's cells: the heading's own, turned by a table that lists what is missing."""
    name = service if table.has(service) else "answer"
    if table.legend and table.legend.for_heading(table.heading(name)).signs_in(table.cells(name)):
        # A mark that the legend leaves out is no presence in a list of what is missing.
        return "words" if sense == "present" and (subject.is_missing or subject.is_weak) else sense
    if subject.is_weak:
        return "weak"
    if not subject.is_missing or sense in ("missing", "share"):
        return sense
    about = subject.services - {"wifi"}
    generic = not about or "mobile_generic" in about
    meant = {"3g", "4g"} if service == "mobile" else {service}
    if meant & about or (generic and service != "fibre" and _mentions_signal(subject)):
        return "listed_missing"
    return "words"


def _mentions_signal(subject: Subject) -> bool:
    return any(
        "sóng" in text.lower() or "song" in text.lower().split() or "di động" in text.lower() for text in subject.texts
    )
