"""Why a check came out as it did: the sentence an officer reads, whose move it is, and what to do."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from doisoat.model import FactKind, Mover, Outcome
from doisoat.vi import MOVER


@dataclass(frozen=True)
class Reason:
    """One answer that a rule may give.

    ``sentence`` has no full stop, ``fix`` has one. Both may hold names in braces, filled for every unit with the
    numbers and words that the rule measured; so what the letters of two years ask differently is measured from the
    parameters, and said by one sentence.
    """

    outcome: Outcome
    sentence: str
    mover: Mover
    fix: str


Reasons = Mapping[str, Reason]


@dataclass(frozen=True)
class Fact:
    """Something that can be handed in and that a check lacks: whose move it is, and how it is called.

    ``act`` says what is done, in the same words for all the units it serves; ``sentence`` what this unit lacks. Neither
    has a full stop, neither tells anybody which number, name or date to write. Both may hold names in braces: those of
    the rule's numbers and words, ``count``, ``subject`` and ``publisher`` (``expectations.facts.Option``).
    """

    kind: FactKind
    mover: Mover
    act: str
    sentence: str


Facts = Mapping[str, Fact]


class Words(dict[Hashable, object]):
    """What fills a sentence; a word that nobody measured leaves a gap there and costs no night."""

    def __missing__(self, name: Hashable) -> str:
        return "…"


AGREE = "Sửa tự đánh giá thành 'Đạt' nếu đồng ý."

_FALLBACK_FIX = "Sở xem lại căn cứ kèm theo; đơn vị chưa phải làm gì."
_FALLBACK = {
    Outcome.PASS: "Căn cứ hiện có ủng hộ nội dung này",
    Outcome.FAIL: "Căn cứ hiện có nói ngược lại",
    Outcome.UNKNOWN: "Chưa đủ căn cứ để kết luận",
    Outcome.CONFLICT: "Các nguồn cùng hạng trả lời khác nhau",
    Outcome.NOT_APPLICABLE: "Nội dung này không áp dụng",
}


def undeclared(outcome: Outcome) -> Reason:
    """What is said where a rule gives a reason it does not declare: a fault of ours must not cost a night.

    ``expectations.rehearsal`` finds such a rule before a run begins.
    """
    return Reason(outcome, _FALLBACK[outcome], Mover.OFFICE, _FALLBACK_FIX)


def about_a_list(sender: Mover, *codes: str) -> dict[str, Reason]:
    """Reasons that every rule shares which reads the lists of a publisher; ``sender`` is who must send anew.

    Args:
        sender: who publishes the list.
        codes: those the rule gives, of ``stale`` (needs the word ``fresh_days``), ``source_refused``, ``rows_unfit``,
            ``layout_asked``, ``source_held`` (needs ``held``), ``source_missing`` and ``source_contradicts_itself``
            (needs ``torn``).
    """
    who = MOVER[sender]
    every = {
        "stale": Reason(
            Outcome.UNKNOWN,
            "Danh sách gần nhất đã cũ hơn {fresh_days} ngày so với ngày xét; cần nguồn gửi bản mới",
            sender,
            f"{who} cần gửi danh sách mới; đơn vị chưa phải làm gì.",
        ),
        "source_refused": Reason(
            Outcome.UNKNOWN,
            "Tệp của nguồn bị từ chối nên chưa đối soát được; xem mục tệp bị từ chối",
            sender,
            f"{who} cần gửi lại tệp đọc được; đơn vị chưa phải làm gì.",
        ),
        "rows_unfit": Reason(
            Outcome.UNKNOWN,
            "Danh sách có hàng thừa hoặc thiếu ô so với tiêu đề nên được để riêng; hàng đó có thể nói về đơn vị này",
            sender,
            f"{who} cần gửi lại danh sách có đủ ô ở mọi hàng; đơn vị chưa phải làm gì.",
        ),
        "layout_asked": Reason(
            Outcome.UNKNOWN,
            "Nguồn đã gửi bảng nhưng chưa rõ một điểm trong bảng nên chưa dùng; đang chờ người trả lời câu hỏi về bảng",
            Mover.OFFICE,
            "Sở trả lời câu hỏi về cách đọc bảng (doisoat layouts questions); đơn vị chưa phải làm gì.",
        ),
        "source_held": Reason(
            Outcome.UNKNOWN,
            "Danh sách của {held} giảm bất thường so với lần trước nên đang được giữ lại, chờ người xem",
            Mover.OFFICE,
            "Sở đang hỏi lại nguồn vì danh sách ngắn đi bất thường; đơn vị chưa phải làm gì.",
        ),
        "source_missing": Reason(
            Outcome.UNKNOWN,
            "Chưa nhận được danh sách của nguồn cần hỏi",
            sender,
            f"{who} cần gửi danh sách mới; đơn vị chưa phải làm gì.",
        ),
        "source_contradicts_itself": Reason(
            Outcome.CONFLICT,
            "{torn} có các dòng cùng ngày nói khác nhau; cần nguồn này trả lời lại",
            sender,
            f"{who} nêu hai câu trả lời khác nhau và cần trả lời lại; đơn vị có thể ghi thực tế tại thôn.",
        ),
    }
    return {code: every[code] for code in codes}


def about_our_moves() -> dict[str, Fact]:
    """Facts that every rule shares which reads the lists of a publisher: what waits for Sở, not for the publisher."""
    return {
        "layout_answer": Fact(
            FactKind.ANSWER,
            Mover.OFFICE,
            "Trả lời câu hỏi về cách đọc bảng của {publisher} (doisoat layouts questions)",
            "trả lời câu hỏi về bảng {publisher} đã gửi, và bảng cho thấy đủ",
        ),
        "list_released": Fact(
            FactKind.ANSWER,
            Mover.OFFICE,
            "Kết luận về danh sách của {publisher} đang được giữ lại vì ngắn đi bất thường",
            "cho dùng danh sách của {publisher} đang giữ lại, và danh sách cho thấy đủ",
        ),
    }
