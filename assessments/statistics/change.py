"""Change between two rounds, and how many changes are more than chance."""

from collections.abc import Sequence
from math import sqrt

from assessments.statistics.exact import Number, mean, variance
from assessments.statistics.quantiles import t_quantile


def smallest_detectable_change(sd: float, n1: int, n2: int) -> float:
    """The smallest difference between two independent means that a 95 % interval tells from none, in scale points.

    t.975(n1 + n2 − 2)·SD·√(1/n1 + 1/n2); at least 0. ``sd`` is the within-group SD of single members, that of a
    reference set where the group is small. Needs n1 + n2 of at least 3. After de Vet et al. 2006, Health and Quality of
    Life Outcomes 4, 54: the half-width of the interval of a difference.
    """
    return t_quantile(0.975, n1 + n2 - 2) * sd * sqrt(1 / n1 + 1 / n2)


def smallest_detectable_paired_change(sd: float, n: int, correlation: float) -> float:
    """The same for n members who answered twice: t.975(n − 1)·SD·√(2(1 − r)/n), r from −1 to 1; needs n of two."""
    return t_quantile(0.975, n - 1) * sd * sqrt(2 * (1 - correlation) / n)


def standard_error_of_measurement(sd: float, reliability: float) -> float:
    """SD·√(1 − r_xx), in scale points, 0 to SD; reliability from 0 to 1. Lord & Novick 1968, Statistical theories."""
    return sd * sqrt(1 - reliability)


def reliable_change_index(before: float, after: float, sd: float, reliability: float) -> float:
    """RCI = (x2 − x1)/(SD·√2·√(1 − r_xx)), without limits; beyond ±1.96 the change is more than measurement error.

    ZeroDivisionError when SD is 0 or the reliability 1. For a group's mean use the SD between groups and ICC(2) of that
    group size. Jacobson & Truax 1991, Journal of Consulting and Clinical Psychology 59, 12-19.
    """
    return (after - before) / (sqrt(2) * standard_error_of_measurement(sd, reliability))


def standardised_response_mean(differences: Sequence[Number]) -> float | None:
    """SRM = mean(d)/SD(d) over people who answered twice, without limits. None under two people or without variance.

    Liang, Fossel & Larson 1990, Medical Care 28, 632-642.
    """
    if len(differences) < 2 or not (spread := variance(differences)):
        return None
    return float(mean(differences)) / sqrt(spread)


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Adjusted p-values in the given order: those at most q are findings of which a share q is expected to be false.

    The i-th smallest of m becomes the least over j >= i of p_(j)·m/j, at most 1 and never below the p-value itself.
    ValueError for a value outside 0 to 1. Benjamini & Hochberg 1995, Journal of the Royal Statistical Society B 57,
    289-300.
    """
    if not all(0 <= p <= 1 for p in p_values):
        raise ValueError("p-values lie from 0 to 1")
    adjusted = list(p_values)
    smallest = 1.0
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    for rank in range(len(order), 0, -1):
        index = order[rank - 1]
        smallest = min(smallest, p_values[index] * (len(order) / rank))
        adjusted[index] = smallest
    return adjusted
