"""Which column is which field: one assignment over the whole table that explains the most.

Each heading is understood by the card's own synonyms and by the meanings of its words (``meanings``); columns that
plan, count, look back or belong to another operator are known and left out; of several periods the newest actual one
speaks. What is left is assigned so that the sum of the scores is greatest. Two columns that fit a field equally well
leave it undecided.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from connectors.contract import FieldCard
from connectors.tables.assignment import best_assignment
from connectors.tables.dates import Period
from connectors.tables.headings import Assignment, Chain, Headings
from connectors.tables.meanings import QUALITY, READ, Match, match, only_names, said, says_of_whom

_BY_RANK = (1.1, 1.05, 0.95, 1.0, 0.95, 0.9)  # a synonym of the card: whole chain first, then its last text
_TIE = 0.006
_OF_SERVICES = ("fibre", "2g", "3g", "4g", "5g", "mobile")
NETWORKS = frozenset({"fixed_technology", "mobile_technology"})  # what they name is there
_NOTHING = Match(0.0)
BARE = frozenset({"ticked_yes", "ticked_no"})
_BARE_NAMES = ("technology", "answer")  # what stands below nothing but an operator's name or a period
_OUTRIGHT = 0.9  # no word of the heading says anything else
_TOLD = 9.0  # what a person said goes before any sign
# Counted over days: a quarter and the nine months that end with it are two figures, and the longer one says more.
_FLOWS = frozenset({"dossiers", "dossiers_online", "dossiers_fully_online"})
_LESS = {"missing": 0.2, "share": 0.15, "weak": 0.3, QUALITY: 0.1}
LISTED = "_villages"
_ROW_LISTED = f"row{LISTED}"
_LISTABLE = frozenset(f"{service}{LISTED}" for service in ("fibre", "2g", "3g", "4g", "5g", "mobile"))
_LEFT_OUT = frozenset({"plan", "count", "past"})
_APART = frozenset({"cumulative"})  # a period of its own beside the plain one


@dataclass(frozen=True)
class Offer:
    """A column that may hold a field, and how its heading is understood."""

    column: int
    field: str
    match: Match

    @property
    def score(self) -> float:
        """The heading's score, less where the column says the field in another sense."""
        return self.match.score - _LESS.get(self.match.sense, 0.0)


@dataclass
class Assigned(Assignment):
    """An assignment with the account of it: how each field was found, and which columns were known and left out."""

    matches: dict[str, Match] = field(default_factory=dict)
    margins: dict[str, float] = field(default_factory=dict)
    left_out: dict[int, tuple[str, str]] = field(default_factory=dict)  # column → field, why
    periods: dict[str, list[Offer]] = field(default_factory=dict)  # columns of other periods, newest first
    lists: list[Offer] = field(default_factory=list)  # columns whose cells list villages, each in its own sense
    near: dict[int, str] = field(default_factory=dict)  # columns that name a field and a word nobody knows, unread
    opposites: dict[str, int] = field(default_factory=dict)  # a field's column of what is missing, beside its own
    told: Mapping[int, str] = field(default_factory=dict)  # columns that a person was asked about → field
    together: dict[str, list[int]] = field(default_factory=dict)  # columns that hold one field between them


