"""An officer decides, a second one confirms, and every later run applies it while its evidence says the same."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from tests.commands import Doisoat, in_process

UNIT, INDICATOR, AS_OF = "06070002", "2", "2024-11-15"
WHY = ("--reason", "Đã kiểm tra thực địa", "--document", "BB 12/BB-KT ngày 20/11/2024")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample's claims, register and WiFi lists, and a home in which it was run."""
    folder = tmp_path_factory.mktemp("decisions")
    inbox = Path(__file__).parents[2] / "examples" / "inbox"
    for part in ("register", "claims/binh_gia/tu_danh_gia_2024.xlsx"):
        target = folder / "inbox" / part
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (inbox / part).is_dir() else shutil.copy)(inbox / part, target)
    run(in_process(folder / "home"), folder)
    return folder


@pytest.fixture
def here(first: Path, tmp_path: Path) -> Path:
    shutil.copytree(first, tmp_path / "here")
    return tmp_path / "here"


def run(doisoat: Doisoat, here: Path, as_of: str = AS_OF) -> None:
    done = doisoat("run", "--inbox", here / "inbox", "--as-of", as_of, "--offline", "--json")
    assert done.code in (0, 3), done.err


def verdicts(doisoat: Doisoat) -> dict[tuple[str, str], dict[str, str]]:
    done = doisoat("verdicts", "--format", "csv")
    assert done.code == 0, done.err
    return {(row["unit_code"], row["indicator"]): row for row in csv.DictReader(io.StringIO(done.out))}


def decided(doisoat: Doisoat, verdict: str = "confirmed", until: str = "2024-12-31") -> str:
    made = doisoat("decide", UNIT, INDICATOR, verdict, *WHY, "--until", until, "--by", "Trần Mẫu")
    assert made.code == 0, made.err
    number = made.out.split()[4].rstrip(":")
    assert doisoat("decide", "--confirm", number, "--by", "trần mẫu").code == 1
    assert doisoat("decide", "--confirm", number, "--by", "Lê Thử").code == 0
    assert doisoat("decide", "--confirm", number, "--by", "Phạm Ví Dụ").code == 1
    return number


def test_a_decision_is_applied_shown_beside_the_evidence_ends_and_is_taken_back(here: Path) -> None:
    doisoat = in_process(here / "home")
    before = verdicts(doisoat)
    assert before[UNIT, INDICATOR]["verdict"] == "contradicted"
    number = decided(doisoat)
    assert verdicts(doisoat) == before  # only runs apply it
    run(doisoat, here)
    after = verdicts(doisoat)
    row = after[UNIT, INDICATOR]
    assert (row["verdict"], row["standing"], row["basis"]) == ("confirmed", "decision", "documentary")
    assert "decision_other_level" in row["reasons"]  # what the evidence says stays readable
    others = {key: one for key, one in after.items() if key not in ((UNIT, INDICATOR), (UNIT, "overall"))}
    assert {key: one["verdict"] for key, one in others.items()} == {key: before[key]["verdict"] for key in others}
    told = doisoat("explain", UNIT, INDICATOR)
    assert number in told.out
    assert "BB 12/BB-KT" in told.out
    assert "máy kết luận: mâu thuẫn" in told.out
    found = doisoat("explain", UNIT, INDICATOR, "--format", "json").json["indicators"][0]
    assert (found["evidence_verdict"], found["decided"]["decision"]) == ("contradicted", number)
    run(doisoat, here, "2024-12-31")
    assert verdicts(doisoat)[UNIT, INDICATOR]["standing"] == "decision"
    run(doisoat, here, "2025-01-01")  # it has ended with its day
    assert verdicts(doisoat)[UNIT, INDICATOR]["standing"] == ""
    run(doisoat, here, "2024-11-14")  # and had not begun
    assert verdicts(doisoat)[UNIT, INDICATOR]["standing"] == ""
    assert doisoat("decisions", "withdraw", number, "--reason", "nhầm văn bản", "--by", "Trần Mẫu").code == 0
    run(doisoat, here)
    assert verdicts(doisoat)[UNIT, INDICATOR]["verdict"] == "contradicted"
    assert number not in doisoat("decisions", "list").out
    assert number in doisoat("decisions", "list", "--all").out


def test_a_decision_ends_by_itself_when_the_evidence_says_something_else(here: Path) -> None:
    doisoat = in_process(here / "home")
    number = decided(doisoat)
    import openpyxl

    claims = here / "inbox" / "claims" / "binh_gia" / "tu_danh_gia_2024.xlsx"
    book = openpyxl.load_workbook(claims)
    sheet = book["Tổ CNSCĐ"]
    for cells in sheet.iter_rows():
        for cell in cells:
            if isinstance(cell.value, str) and cell.value.startswith("Trưởng thôn"):
                cell.value = "Đảng ủy xã Vĩnh Yên"
    book.save(claims)
    run(doisoat, here)
    row = verdicts(doisoat)[UNIT, INDICATOR]
    assert (row["standing"], row["verdict"]) != ("decision", "confirmed")
    assert "cần xét lại" in doisoat("decisions", "list").out
    assert number in doisoat("decisions", "list").out


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ((UNIT, INDICATOR, "confirmed", "--by", "A B"), 2),
        ((UNIT, INDICATOR, "tuyệt vời", *WHY, "--until", "2024-12-31", "--by", "A B"), 2),
        ((UNIT, "overall", "confirmed", *WHY, "--until", "2024-12-31", "--by", "A B"), 1),
        ((UNIT, "9", "confirmed", *WHY, "--until", "2024-12-31", "--by", "A B"), 1),
        ((UNIT, INDICATOR, "not_met", *WHY, "--until", "2024-12-31", "--by", "A B"), 1),
        (("--confirm", "QD-0000-0000", "--by", "A B"), 1),
    ],
)
def test_what_cannot_be_decided_is_refused_and_says_what_to_do(here: Path, args: tuple[str, ...], code: int) -> None:
    done = in_process(here / "home")("decide", *args)
    assert done.code == code
    assert done.err.strip()
