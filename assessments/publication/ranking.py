"""Strengths and challenges: the highest and lowest of the shown means, with honest ties."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from assessments.instrument import Instrument

from .values import Published, PublishedFactor

COUNT = 5
# Two-sided 95 percent of the normal distribution.
Z = 1.96


@dataclass(frozen=True, slots=True)
class Ranking:
    """Factor keys, strongest claim first; `tied` have the last one's shown mean but no room.

    `told_apart` is False when the last on the list and the first beside it may have come in
    this order by chance: always so when they are tied.
    """

    keys: tuple[str, ...]
    tied: tuple[str, ...]
    told_apart: bool


def strengths(published: Published, instrument: Instrument, count: int = COUNT) -> Ranking:
    """The highest shown means. Equal means keep the instrument's order."""
    return _ranking(published, instrument, count, sign=-1)


def challenges(published: Published, instrument: Instrument, count: int = COUNT) -> Ranking:
    """The lowest shown means. Equal means keep the instrument's order."""
    return _ranking(published, instrument, count, sign=1)


def _ranking(published: Published, instrument: Instrument, count: int, sign: int) -> Ranking:
    # An end-coded mean counts as its end value, so two of them are always a tie. sorted is stable.
    ranked = sorted(published.shown_factors, key=lambda factor: sign * factor.tenths)
    # With few factors shown, none is on both lists.
    count = min(count, len(ranked) // 2)
    chosen, others = ranked[:count], ranked[count:]
    if not chosen:
        return Ranking((), (), told_apart=True)
    gap = abs(others[0].tenths - chosen[-1].tenths)
    return Ranking(
        keys=_keys(chosen),
        tied=_keys([factor for factor in others if factor.tenths == chosen[-1].tenths]),
        told_apart=gap / 10 >= margin(published.respondents, instrument.reference_sd),
    )


def margin(n: int, reference_sd: float) -> float:
    """Smallest difference of two means of n persons that chance seldom gives, in scale points.

    1.96 * sd * sqrt(2 / n), sd the instrument's reference SD between members of one group, never
    the group's own. The same persons answered both factors, which makes the true margin
    somewhat smaller.
    """
    return Z * reference_sd * sqrt(2 / n)


def _keys(factors: Sequence[PublishedFactor]) -> tuple[str, ...]:
    return tuple(factor.key for factor in factors)
