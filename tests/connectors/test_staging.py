"""What was read once is not read again, and is never anything else than what would be read: the same, or nothing."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import connectors.sources
from connectors.contract import ParsedFile, RawFile, SourceCard, Workbook
from connectors.files.reader import ReaderPool
from connectors.read_sources import SourceResult, parse_context, read_paths, read_source
from connectors.staging import staged_files
from connectors.staging.conditions import DaySpan, WatchedAnswers, WatchedDay
from connectors.staging.parsed_files import UnstageableError, packed, unpacked
from connectors.staging.staged_files import StagedFiles
from connectors.vault.room import NoRoomError
from connectors.vault.store import Vault
from doisoat.errors import Refused, RefusedInputError
from doisoat.keyring import Keyring
from doisoat.settings import ReaderLimits
from tests.connectors.conftest import no_repair, read, shipped_cards
from tests.examples import examples

NOW = dt.datetime(2026, 11, 21, 20, 0, tzinfo=dt.UTC)
SHA, SLOT = "ab" * 32, "0123456789abcdef"
OLD, NEW = Keyring.parse("k1:" + "a" * 32), Keyring.parse("k2:" + "b" * 32)
SAMPLES = Path(connectors.sources.__file__).parent
LIST = "Xã;Thôn;Cáp quang;4G\nHòa Bình;Nà Mẫu;Có;x\nHòa Bình;Bản Mẫu;Không;x\n"


def outcome(parsed: ParsedFile) -> dict[str, Any]:
    """All of a parsed file in a form that can be compared."""
    told = {name: value for name, value in vars(parsed).items() if name not in ("records", "set_aside", "refusals")}
    return told | {"refusals": [(r.kind, str(r), r.spot) for r in parsed.refusals], "records": list(parsed.records)}


def assert_same(one: ParsedFile, other: ParsedFile) -> None:
    assert outcome(one) == outcome(other)
    for kind in one.records:
        pd.testing.assert_frame_equal(one.records[kind], other.records[kind])
    pd.testing.assert_frame_equal(one.set_aside, other.set_aside)


# Answers of people are small and are read each time: their frames hold texts as plain objects.
@pytest.mark.parametrize("source", sorted(card for card in shipped_cards() if not card.endswith("_answers")))
def test_a_file_comes_back_as_it_was_kept(source: str) -> None:
    files = sorted(path for path in (SAMPLES / source / "sample").iterdir() if path.suffix != ".yml")
    for parsed in read_paths(files, shipped_cards()[source], ReaderLimits(), NOW):
        assert_same(unpacked(packed(parsed, {}), parsed.raw), parsed)


def test_refusals_and_questions_come_back_too() -> None:
    asked = read("vnpt", [["Xã", "Thôn", "Cáp quang"], ["Hòa Bình", "Nà Mẫu", "rất lạ"]])
    refused = read("vnpt", [["Xã", "Ghi chú"], ["Hòa Bình", "x"]])
    assert asked.questions
    assert refused.refusals
    for parsed in (asked, refused):
        assert_same(unpacked(packed(parsed, {}), parsed.raw), parsed)


def test_what_would_not_come_back_exactly_is_not_kept() -> None:
    parsed = read("vnpt", [["Xã", "Thôn", "Cáp quang"], ["Hòa Bình", "Nà Mẫu", "Có"]])
    for column in ([dt.datetime(2024, 1, 1)], [{"a": 1}], [1.5]):  # noqa: DTZ001
        odd = replace(parsed, records={"own": pd.DataFrame({"x": pd.Series(column, dtype=object)})})
        with pytest.raises(UnstageableError):
            packed(odd, {})
    labelled = replace(parsed, records={"own": pd.DataFrame({"x": pd.Series(["a"], dtype="str", index=[7])})})
    with pytest.raises(UnstageableError):
        packed(labelled, {})


days = st.dates(dt.date(2023, 1, 1), dt.date(2026, 12, 31))
TITLES = (
    "Số liệu tính đến ngày {day:%d/%m/%Y}", "BÁO CÁO THÁNG {day.month} NĂM {day.year}", "Danh sách phủ sóng",
    "Kế hoạch năm {day.year}", "Quý II/{day.year}",
)  # fmt: skip
FILES = ("t.xlsx", "phu_song_{day:%Y%m%d}.xlsx", "T{day.month}.{day.year}.xlsx", "phu_song_{day:%m%y}.xlsx")


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])
@given(days, days, days, days, st.sampled_from(TITLES), st.sampled_from(FILES), st.sampled_from(("vnpt", "vpostcode")))
def test_a_reading_holds_for_every_day_that_it_says_it_holds_for(
    written: dt.date, headed: dt.date, one: dt.date, other: dt.date, title: str, file: str, source: str
) -> None:
    plate, kind = ("Đã gắn biển", "Loại đối tượng") if source == "vpostcode" else ("4G", "Cáp quang")
    rows: Sequence[Sequence[str | None]] = [
        [title.format(day=written), None, None, None, None],
        ["Xã", "Thôn", kind, plate, f"{plate} {headed:%m/%Y}"],
        ["Hòa Bình", "Nà Mẫu", "Hộ gia đình", "Có", "Chưa"],
        ["Hòa Bình", "Bản Mẫu", "Hộ gia đình", f"Đến {headed:%d/%m/%Y}", "Có"],
    ]
    span = DaySpan(one)
    kept = read(source, rows, file=file.format(day=written), today=WatchedDay.of(span))
    if span.first <= other <= span.last:
        assert_same(kept, read(source, rows, file=file.format(day=written), today=other))
    assert span.first <= one <= span.last


def test_what_is_asked_of_a_day_is_noted() -> None:
    span = DaySpan(dt.date(2024, 5, 3))
    today = WatchedDay.of(span)
    assert dt.date(2024, 4, 1) < today < dt.date(2024, 6, 1)
    assert min(today, dt.date(2024, 6, 30)) is today
    assert (span.first, span.last) == (dt.date(2024, 4, 2), dt.date(2024, 5, 31))
    assert today.year == 2024
    assert (span.first, span.last) == (dt.date(2024, 4, 2), dt.date(2024, 5, 31))


@pytest.mark.parametrize(
    "use",
    [
        *(str, hash, lambda day: f"{day:%d}", lambda day: day.isoformat(), lambda day: day.month, lambda day: {day: 1}),
        *(lambda day: day - dt.timedelta(1), lambda day: dt.date(2024, 1, 1) - day),
        lambda day: day == dt.date(2024, 5, 3),
    ],
)
def test_any_other_use_ties_a_reading_to_that_very_day(use: Any) -> None:
    span, plain = DaySpan(dt.date(2024, 5, 3)), dt.date(2024, 5, 3)
    assert use(WatchedDay.of(span)) == use(plain)
    assert span.first == span.last == plain


def test_answers_that_were_looked_up_are_noted_the_missing_ones_too() -> None:
    answers = WatchedAnswers({"BA-1": "Có"})
    assert answers.get("BA-1") == "Có"
    assert answers.get("BA-2") is None
    assert answers.asked == {"BA-1": "Có", "BA-2": None}
    assert not answers.all_were_asked
    assert dict(WatchedAnswers({"BA-1": "Có"})) == {"BA-1": "Có"}
    assert WatchedAnswers({})  # or a parser would not look up what may be answered tomorrow


class _NoReader(ReaderPool):
    """A pool that must not be used."""

    def read(self, path: Path, name: str) -> Workbook:
        raise AssertionError("read anew")


class Night:
    """A home with one file, and its nights."""

    def __init__(self, home: Path, keys: Keyring | None = None, content: str = LIST) -> None:
        self.home, self.keys = home, keys
        self.card = shipped_cards()["vnpt"]
        path = home / "sent.csv"
        path.write_text(content, encoding="utf-8")
        self.raw = self.vault.keep(path, "vnpt", "operators/vnpt/vnpt_20240930.csv", NOW)

    @property
    def vault(self) -> Vault:
        return Vault(self.home, self.keys)

    def read(
        self, *, anew: bool, now: dt.datetime = NOW, card: SourceCard | None = None, **context: Any
    ) -> SourceResult:
        """One night; ``anew`` says whether the file's bytes may be read."""
        given = replace(parse_context(now), repair=no_repair, **context)
        with (ReaderPool if anew else _NoReader)(ReaderLimits()) as pool:
            return read_source(card or self.card, [self.raw], self.vault, pool, given)

    @property
    def kept_files(self) -> list[Path]:
        return sorted((self.home / "vault" / "staging").glob("??/*"))

    @property
    def kept(self) -> Path:
        (path,) = self.kept_files
        return path


