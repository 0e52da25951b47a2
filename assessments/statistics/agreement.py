"""Agreement within one group: do its members give the same answers?

Every function takes ``answers``, one row per member and one column per item, complete rows only (listwise deletion is
the caller's), and gives None for fewer than two members. Each of these figures is the group's spread in disguise and
reveals single answers in a small group: nothing here is published on live rounds.
"""

from fractions import Fraction
from statistics import median

from assessments.statistics.exact import Answers, Exact, columns, mean, variance
from assessments.statistics.nulls import Scale, uniform_variance


def mean_item_variance(answers: Answers) -> Fraction:
    """Mean over the items of s² (n − 1 in the denominator), in squared scale points; at least 0. Needs two members."""
    return mean(variance(column) for column in columns(answers))


def rwg(answers: Answers, null_variance: Fraction) -> float | None:
    """rwg for one item, rwg(j) for several; 0 (as spread as the null, or more) to 1 (all answer alike).

    J(1 − r)/(J(1 − r) + r) with r = min(mean item variance, σ²)/σ² and J items; for J = 1 this is 1 − s²/σ².
    James, Demaree & Wolf 1984, Journal of Applied Psychology 69, 85-98.
    """
    if len(answers) < 2:
        return None
    return rwg_of_variance(mean_item_variance(answers), len(answers[0]), null_variance)


def rwg_of_variance(item_variance: Fraction, items: int, null_variance: Fraction) -> float:
    """rwg(j) from the mean item variance; the variance is capped at the null's, so never below 0."""
    ratio = min(item_variance / null_variance, 1)
    agreeing = items * (1 - ratio)
    return float(agreeing / (agreeing + ratio))


def rwg_lindell(answers: Answers, scale: Scale) -> float | None:
    """1 − mean item variance/σ² under the uniform null, uncapped; 1 when all answer alike, below 0 for two camps.

    Never below 1 − 3(A − 1)n/((A + 1)(n − 1)), which is half of an even group at each end.
    Lindell, Brandt & Whitney 1999, Applied Psychological Measurement 23, 127-135.
    """
    if len(answers) < 2:
        return None
    return float(1 - mean_item_variance(answers) / uniform_variance(scale.categories))


def ad_mean(answers: Answers) -> float | None:
    """AD_M = mean over the items of Σ|x − mean|/n, in scale points; 0 (all alike) to (A − 1)/2.

    Burke, Finkelstein & Dusig 1999, Organizational Research Methods 2, 49-68.
    """
    if len(answers) < 2:
        return None
    return float(mean(_deviation(column, mean(column)) for column in columns(answers)))


def ad_median(answers: Answers) -> float | None:
    """AD_Md = mean over the items of Σ|x − median|/n, in scale points; 0 (all alike) to (A − 1)/2, never above AD_M.

    With an even number of members the median is the mean of the two in the middle. Source as for ``ad_mean``.
    """
    if len(answers) < 2:
        return None
    return float(mean(_deviation(column, _median(column)) for column in columns(answers)))


def _deviation(column: list[Exact], centre: Fraction) -> Fraction:
    return mean(abs(x - centre) for x in column)


def _median(column: list[Exact]) -> Fraction:
    return Fraction(median(Fraction(x) for x in column))


def awg(answers: Answers, scale: Scale) -> float | None:
    """Mean over the interpretable items of awg; −1 (as spread as the mean allows) to 1. None when no item is.

    Per item 1 − 2s²/{[(H + L)M − M² − HL]·n/(n − 1)} on a scale from L to H, interpretable for
    (L(n − 1) + H)/n <= M <= (H(n − 1) + L)/n; an item with all answers at one end counts 1.
    Brown & Hauenstein 2005, Organizational Research Methods 8, 165-184.
    """
    if len(answers) < 2:
        return None
    found = [value for column in columns(answers) if (value := _awg_item(column, scale)) is not None]
    return float(mean(found)) if found else None


def _awg_item(column: list[Exact], scale: Scale) -> Fraction | None:
    n, low, high = len(column), scale.minimum, scale.maximum
    centre = mean(column)
    if centre in (low, high):
        return Fraction(1)
    if not low * (n - 1) + high <= centre * n <= high * (n - 1) + low:
        return None
    largest = (high - centre) * (centre - low) * Fraction(n, n - 1)
    return 1 - 2 * variance(column) / largest
