"""How much agreement do people show who answer at random? Simulated critical values for small groups.

In a group of four, chance alone reaches rwg(j) = .70 one time in ten; a fixed rule of thumb calls that agreement.
``critical_values.csv`` is made by ``manage.py simulate_critical_values``.
"""

import csv
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from assessments.statistics.agreement import rwg_of_variance
from assessments.statistics.nulls import uniform_variance

TABLE = Path(__file__).with_name("critical_values.csv")
MEMBERS = range(3, 21)
ITEMS = range(1, 6)
CATEGORIES = range(4, 8)
DRAWS = 100_000
SEED = 20260101


@dataclass(frozen=True, slots=True)
class CriticalValues:
    """A group of ``members`` agrees more than chance when rwg >= ``rwg`` or AD_M <= ``ad_mean`` (scale points).

    Chance is independent, uniform answers; each limit is reached by at most 5 % of random groups. None where even full
    agreement is commoner than that.
    """

    members: int
    items: int
    categories: int
    rwg: float | None
    ad_mean: float | None


def critical_values(members: int, items: int, categories: int) -> CriticalValues:
    """The committed limits; KeyError outside 3-20 members, 1-5 items and 4-7 categories."""
    return _table()[members, items, categories]


@cache
def _table() -> dict[tuple[int, int, int], CriticalValues]:
    with TABLE.open(encoding="ascii", newline="") as file:
        rows = [
            CriticalValues(
                *(int(row[key]) for key in ("members", "items", "categories")),
                *(float(row[key]) if row[key] else None for key in ("rwg", "ad_mean")),
            )
            for row in csv.DictReader(file)
        ]
    return {(row.members, row.items, row.categories): row for row in rows}


def simulate(members: int, items: int, categories: int, *, draws: int = DRAWS, seed: int = SEED) -> CriticalValues:
    """The limits for one cell from ``draws`` random groups; the same seed gives the same values.

    The method of Dunlap, Burke & Smith-Crowe 2003, Journal of Applied Psychology 88, 356-362, with the limit taken at
    an attainable value, because the statistic of a small group has few.
    """
    spread, deviation = _random_groups(members, items, categories, draws, seed)
    rwg, ad_mean = _lower_limit(spread), _lower_limit(deviation)
    return CriticalValues(
        members,
        items,
        categories,
        None if rwg is None else _rwg(rwg, members, items, categories),
        None if ad_mean is None else ad_mean / (members**2 * items),
    )


def random_share_reaching(limit: float, members: int, items: int, categories: int, *, draws: int, seed: int) -> float:
    """Share of random groups, 0 to 1, whose rwg (uniform null) is at least ``limit``."""
    spread, _ = _random_groups(members, items, categories, draws, seed)
    values = {int(key): _rwg(int(key), members, items, categories) for key in set(spread.tolist())}
    return sum(values[key] >= limit for key in spread.tolist()) / draws


def _rwg(spread: int, members: int, items: int, categories: int) -> float:
    variance = Fraction(spread, items * members * (members - 1))
    return rwg_of_variance(variance, items, uniform_variance(categories))


def _random_groups(members: int, items: int, categories: int, draws: int, seed: int):
    """Per random group two whole numbers, so that equal statistics are equal: Σ_j(nΣx² − (Σx)²) and Σ_jΣ|nx − Σx|."""
    import numpy as np

    random = np.random.default_rng([seed, members, items, categories])
    answers = random.integers(1, categories, size=(draws, items, members), endpoint=True, dtype=np.int32)
    sums = answers.sum(axis=2, dtype=np.int32)
    spread = members * np.square(answers).sum(axis=2) - np.square(sums)
    deviation = np.abs(members * answers - sums[:, :, None]).sum(axis=2)
    return spread.sum(axis=1), deviation.sum(axis=1)


def _lower_limit(statistic) -> int | None:
    """The largest value that at most 5 % lie at or below; None when the smallest is already commoner."""
    import numpy as np

    values, counts = np.unique(statistic, return_counts=True)
    within = np.cumsum(counts) <= 0.05 * len(statistic)
    return int(values[within][-1]) if within.any() else None
