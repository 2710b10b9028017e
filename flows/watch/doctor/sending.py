"""Letters: what waits and what was given up, who gets none, whether the mail server answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from flows.steps.letters import outbox_of, post_of
from flows.watch.doctor.check import Check, Inspection, bad, warn
from reports.contract import FINDINGS
from reports.post import SmtpPost
from reports.recipients import recipients_on
from reports.scope import recipient_units

_NAMED = 5


def outbox(inspection: Inspection) -> Iterator[Check]:
    """Letters by state."""
    if not inspection.has_warehouse:
        return
    with inspection.warehouse() as warehouse:
        seen = outbox_of(warehouse).counts()
    fix = "gửi bằng: doisoat report --send" if seen.waiting else ""
    yield Check("outbox", seen.sentence, fix)
    if seen.dead:
        fix = "xem docs/reports.md, sửa nguyên nhân rồi chạy: doisoat report --revive"
        yield bad("outbox.dead", f"Thư: {seen.dead} thư đã thôi gửi", fix)
    if seen.uncertain:
        yield warn("outbox.uncertain", f"Thư: {seen.uncertain} thư có thể đã đến hai lần", "không cần làm gì")
    if seen.refused_addresses:
        sentence = f"Địa chỉ: {seen.refused_addresses} địa chỉ bị máy chủ thư từ chối"
        yield warn("addresses.refused", sentence, "sửa địa chỉ, hoặc: doisoat recipients renew")


def recipients(inspection: Inspection) -> Iterator[Check]:
    """Units with findings of the newest run to whom nobody writes."""
    run = inspection.newest_run
    if run is None:
        return
    with inspection.warehouse() as warehouse:
        found = warehouse.verdicts(run.run_id)
        table = outbox_of(warehouse).recipients()
    units = recipient_units(found[found["verdict"].isin(list(FINDINGS)) & (found["indicator"] != "overall")])
    missing = missing_recipients(units, table, run.as_of)
    if missing:
        names = ", ".join(missing[:_NAMED]) + (" …" if len(missing) > _NAMED else "")
        sentence = f"{len(missing)} đơn vị có nội dung cần xem nhưng chưa có người nhận: {names}"
        yield warn("recipients", sentence, "thêm bằng: doisoat recipients add")
    else:
        yield Check("recipients", "Người nhận: đơn vị nào có nội dung cần xem cũng có người nhận")


def missing_recipients(units: pd.DataFrame, table: pd.DataFrame, day: dt.date) -> list[str]:
    """Names of the units without a recipient on the day."""
    written = {recipient.unit_code for recipient in recipients_on(table, day)}
    return [name for code, name in zip(units["unit_code"], units["unit"], strict=True) if code not in written]


def mail_server(inspection: Inspection) -> Iterator[Check]:
    """Say hello to the mail server; no login, no mail."""
    mail = inspection.settings.mail
    if not mail.host:
        yield warn("mail_server", "Chưa khai máy chủ thư: không thư nào được gửi", "đặt DOISOAT_MAIL__HOST khi cần gửi")
        return
    with SmtpPost(post_of(mail, timeout=5, deadline=10, login=False)) as server:
        server.greet()
    yield Check("mail_server", f"Máy chủ thư {mail.host}:{mail.port}: trả lời ({mail.security})")
    if not mail.allow_domains:
        fix = 'đặt DOISOAT_MAIL__ALLOW_DOMAINS, ví dụ ["langson.gov.vn"]'
        yield bad("mail_domains", "Chưa khai tên miền nào được phép nhận thư nên không gửi gì", fix)
    if not mail.operators:
        fix = 'đặt DOISOAT_MAIL__OPERATORS, ví dụ ["ky-thuat@langson.gov.vn"]'
        yield warn("operators", "Chưa có ai nhận thư sức khỏe sau mỗi đêm", fix)


LOOKS = (outbox, recipients, mail_server)
