"""A group's mean: how far from the mean of everybody asked, and how far from another mean?"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from assessments.statistics.exact import Number, mean, variance
from assessments.statistics.quantiles import t_quantile, t_two_sided_p

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class MeanEstimate:
    """Mean of n answers with its standard error (scale points) and 95 % t interval, n − 1 degrees of freedom.

    ``interval`` is None when everybody has answered (standard error 0: there is nothing to infer).
    """

    n: int
    mean: float
    standard_error: float
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Second mean minus first, in scale points, with Welch's degrees of freedom; p from 0 to 1."""

    difference: float
    standard_error: float
    df: float
    t: float
    p: float
    interval: Interval


def mean_of_population(values: Sequence[Number], population: int) -> MeanEstimate | None:
    """Mean over ``population`` people of whom n answered, with finite population correction.

    SE = √((1 − n/N)s²/n), interval mean ± t.975(n − 1)·SE. None with fewer than two answers; ValueError when more
    answered than there are. Assumes that who answers has nothing to do with what they answer.
    Cochran 1977, Sampling techniques, 3rd ed., chapter 2.
    """
    if len(values) > population:
        raise ValueError("more answers than people")
    return _estimate(values, 1 - len(values) / population) if len(values) > 1 else None


def mean_of_sample(values: Sequence[Number]) -> MeanEstimate | None:
    """Mean of a sample from an endless population: SE = s/√n, interval as above. For comparisons over time.

    Answers fluctuate even when everybody answers, so a change is judged without the correction. Source as above.
    """
    return _estimate(values, 1.0) if len(values) > 1 else None


def _estimate(values: Sequence[Number], unseen: float) -> MeanEstimate:
    n, centre = len(values), float(mean(values))
    error = sqrt(unseen * float(variance(values)) / n)
    reach = t_quantile(0.975, n - 1) * error
    return MeanEstimate(n, centre, error, (centre - reach, centre + reach) if unseen else None)


def welch(first: Sequence[Number], second: Sequence[Number]) -> Difference | None:
    """Welch's comparison of two independent means: (m2 − m1)/√(s1²/n1 + s2²/n2), 95 % interval.

    df = (a + b)²/(a²/(n1 − 1) + b²/(n2 − 1)) with a = s1²/n1 and b = s2²/n2, from min(n) − 1 to n1 + n2 − 2.
    None when a group has fewer than two or neither has variance. Welch 1947, Biometrika 34, 28-35.
    """
    if min(len(first), len(second)) < 2:
        return None
    a, b = (float(variance(values)) / len(values) for values in (first, second))
    if not a + b:
        return None
    difference = float(mean(second) - mean(first))
    error = sqrt(a + b)
    df = (a + b) ** 2 / (a**2 / (len(first) - 1) + b**2 / (len(second) - 1))
    reach = t_quantile(0.975, df) * error
    t = difference / error
    return Difference(difference, error, df, t, t_two_sided_p(t, df), (difference - reach, difference + reach))
