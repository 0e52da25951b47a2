"""Solves for small sets from what was published: written apart from the audit, on single results, by two methods."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product

import numpy as np

from assessments.editions import Result

FEWEST_GROUPS = 3
FEWEST_PERSONS = 15


def solvable_sets(cells: Iterable[frozenset[str]], results: Sequence[Result]) -> list[frozenset[str]]:
    """Every set under the floors that some combination of the cells is about alone (least squares)."""
    cells = sorted(set(cells), key=sorted)
    keys = sorted(set().union(*cells))
    if not keys:
        return []
    rows = np.array([[key in cell for key in keys] for cell in cells], float)
    projection = np.linalg.pinv(rows) @ rows
    found = []
    for small in small_sets([result for result in results if result.key in keys]):
        places = [keys.index(key) for key in small]
        if np.linalg.eigvalsh(projection[np.ix_(places, places)])[-1] > 1 - 1e-7:
            found.append(small)
    return found


def solvable_exactly(cells: Iterable[frozenset[str]], results: Sequence[Result]) -> list[frozenset[str]]:
    """The same by elimination in fractions: the rank falls when the columns of the set are taken away."""
    cells = sorted(set(cells), key=sorted)
    keys = sorted(set().union(*cells))
    whole = _rank([[Fraction(key in cell) for key in keys] for cell in cells])
    found = []
    for small in small_sets([result for result in results if result.key in keys]):
        left = [key for key in keys if key not in small]
        if _rank([[Fraction(key in cell) for key in left] for cell in cells]) < whole:
            found.append(small)
    return found


def small_sets(results: Sequence[Result]) -> Iterator[frozenset[str]]:
    """The largest sets of results with fewer than 3 groups, or with fewer than 15 persons (a group's larger round)."""
    by_group: dict[str, list[Result]] = {}
    for result in sorted(results, key=lambda each: each.answers):
        by_group.setdefault(result.group, []).append(result)
    groups = sorted(by_group)
    for chosen in combinations(groups, min(FEWEST_GROUPS - 1, len(groups))):
        yield frozenset(result.key for group in chosen for result in by_group[group])
    for chosen in combinations(groups, FEWEST_GROUPS):
        # Of each group its smallest round, its two smallest, and so on.
        for counts in product(*(range(1, len(by_group[group]) + 1) for group in chosen)):
            taken = [by_group[group][:count] for group, count in zip(chosen, counts, strict=True)]
            if sum(rounds[-1].answers for rounds in taken) < FEWEST_PERSONS:
                yield frozenset(result.key for rounds in taken for result in rounds)


def _rank(rows: list[list[Fraction]]) -> int:
    rank = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((i for i in range(rank, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for i in range(rank + 1, len(rows)):
            if factor := rows[i][column] / rows[rank][column]:
                rows[i] = [x - factor * y for x, y in zip(rows[i], rows[rank], strict=True)]
        rank += 1
    return rank
