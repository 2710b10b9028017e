"""What the user may add or change as data: settings, cards, criteria, editions, the inbox; and the keys."""

from __future__ import annotations

import os
from collections.abc import Iterator

from connectors.card import parser_of
from doisoat.errors import DoisoatError
from expectations.criteria_set import load_criteria
from expectations.rehearsal import rehearse
from flows.open_stores import keyring
from flows.watch.doctor.check import Check, Inspection, bad, warn
from gazetteer.editions import load_editions
from reports.found import load_reports

_PURPOSES = {
    "hmac": "so trùng người giữa các xã",
    "store": "mã hóa cột cá nhân trong kho",
    "vault": "mã hóa bản gốc đã nhận",
}


def settings(inspection: Inspection) -> Iterator[Check]:
    """That they were read is seen by being here."""
    yield Check("settings", f"Thiết lập: đọc được; kho dữ liệu {inspection.settings.warehouse_shown}")


def cards(inspection: Inspection) -> Iterator[Check]:
    """Source cards."""
    if isinstance(inspection.cards, DoisoatError):
        raise inspection.cards
    yield Check("cards", f"Thẻ nguồn: {', '.join(sorted(inspection.cards))}")


def parsers(inspection: Inspection) -> Iterator[Check]:
    """Every source's reading code, imported: a slip in a ``parse.py`` shows here before a night meets it."""
    if isinstance(inspection.cards, DoisoatError):
        return
    broken = 0
    for card in inspection.cards.values():
        try:
            parser_of(card)
        except DoisoatError as error:
            broken += 1
            yield bad(f"parser.{card.id}", f"{error.spot}: {error.what}", error.fix)
    if not broken:
        yield Check("parsers", "Bộ đọc của các nguồn: nạp được")


def criteria(inspection: Inspection) -> Iterator[Check]:
    """Criteria files, and the rules they name."""
    found = load_criteria(inspection.settings.criteria_dir)
    rehearse(found.values())
    yield Check("criteria", f"Bộ tiêu chí: {', '.join(sorted(found))}")
    if isinstance(inspection.cards, DoisoatError):
        return
    for one in found.values():
        asked = {o for check in one.checks for o in getattr(one.params(check), "required_operators", ())}
        if unknown := sorted(asked - set(inspection.cards)):
            fix = "xem lại chính tả ở required_operators, hoặc thêm thẻ nguồn (docs/add-a-source.md)"
            yield warn(f"criteria.{one.id}", f"Bộ {one.id} hỏi {', '.join(unknown)} nhưng chưa có thẻ nguồn này", fix)


def editions(inspection: Inspection) -> Iterator[Check]:
    """Editions of the administrative units."""
    load_editions(inspection.settings.editions_dir)
    yield Check("editions", "Danh mục đơn vị hành chính: đọc được")


def reports(inspection: Inspection) -> Iterator[Check]:
    """Reports to units and operators."""
    found = load_reports(inspection.settings.reports_dir)
    yield Check("reports", "Báo cáo: " + ", ".join(f"{each.report.title} ({each.id})" for each in found.values()))


def inbox(inspection: Inspection) -> Iterator[Check]:
    """What lies in the inbox, by source."""
    folder = inspection.settings.inbox
    if not folder.is_dir():
        yield bad("inbox", f"Chưa có hộp thư đến {folder}", "tạo thư mục này hoặc đặt DOISOAT_INBOX")
        return
    if not os.access(folder, os.R_OK | os.X_OK):
        yield bad("inbox", f"Không đọc được hộp thư đến {folder}", "cấp quyền đọc cho người chạy")
        return
    yield Check("inbox", f"Hộp thư đến: {folder}")
    if isinstance(inspection.cards, DoisoatError):
        return
    for card in sorted(inspection.cards.values(), key=lambda c: c.inbox):
        own = folder / card.inbox
        files = [path for path in own.rglob("*") if path.is_file()] if own.is_dir() else []
        if files:
            yield Check(f"inbox.{card.id}", f"{card.title}: {len(files)} tệp trong {card.inbox}/")
        else:
            yield warn(
                f"inbox.{card.id}", f"{card.title}: chưa có tệp nào", f"khi có, đặt tệp của nguồn vào {card.inbox}/"
            )


def keys(inspection: Inspection) -> Iterator[Check]:
    """Whether each purpose has its key; never a word of the key itself."""
    for name, purpose in _PURPOSES.items():
        variable = f"DOISOAT_KEYS__{name.upper()}"
        try:
            found = keyring(getattr(inspection.settings.keys, name))
        except DoisoatError as error:
            yield bad(f"keys.{name}", f"{variable}: {error.what}", error.fix)
            continue
        if found is None:
            fix = "đặt biến môi trường này theo dạng TÊN:BÍ_MẬT (cách tạo: docs/warehouse.md)"
            yield warn(f"keys.{name}", f"Chưa có khóa {purpose} ({variable})", fix)
        else:
            yield Check(f"keys.{name}", f"Khóa {purpose}: có")


LOOKS = (settings, keys, cards, parsers, criteria, editions, reports, inbox)
