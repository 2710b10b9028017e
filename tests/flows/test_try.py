"""``doisoat try``: what a file would be read as; nothing is stored, nobody is named."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from connectors.contract import ParsedFile, RawFile
from connectors.reading import ColumnReading, TableQuestion
from connectors.trial import Trial
from flows.cli import cli
from flows.demo import demo_inbox

SENT = demo_inbox()
Home = dict[str, str]


@pytest.fixture
def env(tmp_path: Path) -> Home:
    return {
        "DOISOAT_HOME": str(tmp_path / "home"),
        "DOISOAT_INBOX": str(tmp_path / "inbox"),
        "DOISOAT_SOURCES_DIR": str(tmp_path / "sources"),
    }


def tried(env: Home, file: Path, *words: str) -> Result:
    result = CliRunner().invoke(cli, ["try", str(file), *words], env=env, prog_name="doisoat")
    assert not Path(env["DOISOAT_HOME"]).exists(), "nothing is stored"
    return result


def as_json(env: Home, file: Path, *words: str) -> Any:
    return json.loads(tried(env, file, "--json", *words).stdout)


def own_source(env: Home, code: str) -> Path:
    """A source of the user's own, and a file for it."""
    folder = Path(env["DOISOAT_SOURCES_DIR"]) / "itel"
    folder.mkdir(parents=True)
    card = "id: itel\ntitle: iTel Lạng Sơn\ninbox: operators/itel\nparser: own\n"
    (folder / "source.yml").write_text(card, encoding="utf-8")
    (folder / "parse.py").write_text(code, encoding="utf-8")
    sent = Path(env["DOISOAT_INBOX"]) / "operators" / "itel" / "t9.csv"
    sent.parent.mkdir(parents=True)
    sent.write_text("Xã;Thôn\nHòa Bình;Nông Thị Mẫu 0977000000\n", encoding="utf-8")
    return sent


def test_a_person_reads_which_column_is_what_by_which_sign_and_what_became_of_each_row(env: Home) -> None:
    result = tried(env, SENT / "operators" / "vnpt" / "vnpt_bao_cao_thon.xlsx")
    assert result.exit_code == 0
    for line in (
        "operators/vnpt/vnpt_bao_cao_thon.xlsx: đọc được. Không lưu gì.",
        "Loại tệp: xlsx; trang tính: 'Thôn' (28 hàng × 12 cột)",
        "Nguồn: VNPT Lạng Sơn (vnpt), theo thư mục",
        "Ngày công bố: 30/09/2024, lấy từ tiêu đề",
        "Trang tính 'Thôn', hàng tiêu đề 4:",
        "  'Hạ tầng cố định / Cáp quang (FTTH)' → fibre (theo tên cột)",
        "  Không đọc: 'Ghi chú'",
        "Dòng: nhận 24, dùng 19, để riêng 5, từ chối 0",
        "  4 dòng để riêng. Hàng tổng cộng, không phải số liệu của một thôn. Không cần sửa.",
    ):
        assert line in result.stdout.splitlines()
    assert "village_text: Thôn Khuổi Dụi" in result.stdout


def test_a_script_gets_status_columns_and_counts_that_add_up(env: Home) -> None:
    found = as_json(env, SENT / "operators" / "vnpt" / "vnpt_bao_cao_thon.xlsx")
    assert (found["status"], found["source"], found["chosen_by"]) == ("read", "vnpt", "folder")
    assert found["columns"]["village"] == "Thôn/bản"
    assert found["columns"]["4g"] == "Hạ tầng di động / 4G"
    assert found["proposal"] == {}
    rows = found["rows"]
    assert rows["in"] == rows["read"] + rows["set_aside"] + rows["refused"] == 24
    assert (found["published_on"], found["published_from"]) == ("2024-09-30", "title")
    assert [table["header_row"] for table in found["tables"]] == [4]
    assert len(found["records"]["coverage"]) == 5


