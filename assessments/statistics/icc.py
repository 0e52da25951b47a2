"""Intraclass correlation of a score over groups: how much of the difference between people is between groups?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.statistics.exact import Exact, Number, exact
from assessments.statistics.quantiles import f_quantile

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Icc:
    """One-way analysis of variance over groups. None where undefined (too few groups, no group of two, no variance).

    ``k0`` is the group size for unequal groups; ``icc1`` uses the plain mean size, ``icc1_k0`` uses k0.
    The intervals exist for equal group sizes and msw above 0 only.
    """

    n_obs: int
    n_groups: int
    k0: float | None
    msb: float | None
    msw: float | None
    icc1: float | None
    icc1_k0: float | None
    icc2: float | None
    icc1_ci95: Interval | None
    icc2_ci95: Interval | None


def icc(groups: Collection[Sequence[Number]]) -> Icc:
    """ICC(1) and ICC(2) of one score per person; each group has at least one person, groups of one count.

    ICC(1) = (MSB − MSW)/(MSB + (k − 1)MSW), from −1/(k − 1) to 1: share of variance between groups.
    ICC(2) = (MSB − MSW)/MSB, below 1 and without lower limit: reliability of the group means.
    k0 = (N − ΣN_i²/N)/(G − 1). MSW = 0 < MSB gives 1, MSB = MSW = 0 gives None.
    Bliese 2000, in Klein & Kozlowski (eds), Multilevel theory, research, and methods in organizations, 349-381.
    """
    scores = [[exact(score) for score in group] for group in groups]
    sizes = [len(group) for group in scores]
    msb, msw = _between(scores), _within(scores)
    k0 = _unbalanced_size(sizes)
    k = Fraction(sum(sizes), len(sizes)) if sizes else None
    ratios = (_icc1(msb, msw, k), _icc1(msb, msw, k0), _icc2(msb, msw))
    intervals = _shrout_fleiss(msb, msw, sizes)
    return Icc(sum(sizes), len(sizes), *map(_float, (k0, msb, msw, *ratios)), *intervals)


def spearman_brown(icc1: float, n: float) -> float:
    """ICC(2)_n = n·ICC(1)/(1 + (n − 1)ICC(1)): reliability of the mean of one group of n; at most 1.

    ZeroDivisionError at ICC(1) = −1/(n − 1). Bliese 2000, after Spearman 1910 and Brown 1910.
    """
    return n * icc1 / (1 + (n - 1) * icc1)


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _within(groups: list[list[Exact]]) -> Fraction | None:
    """MSW = Σ_g(Σx² − (Σx)²/N_g)/(N − G); None when no group has two."""
    df = sum(len(group) - 1 for group in groups)
    if not df:
        return None
    squares = sum(sum(x * x for x in group) - Fraction(sum(group) ** 2, len(group)) for group in groups)
    return Fraction(squares, df)


def _between(groups: list[list[Exact]]) -> Fraction | None:
    """MSB = (Σ_g(Σx)²/N_g − (ΣΣx)²/N)/(G − 1); None with fewer than two groups."""
    if len(groups) < 2:
        return None
    total = sum(sum(group) for group in groups)
    squares = sum(Fraction(sum(group) ** 2, len(group)) for group in groups)
    return (squares - Fraction(total**2, sum(map(len, groups)))) / (len(groups) - 1)


def _unbalanced_size(sizes: list[int]) -> Fraction | None:
    if len(sizes) < 2:
        return None
    return (sum(sizes) - Fraction(sum(size**2 for size in sizes), sum(sizes))) / (len(sizes) - 1)


def _icc1(msb: Fraction | None, msw: Fraction | None, k: Fraction | None) -> Fraction | None:
    if msb is None or msw is None or k is None or msb == msw == 0:
        return None
    return (msb - msw) / (msb + (k - 1) * msw)


def _icc2(msb: Fraction | None, msw: Fraction | None) -> Fraction | None:
    return None if not msb or msw is None else (msb - msw) / msb


def _shrout_fleiss(
    msb: Fraction | None, msw: Fraction | None, sizes: list[int]
) -> tuple[Interval | None, Interval | None]:
    """95 % intervals of ICC(1) and ICC(2) for equal sizes k (Shrout & Fleiss 1979, Psychological Bulletin 86, 420-428).

    F = MSB/MSW, FL = F/F.975(G − 1, G(k − 1)), FU = F·F.975(G(k − 1), G − 1);
    ICC(1): (FL − 1)/(FL + k − 1) to (FU − 1)/(FU + k − 1); ICC(2): 1 − 1/FL to 1 − 1/FU, None when MSB = 0.
    """
    if msb is None or not msw or len(set(sizes)) != 1:
        return None, None
    k, df1, df2 = sizes[0], len(sizes) - 1, len(sizes) * (sizes[0] - 1)
    f = float(msb / msw)
    ends = (f / f_quantile(0.975, df1, df2), f * f_quantile(0.975, df2, df1))
    low, high = ((end - 1) / (end + k - 1) for end in ends)
    return (low, high), ((1 - 1 / ends[0], 1 - 1 / ends[1]) if msb else None)
