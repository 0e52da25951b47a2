"""An adversary's program: what can be worked out about members from one published factor row.

It knows the rule, n, and the scores of those who pool theirs (none: an outsider; one: a
colleague; two: colleagues who collude). It shares no code with the rule it attacks: the
floors, cuts and rounding below are written again from the text of the rule.

Scores are of three items on a 7-point scale, held in thirds of a point: 3 to 21. Every multiset
of the unknown scores is counted, grouped by the four sums a row can depend on.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import numpy as np

LOWEST, HIGHEST = 3, 21
# Score in thirds -> bin: below 3.5, below 5.5, the rest.
LOW_BIN_TOP, MIDDLE_BIN_TOP = 10, 16
ENDS = {"means": (20, 60), "comments": (20, 65), "full": (20, 65)}
SQUARES, SIZES = 4500, 11


@dataclass(frozen=True, slots=True)
class Row:
    """One factor as published, with the number of members behind its mean."""

    n: int
    rung: str
    tenths: int
    end: str | None
    agreement: str | None
    bins: tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Of the unknown members: lowest and highest possible score in thirds, number of multisets."""

    lowest: int
    highest: int
    multisets: int

    @property
    def learned(self) -> bool:
        """Every unknown member is known to within one scale point."""
        return self.highest - self.lowest <= 3

    @property
    def solved(self) -> bool:
        return self.multisets == 1


@dataclass(frozen=True, slots=True)
class Table:
    """All multisets of one size, one entry for each (sum, sum of squares, low bin, middle bin), by sum."""

    total: np.ndarray
    squares: np.ndarray
    low: np.ndarray
    middle: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray
    multisets: np.ndarray


@cache
def solve(row: Row, known: tuple[int, ...] = ()) -> Knowledge:
    """What is left possible for the n - len(known) others. `known` is in thirds, sorted."""
    table = multisets_of(row.n - len(known))
    possible = [
        _others(table, row, known, total)
        for total in range(LOWEST * row.n, HIGHEST * row.n + 1)
        if _gives_mean(row, total)
    ]
    chosen = np.concatenate(possible)
    if not len(chosen):
        raise AssertionError("no multiset gives this row: the solver does not know the rule")
    return Knowledge(
        int(table.lowest[chosen].min()), int(table.highest[chosen].max()), int(table.multisets[chosen].sum())
    )


def _gives_mean(row: Row, total: int) -> bool:
    mean = _tenths(total, row.n)
    low, high = ENDS[row.rung]
    if row.end == "low":
        return mean <= low
    if row.end == "high":
        return mean >= high
    return mean == row.tenths


@cache
def _tenths(total: int, n: int) -> int:
    """Half up: the mean in thirds, times ten, plus a half."""
    return int(Fraction(10 * total, 3 * n) + Fraction(1, 2))


def _others(table: Table, row: Row, known: tuple[int, ...], total: int) -> np.ndarray:
    """Indices of the entries that together with the known scores give this total and the row."""
    start, stop = np.searchsorted(table.total, [total - sum(known), total - sum(known) + 1])
    part = slice(start, stop)
    keep = np.ones(stop - start, dtype=bool)
    if row.end is None and row.rung != "means":
        squares = table.squares[part].astype(np.int64) + sum(score**2 for score in known)
        keep &= _agrees(row, row.n * squares - total**2)
    if row.bins is not None:
        keep &= table.low[part] == row.bins[0] - sum(score <= LOW_BIN_TOP for score in known)
        keep &= table.middle[part] == row.bins[1] - sum(LOW_BIN_TOP < score <= MIDDLE_BIN_TOP for score in known)
    return start + np.flatnonzero(keep)


def _agrees(row: Row, spread: np.ndarray) -> np.ndarray:
    """Whether n * squares - total ** 2, in ninths of a point, has the SD that gives the row's word."""

    def under(cut_in_tenths: int) -> np.ndarray:
        return 100 * spread < 9 * row.n * (row.n - 1) * cut_in_tenths**2

    if row.rung == "comments":
        wide = ~under(12)
        return wide if row.agreement == "differing" else ~wide
    if row.agreement == "agreed":
        return under(8)
    if row.agreement == "fairly_agreed":
        return ~under(8) & under(14)
    return ~under(14)


@cache
def multisets_of(size: int) -> Table:
    """Every multiset of so many scores; 13 million of size 10 in a few hundred thousand entries."""
    parts = _by_highest(size)
    highest = np.repeat(np.arange(LOWEST, HIGHEST + 1), [len(part[0]) for part in parts])
    keys, lowest, counts = (np.concatenate([part[i] for part in parts]) for i in range(3))
    order = np.argsort(keys, kind="stable")
    keys, lowest, counts, highest = keys[order], lowest[order], counts[order], highest[order]
    starts = np.flatnonzero(np.r_[True, np.diff(keys) != 0])
    unique = keys[starts]
    return Table(
        total=(unique // (SQUARES * SIZES * SIZES)).astype(np.int16),
        squares=(unique // (SIZES * SIZES) % SQUARES).astype(np.int16),
        low=(unique // SIZES % SIZES).astype(np.int8),
        middle=(unique % SIZES).astype(np.int8),
        lowest=np.minimum.reduceat(lowest, starts),
        highest=np.maximum.reduceat(highest, starts),
        multisets=np.add.reduceat(counts, starts),
    )


@cache
def _by_highest(size: int) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """For each highest score: key of the four sums, lowest score, number of multisets."""
    if size == 1:
        return [
            (np.array([_key(score)], dtype=np.int64), np.array([score], dtype=np.int8), np.array([1], dtype=np.int64))
            for score in range(LOWEST, HIGHEST + 1)
        ]
    smaller = _by_highest(size - 1)
    parts = []
    for score in range(LOWEST, HIGHEST + 1):
        below = smaller[: score - LOWEST + 1]
        keys = np.concatenate([part[0] for part in below]) + _key(score)
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        starts = np.flatnonzero(np.r_[True, np.diff(keys) != 0])
        lowest = np.concatenate([part[1] for part in below])[order]
        counts = np.concatenate([part[2] for part in below])[order]
        parts.append((keys[starts], np.minimum.reduceat(lowest, starts), np.add.reduceat(counts, starts)))
    return parts


def _key(score: int) -> int:
    """Sum, sum of squares, number in the low bin and in the middle one, added up in one integer."""
    low, middle = score <= LOW_BIN_TOP, LOW_BIN_TOP < score <= MIDDLE_BIN_TOP
    return ((score * SQUARES + score**2) * SIZES + low) * SIZES + middle
