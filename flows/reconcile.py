"""One reconciliation from inbox to warehouse: the eight stops, in order. See docs/one-claim.md."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import version

import pandas as pd

from connectors.card import load_cards
from connectors.contract import Context, SourceCard
from connectors.readers.pool import ReaderPool
from connectors.vault import Vault
from doisoat.columns import PROVENANCE, RECORDS, VERDICTS
from doisoat.errors import ConfigError
from doisoat.model import Level
from doisoat.settings import Settings
from expectations.claims import claims_to_judge
from expectations.criteria_set import CriteriaSet, load_criteria
from expectations.dossier import Dossier, SourceState
from expectations.gates import Gate, gate_source
from expectations.judge import Judged, judge
from expectations.signals import signals
from expectations.verdicts import communes_of
from flows import accounts
from flows.intake import Intake, Reading, failed_source, read_source, take_in
from flows.order import Order
from flows.places import all_units, claim_days, resolve_records
from flows.runner import Runner
from gazetteer import aliases
from gazetteer.editions import load_editions
from gazetteer.repair import repair_texts
from gazetteer.resolver import Gazetteer
from warehouse.run import RunRecord
from warehouse.store import Warehouse

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Finished:
    """A finished run and the frames it stored."""

    record: RunRecord
    frames: Mapping[str, pd.DataFrame]

    @property
    def input_was_refused(self) -> bool:
        """Whether part of the input was refused (exit code 3)."""
        return len(self.frames["refusals"]) > 0

    def facts(self) -> dict[str, object]:
        """Which run this is, and the hash of its verdicts: equal for equal verdicts on any machine."""
        record = self.record
        return {
            "run_id": record.run_id,
            "as_of": record.as_of.isoformat(),
            "criteria": list(record.criteria),
            "scope": list(record.scope),
            "verdict_hash": record.verdict_hash,
        }


def reconcile(order: Order, settings: Settings, runner: Runner, tell: Tell) -> Finished:
    """Run an order and store it.

    Raises:
        ConfigError: criteria, cards, settings or the order itself are wrong; nothing was started.
        NotEvaluatedError: verdicts could not be judged on all rows; nothing was stored.
    """
    cards = load_cards(settings.sources_dir, settings.sources)
    criteria = chosen_criteria(load_criteria(settings.criteria_dir), order)
    warehouse = Warehouse.open(settings.warehouse_url)
    with warehouse, warehouse.lease(order.scopes) as lease:
        intake = runner.step("nhận tệp", take_in, order, Vault(settings.home), cards)
        tell(f"Hộp thư đến: {sum(map(len, intake.files.values()))} tệp của {len(intake.files)} nguồn")
        readings = _read_all(order, settings, runner, cards, intake, tell)
        frames = runner.step("đối soát", judge_readings, order, settings, cards, criteria, readings, intake, tell)
        record = RunRecord(
            run_id=order.run_id,
            as_of=order.as_of,
            known_at=order.known_at,
            started_at=order.started_at,
            finished_at=dt.datetime.now(dt.UTC),
            criteria={key: c.content_hash for key, c in sorted(criteria.items())},
            scope=tuple(order.scopes),
            code_version=version("doisoat"),
            inbox=str(order.inbox),
            summary=accounts.summary(frames, frames["resolutions"]),
        )
        stored = runner.step("lưu kho", warehouse.save_run, record, dict(frames), lease)
    tell(f"Đã lưu lượt {stored.run_id}")
    return Finished(stored, frames)


def chosen_criteria(known: Mapping[str, CriteriaSet], order: Order) -> dict[str, CriteriaSet]:
    """The criteria sets of the order.

    Raises:
        ConfigError: it names one that does not exist.
    """
    unknown = sorted(set(order.criteria) - set(known))
    if unknown:
        raise ConfigError(
            f"không có bộ tiêu chí {', '.join(unknown)}", fix=f"chọn trong các bộ: {', '.join(sorted(known))}"
        )
    return {key: c for key, c in known.items() if not order.criteria or key in order.criteria}


def _read_all(
    order: Order, settings: Settings, runner: Runner, cards: Mapping[str, SourceCard], intake: Intake, tell: Tell
) -> dict[str, Reading]:
    """Every source's reading; a source whose step failed is refused as a whole and the others go on."""
    secret = settings.keys.hmac.get_secret_value().encode() if settings.keys.hmac else None

    def digest(column: str, value: str) -> str | None:
        # Bound to its column: equal numbers in different columns do not meet.
        return hmac.new(secret, f"{column}\0{value}".encode(), sha256).hexdigest() if secret else None

    context = Context(today=order.started_at.date(), repair=repair_texts, digest=digest)
    with ReaderPool(settings.reader) as pool:
        items = {source: (cards[source], files, pool, context) for source, files in intake.files.items()}
        results = runner.each("đọc nguồn", read_source, items)
    readings = {}
    for source, result in results.items():
        if isinstance(result, Exception):
            reading = failed_source(cards[source], intake.files[source], result)
        else:
            reading = result
        readings[source] = reading
        tell(_told(cards[source], reading))
    return readings


def _told(card: SourceCard, reading: Reading) -> str:
    """One line about a source that was read."""
    rows = sum(p.rows_read for p in reading.files)
    aside = sum(len(p.set_aside) for p in reading.files)
    refused = sum(len(p.refusals) for p in reading.files)
    extra = f", {aside} dòng để riêng" if aside else ""
    return f"{card.title}: {len(reading.files)} tệp, {rows} dòng{extra}" + (
        f", {refused} phần bị từ chối" if refused else ""
    )


