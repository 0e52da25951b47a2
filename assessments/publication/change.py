"""Change between two rounds, from the two published results alone, in three words.

The group's own spread is never used: it would publish the SD. The instrument's reference SD
between members of one group takes its place, and the members are treated as two samples,
because answers cannot be paired.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import sqrt
from statistics import NormalDist

from assessments.instrument import Instrument

from .ladder import LADDER, Rung, stretch
from .values import Published, PublishedFactor

MINIMUM_DAYS = 90
FALSE_DISCOVERY_RATE = 0.05
# A change under one point of the 7-point scale is one a group would hardly notice.
UNCHANGED_WITHIN = 1.0


class Verdict(StrEnum):
    CHANGED = "changed"
    UNDECIDED = "undecided"
    UNCHANGED = "unchanged"


class ChangeReason(StrEnum):
    """Why two rounds cannot be compared."""

    INSTRUMENT = "instrument"
    TOO_SOON = "too_soon"
    TOO_FEW = "too_few"


class ChangeNotPossible(Exception):
    """`reasons` holds every ChangeReason that applies."""

    def __init__(self, reasons: Sequence[ChangeReason]) -> None:
        super().__init__(", ".join(reasons))
        self.reasons = tuple(reasons)


@dataclass(frozen=True, slots=True)
class Change:
    """Second shown mean less the first, in tenths. `bound`: one of them is an end value, so at least this much.

    `tenths` is None, and the verdict UNDECIDED, where both are the same end value.
    """

    key: str
    tenths: int | None
    bound: bool
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class _Difference:
    tenths: int
    bound: bool
    standard_error: float


def change(
    first: Published, second: Published, instrument: Instrument, *, first_on: date, second_on: date
) -> tuple[Change, ...]:
    """One change for each factor that five or more answered both times, in the instrument's order.

    "Changed": the difference of the published means is not zero, two-sided normal test with
    standard error sd * sqrt(1/n1 + 1/n2). "Unchanged": it is within one point of a 7-point
    scale, two one-sided tests. Each family of tests holds a false discovery rate of 5 percent by
    Benjamini and Hochberg (1995), which stays valid for factors that move together. All else is undecided.

    Raises ChangeNotPossible for other versions, less than 90 days, or no factor with enough answers.
    """
    pairs = _pairs(first, second)
    if reasons := _reasons_against(first, second, pairs, (second_on - first_on).days):
        raise ChangeNotPossible(reasons)
    differences = {
        one.key: _difference(one, two, first.respondents, second.respondents, instrument.reference_sd)
        for one, two in pairs
        if one.end is None or one.end != two.end
    }
    changed = discoveries({key: _p_zero(each) for key, each in differences.items()})
    margin = UNCHANGED_WITHIN * float(stretch(instrument.scale))
    unchanged = discoveries(
        {key: _p_beyond(each, margin) for key, each in differences.items() if not each.bound},
    )
    return tuple(_change(one.key, differences.get(one.key), changed, unchanged - changed) for one, _ in pairs)


def discoveries(p_values: Mapping[str, float], rate: float = FALSE_DISCOVERY_RATE) -> frozenset[str]:
    """Keys whose hypotheses are rejected by Benjamini-Hochberg at this false discovery rate."""
    ranked = sorted(p_values, key=p_values.__getitem__)
    passing = [rank for rank, key in enumerate(ranked, 1) if p_values[key] <= rate * rank / len(ranked)]
    return frozenset(ranked[: passing[-1]]) if passing else frozenset()


def persons(factor: PublishedFactor, respondents: int) -> int:
    """n per factor is not published: on rung comments we count six, as the ladder's own floors say."""
    following = [row.floor for row in LADDER if not factor.rung.reaches(row.rung)]
    return min([respondents, *(floor - 1 for floor in following)])


def _pairs(first: Published, second: Published) -> list[tuple[PublishedFactor, PublishedFactor]]:
    later = second.factor_by_key
    pairs = [(factor, later[factor.key]) for factor in first.factors if factor.key in later]
    return [pair for pair in pairs if all(factor.rung.reaches(Rung.COMMENTS) for factor in pair)]


def _reasons_against(first: Published, second: Published, pairs: Sequence, days: int) -> list[ChangeReason]:
    reasons = []
    if (first.instrument, first.version) != (second.instrument, second.version):
        reasons.append(ChangeReason.INSTRUMENT)
    if days < MINIMUM_DAYS:
        reasons.append(ChangeReason.TOO_SOON)
    if not pairs:
        reasons.append(ChangeReason.TOO_FEW)
    return reasons


def _difference(one: PublishedFactor, two: PublishedFactor, n1: int, n2: int, sd: float) -> _Difference:
    n1, n2 = persons(one, n1), persons(two, n2)
    return _Difference(
        tenths=two.tenths - one.tenths,
        bound=bool(one.end or two.end),
        standard_error=sd * sqrt(1 / n1 + 1 / n2),
    )


def _p_zero(difference: _Difference) -> float:
    # An end value lies nearer to the other mean than the true one does: the p-value is too high, never too low.
    return 2 * NormalDist().cdf(-abs(difference.tenths) / 10 / difference.standard_error)


def _p_beyond(difference: _Difference, margin: float) -> float:
    return NormalDist().cdf((abs(difference.tenths) / 10 - margin) / difference.standard_error)


def _change(key: str, difference: _Difference | None, changed: frozenset[str], unchanged: frozenset[str]) -> Change:
    if difference is None:
        return Change(key, None, bound=True, verdict=Verdict.UNDECIDED)
    verdict = Verdict.CHANGED if key in changed else Verdict.UNCHANGED if key in unchanged else Verdict.UNDECIDED
    return Change(key, difference.tenths, difference.bound, verdict)
