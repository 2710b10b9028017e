"""A server of pages stays small: who only looks makes it carry no frames; what needs frames comes from a child."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from flows.frame_tasks import ChangesWanted, FrameTask, WorkbookWanted, here, in_a_child
from tests.commands import ROOT
from tests.warehouse.province import CRITERIA, Night, record
from warehouse.store import Warehouse

_LOOKED_AT = """
import json, sys
from pathlib import Path
from starlette.testclient import TestClient
from doisoat.settings import Settings
from flows.frame_tasks import in_a_child
from portal.app import make_app
from portal.people import Role
from portal.services import Services

home, url = Path(sys.argv[1]), sys.argv[2]
with Services(Settings(home=home, inbox=home / "inbox", warehouse=url), framed=in_a_child) as services:
    services.accounts.add("so", Role.OFFICE, "mot-cau-de-nho-1", services.now())
    browser = TestClient(make_app(services))
    origin = {"origin": "http://testserver"}
    browser.post("/dang-nhap", data={"ten": "so", "mat-khau": "mot-cau-de-nho-1", "ve": "/"}, headers=origin)
    statuses = {path: browser.get(path).status_code for path in sys.argv[3:]}
print(json.dumps({"statuses": statuses, "carried": [name for name in ("pandas", "pyarrow") if name in sys.modules]}))
"""
_PAGES = (
    *("/", "/ra-soat", "/ra-soat?ket-luan=contradicted", "/ra-soat.xlsx", "/thon/V001", "/con-thieu?don-vi=V001"),
    *("/quyet-dinh", "/luot", "/luot/latest", "/nguon", "/nhan-tep", "/lien-ket", "/giup", "/kiem-tra"),
)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    made = f"sqlite:///{tmp_path_factory.mktemp('kho') / 'kho.sqlite'}"
    with Warehouse.open(made) as warehouse:
        for number, verdict in ((1, "contradicted"), (2, "unverified")):
            night = Night(villages=4, verdicts={(n, "1"): verdict if n < 2 else "confirmed" for n in range(4)})
            warehouse.save_run(record(number, criteria={CRITERIA: "x"}, summary={}), night.frames())
    return made


def test_pages_that_people_look_at_carry_no_frames(url: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", _LOOKED_AT, str(tmp_path), url, *_PAGES]
    told = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    assert told["statuses"] == dict.fromkeys(_PAGES, 200)
    assert told["carried"] == []


def cells_of(task: FrameTask, answer: Callable[[FrameTask], bytes]) -> list[object]:
    book = openpyxl.load_workbook(io.BytesIO(answer(task)))
    return [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]


@pytest.mark.parametrize("codes", [None, ["V000", "V003"]])
def test_a_child_answers_as_this_process_does(url: str, codes: list[str] | None) -> None:
    changes = ChangesWanted(url, "run-2", codes, 10)
    assert json.loads(in_a_child(changes)) == json.loads(here(changes))
    assert {row["unit_code"] for row in json.loads(here(changes))["rows"]} == ({"V000"} if codes else {"V000", "V001"})
    book = WorkbookWanted(url, "run-2", codes, CRITERIA, ["V000", "V001"], verdict="unverified")
    assert cells_of(book, in_a_child) == cells_of(book, here)
    assert ("V001" in cells_of(book, here)) == (codes is None), "a unit that is not theirs is in no file"
