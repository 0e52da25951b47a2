"""Where a group lies beside other groups, from its published result and a published norm alone, in two words.

A help to read, not a mark: a theme is only said to lie above or below where that is more than chance.
As for change, the group's own spread is never used; the instrument's reference SD takes its place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import NormalDist

from assessments.instrument import Instrument

from .change import discoveries, persons
from .ladder import End
from .values import Published, PublishedFactor


class Standing(StrEnum):
    ABOVE = "above"
    BELOW = "below"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class NormFigures:
    """The mean of the means of other `groups`, and the SD between them, in tenths by factor. A theme may be missing."""

    groups: int
    means: Mapping[str, int]
    spreads: Mapping[str, int]


def standings(published: Published, norm: NormFigures, instrument: Instrument) -> dict[str, Standing]:
    """Above, below or undecided for each factor that both show, in the instrument's order.

    Two-sided normal test of the difference with standard error sqrt(sd^2 / n + spread^2 / groups),
    sd the reference SD between members; all factors together hold a false discovery rate of 5
    percent (Benjamini and Hochberg 1995). An end value beyond which the norm lies decides nothing.
    """
    both = [factor for factor in published.factors if factor.tenths is not None and factor.key in norm.means]
    tested = {
        factor.key: _p_zero(factor, published.respondents, norm, instrument.reference_sd)
        for factor in both
        if _is_decidable(factor, norm.means[factor.key])
    }
    found = discoveries(tested)
    return {
        factor.key: _side(factor.tenths, norm.means[factor.key]) if factor.key in found else Standing.UNDECIDED
        for factor in both
    }


def _is_decidable(factor: PublishedFactor, norm_tenths: int) -> bool:
    """A true mean at or beyond an end value lies on a known side of the norm only if the norm is inside."""
    if factor.end == End.HIGH:
        return factor.tenths > norm_tenths
    return factor.end is None or factor.tenths < norm_tenths


def _p_zero(factor: PublishedFactor, respondents: int, norm: NormFigures, sd: float) -> float:
    # An end value lies nearer to the norm than the true mean does: the p-value is too high, never too low.
    between = norm.spreads[factor.key] / 10
    standard_error = sqrt(sd**2 / persons(factor, respondents) + between**2 / norm.groups)
    return 2 * NormalDist().cdf(-abs(factor.tenths - norm.means[factor.key]) / 10 / standard_error)


def _side(tenths: int, norm_tenths: int) -> Standing:
    return Standing.ABOVE if tenths > norm_tenths else Standing.BELOW
