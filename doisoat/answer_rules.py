"""When an answer to a finding can be taken, by workbook or portal alike, and what is told where it cannot."""

from __future__ import annotations

import datetime as dt

from doisoat.standing import Said
from doisoat.text.compare import fold

TAKEN = "taken"
LATE = "late"  # taken, but the evidence says something else by now
COUNTED = (TAKEN, LATE)
FIRST_DAY = dt.date(2022, 1, 1)  # no claim is older
_SHORTEST = 3  # letters of a reason

WORDS: dict[Said, str] = {Said.AGREE: "Đồng ý", Said.OBJECT: "Phản đối", Said.CHANGED: "Đã thay đổi"}
_MEANT = {
    "dong y": Said.AGREE,
    "nhat tri": Said.AGREE,
    "phan doi": Said.OBJECT,
    "khong dong y": Said.OBJECT,
    "khong nhat tri": Said.OBJECT,
    "da thay doi": Said.CHANGED,
}
# Outcome of a row -> what is told, and what to do. ``reports`` puts sheet and cell in front.
OUTCOMES: dict[str, tuple[str, str]] = {
    LATE: (
        "căn cứ của nội dung này đã đổi từ khi gửi thư, câu trả lời được ghi lại",
        "xem lại nội dung này trong thư mới; nếu vẫn hỏi thì trả lời lại",
    ),
    "word_unclear": (
        "ô 'Trả lời' ghi khác ba lựa chọn",
        "chọn Đồng ý, Phản đối hoặc Đã thay đổi; ý khác ghi ở cột 'Giải thích'",
    ),
    "no_word": ("có giải thích hoặc ngày nhưng ô 'Trả lời' còn trống", "chọn một câu trả lời rồi gửi lại"),
    "no_reason": ("phản đối nhưng chưa nói vì sao", "ghi lý do ở cột 'Giải thích' rồi gửi lại"),
    "no_change": ("đã thay đổi nhưng chưa nói điều gì đổi", "ghi điều đã đổi ở cột 'Giải thích' rồi gửi lại"),
    "no_day": ("đã thay đổi nhưng chưa ghi ngày", "ghi ngày ở cột 'Ngày thay đổi', ví dụ 15/11/2024, rồi gửi lại"),
    "day_unreadable": ("ngày thay đổi chưa đọc được", "ghi ngày/tháng/năm, ví dụ 15/11/2024, rồi gửi lại"),
    "day_to_come": ("ngày thay đổi chưa tới", "ghi ngày đã thay đổi; việc chưa làm xong thì trả lời sau"),
    "day_too_early": (f"ngày thay đổi trước năm {FIRST_DAY.year}", "xem lại ngày rồi gửi lại"),
    "formula": ("ô chứa công thức chưa có kết quả", "ghi thẳng câu trả lời vào ô rồi gửi lại"),
    "no_finding": (
        "chưa rõ hàng này trả lời nội dung nào: mã phiếu và mã căn cứ trống hoặc không đọc được",
        "chép lại 'Mã phiếu' và 'Mã căn cứ' của hàng từ tệp đính kèm thư rồi gửi lại",
    ),
    "unknown_finding": (
        "mã phiếu và mã căn cứ này không có trong thư nào đã gửi",
        "xem lại hai mã ở tệp đính kèm thư rồi gửi lại",
    ),
    "no_ground": (
        "hàng thiếu mã căn cứ nên chưa rõ đơn vị đã xem căn cứ nào",
        "chép lại cột 'Mã căn cứ' từ tệp đính kèm thư rồi gửi lại",
    ),
    "codes_differ": (
        "mã phiếu và mã căn cứ của hàng thuộc hai nội dung khác nhau, có thể do sắp xếp lệch cột",
        "sắp xếp cả bảng chứ không từng cột, hoặc trả lời lại trên tệp đính kèm thư",
    ),
    "other_unit": (
        "nội dung này không phải của đơn vị gửi tệp",
        "mỗi đơn vị trả lời trên tệp của mình; xóa hàng này rồi gửi lại",
    ),
    "two_units": (
        "tệp có hàng của nhiều đơn vị nên chưa rõ ai trả lời",
        "mỗi đơn vị gửi một tệp riêng",
    ),
    "torn": (
        "nội dung này có hai câu trả lời khác nhau gửi cùng lúc",
        "thống nhất một câu trả lời rồi gửi lại",
    ),
    "no_answers": (
        "chưa thấy câu trả lời nào trong tệp",
        "chọn câu trả lời ở cột 'Trả lời' rồi gửi lại",
    ),
}  # fmt: skip
# Which of the cells of a row each outcome is about.
ABOUT: dict[str, str] = {
    "word_unclear": "answer", "no_word": "answer", "no_reason": "explanation", "no_change": "explanation",
    "no_day": "changed_on", "day_unreadable": "changed_on", "day_to_come": "changed_on",
    "day_too_early": "changed_on", "formula": "answer", "no_ground": "ground", "codes_differ": "ground",
}  # fmt: skip


def meant(text: str) -> Said | None:
    """Which answer a word means; None where it is none of the three."""
    return _MEANT.get(fold(text))


def problem_of(said: Said, explanation: str, changed_on: dt.date | None, answered_on: dt.date) -> str:
    """Why an answer cannot be taken as it is (a key of OUTCOMES); "" where it can.

    Args:
        said: the answer.
        explanation: the reason, or what changed; blank where none was given.
        changed_on: since when.
        answered_on: the day on which the answer came, in Vietnam.
    """
    has_words = len(fold(explanation).replace(" ", "")) >= _SHORTEST
    if said is Said.OBJECT and not has_words:
        return "no_reason"
    if said is not Said.CHANGED:
        return ""
    if changed_on is None:
        return "no_day"
    if changed_on > answered_on:
        return "day_to_come"
    if changed_on < FIRST_DAY:
        return "day_too_early"
    return "" if has_words else "no_change"
