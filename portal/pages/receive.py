"""Nhận tệp: checked first, all findings at once; then into the inbox, with a receipt that has a number."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

from doisoat.errors import ConfigError
from portal.downloads import attachment
from portal.guards import Page, allow
from portal.page_request import PageRequest
from portal.pages.check import by_sheet
from portal.people import Role
from portal.uploads import on_disk, sent_name
from portal.waiting import Waiting, WaitingRoom

if TYPE_CHECKING:
    from flows.receiving import Receipt

_CLAIMS = "village_claims"
_SHOWN = 30
_ANOTHERS = "Mã đơn vị của tài khoản này nay là của đơn vị khác. Nhờ Sở cấp tài khoản của đơn vị mới rồi gửi lại tệp."


def form(asked: PageRequest) -> Response:
    """The form, and the receipts of the account's own unit."""
    return _page(asked, "")


def check(asked: PageRequest) -> Response:
    """Look the file through, and keep it for an hour, until the person says yes."""
    from flows.file_check import claims_findings, names_another_unit, read_as
    from flows.trial_words import trial_lines

    own = asked.account
    if own.is_tied and not asked.may_change(own.unit_code):
        return _page(asked, _ANOTHERS, 422)
    sources = _sources(asked)
    source_id = asked.form.get("nguon", "") if not own.is_tied else _CLAIMS
    if not asked.files:
        return _page(asked, "Chưa chọn tệp nào.", 422)
    if source_id not in sources:
        return _page(asked, "Chưa chọn nguồn của tệp.", 422)
    file = asked.files[0]
    name, content, now = sent_name(file), file.file.read(), asked.services.now()
    sheets = None
    lines: list[str] = []
    with on_disk(content, name) as path:
        if source_id == _CLAIMS:
            found = claims_findings(path, asked.services.settings, own.unit_code or None, now)
            sheets = by_sheet(found)
            if own.is_tied and names_another_unit(found):  # nobody declares for others
                return asked.page(
                    "nhan_tep_xem.html", 422, name=name, source=sources[source_id], sheets=sheets, lines=lines, key=""
                )
        else:
            lines = list(trial_lines(read_as(path, asked.services.settings, source_id, now)))
            lines[0] = lines[0].replace(f"tep.{path.suffix[1:]}", name)
    key = WaitingRoom(asked.services.settings.home).keep(content, Waiting(name, source_id, own.unit_code, own.number))
    return asked.page("nhan_tep_xem.html", name=name, source=sources[source_id], sheets=sheets, lines=lines, key=key)


def keep(asked: PageRequest) -> Response:
    """Into the inbox; the receipt."""
    from flows.receiving import receive

    own, room = asked.account, WaitingRoom(asked.services.settings.home)
    if own.is_tied and not asked.may_change(own.unit_code):
        return _page(asked, _ANOTHERS, 422)
    key = asked.form.get("tep", "")
    waiting = room.find(key, own.number)
    if waiting is None:
        return _page(asked, "Tệp đã chờ quá một giờ nên không còn nữa; hãy chọn lại tệp.", 422)
    content, about = waiting
    receipt = receive(
        content,
        about.name,
        about.source_id,
        asked.services.settings,
        asked.services.now(),
        unit_code=about.unit_code,
        account=own.number,
    )
    room.forget(key)
    return asked.go(f"/bien-nhan/{receipt.number}")


def receipt(asked: PageRequest) -> Response:
    """One receipt; of another unit's there is none."""
    number = asked.part("so")
    found = next((one for one in _mine(asked) if one.number == number), None)
    if found is None:
        raise HTTPException(404)
    warehouse, source = asked.services.warehouse, asked.services.source_titles.get(found.source_id, "")
    unit = warehouse.unit_names().get(found.unit_code, "") if warehouse else ""
    return asked.page("bien_nhan.html", receipt=found, source=source, unit=unit)


def filled_template(asked: PageRequest) -> Response:
    """The template with the villages of the account's own unit."""
    from flows.claims_template import write

    warehouse, own = asked.services.warehouse_of_frames, asked.account
    if warehouse is None or not own.is_tied:
        raise HTTPException(404)
    units = warehouse.units()
    visible = asked.visible
    villages = units[(units["level"] == "village") & units["unit_code"].map(visible.shows)]
    if villages.empty:
        raise ConfigError("kho chưa có thôn nào của đơn vị", fix="dùng biểu mẫu trống ở trang Kiểm tra tệp")
    with TemporaryDirectory(prefix="doisoat-") as folder:
        out = Path(folder) / "bieu.xlsx"
        write(out, villages, asked.services.settings.criteria_dir)
        return attachment(out.read_bytes(), f"bieu_tu_danh_gia_{own.unit_code}.xlsx")


def _mine(asked: PageRequest) -> list[Receipt]:
    from flows.receiving import receipts

    own, every = asked.account, receipts(asked.services.settings)
    if not own.is_tied:
        return every
    # The code alone is not the unit: it may have been given to another since. Who handed in for the same unit at the
    # same day may have another account.
    alike = {
        other.number
        for other in asked.services.accounts.all()
        if (other.unit_code, other.unit_on) == (own.unit_code, own.unit_on)
    }
    return [one for one in every if one.unit_code == own.unit_code and one.account in alike]


def _sources(asked: PageRequest) -> dict[str, str]:
    from flows.receiving import sources_for_files

    every = dict(sources_for_files(asked.services.settings))
    return {_CLAIMS: every[_CLAIMS]} if asked.account.is_tied else every


def _page(asked: PageRequest, said: str, status: int = 200) -> Response:
    return asked.page(
        "nhan_tep.html",
        status,
        said=said,
        sources=_sources(asked),
        receipts=_mine(asked)[:_SHOWN],
        titles=asked.services.source_titles,
        most=asked.services.settings.portal.upload_mb,
    )


_GUARD = allow(Role.OFFICE, Role.UNIT, Role.OPERATOR)
PAGES = (
    Page("/nhan-tep", _GUARD, form, menu="Nhận tệp", order=50),
    Page("/nhan-tep", _GUARD, check, ("POST",), uploads=True),
    Page("/nhan-tep/giu", _GUARD, keep, ("POST",), slow=True),
    Page("/bien-nhan/{so}", _GUARD, receipt),
    Page("/bieu-cua-toi.xlsx", allow(Role.UNIT), filled_template, slow=True),
)
