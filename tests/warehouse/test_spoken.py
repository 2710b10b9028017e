"""Decisions and answers in the warehouse: only ever added to, one act after the other, without persons."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text

from doisoat.errors import ConfigError
from doisoat.standing import Said
from tests.warehouse.province import Night, record
from warehouse.store import Warehouse

NOW = dt.datetime(2024, 11, 20, 8, tzinfo=dt.UTC)
UNTIL = dt.date(2025, 6, 30)


def night(store: Warehouse, number: int = 1, ground: str = "CC-A") -> None:
    frames = Night(verdicts={(0, "1"): "contradicted"}).frames()
    single = frames["verdicts"]["indicator"] != "overall"
    frames["verdicts"] = frames["verdicts"].assign(
        ground=frames["verdicts"]["unit_code"].where(single).map({"V000": ground})
    )
    store.save_run(record(number), frames)


def propose(store: Warehouse, by: str = "Trần Mẫu", **changes: object) -> str:
    given = {"reason": "đã kiểm tra", "document": "BB 12", "until": UNTIL, "at": NOW, **changes}
    return store.spoken().propose("V000", "1", "confirmed", by=by, **given).id  # type: ignore[arg-type]


def test_a_decision_is_kept_with_who_did_what_and_when(warehouse: Warehouse) -> None:
    night(warehouse)
    number = propose(warehouse, reason="đã gọi 0912345678 để hỏi")
    warehouse.spoken().confirm(number.lower(), by="Lê Thử", at=NOW + dt.timedelta(hours=1))
    (one,) = warehouse.spoken().decisions()
    assert (one.id, one.proposed.by, one.confirmed_by, one.proposed.evidence_verdict) == (
        number, "Trần Mẫu", "Lê Thử", "contradicted",
    )  # fmt: skip
    assert "0912345678" not in one.proposed.reason
    assert one.confirmed_at == NOW + dt.timedelta(hours=1)
    assert warehouse.spoken().decisions(NOW)[0].confirmed_at is None
    assert warehouse.spoken().broken_chain() == ""


def test_an_act_that_was_changed_or_taken_out_is_noticed(warehouse: Warehouse) -> None:
    night(warehouse)
    number = propose(warehouse)
    warehouse.spoken().confirm(number, by="Lê Thử", at=NOW)
    with warehouse._writer.begin() as connection:
        connection.execute(text("UPDATE decision_act SET verdict = 'unverified' WHERE action = 'propose'"))
    assert warehouse.spoken().broken_chain() == number


def test_a_proposal_whose_evidence_changed_in_the_newest_run_is_not_confirmed(warehouse: Warehouse) -> None:
    night(warehouse)
    number = propose(warehouse)
    night(warehouse, 2, "CC-B")
    with pytest.raises(ConfigError, match="căn cứ"):
        warehouse.spoken().confirm(number, by="Lê Thử", at=NOW)


def test_an_answer_is_taken_for_the_evidence_that_was_seen_and_from_the_units_own_alone(warehouse: Warehouse) -> None:
    night(warehouse)
    spoken = warehouse.spoken()
    given = {"ground": "CC-A", "by_unit": "C0", "at": NOW}
    for changes, what in (
        ({"ground": "CC-B", "explanation": "vì có"}, "căn cứ"),
        ({"by_unit": "C1", "explanation": "vì có"}, "đơn vị"),
        ({"by_unit": "", "explanation": "vì có"}, "đơn vị"),
        ({"explanation": " "}, "vì sao"),
    ):
        with pytest.raises(ConfigError, match=what):
            spoken.take_answer("V000", "1", Said.OBJECT, **{**given, **changes})  # type: ignore[arg-type]
    assert spoken.answers() == []
    taken = spoken.take_answer("V000", "1", Said.OBJECT, explanation="đã kéo cáp, hỏi 0912345678", **given)  # type: ignore[arg-type]
    (kept,) = spoken.answers()
    assert spoken.answers("V000") == [kept] and spoken.answers("V001") == []
    assert (kept.key, kept.said, kept.ground, kept.by_unit) == (taken.key, "object", "CC-A", "C0")
    assert "0912345678" not in kept.explanation
    rows = spoken.answer_rows()
    assert list(rows["outcome"]) == ["taken"]
    assert rows["receipt"].iloc[0].startswith("BN-")
