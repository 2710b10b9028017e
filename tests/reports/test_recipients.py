"""Recipients as data with dates, on both sides of 1/7/2025."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.errors import ConfigError
from reports.recipients import RECIPIENT_COLUMNS, checked_address, new_recipient, recipients_on
from reports.scope import Unit, own_rows, recipient_units
from tests.examples import examples

START, LAST, FIRST = dt.date(2023, 1, 1), dt.date(2025, 6, 30), dt.date(2025, 7, 1)


def table(*rows: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(RECIPIENT_COLUMNS))


@pytest.mark.parametrize(
    "bad",
    ["", "a", "a@", "@b.vn", "a b@c.vn", "a@b", "a@b.vn, c@d.vn", "a@b.vn\r\nBcc: c@d.vn", "<a@b.vn>", "A <a@b.vn>",
     "a@b..vn", "a@-b.vn", "tạ@b.vn", "a@localhost", "a@[127.0.0.1]", "a@b.vn;c@d.vn", "a\x00@b.vn"],
)  # fmt: skip
def test_a_bad_address_is_refused_and_not_repeated_in_the_error(bad: str) -> None:
    with pytest.raises(ConfigError) as refused:
        checked_address(bad)
    assert not bad or len(bad) < 3 or bad not in str(refused.value)


@pytest.mark.parametrize("good", ["ubnd.huulung@langson.gov.vn", " vp+ttm@LangSon.gov.vn ", "a@xa.example.test"])
def test_a_good_address_is_kept_in_one_form(good: str) -> None:
    assert checked_address(good) == good.strip().partition("@")[0] + "@" + good.strip().partition("@")[2].lower()


@given(st.text(max_size=40))
def test_whatever_is_accepted_can_stand_in_a_header_alone(text: str) -> None:
    try:
        address = checked_address(text)
    except ConfigError:
        return
    assert address.isascii()
    assert not set(address) & set('\r\n,;<>" ')


def test_the_as_of_day_decides_who_gets_a_report() -> None:
    people = table(
        new_recipient("186", "huyen@x.vn", valid_from=START, valid_to=LAST),
        new_recipient("06400", "xa@x.vn", valid_from=FIRST),
    )
    assert [r.address for r in recipients_on(people, LAST)] == ["huyen@x.vn"]
    assert [r.address for r in recipients_on(people, FIRST)] == ["xa@x.vn"]
    assert recipients_on(people, dt.date(2022, 12, 31)) == []


def test_a_code_that_was_given_to_another_commune_needs_a_row_of_its_own() -> None:
    people = table(
        new_recipient("06040", "dai-dong@x.vn", valid_from=START, valid_to=dt.date(2024, 11, 30)),
        new_recipient("06040", "that-khe@x.vn", valid_from=FIRST),
    )
    assert [r.address for r in recipients_on(people, dt.date(2024, 1, 1))] == ["dai-dong@x.vn"]
    assert [r.address for r in recipients_on(people, dt.date(2025, 1, 1))] == []
    assert [r.address for r in recipients_on(people, FIRST)] == ["that-khe@x.vn"]


def test_a_refused_address_gets_nothing_until_it_is_renewed() -> None:
    row = new_recipient("186", "a@x.vn", valid_from=START)
    assert recipients_on(table({**row, "refused_on": LAST}), LAST) == []
    assert len(recipients_on(table(row), LAST)) == 1


def test_wrong_roles_and_dates_are_refused() -> None:
    with pytest.raises(ConfigError):
        new_recipient("186", "a@x.vn", role="sếp", valid_from=START)
    with pytest.raises(ConfigError):
        new_recipient("186", "a@x.vn", valid_from=LAST, valid_to=START)


def test_units_are_districts_while_there_are_and_communes_after() -> None:
    places = pd.DataFrame(
        [("06400", "Xã Hồ Sơn", "186", "Huyện Hữu Lũng"), ("06403", "Xã Yên Bình", "186", "Huyện Hữu Lũng")],
        columns=["commune_code", "commune", "district_code", "district"],
    )
    assert recipient_units(places).to_numpy().tolist() == [["186", "Huyện Hữu Lũng", "district"]]
    without = places.assign(district_code=pd.NA, district=pd.NA)
    assert recipient_units(without)["unit_code"].tolist() == ["06400", "06403"]
    assert set(recipient_units(without)["level"]) == {"commune"}


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["1", "2", ""]), st.sampled_from(["a", "b", "c"])), min_size=1, max_size=12))
def test_every_row_belongs_to_exactly_one_unit(rows: list[tuple[str, str]]) -> None:
    places = pd.DataFrame(
        [(f"{d}{c}", c, d, f"Huyện {d}" if d else "") for d, c in rows],
        columns=["commune_code", "commune", "district_code", "district"],
    )
    units = [Unit(*map(str, row)) for row in recipient_units(places).itertuples(index=False)]
    districts = [u for u in units if u.level == "district"]
    communes = [u for u in units if u.level == "commune"]
    without_district = places[places["district_code"] == ""]
    assert sum(len(own_rows(places, u)) for u in districts) == len(places) - len(without_district)
    assert sum(len(own_rows(without_district, u)) for u in communes) == len(without_district)
