"""Sheets for tests, made from the scores that are wanted."""

from collections.abc import Sequence
from fractions import Fraction

from assessments.instrument import Instrument
from assessments.publication import Answers, Published, PublishedFactor, Rules, publish
from tests.assessments.instruments import make_instrument

ONE_FACTOR = make_instrument(factors=1, areas=1, questions=1)


def keep_order(texts: list[str]) -> None:
    """A shuffle that leaves the order, for tests that are about something else."""


def sheet(instrument: Instrument, thirds: int | None, text: str = "") -> Answers:
    """One member with this sum on every factor of three items; None answers nothing."""
    items = {}
    for factor in instrument.factors:
        values = [None] * 3 if thirds is None else split(thirds)
        items |= dict(zip((item.key for item in factor.items), values, strict=True))
    return Answers(items, {"q0": text})


def split(thirds: int) -> list[int]:
    """Three answers that add up to `thirds`."""
    return [thirds // 3 + (i < thirds % 3) for i in range(3)]


def factor_of(
    thirds: Sequence[int | None], *, rules: Rules | None = None, leader: int | None = None
) -> PublishedFactor:
    """The one factor, published for members with these sums of three items."""
    return published_of(thirds, rules=rules, leader=leader).factors[0]


def published_of(
    thirds: Sequence[int | None],
    *,
    instrument: Instrument = ONE_FACTOR,
    rules: Rules | None = None,
    leader: int | None = None,
) -> Published:
    sheets = [sheet(instrument, each, f"tekst {i}") for i, each in enumerate(thirds)]
    return publish(sheets, instrument, rules or Rules(), view="areas", leader=leader, shuffle=keep_order)


def points(*scores: float | Fraction) -> list[int]:
    """Scores in points as sums of three items: points(4, 5.0) -> [12, 15]."""
    return [round(3 * score) for score in scores]
