"""What can be worked out from several cells together: the span audit.

A cell tells the sum over its results. Whoever has several cells has every sum and difference of
them, weighted in any way: the space spanned by the rows of the table cell x result. If some
vector of that space touches only results of too few groups or persons, those can be solved for.
Source: the span test of Chin & Ozsoyoglu's audit of statistical databases (1982), here with
least squares in place of elimination, so that what is very nearly solvable counts as solvable.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from .values import ANSWERS, GROUPS, Result

# The largest eigenvalue is exactly 1 where a set is solvable; a little under it is solvable for all that matters.
SOLVABLE = 1 - 1e-6


def is_safe(published: Iterable[frozenset[str]], results: Mapping[str, Result]) -> bool:
    """Whether no set of results under the floors can be solved for from these cells together.

    `published` are the members of every cell a reader has ever seen; `results` are all results
    by key. What the reader knows beforehand is left out of `results`. A group counts with its
    smallest round.
    """
    cells = [cell & results.keys() for cell in set(published)]
    kinds = _kinds(cells)
    if not kinds:
        return True
    projection = _projection(cells, kinds)
    return not any(_is_solvable(projection, places) for places in _too_small(kinds, results))


def _kinds(cells: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """Results that stand in exactly the same cells, by key: no sum can tell them apart."""
    pattern: dict[str, list[int]] = defaultdict(list)
    for number, cell in enumerate(cells):
        for key in cell:
            pattern[key].append(number)
    kinds: dict[tuple[int, ...], set[str]] = defaultdict(set)
    for key in sorted(pattern):
        kinds[tuple(pattern[key])].add(key)
    return [frozenset(keys) for keys in kinds.values()]


def _projection(cells: Sequence[frozenset[str]], kinds: Sequence[frozenset[str]]) -> np.ndarray:
    """Onto the span of the cells, in the coordinates of the kinds (symmetric, kinds x kinds)."""
    table = np.array([[float(kind <= cell) for kind in kinds] for cell in cells])
    _left, sizes, rows = np.linalg.svd(table, full_matrices=False)
    rows = rows[sizes > 1e-9 * sizes[0]]
    return rows.T @ rows


def _too_small(kinds: Sequence[frozenset[str]], results: Mapping[str, Result]) -> Iterator[list[int]]:
    """For every set of groups under a floor that is made of whole kinds: the kinds that lie within it.

    A part of a solvable set may not be solvable, but what a set lets one solve for, a larger one
    does too; so only all kinds of the groups together need to be tried.
    """
    groups = [frozenset(results[key].group for key in kind) for kind in kinds]
    persons = _persons(results)
    small = {each for each in groups if _is_under_floor(each, persons)}
    seen, latest = set(small), set(small)
    while latest:
        joined = {one | two for one in latest for two in small} - seen
        latest = {each for each in joined if _is_under_floor(each, persons)}
        seen |= latest
    for each in seen:
        yield [place for place, own in enumerate(groups) if own <= each]


def _persons(results: Mapping[str, Result]) -> dict[str, int]:
    """The number of answers of the smallest round of each group."""
    persons: dict[str, int] = {}
    for result in results.values():
        persons[result.group] = min(result.answers, persons.get(result.group, result.answers))
    return persons


def _is_under_floor(groups: frozenset[str], persons: Mapping[str, int]) -> bool:
    return len(groups) < GROUPS or sum(persons[group] for group in groups) < ANSWERS


def _is_solvable(projection: np.ndarray, places: Sequence[int]) -> bool:
    """A vector of the span lies on these places alone when the projection cut down to them has eigenvalue 1."""
    block = projection[np.ix_(places, places)]
    # No eigenvalue is larger than the sum of all, and none is negative.
    return bool(np.trace(block) >= SOLVABLE and np.linalg.eigvalsh(block)[-1] >= SOLVABLE)
