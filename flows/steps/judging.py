"""Stops 4 to 6: names become codes, evidence is laid side by side, claims are judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import pandas as pd

from connectors import accounts
from connectors.card import CLAIMS
from connectors.collection import Collected
from connectors.contract import ParsedFile, SourceCard
from connectors.page_answers import answered, answers_of
from connectors.read_sources import SourceResult
from connectors.table_answers import question_rows
from doisoat.columns import (
    BESIDE_VERDICTS,
    GROUNDS,
    LARGE_KINDS,
    MISSING,
    OTHER_READINGS,
    PLACE,
    PROVENANCE,
    RECORDS,
    VERDICTS,
)
from doisoat.errors import Refused
from doisoat.frames import below_each_other
from doisoat.memory import give_back
from doisoat.model import Level, Match
from doisoat.vi import CLAIM_ASIDE
from expectations.beside import settled, with_communes, with_other_readings
from expectations.claims import aside_claims, claims_to_judge
from expectations.criteria_set import CriteriaSet
from expectations.dossier import Dossier, SourceState
from expectations.find_signals import claimed_in, contradicted_in, find_signals, own_papers_in
from expectations.gates import Gate
from expectations.in_force import NO_RULEBOOK, without_rulebook
from expectations.judge import Judged
from expectations.papers import papers_in_force
from expectations.partitions import judge_part, parts_of, put_together
from expectations.signal import SignalInput
from expectations.unit_classes import UNIT_CLASS_UNKNOWN, without_class
from flows.engine import Engine, engine_of
from flows.run import Run
from flows.steps.people import with_people
from flows.steps.source_gating import GatedSources
from gazetteer import aliases
from gazetteer.boundaries import agreement, communes_at, load_boundaries
from gazetteer.records import resolve_records, service_day, units_on, untied_successions
from gazetteer.resolver import Gazetteer
from gazetteer.review import answers_in_force


@dataclass(frozen=True)
class ResolvedInput:
    """Claims and observations side by side, with the answers about names and the gates' findings.

    ``service_units`` are those of the day that service claims speak about; the dossier's are those of the as-of day.
    """

    dossier: Dossier
    service_units: pd.DataFrame
    resolutions: pd.DataFrame
    gates: Sequence[Gate]
    answers_aside: pd.DataFrame
    page_answers: pd.DataFrame
    gazetteer: Gazetteer

    @property
    def sentence(self) -> str:
        """One line for the terminal."""
        waiting = int((self.resolutions["match"] == Match.REVIEW).sum())
        return f"Tên gọi: {len(self.resolutions)} cách viết, {waiting} cách chờ người xem"

    def with_listings(self, seen: Collected) -> ResolvedInput:
        """The same, with what the shop pages showed, and a warning for every page that is no longer read as before."""
        records = {**self.dossier.records, "listings": answered(seen.listings, self.page_answers)}
        alarms = [_layout_gate(*alarm) for alarm in seen.alarms.itertuples(index=False)]
        return replace(self, dossier=replace(self.dossier, records=records), gates=[*self.gates, *alarms])


def resolve_input(run: Run, gated: GatedSources) -> ResolvedInput:
    """Resolve every name, and lay what was said side by side."""
    spec, settings, editions, results = run.spec, run.settings, run.editions, gated.results
    records = _records(results, gated.held)
    answers = records.pop("name_answers", None)
    records.pop("layout_answers", None)
    records.pop("finding_answers", None)
    page_answers, pages_aside = answers_of(records.pop("page_answers", None), results)
    villages = _newest_register(records.pop("villages", None))
    given = aliases.read(aliases.store(settings.home), spec.known_at)
    landed = {p.raw.sha256: (p.raw.landed_at, p.raw.name) for r in results.values() for p in r.files}
    decisions, answers_aside = answers_in_force(given, answers, landed, set(villages["village_code"]))
    successions = records.pop("successions", None)
    gazetteer = Gazetteer.build(villages, editions, decisions, successions)
    records, resolutions = resolve_records(gazetteer, editions, records, spec.as_of)
    records, papers_aside = papers_in_force(records, {sha256: moment for sha256, (moment, _) in landed.items()})
    records = _with_unfit_points(records, gated)
    if settings.boundaries is not None and "addresses" in records:
        points = records["addresses"]
        outlines = load_boundaries(settings.boundaries)
        inside = communes_at(outlines, points["latitude"], points["longitude"])
        records["addresses"] = points.assign(point_agrees=agreement(points["commune_code"].astype(object), inside))
    for result in results.values():
        result.let_go(*LARGE_KINDS)
    dossier = Dossier(
        as_of=spec.as_of,
        units=units_on(gazetteer, editions, spec.as_of),
        records={**records, "villages": _valid_on(villages, spec.as_of)},
        sources={source: _state(card, gated, source in run.intake.lost) for source, card in run.cards.items()},
    )
    give_back()  # what telling the names apart took, of all rows
    service_units = units_on(gazetteer, editions, service_day(records, spec.as_of))
    gates = [gate for seen in gated.gates.values() for gate in seen]
    _, tables_aside = run.returned_answers
    aside = pd.concat(
        [answers_aside, pages_aside, tables_aside, papers_aside, untied_successions(gazetteer, successions)],
        ignore_index=True,
    )
    return ResolvedInput(dossier, service_units, resolutions, gates, aside, page_answers, gazetteer)


def judge_all(
    run: Run, criteria: Mapping[str, CriteriaSet], resolved: ResolvedInput, results: Sequence[SourceResult]
) -> dict[str, pd.DataFrame]:
    """Judge every claim in scope; returns all frames that the warehouse stores."""
    spec, intake, dossier = run.spec, run.intake, resolved.dossier
    picked = claims_to_judge(
        dossier.rows("assessments"),
        dossier.rows("service_claims"),
        criteria,
        spec.criteria,
        spec.as_of,
        landed={parsed.raw.sha256: parsed.raw.landed_at for result in results for parsed in result.files},
    )
    judged: list[Judged] = []
    verdicts: list[pd.DataFrame] = [pd.DataFrame(columns=[*VERDICTS, *BESIDE_VERDICTS, *GROUNDS])]
    lost = [picked.set_aside]
    of_services = replace(dossier, units=resolved.service_units)
    with engine_of(run.settings, run.progress) as engine:
        for key, claims in picked.by_criteria.items():
            asked = dossier if criteria[key].level == Level.VILLAGE else of_services
            mine = _in_scope(claims, asked.units, spec.scopes)
            if mine.empty:
                continue
            classless = without_class(criteria[key], asked, mine)
            lost.append(aside_claims(mine[classless], UNIT_CLASS_UNKNOWN))
            mine = mine[~classless]
            if mine.empty:
                continue
            found = _judge(engine, criteria[key], asked, mine, criteria.values())
            found = settled(with_people(run, criteria[key], found))
            if criteria[key].level == Level.VILLAGE:
                whole = found.verdicts[_commune_in_scope(found.verdicts, spec.scopes)]
                found = with_communes(criteria[key], found, whole, dossier.units)
            judged.append(found)
            verdicts.append(found.verdicts)
            run.progress(f"{criteria[key].title}: đã xét {len(mine)} đơn vị")

    aside = pd.concat(lost, ignore_index=True)

    def all_of(name: str) -> pd.DataFrame:
        parts = [getattr(j, name) for j in judged]
        return below_each_other(parts) if parts else pd.DataFrame()

    readings = all_of("other_readings").reindex(columns=list(OTHER_READINGS))
    return {
        "source_files": accounts.source_files(results, intake.unread),
        "refusals": accounts.refusals(results, intake.unread),
        "notes": accounts.notes(results, intake),
        "without_rulebook": pd.DataFrame(without_rulebook(criteria, spec.as_of.year)),
        "waiting_claims": _waiting_claims(aside, dossier),
        "unread": _unread(accounts.unread(results), aside, resolved, results),
        "table_readings": accounts.table_readings(results),
        "table_questions": question_rows(results),
        "set_aside": accounts.set_aside(results, aside, resolved.answers_aside),
        "resolutions": resolved.resolutions,
        "units": dossier.units.reset_index(),
        "criteria_files": pd.DataFrame(
            [{"criteria": key, "file_hash": c.content_hash, "text": c.text} for key, c in sorted(criteria.items())]
        ),
        "check_results": all_of("check_results"),
        "evidence": all_of("evidence"),
        "missing": all_of("missing").reindex(columns=list(MISSING)),
        "other_readings": readings,
        "verdicts": with_other_readings(pd.concat(verdicts, ignore_index=True), readings)[
            [*VERDICTS, *BESIDE_VERDICTS, *GROUNDS]
        ],
        "verdict_claims": all_of("verdict_claims"),
        "expectation_results": all_of("expectation_results"),
        "gate_results": pd.DataFrame([asdict(gate) for gate in resolved.gates]),
        "signals": find_signals(
            SignalInput(dossier, claimed_in(judged), contradicted_in(_contradicted(run)), own_papers_in(judged))
        ),
    }


def _judge(
    engine: Engine, criteria: CriteriaSet, dossier: Dossier, claims: pd.DataFrame, known: Iterable[CriteriaSet]
) -> Judged:
    """Judge the claims in as many parts as the engine has workers."""
    parts = parts_of(criteria, dossier, claims, engine.workers, tuple(known))
    return put_together(engine.spread(judge_part, parts), claims)


def _waiting_claims(aside: pd.DataFrame, dossier: Dossier) -> pd.DataFrame:
    """Claims for which no rulebook is in force yet, with the commune and district that sent them."""
    waiting = aside.loc[aside["reason"] == NO_RULEBOOK, list(PROVENANCE)]
    of_services = dossier.rows("service_claims")
    of_services = of_services.assign(
        commune_code=of_services["unit_code"].where(of_services["level"] == Level.COMMUNE),
        district_code=of_services["unit_code"].where(of_services["level"] == Level.DISTRICT),
    )
    sent = pd.concat([dossier.rows("assessments"), of_services], ignore_index=True)
    return waiting.merge(sent, on=list(PROVENANCE))[["commune_code", "district_code"]]


_LOST_CLAIMS = {
    reason: text
    for reason, text in CLAIM_ASIDE.items()
    if reason in ("unknown_criteria", "year_outside_criteria", UNIT_CLASS_UNKNOWN)
}
_LOST_PLACE = "Chưa nhận ra thôn này trong danh mục nên chưa xét được. Hãy ghi đúng tên thôn, xã, huyện trong danh mục."


def _unread(
    read: pd.DataFrame, aside: pd.DataFrame, resolved: ResolvedInput, results: Sequence[SourceResult]
) -> pd.DataFrame:
    """What was sent and is not used, with the units it is about: of the files, and claims that cannot be judged."""
    dossier = resolved.dossier
    places = read[list(PLACE)].drop_duplicates()
    days = pd.Series(pd.Timestamp(dossier.as_of), index=places.index)
    found = resolved.gazetteer.resolve(places, days, codes_on=dossier.as_of) if len(places) else pd.DataFrame()
    codes = places.join(found.reindex(columns=list(_CODES)))
    told = [read.merge(codes, on=list(PLACE), how="left")]
    names = {parsed.raw.sha256: parsed.raw.name for result in results for parsed in result.files}
    claims = dossier.rows("assessments")
    claims = claims.assign(name=claims["file_sha256"].map(names), heading="", written="")
    lost = aside[aside["reason"].isin(list(_LOST_CLAIMS))].drop(columns="detail")
    whole = claims.drop(columns=["reason"], errors="ignore").merge(lost, on=list(PROVENANCE))
    told.append(whole.assign(what=whole["reason"].map(_LOST_CLAIMS), written=whole["criteria"]))
    homeless = claims[claims["match"].isin([Match.REVIEW, Match.REJECTED])]
    told.append(homeless.assign(reason="claim_place_unknown", what=_LOST_PLACE, written=homeless["village_text"]))
    columns = [*accounts.UNREAD, *_CODES]
    return pd.concat([frame.reindex(columns=columns).astype(object) for frame in told], ignore_index=True)


_POINTS = "addresses"
_CODES = ("village_code", "commune_code", "district_code")


def _contradicted(run: Run) -> pd.DataFrame:
    """What earlier runs contradicted; a look back knows nothing of what came after it, and is told nothing."""
    earlier = run.warehouse.contradicted(CLAIMS)
    return earlier if run.spec.known_at is None else earlier.head(0)


def _layout_gate(shop: str, page: str, outcome: str, rows: int, links: int) -> Gate:
    """The alarm of a catalogue page whose two counters disagree, or that could not be read at all."""
    sentence = (
        f"Trang danh mục {page} của {shop} chưa đọc được như trước ({outcome}); cần người xem lại cách đọc trang này"
    )
    return Gate("ocop_listings", f"layout {page}", "warning", False, f"{rows} hàng", f"{links} sản phẩm", sentence)


def _records(results: Mapping[str, SourceResult], held: frozenset[str]) -> dict[str, pd.DataFrame]:
    """Records by kind over all sources that are not held back, in a fixed order."""
    frames: dict[str, list[pd.DataFrame]] = {}
    for source in sorted(set(results) - held):
        for kind, frame in results[source].records.items():
            frames.setdefault(kind, []).append(frame)
    return {kind: below_each_other(parts) for kind, parts in frames.items()}


def _with_unfit_points(records: dict[str, pd.DataFrame], gated: GatedSources) -> dict[str, pd.DataFrame]:
    """The records, and of every list of addresses the rows that did not fit: points of a kind and place not known."""
    lists = [
        result
        for source, result in gated.results.items()
        if source not in gated.held and any(len(parsed.records.get(_POINTS, ())) for parsed in result.files)
    ]
    unfit = pd.concat([accounts.unfit_rows(result) for result in lists]) if lists else pd.DataFrame()
    if unfit.empty:
        return records
    points = records[_POINTS]
    unplaced = unfit.assign(match=Match.REJECTED.value).reindex(columns=points.columns)
    plain = {name: kind for name, kind in points.dtypes.items() if not isinstance(kind, pd.CategoricalDtype)}
    return {**records, _POINTS: below_each_other([points, unplaced]).astype(plain)}


def _newest_register(villages: pd.DataFrame | None) -> pd.DataFrame:
    """The register without repetitions: of two rows about one village and period the one that came last."""
    if villages is None:  # every name will wait for a person; the summary says that no register was read
        return pd.DataFrame(columns=[*RECORDS["villages"], *PROVENANCE, "published_on"], dtype=object)
    return villages.drop_duplicates(["village_code", "valid_from"], keep="last", ignore_index=True)


def _valid_on(villages: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    begun, ended = pd.to_datetime(villages["valid_from"]), pd.to_datetime(villages["valid_to"])
    return villages[~(begun > pd.Timestamp(day)) & ~(ended < pd.Timestamp(day))]


def _state(card: SourceCard, gated: GatedSources, is_lost: bool) -> SourceState:
    result, held = gated.results.get(card.id), card.id in gated.held
    files = result.files if result else []
    unfit = result is not None and len(accounts.unfit_rows(result)) > 0
    return SourceState(
        id=card.id,
        title=card.title,
        complete=card.complete and not unfit,
        readable=not held and any(p.rows_read for p in files),
        refused=held or is_lost or any(map(_lost_a_part, files)),
        held=held and card.id in gated.shrunken,
        unfit=unfit,
        asked=any(question.holds_the_table for parsed in files for question in parsed.questions),
        is_operator=card.inbox.startswith("operators/"),
        unread_contract_columns=tuple(
            dict.fromkeys(u.heading for p in files for u in p.unread if u.reason == "unread_contract_column")
        ),
    )


def _lost_a_part(parsed: ParsedFile) -> bool:
    """Something of the source was not read; a table about another subject (a plan, a registration) is no loss."""
    return any(refusal.kind is not Refused.OTHER_SUBJECT for refusal in parsed.refusals)


def _commune_in_scope(verdicts: pd.DataFrame, scopes: Sequence[str]) -> pd.Series:
    """Rows of communes that were asked about as a whole: from some of its villages no commune is summed up."""
    asked = verdicts["commune_code"].isin(scopes) | verdicts["district_code"].isin(scopes)
    return asked | (not scopes)


def _in_scope(claims: pd.DataFrame, units: pd.DataFrame, scopes: Sequence[str]) -> pd.DataFrame:
    """Claims of the units in scope: the unit itself, or one in the commune or district named; all where none is."""
    claims = claims[claims.index.isin(units.index)]
    if not scopes:
        return claims
    places = units.reindex(claims.index)
    inside = claims.index.isin(scopes) | places["commune_code"].isin(scopes) | places["district_code"].isin(scopes)
    return claims[inside]