def test_a_text_file_says_its_encoding_and_without_a_folder_each_source_is_tried(env: Home, tmp_path: Path) -> None:
    away = tmp_path / "a.csv"
    away.write_bytes((SENT / "operators" / "mobifone" / "mobifone_phu_song.csv").read_bytes())
    found = as_json(env, away)
    assert (found["status"], found["chosen_by"]) == ("read", "trying")
    assert {found["source"], *found["other_sources"]} >= {"mobifone", "viettel", "vnpt"}
    assert "Bảng mã của tệp: UTF-8." in found["notes"]
    assert as_json(env, away, "--source", "viettel")["source"] == "viettel"


def test_a_refused_file_says_why_and_what_to_do(env: Home) -> None:
    result = tried(env, SENT / "operators" / "viettel" / "viettel_co_mat_khau_20240930.xlsx")
    assert result.exit_code == 3
    assert "viettel_co_mat_khau_20240930.xlsx: chưa dùng được. Không lưu gì." in result.stdout
    assert "Từ chối: " in result.stdout and "Cách khắc phục: " in result.stdout
    found = as_json(env, SENT / "operators" / "mobifone" / "mobifone_khong_ngay.csv")
    assert (found["status"], [r["kind"] for r in found["refusals"]]) == ("refused", ["no_date"])


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (
            "def parse(workbook, raw, card, context):\n    return (\n",
            "tệp parse.py của nguồn 'itel' chưa chạy được (SyntaxError tại parse.py:2)",
        ),
        (
            "def parse(workbook, raw, card, context):\n    cells = workbook.sheets[0].columns[1]\n    {}[cells[1]]\n",
            "tệp parse.py của nguồn 'itel' gặp sự cố (KeyError tại parse.py:3)",
        ),
    ],
)
def test_a_slip_in_ones_own_parse_py_is_named_with_its_line_and_no_cell(env: Home, code: str, sentence: str) -> None:
    sent = own_source(env, code)
    result = tried(env, sent)
    assert result.exit_code == 3
    assert f"Từ chối: {sentence}. Cách khắc phục: sửa chỗ đã nêu rồi thử lại: doisoat try TỆP" in result.stdout
    assert "Mẫu" not in result.output and "0977" not in result.output
    assert as_json(env, sent)["refusals"][0]["what"] == sentence


def test_a_source_that_does_not_exist_is_wrong_usage(env: Home) -> None:
    result = tried(env, SENT / "ocop" / "ocop_2024.xlsx", "--source", "xyz")
    assert result.exit_code == 2
    assert "không có nguồn 'xyz'; các nguồn có sẵn: " in result.output


def test_nobody_of_an_address_list_or_a_team_is_shown(env: Home, tmp_path: Path) -> None:
    listed = tmp_path / "vpostcode" / "diem_20241031.csv"
    listed.parent.mkdir()
    listed.write_text(
        "Mã địa chỉ,Loại,Chủ hộ,Địa chỉ,Village,Commune,District,Đã gắn biển\n"
        "VN0001,Hộ gia đình,Nông Thị Mẫu,Nhà bà Nông Thị Mẫu,Thôn Khuổi Dụi,Xã Vĩnh Yên,Huyện Bình Gia,Có\n",
        encoding="utf-8",
    )
    for words in ((), ("--json",)):
        shown = tried(env, listed, *words).output
        assert "Khuổi Dụi" in shown
        assert "Mẫu" not in shown
        team = tried(env, SENT / "claims" / "binh_gia" / "tu_danh_gia_2024.xlsx", *words).output
        assert "name_given" in team and "_mac" not in team


def test_a_table_that_waits_for_an_answer_is_shown_with_its_proposal() -> None:
    raw = RawFile("vnpt", "operators/vnpt/x.xlsx", "", 1, dt.datetime(2026, 11, 21, tzinfo=dt.UTC), Path("x.xlsx"))
    proposal = (ColumnReading("fibre", "Hạ tầng", "content"),)
    question = TableQuestion("vnpt", raw.name, "Thôn", ("TT", "Hạ tầng"), proposal, "cột 'Hạ tầng' nói về gì")
    trial = Trial(ParsedFile(raw, rows_in=3, rows_refused=3, questions=[question]))
    assert (trial.status, trial.columns, trial.proposal) == ("asked", {}, {"fibre": "Hạ tầng"})