class ColumnFinder:
    """Fields by heading. Answers are remembered per heading, because a header is looked for in many rows.

    Args:
        fields: of the card.
        synonyms: the card's own headings.
        own: operators whose columns are this source's own; a column of another one is left out. Empty: all are read.
    """

    def __init__(self, fields: Sequence[FieldCard], synonyms: Headings, own: frozenset[str] = frozenset()) -> None:
        self._fields = list(fields)
        self._synonyms = synonyms
        self._own = own
        self._order = {f.name: n for n, f in enumerate(fields)}
        self._known: dict[Chain, dict[str, Match]] = {}
        self._speaking = frozenset(
            f.name for f in fields if f.meaning is not None and f.meaning.senses and not f.meaning.every_word
        )

    @property
    def fields(self) -> frozenset[str]:
        """The names of the fields."""
        return frozenset(self._order)

    def matches(self, chain: Chain) -> dict[str, Match]:
        """Every field the heading may name, in whatever sense."""
        if chain not in self._known:
            self._known[chain] = self._understand(chain) if any(chain) else {}
        return self._known[chain]

    def fields_of(self, chain: Chain) -> list[tuple[float, str]]:
        """Fields that the heading plainly names, best first, as (rank, field); lower ranks are better."""
        found = [
            (-m.score, name)
            for name, m in self.matches(chain).items()
            if m.sense == "present" and m.score >= READ and not m.is_bare
        ]
        return sorted(found, key=lambda r: (r[0], self._order[r[1]]))

    def first_field(self, text: str) -> str:
        """The field that a text plainly names, empty where it names none."""
        found = self.fields_of((text,))
        return found[0][1] if found else ""

    def _understand(self, chain: Chain) -> dict[str, Match]:
        found: dict[str, Match] = {}
        heading = said(chain)
        for card in self._fields:
            if card.meaning is not None and (understood := match(card.meaning, heading)):
                found[card.name] = understood
        if _ROW_LISTED in found and not says_of_whom(heading):
            del found[_ROW_LISTED]
        for name in _BARE_NAMES if self._own and not found else ():
            understood = only_names(heading) if name in self._order else None
            if understood and (understood.operator or name == "answer"):
                found[name] = understood
        for rank, name in self._synonyms.fields_of(chain):
            score = _BY_RANK[rank]
            if name not in found or found[name].score < score or found[name].sense != "present":
                operator = found[name].operator if name in found else None
                found[name] = Match(score, operator=operator, period=heading.period)
        if any(found.get(name, _NOTHING).score >= READ for name in _OF_SERVICES):
            found.pop("answer", None)  # "4G / Có/không" is that service's answer
        # A bare "Có" or "Không" is a column of its own only where no group above it names a field.
        return {name: m for name, m in found.items() if name not in BARE or found.keys() <= BARE}

    def assign(
        self,
        chains: Sequence[Chain],
        is_empty: Callable[[int], bool],
        *,
        evidence: Callable[[int, str, str], float] | None = None,
        until: dt.date | None = None,
        extra: Mapping[tuple[int, str], float] | None = None,
        lists: Callable[[int], bool] = lambda _column: False,
        told: Mapping[int, str] | None = None,
    ) -> Assigned:
        """One column for each field and one field for each column.

        Args:
            chains: the heading of each column.
            is_empty: whether a column holds nothing below its heading.
            evidence: what the column's content adds to the score of a field; minus infinity rules it out.
            until: columns of later periods are plans.
            extra: offers that the content alone makes, (column, field) → score.
            lists: whether a column's cells list villages by name.
            told: columns that a person was asked about → field, or empty for none; nothing is weighed against it.
        """
        told = told or {}
        result = Assigned(told=told)
        offers: list[Offer] = []
        for column, chain in enumerate(chains):
            matches = sorted(self.matches(chain).items(), key=lambda found: -found[1].score)
            for place, (name, understood) in enumerate(matches):
                why = self._reason_out(understood, until)
                plainly = [m for _, m in matches[place + 1 :] if m.sense == "present" and m.score >= READ]
                if (
                    understood.sense == "cumulative" and plainly
                ):  # "Lũy kế đã gắn" is no plate's state, and a count of plates
                    continue
                if why and place == 0:  # what the heading says best decides about the column
                    result.left_out[column] = (name, why)
                elif not why and understood.score >= READ:
                    offers.append(Offer(column, name, understood))
                elif not why and understood.unknown and name in self._speaking:
                    result.near.setdefault(column, name)
        offers = self._with_neighbours(chains, offers)
        if evidence is not None:  # "Rồi", "Chưa" below "Thôn đã có cáp quang chưa?" are no villages
            offers = [o for o in offers if not (o.field.endswith(LISTED) and evidence(o.column, o.field, "") <= -1)]
        offers = _lists_apart([o for o in offers if o.column not in result.left_out], result, lists)
        offers = [o for o in offers if o.field != _ROW_LISTED]
        if evidence is not None:
            weighed = [(o, evidence(o.column, o.field, o.match.sense)) for o in offers]
            offers = [
                replace(o, match=replace(o.match, score=o.match.score + more, told=o.match.score))
                for o, more in weighed
                if more > -1 and not (o.match.is_bare and more < 0)  # what is headed by a name alone must say it itself
            ]
        offers += [Offer(column, name, Match(score)) for (column, name), score in (extra or {}).items()]
        if any(o.field == "answer" for o in offers):  # "Mạng di động | Trạng thái": the answer stands beside the name
            offers = [o for o in offers if o.field not in NETWORKS]
        if told:
            result.left_out = {c: why for c, why in result.left_out.items() if c not in told}
            offers = [o for o in offers if o.column not in told]
            offers += [Offer(column, name, Match(_TOLD)) for column, name in told.items() if name in self._order]
            result.left_out |= {column: ("", "answer") for column, name in told.items() if not name}
        return _chosen(_newest(offers, result, is_empty), result, list(self._order), is_empty)

    def _with_neighbours(self, chains: Sequence[Chain], offers: list[Offer]) -> list[Offer]:
        """The offers, with the headings that mean a field only beside another one's column (``FieldMeaning``)."""
        for card in self._fields:
            if card.meaning is None:
                continue
            for other, form in card.meaning.beside:
                near = [o.column for o in offers if o.field == other and o.match.sense == "present"]
                if not near or any(o.field == card.name and o.score >= _OUTRIGHT for o in offers):
                    continue
                meaning = replace(card.meaning, means=(form,), maybe=())
                found = {
                    c: match(meaning, said(chain)) for c, chain in enumerate(chains) if any(chain) and c not in near
                }
                meant = {c: m for c, m in found.items() if m and m.score >= _OUTRIGHT}
                nearest = sorted(meant, key=lambda c: min(abs(c - column) for column in near))[:1]
                offers = [o for o in offers if o.column not in nearest]
                offers += [Offer(column, card.name, meant[column]) for column in nearest]
        return offers

    def _reason_out(self, understood: Match, until: dt.date | None) -> str:
        """Why a column that names a field is none of it: a plan, a count, another operator's, a period to come."""
        if understood.sense in _LEFT_OUT:
            return understood.sense
        if self._own and understood.operator and understood.operator not in self._own:
            return "operator"
        begins = understood.period and (understood.period.start or understood.period.end)
        return "plan" if until and begins and begins > until else ""


