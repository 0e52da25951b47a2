"""Generated groups, published by the real publish(), and what the solver makes of the rows."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

import numpy as np

from assessments.publication import Answers, Rules, publish
from tests.assessments.instruments import make_instrument
from tests.assessments.publication.solver import Knowledge, Row, solve

FACTORS = 24
INSTRUMENT = make_instrument(factors=FACTORS, questions=0)

Draw = Callable[[np.random.Generator, int], np.ndarray]


@dataclass(frozen=True, slots=True)
class Model:
    """How true values arise: `truth(rng, n)` is one factor's, `noise` the SD of an item around it."""

    name: str
    truth: Draw
    noise: float


def _one_camp(mean: float, mean_sd: float, person_sd: float) -> Draw:
    return lambda rng, n: rng.normal(rng.normal(mean, mean_sd), person_sd, n)


def _two_camps(rng: np.random.Generator, n: int) -> np.ndarray:
    return rng.normal(rng.choice([3.0, 6.0], n), 0.5)


def _one_low(low: float, high: float) -> Draw:
    """One person against a tight camp of all the others."""
    return lambda rng, n: rng.normal(np.r_[low, np.full(n - 1, high)], 0.3)


MODELS = (
    Model("midlere", _one_camp(4.8, 0.5, 0.9), 0.7),
    Model("høy", _one_camp(5.8, 0.3, 0.6), 0.6),
    Model("delt", _two_camps, 0.6),
)
LOPSIDED = (
    Model("én på 2 mot 6,0", _one_low(2.0, 6.0), 0.6),
    Model("én på 2 mot 6,5", _one_low(2.0, 6.5), 0.6),
    Model("én på 3 mot 6,5", _one_low(3.0, 6.5), 0.6),
)


@dataclass(frozen=True, slots=True)
class Share:
    """A share of cases. Cases of one row hang together, so the error is taken between rows."""

    value: float
    error: float

    @property
    def at_most(self) -> float:
        """Upper limit with three standard errors; with no case seen, the 95 percent limit 3 / rows."""
        return self.value + 3 * self.error


@dataclass(frozen=True, slots=True)
class Measured:
    """Shares over rows x adversaries: who learns the others, and who finds one multiset only."""

    rows: int
    insider: Share
    outsider: Share
    solved: Share
    pair: Share | None


def measure(model: Model, n: int, rows: int, *, pairs: bool = False, leader: bool = False, seed: int = 1) -> Measured:
    """Publish `rows` factor rows of n members and attack each. `leader`: the first one's score is marked."""
    insider, outsider, solved, pair = [], [], [], []
    for row, scores in published_rows(model, n, rows, leader=leader, seed=seed):
        public = scores[:1] if leader else ()
        private = scores[1:] if leader else scores
        from_outside = solve(row, public)
        alone = [solve(row, tuple(sorted((*public, own)))) for own in private]
        insider.append(_share(alone, "learned"))
        outsider.append(float(from_outside.learned))
        solved.append(_share([*alone, from_outside], "solved"))
        if pairs:
            both = [solve(row, tuple(sorted((*public, *two)))) for two in combinations(private, 2)]
            pair.append(_share(both, "learned"))
    count = len(insider)
    return Measured(count, _summary(insider), _summary(outsider), _summary(solved), _summary(pair) if pairs else None)


def published_rows(
    model: Model, n: int, rows: int, *, leader: bool, seed: int
) -> Iterator[tuple[Row, tuple[int, ...]]]:
    """Rows of the real publish() with the member scores behind them, in thirds of a point."""
    rng = np.random.default_rng([seed, n])
    shuffle = random.Random(seed).shuffle
    for _ in range(-(-rows // FACTORS)):
        items = np.stack([_items(model, rng, n) for _ in range(FACTORS)])
        sheets = [_sheet(items[:, member]) for member in range(n)]
        published = publish(sheets, INSTRUMENT, Rules(), view="one", leader=0 if leader else None, shuffle=shuffle)
        for factor, scores in zip(published.factors, items.sum(axis=2), strict=True):
            row = Row(n, factor.rung, factor.tenths, factor.end, factor.agreement, factor.bins)
            yield row, tuple(int(score) for score in scores)


def _items(model: Model, rng: np.random.Generator, n: int) -> np.ndarray:
    """n x 3 answers: the rounded sum of true value and noise, kept on the scale."""
    truth = model.truth(rng, n)[:, None]
    return np.clip(np.rint(truth + rng.normal(0, model.noise, (n, 3))), 1, 7).astype(int)


def _sheet(items: np.ndarray) -> Answers:
    """One member's answers from a factors x 3 array."""
    return Answers(dict(zip(INSTRUMENT.item_keys, items.ravel().tolist(), strict=True)), {})


def _share(found: list[Knowledge], what: str) -> float:
    return sum(getattr(each, what) for each in found) / len(found)


def _summary(shares: list[float]) -> Share:
    value = float(np.mean(shares))
    error = float(np.std(shares, ddof=1)) / sqrt(len(shares))
    # No case among N rows: the share is under 3 / N with 95 percent confidence.
    return Share(value, error if value else 1 / len(shares))
