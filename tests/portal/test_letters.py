"""Thư: what went to whom; a unit sees what was written about itself."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.people import Role
from reports.outbox import NewLetter, Settlement, State
from tests.portal.conftest import FOREIGN, ON, OWN, LogIn, Visitor

NOW = dt.datetime(2024, 11, 16, 1, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def own(portal_settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Visitor]]:
    from flows.steps.letters import outbox_of
    from portal.services import Services
    from warehouse.store import Warehouse

    home: Path = tmp_path_factory.mktemp("letters")
    shutil.copy(portal_settings.warehouse_url.removeprefix("sqlite:///"), home / "kho.sqlite")
    url = f"sqlite:///{home / 'kho.sqlite'}"
    with Warehouse.open(url) as warehouse:
        run = warehouse.resolve_run("latest").run_id
        outbox = outbox_of(warehouse)
        letters = [
            NewLetter(run, "district_quality", unit, f"f{unit}", "c", address, f"<{unit}@x>", changes_only)
            for unit, address, changes_only in (
                (OWN, "xa.hoa-binh@mau.gov.vn", False),
                (FOREIGN, "xa.vinh-yen@mau.gov.vn", True),
                ("181", "<script>@mau.gov.vn", False),
            )
        ]
        assert outbox.enqueue(letters, NOW) == 3
        taken = outbox.claim(NOW, NOW + dt.timedelta(minutes=5))
        assert outbox.hand_over(taken, NOW, NOW + dt.timedelta(minutes=5))
        assert outbox.settle(taken, Settlement(State.SENT, NOW, uncertain=True))
    settings = portal_settings.model_copy(update={"home": home, "warehouse": url})
    with Services(settings) as services:
        roles = {"so": Role.OFFICE, "van-hanh": Role.OPERATOR, "xem": Role.READER}
        yield LogIn(services, {login: (role, "", None) for login, role in roles.items()} | {"xa": (Role.UNIT, OWN, ON)})


def test_the_office_and_who_operates_see_what_went_to_whom(own: Callable[[str], Visitor]) -> None:
    for login in ("so", "van-hanh"):
        text = own(login).get("/thu").text
        assert "xa.hoa-binh@mau.gov.vn" in text and "xa.vinh-yen@mau.gov.vn" in text
        assert "Xã Hòa Bình" in text and f"/thon/{OWN}?luot=" in text
        assert "đã gửi" in text and "chờ gửi" in text and "chỉ điều đã đổi" in text
        assert "có thể thấy thư này hai lần" in text and "district_quality" not in text
        assert "&lt;script&gt;@mau.gov.vn" in text
    assert "Chưa có thư nào ở trang này" in own("so").get("/thu?trang=9").text


def test_a_unit_sees_the_letters_about_itself_alone(own: Callable[[str], Visitor]) -> None:
    text = own("xa").get("/thu").text
    assert "xa.hoa-binh@mau.gov.vn" in text
    assert "vinh-yen" not in text and FOREIGN not in text and "181" not in text
    assert own("xem").get("/thu").status_code == 403