def is_read_anew(result: SourceResult) -> bool:
    """Whether the pool that must not be used was."""
    return [refusal.kind for parsed in result.files for refusal in parsed.refusals] == [Refused.SOURCE_FAILED]


@pytest.mark.parametrize("keys", [None, OLD])
def test_a_second_night_reads_no_byte_of_a_file_and_has_the_same(tmp_path: Path, keys: Keyring | None) -> None:
    night = Night(tmp_path, keys)
    (first,), (second,) = night.read(anew=True).files, night.read(anew=False, now=NOW + dt.timedelta(days=9)).files
    assert first.rows_read == 2
    assert_same(first, second)


def test_what_a_reading_rests_on_makes_it_anew_when_it_changes(tmp_path: Path) -> None:
    night = Night(tmp_path)
    night.read(anew=True)
    assert not is_read_anew(night.read(anew=False))
    assert is_read_anew(night.read(anew=False, card=replace(night.card, published_on=dt.date(2024, 1, 1))))
    assert is_read_anew(night.read(anew=False, places=lambda texts: [""] * len(texts), places_id="others"))
    assert is_read_anew(night.read(anew=False, places=lambda texts: [""] * len(texts)))  # nobody can tell which
    assert is_read_anew(night.read(anew=False, digest=lambda column, value: "k1:0"))
    assert is_read_anew(night.read(anew=False, now=NOW.replace(year=2028)))
    night.raw = replace(night.raw, name="operators/vnpt/vnpt_20231231.csv")
    assert is_read_anew(night.read(anew=False))


