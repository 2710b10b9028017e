from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from connectors.contract import Workbook
from connectors.files.reader import ReaderPool
from doisoat.settings import ReaderLimits

HOSTILE = Path(__file__).parent / "hostile"
CORPUS = Path(__file__).resolve().parents[4] / "shared" / "hostile"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
    '<sheet name="Thôn" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_REL}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}" count="1" uniqueCount="1"><si><t>x</t></si></sst>',
}


@pytest.fixture(scope="session")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(ReaderLimits()) as shared:
        yield shared


@pytest.fixture
def read(pool: ReaderPool, tmp_path: Path) -> Callable[..., Workbook]:
    """Writes bytes to a file and reads it; the name says nothing about the content."""

    def read_bytes(content: bytes, name: str = "tep.xlsx") -> Workbook:
        path = tmp_path / name
        path.write_bytes(content)
        return pool.read(path, name)

    return read_bytes


@pytest.fixture
def xlsx(tmp_path: Path) -> Callable[..., Path]:
    """Builds the smallest workbook around the rows of one sheet, given as XML; ``parts`` replace or add parts."""

    def build(rows: str = "", *, after: str = "", parts: dict[str, bytes | str] | None = None) -> Path:
        sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'
        path = tmp_path / "built.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, body in {**_PARTS, "xl/worksheets/sheet1.xml": sheet, **(parts or {})}.items():
                archive.writestr(name, body)
        return path

    return build


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Broken files of other projects, and mutants made of them; their licences keep them out of this repository."""
    if not CORPUS.is_dir():
        pytest.skip(f"{CORPUS} is not here: the corpus lies beside the project, not in it")
    return CORPUS
