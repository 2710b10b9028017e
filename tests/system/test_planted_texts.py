"""Fifty people named in every kind of free text are nowhere in what a run leaves: with keys, without, after a purge."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pytest

from doisoat.settings import Settings
from flows.open_stores import open_warehouse
from flows.purge import purge
from flows.reconcile import reconcile
from flows.run_spec import new_run_spec
from flows.runner import PlainRunner
from flows.watch.logs import open_log
from reports.tables import frame_csv
from tests.commands import in_process
from tests.planted import small_inbox
from tests.planted_texts import PEOPLE, Planter, found_below, found_in, plant_texts, written

NOW = dt.datetime(2026, 1, 10, tzinfo=dt.UTC)
SECRETS = {name: f"k1:{name}-mau-khong-dung-that-0123456789" for name in ("hmac", "store", "vault")}
VILLAGES = ("06070001", "06070002", "06103001", "06103003")


@dataclass
class House:
    """A home after a night, and everything that was said on the way."""

    settings: Settings
    planter: Planter
    said: dict[str, str] = field(default_factory=dict)

    @property
    def keys(self) -> dict[str, str]:
        secrets = self.settings.keys
        named = {"hmac": secrets.hmac, "store": secrets.store, "vault": secrets.vault}
        return {f"DOISOAT_KEYS__{k.upper()}": v.get_secret_value() for k, v in named.items() if v}

    def ask(self, when: str) -> None:
        """Every command that shows or writes what a run found."""
        home = self.settings.home
        doisoat = in_process(home)
        for name, *args in (
            ("verdicts", "verdicts", "--format", "json"),
            *((f"explain {code}", "explain", code) for code in VILLAGES),
            ("export", "export", home / f"xuat {when}"),
            ("report", "report", "--out", home / f"thu {when}"),
            ("health", "health"),
            ("doctor", "doctor"),
        ):
            done = doisoat(*args, DOISOAT_INBOX=str(self.settings.inbox), **self.keys)
            self.said[f"{name} {when}"] = done.out + done.err


@pytest.fixture(scope="module", params=["with keys", "without keys"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> House:
    folder = tmp_path_factory.mktemp("texts")
    inbox, _ = small_inbox(folder / "inbox")
    keys = SECRETS if request.param == "with keys" else {}
    settings = Settings(home=folder / "home", inbox=inbox, keys=keys)  # type: ignore[arg-type]
    settings.home.mkdir()
    made = House(settings, plant_texts(inbox))
    lines: list[str] = []
    spec = new_run_spec(inbox, now=NOW, as_of=dt.date(2024, 11, 15), offline=True)
    log = open_log(settings, spec.run_id, lines.append)
    done = reconcile(spec, settings, log.watching(PlainRunner()), log)
    made.said["run"] = "\n".join([*lines, str(done.record.summary)])
    made.ask("before")
    return made


def in_clear(house: House) -> dict[str, set[str]]:
    """By place: what is found; the vault keeps what was sent, and its journal under which name."""
    said = {name: found_in(text.encode()) for name, text in house.said.items()}
    return {name: found for name, found in said.items() if found} | found_below(house.settings.home, without=["vault"])


def test_fifty_people_in_forty_kinds_of_places_are_planted_and_can_be_found(house: House) -> None:
    assert len(PEOPLE) == len({name for name, _, _ in PEOPLE}) == 50
    assert len(house.planter.kinds) == 50
    assert len(set(house.planter.kinds)) >= 40
    sent = found_below(house.settings.inbox)
    there = set().union(*sent.values())
    assert all(there & set(written(*person)) for person in PEOPLE)
    with open_warehouse(house.settings) as warehouse:
        kinds = set(warehouse.resolutions("latest")["kind"])
    assert {"assessments", "wifi_claims", "teams", "products", "coverage"} <= kinds, "the files were read"


def test_nobody_is_in_clear_in_anything_a_run_leaves_or_says(house: House) -> None:
    assert any(name.endswith(".eml") for name in map(str, house.settings.home.rglob("*")))
    assert in_clear(house) == {}


def test_the_original_is_readable_with_the_key_and_gone_after_a_purge(house: House) -> None:
    with open_warehouse(house.settings) as warehouse:
        texts = warehouse.resolutions("latest")["village_text"].dropna()
        verdicts, hashed = frame_csv(warehouse.verdicts("latest")), warehouse.resolve_run("latest").verdict_hash
    readable = any(found_in(text.encode()) for text in texts)
    assert readable == bool(house.keys)
    done = purge(house.settings, dt.date(2026, 2, 1), NOW + dt.timedelta(days=60))
    assert (done.values > 20) == bool(house.keys)
    house.ask("after")
    assert in_clear(house) == {}
    with open_warehouse(house.settings) as warehouse:
        left = warehouse.resolutions("latest")["village_text"].dropna()
        assert frame_csv(warehouse.verdicts("latest")) == verdicts
        assert warehouse.resolve_run("latest").verdict_hash == hashed
    assert not any(found_in(text.encode()) for text in left)
