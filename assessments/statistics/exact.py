"""Exact moments over rational numbers.

"No variance", "exactly at the end of the range" and "equal mean squares" decide what is printed, so they must not hang
on rounding. Whole numbers and fractions stay exact; a float counts as the binary fraction that it is.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

Number = int | float | Fraction
Exact = int | Fraction
Answers = Sequence[Sequence[Number]]  # one row per member, one column per item, no missing cell


def exact(value: Number) -> Exact:
    """The same number as int or Fraction. ValueError or OverflowError for NaN and infinity."""
    return value if isinstance(value, int | Fraction) else Fraction(value)


def columns(answers: Answers) -> list[list[Exact]]:
    """One list per item, each with one value per member."""
    return [[exact(value) for value in column] for column in zip(*answers, strict=True)]


def mean(values: Iterable[Number]) -> Fraction:
    """Σx/n. Needs at least one value."""
    numbers = [exact(value) for value in values]
    return Fraction(sum(numbers), len(numbers))


def variance(values: Iterable[Number]) -> Fraction:
    """Σ(x − mean)²/(n − 1), computed as (nΣx² − (Σx)²)/(n(n − 1)). Needs at least two values."""
    numbers = [exact(value) for value in values]
    n = len(numbers)
    return Fraction(n * sum(x * x for x in numbers) - sum(numbers) ** 2, n * (n - 1))
