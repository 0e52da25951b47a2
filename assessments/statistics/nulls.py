"""What answers look like when people answer without agreement: the null distributions of rwg.

Proportions are kept, never their variances: several published constants do not follow from their own proportions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Scale:
    """Answers from ``minimum`` to ``maximum``, whole numbers with minimum < maximum."""

    minimum: int
    maximum: int

    def __post_init__(self) -> None:
        if self.minimum >= self.maximum:
            raise ValueError("minimum must be below maximum")

    @property
    def categories(self) -> int:
        return self.maximum - self.minimum + 1


# Per cent of answers in category 1 to 5: LeBreton & Senter 2008, Organizational Research Methods 11, 815-852.
PERCENT_1_TO_5 = {
    "slight_skew": (5, 15, 20, 35, 25),
    "moderate_skew": (0, 10, 15, 40, 35),
    "heavy_skew": (0, 0, 10, 40, 50),
    "triangular": (11, 22, 34, 22, 11),
    "normal": (7, 24, 38, 24, 7),
}


def uniform_variance(categories: int) -> Fraction:
    """(A² − 1)/12, the variance when each of A >= 2 categories is as likely (James, Demaree & Wolf 1984). Above 0."""
    return Fraction(categories**2 - 1, 12)


def variance_of(proportions: Sequence[Fraction]) -> Fraction:
    """Σpv² − (Σpv)² over the values v = 1, 2, …, A; at least 0. ValueError unless the proportions sum to 1."""
    if sum(proportions) != 1 or min(proportions) < 0:
        raise ValueError("proportions must be at least 0 and sum to 1")
    first = sum(p * v for v, p in enumerate(proportions, start=1))
    return sum((p * v * v for v, p in enumerate(proportions, start=1)), Fraction()) - first**2


def null_variances(scale: Scale) -> dict[str, Fraction]:
    """Variance per null distribution. The skewed, triangular and normal ones are published for 1:5 only."""
    variances = {"uniform": uniform_variance(scale.categories)}
    if (scale.minimum, scale.maximum) == (1, 5):
        for name, percent in PERCENT_1_TO_5.items():
            variances[name] = variance_of([Fraction(p, 100) for p in percent])
    return variances