def _lists_apart(offers: list[Offer], result: Assigned, lists: Callable[[int], bool]) -> list[Offer]:
    """Columns that list villages under a service ("Thôn chưa có 4G") hold no field of the row; they are kept apart."""
    best: dict[int, Offer] = {}
    services = {offer.column for offer in offers if offer.field == "technology"}
    for offer in offers:
        if offer.field == _ROW_LISTED:
            if services - {offer.column} and lists(offer.column):
                best[offer.column] = offer
        elif offer.column not in best or (
            best[offer.column].field != _ROW_LISTED and offer.match.score > best[offer.column].match.score
        ):
            best[offer.column] = offer
    for column, offer in best.items():
        if offer.field.endswith(LISTED):
            result.lists.append(offer)
        elif f"{offer.field}{LISTED}" in _LISTABLE and lists(column):
            result.lists.append(replace(offer, field=f"{offer.field}{LISTED}"))
    listed = {offer.column for offer in result.lists}
    return [offer for offer in offers if offer.column not in listed]


def _newest(offers: list[Offer], result: Assigned, is_empty: Callable[[int], bool]) -> list[Offer]:
    """Of several columns of one field that differ in their period the newest stays, or the one without a period."""
    by_field: dict[tuple[str, str], list[Offer]] = {}
    for offer in _summed_alone(offers):
        by_field.setdefault((offer.field, offer.match.sense), []).append(offer)
    kept: list[Offer] = []
    for (name, _), whole in by_field.items():
        group = whole
        if any(offer.match.period for offer in group):  # a month still to be filled in says nothing yet
            group = [offer for offer in group if not is_empty(offer.column)] or group
        summed = [offer for offer in group if offer.match.sense in _APART]
        if summed:
            result.periods.setdefault(name, []).extend(summed)
            for offer in summed:
                result.left_out.setdefault(offer.column, (name, "cumulative"))
            continue
        stated = {offer.match.period for offer in group if offer.match.period}
        without = [offer for offer in group if not offer.match.period]
        if len(group) > 1 and stated and (len(stated) > 1 or without):
            ends = max(period.end for period in stated)
            latest = {period for period in stated if period.end == ends}
            if name in _FLOWS and len(starts := {period.start for period in latest if period.start}) == len(latest):
                latest = {period for period in latest if period.start == min(starts)}
            newest = without or [offer for offer in group if offer.match.period in latest]
            older = [o for o in sorted(group, key=_age) if o not in newest and o.match.period]
            result.periods.setdefault(name, []).extend(older)
            for offer in older:
                result.left_out.setdefault(offer.column, (name, "period"))
            group = newest
        kept += group
    result.periods = _each_its_own(result.periods)
    gone = result.left_out.keys()
    return [o for o in kept if o.column not in gone]


