"""Subjects and senders' names arrive as they were written, letter for letter, in every program."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP, compat32, default
from email.utils import parseaddr

from hypothesis import given
from hypothesis import strategies as st

from gazetteer.editions import load_editions
from reports.contract import Letterhead
from reports.headers import set_header
from reports.message import header_text, message


def subjects() -> Iterator[str]:
    """A letter's subject for every unit of every edition, and for every district."""
    units = load_editions().units
    names = sorted({u.full_name for u in units} | {u.district for u in units if u.district})
    for number, name in enumerate(names):
        yield f"[Đối soát] {name}: {number % 9}/{number} thôn đạt, {number} nội dung cần trả lời trước 10/07"
        yield f"[Đối soát] {name}: chưa có số liệu"
        yield f"[Đối soát] {name}: {number} thôn, không có nội dung phải trả lời đến 31/12"


def read_back(raw: bytes) -> tuple[str, str]:
    """The subject as Python's newer reader has it, and as its older one."""
    old = str(make_header(decode_header(message_from_bytes(raw, policy=compat32)["Subject"])))
    return str(message_from_bytes(raw, policy=default)["Subject"]), old


def test_the_subject_of_every_unit_arrives_with_all_its_spaces() -> None:
    told, day = list(subjects()), dt.datetime(2024, 11, 15, tzinfo=dt.UTC)
    assert len(told) > 600
    for subject in told:
        sent = message(Letterhead(), to=["a@x.vn"], subject=subject, date=day, html="<p>x</p>", text="x")
        raw = sent.as_bytes(policy=SMTP)
        assert read_back(raw) == (subject, subject)
        assert str(sent["Subject"]) == subject
        head = raw.partition(b"\r\n\r\n")[0]
        assert max(map(len, head.split(b"\r\n"))) <= 78
        assert head.isascii()


def test_the_senders_name_arrives_with_all_its_spaces() -> None:
    day = dt.datetime(2024, 11, 15, tzinfo=dt.UTC)
    names = sorted({u.full_name for u in load_editions().units})
    for name in ["IT", "VNPT, (Lang Son)", 'Phòng "một cửa"', *names, *(f"UBND {n}, tỉnh Lạng Sơn" for n in names)]:
        head = Letterhead(organization=name, sender="doi-soat@langson.example.vn")
        sent = message(head, to=["a@x.vn"], subject="x", date=day, html="<p>x</p>", text="x")
        words, address = parseaddr(message_from_bytes(sent.as_bytes(policy=SMTP), policy=compat32)["From"])
        assert (str(make_header(decode_header(words))), address) == (name, head.sender)


@given(st.text(max_size=300))
def test_any_text_stays_one_header_and_comes_back(text: str) -> None:
    safe = header_text(text)
    made = EmailMessage(policy=SMTP)
    set_header(made, "Subject", safe)
    made["From"] = "a@x.vn"
    read = message_from_bytes(made.as_bytes(policy=SMTP), policy=compat32)
    assert sorted(read.keys()) == ["From", "Subject"]
    assert str(make_header(decode_header(read["Subject"]))) == safe