def test_an_answer_to_what_a_reading_asked_makes_it_anew_and_no_other_answer_does(tmp_path: Path) -> None:
    night = Night(tmp_path, content="Xã;Thôn;Cáp quang\nHòa Bình;Nà Mẫu;rất lạ\nHòa Bình;Bản Mẫu;Có\n")
    (question,) = night.read(anew=True).files[0].questions
    assert not is_read_anew(night.read(anew=False, answers={"BA-0": "Có"}))
    assert is_read_anew(night.read(anew=False, answers={question.id: "Có"}))


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0, 1, exclude_max=True), st.integers(1, 255), st.booleans(), st.sampled_from([None, OLD]))
def test_a_torn_or_altered_one_is_thrown_away_and_the_file_read_anew(
    tmp_path_factory: pytest.TempPathFactory, at: float, flip: int, cut: bool, keys: Keyring | None
) -> None:
    folder = tmp_path_factory.mktemp("home")
    files = StagedFiles(folder, keys)
    files.write(SHA, SLOT, b"cell " * 100)
    (path,) = (folder / "vault" / "staging").glob("??/*")
    body = bytearray(path.read_bytes())
    place = int(at * len(body))
    if cut:
        del body[place:]
    else:
        body[place] ^= flip
    path.write_bytes(bytes(body))
    assert files.read(SHA, SLOT) is None
    assert not path.exists()


def test_one_that_is_whole_and_holds_something_else_is_thrown_away(tmp_path: Path) -> None:
    night = Night(tmp_path)
    whole = night.read(anew=True)
    (first,) = whole.files
    sha256, _, slot = night.kept.name.partition(".")
    for payload in (b"", b"khac", b"\0" * 4000, packed(first, {})[:-9]):
        night.vault.staged.write(sha256, slot, payload)
        assert is_read_anew(night.read(anew=False))
    alien = packed(first, {"key": "of another file", "from": "", "to": "", "answers": {}})
    night.vault.staged.write(sha256, slot, alien)
    assert_same(night.read(anew=True).files[0], first)


def test_another_ones_file_in_its_place_is_not_believed(tmp_path: Path) -> None:
    night = Night(tmp_path)
    night.read(anew=True)
    body = night.kept.read_bytes()
    other = Night(tmp_path, content=LIST.replace("Có", "Không"))
    other.kept.unlink()
    other.read(anew=True)
    paths = [path for path in (tmp_path / "vault" / "staging").glob("??/*") if path.name.startswith(other.raw.sha256)]
    paths[0].write_bytes(body)
    assert is_read_anew(other.read(anew=False))


def test_files_are_kept_for_their_owner_alone_and_sealed_where_the_vault_is(tmp_path: Path) -> None:
    night = Night(tmp_path, OLD)
    night.read(anew=True)
    assert "Nà Mẫu".encode() not in night.kept.read_bytes()
    assert night.kept.stat().st_mode & 0o777 == 0o600
    assert {folder.stat().st_mode & 0o777 for folder in (night.kept.parent, night.kept.parent.parent)} == {0o700}