def _summed_alone(offers: list[Offer]) -> list[Offer]:
    """Sums to date, "6 tháng" beside "10 tháng", are the figures of those periods where no plain one stands."""
    plain = {offer.field for offer in offers if offer.match.sense not in _APART}
    return [offer if offer.field in plain or not offer.match.period else _from_first_day(offer) for offer in offers]


def _from_first_day(offer: Offer) -> Offer:
    period = cast(Period, offer.match.period)
    whole = replace(period, start=period.start or dt.date(period.end.year, 1, 1))
    return replace(offer, match=replace(offer.match, sense="present", period=whole))


def _age(offer: Offer) -> tuple[int, int]:
    """Orders offers by their period: what ends last first, of what ends together the longest."""
    period = offer.match.period or Period(None, dt.date.min)
    return -period.end.toordinal(), (period.start or period.end).toordinal()


def _each_its_own(periods: dict[str, list[Offer]]) -> dict[str, list[Offer]]:
    """Of the columns of other periods each to the one field that its heading fits best; those that fit two, to none."""
    best: dict[int, float] = {}
    for offers in periods.values():
        for offer in offers:
            best[offer.column] = max(best.get(offer.column, 0.0), offer.score)
    own = {name: [o for o in offers if o.score >= best[o.column] - _TIE] for name, offers in periods.items()}
    times = Counter(offer.column for offers in own.values() for offer in offers)
    return {name: kept for name, offers in own.items() if (kept := [o for o in offers if times[o.column] == 1])}


def _is_opposite(name: str, column: int, chosen: Mapping[str, int], best: Mapping[tuple[int, str], Offer]) -> bool:
    """Whether a column of what is missing is as well that of another field, which has its own column beside it."""
    own = best[column, name]
    return own.match.sense == "missing" and any(
        other != name
        and beside != column
        and (missing := best.get((column, other))) is not None
        and missing.match.sense == "missing"
        and missing.score >= own.score - _TIE
        and best[beside, other].match.sense == "present"
        for other, beside in chosen.items()
    )


def _chosen(offers: list[Offer], result: Assigned, names: list[str], is_empty: Callable[[int], bool]) -> Assigned:
    """The assignment with the greatest sum of scores; ties leave a field undecided."""
    if result.lists:
        result.columns["villages_listed"] = result.lists[0].column
    if not offers:
        return result
    best: dict[tuple[int, str], Offer] = {}
    for offer in offers:
        at = offer.column, offer.field
        if at not in best or offer.score > best[at].score:
            best[at] = offer
    order = {name: n for n, name in enumerate(names)}
    # The order of fields and columns decides nothing but what would otherwise be left to chance.
    scores = {
        (column, name): max(offer.score, 0.01) - 0.15 * is_empty(column) - 1e-5 * order[name] - 1e-6 * column
        for (column, name), offer in best.items()
    }
    chosen = best_assignment(scores)
    chosen = {name: column for name, column in chosen.items() if not _is_opposite(name, column, chosen, best)}
    for name in sorted(chosen, key=lambda name: order[name]):
        offer = best[chosen[name], name]
        taken = set(chosen.values())
        rivals = [other for (column, field_name), other in best.items() if field_name == name and column not in taken]
        margin = offer.score - max((rival.score for rival in rivals), default=0.0)
        equal = [r for r in rivals if abs(r.score - offer.score) <= _TIE and not is_empty(r.column)]
        if equal and name == "technology" and all(o.match.score > o.match.told for o in (offer, *equal)):
            result.together[name] = sorted([offer.column, *(r.column for r in equal)])
        elif equal and not is_empty(offer.column):
            result.ambiguous[name] = sorted([offer.column, *(r.column for r in equal)])
            result.periods.pop(name, None)  # what is older does not speak for the newest that was not understood
            continue
        opposite = [r for r in rivals if r.match.sense == "missing" and r.match.period == offer.match.period]
        if offer.match.sense in ("present", QUALITY) and len(opposite) == 1:
            result.opposites[name] = opposite[0].column
        result.columns[name] = offer.column
        result.matches[name], result.margins[name] = offer.match, round(margin, 3)
    return result
