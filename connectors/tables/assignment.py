"""One column a field and one field a column, so that the sum of the scores is greatest.

Exact, by components: fields and columns that share no offer are independent, and a table's components are small. Within
one, a table over the sets of fields already given away is filled column by column.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

_MOST_FIELDS = 12  # of one component; beyond them the weakest fields are decided one by one


def best_assignment(scores: Mapping[tuple[int, str], float]) -> dict[str, int]:
    """Field → column with the greatest sum of positive scores; ties go to the earlier offer.

    Args:
        scores: (column, field) → score; pairs that are not there may not be chosen.
    """
    chosen: dict[str, int] = {}
    for component in _components(scores):
        chosen |= _solved({pair: scores[pair] for pair in component})
    return chosen


def _components(scores: Mapping[tuple[int, str], float]) -> list[list[tuple[int, str]]]:
    """Pairs grouped so that no two groups share a column or a field."""
    root: dict[object, object] = {}

    def find(node: object) -> object:
        root.setdefault(node, node)
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for column, name in scores:
        root[find(column)] = find(name)
    groups: dict[object, list[tuple[int, str]]] = defaultdict(list)
    for pair in scores:
        groups[find(pair[1])].append(pair)
    return list(groups.values())


def _solved(scores: Mapping[tuple[int, str], float]) -> dict[str, int]:
    by_field: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for (column, name), score in scores.items():
        by_field[name].append((score, column))
    names = sorted(by_field, key=lambda name: -max(by_field[name])[0])[:_MOST_FIELDS]
    # A field never needs more of its columns than there are fields that could take the better ones away.
    offers = {name: sorted(by_field[name], key=lambda o: (-o[0], o[1]))[: len(names)] for name in names}
    of_column: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for place, name in enumerate(names):
        for score, column in offers[name]:
            of_column[column].append((1 << place, score))
    best: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {0: (0.0, ())}
    for column in sorted(of_column):
        after = dict(best)
        for taken, (total, pairs) in best.items():
            for bit, score in of_column[column]:
                if not taken & bit and (taken | bit not in after or total + score > after[taken | bit][0]):
                    after[taken | bit] = (total + score, (*pairs, (bit, column)))
        best = after
    pairs = max(best.values(), key=lambda found: found[0])[1]
    return {names[bit.bit_length() - 1]: column for bit, column in pairs}
