"""The message: what it says, and what it never holds."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from doisoat.model import Mover
from reports import district_quality
from reports.contract import Letterhead, Report, ReportFrames
from reports.district_quality.report import build_reports
from reports.district_quality.report_findings import reference_of
from reports.district_quality.summary import deadline_of
from reports.letter import compose, finding_sets
from reports.message import header_text, render
from reports.privacy import masked, masked_sentence
from reports.scope import recipient_units
from reports.verdict_sentence import CheckSaid, move
from tests.examples import examples
from tests.reports.province import BEFORE, CCCD, DISTRICTS, EVIL, PHONE, after, before, change, verdicts
from tests.reports.province import frames as frames_around

FOLDER = Path(district_quality.__file__).parent
_STRICT = default.clone(raise_on_defect=True)


def reports_of(frames: ReportFrames, letterhead: Letterhead) -> dict[str, Report]:
    return {r.unit_code: r for r in build_reports(frames, recipient_units(frames.verdicts), letterhead)}


@pytest.fixture(scope="module")
def head() -> Letterhead:
    return Letterhead(sender="doisoat@langson.example.vn", message_domain="doisoat.example.vn", body_villages=99)


@pytest.fixture(scope="module")
def frames() -> ReportFrames:
    base = before()
    changes, bases = change(base.verdicts, 1)
    return before(changes=changes, bases=bases)


@pytest.fixture(scope="module")
def told(frames: ReportFrames, head: Letterhead) -> dict[str, Report]:
    return reports_of(frames, head)


def parsed(report: Report, to: str = "vp@huulung.example.vn") -> EmailMessage:
    raw = compose(report, FOLDER, to, "<abc@doisoat.example.vn>").as_bytes(policy=SMTP)
    message = message_from_bytes(raw, policy=_STRICT)
    assert isinstance(message, EmailMessage)
    return message


def bodies(message: EmailMessage) -> tuple[str, str]:
    html, text = message.get_body(("html",)), message.get_body(("plain",))
    assert html is not None
    assert text is not None
    return html.get_content(), text.get_content()


def test_a_strict_parser_finds_the_tree_it_should(told: dict[str, Report]) -> None:
    message = parsed(told["186"])
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds[:5] == ["multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html"]
    assert set(kinds[5:-1]) == {"image/png"}
    assert kinds[-1] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert not any(part.defects for part in message.walk())
    assert all(len(line) <= 998 for line in message.as_bytes(policy=SMTP).split(b"\r\n"))


def test_every_picture_that_the_page_shows_is_in_the_message_and_no_other(told: dict[str, Report]) -> None:
    message = parsed(told["186"])
    html, _ = bodies(message)
    shown = set(re.findall(r'src="cid:([^"]+)"', html))
    carried = {str(p["Content-ID"]).strip("<>") for p in message.walk() if p.get_content_maintype() == "image"}
    assert shown == carried
    assert shown


def test_the_subject_says_the_result_and_the_page_the_three_figures_and_the_deadline(told: dict[str, Report]) -> None:
    report = told["186"]
    message = parsed(report)
    html, text = bodies(message)
    assert "Huyện Hữu Lũng: 8/24 thôn đạt" in message["Subject"]
    assert "nội dung cần trả lời trước 10/07" in message["Subject"]
    for body in (html, text):
        assert "8/24" in body
        assert "10/07/2025" in body
    assert len(BeautifulSoup(html, "html.parser").find_all(class_="number")) == 3


def test_each_finding_is_in_the_workbook_and_each_act_and_village_in_the_letter_once(
    told: dict[str, Report], frames: ReportFrames
) -> None:
    html, text = bodies(parsed(told["178"]))
    own = frames.verdicts[(frames.verdicts["district_code"] == "178") & (frames.verdicts["indicator"] != "overall")]
    findings = own[own["verdict"].isin(["contradicted", "unverified", "conflict", "missing_claim", "underclaimed"])]
    assert len(findings) > 20
    sheet = load_workbook(io.BytesIO(told["178"].workbook))["Cần trả lời"]
    numbers = {str(row[0]) for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert numbers == {
        reference_of(row["criteria"], row["level"], row["unit_code"], row["indicator"])
        for row in findings.to_dict("records")
    }
    assert len(numbers) == len(findings) == told["178"].finding_count
    assert len(told["178"].facts["villages"]) == findings["unit_code"].nunique()  # type: ignore[arg-type]
    acts = {one.what for name in ("own_todos", "owed") for one in told["178"].facts[name]}  # type: ignore[attr-defined]
    assert len(acts) > 2
    for body in (html, text):
        shown = " ".join(BeautifulSoup(body, "html.parser").get_text(" ").split()) if body is html else body
        assert all(shown.lower().count(act.lower()) == 1 for act in acts)


def test_a_letter_names_five_villages_at_most_the_most_pressing_first(frames: ReportFrames) -> None:
    head = Letterhead(sender="doisoat@langson.example.vn")
    report = reports_of(frames, head)["186"]
    lines: list[dict[str, str]] = report.facts["villages"]  # type: ignore[assignment]
    assert len(lines) == 5
    assert ": mâu thuẫn – " in lines[0]["line"]
    _, text = bodies(parsed(report))
    assert "DS-" not in text
    assert report.run_id not in text.split()


def test_what_changed_and_why_is_told_to_its_unit_alone(told: dict[str, Report]) -> None:
    _, text = bodies(parsed(told["186"]))
    assert "1 kết luận đổi so với báo cáo xét tại ngày 01/06/2025" in text
    assert "lượt sau dùng hàng 12 của tệp" in text
    _, other = bodies(parsed(told["178"]))
    assert "Đây là báo cáo đầu tiên" in other
    assert "lượt sau" not in other


def test_sources_late_refused_or_missing_are_named(told: dict[str, Report]) -> None:
    _, text = bodies(parsed(told["186"]))
    assert "Bản mới nhất công bố 01/07/2024" in text
    assert "T9.xlsx" not in text  # another's broken file: a unit can do nothing about it
    assert "MobiFone Lạng Sơn: Lượt này chưa nhận được tệp nào" in text


def test_a_refused_file_of_another_unit_is_not_named(told: dict[str, Report]) -> None:
    _, mine = bodies(parsed(told["178"]))
    _, other = bodies(parsed(told["186"]))
    assert "huyen_khac.xlsx" in mine
    assert "huyen_khac" not in other
    assert "chưa rõ của đơn vị nào" in other


def everything(report: Report) -> str:
    """All text that leaves with a report: headers, bodies, every part of the workbook."""
    message = parsed(report)
    html, text = bodies(message)
    with zipfile.ZipFile(io.BytesIO(report.workbook)) as book:
        parts = [book.read(n).decode() for n in book.namelist() if n.endswith((".xml", ".rels"))]
    return "\n".join([*(f"{k}: {v}" for k, v in message.items()), html, text, *parts])


@pytest.mark.parametrize("when", [before, after])
def test_a_recipient_gets_rows_of_its_own_units_only(when: object, head: Letterhead) -> None:
    frames: ReportFrames = when()  # type: ignore[operator]
    units = recipient_units(frames.verdicts)
    assert set(units["level"]) == (
        {"district"} if frames is not None and frames.as_of < dt.date(2025, 7, 1) else {"commune"}
    )
    column = "district_code" if units["level"].iloc[0] == "district" else "commune_code"
    for code, report in reports_of(frames, head).items():
        foreign = frames.verdicts[frames.verdicts[column] != code]
        found = everything(report)
        for row in foreign.drop_duplicates("unit_code").to_dict("records"):
            assert row["unit_code"] not in found
            assert reference_of(row["criteria"], row["level"], row["unit_code"], row["indicator"]) not in found
        assert set(frames.verdicts[frames.verdicts[column] == code]["unit_code"]) & set(re.findall(r"\d{8}", found))


def test_no_personal_value_leaves(told: dict[str, Report]) -> None:
    for report in told.values():
        found = everything(report)
        for value in (PHONE, CCCD, "912345678"):
            assert value not in found
        visible = re.sub(r"<[^>]+>", " ", found)
        assert not re.search(r"(?<![\d.])0\d{9}(?!\d)", visible)
        assert not re.search(r"(?<!\d)\d{12}(?!\d)", visible)


def test_no_remote_resource_script_or_link_leaves(told: dict[str, Report]) -> None:
    for report in told.values():
        html, _ = bodies(parsed(report))
        page = BeautifulSoup(html, "html.parser")
        assert not page.find_all(["script", "a", "iframe", "link", "form", "object", "svg", "b", "embed"], href=True)
        assert not page.find_all(["script", "iframe", "link", "form", "object", "embed"])
        assert all(str(tag["src"]).startswith("cid:") for tag in page.find_all(src=True))
        assert not re.search(r"url\(|@import|javascript:", html)
        assert not any(name.startswith("on") for tag in page.find_all(True) for name in tag.attrs)


def test_the_page_is_small_enough_to_be_shown_whole(frames: ReportFrames) -> None:
    """Gmail cuts a page at about 102 kB."""
    head = Letterhead(sender="doisoat@langson.example.vn")
    for report in reports_of(frames, head).values():
        html, _ = render(FOLDER, {**report.facts, "changes_only": False})
        assert len(html.encode()) < 60_000
        assert "Còn " in html


def test_hostile_names_begin_no_header_and_add_no_recipient(head: Letterhead) -> None:
    for name in EVIL:
        table = verdicts(DISTRICTS[2:], BEFORE, villages=1).assign(district=name, commune=name)
        for report in reports_of(frames_around(table, BEFORE), head).values():
            message = parsed(report)
            assert sorted(message.keys()) == sorted(set(message.keys()))
            assert {"Bcc", "Cc", "X"}.isdisjoint(message.keys())
            assert [a.addr_spec for a in message["To"].addresses] == ["vp@huulung.example.vn"]
            assert "\n" not in str(message["Subject"])


def test_an_address_that_is_none_is_an_error_of_that_letter(told: dict[str, Report]) -> None:
    with pytest.raises(ValueError):
        compose(told["186"], FOLDER, "a@b.vn\r\nBcc: c@d.vn", "<x@y.vn>")


@settings(max_examples=examples(200), deadline=None)
@given(st.text())
def test_no_text_can_break_out_of_a_header(text: str) -> None:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = header_text(text)
    message["From"] = Address(header_text(text), addr_spec="a@b.vn")
    read = message_from_bytes(message.as_bytes(), policy=default)
    assert sorted(read.keys()) == ["From", "Subject"]


@given(st.text(alphabet="0123456789 .-()+ax", max_size=40))
def test_no_run_of_nine_digits_is_left_however_it_is_spaced(text: str) -> None:
    assert not re.search(r"\d(?:[ .\-()]?\d){8,}", masked(text))


def test_persons_named_with_a_title_are_not_repeated() -> None:
    assert masked_sentence("do Ông Nguyễn Văn Nam ban hành") == "do Ông ••• ban hành"
    assert masked_sentence("Tệp chị Lò Thị Ban.xlsx") == "Tệp chị •••.xlsx"
    for text in ("Rượu ông Bảo đang bán", "Quyết định do Trưởng thôn Bản Giang ban hành", "Thôn Bà Nà"):
        assert masked_sentence(text) == text


def test_village_codes_dates_and_counts_are_not_masked() -> None:
    for text in ("06274001", "Hộ gia đình 90/90, Cơ quan 2/2", "01/01/2024 – 31/10/2024: 350/500", "78/QĐ-UBND"):
        assert masked(text) == text


def test_a_unit_without_data_gets_a_report_that_says_so(frames: ReportFrames, head: Letterhead) -> None:
    units = pd.DataFrame([("189", "Huyện Đình Lập", "district")], columns=["unit_code", "unit", "level"])
    (report,) = build_reports(frames, units, head)
    html, text = bodies(parsed(report))
    assert "chưa có số liệu" in report.subject
    for body in (html, text):
        assert "Chưa có số liệu không có nghĩa là chưa đạt" in body
        assert "thôn đạt" not in body
    assert not report.has_data
    assert report.finding_count == 0


def test_the_same_report_gives_the_same_bytes(frames: ReportFrames, head: Letterhead) -> None:
    one, two = (reports_of(frames, head)["186"] for _ in range(2))
    texts = [compose(r, FOLDER, "a@b.vn", "<i@d.vn>").as_bytes() for r in (one, two)]
    assert texts[0] == texts[1]


def test_a_finding_set_has_another_name_on_another_day_and_its_content_has_not(frames: ReportFrames) -> None:
    units = recipient_units(frames.verdicts)
    one = finding_sets(frames.verdicts, units, "2025-06-30")
    again = finding_sets(frames.verdicts.sample(frac=1, random_state=1).assign(run_id="r9"), units, "2025-06-30")
    later = finding_sets(frames.verdicts, units, "2025-07-01")
    assert one == again
    assert all(one[unit][0] != later[unit][0] and one[unit][1] == later[unit][1] for unit in one)
    changed = frames.verdicts.assign(verdict=frames.verdicts["verdict"].replace("confirmed", "contradicted"))
    other = finding_sets(changed, units, "2025-06-30")
    assert all(one[unit][1] != other[unit][1] for unit in one)
    assert len({name for pair in one.values() for name in pair}) == 2 * len(one)


def test_finding_sets_of_verdicts_are_those_of_the_reports(frames: ReportFrames, told: dict[str, Report]) -> None:
    sets = finding_sets(frames.verdicts, recipient_units(frames.verdicts), frames.as_of.isoformat())
    assert sets == {code: (r.finding_set_hash, r.content_hash) for code, r in told.items()}


def test_a_digest_names_what_changed_and_leaves_the_rest(told: dict[str, Report]) -> None:
    whole = compose(told["186"], FOLDER, "a@b.vn", "<i@d.vn>")
    digest = compose(told["186"], FOLDER, "a@b.vn", "<i@d.vn>", changes_only=True)
    html, text = bodies(digest)
    assert len(told["186"].facts["changed_villages"]) == 1  # type: ignore[arg-type]
    assert "THÔN CẦN XEM TRƯỚC" in text
    assert "VIỆC ĐƠN VỊ LÀM ĐƯỢC" not in text
    assert "<img" not in html
    assert len(digest.as_bytes()) < len(whole.as_bytes())


def test_a_deadline_never_falls_on_a_weekend() -> None:
    days = [dt.date(2024, 11, 1) + dt.timedelta(days=n) for n in range(400)]
    due = [deadline_of(day, 10) for day in days]
    assert all(day.weekday() < 5 for day in due)
    assert all(10 <= (end - day).days <= 12 for day, end in zip(days, due, strict=True))


def test_the_unit_moves_as_soon_as_one_reason_asks_it_to() -> None:
    stale = CheckSaid("x", "unknown", "Danh sách đã cũ.", "operator", "Doanh nghiệp cần gửi danh sách mới.")
    no_model = CheckSaid("x", "unknown", "Chưa khai mô hình.", "village", "Khai mô hình ở trang tính 'Mô hình'.")
    assert move("unverified", [stale])[0] is Mover.OPERATOR
    mover, text = move("unverified", [stale, no_model, stale])
    assert mover is Mover.VILLAGE
    assert text.startswith("Khai mô hình")
    assert text.count("Doanh nghiệp cần gửi danh sách mới") == 1


def test_a_check_of_a_run_stored_before_fixes_were_kept_sends_its_reader_to_the_evidence() -> None:
    mover, text = move("unverified", [CheckSaid("x", "unknown", "Danh sách đã cũ.", "", "")])
    assert mover is Mover.OFFICE
    assert text.startswith("Xem căn cứ kèm theo")


def test_references_differ_for_all_villages_of_a_province() -> None:
    names = {reference_of("TTM-2023", "village", f"{n:08}", str(i)) for n in range(1_700) for i in range(1, 6)}
    assert len(names) == 8_500
    assert all(re.fullmatch(r"DS-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", name) for name in names)
