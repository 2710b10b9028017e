"""What earlier runs accepted: tonight's lists are measured against it, and the register falls back on it.

A list that has lost a good part of its entries is more often a broken export than news, so it is held back until a
person says that it is right (``doisoat release``): its rows are not used, and what rests on them stays unverified. The
register is another matter. Without it there is no village to judge, and last night's verdicts would vanish; the one
that was accepted last stays in force until a usable one comes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from connectors.contract import SourceCard
from connectors.files.reader import ReaderPool
from connectors.read_sources import SourceResult, read_source
from doisoat.errors import ConfigError
from doisoat.personal import MASK, without_persons
from expectations.gates import Gate, gate_source, is_shrinkage
from flows.run import Run

_REGISTER, _VILLAGES = "register", "villages"


@dataclass(frozen=True)
class GatedSources:
    """The readings of a run and what their gates said.

    ``held`` are sources whose rows may not be used; ``shrunken`` those of them that wait for a person's yes.
    """

    results: Mapping[str, SourceResult]
    gates: Mapping[str, list[Gate]]
    held: frozenset[str]
    shrunken: frozenset[str]


def refuse_emptied(run: Run) -> None:
    """Make sure that an inbox that has had files has some.

    Raises:
        ConfigError: it has none any more, which is a share that was not mounted sooner than a province without claims.
    """
    spec = run.spec
    if run.intake.files or run.intake.unread or spec.known_at is not None:
        return
    if run.warehouse.accepted_volumes(spec.inbox, spec.as_of):
        raise ConfigError(
            f"hộp thư đến {spec.inbox} trống, lần trước vẫn có tệp; chưa lưu gì, kết luận lần trước vẫn giữ nguyên",
            fix="xem thư mục dùng chung đã được gắn chưa, rồi chạy lại",
        )


def gate_sources(run: Run, results: Mapping[str, SourceResult]) -> GatedSources:
    """Gate every source; where the register cannot be used, take the one that was accepted last.

    Raises:
        ConfigError: there was one and it cannot be read either. A run without villages would take the place of last
            night's verdicts with nothing.
    """
    spec, cards = run.spec, run.cards
    accepted = run.warehouse.accepted_volumes(spec.inbox, spec.as_of, spec.known_at)
    gates = {source: _gates(cards[source], result, spec.as_of, accepted) for source, result in results.items()}
    failed = {source: [g for g in seen if g.severity == "critical" and not g.success] for source, seen in gates.items()}
    held = {source for source, seen in failed.items() if seen}
    shrunken = {source for source, seen in failed.items() if any(is_shrinkage(g) for g in seen)}
    for source in held:  # a list that is held for any reason is nobody's measure
        gates[source] = [gate for gate in gates[source] if not (is_shrinkage(gate) and gate.success)]
    for source in sorted(shrunken):
        run.progress(
            f"{cards[source].title}: danh sách giảm bất thường nên được giữ lại (xem: doisoat release {source})"
        )
    register = results.get(_REGISTER)
    if register is None or _REGISTER in held or _VILLAGES not in register.records:
        last = _last_register(run)
        if last is not None:
            run.progress(f"{cards[_REGISTER].title}: bản đêm nay chưa dùng được, dùng tiếp bản đã nhận lần trước")
            results = {**results, _REGISTER: _instead(register, last)}
            held -= {_REGISTER}
    return GatedSources(results, gates, frozenset(held), frozenset(shrunken))


def _gates(
    card: SourceCard, result: SourceResult, as_of: dt.date, accepted: Mapping[tuple[str, str], int]
) -> list[Gate]:
    records = result.records
    if not records:
        return []  # nothing was read: the refusals say so, and silence passes nothing
    return gate_source(
        card.id,
        records,
        rows_between=(card.min_rows, card.max_rows),
        fresh_days=card.fresh_days,
        as_of=as_of,
        max_drop=card.max_drop,  # also beside a refused file: what it held is missing, whatever the reason
        accepted={kind: count for (source, kind), count in accepted.items() if source == card.id},
    )


def _last_register(run: Run) -> SourceResult | None:
    """The register's files that were accepted last, read again from the vault; None where there never were any."""
    spec, cards, vault = run.spec, run.cards, run.vault
    wanted = set(run.warehouse.accepted_files(_REGISTER, spec.inbox, spec.as_of, spec.known_at))
    if not wanted or _REGISTER not in cards:
        return None
    # A name that the warehouse keeps without a person is known by its content alone.
    nameless = {sha256 for name, sha256 in wanted if MASK in name}
    mine = [s for s in vault.sightings(spec.known_at) if s.source_id == _REGISTER]
    seen = [s for s in mine if (s.name, s.sha256) in wanted or s.sha256 in nameless]
    raws = sorted((vault.raw_file(s) for s in seen), key=lambda raw: (raw.landed_at, raw.name))
    with ReaderPool(run.settings.reader) as pool:
        result = read_source(cards[_REGISTER], raws, vault, pool, run.context)
    for parsed in result.files:
        parsed.notes.append("bản đã nhận lần trước, dùng tiếp vì bản mới chưa dùng được")
    if _VILLAGES not in result.records:
        why = next(
            (f" ({without_persons(refusal.what)})" for parsed in result.files for refusal in parsed.refusals), ""
        )
        raise ConfigError(
            f"chưa đọc được {cards[_REGISTER].title.lower()}, cả bản đã nhận lần trước{why}; chưa lưu gì, kết luận lần"
            " trước vẫn giữ nguyên",
            fix=f"đặt danh mục thôn vào {cards[_REGISTER].inbox}/ rồi chạy lại; kiểm tra kho tệp gốc và khóa bằng:"
            " doisoat doctor",
        )
    return result


def _instead(tonight: SourceResult | None, last: SourceResult) -> SourceResult:
    """Tonight's files as they were met, without their rows, and the rows of the last ones."""
    met = [replace(parsed, records={}) for parsed in tonight.files] if tonight else []
    again = {(parsed.raw.name, parsed.raw.sha256) for parsed in last.files}
    kept = [parsed for parsed in met if (parsed.raw.name, parsed.raw.sha256) not in again]
    return SourceResult(_REGISTER, [*kept, *last.files], tonight.repeated if tonight else [])