def judge_readings(
    order: Order,
    settings: Settings,
    cards: Mapping[str, SourceCard],
    criteria: Mapping[str, CriteriaSet],
    readings: Mapping[str, Reading],
    intake: Intake,
    tell: Tell,
) -> dict[str, pd.DataFrame]:
    """Stops 4 to 6: names, evidence, verdicts. Returns all frames that the warehouse stores."""
    gates = {source: _gates(cards[source], reading, order.as_of) for source, reading in readings.items()}
    held = {source for source, seen in gates.items() if any(g.severity == "critical" and not g.success for g in seen)}
    records = _records(readings, held)
    villages = _newest_register(records.get("villages"))
    editions = load_editions(settings.editions_dir)
    decisions = aliases.read(aliases.store(settings.home), order.known_at)
    gazetteer = Gazetteer.build(villages, editions, decisions)
    records, resolutions = resolve_records(gazetteer, {**records, "villages": villages}, order.as_of)
    tell(f"Tên gọi: {len(resolutions)} cách viết, {int((resolutions['match'] == 'review').sum())} cách chờ người xem")
    units = all_units(gazetteer, editions, [*claim_days(records, order.as_of).dt.date, order.as_of])
    dossier = Dossier(
        as_of=order.as_of,
        units=units,
        records={**records, "villages": _valid_on(villages, order.as_of)},
        sources={source: _state(cards[source], readings.get(source), source in held) for source in cards},
    )
    picked = claims_to_judge(
        dossier.rows("assessments"), dossier.rows("service_claims"), criteria, order.criteria, order.as_of
    )
    judged: list[Judged] = []
    verdicts: list[pd.DataFrame] = []
    for key, claims in picked.by_criteria.items():
        mine = _in_scope(claims, units, order.scopes)
        if mine.empty:
            continue
        found = judge(criteria[key], dossier, mine)
        judged.append(found)
        verdicts.append(found.verdicts)
        if criteria[key].level == Level.VILLAGE:
            verdicts.append(communes_of(criteria[key], found.verdicts, units))
        tell(f"{criteria[key].title}: đã xét {len(mine)} đơn vị")

    def all_of(name: str) -> pd.DataFrame:
        parts = [getattr(j, name) for j in judged]
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()

    told = list(readings.values())
    return {
        "source_files": accounts.source_files(told, intake.unread),
        "refusals": accounts.refusals(told, intake.unread),
        "notes": accounts.notes(told, intake),
        "set_aside": accounts.set_aside(told, picked.set_aside),
        "resolutions": resolutions,
        "units": units.reset_index(),
        "check_results": all_of("check_results"),
        "evidence": all_of("evidence"),
        "verdicts": pd.concat(verdicts, ignore_index=True)[list(VERDICTS)]
        if verdicts
        else pd.DataFrame(columns=list(VERDICTS)),
        "verdict_claims": all_of("verdict_claims"),
        "expectation_results": all_of("expectation_results"),
        "gate_results": pd.DataFrame([asdict(gate) for seen in gates.values() for gate in seen]),
        "signals": signals(dossier),
    }


def _gates(card: SourceCard, reading: Reading, as_of: dt.date) -> list[Gate]:
    records = reading.records
    if not records:
        return []  # nothing was read: the refusals say so, and silence passes nothing
    return gate_source(
        card.id, records, rows_between=(card.min_rows, card.max_rows), fresh_days=card.fresh_days, as_of=as_of
    )


def _records(readings: Mapping[str, Reading], held: set[str]) -> dict[str, pd.DataFrame]:
    """Records by kind over all sources that are not held back, in a fixed order."""
    frames: dict[str, list[pd.DataFrame]] = {}
    for source in sorted(set(readings) - held):
        for kind, frame in readings[source].records.items():
            frames.setdefault(kind, []).append(frame)
    return {kind: pd.concat(parts, ignore_index=True) for kind, parts in frames.items()}


def _newest_register(villages: pd.DataFrame | None) -> pd.DataFrame:
    """The register without repetitions: of two rows about one village and period the one that came last."""
    if villages is None:  # every name will wait for a person; the summary says that no register was read
        return pd.DataFrame(columns=[*RECORDS["villages"], *PROVENANCE, "published_on"], dtype=object)
    return villages.drop_duplicates(["village_code", "valid_from"], keep="last", ignore_index=True)


def _valid_on(villages: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    begun, ended = pd.to_datetime(villages["valid_from"]), pd.to_datetime(villages["valid_to"])
    return villages[~(begun > pd.Timestamp(day)) & ~(ended < pd.Timestamp(day))]


def _state(card: SourceCard, reading: Reading | None, held: bool) -> SourceState:
    files = reading.files if reading else []
    return SourceState(
        id=card.id,
        title=card.title,
        complete=card.complete,
        readable=not held and any(p.rows_read for p in files),
        refused=held or any(p.refusals for p in files),
    )


def _in_scope(claims: pd.DataFrame, units: pd.DataFrame, scopes: Sequence[str]) -> pd.DataFrame:
    """Claims of the units in scope: the unit itself, or one in the commune or district named; all where none is."""
    claims = claims[claims.index.isin(units.index)]
    if not scopes:
        return claims
    places = units.reindex(claims.index)
    inside = claims.index.isin(scopes) | places["commune_code"].isin(scopes) | places["district_code"].isin(scopes)
    return claims[inside]
