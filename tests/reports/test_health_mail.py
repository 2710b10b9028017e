"""The health mail: the state in the first words, hostile values inert, every list with an end."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

import pytest

from reports import night_health
from reports.contract import Letterhead
from reports.message import message, render
from reports.night import Count, CountLine, Health, Refused, Source
from reports.night_health.report import facts

FOLDER = Path(night_health.__file__).parent
NIGHT = dt.date(2026, 11, 21)
AT = dt.datetime(2026, 11, 21, 1, 5, tzinfo=dt.timezone(dt.timedelta(hours=7)))
FINE = Source("VNPT Lạng Sơn", "đọc được", 1, 1657, "30/09/2026", needs_a_look=False, is_new=False)
LATE = replace(FINE, title="Vpostcode", state="quá hạn", needs_a_look=True, why="cách 120 ngày", fix="xin bản mới")
GOOD = Health(NIGHT, 80.0, False, run_id="20261121T010000-123456", as_of=NIGHT, seconds=125, sources=(FINE,))
HOSTILE = "<script>alert(1)</script> {{ 7*7 }} =cmd|' /C calc'!A0\r\nBcc: x@noi-khac.vn"


def headline(health: Health) -> str:
    return str(facts(health)["headline"])


def health_text(health: Health) -> str:
    return render(FOLDER, facts(health))[1]


def health_html(health: Health) -> str:
    return render(FOLDER, facts(health))[0]


def health_message(health: Health, head: Letterhead, to: list[str], message_id: str = "") -> EmailMessage:
    html, text = render(FOLDER, facts(health))
    subject = f"{head.subject_prefix} {headline(health)}"
    return message(head, to=to, subject=subject, date=AT, html=html, text=text, message_id=message_id)


@pytest.mark.parametrize(
    ("health", "words"),
    [
        (GOOD, "Đêm 21/11: ổn"),
        (replace(GOOD, sources=(FINE, LATE)), "Đêm 21/11: cần xem: 1 nguồn"),
        (replace(GOOD, sources=(LATE, replace(LATE, is_new=True))), "Đêm 21/11: cần xem: 2 nguồn (1 mới)"),
        (replace(GOOD, alarms=("a",), dead_letters=3), "Đêm 21/11: cần xem: 1 trang bán hàng, 3 thư không gửi được"),
        (replace(GOOD, disk_is_low=True), "Đêm 21/11: cần xem: đĩa sắp đầy"),
        (replace(GOOD, sources=(LATE,), failure="hỏng"), "Đêm 21/11: KHÔNG CHẠY ĐƯỢC"),
    ],
)
def test_the_state_stands_in_the_first_words(health: Health, words: str, letterhead: Letterhead) -> None:
    assert headline(health) == words
    message = health_message(health, letterhead, ["a@x.vn"])
    assert message["Subject"] == f"[Đối soát] {words}"


def test_the_message_is_whole_after_the_wire(letterhead: Letterhead) -> None:
    sent = health_message(GOOD, letterhead, ["a@x.vn", "b@x.vn"], message_id="<1@x.vn>").as_bytes(policy=SMTP)
    read = message_from_bytes(sent, policy=default)
    assert [address.addr_spec for address in read["To"].addresses] == ["a@x.vn", "b@x.vn"]
    assert read["Message-ID"] == "<1@x.vn>"
    assert read.get_body(("plain",)).get_content().replace("\r\n", "\n") == health_text(GOOD)  # type: ignore[attr-defined]
    assert "20261121T010000-123456" in health_text(GOOD)  # an id is not taken for a telephone
    assert "2 phút 5 giây" in health_text(GOOD)


def test_values_from_files_are_inert_in_both_forms(letterhead: Letterhead) -> None:
    hostile = replace(
        GOOD,
        sources=(replace(LATE, title=HOSTILE, why=HOSTILE, fix=HOSTILE),),
        refused=(Refused(HOSTILE, HOSTILE, HOSTILE),),
        hosts=(HOSTILE,),
        alarms=(HOSTILE,),
        failure=HOSTILE,
        failure_fix=HOSTILE,
        counts=(CountLine(HOSTILE, (Count("đạt", 1, None),)),),
    )
    page = health_html(hostile)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "49" not in page
    assert "noi-khac" not in page
    assert not re.search(r"(src|href)=", page)
    text = health_text(hostile)
    assert not [line for line in text.splitlines() if line.startswith("Bcc")]
    message = health_message(hostile, replace(letterhead, subject_prefix=HOSTILE), ["a@x.vn"])
    assert message["Bcc"] is None


def test_persons_are_masked_wherever_they_come_from() -> None:
    name = "danh sách bà Tráng Thị Mẫu 020990000001 0977000001 mau@gmail.com.xlsx"
    told = replace(GOOD, refused=(Refused(name, name, name),), sources=(replace(LATE, why=name),))
    for text in (health_text(told), health_html(told)):
        assert "Tráng" not in text
        assert "0209900" not in text
        assert "09770" not in text
        assert "mau@" not in text


def test_every_list_has_an_end_and_what_needs_a_look_comes_first() -> None:
    many = replace(
        GOOD,
        sources=(*[FINE] * 500, LATE),
        refused=tuple(Refused(f"tep{n}.xlsx", "x" * 5_000, "y" * 5_000) for n in range(1_000)),
        hosts=tuple(f"trang{n}.vn" for n in range(1_000)),
        alarms=tuple(f"trang {n} đổi" for n in range(1_000)),
    )
    text, page = health_text(many), health_html(many)
    assert len(text) < 30_000
    assert len(page.encode()) < 100_000  # Gmail cuts a message at 102 kB
    assert text.index("Vpostcode") < text.index("VNPT")
    for rest in ("461 nguồn", "985 mục", "990 trang"):
        assert rest in text
        assert rest in page


def test_changes_against_the_night_before_carry_a_sign() -> None:
    counts = (Count("đạt", 5, 2), Count("chưa đạt", 8, -2), Count("còn chờ", 5, 0))
    told = replace(
        GOOD, counts=(CountLine("TTM-2023 · chung", counts),), before="r0, xét ngày 20/11/2026", changes=(("tệp", 4),)
    )
    for text in (health_text(told), health_html(told)):
        assert "đạt 5 (+2), chưa đạt 8 (−2), còn chờ 5" in text
        assert "r0, xét ngày 20/11/2026" in text
    assert "nguyên nhân: tệp 4" in health_text(told)
    assert "Không kết luận nào đổi" in health_text(replace(told, changes=()))