@pytest.mark.parametrize(("before", "after"), [(OLD, NEW), (OLD, None), (None, OLD)])
def test_one_that_is_kept_otherwise_than_it_would_be_today_is_made_anew(
    tmp_path: Path, before: Keyring | None, after: Keyring | None
) -> None:
    StagedFiles(tmp_path, before).write(SHA, SLOT, b"cells")
    assert StagedFiles(tmp_path, before).read(SHA, SLOT) == b"cells"
    assert StagedFiles(tmp_path, after).read(SHA, SLOT) is None
    assert StagedFiles(tmp_path).size() == (0, 0)


def test_a_vault_that_is_resealed_keeps_nothing_in_clear_or_under_an_old_key(tmp_path: Path) -> None:
    night = Night(tmp_path)
    night.read(anew=True)
    assert "Nà Mẫu".encode() in night.raw.path.read_bytes()
    both = Keyring.parse(f"k2:{'b' * 32},k1:{'a' * 32}")
    StagedFiles(tmp_path, OLD).write(SHA, "a", b"cells")
    StagedFiles(tmp_path, both).write(SHA, "b", b"cells")
    night.kept_files[0].with_name("draft-left-by-a-crash").write_bytes("Nà Mẫu".encode())
    Vault(tmp_path, both).reseal()
    assert [path.name for path in night.kept_files] == [f"{SHA}.b"]
    assert all("Nà Mẫu".encode() not in path.read_bytes() for path in tmp_path.rglob("vault/**/*") if path.is_file())
    night.keys = NEW
    assert_same(night.read(anew=True).files[0], night.read(anew=False).files[0])


def test_what_the_vault_forgets_is_forgotten(tmp_path: Path) -> None:
    night = Night(tmp_path)
    night.read(anew=True)
    StagedFiles(tmp_path).write(SHA, SLOT, b"of another")
    assert night.vault.purge([night.raw.sha256], dt.date(2026, 1, 1), NOW) == 1
    assert [path.name for path in (tmp_path / "vault" / "staging").glob("??/*")] == [f"{SHA}.{SLOT}"]
    (parsed,) = night.read(anew=False).files
    assert [refusal.kind for refusal in parsed.refusals] == [Refused.PURGED]


def test_what_nothing_has_used_for_long_is_swept_and_what_is_used_stays(tmp_path: Path) -> None:
    files = StagedFiles(tmp_path)
    for slot in ("a", "b"):
        files.write(SHA, slot, slot.encode())
        os.utime(tmp_path / "vault" / "staging" / SHA[:2] / f"{SHA}.{slot}", (0, time.time() - 3600))
    assert files.read(SHA, "a") == b"a"
    assert files.sweep(600) == 1
    assert files.read(SHA, "a") == b"a"
    assert files.read(SHA, "b") is None


def test_a_disk_without_room_costs_time_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_folder: Path, _size: int) -> None:
        raise NoRoomError(0)

    monkeypatch.setattr(staged_files, "make_sure_of_room", full)
    night = Night(tmp_path)
    first, second = night.read(anew=True), night.read(anew=True)
    assert_same(first.files[0], second.files[0])
    assert StagedFiles(tmp_path).size() == (0, 0)


def test_a_file_that_could_not_be_read_is_tried_again(tmp_path: Path) -> None:
    night = Night(tmp_path)

    class _Failing(ReaderPool):
        def read(self, path: Path, name: str) -> Workbook:
            raise RefusedInputError(Refused.TOO_SLOW, "quá lâu")

    with _Failing(ReaderLimits()) as pool:
        read_source(night.card, [night.raw], night.vault, pool, parse_context(NOW))
    assert StagedFiles(tmp_path).size() == (0, 0)
    assert night.read(anew=True).files[0].rows_read == 2


def test_a_source_of_ones_own_is_read_each_time(tmp_path: Path) -> None:
    night = Night(tmp_path)
    folder = tmp_path / "sources" / "itel"
    folder.mkdir(parents=True)
    (folder / "parse.py").write_text(
        "from connectors.contract import ParsedFile\n\ndef parse(workbook, raw, card, context):\n"
        "    return ParsedFile(raw)\n"
    )
    own = replace(night.card, parser="own", folder=folder)
    night.read(anew=True, card=own)
    assert StagedFiles(tmp_path).size() == (0, 0)


def test_a_raw_file_is_looked_at_even_where_its_reading_is_kept(tmp_path: Path) -> None:
    night = Night(tmp_path)
    night.read(anew=True)
    raw: RawFile = night.raw
    raw.path.chmod(0o600)
    raw.path.write_bytes(b"khac")
    (parsed,) = night.read(anew=False).files
    assert "không còn nguyên vẹn" in str(parsed.refusals[0])
